"""How ``pytest --nbval notebooks`` compares outputs, and how it tells which number differs and which assumption did.

The cell that opens a case stores each number that the outcomes rest on. Where some of these changed, each message
of a cell of that notebook whose output differs begins so. Floats count to ten significant digits, packed arrays of
figures are unpacked first. Nothing is left out of the comparison: what a cell writes to stderr counts too, because a
warning that a reader would see is a change.
"""

from __future__ import annotations

import base64
import difflib
import html
import re
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from nbval.plugin import IPyNbCell

DIGITS = 10
SHOWN = 15
ASSUMPTIONS = "application/vnd.mll.assumptions+json"
"""Mimetype of the numbers that a notebook rests on, by path."""
CHANGED: dict[str, list[str]] = {}
"""The assumptions that changed, by notebook."""
PATIENCE = 10**6
"""Seconds; longer than whoever started the tests waits."""
_FLOAT = re.compile(r"-?\d+\.\d{6,}(?:[eE][-+]?\d+)?")
_sanitize = IPyNbCell.sanitize


def rounded(found: Any) -> Any:
    """An output with its floats to ten significant digits and the arrays of figures as lists."""
    if isinstance(found, dict) and {"bdata", "dtype"} <= found.keys():
        values = np.frombuffer(base64.b64decode(found["bdata"]), dtype=found["dtype"])
        shape = [int(length) for length in str(found.get("shape", values.size)).split(",")]
        return rounded(values.reshape(shape).tolist())
    if isinstance(found, dict):
        return {key: rounded(value) for key, value in found.items()}
    if isinstance(found, (list, tuple)):
        return [rounded(value) for value in found]
    if isinstance(found, str):
        return _FLOAT.sub(lambda match: f"{float(match.group()):.{DIGITS}g}", found)
    return float(f"{found:.{DIGITS}g}") if isinstance(found, float) else found


def differences(stored: Any, new: Any, path: str = "") -> Iterator[str]:
    """Each place where two outputs differ, as ``place: stored -> new``."""
    if isinstance(stored, dict) and isinstance(new, dict):
        for key in dict.fromkeys([*stored, *new]):
            yield from differences(stored.get(key), new.get(key), f"{path}.{key}")
    elif isinstance(stored, list) and isinstance(new, list) and len(stored) == len(new):
        for place, pair in enumerate(zip(stored, new, strict=True)):
            yield from differences(*pair, f"{path}[{place}]")
    elif isinstance(stored, str) and isinstance(new, str) and stored != new:
        yield from _text_differences(_lines(stored), _lines(new), path)
    elif stored != new:
        yield f"{path}: {stored} -> {new}"


def _lines(text: str) -> list[str]:
    """A text by line; a row of an HTML table is one line with its cells between bars."""
    text = re.sub(r"\s*<(t[hd])\b[^>]*>\s*(.*?)\s*</\1>\s*", r"\2 | ", text, flags=re.DOTALL)
    text = re.sub(r"<[^>]+>", "\n", text) if text.lstrip().startswith("<") else text
    return [line.strip(" |") for line in html.unescape(text).splitlines() if line.strip(" |")]


def _text_differences(stored: list[str], new: list[str], path: str) -> Iterator[str]:
    """Lines that differ; of two rows of one table the cells that differ, with their row and column."""
    if stored == new:
        yield f"{path}: the same text, other markup"
    for kind, i, j, k, m in difflib.SequenceMatcher(a=stored, b=new, autojunk=False).get_opcodes():
        olds, news = stored[i:j], new[k:m]
        for place, (old, fresh) in enumerate(zip(olds, news, strict=False)):
            before, after = old.split(" | "), fresh.split(" | ")
            if kind == "replace" and len(before) == len(after) > 1:
                head = _head(stored[: i + place], len(before))
                cells = zip(head, before, after, strict=True)
                yield from (
                    f"{path}row '{before[0]}', column '{c}': {a} -> {b}" for c, a, b in cells if a != b
                )
            elif kind != "equal":
                yield f"{path}{old} -> {fresh}"
        if kind != "equal":
            yield from (f"{path}{line} -> (nothing)" for line in olds[len(news) :])
            yield from (f"{path}(nothing) -> {line}" for line in news[len(olds) :])


def _head(above: list[str], cells: int) -> list[str]:
    """The first line of the table that a row stands in."""
    head = [str(number) for number in range(cells)]
    for line in reversed(above):
        found = line.split(" | ")
        if len(found) not in (cells, cells - 1):
            break
        head = found if len(found) == cells else ["", *found]
    return head


def pytest_assertrepr_compare(op: str, left: object, right: object) -> list[str] | None:
    """What differs between a stored output (left) and a new one, instead of both in full."""
    if op != "==" or not isinstance(left, (dict, str)):
        return None
    told = list(differences(left, right))
    more = [f"and {len(told) - SHOWN} more"] if len(told) > SHOWN else []
    return ["stored -> new", *told[:SHOWN], *more]


def pytest_configure(config: pytest.Config) -> None:
    """A kernel on a busy machine is slow, not wrong: no time-out of nbval is ever met."""
    config.option.nbval_kernel_startup_timeout = config.option.nbval_cell_timeout = PATIENCE


def changed_assumptions(stored: list[dict[str, Any]], new: list[dict[str, Any]]) -> list[str] | None:
    """The numbers that a notebook rests on and that changed; None for a cell that does not store them."""
    olds, news = (
        next(
            (output["data"][ASSUMPTIONS] for output in outputs if ASSUMPTIONS in output.get("data", {})), None
        )
        for outputs in (stored, new)
    )
    if olds is None or news is None:
        return None
    paths = [path for path in dict.fromkeys([*olds, *news]) if olds.get(path) != news.get(path)]
    return [f"{path}: {olds.get(path, '(nothing)')} -> {news.get(path, '(nothing)')}" for path in paths]


def _compared(cell: IPyNbCell, new: Any, stored: Any, *options: Any) -> Any:
    """Compare outputs as nbval does; where they differ, the assumptions that changed come first."""
    notebook = str(cell.fspath)
    told = changed_assumptions(stored, new)
    if told is not None:
        CHANGED[notebook] = told
    same = _compare_outputs(cell, new, stored, *options)
    causes = CHANGED.get(notebook, [])
    if not same and causes:
        more = [f"and {len(causes) - SHOWN} more"] if len(causes) > SHOWN else []
        cell.comparison_traceback[:0] = ["assumptions changed, stored -> new:", *causes[:SHOWN], *more]
    return same


_compare_outputs = IPyNbCell.compare_outputs
IPyNbCell.compare_outputs = _compared
IPyNbCell.output_timeout = property(lambda _: PATIENCE, lambda *_: None)
IPyNbCell.sanitize = lambda cell, found: rounded(_sanitize(cell, found))
