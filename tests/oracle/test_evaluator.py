"""The evaluator against a double loop over draws and years, and against the ledger; convergence and when to stop."""

from __future__ import annotations

import math
from fractions import Fraction
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from mll_finance.drivers.convergence import convergence, ranking
from mll_finance.engine import arithmetic
from mll_finance.engine.arithmetic import Coefficients
from mll_finance.engine.criteria import CRITERIA, ON_REQUEST
from mll_finance.engine.draw_cache import DRAW_CACHE
from mll_finance.engine.draws import Draws
from mll_finance.engine.evaluator import Evaluator
from mll_finance.engine.ledger import Ledger
from mll_finance.engine.stream import stream
from mll_finance.engine.study import appraise
from mll_finance.errors import InputError
from mll_finance.inputs.case.case import Case, case_from_text
from mll_finance.inputs.case.loading import load_case
from mll_finance.resources import resource
from mll_finance.uncertainty import sampling

# Every feature that a sum over years must carry: years, ramp-up, delay, adjustment, growth (uncertain, by year, counted
# from a price level before the base year), nominal amounts, timing, a nominal perspective, lines in the baseline.
TEXT = """
case: {id: features, base_year: 2026, horizon: 5, price_level: 2024, timing: mid_year, draws: 64, seed: 7}
alternatives: {baseline: {}, project: {}, other: {}}
lines:
  grown:
    kind: product
    alternative: [project, other]
    payer: municipality
    receiver: resources
    years: {from: 2027, until: 2030}
    ramp_up: 3
    growth: {distribution: {kind: triangular, low: -0.02, mode: 0.01, high: 0.05}, unit: 1/yr, source: x, quality: B}
    factors:
      number: {distribution: {kind: pert, low: 1, mode: 2, high: 5}, unit: count, source: x, quality: B}
      price: {by_alternative: {other: 70, default: {distribution: {kind: lognormal, mean: 80, sd: 20}}},
        unit: EUR, price_year: 2024, source: x, quality: B}
  late:
    kind: product
    alternative: project
    payer: resources
    receiver: residents
    delay: 2
    timing: end_of_year
    growth: {value: {2026: 0.01, 2028: 0.03}, unit: 1/yr, source: x, quality: B}
    adjustment: {distribution: {kind: uniform, low: -0.2, high: 0.1}, unit: fraction, source: x, quality: B}
    factors:
      number: {value: {2026: 3, 2029: 7}, unit: count, source: x, quality: B}
      price: {distribution: {kind: normal, mean: 500, sd: 90}, unit: EUR, price_year: 2024, source: x, quality: B}
  fixed_sum:
    kind: product
    alternative: all
    basis: nominal
    payer: municipality
    receiver: resources
    growth: {distribution: {kind: uniform, low: 0.0, high: 0.02}, unit: 1/yr, source: x, quality: B}
    factors:
      price: {by_alternative: {baseline: 100, project: 140, other: {distribution: {kind: uniform, low: 90, high: 150}}},
        unit: EUR, source: x, quality: B}
"""


