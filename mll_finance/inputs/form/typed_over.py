"""What was typed over in a workbook that a run delivered: the inputs that differ from those it came with.

The sheet with the mark lists each input: its path, the name of its cell, and the number that was delivered. What stands
in the cell of that name is the number now. Beside that it lists what nobody is asked to change; what was typed there
all the same would be lost, so it is named.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from openpyxl.utils.cell import coordinate_to_tuple
from openpyxl.utils.exceptions import CellCoordinatesException

from mll_finance.errors import InputError, Problem
from mll_finance.inputs.form.kept_cells import Overwritten, block_of, differs, kept_cells, overwritten
from mll_finance.inputs.form.layout import DELIVERED
from mll_finance.inputs.form.opening import Filled, FormBook, FormSheet
from mll_finance.inputs.form.refusing import form_problem
from mll_finance.plain_text import shortened

PATH, NAME, VALUE, NOW = range(1, 5)
"""Columns of the sheet, counted from 1."""
FIRST = 3
"""Row of the first input, counted from 1; the row before it has the scenario in use."""
CASE = 7
"""Column with the name of the case, in the first row."""
KEPT_SHEET, KEPT = 9, 10
"""Columns with the name of a sheet, and what is kept on it, from the row of the first input down."""
SCENARIO, SCENARIOS = "scenario", "scenario.options"
"""Names of the cell in which the scenario is chosen, and of those with the titles to choose from."""
_PROBLEM = {"gone": "calculated", "other": "calculated_otherwise", "number": "fixed", "text": "label"}
_LONGEST = 120
"""Signs of what stands in a cell, in a message."""
_OF_TABLES = ("discounting.", "prices.")
"""Inputs that stand in a table: no path of a case changes one of them."""


@dataclass(frozen=True)
class TypedOver:
    """The inputs of a delivered workbook, and what is wrong with those that were typed over."""

    case_id: str
    delivered: dict[str, float]
    """Every input as it was delivered, by its path."""
    changes: dict[str, float]
    """What stands there now, where that is another number."""
    cells: dict[str, str]
    """Sheet and address of each input."""
    scenario: str | None
    """The title of the scenario that was chosen; None where none was."""
    problems: tuple[Problem, ...]


def typed_over(book: FormBook, path: Path) -> TypedOver:
    """Read what was typed over.

    Parameters
    ----------
    book : FormBook
        The workbook, with ``is_delivered``.
    path : Path
        Where it stands, for messages.

    Raises
    ------
    InputError
        Where the sheet with the mark is damaged.
    """
    listing_title, _ = book.names[DELIVERED]
    sheet_by_title = {sheet.name: sheet for sheet in book.sheets}
    listing_sheet = sheet_by_title.get(listing_title)
    if listing_sheet is None or (1, CASE) not in listing_sheet.cells:
        raise InputError(form_problem("lost", {"name": DELIVERED}), file=str(path))
    delivered_by_path: dict[str, float] = {}
    change_by_path: dict[str, float] = {}
    addresses: dict[str, str] = {}
    problems: list[Problem] = []
    for input_path, cell_name, delivered in _listed(listing_sheet):
        delivered_by_path[input_path] = delivered
        title_and_address = book.names.get(cell_name)
        if title_and_address is None or title_and_address[0] not in sheet_by_title:
            problems.append(form_problem("lost", {"name": cell_name}, path=input_path))
            continue
        addresses[input_path] = f"{title_and_address[0]}!{title_and_address[1]}"
        sheet, row_column = sheet_by_title[title_and_address[0]], coordinate_to_tuple(title_and_address[1])
        cell = sheet.cells.get(row_column)
        typed_number, is_formula = _number(cell), row_column in sheet.formulas
        if typed_number is None or is_formula:
            problem_fields = {"text": "" if cell is None else cell.written, "value": f"{delivered:.15g}"}
            key = "typed_formula" if is_formula else "blank" if cell is None else "no_number"
            problems.append(form_problem(key, problem_fields, path=input_path, cell=addresses[input_path]))
        elif differs(typed_number, delivered):
            if input_path.startswith(_OF_TABLES):
                problem_fields = {"value": f"{delivered:.15g}"}
                problems.append(
                    form_problem("of_table", problem_fields, path=input_path, cell=addresses[input_path])
                )
            else:
                change_by_path[input_path] = int(typed_number) if typed_number.is_integer() else typed_number
    problems += _typed_beside(listing_sheet, book, sheet_by_title)
    chosen_scenario_name, known_scenario_names = _scenario(listing_sheet, book, sheet_by_title)
    if chosen_scenario_name is not None and chosen_scenario_name not in known_scenario_names:
        scenario_cell = "!".join(book.names[SCENARIO])
        known_choices = {"text": chosen_scenario_name, "known": ", ".join(known_scenario_names)}
        problems.append(form_problem("scenario_unknown", known_choices, path=SCENARIO, cell=scenario_cell))
    return TypedOver(
        str(listing_sheet.cells[1, CASE].written),
        delivered_by_path,
        change_by_path,
        addresses,
        chosen_scenario_name,
        tuple(problems),
    )


def _listed(listing: FormSheet) -> Iterator[tuple[str, str, float]]:
    """Path, name of the cell and delivered number of each input."""
    row_number = FIRST
    while (row_number, PATH) in listing.cells:
        delivered_number = _number(listing.cells.get((row_number, VALUE)))
        if (row_number, NAME) in listing.cells and delivered_number is not None:
            yield (
                str(listing.cells[row_number, PATH].written),
                str(listing.cells[row_number, NAME].written),
                delivered_number,
            )
        row_number += 1


def _number(filled: Filled | None) -> float | None:
    """The number in a cell; None for anything else."""
    if filled is None or filled.content != "number" or not math.isfinite(float(filled.written)):
        return None
    return float(filled.written)


def _typed_beside(listing: FormSheet, book: FormBook, sheets: Mapping[str, FormSheet]) -> Iterator[Problem]:
    """What was typed where no input stands, and what was taken away there."""
    texts_by_name: dict[str, list[str]] = {}
    row_number = FIRST
    while (row_number, KEPT) in listing.cells and (row_number, KEPT_SHEET) in listing.cells:
        sheet_name = str(listing.cells[row_number, KEPT_SHEET].written)
        texts_by_name.setdefault(sheet_name, []).append(str(listing.cells[row_number, KEPT].written))
        row_number += 1
    name_by_title = {book.names[name][0].casefold(): name for name in texts_by_name if name in book.names}
    titles_and_blocks: list[tuple[str, Overwritten]] = []
    formula_count = 0
    for sheet_name, texts_of_cells in texts_by_name.items():
        title_and_address = book.names.get(sheet_name)
        if title_and_address is None or title_and_address[0] not in sheets:
            yield form_problem("lost", {"name": sheet_name}, path=sheet_name)
            continue
        try:
            delivered_cells = kept_cells(texts_of_cells)
        except (ValueError, CellCoordinatesException):
            yield form_problem("lost", {"name": DELIVERED}, path=sheet_name)
            continue
        formula_count += len(delivered_cells.formulas)
        titles_and_blocks += [
            (title_and_address[0], block)
            for block in overwritten(sheets[title_and_address[0]], delivered_cells, name_by_title)
        ]
    changed_count = sum(block.count for _, block in titles_and_blocks if block.kind == "other")
    is_respelled = (
        changed_count > formula_count - changed_count
    )  # Nobody types most of a workbook anew: a program with a spelling of its own.
    for title, block in titles_and_blocks:
        if block.kind != "other" or not is_respelled:
            key = f"{_PROBLEM[block.kind]}{'_many' if block.count > 1 else ''}"
            problem_fields = {
                "text": shortened(block.text, _LONGEST) or "-",
                "count": block.count,
                "was": block.was,
            }
            yield form_problem(key, problem_fields, cell=f"{title}!{block.cells}")


def _scenario(
    listing: FormSheet, book: FormBook, sheets: Mapping[str, FormSheet]
) -> tuple[str | None, list[str]]:
    """What is chosen in the cell of the scenario, where that is not what was delivered, and what can be chosen."""
    scenario_range, options_range = book.names.get(SCENARIO), book.names.get(SCENARIOS)
    delivered_cell = listing.cells.get((FIRST - 1, VALUE))
    if (
        scenario_range is None
        or options_range is None
        or delivered_cell is None
        or not {scenario_range[0], options_range[0]} <= sheets.keys()
    ):
        return None, []
    try:
        first_column_number, first_row_number, last_column_number, last_row_number = block_of(
            options_range[1]
        )
    except ValueError:
        return None, []
    known_scenario_names = [
        str(filled_cell.written)
        for (row_number, column_number), filled_cell in sheets[options_range[0]].cells.items()
        if first_row_number <= row_number <= last_row_number
        and first_column_number <= column_number <= last_column_number
    ]
    chosen_cell = sheets[scenario_range[0]].cells.get(coordinate_to_tuple(scenario_range[1]))
    chosen_scenario_text = "" if chosen_cell is None else str(chosen_cell.written)
    return (
        None if chosen_scenario_text == delivered_cell.written else chosen_scenario_text
    ), known_scenario_names
