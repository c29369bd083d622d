"""The public version: which amounts are left out, what else must be left out with them, and how coarse the rest is.

A confidential amount that is left out alone can be found back: total minus the rest. So each alternative in which one
stands has at least as many amounts left out as statistical offices ask contributors in a cell, and its totals are
rounded so coarsely that the largest of them is not known closer than the share that the rules name. Counts of people
are rounded, and small ones not shown.

References
----------
Hundepool, A. et al. (2012), Statistical Disclosure Control, Wiley: threshold and p% rules, secondary suppression.
Wet open overheid, article 5.1(1)(c) and (2)(e) and (f); GDPR, article 4(1) (Dutch: Woo and AVG).
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from mll_finance.engine.study import Study
from mll_finance.inputs.case.case import Case
from mll_finance.inputs.case.graph import Output
from mll_finance.inputs.grammar.kinds import assumptions
from mll_finance.inputs.grammar.sections import BASELINE

_STEPS = (1, 2, 5, 10)
PUBLISHED = ("npv", "pv_costs", "pv_benefits")
"""Totals that are published; the others can be calculated back from what is rounded."""
_PEOPLE = frozenset(
    {
        "person",
        "household",
        "inhabitant",
        "client",
        "resident",
        "child",
        "family",
        "flag",
        "signal",
        "file",
        "contact",
        "visit",
        "claim",
        "check",
        "appeal",
        "trajectory",
        "application",
        "benefit-year",
        "household-year",
        "count_per_year",
    }
)
"""Units that count people, or cases of people."""


@dataclass(frozen=True)
class Publication:
    """What the public version of a case leaves out.

    Parameters
    ----------
    confidential : frozenset of str
        Paths of the numbers, quantities and lines that are confidential, or that follow from what is.
    added : frozenset of str
        Lines left out with them, so that no total gives one away.
    withheld : frozenset of str
        Alternatives that have too few amounts to hide one among: their totals are left out.
    coarse : frozenset of str
        Alternatives in which an amount is left out: their totals are rounded.
    base : float
        Multiple to which those totals are rounded [EUR]; 0 where nothing is confidential.
    small_cell, rounding : float
        Counts below the first are not shown; the others are rounded to a multiple of the second.
    """

    confidential: frozenset[str]
    added: frozenset[str]
    withheld: frozenset[str]
    coarse: frozenset[str]
    base: float
    small_cell: float
    rounding: float

    @property
    def empty(self) -> bool:
        """Whether nothing is confidential."""
        return not self.confidential

    def hides(self, path: str) -> bool:
        """Whether a number, quantity or line is left out."""
        owner_path = ".".join(path.split(".")[:2])
        return path in self.confidential or owner_path in self.confidential or owner_path in self.added

    def total(self, amount: float | None, alternative: str) -> float | None:
        """A published total of an alternative, rounded where an amount in it is left out."""
        if amount is None or alternative not in self.coarse:
            return amount
        return round(amount / self.base) * self.base + 0.0

    def count(self, number: float) -> float | None:
        """A published number of people or cases; None where it is too small to show."""
        if abs(number) < self.small_cell and abs(number) > 0:
            return None
        return round(number / self.rounding) * self.rounding + 0.0


def publication(study: Study) -> Publication:
    """What the public version of a study leaves out."""
    threshold_by_id = {row.id: row.value for row in study.case.tables.table("publication").rows}
    case = study.case
    confidential_paths = _confidential(case)
    added_lines: set[str] = set()
    withheld_alternatives: set[str] = set()
    largest_hidden_amount = 0.0
    for alternative in case.projects:
        hidden_line_ids = [
            line_id for line_id in _standing(case, alternative) if f"lines.{line_id}" in confidential_paths
        ]
        amount_by_line = {line_id: _amount(study, line_id, alternative) for line_id in hidden_line_ids}
        if not any(amount_by_line.values()):
            continue
        largest_hidden_amount = max(largest_hidden_amount, *amount_by_line.values())
        count_to_hide = math.ceil(threshold_by_id["minimum_lines"]) - len(
            [line_id for line_id in hidden_line_ids if amount_by_line[line_id] > 0]
        )
        candidate_line_ids = _candidates(study, alternative, confidential_paths)
        if len(candidate_line_ids) < count_to_hide:
            withheld_alternatives.add(alternative)
        added_lines |= {f"lines.{line_id}" for line_id in candidate_line_ids[: max(0, count_to_hide)]}
    left_out_paths = confidential_paths | added_lines
    return Publication(
        frozenset(confidential_paths),
        frozenset(added_lines),
        frozenset(withheld_alternatives),
        frozenset(
            alternative
            for alternative in case.projects
            if any(f"lines.{line_id}" in left_out_paths for line_id in _standing(case, alternative))
        ),
        _base(2 * threshold_by_id["protection_share"] * largest_hidden_amount),
        threshold_by_id["small_cell"],
        threshold_by_id["count_rounding"],
    )


def is_count(unit: str) -> bool:
    """Whether a unit counts people or cases of people, so that a small number may point at somebody.

    Examples
    --------
    >>> is_count("household/yr"), is_count("person/contact"), is_count("hour")
    (True, False, False)
    """
    counted_word, _, period_word = unit.partition("/")
    return counted_word in _PEOPLE and period_word in ("", "yr")


def _confidential(case: Case) -> set[str]:
    """Paths of what is flagged, and of what follows from it."""
    confidential_paths = {path for path, leaf in case.graph.leaves.items() if leaf.assumption.confidential}
    confidential_paths |= {f"lines.{line_id}" for line_id, line in case.lines.items() if line.confidential}
    while True:
        following_paths = {
            path for path in _following(case, confidential_paths) if path not in confidential_paths
        }
        if not following_paths:
            return confidential_paths
        confidential_paths |= following_paths


def _following(case: Case, confidential: set[str]) -> Iterator[str]:
    for path, leaf in case.graph.leaves.items():
        if leaf.owner in confidential:
            yield path
        if path in confidential:
            yield leaf.owner
        ref_path = leaf.assumption.ref
        if ref_path is None:
            continue
        ref_target = case.graph.target(ref_path)
        owner_paths = (
            {f"quantities.{ref_target.quantity}"} if isinstance(ref_target, Output) else {str(ref_target)}
        )
        owner_paths |= set(case.graph.groups.get(str(ref_target), {}).values())
        if owner_paths & confidential:
            yield path


def _standing(case: Case, alternative: str) -> list[str]:
    """Lines that the totals of an alternative hold: its own and those of the baseline."""
    return [
        line_id for line_id, line in case.lines.items() if {alternative, BASELINE} & set(line.alternative)
    ]


def _amount(study: Study, line_id: str, alternative: str) -> float:
    """Size of a line in the totals of an alternative over all years [EUR]: project minus baseline, undiscounted."""
    euros_by_year = study.central.difference(line_id, alternative)
    return 0.0 if euros_by_year is None else float(np.abs(euros_by_year).sum())


def _candidates(study: Study, alternative: str, confidential: set[str]) -> list[str]:
    """Costs of the municipality that can hide another: with a number of their own, the largest first.

    Those that stand in this alternative alone come first, so that the totals of the others can be shown as they are.
    """
    case = study.case
    size_by_line: dict[str, float] = {}
    for line_id in _standing(case, alternative):
        line = case.lines[line_id]
        has_own_number = any(
            assumption.ref is None and assumption.table is None and assumption.pm is None
            for _, assumption in assumptions(line, f"lines.{line_id}")
        )
        if has_own_number and line.payer == "municipality" and f"lines.{line_id}" not in confidential:
            size_by_line[line_id] = _amount(study, line_id, alternative)
    candidate_line_ids = [line_id for line_id, size in size_by_line.items() if size > 0]
    return sorted(
        candidate_line_ids, key=lambda line_id: (len(case.lines[line_id].alternative), -size_by_line[line_id])
    )


def _base(at_least: float) -> float:
    """The smallest of 1, 2, 5, 10, 20 ... that is at least so large; 0 for nothing."""
    if at_least <= 0:
        return 0.0
    power_of_ten = 10.0 ** math.floor(math.log10(at_least))
    return next(
        round_step * power_of_ten
        for round_step in _STEPS
        if round_step * power_of_ten >= at_least * (1 - 1e-12)
    )


def published_rows(rows: list[dict[str, Any]], public: Publication) -> list[dict[str, Any]]:
    """The rows of the results that may be published, rounded.

    Parameters
    ----------
    rows : list of dict
        The long table of results.
    public : Publication
        What is left out.
    """
    if public.empty:
        return rows
    public_rows = []
    for row in rows:
        if row["alternative"] in public.withheld:
            continue
        if row["alternative"] not in public.coarse:
            public_rows.append(row)
            continue
        if row["criterion"] in PUBLISHED:
            rounded_numbers = {
                name: public.total(row.get(name), row["alternative"])
                for name in ("central", "mean", "p05", "p50", "p95")
            }
        elif row["criterion"] == "probability_npv_negative":
            rounded_numbers = {
                "central": None,
                "mean": None if row["mean"] is None else round(row["mean"], 2),
            }
        else:
            continue
        plain_fields = {name: row[name] for name in ("perspective", "alternative", "criterion", "unit", "pm")}
        public_rows.append({**plain_fields, **rounded_numbers})
    return public_rows
