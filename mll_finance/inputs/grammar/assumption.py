"""The assumption: a number with its unit, source, quality, price year and, where it is uncertain, its distribution.

An assumption is given in one of these forms: a ``value`` (one number, or a map by year) with or without a
``distribution``; a ``distribution`` alone (its mean is the central value); a ``ref`` to another assumption or to an
output of a quantity; a row of a data ``table``; ``by_alternative``; or ``pm`` with the reason why no number is known.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, PlainValidator, WithJsonSchema, model_validator

from mll_finance.errors import Phrase
from mll_finance.inputs.grammar.attempts import refuse_attempt
from mll_finance.inputs.grammar.base import Strict, Text, in_full
from mll_finance.inputs.text.ranges import Uncertain
from mll_finance.inputs.text.units import has_three_decimals
from mll_finance.inputs.text.written import number, ratio, refusal, refuse_doubtful, settled, show
from mll_finance.terms import joined, phrase, three

Quality = Literal["A", "B", "C", "D"]
OWN_ESTIMATE = "own_estimate"
DEFAULT = "default"
"""Key of ``by_alternative`` for the alternatives that are not named."""
_MONEY = re.compile(r"(?<![A-Za-z])(EUR|euro|euros)(?![A-Za-z])|€", re.IGNORECASE)


_FIRST_YEAR = 1000
"""Below this a key is no year that is written in full."""


def _value(written: Any) -> float | dict[int, float]:
    if not isinstance(written, dict):
        return number(written)
    if not written:
        raise refusal(
            phrase("problem_an_empty_map"),
            phrase("problem_a_number_or_a_map"),
            phrase("problem_name_at_least_one_year"),
        )
    for year_key in written:
        if not isinstance(year_key, int):
            raise refusal(
                phrase("problem_the_key", shown=show(year_key)),
                phrase("problem_years_such_as_as_keys"),
                _year_remedy(str(year_key)),
            )
    if min(written) < _FIRST_YEAR:
        raise refusal(
            phrase("problem_the_key", shown=show(min(written))),
            phrase("problem_years_such_as_as_keys"),
            in_full(year for year in written if year < _FIRST_YEAR)
            or phrase("problem_write_the_year_in_full"),
        )
    refuse_doubtful(written.values())
    return {year: number(written[year]) for year in sorted(written)}


def _year_remedy(key: str) -> Phrase:
    """What to write for a key that should be a year: the year in it, or each of several."""
    years_in_text = re.findall(r"(?<!\d)(?:19|20)\d\d(?!\d)", re.sub(r"(?<=\d)\.(?=\d{3}$)", "", key))
    if len(years_in_text) > 1:
        return phrase("year_keys", keys=", ".join(f"{year}: ..." for year in years_in_text))
    return (
        phrase("year_key", year=years_in_text[0])
        if years_in_text
        else phrase("problem_write_the_year_in_full")
    )


Number = Annotated[float, PlainValidator(number), WithJsonSchema({"type": "number"})]
"""A number without a unit beside it that may be of money, people or things."""
Ratio = Annotated[float, PlainValidator(ratio), WithJsonSchema({"type": "number"})]
"""A share, rate, weight or probability: three decimals are decimals."""
Value = Annotated[
    Any,
    PlainValidator(_value),
    WithJsonSchema(
        {"anyOf": [{"type": "number"}, {"type": "object", "additionalProperties": {"type": "number"}}]}
    ),
]
FORMS = ("value", "distribution", "ref", "table", "by_alternative", "pm")
_NUMERIC = ("value", "distribution")
_EXAMPLE = {
    "unit": "problem_example_unit",
    "source": "problem_example_source",
    "quality": "problem_example_quality",
}
INHERITED = (
    "unit",
    "price_year",
    "index",
    "source",
    "quality",
    "accepted_by",
    "title",
    "local",
    "region",
    "confidential",
)
"""What a number in ``by_alternative`` takes over from above it, where it does not say so itself."""


class Research(Strict):
    """What it takes to find a number out before the choice."""

    cost: Number
    """Euros, at the price level of the case."""
    weeks: Number = 0.0
    """Weeks by which the choice waits for it."""

    @model_validator(mode="after")
    def _not_below_zero(self) -> Research:
        for field_name, amount in (("cost", self.cost), ("weeks", self.weeks)):
            if amount < 0:
                raise refusal(
                    show(amount),
                    phrase("pilot_amount_allowed", least=0),
                    phrase("pilot_amount_write"),
                    at=field_name,
                )
        return self


class Assumption(Strict):
    """A number that a reader may doubt, with what is needed to judge it."""

    value: Value = None
    """Central value: a number, or a map of years to numbers."""
    distribution: Uncertain = None
    """Distribution of the value; with ``kind`` and the numbers of that kind."""
    ref: str | None = None
    """Path of another assumption, or of an output of a quantity."""
    table: str | None = None
    """Name of a data table, with ``id``."""
    id: str | None = None
    """Row of the table."""
    region: str | None = None
    """Region of the table's row; without it the municipality of the case, else the national row. Of a number that is
    written here: where it was measured."""
    year: int | None = None
    """Year of the table's row; without it the newest."""
    by_alternative: dict[str, Assumption] | None = None
    """An assumption for each alternative, ``default`` for the rest."""
    pm: Text | None = None
    """Why no number is known: the line counts as PM, not as zero; {reason: ..., at_most: ...} bounds it."""
    at_most: Number | None = None
    """The most that a PM can be, in its unit; it counts where accepted_by says who accepts it."""
    unit: str | None = None
    """Unit, such as EUR/visit, visit/yr or fraction."""
    price_year: int | None = None
    """Year whose prices a euro amount is in."""
    index: str | None = None
    """Price index that moves the amount to the price level of the case; without it that of its row or line or cpi."""
    source: str | None = None
    """Source: an id of a data table or of case.sources, or a full reference; own_estimate for an own estimate."""
    quality: Quality | None = None
    """A official, B good study, C press or old, D own estimate."""
    accepted_by: Text | None = None
    """Who accepted an own estimate."""
    research: Research | None = None
    """What finding it out before the choice costs, and how long that takes; of an uncertain number."""
    title: Text | None = None
    """Name for readers."""
    note: Text | None = None
    """What a reader should know about this number."""
    local: bool = False
    """Whether it differs by municipality, so that each puts its own figure here; it is its own where region says so."""
    confidential: bool = False
    """Whether the public version leaves the number out, such as a price from a bid."""

    @model_validator(mode="before")
    @classmethod
    def _bare_number(cls, written: Any) -> Any:
        if isinstance(written, Assumption):
            return written
        refuse_attempt(written)
        if not isinstance(written, dict):
            raise refusal(
                phrase("problem_alone", shown=show(written)),
                phrase("problem_a_mapping_with_value_unit"),
                phrase("problem_write_value_unit_source_quality"),
            )
        if isinstance(written.get("unit"), str) and has_three_decimals(written["unit"]):
            written = {key: settled(part) if key in _NUMERIC else part for key, part in written.items()}
        written = _bounded(written)
        raw_children = written.get("by_alternative")
        if isinstance(raw_children, dict):
            inherited_fields = {key: written[key] for key in INHERITED if key in written}
            child_by_alternative = {
                name: _child(child, inherited_fields) for name, child in raw_children.items()
            }
            return {**written, "by_alternative": child_by_alternative}
        return written

    @model_validator(mode="after")
    def _complete(self) -> Assumption:
        given_form_names = [form_name for form_name in FORMS if getattr(self, form_name) is not None]
        given_form_names = [
            form_name
            for form_name in given_form_names
            if not (form_name == "distribution" and {"value", "table"} & set(given_form_names))
        ]
        if len(given_form_names) != 1:
            finding_phrase = (
                phrase("problem_no_value")
                if not given_form_names
                else phrase("problem_together", names=joined("problem_and", given_form_names))
            )
            raise refusal(
                finding_phrase,
                phrase("problem_one_of_value_distribution_ref"),
                phrase("problem_give_value_or_pm_reason")
                if not given_form_names
                else phrase("problem_keep_one_of_them"),
            )
        if self.table is not None and self.id is None:
            raise refusal(
                phrase("problem_a_table_without_id"),
                phrase("problem_table_and_id_together"),
                phrase("problem_add_id_row_of_the"),
            )
        if self.id is not None and self.table is None:
            raise refusal(
                phrase("problem_an_id_without_table"),
                phrase("problem_table_and_id_together"),
                phrase("problem_add_table_name_of_the"),
            )
        if self.local and self.ref is not None:
            raise refusal(*three("problem_local_ref"), at="local")
        if given_form_names[0] in ("value", "distribution"):
            self._check_number()
        if self.at_most is not None:
            self._check_bound(self.at_most)
        if self.research is not None and self.distribution is None and self.table is None:
            raise refusal(*three("research_certain"), at="research")
        return self

    def _check_bound(self, most: float) -> None:
        if self.pm is None or most < 0:
            raise refusal(
                phrase("pm_bound_beside_a_number") if self.pm is None else show(most),
                phrase("pm_bound_allowed"),
                phrase("pm_bound_write"),
                at="at_most",
            )
        if self.unit is None:
            raise refusal(phrase("pm_bound_without_unit"), phrase("pm_bound_unit"), phrase("pm_bound_write"))

    def _check_number(self) -> None:
        missing_field_names = [name for name in ("unit", "source", "quality") if getattr(self, name) is None]
        if missing_field_names:
            raise refusal(
                phrase("problem_no_3", names=joined("problem_comma_no", missing_field_names)),
                phrase("problem_every_number_carries_a_unit"),
                joined(
                    "problem_semicolon",
                    (
                        phrase("problem_add_example", name=name, example=phrase(_EXAMPLE[name]))
                        for name in missing_field_names
                    ),
                ),
            )
        if self.source == OWN_ESTIMATE and self.accepted_by is None:
            raise refusal(
                phrase("problem_an_own_estimate_that_nobody"),
                phrase("problem_an_own_estimate_names_who"),
                phrase("problem_add_accepted_by_role_or"),
            )
        if self.distribution is not None and isinstance(self.value, dict):
            raise refusal(
                phrase("problem_a_distribution_on_a_map"),
                phrase("problem_a_distribution_on_one_number"),
                phrase("problem_put_the_uncertainty_in_a"),
            )
        if self.distribution is not None and self.value is not None:
            support_start, support_end = self.distribution.support
            if not support_start <= self.value <= support_end:
                raise refusal(
                    phrase("problem_the_value", value=self.value),
                    phrase("problem_a_value_within_the_distribution", low=support_start, high=support_end),
                    phrase("problem_correct_one_of_the_two"),
                )

    @property
    def is_money(self) -> bool:
        """Whether the unit is in euros."""
        return self.unit is not None and _MONEY.search(self.unit) is not None

    @property
    def central(self) -> float | dict[int, float]:
        """The central value: ``value``, else the mean of the distribution."""
        if self.value is not None:
            central_number: float | dict[int, float] = self.value
            return central_number
        return float(self.distribution.mean)

    def leaves(self, path: str) -> Iterator[tuple[str, Assumption]]:
        """The assumption with its path, or those of its alternatives with theirs."""
        if self.by_alternative is None:
            yield path, self
            return
        for alternative_id, child_assumption in self.by_alternative.items():
            yield from child_assumption.leaves(f"{path}.by_alternative.{alternative_id}")


