"""The actuals of a case, from a CSV: what was paid, counted and agreed in each year, with its source.

One row for each year, path and alternative: an ``amount`` is what a line came to, a ``quantity`` a number that is no
money, a ``price`` one that is. Money is in euros of the year itself, ex btw. ``share_of_year`` says which part of the
year a row is about; an amount, and a quantity that is counted per year, are then those of that part.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, NoReturn, get_args

from mll_finance.errors import InputError, Problem, suggestion
from mll_finance.inputs.actuals.places import Observable, known_paths, place_of, refused_place
from mll_finance.inputs.case.case import Case
from mll_finance.inputs.text.csv_text import MAX_BYTES, CsvCellError, CsvRow, CsvText, csv_of
from mll_finance.inputs.text.units import has_three_decimals
from mll_finance.inputs.text.written import LARGEST_NUMBER
from mll_finance.plain_files import NoPlainFileError, plain_bytes
from mll_finance.plain_text import shortened
from mll_finance.resources import resource
from mll_finance.system_reasons import system_reason
from mll_finance.terms import phrase

Kind = Literal["amount", "quantity", "price"]
KINDS: tuple[Kind, ...] = get_args(Kind)
NEEDED = ("year", "path", "alternative", "kind", "value", "unit", "source")
SHARE = "share_of_year"
_SHARES = ("fraction", "share", "1", "1/yr", "ratio")
"""Units of a number that may be written as a percentage."""
_PERCENT = ("%", "percent", "procent")
_A_YEAR = "/yr"
_LONGEST = 200
_SHIPPED = ("parameters", "actuals")


@dataclass(frozen=True)
class Actual:
    """One row: what a line, an assumption or an output of a quantity really was.

    Parameters
    ----------
    year : int
        A year of the case.
    path : str
        The line, assumption or output, as it is written.
    alternative : str
        The alternative in which it was so.
    kind : str
        ``amount``, ``quantity`` or ``price``.
    value : float
        In the unit of the case; money in euros of the year itself, ex btw.
    unit : str
        The unit of the case.
    source : str
        Where it can be looked up.
    share : float
        Share of the year (0 to 1) that it is about.
    place : Observable
        What the path stands for in the alternative.
    line : int
        Line of the file.
    """

    year: int
    path: str
    alternative: str
    kind: Kind
    value: float
    unit: str
    source: str
    share: float
    place: Observable
    line: int

    @property
    def is_flow(self) -> bool:
        """Whether it grows with the part of the year: an amount, or a count per year."""
        return self.kind == "amount" or (self.kind == "quantity" and self.unit.endswith(_A_YEAR))

    @property
    def whole_year(self) -> float:
        """The value as it would be over a whole year at the same pace."""
        return self.value / self.share if self.is_flow else self.value


def actuals_of(case: Case, contents: bytes, path: Path) -> tuple[Actual, ...]:
    """The actuals in the contents of a CSV, each fitting the case.

    Raises
    ------
    InputError
        With every row that is wrong, its line, what is allowed and what to do.
    """
    table = csv_of(contents, path)
    problems = list(_heading(table))
    if problems:
        raise InputError(problems, file=str(path))
    actuals: list[Actual] = []
    for actuals_row in table:
        actuals_and_problems = list(_row(case, actuals_row))
        actuals += [part for part in actuals_and_problems if isinstance(part, Actual)]
        problems += [
            replace(table.problem(actuals_row, part), line=actuals_row.line)
            for part in actuals_and_problems
            if isinstance(part, Problem)
        ]
    problems += _twice(table, actuals)
    if not actuals and not problems:
        problems.append(
            Problem(
                "",
                phrase("actuals_empty"),
                phrase("actuals_columns", names=", ".join(NEEDED)),
                phrase("actuals_add"),
            )
        )
    if problems:
        raise InputError(problems, file=str(path))
    return tuple(sorted(actuals, key=lambda actual: (actual.year, actual.line)))


def _heading(table: CsvText) -> Iterator[Problem]:
    """Columns that lack, and columns that nobody reads."""
    allowed_column_names = (*NEEDED, SHARE)
    for column_name in NEEDED:
        if column_name not in table.columns:
            yield Problem(
                "",
                phrase("actuals_no_column", column=column_name),
                phrase("actuals_columns", names=", ".join(allowed_column_names)),
                phrase("actuals_add_column", column=column_name),
                1,
            )
    for column_name in table.columns:
        if column_name not in allowed_column_names:
            yield Problem(
                "",
                phrase("actuals_other_column", column=column_name),
                phrase("actuals_columns", names=", ".join(allowed_column_names)),
                suggestion(column_name, allowed_column_names),
                1,
            )


def _row(case: Case, row: CsvRow) -> Iterator[Actual | Problem]:
    """The actual of one row, or everything that is wrong with it."""
    path, source_cell = row.cells.get("path", ""), row.cells.get("source", "")
    problems, observable = _placed(case, row)
    number_by_column, number_problems = _numbers(row, observable)
    problems += number_problems
    if not source_cell:
        allowed_and_remedy = (phrase("actuals_source_allowed"), phrase("actuals_source_write"))
        problems.append(Problem(path, phrase("cell_empty", column="source"), *allowed_and_remedy))
    booked_year, amount = row_year(row), number_by_column.get("value")
    if problems or observable is None or booked_year is None or amount is None:
        yield from problems
        return
    is_percentage = row.cells["unit"] in _PERCENT and observable.unit == "fraction"
    if is_percentage and not row.cells["value"].endswith("%"):
        amount /= 100
    actual_kind = next(known_kind for known_kind in KINDS if known_kind == row.cells["kind"])
    share_counted = number_by_column.get(SHARE)
    yield Actual(
        booked_year,
        path,
        row.cells["alternative"],
        actual_kind,
        amount,
        observable.unit,
        source_cell,
        1.0 if share_counted is None else share_counted,
        observable,
        row.line,
    )


def row_year(row: CsvRow) -> int | None:
    """The year of a row; None where it says none that can be read."""
    try:
        return row.whole("year")
    except CsvCellError:
        return None


def _placed(case: Case, row: CsvRow) -> tuple[list[Problem], Observable | None]:
    """What a row is about, or what is wrong with its names, kind and unit."""
    problems = list(_names(case, row))
    if problems:
        return problems, None
    cell_by_column = row.cells
    observable = place_of(case, cell_by_column["path"], cell_by_column["alternative"])
    if isinstance(observable, Problem):
        return [observable], None
    problems += refused_place(observable, cell_by_column["path"], cell_by_column["kind"])
    if not problems:
        problems += _unit(observable, cell_by_column["path"], cell_by_column.get("unit", ""))
    return problems, observable


def _numbers(row: CsvRow, place: Observable | None) -> tuple[dict[str, float | None], list[Problem]]:
    """The numbers of a row by column, and what is wrong with them."""
    path, problems = row.cells.get("path", ""), []
    number_by_column: dict[str, float | None] = {}
    has_decimals = place is not None and has_three_decimals(place.unit)
    for column_name, is_decimal in (("value", has_decimals), (SHARE, True)):
        try:
            if column_name == "value" and place is not None and place.unit not in _SHARES:
                _refuse_percentage(row.cells.get(column_name, ""), place.unit)
            number_by_column[column_name] = _number(row, column_name, is_decimal)
        except CsvCellError as error:
            problems.append(error.problem.below(path))
    share_of_number = number_by_column.get(SHARE)
    if share_of_number is not None and not 0.0 < share_of_number <= 1.0:
        allowed_and_remedy = (phrase("actuals_share_allowed"), phrase("actuals_share_write"))
        problems.append(
            Problem(path, phrase("actuals_share", share=f"{share_of_number:g}"), *allowed_and_remedy)
        )
    return number_by_column, problems


def _names(case: Case, row: CsvRow) -> Iterator[Problem]:
    """A year, path, alternative or kind that is not there."""
    cell_by_column = row.cells
    case_years = case.years
    try:
        booked_year = row.whole("year")
    except CsvCellError as error:
        yield error.problem.below(cell_by_column.get("path", ""))
    else:
        if booked_year is None or booked_year not in case_years:
            yield Problem(
                cell_by_column.get("path", ""),
                phrase("actuals_year", year=cell_by_column.get("year") or "-"),
                phrase("problem_a_year_of_the_case", base_year=case_years[0], last=case_years[-1]),
                phrase("problem_choose_one_of_these_years"),
            )
    for column_name, known_names in (
        ("path", known_paths(case)),
        ("alternative", list(case.alternatives)),
        ("kind", list(KINDS)),
    ):
        cell_text = cell_by_column.get(column_name, "")
        if cell_text not in known_names:
            allowed_phrase = phrase("actuals_path_allowed") if column_name == "path" else None
            yield Problem.unknown(
                cell_by_column.get("path", "") if column_name != "path" else "",
                phrase("actuals_unknown", column=column_name, text=cell_text or "-"),
                cell_text,
                known_names,
                allowed=allowed_phrase,
            )


def _refuse_percentage(text: str, unit: str) -> None:
    """A percentage of nothing that is named: twelve percent of euros is no amount."""
    if text.endswith("%"):
        allowed_and_remedy = (
            phrase("actuals_unit_allowed", unit=unit),
            phrase("actuals_unit_write", unit=unit),
        )
        raise CsvCellError(Problem("", phrase("actuals_percentage", text=text[:60]), *allowed_and_remedy))


def _number(row: CsvRow, column: str, is_decimal: bool) -> float | None:
    """The number in a column; a share may be written as a percentage."""
    cell_text = row.cells.get(column, "")
    is_percentage = cell_text.endswith("%")
    if is_percentage:
        row = replace(row, cells={**row.cells, column: cell_text.removesuffix("%").strip()})
    if column == SHARE:
        actual_number = row.number(column, three_decimals=True)
    else:
        actual_number = row.needed_number(column, three_decimals=is_decimal or is_percentage)
    if actual_number is not None and abs(actual_number) > LARGEST_NUMBER:
        raise CsvCellError(
            Problem(
                "",
                phrase("actuals_too_large", column=column, text=cell_text[:60]),
                phrase("problem_a_number_of_at_most", largest=LARGEST_NUMBER),
                phrase("problem_correct_the_number_or_its"),
            )
        )
    return actual_number / 100 if is_percentage and actual_number is not None else actual_number


def _unit(place: Observable, path: str, unit: str) -> Iterator[Problem]:
    """A unit that is not that of the case."""
    if not place.takes(unit) and not (place.unit == "fraction" and unit in _PERCENT):
        yield Problem(
            path,
            phrase("actuals_unit", unit=unit or "-"),
            phrase("actuals_unit_allowed", unit=place.unit),
            phrase("actuals_unit_write", unit=place.unit),
        )


def _twice(table: CsvText, rows: Iterable[Actual]) -> list[Problem]:
    """Rows that say what an earlier one says, of one number in one year."""
    first_by_key: dict[tuple[object, ...], Actual] = {}
    problems = []
    row_by_line = {row.line: row for row in table}
    for actual in rows:
        first_actual = first_by_key.setdefault((actual.year, *actual.place.identity), actual)
        if first_actual is not actual:
            problem = Problem(
                actual.path,
                phrase("actuals_twice", line=first_actual.line, year=actual.year),
                phrase("actuals_twice_allowed"),
                phrase("actuals_twice_write"),
                actual.line,
            )
            problems.append(replace(table.problem(row_by_line[actual.line], problem), line=actual.line))
    return problems


def actuals_file(name: str) -> Path:
    """The file that is named, or the invented actuals of an example of that name."""
    path, shipped_file = Path(name), resource(*_SHIPPED, f"{Path(name).name}.csv")
    return shipped_file if path.name == name and not path.exists() and shipped_file.exists() else path


def read_actuals(case: Case, path: Path) -> tuple[Actual, ...]:
    """The actuals of a case in a CSV file.

    Raises
    ------
    InputError
        Where there is no such file, or with everything that is wrong in it.
    """
    return actuals_of(case, contents_of(path), path)


def contents_of(path: Path) -> bytes:
    """What a file of actuals holds.

    Raises
    ------
    InputError
        Where there is no such file, or it cannot be read.
    """
    try:
        return plain_bytes(path, MAX_BYTES)
    except FileNotFoundError:
        _refuse_file(path, phrase("csv_no_file"))
    except IsADirectoryError:
        _refuse_file(path, phrase("csv_folder"))
    except NoPlainFileError:
        _refuse_file(path, phrase("csv_no_plain_file"))
    except OSError as error:
        _refuse_file(path, phrase("csv_unreadable", detail=system_reason(error)))


def _refuse_file(path: Path, finding: str) -> NoReturn:
    file_text = shortened(str(path), _LONGEST)
    raise InputError(
        Problem(
            "",
            phrase("csv_file", file=file_text, found=finding),
            phrase("csv_allowed"),
            phrase("actuals_file_write"),
        ),
        file=file_text,
    )
