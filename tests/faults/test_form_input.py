"""What people do to a form ends in words with sheet and cell, all at once, exit code 2; nothing is lost in silence."""

from __future__ import annotations

import datetime
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from mll_finance.cli.main import main
from mll_finance.errors import InputError
from mll_finance.inputs.form.importing import import_form
from mll_finance.inputs.form.layout import tables
from mll_finance.inputs.form.opening import MAX_UNPACKED
from mll_finance.terms import problem_text, sentences

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "oracle"))
from form_filling import FIRST, FilledForm, empty_form
from slips import filled

LINE, PRICE, COUNT = 8, 9, 10
"""Rows of the line, of its price and of its number of units, after the examples."""


def problems(path: Path) -> list[str]:
    with pytest.raises(InputError) as error:
        import_form(path, folder=path.parent)
    return [str(problem) for problem in error.value.problems]


def test_a_form_in_order_is_a_case(tmp_path: Path) -> None:
    imported = import_form(filled(tmp_path / "proef.xlsx").save(), folder=tmp_path)
    assert imported.case.lines["licentie"].payer == "municipality"
    assert imported.case.graph.leaves["lines.licentie.price"].assumption.value == 85000
    assert imported.remarks == ()


def test_every_heading_of_a_form_has_words_in_both_languages() -> None:
    lacking = [
        column.key
        for table in tables().values()
        for column in table.columns
        if not any(
            f"form_column_{name}".replace(".", "_") in sentences()
            for name in (f"{table.id}_{column.key}", column.key)
        )
    ]
    assert lacking == []


@pytest.mark.parametrize(
    ("typed", "dutch", "english"),
    [
        ("0,25", "typ 0,25", "type 0.25"),
        ("€ 12,50", "typ 12,50; de eenheid staat in de kolom Eenheid", "type 12.50; the unit stands in"),
        ("12%", "typ 0,12, met fractie in de kolom Eenheid", "type 0.12, with fraction in the column Unit"),
        (
            "10-25",
            "typ 10 in de kolom Laag, 25 in de kolom Hoog",
            "type 10 in the column Low, 25 in the column High",
        ),
        ("ca. 40", "typ 40; hoe zeker", "type 40; how sure"),
    ],
)
def test_a_number_as_text_is_answered_as_a_sheet_in_its_language_wants_it(
    tmp_path: Path, typed: str, dutch: str, english: str
) -> None:
    form = filled(tmp_path / "proef.xlsx")
    form.cell("numbers", PRICE, "value").value = typed
    with pytest.raises(InputError) as error:
        import_form(form.save(), folder=tmp_path)
    (problem,) = error.value.problems
    for language, remedy in (("nl", dutch), ("en", english)):
        text = problem_text(problem, language)  # type: ignore[arg-type]
        assert remedy in text and "distribution" not in text and "fraction:" not in text
        assert f"'{typed}'" in text


def test_the_route_of_an_analyst(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["new", "mijn_case", "--form"]) == 0
    assert main(["import", "mijn_case.xlsx"]) == 2
    assert "een leeg formulier" in capsys.readouterr().err
    filled(tmp_path / "proef.xlsx").save()
    assert main(["import", "proef.xlsx"]) == 0
    said = capsys.readouterr().out
    assert "1 post," in said
    assert "onder aan het blad Uitleg" in said
    assert main(["appraise", "proef.yaml", "--draws", "16"]) == 0
    assert main(["import", "proef.xlsx"]) == 2
    assert "proef.yaml bestaat al" in capsys.readouterr().err
    assert main(["new", "mijn_case", "--form"]) == 2


Spoil = Callable[[FilledForm], Any]


def put(table: str, row: int, key: str, content: Any) -> Spoil:
    def spoil(form: FilledForm) -> None:
        form.cell(table, row, key).value = content

    return spoil


def setting(key: str, content: Any) -> Spoil:
    def spoil(form: FilledForm) -> None:
        form.setting(key).value = content

    return spoil


def unmark(form: FilledForm) -> None:
    form.cell("lines", FIRST, "title").value = "Eigen post op de voorbeeldrij"


def merge(form: FilledForm) -> None:
    sheet = form.sheets["numbers"]
    sheet.merge_cells(start_row=PRICE, end_row=COUNT, start_column=16, end_column=16)


def repeat(form: FilledForm) -> None:
    form.add(
        "lines",
        name="licentie",
        kind="cash_flow",
        alternative="ai",
        payer="municipality",
        receiver="resources",
    )


def twice(form: FilledForm) -> None:
    form.add(
        "numbers",
        section="lines",
        owner="licentie",
        field="price",
        value=1,
        unit="EUR/yr",
        source="x",
        quality="B",
    )


def no_sheet(form: FilledForm) -> None:
    del form.book[form.sheets["numbers"].title]


def no_column(form: FilledForm) -> None:
    form.sheets["numbers"].delete_cols(form.column("numbers", "source"))


