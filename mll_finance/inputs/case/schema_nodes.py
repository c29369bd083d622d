"""The nodes of which the schema of a case is made."""

from __future__ import annotations

import inspect
import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from pydantic import TypeAdapter

from mll_finance.inputs.grammar.base import Text
from mll_finance.resources import SHIPPED_DATA

Schema = dict[str, Any]
NOTHING: Schema = {"type": "null"}


def choice(kinds: Mapping[str, Schema], description: str, words: Mapping[str, str] | None = None) -> Schema:
    """A mapping whose ``kind`` decides which keys it has."""
    description_by_kind = words or {kind: node["description"] for kind, node in kinds.items()}
    return {
        "type": "object",
        "required": ["kind"],
        "properties": {
            "kind": {
                "description": description,
                "enum": list(kinds),
                "enumDescriptions": [description_by_kind[kind] for kind in kinds],
            }
        },
        "allOf": [when({"kind": {"const": kind}}, node) for kind, node in kinds.items()],
    }


def reference_to(definition: str) -> Schema:
    """A node that stands for a definition."""
    return {"$ref": f"#/$defs/{definition}"}


def has(*names: str) -> Schema:
    """A node that has these keys."""
    return {"required": list(names)}


def when(properties: Schema, then: Schema) -> Schema:
    """A node that is like ``then`` where its properties are these."""
    return {"if": {"required": list(properties), "properties": properties}, "then": then}


def plain(node: Any) -> Any:
    """A schema of pydantic's with what an editor needs: no generated titles, no null, texts by reference."""
    if isinstance(node, list):
        return [plain(child) for child in node]
    if not isinstance(node, dict):
        return node
    plain_schema: Schema = {}
    for key, child_schema in node.items():
        if key == "properties":
            plain_schema[key] = {name: plain(field) for name, field in child_schema.items()}
        elif key == "anyOf":
            plain_schema.update(one_of([plain(branch) for branch in child_schema if branch != NOTHING]))
        elif key == "$ref":
            plain_schema[key] = reference_to(snake(child_schema.rsplit("/", 1)[-1]))["$ref"]
        elif key == "description":
            plain_schema[key] = tidy(child_schema)
        elif key == "default":
            plain_schema.update({} if child_schema in (None, {}) else {key: default_of(child_schema)})
        elif key != "title":
            plain_schema[key] = plain(child_schema)
    return plain_schema


def one_of(branches: list[Schema]) -> Schema:
    """A node that is one of several; a text in one or both languages is one definition."""
    text_schemas = _text_schemas()
    if branches[: len(text_schemas)] == text_schemas:
        return (
            reference_to("text")
            if len(branches) == len(text_schemas)
            else {"anyOf": [reference_to("text"), *branches[2:]]}
        )
    return branches[0] if len(branches) == 1 else {"anyOf": branches}


@SHIPPED_DATA.kept
@cache
def _text_schemas() -> list[Schema]:
    """What a text may be: one for both languages, or one for each."""
    branches: list[Schema] = TypeAdapter(Text).json_schema()["anyOf"]
    return branches


def default_of(default: Any) -> Any:
    """A default as a case would write it."""
    if isinstance(default, dict):
        return {key: default_of(child) for key, child in default.items() if child is not None}
    return default


def tidy(text: str) -> str:
    """A docstring as a description."""
    return inspect.cleandoc(text).replace("``", "`")


def snake(name: str) -> str:
    """The name of a class as a definition writes it.

    Examples
    --------
    >>> snake("ReportSettings")
    'report_settings'
    """
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()
