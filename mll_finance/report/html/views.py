"""From blocks to what the templates print: text in the right notation, anchors, footnotes, column alignment."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from markupsafe import Markup

from mll_finance.report.blocks import (
    EXACT,
    Block,
    Checks,
    Figure,
    Heading,
    Page,
    Rounding,
    Table,
)
from mll_finance.report.charts.svg import has_own_width
from mll_finance.report.drawing import drawn_in_page
from mll_finance.report.html.cells import RowView, row_view
from mll_finance.report.html.words import words
from mll_finance.report.numbers import show_difference
from mll_finance.terms import Language

_PAPER_COLUMNS = 6
"""Columns of euros that fit the width of an A4 beside the row heads; a wider table is printed in parts."""


_MUCH = 100
"""Letters of a text beyond which its column is given room first."""


@dataclass(frozen=True)
class TableView:
    """A table as printed; ``notes`` are the footnotes with their marks, ``parts`` its column ranges on paper."""

    anchor: str
    number: str
    """Its number with the word table; empty where tables are not numbered."""
    caption: str
    corner: str
    columns: tuple[tuple[str, bool], ...]
    wide: tuple[int, ...]
    """Places of the columns that hold the most text and get room first: at most three."""
    rows: tuple[RowView, ...]
    notes: tuple[tuple[str, str], ...]
    note: str
    parts: tuple[tuple[int, int], ...]
    cards: bool
    ranged: tuple[int, ...]
    """Places of the columns whose values are drawn."""
    figures: bool
    """Whether most of its cells are numbers, so that the others are marked instead of these."""


@dataclass(frozen=True)
class View:
    """A block with its kind, its anchor and what the template of that kind needs."""

    kind: str
    block: Block
    anchor: str
    detail: Any = None
    number: str = ""
    """The number of a figure with the word figure; empty where figures are not numbered."""
    level: int = 2
    """Level of a heading on the page."""

    @property
    def has_own_width(self) -> bool:
        """Whether it is a figure that a narrow screen shows a part of."""
        return isinstance(self.block, Figure) and has_own_width(self.block.chart)

    @property
    def drawing(self) -> Markup:
        """A figure as SVG, drawn where it is printed: a document and the page of another product draw none."""
        # The printer escapes every text.
        return Markup(drawn_in_page(self.block, self.anchor)) if isinstance(self.block, Figure) else Markup()


@dataclass(frozen=True)
class ProductView:
    """A product with the views of its blocks, and its own table of contents."""

    id: str
    title: str
    views: tuple[View, ...]

    @property
    def contents(self) -> tuple[View, ...]:
        """The headings of its parts and sections."""
        return tuple(view for view in self.views if isinstance(view.block, Heading) and view.block.level <= 2)


def slug(text: str) -> str:
    """An anchor that can be typed: lower case, no accents, hyphens.

    Examples
    --------
    >>> slug("Wie betaalt, wie profiteert?"), slug("Coördinatie & één")
    ('wie-betaalt-wie-profiteert', 'coordinatie-een')
    """
    ascii_text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", ascii_text.lower()).strip("-") or "x"


def product_views(page: Page) -> tuple[ProductView, ...]:
    """The products of a page: no anchor and no number of a table or figure twice, whatever is printed of it."""
    page_anchors, is_one_product = _Anchors(), len(page.products) == 1
    numbers_of_page = None if is_one_product else _Numbers(page.language)
    for product in page.products:
        page_anchors.take(product.id)
    return tuple(
        ProductView(
            product.id,
            product.title,
            tuple(
                _views(
                    product.blocks,
                    page.language,
                    rounding=product.rounding,
                    anchors=page_anchors,
                    numbers=numbers_of_page,
                    deeper=0 if is_one_product else 1 + _has_parts(product.blocks),
                )
            ),
        )
        for product in page.products
    )


def _has_parts(blocks: Sequence[Block]) -> bool:
    return any(isinstance(page_block, Heading) and page_block.level == 1 for page_block in blocks)


def views(blocks: Sequence[Block], language: Language) -> list[View]:
    """The blocks in order, each with a unique anchor and its numbers in the notation of the language."""
    return list(_views(blocks, language, rounding=EXACT, anchors=_Anchors(), numbers=None, deeper=0))


def _views(
    blocks: Sequence[Block],
    language: Language,
    *,
    rounding: Rounding,
    anchors: _Anchors,
    numbers: _Numbers | None,
    deeper: int,
) -> Iterator[View]:
    for block in blocks:
        block_kind = type(block).__name__.lower()
        if isinstance(block, Heading):
            anchor = anchors.take(block.anchor or slug(block.text))
            yield View(block_kind, block, anchor, level=min(max(block.level, 2 - deeper) + deeper, 6))
        elif isinstance(block, Table):
            number_text = numbers.take("table") if numbers is not None else ""
            anchor = anchors.take(block.anchor or "table")
            yield View(
                block_kind,
                block,
                "",
                table_view(block, anchor, language, rounding=rounding, number=number_text),
            )
        elif isinstance(block, Figure):
            anchor = anchors.take(block.anchor or "figure")
            table_anchor = anchors.take(f"{anchor}-table")
            yield View(
                block_kind,
                block,
                anchor,
                table_view(block.data, table_anchor, language, rounding=rounding),
                number=numbers.take("figure") if numbers is not None else "",
            )
        elif isinstance(block, Checks):
            yield View(block_kind, block, "", _checks(block, language))
        else:
            yield View(block_kind, block, "")


def table_view(
    table: Table, anchor: str, language: Language, *, rounding: Rounding = EXACT, number: str = ""
) -> TableView:
    """A table with its numbers written out, equal footnotes sharing a mark, without columns that hold nothing."""
    for row in table.rows:
        if len(row.cells) != len(table.columns):
            raise ValueError(
                f"table {table.caption!r}, row {row.head!r}: {len(row.cells)} cells for {len(table.columns)} columns"
            )
    table = _without_empty_columns(table)
    mark_by_note: dict[str, str] = {}
    column_spans = _spans(table)
    rows = tuple(row_view(row, column_spans, mark_by_note, language, rounding=rounding) for row in table.rows)
    shown_cells = [shown_cell for row in rows for shown_cell in row.cells]
    is_numeric_by_column = [
        any(row.cells[column_index].numeric for row in rows) for column_index in range(len(table.columns))
    ]
    return TableView(
        anchor=anchor,
        number=number,
        caption=table.caption,
        corner=table.corner,
        columns=tuple(zip(table.columns, is_numeric_by_column, strict=True)),
        wide=_wide(rows, len(is_numeric_by_column)),
        rows=rows,
        notes=tuple((note_mark, note_text) for note_text, note_mark in mark_by_note.items()),
        note=table.note,
        parts=_parts(is_numeric_by_column),
        cards=table.cards,
        ranged=tuple(
            column_index
            for column_index in range(len(table.columns))
            if any(row.cells[column_index].range is not None for row in table.rows)
        ),
        figures=2 * sum(shown_cell.numeric for shown_cell in shown_cells) > len(shown_cells),
    )


def _without_empty_columns(table: Table) -> Table:
    """The table without the columns in which no row has a value; whole where none has any."""
    filled_column_indices = [
        column_index
        for column_index in range(len(table.columns))
        if any(
            row.cells[column_index].value not in (None, "") or row.cells[column_index].pm
            for row in table.rows
        )
    ]
    if not filled_column_indices or len(filled_column_indices) == len(table.columns):
        return table
    return replace(
        table,
        columns=tuple(table.columns[column_index] for column_index in filled_column_indices),
        rows=tuple(
            replace(row, cells=tuple(row.cells[column_index] for column_index in filled_column_indices))
            for row in table.rows
        ),
    )


def _spans(table: Table) -> list[tuple[float, float]]:
    """The scale of the ranges in each column: from the lowest to the highest, zero included."""
    span_by_column = []
    for column_index in range(len(table.columns)):
        range_ends_and_zero = [
            range_end for row in table.rows for range_end in row.cells[column_index].range or ()
        ]
        span_by_column.append((min([0.0, *range_ends_and_zero]), max([0.0, *range_ends_and_zero])))
    return span_by_column


def _wide(rows: Sequence[RowView], count: int) -> tuple[int, ...]:
    """The columns with the longest texts, with their remarks, at most three; none where texts or columns are few."""
    if count < 3:
        return ()
    longest_text_by_column = [
        max(
            (len(row.cells[column_index].text) + len(row.cells[column_index].remark) for row in rows),
            default=0,
        )
        for column_index in range(count)
    ]
    wide_column_indices = sorted(
        (column_index for column_index in range(count) if longest_text_by_column[column_index] > _MUCH),
        key=lambda place: -longest_text_by_column[place],
    )
    return tuple(wide_column_indices[:3])


def _parts(numeric: Sequence[bool]) -> tuple[tuple[int, int], ...]:
    """The column ranges that fit a sheet of paper: all of them, or as many equal parts as needed."""
    column_count = len(numeric)
    if sum(numeric) <= _PAPER_COLUMNS:
        return ((0, column_count),)
    part_count = -(-column_count // _PAPER_COLUMNS)
    columns_per_part = -(-column_count // part_count)
    return tuple(
        (first_column_index, min(first_column_index + columns_per_part, column_count))
        for first_column_index in range(0, column_count, columns_per_part)
    )


def _checks(block: Checks, language: Language) -> dict[str, Any]:
    words_by_key = words(language)
    failed_count = sum(not holds for _, _, holds in block.rows)
    summary_text = words_by_key["some_fail" if failed_count else "all_hold"].format(
        failed=failed_count, count=len(block.rows)
    )
    texts_differences_and_holds = [
        (sentence, show_difference(difference, language), holds) for sentence, difference, holds in block.rows
    ]
    return {"rows": texts_differences_and_holds, "summary": summary_text, "failed": failed_count}


class _Numbers:
    """Counts the tables and the figures of a page, so that they can be cited."""

    def __init__(self, language: Language) -> None:
        self._language = language
        self._count_by_kind: dict[str, int] = {}

    def take(self, kind: str) -> str:
        """The next number of a kind, with its word."""
        next_number = self._count_by_kind.get(kind, 0) + 1
        self._count_by_kind[kind] = next_number
        words_by_key = words(self._language)
        numbered_text = words_by_key["numbered_table"] if kind == "table" else words_by_key["numbered_figure"]
        return numbered_text.format(number=next_number)


class _Anchors:
    """Hands out each anchor once."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def take(self, wished: str) -> str:
        free_anchor = next(
            candidate_anchor
            for candidate_anchor in self._candidates(wished)
            if candidate_anchor not in self._taken
        )
        self._taken.add(free_anchor)
        return free_anchor

    @staticmethod
    def _candidates(wished: str) -> Iterator[str]:
        yield wished
        suffix_number = 2
        while True:
            yield f"{wished}-{suffix_number}"
            suffix_number += 1
