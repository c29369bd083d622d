"""The parts of the reference page as Markdown: tables, docstrings, and the keys of a mapping with what they take."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from mll_finance.inputs.case.schema import YEAR_KEY
from mll_finance.inputs.case.schema_nodes import Schema


def table(columns: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A table.

    Examples
    --------
    >>> print(table(("key", "form"), [("`value`", "number")]))
    | key | form |
    | --- | --- |
    | `value` | number |
    """
    head = list(columns)
    lines = [head, ["---"] * len(head), *([cell.replace("|", "\\|") for cell in row] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def anchor(heading: str) -> str:
    """The name by which a link reaches a heading.

    Examples
    --------
    >>> anchor("Quantity `hours_saved`")
    'quantity-hours_saved'
    """
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def prose(text: str) -> str:
    r"""A text of a docstring, each paragraph on one line and code between single backticks.

    Examples
    --------
    >>> prose("Where ``moved`` is 0,\nnothing moves.")
    'Where `moved` is 0, nothing moves.'
    """
    plain = re.sub(r":\w+:`([^`]*)`", r"`\1`", text).replace("``", "`")
    paragraphs = [re.sub(r"\s+", " ", part).strip() for part in re.split(r"\n\s*\n", plain)]
    return "\n\n".join(part for part in paragraphs if part)


def document(thing: Any, *, body: bool = True) -> Iterator[str]:
    """A docstring: what it says, then its notes and references; the latter alone without ``body``."""
    pieces = re.split(r"(?m)^(\w+)\n-{3,}\n", inspect.getdoc(thing) or "")
    if body:
        yield prose(pieces[0])
    for title, said in zip(pieces[1::2], pieces[2::2], strict=True):
        yield f"References: {prose(said)}" if title == "References" else prose(said)


def keys(mapping: Schema, defs: Mapping[str, Schema]) -> str:
    """The keys of a mapping: required or not, what may be written, what holds without it, and what it is."""
    required = mapping.get("required", ())
    rows = [
        (
            f"`{key}`",
            "yes" if key in required else "",
            form(held, defs),
            f"`{_told(held['default'])}`" if "default" in held else "",
            prose(held.get("description", "")),
        )
        for key, held in mapping["properties"].items()
        if key != "kind"
    ]
    return table(("key", "required", "form", "without it", "what it is"), rows)


def form(held: Schema, defs: Mapping[str, Schema]) -> str:
    """What may be written at a key, in words.

    Examples
    --------
    >>> form({"type": "integer", "minimum": 1}, {}), form({"type": "array", "items": {"type": "string"}}, {})
    ('whole number, at least 1', 'list of text')
    """
    if "$ref" in held:
        return _named(target_of(held), defs)
    if "anyOf" in held:
        return " or ".join(form(one, defs) for one in held["anyOf"])
    if "enum" in held:
        return ", ".join(f"`{word}`" for word in held["enum"])
    kind = held.get("type")
    if kind in ("integer", "number"):
        return _number(held)
    if kind == "array" and "items" in held:
        return f"list of {form(held['items'], defs)}"
    if kind == "object":
        return _object(held, defs)
    words = {"string": "text", "boolean": "true or false", "array": "list", "object": "mapping"}
    return " or ".join(words[one] for one in ([kind] if isinstance(kind, str) else kind or ()))


def target_of(held: Schema) -> str:
    """Name of the definition that a schema points at."""
    return str(held["$ref"]).rsplit("/", 1)[-1]


def _named(name: str, defs: Mapping[str, Schema]) -> str:
    if name == "text":
        return "text or {nl, en}"
    if name in ("assumption", "part_of_assumption"):
        return "[assumption](#assumptions)"
    return "[distribution](#distributions)" if name == "distribution" else _object(defs[name], defs)


def _object(held: Schema, defs: Mapping[str, Schema]) -> str:
    for pattern, inner in held.get("patternProperties", {}).items():
        return "numbers by year" if pattern == YEAR_KEY else f"by name: {form(inner, defs)}"
    if "properties" in held:
        return "{" + ", ".join(held["properties"]) + "}"
    inner = held.get("additionalProperties")
    return f"by name: {form(inner, defs)}" if isinstance(inner, dict) else "mapping"


def _number(held: Schema) -> str:
    words = "whole number" if held["type"] == "integer" else "number"
    low, high = held.get("minimum"), held.get("maximum")
    if low is not None and high is not None:
        return f"{words}, {low} to {high}"
    return words if low is None else f"{words}, at least {low}"


def _told(default: Any) -> str:
    """A default as a case would write it."""
    if isinstance(default, dict):
        return "{" + ", ".join(f"{key}: {_told(held)}" for key, held in default.items()) + "}"
    return str(default).lower() if isinstance(default, bool) else str(default)
