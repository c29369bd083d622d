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
    told_parts: list[Part] = []
    line_place, next_place = 0, 0
    while line_place < len(lines):
        candidates = places.get(lines[line_place], ())
        near_places = sorted(candidates, key=lambda place: abs(place - next_place))[:_TRIED]
        run_start, run_length = max(
            ((place, _run(lines, line_place, base, place)) for place in near_places),
            key=lambda pair: pair[1],
            default=(0, 0),
        )
        if run_length == 0:
            told_parts.append(lines[line_place])
            line_place += 1
            continue
        told_parts.append([run_start, run_length])
        line_place, next_place = line_place + run_length, run_start + run_length
    return told_parts


def told_back(parts: Sequence[Part], base: Sequence[str]) -> Iterator[str]:
    """The lines that parts stand for.

    Raises
    ------
    ValueError
        Where they are too many: parts may come from a stranger, and a few can stand for any number.
    """
    count = 0
    for part in parts:
        lines = [part] if isinstance(part, str) else base[part[0] : part[0] + part[1]]
        count += len(lines)
        if count > _MOST:
            raise ValueError(f"more than {_MOST} lines")
        yield from lines


def places_of(base: Sequence[str]) -> dict[str, list[int]]:
    """Where each line of a text stands."""
    places: dict[str, list[int]] = {}
    for place, line in enumerate(base):
        places.setdefault(line, []).append(place)
    return places


def _run(lines: Sequence[str], at: int, base: Sequence[str], place: int) -> int:
    """How many lines are the same from here on."""
    count = 0
    while at + count < len(lines) and place + count < len(base) and lines[at + count] == base[place + count]:
        count += 1
    return count
