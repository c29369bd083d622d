"""A delivered workbook that was changed comes back as a scenario of its case, or is refused in words, all at once."""

from __future__ import annotations

import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from example_books import BooksOf

from mll_finance.cli.main import main
from mll_finance.engine.study import appraise
from mll_finance.errors import InputError
from mll_finance.inputs.case.loading import load_case
from mll_finance.inputs.form.importing import import_form
from mll_finance.inputs.grammar.base import Language
from mll_finance.report.excel.workbook import write_workbook
from mll_finance.resources import resource
from tests.workbook_changes import EXAMPLES

EXAMPLE = "vroegsignalering_eindhoven"
NAME = "debts"
CASE = """\
# A case of one's own, small: to write its workbook and to read it takes a tenth of what the example takes.
schema: 2
case:
  {id: debts, title: {nl: Schulden, en: Debts}, base_year: 2027, horizon: 5, price_level: 2026, language: nl, draws: 64,
   municipality: Eindhoven}
alternatives: {baseline: {title: {nl: Nu, en: Now}}, model: {title: {nl: Model, en: Model}, sourcing: buy}}
quantities:
  signals:
    kind: per_inhabitant
    unit: signal/yr
    per: 1000
    rate: {table: incidence, id: early_signals_per_1000_inhabitants, year: 2024}
  contact_yield:
    kind: product
    unit: fraction
    factors:
      reached: {value: 0.5, unit: fraction, source: count, quality: B}
      relative_yield:
        by_alternative:
          baseline: {value: 1, unit: ratio, source: count, quality: B}
          model: {distribution: {kind: pert, low: 1.05, mode: 1.1, high: 1.2}, unit: ratio, source: count, quality: B}
  helped:
    kind: product
    unit: signal/yr
    factors: {signals: {ref: quantities.signals.number}, contact_yield: {ref: quantities.contact_yield.number}}
lines:
  licence:
    kind: subscription
    title: {nl: Licentie, en: Licence}
    alternative: model
    payer: municipality
    receiver: resources
    years: {from: 2028}
    btw: {rate: 0.21, compensable: 1.0}
    taakveld: "6.3"
    price:
      {distribution: {kind: pert, low: 0.12, mode: 0.25, high: 0.45}, unit: EUR/inhabitant/yr, price_year: 2026,
       source: offer, quality: B}
  evaluation:
    kind: purchase
    title: {nl: Evaluatie, en: Evaluation}
    alternative: model
    payer: municipality
    receiver: resources
    btw: {rate: 0.21, compensable: 1.0}
    taakveld: "6.3"
    amount:
      {value: {2027: 15000, 2028: 20000, 2029: 10000, 2031: 20000}, unit: EUR, price_year: 2026, source: offer,
       quality: B}
  value_collection:
    kind: quantity_price
    title: {nl: Minder incassokosten, en: Lower collection costs}
    alternative: all
    payer: resources
    receiver: residents
    quantity: {ref: quantities.helped.number}
    price: {value: 40, unit: EUR/signal, price_year: 2026, source: count, quality: B}
    share: {distribution: {kind: pert, low: 0.5, mode: 0.75, high: 1}, unit: fraction, source: count, quality: B}
  contact_burden:
    kind: quantity_price
    title: {nl: Last van een contact, en: Burden of a contact}
    alternative: all
    payer: residents
    receiver: welfare
    cash: false
    quantity: {ref: quantities.signals.number}
    price: {value: 10, unit: EUR/signal, price_year: 2026, source: count, quality: B}
scenarios:
  favourable: {title: {nl: Gunstig, en: Favourable}, set: {lines.licence.price: 0.2}}
"""


