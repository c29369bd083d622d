"""A product of a report as a Word document, that a municipality goes on writing in."""

from __future__ import annotations

import io
from typing import Any

import docx
from docx.shared import Cm

from mll_finance.plain_text import shortened
from mll_finance.report.blocks import Page
from mll_finance.report.house_style import HouseStyle
from mll_finance.report.html.views import product_views
from mll_finance.report.numbers import LOCALES
from mll_finance.report.word.archive import same_bytes
from mll_finance.report.word.parts import add_page_number, element
from mll_finance.report.word.printer import DocumentPrinter
from mll_finance.report.word.styles import own_styles, paragraph_style
from mll_finance.report.word.template import opened
from mll_finance.version import __version__

_MARGIN, _WIDTH, _HEIGHT = Cm(2.5), Cm(21.0), Cm(29.7)
"""Margins and size of an A4."""
_LONGEST = 252
"""Signs of a property of a Word file before three dots: the format has 255."""


def document_bytes(page: Page, product_id: str, house_style: HouseStyle) -> bytes:
    """A product as a ``.docx``; its tables and figures have the numbers that they have on the page.

    Parameters
    ----------
    page : Page
        The report in one language.
    product_id : str
        The product that the document holds.
    house_style : HouseStyle
        A template, whose styles, margins, header and footer the document takes over; else a brand.

    Returns
    -------
    bytes
        Equal pages give equal bytes.

    Raises
    ------
    InputError
        The template cannot be read.
    """
    product = next(product for product in product_views(page) if product.id == product_id)
    if house_style.template is None:
        word_document = docx.Document()
        _lay_out(word_document)
        own_styles(word_document, house_style.brand)
    else:
        word_document = opened(house_style.template)
    _name(
        word_document, f"{page.title}: {product.title}", page.author, LOCALES[page.language].replace("_", "-")
    )
    word_document.add_paragraph(page.title, style=paragraph_style(word_document, "Title"))
    for subtitle_text in filter(
        None, (product.title, page.subtitle, ", ".join(filter(None, (page.dated, page.status))))
    ):
        word_document.add_paragraph(subtitle_text, style=paragraph_style(word_document, "Subtitle"))
    DocumentPrinter(word_document, page.language).add(product.views)
    docx_buffer = io.BytesIO()
    word_document.save(docx_buffer)
    return same_bytes(docx_buffer.getvalue())


def _lay_out(document: Any) -> None:
    """An A4 with a page number at the foot."""
    for word_section in document.sections:
        word_section.page_width, word_section.page_height = _WIDTH, _HEIGHT
        word_section.left_margin = word_section.right_margin = word_section.top_margin = (
            word_section.bottom_margin
        ) = _MARGIN
        add_page_number(word_section.footer.paragraphs[0])


def _name(document: Any, title: str, author: str, language: str) -> None:
    """Title, author and language, and no dates: the same study gives the same file."""
    properties = document.core_properties
    properties.title, properties.author = shortened(title, _LONGEST), shortened(author, _LONGEST)
    properties.language = language
    properties.comments, properties.last_modified_by = f"mll_finance {__version__}", ""
    for date_name in ("created", "modified"):
        for date_property in properties._element.xpath(f"dcterms:{date_name}"):
            properties._element.remove(date_property)
    default_letter_elements = document.styles.element.xpath("w:docDefaults/w:rPrDefault/w:rPr")
    for letters in default_letter_elements:
        for old_language in letters.xpath("w:lang"):
            letters.remove(old_language)
        letters.append(element("w:lang", val=language))
