"""What finding out is worth in a whole case: against closed forms, a nested simulation, and what the issue asks."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from scipy import stats

from mll_finance import frames
from mll_finance.engine.study import Study, appraise
from mll_finance.errors import InputError
from mll_finance.inputs.case.case import case_from_text
from mll_finance.inputs.case.loading import load_case
from mll_finance.judgement.advice import advice
from mll_finance.judgement.contenders import contenders
from mll_finance.judgement.finding_out.bounds import full_capacities
from mll_finance.judgement.finding_out.information import information
from mll_finance.judgement.finding_out.investigation import knowing
from mll_finance.judgement.finding_out.research import find_out_first
from mll_finance.judgement.finding_out.weighing import weighing
from mll_finance.report.blocks import Figure, Prose
from mll_finance.report.context import Context
from mll_finance.report.page import section
from mll_finance.report.pieces.answer.advice import headline
from mll_finance.resources import resource
from mll_finance.uncertainty.information.perfect import evppi

Array = npt.NDArray[np.float64]
TWO_UNIFORMS = """
case: {id: debts, base_year: 2030, horizon: 1, price_level: 2030, discounting: {rate: 0}, inflation: {rate: 0},
  language: LANGUAGE, draws: 16384}
alternatives: {baseline: {}, tool: {}}
lines:
  cost: {kind: cash_flow, alternative: tool, payer: municipality, receiver: resources, years: 2030,
    duration: incidental, amounts: {title: Price of the bid, unit: EUR, price_year: 2030, source: invented, quality: B,
      distribution: {kind: uniform, low: 100, high: 640}, research: {cost: COST_OF_BID}}}
  gain: {kind: cash_flow, alternative: tool, payer: welfare, receiver: residents, years: 2031,
    amounts: {title: Well-being gained, unit: EUR/yr, price_year: 2030, source: invented, quality: B,
      distribution: {kind: uniform, low: 100, high: 640}, research: {cost: 10, weeks: 2}}}
"""
DEBTS = """
case: {id: debts, base_year: 2030, horizon: 4, price_level: 2030, discounting: {rate: 0.02}, inflation: {rate: 0},
  language: nl, draws: 16384}
alternatives: {baseline: {}, tool: {title: Prediction model}}
lines:
  cost: {kind: cash_flow, alternative: tool, payer: municipality, receiver: resources, years: 2030,
    duration: incidental, amounts: {unit: EUR, price_year: 2030, source: invented, quality: B,
      distribution: {kind: uniform, low: 200000, high: 640000}}}
  gain: {kind: quantity_price, alternative: tool, payer: welfare, receiver: residents,
    years: {from: 2031, until: 2034}, quantity: {ref: quantities.effect.number},
    price: {value: 1500, unit: EUR/household, price_year: 2030, source: invented, quality: B}}
quantities:
  effect:
    kind: product
    unit: household/yr
    factors:
      number: {value: 2000, unit: household/yr, source: invented, quality: B}
      share: {distribution: {kind: pert, low: 0.01, mode: 0.03, high: 0.09}, unit: fraction, source: invented,
        quality: B}
pilots:
  trial: {title: Pilot in one district, alternative: tool, informs: [quantities.effect.factors.share],
    data: binomial, cost: {fixed: 4000, per_case: 20}, weeks: 13, sizes: [50, 400], reach: 12}
"""


PRODUCT = """
case: {id: product, base_year: 2030, horizon: 3, price_level: 2030, discounting: {rate: 0.1}, inflation: {rate: 0},
  language: nl, draws: 4096}
alternatives: {baseline: {}, tool: {}, rule: {}}
lines:
  cost: {kind: cash_flow, alternative: [tool, rule], payer: municipality, receiver: resources, years: 2030,
    duration: incidental, amounts: {unit: EUR, price_year: 2030, source: invented, quality: B,
      by_alternative: {tool: {value: COST_OF_TOOL}, rule: {value: COST_OF_RULE}}}}
  gain: {kind: product, alternative: [tool, rule], payer: welfare, receiver: residents,
    years: {from: 2031, until: 2033}, factors: {count: {value: 1000, unit: persons/yr, source: invented, quality: B},
      share: {unit: fraction, source: invented, quality: B, by_alternative: {
        tool: {distribution: {kind: beta, a: BETA_A, b: BETA_B}}, rule: {value: 0.12}}},
      worth: {distribution: {kind: uniform, low: 20, high: HIGHEST}, unit: EUR, price_year: 2030, source: invented,
        quality: B}}}
