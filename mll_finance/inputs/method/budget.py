"""The section ``budget``: how this municipality writes its budget, and what it can bear.

An activated line without interest of its own gets the omslagrente of this section, rounded the way this municipality
rounds it. Sign, programmes and resilience only change how tables read.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal

from pydantic import ValidationError

from mll_finance.errors import Problem
from mll_finance.formulas.capital import omslagrente, round_omslagrente
from mll_finance.inputs.grammar.assumption import Number, Quality, Ratio
from mll_finance.inputs.grammar.base import Strict, Text
from mll_finance.inputs.grammar.section import Known, Raw, Section
from mll_finance.inputs.tables.in_force import Tables
from mll_finance.terms import phrase


class Omslagrente(Strict):
    """The rate at which the municipality charges interest to its assets."""

    rate: Ratio | None = None
    """Rate a year as a fraction; or ``interest`` and ``book_value``."""
    interest: Ratio | None = None
    """Interest to allocate in a year (euro)."""
    book_value: Number | None = None
    """Book value of the fixed assets on 1 January (euro)."""
    step: Number | None = None
    """Rounding step, 0.005 for half a percentage point; not rounded without it."""
    mode: Literal["up", "nearest", "down", "none"] = "nearest"
    """Direction of rounding; municipalities differ."""
    source: str
    """Budget or nota that gives it."""
    quality: Quality
    """A official, B good study, C press or old, D own estimate."""

    @property
    def charged(self) -> float:
        """The rate as it is charged, rounded."""
        charged_rate = self.rate
        if charged_rate is None and self.interest is not None and self.book_value:
            charged_rate = float(omslagrente(self.interest, self.book_value))
        if charged_rate is None:
            raise ValueError("omslagrente: neither a rate nor interest and book value")
        return (
            charged_rate
            if self.step is None
            else float(round_omslagrente(charged_rate, step=self.step, mode=self.mode))
        )


class Programme(Strict):
    """A programme of the budget."""

    title: Text
    """Name for readers."""


class Taakveld(Strict):
    """A taakveld of the budget."""

    title: Text
    """Name for readers."""
    programme: str | None = None
    """Programme that it belongs to."""


class Resilience(Strict):
    """The weerstandsvermogen before this decision."""

    available: Number
    """Available capacity (beschikbare weerstandscapaciteit, euro)."""
    required: Number
    """Required capacity (benodigde weerstandscapaciteit, euro) without this project."""
    source: str
    """Budget or annual accounts that give both."""
    quality: Quality
    """A official, B good study, C press or old, D own estimate."""


class BudgetSettings(Strict):
    """How the municipality writes its budget."""

    sign: Literal["plus", "minus"] = "plus"
    """Which sign is favourable in the tables; Nunspeet writes a surplus with a minus."""
    omslagrente: Omslagrente | None = None
    """Rate of interest charged to activated lines that name none."""
    programmes: dict[str, Programme] = {}
    """Programmes of the budget by id."""
    taakvelden: dict[str, Taakveld] = {}
    """Names of the taakvelden by number, and their programme."""
    resilience: Resilience | None = None
    """Weerstandsvermogen before this decision; PM without it."""


def _expand(raw_case: Raw, _: Tables) -> Raw:
    """Give activated lines without interest the omslagrente."""
    raw_budget, raw_lines = raw_case.get("budget"), raw_case.get("lines")
    raw_omslagrente = raw_budget.get("omslagrente") if isinstance(raw_budget, dict) else None
    if not isinstance(raw_omslagrente, dict) or not isinstance(raw_lines, dict):
        return raw_case
    try:
        charged_rate = Omslagrente(**raw_omslagrente).charged
    except (TypeError, ValueError, ValidationError):
        return raw_case  # The check below, or validation, says what is wrong.
    return {
        **raw_case,
        "lines": {name: _with_interest(line, charged_rate) for name, line in raw_lines.items()},
    }


def _with_interest(line: Any, rate: float) -> Any:
    raw_activation = line.get("activation") if isinstance(line, dict) else None
    if not isinstance(raw_activation, dict) or raw_activation.get("interest") is not None:
        return line
    return {**line, "activation": {**raw_activation, "interest": rate}}


def _check(settings: BudgetSettings, known: Known) -> Iterator[Problem]:
    omslagrente = settings.omslagrente
    if omslagrente is not None:
        is_computed = omslagrente.interest is not None and omslagrente.book_value is not None
        if (omslagrente.rate is None) != is_computed or (
            omslagrente.book_value is not None and omslagrente.book_value <= 0
        ):
            yield Problem(
                "budget.omslagrente",
                phrase("problem_neither_or_both_of_a"),
                phrase("problem_a_rate_or_interest_and"),
                phrase("problem_write_rate_or_interest_and"),
            )
        elif omslagrente.step is not None and omslagrente.step <= 0:
            yield Problem(
                "budget.omslagrente.step",
                phrase("problem_a_step_of", step=omslagrente.step),
                phrase("problem_a_step_above_zero"),
                phrase("problem_half_a_point_is"),
            )
        elif not 0 <= omslagrente.charged <= 1:
            yield Problem(
                "budget.omslagrente.rate",
                phrase("problem_a_rate_of_2", charged=omslagrente.charged),
                phrase("problem_a_fraction_of_to"),
                phrase("problem_is_2"),
            )
    for taakveld_code, taakveld in settings.taakvelden.items():
        if taakveld.programme is not None and taakveld.programme not in settings.programmes:
            yield Problem(
                f"budget.taakvelden.{taakveld_code}",
                phrase("problem_unknown_programme", programme=taakveld.programme),
                phrase(
                    "problem_one_of_2", what=", ".join(settings.programmes) or "none: no programmes are named"
                ),
                phrase("problem_name_it_under_budget_programmes"),
            )
    resilience_settings = settings.resilience
    if resilience_settings is not None and (
        resilience_settings.available < 0 or resilience_settings.required <= 0
    ):
        yield Problem(
            "budget.resilience",
            phrase("problem_a_capacity_that_cannot_be"),
            phrase("problem_available_capacity_of_at_least"),
            phrase("problem_take_both_from_the_paragraph"),
        )


SECTION = Section(
    "budget",
    BudgetSettings,
    named=False,
    description="How this municipality writes its budget: sign, omslagrente, programmes, weerstandsvermogen.",
    expand=_expand,
    check=_check,
)
