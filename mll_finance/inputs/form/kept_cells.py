"""The cells of a delivered workbook that nobody is asked to change: formulas, texts, and numbers that are no input.

They are listed in the workbook itself, as texts such as ``B4:F20~1f0c2 C22=1250 A1:A2#9e107d9d37``: a block of
formulas that read alike with the hash of that reading, a number, and texts below each other with the hash of each.
Whoever saves the file again may spell a formula otherwise; what it reads is compared (:mod:`.spelling`).
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from typing import Literal

from openpyxl.utils.cell import get_column_letter, range_boundaries

from mll_finance.inputs.form.opening import MAX_CELLS, FormSheet
from mll_finance.inputs.form.spelling import SIGNS, reading, short_hash

RowColumn = tuple[int, int]
"""Row and column, counted from 1."""
_LONGEST = 30_000
"""Characters of one text; a cell takes 32,767."""
_MOST_TEXTS = 4_000
"""Texts of one token, so that it is no longer than a text may be."""
_TOKEN = re.compile(
    r"(?P<cells>[A-Z0-9:]+)(?:=(?P<number>[^ ]+)|~(?P<formula>[0-9a-f]+)|#(?P<texts>[0-9a-f]+))"
)
_LEAST = 1e-9
"""Part of a number by which it has to differ to count as another: less is rounding of a program."""


@dataclass
class KeptCells:
    """The cells of one sheet that are kept: the hash of what each formula reads and each text says, and each number."""

    formulas: dict[RowColumn, str] = field(default_factory=dict)
    numbers: dict[RowColumn, float] = field(default_factory=dict)
    texts: dict[RowColumn, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Overwritten:
    """A block of cells of one sheet that no longer hold what was delivered."""

    cells: str
    """Address of the block, such as ``B4:F20``."""
    count: int
    kind: Literal["gone", "other", "number", "text"]
    """A formula that is gone or became another, a number, or a text."""
    text: str
    """What stands in the first of them; empty where that cell is."""
    was: str = ""
    """The number that was delivered; empty for formulas."""


def texts_of(kept: KeptCells) -> list[str]:
    """The list as texts that each fit in a cell.

    Examples
    --------
    >>> texts_of(KeptCells(dict.fromkeys([(4, 2), (4, 3)], "1f0c2"), {(6, 2): 0.5}, {(1, 1): "9e107", (2, 1): "d9d37"}))
    ['B4:C4~1f0c2 B6=0.5 A1:A2#9e107d9d37']
    """
    place_tokens = []
    cell_places = sorted(kept.formulas, key=lambda place: kept.formulas[place])
    for formula_hash, places_of_formula in groupby(cell_places, key=lambda place: kept.formulas[place]):
        place_tokens += [f"{_block_address(block)}~{formula_hash}" for block in _blocks(places_of_formula)]
    place_tokens += [f"{_address(cell_place)}={number!r}" for cell_place, number in kept.numbers.items()]
    for run in _below_each_other(kept.texts):
        place_tokens.append(
            f"{_block_address((run[0], run[-1]))}#{''.join(kept.texts[cell_place] for cell_place in run)}"
        )
    texts_to_keep: list[str] = []
    for token in place_tokens:
        if texts_to_keep and len(texts_to_keep[-1]) + len(token) < _LONGEST:
            texts_to_keep[-1] += f" {token}"
        else:
            texts_to_keep.append(token)
    return texts_to_keep


def kept_cells(texts: Iterable[str]) -> KeptCells:
    """The list that texts hold.

    Raises
    ------
    ValueError
        Where a text is none that :func:`texts_of` writes.
    """
    cells_kept = KeptCells()
    tokens_by_text = [text.split() for text in texts]
    if not all(tokens_by_text):
        raise ValueError("an empty text: a list of ours names a cell at least")
    for token in (token for tokens in tokens_by_text for token in tokens):
        token_match = _TOKEN.fullmatch(token)
        if token_match is None:
            raise ValueError(f"{token}: no cell with what it holds")
        cell_places = list(_places(block_of(token_match["cells"])))
        if token_match["number"] is not None:
            cells_kept.numbers[cell_places[0]] = float(token_match["number"])
        elif token_match["formula"] is not None:
            cells_kept.formulas.update(dict.fromkeys(cell_places, token_match["formula"]))
        else:
            text_hashes = token_match["texts"]
            if len(text_hashes) != SIGNS * len(cell_places):
                raise ValueError(f"{token}: as many hashes as cells")
            cells_kept.texts.update(
                (cell_place, text_hashes[SIGNS * place_index : SIGNS * (place_index + 1)])
                for place_index, cell_place in enumerate(cell_places)
            )
    return cells_kept


def block_of(address: str) -> tuple[int, int, int, int]:
    """First column and row, last column and row of a block; of no more cells than a workbook may have.

    Raises
    ------
    ValueError
        Where it is no block, or a whole row or column: somebody wrote it in the place of ours.
    """
    first_column_number, first_row_number, last_column_number, last_row_number = range_boundaries(address)
    if (
        None in (first_column_number, first_row_number, last_column_number, last_row_number)
        or (last_column_number - first_column_number + 1) * (last_row_number - first_row_number + 1)
        > MAX_CELLS
    ):
        raise ValueError(f"{address}: no block of at most {MAX_CELLS} cells")
    return first_column_number, first_row_number, last_column_number, last_row_number


def differs(now: float, then: float) -> bool:
    """Whether a number is another one than was delivered, by more than a program rounds; nothing is another one."""
    return not abs(now - then) <= _LEAST * max(1.0, abs(then))


def overwritten(sheet: FormSheet, kept: KeptCells, sheets: Mapping[str, str]) -> Iterator[Overwritten]:
    """Every block of the sheet in which something else stands than was delivered.

    Parameters
    ----------
    sheet : FormSheet
        The sheet as it is now.
    kept : KeptCells
        What was delivered on it.
    sheets : mapping
        What each sheet of the workbook is called, by its title in small letters.
    """
    gone_cell_places = kept.formulas.keys() - sheet.formulas.keys()
    changed_cell_places = {
        cell_place
        for cell_place, formula_hash in kept.formulas.items()
        if cell_place in sheet.formulas and _read(sheet, cell_place, sheets) != formula_hash
    }
    changed_text_places = {
        cell_place
        for cell_place, text_hash in kept.texts.items()
        if cell_place in sheet.formulas or short_hash(_text(sheet, cell_place)) != text_hash
    }
    places_by_kind: tuple[tuple[Literal["gone", "other", "text"], set[RowColumn]], ...] = (
        ("gone", gone_cell_places),
        ("other", changed_cell_places),
        ("text", changed_text_places),
    )
    for change_kind, cell_places in places_by_kind:
        for block in _blocks(cell_places):
            (first_row_number, first_column_number), (last_row_number, last_column_number) = block
            cell_count = (last_row_number - first_row_number + 1) * (
                last_column_number - first_column_number + 1
            )
            yield Overwritten(
                _block_address(block),
                cell_count,
                change_kind,
                _now(sheet, (first_row_number, first_column_number)),
            )
    for cell_place, delivered_number in kept.numbers.items():
        filled_cell = sheet.cells.get(cell_place)
        number_now = (
            float(filled_cell.written)
            if filled_cell is not None and filled_cell.content == "number"
            else math.nan
        )
        if cell_place in sheet.formulas or differs(number_now, delivered_number):
            yield Overwritten(
                _address(cell_place), 1, "number", _now(sheet, cell_place), f"{delivered_number:.15g}"
            )


def _read(sheet: FormSheet, place: RowColumn, sheets: Mapping[str, str]) -> str:
    written_formula = sheet.formulas[place]
    return short_hash(reading(written_formula.text, written_formula.place, sheet=sheet.name, sheets=sheets))


def _now(sheet: FormSheet, place: RowColumn) -> str:
    """What somebody typed in a cell: its formula, else what it shows."""
    written_formula = sheet.formulas.get(place)
    return _text(sheet, place) if written_formula is None else f"={written_formula.text}"


def _text(sheet: FormSheet, place: RowColumn) -> str:
    filled_cell = sheet.cells.get(place)
    return "" if filled_cell is None else str(filled_cell.written)


def _places(block: tuple[int, int, int, int]) -> Iterator[RowColumn]:
    """The places of a block, row by row."""
    first_column_number, first_row_number, last_column_number, last_row_number = block
    for row_number in range(first_row_number, last_row_number + 1):
        for column_number in range(first_column_number, last_column_number + 1):
            yield row_number, column_number


def _below_each_other(places: Iterable[RowColumn]) -> Iterator[list[RowColumn]]:
    """The places as runs within a column."""
    run: list[RowColumn] = []
    for cell_place in sorted(places, key=lambda place: (place[1], place[0])):
        if run and (run[-1] != (cell_place[0] - 1, cell_place[1]) or len(run) == _MOST_TEXTS):
            yield run
            run = []
        run.append(cell_place)
    if run:
        yield run


def _blocks(places: Iterable[RowColumn]) -> list[tuple[RowColumn, RowColumn]]:
    """The places as rectangles, each by its first and its last place, in the order of the sheet."""
    row_runs: list[tuple[RowColumn, RowColumn]] = []
    for row_number, column_number in sorted(places):
        if row_runs and row_runs[-1][1] == (row_number, column_number - 1):
            row_runs[-1] = (row_runs[-1][0], (row_number, column_number))
        else:
            row_runs.append(((row_number, column_number), (row_number, column_number)))
    open_block_by_edges: dict[tuple[int, int, int], tuple[RowColumn, RowColumn]] = {}
    for first_cell, last_cell in row_runs:
        block_above = open_block_by_edges.pop(
            (first_cell[0] - 1, first_cell[1], last_cell[1]), (first_cell, last_cell)
        )
        open_block_by_edges[last_cell[0], first_cell[1], last_cell[1]] = (block_above[0], last_cell)
    return sorted(open_block_by_edges.values())


def _block_address(block: tuple[RowColumn, RowColumn]) -> str:
    first_address, last_address = map(_address, block)
    return first_address if first_address == last_address else f"{first_address}:{last_address}"


def _address(place: RowColumn) -> str:
    return f"{get_column_letter(place[1])}{place[0]}"
