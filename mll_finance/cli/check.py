"""``mll check``: validate a case and each of its scenarios, then say what deserves a second look."""

from __future__ import annotations

import argparse

from mll_finance.cli.opening import open_case
from mll_finance.errors import InputError, Problem
from mll_finance.inputs.case.case import Case
from mll_finance.inputs.case.lock import adopted, deviations
from mll_finance.inputs.case.price_index import CPI
from mll_finance.inputs.second_look.points import points


def run(options: argparse.Namespace) -> int:
    """Print what was read; every problem of the case and its scenarios is raised at once."""
    case = open_case(options)
    if case.scenario is None:
        _check_scenarios(case)
    numbers = [leaf.assumption for leaf in case.graph.leaves.values() if leaf.assumption.ref is None]
    uncertain_count = sum(number.distribution is not None for number in numbers)
    pm_count = sum(number.pm is not None for number in numbers)
    print(f"{case.document.name}: in order")
    print(
        f"  {len(case.projects)} alternatives beside the baseline, {len(case.quantities)} quantities, "
        f"{len(case.lines)} lines, {len(case.scenarios)} scenarios"
    )
    print(
        f"  {len(numbers)} numbers: {uncertain_count} uncertain, {pm_count} PM; quality "
        + ", ".join(f"{grade} {sum(number.quality == grade for number in numbers)}" for grade in "ABCD")
    )
    _adoption(case)
    _say_prices(case)
    doubts = points(case)
    if doubts:
        print("worth a second look:")
    for doubt in doubts:
        print(f"  - {doubt}")
    return 0


def _adoption(case: Case) -> None:
    """Say whether the case is as it was adopted, and what the command changed in it."""
    lock = adopted(case)
    if lock is not None:
        adopter = f" by {lock['by']}" if lock["by"] else ""
        print(f"  adopted: locked on {lock['locked']}{adopter}, sha256 {lock['sha256'][:16]}")
        changed_paths = deviations(case)
        if changed_paths:
            print(f"  deviates from what was adopted at {', '.join(changed_paths)}")


def _say_prices(case: Case) -> None:
    """Say which price years the amounts are in, where they are not in one."""
    level_year = case.prices.level_year
    leaves = [leaf for leaf in case.graph.leaves.values() if leaf.assumption.is_money and not leaf.nominal]
    moved_amounts = [
        leaf.assumption for leaf in leaves if leaf.assumption.price_year not in (None, level_year)
    ]
    if moved_amounts:
        years = ", ".join(
            str(year) for year in sorted({amount.price_year or level_year for amount in moved_amounts})
        )
        indices = ", ".join(sorted({amount.index or CPI for amount in moved_amounts}))
        print(
            f"  amounts in prices of {years} are moved to the price level {level_year} by the index {indices}"
        )


def _check_scenarios(case: Case) -> None:
    problems: list[Problem] = []
    for scenario in case.scenarios:
        try:
            case.in_scenario(scenario)
        except InputError as error:
            problems += [
                Problem(
                    f"scenarios.{scenario}.set: {problem.path}",
                    problem.found,
                    problem.allowed,
                    problem.remedy,
                    case.document.line(("scenarios", scenario, "set", problem.path)),
                )
                for problem in error.problems
            ]
    if problems:
        raise InputError(problems, file=case.document.name)
