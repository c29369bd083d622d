"""What somebody can read in a file, whatever its kind: text, page, drawing, workbook, document, PDF, parquet, packed.

A file of a kind that is not known is read as text; one that is closed to this reader (encrypted, or packed in a way
that it does not know) is named, so that a person looks.
"""

from __future__ import annotations

import base64
import binascii
import gzip
import html
import io
import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from mll_finance.batch.pdf_texts import pdf_texts
from mll_finance.errors import UnreadableFileError

_STYLE = re.compile(r"(?s)<style\b.*?</style>")
_LETTERS = re.compile(
    r"""(?i)\bfont(?:-family)?\s*:[^;}]*|--[\w-]*font[\w-]*\s*:[^;}]*|content\s*:[^;}]*|/\*.*?\*/"""
)
"""What of a style is text: names of letters, which a brand gives, what it shows itself, and remarks."""
_INLINE_TAG = re.compile(
    r"</?(?:b|i|em|strong|span|sup|sub|a|small|wbr|tspan|r|t)\b[^>]*>|&(?:shy|zwnj|zwj);"
    r"|</?w:(?!(?:p|tc|tr|tbl|tab|br|sectPr)\b)[A-Za-z]+\b[^>]*>"  # a run of a document; not a paragraph or a cell
    r"|[\u00ad\u200b-\u200d\u2060]"
)
_PACKED = re.compile(r"data:[\w.+/-]*(?:;[\w=-]+)*;base64,([A-Za-z0-9+/]+=*)")
_NUMBERS = re.compile(r'"dtype"\s*:\s*"([a-z]\d)"\s*,\s*"bdata"\s*:\s*"([^"]+)"')
_IMAGES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF", b"wOF2", b"wOFF", b"\x00\x01\x00\x00", b"OTTO")
"""Beginnings of pictures and fonts: no text is promised to be found in these."""
_DEEPEST = 4


def texts(file: Path) -> Iterator[str]:
    """What a reader can see in a file, part by part.

    Raises
    ------
    UnreadableFileError
        When the file is closed to this reader.
    """
    yield from _texts(file.read_bytes(), file.name, 0)


def _texts(content: bytes, name: str, depth: int) -> Iterator[str]:
    if depth > _DEEPEST:
        raise UnreadableFileError(name)
    try:
        if content.startswith(_IMAGES):
            return
        if content.startswith(b"PK") and zipfile.is_zipfile(io.BytesIO(content)):
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                for member_name in archive.namelist():
                    yield from _texts(archive.read(member_name), name, depth + 1)
        elif content.startswith(b"\x1f\x8b"):
            yield from _texts(gzip.decompress(content), name, depth + 1)
        elif content.startswith(b"%PDF"):
            yield from pdf_texts(content)
        elif content.startswith(b"PAR1"):
            yield from _parquet_texts(content)
        else:
            yield from _plain_texts(content, name, depth)
    except UnreadableFileError:
        raise
    except Exception as error:
        # A damaged file ends in the error of whatever it is packed with: zlib.error, LZMAError, one of pyarrow.
        raise UnreadableFileError(name) from error


def _plain_texts(content: bytes, name: str, depth: int) -> Iterator[str]:
    """A text as it is read, and what is packed in it: pictures that are drawn, numbers of a figure."""
    encoding = "utf-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8"
    file_text = content.decode(encoding, errors="replace")
    for packed_match in _PACKED.finditer(file_text):
        try:
            yield from _texts(base64.b64decode(packed_match[1]), name, depth + 1)
        except binascii.Error:
            continue
    for packed_match in _NUMBERS.finditer(file_text):
        try:
            packed_numbers = np.frombuffer(
                base64.b64decode(json.loads(f'"{packed_match[2]}"')), dtype=np.dtype(f"<{packed_match[1]}")
            )
        except (binascii.Error, ValueError, TypeError):
            continue
        yield "\n".join(f"{number:.15g}" for number in packed_numbers)
    yield html.unescape(_INLINE_TAG.sub("", _STYLE.sub(_told_by_style, _PACKED.sub(" ", file_text))))


def _told_by_style(match: re.Match[str]) -> str:
    return " ".join(_LETTERS.findall(match[0])) + " "


def _parquet_texts(content: bytes) -> Iterator[str]:
    """Every cell of a table, and what stands beside it: names of columns and remarks."""
    try:
        from pyarrow import parquet
    except ImportError as error:
        raise OSError("pyarrow is not installed") from error
    table = parquet.read_table(io.BytesIO(content))
    for remark in (table.schema.metadata or {}).values():
        yield remark.decode("utf-8", errors="replace")
    for column_name in table.column_names:
        cells_of_column = table.column(column_name).to_pylist()
        yield "\n".join(
            [
                column_name,
                *(f"{cell:.15g}" if isinstance(cell, float) else str(cell) for cell in cells_of_column),
            ]
        )
