"""Personal data: for which purpose, on which legal basis, kept how long, from whom, for whom, and what was left out.

References
----------
Regulation (EU) 2016/679 (GDPR, in Dutch AVG), articles 6, 9, 10, 22 and 30.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from mll_finance.errors import Problem
from mll_finance.inputs.grammar.base import Date, Strict, Text, listed
from mll_finance.inputs.grammar.section import Known, Section
from mll_finance.inputs.grammar.sections import Identifier
from mll_finance.inputs.method.wording import Texts
from mll_finance.inputs.reference_data.registers import fields
from mll_finance.terms import phrase

Ground = Literal[
    "consent", "contract", "legal_obligation", "vital_interest", "public_task", "legitimate_interest"
]
Special = Literal[
    "none",
    "racial_or_ethnic_origin",
    "political_opinions",
    "religion_or_belief",
    "trade_union",
    "genetic",
    "biometric",
    "health",
    "sex_life_or_orientation",
    "criminal",
    "national_number",
]
Automation = Literal["none", "supports", "decides"]


class DataUsed(Strict):
    """One kind of personal data that a purpose uses."""

    title: Text
    """Name for readers."""
    source: Text | None = None
    """Where the data come from."""
    needed: Text | None = None
    """Why the purpose cannot do without."""
    minimised: Text | None = None
    """What is done to use less: left out, rounded, pseudonymised, aggregated."""
    retention: Text | None = None
    """How long the data are kept."""
    special: Special = "none"
    """Special category (article 9), criminal data (article 10) or a national number (article 87); none otherwise."""
    exception: Text | None = None
    """What allows the use of special data; required where the data are special."""


class DataVariant(Strict):
    """A way to do the same with less personal data."""

    title: Text
    """Name for readers."""
    effect: Text
    """What it costs or brings: precision, price, time."""
    chosen: bool = False
    """Whether it is the one chosen."""
    alternative: str | None = None
    """Alternative of the case that is this variant, where its price shows."""


class DataPurpose(Strict):
    """One purpose for which personal data are used."""

    title: Text
    """Name for readers."""
    description: Text | None = None
    """What is done with the data."""
    subjects: Texts
    """Groups of people whose data are used."""
    ground: Ground
    """Legal basis of article 6, paragraph 1."""
    law: Text | None = None
    """Law, article or decree that the basis rests on."""
    settled: bool = False
    """Whether the legal basis has been confirmed; false where it is still open."""
    data: dict[Identifier, DataUsed] = Field(min_length=1)
    """The data that are used, by name."""
    recipients: Texts = ()
    """Who receives the data."""
    transfers: Text | None = None
    """Transfers outside the European Economic Area, with the safeguards; say so where there are none."""
    security: Text | None = None
    """Technical and organisational measures in general terms."""
    decision: Automation = "none"
    """Whether a system is used in decisions about people: none, supports (a person decides), decides (article 22)."""
    oversight: Text | None = None
    """How a person sees, corrects and overrides the outcome; required where a system decides."""
    variants: dict[Identifier, DataVariant] = {}
    """Ways to do the same with less."""


class OfficerAdvice(Strict):
    """An advice of the data protection officer (FG) and the reply to it."""

    date: Date
    """Date of the advice."""
    author: Text
    """Who gave it."""
    advice: Text
    """What it says."""
    reply: Text | None = None
    """What is done with it; not answered without it."""


class PersonalData(Strict):
    """The section ``personal_data``: which data of people are used, and the drafts for the public registers."""

    controller: Text | None = None
    """Controller with contact details; the municipality of the case without it."""
    contact: Text | None = None
    """Address where a resident can ask questions."""
    joint_controller: Text | None = None
    """Joint controller, where there is one."""
    representative: Text | None = None
    """Representative of the controller, where there is one."""
    officer: Text | None = None
    """Data protection officer (FG) with contact details."""
    purposes: dict[Identifier, DataPurpose] = Field(min_length=1)
    """The purposes, by name."""
    advice: Annotated[tuple[OfficerAdvice, ...], BeforeValidator(listed)] = ()
    """OfficerAdvice of the data protection officer, with the reply."""
    algorithm_register: dict[str, Text] = {}
    """Own text for a field of the algorithm register, by the id of the field."""


def _check(section: PersonalData, known: Known) -> Iterator[Problem]:
    for purpose_or_field_id, purpose in section.purposes.items():
        problem_path = f"personal_data.purposes.{purpose_or_field_id}"
        for datum, datum_use in purpose.data.items():
            if datum_use.special != "none" and datum_use.exception is None:
                yield Problem(
                    f"{problem_path}.data.{datum}.exception",
                    phrase("problem_without_what_allows_its_use", special=datum_use.special),
                    phrase("problem_special_data_name_the_exception"),
                    phrase("problem_add_exception_with_the_article"),
                )
        if purpose.decision == "decides" and purpose.oversight is None:
            yield Problem(
                f"{problem_path}.oversight",
                phrase("problem_a_system_that_decides_by"),
                phrase("problem_article_asks_for_a_ground"),
                phrase("problem_add_oversight_with_the_ground"),
            )
        for variant_id, data_variant in purpose.variants.items():
            alternative_id = data_variant.alternative
            if alternative_id is not None and known.lacks("alternatives", alternative_id):
                yield Problem.unknown(
                    f"{problem_path}.variants.{variant_id}.alternative",
                    phrase("problem_no_alternative_2", chosen=alternative_id),
                    alternative_id,
                    known.names("alternatives"),
                )
    field_ids = [field_name.id for field_name in fields("algorithm_register")]
    for purpose_or_field_id in section.algorithm_register:
        if purpose_or_field_id not in field_ids:
            yield Problem.unknown(
                f"personal_data.algorithm_register.{purpose_or_field_id}",
                phrase("problem_no_field_in_the_algorithm", name=purpose_or_field_id),
                purpose_or_field_id,
                field_ids,
                allowed=phrase("problem_a_field_of_data_registers"),
            )


SECTION = Section(
    name="personal_data",
    model=PersonalData,
    named=False,
    description="Personal data by purpose, with the advice of the data protection officer (FG).",
    check=_check,
)
