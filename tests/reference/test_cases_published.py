"""Published worked examples, written as cases and run through the command.

Every expected value is the source's own, with the source's rounding as tolerance. Where all flows shift alike, the
closed form gives the other timings: a present value at rate r falls by (1 + r)^(1/2) at mid-year and by 1 + r at the
end of the year, while rates of return and payback stay as they are.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from mll_finance.cli.main import main

SHIFT = {"start_of_year": 0.0, "mid_year": 0.5, "end_of_year": 1.0}
ANY_TIMING = pytest.mark.parametrize("timing", SHIFT)
YEAR_0 = 2026


def head(*, rate: float, horizon: int, timing: str = "start_of_year", more: str = "") -> str:
    return f"""
case:
  id: published
  base_year: {YEAR_0}
  horizon: {horizon}
  price_level: {YEAR_0}
  timing: {timing}
  discounting: {{rate: {rate}}}
{more}alternatives:
  baseline: {{title: Baseline}}
  project: {{title: Project}}
lines:
"""


def line(name: str, flows: dict[int, float], *, paid: bool, more: str = "") -> str:
    """A line of amounts by year; ``paid`` by the municipality, else received by it."""
    payer, receiver = ("municipality", "resources") if paid else ("resources", "municipality")
    amounts = ", ".join(f"{YEAR_0 + year}: {amount}" for year, amount in flows.items())
    return f"""  {name}:
    kind: cash_flow
    alternative: project
    payer: {payer}
    receiver: {receiver}
    cash: true
{more}    amounts: {{value: {{{amounts}}}, unit: EUR, price_year: {YEAR_0}, source: the example, quality: B}}
"""


def flow(*amounts: float) -> str:
    """A cash flow from year 0 on: what goes out in one line, what comes in in another."""
    out = {year: -amount for year, amount in enumerate(amounts) if amount < 0}
    back = {year: amount for year, amount in enumerate(amounts) if amount > 0}
    made = (line("outlays", out, paid=True) if out else "") + (
        line("receipts", back, paid=False) if back else ""
    )
    return made or line("nothing", dict.fromkeys(range(len(amounts)), 0), paid=True)


@pytest.fixture
def results(tmp_path, capsys):
    """The results that ``mll appraise --format json`` prints, by perspective, alternative and criterion."""

    def of(text: str, *options: str) -> dict:
        path = tmp_path / "published.yaml"
        path.write_text(text, encoding="utf-8")
        code = main(["appraise", str(path), "--format", "json", *options])
        captured = capsys.readouterr()
        assert code == 0, captured.err
        table = json.loads(captured.out)["results"]
        return {(row["perspective"], row["alternative"], row["criterion"]): row for row in table}

    return of


@pytest.fixture
def central(results):
    """The central values for society, by criterion."""

    def of(text: str, *options: str) -> dict:
        found = results(text, *options)
        return {key[2]: row["central"] for key, row in found.items() if key[:2] == ("society", "project")}

    return of


# --- One cash flow ------------------------------------------------------------------------------------------------

NCW = (-336_000, 123_200, 112_200, 105_000, 79_800)


@ANY_TIMING
def test_net_present_value_of_a_dutch_textbook(central, timing):
    # ThiemeMeulenhoff encyclopedie, "Netto contante waarde": 8%, flows at the end of years 1 to 4, NCW 16,274. The
    # source truncates every row to whole euros, so it is exact to 2 euro.
    found = central(head(rate=0.08, horizon=4, timing=timing) + flow(*NCW))
    assert found["npv"] == pytest.approx(16_274 * 1.08 ** -SHIFT[timing], abs=2)
    assert found["pv_benefits"] == pytest.approx(352_274 * 1.08 ** -SHIFT[timing], abs=4)
    assert found["pv_costs"] == pytest.approx(336_000 * 1.08 ** -SHIFT[timing], rel=1e-11, abs=1e-9)


def test_the_installed_command_gives_the_same(tmp_path):
    # The same source, through a process of its own.
    path = tmp_path / "ncw.yaml"
    path.write_text(head(rate=0.08, horizon=4) + flow(*NCW), encoding="utf-8")
    command = [sys.executable, "-W", "error", "-m", "mll_finance", "appraise", path.name, "--format", "json"]
    run = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert run.stderr == ""
    table = json.loads(run.stdout)
    assert (table["schema"], table["case"]) == (1, "published")
    (npv,) = [
        row["central"]
        for row in table["results"]
        if (row["perspective"], row["criterion"]) == ("society", "npv")
    ]
    assert npv == pytest.approx(16_274, abs=2)


@ANY_TIMING
def test_internal_rate_of_a_loan(results, timing):
    # WisFaq nr. 33612 (8-2-2005): -1000; 80; 80; 80; 1080 returns 8%.
    found = results(head(rate=0.03, horizon=4, timing=timing) + flow(-1000, 80, 80, 80, 1080))
    rate = found["society", "project", "irr"]
    assert rate["central"] == pytest.approx(0.08, abs=1e-9)
    assert rate["roots"] == [rate["central"]]


@ANY_TIMING
def test_sample_of_omb_circular_a94(central, timing):
    # OMB Circular A-94 (1992), Appendix B: 7%, end of years 1 to 10; PV of costs 106.40, of benefits 142.41, net 36.01.
    costs = dict(enumerate((10, 20, 30, 30, 20, 10, 5, 5, 5, 5)))
    benefits = dict(enumerate((0, 0, 5, 10, 30, 40, 40, 40, 40, 25)))
    text = head(rate=0.07, horizon=9, timing=timing)
    found = central(text + line("costs", costs, paid=True) + line("benefits", benefits, paid=False))
    earlier = 1.07 ** (1 - SHIFT[timing])
    assert found["pv_costs"] == pytest.approx(106.40 * earlier, abs=0.006)
    assert found["pv_benefits"] == pytest.approx(142.41 * earlier, abs=0.006)
    assert found["npv"] == pytest.approx(36.01 * earlier, abs=0.006)
    assert found["bcr"] == pytest.approx(142.41 / 106.40, abs=1.5e-4)


@ANY_TIMING
def test_all_criteria_of_brigham_and_ehrhardt(central, timing):
    # Brigham & Ehrhardt, Financial Management: Theory and Practice, ch. 10, project S at 10%: NPV 788.20, IRR 14.489%,
    # MIRR 12.11%, PI 1.08, payback 2.33, discounted payback 2.95.
    found = central(head(rate=0.10, horizon=4, timing=timing) + flow(-10_000, 5_000, 4_000, 3_000, 1_000))
    later = 1.10 ** -SHIFT[timing]
    assert found["npv"] == pytest.approx(788.20 * later, abs=0.006)
    assert found["irr"] == pytest.approx(0.14489, abs=5e-6)
    assert found["mirr"] == pytest.approx(0.1211, abs=5e-5)
    assert found["profitability_index"] == pytest.approx(1 + 0.0788 * later, abs=5e-3)
    assert found["payback"] == pytest.approx(2.33, abs=0.005)
    assert found["discounted_payback"] == pytest.approx(2.95, abs=0.005)


@ANY_TIMING
def test_all_criteria_of_brigham_and_ehrhardt_in_a_nominal_budget(results, timing):
    # The same project as euros of each year: at 2% inflation the textbook's 10% is the nominal rate of a real rate of
    # 1.10 / 1.02 - 1, and the municipality's table, which is nominal, must give the textbook's numbers.
    text = head(rate=1.10 / 1.02 - 1, horizon=4, timing=timing).replace(
        "discounting:", "inflation: {rate: 0.02}\n  discounting:"
    )
    amounts = flow(-10_000, 5_000, 4_000, 3_000, 1_000).replace(
        "    cash: true\n", "    cash: true\n    basis: nominal\n"
    )
    table = results(text + amounts)
    found = {key[2]: row["central"] for key, row in table.items() if key[0] == "municipality"}
    later = (1.10 / 1.02) ** -SHIFT[timing]
    assert found["npv"] == pytest.approx(788.20 * later, abs=0.006)
    # A return stands beside the real discount rate, so it is real too: the textbook's without its 2% of inflation.
    assert found["irr"] == pytest.approx(1.14489 / 1.02 - 1, abs=5e-6)
    assert found["mirr"] == pytest.approx(1.1211 / 1.02 - 1, abs=5e-5)
    assert found["profitability_index"] == pytest.approx(1 + 0.0788 * later, abs=5e-3)
    assert found["payback"] == pytest.approx(2.33, abs=0.005)
    assert found["discounted_payback"] == pytest.approx(2.95, abs=0.005)
    # 788.20 / (1 - 1.1^-4) * 0.1, a year in nominal euros.
    assert found["annual_equivalent"] == pytest.approx(248.65, abs=0.006)


@pytest.mark.parametrize(("npv", "years", "printed"), [(3e6, 5, 791_392.44), (2e6, 3, 804_229.61)])
@ANY_TIMING
def test_equivalent_annual_annuity(central, npv, years, printed, timing):
    # Textbook example of projects with unequal lives at 10%, to the cent. A gain of the NPV at once has that annuity.
    found = central(head(rate=0.10, horizon=years, timing=timing) + flow(npv))
    assert found["annual_equivalent"] == pytest.approx(printed, abs=0.005)


@ANY_TIMING
def test_present_value_of_an_ordinary_annuity(central, timing):
    # PV-WAVE, NET_PRES_VALUE: 20 payments of 500,000 at 6%, the first after a year: 5.73496e+06.
    found = central(head(rate=0.06, horizon=20, timing=timing) + flow(0, *[500_000] * 20))
    assert found["npv"] == pytest.approx(5.73496e6 * 1.06 ** -SHIFT[timing], rel=1e-6)


@pytest.mark.parametrize(
    ("timing", "printed"), [("start_of_year", 3065.222668179), ("end_of_year", 2838.169137203)]
)
def test_net_present_value_of_another_library(central, timing, printed):
    # pyxirr, tests: npv(0.08, ...) with the first flow at once, and in the Excel convention a year later; the digits
    # are cut off after the ninth decimal.
    found = central(head(rate=0.08, horizon=4, timing=timing) + flow(-40_000, 5_000, 8_000, 12_000, 30_000))
    assert found["npv"] == pytest.approx(printed, abs=1e-8)


def test_modified_rate_of_another_library(central):
    # pyxirr, test_mirr_works: finance and reinvestment at 10%.
    found = central(head(rate=0.10, horizon=4) + flow(-1000, 100, 250, 500, 500))
    assert found["mirr"] == pytest.approx(0.10401626745, abs=1e-9)


# --- Internal rates: all of them ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("flows", "roots"),
    [
        ((-150_000, 15_000, 25_000, 35_000, 45_000, 60_000), [0.0524328888594]),
        ((-100, 39, 59, 55, 20), [0.28094842116]),
        ((-100, 100, 0, -7), [-0.678894373632, -0.0832996661849]),
        ((-100, 100, 0, 7), [0.0620584856299]),
        ((-5, 10.5, 1, -8, 1), [-0.870201247485, 0.0885983385278, 0.709559527686]),
        ((-1000, 6000, -11_000, 6000), [0, 1, 2]),
    ],
)
@ANY_TIMING
def test_all_internal_rates(results, flows, roots, timing):
    # numpy-financial, tests/test_financial.py, TestIrr, completed with the remaining real roots of the polynomials.
    found = results(head(rate=0.03, horizon=len(flows) - 1, timing=timing) + flow(*flows))
    rate = found["society", "project", "irr"]
    assert rate["roots"] == pytest.approx(roots, abs=1e-9)
    if len(roots) == 1:
        assert rate["central"] == pytest.approx(roots[0], abs=1e-9) and "reason" not in rate
    else:
        assert rate["central"] is None and str(len(roots)) in rate["reason"]


def test_a_rate_that_touches_zero(results):
    # (1.1 - x)^2 = 0 at a return of x = 1 + 10%: a double root.
    found = results(head(rate=0.03, horizon=2) + flow(-100, 220, -121))
    assert found["society", "project", "irr"]["roots"] == pytest.approx([0.10], abs=1e-7)


@pytest.mark.parametrize(
    "flows", [(1000, -3000, 2500), (1, 2, 3), (-1, -2, -3), (0, 0, 0)], ids=["complex", "in", "out", "zero"]
)
def test_no_internal_rate(results, flows):
    # 1000 x^2 - 3000 x + 2500 has discriminant -1e6; flows of one sign have no root.
    rate = results(head(rate=0.03, horizon=2) + flow(*flows))["society", "project", "irr"]
    assert rate["central"] is None and rate["mean"] is None
    assert rate["roots"] == [] and rate["reason"]


# --- Discount schedules and price bases ---------------------------------------------------------------------------


def one_euro(years: tuple[int, ...], settings: str, *, amount: float = 1, more: str = "") -> str:
    """An alternative for each year t, with a receipt in that year only: its NPV is the factor of that year."""
    alternatives = "".join(f"  t{year}: {{title: Year {year}}}\n" for year in years)
    lines = "".join(
        line(f"line_{year}", {year: amount}, paid=False, more=more).replace(
            "alternative: project", f"alternative: t{year}"
        )
        for year in years
    )
    return f"""
