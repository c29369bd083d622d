"""A JSON file of a run without the space that is there for people, and the file as it was written."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any


def compacted(text: str) -> str | None:
    """The same content in fewer bytes; None where :func:`spread_out` would not give this text back."""
    try:
        json_content = json.loads(text, parse_constant=_no_number)
        shorter_content = _with_texts(json_content, _joined) if _is_notebook(json_content) else json_content
        compact_text = json.dumps(shorter_content, ensure_ascii=False, separators=(",", ":")) + "\n"
        return compact_text if spread_out(compact_text) == text else None
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def spread_out(compact: str) -> str:
    """The text that :func:`compacted` made shorter.

    Raises
    ------
    ValueError, KeyError, TypeError, AttributeError, RecursionError
        Where it is no JSON, or no notebook that says so.
    """
    json_content = json.loads(compact, parse_constant=_no_number)
    spread_content = _with_texts(json_content, _split) if _is_notebook(json_content) else json_content
    return json.dumps(spread_content, ensure_ascii=False, indent=1) + "\n"


def _is_notebook(content: Any) -> bool:
    return isinstance(content, dict) and "nbformat" in content


def _with_texts(notebook: Any, change: Callable[[Any], Any]) -> Any:
    """A notebook with each text of several lines changed: those of cells and of what they show, not those of data."""
    changed_cells = []
    for cell in notebook["cells"]:
        changed_outputs = [
            {
                **_changed(output, ("text",), change),
                **(
                    {"data": _changed(output["data"], _shown(output["data"]), change)}
                    if "data" in output
                    else {}
                ),
            }
            for output in cell.get("outputs", ())
        ]
        changed_cells.append(
            {
                **_changed(cell, ("source",), change),
                **({"outputs": changed_outputs} if "outputs" in cell else {}),
            }
        )
    return {**notebook, "cells": changed_cells}


def _shown(data: dict[str, Any]) -> tuple[str, ...]:
    return tuple(kind for kind in data if kind != "application/json" and not kind.endswith("+json"))


def _changed(part: dict[str, Any], names: tuple[str, ...], change: Callable[[Any], Any]) -> dict[str, Any]:
    return {**part, **{name: change(part[name]) for name in names if name in part}}


def _joined(lines: Any) -> Any:
    is_text = isinstance(lines, list) and all(isinstance(line, str) for line in lines)
    return "".join(lines) if is_text else lines


def _split(text: Any) -> Any:
    return text.splitlines(keepends=True) if isinstance(text, str) else text


def _no_number(name: str) -> float:
    raise ValueError(f"{name} is no number of JSON")
