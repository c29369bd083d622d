"""A command that takes over a minute says so before it begins, by what it counts and not by a clock."""

from __future__ import annotations

from pathlib import Path

import pytest

from mll_finance import load_case
from mll_finance.cli import appraise as appraising
from mll_finance.cli.command_line.duration import expected_seconds, most_draws
from mll_finance.cli.main import main
from mll_finance.report.paper import chromium

LINE = """
  line_{n}: {{kind: cash_flow, alternative: project, payer: municipality, receiver: resources,
    amounts: {{{number}, unit: EUR/yr, price_year: 2026, source: s, quality: B}}}}
"""
CERTAIN, UNCERTAIN = "value: {2026: 1}", "distribution: {kind: uniform, low: 0.5, high: 1.5}"


def case_of(
    folder: Path, *, lines: int, years: int, number: str = CERTAIN, settings: str = "", language: str = "en"
) -> Path:
    """A case of so many lines and years."""
    path = folder / "case.yaml"
    head = (
        f"case: {{id: long, base_year: 2026, horizon: {years - 1}, language: {language}, "
        f"discounting: {{rate: 0.03}}, inflation: {{rate: 0.0}}{settings}}}\n"
        "alternatives: {baseline: {}, project: {}}\nlines:"
    )
    path.write_text(head + "".join(LINE.format(n=n, number=number) for n in range(lines)), encoding="utf-8")
    return path


class BegunError(Exception):
    """That the work began."""


def begins(*_: object, **__: object) -> None:
    raise BegunError


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "This takes about 10 min: 300 lines x 300 years x 2 alternatives with the baseline x 1 draw."),
        ("nl", "Dit duurt ongeveer 10 min: 300 posten x 300 jaren x 2 alternatieven met het nulalternatief"),
    ],
)
def test_run_says_first_that_it_takes_long(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    language: str,
    said: str,
) -> None:
    """By hand: 4 + 300 x 300 x 2 x (0.0002 + 0.00000001 + 0.003 + 0.00000002) = 580 s; without formats 40 s."""
    path = case_of(tmp_path, lines=300, years=300, language=language)
    monkeypatch.setattr("mll_finance.batch.run.whole_folder", begins)
    with pytest.raises(BegunError):
        main(["run", str(path), "--notebooks", "none", "--out", str(tmp_path / "out")])
    assert said in capsys.readouterr().err
    with pytest.raises(BegunError):
        main(["run", str(path), "--notebooks", "none", "--formats", "none", "--out", str(tmp_path / "out")])
    assert capsys.readouterr().err == ""


def test_appraise_says_first_that_it_takes_long(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """By hand: 4 + 10 x 10 x 2 x (0.0002 + draws x 0.00000001): 138 s at 2^26 draws, 4 s at the usual number."""
    path = str(case_of(tmp_path, lines=10, years=10, number=UNCERTAIN))
    monkeypatch.setattr(appraising, "_check", begins)
    monkeypatch.setattr("mll_finance.report.terminal.tables", begins)
    monkeypatch.setattr("mll_finance.report.terminal.opening_lines", begins)
    for option in (("--draws", str(2**26)), ("--set", "case.draws_until={error: 1, at_most: 67108864}")):
        with pytest.raises(BegunError):
            main(["appraise", path, *option])
        said = capsys.readouterr().err
        assert said.startswith("This takes about 2 min: 10 lines x 10 years x 2 alternatives"), said
        assert "67108864 draws. Fewer draws (--draws) take less." in said
    with pytest.raises(BegunError):
        main(["appraise", path])
    assert capsys.readouterr().err == ""


def test_appraise_says_so_before_the_draws_tell_which_alternative_is_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = str(case_of(tmp_path, lines=10, years=10, number=UNCERTAIN))
    monkeypatch.setattr(appraising, "asked_alternative", begins)
    with pytest.raises(BegunError):
        main(["appraise", path, "--draws", str(2**26), "--sensitivity"])
    assert capsys.readouterr().err.startswith("This takes about 2 min")
    # What cannot be is refused without a word about how long it takes.
    assert main(["appraise", path, "--draws", str(2**26), "--sensitivity", "none"]) == 2
    assert "This takes" not in capsys.readouterr().err


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "and of 300 uncertain numbers what knowing is worth. Without --voi or with fewer draws"),
        ("nl", "en van 300 onzekere getallen wat het waard is om te weten. Zonder --voi of met minder"),
    ],
)
def test_what_finding_out_is_worth_says_first_that_it_takes_long(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    language: str,
    said: str,
) -> None:
    """By hand: 4 + 300 x 1 x 2 x (0.0002 + 16384 x 0.00000001) + 300 x 16384 x 0.00002 = 103 s; without, 5 s."""
    path = str(case_of(tmp_path, lines=300, years=1, number=UNCERTAIN, language=language))
    monkeypatch.setattr(appraising, "_tables", begins)
    with pytest.raises(BegunError):
        main(["appraise", path, "--draws", "16384", "--voi"])
    printed = capsys.readouterr().err
    assert "2 min" in printed and said in printed
    with pytest.raises(BegunError):
        main(["appraise", path, "--draws", "16384"])
    assert capsys.readouterr().err == ""


