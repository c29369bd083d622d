"""Ten inputs typed over in the workbook of every example, and a scenario chosen: LibreOffice says what the suite says.

Every number of the sheets that calculate is compared, to the cent, with the workbook that the suite writes of the
changed case. The cached values of the book that is recalculated are wrong, so what does not recalculate fails.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import pytest
from example_books import BooksOf
from spreadsheet import Cells, Recalculate, cells, spoil
from workbook_samples import case_of, own

from mll_finance.engine.study import Study, appraise
from mll_finance.inputs.case.case import Case
from mll_finance.inputs.case.scenarios import changes as changes_of
from mll_finance.report.excel.inputs import inputs_of
from mll_finance.report.excel.sheets import decision
from mll_finance.report.excel.workbook import write_workbook
from tests.workbook_changes import EXAMPLES, changed, example, few_draws, ten_changes

CALCULATING = ("Prices", "Calculation", "Valuation", "Budget", "Cover", "Parties")
CENT = 0.01
SCALED = 2
"""Examples of which a number that a scenario scales is typed over too."""


def activated(method: str, first_year: float, **more: Any) -> dict[str, Any]:
    """A purchase that is written off in the budget."""
    return {
        "kind": "purchase",
        "alternative": "project",
        "payer": "municipality",
        "receiver": "resources",
        "amount": own({2026: 40_000, 2028: 9000}, "EUR"),
        "btw": {"rate": 0.21, "compensable": 0.6},
        "nature": "capital",
        "duration": "structural",
        "taakveld": "0.4",
        "activation": {
            "method": method,
            "years": 3,
            "interest": 0.03,
            "first_year": first_year,
            "source": "test",
        },
        **more,
    }


CAPITAL = case_of(
    {},
    {
        "half_a_year": activated("linear", 0.5),
        "whole_years": activated("linear", 1),
        "annuity": activated("annuity", 1),
        "annuity_later": activated("annuity", 0),
        "staff": {
            "kind": "staffing",
            "alternative": "project",
            "payer": "municipality",
            "receiver": "resources",
            "fte": own({2026: 0.5, 2028: 1.5}, "fte"),
            "wage": own(70_000, "EUR/fte"),
            "growth": own(0.01, "1/yr"),
            "duration": "incidental",
        },
        "hours": {
            "kind": "quantity_price",
            "alternative": "project",
            "payer": "municipality",
            "receiver": "resources",
            "quantity": own(100, "hour/yr"),
            "price": own(60, "EUR/hour"),
            "delay": 1,
        },
    },
    discounting={"rate": 0.03},
)
"""What no example has all of: both ways to write off, each with both first years, and staff that grows."""
CAPITAL_CHANGES = {
    "lines.half_a_year.activation.interest": 0.051,
    "lines.half_a_year.activation.first_year": 0.25,
    "lines.half_a_year.amount.2028": 1234.5,
    "lines.whole_years.btw.compensable": 0.0,
    "lines.annuity.activation.interest": 0.0,
    "lines.annuity_later.activation.interest": 0.07,
    "lines.annuity_later.btw.rate": 0.09,
    "lines.staff.wage": 81_000.0,
    "lines.staff.growth": 0.03,
    "case.discounting.rate": 0.011,
}


@dataclass(frozen=True)
class Compared:
    """A book as it was delivered, as the suite writes it after a change, and as LibreOffice calculates it."""

    formulas: Cells
    delivered: Cells
    expected: Cells
    found: Cells

    @cached_property
    def calculating(self) -> dict[tuple[str, str], str]:
        return {place: text for place, text in self.formulas.items() if place[0] in CALCULATING}


def written(study: Study, path: Path) -> Path:
    write_workbook(study, path, language="en")
    return path


def without_advice(study: Study, path: Path) -> Path:
    """The workbook without the words of the advice, which take a third of the time and of which nothing is compared."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(decision, "_advice", lambda sheet, study, changed, *, first: first)
        return written(study, path)


