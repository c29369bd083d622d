"""A formula whatever program wrote it, and as it reads from its own cell: what is copied along a row reads the same.

Programs spell a formula their own way: capitals, spaces, quotes around a sheet, a prefix before a newer function, the
digits of a number. None of that is another formula. A reference is read from the cell that holds it, so a block of
copied formulas has one reading, and a few signs of its hash stand for them all.

References
----------
ECMA International (2016), Standard ECMA-376, Office Open XML File Formats, 5th ed., part 1, 18.17.2 (formulas).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping

from openpyxl.utils.cell import column_index_from_string

_TOKEN = re.compile(
    r"""(?P<text>"(?:[^"]|"")*")
    |(?P<sheet>(?:'(?:[^']|'')+'|[^\W\d][\w.]*)!)
    |(?P<cell>(?P<fixed_column>\$?)(?P<column>[A-Za-z]{1,3})(?P<fixed_row>\$?)(?P<row>\d+)(?![\w.(]))
    |(?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)
    |(?P<name>[^\W\d][\w.]*)
    |(?P<space>\s+)""",
    re.VERBOSE,
)
_FIGURES = 12
"""Figures of a number that every program keeps."""
SIGNS = 5
"""Signs of a short hash: one text in a million is taken for another."""
_PREFIX = re.compile(r"^(?:_XLFN\.|_XLWS\.)+")


def reading(formula: str, place: tuple[int, int], *, sheet: str, sheets: Mapping[str, str]) -> str:
    """A formula as it reads from its cell.

    Parameters
    ----------
    formula : str
        As a program wrote it, with or without the sign that it begins with.
    place : (int, int)
        Row and column of its cell, counted from 1.
    sheet : str
        Title of its own sheet, which a program may write before a cell or leave out.
    sheets : mapping
        What each sheet is called, by its title in small letters, whatever title it was given since.

    Examples
    --------
    >>> reading("=sum( 'My sheet'!$B$2:C2 )*1E-1", (2, 4), sheet="Sums", sheets={"my sheet": "prices"})
    'SUM(prices!R2C2:R[0]C[-1])*0.1'
    """
    sheet_name_now = sheets.get(sheet.casefold(), sheet)
    return _TOKEN.sub(lambda token: _told(token, place, sheet_name_now, sheets), formula.removeprefix("="))


def _told(token: re.Match[str], place: tuple[int, int], own: str, sheets: Mapping[str, str]) -> str:
    """One token as every program would have it."""
    token_text = token.group()
    match token.lastgroup:
        case "space":
            return ""
        case "number":
            return f"{float(token_text):.{_FIGURES}g}"
        case "name":
            return _PREFIX.sub("", token_text.upper())
        case "sheet":
            sheet_title = token_text[:-1].removeprefix("'").removesuffix("'").replace("''", "'")
            sheet_name = sheets.get(sheet_title.casefold(), sheet_title)
            return "" if sheet_name == own else f"{sheet_name}!"
        case "cell":
            row_number, column_number = int(token["row"]), column_index_from_string(token["column"].upper())
            row_told = f"{row_number}" if token["fixed_row"] else f"[{row_number - place[0]}]"
            return (
                f"R{row_told}C{column_number}"
                if token["fixed_column"]
                else f"R{row_told}C[{column_number - place[1]}]"
            )
        case _:
            return token_text


def short_hash(text: str) -> str:
    r"""A few signs that stand for a text, whatever its spaces and line ends.

    Examples
    --------
    >>> short_hash("Net  present\n value ") == short_hash("Net present value"), len(short_hash(""))
    (True, 5)
    """
    return hashlib.sha256(" ".join(text.split()).encode("utf-8")).hexdigest()[:SIGNS]
