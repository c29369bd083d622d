"""Every kind's formulas, calculated anew by LibreOffice, against the Python study.

The cached values are made wrong first, else a reader that shows them would pass for one that calculates.
"""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from example_books import BooksOf
from spreadsheet import NEVER, WRONG, Recalculate, cells, sheet_names, spoil
from workbook_samples import LINES, case_of, own, sample, samples

from mll_finance.engine.criteria import BY_ID
from mll_finance.engine.study import Study, appraise
from mll_finance.inputs.case.case import Case
from mll_finance.inputs.grammar.line import Line
from mll_finance.inputs.grammar.quantity import Quantity
from mll_finance.inputs.lines import line_kinds
from mll_finance.inputs.quantities import quantity_kinds
from mll_finance.report.excel.workbook import write_workbook
from tests.workbook_changes import EXAMPLES, few_draws

KINDS = [*(("quantities", kind) for kind in quantity_kinds()), *(("lines", kind) for kind in line_kinds())]
EXACT = {"rtol": 1e-9, "atol": 1e-9}
ARITHMETIC_OF_ALL_LINES = {
    "years",
    "ramp_up",
    "growth",
    "timing",
    "basis",
    "index",
    "btw",
    "cash",
    "accounting",
    "adjustment",
    "delay",
}
NPV = "Net present value"

LIVE = case_of(
    {"signals": {"kind": "per_inhabitant", "rate": own(2.0, "signal/inhabitant"), "per": 1000}},
    {
        "help": {
            "kind": "quantity_price",
            "alternative": "project",
            "payer": "municipality",
            "receiver": "resources",
            "quantity": {"ref": "quantities.signals.number"},
            "price": own({2026: 10, 2028: 20}, "EUR/signal"),
        },
        "gain": {
            "kind": "staffing",
            "alternative": "all",
            "payer": "municipality",
            "receiver": "resources",
            "fte": {"by_alternative": {"baseline": own(2.0, "fte"), "default": own(1.5, "fte")}},
            "wage": own(70000, "EUR/fte"),
        },
    },
    discounting={"rate": 0.04},
)
LIVE_CHANGES = {
    "quantities.signals.rate": 3.5,
    "lines.help.price.2028": 44.0,
    "lines.gain.fte.default": 0.25,
    "lines.gain.wage": 80500.0,
    "case.discounting": {"rate": 0.01},
}
CHANGED = "live changed"


OTHERS = {
    **{name: partial(few_draws, name) for name in EXAMPLES},
    "inflation": lambda: sample(
        "lines", "subscription", inflation={"rate": 0.03}, discounting="uk_green_book"
    ),
    "one_year": lambda: case_of(
        {},
        {
            "fee": {
                "kind": "transfer",
                "alternative": "project",
                "payer": "state",
                "receiver": "municipality",
                "amount": own(5, "EUR"),
            }
        },
        horizon=0,
    ),
    "long": lambda: sample("lines", "staffing", horizon=60, discounting="nl_2025"),
    "overridden": lambda: sample("lines", "product").with_({"lines.product_0.factors.price": 99.0}),
    "nothing": lambda: case_of(
        {},
        {
            "open": {
                "kind": "transfer",
                "alternative": "project",
                "payer": "state",
                "receiver": "municipality",
                "amount": {"pm": "not decided"},
            }
        },
    ),
    "live": lambda: LIVE,
    "waiting": lambda: few_draws("vroegsignalering_eindhoven").with_(
        {"alternatives.model.later": {"pilot": 1, "run": 2}}
    ),
}


def _kinds_with_samples() -> dict[str, Case]:
    return {f"{section}_{kind}": sample(section, kind) for section, kind in KINDS}


