"""What a case may write of uncertainty, and what it is told when it writes something else."""

from __future__ import annotations

import argparse
import json
import re
import runpy
from pathlib import Path

import numpy as np
import pytest

from mll_finance.batch.public import numbers_entered
from mll_finance.cli.opening import settings
from mll_finance.engine.study import appraise
from mll_finance.errors import InputError
from mll_finance.inputs.case.adoption.lock import state
from mll_finance.inputs.case.case import Case, case_from_text
from mll_finance.report.pieces.numbers.spreads import spread
from mll_finance.uncertainty.distributions import KINDS, written

HEAD = """
case: {{id: drawn, base_year: 2026, horizon: 1, draws: 64}}
alternatives: {{baseline: {{}}, project: {{}}}}
lines:
  visits:
    kind: product
    alternative: project
    payer: municipality
    receiver: resources
    factors:
      price: {{distribution: {made}, unit: EUR, price_year: 2026, source: x, quality: B}}
"""
PRICE = "lines.visits.factors.price"
WRITTEN = {
    "fixed": "{kind: fixed, value: 3}",
    "uniform": "{kind: uniform, low: 1, high: 3, truncate: {high: 2}}",
    "triangular": "{kind: triangular, low: 1, mode: 2, high: 3}",
    "pert": "{kind: pert, low: 1, mode: 2, high: 3, truncate: {low: 1.5, high: 2.5}}",
    "beta": "{kind: beta, a: 2, b: 3, low: 10, high: 20}",
    "normal": "{kind: normal, mean: 3, sd: 2, truncate: {low: 0}}",
    "lognormal": "{kind: lognormal, mean: 3, sd: 1}",
    "gamma": "{kind: gamma, mean: 3, sd: 1}",
    "interval": "{kind: interval, low: 3, high: 9, level: 0.8, shape: lognormal}",
    "discrete": "{kind: discrete, values: [1, 2, 5], weights: [2, 1, 1]}",
    "empirical": "{kind: empirical, values: [4, 2, 2, 8, 9, 7]}",
    "fat_tail": "{kind: fat_tail, low: -0.1, mode: 0.1, start: 0.5, tail: 0.18, alpha: 1, cap: 4}",
    "mixture": "{kind: mixture, parts: [{weight: 0.8, kind: triangular, low: 1, mode: 2, high: 4}, "
    "{weight: 0.2, kind: normal, mean: 9, sd: 2, truncate: {low: 4}}]}",
}
"""Samples as a case writes them; a kind that is not here is written from its row in the oracle test."""
ROWS = Path(__file__).resolve().parents[1] / "oracle" / "test_uncertainty_distributions.py"
if lacking := set(KINDS) - set(WRITTEN):
    rows = runpy.run_path(str(ROWS))
    judged = [*(ours for ours, _ in rows["CONTINUOUS"]), *rows["OTHERS"]]
    WRITTEN |= {ours.kind: json.dumps(written(ours)) for ours in judged if ours.kind in lacking}


def case_with(made: str, **folder: object) -> Case:
    return case_from_text(HEAD.format(made=made), **folder)  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", list(KINDS))
def test_every_kind_is_read_scaled_told_and_drawn(kind):
    case = case_with(WRITTEN[kind])
    leaf = case.graph.leaves[PRICE].assumption
    draws = appraise(case).draws.of_path(PRICE)
    scaled = appraise(case.with_({PRICE: {"times": 3}})).draws.of_path(PRICE)
    assert scaled == pytest.approx(3 * draws, rel=1e-12)
    low, high = leaf.distribution.support
    assert low <= draws.min() and draws.max() <= high
    dutch, english = spread(leaf, "nl"), spread(leaf, "en")
    assert "{" not in dutch + english and len(english) > 3


