"""What was typed over in a workbook that a run delivered: the inputs that differ from those it came with.

The sheet with the mark lists each input: its path, the name of its cell, and the number that was delivered. What stands
in the cell of that name is the number now.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from openpyxl.utils.cell import coordinate_to_tuple

from mll_finance.errors import InputError, Problem
from mll_finance.inputs.form.layout import DELIVERED
from mll_finance.inputs.form.opening import Filled, FormBook, FormSheet
from mll_finance.inputs.form.refusing import form_problem

PATH, NAME, VALUE, NOW = range(1, 5)
"""Columns of the sheet, counted from 1."""
FIRST = 3
"""Row of the first input, counted from 1; the row before it has the scenario in use."""
CASE = 7
"""Column with the name of the case, in the first row."""
_OF_TABLES = ("discounting.", "prices.")
"""Inputs that stand in a table: no path of a case changes one of them."""
_LEAST = 1e-9
"""Part of a number by which it has to differ to count as another: less is rounding of a program."""


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
    title, _ = book.names[DELIVERED]
    sheets = {sheet.name: sheet for sheet in book.sheets}
    listing = sheets.get(title)
    if listing is None or (1, CASE) not in listing.cells:
        raise InputError(form_problem("lost", {"name": DELIVERED}), file=str(path))
    delivered: dict[str, float] = {}
    changes: dict[str, float] = {}
    cells: dict[str, str] = {}
    problems: list[Problem] = []
    for input_path, name, number in _listed(listing):
        delivered[input_path] = number
        place = book.names.get(name)
        if place is None or place[0] not in sheets:
            problems.append(form_problem("lost", {"name": name}, path=input_path))
            continue
        cells[input_path] = f"{place[0]}!{place[1]}"
        filled = sheets[place[0]].cells.get(coordinate_to_tuple(place[1]))
        typed = _number(filled)
        if typed is None:
            shown = {"text": "" if filled is None else filled.written, "value": f"{number:.15g}"}
            problems.append(form_problem("no_number", shown, path=input_path, cell=cells[input_path]))
        elif abs(typed - number) > _LEAST * max(1.0, abs(number)):
            if input_path.startswith(_OF_TABLES):
                shown = {"value": f"{number:.15g}"}
                problems.append(form_problem("of_table", shown, path=input_path, cell=cells[input_path]))
            else:
                changes[input_path] = int(typed) if typed.is_integer() else typed
    return TypedOver(
        str(listing.cells[1, CASE].written),
        delivered,
        changes,
        cells,
        _scenario(listing, book),
        tuple(problems),
    )


def _listed(listing: FormSheet) -> Iterator[tuple[str, str, float]]:
    """Path, name of the cell and delivered number of each input."""
    row = FIRST
    while (row, PATH) in listing.cells:
        number = _number(listing.cells.get((row, VALUE)))
        if (row, NAME) in listing.cells and number is not None:
            yield str(listing.cells[row, PATH].written), str(listing.cells[row, NAME].written), number
        row += 1


def _number(filled: Filled | None) -> float | None:
    """The number in a cell; None for anything else."""
    if filled is None or filled.content != "number" or not math.isfinite(float(filled.written)):
        return None
    return float(filled.written)


def _scenario(listing: FormSheet, book: FormBook) -> str | None:
    """What is chosen in the cell of the scenario, where that is not what was delivered."""
    place = book.names.get("scenario")
    chosen = None
    for sheet in book.sheets:
        if place is not None and sheet.name == place[0]:
            chosen = sheet.cells.get(coordinate_to_tuple(place[1]))
    delivered = listing.cells.get((FIRST - 1, VALUE))
    if chosen is None or delivered is None or chosen.written == delivered.written:
        return None
    return str(chosen.written)