def test_phases_take_their_time(tmp_path: Path) -> None:
    """By hand: two phases at the start or in two later years, 2 x 3 x 1024 draws of 0.00012 s."""
    path = case_of(tmp_path, lines=1, years=5, number=UNCERTAIN, settings=", draws: 1024")
    bare = expected_seconds(load_case(path), ("finding_out",))
    phases = "phases: [{cost: 1}, {cost: 2}], wait: {years: [1, 2]}"
    plan = f"{{alternative: project, source: s, quality: B, {phases}}}"
    path.write_text(f"{path.read_text(encoding='utf-8')}\ngates: {{plan: {plan}}}\n", encoding="utf-8")
    assert expected_seconds(load_case(path), ("finding_out",)) - bare == pytest.approx(6 * 1024 * 0.00012)
    assert bare == pytest.approx(4 + 1024 * 0.00002)


@pytest.mark.parametrize(
    ("formats", "said"),
    [("html,pdf", "Chromium, Chrome or Edge"), ("html", "exists and is not an earlier run")],
)
def test_a_run_that_is_refused_says_nothing_of_how_long_it_takes(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    formats: str,
    said: str,
) -> None:
    """Refused are a format that needs a Chromium that is not there, and a folder that holds something else."""
    path = case_of(tmp_path, lines=300, years=300)
    mine = tmp_path / "mine.txt"
    mine.touch()
    monkeypatch.setattr(chromium, "_candidates", lambda: iter(()))
    folder = tmp_path / "out" if "pdf" in formats else tmp_path
    options = ("--notebooks", "none", "--formats", formats, "--out", str(folder))
    assert main(["run", str(path), *options]) == 2
    printed = capsys.readouterr().err
    assert said in printed and "This takes" not in printed, printed


def test_what_takes_long_is_counted(tmp_path: Path) -> None:
    case = load_case(case_of(tmp_path, lines=20, years=50, number=UNCERTAIN, settings=", draws: 1024"))
    amounts = 20 * 50 * 2
    assert most_draws(case) == 1024
    bare = expected_seconds(case, ())
    assert bare == 4
    by_hand = 4 + amounts * (0.0002 + 1024 * 1e-8 + 0.001) + 3 * (0.3 + amounts * 0.0004)
    assert expected_seconds(case, ("results", "sensitivity"), notebooks=3) == pytest.approx(by_hand)


@pytest.mark.parametrize("example", ["two_years", "vroegsignalering_eindhoven"])
def test_an_example_is_not_long(example: str) -> None:
    assert expected_seconds(load_case(example), ("results", "report")) < 60
