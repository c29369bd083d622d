"""The gate: all problems in one round, in the language of the case; additions first; no run of a half-filled case."""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path

import pytest
import yaml

from mll_finance.cli.main import main
from mll_finance.engine.study import appraise
from mll_finance.inputs.case.case import case_from_text
from mll_finance.inputs.case.loading import load_case
from mll_finance.judgement.additions import additions
from mll_finance.judgement.checks import case_standings
from mll_finance.report.context import Context
from mll_finance.report.pieces.additions import additions_text
from mll_finance.resources import package_folder, resource
from mll_finance.terms import sentences

CASE = """\
case: {id: brug, title: Brug over de beek, base_year: 2026, horizon: 3, language: nl}
alternatives: {baseline: {title: Niets}, brug: {title: Brug}, pont: {title: Pont}}
quantities:
  fietsers:
    kind: product
    title: Fietsers
    unit: person/yr
    factors: {telling: {value: 1200, unit: person/yr, source: telling, quality: B}}
lines:
  bouw:
    kind: purchase
    alternative: [brug]
    payer: municipality
    receiver: resources
    years: 2026
    btw: {rate: 0.0}
    amount: {value: 60000, unit: EUR, price_year: 2026, source: offerte, quality: B}
  tijdwinst:
    kind: quantity_price
    alternative: [brug]
    payer: welfare
    receiver: residents
    quantity: {ref: quantities.fietsers}
    price: {value: 40, unit: EUR/person, price_year: 2026, source: studie, quality: C}
scenarios:
  druk: {title: Drukker, set: {"quantities.fietsers.factors.telling": 1500}}
"""
OPEN = """\
preconditions:
  problem_owner: {status: met, evidence: Opdracht van NOG IN TE VULLEN}
  legal_basis: {status: open}
"""


@pytest.fixture
def write(tmp_path):
    def of(text: str = CASE) -> str:
        path = tmp_path / "brug.yaml"
        path.write_text(text, encoding="utf-8")
        return str(path)

    return of


@pytest.fixture
def refused(commands):
    return commands.refused


@pytest.fixture
def shown(commands):
    return commands.shown


# --- Everything in one round --------------------------------------------------------------------------------------


def five_mistakes() -> str:
    return (
        CASE.replace("    years: 2026\n", "    yeers: 2026\n")  # grammar
        .replace("ref: quantities.fietsers}", "ref: quantities.fietsers.people}")  # reference
        .replace("lines:\n", "lines:\n" + _NO_EUROS)  # units
        .replace("scenarios:\n", "scenaroos: {}\nscenarios:\n")  # section
        + "report: {sections: [summary, largest_linez]}\n"  # section of the report
    )


_NO_EUROS = """\
  veer:
    kind: subscription
    alternative: [pont]
    payer: municipality
    receiver: resources
    btw: {rate: 0.0}
    price: {value: 3, unit: person/yr, source: telling, quality: B}
"""


def test_five_mistakes_of_five_layers_take_one_round(write, refused) -> None:
    told = refused("check", write(five_mistakes()))
    for place in (
        "lines.bouw.yeers",
        "lines.tijdwinst.quantity.ref",
        "lines.veer.price",
        "scenaroos",
        "report.sections",
    ):
        assert f"- {place} (regel " in told, told


@pytest.mark.parametrize("command", ["check", "run"])
def test_an_unknown_section_of_the_report_is_refused(write, command, refused) -> None:
    told = refused(command, write(CASE + "report: {sections: [sumary]}\n"))
    assert "report.sections" in told and "'sumary'" in told and "bedoelt u 'summary'?" in told


# --- Placeholders -------------------------------------------------------------------------------------------------


def test_places_to_fill_in_are_named_and_stop_a_run(write, tmp_path, refused, shown) -> None:
    path = write(CASE.replace("title: Brug over de beek", "title: NOG IN TE VULLEN") + OPEN)
    said = shown("check", path)
    assert "case.title (regel 1)" in said and "preconditions.problem_owner.evidence" in said
    folder = str(tmp_path / "run")
    told = refused("run", path, "--out", folder, "--notebooks", "none")
    assert "case.title (regel 1)" in told and "--draft" in told and not Path(folder).exists()


def test_a_draft_says_that_it_is_one(write, capsys, tmp_path, shown) -> None:
    path = write(CASE.replace("title: Brug over de beek", "title: NOG IN TE VULLEN"))
    folder = tmp_path / "run"
    said = shown("run", path, "--draft", "--out", str(folder), "--notebooks", "none", "--formats", "html")
    assert "Dit is een concept" in said
    assert "Dit is een concept" in (folder / "report.html").read_text(encoding="utf-8")
    assert json.loads((folder / "results.json").read_text(encoding="utf-8"))["to_fill_in"] == ["case.title"]


