"""Modules, functions and signatures stay small; policy values stand in the data, not in a signature.

The limits are those of CONTRIBUTING.md. They are measured on the syntax tree, so generated methods do not count.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

MODULE_LINES = 400
FUNCTION_LINES = 60
PARAMETERS = {"formulas": 5, "uncertainty": 5}
PARAMETERS_ELSEWHERE = 8
POSITIONAL = 2
ARITHMETIC = tuple(PARAMETERS)
VAGUE = ("utils", "util", "helpers", "helper", "misc", "common")
NEUTRAL = (0, 1, 2)
"""Numbers that a default may be: nothing, all, and small counts."""

Function = ast.FunctionDef | ast.AsyncFunctionDef


def findings(package: Path) -> list[str]:
    """What is too large, too vague or in the wrong place in a package."""
    found: list[str] = []
    for path in sorted(package.rglob("*.py")):
        place = path.relative_to(package).as_posix()
        text = path.read_text(encoding="utf-8")
        lines = len(text.splitlines())
        if lines > MODULE_LINES:
            found.append(f"{place}: {lines} lines; at most {MODULE_LINES}; split it by concept")
        if path.stem.strip("_") in VAGUE:
            found.append(f"{place}: a name that says nothing; name the concept")
        folder = place.split("/")[0]
        tree = ast.parse(text)
        for function in _functions(tree):
            found += [f"{place}: {function.name}: {what}" for what in _function_findings(function, folder)]
        if folder in ARITHMETIC:
            for function in (node for node in tree.body if isinstance(node, Function) and _public(node)):
                found += [f"{place}: {function.name}: {what}" for what in _signature_findings(function)]
    return found


def _functions(tree: ast.Module) -> Iterator[Function]:
    return (node for node in ast.walk(tree) if isinstance(node, Function))


def _public(function: Function) -> bool:
    return not function.name.startswith("_")


def _function_findings(function: Function, folder: str) -> Iterator[str]:
    lines = (function.end_lineno or function.lineno) - function.lineno + 1
    if lines > FUNCTION_LINES:
        yield f"{lines} lines; at most {FUNCTION_LINES}; a function fits a screen"
    limit = PARAMETERS.get(folder, PARAMETERS_ELSEWHERE)
    count = len(_positional(function)) + len(function.args.kwonlyargs)
    if count > limit:
        yield f"{count} parameters; at most {limit}"


def _positional(function: Function) -> list[str]:
    names = [argument.arg for argument in (*function.args.posonlyargs, *function.args.args)]
    return [name for name in names if name not in ("self", "cls")]


def _signature_findings(function: Function) -> Iterator[str]:
    positional = _positional(function)
    if len(positional) > POSITIONAL:
        yield f"{len(positional)} positional parameters; keyword-only after {POSITIONAL}"
    defaults = [
        *function.args.defaults,
        *(default for default in function.args.kw_defaults if default is not None),
    ]
    for number in (
        node for default in defaults for node in ast.walk(default) if isinstance(node, ast.Constant)
    ):
        value = number.value
        if isinstance(value, (int, float)) and not isinstance(value, bool) and value not in NEUTRAL:
            yield f"the default {value}; policy values stand in data/ or in the case, not in a signature"


def test_the_package_keeps_to_the_sizes(root: Path) -> None:
    assert findings(root / "mll_finance") == []


def test_the_package_is_found(root: Path) -> None:
    names = {path.name for path in (root / "mll_finance").rglob("*.py")}
    assert {"discounting.py", "sampling.py", "case.py", "study.py"} <= names


@pytest.mark.parametrize(
    ("place", "text", "finding"),
    [
        ("inputs/long.py", "x = 1\n" * 401, "401 lines"),
        ("inputs/long.py", "def f():\n" + "    x = 1\n" * 60, "61 lines"),
        ("inputs/utils.py", "x = 1\n", "says nothing"),
        ("inputs/wide.py", "def f(a, b, c, d, e, f, g, h, i): ...\n", "9 parameters"),
        ("formulas/wide.py", "def _f(a, b, c, d, *, e, f): ...\n", "6 parameters"),
        ("formulas/order.py", "def npv(flows, factors, timing): ...\n", "3 positional"),
        ("formulas/policy.py", "def npv(flows, *, rate=0.028): ...\n", "the default 0.028"),
        ("formulas/policy.py", "def npv(flows, steps=((1, 0.028),)): ...\n", "the default 0.028"),
    ],
)
def test_what_is_too_large_is_found(tmp_path: Path, place: str, text: str, finding: str) -> None:
    path = tmp_path / place
    path.parent.mkdir()
    path.write_text(text, encoding="utf-8")
    found = findings(tmp_path)
    assert any(finding in what and place in what for what in found), found
