"""Pairs of cases that do not fit, and what ``mll diff`` says of them; its text and its page."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from slips import CASE, Commands

from mll_finance import load_case
from mll_finance.cli.main import main
from mll_finance.engine.study import Study
from mll_finance.report.context import Context
from mll_finance.report.pieces.names import full_name


@pytest.fixture
def pair(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the trial case, and the same with another wage and a better source of it."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.yaml").write_text(CASE, encoding="utf-8")
    changed = CASE.replace("value: 85000", "value: 91000").replace(
        "source: cao, quality: A", "source: cao, quality: B"
    )
    (tmp_path / "b.yaml").write_text(changed, encoding="utf-8")
    return tmp_path


def test_the_text_names_the_change_and_what_it_moves(pair: Path, commands: Commands) -> None:
    code, text = commands.given("diff", "a.yaml", "b.yaml")
    assert code == 0
    # 0.5 fte at 6,000 euros more a year, in the four years from 2026 on; discounted the sum is below 12,000.
    assert "85.000 → 91.000 euro per fte" in " ".join(text.split())
    assert "Samen" in text


def test_a_scenario_of_a_case_is_named_behind_a_hash(pair: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["diff", "a.yaml", "a.yaml#busy", "--format", "json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert [row["path"] for row in document["rows"]] == ["quantities.help.of"]
    assert (document["rows"][0]["was"], document["rows"][0]["is"]) == (1200, 1500)


def test_a_run_is_the_case_as_it_was_run(pair: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert (
        main(
            [
                "run",
                "a.yaml",
                "--out",
                "run",
                "--formats",
                "none",
                "--notebooks",
                "none",
                "--scenario",
                "busy",
            ]
        )
        == 0
    )
    capsys.readouterr()
    assert main(["diff", "a.yaml", "run", "--format", "json"]) == 0
    assert [row["path"] for row in json.loads(capsys.readouterr().out)["rows"]] == ["quantities.help.of"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("a.yaml", "c.yaml"), "dit bestand is er niet"),
        (("a.yaml", "a.yaml#bussy"), "bussy"),
        (("a.yaml", "two_years"), "geen alternatief dat in beide cases staat"),
        (("a.yaml", "b.yaml", "--out", "page.pdf"), "op .html eindigt"),
        (("a.yaml", "b.yaml", "--out", "a.yaml"), ".html"),
    ],
)
def test_what_cannot_be_is_said_in_words(
    pair: Path, commands: Commands, arguments: tuple[str, ...], said: str
) -> None:
    code, text = commands.given("diff", *arguments)
    assert code == 2
    assert said in " ".join(text.split())


def test_each_case_is_named_with_the_choices_that_it_has(pair: Path, commands: Commands) -> None:
    code, text = commands.given("diff", "a.yaml", "two_years")
    told = " ".join(text.split())
    assert code == 2
    own = ", ".join(load_case(pair / "a.yaml").projects)
    assert f"in de eerste case (a.yaml) staan: {own};" in told
    assert "two_years.yaml) staan: project" in told
    assert f"bijvoorbeeld {own.partition(',')[0]} in plaats van project" in told


def test_many_changes_say_first_that_they_take_long(pair: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from mll_finance import load_case
    from mll_finance.cli.command_line.duration import say_first_between

    case = load_case("vroegsignalering_eindhoven")
    say_first_between(case, 16)
    assert capsys.readouterr().err == ""
    # 2^10 cases of some 0.05 s each take the better part of a minute; twice as many lines or years more than one.
    say_first_between(case, 2**11)
    assert "Dit duurt ongeveer" in capsys.readouterr().err


def test_a_map_by_year_says_which_year_is_another(pair: Path, commands: Commands) -> None:
    changed = CASE.replace("{2026: 1, 2027: 1.5}", "{2026: 1, 2027: 2, 2028: 3}")
    (pair / "b.yaml").write_text(changed, encoding="utf-8")
    code, text = commands.given("diff", "a.yaml", "b.yaml")
    assert code == 0
    assert "2027: 1,5 → 2; 2028: niet" in " ".join(text.split())


def test_a_page_that_is_there_stays(pair: Path, commands: Commands) -> None:
    (pair / "page.html").write_text("mine", encoding="utf-8")
    code, text = commands.given("diff", "a.yaml", "b.yaml", "--out", "page.html")
    assert code == 2
    assert "page.html is er al" in text
    assert (pair / "page.html").read_text(encoding="utf-8") == "mine"


def test_the_page_has_the_figure_and_the_tables(pair: Path, commands: Commands) -> None:
    code, _ = commands.given("diff", "a.yaml", "b.yaml", "--out", "page.html", "--language", "en")
    assert code == 0
    page = (pair / "page.html").read_text(encoding="utf-8")
    assert 'id="table-diff"' in page
    assert 'id="fig-diff"' in page
    assert "lines.desk_staff.wage" in page.replace("<wbr>", "")


def test_files_of_one_name_with_other_contents_are_told_apart(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wage = "wage: {table: own, id: wage}"
    for folder, amount in (("one", 85000), ("two", 91000)):
        (tmp_path / folder).mkdir()
        case_text = CASE.replace(
            "wage: {value: 85000, unit: EUR/fte/yr, price_year: 2026, source: cao, quality: A}", wage
        )
        case_text = case_text.replace("municipality: Breda}", "municipality: Breda, tables: {own: own.csv}}")
        (tmp_path / folder / "case.yaml").write_text(case_text, encoding="utf-8")
        (tmp_path / folder / "own.csv").write_text(
            f"id,value,unit,quality,source,year,price_year\nwage,{amount},EUR/fte/yr,B,cao,2026,2026\n",
            encoding="utf-8",
        )
    names = [str(tmp_path / folder / "case.yaml") for folder in ("one", "two")]
    assert main(["diff", *names, "--format", "json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert [row["path"] for row in document["rows"]] == ["case.tables.own"]
    assert [row["path"] for row in document["follows"]] == ["lines.desk_staff.wage"]
    assert document["total"]["society"]["desk"] < document["total"]["society"]["app"] < 0


WRITTEN = (
    ("payer: municipality\n    receiver: resources\n    years", "payer: maker\n    receiver: resources\n    years",
     "Build: Betaler", "Gemeente → Maker"),
    ("language: nl", "language: nl, timing: end_of_year", "Moment in het jaar", "eind van"),
    ("cash: true", "cash: false", "Less: Gaat er echt geld om", "ja → nee"),
    ("status: open", "status: met", "DPIA", "open → vervuld"),
    ("phase: pilot", "phase: roll_out", "Less: Fase", "proef → invoering"),
)  # fmt: skip


@pytest.mark.parametrize(("was", "now", "change", "values"), WRITTEN)
def test_a_word_of_the_file_is_told_in_the_words_of_the_reader(
    pair: Path, commands: Commands, was: str, now: str, change: str, values: str
) -> None:
    more = "    title: Less\n    phase: pilot\n    cash: true\nscenarios:"
    text = (
        CASE.replace("scenarios:", f"{more}")
        + "preconditions: {dpia: {status: open, evidence: The jurist}}\n"
    )
    assert text.count(was) == 1
    (pair / "c.yaml").write_text(text, encoding="utf-8")
    (pair / "d.yaml").write_text(text.replace(was, now), encoding="utf-8")
    told = " ".join(commands.shown("diff", "c.yaml", "d.yaml").split())
    assert change in told
    assert values in told


def test_advice_that_turned_on_another_choice_is_told(pair: Path, commands: Commands) -> None:
    """The advice on the choice that the case is about stays, and "enough for that" then said nothing."""
    saved = """  saved:
    kind: cash_flow
    alternative: [desk]
    payer: resources
    receiver: municipality
    amounts: {value: {2027: AMOUNT}, unit: EUR, price_year: 2026, source: plan, quality: B}
