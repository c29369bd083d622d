"""The public version: which numbers are left out, and how coarse the totals are that rest on them.

It is made from the study of :func:`mll_finance.judgement.disclosure.coarse_case.disclosed`, in which each confidential
number carries noise. Totals that rest on one are rounded on top of that, so coarsely that the number may lie as far off
as the noise takes it but for a small chance, and the share of the p % rule further, without any total changing: what
somebody calculates back who takes the totals at their word is an interval that reaches that share below and above the
true number. How coarsely is read from the numbers with noise alone, so that it tells no more than they do.

References
----------
Hundepool, A. et al. (2012), Statistical Disclosure Control, Wiley: threshold and p % rules, rounding.
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
from mll_finance.judgement.disclosure.confidential import (
    confidential_numbers,
    confidential_paths,
    with_followers,
)
from mll_finance.judgement.disclosure.noise import covered_deviation
from mll_finance.judgement.disclosure.small_counts import few_people, rule

_STEPS = (1, 2, 5)
PUBLISHED = ("npv", "pv_costs", "pv_benefits")
"""Totals that are published where they are rounded; the others can be calculated back from what is rounded."""
_NUMBERS = ("central", "mean", "p05", "p50", "p95")


@dataclass(frozen=True)
class Publication:
    """What the public version of a case leaves out.

    Parameters
    ----------
    confidential : frozenset of str
        Paths of the numbers, quantities and lines that are confidential, or that follow from what is.
    reach_by_alternative : dict
        By alternative of which the totals are rounded: how far a total may lie from the true one, and then move on
        before the share of the p % rule is used up [EUR].
    base : float
        Multiple to which those totals are rounded [EUR]; 0 where none is.
    small_cell, rounding : float
        Counts below the first are not shown; the others are rounded to a multiple of the second.
    """

    confidential: frozenset[str]
    reach_by_alternative: dict[str, float]
    base: float
    small_cell: float
    rounding: float

    @property
    def empty(self) -> bool:
        """Whether nothing is confidential."""
        return not self.confidential

    def hides(self, path: str) -> bool:
        """Whether a number, quantity or line is left out."""
        return path in self.confidential or ".".join(path.split(".")[:2]) in self.confidential

    def total(self, amount: float | None, alternative: str) -> float | None:
        """A published total of an alternative; None too near the edge of its interval, or where it rounds to 0."""
        total_reach = self.reach_by_alternative.get(alternative, 0.0)
        if amount is None or total_reach == 0:
            return amount
        rounded_total = round(amount / self.base) * self.base + 0.0
        is_safe = abs(amount - rounded_total) <= self.base / 2 - total_reach
        return rounded_total if is_safe and (rounded_total != 0 or amount == 0) else None

    def count(self, number: float) -> float | None:
        """A published number of people or cases; None where it is too small to show."""
        if 0 < abs(number) < self.small_cell:
            return None
        return round(number / self.rounding) * self.rounding + 0.0


def publication(study: Study) -> Publication:
    """What the public version leaves out.

    Parameters
    ----------
    study : Study
        As it may be told: :func:`mll_finance.judgement.disclosure.coarse_case.disclosed`.
    """
    case = study.case
    reach_above_zero_by_alternative = {
        alternative: reach for alternative, reach in _reaches(study).items() if reach > 0
    }
    return Publication(
        frozenset(confidential_paths(case)),
        reach_above_zero_by_alternative,
        _base(study, reach_above_zero_by_alternative),
        rule(case.tables, "small_cell"),
        rule(case.tables, "count_rounding"),
    )


def _reaches(study: Study) -> dict[str, float]:
    """How far a total of each alternative may have to move [EUR]: all numbers with noise as far as that takes them.

    And the largest of them by the share of the p % rule further, and all that rests on few people. Of several numbers
    the squares add up: it is as unlikely that their noise is far off together. Undiscounted, btw included: no
    perspective sees more.
    """
    case = study.case
    protected_share, covered_chance = (
        rule(case.tables, "protection_share"),
        rule(case.tables, "noise_covered"),
    )
    deviation_of_noise = covered_deviation(protected_share, covered_chance)
    lines_by_number = [_lines(case, with_followers(case, {path})) for path in confidential_numbers(case)]
    few_lines = set(_lines(case, with_followers(case, few_people(study))))
    reach_by_alternative: dict[str, float] = {}
    for alternative in case.projects:
        hidden_amount_by_number = [
            sum(_amount(study, line, alternative) for line in lines if line not in few_lines)
            for lines in lines_by_number
        ]
        amount_of_few_people = sum(_amount(study, line, alternative) for line in few_lines)
        noise_reach = deviation_of_noise * math.hypot(*hidden_amount_by_number)
        share_reach = protected_share * (1 + deviation_of_noise) * max(hidden_amount_by_number, default=0.0)
        btw_factor = 1 + rule(case.tables, "highest_btw")
        reach_by_alternative[alternative] = btw_factor * (noise_reach + share_reach + amount_of_few_people)
    return reach_by_alternative


def _lines(case: Case, paths: set[str]) -> list[str]:
    return [line_id for line_id in case.lines if f"lines.{line_id}" in paths]


def _amount(study: Study, line: str, alternative: str) -> float:
    """Size of a line in the totals of an alternative over all years [EUR]: project minus baseline, undiscounted."""
    euros_by_year = study.central.difference(line, alternative)
    return 0.0 if euros_by_year is None else float(np.abs(euros_by_year).sum())


def _base(study: Study, reaches: dict[str, float]) -> float:
    """The multiple, of 1, 2, 5, 10, 20 ... from twice the largest reach, by which most balances can be shown."""
    if not reaches:
        return 0.0
    alternative_and_npv_pairs = [
        (alternative, study.value(perspective, alternative, "npv")["central"])
        for perspective in study.case.perspectives
        for alternative in reaches
    ]

    def shown_count(base: float) -> int:
        trial_publication = Publication(frozenset(), reaches, base, 0.0, 1.0)
        return sum(
            trial_publication.total(npv, alternative) is not None
            for alternative, npv in alternative_and_npv_pairs
        )

    step_count = int(rule(study.case.tables, "rounding_steps"))
    return max(_bases(2 * max(reaches.values()), at_most=step_count), key=shown_count)


def _bases(at_least: float, *, at_most: int) -> Iterator[float]:
    power_of_ten = 10.0 ** math.floor(math.log10(at_least))
    rounding_steps = [step * power_of_ten * scale for scale in (1, 10, 100, 1000) for step in _STEPS]
    yield from [step for step in rounding_steps if step >= at_least * (1 - 1e-12)][:at_most]


def published_rows(rows: list[dict[str, Any]], public: Publication) -> list[dict[str, Any]]:
    """The rows of the results that may be published, rounded.

    Parameters
    ----------
    rows : list of dict
        The long table of results.
    public : Publication
        What is left out.
    """
    public_rows = []
    for result_row in rows:
        if result_row["alternative"] not in public.reach_by_alternative:
            public_rows.append(result_row)
        elif result_row["criterion"] in PUBLISHED:
            rounded_number_by_name = {
                name: public.total(result_row.get(name), result_row["alternative"]) for name in _NUMBERS
            }
            if any(number is not None for number in rounded_number_by_name.values()):
                plain_field_names = ("perspective", "alternative", "criterion", "unit", "pm")
                public_rows.append(
                    {**{name: result_row[name] for name in plain_field_names}, **rounded_number_by_name}
                )
    return public_rows
