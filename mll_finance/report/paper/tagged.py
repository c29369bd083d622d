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
        pdf_tags = tuple(_below(pdf.Root.StructTreeRoot))
        for pdf_tag in pdf_tags:
            _settle(pdf_tag)
        _number_anew(pdf, pdf_tags)
        if "/ID" in pdf.trailer:
            del pdf.trailer["/ID"]
        pdf_buffer = io.BytesIO()
        pdf.save(pdf_buffer, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
        return pdf_buffer.getvalue()


def _name(pdf: pikepdf.Pdf, named: Named) -> None:
    pdf.Root.Lang = pikepdf.String(named.language)
    pdf.Root.ViewerPreferences = pikepdf.Dictionary(DisplayDocTitle=True)
    for info_key in list(pdf.docinfo.keys()):
        del pdf.docinfo[info_key]
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
    new_id_by_old_id: dict[str, str] = {}
    for pdf_tag in tags:
        if "/ID" in pdf_tag:
            new_id_by_old_id[str(pdf_tag.ID)] = f"node{len(new_id_by_old_id) + 1:08d}"
            pdf_tag.ID = pikepdf.String(new_id_by_old_id[str(pdf_tag.ID)])
    for pdf_tag in tags:
        for attribute_dictionary in _attributes(pdf_tag):
            if "/Headers" in attribute_dictionary:
                attribute_dictionary.Headers = pikepdf.Array(
                    [pikepdf.String(new_id_by_old_id[str(old_id)]) for old_id in attribute_dictionary.Headers]
                )
    if "/IDTree" in pdf.Root.StructTreeRoot:
        tag_by_id = {str(pdf_tag.ID): pdf_tag for pdf_tag in tags if "/ID" in pdf_tag}
        ids_and_tags = [
            id_or_tag
            for tag_id, pdf_tag in sorted(tag_by_id.items())
            for id_or_tag in (pikepdf.String(tag_id), pdf_tag)
        ]
        first_and_last_id = (
            [pikepdf.String(tag_id) for tag_id in (min(tag_by_id), max(tag_by_id))] if ids_and_tags else []
        )
        id_tree_leaf = pikepdf.Dictionary(
            Limits=pikepdf.Array(first_and_last_id), Names=pikepdf.Array(ids_and_tags)
        )
        pdf.Root.StructTreeRoot.IDTree = pikepdf.Dictionary(
            Kids=pikepdf.Array([pdf.make_indirect(id_tree_leaf)])
        )


def _attributes(tag: Any) -> list[Any]:
    one_or_more_attributes = tag.get("/A")
    attributes = (
        list(one_or_more_attributes)
        if isinstance(one_or_more_attributes, pikepdf.Array)
        else [one_or_more_attributes]
    )
    return [attribute for attribute in attributes if isinstance(attribute, pikepdf.Dictionary)]


def _below(tag: Any) -> Iterator[Any]:
    """Every element of the structure below one, in the order of reading."""
    for child_tag in _children(tag):
        yield child_tag
        yield from _below(child_tag)


def _children(tag: Any) -> list[Any]:
    one_or_more_children = tag.get("/K")
    children = (
        list(one_or_more_children)
        if isinstance(one_or_more_children, pikepdf.Array)
        else [one_or_more_children]
    )
    return [
        child_tag for child_tag in children if isinstance(child_tag, pikepdf.Dictionary) and "/S" in child_tag
    ]


def _settle(tag: Any) -> None:
    """A frame around a picture with its caption and source is a division: the alternative is that of the picture.

    A figure with an alternative is read as that alternative alone, so a frame of that name would hide its own words.
    """
    if pikepdf.Name.Figure != tag.S or not any(
        pikepdf.Name.Figure == inner_tag.S for inner_tag in _below(tag)
    ):
        return
    tag.S = pikepdf.Name.Div
    for child_tag in _children(tag):
        if pikepdf.Name.Caption == child_tag.S:
            child_tag.S = pikepdf.Name.P
