"""What a controller asks of the budget, by hand: the category of Iv3, the formation, and the omslagrente.

Productive hours of a year are 1,363 (data/unit_costs.csv). Every amount of a capital outlay is nominal.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest
import yaml

from mll_finance.engine.study import Study, appraise
from mll_finance.errors import InputError
from mll_finance.inputs.case.case import case_from_text
from mll_finance.municipal_budget.budget import budget_table
from mll_finance.municipal_budget.formation import formation
from mll_finance.municipal_budget.omslagrente import at_omslagrente
from mll_finance.report.blocks import Prose, Table
from mll_finance.report.page import section

Raw = dict[str, Any]
BTW = {"rate": 0.21, "compensable": 1.0}
BUYS = {"alternative": "project", "payer": "municipality", "receiver": "resources"}
SAVES = {"alternative": "project", "payer": "resources", "receiver": "municipality", "cash": True}


def number(value: Any, unit: str = "EUR") -> Raw:
    price = {"price_year": 2026} if unit.startswith("EUR") else {}
    return {"value": value, "unit": unit, "source": "s", "quality": "B", **price}


def nominal(value: Any) -> Raw:
    return {"value": value, "unit": "EUR", "source": "s", "quality": "B"}


LINES: Raw = {
    "staff": {
        **BUYS,
        "kind": "staffing",
        "duration": "structural",
        "years": {"from": 2027},
        "ramp_up": 2,
        "growth": {"value": 0.1, "unit": "fraction", "source": "s", "quality": "B"},
        "fte": number(1.5, "fte"),
        "wage": number(80_000, "EUR/fte/yr"),
    },
    "lead": {
        **BUYS,
        "kind": "quantity_price",
        "duration": "incidental",
        "years": 2026,
        "quantity": number(1363, "hour/yr"),
        "price": number(60, "EUR/hour"),
    },
    "fewer_hours": {
        **SAVES,
        "kind": "quantity_price",
        "duration": "structural",
        "years": {"from": 2028},
        "release": {"owner": "manager", "taakveld": "6.3", "year": 2028, "action": "two posts fewer"},
        "quantity": number(2726, "hour/yr"),
        "price": number(60, "EUR/hour"),
    },
    "desk": {
        **BUYS,
        "alternative": "all",
        "kind": "staffing",
        "duration": "structural",
        "fte": {"by_alternative": {"baseline": number(3, "fte"), "project": number(2, "fte")}},
        "wage": number(60_000, "EUR/fte/yr"),
    },
    "euros_only": {**BUYS, "kind": "cash_flow", "category": "staff", "amounts": number(10_000)},
    "licence": {**BUYS, "kind": "subscription", "btw": BTW, "price": number(12_000, "EUR/yr")},
    "agency": {
        **BUYS,
        "kind": "purchase",
        "category": "staff",
        "btw": BTW,
        "years": 2026,
        "amount": number(9_000),
    },
    "named": {**BUYS, "kind": "purchase", "iv3": "4.2", "btw": BTW, "years": 2026, "amount": number(1_000)},
    "assistance": {
        "alternative": "project",
        "kind": "avoided_benefit",
        "number": number(2, "benefit-year/yr"),
        "amount": number(15_000, "EUR/benefit-year"),
    },
    "grant": {
        "alternative": "project",
        "kind": "transfer",
        "payer": "state",
        "receiver": "municipality",
        "amount": number(20_000, "EUR/yr"),
    },
    "fee": {
        "alternative": "project",
        "kind": "transfer",
        "payer": "residents",
        "receiver": "municipality",
        "amount": number(500, "EUR/yr"),
    },
    "odd": {**BUYS, "kind": "cash_flow", "amounts": number(100)},
    "system": {
        **BUYS,
        "kind": "purchase",
        "basis": "nominal",
        "btw": BTW,
        "nature": "capital",
        "taakveld": "0.4",
        "activation": {"years": 2, "interest": 0.05, "source": "nota"},
        "amount": nominal({2026: 100_000}),
    },
}
IV3 = {
    "staff": "1.1",
    "lead": "1.1",
    "fewer_hours": "1.1",
    "desk": "1.1",
    "euros_only": "1.1",
    "licence": "3.8",
    "agency": "3.5.1",
    "named": "4.2",
    "assistance": "4.1.1",
    "grant": "4.3.1",
    "fee": "4.3.8",
    "odd": None,
}


def text(lines: Raw, **more: Any) -> str:
    case = {
        "case": {"id": "controller", "base_year": 2026, "horizon": 5, "price_level": 2026, "draws": 16},
        "alternatives": {"baseline": None, "project": {"title": "Project"}},
        "lines": lines,
        **more,
    }
    return yaml.dump(case, Dumper=yaml.CSafeDumper, sort_keys=False)


OMSLAGRENTE = {"omslagrente": {"rate": 0.0187, "step": 0.005, "source": "begroting 2026", "quality": "A"}}


@cache
def study() -> Study:
    return appraise(case_from_text(text(LINES, budget=OMSLAGRENTE)))


@pytest.mark.parametrize("name", IV3)
def test_the_category_of_iv3_follows_from_what_a_line_is(name: str) -> None:
    (line,) = [line for line in budget_table(study(), "project").lines if line.line == name]
    assert line.iv3 == IV3[name] and [part.iv3 for part in line.parts] == [IV3[name]]


@pytest.mark.parametrize(("taxed", "code"), [(False, "3.4.1"), (True, "3.8")])
def test_help_to_persons_is_a_benefit_in_kind_only_without_btw(taxed: bool, code: str) -> None:
    care: Raw = {**BUYS, "kind": "cash_flow", "category": "help", "amounts": number(10_000)}
    lines = {"care": {**care, "btw": BTW} if taxed else care}
    (line,) = budget_table(appraise(case_from_text(text(lines))), "project").lines
    assert line.iv3 == code


def test_capital_charges_are_depreciation_and_interest() -> None:
    # 100,000 over two years at 5%: 50,000 each year; interest over 100,000 and over 50,000.
    (line,) = [line for line in budget_table(study(), "project").lines if line.line == "system"]
    parts = {part.iv3: part.amounts.tolist() for part in line.parts}
    assert parts == {
        "7.3": pytest.approx([-50_000, -50_000, 0, 0]),
        "7.4": pytest.approx([-5_000, -2_500, 0, 0]),
    }
    by_iv3 = budget_table(study(), "project").by_iv3
    assert by_iv3.total().tolist() == pytest.approx(budget_table(study(), "project").total().tolist())


@pytest.mark.parametrize("code", ["wages", "1", "1.1.1.1", "L1.1"])
def test_a_category_that_is_no_code_is_refused(code: str) -> None:
    lines = {**LINES, "named": {**LINES["named"], "iv3": code}}
    with pytest.raises(InputError) as refusal:
        case_from_text(text(lines))
    (problem,) = refusal.value.problems
    assert problem.path == "lines.named.iv3"


def test_own_rules_go_before_those_that_come_along(tmp_path: Any) -> None:
    heading = (
        "id,value,low,high,unit,price_year,region,quality,source,page,retrieved,note,code,part,kind,per,"
    )
    heading += "category,party,btw,title_nl,title_en\n"
    own = "own_odd,1,,,1,,Nederland,D,own_estimate,,2026-11-29,ours,3.8,,cash_flow,,,,,Overig,Other\n"
    (tmp_path / "iv3.csv").write_text(heading + own, encoding="utf-8")
    full = yaml.safe_load(text(LINES))
    full["case"]["tables"] = {"iv3": "iv3.csv"}
    path = tmp_path / "case.yaml"
    path.write_text(yaml.safe_dump(full, sort_keys=False), encoding="utf-8")
    from mll_finance.inputs.case.loading import load_case

    lines = {line.line: line.iv3 for line in budget_table(appraise(load_case(path)), "project").lines}
    assert lines["odd"] == "3.8" and lines["euros_only"] == "3.8" and lines["licence"] == "3.8"
    assert lines["staff"] == "1.1"


def test_the_formation_by_line_and_year() -> None:
    staff = formation(study(), "project")
    fte = {line.line: None if line.fte is None else line.fte.tolist() for line in staff.lines}
    assert fte == {
        "staff": pytest.approx(
            [0, 0.75, 1.5, 1.5]
        ),  # half in the first of two years; real growth is of the wage
        "lead": pytest.approx([1, 0, 0, 0]),  # 1,363 hours
        "fewer_hours": pytest.approx([0, 0, -2, -2]),
        "desk": pytest.approx([-1, -1, -1, -1]),  # 2 in the project, 3 today
        "euros_only": None,
    }
    assert staff.incidental.tolist() == pytest.approx([1, 0, 0, 0])
    assert staff.structural.tolist() == pytest.approx([-1, -0.25, -1.5, -1.5])
    assert staff.unknown == ("euros_only",)


def test_a_line_that_comes_later_has_its_staff_later() -> None:
    lines = {
        "staff": {
            **BUYS,
            "kind": "staffing",
            "delay": 1,
            "fte": number({2026: 1, 2027: 2}, "fte"),
            "wage": number({2026: 50_000, 2027: 60_000}, "EUR/fte/yr"),
        }
    }
    (line,) = formation(appraise(case_from_text(text(lines))), "project").lines
    assert line.fte is not None and line.fte.tolist() == pytest.approx([0, 1, 2, 2])


def test_staff_in_euros_of_each_year_is_as_many_fte() -> None:
    wage = {"value": 50_000, "unit": "EUR/fte/yr", "source": "s", "quality": "B"}
    lines = {"staff": {**BUYS, "kind": "staffing", "basis": "nominal", "fte": number(2, "fte"), "wage": wage}}
    (line,) = formation(appraise(case_from_text(text(lines))), "project").lines
    assert line.fte is not None and line.fte.tolist() == pytest.approx([2, 2, 2, 2])


def test_the_budget_at_the_omslagrente() -> None:
    # 1.87% rounds to 2%: interest 2,000 and 1,000 instead of 5,000 and 2,500.
    variant = at_omslagrente(study(), "project")
    assert variant is not None and variant.rate == pytest.approx(0.02) and variant.lines == ("system",)
    gain = (variant.balance - variant.as_budgeted).tolist()
    assert gain == pytest.approx([3_000, 1_500, 0, 0])
    assert variant.as_budgeted.tolist() == pytest.approx(budget_table(study(), "project").total().tolist())


def test_the_present_value_at_the_omslagrente() -> None:
    # Nominal, at the start of each year: -100,000 now and 61,200 after one year, over 1.02: 60,000.
    lines = {
        "system": LINES["system"],
        "sold": {**SAVES, "kind": "cash_flow", "basis": "nominal", "amounts": nominal({2027: 61_200})},
    }
    variant = at_omslagrente(appraise(case_from_text(text(lines, budget=OMSLAGRENTE))), "project")
    assert variant is not None and variant.present_value == pytest.approx(-40_000)
    # The NPV at 2.8% real, with consumer prices of data/price_index.csv: 137.59 in 2026, 140.34 in 2027.
    assert variant.npv == pytest.approx(-100_000 + 61_200 / 1.028 * 137.59 / 140.34)


def test_a_line_without_interest_of_its_own_already_has_the_omslagrente() -> None:
    activation = {key: value for key, value in LINES["system"]["activation"].items() if key != "interest"}
    lines = {"system": {**LINES["system"], "activation": activation}}
    variant = at_omslagrente(appraise(case_from_text(text(lines, budget=OMSLAGRENTE))), "project")
    assert variant is not None and variant.lines == ()
    assert variant.balance.tolist() == pytest.approx([-52_000, -51_000, 0, 0])
    assert variant.as_budgeted.tolist() == pytest.approx([-52_000, -51_000, 0, 0])


def test_without_an_omslagrente_there_is_no_variant() -> None:
    assert at_omslagrente(appraise(case_from_text(text(LINES))), "project") is None


def budget_of_report(study: Study, language: str = "en") -> Table:
    (table,) = (
        block
        for block in section("budget", study, language)  # type: ignore[arg-type]
        if isinstance(block, Table) and block.anchor == "table-budget-project"
    )
    return table


def cells(table: Table, head: str) -> list[Any]:
    (row,) = (row for row in table.rows if row.head == head)
    return [cell.value for cell in row.cells]


def test_one_table_of_the_report_shows_category_formation_and_omslagrente() -> None:
    table = budget_of_report(study())
    assert cells(table, "system")[4] == "0.4 / 7.3 + 7.4" and cells(table, "staff")[4] == "- / 1.1"
    # euros_only says neither structural nor incidental: it stands with the structural ones, and its fte are not known.
    assert cells(table, "Formation (fte), structural + PM")[:4] == pytest.approx([-1, -0.25, -1.5, -1.5])
    assert cells(table, "Formation (fte), incidental")[:4] == pytest.approx([1, 0, 0, 0])
    (balance,) = (row for row in table.rows if row.head == "Balance")
    at_rate = cells(table, _omslagrente_head(table))[:4]
    gains = [rate - cell.value for rate, cell in zip(at_rate, balance.cells, strict=False)]
    assert gains == pytest.approx([3_000, 1_500, 0, 0])
    assert "7.4 interest passed on" in str(table.note) and "1.1 wages and social contributions" in str(
        table.note
    )
    assert all(len(row.cells) == len(table.columns) for row in table.rows)


def _omslagrente_head(table: Table) -> str:
    (head,) = (row.head for row in table.rows if row.head.startswith("Balance at an omslagrente of 2"))
    return head


def test_the_amendment_is_by_category_of_iv3() -> None:
    (table,) = (
        block
        for block in section("budget_summary", study(), "nl")
        if isinstance(block, Table) and block.anchor == "table-change"
    )
    heads = {row.head.strip(): row.cells[0].value for row in table.rows}
    assert heads["0.4, kostensoort niet opgegeven (Iv3 7.3), lasten"] == pytest.approx(-50_000)
    assert heads["0.4, kostensoort niet opgegeven (Iv3 7.4), lasten"] == pytest.approx(-5_000)


@pytest.mark.parametrize(("named", "wanted"), [(True, "tegen de omslagrente van 2"), (False, "blijft PM")])
def test_the_variant_at_the_omslagrente_is_told_or_asked_for(named: bool, wanted: str) -> None:
    told = study() if named else appraise(case_from_text(text(LINES)))
    texts = [block.text for block in section("budget_detail", told, "nl") if isinstance(block, Prose)]
    assert sum(wanted in sentence for sentence in texts) == 1
