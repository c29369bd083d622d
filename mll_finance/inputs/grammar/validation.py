"""From pydantic's errors to the house form: path, what was found, what is allowed, what to do, line."""

from __future__ import annotations

import typing
from collections.abc import Iterator
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from mll_finance.errors import Problem, nearest, suggestion
from mll_finance.inputs.grammar.assumption import show
from mll_finance.inputs.grammar.field_words import field_words
from mll_finance.inputs.grammar.kinds import field_names
from mll_finance.yaml_text import Document, Trap

Model = TypeVar("Model", bound=BaseModel)
Path = tuple[Any, ...]

_TYPES = {
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "string_type": "a text",
    "bool_type": "true or false",
    "tuple_type": "a list",
    "list_type": "a list",
    "dict_type": "a mapping",
    "model_type": "a mapping",
    "float_type": "a number",
    "is_instance_of": "a mapping",
}
_BOUNDS = {
    "greater_than_equal": ("ge", "at least"),
    "less_than_equal": ("le", "at most"),
    "greater_than": ("gt", "above"),
    "less_than": ("lt", "below"),
}


def dotted(path: Path) -> str:
    """A path as a case writes it.

    Examples
    --------
    >>> dotted(("lines", "coordinator", "wage"))
    'lines.coordinator.wage'
    """
    return ".".join(str(part) for part in path)


def validated(
    model: type[Model], raw: Any, *, path: Path, document: Document, problems: list[Problem]
) -> Model | None:
    """The validated part, or None after adding all its problems."""
    try:
        return model.model_validate(raw)
    except ValidationError as error:
        problems.extend(_translate(error, model, raw, path, document))
        return None


def _translate(
    error: ValidationError, model: type[BaseModel], raw: Any, path: Path, document: Document
) -> Iterator[Problem]:
    seen: set[tuple[str, str]] = set()
    for item in error.errors(include_url=False):
        place = path + tuple(item["loc"])
        found, allowed, remedy = _sentence(item, model, raw)
        inherited = (
            "by_alternative" in item["loc"] and place not in document.lines and item["type"] != "missing"
        )
        if inherited and (found, remedy) in seen:
            continue
        seen.add((found, remedy))
        yield Problem(dotted(place), found, allowed, remedy, document.line(place))


def _sentence(item: Any, model: type[BaseModel], raw: Any) -> tuple[str, str, str]:
    kind, loc, found = item["type"], item["loc"], item["input"]
    context = item.get("ctx", {})
    if kind == "house":
        return context["found"], context["allowed"], context["remedy"]
    if kind == "extra_forbidden":
        owner = model_at(model, loc[:-1])
        known = [name for name in (field_names(owner) if owner else []) if name != "only"]
        return f"unknown key '{loc[-1]}'", f"allowed are {', '.join(known)}", suggestion(str(loc[-1]), known)
    if kind == "missing":
        return _missing(item, model, loc)
    if kind in _BOUNDS:
        key, words = _BOUNDS[kind]
        return show(found), f"{words} {context[key]}", "correct the number"
    if kind == "literal_error":
        choices = [choice.strip("' ") for choice in context["expected"].replace(" or ", ",").split(",")]
        return show(found), f"one of {', '.join(choices)}", suggestion(str(found), choices)
    if kind in _TYPES:
        remedy = found.remedy if isinstance(found, Trap) else f"write {_TYPES[kind]}"
        return show(found), _TYPES[kind], remedy
    if kind == "string_pattern_mismatch":
        return show(found), "a word of letters, digits, - and _, that begins with a letter", "rename it"
    if kind == "too_short":
        return "nothing in it", "at least one", "add one or remove the key"
    return show(found), item["msg"], "correct it"


def _missing(item: Any, model: type[BaseModel], loc: Path) -> tuple[str, str, str]:
    owner = model_at(model, loc[:-1])
    description = ""
    if owner is not None:
        field = next((name for name, f in owner.model_fields.items() if (f.alias or name) == loc[-1]), "")
        description = _inside(field_words(owner).get(field, ""))
    given = list(item["input"]) if isinstance(item["input"], dict) else []
    close = nearest(str(loc[-1]), [str(key) for key in given])
    remedy = f"add {loc[-1]}: ..." + (f" (is '{close}' a misspelling of it?)" if close else "")
    return f"no '{loc[-1]}'", f"{loc[-1]} is required" + (f": {description}" if description else ""), remedy


def _inside(text: str) -> str:
    """A description within a sentence: no full stop, no capital unless its first word is one, such as a grade."""
    first = text.split(" ", 1)[0]
    return (text if first.isupper() else text[:1].lower() + text[1:]).rstrip(".")


def model_at(model: type[BaseModel], loc: Path) -> type[BaseModel] | None:
    """The model class at a location inside a model, to name its keys."""
    current: type[BaseModel] | None = model
    for part in loc:
        if current is None:
            return None
        field = next((f for name, f in current.model_fields.items() if (f.alias or name) == part), None)
        if field is not None:
            current = _model_in(field.annotation)
    return current


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for inner in typing.get_args(annotation):
        found = _model_in(inner)
        if found is not None:
            return found
    return None
