"""Lines of a text told by those of another: where they are the same, a place and a number of lines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

Part = str | list[int]
"""A line of its own, or the place of the first line in the other text and how many follow each other."""
_TRIED = 24
"""Places of a line that are tried for the longest run."""
_MOST = 1_000_000
"""Lines that parts may stand for: fifty times those of the largest example."""


def told_by(lines: Sequence[str], base: Sequence[str], places: Mapping[str, Sequence[int]]) -> list[Part]:
    """The parts that give ``lines`` back (:func:`told_back`).

    Parameters
    ----------
    lines, base : sequence of str
        The text and the one that it is told by.
    places : mapping
        The places of each line of ``base`` (:func:`places_of`).

    Examples
    --------
    >>> base = ["a", "b", "c"]
    >>> told_by(["a", "b", "x", "c"], base, places_of(base))
    [[0, 2], 'x', [2, 1]]
    """
    lines_and_runs: list[Part] = []
    line_index, next_base_index = 0, 0
    while line_index < len(lines):
        candidate_indices = places.get(lines[line_index], ())
        nearest_indices = sorted(candidate_indices, key=lambda place: abs(place - next_base_index))[:_TRIED]
        run_start_index, run_length = max(
            ((base_index, _run(lines, line_index, base, base_index)) for base_index in nearest_indices),
            key=lambda pair: pair[1],
            default=(0, 0),
        )
        if run_length == 0:
            lines_and_runs.append(lines[line_index])
            line_index += 1
            continue
        lines_and_runs.append([run_start_index, run_length])
        line_index, next_base_index = line_index + run_length, run_start_index + run_length
    return lines_and_runs


def told_back(parts: Sequence[Part], base: Sequence[str]) -> Iterator[str]:
    """The lines that parts stand for.

    Raises
    ------
    ValueError
        Where they are too many: parts may come from a stranger, and a few can stand for any number.
    """
    line_count = 0
    for told_part in parts:
        lines_of_part = (
            [told_part] if isinstance(told_part, str) else base[told_part[0] : told_part[0] + told_part[1]]
        )
        line_count += len(lines_of_part)
        if line_count > _MOST:
            raise ValueError(f"more than {_MOST} lines")
        yield from lines_of_part


def places_of(base: Sequence[str]) -> dict[str, list[int]]:
    """Where each line of a text stands."""
    indices_by_line: dict[str, list[int]] = {}
    for line_index, line in enumerate(base):
        indices_by_line.setdefault(line, []).append(line_index)
    return indices_by_line


def _run(lines: Sequence[str], at: int, base: Sequence[str], place: int) -> int:
    """How many lines are the same from here on."""
    line_count = 0
    while (
        at + line_count < len(lines)
        and place + line_count < len(base)
        and lines[at + line_count] == base[place + line_count]
    ):
        line_count += 1
    return line_count
