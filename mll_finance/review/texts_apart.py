"""Where two texts differ: the line and the words in it, or the row and the column of a table."""

from __future__ import annotations

import csv
from collections.abc import Iterator

from mll_finance.batch.edited_lines import line_pairs
from mll_finance.plain_text import neutral, shortened
from mll_finance.review.results_apart import Apart
from mll_finance.terms import phrase

_LONGEST = 80
"""Signs of a piece of text that are shown."""
_SEPARATORS = ";\t,"
_ENDS_OF_WORD = " \t<>\"'=()|"


def lines_apart(then: str, now: str, name: str) -> Iterator[Apart]:
    """The lines that differ, each with the words that do."""
    for line_number, was_line, now_line in line_pairs(then.splitlines(), now.splitlines()):
        was_words, now_words = words_apart(was_line, now_line)
        yield phrase("review_at_line", file=name, line=line_number), was_words, now_words


def words_apart(then: str, now: str) -> tuple[str, str]:
    """The words in which two lines differ, from the first to the last of them.

    Examples
    --------
    >>> words_apart("<td>EUR 1.250</td> a", "<td>EUR 9.250</td> a")
    ('1.250', '9.250')
    >>> words_apart("", "new")
    ('', 'new')
    """
    shortest_length = min(len(then), len(now))
    common_start_length = next(
        (offset for offset in range(shortest_length) if then[offset] != now[offset]), shortest_length
    )
    common_end_length = next(
        (
            offset
            for offset in range(shortest_length - common_start_length)
            if then[-1 - offset] != now[-1 - offset]
        ),
        shortest_length - common_start_length,
    )
    while common_start_length > 0 and then[common_start_length - 1] not in _ENDS_OF_WORD:
        common_start_length -= 1
    while common_end_length > 0 and then[len(then) - common_end_length] not in _ENDS_OF_WORD:
        common_end_length -= 1
    return short(then[common_start_length : len(then) - common_end_length]), short(
        now[common_start_length : len(now) - common_end_length]
    )


def rows_apart(then: str, now: str, name: str) -> Iterator[Apart]:
    """The cells of a table that differ, by the first cell of their row and the column; else the row as a whole."""
    lines_then, lines_now = then.splitlines(), now.splitlines()
    cell_separator = max(_SEPARATORS, key=lambda sign: lines_then[0].count(sign) if lines_then else 0)
    heading_cells = _cells(lines_then[0] if lines_then else "", cell_separator)
    for line_number, was_line, now_line in line_pairs(lines_then, lines_now):
        was_cells, now_cells = _cells(was_line, cell_separator), _cells(now_line, cell_separator)
        row_fields = {"file": name, "id": short((was_cells or now_cells or [""])[0]), "row": line_number}
        if not len(was_cells) == len(now_cells) == len(heading_cells):
            yield phrase("review_at_row", **row_fields), short(was_line) or None, short(now_line) or None
            continue
        for column_title, was_cell, now_cell in zip(heading_cells, was_cells, now_cells, strict=True):
            if was_cell != now_cell:
                column_phrase = phrase("review_at_column", column=short(column_title), **row_fields)
                yield column_phrase, short(was_cell), short(now_cell)


def short(text: str) -> str:
    """A piece of text as a message shows it."""
    return shortened(neutral(text), _LONGEST)


def _cells(line: str, separator: str) -> list[str]:
    try:
        return next(csv.reader([line.removeprefix("\ufeff")], delimiter=separator), [])
    except csv.Error:
        return [line]
