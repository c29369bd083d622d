"""A table in Word: a head that repeats on each page, rows that stay whole, numbers to the right."""

from __future__ import annotations

from typing import Any

from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.shared import Cm, Pt

from mll_finance.report.html.cells import CellView, RowView
from mll_finance.report.html.views import TableView
from mll_finance.report.numbers import PM
from mll_finance.report.word.parts import describe_table, element, keep_whole, repeat_head
from mll_finance.report.word.styles import table_style, text_width

_SIZE, _SMALL = Pt(9), Pt(8)
_INDENT = Cm(0.4)
_LONGEST_WORD, _WIDEST = 18, 44
"""Letters of a word that a column has to hold whole, and letters of a text beyond which it is given no more room."""
_LINE, _PADDING = 100, 3
"""Letters of the table in a line of text, and what the edges of a column take of them: Arial of 9 points on 16 cm."""


def add_table(document: Any, table: TableView, places: range, caption: str) -> None:
    """Write the columns of a table that fit beside each other.

    Parameters
    ----------
    document : docx.document.Document
        The document; the table comes at its end.
    table : TableView
        The table as printed.
    places : range
        Places of the columns.
    caption : str
        What a screen reader says of the table.
    """
    word_table = document.add_table(rows=1, cols=1 + len(places))
    table_style_or_none = table_style(document)
    if table_style_or_none is not None:
        word_table.style = table_style_or_none
    _draw_lines(word_table)
    describe_table(word_table, caption)
    _widths(document, word_table, table, places)
    head_row = word_table.rows[0]
    repeat_head(head_row)
    keep_whole(head_row)
    _write(head_row.cells[0], table.corner, bold=True)
    for word_cell, column_index in zip(head_row.cells[1:], places, strict=True):
        column_text, is_numeric = table.columns[column_index]
        _write(word_cell, column_text, bold=True, right=is_numeric)
    for row_view in table.rows:
        _add_row(word_table, row_view, places)
    # Word joins tables that nothing stands between.
    empty_paragraph = document.add_paragraph()
    empty_paragraph.paragraph_format.space_after = Pt(0)
    empty_paragraph.add_run(" ").font.size = Pt(4)


def _add_row(made_table: Any, row: RowView, places: range) -> None:
    added_row = made_table.add_row()
    keep_whole(added_row)
    head_paragraph = _write(added_row.cells[0], row.head, bold=row.total or row.group)
    head_paragraph.paragraph_format.left_indent = _INDENT * row.indent
    if row.note:
        _add_small(added_row.cells[0], row.note)
    for word_cell, column_index in zip(added_row.cells[1:], places, strict=True):
        _write_cell(word_cell, row.cells[column_index], bold=row.total)


def _write_cell(cell: Any, view: CellView, *, bold: bool) -> None:
    cell_text = " + ".join(filter(None, (view.text, PM if view.pm else "")))
    paragraph = _write(cell, cell_text, bold=bold, right=view.numeric)
    if view.mark:
        paragraph.add_run(view.mark).font.superscript = True
    for small_text in filter(None, (view.range, view.remark)):
        _add_small(cell, small_text, right=view.numeric)


def _write(cell: Any, text: str, *, bold: bool = False, right: bool = False) -> Any:
    (paragraph,) = cell.paragraphs
    run = paragraph.add_run(text)
    run.bold, run.font.size = bold, _SIZE
    return _set(paragraph, right=right)


def _add_small(cell: Any, text: str, *, right: bool = False) -> None:
    paragraph = cell.add_paragraph()
    paragraph.add_run(text).font.size = _SMALL
    _set(paragraph, right=right)


def _set(paragraph: Any, *, right: bool) -> Any:
    paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(1)
    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT if right else WD_ALIGN_PARAGRAPH.LEFT
    return paragraph


def _widths(document: Any, made_table: Any, table: TableView, places: range) -> None:
    """Columns over the whole width of the text, each with room for its longest text."""
    texts_by_column = [
        [table.corner, *(row_view.head for row_view in table.rows)],
        *(
            [table.columns[column_index][0], *(row_view.cells[column_index].text for row_view in table.rows)]
            for column_index in places
        ),
    ]
    letters_by_column, width_of_text = _letters(texts_by_column), text_width(document)
    for word_column, letter_count in zip(made_table.columns, letters_by_column, strict=True):
        word_column.width = int(width_of_text * letter_count / sum(letters_by_column))


def _letters(texts_by_column: list[list[str]]) -> list[float]:
    """Letters for each column: its longest word first, and what is left by its longest text."""
    needed_letters_by_column = [
        _PADDING
        + min(
            _LONGEST_WORD,
            max(len(text_word) for text in column_texts for text_word in (text.split(" ") or [""])),
        )
        for column_texts in texts_by_column
    ]
    wished_letters_by_column = [
        _PADDING + min(_WIDEST, max(map(len, column_texts))) for column_texts in texts_by_column
    ]
    extra_letters_by_column = [
        max(0, wished_count - needed_count)
        for wished_count, needed_count in zip(wished_letters_by_column, needed_letters_by_column, strict=True)
    ]
    room_left = max(0, _LINE - sum(needed_letters_by_column))
    granted_share = (
        min(1.0, room_left / sum(extra_letters_by_column)) if sum(extra_letters_by_column) else 0.0
    )
    return [
        needed_count + granted_share * extra_count
        for needed_count, extra_count in zip(needed_letters_by_column, extra_letters_by_column, strict=True)
    ]


def _draw_lines(made_table: Any) -> None:
    """Lines between the rows and none between the columns, whatever the style says."""
    borders = OxmlElement("w:tblBorders")
    for border_side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        is_drawn = border_side in ("top", "bottom", "insideH")
        borders.append(
            element(
                f"w:{border_side}", val="single" if is_drawn else "nil", sz="4", space="0", color="CDD4DE"
            )
        )
    made_table._tbl.tblPr.insert_element_before(borders, "w:tblLook")
