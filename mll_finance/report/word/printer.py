"""Each block of a report in Word, from the view in which a page shows it: numbers and notes are the same on both."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from typing import Any, assert_never

from docx.shared import Pt

from mll_finance.report.blocks import Briefs, Callout, Checks, Figure, Heading, Prose, Table, Tone
from mll_finance.report.drawing import drawn_for_document
from mll_finance.report.html.views import TableView, View
from mll_finance.report.html.words import words
from mll_finance.report.paper.pictures import Drawing, pictured
from mll_finance.report.word.parts import add_svg, shade
from mll_finance.report.word.styles import paragraph_style, text_width
from mll_finance.report.word.tables import add_table
from mll_finance.terms import Language

_TONES: dict[Tone, tuple[str, str]] = {
    "neutral": ("EEF2F9", "173B88"),
    "good": ("EDF6F1", "00643F"),
    "bad": ("FBF1ED", "972A00"),
    "caution": ("FDF5E6", "7A4D00"),
}
"""Ground and bar of a callout, as on the page."""
_DEEPEST = 3
"""Levels of headings that the document has."""
_SMALL = Pt(9)
_SIZE = re.compile(r'width="([\d.]+)" height="([\d.]+)" viewBox="0 0 \1 \2"')
_EDGE = 4
"""Pixels around a drawing: the ground of a text at its edge reaches over it, which not every program cuts off."""


class DocumentPrinter:
    """Writes blocks at the end of a document.

    Parameters
    ----------
    document : docx.document.Document
        The document.
    language : str
        ``nl`` or ``en``.
    """

    def __init__(self, document: Any, language: Language) -> None:
        self.document = document
        self.words = words(language)
        self._drawings = 0
        self._level = 1
        """Level of the heading above."""

    def add(self, views: Sequence[View]) -> None:
        """Write blocks, with their figures drawn at one start of Chromium."""
        drawings_by_view_index = {
            view_index: [_with_margin(svg_text) for svg_text in drawn_for_document(view.block)]
            for view_index, view in enumerate(views)
            if isinstance(view.block, Figure)
        }
        png_bytes_in_order = iter(
            pictured(
                [
                    drawing
                    for figure_drawings in drawings_by_view_index.values()
                    for drawing in figure_drawings
                ]
            )
        )
        for view_index, view in enumerate(views):
            drawings_with_png = [
                (drawing, next(png_bytes_in_order)) for drawing in drawings_by_view_index.get(view_index, ())
            ]
            self._add(view, drawings_with_png)

    def _add(self, view: View, drawn: Sequence[tuple[Drawing, bytes]]) -> None:
        block = view.block
        if isinstance(block, Heading):
            self._level = min(block.level - 1, _DEEPEST) if block.level > 1 else 1
            self._paragraph(block.text, f"Heading {self._level}")
        elif isinstance(block, Prose):
            self._prose(block.text, block.items)
        elif isinstance(block, Callout):
            self._callout(block)
        elif isinstance(block, Briefs):
            for brief in block.items:
                self._paragraph(brief.title, f"Heading {min(self._level + 1, _DEEPEST)}")
                self._prose(brief.text, brief.items)
        elif isinstance(block, Figure):
            self._figure(block, view.number, drawn)
        elif isinstance(block, Checks):
            self._checks(block.caption, view.detail)
        elif isinstance(block, Table):
            self._table(view.detail)
        else:
            assert_never(block)

    def _paragraph(self, text: str, style: str = "Normal") -> Any:
        return self.document.add_paragraph(text, style=paragraph_style(self.document, style))

    def _small(self, text: str) -> None:
        self._paragraph("").add_run(text).font.size = _SMALL

    def _titled(self, title: str, text: str, style: str) -> None:
        paragraph = self._paragraph("", style)
        paragraph.add_run(title).bold = True
        if text:
            paragraph.add_run(f" {text}")

    def _prose(self, text: str, items: tuple[str, ...]) -> None:
        if text:
            self._paragraph(text)
        for list_text in items:
            self._paragraph(list_text, "List Bullet")

    def _callout(self, callout: Callout) -> None:
        tone_text = "" if callout.tone == "neutral" else f"{self.words[callout.tone]} "
        if callout.title.startswith(tone_text.strip(" :")):
            tone_text = ""
        title_paragraph = self._paragraph("")
        title_paragraph.add_run(f"{tone_text}{callout.title}").bold = True
        title_paragraph.paragraph_format.keep_with_next = bool(callout.text)
        title_paragraph.paragraph_format.space_after = Pt(0)
        for paragraph in (
            (title_paragraph, self._paragraph(callout.text)) if callout.text else (title_paragraph,)
        ):
            shade(paragraph, *_TONES[callout.tone])
            paragraph.paragraph_format.keep_together = True

    def _table(self, table: TableView) -> None:
        for part_number, (first_column, column_after_last) in enumerate(table.parts, start=1):
            part_text = f" ({self.words['part']} {part_number})" if len(table.parts) > 1 else ""
            caption = f"{table.number} {table.caption}{part_text}".strip()
            self._caption(caption)
            add_table(self.document, table, range(first_column, column_after_last), caption)
        for note_mark, note_text in table.notes:
            self._small(f"{note_mark} {note_text}")
        if table.note:
            self._small(table.note)

    def _caption(self, text: str) -> Any:
        paragraph = self._paragraph(text, "Caption")
        paragraph.paragraph_format.keep_with_next = True
        return paragraph

    def _figure(self, figure: Figure, number: str, drawn: Sequence[tuple[Drawing, bytes]]) -> None:
        caption_paragraph = self._caption(f"{number} {figure.title}".strip())
        caption_paragraph.add_run(f"\n{figure.subtitle}").bold = False
        for drawing, png_bytes in drawn:
            picture_paragraph = self._paragraph("")
            picture_paragraph.paragraph_format.keep_with_next = True
            picture = picture_paragraph.add_run().add_picture(
                io.BytesIO(png_bytes), width=text_width(self.document)
            )
            picture_properties = picture._inline.docPr
            picture_properties.set("name", f"{number or figure.title}".rstrip("."))
            picture_properties.set("descr", f"{figure.title} {figure.alternative}")
            self._drawings += 1
            add_svg(self.document, picture, drawing.svg_text, self._drawings)
        self._small(self.words["figure_source"])

    def _checks(self, caption: str, detail: dict[str, Any]) -> None:
        self._titled(detail["summary"], "", "Normal")
        self._paragraph(caption)
        for check_text, difference, holds in detail["rows"]:
            outcome_word = self.words["holds" if holds else "fails"]
            self._paragraph(f"{check_text}: {difference} ({outcome_word})", "List Bullet")


def _with_margin(svg_text: str) -> Drawing:
    """A drawing with room around it."""
    size_match = _SIZE.search(svg_text)
    if size_match is None:
        raise ValueError("a drawing that stands by itself begins with its size")
    width, height = (float(number_text) + 2 * _EDGE for number_text in size_match.groups())
    size_and_view_box = (
        f'width="{width:g}" height="{height:g}" viewBox="-{_EDGE} -{_EDGE} {width:g} {height:g}"'
    )
    return Drawing(svg_text.replace(size_match.group(), size_and_view_box, 1), width, height)
