"""The styles of a document: ours where a municipality brings no template, and what a template lacks."""

from __future__ import annotations

from typing import Any

from docx.enum.style import WD_STYLE_TYPE
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor

from mll_finance.report.charts.style import COLOURS
from mll_finance.report.house_style import Brand
from mll_finance.report.word.parts import element

_FONT = "Arial"
_SIZES = {
    "Normal": 10,
    "Title": 20,
    "Subtitle": 11,
    "Heading 1": 15,
    "Heading 2": 12,
    "Heading 3": 10.5,
    "Caption": 10,
}
"""Letters of each style [pt]."""
_HEADINGS = ("Title", "Heading 1", "Heading 2", "Heading 3")


def own_styles(document: Any, brand: Brand) -> None:
    """Letters and colours of the suite, or of the brand of a municipality."""
    ink_colour, accent_colour = brand.ink or COLOURS["ink"], brand.accent or COLOURS["gain"]
    for style_name, point_size in _SIZES.items():
        document_style = document.styles[style_name]
        is_heading = style_name in _HEADINGS
        _letters(document_style, (brand.heading_font if is_heading else "") or brand.font)
        document_style.font.size = Pt(point_size)
        document_style.font.bold = is_heading or style_name == "Caption"
        document_style.font.italic = False
        text_colour = (brand.heading or accent_colour) if is_heading else ink_colour
        document_style.font.color.rgb = RGBColor.from_string(text_colour.removeprefix("#").upper())
    for style_name, ornament_path in (
        ("Title", "w:pBdr"),
        ("Title", "w:rPr/w:spacing"),
        ("Subtitle", "w:rPr/w:spacing"),
    ):
        for ornament_element in document.styles[style_name].element.xpath(f".//{ornament_path}"):
            ornament_element.getparent().remove(ornament_element)


def _letters(style: Any, font: str) -> None:
    """The letters of a style, those of a theme put aside."""
    font_name = font.split(",", maxsplit=1)[0].strip(" '\"") or _FONT
    style.font.name = font_name
    style_fonts = style.element.get_or_add_rPr().rFonts
    for theme_attribute in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        style_fonts.attrib.pop(qn(f"w:{theme_attribute}"), None)
    for script_name in ("hAnsi", "eastAsia", "cs"):
        style_fonts.set(qn(f"w:{script_name}"), font_name)


def paragraph_style(document: Any, name: str) -> Any:
    """A style by the English name that Word keeps for it in every language; made where a template lacks it."""
    if name in {
        document_style.name
        for document_style in document.styles
        if document_style.type == WD_STYLE_TYPE.PARAGRAPH
    }:
        return document.styles[name]
    document_style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH, builtin=True)
    document_style.base_style = document.styles.default(WD_STYLE_TYPE.PARAGRAPH)
    document_style.font.bold = name != "List Bullet"
    if name.startswith("Heading "):
        heading_level = int(name.removeprefix("Heading "))
        document_style.element.get_or_add_pPr().append(element("w:outlineLvl", val=str(heading_level - 1)))
    return document_style


def text_width(document: Any) -> int:
    """Width of the text of a page between its margins [EMU]."""
    word_section = document.sections[-1]
    return int(word_section.page_width - word_section.left_margin - word_section.right_margin)


def table_style(document: Any) -> Any | None:
    """The plain style of a table; None where a template has none, which then gets lines of its own."""
    style_names = {
        document_style.name
        for document_style in document.styles
        if document_style.type == WD_STYLE_TYPE.TABLE
    }
    return document.styles["Table Grid"] if "Table Grid" in style_names else None
