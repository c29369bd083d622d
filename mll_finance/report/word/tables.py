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
    made_table = document.add_table(rows=1, cols=1 + len(places))
    style = table_style(document)
    if style is not None:
        made_table.style = style
    _draw_lines(made_table)
    describe_table(made_table, caption)
    _widths(document, made_table, table, places)
    head_row = made_table.rows[0]
    repeat_head(head_row)
    keep_whole(head_row)
    _write(head_row.cells[0], table.corner, bold=True)
    for cell, place in zip(head_row.cells[1:], places, strict=True):
        column_text, is_numeric = table.columns[place]
        _write(cell, column_text, bold=True, right=is_numeric)
    for row in table.rows:
        _add_row(made_table, row, places)
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
    for cell, place in zip(added_row.cells[1:], places, strict=True):
        _write_cell(cell, row.cells[place], bold=row.total)


def _write_cell(cell: Any, view: CellView, *, bold: bool) -> None:
    text = " + ".join(filter(None, (view.text, PM if view.pm else "")))
    paragraph = _write(cell, text, bold=bold, right=view.numeric)
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
        [table.corner, *(row.head for row in table.rows)],
        *([table.columns[place][0], *(row.cells[place].text for row in table.rows)] for place in places),
    ]
    letters, whole_width = _letters(texts_by_column), text_width(document)
    for column, count in zip(made_table.columns, letters, strict=True):
        column.width = int(whole_width * count / sum(letters))


def _letters(texts_by_column: list[list[str]]) -> list[float]:
    """Letters for each column: its longest word first, and what is left by its longest text."""
    needed_letters = [
        _PADDING + min(_LONGEST_WORD, max(len(word) for text in texts for word in (text.split(" ") or [""])))
        for texts in texts_by_column
    ]
    wished_letters = [_PADDING + min(_WIDEST, max(map(len, texts))) for texts in texts_by_column]
    extra_letters = [max(0, wish - need) for wish, need in zip(wished_letters, needed_letters, strict=True)]
    room_left = max(0, _LINE - sum(needed_letters))
    granted_share = min(1.0, room_left / sum(extra_letters)) if sum(extra_letters) else 0.0
    return [need + granted_share * extra for need, extra in zip(needed_letters, extra_letters, strict=True)]


def _draw_lines(made_table: Any) -> None:
    """Lines between the rows and none between the columns, whatever the style says."""
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        is_drawn = side in ("top", "bottom", "insideH")
        borders.append(
            element(f"w:{side}", val="single" if is_drawn else "nil", sz="4", space="0", color="CDD4DE")
        )
    made_table._tbl.tblPr.insert_element_before(borders, "w:tblLook")