case:
  id: published
  base_year: {YEAR_0}
  horizon: {max(years)}
  price_level: {YEAR_0}
{settings}alternatives:
  baseline: {{title: Baseline}}
{alternatives}lines:
{lines}"""


@pytest.mark.parametrize(
    ("schedule", "year", "printed", "places"),
    [
        # HM Treasury, The Green Book, table of long-term discount factors: 3.5% to year 30, 3.0% to 75, then 2.5%.
        ("uk_green_book", 30, 0.3563, 4),
        ("uk_green_book", 31, 0.3459, 4),
        ("uk_green_book", 75, 0.0942, 4),
        ("uk_green_book", 76, 0.0919, 4),
        ("uk_green_book_health", 30, 0.6398, 4),
        # Werkgroep discontovoet 2025: 2.8% to year 35, 1.8% after; DF(36) is DF(35)/1.018.
        ("nl_2025", 1, 0.972763, 6),
        ("nl_2025", 5, 0.871033, 6),
        ("nl_2025", 10, 0.758698, 6),
        ("nl_2025", 35, 0.380400, 6),
        ("nl_2025", 36, 0.380400 / 1.018, 6),
    ],
)
def test_factors_of_a_schedule(results, schedule, year, printed, places):
    found = results(one_euro((year,), f"  discounting: {schedule}\n"))
    assert found["society", f"t{year}", "npv"]["central"] == pytest.approx(printed, abs=0.6 * 10**-places)


def test_the_dutch_schedule_is_the_default(results):
    years = (1, 5, 10, 35)
    found = results(one_euro(years, ""))
    factors = [found["society", f"t{year}", "npv"]["central"] for year in years]
    assert factors == pytest.approx([0.972763, 0.871033, 0.758698, 0.380400], abs=6e-7)


@pytest.mark.parametrize("timing", ["mid_year", "end_of_year"])
def test_a_schedule_between_two_years(results, timing):
    # Forward rates: half the year after year 35 is at 1.8%.
    found = results(one_euro((34, 35), f"  discounting: nl_2025\n  timing: {timing}\n"))
    factors = [found["society", f"t{year}", "npv"]["central"] for year in (34, 35)]
    shift = SHIFT[timing]
    assert factors == pytest.approx([1.028 ** -(34 + shift), 1.028**-35 * 1.018**-shift], rel=1e-11, abs=1e-9)


def test_real_terms_of_the_green_book(results):
    # HM Treasury (2018), The Green Book, table 1: 1,000 a year in nominal terms at a deflator of 2% is 1,000, 980, 961,
    # 942, 924, 906 in real terms; whole pounds.
    settings = "  discounting: {rate: 0}\n  inflation: {rate: 0.02}\n"
    years = (0, 1, 2, 3, 4, 5)
    found = results(one_euro(years, settings, amount=1000, more="    basis: nominal\n"))
    real = [found["society", f"t{year}", "npv"]["central"] for year in years]
    assert real == pytest.approx([1000, 980, 961, 942, 924, 906], abs=0.5)


# --- Social return on investment ----------------------------------------------------------------------------------

OUTCOMES = (
    # name, quantity, proxy, deadweight, attribution, drop-off, years: Wheels-to-Meals, impact map
    ("accident_and_emergency", 7, 94, 0, 0.05, 0, 1),
    ("geriatric_assessment", 7, 4_964, 0, 0.05, 0, 1),
    ("geriatric_care", 7, 7_220, 0, 0.05, 0, 1),
    ("gp_visits", 90, 19, 0, 0.10, 0.10, 5),
    ("friends", 16, 48.25, 0.10, 0.35, 0, 1),
    ("volunteers", 4, 162.50, 0.70, 0.10, 0.35, 1),
    ("neighbours", 275, -5, 0.05, 0, 0.05, 3),
)


def wheels_to_meals(*, first: int, timing: str) -> str:
    """Inputs in year 0; outcomes at the end of years 1 to 5, in calendar year ``first`` and on under a timing."""
    stated = f"source: impact map, quality: B, price_year: {YEAR_0}"
    text = (
        head(rate=0.035, horizon=first - YEAR_0 + 4, timing=timing)
        + f"""  grant:
    kind: cash_flow
    alternative: project
    payer: municipality
    receiver: resources
    timing: start_of_year
    amounts: {{value: {{{YEAR_0}: 24375}}, unit: EUR, {stated}}}
  volunteer_time:
    kind: quantity_price
    alternative: project
    payer: residents
    receiver: resources
    timing: start_of_year
    years: [{YEAR_0}]
    quantity: {{value: 3000, unit: hour, source: impact map, quality: B}}
    price: {{value: 6, unit: EUR/hour, {stated}}}