CASES: dict[str, tuple[Spoil, str, str]] = {
    "a thousands dot as text": (put("numbers", PRICE, "value", "85.000"), "Getallen!", "85.000"),
    "a decimal comma as text": (put("numbers", COUNT, "mode", "0,25"), "Getallen!", "0,25"),
    "a range": (put("numbers", PRICE, "value", "10-25%"), "Getallen!", "10-25%"),
    "a euro sign": (put("numbers", PRICE, "value", "€ 95"), "Getallen!", "€ 95"),
    "a date for a number": (
        put("numbers", PRICE, "value", datetime.datetime(2027, 3, 6)),
        "Getallen!",
        "date",
    ),
    "a date for a taakveld": (
        put("lines", LINE, "taakveld", datetime.datetime(2027, 3, 6)),
        "Posten!",
        "date",
    ),
    "a formula that was not calculated": (put("numbers", PRICE, "value", "=10*8500"), "Getallen!", "formula"),
    "an unknown kind": (put("lines", LINE, "kind", "licensie"), "Posten!C8", "licensie"),
    "an unknown party": (put("lines", LINE, "payer", "gemeentes"), "Posten!", "gemeentes"),
    "an unknown alternative": (put("lines", LINE, "alternative", "AI"), "Posten!", "AI"),
    "an unknown owner": (put("numbers", PRICE, "owner", "licensie"), "Getallen!C9", "licensie"),
    "no unit": (put("numbers", PRICE, "unit", None), "Getallen!", "unit"),
    "no source": (put("numbers", COUNT, "source", None), "Getallen!", "source"),
    "no name": (put("lines", LINE, "name", None), "Posten!B8", "name"),
    "a number of another kind": (put("numbers", COUNT, "field", "fte"), "Getallen!", "fte"),
    "a value outside its range": (put("numbers", COUNT, "value", 9), "Getallen!", "9"),
    "a part where none belongs": (put("numbers", PRICE, "part", "uren"), "Getallen!", "part"),
    "an own word in the first column": (
        lambda form: form.sheets["lines"].cell(LINE, 1, "nakijken"),
        "Posten!A8",
        "nakijken",
    ),
    "a case without years": (setting("base_year", None), "Case!C", "base_year"),
    "a year as a date": (setting("base_year", datetime.datetime(2027, 1, 1)), "Case!C", "date"),
    "an example that was overwritten": (unmark, "Posten!A7", "example"),
    "merged cells": (merge, "Getallen!", "merged"),
    "a name twice": (repeat, "Posten!B9", "licentie"),
    "a number twice": (twice, "Getallen!", "twice"),
    "a sheet that is gone": (no_sheet, "Getallen", "missing"),
    "a column that is gone": (no_column, "Getallen!", "source"),
}


@pytest.mark.parametrize("name", CASES)
def test_what_is_wrong_names_its_cell(tmp_path: Path, name: str) -> None:
    spoil, cell, word = CASES[name]
    form = filled(tmp_path / "proef.xlsx")
    spoil(form)
    found = problems(form.save())
    assert any(cell in problem and word in problem for problem in found), found
    assert all("Traceback" not in problem for problem in found)


def test_all_problems_come_at_once_in_the_language_of_the_form(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    form = filled(tmp_path / "proef.xlsx")
    for table, row, key, content in (
        ("lines", LINE, "kind", "licensie"),
        ("numbers", PRICE, "value", "=1+1"),
        ("numbers", COUNT, "unit", None),
    ):
        put(table, row, key, content)(form)
    setting("horizon", "vijf")(form)
    form.save()
    assert main(["import", "proef.xlsx"]) == 2
    said = capsys.readouterr().err
    assert "proef.xlsx: 4 " in said or "proef.xlsx: 3 " in said, said
    assert "een formule zonder uitkomst" in said
    assert "kies uit de lijst" in said.lower()
    assert "Case!C14" in said
    assert not (tmp_path / "proef.yaml").exists()


def test_a_form_in_the_other_language_a_renamed_sheet_and_a_moved_column_are_read(tmp_path: Path) -> None:
    form = filled(tmp_path / "proef.xlsx", "en")
    form.sheets["lines"].title = "Onze kosten"
    form.sheets["lines"].insert_cols(4)
    form.cell("lines", LINE, "payer").value = "Gemeente"
    imported = import_form(form.save(), folder=tmp_path)
    assert imported.language == "en"
    assert imported.case.lines["licentie"].payer == "municipality"


def test_what_stands_outside_the_form_is_said(tmp_path: Path) -> None:
    form = filled(tmp_path / "proef.xlsx")
    form.sheets["lines"].cell(LINE, 60, "nog vragen aan inkoop")
    (remark,) = import_form(form.save(), folder=tmp_path).remarks
    assert "BH8" in remark


def test_a_row_without_its_example_mark_counts(tmp_path: Path) -> None:
    form = filled(tmp_path / "proef.xlsx")
    form.sheets["parties"].cell(FIRST, 1).value = None
    assert "welzijnsorganisatie" in import_form(form.save(), folder=tmp_path).case.parties


def cached_formula(path: Path) -> Path:
    """A workbook whose price is a formula with the outcome that Excel has calculated for it."""
    filled(path).save()
    price = '<c r="J9"'
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = next(
        name
        for name, part in parts.items()
        if "sheets/" in name and price.encode() in part and b"<v>85000</v>" in part
    )
    text = parts[name].decode()
    parts[name] = text.replace("<v>85000</v>", "<f>10*8500</f><v>85000</v>").encode()
    with zipfile.ZipFile(path, "w") as archive:
        for part, content in parts.items():
            archive.writestr(part, content)
    return path


def test_a_formula_counts_as_what_excel_calculated(tmp_path: Path) -> None:
    imported = import_form(cached_formula(tmp_path / "proef.xlsx"), folder=tmp_path)
    assert imported.case.graph.leaves["lines.licentie.price"].assumption.value == 85000


def no_form(path: Path) -> None:
    openpyxl.Workbook().save(path)


def text_file(path: Path) -> None:
    path.write_text("naam;bedrag", encoding="utf-8")


def bomb(path: Path) -> None:
    empty_form(path)
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet99.xml", b" " * (MAX_UNPACKED + 1))


def entities(path: Path) -> None:
    empty_form(path)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/extra.xml", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>')


def cut_off(path: Path) -> None:
    empty_form(path)
    path.write_bytes(path.read_bytes()[:5000])


def broken_part(path: Path) -> None:
    empty_form(path)
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["xl/worksheets/sheet2.xml"] = parts["xl/worksheets/sheet2.xml"][:200]
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)


