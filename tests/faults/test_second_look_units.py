"""Units that cannot multiply, averages used whole and gains without a counterfactual get advice; sound lines none."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from mll_finance.engine.study import appraise
from mll_finance.inputs.case.case import Case, case_from_text
from mll_finance.inputs.case.finding import examples
from mll_finance.inputs.case.loading import load_case
from mll_finance.inputs.second_look.points import points
from mll_finance.report.blocks import Table
from mll_finance.report.page import section
from mll_finance.resources import resource

NEW = {"units_left", "whole_average", "no_counterfactual"}


def number(value: Any, unit: str) -> dict[str, Any]:
    money = {"price_year": 2026} if unit.startswith("EUR") else {}
    return {"value": value, "unit": unit, "source": "s", "quality": "B", **money}


def line(
    kind: str = "product", *, payer: str = "municipality", receiver: str = "resources", **more: Any
) -> dict[str, Any]:
    return {"kind": kind, "alternative": "project", "payer": payer, "receiver": receiver, **more}


def case(made: dict[str, Any], **quantities: Any) -> Case:
    written = {
        "case": {"id": "units", "base_year": 2026, "horizon": 2, "draws": 16},
        "alternatives": {"baseline": None, "project": {"title": "Project"}},
        "quantities": quantities,
        "lines": {"one": made},
    }
    return case_from_text(yaml.dump(written, Dumper=yaml.CSafeDumper))


def asked(about: Case) -> set[str]:
    """Which questions a case raises."""
    return {point.id for point in points(about)}


def found(made: dict[str, Any], **quantities: Any) -> set[str]:
    return asked(case(made, **quantities)) & NEW


def factors(*units: str) -> dict[str, Any]:
    return line(
        factors={
            f"f{place}": number(0.5 if unit == "fraction" else 2, unit) for place, unit in enumerate(units)
        }
    )


@pytest.mark.parametrize(
    ("units", "left"),
    [
        (("visit/yr", "EUR/hour"), ("visit", "hour")),
        (("min/visit", "visit/yr", "EUR/hour"), ("min", "hour")),
        (("household/yr", "EUR/person"), ("household", "person")),
        (("visit/yr", "hour/contact", "EUR/hour"), ("visit", "contact")),
    ],
)
def test_units_that_do_not_cancel(units: tuple[str, ...], left: tuple[str, str]) -> None:
    made = case(factors(*units))
    (point,) = [point for point in points(made) if point.id == "units_left"]
    assert point.path == "lines.one" and (point.fields["above"], point.fields["below"]) == left


@pytest.mark.parametrize(
    "units",
    [
        ("visit/yr", "EUR/visit"),
        ("visit/yr", "hour/visit", "EUR/hour"),
        ("household", "EUR/household-year", "fraction"),
        ("participant/yr", "EUR/person"),
        ("person/1000 inhabitants/yr", "inhabitant", "EUR/person"),
        ("fte", "EUR/fte/yr"),
        ("fte", "EUR/hire"),
        ("1/yr", "EUR"),
        ("hour/system/yr", "EUR/hour"),
    ],
)
def test_units_that_cancel_get_no_advice(units: tuple[str, ...]) -> None:
    assert found(factors(*units)) == set()


def test_a_count_of_a_kind_at_a_price_per_hour() -> None:
    cohort = {"kind": "cohort", "of": number(10, "household/yr"), "years": 2}
    wrong = line("quantity_price", quantity={"ref": "quantities.helped.active"}, price=number(60, "EUR/hour"))
    assert found(wrong, helped=cohort) == {"units_left"}
    assert found({**wrong, "price": number(60, "EUR/household-year")}, helped=cohort) == set()
    freed = {"kind": "hours_saved", "cases": number(10, "case/yr"), "minutes": number(6, "min/case")}
    hours = {**wrong, "quantity": {"ref": "quantities.freed.capacity"}}
    assert found(hours, freed={**freed, "cash_share": number(0.2, "fraction")}) == set()
    priced = {**hours, "price": number(60, "EUR/visit")}
    assert found(priced, freed={**freed, "cash_share": number(0.2, "fraction")}) == {"units_left"}


def test_an_average_that_holds_transfers_is_not_a_gain_as_a_whole() -> None:
    price = {"table": "unit_costs", "id": "social_cost_problem_debt_household"}
    gain = line(
        "quantity_price",
        payer="resources",
        receiver="creditors",
        quantity=number(9, "household/yr"),
        price=price,
    )
    assert found(gain) == {"whole_average", "no_counterfactual"}
    assert found({**gain, "share": number(0.3, "fraction")}) == set()
    # Nobody gains by what is paid.
    assert "whole_average" not in found({**gain, "payer": "municipality", "receiver": "resources"})


def test_a_gain_that_counts_every_case() -> None:
    gain = line(
        "quantity_price",
        payer="welfare",
        receiver="residents",
        quantity=number(9, "household/yr"),
        price=number(100, "EUR/household"),
    )
    assert found(gain) == {"no_counterfactual"}
    assert found({**gain, "share": number(0.4, "fraction")}) == set()
    assert found({**gain, "alternative": "all"}) == set()
    helped = {"kind": "product", "unit": "household/yr", "factors": {"n": number(9, "household/yr")}}
    referred = {**gain, "quantity": {"ref": "quantities.helped.number"}}
    assert found(referred, helped=helped) == {"no_counterfactual"}
    helped["factors"]["not_anyway"] = number(0.6, "fraction")
    assert found(referred, helped=helped) == set()
    # What is not known has no counterfactual to ask for yet, and a cost has none at all.
    assert found({**gain, "price": {"pm": "not valued"}}) == set()
    assert found({**gain, "payer": "municipality", "receiver": "resources"}) == set()


@pytest.mark.parametrize("name", examples())
def test_no_example_raises_a_false_alarm(name: str) -> None:
    assert asked(load_case(resource("parameters", f"{name}.yaml"))) & NEW == set()


@pytest.mark.parametrize(("language", "words"), [("nl", "bezoek per uur"), ("en", "visit per hour")])
def test_a_reader_sees_the_units_in_words(language: Any, words: str) -> None:
    blocks = section("second_look", appraise(case(factors("visit/yr", "EUR/hour"))), language)
    (table,) = [block for block in blocks if isinstance(block, Table)]
    assert any(words in str(row.cells[0].value) for row in table.rows)
