"""What a case says wrongly of its gates is told with its place and what to do, all at once, in its language."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from mll_finance.cli.main import main

CASE = """
case: {id: gates, base_year: 2030, horizon: 2, price_level: 2030, discounting: {rate: 0}, inflation: {rate: 0},
  language: LANGUAGE, draws: 1024}
alternatives: {baseline: {}, tool: {}, other: {}}
lines:
  cost: {kind: cash_flow, alternative: [tool, other], payer: municipality, receiver: resources, years: 2030,
    duration: incidental, amounts: {value: 400, unit: EUR, price_year: 2030, source: invented, quality: B}}
  gain: {kind: cash_flow, alternative: [tool, other], payer: welfare, receiver: residents, years: 2031,
    amounts: {distribution: {kind: uniform, low: 200, high: 640}, unit: EUR/yr, price_year: 2030, source: invented,
      quality: B}}
  extra: {kind: cash_flow, alternative: other, payer: welfare, receiver: residents, years: 2031,
    amounts: {distribution: {kind: uniform, low: 2, high: 6}, unit: EUR/yr, price_year: 2030, source: invented,
      quality: B}}
pilots:
  trial: {alternative: tool, informs: [lines.gain.amounts], data: normal, sd: 100, sizes: [10, 40]}
  both: {alternative: tool, informs: [lines.gain.amounts, lines.extra.amounts], data: normal, sd: 9, sizes: [10]}
gates:
  plan: GATES
