"""The sections of a case other than quantities and lines: settings, alternatives, scenarios, report."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, PlainValidator, WithJsonSchema, model_validator

from mll_finance.inputs.grammar.assumption import Quality, Ratio, Value
from mll_finance.inputs.grammar.base import (
    ActRole,
    Date,
    Language,
    Listing,
    Phase,
    RiskClass,
    Sourcing,
    Strict,
    Text,
    Timing,
)
from mll_finance.inputs.text.written import number, ratio, refusal, settled, show, what_to_write
from mll_finance.terms import phrase, three

BASELINE = "baseline"
"""Id of the alternative of what happens without the project, the nulalternatief."""
ADOPTED = "vastgesteld"
"""Status of a case that has been adopted."""
Identifier = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_\-]*$")]


class Rate(Strict):
    """One flat rate."""

    rate: Ratio
    """Rate a year, as a fraction."""


def _code(written: Any) -> Any:
    """A municipality by the number of its CBS code, without GM, is its code."""
    is_valid_number = isinstance(written, int) and not isinstance(written, bool) and 0 < written < 10_000
    return f"GM{written:04d}" if is_valid_number else written


def _discounting(written: Any) -> str | Rate:
    if isinstance(written, str):
        return str(written)
    if isinstance(written, Rate):
        return written
    if not isinstance(written, dict) or set(written) != {"rate"}:
        raise refusal(
            show(written),
            phrase("problem_rate_or_the_id_of"),
            phrase("problem_such_as_nl_of_data"),
        )
    if not isinstance(written["rate"], (int, float)) or isinstance(written["rate"], bool):
        raise refusal(
            show(written["rate"]), phrase("number_allowed"), what_to_write(written["rate"]), at="rate"
        )
    discount_rate = ratio(written["rate"])
    if discount_rate <= -1:
        raise refusal(
            phrase("problem_the_rate", rate=discount_rate),
            phrase("problem_a_rate_above"),
            phrase("problem_is_3"),
            at="rate",
        )
    if discount_rate > 1:
        raise refusal(
            phrase("problem_the_rate", rate=discount_rate),
            phrase("problem_a_fraction"),
            phrase("problem_is_3"),
            at="rate",
        )
    return Rate(rate=discount_rate)


Discounting = Annotated[
    Any,
    PlainValidator(_discounting),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string"},
                {
                    "type": "object",
                    "required": ["rate"],
                    "properties": {"rate": {"type": "number"}},
                    "additionalProperties": False,
                },
            ]
        }
    ),
]


def _positive(written: Any) -> float:
    positive_number = number(written)
    if positive_number <= 0:
        raise refusal(show(written), phrase("problem_a_number_above"), phrase("problem_is_a_euro_for_the"))
    return positive_number


Positive = Annotated[
    float, PlainValidator(_positive), WithJsonSchema({"type": "number", "exclusiveMinimum": 0})
]


Heavy = Annotated[
    float,
    PlainValidator(lambda written: _positive(settled(written))),
    WithJsonSchema({"type": "number", "exclusiveMinimum": 0}),
]
"""A weight above 0."""


class Weight(Strict):
    """How much a euro weighs for a group of residents, as a sensitivity."""

    value: Heavy
    """Weight; 1 is a euro for the average resident."""
    title: Text | None = None
    """Name of the group for readers."""
    source: str
    """Source of the weight."""
    quality: Quality
    """A official, B good study, C press or old, D own estimate."""


class Until(Strict):
    """Draw on, doubling the number of draws, until the Monte Carlo error is small enough."""

    error: Positive
    """Largest standard error of the mean NPV (EUR), of every alternative through every perspective."""
    at_most: int = Field(default=2**20, ge=16, le=2**26)
    """Number of draws at which it stops all the same."""


class Kadernota(Strict):
    """The two percentages of a kadernota, after the price level: one number, or a map by year."""

    wages: Value = None
    """Rise of wages a year, as a fraction: own staff and what follows the wage index."""
    prices: Value = None
    """Rise of prices a year, as a fraction: what follows cpi, in the place of inflation."""
    source: str
    """Where they stand, such as Kadernota 2027, p. 12."""

    @model_validator(mode="after")
    def _rates(self) -> Kadernota:
        wage_and_price_rates = [rates for rates in (self.wages, self.prices) if rates is not None]
        if not wage_and_price_rates:
            raise refusal(
                phrase("problem_no_percentage"),
                phrase("problem_wages_prices_or_both"),
                phrase("problem_add_wages_or_remove_kadernota"),
            )
        for rates in wage_and_price_rates:
            for rate in rates.values() if isinstance(rates, dict) else (rates,):
                if not -1 < rate <= 1:
                    raise refusal(
                        phrase("problem_the_rate", rate=rate),
                        phrase("problem_a_fraction_above"),
                        phrase("problem_is_6"),
                    )
        return self


class PartnerCosts(Strict):
    """That the own costs of suppliers and partners are not in the case, and why."""

    none: Text
    """The reason, which stands beside the results."""


def _reason(written: Any) -> Any:
    if isinstance(written, dict) and set(written) == {"none"} and written["none"]:
        return written
    raise refusal(*three("partner_costs_form"))


class Settings(Strict):
    """The section ``case``: what the case is about, its years, prices and discounting."""

    id: Identifier
    """Identity of the case, for file names: letters, digits, - and _."""
    title: Text | None = None
    """Name for readers."""
    question: Text | None = None
    """The social issue and the decision to be made."""
    about: Identifier | None = None
    """Alternative that the question is about; the one with an AI system without it."""
    owner: Text | None = None
    """Who owns the case."""
    status: Literal["concept", "vastgesteld"] = "concept"
    """Whether the case is a draft or adopted."""
    base_year: int = Field(ge=1900, le=2200)
    """Year 0; present values are of 1 January of this year."""
    horizon: int = Field(ge=0, le=300)
    """Last year counted from year 0: the years are 0..horizon."""
    price_level: int | None = Field(default=None, ge=1900, le=2200)
    """Year whose prices the results are in; the base year without it."""
    timing: Timing = "start_of_year"
    """When in a year an amount counts."""
    discounting: Discounting = None
    """A flat rate or a schedule that overrides those of the perspectives."""
    inflation: Rate | None = None
    """Rise of prices (cpi) after the price level, instead of the price index table; wages keep their own index."""
    kadernota: Kadernota | None = None
    """Rise of wages and prices that the municipality budgets with, instead of the price index table."""
    deflator: Literal["cpi", "line"] = "cpi"
    """What brings nominal euros to the price level: cpi for every line, so that an index of its own moves the real
    amount of a line; line is how schema 1 counted, where the index of a line moved nominal euros alone."""
    partner_costs: Annotated[PartnerCosts, BeforeValidator(_reason)] | None = None
    """Why the own costs of a paid supplier or partner are not in the case: {none: reason}."""
    dated: Date | None = None
    """Date of this version of the case, which stands on its report."""
    version: str | None = None
    """Name of this version for readers, such as 0.3; without it the report shows the start of its fingerprint."""
    checklist: Date | None = None
    """Date of the checklist of preconditions that the case answers to: checks added later are not asked."""
    municipality: Annotated[str, BeforeValidator(_code)] | None = None
    """Municipality whose rows the tables give."""
    draws: int | None = Field(default=None, ge=1, le=2**26)
    """Number of draws; 8,192 without it."""
    seed: int = Field(default=20261, ge=0)
    """Seed of the draws."""
    sampling: Literal["sobol", "latin_hypercube", "plain"] = "sobol"
    """How is drawn: scrambled Sobol' (the default), a Latin hypercube, or plain random numbers."""
    draws_until: Until | None = None
    """Draw on until the error of the mean NPV is small enough, instead of a number of draws."""
    language: Language = "nl"
    """Language of tables and reports."""
    adjusted: bool = True
    """Whether adjustments for optimism (and delays) of the lines count; both are shown side by side."""
    weights: dict[str, Weight] = {}
    """Weight of a euro for each group of residents, for the distribution-weighted result beside the unweighted one."""
    sources: dict[str, Text] = {}
    """Full references of the source ids that only this case uses; {nl, en} where what is said of a source differs."""
    tables: dict[str, str] = {}
    """Own data tables laid over those that come along: name of the table to CSV file, from the case's folder."""


