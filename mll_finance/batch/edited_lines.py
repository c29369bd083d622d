"""Which lines of a text of a run somebody edited: the manifest keeps the text as it was made."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mll_finance.plain_text import shortened

_TEXTS = (".yaml", ".yml", ".csv", ".json")
_MOST_BYTES = 2_000_000
"""Bytes of the longest text that is kept."""
_MOST_LINES = 2_000
"""Lines between the first and the last difference that are laid side by side, and lines that differ of longer texts;
of more, the first one is shown."""
_LONGEST = 60
"""Signs of a line that are shown."""
LinePair = tuple[int, str, str]
"""Number of a line that differs, counted from 1 in the text as it is; the line as it was and as it is, or nothing."""


@dataclass(frozen=True)
class EditedLine:
    """A line that differs, counted from 1 in the text as it is; empty where it was or is not there."""

    number: int
    was: str
    now: str


def kept_lines(folder: Path, files: Iterable[Path]) -> dict[str, list[str]]:
    """The lines of the texts among files of a run, by name below the folder: in the open, for who searches it."""
    return {
        file.relative_to(folder).as_posix(): _lines(file)
        for file in files
        if file.suffix in _TEXTS and file.stat().st_size <= _MOST_BYTES
    }


def edited_lines(folder: Path, name: str, kept: Any) -> list[EditedLine]:
    """The lines of a file of a run that are no longer as they were; none where nobody knows how they were.

    Parameters
    ----------
    folder : Path
        Folder of the run.
    name : str
        Name of the file in it.
    kept : object
        The lines of the texts as the manifest keeps them.
    """
    lines_then = kept.get(name) if isinstance(kept, dict) else None
    if not isinstance(lines_then, list) or not all(isinstance(line, str) for line in lines_then):
        return []
    edited_file = (folder / name).resolve()
    # A manifest may come from a stranger: it shows no line of a file elsewhere.
    if (
        not edited_file.is_relative_to(folder.resolve())
        or not edited_file.is_file()
        or edited_file.stat().st_size > _MOST_BYTES
    ):
        return []
    return [_shown(*pair) for pair in line_pairs(lines_then, _lines(folder / name))]


def _lines(file: Path) -> list[str]:
    return file.read_text(encoding="utf-8", errors="replace").splitlines()


def line_pairs(then: list[str], now: list[str]) -> Iterator[LinePair]:
    """The lines that differ, those alike before the first and after the last difference left out first."""
    shortest_length = min(len(then), len(now))
    common_start_length = next(
        (line_offset for line_offset in range(shortest_length) if then[line_offset] != now[line_offset]),
        shortest_length,
    )
    common_end_length = next(
        (
            line_offset
            for line_offset in range(shortest_length - common_start_length)
            if then[-1 - line_offset] != now[-1 - line_offset]
        ),
        shortest_length - common_start_length,
    )
    lines_then, lines_now = (
        then[common_start_length : len(then) - common_end_length],
        now[common_start_length : len(now) - common_end_length],
    )
    if max(len(lines_then), len(lines_now)) > _MOST_LINES:
        yield from _far_apart(common_start_length, lines_then, lines_now)
        return
    matcher = difflib.SequenceMatcher(None, lines_then, lines_now, autojunk=False)
    for kind_of_change, start_then, end_then, start_now, end_now in matcher.get_opcodes():
        if kind_of_change != "equal":
            block_then, block_now = lines_then[start_then:end_then], lines_now[start_now:end_now]
            for line_offset in range(max(len(block_then), len(block_now))):
                yield _edited(common_start_length + start_now, block_then, block_now, line_offset)


def _far_apart(start: int, then: list[str], now: list[str]) -> Iterator[LinePair]:
    """The lines that differ of long texts: one below the other where none came in or went, else the first one."""
    changed_offsets = [
        line_offset
        for line_offset in range(min(len(then), len(now)))
        if then[line_offset] != now[line_offset]
    ]
    is_line_by_line = len(then) == len(now) and len(changed_offsets) <= _MOST_LINES
    for line_offset in changed_offsets if is_line_by_line else [0]:
        yield _edited(
            start + line_offset, then[line_offset : line_offset + 1], now[line_offset : line_offset + 1], 0
        )


def _edited(start: int, then: list[str], now: list[str], place: int) -> LinePair:
    was_line, now_line = (lines[place] if place < len(lines) else "" for lines in (then, now))
    return start + min(place, max(len(now) - 1, 0)) + 1, was_line, now_line


def _shown(number: int, was_line: str, now_line: str) -> EditedLine:
    was_text, now_text = (shortened(" ".join(line.split()), _LONGEST) for line in (was_line, now_line))
    return EditedLine(number, was_text, now_text)