@pytest.fixture
def case_file(tmp_path: Path) -> Path:
    """A case of one's own, with a remark in it."""
    path = tmp_path / f"{NAME}.yaml"
    path.write_text(CASE, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made")
    (folder / f"{NAME}.yaml").write_text(CASE, encoding="utf-8")
    write_workbook(appraise(load_case(folder / f"{NAME}.yaml")), folder / "workbook.xlsx", language="en")
    return folder / "workbook.xlsx"


@pytest.fixture
def delivered(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(made, tmp_path / "workbook.xlsx"))


def type_over(path: Path, changes: dict[str, Any], beside: dict[str, Any] | None = None) -> Path:
    """Type something in the cells of these names; beside them in cells by sheet and address, which no input is.

    The second is what who takes the protection off can do.
    """
    book = openpyxl.load_workbook(path)
    for name, typed in changes.items():
        ((sheet, address),) = book.defined_names[name].destinations
        book[sheet][address.replace("$", "")] = typed
    for place, typed in (beside or {}).items():
        sheet, _, address = place.partition("!")
        book[sheet][address] = typed
    book.save(path)
    return path


def bring_back(path: Path, case_file: Path | None, *more: str) -> int:
    into = [] if case_file is None else ["--into", str(case_file)]
    return main(["import", str(path), *into, *more])


CHANGES: dict[str, Any] = {
    "lines.licence.price": 0.31,
    "lines.evaluation.amount.2029": 12_500,
    "quantities.contact_yield.factors.relative_yield.by_alternative.model": 1.15,
    "quantities.signals.per": 900,
    "lines.licence.btw.compensable": 0.5,
}


def test_what_was_typed_is_a_scenario_and_the_rest_of_the_file_stays(
    tmp_path: Path, example_books: BooksOf, capsys: pytest.CaptureFixture[str]
) -> None:
    """In an example, with all its comments."""
    case_file, delivered = tmp_path / f"{EXAMPLE}.yaml", tmp_path / "workbook.xlsx"
    case_file.write_bytes(resource("parameters", f"{EXAMPLE}.yaml").read_bytes())
    shutil.copy(example_books(EXAMPLE)["en"], delivered)
    before = case_file.read_text(encoding="utf-8").splitlines()
    assert bring_back(type_over(delivered, CHANGES), case_file, "--title", "Getypt door de controller") == 0
    assert "getypt_door_de_controller" in capsys.readouterr().out
    after = case_file.read_text(encoding="utf-8").splitlines()
    rest = iter(after)
    assert all(line in rest for line in before)
    case = load_case(case_file)
    assert case.scenarios["getypt_door_de_controller"].set == CHANGES
    scenario, typed = case.in_scenario("getypt_door_de_controller"), case.with_(CHANGES, accept=True)
    expected, found = appraise(typed), appraise(scenario)
    for perspective in case.perspectives:
        for alternative in case.projects:
            npv = expected.stream(perspective, alternative).npv[0]
            assert found.stream(perspective, alternative).npv[0] == pytest.approx(npv)


def test_every_problem_is_told_at_once_with_its_cell(
    case_file: Path, delivered: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = case_file.read_bytes()
    wrong = {
        "lines.licence.price": "about a quarter",
        "lines.value_collection.share": 1.4,
        "prices.cpi.2026": 100.5,
        "lines.evaluation.amount.2029": None,
    }
    assert bring_back(type_over(delivered, wrong), case_file) == 2
    told = capsys.readouterr().err
    for path in wrong:
        assert path in told
    assert "about a quarter" in told and "Assumptions!" in told
    assert case_file.read_bytes() == before


@cache
def as_made(path: Path) -> openpyxl.Workbook:
    """A workbook that no test changes, read once: to read it takes seconds."""
    return openpyxl.load_workbook(path)


def place_of(path: Path, sheet: str, *, formula: bool) -> str:
    """A cell in the middle of a sheet with a formula, or with a number that is no input."""
    book = as_made(path)
    inputs = {name for defined in book.defined_names.values() for name in defined.attr_text.split(",")}
    filled = [cell for row in book[sheet].iter_rows() for cell in row if cell.value is not None]
    cells = [
        cell.coordinate
        for cell in filled
        if (cell.data_type == "f" if formula else cell.data_type == "n")
        and f"{sheet}!${cell.column_letter}${cell.row}" not in inputs
    ]
    return f"{sheet}!{cells[len(cells) // 2]}"


@pytest.mark.parametrize("typed", [123456.5, "ongeveer 12", None])
@pytest.mark.parametrize("sheet", ["Valuation", "Calculation", "Budget", "Decision"])
def test_what_was_typed_over_a_calculation_is_named_beside_the_inputs(
    case_file: Path,
    made: Path,
    delivered: Path,
    sheet: str,
    typed: Any,
    capsys: pytest.CaptureFixture[str],
) -> None:
    before, place = case_file.read_bytes(), place_of(made, sheet, formula=True)
    type_over(delivered, {"lines.licence.price": 0.3}, {place: typed})
    assert bring_back(delivered, case_file) == 2
    told = capsys.readouterr().err
    assert f"{place}:" in told and "typed over" in told and str(typed or "-") in told
    assert case_file.read_bytes() == before


def test_a_block_of_pasted_values_and_a_number_that_is_no_input_are_named(
    case_file: Path, made: Path, delivered: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    chance = place_of(made, "Decision", formula=False)
    sheet, _, address = chance.partition("!")
    was = f"{as_made(made)[sheet][address].value:.15g}"
    block = {f"Delivered!E{row}": 0 for row in range(3, 9)}
    beside = {**block, chance: 0.0123, "Decision!B5": "Hopeful"}
    type_over(delivered, {"lines.licence.price": "about a quarter"}, beside)
    assert bring_back(delivered, case_file) == 2
    told = capsys.readouterr().err
    assert "Delivered!E3:E8" in told and "calculations that were typed over: 6" in told
    assert f"{chance}: a number that is no input was changed; it was: {was}; there is now: 0.0123" in told
    assert "Hopeful" in told and "one of: As entered, " in told
    assert "about a quarter" in told


def test_a_formula_that_became_another_and_a_text_typed_over_are_named(
    case_file: Path, made: Path, delivered: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = case_file.read_bytes()
    place = place_of(made, "Valuation", formula=True)
    sheet, _, address = place.partition("!")
    was = as_made(made)[sheet][address].value
    beside = {place: f"{was}*2", "Budget!A3": "Another name", "Parties!B6": None}
    type_over(delivered, {"lines.licence.price": 0.3}, beside)
    assert bring_back(delivered, case_file) == 2
    told = capsys.readouterr().err
    assert f"{place}: a calculation became another formula; there is now: {was}*2" in told
    assert "Budget!A3: a text was typed over; there is now: Another name" in told
    assert "Parties!B6: a text was typed over; there is now: -" in told
    assert "3 problems" in told
    assert case_file.read_bytes() == before


@pytest.mark.parametrize(
    "other",
    ["=SUM(I9:I9)", "=$G$9", "=H9", "=Calculation!I9", "=-I9", "=I10", "=I9+0.0000001", '="I9"', "=MAX(I9)"],
)
def test_any_other_formula_is_another(
    case_file: Path, made: Path, delivered: Path, other: str, capsys: pytest.CaptureFixture[str]
) -> None:
    place = place_of(made, "Calculation", formula=True)
    type_over(delivered, {}, {place: other})
    assert bring_back(delivered, case_file) == 2
    assert f"{place}: a calculation became another formula; there is now: {other}" in capsys.readouterr().err


def saved_by_libreoffice(soffice: str, paths: list[Path], folder: Path) -> list[Path]:
    """The workbooks as LibreOffice saves them."""
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    call = [soffice, profile, "--headless", "--convert-to", "xlsx", "--outdir", str(folder / "out")]
    done = subprocess.run([*call, *map(str, paths)], capture_output=True, text=True, check=False)
    saved = [folder / "out" / path.name for path in paths]
    assert all(path.exists() for path in saved), f"{done.stdout}{done.stderr}"
    return saved


def test_what_libreoffice_saves_is_the_delivered_workbook(
    soffice: str, example_books: BooksOf, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It writes every formula anew; none of them, and no text, may count as another."""
    paths = [Path(shutil.copy(example_books(name)["nl"], tmp_path / f"{name}.xlsx")) for name in EXAMPLES]
    for path in saved_by_libreoffice(soffice, paths, tmp_path):
        case_copy = tmp_path / f"{path.stem}.yaml"
        case_copy.write_bytes(resource("parameters", case_copy.name).read_bytes())
        assert bring_back(path, case_copy) == 2
        told = capsys.readouterr().err
        assert "geen getal gewijzigd" in told and "1 probleem" in told, told


def respelled(source: Path, target: Path, spell: Callable[[re.Match[str]], str]) -> Path:
    """The workbook with each formula written otherwise."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for part in old.namelist():
            content = old.read(part)
            if part.startswith("xl/worksheets/sheet"):
                content = re.sub(r"<f>([^<]*)</f>", spell, content.decode()).encode()
            new.writestr(part, content)
    return target


def test_spaces_capitals_quotes_and_figures_of_a_program_are_no_other_formula(
    case_file: Path, delivered: Path, tmp_path: Path
) -> None:
    def spell(match: re.Match[str]) -> str:
        parts = re.split(r'("[^"]*")', match[1].replace("&quot;", '"'))
        for place in range(0, len(parts), 2):
            told = re.sub(
                r"\b(SUM|IF|MIN|MAX|INDEX)\(", lambda name: f" _xlfn.{name[1].lower()}( ", parts[place]
            )
            told = re.sub(r"\b(Assumptions|Calculation)!", r"'\1'!", told)
            parts[place] = re.sub(r"(?<![\w.$])1(?![\w.!:])", "1.0E0", told)
        return f"<f>{''.join(parts).replace(chr(34), '&quot;')}</f>"

    other = respelled(delivered, tmp_path / "other.xlsx", spell)
    type_over_in_place = tmp_path / "typed.xlsx"
    shutil.copy(other, type_over_in_place)
    assert bring_back(type_over(type_over_in_place, {"lines.licence.price": 0.3}), case_file) == 0


def test_a_program_with_a_spelling_of_its_own_raises_no_alarm(
    case_file: Path, delivered: Path, tmp_path: Path
) -> None:
    other = respelled(delivered, tmp_path / "other.xlsx", lambda match: f"<f>({match[1]})</f>")
    assert bring_back(type_over(other, {"lines.licence.price": 0.3}), case_file) == 0


def test_formulas_that_a_program_shares_along_a_row_are_read_one_by_one(
    case_file: Path, delivered: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Excel writes a copied formula once: the cells after it only name its number."""
    shared, count = tmp_path / "shared.xlsx", 0
    with zipfile.ZipFile(delivered) as old, zipfile.ZipFile(shared, "w") as new:
        for part in old.namelist():
            content = old.read(part).decode() if part.endswith(".xml") else old.read(part)
            if isinstance(content, str) and part.startswith("xl/worksheets/sheet"):
                for row in re.findall(r'<row r="\d+".*?</row>', content, re.DOTALL):
                    cells = re.findall(r'<c r="([A-Z])(\d+)"[^>]*><f>([A-Z])(\d+)\+1</f>', row)
                    if len(cells) < 2:
                        continue
                    first, number = cells[0], count
                    told = row.replace(
                        f"<f>{first[2]}{first[3]}+1</f>",
                        f'<f t="shared" ref="X" si="{number}">{first[2]}{first[3]}+1</f>',
                    )
                    for cell in cells[1:]:
                        told = told.replace(f"<f>{cell[2]}{cell[3]}+1</f>", f'<f t="shared" si="{number}"/>')
                    content, count = content.replace(row, told), count + 1
            new.writestr(part, content)
    assert count
    assert bring_back(shared, case_file) == 2
    assert "no number was changed" in capsys.readouterr().err


def test_a_sheet_with_another_title_is_the_same_sheet(
    case_file: Path, delivered: Path, tmp_path: Path
) -> None:
    """What a program does when a sheet gets another title: every reference to it follows."""
    other = tmp_path / "renamed.xlsx"
    with zipfile.ZipFile(delivered) as old, zipfile.ZipFile(other, "w") as new:
        for part in old.namelist():
            content = old.read(part)
            if part.startswith(("xl/workbook", "xl/worksheets")):
                content = content.replace(b"Assumptions", b"Inputs_2027").replace(b"Valuation", b"Worth")
            new.writestr(part, content)
    assert bring_back(type_over(other, {"lines.licence.price": 0.3}), case_file) == 0


def test_a_dutch_workbook_comes_back_with_its_cells_in_dutch(
    case_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "werkboek.xlsx"
    write_workbook(appraise(load_case(case_file)), path, language="nl")
    type_over(path, {"lines.licence.price": 0.3}, {"Scenario's!C4": 2})
    assert bring_back(path, case_file) == 2
    told = capsys.readouterr().err
    assert "Scenario's!C4: een berekening is overschreven; er staat nu: 2" in told and "1 probleem" in told


@pytest.mark.parametrize(
    ("language", "formula_told", "blank_told"),
    [
        ("nl", "een formule in een cel voor invoer", "er staat niets meer"),
        ("en", "a formula in a cell for input", "nothing stands there any more"),
    ],
)
def test_a_formula_an_empty_cell_and_numbers_as_text_are_named_together(
    case_file: Path,
    tmp_path: Path,
    language: Language,
    formula_told: str,
    blank_told: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    path, before = tmp_path / "werkboek.xlsx", case_file.read_bytes()
    write_workbook(appraise(load_case(case_file)), path, language=language)
    wrong = {
        "lines.contact_burden.price": "=5+4",
        "lines.evaluation.amount.2029": None,
        "lines.licence.btw.compensable": "0,25",
        "quantities.signals.per": "150.000",
    }
    type_over(path, wrong | {"lines.licence.price": 0.3})
    assert bring_back(path, case_file) == 2
    told = capsys.readouterr().err.splitlines()
    words = (formula_told, blank_told, "0,25", "150.000")
    for name, said in zip(wrong, words, strict=True):
        assert any(name in line and said in line for line in told), (name, told)
    assert case_file.read_bytes() == before


def test_a_negative_number_is_named_beside_an_unknown_scenario(
    case_file: Path, delivered: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong = {"scenario": "Hopeful", "quantities.signals.per": -900, "lines.value_collection.share": 1.4}
    assert bring_back(type_over(delivered, wrong), case_file) == 2
    told = capsys.readouterr().err
    assert "Hopeful" in told
    assert "quantities.signals.per" in told and "lines.value_collection.share" in told


def test_a_number_that_looks_like_a_slip_is_asked_about(
    case_file: Path, delivered: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    type_over(delivered, {"lines.licence.price": 260})
    assert bring_back(delivered, case_file) == 2
    assert "lines.licence.price" in capsys.readouterr().err
    assert bring_back(delivered, case_file, "--accept") == 0


def test_a_workbook_without_changes_or_of_another_case_is_refused(
    case_file: Path, delivered: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert bring_back(delivered, case_file) == 2
    assert "no number was changed" in capsys.readouterr().err
    other = tmp_path / "two_years.yaml"
    other.write_bytes(resource("parameters", "two_years.yaml").read_bytes())
    assert bring_back(type_over(delivered, CHANGES), other) == 2
    assert NAME in capsys.readouterr().err
    assert bring_back(delivered, None) == 2
    assert f"--into {NAME}.yaml" in capsys.readouterr().err


def test_a_chosen_scenario_is_named_and_not_taken_along(
    case_file: Path, delivered: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    type_over(delivered, {"scenario": "Favourable", "lines.licence.price": 0.3})
    assert bring_back(delivered, case_file) == 0
    assert "'Favourable'" in capsys.readouterr().out
    assert load_case(case_file).scenarios["workbook"].set == {"lines.licence.price": 0.3}


def test_a_case_that_moved_on_keeps_its_numbers(
    case_file: Path, delivered: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = case_file.read_text(encoding="utf-8")
    assert text.count("per: 1000\n") == 1
    case_file.write_text(text.replace("per: 1000\n", "per: 1001\n"), encoding="utf-8")
    assert bring_back(type_over(delivered, {"lines.licence.price": 0.3}), case_file) == 0
    assert "stay as in the case: 1" in capsys.readouterr().out
    assert load_case(case_file).scenarios["workbook"].set == {"lines.licence.price": 0.3}


def test_another_workbook_is_neither_a_form_nor_delivered(
    case_file: Path, delivered: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    openpyxl.Workbook().save(tmp_path / "other.xlsx")
    assert bring_back(tmp_path / "other.xlsx", case_file) == 2
    assert "mll_workbook" in capsys.readouterr().err
    with pytest.raises(InputError):
        import_form(delivered, folder=tmp_path)


def test_a_workbook_of_which_the_cells_are_gone_is_refused(
    case_file: Path, delivered: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    book = openpyxl.load_workbook(delivered)
    del book.defined_names["lines.licence.price"]
    book.save(delivered)
    assert bring_back(delivered, case_file) == 2
    assert "lines.licence.price" in capsys.readouterr().err


@pytest.mark.parametrize("written", ["A1:XFD1048576", "A:B", "1:9", "=5", "B2=x", "no block"])
def test_a_list_that_somebody_wrote_in_the_place_of_ours_is_refused_in_a_moment(
    case_file: Path, delivered: Path, written: str, capsys: pytest.CaptureFixture[str]
) -> None:
    type_over(delivered, {"lines.licence.price": 0.3}, {"Delivered!J3": written})
    assert bring_back(delivered, case_file) == 2
    assert "mll_workbook" in capsys.readouterr().err