@dataclass(frozen=True)
class Recalculated:
    """A study with its workbook as we wrote it and as LibreOffice calculated it."""

    study: Study
    path: Path
    formulas: dict[tuple[str, str], Any]
    ours: dict[tuple[str, str], Any]
    theirs: dict[tuple[str, str], Any]

    @cached_property
    def places(self) -> dict[str, list[str]]:
        """The numbers of the rows of the sheet with the calculation, by the path in their second cell."""
        rows: dict[str, list[str]] = {}
        for (sheet, address), written in self.theirs.items():
            if sheet == "Calculation" and address.startswith("B"):
                rows.setdefault(str(written), []).append(address[1:])
        return rows

    def row(self, path: str, alternative: str) -> list[float]:
        """The numbers by year of a result, as recalculated."""
        sheet = "Calculation"
        words = self.study.case.alternatives[alternative].title
        title = alternative if words is None else words.en
        for row in self.places.get(path, ()):
            shown = str(self.theirs[sheet, f"C{row}"])
            if shown == "all" or f", {title}, " in f", {shown}, ":
                return [
                    self.theirs[sheet, f"{_letter(4 + year)}{row}"]
                    for year in range(len(self.study.case.years))
                ]
        raise AssertionError(f"no row for {path} in {alternative}")


def _letter(column: int) -> str:
    before, last = divmod(column, 26)
    return (_letter(before - 1) if before else "") + chr(ord("A") + last)


def typed_over(path: Path, target: Path) -> Path:
    """The workbook of the live case with other inputs, every cached value wrong."""
    ours, formulas = cells(path), _formulas(path)
    places = {
        value: address[1:]
        for (sheet, address), value in ours.items()
        if sheet == "Assumptions" and address[0] == "B"
    }
    front: dict[str, float | str] = {
        f"C{places['quantities.signals.rate']}": 3.5,
        f"J{places['lines.help.price']}": 44.0,
        f"C{places['lines.gain.fte.by_alternative.default']}": 0.25,
        f"C{places['lines.gain.wage']}": 80500.0,
    }
    rate = next(
        address
        for (sheet, address), value in ours.items()
        if sheet == "Valuation" and value == 0.04 and (sheet, address) not in formulas
    )
    return spoil(path, target, inputs={"Assumptions": front, "Valuation": {rate: 0.01}})


@pytest.fixture(scope="module")
def books(
    recalculate: Recalculate, example_books: BooksOf, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Recalculated]:
    """Every sample, written, made wrong and recalculated, and one changed; all in one start of LibreOffice."""
    folder = tmp_path_factory.mktemp("workbooks")
    (folder / "wrong").mkdir()
    cases = {**_kinds_with_samples(), **{name: make() for name, make in OTHERS.items()}}
    studies = {name: appraise(case) for name, case in cases.items()}
    paths = {name: folder / f"{name}.xlsx" for name in studies}
    for name, study in studies.items():
        if name in EXAMPLES:
            paths[name] = example_books(name)["en"]
        else:
            write_workbook(study, paths[name], language="en")
    wrong = [spoil(path, folder / "wrong" / f"{name}.xlsx") for name, path in paths.items()]
    changed = typed_over(folder / "live.xlsx", folder / "wrong" / f"{CHANGED}.xlsx")
    made = recalculate([*wrong, changed])
    shown = {CHANGED: Recalculated(appraise(LIVE.with_(LIVE_CHANGES)), changed, {}, {}, made[changed.name])}
    return shown | {
        name: Recalculated(
            study,
            paths[name],
            _formulas(paths[name]),
            cells(paths[name]),
            made[f"{name}.xlsx"],
        )
        for name, study in studies.items()
    }


def _formulas(path: Path) -> dict[tuple[str, str], Any]:
    found = cells(path, formulas=True)
    return {place: text for place, text in found.items() if isinstance(text, str) and text.startswith("=")}


@pytest.mark.parametrize(("section", "kind"), KINDS)
def test_a_kind_has_samples_that_use_all_its_fields(section: str, kind: str) -> None:
    known = quantity_kinds() if section == "quantities" else line_kinds()
    base: type[Line | Quantity] = Quantity if section == "quantities" else Line
    own_fields = set(known[kind].model_fields) - set(base.model_fields)
    used = {field for part in samples(section, kind) for field in part}
    assert own_fields <= used, f"no sample of '{kind}' uses {', '.join(sorted(own_fields - used))}: add one"


