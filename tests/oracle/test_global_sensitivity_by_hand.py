"""Sensitivity of a case whose answer is known: which words may be said of Sobol' indices, screening and elasticities.

Invented cases, through the front door; the expected shares are closed forms.
"""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from mll_finance.cli.main import main
from mll_finance.drivers import sensitivity
from mll_finance.drivers.global_sensitivity import global_sensitivity
from mll_finance.engine.study import Study, appraise
from mll_finance.inputs.case.case import case_from_text

HEAD = """
case: {{id: shares, base_year: 2030, horizon: 1, price_level: 2030, discounting: {{rate: 0}}, inflation: {{rate: 0}},
  language: en, draws: {draws}}}
alternatives: {{baseline: {{}}, project: {{}}}}
report: {{sections: [global_sensitivity]}}
lines:
"""


def uniform(name: str, low: float, high: float) -> str:
    return f"""
  {name}: {{kind: cash_flow, alternative: project, payer: welfare, receiver: residents, amounts: {{title: {name},
    distribution: {{kind: uniform, low: {low}, high: {high}}}, unit: EUR/yr, price_year: 2030, source: x, quality: B}}}}
"""


PRODUCT = """
  gain: {kind: product, alternative: project, payer: welfare, receiver: residents, factors: {
    number: {distribution: {kind: uniform, low: -1, high: 1}, unit: EUR/yr, price_year: 2030, source: x, quality: B},
    way: {distribution: {kind: uniform, low: -1, high: 1}, unit: "1", source: x, quality: B}}}
"""


def study(lines: str, draws: int = 8192) -> Study:
    return appraise(case_from_text(HEAD.format(draws=draws) + lines))


def report(lines: str, tmp_path: Path, *options: str) -> str:
    path = tmp_path / "shares.yaml"
    path.write_text(HEAD.format(draws=8192) + lines, encoding="utf-8")
    assert main(["run", str(path), "--out", str(tmp_path / "out"), "--formats", "html", *options]) == 0
    return (tmp_path / "out" / "report.html").read_text(encoding="utf-8")


def test_a_sum_has_no_interaction_beyond_noise() -> None:
    # Twice a + b over two years, a up to 100 and b up to 50: variances 4 : 1, so 80 and 20%, nothing together.
    found = global_sensitivity(study(uniform("a", 0, 100) + uniform("b", 0, 50)), "project")
    assert found.sobol.first == pytest.approx([0.8, 0.2], abs=0.03)
    assert found.explained_alone == pytest.approx(1, abs=max(0.001, 1.5 * found.margin_alone))
    assert not found.interacts


@pytest.mark.parametrize("seed", range(3))
def test_noise_of_few_draws_is_not_called_interaction(seed: int) -> None:
    # The same at 256 draws, where the sum of the indices may be some percent off.
    few = study(uniform("a", 0, 100) + uniform("b", 0, 50), draws=256)
    found = global_sensitivity(Study(few.case.with_({"case.seed": seed + 1})), "project")
    assert not found.interacts


def test_a_product_is_interaction_alone() -> None:
    # x times y, both even between -1 and 1: neither explains anything alone, the variance is theirs together.
    found = global_sensitivity(study(PRODUCT), "project")
    assert found.explained_alone == pytest.approx(0, abs=0.05)
    assert found.interacts
    assert found.sobol.total == pytest.approx([1, 1], abs=0.05)


def test_the_number_of_draws_counts() -> None:
    lines = uniform("a", 0, 100) + uniform("b", 0, 50)
    few, many = (global_sensitivity(study(lines, draws=draws), "project") for draws in (256, 16_384))
    # Sixty-four times the draws: an eighth of the error where draws are plain, less where they are even.
    assert many.margin_alone < few.margin_alone / 4
    assert (many.sobol.first_error < few.sobol.first_error / 4).all()


def test_an_input_with_a_rare_value_is_kept() -> None:
    # Nothing, or with a chance of 5% a hundred: a grid that stops at 1/8 and 7/8 never meets it.
    rare = uniform("a", 0, 1).replace(
        "uniform, low: 0, high: 1", "discrete, values: [0, 100], weights: [19, 1]"
    )
    found = global_sensitivity(study(rare + uniform("b", 0, 50)), "project")
    assert [moved.path for moved in found.inputs] == ["lines.a.amounts", "lines.b.amounts"]
    # Variances 100^2 x 0.05 x 0.95 = 475 and 50^2 / 12 = 208.3.
    assert found.sobol.first == pytest.approx([475 / 683.33, 208.33 / 683.33], abs=0.03)


def test_a_normal_input_has_finite_effects() -> None:
    normal = uniform("a", 0, 100).replace(
        "kind: uniform, low: 0, high: 100", "kind: normal, mean: 50, sd: 10"
    )
    found = global_sensitivity(study(normal), "project")
    # Screened from the 5th to the 95th percentile, 50 -+ 16.449: linear in the probability it is not, so the steps of
    # two thirds differ: Phi^-1(0.65) - Phi^-1(0.05) = 2.0302 both ways, twice 10 euro of it over 2/3.
    assert found.screening.size == pytest.approx([2 * 10 * (0.38532 + 1.64485) / (2 / 3)], abs=1e-3)
    assert math.isfinite(found.screening.spread[0])


def test_the_report_says_it(tmp_path: Path) -> None:
    page = report(uniform("a", 0, 100) + uniform("b", 0, 50), tmp_path)
    assert "no interaction between assumptions is shown" in page
    assert "what is lacking is interaction" not in page


# --- Elasticities at the border ----------------------------------------------------------------------------------


@pytest.mark.parametrize("amount", [0.1, 0.3, 1 / 3, 7.7, 0.0001, 123_456.789])
def test_an_elasticity_of_one_is_not_critical(amount: float) -> None:
    # One line: one percent more of it is one percent more of the balance, whatever the last digit of a double.
    one = uniform("a", 0, 1).replace("distribution: {kind: uniform, low: 0, high: 1}", f"value: {amount!r}")
    (found,) = sensitivity.elasticities(study(one), "project")
    assert found.value == pytest.approx(1)
    assert not found.critical


def test_more_than_one_is_critical() -> None:
    # 100.1 less 0.1: one percent of 100.1 is 1.001% of the 100 that are left.
    lines = uniform("a", 0, 1).replace("distribution: {kind: uniform, low: 0, high: 1}", "value: 100.1")
    cost = lines.replace("  a:", "  b:").replace("value: 100.1", "value: 0.1")
    cost = cost.replace("payer: welfare, receiver: residents", "payer: residents, receiver: welfare")
    large, small = sensitivity.elasticities(study(lines + cost), "project")
    assert (large.value, large.critical) == (pytest.approx(1.001), True)
    assert (small.value, small.critical) == (pytest.approx(-0.001), False)