def by_loops(case: Case, drawn: dict[str, np.ndarray], draw: int) -> dict[tuple[str, str], float]:
    """The NPV of one draw, written out line by line, year by year."""

    def x(path: str, otherwise: float) -> float:
        return float(drawn[path][draw]) if path in drawn else otherwise

    factors = "lines.grown.factors"
    number, growth = x(f"{factors}.number", 14 / 6), x("lines.grown.growth", 0.04 / 3)
    prices = {"project": x(f"{factors}.price.by_alternative.default", 80.0), "other": 70.0}
    late_price, shift = x("lines.late.factors.price", 500.0), x("lines.late.adjustment", -0.05)
    drift = x("lines.fixed_sum.growth", 0.01)
    other = x("lines.fixed_sum.factors.price.by_alternative.other", 120.0)
    sums = {"baseline": 100.0, "project": 140.0, "other": other}
    made = {}
    for perspective, through in case.perspectives.items():
        for alternative in ("project", "other"):
            total = 0.0
            for t, year in enumerate(range(2026, 2032)):
                mid, end = discount(case, through.schedule, t + 0.5), discount(case, through.schedule, t + 1)
                if 2027 <= year <= 2030:
                    ramp = min(1.0, (year - 2026) / 3)
                    total -= mid * number * prices[alternative] * ramp * (1 + growth) ** (year - 2024)
                if alternative == "project" and year >= 2028 and perspective == "society":
                    was = year - 2
                    rate = 0.01 if was < 2028 else 0.03
                    count = 3 if was < 2029 else 7
                    total += end * count * late_price * (1 + rate) ** (was - 2024) * (1 + shift)
                deflated = 1 / case.prices.to_nominal("cpi", year)
                extra = sums[alternative] - sums["baseline"]
                total -= mid * extra * (1 + drift) ** (year - 2024) * deflated
            made[perspective, alternative] = total
    return made


def discount(case: Case, schedule: str, years: float) -> float:
    """One flat rate: the schedules of the case have one in their first 35 years."""
    from mll_finance.inputs.tables.in_force import SHIPPED, discount_steps

    rate = discount_steps(SHIPPED)[schedule][0][1]
    return float((1 + rate) ** -years)


def test_against_a_double_loop():
    case = case_from_text(TEXT)
    draws = appraise(case).draws
    drawn = draws.block(0, 64)
    found = Evaluator(case).npv(drawn)
    for draw in range(64):
        expected = by_loops(case, drawn, draw)
        assert found.keys() == expected.keys()
        for key, value in expected.items():
            assert found[key][draw] == pytest.approx(value, rel=1e-11), key


def test_any_part_of_the_inputs_may_be_drawn():
    case = case_from_text(TEXT)
    drawn = appraise(case).draws.block(0, 64)
    evaluator = Evaluator(case)
    for chosen in ([], ["lines.grown.growth"], ["lines.late.adjustment", "lines.fixed_sum.growth"]):
        part = {path: drawn[path] for path in chosen}
        found = evaluator.npv(part)
        for key, value in by_loops(case, part, 0).items():
            assert found[key].shape == ((64,) if chosen else (1,))
            assert found[key][0] == pytest.approx(value, rel=1e-11), key


def test_a_certain_number_may_be_drawn_too():
    # For a tornado of plus and minus a share: 70 is the certain price of the other alternative.
    case = case_from_text(TEXT)
    path = "lines.grown.factors.price.by_alternative.other"
    found = Evaluator(case).npv({path: np.array([70.0, 140.0])})["society", "other"]
    without = by_loops(case, {}, 0)["society", "other"]
    assert found[0] == pytest.approx(without, rel=1e-12)
    assert found[1] == pytest.approx(
        Evaluator(case.with_({"lines.grown.factors.price.other": 140})).npv({})["society", "other"][0],
        rel=1e-12,
    )


CASES = sorted(path.stem for path in resource("parameters").glob("*.yaml"))


@pytest.mark.parametrize("name", CASES)
def test_the_examples_against_the_ledger(name):
    case = load_case(resource("parameters", f"{name}.yaml")).with_({"case.draws": 64})
    drawn = appraise(case).draws.block(0, appraise(case).draws.plan.total)
    ledger, found = Ledger(case, drawn), Evaluator(case).sums(drawn)
    for (perspective, alternative), sums in found.items():
        flow = stream(ledger, case.perspectives[perspective], alternative)
        size = float(np.abs(flow.pv_costs).max() + np.abs(flow.pv_benefits).max()) + 1.0
        for ours, theirs in (
            (sums.npv, flow.npv),
            (sums.pv_costs, flow.pv_costs),
            (sums.pv_benefits, flow.pv_benefits),
            (sums.first_flow, flow.yearly[0]),
        ):
            assert np.abs(ours - theirs).max() <= 1e-12 * size


