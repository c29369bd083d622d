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
    ink, accent = brand.ink or COLOURS["ink"], brand.accent or COLOURS["gain"]
    for name, size in _SIZES.items():
        style = document.styles[name]
        is_heading = name in _HEADINGS
        _letters(style, (brand.heading_font if is_heading else "") or brand.font)
        style.font.size = Pt(size)
        style.font.bold = is_heading or name == "Caption"
        style.font.italic = False
        colour = (brand.heading or accent) if is_heading else ink
        style.font.color.rgb = RGBColor.from_string(colour.removeprefix("#").upper())
    for name, ornament in (
        ("Title", "w:pBdr"),
        ("Title", "w:rPr/w:spacing"),
        ("Subtitle", "w:rPr/w:spacing"),
    ):
        for found_ornament in document.styles[name].element.xpath(f".//{ornament}"):
            found_ornament.getparent().remove(found_ornament)


def _letters(style: Any, font: str) -> None:
    """The letters of a style, those of a theme put aside."""
    name = font.split(",", maxsplit=1)[0].strip(" '\"") or _FONT
    style.font.name = name
    fonts = style.element.get_or_add_rPr().rFonts
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    for script in ("hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{script}"), name)


def paragraph_style(document: Any, name: str) -> Any:
    """A style by the English name that Word keeps for it in every language; made where a template lacks it."""
    if name in {style.name for style in document.styles if style.type == WD_STYLE_TYPE.PARAGRAPH}:
        return document.styles[name]
    style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH, builtin=True)
    style.base_style = document.styles.default(WD_STYLE_TYPE.PARAGRAPH)
    style.font.bold = name != "List Bullet"
    if name.startswith("Heading "):
        level = int(name.removeprefix("Heading "))
        style.element.get_or_add_pPr().append(element("w:outlineLvl", val=str(level - 1)))
    return style


def text_width(document: Any) -> int:
    """Width of the text of a page between its margins [EMU]."""
    word_section = document.sections[-1]
    return int(word_section.page_width - word_section.left_margin - word_section.right_margin)


def table_style(document: Any) -> Any | None:
    """The plain style of a table; None where a template has none, which then gets lines of its own."""
    style_names = {style.name for style in document.styles if style.type == WD_STYLE_TYPE.TABLE}
    return document.styles["Table Grid"] if "Table Grid" in style_names else None
