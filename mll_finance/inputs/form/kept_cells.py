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
    tokens = []
    places_in_order = sorted(kept.formulas, key=lambda place: kept.formulas[place])
    for formula_hash, places in groupby(places_in_order, key=lambda place: kept.formulas[place]):
        tokens += [f"{_block_address(block)}~{formula_hash}" for block in _blocks(places)]
    tokens += [f"{_address(place)}={number!r}" for place, number in kept.numbers.items()]
    for run in _below_each_other(kept.texts):
        tokens.append(f"{_block_address((run[0], run[-1]))}#{''.join(kept.texts[place] for place in run)}")
    texts: list[str] = []
    for token in tokens:
        if texts and len(texts[-1]) + len(token) < _LONGEST:
            texts[-1] += f" {token}"
        else:
            texts.append(token)
    return texts


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
        places = list(_places(block_of(token_match["cells"])))
        if token_match["number"] is not None:
            cells_kept.numbers[places[0]] = float(token_match["number"])
        elif token_match["formula"] is not None:
            cells_kept.formulas.update(dict.fromkeys(places, token_match["formula"]))
        else:
            hashes = token_match["texts"]
            if len(hashes) != SIGNS * len(places):
                raise ValueError(f"{token}: as many hashes as cells")
            cells_kept.texts.update(
                (place, hashes[SIGNS * number : SIGNS * (number + 1)]) for number, place in enumerate(places)
            )
    return cells_kept


def block_of(address: str) -> tuple[int, int, int, int]:
    """First column and row, last column and row of a block; of no more cells than a workbook may have.

    Raises
    ------
    ValueError
        Where it is no block, or a whole row or column: somebody wrote it in the place of ours.
    """
    first_column, first_row, last_column, last_row = range_boundaries(address)
    if (
        None in (first_column, first_row, last_column, last_row)
        or (last_column - first_column + 1) * (last_row - first_row + 1) > MAX_CELLS
    ):
        raise ValueError(f"{address}: no block of at most {MAX_CELLS} cells")
    return first_column, first_row, last_column, last_row


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
    gone_places = kept.formulas.keys() - sheet.formulas.keys()
    changed_places = {
        place
        for place, formula_hash in kept.formulas.items()
        if place in sheet.formulas and _read(sheet, place, sheets) != formula_hash
    }
    texts = {
        place
        for place, text_hash in kept.texts.items()
        if place in sheet.formulas or short_hash(_text(sheet, place)) != text_hash
    }
    places_by_kind: tuple[tuple[Literal["gone", "other", "text"], set[RowColumn]], ...] = (
        ("gone", gone_places),
        ("other", changed_places),
        ("text", texts),
    )
    for kind, places in places_by_kind:
        for block in _blocks(places):
            (first_row, first_column), (last_row, last_column) = block
            count = (last_row - first_row + 1) * (last_column - first_column + 1)
            yield Overwritten(_block_address(block), count, kind, _now(sheet, (first_row, first_column)))
    for place, number in kept.numbers.items():
        filled_cell = sheet.cells.get(place)
        number_now = (
            float(filled_cell.written)
            if filled_cell is not None and filled_cell.content == "number"
            else math.nan
        )
        if place in sheet.formulas or differs(number_now, number):
            yield Overwritten(_address(place), 1, "number", _now(sheet, place), f"{number:.15g}")


def _read(sheet: FormSheet, place: RowColumn, sheets: Mapping[str, str]) -> str:
    formula = sheet.formulas[place]
    return short_hash(reading(formula.text, formula.place, sheet=sheet.name, sheets=sheets))


def _now(sheet: FormSheet, place: RowColumn) -> str:
    """What somebody typed in a cell: its formula, else what it shows."""
    formula = sheet.formulas.get(place)
    return _text(sheet, place) if formula is None else f"={formula.text}"


def _text(sheet: FormSheet, place: RowColumn) -> str:
    filled_cell = sheet.cells.get(place)
    return "" if filled_cell is None else str(filled_cell.written)


def _places(block: tuple[int, int, int, int]) -> Iterator[RowColumn]:
    """The places of a block, row by row."""
    first_column, first_row, last_column, last_row = block
    for row in range(first_row, last_row + 1):
        for column in range(first_column, last_column + 1):
            yield row, column


def _below_each_other(places: Iterable[RowColumn]) -> Iterator[list[RowColumn]]:
    """The places as runs within a column."""
    run: list[RowColumn] = []
    for place in sorted(places, key=lambda place: (place[1], place[0])):
        if run and (run[-1] != (place[0] - 1, place[1]) or len(run) == _MOST_TEXTS):
            yield run
            run = []
        run.append(place)
    if run:
        yield run


def _blocks(places: Iterable[RowColumn]) -> list[tuple[RowColumn, RowColumn]]:
    """The places as rectangles, each by its first and its last place, in the order of the sheet."""
    runs: list[tuple[RowColumn, RowColumn]] = []
    for row, column in sorted(places):
        if runs and runs[-1][1] == (row, column - 1):
            runs[-1] = (runs[-1][0], (row, column))
        else:
            runs.append(((row, column), (row, column)))
    open_blocks: dict[tuple[int, int, int], tuple[RowColumn, RowColumn]] = {}
    for first_place, last_place in runs:
        block_above = open_blocks.pop(
            (first_place[0] - 1, first_place[1], last_place[1]), (first_place, last_place)
        )
        open_blocks[last_place[0], first_place[1], last_place[1]] = (block_above[0], last_place)
    return sorted(open_blocks.values())


def _block_address(block: tuple[RowColumn, RowColumn]) -> str:
    first_address, last_address = map(_address, block)
    return first_address if first_address == last_address else f"{first_address}:{last_address}"


def _address(place: RowColumn) -> str:
    return f"{get_column_letter(place[1])}{place[0]}"
