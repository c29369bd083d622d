"""Bringing forward: worked by hand, and against cash flows that run on until the later help would have been given."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from mll_finance.engine.study import Study, appraise
from mll_finance.errors import InputError
from mll_finance.inputs.case.case import case_from_text


def number(value: float | dict[str, Any], unit: str = "fraction") -> dict[str, Any]:
    money = {"price_year": 2026} if unit.startswith("EUR") else {}
    spread = {"distribution": value} if isinstance(value, dict) else {"value": value}
    return {**spread, "unit": unit, "source": "s", "quality": "B", **money}


NAMES = ("added", "extra", "withdrawn")


def study(horizon: int = 0, booked: tuple[str, ...] = NAMES, **fields: Any) -> Study:
    reached = {
        "by_alternative": {"baseline": 0, "project": 100},
        "unit": "person/yr",
        "source": "s",
        "quality": "B",
    }
    whole = {"of": reached, "now": number(0.2), "never": number(0.5), "years": number(8, "yr"), **fields}
    line = {"kind": "quantity_price", "alternative": "all", "payer": "municipality", "receiver": "resources"}
    case = {
        "case": {
            "id": "earlier",
            "base_year": 2026,
            "horizon": horizon,
            "price_level": 2026,
            "timing": "start_of_year",
            "discounting": {"rate": 0.028},
            "draws": 64,
        },
        "alternatives": {"baseline": None, "project": {"title": "Project"}},
        "quantities": {"help": {"kind": "brought_forward", **whole}},
        "lines": {
            output: {
                **line,
                "quantity": {"ref": f"quantities.help.{output}"},
                "price": number(1, "EUR/person"),
            }
            for output in booked
        },
    }
    return appraise(case_from_text(yaml.dump(case, Dumper=yaml.CSafeDumper)))


def outputs(found: Study) -> dict[str, float]:
    return {name: float(found.central.euros(name, "project")[0, 0]) for name in NAMES}


def test_a_hundred_of_whom_twenty_now_forty_later_and_forty_never() -> None:
    # Eight years at 2.8%: 1.028^-8 = 0.801780, so 40 x 0.801780 = 32.0712 fall away and 80 - 32.0712 are added.
    assert outputs(study()) == pytest.approx({"added": 47.9288, "extra": 80, "withdrawn": 32.0712}, abs=1e-4)


@pytest.mark.parametrize(
    ("growth", "added"),
    # Later alone (now 0, never 0): 20% at a constant real price, about 10% if the price follows wages (3.5% over 2%).
    [(None, 0.1982), (1.035 / 1.02 - 1, 0.0989)],
)
def test_eight_years_earlier_adds_a_fifth_or_a_tenth(growth: float | None, added: float) -> None:
    more = {} if growth is None else {"growth": number(growth, "1/yr")}
    found = outputs(study(now=number(0.0), never=number(0.0), **more))
    assert found["added"] / 100 == pytest.approx(added, abs=5e-5)


@pytest.mark.parametrize(("now", "never", "added"), [(1.0, 0.5, 0.0), (0.0, 1.0, 100.0)])
def test_the_same_time_adds_nothing_and_never_adds_all(now: float, never: float, added: float) -> None:
    assert outputs(study(now=number(now), never=number(never)))["added"] == pytest.approx(added)


def test_a_drawn_number_of_years_counts_by_the_mean_of_the_factor_not_by_the_factor_of_the_mean() -> None:
    # (1.028^-2 + 1.028^-8) / 2 = (0.946267 + 0.801780) / 2 = 0.874023; at the mean of five years it is 0.871033.
    years = {"kind": "discrete", "values": [2, 8], "weights": [1, 1]}
    found = study(booked=("added",), now=number(0.0), never=number(0.0), years=number(years, "yr"))
    outcome = found.value("society", "project", "npv")
    assert outcome["mean"] == pytest.approx(-12.5977, abs=1e-4)
    assert outcome["central"] == pytest.approx(-12.8967, abs=1e-4)


def test_against_cash_flows_that_run_on_until_the_later_help() -> None:
    # A plain loop over 2026 to 2050: 80 are helped in each of five years, and 40 fewer eight years later.
    growth, rate, flow = 0.01, 0.028, [0.0] * 25
    for year in range(5):
        flow[year] += 80 * (1 + growth) ** year
        flow[year + 8] -= 40 * (1 + growth) ** (year + 8)
    expected = sum(amount / (1 + rate) ** year for year, amount in enumerate(flow))
    found = study(horizon=4, growth=number(growth, "1/yr"))
    added = found.central.euros("added", "project")[:, 0]
    grown = [float(added[min(year, len(added) - 1)]) * (1 + growth) ** year for year in range(5)]
    assert sum(amount / (1 + rate) ** year for year, amount in enumerate(grown)) == pytest.approx(expected)


@pytest.mark.parametrize(("field", "wrong"), [("now", 1.2), ("never", -0.1), ("years", -1.0)])
def test_what_cannot_be_is_refused(field: str, wrong: float) -> None:
    with pytest.raises(InputError) as refused:
        study(**{field: number(wrong, "yr" if field == "years" else "fraction")})
    assert refused.value.problems[0].path.startswith(f"quantities.help.{field}")