"""
WHO = "source: invented, quality: B"
LEARNS = "learns: [lines.gain.amounts]"
GOOD = f"{{alternative: tool, {WHO}, phases: [{{cost: 5, weeks: 26, {LEARNS}}}], wait: {{years: [1, 2]}}}}"


def phase(text: str, more: str = "") -> str:
    return f"{{alternative: tool, {WHO}, phases: [{{{text}}}]{more}}}"


WRONG = {
    f"{{alternative: tol, {WHO}, phases: [{{cost: 5}}]}}": "gates.plan.alternative",
    f"{{alternative: baseline, {WHO}, phases: [{{cost: 5}}]}}": "gates.plan.alternative",
    f"{{alternative: tool, {WHO}}}": "gates.plan.phases",
    f"{{alternative: tool, {WHO}, phases: []}}": "gates.plan.phases",
    f"{{alternative: tool, {WHO}, phases: {{a: {{cost: 5}}}}}}": "gates.plan.phases",
    f"{{alternative: tool, {WHO}, phases: [5]}}": "gates.plan.phases.0",
    "{alternative: tool, phases: [{cost: 5}]}": "source",
    "{alternative: tool, phases: [{cost: 5}], source: own_estimate, quality: D}": "gates.plan",
    "{alternative: tool, phases: [{cost: 5}], source: invented, quality: E}": "gates.plan.quality",
    phase("cost: -5"): "gates.plan.phases.0.cost",
    phase("cost: 1.500"): "1500",
    phase("cost: veel"): "gates.plan.phases.0.cost",
    phase("weeks: -1"): "gates.plan.phases.0.weeks",
    phase("weeks: 105"): "gates.plan.phases",
    phase("passes: 1.2"): "gates.plan.phases.0.passes",
    phase("passes: 70%"): "0.7",
    phase("passes: -0.1"): "gates.plan.phases.0.passes",
    phase("learns: [lines.cost.amounts]"): "gates.plan.phases.0.learns",
    phase("learns: [lines.gain.amount]"): "lines.gain.amounts",
    phase("learns: [lines.gain.amounts, lines.gain.amounts]"): "gates.plan.phases.0.learns",
    phase("pilot: trail"): "gates.plan.phases.0.pilot",
    phase("pilot: trial"): "gates.plan.phases.0.size",
    phase("pilot: trial, size: 20"): "gates.plan.phases.0.size",
    phase("size: 20"): "gates.plan.phases.0.size",
    phase(f"pilot: trial, size: 10, {LEARNS}"): "gates.plan.phases.0.learns",
    phase("at_least: 3"): "gates.plan.phases.0.at_least",
    phase("pilot: both, size: 10, at_most: 3"): "gates.plan.phases.0.at_most",
    phase(f"{LEARNS}, at_least: 3, at_most: 9"): "gates.plan.phases.0.at_most",
    phase("salvage: .nan"): "gates.plan.phases.0.salvage",
    phase("duration: 3"): "duration",
    phase(LEARNS, f", wait: {{years: [1], {LEARNS}}}"): "gates.plan.phases.0.learns",
    phase("cost: 5", ", wait: {years: []}"): "gates.plan.wait.years",
    phase("cost: 5", ", wait: {years: [2, 1]}"): "gates.plan.wait.years",
    phase("cost: 5", ", wait: {years: [0]}"): "gates.plan.wait.years",
    phase("cost: 5", ", wait: {years: [1, 3]}"): "gates.plan.wait.years",
    phase("cost: 5", ", wait: {years: [1], cost: -3}"): "gates.plan.wait.cost",
    phase("cost: 5", ", wait: {}"): "gates.plan.wait.years",
    phase("cost: 5", ", wait: 1"): "gates.plan.wait",
    f"{{alternative: other, {WHO}, phases: [{{pilot: trial, size: 10}}]}}": "gates.plan.phases.0.pilot",
    "[1]": "gates.plan",
}


def appraise(folder: Path, gates: str, language: str = "en", *options: str) -> int:
    path = folder / "case.yaml"
    path.write_text(CASE.replace("LANGUAGE", language).replace("GATES", gates), encoding="utf-8")
    return main(["appraise", str(path), "--format", "json", "--voi", *options])


@pytest.mark.parametrize("gates", WRONG)
def test_gates_that_cannot_be_are_refused_by_their_place(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], gates: str
) -> None:
    for language in ("nl", "en"):
        assert appraise(tmp_path, gates, language) == 2
        message = " ".join(capsys.readouterr().err.split())
        assert WRONG[gates] in message
        assert "gates_" not in message.partition("case.yaml:")[2]


def test_all_that_is_wrong_is_told_at_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    wrong = (
        "{alternative: tol, source: own_estimate, quality: D, phases: [{cost: -1, passes: 2}, "
        "{learns: [lines.cost.amounts], weeks: 999}, {pilot: none}], wait: {years: [5]}}"
    )
    assert appraise(tmp_path, wrong) == 2
    message = " ".join(capsys.readouterr().err.split())
    for place in (
        "alternative",
        "phases.0.cost",
        "phases.0.passes",
        "phases.1.learns",
        "phases.2.pilot",
        "wait.years",
    ):
        assert f"gates.plan.{place}" in message


def test_a_number_that_a_change_makes_certain_is_not_learnt(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bordered = phase(f"{LEARNS}, at_least: 400")
    for gates in (
        GOOD,
        GOOD.replace("[lines.gain.amounts]", "lines.gain.amounts"),
        bordered,
        phase("pilot: trial, size: 10, at_least: 3"),
    ):
        assert appraise(tmp_path, gates, "en", "--set", "lines.gain.amounts=500") == 0
        told = json.loads(capsys.readouterr().out)["gates"]["plan"]
        assert all(gate["rule"] is None for gate in told["by_gate"])


def test_a_change_reaches_every_number(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert appraise(tmp_path, GOOD) == 0
    before = json.loads(capsys.readouterr().out)["gates"]["plan"]
    for change, moves in (
        ("gates.plan.phases.0.cost=25", -20.0),
        ("gates.plan.phases.0.cost=0", 5.0),
    ):
        assert appraise(tmp_path, GOOD, "en", "--set", change) == 0
        after = json.loads(capsys.readouterr().out)["gates"]["plan"]
        assert after["value"] == pytest.approx(before["value"] + moves)
    for change in (
        "gates.plan.phases.0.weeks=52",
        "gates.plan.phases.0.passes=0.5",
        "gates.plan.wait.years=1",
    ):
        assert appraise(tmp_path, GOOD, "en", "--set", change) == 0
        assert json.loads(capsys.readouterr().out)["gates"]["plan"] != before
    assert appraise(tmp_path, GOOD, "en", "--set", "gates.plan.phases.0.passes=1.5") == 2
    assert appraise(tmp_path, GOOD, "en", "--set", "gates.plan.phases.3.cost=1") == 2


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("phase: pilot, category: model, amounts: {value: 9", True),
        ("amounts: {value: 5", True),
        ("amounts: {value: {2030: 5, 2031: 9}", True),
        ("phase: pilot, category: evaluation, amounts: {value: 9", False),
        ("phase: run, amounts: {value: 9", False),
        ("phase: design, amounts: {value: 5", False),
        ("amounts: {by_alternative: {tool: 5, default: 9}", True),
        ("amounts: {by_alternative: {other: 9, default: 5}", True),
        ("amounts: {by_alternative: {tool: 9, default: 5}", False),
        ("amounts: {by_alternative: {tool: 9, other: 5}", False),
        ("amounts: {ref: lines.cost.amounts", False),
        ("amounts: {pm: nobody knows", False),
    ],
)
def test_what_a_phase_costs_is_asked_about_where_a_line_holds_it_too(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], line: str, told: bool
) -> None:
    trial = (
        "  trial: {kind: cash_flow, alternative: tool, payer: municipality, receiver: resources, "
        f"{line}, unit: EUR, price_year: 2030, source: invented, quality: B}}}}\n"
    )
    path = tmp_path / "case.yaml"
    case = CASE.replace("LANGUAGE", "en").replace("GATES", GOOD).replace("pilots:", f"{trial}pilots:")
    path.write_text(case, encoding="utf-8")
    assert main(["check", str(path)]) == 0
    printed = capsys.readouterr()
    said = "a phase costs 5 euro, and lines.trial seems to count that too"
    assert (said in printed.out + printed.err) is told


def test_a_large_amount_of_a_phase_is_written_in_full(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    trial = (
        "  trial: {kind: cash_flow, alternative: tool, payer: municipality, receiver: resources, phase: pilot, "
        "amounts: {value: 9, unit: EUR, price_year: 2030, source: invented, quality: B}}\n"
    )
    path = tmp_path / "case.yaml"
    case = CASE.replace("LANGUAGE", "en").replace("GATES", GOOD).replace("pilots:", f"{trial}pilots:")
    path.write_text(case.replace("cost: 5,", "cost: 1234567,"), encoding="utf-8")
    assert main(["check", str(path)]) == 0
    printed = capsys.readouterr()
    assert "a phase costs 1234567 euro" in " ".join((printed.out + printed.err).split())
