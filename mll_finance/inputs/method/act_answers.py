"""What the case answers in the decision aid of the ministry on the AI Act; ``mll classify`` lays it beside the tree.

The questions are not copied: a case names a question by its number and an answer by its place in the list of that
question, or by its text. The tree is a file that the user has.

References
----------
Ministry of the interior of the Netherlands, Beslishulp AI-verordening,
https://github.com/MinBZK/ai-verordening-beslishulp.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated

from pydantic import Field

from mll_finance.errors import Problem
from mll_finance.inputs.grammar.base import Strict
from mll_finance.inputs.grammar.section import Known, Section
from mll_finance.terms import phrase

QuestionNumber = Annotated[str, Field(pattern=r"^[0-9]+(\.[0-9]+)*$", max_length=20)]
AnswerPlace = Annotated[int, Field(ge=1, le=100)] | Annotated[str, Field(min_length=1, max_length=500)]


class ActAnswers(Strict):
    """The section ``act_answers``: answers to the questions of the decision aid on the AI Act."""

    version: str
    """Version of the decision aid in which the answers were given, as its file says it."""
    answers: dict[QuestionNumber, AnswerPlace] = {}
    """By number of a question, in quotation marks: the place of the answer (1 is the first) or its text."""
    by_alternative: dict[str, dict[QuestionNumber, AnswerPlace]] = {}
    """Answers that another alternative gives otherwise; {} has an alternative without AI answer too."""

    def of(self, alternative: str) -> Mapping[str, int | str]:
        """The answers of one alternative: its own go before those of all."""
        return {**self.answers, **self.by_alternative.get(alternative, {})}


def _check(answers: ActAnswers, known: Known) -> Iterator[Problem]:
    for alternative_id in answers.by_alternative:
        if known.lacks("alternatives", alternative_id):
            yield Problem.unknown(
                f"act_answers.by_alternative.{alternative_id}",
                phrase("problem_no_alternative", name=alternative_id),
                alternative_id,
                known.names("alternatives"),
            )


SECTION = Section(
    name="act_answers",
    model=ActAnswers,
    named=False,
    description="What the case answers in the ministry's decision aid on the AI Act, which mll classify walks.",
    check=_check,
)
