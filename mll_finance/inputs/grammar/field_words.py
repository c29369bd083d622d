"""What each key of a part of a case is, in the words that stand below its field in the source.

Read when someone asks (a schema, a reference page, an error that names a missing key): reading the source of every
class at its import made each command pay for words that it does not show.
"""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Mapping
from functools import cache

from pydantic import BaseModel


def field_words(model: type[BaseModel]) -> Mapping[str, str]:
    """The words of every field of a class by the field's name; a class has those of its bases too.

    Examples
    --------
    >>> from mll_finance.inputs.grammar.base import Words
    >>> field_words(Words)["en"]
    'English text.'
    """
    description_by_field: dict[str, str] = {}
    for owner in reversed(model.__mro__):
        if issubclass(owner, BaseModel) and owner is not BaseModel:
            description_by_field.update(_own_words(owner))
    return {name: description_by_field[name] for name in model.model_fields if name in description_by_field}


@cache
def _own_words(owner: type[BaseModel]) -> Mapping[str, str]:
    """The words below the fields that a class itself writes down; none where a class has no source to read."""
    try:
        (class_definition,) = ast.parse(textwrap.dedent(inspect.getsource(owner))).body
    except OSError:
        return {}
    assert isinstance(class_definition, ast.ClassDef)
    description_by_field: dict[str, str] = {}
    for field_node, next_node in zip(class_definition.body, class_definition.body[1:], strict=False):
        if not (isinstance(field_node, ast.AnnAssign) and isinstance(field_node.target, ast.Name)):
            continue
        if isinstance(next_node, ast.Expr) and isinstance(next_node.value, ast.Constant):
            docstring = next_node.value.value
            if isinstance(docstring, str):
                description_by_field[field_node.target.id] = inspect.cleandoc(docstring)
    return description_by_field
