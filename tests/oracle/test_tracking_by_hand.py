"""A case tracked, by hand: an economist's worked variance, partial years, ranges, forecast, benefits and stops.

The case buys hours: 100 hours a year at EUR 50 in 2031 to 2034, for a gain of EUR 20 for each of 400 visits a year, of
which a share of 0.5 is right. No inflation and no discounting, unless a test says so.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy import stats

from mll_finance.drivers.known_years import KnownNumbers, KnownYears
from mll_finance.engine.study import appraise
from mll_finance.inputs.actuals.rows import actuals_of
from mll_finance.inputs.case.case import case_from_text
from mll_finance.inputs.case.loading import load_case
from mll_finance.judgement.tracking.tracked import Tracked, record_of

CASE = """
case: {id: hours, base_year: 2030, horizon: 4, price_level: 2030, discounting: {rate: RATE}, inflation: {rate: PRICES},
  language: en, draws: 1024}
alternatives: {baseline: {}, tool: {}, other: {}}
quantities:
  hours: {kind: product, unit: hour/yr, factors: {number: {value: 100, unit: hour/yr, source: s, quality: B}}}
  right:
    kind: product
    unit: visit/yr
    factors:
      visits: {value: 400, unit: visit/yr, source: s, quality: B}
      share: {distribution: {kind: uniform, low: 0.4, high: 0.6}, unit: fraction, source: s, quality: B}
lines:
  staff: {kind: quantity_price, alternative: tool, payer: municipality, receiver: resources, index: INDEX,
    years: {from: 2031}, quantity: {ref: quantities.hours.number},
    price: {value: 50, unit: EUR/hour, price_year: 2030, source: s, quality: B}}
  start: {kind: cash_flow, alternative: tool, payer: municipality, receiver: resources, years: 2031,
    duration: incidental, amounts: {distribution: {kind: uniform, low: 800, high: 1200}, unit: EUR, price_year: 2030,
    source: s, quality: B}}
  gain: {kind: quantity_price, alternative: tool, payer: welfare, receiver: residents, years: {from: 2031},
    quantity: {ref: quantities.right.number},
    price: {value: 20, unit: EUR/visit, price_year: 2030, source: s, quality: B}}
  saved: {kind: cash_flow, alternative: [tool, other], payer: resources, receiver: municipality, years: {from: 2032},
    cash: true, release: {owner: team manager, taakveld: "6.3", year: 2032, action: one post less},
    amounts: {value: 300, unit: EUR/yr, price_year: 2030, source: s, quality: B}}
  harm: {kind: cash_flow, alternative: tool, payer: residents, receiver: municipality,
    amounts: {pm: nobody knows}}
"""
EVALUATION = """
evaluation:
  question: does it work
  go_live: 2031
  baseline: {what: records, year: 2030}
  design: before_after
  comparison: the year before
  indicators:
    share: {title: share, path: quantities.right.factors.share}
    visits: {title: visits, path: quantities.right.number}
  stop:
    - {criterion: too few right, indicator: share, below: 0.45, who: board, when: each year}
    - {criterion: too many visits, indicator: visits, above: 250, who: board, when: each year}
    - {criterion: residents object, who: council, when: always}
