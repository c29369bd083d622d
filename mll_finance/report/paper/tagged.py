"""A printed page finished: title, author and language as metadata, an alternative for every figure, equal bytes.

Called tagged, and no more: no validator of PDF/UA (ISO 14289) has looked at it.

References
----------
ISO 32000-1:2008, sections 14.8.4 (standard structure types), 14.9.3 (alternate descriptions), 12.2 (viewer
preferences).
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pikepdf

from mll_finance.version import __version__

_MAKER = f"mll_finance {__version__}"


@dataclass(frozen=True)
class Named:
    """What a document says of itself."""

    title: str
    author: str
    language: str


def tagged(pdf_bytes: bytes, named: Named) -> bytes:
    """The PDF with its metadata, without dates and random numbers: equal pages give equal bytes."""
    with pikepdf.open(io.BytesIO(pdf_bytes)) as pdf:
        _name(pdf, named)
        tags = tuple(_below(pdf.Root.StructTreeRoot))
        for tag in tags:
            _settle(tag)
        _number_anew(pdf, tags)
        if "/ID" in pdf.trailer:
            del pdf.trailer["/ID"]
        target = io.BytesIO()
        pdf.save(target, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
        return target.getvalue()


def _name(pdf: pikepdf.Pdf, named: Named) -> None:
    pdf.Root.Lang = pikepdf.String(named.language)
    pdf.Root.ViewerPreferences = pikepdf.Dictionary(DisplayDocTitle=True)
    for key in list(pdf.docinfo.keys()):
        del pdf.docinfo[key]
    pdf.docinfo["/Title"], pdf.docinfo["/Creator"] = named.title, _MAKER
    if named.author:
        pdf.docinfo["/Author"] = named.author
    with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as metadata:
        metadata["dc:title"] = named.title
        metadata["dc:language"] = [named.language]
        metadata["xmp:CreatorTool"] = _MAKER
        if named.author:
            metadata["dc:creator"] = [named.author]


def _number_anew(pdf: pikepdf.Pdf, tags: Sequence[Any]) -> None:
    """Name the heads of tables in the order of reading: Chromium counts on from what its page held before.

    The names stand at the elements, at the cells that they are the heads of, and in the tree by which they are found.
    """
    name_by_old: dict[str, str] = {}
    for tag in tags:
        if "/ID" in tag:
            name_by_old[str(tag.ID)] = f"node{len(name_by_old) + 1:08d}"
            tag.ID = pikepdf.String(name_by_old[str(tag.ID)])
    for tag in tags:
        for attributes in _attributes(tag):
            if "/Headers" in attributes:
                attributes.Headers = pikepdf.Array(
                    [pikepdf.String(name_by_old[str(old_name)]) for old_name in attributes.Headers]
                )
    if "/IDTree" in pdf.Root.StructTreeRoot:
        named_elements = {str(tag.ID): tag for tag in tags if "/ID" in tag}
        names_and_tags = [
            part for name, tag in sorted(named_elements.items()) for part in (pikepdf.String(name), tag)
        ]
        name_limits = (
            [pikepdf.String(name) for name in (min(named_elements), max(named_elements))]
            if names_and_tags
            else []
        )
        leaf = pikepdf.Dictionary(Limits=pikepdf.Array(name_limits), Names=pikepdf.Array(names_and_tags))
        pdf.Root.StructTreeRoot.IDTree = pikepdf.Dictionary(Kids=pikepdf.Array([pdf.make_indirect(leaf)]))


def _attributes(tag: Any) -> list[Any]:
    raw_attributes = tag.get("/A")
    attributes = list(raw_attributes) if isinstance(raw_attributes, pikepdf.Array) else [raw_attributes]
    return [attribute for attribute in attributes if isinstance(attribute, pikepdf.Dictionary)]


def _below(tag: Any) -> Iterator[Any]:
    """Every element of the structure below one, in the order of reading."""
    for child in _children(tag):
        yield child
        yield from _below(child)


def _children(tag: Any) -> list[Any]:
    raw_children = tag.get("/K")
    children = list(raw_children) if isinstance(raw_children, pikepdf.Array) else [raw_children]
    return [child for child in children if isinstance(child, pikepdf.Dictionary) and "/S" in child]


def _settle(tag: Any) -> None:
    """A frame around a picture with its caption and source is a division: the alternative is that of the picture.

    A figure with an alternative is read as that alternative alone, so a frame of that name would hide its own words.
    """
    if pikepdf.Name.Figure != tag.S or not any(
        pikepdf.Name.Figure == inner_tag.S for inner_tag in _below(tag)
    ):
        return
    tag.S = pikepdf.Name.Div
    for child in _children(tag):
        if pikepdf.Name.Caption == child.S:
            child.S = pikepdf.Name.P