def _bounded(written: dict[Any, Any]) -> dict[Any, Any]:
    """A PM that is written as a reason with a bound, as the two keys that it stands for."""
    raw_pm = written.get("pm")
    if not isinstance(raw_pm, dict) or "reason" not in raw_pm:
        return written
    pm_fields = {key: part for key, part in raw_pm.items() if key != "reason"}
    return {**written, **pm_fields, "pm": raw_pm["reason"]}


def _child(child: Any, common: dict[str, Any]) -> Any:
    if isinstance(child, dict) and not _is_year_map(child):
        is_complete = "ref" in child or "table" in child or isinstance(child.get("pm"), str)
        return {**({} if is_complete else common), **child}
    return {**common, "value": child}


def _is_year_map(written: dict[Any, Any]) -> bool:
    return bool(written) and all(isinstance(key, int) for key in written)


def is_year_map(written: Any) -> bool:
    """Whether a raw value is a map of years to numbers."""
    return isinstance(written, dict) and _is_year_map(written)


NOT_STATED = {"nl": "niet vermeld", "en": "not stated"}
"""Who accepted a rate that is written as a bare number."""


def _rate(written: Any) -> Any:
    if isinstance(written, (int, float)) and not isinstance(written, bool):
        return {
            "value": written,
            "unit": "1/yr",
            "source": OWN_ESTIMATE,
            "quality": "D",
            "accepted_by": NOT_STATED,
        }
    return written


GrowthRate = Annotated[Assumption, BeforeValidator(_rate)]
"""Real growth a year; a bare number counts as an own estimate that nobody accepted, and is reported so."""
