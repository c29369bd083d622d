"""The section ``proposal``: what the council proposal says beside the numbers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import BeforeValidator

from mll_finance.errors import Problem
from mll_finance.inputs.grammar.base import Listing, Strict, Text, listed
from mll_finance.inputs.grammar.section import Known, Section
from mll_finance.terms import phrase


class ProposalEvaluation(Strict):
    """When and by what the decision is looked at again."""

    year: int
    """Year of the evaluation."""
    what: Text
    """What is measured, against what."""
    by: Text | None = None
    """Who answers for it."""


class Contract(Strict):
    """Purchases that are put to the market as one contract."""

    title: Text
    """Name for readers."""
    lines: Listing
    """Lines that it holds."""
    kind: Literal["services", "social_services", "works"] = "services"
    """Kind of contract, which decides the European threshold."""


class DecisionPoint(Strict):
    """A decision point."""

    by: Literal["college", "raad"]
    """Who decides: college or raad."""
    text: Text
    """What is decided."""


class Proposal(Strict):
    """What the council proposal says beside the numbers."""

    alternative: str | None = None
    """Alternative that the proposal is about; without it the choice. What is proposed is what the advice says of it."""
    decisions: Annotated[tuple[DecisionPoint, ...], BeforeValidator(listed)] = ()
    """Decision points beside those that follow from the numbers."""
    evaluation: ProposalEvaluation | None = None
    """Moment of evaluation."""
    contracts: dict[str, Contract] = {}
    """Contracts by id; without them everything that is bought counts as one, the upper limit."""


def _check(proposal: Proposal, known: Known) -> Iterator[Problem]:
    if proposal.alternative is not None and known.lacks_project(proposal.alternative):
        yield Problem.unknown(
            "proposal.alternative",
            phrase("problem_unknown_alternative_2", alternative=proposal.alternative),
            proposal.alternative,
            known.projects,
        )
    for contract_id, contract in proposal.contracts.items():
        for line in contract.lines:
            if known.lacks("lines", line):
                yield Problem.unknown(
                    f"proposal.contracts.{contract_id}.lines",
                    phrase("problem_unknown_line", line=line),
                    line,
                    known.names("lines"),
                    allowed=phrase("problem_lines_of_the_case"),
                )
    if proposal.evaluation is not None and known.settings is not None:
        first_year, last_year = known.settings.base_year, known.settings.base_year + known.settings.horizon
        if not first_year <= proposal.evaluation.year <= last_year:
            yield Problem(
                "proposal.evaluation.year",
                phrase("problem_the_year", year=proposal.evaluation.year),
                phrase("problem_to", first=first_year, last=last_year),
                phrase("problem_evaluate_within_the_years_of"),
            )


SECTION = Section(
    "proposal",
    Proposal,
    named=False,
    description="What the council proposal says beside the numbers: decision points, evaluation, contracts.",
    check=_check,
)
