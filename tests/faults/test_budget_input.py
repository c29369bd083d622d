"""Bad input of budget, cover, proposal and activation: every problem at once, each with what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from mll_finance.cli.main import main

CASE = """\
case: {id: faults, base_year: 2026, horizon: 3, draws: 16}
alternatives:
  baseline:
  project: {title: Project}
budget:
  omslagrente: {rate: 0.0187, step: 0.005, mode: nearest, source: goirle, quality: B}
  programmes: {social: {title: Social}}
  taakvelden: {"6.3": {title: Income schemes, programme: social}}
  resilience: {available: 1000, required: 500, source: begroting, quality: A}
cover:
  reserve: {alternative: all, kind: reserve, duration: incidental, amounts: {2026: 100}, source: raad}
  rest: {alternative: project, kind: reserve, duration: incidental, closing: true, source: raad}
proposal:
  alternative: project
  decisions: [{by: raad, text: Choose}]
  evaluation: {year: 2028, what: A comparison}
  contracts: {one: {title: System, lines: [system]}}
lines:
  system:
    kind: purchase
    alternative: project
    payer: municipality
    receiver: resources
    years: 2026
    btw: {rate: 0.21, compensable: 1}
    nature: capital
    activation: {method: linear, years: 3, first_year: 0.5, source: nota}
    amount: {value: 300, unit: EUR, price_year: 2026, source: s, quality: B}
"""


def check(text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    path = tmp_path / "case.yaml"
    path.write_text(text, encoding="utf-8")
    code = main(["check", str(path), "--language", "en"])
    return code, capsys.readouterr().err


def test_the_case_itself_is_in_order(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert check(CASE, tmp_path, capsys) == (0, "")


@pytest.mark.parametrize(
    ("good", "bad", "path", "said"),
    [
        ("  omslagrente: {rate: 0.0187,", "  omslagrente: {step: 0.005, rate: 1.87,", None, None),
        ("nature: capital", "nature: running", "lines.system.activation", "nature: capital"),
        (
            "years: 3, first_year: 0.5",
            "years: 3, first_year: 1.5",
            "lines.system.activation.first_year",
            "0 to 1",
        ),
        ("method: linear", "method: annuity", "lines.system.activation.first_year", "0 or 1"),
        ("years: 3, first", "years: 0, first", "lines.system.activation.years", "1"),
        (", source: nota}", "}", "lines.system.activation", "source"),
        (
            "    nature: capital",
            "    accounting: cash\n    nature: capital",
            "lines.system.activation",
            "accounting",
        ),
        ("rate: 0.0187, step: 0.005", "step: 0.005", "budget.omslagrente", "interest and a book value"),
        ("step: 0.005", "step: 0", "budget.omslagrente.step", "above zero"),
        ("mode: nearest", "mode: sideways", "budget.omslagrente.mode", "nearest"),
        ("programme: social", "programme: socail", "budget.taakvelden.6.3", "social"),
        ("required: 500", "required: 0", "budget.resilience", "above 0"),
        ("alternative: all, kind", "alternative: projct, kind", "cover.reserve.alternative", "project"),
        ("amounts: {2026: 100}", "amounts: {2031: 100}", "cover.reserve.amounts", "2026 to 2029"),
        ("amounts: {2026: 100}", "decided: true", "cover.reserve", "exactly one"),
        ("amounts: {2026: 100}", "closing: true", "cover.rest.closing", "closed by reserve"),
        ("duration: incidental, amounts", "amounts", "cover.reserve.duration", "structural"),
        ("by: raad", "by: wethouder", "proposal.decisions.0.by", "college"),
        ("year: 2028", "year: 2040", "proposal.evaluation.year", "2026 to 2029"),
        ("lines: [system]", "lines: [sytem]", "proposal.contracts.one.lines", "system"),
        (
            "  alternative: project\n  decisions",
            "  alternative: prject\n  decisions",
            "proposal.alternative",
            "project",
        ),
    ],
)
def test_what_is_wrong_is_said(
    good: str,
    bad: str,
    path: str | None,
    said: str | None,
    *,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert CASE.count(good) == 1, good
    code, error = check(CASE.replace(good, bad), tmp_path, capsys)
    assert code == 2
    assert "Traceback" not in error
    if path is not None and said is not None:
        assert path in error and said in error


def test_an_activated_line_without_any_interest(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    start, end = CASE.index("  omslagrente"), CASE.index("  programmes")
    code, error = check(CASE[:start] + CASE[end:], tmp_path, capsys)
    assert code == 2 and "lines.system.activation.interest" in error and "omslagrente" in error


def test_every_problem_is_said_at_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = CASE.replace("year: 2028", "year: 2040").replace("{2026: 100}", "{2031: 100}")
    text = text.replace("required: 500", "required: 0").replace("nature: capital", "nature: running")
    code, error = check(text, tmp_path, capsys)
    assert code == 2
    for path in (
        "proposal.evaluation.year",
        "cover.reserve.amounts",
        "budget.resilience",
        "lines.system.activation",
    ):
        assert path in error
