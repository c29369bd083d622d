"""The gate: what a case that can be read must still answer before its numbers are shown."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from mll_finance.engine.arithmetic import Arithmetic, DrawnAmounts
from mll_finance.engine.draws import Draws
from mll_finance.errors import InputError, Problem
from mll_finance.inputs.case.case import Case
from mll_finance.inputs.case.graph import Output
from mll_finance.inputs.case.limits import computed_shares
from mll_finance.inputs.case.rewriting import newest, number_of
from mll_finance.inputs.grammar.sections import ADOPTED
from mll_finance.inputs.second_look.computed_share import share_beyond
from mll_finance.inputs.second_look.partner_costs import without_costs
from mll_finance.parties.partner_costs import uncovered

_ROUNDING = 1e-9
"""What a share may lie beyond 0 or 1 by the arithmetic of a computer."""


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
        for problem in _in_scenario(case, name):
            if (problem.path, problem.id) not in known_keys:
                problems.append(replace(problem, path=f"scenarios.{name}: {problem.path}"))
    return problems


def _in_scenario(case: Case, name: str) -> list[Problem]:
    """The reasons under one scenario; none where it cannot be made, which is told elsewhere."""
    try:
        case_in_scenario = case.in_scenario(name)
        return [*_unpaid(case_in_scenario), *_beyond(case_in_scenario)]
    except InputError:
        return []


def _beyond(case: Case) -> list[Problem]:
    """Shares that are calculated and leave 0 to 1 in a draw."""
    share_outputs = list(dict.fromkeys(computed_shares(case.graph)))
    if not share_outputs:
        return []
    arithmetic, draws = Arithmetic(case), Draws.of(case)
    ends_by_output: dict[tuple[str, str, str], tuple[float, float]] = {}
    for block in draws.blocks():
        amounts = DrawnAmounts(arithmetic, block)
        for path, output in share_outputs:
            for alternative in case.alternatives:
                if (f"quantities.{output.quantity}", alternative) in case.graph.pm:
                    continue
                drawn_share = amounts.quantity(output.quantity, alternative)[output.name]
                lowest, highest = ends_by_output.get((path, output.quantity, output.name), (np.inf, -np.inf))
                lowest_and_highest = (
                    min(lowest, float(np.min(drawn_share))),
                    max(highest, float(np.max(drawn_share))),
                )
                ends_by_output[path, output.quantity, output.name] = lowest_and_highest
    return [
        share_beyond(case, path, Output(quantity, name), lowest, highest)
        for (path, quantity, name), (lowest, highest) in ends_by_output.items()
        if lowest < -_ROUNDING or highest > 1 + _ROUNDING
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
