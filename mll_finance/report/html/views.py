"""From blocks to what the templates print: text in the right notation, anchors, footnotes, column alignment."""

from __future__ import annotations

import re
import string
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup, escape

from mll_finance.report.blocks import Block, Cell, Checks, Facts, Figure, Heading, Table
from mll_finance.report.drawing import drawn_in_page
from mll_finance.report.html.words import words
from mll_finance.report.numbers import show, show_difference
from mll_finance.terms import Language

_PAPER_COLUMNS = 6
"""Columns of euros that fit the width of an A4 beside the row heads; a wider table is printed in parts."""


_LONGEST = 20
"""Letters of a word beyond which it may be broken; Dutch compounds up to this length stay whole."""
_SEAM = re.compile(
    r"(?<=[a-z]{4})(?=beoordeling|beveiliging|effect|overeenkomst|registratie|verantwoordelijk|verlening|verwerking|voorziening)"
)
"""Where a long Dutch compound is broken first, with a hyphen: before a part that many of them end in."""
_MUCH = 100
"""Letters of a text beyond which its column is given room first."""


@dataclass(frozen=True)
class CellView:
    """A cell as printed: its text, whether PM belongs to it, whether its number does not exist, its footnote."""

    text: str
    numeric: bool
    pm: bool
    missing: bool
    mark: str


@dataclass(frozen=True)
class RowView:
    """A row as printed; a ``group`` row has a head and no values."""

    head: str
    note: str
    indent: int
    total: bool
    group: bool
    cells: tuple[CellView, ...]


@dataclass(frozen=True)
class TableView:
    """A table as printed; ``notes`` are the footnotes with their marks, ``parts`` its column ranges on paper."""

    anchor: str
    caption: str
    corner: str
    columns: tuple[tuple[str, bool], ...]
    wide: tuple[int, ...]
    """Places of the columns that hold the most text and get room first: at most two."""
    rows: tuple[RowView, ...]
    notes: tuple[tuple[str, str], ...]
    note: str
    parts: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class View:
    """A block with its kind, its anchor and what the template of that kind needs."""

    kind: str
    block: Block
    anchor: str
    detail: Any = None
    drawing: str = ""


def slug(text: str) -> str:
    """An anchor that can be typed: lower case, no accents, hyphens.

    Examples
    --------
    >>> slug("Wie betaalt, wie profiteert?"), slug("Coördinatie & één")
    ('wie-betaalt-wie-profiteert', 'coordinatie-een')
    """
    ascii_text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", ascii_text.lower()).strip("-") or "x"


def breakable(text: str) -> Markup:
    """Text in which a word too long for a column, such as a path, may be broken after a sign or every so many letters.

    Examples
    --------
    >>> breakable("lines.coordinator.wage & 1.000")
    Markup('lines.<wbr>coordinator.<wbr>wage &amp; 1.000')
    >>> breakable("Grondrechtenbeoordeling")
    Markup('Grondrechten&shy;beoordeling')
    """
    return Markup(" ").join(
        _broken(word) if len(word) > _LONGEST else escape(word) for word in text.split(" ")
    )


def _broken(word: str) -> Markup:
    word_parts = _SEAM.split(word)
    return Markup("&shy;").join(_pieces(part) for part in word_parts)


def _pieces(part: str) -> Markup:
    word_pieces = re.findall(rf"[^\W_]{{1,{_LONGEST}}}[\W_]*|[\W_]+", part)
    return Markup("<wbr>").join(escape(piece) for piece in word_pieces)


def views(blocks: Sequence[Block], language: Language) -> list[View]:
    """The blocks in order, each with a unique anchor and its numbers in the notation of the language."""
    anchors = _Anchors()
    block_views = []
    for block in blocks:
        block_kind = type(block).__name__.lower()
        if isinstance(block, Heading):
            block_views.append(View(block_kind, block, anchors.take(block.anchor or slug(block.text))))
        elif isinstance(block, Table):
            block_views.append(
                View(
                    block_kind, block, "", table_view(block, anchors.take(block.anchor or "table"), language)
                )
            )
        elif isinstance(block, Figure):
            anchor = anchors.take(block.anchor or "figure")
            block_views.append(
                View(
                    block_kind,
                    block,
                    anchor,
                    table_view(block.data, anchors.take(f"{anchor}-table"), language),
                    # The printer escapes every text.
                    Markup(drawn_in_page(block, anchor)),
                )
            )
        elif isinstance(block, Facts):
            facts_and_texts = [(fact, show(fact.value, fact.format, language)) for fact in block.items]
            block_views.append(View(block_kind, block, "", facts_and_texts))
        elif isinstance(block, Checks):
            block_views.append(View(block_kind, block, "", _checks(block, language)))
        else:
            block_views.append(View(block_kind, block, ""))
    return block_views


