"""Published budgets come out of a case: capital charges, omslagrente, cover that closes, ratios and thresholds."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import yaml

from mll_finance.engine.capital import unit_charges
from mll_finance.engine.study import Study, appraise
from mll_finance.inputs.case.case import case_from_text
from mll_finance.inputs.grammar.line import Activation
from mll_finance.inputs.tables.in_force import SHIPPED
from mll_finance.municipal_budget.budget import budget_table, left_to_charge
from mll_finance.municipal_budget.cover import covered_budget
from mll_finance.municipal_budget.procurement import threshold
from mll_finance.municipal_budget.resilience import chance_class, ratio_class


def nominal(amounts: Any) -> dict[str, Any]:
    return {"value": amounts, "unit": "EUR", "source": "published", "quality": "B"}


def study(lines: dict[str, Any], *, first: int, horizon: int, **more: Any) -> Study:
    case = {
        "case": {"id": "published", "base_year": first, "horizon": horizon, "draws": 16},
        "alternatives": {"baseline": None, "project": {"title": "Project"}},
        "lines": lines,
        **more,
    }
    return appraise(case_from_text(yaml.dump(case, Dumper=yaml.CSafeDumper)))


def flow(
    amounts: Any, *, payer: str = "municipality", receiver: str = "resources", **more: Any
) -> dict[str, Any]:
    made = {
        "kind": "cash_flow",
        "alternative": "project",
        "payer": payer,
        "receiver": receiver,
        "basis": "nominal",
    }
    return {**made, "cash": True, "amounts": nominal(amounts), **more}


# --- Capital charges ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("first_year", [1.0, 0.0])
def test_annuity_of_wisfaq_49718(first_year: float) -> None:
    # WisFaq (2007), vraag 49718: 50,000 at 4% over 10 years: 6,164.547 a year, 61,645.47 in all, 11,645.47 interest;
    # interest of the first two years 2,000 and 1,833.42. A year later where charging starts after the investment.
    activation = {
        "method": "annuity",
        "years": 10,
        "interest": 0.04,
        "first_year": first_year,
        "source": "wisfaq",
    }
    found = study(
        {"investment": flow({2026: 50_000}, nature="capital", activation=activation)}, first=2026, horizon=10
    )
    (line,) = budget_table(found, "project", years=None).lines
    start = 0 if first_year else 1
    charges = -line.amounts[start : start + 10]
    assert charges == pytest.approx([6164.547] * 10, abs=0.0005)
    assert line.activated and -line.amounts.sum() == pytest.approx(61_645.47, abs=0.005)
    interest = unit_charges(Activation(**activation)).interest[start : start + 10] * 50_000
    assert interest[:2] == pytest.approx([2000.0, 1833.42], abs=0.005)
    assert interest.sum() == pytest.approx(11_645.47, abs=0.005)
    assert left_to_charge(found, "project") == pytest.approx(0.0, abs=1e-6)
    # The cash flow, and so the NPV, holds the outlay and no charge.
    (cash,) = budget_table(found, "project", accounting="cash", years=None).lines
    assert cash.amounts.tolist() == [-50_000.0, *[0.0] * 10]
    assert found.stream("municipality", "project").npv[0] == pytest.approx(-50_000.0)


def test_half_of_the_charges_in_the_year_of_investment() -> None:
    # De Fryske Marren (2023), Perspectiefnota: charging starts in the year of investment with 50% of the charges.
    # 100,000 over 5 years at 2%: a full year is 20,000 and 2,000 interest over 1 January; the rest falls in year 6.
    activation = {"years": 5, "interest": 0.02, "first_year": 0.5, "source": "de_fryske_marren"}
    found = study(
        {"investment": flow({2026: 100_000}, nature="capital", activation=activation)}, first=2026, horizon=6
    )
    (line,) = budget_table(found, "project", years=None).lines
    expected = [11_000, 20_000 + 1_800, 20_000 + 1_400, 20_000 + 1_000, 20_000 + 600, 10_000 + 200, 0]
    assert (-line.amounts).tolist() == pytest.approx(expected)


@pytest.mark.parametrize(
    ("omslagrente", "charged", "tolerance"),
    [
        # Rheden, begroting 2025: 2,842 (x 1,000) over a book value that the printed 2.242% implies.
        ({"interest": 2_842_000, "book_value": 126_760_000}, 0.02242, 5e-6),
        # Goirle 2018: 1.87% becomes 2%. Dordrecht 2018: 2.54% and 2.60% become 3.00%, by halves of a point upward.
        ({"rate": 0.0187, "step": 0.005, "mode": "nearest"}, 0.02, 1e-12),
        ({"rate": 0.0254, "step": 0.005, "mode": "up"}, 0.03, 1e-12),
        ({"rate": 0.0260, "step": 0.005, "mode": "up"}, 0.03, 1e-12),
        # Its 2.40% becomes 3.00% too, which no half point gives: upward to a whole point does, for all four years.
        ({"rate": 0.0240, "step": 0.005, "mode": "up"}, 0.025, 1e-12),
        ({"rate": 0.0240, "step": 0.01, "mode": "up"}, 0.03, 1e-12),
        ({"rate": 0.0254, "step": 0.01, "mode": "up"}, 0.03, 1e-12),
        ({"rate": 0.0260, "step": 0.01, "mode": "up"}, 0.03, 1e-12),
    ],
)
def test_omslagrente_reaches_an_activated_line(
    omslagrente: dict[str, Any], charged: float, tolerance: float
) -> None:
    activation = {"years": 4, "source": "nota"}
    found = study(
        {"investment": flow({2026: 1000}, nature="capital", activation=activation)},
        first=2026,
        horizon=3,
        budget={"omslagrente": {**omslagrente, "source": "begroting", "quality": "B"}},
    )
    held = found.case.lines["investment"].activation
    assert held is not None and held.interest == pytest.approx(charged, abs=tolerance)
    (line,) = budget_table(found, "project").lines
    assert -line.amounts[0] == pytest.approx(250 + 1000 * charged, abs=1000 * tolerance)


# --- The coverage table of Nunspeet ---------------------------------------------------------------------------------

NUNSPEET = {
    # Begroting 2023-2026, x 1,000, "-/- = positief saldo".
    "existing": [-3342, -4078, -4917, -1254],
    "new": [2580, 2318, 2199, 2321],
    "total": [-762, -1760, -2718, 1067],
    "roundabout": [0, 0, 0, -28],
    "station": [0, 0, 0, -210],
    "grant": [0, 0, 0, -829],
    "addition": [762, 1760, 2718, 0],
    "effect": [0, 0, 0, 0],
}


def by_year(values: list[int], sign: int) -> dict[int, int]:
    return {2023 + place: sign * 1000 * value for place, value in enumerate(values)}


def test_coverage_table_of_nunspeet_closes() -> None:
    def item(kind: str, **more: Any) -> dict[str, Any]:
        return {"alternative": "all", "kind": kind, "duration": "incidental", "source": "nunspeet", **more}

    found = study(
        {
            "existing": flow(by_year(NUNSPEET["existing"], -1), payer="resources", receiver="municipality"),
            "new": flow(by_year(NUNSPEET["new"], 1)),
        },
        first=2023,
        horizon=3,
        budget={"sign": "minus"},
        cover={
            "roundabout": item("reserve", amounts=by_year(NUNSPEET["roundabout"], -1)),
            "station": item("reserve", amounts=by_year(NUNSPEET["station"], -1)),
            "grant": item("general_grant", amounts=by_year(NUNSPEET["grant"], -1)),
            "general_reserve": item("reserve", closing=True),
        },
    )
    table = budget_table(found, "project").signed("minus")
    by_line = {line.line: (line.amounts / 1000).tolist() for line in table.lines}
    assert by_line == {name: pytest.approx(NUNSPEET[name]) for name in ("existing", "new")}
    assert (table.total() / 1000).tolist() == pytest.approx(NUNSPEET["total"])
    cover = covered_budget(found, "project")
    amounts = {one.id: (0.0 - one.amounts / 1000).tolist() for one in cover.items}
    assert amounts["general_reserve"] == pytest.approx(NUNSPEET["addition"], abs=1e-9)
    assert amounts["grant"] == NUNSPEET["grant"] and amounts["station"] == NUNSPEET["station"]
    assert amounts["roundabout"] == NUNSPEET["roundabout"]
    assert cover.remaining.tolist() == NUNSPEET["effect"] and cover.closes and not cover.missing


def test_without_its_closing_item_the_table_of_nunspeet_says_what_is_missing() -> None:
    found = study({"new": flow(by_year(NUNSPEET["new"], 1))}, first=2023, horizon=3)
    cover = covered_budget(found, "project")
    expected = {2023: 2_580_000, 2024: 2_318_000, 2025: 2_199_000, 2026: 2_321_000}
    assert cover.missing == pytest.approx(expected) and cover.structural_gap == pytest.approx(expected)
    assert not cover.closes


# --- Resilience and thresholds --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("available", "required", "printed", "letter"),
    [
        (32_781, 22_000, 1.5, "B"),  # Zevenaar, begroting 2018
        (
            15_268_000,
            3_209_000,
            4.75,
            "A",
        ),  # Stein, jaarverslag 2021 (the printed ratio is cut off, not rounded)
        (45_350_000, 9_050_000, 5.0, "A"),  # Someren, begroting 2018
    ],
)
def test_ratio_of_municipalities(available: float, required: float, printed: float, letter: str) -> None:
    resilience = {"available": available, "required": required, "source": "begroting", "quality": "A"}
    found = study({"cost": flow({2026: 1000})}, first=2026, horizon=3, budget={"resilience": resilience})
    from mll_finance.municipal_budget.resilience import resilience as effect

    ratio = effect(found, "project").ratio_before
    assert ratio is not None and ratio == pytest.approx(printed, abs=0.05)
    assert ratio_class(ratio, SHIPPED.table("budget_rules")) == letter


def test_class_of_chance_of_ouder_amstel_and_noordenveld() -> None:
    # Ouder-Amstel, jaarstukken 2023: at most 2,500,000 in class 1, a chance of 10%, counts as 250,000.
    # Noordenveld, begroting 2026: classes of 10, 30, 50, 70 and 90%.
    table = SHIPPED.table("budget_rules")
    assert chance_class(0.08, table) * 2_500_000 == pytest.approx(250_000)
    chances = [chance_class(chance, table) for chance in (0.11, 0.5, 0.51, 0.9, 1.0)]
    assert chances == [0.3, 0.5, 0.7, 0.9, 0.9]
    assert chance_class(0.0, table) == 0.0


@pytest.mark.parametrize(
    ("kind", "year", "printed", "current"),
    [
        ("services", 2025, 221_000, True),  # 2024-2025: Born Legal (2024), Europa decentraal (2024)
        ("services", 2026, 216_000, True),  # 2026-2027: Delegated Regulation (EU) 2025/2152, by Mondaq (2025)
        ("works", 2027, 5_404_000, True),
        ("social_services", 2027, 750_000, True),
        ("services", 2028, 216_000, False),  # not known yet: the newest, and it says so
    ],
)
def test_european_thresholds(kind: str, year: int, printed: float, current: bool) -> None:
    row, known = threshold(SHIPPED.table("procurement"), kind, year)
    assert (row.value, known) == (printed, current)


def test_the_amounts_of_a_minus_sign_are_the_same_amounts() -> None:
    found = study({"cost": flow({2026: 1000})}, first=2026, horizon=3)
    table = budget_table(found, "project")
    assert np.array_equal(table.signed("minus").total(), -table.total())
    assert table.signed("plus") is table
