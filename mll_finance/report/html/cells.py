"""The rows and cells of a table as a page prints them."""

from __future__ import annotations

import string
from dataclasses import dataclass

from markupsafe import Markup

from mll_finance.report.blocks import Cell, Link, Rounding, Row
from mll_finance.report.html.range_mark import range_mark
from mll_finance.report.numbers import show_amount, show_range
from mll_finance.terms import Language


@dataclass(frozen=True)
class CellView:
    """A cell as printed: its text, whether PM belongs to it, whether its number does not exist, its footnote."""

    text: str
    numeric: bool
    pm: bool
    missing: bool
    mark: str
    range: str = ""
    """Between which values it lies, as text."""
    drawing: Markup | None = None
    """The same as a drawing."""
    remark: str = ""
    parts: tuple[tuple[str, str], ...] = ()
    """Its text in parts, each with the anchor that it leads to or nothing; without them it leads nowhere."""

    @property
    def is_text_alone(self) -> bool:
        """Whether there is nothing to print but its text."""
        return not (
            self.missing
            or self.pm
            or self.mark
            or self.range
            or self.remark
            or self.parts
            or self.drawing is not None
            or self.text != self.text.strip()
        )


@dataclass(frozen=True)
class RowView:
    """A row as printed; a ``group`` row has a head and no values."""

    head: str
    note: str
    indent: int
    total: bool
    group: bool
    cells: tuple[CellView, ...]
    anchor: str = ""
    file: str = ""


def row_view(
    row: Row,
    spans: list[tuple[float, float]],
    notes: dict[str, str],
    language: Language,
    *,
    rounding: Rounding,
) -> RowView:
    """A row as printed, its cells with their footnotes and their ranges to one scale.

    Parameters
    ----------
    row : Row
        The row.
    spans : list of tuple
        Ends of all ranges in each column.
    notes : dict
        Mark by footnote so far; a new footnote gets the next mark.
    language : str
        ``nl`` or ``en``.
    rounding : Rounding
        To what euros are rounded.
    """
    return RowView(
        head=row.head,
        note=row.note,
        indent=row.indent,
        total=row.total,
        group=all(cell.value == "" for cell in row.cells),
        anchor=row.anchor,
        file=row.file,
        cells=tuple(
            _cell(cell, notes, language, rounding=rounding, span=column_span)
            for cell, column_span in zip(row.cells, spans, strict=True)
        ),
    )


def _cell(
    cell: Cell, notes: dict[str, str], language: Language, *, rounding: Rounding, span: tuple[float, float]
) -> CellView:
    note_mark = notes.setdefault(cell.note, _mark(len(notes))) if cell.note else ""
    cell_text = "" if cell.pm and cell.value is None else show_amount(cell, language, rounding)
    return CellView(
        cell_text,
        numeric=cell.format != "text",
        pm=cell.pm,
        missing=cell.value is None and not cell.pm,
        mark=note_mark,
        range=show_range(cell, language, rounding),
        drawing=None if cell.range is None else range_mark(cell.value, cell.range, span),
        remark=cell.remark,
        parts=tuple(
            (cell_part.text, cell_part.anchor) if isinstance(cell_part, Link) else (cell_part, "")
            for cell_part in cell.parts
        ),
    )


def _mark(place: int) -> str:
    alphabet = string.ascii_lowercase
    return (
        alphabet[place]
        if place < len(alphabet)
        else _mark(place // len(alphabet) - 1) + alphabet[place % len(alphabet)]
    )