def broken_stream(path: Path) -> None:
    """The compressed bytes of a part are no longer those of anything."""
    empty_form(path)
    with zipfile.ZipFile(path) as archive:
        part = max(archive.infolist(), key=lambda info: info.compress_size)
    content = bytearray(path.read_bytes())
    begin = part.header_offset + 30 + len(part.filename)
    content[begin : begin + part.compress_size] = b"\xff" * part.compress_size
    path.write_bytes(content)


def later_version(path: Path) -> None:
    empty_form(path)
    book = openpyxl.load_workbook(path)
    ((title, place),) = book.defined_names["mll_form"].destinations
    book[title][place.replace("$", "")].value = "99 nl"
    book.save(path)


def absent(path: Path) -> None:
    assert not path.exists()


@pytest.mark.parametrize(
    ("write", "word"),
    [
        (no_form, "mll_form"),
        (text_file, "no Excel workbook"),
        (bomb, "too large"),
        (entities, "cannot be read"),
        (cut_off, "no Excel workbook"),
        (broken_part, "cannot be read"),
        (broken_stream, "no Excel workbook"),
        (later_version, "version 99"),
        (absent, "no such file"),
        (Path.mkdir, "a folder"),
    ],
)
def test_a_file_that_is_no_form_ends_in_words(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], write: Callable[[Path], Any], word: str
) -> None:
    path = tmp_path / "vreemd.xlsx"
    write(path)
    assert main(["import", str(path), "--out", str(tmp_path / "uit.yaml")]) == 2
    assert word in capsys.readouterr().err


def test_a_huge_sheet_is_bounded(tmp_path: Path) -> None:
    """A cell in the last row and column of Excel costs no more than one cell."""
    form = filled(tmp_path / "proef.xlsx")
    form.sheets["lines"].cell(1_048_576, 16_384, "x")
    (remark,) = import_form(form.save(), folder=tmp_path).remarks
    assert "XFD1048576" in remark


@pytest.mark.parametrize(
    ("typed", "unit", "asked"),
    [
        ({"low": 80, "mode": 85000, "high": 90000}, "gebruiker", ["80"]),
        ({"low": 80000, "mode": 85000, "high": 90_000_000}, "gebruiker", ["85000"]),
        ({"low": 20, "mode": 40, "high": 90}, "gebruiker", []),
        ({"low": 0, "mode": 40, "high": 9000}, "gebruiker", []),
        ({"low": 0.0005, "mode": 0.5, "high": 0.9}, "ratio", []),
    ],
)
@pytest.mark.parametrize(
    ("language", "words"), [("nl", "duizendtallen weggevallen"), ("en", "thousands lost")]
)
def test_a_number_a_thousand_times_from_the_others_of_its_row_is_asked_about(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    language: str,
    words: str,
    typed: Any,
    unit: str,
    asked: list[str],
) -> None:
    form = filled(tmp_path / "proef.xlsx", language)
    form.set("numbers", COUNT, {**typed, "unit": unit})
    target = tmp_path / "proef.yaml"
    command = ["import", str(form.save()), "--out", str(target)]
    capsys.readouterr()
    assert main(command) == (2 if asked else 0)
    lost = [line for line in capsys.readouterr().err.splitlines() if words in line]
    assert len(lost) == len(asked) and all(
        f": {number} " in line for number, line in zip(asked, lost, strict=True)
    )
    if asked:
        assert "!" in lost[0] and not target.exists()
        assert main([*command, "--accept"]) == 0 and target.exists()
