"""Text for a screen: how wide it is and whether it has colour, prose that is wrapped, tables that fit.

What is piped is 80 columns wide and without colour, so that the same command gives the same text everywhere.
"""

from __future__ import annotations

import io
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.text import Text

WIDTH = 80
_GAP = 2
"""Spaces between two columns."""
_HEAD = 24
"""Signs that the first column of a table keeps where the others need the room."""
_TEXT = 30
"""Signs of a column of text before it is wrapped."""
_COMMANDS = ("  mll ", "  python -m ")
"""How a line begins that is to be copied."""
_NUMERIC_SIGNS = "0123456789 .,%€+<>()/PM-\u00a0\u202f\u2212\u2013"


@dataclass(frozen=True)
class Screen:
    """Where a text is shown.

    Parameters
    ----------
    width : int
        Signs on a line.
    has_colour : bool
        Whether it shows colours.
    """

    width: int = WIDTH
    has_colour: bool = False

    def style(self, name: str) -> str:
        """A style of rich, where there is colour."""
        return name if self.has_colour else ""


PIPED = Screen()


@dataclass(frozen=True)
class TextTable:
    """A table as text.

    Parameters
    ----------
    caption, note : str
        Above and below it.
    heading : sequence of str
        Heads of the columns, that of the first one included.
    rows : sequence of sequence of str
        The cells.
    totals : frozenset of int
        Rows with a rule above them.
    tones : tuple of str
        Colour of the last cell of each row.
    """

    caption: str
    heading: Sequence[str]
    rows: Sequence[Sequence[str]]
    note: str = ""
    totals: frozenset[int] = frozenset()
    tones: tuple[str, ...] = ()
    one_line: bool = False
    """Whether each row is one line: the first column is cut where it has no room."""

    def tone(self, row: int, column: int) -> str:
        """The colour of a cell: only the last one has any."""
        has_tone = column == len(self.heading) - 1 and row < len(self.tones)
        return self.tones[row] if has_tone else ""


def prose(text: str, screen: Screen) -> str:
    """A text wrapped to the screen; an item keeps its indent on the lines that follow, an address stays whole.

    So does a command to copy: an indented line that begins with ``mll`` or ``python -m``.

    Examples
    --------
    >>> print(prose("  - one two three", Screen(12)))
      - one two
        three
    """
    return "\n".join(line for paragraph in text.split("\n") for line in _wrapped(paragraph, screen.width))


def _wrapped(paragraph: str, width: int, *, whole: bool = True) -> list[str]:
    """Lines of a paragraph; words of more than a line stay whole, or are broken."""
    if whole and paragraph.startswith(_COMMANDS):
        return [paragraph]
    text = paragraph.lstrip(" ")
    indent = paragraph[: len(paragraph) - len(text)]
    bullet = "- " if text.startswith("- ") else ""
    return textwrap.wrap(
        text.removeprefix(bullet).strip(" "),
        width,
        initial_indent=indent + bullet,
        subsequent_indent=indent + " " * len(bullet),
        break_long_words=not whole,
        break_on_hyphens=False,
    ) or [""]


def titled(title: str, text: str, screen: Screen) -> str:
    """A title and the text below it; the title stands out where there is colour."""
    return "\n".join(filter(None, [styled(prose(title, screen), "bold", screen), prose(text, screen)]))


def styled(text: str, style: str, screen: Screen) -> str:
    """A text in a style of rich, where there is colour."""
    from rich.text import Text

    return _printed(Text(text, style=style), screen) if screen.has_colour and text else text


def grid(table: TextTable, screen: Screen) -> str:
    """A table that fits the screen: columns that do not fit stand in a further one, with the same first column."""
    drawings = [
        _printed(_drawn(table, columns, widths, screen), screen)
        for columns, widths in _laid_out(table, screen.width)
    ]
    caption = styled(prose(table.caption, screen), "bold", screen)
    return "\n".join(
        filter(None, [caption, "\n\n".join(drawings), prose(table.note, screen) if table.note else ""])
    )