@cache
def cells_of(path: Path, *, formulas: bool = False) -> Cells:
    """The cells of a delivered book, read once: it is asked for its inputs, its scenarios and each comparison."""
    return cells(path, formulas=formulas)


def delivered_cells(path: Path) -> dict[str, tuple[str, str]]:
    """The sheet and cell of every input, by its path."""
    places = {}
    for (sheet, address), text in cells_of(path, formulas=True).items():
        if sheet == "Delivered" and address.startswith("D") and str(text).startswith("="):
            target, _, cell = str(text).removeprefix("=").replace("$", "").rpartition("!")
            places[address[1:]] = (target.strip("'"), cell)
    paths = {
        address[1:]: str(text)
        for (sheet, address), text in cells_of(path).items()
        if sheet == "Delivered" and address.startswith("A")
    }
    return {paths[row]: place for row, place in places.items()}


def typed(path: Path, target: Path, changes: dict[str, Any]) -> Path:
    """A delivered book with these inputs typed over, and every cached value wrong."""
    places = delivered_cells(path)
    inputs: dict[str, dict[str, float | str]] = {}
    for change, value in changes.items():
        sheet, cell = places[change]
        inputs.setdefault(sheet, {})[cell] = value
    return spoil(path, target, inputs=inputs)


CASES: dict[str, Any] = {name: lambda name=name: (few_draws(name), ten_changes(name)) for name in EXAMPLES}
CASES["capital"] = lambda: (CAPITAL, CAPITAL_CHANGES)


def chosen_scenario(path: Path, target: Path) -> tuple[Path, str] | None:
    """A delivered book in which the last scenario that can be chosen is, with its title; None where none can."""
    found = cells_of(path)
    rows = [
        address[1:]
        for (sheet, address), text in found.items()
        if sheet == "Scenarios" and text == "As entered"
    ]
    heads = {
        address.rstrip("0123456789"): text
        for (sheet, address), text in found.items()
        if sheet == "Scenarios"
        and address.endswith(rows[-1])
        and address.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ") == rows[-1]
    }
    titles = [
        text for column, text in heads.items() if column not in "AB" and text not in ("As entered", "In use")
    ]
    if not titles:
        return None
    cell = next(a for (sheet, a), text in found.items() if sheet == "Decision" and text == "As entered")
    return spoil(path, target, inputs={"Decision": {cell: titles[-1]}}), str(titles[-1])


def scenario_named(case: Case, title: str) -> str:
    return next(
        name
        for name, scenario in case.scenarios.items()
        if scenario.title is not None and scenario.title.en == title
    )


def scaled_input(case: Case, scenario: str) -> dict[str, float] | None:
    """Another value of a number that a scenario makes a number of times as large; None where it does so with none."""
    inputs = inputs_of(appraise(case))
    for path, change in changes_of(case.scenarios, scenario).items():
        if path in inputs and isinstance(change, dict) and set(change) == {"times"}:
            return {path: round(inputs[path].value * 0.83, 6)}
    return None


@pytest.fixture(scope="module")
def books(
    recalculate: Recalculate, example_books: BooksOf, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Compared]:
    """Every example changed, and every example in a scenario; all in one start of LibreOffice."""
    folder = tmp_path_factory.mktemp("changed")
    expected: dict[str, Path] = {}
    given: dict[str, Path] = {}
    wrong: list[Path] = []
    for name, make in CASES.items():
        case, typed_over = make()
        study = appraise(case)
        is_example = name in EXAMPLES
        book = example_books(name)["en"] if is_example else written(study, folder / f"{name}.xlsx")
        given[f"{name}-changed"] = book
        wrong.append(typed(book, folder / f"{name}-changed.xlsx", typed_over))
        expected[f"{name}-changed"] = without_advice(
            appraise(changed(case, typed_over)), folder / f"{name}-changed-suite.xlsx"
        )
        chosen = chosen_scenario(book, folder / f"{name}-scenario.xlsx")
        if chosen is not None:
            wrong.append(chosen[0])
            given[f"{name}-scenario"] = book
            scenario = scenario_named(case, chosen[1])
            expected[f"{name}-scenario"] = without_advice(
                study.in_scenario(scenario), folder / f"{name}-scenario-suite.xlsx"
            )
            has_enough = sum(key.endswith("-scaled") for key in expected) >= SCALED
            scaled = None if has_enough else scaled_input(case, scenario)
            if scaled is not None:
                key = f"{name}-scaled"
                given[key] = book
                wrong.append(typed(chosen[0], folder / f"{key}.xlsx", scaled))
                expected[key] = without_advice(
                    appraise(changed(case, scaled)).in_scenario(scenario), folder / f"{key}-suite.xlsx"
                )
    made = recalculate(wrong)
    return {
        key: Compared(
            cells_of(given[key], formulas=True),
            cells_of(given[key]),
            cells(path),
            made[f"{key}.xlsx"],
        )
        for key, path in expected.items()
    }


