"""The strict, frozen base of every part of a case, and the plain types that parts share."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetJsonSchemaHandler,
    PlainValidator,
    WithJsonSchema,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from mll_finance.errors import Phrase
from mll_finance.inputs.grammar.field_words import field_words
from mll_finance.inputs.text.numerals import spread
from mll_finance.inputs.text.written import refusal, show
from mll_finance.terms import phrase

Language = Literal["nl", "en"]
Sourcing = Literal["none", "build", "buy", "join", "rule", "staff", "other"]
ActRole = Literal["none", "provider", "deployer"]
RiskClass = Literal["none", "minimal", "limited", "high", "prohibited"]
Phase = Literal["set_up", "design", "pilot", "roll_out", "run", "exit"]
Timing = Literal["start_of_year", "mid_year", "end_of_year"]


_NAMED_YEAR = re.compile(r"\s*(\d{4})(?:-\d{1,2}-\d{1,2})?\s*$")
"""A year as a text, or as the date of a day in it."""
_YEAR = re.compile(r"(?:19|20|21)\d{2}")
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}$")


class Strict(BaseModel):
    """No unknown keys, no coercion, no change after validation, no NaN or infinity."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)

    @classmethod
    def __get_pydantic_json_schema__(
        cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler, /
    ) -> JsonSchemaValue:
        """The schema of pydantic with the words of every field in it."""
        schema = handler(core_schema)
        schema_properties = handler.resolve_ref_schema(schema).get("properties", {})
        for field_name, description_words in field_words(cls).items():
            schema_properties[cls.model_fields[field_name].alias or field_name].setdefault(
                "description", description_words
            )
        return schema


class Words(Strict):
    """A text in both languages; a single text serves for both."""

    nl: str
    """Dutch text."""
    en: str
    """English text."""

    def text(self, language: Language) -> str:
        """The text in one language."""
        return self.nl if language == "nl" else self.en


def _both(written: Any) -> Any:
    if isinstance(written, str):
        return {"nl": str(written), "en": str(written)}
    if isinstance(written, dict) and set(written) in ({"nl"}, {"en"}):
        (only_text,) = written.values()
        return {"nl": only_text, "en": only_text}
    return written


Text = Annotated[
    Words,
    BeforeValidator(_both),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string"},
                {
                    "type": "object",
                    "properties": {"nl": {"type": "string"}, "en": {"type": "string"}},
                    "additionalProperties": False,
                    "minProperties": 1,
                },
            ]
        }
    ),
]


class Years(Strict):
    """The years in which something happens: a range, or named years."""

    first: Annotated[int | None, Field(alias="from")] = None
    """First year; without it the first year of the case."""
    until: int | None = None
    """Last year, included; without it the last year of the case."""
    only: tuple[int, ...] | None = None
    """Named years, where the years are a list."""

    def active(self, years: range) -> list[int]:
        """The years of the case that are named."""
        if self.only is not None:
            return [year for year in years if year in self.only]
        first_year = years[0] if self.first is None else self.first
        last_year = years[-1] if self.until is None else self.until
        return [year for year in years if first_year <= year <= last_year]


def listed(written: Any) -> Any:
    """A list of a case as the tuple that a model keeps; anything else as it stands, for validation to refuse."""
    return tuple(written) if isinstance(written, list) else written


Listing = Annotated[
    tuple[str, ...], BeforeValidator(listed), WithJsonSchema({"type": "array", "items": {"type": "string"}})
]
"""A list of texts, kept as a tuple."""


def _years(written: Any) -> Any:
    first_and_last_year = spread(written) if isinstance(written, str) else None
    if first_and_last_year is not None:
        raise refusal(
            show(written),
            phrase("years_allowed"),
            phrase("years_range", first=first_and_last_year[0], until=first_and_last_year[1]),
        )
    if isinstance(written, str):
        named_year_match = _NAMED_YEAR.match(written)
        remedy_phrase = (
            phrase("years_named", year=named_year_match[1])
            if named_year_match is not None
            else _years_remedy(written)
        )
        raise refusal(show(written), phrase("years_allowed"), remedy_phrase)
    if isinstance(written, int) and not isinstance(written, bool):
        return {"only": (written,)}
    if isinstance(written, list):
        return {"only": tuple(written)}
    return written


def _years_remedy(written: str) -> Phrase:
    """What to write for years in words: from or until the year that they name."""
    year_match = _YEAR.search(written)
    if year_match is None:
        return phrase("years_write")
    is_last = re.match(r"\s*(tot|t/m|until|up to|till)\b", written, re.IGNORECASE) is not None
    return phrase("years_until" if is_last else "years_from", year=year_match[0])


def in_full(years: Iterable[int]) -> Phrase | None:
    """What to write for years of two digits; None where one of them is no such year.

    Examples
    --------
    >>> str(in_full([27, 28])), in_full([27, 2028])
    ('write the year in full: 2027, 2028', None)
    """
    short_years = list(years)
    if not short_years or not all(0 < year < 100 for year in short_years):
        return None
    return phrase("year_in_full", years=", ".join(str(2000 + year) for year in short_years))


YearsOf = Annotated[
    Years,
    BeforeValidator(_years),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "integer"},
                {"type": "array", "items": {"type": "integer"}},
                {
                    "type": "object",
                    "properties": {"from": {"type": "integer"}, "until": {"type": "integer"}},
                    "additionalProperties": False,
                },
            ]
        }
    ),
]


def _date(written: Any) -> str:
    date_text = str(written) if isinstance(written, str) else ""
    try:
        if not _ISO.match(date_text):
            raise ValueError
        date.fromisoformat(date_text)
    except ValueError:
        raise refusal(
            show(written), phrase("problem_a_date_as_year_month"), phrase("problem_such_as_3")
        ) from None
    return date_text


Date = Annotated[str, PlainValidator(_date), WithJsonSchema({"type": "string", "format": "date"})]
"""A calendar date, such as 2027-03-15."""
