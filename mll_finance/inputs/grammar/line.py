"""The base of line kinds: money from a payer to a receiver, in time."""

from __future__ import annotations

import re
from abc import abstractmethod
from collections.abc import Iterator
from typing import Annotated, Any, ClassVar, Literal, get_args

from pydantic import BeforeValidator, Field, WithJsonSchema

from mll_finance.errors import Problem
from mll_finance.inputs.grammar.assumption import Assumption, GrowthRate, Ratio
from mll_finance.inputs.grammar.base import ActRole, Phase, RiskClass, Sourcing, Strict, Text, Timing, YearsOf
from mll_finance.inputs.grammar.contract import Index, clause_rate
from mll_finance.inputs.grammar.kinds import Part
from mll_finance.inputs.grammar.parties import OUTSIDE, RESOURCES, WELFARE
from mll_finance.inputs.grammar.time_axis import Time
from mll_finance.inputs.grammar.values import Values
from mll_finance.terms import phrase, three


class Btw(Strict):
    """Value-added tax on a purchase: amounts are ex btw."""

    rate: Ratio
    """Rate as a fraction of the amount ex btw."""
    compensable: Ratio = 0.0
    """Share of the btw that the BTW-compensatiefonds gives back to the municipality."""


_IV3 = re.compile(r"[0-9](\.[0-9]){1,2}")
_NO_BTW = Btw(rate=0.0, compensable=0.0)


class Release(Strict):
    """Who lowers which budget, when and by which action: what makes a saving cash-releasing."""

    owner: Text
    """Role that answers for it."""
    taakveld: str
    """Taakveld of the budget that goes down."""
    year: int
    """Year from which the budget goes down."""
    action: Text
    """What is done: fewer posts, no new hiring, a subsidy lowered."""


class Activation(Strict):
    """How an outlay is capitalised: the outlay stands in the cash flow, its charges stand in the budget."""

    method: Literal["linear", "annuity"] = "linear"
    """Equal depreciation with interest over the book value, or equal charges."""
    years: int = Field(ge=1, le=100)
    """Years of life over which it is written off."""
    first_year: Ratio = 1.0
    """Share of a full year's charges in the year of the outlay; 0 where charging starts a year later."""
    interest: Ratio | None = None
    """Interest a year over the book value; the omslagrente of the section budget without it."""
    source: str
    """Where method and years come from: the nota activabeleid, or own_estimate."""


def _several(written: Any) -> Any:
    return (
        (written,) if isinstance(written, str) else tuple(written) if isinstance(written, list) else written
    )


Several = Annotated[
    tuple[str, ...],
    BeforeValidator(_several),
    WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}),
]


def _picked(*words: str) -> Any:
    """The type of one or several of a few words."""
    return Annotated[
        tuple[Literal[words], ...],  # type: ignore[valid-type]
        BeforeValidator(_several),
        WithJsonSchema({"anyOf": [{"enum": list(words)}, {"type": "array", "items": {"enum": list(words)}}]}),
    ]


class When(Strict):
    """Alternatives picked by what they are, instead of by name."""

    sourcing: _picked(*get_args(Sourcing)) | None = None  # type: ignore[valid-type]
    """How the alternative is got: build, buy, join, rule, staff."""
    role: _picked(*get_args(ActRole)) | None = None  # type: ignore[valid-type]
    """Role under the AI Act: provider, deployer."""
    risk_class: _picked(*get_args(RiskClass)) | None = None  # type: ignore[valid-type]
    """Class under the AI Act: minimal, limited, high."""

    def holds(self, alternative: Any) -> bool:
        """Whether an alternative is one of those meant."""
        wanted_and_actual_pairs = (
            (self.sourcing, alternative.sourcing),
            (self.role, alternative.role),
            (self.risk_class, alternative.risk_class),
        )
        return all(
            wanted_ids is None or actual_id in wanted_ids for wanted_ids, actual_id in wanted_and_actual_pairs
        )


