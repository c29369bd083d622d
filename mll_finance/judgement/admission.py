"""The gate: what a case that can be read must still answer before its numbers are shown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

import numpy as np

from mll_finance.engine.arithmetic import Arithmetic, DrawnAmounts
from mll_finance.engine.draws import Draws
from mll_finance.errors import InputError, Problem
from mll_finance.inputs.case.case import Case
from mll_finance.inputs.case.graph import Output
from mll_finance.inputs.case.limits import Bounds, computed
from mll_finance.inputs.case.rewriting import newest, number_of
from mll_finance.inputs.grammar.sections import ADOPTED
from mll_finance.inputs.second_look.computed import computed_beyond
from mll_finance.inputs.second_look.partner_costs import without_costs
from mll_finance.parties.partner_costs import uncovered

_ROUNDING = 1e-9
"""What a share or count may lie beyond its limits by the arithmetic of a computer."""


def admitted(case: Case) -> Case:
    """The case itself, where its numbers may be shown.

    Raises
    ------
    InputError
        With every reason why they may not.
    """
    problems = refusals(case)
    if problems:
        raise InputError(problems, file=case.document.name)
    return case


def refusals(case: Case) -> list[Problem]:
    """Every reason why the numbers of a case may not be shown; an adopted case of an older schema is as it was."""
    if case.settings.status == ADOPTED and number_of(case.document.data) < newest():
        return []
    problems = [*_unpaid(case), *_beyond(case)]
    known_keys = {(problem.path, problem.id) for problem in problems}
    for name in case.scenarios if case.scenario is None else ():
        problems += [
            problem
            for problem in _in_scenario(case, name)
            if (problem.path.removeprefix(f"scenarios.{name}: "), problem.id) not in known_keys
        ]
    return problems


def unmakeable(case: Case, names: Iterable[str]) -> Iterator[Problem]:
    """What is wrong in scenarios that cannot be made of a case, each with its line; nothing of the others."""
    for name in names:
        try:
            case.in_scenario(name)
        except InputError as error:
            for problem in error.problems:
                line = case.document.line(("scenarios", name, "set", problem.path))
                yield replace(problem, path=f"scenarios.{name}.set: {problem.path}", line=line)


def _in_scenario(case: Case, name: str) -> list[Problem]:
    """The reasons under one scenario; where it cannot be made, what is wrong with it in the file."""
    try:
        case_in_scenario = case.in_scenario(name)
        problems = [*_unpaid(case_in_scenario), *_beyond(case_in_scenario)]
    except InputError:
        # A change on top of the file may stand in the way of a scenario that is nothing but sound.
        return list(unmakeable(case.origin or case, [name]))
    return [replace(problem, path=f"scenarios.{name}: {problem.path}") for problem in problems]


def _beyond(case: Case) -> list[Problem]:
    """Shares and counts that are calculated and leave what they can be in a draw."""
    computed_numbers = list(dict.fromkeys(computed(case.graph)))
    if not computed_numbers:
        return []
    arithmetic, draws = Arithmetic(case), Draws.of(case)
    ends_by_number: dict[tuple[str, Output, Bounds], Bounds] = {}
    for block in draws.blocks():
        amounts = DrawnAmounts(arithmetic, block)
        for computed_number in computed_numbers:
            _, output, _ = computed_number
            for alternative in case.alternatives:
                if (f"quantities.{output.quantity}", alternative) in case.graph.pm:
                    continue
                drawn = amounts.quantity(output.quantity, alternative)[output.name]
                lowest, highest = ends_by_number.get(computed_number, (np.inf, -np.inf))
                ends_by_number[computed_number] = (
                    min(lowest, float(np.min(drawn))),
                    max(highest, float(np.max(drawn))),
                )
    return [
        computed_beyond(case, path, output, (lowest, highest), limits=(least, most))
        for (path, output, (least, most)), (lowest, highest) in ends_by_number.items()
        if lowest < least - _ROUNDING or highest > most + _ROUNDING
    ]


def _unpaid(case: Case) -> list[Problem]:
    """Suppliers and partners that are paid while their own costs are not in the case."""
    if case.settings.partner_costs is not None:
        return []
    return [
        without_costs(
            case,
            lacking.lines,
            party=lacking.party,
            alternative=lacking.alternative,
            received=lacking.received,
            borne=lacking.borne,
        )
        for lacking in uncovered(case)
    ]