"""
HEAD = "year,path,alternative,kind,value,unit,source,share_of_year\n"


def tracked(*rows: str, rate: str = "0", prices: str = "0", index: str = "cpi", more: str = "") -> Tracked:
    text = CASE.replace("RATE", rate).replace("PRICES", prices).replace("INDEX", index) + more
    case = case_from_text(text)
    return Tracked(appraise(case), actuals_of(case, (HEAD + "\n".join(rows)).encode(), Path("actuals.csv")))


def causes(made: Tracked) -> list[tuple[int, list[float | None]]]:
    return [
        (
            each.actual.year,
            [each.expected, each.actual.value, each.price, each.volume, each.timing, each.other],
        )
        for each in made.lines
    ]


def test_price_and_volume_as_in_the_textbook() -> None:
    # Expected 100 x 50 = 5,000; 90 hours at 56 = 5,040. Volume (90 - 100) x 50 = -500, price (56 - 50) x 90 = 540.
    made = tracked(
        "2031,lines.staff,tool,amount,5040,EUR,accounts,",
        "2031,quantities.hours.number,tool,quantity,90,hour/yr,hours,",
        "2031,lines.staff.price,tool,price,56,EUR/hour,contract,",
    )
    assert causes(made) == [(2031, pytest.approx([5000, 5040, 540, -500, 0, 0]))]


def test_what_is_left_goes_to_the_cause_that_no_row_tells_of() -> None:
    amount = "2031,lines.staff,tool,amount,5040,EUR,accounts,"
    counted = "2031,quantities.hours.number,tool,quantity,90,hour/yr,hours,"
    priced = "2031,lines.staff.price,tool,price,56,EUR/hour,contract,"
    assert causes(tracked(amount)) == [(2031, pytest.approx([5000, 5040, 0, 0, 0, 40]))]
    assert causes(tracked(amount, counted)) == [(2031, pytest.approx([5000, 5040, 540, -500, 0, 0]))]
    # At 56 an hour 100 hours are 5,600; 560 less was worked.
    assert causes(tracked(amount, priced)) == [(2031, pytest.approx([5000, 5040, 600, -560, 0, 0]))]
    # An amount that price and hours do not explain: 60 more than 90 x 56.
    more = causes(tracked("2031,lines.staff,tool,amount,5100,EUR,accounts,", counted, priced))
    assert more == [(2031, pytest.approx([5000, 5100, 540, -500, 0, 60]))]
    # A count of another year tells nothing of this one.
    later = tracked(amount, "2032,quantities.hours.number,tool,quantity,90,hour/yr,hours,")
    assert causes(later) == [(2031, pytest.approx([5000, 5040, 0, 0, 0, 40]))]


def test_hours_of_a_year_later_are_timing() -> None:
    # 80 hours at 55, then 130 at 50: 20 hours came later, 10 are more.
    made = tracked(
        "2031,lines.staff,tool,amount,4400,EUR,accounts,",
        "2031,quantities.hours.number,tool,quantity,80,hour/yr,hours,",
        "2032,lines.staff,tool,amount,6500,EUR,accounts,",
        "2032,quantities.hours.number,tool,quantity,130,hour/yr,hours,",
    )
    assert causes(made) == [
        (2031, pytest.approx([5000, 4400, 400, 0, -1000, 0])),
        (2032, pytest.approx([5000, 6500, 0, 500, 1000, 0])),
    ]


def test_a_part_of_a_year_is_held_against_that_part() -> None:
    # Half a year: expected 2,500; 45 hours (90 a year) at 56 = 2,520.
    made = tracked(
        "2031,lines.staff,tool,amount,2520,EUR,accounts,0.5",
        "2031,quantities.hours.number,tool,quantity,45,hour/yr,hours,50%",
        "2031,lines.staff.price,tool,price,56,EUR/hour,contract,0.5",
    )
    assert causes(made) == [(2031, pytest.approx([2500, 2520, 270, -250, 0, 0]))]
    ranges = {each.actual.path: each.mean for each in made.ranges}
    assert ranges == pytest.approx(
        {"lines.staff": 2500, "quantities.hours.number": 50, "lines.staff.price": 50}
    )


OPTIMISM = "cpi, adjustment: {value: 0.1, unit: fraction, source: s, quality: B}"


@pytest.mark.parametrize(
    ("prices", "index", "second"),
    [
        ("0.1", "cpi", 60.5),
        ("0", "{rate: 0.1}", 60.5),
        ("0", "cpi, growth: 0.1", 60.5),
        ("0", OPTIMISM, 55.0),
    ],
)
def test_a_price_is_read_in_the_euros_of_its_year(prices: str, index: str, second: float) -> None:
    # Prices, a clause of the contract or real growth of 10 % a year, or a tenth that was added for optimism.
    made = tracked(
        "2031,lines.staff,tool,amount,5500,EUR,accounts,",
        "2031,lines.staff.price,tool,price,55,EUR/hour,contract,",
        f"2032,lines.staff,tool,amount,{100 * second:g},EUR,accounts,",
        f"2032,lines.staff.price,tool,price,{second:g},EUR/hour,contract,",
        prices=prices,
        index=index,
    )
    for _, parts in causes(made):
        assert parts[0] == pytest.approx(parts[1]) and parts[2:] == pytest.approx([0, 0, 0, 0], abs=1e-9)
    society = made.forecast.outlooks[0]
    for rule in ("as_planned", "as_seen"):
        assert society.by_rule[rule].mean.value == pytest.approx(society.expected.mean.value)


def test_a_line_without_a_number_has_no_variance() -> None:
    (variance,) = tracked("2031,lines.harm,tool,amount,70,EUR,accounts,").lines
    assert variance.expected is None and variance.difference is None
    assert variance.as_json()["reason"] == "the line has no number in the case"


def test_the_range_is_that_of_the_draws_and_what_lies_beyond_is_flagged() -> None:
    made = tracked(
        "2031,quantities.right.factors.share,tool,quantity,45%,fraction,count,",
        "2032,quantities.right.factors.share,tool,quantity,0.39,fraction,count,",
        "2032,quantities.right.number,tool,quantity,231,visit/yr,count,",
        "2033,lines.staff,tool,amount,5000,EUR,accounts,",
    )
    share, low, number, certain = made.ranges
    assert (share.low, share.high) == (pytest.approx(0.41, abs=2e-3), pytest.approx(0.59, abs=2e-3))
    assert share.is_inside and share.below == pytest.approx(0.25, abs=5e-3)
    assert low.is_inside is False and low.below == 0.0
    # 400 visits, of which 0.41 to 0.59 right: 164 to 236.
    assert number.is_inside and number.high == pytest.approx(236, abs=1)
    assert certain.is_inside is None and not certain.has_range
    # Each number once, in its last whole year: the share missed, the number of visits did not.
    assert (made.record.count, made.record.inside) == (2, 1)


def test_the_record_of_several_cases_is_binomial() -> None:
    inside = "2031,quantities.right.factors.share,tool,quantity,0.5,fraction,count,"
    outside = "2031,quantities.right.factors.share,tool,quantity,0.3,fraction,count,"
    whole = record_of([tracked(inside) for _ in range(6)] + [tracked(outside) for _ in range(4)])
    assert (whole.count, whole.inside, whole.expected) == (10, 6, pytest.approx(9.0))
    assert (whole.low, whole.high) == (7, 10) and not whole.fits
    assert stats.binom.cdf(whole.low - 1, 10, 0.9) < 0.025 <= stats.binom.cdf(whole.low, 10, 0.9)


def npv(made: Tracked, rule: str, perspective: str = "society") -> float:
    (found,) = [each for each in made.forecast.outlooks if each.perspective == perspective]
    return float(found.by_rule[rule].mean.value)  # type: ignore[index]


def test_the_forecast_by_both_rules() -> None:
    # Expected: 4 x (200 x 20 - 5,000) - 1,000 + 3 x 300 = -4,100 (the harm is PM).
    made = tracked(
        "2031,lines.staff,tool,amount,6000,EUR,accounts,",
        "2031,quantities.right.factors.share,tool,quantity,0.6,fraction,count,",
        "2031,lines.start,tool,amount,1100,EUR,accounts,",
    )
    society = made.forecast.outlooks[0]
    assert society.expected.mean.value == pytest.approx(-4100, abs=1)
    # As planned: 1,000 more on staff, 100 on the start, 0.1 x 400 x 20 = 800 more gain, all in 2031.
    assert npv(made, "as_planned") == pytest.approx(-4100 - 1000 - 100 + 800, abs=1)
    # As seen: staff a fifth dearer in four years, the share a fifth higher in four; the start is one-off.
    assert npv(made, "as_seen") == pytest.approx(-4100 - 4 * 1000 - 100 + 4 * 800, abs=1)
    forecasts = {(each.line, each.year): each for each in made.forecast.lines}
    assert forecasts["staff", 2031].forecast == 6000 and forecasts["staff", 2031].is_known
    assert forecasts["staff", 2034].forecast == pytest.approx(6000)
    assert forecasts["start", 2031].forecast == 1100 and forecasts["saved", 2034].forecast == 300


def test_a_share_that_is_carried_on_stays_a_share() -> None:
    # 0.95 where 0.5 is expected: the ratio 1.9 would lift draws from 0.53 on above one; they stay at one.
    made = tracked("2031,quantities.right.factors.share,tool,quantity,0.95,fraction,count,")
    low, width = 0.4, 0.2
    beyond = 1.0 / 1.9
    mean = 1.9 * (beyond**2 - low**2) / (2 * width) + (low + width - beyond) / width
    assert npv(made, "as_seen") == pytest.approx(-4100 + 8000 * (0.95 - 0.5 + 3 * (mean - 0.5)), abs=3)


def test_the_rest_of_a_year_goes_by_the_rule() -> None:
    # Half of 2031 cost 3,000 (expected 2,500): as planned 2,500 more, as seen 3,000, and 6,000 in the years after it.
    made = tracked("2031,lines.staff,tool,amount,3000,EUR,accounts,0.5")
    assert npv(made, "as_planned") == pytest.approx(-4100 - 500, abs=1)
    assert npv(made, "as_seen") == pytest.approx(-4100 - 4 * 1000, abs=1)


def test_an_output_that_follows_from_a_known_number_is_not_carried_on_twice() -> None:
    # The share a fifth up and so the number of visits right: as seen 240 a year, not 288.
    made = tracked(
        "2031,quantities.right.factors.share,tool,quantity,0.6,fraction,count,",
        "2031,quantities.right.number,tool,quantity,240,visit/yr,count,",
    )
    assert npv(made, "as_seen") == pytest.approx(-4100 + 4 * 800, abs=1)


def test_a_line_that_others_share_is_known_of_one_alternative() -> None:
    made = tracked("2032,lines.saved,tool,amount,500,EUR,accounts,")
    assert npv(made, "as_planned") == pytest.approx(-4100 + 200, abs=1)
    assert made.observed.alternatives == ("tool",)


def test_the_register_says_who_answers_and_what_shows_it() -> None:
    made = tracked(
        "2032,lines.saved,tool,amount,280,EUR,accounts 2032,",
        "2031,quantities.right.factors.share,tool,quantity,0.45,fraction,count 2031,",
    )
    saved, gain = sorted(made.benefits, key=lambda each: -len(each.line))
    assert (saved.line, saved.evidence, saved.expected, saved.realised) == ("saved", "booked", 300, 280)
    assert (
        saved.owner is not None and saved.owner.en == "team manager" and saved.sources == ("accounts 2032",)
    )
    # 0.45 x 400 x 20 = 3,600 in 2031, of 4,000.
    assert (gain.line, gain.evidence, gain.sources) == ("gain", "counted", ("count 2031",))
    assert gain.expected == pytest.approx(4000, abs=1) and gain.realised == pytest.approx(3600)
    (nothing, unknown) = sorted(
        tracked("2031,lines.staff,tool,amount,5000,EUR,accounts,").benefits, key=lambda each: -len(each.line)
    )
    assert nothing.evidence == unknown.evidence == "none" and unknown.realised is None


def test_stop_criteria_of_the_evaluation() -> None:
    made = tracked(
        "2031,quantities.right.factors.share,tool,quantity,0.44,fraction,count,",
        "2031,quantities.right.number,tool,quantity,100,visit/yr,count,50%",
        more=EVALUATION,
    )
    # 100 in half a year is 200 a year: not above 250.
    assert [each.is_stop for each in made.stops] == [True, False, None]
    better = tracked(
        "2031,quantities.right.factors.share,tool,quantity,0.46,fraction,count,", more=EVALUATION
    )
    assert [each.is_stop for each in better.stops] == [False, None, None]


def test_stop_criteria_of_gates_agreed_and_found() -> None:
    gates = """
