"""The gate: what a case that can be read must still answer before its numbers are shown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from mll_finance.drivers.computed_ends import Ends
from mll_finance.errors import InputError, Problem
from mll_finance.inputs.case.case import Case
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
    number_ends = Ends(case)
    problems = [*_unpaid(case), *_beyond(number_ends)]
    known_keys = {(problem.path, problem.id) for problem in problems}
    for scenario_name in case.scenarios if case.scenario is None else ():
        problems += [
            problem
            for problem in _in_scenario(case, scenario_name, number_ends)
            if (problem.path.removeprefix(f"scenarios.{scenario_name}: "), problem.id) not in known_keys
        ]
    return problems


def unmakeable(case: Case, names: Iterable[str]) -> Iterator[Problem]:
    """What is wrong in scenarios that cannot be made of a case, each with its line; nothing of the others."""
    for format_name in names:
        try:
            case.in_scenario(format_name)
        except InputError as error:
            for problem in error.problems:
                line_number = case.document.line(("scenarios", format_name, "set", problem.path))
                yield replace(problem, path=f"scenarios.{format_name}.set: {problem.path}", line=line_number)


def _in_scenario(case: Case, name: str, ends: Ends) -> list[Problem]:
    """The reasons under one scenario; where it cannot be made, what is wrong with it in the file."""
    try:
        case_in_scenario = case.in_scenario(name)
        problems = [*_unpaid(case_in_scenario), *_beyond(Ends(case_in_scenario, like=ends))]
    except InputError:
        # A change on top of the file may stand in the way of a scenario that is nothing but sound.
        return list(unmakeable(case.origin or case, [name]))
    return [replace(problem, path=f"scenarios.{name}: {problem.path}") for problem in problems]


def _beyond(ends: Ends) -> list[Problem]:
    """Shares and counts that are calculated and leave what they can be in a draw."""
    return [
        computed_beyond(ends.case, path, output, (lowest, highest), limits=(least, most))
        for (path, output, (least, most)), (lowest, highest) in ends.by_number().items()
        if lowest < least - _ROUNDING or highest > most + _ROUNDING
    ]


def _unpaid(case: Case) -> list[Problem]:
    """Suppliers and partners that are paid while their own costs are not in the case."""
    if case.settings.partner_costs is not None:
        return []
    return [
        without_costs(
            case,
            uncovered_party.lines,
            party=uncovered_party.party,
            alternative=uncovered_party.alternative,
            received=uncovered_party.received,
            borne=uncovered_party.borne,
        )
        for uncovered_party in uncovered(case)
    ]
