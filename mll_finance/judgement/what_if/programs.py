"""What a page needs to work out a case anew after a change: its program, how lines count, what the advice rests on.

The program holds every number of the case as an input (``open_case.py``). How a line counts through a perspective is
linear in its btw, and asked of the lens at the ends of what btw can be. What no number moves is given as it is: the
checks, the weight of an alternative, the plan of the draws.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from mll_finance.engine.lens import OpenView, Shares, open_view
from mll_finance.engine.study import Study
from mll_finance.inputs.grammar.parties import MUNICIPALITY, SOCIETY
from mll_finance.judgement.contenders import contenders
from mll_finance.judgement.decision_table import before_pilot
from mll_finance.judgement.what_if.open_case import OpenProgram, open_case


@dataclass(frozen=True)
class Unmoved:
    """What decides between equals and what stands in the way of one alternative, whatever the numbers are."""

    lightness: tuple[float, ...]
    """The part of ``Contender.lightness`` that no number moves: before the costs."""
    is_stopped: bool
    """Whether a refused check forbids it."""
    waits_before_pilot: bool
    waits: bool
    """Whether any check keeps a phase from beginning."""


class WhatIf:
    """The programs of a study with every number open.

    Parameters
    ----------
    study : Study
        The study as it was delivered.
    """

    def __init__(self, study: Study) -> None:
        self.study = study
        self.open_case = open_case(study)

    @property
    def program(self) -> OpenProgram:
        """The parts of which the euros of every line are weighted sums."""
        return self.open_case.program

    def views(self, line: str) -> dict[str, OpenView]:
        """How a line counts through each perspective."""
        case = self.study.case
        view_by_perspective = {
            name: open_view(case.lines[line], viewpoint) for name, viewpoint in case.perspectives.items()
        }
        return {name: view for name, view in view_by_perspective.items() if view is not None}

    def parties(self, line: str) -> dict[str, Shares]:
        """What it brings to each party under the lens of society."""
        case = self.study.case
        society = case.perspectives[SOCIETY]
        view_by_party = {
            party: open_view(case.lines[line], society.around(party)) for party in society.parties
        }
        return {party: view.shares for party, view in view_by_party.items() if view is not None}

    def budget_view(self, line: str) -> OpenView | None:
        """How it counts in the accrual budget of the municipality."""
        case = self.study.case
        return open_view(case.lines[line], case.perspectives[MUNICIPALITY], accounting="budget")

    def unmoved(self) -> Mapping[str, Unmoved]:
        """What no number moves, by alternative."""
        field_of_contenders = contenders(self.study)
        unmoved_by_alternative = {}
        for project_id in self.study.case.projects:
            contender_of_project = field_of_contenders.by_id[project_id]
            *ranks_before_costs, _, _ = contender_of_project.lightness
            unmoved_by_alternative[project_id] = Unmoved(
                tuple(float(part) for part in ranks_before_costs),
                not contender_of_project.feasible,
                bool(before_pilot(contender_of_project.checks)),
                any(check.blocks for check in contender_of_project.checks),
            )
        return unmoved_by_alternative