def test_a_draw_has_the_same_bits_whatever_its_neighbours():
    case = case_from_text(TEXT).with_({"case.draws": 256})
    drawn = appraise(case).draws.block(0, 256)
    evaluator = Evaluator(case)
    whole = evaluator.npv(drawn)
    for stretch in (slice(0, 1), slice(3, 10), slice(100, 256)):
        part = evaluator.npv({path: x[stretch] for path, x in drawn.items()})
        for key, value in part.items():
            assert value.tobytes() == whole[key][stretch].tobytes()


def test_chosen_perspectives_and_alternatives_only():
    case = case_from_text(TEXT)
    whole = Evaluator(case).npv({})
    part = Evaluator(case, perspectives=["municipality"], alternatives=["other"]).npv({})
    assert part == {("municipality", "other"): whole["municipality", "other"]}


# --- The study ----------------------------------------------------------------------------------------------------


def test_results_carry_the_percentile_of_the_base_case_and_errors():
    made = appraise(case_from_text(TEXT).with_({"case.draws": 1024}))
    row, npv = made.value("society", "project", "npv"), made.outcomes["society", "project", "npv"]
    place = stats.percentileofscore(npv, row["central"], kind="mean") / 100
    assert row["central_percentile"] == pytest.approx(place, rel=1e-12)
    parts = np.percentile(npv.reshape(16, 64), 95, axis=1)
    assert row["p95_error"] == pytest.approx(stats.sem(parts), rel=1e-10)
    assert (
        appraise(load_case(Path(resource("parameters", "two_years.yaml")))).value(
            "society", "project", "npv"
        )["central_percentile"]
        is None
    )


def test_convergence_ends_at_the_results():
    made = appraise(case_from_text(TEXT).with_({"case.draws": 1024}))
    steps = convergence(made, "society", "project")
    assert [step.draws for step in steps] == [16, 32, 64, 128, 256, 512, 1024]
    row = made.value("society", "project", "npv")
    assert (steps[-1].mean.value, steps[-1].mean.error) == (row["mean"], row["mcse"])
    npv = made.outcomes["society", "project", "npv"].reshape(16, 64)
    assert steps[2].mean.value == pytest.approx(npv[:, :4].mean(), rel=1e-13)
    assert steps[2].mean.error == pytest.approx(stats.sem(npv[:, :4].mean(axis=1)), rel=1e-12)
    assert steps[-1].mean.error < steps[0].mean.error / 4


def test_ranking_stands_only_where_the_lead_is_beyond_its_error():
    made = appraise(case_from_text(TEXT).with_({"case.draws": 1024}))
    found = ranking(made, "society")
    means = {name: made.value("society", name, "npv")["mean"] for name in ("project", "other")}
    means["baseline"] = 0.0
    order = [found.leads[0].ahead, *(lead.behind for lead in found.leads)]
    assert order == sorted(means, key=lambda name: -means[name])
    assert found.stands


def test_equal_alternatives_have_no_lead_that_more_draws_would_settle():
    text = TEXT.replace("alternative: project\n", "alternative: [project, other]\n")
    text = text.replace("{other: 70, default: {", "{default: {").replace("project: 140, other:", "default:")
    equal = ranking(appraise(case_from_text(text)), "society")
    lead = next(each for each in equal.leads if {each.ahead, each.behind} == {"project", "other"})
    assert lead.lead.value == pytest.approx(0, abs=1e-9)
    assert not lead.stands and not equal.stands


