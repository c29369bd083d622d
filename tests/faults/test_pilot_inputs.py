"""What a case says wrongly of its pilots is told with its place and what to do, all at once, in its language."""

from __future__ import annotations

from pathlib import Path

import pytest

from mll_finance.cli.main import main

CASE = """
case: {id: pilots, base_year: 2030, horizon: 1, price_level: 2030, discounting: {rate: 0}, inflation: {rate: 0},
  language: LANGUAGE, draws: 1024}
alternatives: {baseline: {}, tool: {}}
lines:
  cost: {kind: cash_flow, alternative: tool, payer: municipality, receiver: resources, years: 2030,
    duration: incidental, amounts: {value: 400, unit: EUR, price_year: 2030, source: invented, quality: B}}
  gain: {kind: cash_flow, alternative: tool, payer: welfare, receiver: residents, years: 2031,
    amounts: {distribution: {kind: uniform, low: 200, high: 640}, unit: EUR/yr, price_year: 2030, source: invented,
      quality: B}}
pilots:
  trial: PILOT
"""
GOOD = "{alternative: tool, informs: [lines.gain.amounts], data: normal, sd: 100, sizes: [10, 40]}"
WRONG = {
    "{alternative: tol, informs: [lines.gain.amounts], data: normal, sd: 100, sizes: [10]}": "pilots.trial.alternative",
    "{alternative: baseline, informs: [lines.gain.amounts], data: count, sizes: [1]}": "pilots.trial.alternative",
    "{alternative: tool, informs: [lines.cost.amounts], data: normal, sd: 100, sizes: [10]}": "pilots.trial.informs",
    "{alternative: tool, informs: [lines.gain.amount], data: normal, sd: 100, sizes: [10]}": "lines.gain.amounts",
    "{alternative: tool, informs: [], data: normal, sd: 100, sizes: [10]}": "pilots.trial.informs",
    "{alternative: tool, informs: [lines.gain.amounts], data: binomial, sizes: [10]}": "pilots.trial.data",
    "{alternative: tool, informs: [lines.gain.amounts], data: weighed, sizes: [10]}": "pilots.trial.data",
    "{alternative: tool, informs: [lines.gain.amounts], data: normal, sizes: [10]}": "pilots.trial.sd",
    "{alternative: tool, informs: [lines.gain.amounts], data: normal, sd: 0, sizes: [10]}": "pilots.trial.sd",
    "{alternative: tool, informs: [lines.gain.amounts], data: count, sd: 2, sizes: [10]}": "pilots.trial.sd",
    "{alternative: tool, informs: [lines.gain.amounts], data: count, sizes: [10, 0]}": "pilots.trial.sizes.1",
    "{alternative: tool, informs: [lines.gain.amounts], data: count, sizes: [2.5]}": "pilots.trial.sizes.0",
    "{alternative: tool, informs: [lines.gain.amounts], data: count, sizes: []}": "pilots.trial.sizes",
    "{alternative: tool, informs: [lines.gain.amounts], data: count, sizes: {a: 1}}": "pilots.trial.sizes",
    "{alternative: tool, informs: [lines.gain.amounts], data: count, sizes: [10], weeks: -1}": "pilots.trial.weeks",
    "{alternative: tool, informs: [lines.gain.amounts], data: count, sizes: [10], cost: {fixed: -5}}": "cost.fixed",
    "{alternative: tool, informs: [lines.gain.amounts], data: count, sizes: [10], cost: {fixed: 1.500}}": "1500",
    "{alternative: tool, informs: [lines.gain.amounts], data: count, sizes: [10], wks: 2}": "weeks",
    "[1]": "pilots.trial",
}


def check(folder: Path, pilot: str, language: str = "en", *options: str) -> int:
    path = folder / "case.yaml"
    path.write_text(CASE.replace("LANGUAGE", language).replace("PILOT", pilot), encoding="utf-8")
    return main(["appraise", str(path), "--format", "json", "--voi", *options])


@pytest.mark.parametrize("pilot", WRONG)
def test_a_pilot_that_cannot_be_is_refused_by_its_place(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], pilot: str
) -> None:
    for language in ("nl", "en"):
        assert check(tmp_path, pilot, language) == 2
        message = " ".join(capsys.readouterr().err.split())
        assert WRONG[pilot] in message
        assert "pilot_" not in message.partition("case.yaml:")[2]


def test_all_that_is_wrong_is_told_at_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    wrong = "{alternative: tol, informs: [lines.cost.amounts], data: count, sd: 2, sizes: [0]}"
    assert check(tmp_path, wrong) == 2
    message = capsys.readouterr().err
    for place in ("alternative", "informs", "sd", "sizes.0"):
        assert f"pilots.trial.{place}" in message


def test_a_number_that_a_change_makes_certain_leaves_the_pilot(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for pilot in (GOOD, GOOD.replace("[lines.gain.amounts]", "lines.gain.amounts")):
        assert check(tmp_path, pilot, "en", "--set", "lines.gain.amounts=500") == 0
        assert '"evsi": []' in capsys.readouterr().out


def test_a_csv_has_no_room_for_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert check(tmp_path, GOOD, "nl", "--format", "csv") == 2
    assert "--voi" in capsys.readouterr().err


@pytest.mark.parametrize("sizes", ["tien", "[[10]]", "[true]", "[1e300]", "[1.000]"])
def test_a_list_with_something_wrong_in_it_is_not_called_empty(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], sizes: str
) -> None:
    assert check(tmp_path, GOOD.replace("[10, 40]", sizes), "nl") == 2
    message = capsys.readouterr().err
    assert (
        "1 probleem" in message and "pilots.trial.sizes.0" in message and "er staat niets in" not in message
    )


WRONG_DISTRIBUTION = ("kind: uniform, low: 200, high: 640", "kind: uniform, low: 900, high: 640")
NAMING = {
    "pilots": f"pilots:\n  trial: {GOOD}\n",
    "gates": "gates:\n  plan: {alternative: tool, source: invented, quality: B,"
    " phases: [{weeks: 8, learns: [lines.gain.amounts]}]}\n",
    "correlations": "correlations:\n  pair: {between: [lines.gain.amounts, lines.cost.amounts], rank: 0.5,"
    " source: own_estimate, quality: D, accepted_by: x}\n",
}


@pytest.mark.parametrize("section", NAMING)
def test_a_number_that_is_wrong_is_not_said_to_be_missing_where_it_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], section: str
) -> None:
    path = tmp_path / "case.yaml"
    text = CASE.replace("LANGUAGE", "en").partition("pilots:\n")[0] + NAMING[section]
    path.write_text(text.replace(*WRONG_DISTRIBUTION), encoding="utf-8")
    assert main(["check", str(path)]) == 2
    message = " ".join(capsys.readouterr().err.split())
    assert "lines.gain.amounts" in message and "no number" not in message, message
    # A number that nobody wrote is missing all the same.
    path.write_text(text.replace("[lines.gain.amounts", "[lines.gains.amounts"), encoding="utf-8")
    assert main(["check", str(path)]) == 2
    assert "no number 'lines.gains.amounts'" in " ".join(capsys.readouterr().err.split())
