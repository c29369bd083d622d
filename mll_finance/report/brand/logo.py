"""A logo as part of a page: a PNG as it is, an SVG with nothing in it but a drawing.

The page forbids the network and foreign scripts already; a logo that asks for either is made without them.

References
----------
W3C (2018), Scalable Vector Graphics 2, section 2.4 (secure static mode).
"""

from __future__ import annotations

import base64
from pathlib import Path
from xml.etree import ElementTree

from mll_finance.errors import InputError, Problem
from mll_finance.plain_files import plain_bytes
from mll_finance.report.house_style import unread
from mll_finance.terms import phrase

_PNG = b"\x89PNG\r\n\x1a\n"
_SVG = "http://www.w3.org/2000/svg"
_HREFS = ("href", "{http://www.w3.org/1999/xlink}href")
_DRAWING = frozenset(
    {
        *(
            "svg",
            "g",
            "path",
            "rect",
            "circle",
            "ellipse",
            "line",
            "polyline",
            "polygon",
            "text",
            "tspan",
            "defs",
        ),
        *("title", "desc", "linearGradient", "radialGradient", "stop", "clipPath", "mask", "use", "symbol"),
    }
)
"""Elements that draw; scripts, styles, animations, foreign content and pictures from elsewhere are left out."""
LARGEST = 100_000
"""Bytes of a logo: a page with its report stays below 600 kB."""


def logo_address(path: Path, token_path: str) -> str:
    """A logo as a ``data:`` address.

    Raises
    ------
    InputError
        The file is not there, too large, or no PNG or SVG.
    """
    try:
        logo_bytes = plain_bytes(path, LARGEST)
    except OSError as error:
        raise _refusal(
            token_path, phrase("brand_logo_unread", name=path.name, reason=unread(error))
        ) from error
    if len(logo_bytes) > LARGEST:
        raise _refusal(
            token_path, phrase("brand_logo_large", name=path.name, size=path.stat().st_size // 1000)
        )
    if logo_bytes.startswith(_PNG):
        return _address("image/png", logo_bytes)
    return _address("image/svg+xml", _drawing(logo_bytes, path, token_path))


def _address(kind: str, logo_bytes: bytes) -> str:
    return f"data:{kind};base64,{base64.b64encode(logo_bytes).decode('ascii')}"


def _drawing(logo_bytes: bytes, path: Path, token_path: str) -> bytes:
    try:
        # A document type can hold entities that grow without end; a drawing needs none.
        if b"<!DOCTYPE" in logo_bytes or b"<!ENTITY" in logo_bytes:
            raise ElementTree.ParseError
        svg_root = ElementTree.fromstring(logo_bytes)
        _clean(svg_root)
        ElementTree.register_namespace("", _SVG)
        cleaned_bytes: bytes = ElementTree.tostring(svg_root)
    except (ElementTree.ParseError, ValueError, LookupError, RecursionError) as error:
        # An encoding that is not known, one that this parser does not read, parts deeper than can be followed.
        raise _refusal(token_path, phrase("brand_logo_found", name=path.name)) from error
    if svg_root.tag != f"{{{_SVG}}}svg":
        raise _refusal(token_path, phrase("brand_logo_found", name=path.name))
    return cleaned_bytes


def _clean(element: ElementTree.Element) -> None:
    for attribute_name, attribute_text in list(element.attrib.items()):
        is_event_handler = attribute_name.lower().startswith("on")
        is_outward_link = attribute_name in _HREFS and not attribute_text.strip().startswith("#")
        is_asking_for_other_files = (
            "url(" in attribute_text.replace("url(#", "") or "javascript:" in attribute_text.lower()
        )
        if is_event_handler or is_outward_link or is_asking_for_other_files:
            del element.attrib[attribute_name]
    for child_element in list(element):
        if isinstance(child_element.tag, str) and child_element.tag.removeprefix(f"{{{_SVG}}}") in _DRAWING:
            _clean(child_element)
        else:
            element.remove(child_element)


def _refusal(token_path: str, finding: str) -> InputError:
    return InputError(
        Problem(
            token_path,
            finding,
            phrase("brand_logo_allowed", size=LARGEST // 1000),
            phrase("brand_logo_remedy"),
        )
    )
