"""What a controller looks for in a workbook: names, fills, checks while typing, protection, a chart, no way out."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.utils.cell import coordinate_to_tuple, range_boundaries
from spreadsheet import cells
from workbook_samples import case_of, own

from mll_finance.engine.study import Study, appraise
from mll_finance.inputs.form.layout import DELIVERED
from mll_finance.inputs.form.typed_over import SCENARIO, SCENARIOS
from mll_finance.inputs.grammar.base import Language
from mll_finance.report.brand.contrast import TEXT, contrast
from mll_finance.report.excel.entry import legal_name
from mll_finance.report.excel.inputs import inputs_of
from mll_finance.report.excel.sheets.readme import SHEETS
from mll_finance.report.excel.styles import STYLES, VARIANTS
from mll_finance.report.excel.workbook import write_workbook
from mll_finance.terms import sentence
from tests.workbook_changes import example

LANGUAGES: tuple[Language, ...] = ("nl", "en")
HOSTILE = ("=1+1", "+cmd|' /C calc'!A0", "-2", "@SUM(A1)", "https://example.org", "'quoted", 'say "no"')
CELL_LIKE = re.compile(r"^(?:[A-Za-z]{1,3}\d+|[Rr]\d*[Cc]\d*|[RrCc])$")
Workbook = Any


@pytest.fixture(scope="module")
def study() -> Study:
    return appraise(example("vroegsignalering_eindhoven"))


@pytest.fixture(scope="module", params=LANGUAGES)
def written(request: Any, study: Study, tmp_path_factory: pytest.TempPathFactory) -> tuple[Language, Path]:
    path = tmp_path_factory.mktemp("controls") / f"{request.param}.xlsx"
    write_workbook(study, path, language=request.param)
    return request.param, path


@pytest.fixture(scope="module")
def book(written: tuple[Language, Path]) -> Workbook:
    return openpyxl.load_workbook(written[1])


def named(book: Workbook) -> dict[str, tuple[str, str]]:
    """The sheet and cell of every name."""
    found = {}
    for name, defined in book.defined_names.items():
        ((sheet, address),) = defined.destinations
        found[name] = (sheet, address.replace("$", ""))
    return found


def test_every_input_has_its_path_as_a_name(study: Study, book: Workbook) -> None:
    places, inputs = named(book), inputs_of(study)
    assert set(places) >= {SCENARIO, DELIVERED}
    beside = {name for name in places if name.startswith("sheet.")} | {SCENARIO, SCENARIOS, DELIVERED}
    assert len(beside) == len(book.sheetnames) + 3 and len(places) == len(inputs) + len(beside)
    for path, given in inputs.items():
        sheet, address = places[path]
        assert book[sheet][address].value == pytest.approx(given.value, rel=1e-14), path


def test_a_name_is_legal_and_unlike_the_others(book: Workbook) -> None:
    names = list(named(book))
    assert len({name.casefold() for name in names}) == len(names)
    assert all(re.fullmatch(r"[A-Za-z_][A-Za-z0-9_.]{0,254}", name) for name in names)
    assert not [name for name in names if CELL_LIKE.match(name)]


def test_names_that_only_capitals_or_marks_tell_apart_are_told_apart() -> None:
    taken: set[str] = set()
    for path in ("lines.a-b.price", "lines.a_b.price", "lines.A_B.price"):
        taken.add(legal_name(path, taken).casefold())
    assert taken == {"lines.a_b.price", "lines.a_b.price_2", "lines.a_b.price_3"}


def test_an_input_is_filled_and_open_and_nothing_else_is(study: Study, book: Workbook) -> None:
    places = named(book)
    inputs = {places[path] for path in inputs_of(study)} | {places["scenario"]}
    for sheet in book.worksheets:
        assert sheet.protection.sheet and not sheet.protection.password
        merged = {cell for area in sheet.merged_cells.ranges for row in area.rows for cell in list(row)[1:]}
        for row in sheet.iter_rows():
            for cell in row:
                if (cell.row, cell.column) in merged:
                    continue
                is_input = (sheet.title, cell.coordinate) in inputs
                assert cell.protection.locked is not is_input, cell
                fill = cell.fill.fgColor.rgb if cell.fill.fill_type else None
                is_legend = sheet is book.worksheets[1]
                assert is_legend or (fill == f"FF{VARIANTS['input']['bg_color'][1:]}") == is_input, cell


def test_letters_can_be_read_on_their_fill() -> None:
    def rgb(colour: str) -> tuple[int, int, int]:
        red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
        return red, green, blue

    looks = [
        *STYLES.values(),
        *({**style, **variant} for style in STYLES.values() for variant in VARIANTS.values()),
    ]
    for look in looks:
        letters, ground = look.get("font_color", "#000000"), look.get("bg_color", "#FFFFFF")
        assert contrast(rgb(letters), rgb(ground)) >= TEXT, look


def test_what_is_typed_in_an_input_is_checked(
    study: Study, written: tuple[Language, Path], book: Workbook
) -> None:
    language, places = written[0], named(book)
    rules: dict[tuple[str, str], Any] = {}
    for sheet in book.worksheets:
        for rule in sheet.data_validations.dataValidation:
            assert rule.error and rule.errorTitle and rule.showErrorMessage
            for area in rule.sqref.ranges:
                for row, column in area.cells:
                    rules[sheet.title, sheet.cell(row, column).coordinate] = rule
    for path, given in inputs_of(study).items():
        rule = rules[places[path]]
        assert rule.type == ("whole" if given.whole else "decimal")
        assert float(rule.formula1) == given.low and float(rule.formula2) == given.high
    share = rules[places["lines.value_collection.share"]]
    assert (float(share.formula1), float(share.formula2)) == (0.0, 1.0)
    shown = {
        "nl": "Vul een getal in van 0,0% tot en met 100,0%.",
        "en": "Enter a number from 0.0% to 100.0%.",
    }
    assert share.error == shown[language]
    assert rules[places["quantities.signals.per"]].type == "whole"


def test_a_scenario_is_chosen_from_a_list_of_all_that_can_be(
    study: Study, written: tuple[Language, Path], book: Workbook
) -> None:
    language, sheet_and_cell = written[0], named(book)["scenario"]
    sheet = book[sheet_and_cell[0]]
    (rule,) = [each for each in sheet.data_validations.dataValidation if sheet_and_cell[1] in each.sqref]
    assert rule.type == "list"
    area = rule.formula1.rpartition("!")[2].replace("$", "")
    first, row, last, _ = range_boundaries(area)
    assert first is not None and last is not None
    titles = [book.worksheets[2].cell(row, column).value for column in range(first, last + 1)]
    scenarios = study.case.scenarios.values()
    assert titles == [
        sentence("workbook_as_entered", language),
        *(scenario.title.text(language) for scenario in scenarios if scenario.title is not None),
    ]
    assert sheet[sheet_and_cell[1]].value == titles[0]


def test_a_scenario_that_alters_more_than_numbers_is_told_and_cannot_be_chosen(tmp_path: Path) -> None:
    write_workbook(appraise(example("samenwerking_naar_werk")), tmp_path / "a.xlsx", language="en")
    found = cells(tmp_path / "a.xlsx")
    told = {
        found["Scenarios", f"A{address[1:]}"]: str(text).partition(":")[0]
        for (sheet, address), text in found.items()
        if sheet == "Scenarios" and address.startswith("B") and str(text).partition(":")[0] in ("yes", "no")
    }
    case = example("samenwerking_naar_werk")
    titles = {
        name: scenario.title.en for name, scenario in case.scenarios.items() if scenario.title is not None
    }
    assert told == {
        "As entered": "yes",
        titles["licence"]: "no",
        titles["together"]: "no",
        titles["disappointing"]: "yes",
    }


def test_the_sheets_are_named_in_the_language_and_the_first_answers(
    written: tuple[Language, Path], book: Workbook, study: Study
) -> None:
    language = written[0]
    assert book.sheetnames == [sentence(f"workbook_{name}", language) for name in SHEETS]
    assert len({name.casefold() for name in book.sheetnames}) == len(SHEETS)
    assert book.properties.title == study.case.settings.title.text(language)  # type: ignore[union-attr]
    assert book.properties.creator
    first = [cell.value for row in book.worksheets[0].iter_rows() for cell in row if cell.value]
    assert first[0] == book.properties.title
    assert any("IF(" in str(text) and sentence("workbook_delivered", language) in str(text) for text in first)
    assert len(book.worksheets[0]._charts) == 1
    dashes = first.count("–")
    assert dashes and first.count(sentence("workbook_chance_untold", language)) == 1


def test_the_description_stands_before_the_path(written: tuple[Language, Path], book: Workbook) -> None:
    names = ("scenarios", "assumptions", "calculation", "valuation", "budget", "cover", "parties")
    for name in names:
        sheet = book[sentence(f"workbook_{name}", written[0])]
        heads = [row for row in sheet.iter_rows(max_row=20) if row[1].value in ("Pad", "Path")]
        assert heads and heads[0][0].value == sentence("workbook_title", written[0]), name


def test_low_most_likely_and_high_are_numbers(study: Study, tmp_path: Path) -> None:
    write_workbook(study, tmp_path / "a.xlsx", language="en")
    found = cells(tmp_path / "a.xlsx")
    heads = {
        text: re.sub(r"\d", "", address)
        for (sheet, address), text in found.items()
        if sheet == "Spread" and re.fullmatch(r"[A-Z]+1", address)
    }
    row = next(
        address[1:]
        for (sheet, address), text in found.items()
        if sheet == "Spread" and text == "lines.licence.price"
    )
    spread = study.case.graph.leaves["lines.licence.price"].assumption.distribution
    shown = [found["Spread", f"{heads[name]}{row}"] for name in ("Low", "Most likely", "High")]
    assert shown == [getattr(spread, name) for name in ("low", "mode", "high")]


def test_sign_and_btw_of_what_counts_stand_apart(study: Study, tmp_path: Path) -> None:
    write_workbook(study, tmp_path / "a.xlsx", language="en")
    found, formulas = cells(tmp_path / "a.xlsx"), cells(tmp_path / "a.xlsx", formulas=True)
    rows = [
        address[1:]
        for (sheet, address), text in found.items()
        if sheet == "Valuation" and address.startswith("B") and text == "lines.licence"
    ]
    counted = [row for row in rows if ("Valuation", f"F{row}") in found and ("Valuation", f"C{row}") in found]
    sign, btw, share = (found["Valuation", f"{column}{counted[0]}"] for column in "DEF")
    assert (sign, btw, share) == (-1, -0.21, -1.21)
    assert formulas["Valuation", f"E{counted[0]}"].startswith("=-1*Assumptions!")
    assert formulas["Valuation", f"F{counted[0]}"] == f"=D{counted[0]}+E{counted[0]}"


def hostile_case() -> Any:
    texts = {f"line_{place}": text for place, text in enumerate(HOSTILE)}
    lines = {
        name: {
            "kind": "transfer",
            "title": {"nl": text, "en": text},
            "alternative": "project",
            "payer": "municipality",
            "receiver": "state",
            "amount": own(5, "EUR", note={"nl": text, "en": text}),
        }
        for name, text in texts.items()
    }
    return case_of({}, lines, title={"nl": "=2+2", "en": "=2+2"}, question={"nl": "=3", "en": "=3"})


def test_text_that_looks_like_a_formula_is_text(tmp_path: Path) -> None:
    write_workbook(appraise(hostile_case()), tmp_path / "a.xlsx", language="en")
    found = cells(tmp_path / "a.xlsx", formulas=True)
    with zipfile.ZipFile(tmp_path / "a.xlsx") as archive:
        sheets = [archive.read(name).decode() for name in archive.namelist() if "worksheets/sheet" in name]
    formulas = [text for sheet in sheets for text in re.findall(r"<f>([^<]*)</f>", sheet)]
    assert not [text for text in formulas if text in ("1+1", "2+2", "3", "SUM(A1)") or "cmd" in text]
    for text in (*HOSTILE, "=2+2", "=3"):
        assert text in found.values()


def test_no_text_in_a_formula_is_longer_than_excel_takes(tmp_path: Path) -> None:
    long_title = 'A "choice" whose name goes on ' * 12
    texts = {"nl": long_title, "en": long_title}
    study = appraise(hostile_case().with_({"alternatives.project.title": texts}))
    write_workbook(study, tmp_path / "a.xlsx", language="en")
    formulas = [
        text for text in cells(tmp_path / "a.xlsx", formulas=True).values() if str(text).startswith("=")
    ]
    texts_in_formulas = [text for formula in formulas for text in re.findall(r'"((?:[^"]|"")*)"', formula)]
    assert max(map(len, texts_in_formulas)) <= 255
    assert sum(map(len, texts_in_formulas)) > 255


def test_there_is_no_macro_and_no_link_outside(written: tuple[Language, Path]) -> None:
    with zipfile.ZipFile(written[1]) as archive:
        parts = archive.namelist()
        texts = [archive.read(name).decode() for name in parts if name.endswith((".rels", ".xml"))]
    assert not [
        name for name in parts if re.search("vba|external|connection|activeX|ctrlProps", name, re.IGNORECASE)
    ]
    assert not [text for text in texts if 'TargetMode="External"' in text or "<hyperlink" in text]


def test_a_cell_reference_is_read_as_one() -> None:
    """The control of the test of names."""
    assert CELL_LIKE.match("AB12") and CELL_LIKE.match("R1C1") and coordinate_to_tuple("AB12") == (12, 28)
