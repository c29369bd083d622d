"""What each partner pays and receives, and the ranking of candidates."""

from __future__ import annotations

from dataclasses import dataclass

from mll_finance.engine.study import Study
from mll_finance.inputs.grammar.parties import SOCIETY
from mll_finance.inputs.method.ecosystem import Candidate, Selection
from mll_finance.inputs.reference_data.prose_tables import partner_criteria
from mll_finance.parties.incidence import LineValue, values_through


@dataclass(frozen=True)
class PartnerValue:
    """What one partner gains on balance in one alternative, and by which lines."""

    partner: str
    alternative: str
    npv: float
    """Present value (EUR), under the lens of society."""
    lines: tuple[LineValue, ...]
    """Lines of its party with their present value; PM where there is no number."""


@dataclass(frozen=True)
class Ranked:
    """A candidate in the ranking."""

    candidate: str
    score: float
    """Mean of the scores by weight, 1 to 5."""
    rank: int
    rank_unweighted: int
    """Rank when every criterion weighs the same."""


def partner_values(study: Study) -> list[PartnerValue]:
    """For each partner and alternative; lines of one party are those of every partner that it stands for."""
    section = study.case.method.get("ecosystem")
    if section is None:
        return []
    through = study.case.perspectives[SOCIETY]
    made = []
    for name, partner in section.partners.items():
        alone = through.model_copy(update={"parties": (partner.party,)})
        for alternative in study.case.projects:
            lines = tuple(values_through(study, alternative, alone))
            npv = sum(one.present_value for one in lines if one.present_value is not None)
            made.append(PartnerValue(name, alternative, float(npv), lines))
    return made


def ranking(selection: Selection) -> list[Ranked]:
    """The candidates by weighted score, best first; equal scores share a rank."""
    used = {name: selection.weight(name) for name in partner_criteria() if selection.weight(name) > 0}
    equal = dict.fromkeys(used, 1.0)
    scores = {name: _mean(one, used) for name, one in selection.candidates.items()}
    flat = {name: _mean(one, equal) for name, one in selection.candidates.items()}
    made = [
        Ranked(name, score, _rank(score, scores), _rank(flat[name], flat)) for name, score in scores.items()
    ]
    return sorted(made, key=lambda one: one.rank)


def _mean(candidate: Candidate, weights: dict[str, float]) -> float:
    return sum(weight * candidate.scores[name] for name, weight in weights.items()) / sum(weights.values())


def _rank(score: float, scores: dict[str, float]) -> int:
    return 1 + sum(other > score + 1e-12 for other in scores.values())