class Alternative(Strict):
    """A policy option; ``baseline`` is the nulalternatief."""

    title: Text | None = None
    """Name for readers."""
    description: Text | None = None
    """What is done in it."""
    sourcing: Sourcing = "other"
    """How it is got: built, bought, joined with other municipalities, a rule, more staff."""
    role: ActRole = "none"
    """Role of the municipality under the AI Act: provider where it builds, deployer where it buys."""
    risk_class: RiskClass = "none"
    """Class under the AI Act as it is planned for; none where there is no AI system."""
    later: dict[Phase, Annotated[int, Field(ge=0, le=100)]] = {}
    """Whole years by which a phase and those after it come later than the lines say; open preconditions add theirs."""
    technique: str | None = None
    """Technique, an id of data/techniques.yaml; it selects its row of what the technique asks of law and people."""
    feasible: bool = True
    """false for a baseline that a duty rules out: doing nothing is then no choice; with reason and source."""
    reason: Text | None = None
    """Why the baseline is not feasible."""
    source: str | None = None
    """The law or ruling that says so."""
    note: Text | None = None
    """What a reader should know."""


class Scenario(Strict):
    """A named set of overrides."""

    title: Text | None = None
    """Name for readers."""
    description: Text | None = None
    """What kind of world this is."""
    extends: Identifier | None = None
    """Another scenario whose changes hold too; what ``set`` says itself goes before them."""
    probability: Ratio | None = Field(default=None, ge=0, le=1)
    """How likely this world is; over the scenarios that say so they add up to 1."""
    set: dict[str, Any]
    """Path to new value; {times: 1.37} scales value and distribution. {} changes nothing of its own."""
    accept: bool = False
    """Whether a number that is about a thousand times that of the case, or a thousandth of it, is meant."""


class ReportSettings(Strict):
    """The section ``report``: what is shown."""

    sections: Listing | None = None
    """Names of the sections, in order; the usual ones without it."""
