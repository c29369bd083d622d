"""``mll appraise --sensitivity`` against numbers worked out by hand, as JSON and as tables; and what it refuses."""

from __future__ import annotations

import json

import pytest

from mll_finance.cli.main import main

# Cost 100 a unit times 2 units; the gain is 300 times a share around 0.8, so the NPV is 300 share - 200.
CASE = """
case: {id: hand, language: en, base_year: 2026, horizon: 0, draws: 64, seed: 1}
alternatives: {baseline: {}, project: {}, other: {}}
lines:
  cost:
    kind: product
    alternative: project
    payer: municipality
    receiver: resources
    factors:
      units: {value: 2, unit: count, source: x, quality: B}
      price: {value: 100, unit: EUR, price_year: 2026, source: x, quality: B}
  gain:
    kind: product
    alternative: project
    payer: resources
    receiver: residents
    factors:
      share: {distribution: {kind: uniform, low: 0.6, high: 1.0}, unit: fraction, source: x, quality: B}
      worth: {value: 300, unit: EUR, price_year: 2026, source: x, quality: B}
  small:
    kind: product
    alternative: other
    payer: resources
    receiver: residents
    factors:
      amount: {value: 10, unit: EUR, price_year: 2026, source: x, quality: B}
"""


@pytest.fixture
def case(tmp_path):
    path = tmp_path / "hand.yaml"
    path.write_text(CASE, encoding="utf-8")
    return str(path)


def test_rows_by_hand(case, capsys):
    assert main(["appraise", case, "--format", "json", "--sensitivity"]) == 0
    found = json.loads(capsys.readouterr().out)["sensitivity"]
    assert (found["perspective"], found["alternative"]) == ("society", "project")
    (bar,) = found["tornado"]
    assert bar["path"] == "lines.gain.factors.share"
    assert [bar[key] for key in ("p10", "p90")] == pytest.approx([0.64, 0.96])
    assert [bar[key] for key in ("npv_at_p10", "npv_at_p90")] == pytest.approx([-8.0, 88.0])
    switches = {row["path"]: row for row in found["switching_values"]}
    # NPV is zero at a share of 2/3; the other alternative, worth 10, is best below 0.7. P5 to P95 is 0.62 to 0.98.
    share = switches["lines.gain.factors.share"]
    assert share["npv_zero"]["value"] == pytest.approx(2 / 3)
    assert share["best_changes"]["value"] == pytest.approx(0.7)
    assert (share["best_changes"]["to"], share["npv_zero"]["place"]) == ("other", "range")
    assert switches["lines.cost.factors.price"]["npv_zero"]["value"] == pytest.approx(120.0)


def test_without_it_the_json_is_as_it_was(case, capsys):
    assert main(["appraise", case, "--format", "json"]) == 0
    assert "sensitivity" not in json.loads(capsys.readouterr().out)


def test_tables_of_the_best_and_of_a_named_alternative(case, capsys):
    assert main(["appraise", case]) == 0
    plain = capsys.readouterr().out
    assert main(["appraise", case, "--sensitivity"]) == 0
    best = capsys.readouterr().out
    assert (
        best.startswith(plain.rstrip())
        and "the benefit-cost ratio is one" in best
        and "the benefit-cost ratio is one" not in plain
    )
    assert main(["appraise", case, "--sensitivity", "other"]) == 0
    shown = " ".join(capsys.readouterr().out.split())
    assert "at which value the balance of 'other' is zero" in shown


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--sensitivity", "projct"], "did you mean 'project'"),
        (["--sensitivity", "--format", "csv"], "table or json"),
    ],
)
def test_what_it_refuses(case, capsys, arguments, said):
    assert main(["appraise", case, *arguments]) == 2
    assert said in capsys.readouterr().err
