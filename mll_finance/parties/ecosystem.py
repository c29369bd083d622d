"""What each partner pays and receives, and the ranking of candidates."""

from __future__ import annotations

from dataclasses import dataclass

from mll_finance.engine.study import Study
from mll_finance.inputs.grammar.parties import SOCIETY
from mll_finance.inputs.method.ecosystem import Candidate, Ecosystem, Selection
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
class RankedCandidate:
    """A candidate in the ranking."""

    candidate: str
    score: float
    """Mean of the scores by weight, 1 to 5."""
    rank: int
    rank_unweighted: int
    """Rank when every criterion weighs the same."""


def partner_values(study: Study) -> list[PartnerValue]:
    """For each partner and alternative; lines of one party are those of every partner that it stands for."""
    ecosystem_section = study.case.section(Ecosystem)
    if ecosystem_section is None:
        return []
    viewpoint = study.case.perspectives[SOCIETY]
    partner_gains = []
    for partner_id, partner in ecosystem_section.partners.items():
        party_viewpoint = viewpoint.around(partner.party)
        for alternative in study.case.projects:
            valued_lines = tuple(values_through(study, alternative, party_viewpoint))
            partner_npv = sum(
                line_value.present_value
                for line_value in valued_lines
                if line_value.present_value is not None
            )
            partner_gains.append(PartnerValue(partner_id, alternative, float(partner_npv), valued_lines))
    return partner_gains


def ranking(selection: Selection) -> list[RankedCandidate]:
    """The candidates by weighted score, best first; equal scores share a rank."""
    weight_by_criterion = {
        criterion: selection.weight(criterion)
        for criterion in partner_criteria()
        if selection.weight(criterion) > 0
    }
    equal_weight_by_criterion = dict.fromkeys(weight_by_criterion, 1.0)
    score_by_candidate = {
        candidate_id: _mean(candidate, weight_by_criterion)
        for candidate_id, candidate in selection.candidates.items()
    }
    unweighted_score_by_candidate = {
        candidate_id: _mean(candidate, equal_weight_by_criterion)
        for candidate_id, candidate in selection.candidates.items()
    }
    ranked_candidates = [
        RankedCandidate(
            candidate_id,
            score,
            _rank(score, score_by_candidate),
            _rank(unweighted_score_by_candidate[candidate_id], unweighted_score_by_candidate),
        )
        for candidate_id, score in score_by_candidate.items()
    ]
    return sorted(ranked_candidates, key=lambda candidate: candidate.rank)


def _mean(candidate: Candidate, weights: dict[str, float]) -> float:
    return sum(weight * candidate.scores[criterion] for criterion, weight in weights.items()) / sum(
        weights.values()
    )


def _rank(score: float, scores: dict[str, float]) -> int:
    return 1 + sum(other_score > score + 1e-12 for other_score in scores.values())
