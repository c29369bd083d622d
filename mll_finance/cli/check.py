"""``mll check``: validate a case and each of its scenarios, then say what deserves a second look."""

from __future__ import annotations

import argparse

from mll_finance.cli.opening import open_case
from mll_finance.errors import InputError, Problem
from mll_finance.inputs.case.case import Case
from mll_finance.inputs.case.lock import adopted, deviations
from mll_finance.inputs.case.numbers import CPI
from mll_finance.inputs.second_look.points import advice


def run(options: argparse.Namespace) -> int:
    """Print what was read; every problem of the case and its scenarios is raised at once."""
    case = open_case(options)
    if case.scenario is None:
        _check_scenarios(case)
    numbers = [leaf.assumption for leaf in case.graph.leaves.values() if leaf.assumption.ref is None]
    uncertain = sum(number.distribution is not None for number in numbers)
    unknown = sum(number.pm is not None for number in numbers)
    print(f"{case.document.name}: in order")
    print(
        f"  {len(case.projects)} alternatives beside the baseline, {len(case.quantities)} quantities, "
        f"{len(case.lines)} lines, {len(case.scenarios)} scenarios"
    )
    print(
        f"  {len(numbers)} numbers: {uncertain} uncertain, {unknown} PM; quality "
        + ", ".join(f"{grade} {sum(number.quality == grade for number in numbers)}" for grade in "ABCD")
    )
    _adoption(case)
    _say_prices(case)
    found = advice(case)
    if found:
        print("worth a second look:")
    for one in found:
        print(f"  - {one}")
    return 0


def _adoption(case: Case) -> None:
    """Say whether the case is as it was adopted, and what the command changed in it."""
    held = adopted(case)
    if held is not None:
        who = f" by {held['by']}" if held["by"] else ""
        print(f"  adopted: locked on {held['locked']}{who}, sha256 {held['sha256'][:16]}")
        away = deviations(case)
        if away:
            print(f"  deviates from what was adopted at {', '.join(away)}")


def _say_prices(case: Case) -> None:
    """Say which price years the amounts are in, where they are not in one."""
    level = case.prices.level_year
    leaves = [leaf for leaf in case.graph.leaves.values() if leaf.assumption.is_money and not leaf.nominal]
    moved = [leaf.assumption for leaf in leaves if leaf.assumption.price_year not in (None, level)]
    if moved:
        years = ", ".join(str(year) for year in sorted({found.price_year or level for found in moved}))
        indices = ", ".join(sorted({found.index or CPI for found in moved}))
        print(f"  amounts in prices of {years} are moved to the price level {level} by the index {indices}")


def _check_scenarios(case: Case) -> None:
    problems: list[Problem] = []
    for name in case.scenarios:
        try:
            case.in_scenario(name)
        except InputError as error:
            problems += [
                Problem(
                    f"scenarios.{name}.set: {one.path}",
                    one.found,
                    one.allowed,
                    one.remedy,
                    case.document.line(("scenarios", name, "set", one.path)),
                )
                for one in error.problems
            ]
    if problems:
        raise InputError(problems, file=case.document.name)