class Line(Part):
    """A stream of money from a payer to a receiver.

    A kind is one subclass in one file of ``inputs/lines``: its fields are the keys of the case and :meth:`euros`
    holds the arithmetic. Sign, btw and price basis come from a perspective, not from the line.
    """

    MONEY: ClassVar[tuple[str, ...]] = ()
    """Fields that are euro amounts."""
    ADDED: ClassVar[tuple[str, ...]] = ()
    """Fields in euros that stand beside the amount and are not multiplied with it."""
    LITERAL: ClassVar[tuple[str, ...]] = ()
    """Fields whose map by year names amounts of those years only, instead of holding until the next year named."""
    BTW_REQUIRED: ClassVar[bool] = False
    REAL_PARTIES: ClassVar[bool] = False
    """Whether payer and receiver must both be real parties."""
    INDEX: ClassVar[str | None] = None
    """Price index that the kind follows where the line names none; cpi without it."""
    LINKED: ClassVar[str | None] = None
    """Price index that what the kind pays is linked to by law, where the line names none and the case has one
    deflator."""
    SCALES: ClassVar[bool] = True
    """Whether what one municipality gains, several gain too when all of them do the same."""

    alternative: Several = Field(min_length=1)
    """Alternative in which the line stands: one, a list, or all."""
    when: When | None = None
    """Of these alternatives only those with this sourcing, role or class: the role switches compliance costs."""
    payer: str
    """Party that pays."""
    receiver: str
    """Party that receives."""
    years: YearsOf | None = None
    """Years in which the line runs; without it every year of the horizon."""
    ramp_up: int | None = Field(default=None, ge=1)
    """Years until the full amount, linear: year k gets min(1, k / n)."""
    growth: GrowthRate | None = None
    """Real growth a year, counted from the price level."""
    adjustment: Assumption | None = None
    """Share added for optimism, below 0 for a benefit: a mean shift, so the risk is not a distribution as well."""
    delay: int = Field(default=0, ge=0, le=100)
    """Whole years by which the line comes later, as an adjustment of time."""
    timing: Timing | None = None
    """When in the year, where it differs from the case."""
    basis: Literal["real", "nominal"] = "real"
    """Whether the amounts are in prices of a year, or in euros of the year of payment."""
    index: Index | None = None
    """Price index that the line follows: its real amount grows by that index over cpi. Without it wages for own staff
    and its hours, benefits, production (effect or category production) and a price from a row of a table that follows
    wages; else cpi. A clause of a contract is {rate: 0.04}: 4% a year from the price year on, in nominal euros."""
    btw: Btw | None = None
    """Value-added tax; amounts are ex btw."""
    cash: bool | None = None
    """Whether it is paid out of or into a budget; without it true where the payer is a real party."""
    release: Release | None = None
    """What makes a saving cash-releasing."""
    accounting: Literal["cash", "budget", "both"] = "both"
    """Whether it stands in the cash flow, the budget, or both."""
    category: str | None = None
    """Kind of cost or effect, for grouping."""
    phase: Phase | None = None
    """Phase of the project: market research and set-up, data and design, pilot, roll-out, use, exit."""
    taakveld: str | None = None
    """Taakveld of the municipal budget (BBV)."""
    iv3: str | None = None
    """Economic category of Iv3, such as "3.5.1"; without it by the rules of the table iv3, where one fits."""
    duration: Literal["structural", "incidental"] | None = None
    """Recurring or one-off in the budget."""
    nature: Literal["capital", "running"] = "running"
    """Capital or running expenditure."""
    activation: Activation | None = None
    """How a capital outlay is written off in the budget; without it the whole outlay is charged in its year."""
    group: str | None = None
    """Group of residents that it concerns."""
    effect: str | None = None
    """Effect that it values, so that one effect is not valued twice."""
    confidential: bool = False
    """Whether the public version leaves its amounts out, such as a price from a bid."""
    made_by: str | None = None
    """Section of the case that the line follows from; without it the line stands in the case itself."""

    @abstractmethod
    def euros(self, values: Values, time: Time) -> Any:
        """Euros a year at the price level of the case (nominal euros on a nominal basis), (years, draws)."""

    @property
    def in_cash(self) -> bool:
        """Whether the line counts for those who count cash only."""
        return self.payer not in OUTSIDE if self.cash is None else self.cash

    @property
    def tax(self) -> Btw:
        """The btw; none where the case names none."""
        return self.btw or _NO_BTW

    def problems(self) -> Iterator[Problem]:
        """What is wrong with the line by itself, beyond its fields; each at its field."""
        if self.BTW_REQUIRED and self.btw is None:
            yield Problem(
                "btw",
                phrase("problem_no_btw"),
                phrase("problem_a_purchase_says_its_btw"),
                phrase("problem_add_btw_rate_compensable_rate"),
            )
        if self.btw is not None and not (0 <= self.btw.rate <= 1 and 0 <= self.btw.compensable <= 1):
            yield Problem(
                "btw",
                phrase("problem_a_rate_or_share_outside"),
                phrase("problem_fractions"),
                phrase("problem_is"),
            )
        is_municipal_purchase = self.payer == "municipality" or (
            self.payer == RESOURCES and self.receiver == "municipality"
        )
        if self.tax.compensable > 0 and not is_municipal_purchase:
            yield Problem(
                "btw",
                phrase("problem_btw_compensated_to_somebody_else"),
                phrase("problem_the_btw_compensatiefonds_compensates_the"),
                phrase("problem_set_compensable"),
            )
        if self.tax.rate > 0 and WELFARE in (self.payer, self.receiver):
            yield Problem(
                "btw",
                phrase("problem_btw_on_well_being"),
                phrase("problem_btw_on_what_is_bought"),
                phrase("problem_remove_btw_nobody_buys_a"),
            )
        if clause_rate(self.index) is not None and self.basis == "nominal":
            yield Problem("basis", *three("clause_nominal"))
        if self.iv3 is not None and not _IV3.fullmatch(self.iv3):
            yield Problem("iv3", *three("iv3_code", code=self.iv3))
        if self.payer == self.receiver:
            yield Problem(
                "receiver",
                phrase("problem_pays_itself", receiver=self.receiver),
                phrase("problem_payer_and_receiver_differ"),
                phrase("problem_name_who_receives_it"),
            )
        if self.activation is not None:
            yield from _activation_issues(self, self.activation)
        if self.REAL_PARTIES:
            for party_field_name in ("payer", "receiver"):
                if getattr(self, party_field_name) in OUTSIDE:
                    yield Problem(
                        party_field_name,
                        f"'{getattr(self, party_field_name)}'",
                        phrase("problem_a_transfer_runs_between_two"),
                        phrase("problem_use_cash_flow_or_product"),
                    )