gates:
  plan:
    alternative: tool
    source: s
    quality: B
    phases:
      - {cost: 10, weeks: 26, learns: quantities.right.factors.share, at_least: 0.48}
      - {cost: 10, weeks: 26, learns: lines.start.amounts}
"""
    row = "2031,quantities.right.factors.share,tool,quantity,{},fraction,count,"
    for share, is_stop in (("0.47", True), ("0.49", False)):
        first = tracked(row.format(share), more=gates).stops[0]
        assert (first.origin, first.border, first.stops_below, first.is_stop) == ("gate", 0.48, True, is_stop)


@pytest.mark.parametrize("name", ["vroegsignalering_eindhoven", "anonimiseren", "two_years"])
def test_without_anything_known_it_is_the_study(name: str) -> None:
    study = appraise(load_case(name))
    paths = list(study.draws.uncertain)[:4]
    pairs = [(view, each) for view in ("society", "municipality") for each in study.case.projects]
    for known_paths in ((), tuple(paths)):
        npvs = KnownYears(study, known_paths).npv(pairs, KnownNumbers())
        for pair in pairs:
            np.testing.assert_allclose(npvs[pair], study.outcomes[(*pair, "npv")], rtol=1e-9, atol=1e-6)


def test_the_document_is_whole(capsys: pytest.CaptureFixture[str]) -> None:
    made = tracked(
        "2031,lines.staff,tool,amount,5040,EUR,accounts,",
        "2031,quantities.hours.number,tool,quantity,90,hour/yr,hours,",
        more=EVALUATION,
    )
    document: dict[str, Any] = made.as_json()
    assert set(document) == {
        "case", "fingerprint", "until", "alternatives", "rules", "lines", "ranges", "npv", "forecast", "benefits",
        "stops", "record",
    }  # fmt: skip
    (line,) = document["lines"]
    assert line["difference"] == pytest.approx(
        sum(line[cause] for cause in ("price", "volume", "timing", "other"))
    )
