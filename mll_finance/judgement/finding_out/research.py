"""Which numbers to find out first: what knowing some at once is worth, less what finding them out costs and delays.

Only numbers of which the case says what finding out costs (``research``) are weighed. Those that are worth most after
their own price go first; as many of the first few are taken together as are worth most at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from mll_finance.engine.study import Study
from mll_finance.inputs.grammar.assumption import Research
from mll_finance.inputs.grammar.sections import BASELINE
from mll_finance.inputs.reference_data.thresholds import whole_threshold
from mll_finance.judgement.finding_out.investigation import Knowing, investigation, knowing

TOGETHER = whole_threshold("research_together")


@dataclass(frozen=True)
class FindingOut:
    """Numbers that could be found out at once, before the choice: what that is worth and what it costs (EUR)."""

    knowing: Knowing
    cost: float
    weeks: float
    """Weeks of the longest: numbers are found out side by side."""
    waiting: float
    """What is lost by waiting for it."""

    @property
    def worth_after_waiting(self) -> float:
        """Its worth to the choice, less what waiting for it loses."""
        return self.knowing.worth.value - self.waiting

    @property
    def net(self) -> float:
        """Its worth to the choice, less what it costs and what waiting for it loses."""
        return self.worth_after_waiting - self.cost

    def as_json(self) -> dict[str, Any]:
        """What ``--voi`` says of it."""
        return {
            **self.knowing.as_json(),
            "cost": self.cost,
            "waiting": self.waiting,
            "net": self.net,
        }


def research_by_path(study: Study) -> dict[str, Research]:
    """What finding out each uncertain number costs, where the case says so, by path."""
    leaf_by_path = study.case.graph.leaves
    return {
        path: research
        for path in study.draws.uncertain
        if path in leaf_by_path and (research := leaf_by_path[path].assumption.research) is not None
    }


def research_cost(study: Study, paths: tuple[str, ...]) -> float | None:
    """What finding some numbers out costs (EUR); None where the case does not say so of all of them."""
    research_of_paths = research_by_path(study)
    return (
        sum(research_of_paths[path].cost for path in paths)
        if research_of_paths.keys() >= set(paths)
        else None
    )


def find_out_first(study: Study) -> FindingOut | None:
    """The numbers that are worth finding out before the choice, all at once; None where none are worth their price."""
    return study.once("find_out_first", lambda: _find_out_first(study))


def _find_out_first(study: Study) -> FindingOut | None:
    open_choice, research_of_path = investigation(study), research_by_path(study)
    if not open_choice.is_open:
        return None
    leading_id = next(contender.id for contender in open_choice.field.ranking if contender.id != BASELINE)

    def priced(paths: tuple[str, ...]) -> FindingOut:
        known_numbers = knowing(study, paths)
        longest_weeks = max(research_of_path[path].weeks for path in paths)
        waiting_loss = open_choice.lost_by_waiting(known_numbers.worth.value, leading_id, longest_weeks)
        return FindingOut(
            known_numbers, sum(research_of_path[path].cost for path in paths), longest_weeks, waiting_loss
        )

    best_paying_first = sorted(
        (priced((path,)) for path in research_of_path), key=lambda found_out: -found_out.net
    )[:TOGETHER]
    paths = tuple(path for found_out in best_paying_first for path in found_out.knowing.inputs)
    candidate_findings = [
        *best_paying_first[:1],
        *(priced(paths[:count]) for count in range(2, len(paths) + 1)),
    ]
    paying_findings = [found_out for found_out in candidate_findings if found_out.net > 0]
    return max(paying_findings, key=lambda found_out: found_out.net, default=None)
