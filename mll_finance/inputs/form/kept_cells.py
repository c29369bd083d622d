"""The cells of a delivered workbook that nobody is asked to change: formulas, and numbers that are no input.

They are listed in the workbook itself, as texts such as ``B4:F20 C22=1250``: a block of formulas, or a number. Whoever
saves the file again may spell a formula otherwise, so a formula counts as kept as long as it is one.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from openpyxl.utils.cell import coordinate_to_tuple, get_column_letter, range_boundaries

from mll_finance.inputs.form.opening import MAX_CELLS, FormSheet

RowColumn = tuple[int, int]
"""Row and column, counted from 1."""
_LONGEST = 30_000
"""Characters of one text; a cell takes 32,767."""
_LEAST = 1e-9
"""Part of a number by which it has to differ to count as another: less is rounding of a program."""


@dataclass
class KeptCells:
    """The cells of one sheet that are kept."""

    formulas: set[RowColumn] = field(default_factory=set)
    numbers: dict[RowColumn, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Overwritten:
    """A block of cells of one sheet that no longer hold what was delivered."""

    cells: str
    """Address of the block, such as ``B4:F20``."""
    count: int
    was_formula: bool
    text: str
    """What stands in the first of them; empty where that cell is."""
    was: str = ""
    """The number that was delivered; empty for formulas."""


def texts_of(kept: KeptCells) -> list[str]:
    """The list as texts that each fit in a cell.

    Examples
    --------
    >>> texts_of(KeptCells({(4, 2), (4, 3), (5, 2), (5, 3)}, {(6, 2): 0.5}))
    ['B4:C5 B6=0.5']
    """
    tokens = [_block_address(block) for block in _blocks(kept.formulas)]
    tokens += [f"{_address(place)}={number!r}" for place, number in kept.numbers.items()]
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
    kept = KeptCells()
    tokens_by_text = [text.split() for text in texts]
    if not all(tokens_by_text):
        raise ValueError("an empty text: a list of ours names a cell at least")
    for token in (token for tokens in tokens_by_text for token in tokens):
        address, equals, number = token.partition("=")
        if equals:
            kept.numbers[coordinate_to_tuple(address)] = float(number)
        else:
            left, top, right, bottom = block_of(address)
            kept.formulas |= {
                (row, column) for row in range(top, bottom + 1) for column in range(left, right + 1)
            }
    return kept


def block_of(address: str) -> tuple[int, int, int, int]:
    """First column and row, last column and row of a block; of no more cells than a workbook may have.

    Raises
    ------
    ValueError
        Where it is no block, or a whole row or column: somebody wrote it in the place of ours.
    """
    left, top, right, bottom = range_boundaries(address)
    if None in (left, top, right, bottom) or (right - left + 1) * (bottom - top + 1) > MAX_CELLS:
        raise ValueError(f"{address}: no block of at most {MAX_CELLS} cells")
    return left, top, right, bottom


def differs(now: float, then: float) -> bool:
    """Whether a number is another one than was delivered, by more than a program rounds; nothing is another one."""
    return not abs(now - then) <= _LEAST * max(1.0, abs(then))


def overwritten(sheet: FormSheet, kept: KeptCells) -> Iterator[Overwritten]:
    """Every block of the sheet in which something else stands than was delivered."""
    for block in _blocks(kept.formulas - sheet.formulas):
        (top, left), (bottom, right) = block
        count = (bottom - top + 1) * (right - left + 1)
        yield Overwritten(_block_address(block), count, True, _text(sheet, (top, left)))
    for place, number in kept.numbers.items():
        filled = sheet.cells.get(place)
        now = float(filled.written) if filled is not None and filled.content == "number" else math.nan
        if place in sheet.formulas or differs(now, number):
            yield Overwritten(_address(place), 1, False, _text(sheet, place), f"{number:.15g}")


def _text(sheet: FormSheet, place: RowColumn) -> str:
    filled = sheet.cells.get(place)
    return "" if filled is None else str(filled.written)


def _blocks(places: Iterable[RowColumn]) -> list[tuple[RowColumn, RowColumn]]:
    """The places as rectangles, each by its first and its last place, in the order of the sheet."""
    runs: list[tuple[RowColumn, RowColumn]] = []
    for row, column in sorted(places):
        if runs and runs[-1][1] == (row, column - 1):
            runs[-1] = (runs[-1][0], (row, column))
        else:
            runs.append(((row, column), (row, column)))
    open_blocks: dict[tuple[int, int, int], tuple[RowColumn, RowColumn]] = {}
    for first, last in runs:
        above = open_blocks.pop((first[0] - 1, first[1], last[1]), (first, last))
        open_blocks[last[0], first[1], last[1]] = (above[0], last)
    return sorted(open_blocks.values())


def _block_address(block: tuple[RowColumn, RowColumn]) -> str:
    first, last = map(_address, block)
    return first if first == last else f"{first}:{last}"


def _address(place: RowColumn) -> str:
    return f"{get_column_letter(place[1])}{place[0]}"
