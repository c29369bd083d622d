"""The same slips in the other places where numbers, years and names are written: asked, refused with what to write."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from slips import Commands, filled

from mll_finance.cli.main import main
from mll_finance.inputs.case.case import case_from_text
from mll_finance.inputs.form.importing import import_form
from mll_finance.resources import resource
from mll_finance.yaml_loader import _Loader
from mll_finance.yaml_text import parse_yaml

BUSY = '"quantities.help.of": 1500'
VALUE = "value: 60000, unit: EUR"
YEARS = "    years: 2026\n    btw"
FTE = "{value: {2026: 1, 2027: 1.5}}"

REFUSED = {
    # What was written, the part of the Dutch answer that says what to write, and the same in English.
    "a scenario a thousand times as small": (
        BUSY,
        '"lines.build.amount": 60',
        "accept: true",
        "accept: true",
    ),
    "a factor as a percentage": (
        BUSY,
        '"lines.build.amount": {times: 20%}',
        "schrijf {times: 1.2} voor zoveel erbij, of {times: 0.2}",
        "write {times: 1.2} for so much more",
    ),
    "a factor in quotes": (
        BUSY,
        "\"lines.build.amount\": {times: '1,5'}",
        "schrijf {times: 1.5}",
        "write {times: 1.5}",
    ),
    "a percentage more": (BUSY, '"lines.build.amount": +20%', "schrijf {times: 1.2}", "write {times: 1.2}"),
    "an amount in fullwidth digits": (VALUE, "value: ６００００, unit: EUR", "schrijf 60000", "write 60000"),
    "an amount in mille": (VALUE, "value: 60 mille, unit: EUR", "schrijf 60000", "write 60000"),
    "millions with a comma": (VALUE, "value: 2,5 miljoen, unit: EUR", "2500000", "2500000"),
    "thousands and cents": (VALUE, "value: 60.000,50, unit: EUR", "60000.50", "60000.50"),
    "a share with a comma": (VALUE, "value: 1,5%, unit: EUR", "0.015", "0.015"),
    "more than": (VALUE, "value: >60000, unit: EUR", "begint met >", "begins with >"),
    "two commas": (VALUE, "value: 60000,, unit: EUR", "twee komma's", "two commas"),
    "to be determined": (VALUE, "value: ntb, unit: EUR", "pm:", "pm:"),
    "amounts by year as a list": (VALUE, "value: [60000, 20000], unit: EUR", "per jaar", "for each year"),
    "a year as a text": (YEARS, YEARS.replace("2026", "'2026'"), "schrijf years: 2026", "write years: 2026"),
    "a year as a date": (YEARS, YEARS.replace("2026", "2026-01-01"), "schrijf years: 2026", "years: 2026"),
    "a year of two digits": (YEARS, YEARS.replace("2026", "26"), "voluit: 2026", "in full: 2026"),
    "a price year of two digits": (
        "price_year: 2026, source: offer",
        "price_year: 26, source: offer",
        "voluit: 2026",
        "in full: 2026",
    ),
    "keys in quotes": (FTE, "{value: {'2026': 1, 2027: 1.5}}", "sleutel 2026", "key 2026"),
    "a key with a point": (FTE, "{value: {2.026: 1, 2027: 1.5}}", "sleutel 2026", "key 2026"),
    "a key of two years": (
        FTE,
        "{value: {2026-2027: 1}}",
        "{2026: ..., 2027: ...}",
        "{2026: ..., 2027: ...}",
    ),
    "keys of two digits": (FTE, "{value: {26: 1, 27: 1.5}}", "voluit: 2026, 2027", "in full: 2026, 2027"),
    "the last year for the number of years": ("horizon: 3", "horizon: 2029", "geen jaartal", "not a year"),
    "a whole number with a comma": ("horizon: 3", "horizon: '3,0'", "schrijf 3", "write 3"),
    "a whole number with thousands": (
        YEARS,
        "    ramp_up: 2.000\n" + YEARS,
        "schrijf 2000 of 2",
        "write 2000 or 2",
    ),
    "btw alone": ("btw: {rate: 0.0}", "btw: 0.21", "schrijf {rate: ...", "write {rate: ..."),
    "an anchor alone": ("title: Build", "title: &build", "die met & begint", "begins with &"),
    "an apostrophe": (
        "municipality: Breda",
        "municipality: 's-Hertogenbosch",
        '"\'s-Hertogenbosch"',
        '"\'s-Hertogenbosch"',
    ),
}


@pytest.mark.parametrize("slip", REFUSED)
def test_it_is_refused_with_what_to_write_in_both_languages(commands, slip) -> None:
    commands.is_refused_with(REFUSED[slip])


def test_a_name_with_an_apostrophe_is_a_value_of_set(say) -> None:
    code, said = say(command="check", options=("--set", "case.municipality='s-Hertogenbosch"))
    assert code == 0, said


def test_an_anchor_alone_is_refused_by_the_plain_loader_too(monkeypatch) -> None:
    monkeypatch.setattr("mll_finance.yaml_text.LOADER", _Loader)
    with pytest.raises(Exception, match="begins with &"):
        parse_yaml("case: {title: &build , id: x}")
    assert parse_yaml("case: {title: &build Hallo, id: *build, owner: }").data["case"]["owner"] is None


ASKED = {
    "a factor that ends in a zero": (
        BUSY,
        '"lines.build.amount": {times: 1.500}',
        "1.500: gelezen als 1.5 keer",
    ),
    "ends a thousand times apart": (
        VALUE,
        "distribution: {kind: pert, low: 60, mode: 65, high: 80000}, unit: EUR",
        "65 naast 80000",
    ),
}


@pytest.mark.parametrize("slip", ASKED)
def test_it_is_asked_about(say, slip) -> None:
    right, wrong, dutch = ASKED[slip]
    assert dutch not in say()[1]
    code, said = say((right, wrong))
    assert code == 0 and dutch in said, said


def test_a_factor_with_three_decimals_that_cannot_be_thousands_is_none_to_ask_about(say) -> None:
    code, said = say((BUSY, '"lines.build.amount": {times: 1.375}'))
    assert code == 0 and "gelezen als" not in said


def test_a_scenario_may_say_that_its_number_is_meant(say) -> None:
    meant = '{"lines.build.amount": 60}, accept: true'
    code, said = say(("{" + BUSY + "}", meant))
    assert code == 0, said
    assert (
        say(("{" + BUSY + "}", meant), command="appraise", options=("--scenario", "busy", "--draws", "16"))[0]
        == 0
    )


NEGATIVE = """
  seen: {kind: product, factors: {all: {value: 900, unit: visit/yr, source: count, quality: B},
    part: {distribution: {kind: triangular, low: %s, mode: 0.2, high: 0.3}, unit: fraction, source: count, quality: B}}}
  trend:"""


@pytest.mark.parametrize(("low", "code"), [("-0.1", 2), ("0.1", 0)])
def test_a_count_that_is_calculated_stays_at_or_above_nothing_in_every_draw(say, low, code) -> None:
    replaced = (
        ("\n  trend:", NEGATIVE % low),
        (BUSY, '"lines.build.amount": 50000'),
        ("of: {value: 1200, unit: person/yr, source: count, quality: B}", "of: {ref: quantities.seen}"),
    )
    ended, said = say(*replaced)
    assert ended == code, said
    assert ("quantities.seen.number loopt in de trekkingen van -" in said) == (code == 2)


def test_parts_are_counted_in_the_singular(say) -> None:
    code, said = say()
    assert code == 0 and "1 scenario\n" in said and "2 alternatieven naast" in said


# --- Scans, tables and figures of municipalities -------------------------------------------------------------------

SCAN = resource("parameters", "scans", "chatbot_scan.yaml").read_text(encoding="utf-8")
SCANS = {
    "an empty file": (SCAN, "", "mll new"),
    "comments alone": (SCAN, "# nog invullen\n", "mll scan"),
    "an end that lost its thousands": ("[25000, 40000, 70000]", "[25, 40000, 70000]", "25 naast 40000"),
    "an unknown project alone": ("project: chatbot", "project: chatbott", "1 probleem"),
}


@pytest.mark.parametrize("slip", SCANS)
def test_answers_of_a_scan(commands: Commands, slip) -> None:
    right, wrong, dutch = SCANS[slip]
    path = commands.folder / "answers.yaml"
    path.write_text(SCAN.replace(right, wrong, 1), encoding="utf-8")
    assert dutch in commands.refused("scan", str(path), "--language", "nl")


HEAD = "code,name,year,variable,value,unit,quality,source\n"
FIGURES = {
    "thousands": ("GM0772,,2024,inhabitants,310.000,inhabitant,B,s\n", "310000"),
    "below nothing": ("GM0772,,2024,inhabitants,-5,inhabitant,B,s\n", "vanaf 0"),
    "a percentage as a fraction": ("GM0772,,2024,rented_share,45,fraction,B,s\n", "eenheid %"),
    "another name than the code": ("GM0772,Breda,2024,inhabitants,5,inhabitant,B,s\n", "Eindhoven"),
    "a year of two digits": ("GM0772,,24,inhabitants,5,inhabitant,B,s\n", "geen jaar"),
    "twice": ("GM0772,,2024,inhabitants,5,person,B,s\n0772,,2024,inhabitants,6,person,B,s\n", "twee keer"),
    "no municipality": (",Utrrecht,2024,inhabitants,5,inhabitant,B,s\n", "rij 2"),
}


@pytest.mark.parametrize("slip", FIGURES)
def test_figures_of_municipalities_that_cannot_be(commands: Commands, slip) -> None:
    rows, dutch = FIGURES[slip]
    path, target = commands.folder / "own.csv", commands.folder / "mine.csv"
    path.write_text(HEAD + rows, encoding="utf-8")
    assert dutch in commands.refused("municipalities", "import", str(path), "--to", str(target))
    assert not target.exists()


def test_a_code_may_have_lost_its_zeros_in_a_spreadsheet(commands: Commands) -> None:
    path, target = commands.folder / "own.csv", commands.folder / "mine.csv"
    path.write_text(HEAD + "34,,2024,inhabitants,5,inhabitant,B,s\n", encoding="utf-8")
    commands.shown("municipalities", "import", str(path), "--to", str(target))
    assert "GM0034" in target.read_text(encoding="utf-8")


def test_an_own_table_without_rows_is_refused(commands: Commands) -> None:
    (commands.folder / "mine.csv").write_text("id,value,unit,region,quality,source\n", encoding="utf-8")
    code, said = commands.said(
        ("municipality: Breda}", "municipality: Breda, tables: {municipalities: mine.csv}}")
    )
    assert code == 2 and "geen rijen onder de kop" in said


# --- The form ------------------------------------------------------------------------------------------------------


def test_a_unit_stays_in_the_words_of_whoever_typed_it(tmp_path: Path) -> None:
    form = filled(tmp_path / "proef.xlsx")
    form.cell("numbers", 10, "unit").value = "gesprek/jaar"
    form.cell("numbers", 9, "unit").value = "euro/gesprek"
    imported = import_form(form.save(), folder=tmp_path)
    assert "unit: gesprek/jaar" in imported.text and "unit: EUR/gesprek" in imported.text
    assert case_from_text(imported.text).graph.leaves["lines.licentie.price"].assumption.is_money


def test_techniques_are_called_by_their_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["new", "proef", "--form"]) == 0
    cells = [
        str(cell.value)
        for sheet in openpyxl.load_workbook(tmp_path / "proef.xlsx").worksheets
        for row in sheet.iter_rows()
        for cell in row
    ]
    assert "generative_assistant" not in cells and "scoring_model" not in cells
    form = filled(tmp_path / "ingevuld.xlsx")
    form.cell(
        "alternatives", form.next["alternatives"] - 1, "technique"
    ).value = "Scoremodel op personen of huishoudens"
    assert import_form(form.save(), folder=tmp_path).case.alternatives["ai"].technique == "scoring_model"