def moved(book: Compared) -> list[tuple[str, str]]:
    """The cells of the sheets that calculate with more than a cent more or less than in the delivered book."""
    shown = {place: (book.delivered.get(place), book.found.get(place)) for place in book.calculating}
    return [
        place
        for place, (before, after) in shown.items()
        if isinstance(before, float) and isinstance(after, float) and abs(after - before) > CENT
    ]


def differences(book: Compared) -> list[str]:
    """Every cell of the sheets that calculate that is more than a cent from what the suite says."""
    found = []
    for place, text in book.calculating.items():
        if not str(text).startswith("="):
            continue
        ours, theirs = book.expected.get(place), book.found.get(place)
        if isinstance(ours, float) and isinstance(theirs, float):
            if abs(ours - theirs) > min(CENT, 1e-6 + 1e-7 * abs(ours)):
                found.append(f"{place} {text}: {theirs} for {ours}")
        elif ours != theirs:
            found.append(f"{place} {text}: {theirs!r} for {ours!r}")
    return found


@pytest.mark.libreoffice
@pytest.mark.parametrize("name", CASES)
def test_ten_changed_inputs_give_what_the_suite_gives(books: dict[str, Compared], name: str) -> None:
    book = books[f"{name}-changed"]
    assert differences(book) == []
    assert len(moved(book)) > 20


@pytest.mark.libreoffice
@pytest.mark.parametrize("name", EXAMPLES)
def test_a_chosen_scenario_gives_what_the_suite_gives(books: dict[str, Compared], name: str) -> None:
    if example(name).scenarios:
        book = books[f"{name}-scenario"]
        assert differences(book) == []
        verdicts = [
            text
            for (sheet, address), text in book.found.items()
            if sheet == "Check" and address.startswith("G") and address != "G1"
        ]
        assert set(verdicts) == {"equal"}


@pytest.mark.libreoffice
def test_a_scenario_scales_the_number_that_was_typed(books: dict[str, Compared]) -> None:
    scaled = {key: book for key, book in books.items() if key.endswith("-scaled")}
    assert scaled
    for key, book in scaled.items():
        assert differences(book) == [], key


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_changes_are_ten_and_move_something(name: str) -> None:
    """Else the tests above would pass with inputs that nothing follows."""
    case, changes = example(name), ten_changes(name)
    assert len(changes) == (7 if name == "two_years" else 10)
    before, after = appraise(case), appraise(changed(case, changes))
    assert any(
        abs(before.stream(each, alternative).npv[0] - after.stream(each, alternative).npv[0]) > 1
        for each in case.perspectives
        for alternative in case.projects
    )


def test_no_cell_ends_in_an_error_whatever_was_typed(books: dict[str, Compared]) -> None:
    """A ratio that no longer exists is told in words; on the sheet of checks it was an error of the program."""
    for name, compared in books.items():
        errors = [place for place, shown in compared.found.items() if str(shown).startswith(("#", "Err:"))]
        assert not errors, (name, errors[:5])
