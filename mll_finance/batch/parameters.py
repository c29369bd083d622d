"""Notebook parameters checked before a notebook runs: papermill lets unknown names and wrong types pass."""

from __future__ import annotations

import ast
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from mll_finance.errors import InputError, Problem, suggestion
from mll_finance.terms import phrase


def notebook_library() -> Any:
    """``nbformat``, without what takes nine tenths of the time to import it: 38 grammars of web addresses.

    It checks notebooks with ``jsonschema``, which does without these grammars where they are not installed. No notebook
    needs them, so for as long as the import lasts they are said not to be there.
    """
    grammars = "rfc3987_syntax"
    has_grammars = grammars in sys.modules
    if not has_grammars:
        sys.modules[grammars] = None  # type: ignore[assignment]
    try:
        import nbformat
    finally:
        if not has_grammars:
            del sys.modules[grammars]
    return nbformat


def declared(notebook: Path) -> dict[str, Any]:
    """Names and default values of the cell tagged ``parameters``.

    Raises
    ------
    InputError
        When the notebook has no such cell, or it holds anything else than plain values.
    """
    notebook_content = notebook_library().read(notebook, as_version=4)
    parameter_cells = [
        cell for cell in notebook_content.cells if "parameters" in cell.metadata.get("tags", ())
    ]
    if len(parameter_cells) != 1:
        raise InputError(
            Problem(
                "",
                phrase("problem_cells_tagged_parameters", count=len(parameter_cells)),
                phrase("problem_exactly_one"),
                phrase("problem_tag_the_cell_with_the"),
            ),
            file=str(notebook),
        )
    default_by_parameter: dict[str, Any] = {}
    for statement in ast.parse(parameter_cells[0].source).body:
        if (
            isinstance(statement, ast.Assign)
            and len(statement.targets) == 1
            and isinstance(statement.targets[0], ast.Name)
        ):
            default_by_parameter[statement.targets[0].id] = ast.literal_eval(statement.value)
    return default_by_parameter


def check_parameters(notebook: Path, given: Mapping[str, Any]) -> None:
    """Refuse parameters that the notebook does not have, or of another type than its default.

    Raises
    ------
    InputError
        With every parameter that is unknown or wrongly typed.
    """
    default_by_parameter = declared(notebook)
    problems = []
    for name, setting in given.items():
        if name not in default_by_parameter:
            problems.append(
                Problem(
                    name,
                    phrase("problem_an_unknown_parameter"),
                    phrase("problem_one_of", names=", ".join(default_by_parameter)),
                    suggestion(name, default_by_parameter),
                )
            )
        elif not same_type(setting, default_by_parameter[name]):
            problems.append(
                Problem(
                    name,
                    phrase("problem_a", setting=setting, name=type(setting).__name__),
                    phrase("problem_a_2", name=type(default_by_parameter[name]).__name__),
                    phrase("problem_such_as", default=default_by_parameter[name]),
                )
            )
    if problems:
        raise InputError(problems, file=str(notebook))


def same_type(setting: Any, default: Any) -> bool:
    """Whether a value may stand for a default: a whole number also for a float, no truth value for a number.

    Examples
    --------
    >>> same_type(3, 0), same_type(True, 0), same_type([1], 0), same_type(3, 0.5)
    (True, False, False, True)
    """
    if isinstance(setting, bool) or isinstance(default, bool):
        return isinstance(setting, bool) and isinstance(default, bool)
    if isinstance(default, float):
        return isinstance(setting, (int, float))
    return isinstance(setting, type(default))