def test_a_kind_without_a_written_sample_gets_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(LINES, "staffing")
    (made,) = samples("lines", "staffing")
    assert {"fte", "wage"} <= set(made)
    assert sample("lines", "staffing").lines


def test_the_samples_use_what_all_lines_can_do() -> None:
    used = {field for parts in LINES.values() for part in parts for field in part}
    assert used >= ARITHMETIC_OF_ALL_LINES


@pytest.mark.libreoffice
@pytest.mark.parametrize(("section", "kind"), KINDS)
def test_a_kind_recalculates_to_the_study(books: dict[str, Recalculated], section: str, kind: str) -> None:
    _compare_with_study(books[f"{section}_{kind}"])


@pytest.mark.libreoffice
@pytest.mark.parametrize("name", OTHERS)
def test_a_case_recalculates_to_the_study(books: dict[str, Recalculated], name: str) -> None:
    _compare_with_study(books[name])


def _compare_with_study(book: Recalculated) -> None:
    study, case = book.study, book.study.case
    compared = 0
    for alternative in case.alternatives:
        for name, quantity in case.quantities.items():
            for output, value in study.central.model.quantity(name, alternative).items():
                found = book.row(f"quantities.{name}.{output}", alternative)
                np.testing.assert_allclose(found, _by_year(value, case), **EXACT, err_msg=f"{name}.{output}")
            assert set(study.central.model.quantity(name, alternative)) == set(quantity.units())
        for name in case.lines:
            euros = study.central.euros(name, alternative)
            if euros is not None:
                found = book.row(f"lines.{name}", alternative)
                np.testing.assert_allclose(found, _by_year(euros, case), **EXACT, err_msg=name)
                compared += 1
    assert compared or set(case.graph.pm)
    _compare_criteria(book)
    _compare_every_formula(book)


def _by_year(value: Any, case: Case) -> Any:
    return np.broadcast_to(value, (len(case.years), 1))[:, 0]


def _compare_criteria(book: Recalculated) -> None:
    """The check sheet: criterion by criterion the recalculated number, and the study's."""
    study, rows = book.study, 0
    titles = {
        NPV: "npv",
        "Present value of costs": "pv_costs",
        "Present value of benefits": "pv_benefits",
        "Benefit-cost ratio": "bcr",
        "Annual equivalent": "annual_equivalent",
    }
    pairs = [(p, a) for p in study.case.perspectives for a in study.case.projects]
    shown = {(study.case.perspectives[p].title.en, _title(study.case, a)): (p, a) for p, a in pairs}
    for (sheet, address), perspective in book.theirs.items():
        row = address[1:]
        if (
            sheet != "Check"
            or not address.startswith("A")
            or (sheet, f"D{row}") not in book.theirs
            or row == "1"
            or perspective == "Budget"
        ):
            continue
        key = shown[perspective, book.theirs[sheet, f"B{row}"]]
        criterion = titles[book.theirs[sheet, f"C{row}"]]
        stream = study.stream(*key)
        expected = BY_ID[criterion].of(stream)
        np.testing.assert_allclose(
            book.theirs[sheet, f"D{row}"], expected[0], **EXACT, err_msg=f"{key} {criterion}"
        )
        assert book.theirs[sheet, f"G{row}"] == "equal"
        rows += 1
    assert rows >= 3 * len(pairs)


def _title(case: Case, alternative: str) -> str:
    words = case.alternatives[alternative].title
    return alternative if words is None else words.en


def _compare_every_formula(book: Recalculated) -> None:
    """Every formula of the workbook, so that no cell is left out; and no wrong value is left in."""
    assert len(book.formulas) > 20
    for place, text in book.formulas.items():
        ours, theirs = book.ours[place], book.theirs[place]
        if isinstance(ours, str):
            assert theirs == ours, f"{place} {text}"
        else:
            # A difference of two large numbers is exact to their size, not to its own.
            size = abs(book.ours["Check", f"E{place[1][1:]}"]) if place[0] == "Check" else 1.0
            close = 1e-9 * max(1.0, size) + 1e-9 * abs(ours)
            assert abs(theirs - ours) <= close, f"{place} {text}: {theirs} for {ours}"
            assert theirs != WRONG


