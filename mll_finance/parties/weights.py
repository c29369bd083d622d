"""Distribution-weighted results beside the unweighted ones: a sensitivity, never the headline.

A line may name the group of residents that it concerns, and the case a weight for each group. Weighted, the euros of
residents in such a line count weight times, also where another party pays them; everything else counts once.

References
----------
HM Treasury (2018), The Green Book, A3.11-A3.22: show weighted and unweighted results side by side.
"""

from __future__ import annotations

from dataclasses import dataclass

from mll_finance.engine.study import Study
from mll_finance.inputs.grammar.parties import RESIDENTS, SOCIETY
from mll_finance.parties.incidence import values_through


@dataclass(frozen=True)
class Weighted:
    """The NPV of one alternative to society, unweighted and weighted (EUR)."""

    alternative: str
    unweighted: float
    weighted: float
    by_group: dict[str, float]
    """Present value of what residents of each group gain (EUR), unweighted."""


def weighted(study: Study) -> list[Weighted]:
    """Weighted and unweighted NPV of each alternative; empty where the case has no weights."""
    weight_by_group = study.case.settings.weights
    if not weight_by_group:
        return []
    residents_viewpoint = study.case.perspectives[SOCIETY].around(RESIDENTS)
    weighted_npvs = []
    for alternative in study.case.projects:
        gain_by_group = dict.fromkeys(weight_by_group, 0.0)
        for line_value in values_through(study, alternative, residents_viewpoint):
            residents_group = study.case.lines[line_value.line].group
            if residents_group in gain_by_group and line_value.present_value is not None:
                gain_by_group[residents_group] += line_value.present_value
        unweighted_npv = float(study.stream(SOCIETY, alternative).npv[0])
        weight_surplus = sum(
            (weight_by_group[group].value - 1.0) * gain for group, gain in gain_by_group.items()
        )
        weighted_npvs.append(
            Weighted(alternative, unweighted_npv, unweighted_npv + weight_surplus, gain_by_group)
        )
    return weighted_npvs
