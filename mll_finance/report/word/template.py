"""A municipality's own template: a document of Word whose styles, margins, header and footer a report takes over."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import docx

from mll_finance.errors import InputError, Problem
from mll_finance.plain_files import plain_bytes
from mll_finance.report.house_style import unread
from mll_finance.report.word.archive import rewritten
from mll_finance.terms import phrase

_TYPES = "[Content_Types].xml"
_OF_TEMPLATE = b"application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml"
_OF_DOCUMENT = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"

_LARGEST = 50_000_000
"""Bytes of a template: one with pictures has some millions."""


def opened(path: Path) -> Any:
    """The document to write in: what the template holds stays, and the report comes after it.

    Raises
    ------
    InputError
        It is not there, or no document or template of Word without macros.
    """
    try:
        docx_bytes = plain_bytes(path, _LARGEST)
        if len(docx_bytes) > _LARGEST:
            raise ValueError("too large")
        with zipfile.ZipFile(io.BytesIO(docx_bytes)) as archive:
            content_types = archive.read(_TYPES)
        if _OF_TEMPLATE in content_types:
            docx_bytes = rewritten(docx_bytes, {_TYPES: content_types.replace(_OF_TEMPLATE, _OF_DOCUMENT)})
        return docx.Document(io.BytesIO(docx_bytes))
    except OSError as error:
        raise _refusal(path, unread(error)) from error
    except Exception as error:
        # A damaged document ends in the error of whatever reads that part of it: zip, packing, XML, python-docx.
        raise _refusal(path, phrase("template_found")) from error


def _refusal(path: Path, finding: str) -> InputError:
    return InputError(
        Problem("--template", finding, phrase("template_allowed"), phrase("template_remedy")), file=str(path)
    )
