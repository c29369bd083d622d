"""Break-even scale against fractions worked out by hand, and the sentences against the balances that they are about."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mll_finance.drivers.linearity import is_linear
from mll_finance.drivers.scale import BreakEvenScale, Dimension, break_even_scales, dimension
from mll_finance.engine.study import Study
from mll_finance.inputs.case.case import Case, case_from_text
from mll_finance.judgement.scales import readable, scales
from mll_finance.report.context import Context
from mll_finance.report.pieces.standard import standard_blocks

HEAD = """
case: {id: scale, language: en, base_year: 2026, horizon: 0, price_level: 2026}
alternatives: {baseline: {}, big: {}, small: {}}
quantities:
  people:
    kind: per_inhabitant
    rate: {value: 1, unit: person/inhabitant/yr, source: x, quality: B}
    inhabitants: {value: OWN, unit: inhabitant, source: x, quality: B}
lines:
"""


def fixed(name: str, alternative: str, euros: float) -> str:
    return (
        f"  {name}: {{kind: product, alternative: {alternative}, payer: municipality, receiver: resources,\n"
        f"    factors: {{each: {{value: {euros}, unit: EUR, price_year: 2026, source: x, quality: B}}}}}}\n"
    )


def gain(name: str, alternative: str, each: str) -> str:
    parties = (
        "payer: municipality, receiver: resources" if "-" in each else "payer: resources, receiver: residents"
    )
    each = each.replace("-", "")
    return (
        f"  {name}: {{kind: quantity_price, alternative: {alternative}, {parties},\n"
        "    quantity: {ref: quantities.people.number},\n"
        f"    price: {{{each}, unit: EUR/person, price_year: 2026, source: x, quality: B}}}}\n"
    )


def linear(*, costs: tuple[float, float], slopes: tuple[float, float], own: int = 30_000) -> Case:
    return case_from_text(
        HEAD.replace("OWN", str(own))
        + fixed("big_cost", "big", costs[0])
        + fixed("small_cost", "small", costs[1])
        + gain("big_gain", "big", f"value: {slopes[0]}")
        + gain("small_gain", "small", f"value: {slopes[1]}")
    )


def of(study: Study, alternative: str, municipalities: int = 1) -> BreakEvenScale:
    return next(
        scale
        for scale in scales(study)
        if (scale.alternative, scale.municipalities) == (alternative, municipalities)
    )


def test_fixed_cost_over_slope() -> None:
    # Small: 4,000 / 0.40 = 10,000. Big overtakes it at (40,000 - 4,000) / (1.20 - 0.40) = 45,000.
    study = Study(linear(costs=(40_000, 4_000), slopes=(1.2, 0.4)))
    small, big = of(study, "small"), of(study, "big")
    assert small.mean == (pytest.approx((10_000, 45_000)),)
    ((low, high),) = big.mean
    assert (low, high) == (pytest.approx(45_000), None)
    ((low, high),) = big.above_zero
    assert (low, high) == (pytest.approx(40_000 / 1.2), None)
    assert (big.fixed, big.slope) == (pytest.approx(-40_000), pytest.approx(1.2))
    assert -big.fixed / big.slope == pytest.approx(big.above_zero[0][0])
    assert (big.dimension.own, big.least, big.most) == (30_000, 1_000, 1_000_000)


def test_not_up_to_the_largest_size() -> None:
    study = Study(linear(costs=(40_000, 4_000), slopes=(0.03, 0.003)))
    assert (of(study, "big").mean, of(study, "small").mean) == ((), ())
    texts = standard_blocks(Context(study, "en"))[-1].items
    assert any("none up to 1,000,000 inhabitants" in text for text in texts)


def test_from_the_smallest_size_on() -> None:
    study = Study(linear(costs=(40_000, 100), slopes=(0.0, 0.5)))
    assert of(study, "small").mean == ((None, None),)
    assert any(
        ": any number of inhabitants" in text for text in standard_blocks(Context(study, "en"))[-1].items
    )


def test_a_rival_that_is_better_everywhere_is_named() -> None:
    study = Study(linear(costs=(40_000, 4_000), slopes=(0.4, 0.4)))
    assert (of(study, "big").mean, of(study, "big").above_zero[0][0]) == ((), pytest.approx(100_000))
    (text,) = [
        text
        for text in standard_blocks(Context(study, "en"))[-1].items
        if text.startswith("Sizes at which 'big'")
    ]
    assert "its balance is above zero but another alternative is better: from 100,000 inhabitants." in text


CAPACITY = """
  cases: {kind: detection, population: {ref: quantities.people.number}, flagged_share: ONE, prevalence: ONE,
    capacity: {value: 10000, unit: case/yr, source: x, quality: B}, precision: ONE}
