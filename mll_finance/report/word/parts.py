"""Parts of WordprocessingML for which python-docx has no name.

References
----------
ECMA-376-1:2016, sections 17.4.49 (w:tblHeader), 17.4.6 (w:cantSplit), 17.4.41 (w:tblCaption), 17.16.5 (fields);
Microsoft, [MS-ODRAWXML] 2.3.4 (svgBlip): an SVG beside the picture for programs that know no SVG.
"""

from __future__ import annotations

from typing import Any

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement
from docx.oxml.ns import nsdecls, qn
from docx.oxml.parser import parse_xml

_SVG = "{96DAC541-7B7A-43D3-8B79-37D633B846F1}"
"""The extension by which Word knows the SVG of a picture."""


def element(name: str, /, **values: str) -> Any:
    """An element with attributes in the namespace of Word."""
    new_element = OxmlElement(name)
    for attribute_key, attribute_text in values.items():
        new_element.set(qn(f"w:{attribute_key}"), attribute_text)
    return new_element


def add_page_number(paragraph: Any) -> None:
    """The number of the page, which Word fills in."""
    text_run = paragraph.add_run()
    field_begin, field_end = (
        element("w:fldChar", fldCharType="begin"),
        element("w:fldChar", fldCharType="end"),
    )
    field_code = OxmlElement("w:instrText")
    field_code.text = "PAGE"
    text_run._r.extend([field_begin, field_code, field_end])


def repeat_head(row: Any) -> None:
    """A row that stands at the top of each page of its table, and is its head to a screen reader."""
    row._tr.get_or_add_trPr().append(element("w:tblHeader"))


def keep_whole(row: Any) -> None:
    """A row that no page splits."""
    row._tr.get_or_add_trPr().insert(0, element("w:cantSplit"))


def describe_table(table: Any, caption: str) -> None:
    """What a screen reader says of a table, and that its first row and first column are heads."""
    table_properties = table._tbl.tblPr
    for table_look in table_properties.xpath("w:tblLook"):
        table_properties.remove(table_look)
    table_properties.append(
        element("w:tblLook", val="00A0", firstRow="1", firstColumn="1", noHBand="1", noVBand="1")
    )
    table_properties.append(element("w:tblCaption", val=caption))


def shade(paragraph: Any, colour: str, bar: str) -> None:
    """A paragraph on a soft ground with a bar at its left."""
    paragraph_properties = paragraph._p.get_or_add_pPr()
    borders = OxmlElement("w:pBdr")
    borders.append(element("w:left", val="single", sz="24", space="8", color=bar))
    shading_element = element("w:shd", val="clear", color="auto", fill=colour)
    paragraph_properties.insert_element_before(borders, *_AFTER_BORDERS)
    paragraph_properties.insert_element_before(shading_element, *_AFTER_BORDERS[1:])


_AFTER_BORDERS = (
    "w:shd",
    "w:tabs",
    "w:suppressAutoHyphens",
    "w:spacing",
    "w:ind",
    "w:jc",
    "w:outlineLvl",
    "w:rPr",
)
"""What follows the borders of a paragraph in the schema, as far as this writes it."""


def add_svg(document: Any, picture: Any, svg_text: str, number: int) -> None:
    """The drawing itself beside its picture: sharp at any size where Word knows SVG."""
    package = document.part.package
    svg_part = Part(
        PackURI(f"/word/media/drawing{number}.svg"), "image/svg+xml", svg_text.encode("utf-8"), package
    )
    relation_id = document.part.relate_to(svg_part, RELATIONSHIP_TYPE.IMAGE)
    (picture_blip,) = picture._inline.xpath(".//a:blip")
    picture_blip.append(
        parse_xml(
            f'<a:extLst {nsdecls("a", "r")}><a:ext uri="{_SVG}">'
            '<asvg:svgBlip xmlns:asvg="http://schemas.microsoft.com/office/drawing/2016/SVG/main" '
            f'r:embed="{relation_id}"/></a:ext></a:extLst>'
        )
    )