@pytest.mark.parametrize(
    ("made", "said"),
    [
        ("{kind: gamma, mean: 3}", "no sd"),
        ("{kind: interval, low: 3, high: 9, shape: lognoral}", "did you mean 'lognormal'"),
        ("{kind: interval, low: 0, high: 9, shape: lognormal}", "low must be above 0"),
        ("{kind: discrete, values: 3, weights: [1]}", "a list of numbers"),
        ("{kind: discrete, values: [3, x], weights: [1, 1]}", "a number"),
        ("{kind: empirical, values: [1], truncate: {low: 0}}", "empirical cannot be cut off"),
        ("{kind: uniform, low: 0, high: 1, truncate: {low: 2}}", "truncate leaves nothing"),
        ("{kind: uniform, low: 0, high: 1, truncate: 2}", "a mapping with low, high or both"),
        ("{kind: uniform, low: 0, high: 1, truncate: {lowest: 2}}", "a mapping with low, high or both"),
        ("{kind: empirical, file: nowhere.csv}", "there is no such file"),
        ("{kind: normal, mean: 1, sd: 1, file: some.csv}", "the key 'file'"),
        ("{kind: mixture, parts: {weight: 1}}", "a list of distributions, each with a weight"),
        ("{kind: mixture, parts: [{kind: uniform, low: 0, high: 1}, 3]}", "a distribution with a weight"),
        ("{kind: mixture, parts: [{weight: 1, kind: uniform, low: 0, high: 1}]}", "at least two parts"),
        ("{kind: mixture, parts: [{weight: 1, kind: unifrom, low: 0, high: 1}]}", "did you mean 'uniform'"),
        (
            "{kind: mixture, parts: [{weight: 1, kind: fixed, value: 2}, {weight: 1, kind: empirical, values: [1]}]}",
            "empirical cannot be a part of a mixture",
        ),
        (
            "{kind: mixture, parts: [{weight: 1, kind: fixed, value: 2}, {weight: 1, kind: fixed, value: 3}],"
            " truncate: {low: 1}}",
            "mixture cannot be cut off",
        ),
    ],
)
def test_what_is_wrong_is_told(made, said):
    with pytest.raises(InputError) as found:
        case_with(made)
    assert said in str(found.value)
    assert "lines.visits" in str(found.value)


def test_a_mixture_is_told_with_its_probabilities():
    leaf = case_with(WRITTEN["mixture"]).graph.leaves[PRICE].assumption
    assert spread(leaf, "en").startswith(
        "mixture: with probability 80.0% 1; 2; 4 (triangle); with probability 20.0% 9"
    )
    assert spread(leaf, "nl").startswith("mengsel: met kans 80,0% 1; 2; 4 (driehoek); met kans 20,0% 9")


@pytest.mark.parametrize("kind", list(KINDS))
def test_every_number_of_a_kind_is_looked_for_in_the_public_version(kind):
    """A number of a mixture, of a cut-off or beside a word is as confidential as any other."""
    written = [float(number) for number in re.findall(r"(?<=[ \[])-?[0-9.]+", WRITTEN[kind])]
    assumption = case_with(WRITTEN[kind]).graph.leaves[PRICE].assumption
    assert set(written) <= set(numbers_entered(assumption))


@pytest.mark.parametrize("kind", list(KINDS))
def test_a_lock_holds_every_kind_as_it_was_written(kind):
    found = state(case_with(WRITTEN[kind]))
    said = json.dumps(found, default=str)
    assert f'"{kind}"' in said
    assert ('"truncate"' in said) == ("truncate" in WRITTEN[kind])


def test_observations_come_from_a_file_and_belong_to_the_case(tmp_path):
    (tmp_path / "costs.csv").write_text("amount\n4\n2.5\n8\n\n", encoding="utf-8")
    case = case_with("{kind: empirical, file: costs.csv}", folder=tmp_path)
    assert case.graph.leaves[PRICE].assumption.central == pytest.approx(14.5 / 3)
    assert set(np.unique(appraise(case).draws.of_path(PRICE))) == {2.5, 4, 8}
    # A change of the case reads it again, and the fingerprint sees another file.
    assert case.with_({"case.seed": 3}).graph.leaves[PRICE].assumption.central == pytest.approx(14.5 / 3)
    before = case.fingerprint()
    (tmp_path / "costs.csv").write_text("amount\n4\n2.5\n9\n", encoding="utf-8")
    assert case_with("{kind: empirical, file: costs.csv}", folder=tmp_path).fingerprint() != before


@pytest.mark.parametrize(
    ("text", "reason"), [("amount\nmuch\n", "row 2: amount: 'much' is no number"), ("amount\n", "no rows")]
)
def test_a_file_without_numbers_is_refused(tmp_path, text, reason):
    (tmp_path / "costs.csv").write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=reason):
        case_with("{kind: empirical, file: costs.csv}", folder=tmp_path)


def test_until_on_the_command_line():
    options = argparse.Namespace(municipality=None, changes=[], draws=None, seed=None, until="5000")
    assert settings(options) == {"case.draws_until": {"error": 5000}}


@pytest.mark.parametrize("wrong", ["sobel", "LHS"])
def test_an_unknown_way_of_drawing_is_refused(wrong):
    with pytest.raises(InputError, match=r"case\.sampling"):
        case_with(WRITTEN["pert"]).with_({"case.sampling": wrong})