""".replace("ONE", "{value: 1, unit: fraction, source: x, quality: B}")


def test_a_capacity_bounds_the_sizes_on_both_sides() -> None:
    """Each inhabitant costs 0.50, each of at most 10,000 cases brings 2, and 10,000 is fixed: 6,667 to 20,000."""
    text = HEAD.replace("\nlines:", CAPACITY.rstrip("\n") + "\nlines:").replace("OWN", "9000")
    text += fixed("cost", "big", 10_000) + gain("each", "big", "value: -0.5")
    text += gain("helped", "big", "value: 2").replace(
        "quantities.people.number", "quantities.cases.true_positives"
    )
    study = Study(case_from_text(text))
    assert of(study, "big").mean == (pytest.approx((10_000 / 1.5, 20_000)),)
    assert (of(study, "big").fixed, of(study, "big").slope) == (None, None)
    assert not is_linear(study, dimension(study).paths)


STEPS = """
  staff: {kind: staffing, alternative: big, payer: municipality, receiver: resources, whole: WHOLE,
    fte: {ref: quantities.posts.number}, wage: {value: 50000, unit: EUR/fte, price_year: 2026, source: x, quality: B}}
"""
POSTS = """
  posts: {kind: per_inhabitant, per: 10000, unit: fte/yr,
    rate: {value: 1, unit: fte/10000 inhabitants/yr, source: x, quality: B},
    inhabitants: {value: 30000, unit: inhabitant, source: x, quality: B}}
lines:"""


def in_steps(whole: bool) -> Study:
    text = HEAD.replace("\nlines:", POSTS).replace("OWN", "30000")
    text += STEPS.strip("\n").replace("WHOLE", str(whole).lower()) + "\n"
    return Study(case_from_text(text + fixed("cost", "big", 5_000) + gain("gain", "big", "value: 5.5")))


def test_staff_in_whole_posts_gives_several_intervals() -> None:
    """5.50 an inhabitant, a post of 50,000 for every 10,000 begun, 5,000 fixed: balance 5.5 s - 50,000 k - 5,000.

    With k posts it is zero at (50,000 k + 5,000) / 5.5, which lies within (10,000 (k - 1), 10,000 k) for k from 2 on.
    At the next step the balance falls by 50,000, below zero up to k = 10: 5.5 x 100,000 - 550,000 - 5,000 is -5,000.
    From 110,000 on a step no longer brings it below zero: 605,000 - 600,000 - 5,000 is 0.
    """
    study = in_steps(True)
    expected = [((50_000 * k + 5_000) / 5.5, 10_000 * k) for k in range(2, 11)]
    intervals = of(study, "big").mean
    closed = [sizes for sizes in intervals if sizes[1] is not None]
    assert [low for low, _ in closed[:9]] == pytest.approx([low for low, _ in expected], rel=1e-6)
    assert [high for _, high in closed[:9]] == pytest.approx([high for _, high in expected], rel=1e-6)
    assert intervals[-1][1] is None
    assert of(study, "big").slope is None


def test_staff_in_parts_of_a_post_gives_a_fraction() -> None:
    # 5.50 - 5.00 an inhabitant and 5,000 fixed: 10,000.
    study = in_steps(False)
    ((low, high),) = of(study, "big").mean
    assert (low, high, of(study, "big").slope) == (pytest.approx(10_000), None, pytest.approx(0.5))


def test_percentiles_are_of_the_difference_by_draw() -> None:
    text = HEAD.replace("OWN", "30000").replace("horizon: 0,", "horizon: 0, draws: 512, seed: 2,")
    text += fixed("cost", "big", 20_000)
    text += gain("gain", "big", "distribution: {kind: uniform, low: 0.2, high: 1.0}")
    study = Study(case_from_text(text))
    each = study.draws.of_path("lines.gain.price")
    scale = of(study, "big")
    for name, worth in (
        ("mean", each.mean()),
        ("p10", np.quantile(each, 0.1)),
        ("p90", np.quantile(each, 0.9)),
    ):
        ((low, high),) = getattr(scale, name)
        assert (low, high) == (pytest.approx(20_000 / worth), None)


SHARING = """
sharing:
  alternative: big
  development: [big_cost]
  key: equal
  participants:
    Eindhoven: {inhabitants: {value: 30000, unit: inhabitant, source: x, quality: B}}
    Helmond: {inhabitants: {value: 50000, unit: inhabitant, source: x, quality: B}}
    Best: {inhabitants: {value: 40000, unit: inhabitant, source: x, quality: B}}
    Veldhoven: {inhabitants: {value: 20000, unit: inhabitant, source: x, quality: B}}