scenarios:"""
    for name, amount in (("c.yaml", "10"), ("d.yaml", "900000")):
        text = CASE.replace("scenarios:", saved.replace("AMOUNT", amount))
        text = text.replace("language: nl", "language: nl, about: app")
        (pair / name).write_text(text, encoding="utf-8")
    told = " ".join(commands.shown("diff", "c.yaml", "d.yaml").split())
    assert "Het advies over 'Desk' was: " in told


UNCERTAIN = "value: {low}, unit: {unit}, distribution: {{kind: uniform, low: {low}, high: {high}}}"
PAIR = """correlations:
  pull: {between: [quantities.hours.minutes, quantities.hours.realised], rank: 0.5, source: count, quality: B}
"""


@pytest.fixture
def correlated(pair: Path) -> str:
    """The text of the trial case with two uncertain numbers that move together."""
    text = CASE
    for number, low, high in (("minutes", 30, 40), ("realised", 0.5, 0.7), ("cash_share", 0.5, 0.6)):
        spread = f"distribution: {{kind: uniform, low: {low}, high: {high}}}, source: count"
        line = next(line for line in text.splitlines() if line.strip().startswith(f"{number}:"))
        text = text.replace(
            line, re.sub(r"value: [\d.]+", "", line).replace("{, ", "{").replace("source: count", spread)
        )
    text = text.replace("scenarios:", f"{PAIR}scenarios:")
    (pair / "c.yaml").write_text(text, encoding="utf-8")
    return text


@pytest.mark.parametrize(
    ("was", "now", "values"),
    [
        ("rank: 0.5", "rank: -0.25", "0,50 → −0,25"),
        (PAIR, "", "0,50 → niet aanwezig"),
        ("hours.realised]", "hours.cash_share]", "aandeel gerealiseerd' →"),
    ],
)
def test_a_correlation_is_told_by_the_names_of_its_numbers(
    pair: Path, correlated: str, commands: Commands, was: str, now: str, values: str
) -> None:
    assert correlated.count(was) == 1
    (pair / "d.yaml").write_text(correlated.replace(was, now), encoding="utf-8")
    case = load_case("c.yaml")
    context = Context(Study(case), "nl")
    minutes, realised, cash = (
        full_name(context, case.graph.leaves[f"quantities.hours.{name}"])
        for name in ("minutes", "realised", "cash_share")
    )
    second = cash if "cash_share" in now else realised
    told = " ".join(commands.shown("diff", "c.yaml", "d.yaml").split())
    assert f"Samenhang van '{minutes}' en '{second}'" in told
    assert values in told