def _activation_issues(line: Line, activation: Activation) -> Iterator[Problem]:
    if line.nature != "capital" or line.accounting != "both":
        yield Problem(
            "activation",
            phrase("problem_an_activated_line_of_nature", nature=line.nature, accounting=line.accounting),
            phrase("problem_nature_capital_and_accounting_both"),
            phrase("problem_set_nature_capital_and_leave"),
        )
    if line.payer != "municipality":
        yield Problem(
            "activation",
            phrase("problem_an_outlay_of_activated", payer=line.payer),
            phrase("problem_an_outlay_of_the_municipality"),
            phrase("problem_remove_activation"),
        )
    if activation.interest is None:
        yield Problem(
            "activation.interest",
            phrase("problem_no_interest"),
            phrase("problem_interest_a_year_where_none"),
            phrase("problem_add_budget_omslagrente_rate_source"),
        )
    elif not 0 <= activation.interest <= 1:
        yield Problem(
            "activation.interest",
            phrase("problem_interest", interest=activation.interest),
            phrase("problem_a_fraction_of_to"),
            phrase("problem_is_2"),
        )
    allowed_fractions = (0.0, 1.0) if activation.method == "annuity" else ()
    if not 0 <= activation.first_year <= 1 or (
        allowed_fractions and activation.first_year not in allowed_fractions
    ):
        yield Problem(
            "activation.first_year",
            phrase("problem_a_first_year_share_of", first_year=activation.first_year),
            phrase("problem_or_for_an_annuity_to"),
            phrase("problem_half_of_the_charges_in"),
        )
