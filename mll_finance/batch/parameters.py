"""Notebook parameters checked before a notebook runs: papermill lets unknown names and wrong types pass."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import nbformat

from mll_finance.errors import InputError, Problem, suggestion


def declared(notebook: Path) -> dict[str, Any]:
    """Names and default values of the cell tagged ``parameters``.

    Raises
    ------
    InputError
        When the notebook has no such cell, or it holds anything else than plain values.
    """
    made = nbformat.read(notebook, as_version=4)  # type: ignore[no-untyped-call]
    cells = [cell for cell in made.cells if "parameters" in cell.metadata.get("tags", ())]
    if len(cells) != 1:
        raise InputError(
            Problem(
                "", f"{len(cells)} cells tagged 'parameters'", "exactly one", "tag the cell with the defaults"
            ),
            file=str(notebook),
        )
    found: dict[str, Any] = {}
    for statement in ast.parse(cells[0].source).body:
        if (
            isinstance(statement, ast.Assign)
            and len(statement.targets) == 1
            and isinstance(statement.targets[0], ast.Name)
        ):
            found[statement.targets[0].id] = ast.literal_eval(statement.value)
    return found


def check_parameters(notebook: Path, given: Mapping[str, Any]) -> None:
    """Refuse parameters that the notebook does not have, or of another type than its default.

    Raises
    ------
    InputError
        With every parameter that is unknown or wrongly typed.
    """
    known = declared(notebook)
    problems = []
    for name, value in given.items():
        if name not in known:
            problems.append(
                Problem(name, "an unknown parameter", f"one of {', '.join(known)}", suggestion(name, known))
            )
        elif not same_type(value, known[name]):
            problems.append(
                Problem(
                    name,
                    f"{value!r}, a {type(value).__name__}",
                    f"a {type(known[name]).__name__}",
                    f"such as {known[name]!r}",
                )
            )
    if problems:
        raise InputError(problems, file=str(notebook))


def same_type(value: Any, default: Any) -> bool:
    """Whether a value may stand for a default: a whole number also for a float, no truth value for a number.

    Examples
    --------
    >>> same_type(3, 0), same_type(True, 0), same_type([1], 0), same_type(3, 0.5)
    (True, False, False, True)
    """
    if isinstance(value, bool) or isinstance(default, bool):
        return isinstance(value, bool) and isinstance(default, bool)
    if isinstance(default, float):
        return isinstance(value, (int, float))
    return isinstance(value, type(default))
