"""The resident's page: what someone notices, how to object, who could lose, and what is not done."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from mll_finance.errors import Problem
from mll_finance.inputs.grammar.base import Strict, Text
from mll_finance.inputs.grammar.section import Known, Section
from mll_finance.inputs.grammar.sections import Identifier
from mll_finance.inputs.method.wording import Texts, outputs
from mll_finance.terms import phrase


class AffectedGroup(Strict):
    """A group or neighbourhood that may notice it more than others."""

    title: Text
    """Name for readers."""
    kind: Literal["group", "neighbourhood"] = "group"
    """Whether it is a group of people or a neighbourhood."""
    effect: Literal["loses", "gains", "unknown"] = "loses"
    """Whether the group may lose or gain, or whether that is not known yet."""
    why: Text
    """What may happen to them, in plain words."""
    measure: Text | None = None
    """What the municipality does about it."""
    count: str | None = None
    """Output of a quantity with how many people it is about."""


class ResidentCount(Strict):
    """A number of the case told to residents in a sentence."""

    path: str
    """Output of a quantity, such as quantities.detection.false_positives."""
    text: Text
    """Sentence with {count} where the number belongs."""


class Residents(Strict):
    """The section ``residents``: texts of the page for residents, in plain language (level B1)."""

    alternative: str
    """Alternative that the page is about."""
    introduction: Text
    """What the municipality wants to do, in two or three short sentences."""
    notices: Texts
    """What someone notices of it."""
    objection: Texts
    """How to ask, complain or object."""
    not_done: Texts
    """What the municipality does not do."""
    contact: Text | None = None
    """Where to ask questions."""
    groups: dict[Identifier, AffectedGroup] = {}
    """Groups and neighbourhoods that may lose or gain, by name."""
    counts: dict[Identifier, ResidentCount] = {}
    """Numbers told in a sentence; without them the errors of each selection in the case are told."""


def _check(residents: Residents, known: Known) -> Iterator[Problem]:
    if known.lacks("alternatives", residents.alternative):
        yield Problem.unknown(
            "residents.alternative",
            phrase("problem_no_alternative_3", alternative=residents.alternative),
            residents.alternative,
            known.names("alternatives"),
        )
    output_paths = outputs(known)
    count_by_path = {
        f"residents.groups.{name}.count": resident_count.count
        for name, resident_count in residents.groups.items()
        if resident_count.count
    }
    count_by_path |= {
        f"residents.counts.{name}.path": resident_count.path
        for name, resident_count in residents.counts.items()
    }
    for field_path, path in count_by_path.items():
        if known.lacks_path(path, output_paths):
            yield Problem.unknown(
                field_path,
                phrase("problem_is_nothing_in_the_case", path=path),
                path,
                output_paths,
                allowed=phrase("problem_an_output_of_a_quantity_4"),
            )
    for count_id, resident_count in residents.counts.items():
        if any("{count}" not in text for text in (resident_count.text.nl, resident_count.text.en)):
            yield Problem(
                f"residents.counts.{count_id}.text",
                phrase("problem_a_sentence_without_count"),
                phrase("problem_count_in_both_languages_where"),
                phrase("problem_write_count_in_the_sentence"),
            )


SECTION = Section(
    name="residents",
    model=Residents,
    named=False,
    description="What a resident notices, how to object, who could lose and what is not done, in plain language.",
    check=_check,
)
