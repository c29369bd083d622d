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
    return "\n".join(
        text_line for paragraph in text.split("\n") for text_line in _wrapped(paragraph, screen.width)
    )


def _wrapped(paragraph: str, width: int, *, whole: bool = True) -> list[str]:
    """Lines of a paragraph; words of more than a line stay whole, or are broken."""
    if whole and paragraph.startswith(_COMMANDS):
        return [paragraph]
    text_without_indent = paragraph.lstrip(" ")
    indent_spaces = paragraph[: len(paragraph) - len(text_without_indent)]
    bullet_mark = "- " if text_without_indent.startswith("- ") else ""
    return textwrap.wrap(
        text_without_indent.removeprefix(bullet_mark).strip(" "),
        width,
        initial_indent=indent_spaces + bullet_mark,
        subsequent_indent=indent_spaces + " " * len(bullet_mark),
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
    part_drawings = [
        _printed(_drawn(table, column_numbers, column_widths, screen), screen)
        for column_numbers, column_widths in _laid_out(table, screen.width)
    ]
    styled_caption = styled(prose(table.caption, screen), "bold", screen)
    return "\n".join(
        filter(
            None,
            [styled_caption, "\n\n".join(part_drawings), prose(table.note, screen) if table.note else ""],
        )
    )


def _laid_out(table: TextTable, width: int) -> Iterator[tuple[list[int], list[int]]]:
    """The columns of each part of a table that is too wide, with their widths; the first column stands in each."""
    every_row = [table.heading, *table.rows]
    if table.one_line:
        column_widths = [
            max(len(table_row[column_number]) for table_row in every_row)
            for column_number in range(len(table.heading))
        ]
        yield (
            list(range(len(column_widths))),
            [
                min(column_widths[0], width - sum(column_widths[1:]) - _GAP * len(column_widths[1:])),
                *column_widths[1:],
            ],
        )
        return
    head_width = max(len(table_row[0]) for table_row in every_row)
    needed_widths = [
        _need([table_row[column_number] for table_row in every_row])
        for column_number in range(1, len(table.heading))
    ]
    if head_width + sum(needed_widths) + _GAP * len(needed_widths) <= width:
        yield list(range(len(needed_widths) + 1)), [head_width, *needed_widths]
        return
    least_head_width = min(head_width, max(_HEAD, width * 2 // 5))
    room_beside_head = width - least_head_width - _GAP
    part_columns: list[int] = []
    for column_number, needed_width in enumerate(needed_widths, start=1):
        if (
            part_columns
            and sum(needed_widths[earlier_column - 1] + _GAP for earlier_column in part_columns)
            + needed_width
            > room_beside_head
        ):
            yield _part(part_columns, needed_widths, head_width, width)
            part_columns = []
        part_columns.append(column_number)
    yield _part(part_columns, needed_widths, head_width, width)


def _part(columns: list[int], needs: list[int], head_width: int, width: int) -> tuple[list[int], list[int]]:
    needed_widths = [needs[column_number - 1] for column_number in columns]
    width_left_over = width - sum(needed_widths) - _GAP * len(needed_widths)
    column_widths = [min(head_width, max(width_left_over, 1)), *needed_widths]
    if width_left_over < min(head_width, _HEAD):
        column_widths = [
            min(head_width, _HEAD),
            *(min(needed_width, width - _HEAD - _GAP) for needed_width in needed_widths),
        ]
    return [0, *columns], column_widths


def _need(cells: Sequence[str]) -> int:
    """Signs that a column needs: its longest number whole, its words whole, its longer texts wrapped."""
    row_heading_text, *cell_texts = cells
    longest_heading_word = max((len(single_word) for single_word in row_heading_text.split()), default=0)
    if is_numeric(cell_texts):
        return (
            max(longest_heading_word, *map(len, cell_texts), 1)
            if cell_texts
            else max(longest_heading_word, 1)
        )
    longest_cell_word = max(
        (len(single_word) for text in cell_texts for single_word in text.split()), default=0
    )
    return max(longest_heading_word, longest_cell_word, min(_TEXT, max(map(len, cell_texts))), 1)


def is_numeric(texts: Iterable[str]) -> bool:
    """Whether cells hold figures, which are aligned and never broken."""
    return all(set(text) <= set(_NUMERIC_SIGNS) or len(text) <= 3 for text in texts)


def _drawn(table: TextTable, columns: Sequence[int], widths: Sequence[int], screen: Screen) -> Text:
    """One part of a table, with rules around its heading, above totals and at its end."""
    from rich.text import Text

    rule_line = "-" * (sum(widths) + _GAP * (len(widths) - 1)) + "\n"
    is_number_by_column = [
        column_number > 0 and is_numeric([table_row[column_number] for table_row in table.rows])
        for column_number in columns
    ]
    drawing = Text(rule_line)
    for row_index, table_row in enumerate([table.heading, *table.rows]):
        shown_cells = [
            [_cut(table_row[column_number], column_width)]
            if table.one_line
            else _wrapped(table_row[column_number], column_width, whole=False)
            for column_number, column_width in zip(columns, widths, strict=True)
        ]
        if row_index - 1 in table.totals:
            drawing.append(rule_line)
        row_style, last_style = (
            ("bold", "bold") if row_index == 0 else ("", table.tone(row_index - 1, columns[-1]))
        )
        for *cells_before_last, last_cell in _filled(shown_cells, widths, is_number_by_column):
            drawing.append("".join(cell + " " * _GAP for cell in cells_before_last), screen.style(row_style))
            drawing.append(last_cell + "\n", screen.style(last_style))
        if row_index == 0:
            drawing.append(rule_line)
    drawing.append(rule_line)
    return drawing


def _filled(
    cells: Sequence[Sequence[str]], widths: Sequence[int], numbers: Sequence[bool]
) -> Iterator[list[str]]:
    """The lines of a row, each cell as wide as its column; figures stand to the right."""
    for line_index in range(max(map(len, cells))):
        line_texts = [cell_lines[line_index] if line_index < len(cell_lines) else "" for cell_lines in cells]
        yield [
            line_text.rjust(column_width) if is_number else line_text.ljust(column_width)
            for line_text, column_width, is_number in zip(line_texts, widths, numbers, strict=True)
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
    return "\n".join(printed_line.rstrip() for printed_line in capture.get().rstrip("\n").split("\n"))