def test_draws_until_the_error_is_small_enough():
    case = case_from_text(TEXT).with_({"case.draws": 16})
    error = appraise(case.with_({"case.draws": 256})).value("society", "project", "npv")["mcse"]
    made = appraise(case.with_({"case.draws_until": {"error": error * 1.01}}))
    total = made.draws.plan.total
    assert 16 < total <= 1024
    errors = [row["mcse"] for row in made.rows if row["criterion"] == "npv"]
    assert max(errors) <= error * 1.01
    before = appraise(case.with_({"case.draws": total // 2}))
    assert max(row["mcse"] for row in before.rows if row["criterion"] == "npv") > error * 1.01
    # The same draws as when that number is asked for.
    asked = appraise(case.with_({"case.draws": total}))
    key = ("society", "project", "npv")
    assert made.outcomes[key].tobytes() == asked.outcomes[key].tobytes()


def test_drawing_stops_at_the_most_that_is_allowed():
    case = case_from_text(TEXT).with_({"case.draws": 16, "case.draws_until": {"error": 1e-9, "at_most": 128}})
    assert appraise(case).draws.plan.total == 128


@pytest.mark.parametrize("wrong", [{"error": 0}, {"error": -5}, {"at_most": 100}, {"error": 5, "at_most": 3}])
def test_wrong_ends_of_drawing_are_refused(wrong):
    with pytest.raises(InputError, match=r"case\.draws_until"):
        case_from_text(TEXT).with_({"case.draws_until": wrong})


def test_memory_does_not_grow_with_the_years_and_inputs(monkeypatch):
    # What is kept per draw is three sums for each perspective and alternative; a block holds the rest.
    import tracemalloc

    monkeypatch.setattr(DRAW_CACHE, "limit", 0)
    case = case_from_text(TEXT)
    sizes = []
    for draws in (2**14, 2**16):
        monkeypatch.setattr(sampling, "BLOCK", 2**10)
        made = appraise(case.with_({"case.draws": draws}))
        made.draws  # noqa: B018
        tracemalloc.start()
        made.outcomes  # noqa: B018
        sizes.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    kept = 3 * 8 * 4
    assert sizes[1] - sizes[0] <= 1.2 * kept * (2**16 - 2**14)


def grown(lines, years):
    """A case in which the growth of every line is drawn."""
    text = """
  line_{n}: {{kind: product, alternative: project, payer: {payer}, receiver: {receiver},
    growth: {{distribution: {{kind: normal, mean: 0.01, sd: 0.004}}, unit: 1/yr, source: s, quality: B}},
    factors: {{price: {{value: {price}, unit: EUR, price_year: 2026, source: s, quality: B}}}}}}"""
    head = (
        f"case: {{id: grown, base_year: 2026, horizon: {years - 1}, draws: 64, discounting: {{rate: 0.03}}, "
        "inflation: {rate: 0.0}}\nalternatives: {baseline: {}, project: {}}\nlines:"
    )
    payers = ("municipality", "resources")
    return case_from_text(
        head
        + "".join(
            text.format(n=n, payer=payers[n % 2], receiver=payers[1 - n % 2], price=100 + n)
            for n in range(lines)
        )
    )


def test_growth_drawn_on_every_line_takes_no_table_for_each_line():
    """40 lines x 150 years are 6,000 columns: a table of 7 MB for each line, kept three times over before."""
    import tracemalloc

    case = grown(40, 150)
    tracemalloc.start()
    outcomes = appraise(case).outcomes
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 100e6
    # By hand, a line and a year at a time.
    draws = Draws.of(case)
    growth = np.array([draws.of_path(f"lines.line_{n}.growth") for n in range(40)])
    npv = sum(
        (-1) ** (n + 1) * (100 + n) * ((1 + growth[n]) / 1.03) ** year
        for n in range(40)
        for year in range(150)
    )
    assert outcomes["society", "project", "npv"] == pytest.approx(npv, rel=1e-9)


@pytest.mark.parametrize("per_draw", [(), ON_REQUEST])
def test_what_is_kept_and_what_is_not_give_the_same_bits(monkeypatch, per_draw):
    kept, anew = [], []
    for most, amounts in ((10**12, kept), (0, anew)):
        monkeypatch.setattr(arithmetic, "_KEPT_BYTES", most)
        for case in (grown(6, 9), load_case("vroegsignalering_eindhoven").with_({"case.draws": 64})):
            study = appraise(case, per_draw=per_draw)
            by_draw = study.by_draw
            amounts += [study.outcomes[key] for key in study.outcomes]
            amounts += [*by_draw.parties.values(), *by_draw.budget.values(), *by_draw.contracts.values()]
    assert len(kept) == len(anew) > 20
    for first, second in zip(kept, anew, strict=True):
        np.testing.assert_array_equal(first, second)


def test_normal_closed_form():
    # A line of a N(100, 20) amount in each of 3 years at the start of the year at 5%, and its square root of n error.
    text = """
case: {id: one, base_year: 2026, horizon: 2, discounting: {rate: 0.05}, draws: 16384}
alternatives: {baseline: {}, project: {}}
lines:
  one: {kind: product, alternative: project, payer: municipality, receiver: resources, factors: {price: {unit: EUR,
    price_year: 2026, source: x, quality: B, distribution: {kind: normal, mean: 100, sd: 20}}}}
"""
    row = appraise(case_from_text(text)).value("society", "project", "npv")
    factor = 1 + 1 / 1.05 + 1 / 1.05**2
    assert row["mean"] == pytest.approx(-100 * factor, abs=4 * row["mcse"])
    assert row["mcse"] < 0.02
    assert row["sd"] == pytest.approx(20 * factor, rel=1e-3)
    assert row["p05"] == pytest.approx(factor * (-100 - 1.6448536 * 20), rel=1e-3)
    assert row["central_percentile"] == pytest.approx(0.5, abs=1e-3)
    assert math.isclose(row["central"], -100 * factor)


# --- What the ledger does beside the sums over years ----------------------------------------------------------------

WAITING = """
case: {id: waiting, base_year: 2026, horizon: 4, draws: 64, seed: 3}
alternatives: {baseline: {}, project: {later: {roll_out: 1}}}
lines:
  outlay:
    kind: cash_flow
    alternative: project
    payer: municipality
    receiver: resources
    timing: start_of_year
    phase: set_up
    amounts: {value: {2026: 1000}, unit: EUR, price_year: 2026, source: x, quality: B}
  staff:
    kind: product
    alternative: all
    payer: municipality
    receiver: resources
    timing: mid_year
    phase: run
    factors:
      hours: {by_alternative: {baseline: 40, default: {distribution: {kind: uniform, low: 5, high: 25}}}, unit: hour/yr,
        source: x, quality: B}
      price: {distribution: {kind: normal, mean: 60, sd: 5}, unit: EUR/hour, price_year: 2026, source: x, quality: B}
"""


def test_a_waiting_alternative_with_lines_at_other_times_of_the_year():
    # The outlay falls at the start of a year and staff later in it; the project waits a year with the baseline's staff.
    case = case_from_text(WAITING)
    study = appraise(case)
    ledger = Ledger(case, study.draws.block(0, 64))
    for perspective, through in case.perspectives.items():
        flow = stream(ledger, through, "project")
        assert len(flow.running) == len(case.years) + 1
        for criterion in (one for one in CRITERIA if one.always):
            drawn = study.outcomes[perspective, "project", criterion.id]
            assert drawn == pytest.approx(criterion.of(flow), rel=1e-12, nan_ok=True), criterion.id
    drawn = study.draws.block(0, 64)
    price, hours = (
        drawn["lines.staff.factors.price"],
        drawn["lines.staff.factors.hours.by_alternative.default"],
    )
    rates = [1.028 ** -(year + 0.5) for year in range(1, 5)]
    saved = sum(rates) * (40 - hours) * price
    assert study.outcomes["society", "project", "npv"] == pytest.approx(saved - 1000, rel=1e-9)


# --- What is drawn stays factored ------------------------------------------------------------------------------------

COHORT = """
case: {id: cohort, base_year: 2026, horizon: 39, discounting: {rate: 0.03}, draws: 32, seed: 1}
alternatives: {baseline: {}, project: {}}
quantities:
  helped: {kind: product, factors: {number: {value: {2026: 10, 2030: 25, 2041: 7}, unit: person/yr, source: x,
      quality: B},
    share: {distribution: {kind: uniform, low: 0.2, high: 0.9}, unit: fraction, source: x, quality: B}}}
  lasting: {kind: cohort, of: {ref: quantities.helped.number}, years: 30, drop_off: {unit: 1/yr, source: x, quality: B,
    distribution: {kind: uniform, low: 0.01, high: 0.9}}}
lines:
  gain: {kind: product, alternative: project, payer: welfare, receiver: residents, growth: {unit: 1/yr, source: x,
    quality: B, distribution: {kind: uniform, low: -0.02, high: 0.06}}, factors: {active: {ref:
    quantities.lasting.active},
    worth: {unit: EUR, price_year: 2026, source: x, quality: B, distribution: {kind: uniform, low: 100, high: 300}}}}
"""


def test_a_cohort_with_drawn_drop_off_over_thirty_years_against_fractions():
    case = case_from_text(COHORT)
    drawn = appraise(case).draws.block(0, 32)
    found = Evaluator(case).npv(drawn)["society", "project"]
    for draw in range(32):
        share, drop, growth, worth = (
            Fraction(float(drawn[path][draw]))
            for path in (
                "quantities.helped.factors.share",
                "quantities.lasting.drop_off",
                "lines.gain.growth",
                "lines.gain.factors.worth",
            )
        )
        new = [share * (10 if t < 4 else 25 if t < 15 else 7) for t in range(40)]
        total = Fraction(0)
        for t in range(40):
            active = sum(new[t - age] * (1 - drop) ** age for age in range(min(30, t + 1)))
            total += active * worth * (1 + growth) ** t / (1 + Fraction(3, 100)) ** t
        assert found[draw] == pytest.approx(float(total), rel=1e-12)


def test_lines_that_nothing_drawn_moves_against_the_ledger() -> None:
    case = case_from_text(TEXT)
    whole, expecting = Evaluator(case), Evaluator(case)
    paths = sorted(Draws.of(case).uncertain)
    sets = [frozenset(some) for size in (1, 2) for some in combinations(paths, size)]
    expecting.expect([*sets, frozenset()])
    block = Draws.of(case).block(0, 8)
    for some in sets:
        drawn = {path: block[path] for path in sorted(some)}
        ledger = Ledger(case, drawn)
        sums, expected = whole.sums(drawn), expecting.sums(drawn)
        for perspective, alternative in sums:
            flow = stream(ledger, case.perspectives[perspective], alternative)
            scale = np.abs(flow.pv_costs) + np.abs(flow.pv_benefits)
            ours = sums[perspective, alternative]
            assert np.all(np.abs(ours.pv_costs - flow.pv_costs) <= 1e-13 * scale)
            assert np.all(np.abs(ours.pv_benefits - flow.pv_benefits) <= 1e-13 * scale)
            # Asked for one by one or all together, each draw gets the same bits.
            assert np.array_equal(ours.pv_costs, expected[perspective, alternative].pv_costs)
            assert np.array_equal(ours.first_flow, expected[perspective, alternative].first_flow)


def test_a_line_that_is_left_alone_is_not_worked_out_again(monkeypatch: pytest.MonkeyPatch) -> None:
    case = case_from_text(TEXT)
    evaluator, worked_out = Evaluator(case), []
    written = Coefficients.line

    def noted(self: Coefficients, name: str, alternative: str) -> np.ndarray:
        worked_out.append(name)
        return written(self, name, alternative)

    monkeypatch.setattr(Coefficients, "line", noted)
    evaluator.sums({"lines.late.adjustment": np.array([0.0, 0.1])})
    assert set(worked_out) == {"late"}