"""


def test_together_carries_the_cost_of_each_participant_as_often() -> None:
    """Common 40,000 once, 6,000 for each of four, 1.20 an inhabitant: together 64,000 / 1.2, alone 46,000 / 1.2."""
    text = (
        HEAD.replace("OWN", "30000").replace("id: scale,", "id: scale, municipality: Eindhoven,")
        + fixed("big_cost", "big", 40_000)
        + fixed("own_cost", "big", 6_000)
        + gain("big_gain", "big", "value: 1.2")
        + SHARING
    )
    study = Study(case_from_text(text))
    assert of(study, "big").mean[0][0] == pytest.approx(46_000 / 1.2)
    together = of(study, "big", 4)
    ((low, high),) = together.mean
    assert (low, high, together.most) == (pytest.approx(64_000 / 1.2), None, 4_000_000)
    # With k times the common cost it would be 4 x 46,000 / 1.2; with the own cost once 46,000 / 1.2.
    assert together.fixed == pytest.approx(-16_000)
    (sentence,) = [
        text for text in standard_blocks(Context(study, "nl"))[-1].items if "4 gemeenten samen" in text
    ]
    assert "vanaf 53.400 inwoners" in sentence


def test_participants_where_no_inhabitants_count() -> None:
    text = """
case: {id: places, language: nl, base_year: 2026, horizon: 1, price_level: 2026, discounting: {rate: 0.0}}
alternatives: {baseline: {}, help: {}}
quantities:
  participants: {kind: product, unit: participant/yr,
    factors: {places: {value: {2026: 0, 2027: 80}, unit: participant/yr, source: x, quality: B}}}
lines:
  cost: {kind: product, alternative: help, payer: municipality, receiver: resources, years: {until: 2026},
    factors: {each: {value: 24000, unit: EUR, price_year: 2026, source: x, quality: B}}}
  gain: {kind: quantity_price, alternative: help, payer: resources, receiver: residents,
    quantity: {ref: quantities.participants.number},
    price: {value: 200, unit: EUR/participant, price_year: 2026, source: x, quality: B}}
"""
    study = Study(case_from_text(text))
    scale = of(study, "help")
    assert (scale.dimension.id, scale.dimension.own) == ("scale_participants", 80)
    assert scale.mean == ((pytest.approx(120), None),)
    assert "vanaf 120 deelnemers" in standard_blocks(Context(study, "nl"))[-1].items[0]


def test_a_case_without_a_size_has_no_sentence() -> None:
    text = HEAD.split("quantities:", maxsplit=1)[0] + "lines:\n" + fixed("cost", "big", 100)
    study = Study(case_from_text(text))
    assert scales(study) == ()
    assert dimension(study) is None


def test_a_duty_takes_doing_nothing_out_of_the_rivals() -> None:
    study = Study(linear(costs=(4_000, 40_000), slopes=(-1.2, -0.4)))
    low, high = next(
        scale.mean[0]
        for scale in break_even_scales(study, ["big", "small"], against_nothing=False)
        if scale.alternative == "big"
    )
    # Both cost money; big costs less up to (40,000 - 4,000) / 0.8.
    assert (low, high) == (None, pytest.approx(45_000))


@settings(max_examples=25)
@given(
    st.tuples(st.integers(0, 60_000), st.integers(0, 60_000)),
    st.tuples(st.integers(-200, 300), st.integers(-200, 300)),
    st.integers(2_000, 500_000),
)
def test_whatever_is_printed_is_true(costs: tuple[int, int], cents: tuple[int, int], own: int) -> None:
    """Within a printed interval the balance is above zero and above the rival; just outside it is not."""
    slopes = cents[0] / 100, cents[1] / 100
    study = Study(linear(costs=costs, slopes=slopes, own=own))
    order = ("big", "small")
    for place, name in enumerate(order):
        scale = of(study, name)

        def ahead(size: float, place: int = place) -> float:
            npv = [slope * size - cost for cost, slope in zip(costs, slopes, strict=True)]
            return min(npv[place], npv[place] - npv[1 - place])

        rounding = 1e-9 * (sum(costs) + sum(abs(slope) for slope in slopes) * 1_000_000 + 1)
        told = readable(scale, scale.mean)
        for low, high in told:
            inside = [1_000 if low is None else low, 1_000_000 if high is None else high]
            assert all(ahead(size) >= -rounding for size in (*inside, sum(inside) / 2))
        for (low, high), _ in zip(scale.mean, told, strict=False):
            assert low is None or ahead(low * 0.999) < rounding
            assert high is None or ahead(high * 1.001) < rounding
        if not scale.mean:
            assert all(ahead(size) <= rounding for size in np.geomspace(1_000, 1_000_000, 50))


@settings(max_examples=60)
@given(st.floats(1_000, 900_000), st.floats(0, 0.5), st.integers(1_000, 1_000_000))
def test_sizes_are_rounded_inward_and_keep_the_case_on_its_side(low: float, width: float, own: int) -> None:
    counted = Dimension("x", "inhabitant", (), own, 1_000, 1_000_000)
    scale = BreakEvenScale("big", counted, 1, (), (), (), (), None, None)
    high = low * (1 + width)
    told = readable(scale, [(low, high)])
    if math.ceil(low) > math.floor(high):
        assert told == []
    else:
        ((least, most),) = told
        assert low <= least <= most <= high
        assert (least, most) == (int(least), int(most))
        assert (least <= own <= most) == (low <= own <= high)
