"""The report does no arithmetic: its sections and pieces show figures that a room below has calculated.

Read from the syntax tree: no import of numpy, formulas or uncertainty; no ``sum``, no method that reduces an array, no
product, quotient, power or difference. A difference of two lengths counts what a table leaves out, and is allowed.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from mll_finance.resources import package_folder

REPORT = package_folder() / "report"
ROOMS = ("sections", "pieces")
FORBIDDEN = ("numpy", "scipy", "pandas", "math", "mll_finance.formulas", "mll_finance.uncertainty")
EXCEPTIONS = {"pieces/numbers/spreads.py": "mll_finance.uncertainty.distributions"}
"""A distribution in words reads the parameters of its class and calculates nothing."""
REDUCING = {
    "sum", "mean", "std", "var", "cumsum", "cumprod", "prod", "dot", "argmax", "argmin", "argsort", "percentile",
    "quantile", "interp", "median",
}  # fmt: skip
CALCULATING = (ast.Mult, ast.Div, ast.FloorDiv, ast.Pow, ast.Mod, ast.MatMult, ast.Sub)


def findings(text: str, place: str = "") -> list[str]:
    """What a source text calculates or imports, with the line."""
    return sorted(set(_imported(ast.parse(text), place)) | set(_calculated(ast.parse(text))))


def _imported(tree: ast.Module, place: str) -> Iterator[str]:
    for node in ast.walk(tree):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        for name in names:
            if name != EXCEPTIONS.get(place) and any(
                name == part or name.startswith(f"{part}.") for part in FORBIDDEN
            ):
                yield f"{node.lineno}: imports {name}"  # type: ignore[attr-defined]


def _calculated(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, (ast.BinOp, ast.AugAssign)) and isinstance(node.op, CALCULATING):
            if not (isinstance(node, ast.BinOp) and (_is_count(node) or _repeats(node))):
                yield f"{node.lineno}: {type(node.op).__name__}"
        elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
            if not isinstance(node.operand, ast.Constant):
                yield f"{node.lineno}: USub"
        elif isinstance(node, ast.Call):
            function = node.func
            name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
            if name in REDUCING:
                yield f"{node.lineno}: {name}()"


def _is_count(node: ast.BinOp) -> bool:
    """Whether it is a length less another, less a constant such as ``_SHOWN``, or less one."""
    first, second = node.left, node.right
    constant = isinstance(second, ast.Constant) or (
        isinstance(second, ast.Name) and second.id.lstrip("_").isupper()
    )
    return isinstance(node.op, ast.Sub) and _is_length(first) and (constant or _is_length(second))


def _is_length(node: ast.expr) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "len"


def _repeats(node: ast.BinOp) -> bool:
    """Whether it repeats the cells of a row."""
    return isinstance(node.op, ast.Mult) and isinstance(node.left, (ast.List, ast.Tuple))


SOURCES = sorted(path for room in ROOMS for path in (REPORT / room).glob("*.py"))


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.relative_to(REPORT).as_posix())
def test_a_section_shows_and_does_not_calculate(path: Path) -> None:
    assert findings(path.read_text(encoding="utf-8"), path.relative_to(REPORT).as_posix()) == []


@pytest.mark.parametrize("text", [
    "import numpy as np",
    "from mll_finance.formulas.irr import irr_roots",
    "total = sum(row.npv for row in rows)",
    "total = table.total().sum()",
    "share = gain / whole",
    "cost = -flow.npv",
    "left = gain - cost",
    "total *= 2",
])  # fmt: skip
def test_what_calculates_is_found(text: str) -> None:
    assert findings(text)


def test_counting_rows_left_out_is_no_arithmetic() -> None:
    assert (
        findings("more = len(rows) - len(shown)\nname = title + ' + PM'\nrest = len(checks) - _NAMED") == []
    )