def _laid_out(table: TextTable, width: int) -> Iterator[tuple[list[int], list[int]]]:
    """The columns of each part of a table that is too wide, with their widths; the first column stands in each."""
    every_row = [table.heading, *table.rows]
    if table.one_line:
        widths = [max(len(row[column]) for row in every_row) for column in range(len(table.heading))]
        yield (
            list(range(len(widths))),
            [min(widths[0], width - sum(widths[1:]) - _GAP * len(widths[1:])), *widths[1:]],
        )
        return
    head_width = max(len(row[0]) for row in every_row)
    needed_widths = [_need([row[column] for row in every_row]) for column in range(1, len(table.heading))]
    if head_width + sum(needed_widths) + _GAP * len(needed_widths) <= width:
        yield list(range(len(needed_widths) + 1)), [head_width, *needed_widths]
        return
    least_head = min(head_width, max(_HEAD, width * 2 // 5))
    room = width - least_head - _GAP
    columns: list[int] = []
    for column, need in enumerate(needed_widths, start=1):
        if columns and sum(needed_widths[earlier - 1] + _GAP for earlier in columns) + need > room:
            yield _part(columns, needed_widths, head_width, width)
            columns = []
        columns.append(column)
    yield _part(columns, needed_widths, head_width, width)


def _part(columns: list[int], needs: list[int], head_width: int, width: int) -> tuple[list[int], list[int]]:
    own_needs = [needs[column - 1] for column in columns]
    left_over = width - sum(own_needs) - _GAP * len(own_needs)
    widths = [min(head_width, max(left_over, 1)), *own_needs]
    if left_over < min(head_width, _HEAD):
        widths = [min(head_width, _HEAD), *(min(need, width - _HEAD - _GAP) for need in own_needs)]
    return [0, *columns], widths


def _need(cells: Sequence[str]) -> int:
    """Signs that a column needs: its longest number whole, its words whole, its longer texts wrapped."""
    heading, *texts = cells
    longest_word = max((len(word) for word in heading.split()), default=0)
    if is_numeric(texts):
        return max(longest_word, *map(len, texts), 1) if texts else max(longest_word, 1)
    longest_words = max((len(word) for text in texts for word in text.split()), default=0)
    return max(longest_word, longest_words, min(_TEXT, max(map(len, texts))), 1)


def is_numeric(texts: Iterable[str]) -> bool:
    """Whether cells hold figures, which are aligned and never broken."""
    return all(set(text) <= set(_NUMERIC_SIGNS) or len(text) <= 3 for text in texts)


def _drawn(table: TextTable, columns: Sequence[int], widths: Sequence[int], screen: Screen) -> Text:
    """One part of a table, with rules around its heading, above totals and at its end."""
    from rich.text import Text

    rule = "-" * (sum(widths) + _GAP * (len(widths) - 1)) + "\n"
    numbers = [column > 0 and is_numeric([row[column] for row in table.rows]) for column in columns]
    drawing = Text(rule)
    for place, row in enumerate([table.heading, *table.rows]):
        shown_cells = [
            [_cut(row[column], width)] if table.one_line else _wrapped(row[column], width, whole=False)
            for column, width in zip(columns, widths, strict=True)
        ]
        if place - 1 in table.totals:
            drawing.append(rule)
        style, last_style = ("bold", "bold") if place == 0 else ("", table.tone(place - 1, columns[-1]))
        for *cells, last_cell in _filled(shown_cells, widths, numbers):
            drawing.append("".join(cell + " " * _GAP for cell in cells), screen.style(style))
            drawing.append(last_cell + "\n", screen.style(last_style))
        if place == 0:
            drawing.append(rule)
    drawing.append(rule)
    return drawing


def _filled(
    cells: Sequence[Sequence[str]], widths: Sequence[int], numbers: Sequence[bool]
) -> Iterator[list[str]]:
    """The lines of a row, each cell as wide as its column; figures stand to the right."""
    for line in range(max(map(len, cells))):
        texts = [cell[line] if line < len(cell) else "" for cell in cells]
        yield [
            text.rjust(width) if is_number else text.ljust(width)
            for text, width, is_number in zip(texts, widths, numbers, strict=True)
        ]


def _cut(text: str, width: int) -> str:
    """The text, or its beginning with a sign that there is more."""
    return text if len(text) <= width else f"{text[: width - 1].rstrip()}…"


def _printed(text: Text, screen: Screen) -> str:
    """What rich makes of a text that is laid out, without spaces at the end of a line."""
    from rich.console import Console

    console = Console(
        file=io.StringIO(),
        width=10 * screen.width,
        color_system="standard" if screen.has_colour else None,
        force_terminal=screen.has_colour,
        no_color=not screen.has_colour,
        highlight=False,
        markup=False,
        emoji=False,
        legacy_windows=False,
        _environ={},
    )
    with console.capture() as capture:
        console.print(text, soft_wrap=True)
    return "\n".join(line.rstrip() for line in capture.get().rstrip("\n").split("\n"))
