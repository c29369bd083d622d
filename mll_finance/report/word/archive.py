"""A ``.docx`` is a zip: written anew with one date for every file in it, so that equal documents are equal bytes."""

from __future__ import annotations

import io
import zipfile

_DATE = (1980, 1, 1, 0, 0, 0)
"""The first date that a zip can hold."""


def same_bytes(docx_bytes: bytes) -> bytes:
    """The same document without the time at which it was saved."""
    return rewritten(docx_bytes, {})


def rewritten(docx_bytes: bytes, replaced: dict[str, bytes]) -> bytes:
    """The same document with other text in some of its files."""
    docx_buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(docx_bytes)) as docx_archive,
        zipfile.ZipFile(docx_buffer, "w", zipfile.ZIP_DEFLATED) as archive_copy,
    ):
        for entry_name in docx_archive.namelist():
            zip_entry = zipfile.ZipInfo(entry_name, _DATE)
            zip_entry.compress_type = zipfile.ZIP_DEFLATED
            archive_copy.writestr(zip_entry, replaced.get(entry_name, docx_archive.read(entry_name)))
    return docx_buffer.getvalue()