def table_view(table: Table, anchor: str, language: Language) -> TableView:
    """A table with its numbers written out, equal footnotes sharing a mark."""
    for row in table.rows:
        if len(row.cells) != len(table.columns):
            raise ValueError(
                f"table {table.caption!r}, row {row.head!r}: {len(row.cells)} cells for {len(table.columns)} columns"
            )
    mark_by_note: dict[str, str] = {}
    rows = tuple(
        RowView(
            head=row.head,
            note=row.note,
            indent=row.indent,
            total=row.total,
            group=all(cell.value == "" for cell in row.cells),
            cells=tuple(_cell(cell, mark_by_note, language) for cell in row.cells),
        )
        for row in table.rows
    )
    is_numeric_by_column = [
        any(row.cells[place].numeric for row in rows) for place in range(len(table.columns))
    ]
    return TableView(
        anchor=anchor,
        caption=table.caption,
        corner=table.corner,
        columns=tuple(zip(table.columns, is_numeric_by_column, strict=True)),
        wide=_wide(rows, len(is_numeric_by_column)),
        rows=rows,
        notes=tuple((mark, text) for text, mark in mark_by_note.items()),
        note=table.note,
        parts=_parts(is_numeric_by_column),
    )


def _wide(rows: Sequence[RowView], count: int) -> tuple[int, ...]:
    """The columns with the longest texts, at most two; none where all texts are short or two columns share the page."""
    if count < 3:
        return ()
    longest_by_column = [
        max((len(row.cells[place].text) for row in rows), default=0) for place in range(count)
    ]
    wide_columns = sorted(
        (place for place in range(count) if longest_by_column[place] > _MUCH),
        key=lambda place: -longest_by_column[place],
    )
    return tuple(wide_columns[:2])


def _parts(numeric: Sequence[bool]) -> tuple[tuple[int, int], ...]:
    """The column ranges that fit a sheet of paper: all of them, or as many equal parts as needed."""
    column_count = len(numeric)
    if sum(numeric) <= _PAPER_COLUMNS:
        return ((0, column_count),)
    part_count = -(-column_count // _PAPER_COLUMNS)
    columns_per_part = -(-column_count // part_count)
    return tuple(
        (start, min(start + columns_per_part, column_count))
        for start in range(0, column_count, columns_per_part)
    )


def _cell(cell: Cell, notes: dict[str, str], language: Language) -> CellView:
    note_mark = notes.setdefault(cell.note, _mark(len(notes))) if cell.note else ""
    cell_text = "" if cell.pm and cell.value is None else show(cell.value, cell.format, language)
    is_missing = cell.value is None and not cell.pm
    return CellView(cell_text, cell.format != "text", cell.pm, is_missing, note_mark)


def _mark(place: int) -> str:
    letters = string.ascii_lowercase
    return (
        letters[place]
        if place < len(letters)
        else _mark(place // len(letters) - 1) + letters[place % len(letters)]
    )


def _checks(block: Checks, language: Language) -> dict[str, Any]:
    text_by_key = words(language)
    failed_count = sum(not holds for _, _, holds in block.rows)
    summary_text = text_by_key["some_fail" if failed_count else "all_hold"].format(
        failed=failed_count, count=len(block.rows)
    )
    rows = [
        (sentence, show_difference(difference, language), holds) for sentence, difference, holds in block.rows
    ]
    return {"rows": rows, "summary": summary_text, "failed": failed_count}


class _Anchors:
    """Hands out each anchor once."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def take(self, wished: str) -> str:
        free_anchor = next(name for name in self._candidates(wished) if name not in self._taken)
        self._taken.add(free_anchor)
        return free_anchor

    @staticmethod
    def _candidates(wished: str) -> Iterator[str]:
        yield wished
        suffix_number = 2
        while True:
            yield f"{wished}-{suffix_number}"
            suffix_number += 1