def test_a_check_is_not_met_by_a_place_to_fill_in() -> None:
    def owner(text: str) -> set[str]:
        stand = case_standings(case_from_text(text))
        return {standing.status for standing in stand if standing.check.id == "problem_owner"}

    assert owner(CASE + OPEN) == {"open"}
    assert owner(CASE + OPEN.replace("NOG IN TE VULLEN", "de wethouder")) == {"met"}


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_template_names_every_place_to_fill_in(tmp_path, monkeypatch, language, refused, shown) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["new", "nieuw", "--language", language]) == 0
    said = shown("check", "nieuw.yaml")
    assert "case.owner" in said
    told = refused("run", "nieuw.yaml")
    assert "case.owner" in told and "--draft" in told


# --- What is added is said first ----------------------------------------------------------------------------------


def test_what_follows_from_open_preconditions_is_the_first_line(write, shown) -> None:
    first = " ".join(shown("appraise", write(CASE + OPEN)).split("\n\n")[0].split())
    assert "extra posten" in first and "zonder dit" in first
    without = shown("appraise", write(CASE)).splitlines()[0]
    assert "extra posten" not in without


def test_the_figures_are_those_of_the_case_with_and_without() -> None:
    bare, whole = appraise(case_from_text(CASE)), appraise(case_from_text(CASE + OPEN))
    added = additions(whole, "brug")
    assert added.npv_bare == pytest.approx(bare.value("society", "brug", "npv")["central"])
    assert added.npv == pytest.approx(whole.value("society", "brug", "npv")["central"])
    assert added.npv != added.npv_bare


def test_a_change_is_said_with_the_figure_before_and_after(write, shown) -> None:
    # One year of 60,000 at the start: 10,000 less is 10,000 more for society.
    told = shown("appraise", write(), "--set", "lines.bouw.amount=50000")
    first = " ".join(told.split("\n\n")[0].split())
    assert first.startswith("Gewijzigd: lines.bouw.amount.")
    before, after = (int(text.replace(".", "")) for text in re.findall(r"€\s*−?([\d.]*\d)", first)[:2])
    assert abs(after - before) == 10_000


def test_a_scenario_and_a_report_say_it_too(write, tmp_path, shown) -> None:
    first, *_ = shown("appraise", write(), "--scenario", "druk").splitlines()
    assert first.startswith("Gewijzigd: scenario druk.")
    folder = tmp_path / "run"
    options = ["--scenario", "druk", "--out", str(folder), "--notebooks", "none", "--formats", "html"]
    assert "Gewijzigd: scenario druk." in shown("run", write(), *options)
    assert "Gewijzigd: scenario druk." in (folder / "report.html").read_text(encoding="utf-8")


def test_a_change_that_alters_nothing_says_so(write, shown) -> None:
    first, *_ = shown("appraise", write(), "--set", "lines.bouw.amount=60000").splitlines()
    assert "verandert niets: lines.bouw.amount" in first and "€" not in first


def test_another_language_is_no_change_of_the_case() -> None:
    case = case_from_text(CASE)
    english = case.with_({"case.language": "en"})
    assert english.settings.language == "en" and english.overrides == ()
    assert english.fingerprint() == case.fingerprint()
    assert english.with_({"lines.bouw.amount": 1000}).settings.language == "en"


def test_points_for_a_second_look_are_named_by_appraise(write, shown) -> None:
    text = CASE.replace("price: {value: 40, unit: EUR/person", "price: {value: 40, unit: EUR/hour")
    assert "tweede blik" in shown("appraise", write(text))


# --- The language of the case -------------------------------------------------------------------------------------

ENGLISH = re.compile(
    r"\b(the|must|should|write|add|remove|one of|did you|such as|allowed are|is required|correct|unknown key)\b"
)


def test_the_errors_of_a_dutch_case_hold_no_english(write, refused) -> None:
    told = refused("check", write(five_mistakes()))
    assert "5 problemen" in told
    assert ENGLISH.findall(told) == []


AMOUNT = "{value: 60000, unit: EUR, price_year: 2026, source: offerte, quality: B}"
WRONG = {
    "a number alone": (AMOUNT, "60000", "alleen 60000", "60000 alone"),
    "no source": (
        AMOUNT,
        "{value: 60000, unit: EUR, price_year: 2026}",
        "geen source, geen quality",
        "no source, no",
    ),
    "two forms": (
        AMOUNT,
        AMOUNT.replace("value", "pm: weet niet, value"),
        "value en pm tegelijk",
        "value and pm",
    ),
    "a distribution of no kind": (
        AMOUNT,
        AMOUNT.replace("value: 60000", "distribution: {kind: pret, low: 1, high: 2}"),
        "de soort 'pret'",
        "the kind 'pret'",
    ),
    "a distribution that contradicts itself": (
        AMOUNT,
        AMOUNT.replace("value: 60000", "distribution: {kind: pert, low: 3, mode: 2, high: 4}"),
        "een pert die zichzelf tegenspreekt",
        "a pert that contradicts itself",
    ),
    "a trap": ("horizon: 3", "horizon: 0x3", "schrijf het getal decimaal", "write the number in decimals"),
    "a list": (
        "payer: welfare",
        "payer: [welfare]",
        "een lijst; een tekst; schrijf een tekst",
        "a list; a text",
    ),
    "too low": ("horizon: 3", "horizon: -1", "minstens 0", "at least 0"),
    "a key twice": ("base_year: 2026", "base_year: 2026, id: b", "staat hier twee keer", "stands here twice"),
    "a tag": ("title: Niets", "title: !x Niets", "haal de tag weg", "remove the tag"),
    "nothing at all": (CASE, "", "een leeg bestand", "an empty file"),
}