@pytest.mark.libreoffice
def test_the_wrong_values_stay_when_nothing_is_recalculated(recalculate: Recalculate, tmp_path: Path) -> None:
    """The control: the same file, opened without recalculation, still shows the wrong values."""
    write_workbook(appraise(LIVE), tmp_path / "live.xlsx", language="en")
    (tmp_path / "wrong").mkdir()
    wrong = spoil(tmp_path / "live.xlsx", tmp_path / "wrong" / "live.xlsx")
    found = recalculate([wrong], mode=NEVER)["live.xlsx"]
    numbers = [float(found[place]) for place in _formulas(tmp_path / "live.xlsx")]
    assert len(numbers) > 20
    assert set(numbers) == {WRONG}


@pytest.mark.libreoffice
def test_a_changed_input_gives_what_the_changed_case_gives(books: dict[str, Recalculated]) -> None:
    """Inputs are live: typing new numbers in the workbook is the same as changing the case."""
    again = books[CHANGED]
    study, found = again.study, again.theirs
    for alternative in study.case.alternatives:
        for name in study.case.lines:
            euros = study.central.euros(name, alternative)
            if euros is not None:
                np.testing.assert_allclose(
                    again.row(f"lines.{name}", alternative), _by_year(euros, study.case), **EXACT
                )
    rows = [address[1:] for (sheet, address), value in found.items() if sheet == "Check" and value == NPV]
    outcomes = [found["Check", f"D{row}"] for row in rows]
    expected = [study.stream(p, a).npv[0] for p in study.case.perspectives for a in study.case.projects]
    np.testing.assert_allclose(outcomes, expected, **EXACT)
    assert {found["Check", f"G{row}"] for row in rows} == {"differs"}


def test_growth_reads_the_year_from_the_head_of_its_column(tmp_path: Path) -> None:
    write_workbook(appraise(sample("lines", "staffing")), tmp_path / "a.xlsx", language="en")
    found = cells(tmp_path / "a.xlsx", formulas=True)
    row = next(
        a[1:] for (sheet, a), value in found.items() if sheet == "Calculation" and value == "lines.staffing_0"
    )
    for column in "EFGHI":
        assert f"({column}$1-2025)" in found["Calculation", f"{column}{row}"]


def test_what_has_no_number_is_pm_and_never_zero(tmp_path: Path) -> None:
    study = appraise(sample("lines", "transfer"))
    write_workbook(study, tmp_path / "pm.xlsx", language="en")
    found = cells(tmp_path / "pm.xlsx")
    row = next(
        a[1:] for (sheet, a), value in found.items() if sheet == "Calculation" and value == "lines.transfer_2"
    )
    shown = {found.get(("Calculation", f"{_letter(column)}{row}")) for column in range(3, 9)}
    assert shown == {"PM", "not decided", None}
    row = next(
        a[1:]
        for (sheet, a), value in found.items()
        if sheet == "Assumptions" and value == "lines.transfer_2.amount"
    )
    assert found["Assumptions", f"C{row}"] == "PM"
    note = next(a for (sheet, a), value in found.items() if sheet == "Spread" and value == "Note")
    assert found["Spread", f"{note[:-1]}{row}"] == "not decided"


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_same_study_gives_the_same_bytes(tmp_path: Path, language: Any) -> None:
    for name in ("a.xlsx", "b.xlsx"):
        write_workbook(appraise(sample("quantities", "detection")), tmp_path / name, language=language)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()
    assert len(sheet_names(tmp_path / "a.xlsx")) == 13


def test_nothing_in_the_workbook_points_outside_it(tmp_path: Path) -> None:
    write_workbook(appraise(sample("quantities", "uptake")), tmp_path / "a.xlsx", language="nl")
    with zipfile.ZipFile(tmp_path / "a.xlsx") as book:
        assert not [
            name for name in book.namelist() if "external" in name.lower() or "connection" in name.lower()
        ]
        relations = [book.read(name).decode() for name in book.namelist() if name.endswith(".rels")]
    assert not [text for text in relations if 'TargetMode="External"' in text]
