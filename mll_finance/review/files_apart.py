"""Where a file of a run was edited by hand: the number of the report, the cell of a notebook or workbook, the row."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from mll_finance.batch.run import RESULTS
from mll_finance.inputs.case.adoption.lock_state import flat
from mll_finance.plain_text import neutral, shortened
from mll_finance.review.as_made import json_of
from mll_finance.review.results_apart import Apart, results_apart
from mll_finance.review.texts_apart import lines_apart, rows_apart
from mll_finance.terms import phrase

_LARGEST = 100_000_000
"""Bytes of the largest file that is looked into."""
_DIGITS = 12
"""Digits of a hash that are shown."""


def file_apart(name: str, then: bytes | None, now: bytes | None, digest: str) -> list[Apart]:
    """Where a file differs from what it was, as near as can be told; the file as a whole where no place can be.

    Parameters
    ----------
    name : str
        Its name in the folder of the run.
    then : bytes or None
        As the run made it; None where nobody knows any more.
    now : bytes or None
        As it stands there; None where it is gone.
    digest : str
        Hash of it as the run made it.
    """
    differences_in_file: list[Apart] = []
    if then is not None and now is not None and max(len(then), len(now)) <= _LARGEST:
        try:
            differences_in_file = list(_places(name)(then, now, name))
        except Exception:
            # A file that somebody edited may end in any error of whatever reads it; then it is named as a whole.
            differences_in_file = []
    file_difference = (
        name,
        str(digest)[:_DIGITS],
        None if now is None else hashlib.sha256(now).hexdigest()[:_DIGITS],
    )
    return differences_in_file or [file_difference]


def _places(name: str) -> Callable[[bytes, bytes, str], Iterator[Apart]]:
    if name == RESULTS:
        return _results
    reader_by_ending = {
        ".ipynb": _cells_of_notebook,
        ".xlsx": _cells_of_workbook,
        ".csv": _rows,
        ".json": _json,
    }
    return reader_by_ending.get(Path(name).suffix, _lines)


def _results(then: bytes, now: bytes, name: str) -> Iterator[Apart]:
    document_then, document_now = json_of(then), json_of(now)
    if document_then is None or document_now is None:
        return
    result_differences = list(results_apart(document_then, document_now, to_the_last_figure=True))
    yield from ((f"{name}: {path}", was, current) for path, was, current in result_differences)
    if not result_differences:
        yield from _json(then, now, name)


def _json(then: bytes, now: bytes, name: str) -> Iterator[Apart]:
    value_then_by_path, value_now_by_path = (dict(flat(json_of(contents))) for contents in (then, now))
    for path in dict.fromkeys([*value_then_by_path, *value_now_by_path]):
        part_then, part_now = value_then_by_path.get(path), value_now_by_path.get(path)
        if part_then != part_now or type(part_then) is not type(part_now):
            yield f"{name}: {path}", *map(_short, (part_then, part_now))


def _rows(then: bytes, now: bytes, name: str) -> Iterator[Apart]:
    yield from rows_apart(then.decode("utf-8"), now.decode("utf-8"), name)


def _lines(then: bytes, now: bytes, name: str) -> Iterator[Apart]:
    yield from lines_apart(then.decode("utf-8"), now.decode("utf-8"), name)


def _cells_of_notebook(then: bytes, now: bytes, name: str) -> Iterator[Apart]:
    """The cells of a notebook that differ, counted from 1, each with its first words that do."""
    cells_then, cells_now = ((json_of(contents) or {})["cells"] for contents in (then, now))
    for cell_index in range(max(len(cells_then), len(cells_now))):
        cell_then, cell_now = (
            _text_of(cells[cell_index]) if cell_index < len(cells) else ""
            for cells in (cells_then, cells_now)
        )
        if cell_then != cell_now:
            _, was_words, now_words = next(lines_apart(cell_then, cell_now, name))
            yield phrase("review_at_cell", file=name, cell=cell_index + 1), was_words, now_words


def _text_of(cell: Any) -> str:
    """Everything of a cell, a line for each line of its source and outputs."""
    cell_lines = []
    for path, cell_content in flat(cell):
        cell_lines += [f"{path} {line}" for line in str(cell_content).splitlines()]
    return "\n".join(cell_lines)


def _cells_of_workbook(then: bytes, now: bytes, name: str) -> Iterator[Apart]:
    """The cells of a workbook that differ: what was typed in them first, else what they show."""
    for shows_outcomes in (False, True):
        differing_cells = list(_cells_apart(then, now, name, shows_outcomes=shows_outcomes))
        yield from differing_cells
        if differing_cells:
            return


def _cells_apart(then: bytes, now: bytes, name: str, *, shows_outcomes: bool) -> Iterator[Apart]:
    from openpyxl import load_workbook

    workbooks = [load_workbook(io.BytesIO(contents), data_only=shows_outcomes) for contents in (then, now)]
    cells_by_address = [
        {
            f"{sheet.title}!{cell.coordinate}": cell.value
            for sheet in book.worksheets
            for row in sheet.iter_rows()
            for cell in row
            if cell.value not in (None, "")
        }
        for book in workbooks
    ]
    for cell_address in dict.fromkeys([*cells_by_address[0], *cells_by_address[1]]):
        cell_then, cell_now = (cells.get(cell_address) for cells in cells_by_address)
        if str(cell_then) != str(cell_now):
            yield f"{name}: {cell_address}", *map(_short, (cell_then, cell_now))


def _short(cell: Any) -> Any:
    """A number, a truth or nothing as it is, and the beginning of anything else."""
    return cell if isinstance(cell, bool | int | float | None) else shortened(neutral(str(cell)), 80)
