"""The section ``ecosystem``: who takes part, what each brings and gets, what is agreed, and how partners are chosen."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from mll_finance.errors import Problem
from mll_finance.inputs.grammar.assumption import Ratio
from mll_finance.inputs.grammar.base import Strict, Text
from mll_finance.inputs.grammar.parties import OUTSIDE
from mll_finance.inputs.grammar.section import Known, Section
from mll_finance.inputs.reference_data.prose_tables import partner_criteria
from mll_finance.terms import phrase

LOWEST, HIGHEST = 1, 5
"""Scores of a candidate run from poor to good."""


class Partner(Strict):
    """One partner: its party in the lines, its role and what is agreed with it."""

    party: str
    """Party of the case; its lines show what the partner pays and receives."""
    title: Text | None = None
    """Name for readers; that of the party without it."""
    role: Text
    """What the partner is in the project."""
    contribution: Text
    """What it brings."""
    gets: Text | None = None
    """What it gets, beside the money of its lines."""
    data: Text
    """Agreement on data: which, in which direction, in which role under the GDPR; or that there is none yet."""
    ip: Text
    """Agreement on intellectual property and reuse; or that there is none yet."""
    status: Literal["idea", "talks", "agreed"] = "idea"
    """How far it is: an idea, in talks, agreed."""


class Candidate(Strict):
    """A candidate with its score on each criterion."""

    title: Text | None = None
    """Name for readers."""
    scores: dict[str, int]
    """Score from 1 (poor) to 5 (good) by criterion of data/partner_criteria.yaml."""
    note: Text | None = None
    """What a reader should know."""


class Selection(Strict):
    """How candidates for a role are set side by side."""

    question: Text
    """For which role a partner is sought."""
    weights: dict[str, Ratio] = {}
    """Weights by criterion; those of data/partner_criteria.yaml where none is named, and 0 leaves a criterion out."""
    candidates: dict[str, Candidate]
    """Candidates by name."""

    def weight(self, criterion: str) -> float:
        """Weight of a criterion."""
        return float(self.weights.get(criterion, partner_criteria()[criterion].weight))


class Ecosystem(Strict):
    """The partners, how they decide together, and how they are chosen."""

    governance: Text
    """How partners decide, who chairs, how one leaves."""
    partners: dict[str, Partner]
    """Partners by name."""
    selection: Selection | None = None
    """Scheme by which a partner is chosen."""


def check(section: Ecosystem, known: Known) -> Iterator[Problem]:
    """What does not fit: unknown parties and criteria, scores that are missing or out of range."""
    real_party_ids = [party for party in known.names("parties") if party not in OUTSIDE]
    for partner_id, partner in section.partners.items():
        if partner.party in OUTSIDE or known.lacks("parties", partner.party):
            yield Problem.unknown(
                f"ecosystem.partners.{partner_id}.party",
                f"'{partner.party}'",
                partner.party,
                real_party_ids,
                allowed=phrase("problem_a_real_party_one_of", names=", ".join(real_party_ids)),
            )
    if section.selection is not None:
        yield from _selection(section.selection)


def _selection(selection: Selection) -> Iterator[Problem]:
    path, criteria = "ecosystem.selection", partner_criteria()
    for criterion_or_candidate_id, criterion_weight in selection.weights.items():
        if criterion_or_candidate_id not in criteria:
            yield _unknown(f"{path}.weights.{criterion_or_candidate_id}", criterion_or_candidate_id)
        if criterion_weight < 0:
            yield Problem(
                f"{path}.weights.{criterion_or_candidate_id}",
                f"{criterion_weight:g}",
                phrase("problem_a_weight_of_or_more"),
                phrase("problem_leaves_a_criterion_out"),
            )
    used_criterion_names = [name for name in criteria if selection.weight(name) > 0]
    if not used_criterion_names:
        yield Problem(
            f"{path}.weights",
            phrase("problem_no_criterion_with_a_weight"),
            phrase("problem_at_least_one_above"),
            phrase("problem_raise_a_weight"),
        )
    for criterion_or_candidate_id, candidate in selection.candidates.items():
        problem_path = f"{path}.candidates.{criterion_or_candidate_id}.scores"
        missing_criterion_names = [
            criterion for criterion in used_criterion_names if criterion not in candidate.scores
        ]
        if missing_criterion_names:
            yield Problem(
                problem_path,
                phrase("problem_no_score_on", names=", ".join(missing_criterion_names)),
                phrase("problem_a_score_on_every_criterion"),
                phrase("problem_add_the_score_or_give"),
            )
        for criterion, score in candidate.scores.items():
            if criterion not in criteria:
                yield _unknown(f"{problem_path}.{criterion}", criterion)
            elif not LOWEST <= score <= HIGHEST:
                yield Problem(
                    f"{problem_path}.{criterion}",
                    f"{score}",
                    phrase("problem_a_whole_number_from_poor", lowest=LOWEST, highest=HIGHEST),
                    phrase("problem_correct_the_score"),
                )


def _unknown(path: str, name: str) -> Problem:
    return Problem.unknown(path, phrase("problem_unknown_criterion", name=name), name, partner_criteria())


SECTION = Section(
    "ecosystem",
    Ecosystem,
    named=False,
    description=(
        "Who takes part, what each brings and gets, what is agreed on data and intellectual property, and how partners "
        "are chosen."
    ),
    check=check,
)