@pytest.mark.parametrize("slip", WRONG)
def test_what_a_case_may_not_hold_is_told_in_both_languages(write, slip, refused) -> None:
    right, wrong, dutch, english = WRONG[slip]
    assert right in CASE
    path = write(CASE.replace(right, wrong, 1))
    told = refused("check", path, "--language", "nl")
    assert dutch in told and ENGLISH.findall(told) == []
    assert english in refused("check", path, "--language", "en")


def test_language_decides_and_a_case_that_is_no_yaml_still_tells_its_own(write, refused) -> None:
    assert "5 problems" in refused("check", write(five_mistakes()), "--language", "en")
    broken = CASE.replace("quantities:", "quantities: [")
    assert "1 probleem" in refused("check", write(broken))
    both = refused("check", write(broken.replace(", language: nl", "")))
    assert "1 probleem\n" in both and "1 problem\n" in both


def plain(node: ast.expr) -> bool:
    """Whether an expression is a sentence in one language: a text, or a text with parts, that holds words."""
    if isinstance(node, ast.Constant):
        return isinstance(node.value, str) and bool(re.search("[a-z]", node.value))
    if isinstance(node, ast.JoinedStr):
        return any(plain(part) for part in node.values if isinstance(part, ast.Constant))
    if isinstance(node, ast.IfExp):
        return plain(node.body) or plain(node.orelse)
    return isinstance(node, ast.BinOp) and (plain(node.left) or plain(node.right))


WHERE = {
    "Problem": (1, 2, 3),
    "problem": (1, 2, 3),
    "_refuse": (1, 2, 3),
    "refusal": (0, 1, 2),
    "unknown": (1,),
}
"""Which arguments of a call are sentences."""


def one_language(text: str) -> list[int]:
    """Lines of a source text at which a problem is made of a sentence in one language."""
    lines = []
    for node in ast.walk(ast.parse(text)):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        places = [node.args[place] for place in WHERE.get(name, ()) if place < len(node.args)]
        named = [word.value for word in node.keywords if word.arg in ("found", "allowed", "remedy")]
        if name in WHERE and any(plain(part) for part in (*places, *named)):
            lines.append(node.lineno)
    return lines


def test_every_problem_is_made_of_phrases() -> None:
    found = {
        str(path.relative_to(package_folder())): one_language(path.read_text(encoding="utf-8"))
        for path in package_folder().rglob("*.py")
    }
    assert {path: lines for path, lines in found.items() if lines} == {}


def test_a_sentence_in_one_language_is_found() -> None:
    assert one_language('Problem("x", f"no {y}", phrase("a"), show(z))') == [1]
    assert one_language('Problem("x", f"\'{y}\'", phrase("a"), show(z))') == []


def test_english_texts_in_the_code_are_those_of_the_table() -> None:
    """A phrase of a module below the table brings its English text: the same as stands there."""
    checked = 0
    for path in package_folder().rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "of":
                texts = [part.value for part in node.args[:2] if isinstance(part, ast.Constant)]
                if len(texts) == 2 and all(isinstance(text, str) for text in texts):
                    assert sentences()[texts[0]]["en"] == texts[1], path
                    checked += 1
    assert checked > 20


def test_the_dutch_sentences_of_problems_hold_no_english() -> None:
    table = yaml.load(
        resource("data", "sentences_problems.yaml").read_text(encoding="utf-8"), Loader=yaml.CSafeLoader
    )
    assert [
        key for key, both in table.items() if ENGLISH.search(re.sub(r"<.*?>|\{.*?\}", "", both["nl"]))
    ] == []


def test_a_change_that_leaves_the_main_figure_says_so_once() -> None:
    """Of a setting that moves no euro: the same amount is not said twice as if it had gone somewhere."""
    study = appraise(load_case("two_years").with_({"case.title": "Other"}))
    english = additions_text(Context(study, "en"))
    assert "Changed: case.title." in english and "stays €" in english and "goes from" not in english
    assert "blijft daarbij €" in additions_text(Context(study, "nl"))
    dearer = appraise(load_case("two_years").with_({"lines.savings.amounts": {2027: 700, 2028: 600}}))
    assert "goes from" in additions_text(Context(dearer, "en"))