"""
    )
    for name, quantity, proxy, deadweight, attribution, drop_off, years in OUTCOMES:
        left = ", ".join(f"{first + year}: {(1 - drop_off) ** year}" for year in range(years))
        plain = "unit: fraction, source: impact map, quality: B"
        text += f"""  {name}:
    kind: product
    alternative: project
    payer: welfare
    receiver: residents
    years: {{from: {first}, until: {first + years - 1}}}
    factors:
      quantity: {{value: {quantity}, unit: outcome, source: impact map, quality: B}}
      proxy: {{value: {proxy}, unit: EUR/outcome, {stated}}}
      beyond_deadweight: {{value: {1 - deadweight}, {plain}}}
      attributed: {{value: {1 - attribution}, {plain}}}
      left_after_drop_off: {{value: {{{left}}}, {plain}}}
"""
    return text


@pytest.mark.parametrize(("first", "timing"), [(YEAR_0, "end_of_year"), (YEAR_0 + 1, "start_of_year")])
def test_social_return_of_wheels_to_meals(central, first, timing):
    # The SROI Network (2012), A Guide to Social Return on Investment, Wheels-to-Meals: inputs 42,375, present value
    # 81,741.93, net 39,366.93, ratio 1.93:1 (1.9290 unrounded), to the penny. One outcome is negative.
    found = central(wheels_to_meals(first=first, timing=timing))
    assert found["pv_costs"] == pytest.approx(42_375, rel=1e-11, abs=1e-9)
    assert found["pv_benefits"] == pytest.approx(81_741.93, abs=0.01)
    assert found["npv"] == pytest.approx(39_366.93, abs=0.01)
    assert found["bcr"] == pytest.approx(1.9290, abs=5e-5)


# --- Uncertainty --------------------------------------------------------------------------------------------------

UNCERTAIN = (
    head(rate=0.12, horizon=2)
    + flow(-10)
    + "".join(
        f"""  year_{year}:
    kind: cash_flow
    alternative: project
    payer: resources
    receiver: municipality
    cash: true
    years: [{YEAR_0 + year}]
    amounts:
      distribution: {{kind: normal, mean: {mean}, sd: {sd}}}
      unit: EUR
      price_year: {YEAR_0}
      source: the example
      quality: B