pilots:
  trial: {alternative: tool, informs: [lines.gain.factors.share.by_alternative.tool], data: binomial,
    cost: {fixed: 50, per_case: 1}, weeks: 8, sizes: [1, 20, 500, 5000]}
"""


def study_of(text: str, **words: Any) -> Study:
    for word, replacement in words.items():
        text = text.replace(word, str(replacement))
    return appraise(case_from_text(text))


@cache
def example(name: str) -> Study:
    """An example, which knows what it worked out for an earlier question: what is worth to know takes seconds."""
    return appraise(load_case(name))


@cache
def dear_pilot() -> Study:
    """An example of which one pilot costs more than any finding is worth."""
    case = example("spraak_naar_verslag_wmo").case
    return appraise(case.with_({"pilots.template_timed.cost.fixed": 10_000_000}))


def two_uniforms(cost_of_bid: float = 30, language: str = "en") -> Study:
    return study_of(TWO_UNIFORMS, COST_OF_BID=cost_of_bid, LANGUAGE=language)


def test_what_two_uniform_numbers_are_worth_together_and_apart() -> None:
    # E max(X - 370, 0) = 540/8; E max(X - Y, 0) = 540/6.
    worth = information(two_uniforms()).as_json()
    by_inputs = {tuple(row["inputs"]): row for row in worth["evppi"]}
    cost, gain = "lines.cost.amounts", "lines.gain.amounts"
    assert worth["evpi"] == pytest.approx(90, rel=0.005)
    assert by_inputs[cost,]["value"] == pytest.approx(67.5, rel=0.001)
    assert by_inputs[gain,]["value"] == pytest.approx(67.5, rel=0.001)
    assert (by_inputs[cost,]["cost"], by_inputs[gain,]["cost"]) == (30, 10)
    both = next(row for inputs, row in by_inputs.items() if len(inputs) == 2)
    assert both["cost"] == 40


@pytest.mark.parametrize(
    ("cost_of_bid", "inputs", "net"),
    [
        (30, ("lines.gain.amounts",), 67.5 - 10 - 67.5 * 2 / 52),  # the second brings 22.5 for 30
        (5, ("lines.gain.amounts", "lines.cost.amounts"), 90 - 15 - 90 * 2 / 52),
        (500, ("lines.gain.amounts",), 67.5 - 10 - 67.5 * 2 / 52),
    ],
)
def test_what_to_find_out_first_is_worth_more_than_it_costs_and_delays(
    cost_of_bid: float, inputs: tuple[str, ...], net: float
) -> None:
    first = find_out_first(two_uniforms(cost_of_bid))
    assert first is not None and set(first.knowing.inputs) == set(inputs)
    assert first.net == pytest.approx(net, rel=0.01)


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_advice_names_what_to_find_out_first(language: str) -> None:
    study = two_uniforms(language=language)
    text = headline(Context(study, language), advice(study))[1]  # type: ignore[arg-type]
    assert ("Zoek eerst uit: Well-being gained" if language == "nl" else "Find out first: Well-being") in text
    dear = study_of(TWO_UNIFORMS.replace("cost: 10,", "cost: 900,"), COST_OF_BID=900, LANGUAGE=language)
    assert find_out_first(dear) is None
    assert not any(
        word in headline(Context(dear, language), advice(dear))[1]  # type: ignore[arg-type]
        for word in ("Zoek eerst uit", "Find out first")
    )


@pytest.mark.parametrize(
    ("written", "refused", "place"),
    [
        ("research: {cost: 10, weeks: 2}", "research: {cost: -1}", "lines.gain.amounts.research.cost"),
        (
            "research: {cost: 10, weeks: 2}",
            "research: {cost: 1, weeks: -2}",
            "lines.gain.amounts.research.weeks",
        ),
        ("research: {cost: 10, weeks: 2}", "research: {weeks: 2}", "lines.gain.amounts.research.cost"),
        (
            "distribution: {kind: uniform, low: 100, high: 640}, research: {cost: 10, weeks: 2}",
            "value: 370, research: {cost: 10}",
            "lines.gain.amounts.research",
        ),
    ],
)
def test_research_that_cannot_be_is_refused_by_its_place(written: str, refused: str, place: str) -> None:
    text = TWO_UNIFORMS.replace("COST_OF_BID", "1").replace("LANGUAGE", "nl")
    assert written in text
    with pytest.raises(InputError, match=place.replace(".", r"\.")):
        case_from_text(text.replace(written, refused))


def test_a_number_that_is_fixed_or_scaled_keeps_its_case_sound() -> None:
    case = two_uniforms().case
    fixed = appraise(case.with_({"lines.gain.amounts": 380}))
    assert find_out_first(fixed) is None or find_out_first(fixed).knowing.inputs == ("lines.cost.amounts",)  # type: ignore[union-attr]
    scaled = find_out_first(appraise(case.with_({"lines.gain.amounts": {"times": 1.1}})))
    assert scaled is not None and scaled.knowing.inputs == ("lines.gain.amounts",)


def prior_shares(count: int, generator: np.random.Generator) -> Array:
    """PERT as a beta: alpha = 1 + 4 (mode - low) / range, beta = 1 + 4 (high - mode) / range (Vose 2008)."""
    low, mode, high = 0.01, 0.03, 0.09
    first, second = 1 + 4 * (mode - low) / (high - low), 1 + 4 * (high - mode) / (high - low)
    return np.asarray(low + (high - low) * generator.beta(first, second, count))


def balance(shares: Array, costs: Array) -> Array:
    years = sum(1.02**-year for year in range(1, 5))
    return 2000 * 1500 * years * shares - costs


@pytest.mark.parametrize("seed", range(6))
def test_no_pilot_is_worth_more_than_knowing_and_nothing_more_than_knowing_all(seed: int) -> None:
    generator = np.random.default_rng(seed)
    high = generator.uniform(60, 140)
    study = study_of(
        PRODUCT,
        COST_OF_TOOL=round(generator.uniform(0.5, 2.0) * 2.5 * 200 * (20 + high) / 2),
        COST_OF_RULE=round(generator.uniform(0.7, 1.4) * 2.5 * 120 * (20 + high) / 2),
        BETA_A=2,
        BETA_B=8,
        HIGHEST=high,
    )
    found = information(study)
    known = knowing(study, ("lines.gain.factors.share.by_alternative.tool",)).worth
    worths = [trial.worth.value for trial in found.trials]
    assert worths == sorted(worths) and worths[0] >= 0.0
    assert worths[-1] <= known.value
    assert known.value <= found.everything.value + 2 * (found.everything.error or 0.0)


def test_a_nested_simulation_of_its_own_gives_the_same() -> None:
    generator = np.random.default_rng(20261129)
    inner_costs = generator.uniform(200_000, 640_000, 4_000)
    outer = prior_shares(40_000, generator)
    mean_by_share = balance(outer, np.full(outer.size, inner_costs.mean()))
    best_now = max(0.0, float(mean_by_share.mean()))
    perfect = float(np.maximum(mean_by_share, 0.0).mean()) - best_now
    costs = generator.uniform(200_000, 640_000, outer.size)
    everything = float(np.maximum(balance(outer, costs), 0.0).mean()) - max(
        0.0, float(balance(outer, costs).mean())
    )
    worth = information(study_of(DEBTS))
    known = {knowing.inputs: knowing.worth.value for knowing in worth.alone}
    assert known["quantities.effect.factors.share",] == pytest.approx(perfect, abs=0.02 * everything)
    assert worth.everything.value == pytest.approx(everything, abs=0.02 * everything)
    for trial in worth.trials:
        size = int(trial.size)
        findings = generator.binomial(size, outer)
        chosen = 0.0
        for finding in np.unique(findings):
            weights = stats.binom.pmf(finding, size, outer)
            posterior_mean = float(np.average(mean_by_share, weights=weights))
            chosen += float(np.mean(findings == finding)) * max(0.0, posterior_mean)
        assert trial.worth.value == pytest.approx(chosen - best_now, abs=0.02 * everything)


def test_what_a_pilot_is_worth_to_others_is_no_part_of_its_balance() -> None:
    worth = information(study_of(DEBTS))
    alone = information(study_of(DEBTS.replace(", reach: 12", "")))
    for trial, own in zip(worth.trials, alone.trials, strict=True):
        assert trial.net == own.net
        assert own.to_others == 0
        assert trial.to_others == pytest.approx(11 * trial.worth.value * 1.02 ** -(13 / 52))


def test_the_smallest_loss_is_the_value_of_perfect_information_and_chances_add_up() -> None:
    for study in (study_of(DEBTS), example("samenwerking_naar_werk")):
        weighed = weighing(study)
        assert weighed is not None
        now = weighed.weights.index(1.0)
        smallest = min(losses[now] for losses in weighed.loss.values())
        assert smallest == pytest.approx(information(study).everything.value, rel=1e-9)
        for place in range(len(weighed.weights)):
            assert sum(chances[place] for chances in weighed.chance_best.values()) == pytest.approx(1)


def test_the_figure_of_what_is_lost_is_no_surer_than_its_numbers() -> None:
    blocks = section("finding_out_detail", study_of(DEBTS), "nl")
    (title,) = [
        block.title
        for block in blocks
        if isinstance(block, Figure) and block.anchor == "figure-expected-loss"
    ]
    assert "loopt gemiddeld ongeveer €" in title and re.search(r"\d00\b", title), title


def test_without_what_is_no_money_only_the_costs_are_left() -> None:
    weighed = weighing(study_of(DEBTS))
    assert weighed is not None and weighed.weights[0] == 0
    assert weighed.chance_best["tool"][0] == 0 and weighed.chosen[0] == "baseline"
    assert weighed.loss["tool"][0] == pytest.approx(420_000, rel=0.001)
    twice = balance(np.array([0.03667]), np.array([0.0]))[0] * 2 - 420_000
    assert weighed.chosen[-1] == "tool" and twice > 0


def test_more_signals_change_nothing_where_staff_binds() -> None:
    study = example("vroegsignalering_eindhoven")
    assert [full.number.path for full in full_capacities(study)] == ["quantities.signals.rate"]
    (full,) = full_capacities(study)
    low, high = full.number.distribution.ppf(np.array([0.05, 0.95]))  # type: ignore[union-attr]
    moved = [study.changed({full.number.path: float(end)}) for end in (low, high)]
    difference = np.subtract(*(other.outcomes["society", "model", "npv"] for other in moved))
    assert full.share == pytest.approx(float(np.mean(np.abs(difference) < 0.01)), abs=0.002)
    texts = [getattr(block, "text", "") for block in section("finding_out", study, "nl")]
    assert any("de capaciteit vol" in text for text in texts)


def test_where_capacity_is_ample_nothing_is_said_of_it() -> None:
    study = appraise(
        load_case("vroegsignalering_eindhoven").with_(
            {"quantities.contact_capacity.factors.per_fte": {"times": 40}}
        )
    )
    assert full_capacities(study) == ()


def test_the_page_says_from_which_finding_the_choice_turns() -> None:
    study = study_of(DEBTS)
    least = 420_000 / float(balance(np.array([1.0]), np.array([0.0]))[0])
    (nothing, tool) = information(study).after["trial"]
    assert (nothing.choice, tool.choice) == ("baseline", "tool")
    generator = np.random.default_rng(5)
    shares = prior_shares(200_000, generator)
    findings = generator.binomial(400, shares)
    means = {count: shares[findings == count].mean() for count in range(8, 24)}
    assert tool.lowest == min(count for count, mean in means.items() if mean > least)
    texts = " ".join(getattr(block, "text", "") for block in section("finding_out", study, "nl"))
    assert f"vanaf {tool.lowest:.0f} 'Prediction model'" in texts


def test_the_pilot_that_everybody_would_hold_is_not_the_one_that_pays() -> None:
    study = example("spraak_naar_verslag_wmo")
    case = study.case
    by_pilot: dict[str, list[float]] = {}
    for trial in information(study).trials:
        by_pilot.setdefault(trial.pilot, []).append(trial.net)
    assert min(by_pilot["template_timed"]) > 0 > max(by_pilot["licence_timed"])
    advised = advice(study)
    assert advised.of("template").reasons == ("pilot_pays", "checks")
    assert advised.of("licence").kind == "uncertain"
    text = resource("parameters", "spraak_naar_verslag_wmo.yaml").read_text(encoding="utf-8")
    without = advice(appraise(case_from_text(text.partition("\npilots:\n")[0] + "\n")))
    assert {opinion.kind for opinion in without.by_alternative} == {"uncertain"}
    # However large its effect turns out within what the case holds possible, the licence stays behind.
    most = appraise(case.with_({"quantities.minutes_saved.factors.reduction.by_alternative.default": 0.7}))
    means = {opinion.alternative: opinion.mean for opinion in advice(most).by_alternative}
    assert means["licence"] < max(means["template"], 0.0)


def test_a_table_has_every_pilot_at_every_size() -> None:
    study = study_of(DEBTS)
    table = frames.pilots(study)
    assert list(table["size"]) == [50, 400]
    left = table["value"] - table["cost"] - table["waiting"]
    assert table["net"].to_list() == pytest.approx(left.to_list())
    assert set(table.attrs["units"].values()) == {"EUR"}


@pytest.mark.parametrize("name", ["samenwerking_naar_werk", "fraude_selectie_bijstand", "wmo_intake"])
def test_what_is_judged_without_a_regression_is_what_the_regression_gives(name: str) -> None:
    study = example(name)
    for known in information(study).alone:
        if known.worth.value == 0:
            inputs = np.stack([study.draws.of_path(path) for path in known.inputs])
            payoffs = contenders(study).payoffs
            fitted = evppi(inputs, payoffs, replicates=study.draws.plan.replicates)
            assert fitted.value <= 3 * (fitted.error or 0.0)


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_decision_has_three_lines_on_finding_out(language: str) -> None:
    for name, expected in (
        ("spraak_naar_verslag_wmo", 3),
        ("vroegsignalering_eindhoven", 1),
        ("two_years", 1),
    ):
        lines = section("decision_next", example(name), language)[-1]  # type: ignore[arg-type]
        assert isinstance(lines, Prose) and len(lines.items) == expected


@pytest.mark.parametrize(
    ("language", "useless", "useful", "none"),
    [
        (
            "nl",
            "Bij geen enkele omvang zijn prijs waard: 'Pilot met spraak naar verslag'.",
            "Wel zijn prijs waard: 'Pilot met een korter verslag' met ",
            "Een pilot is die prijs niet waard",
        ),
        (
            "en",
            "At no size worth its price: 'Pilot with speech to report'.",
            "Worth its price: 'Pilot with a shorter report' of ",
            "A pilot is not worth its price",
        ),
    ],
)
def test_where_another_pilot_pays_the_decision_says_which(
    language: str, useless: str, useful: str, none: str
) -> None:
    study = example("spraak_naar_verslag_wmo")
    text = headline(Context(study, language), advice(study))[1]  # type: ignore[arg-type]
    assert useless in text and useful in text and none not in text
    dear = dear_pilot()
    text = headline(Context(dear, language), advice(dear))[1]  # type: ignore[arg-type]
    assert none in text and useful not in text


GAINS_ONLY = """
case: {id: full, base_year: 2026, horizon: 3, price_level: 2026, draws: 200}
alternatives: {baseline: {}, project: {}}
quantities:
  found:
    kind: detection
    population: {distribution: {kind: uniform, low: 5000, high: 9000}, unit: household/yr, source: s, quality: B}
    prevalence: {value: 0.1, unit: fraction, source: s, quality: B}
    precision: {distribution: {kind: uniform, low: 0.3, high: 0.5}, unit: fraction, source: s, quality: B}
    capacity: {value: 200, unit: household/yr, source: s, quality: B}
    flagged_share: {value: 0.2, unit: fraction, source: s, quality: B}
lines:
  gain: {kind: quantity_price, alternative: project, payer: welfare, receiver: residents,
      quantity: {ref: quantities.found.true_positives},
      price: {value: 5000, unit: EUR/household, price_year: 2026, source: s, quality: B}}
  next_to_nothing: {kind: quantity_price, alternative: project, payer: welfare, receiver: residents,
      quantity: {ref: quantities.found.population},
      price: {value: 0.000000000001, unit: EUR/household, price_year: 2026, source: s, quality: B}}
"""


def test_a_full_capacity_is_told_where_nothing_costs_anything() -> None:
    """What is too little to see was measured by costs alone: of an alternative with gains only all of it was seen."""
    (full,) = full_capacities(study_of(GAINS_ONLY))
    assert (full.number.path, full.share) == ("quantities.found.population", 1.0)