"""
        for year, mean, sd in ((1, 7, 0.5), (2, 8, 0.8))
    )
)


@ANY_TIMING
def test_uncertain_net_present_value(results, timing):
    # Textbook example: outlay of 10, N(7, 0.5) and N(8, 0.8), independent, at 12%: E 2.628, SD 0.7785, hence for the
    # normal sum P5 1.3471, P95 3.9080 and P(NPV < 0) 0.00037. Three times the error of 8,192 independent draws.
    text = UNCERTAIN.replace("timing: start_of_year", f"timing: {timing}")
    found = results(text)
    npv, later = found["society", "project", "npv"], 1.12 ** -SHIFT[timing]
    assert npv["central"] == pytest.approx(2.62755 * later, abs=5e-6)
    assert npv["mean"] == pytest.approx(2.62755 * later, abs=4 * npv["mcse"] + 5e-6)
    assert npv["mcse"] < 0.7785 / 8192**0.5
    assert npv["sd"] == pytest.approx(0.7785 * later, abs=3 * 0.7785 / (2 * 8192) ** 0.5)
    assert npv["p05"] == pytest.approx(1.3471 * later, abs=0.05)
    assert npv["p95"] == pytest.approx(3.9080 * later, abs=0.05)
    negative = found["society", "project", "probability_npv_negative"]
    assert negative["mean"] == pytest.approx(0.00037, abs=3 * (0.00037 / 8192) ** 0.5)
    assert negative["central"] is None and negative["unit"] == "fraction"


def test_more_draws_give_the_closed_form_more_closely(results):
    # The same example: the mean and the 5th and 95th percentile to three decimals.
    npv = results(UNCERTAIN, "--draws", "131072")["society", "project", "npv"]
    assert npv["mean"] == pytest.approx(2.62755, abs=5e-4)
    assert (npv["sd"], npv["p05"], npv["p95"]) == pytest.approx((0.778479, 1.3471, 3.9080), abs=5e-3)


def test_the_smallest_case(central, root: Path):
    # Closed form: -1000 + 600/1.05 + 600/1.05^2, and the year in which it is paid back by linear interpolation.
    found = central((root / "parameters" / "two_years.yaml").read_text(encoding="utf-8"))
    assert found["npv"] == pytest.approx(-1000 + 600 / 1.05 + 600 / 1.05**2, abs=1e-9)
    assert found["payback"] == pytest.approx(1 + 400 / 600, abs=1e-9)
