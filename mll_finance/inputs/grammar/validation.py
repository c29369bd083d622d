"""From pydantic's errors to the house form: path, what was found, what is allowed, what to do, line."""

from __future__ import annotations

import typing
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from pydantic import BaseModel, ValidationError

from mll_finance.errors import Phrase, Problem, nearest, suggestion
from mll_finance.inputs.grammar.base import Words
from mll_finance.inputs.grammar.field_words import field_words
from mll_finance.inputs.grammar.kinds import field_names
from mll_finance.inputs.text.numerals import readings
from mll_finance.inputs.text.written import REFUSED, show, what_to_write
from mll_finance.terms import phrase
from mll_finance.yaml_text import Document, Doubtful, Trap

Path = tuple[Any, ...]

_TYPES = {
    "int_type": "problem_a_whole_number",
    "int_from_float": "problem_a_whole_number",
    "string_type": "problem_a_text",
    "bool_type": "problem_true_or_false",
    "tuple_type": "problem_a_list",
    "list_type": "problem_a_list",
    "dict_type": "problem_a_mapping",
    "model_type": "problem_a_mapping",
    "float_type": "problem_a_number",
    "is_instance_of": "problem_a_mapping",
}
_UNKNOWN = ("extra_forbidden", "invalid_key")
_NUMBERS = ("int_type", "int_from_float", "float_type")
_NEVER_WRITTEN = ("only", "made_by")
"""Keys that the suite fills in itself, which nobody is told to use."""
_KEYS_SHOWN = 3
"""Keys that a remedy writes out."""
_BOUNDS = {
    "greater_than_equal": ("ge", "problem_bound_at_least"),
    "less_than_equal": ("le", "problem_at_most"),
    "greater_than": ("gt", "problem_above"),
    "less_than": ("lt", "problem_below"),
}


_BRANCHES = ("constrained-int", "constrained-str")
"""What pydantic adds to the place of a value that may be a number or a text, both within limits."""


def dotted(path: Path) -> str:
    """A path as a case writes it.

    Examples
    --------
    >>> dotted(("lines", "coordinator", "wage"))
    'lines.coordinator.wage'
    """
    return ".".join(str(part) for part in path)


def problems_of(
    error: ValidationError, model: type[BaseModel], path: Path, document: Document
) -> Iterator[Problem]:
    """What a validation found, in the house form; what a value per alternative inherits is told once."""
    findings_and_remedies: set[tuple[str, str]] = set()
    error_details = list(_of_one_branch(error.errors(include_url=False)))
    meant_paths = set(_meant(error_details, model))
    for detail in error_details:
        if detail["type"] == "missing" and detail["loc"] in meant_paths:
            continue  # It is there under a key that is not known, and that is told.
        if detail["type"] == "too_short" and any(
            _is_below(other_detail["loc"], detail["loc"]) for other_detail in error_details
        ):
            continue  # There is something in it, and what is wrong with that is told.
        detail_path = path + tuple(detail["loc"])
        detail_problem = _problem(detail, model)
        is_inherited = (
            "by_alternative" in detail["loc"]
            and detail_path not in document.lines
            and detail["type"] != "missing"
        )
        if is_inherited and (detail_problem.found, detail_problem.remedy) in findings_and_remedies:
            continue
        findings_and_remedies.add((detail_problem.found, detail_problem.remedy))
        detail_path += tuple(detail_problem.path.split(".")) if detail_problem.path else ()
        yield replace(detail_problem, path=dotted(detail_path), line=document.line(detail_path))


def _of_one_branch(details: Iterable[Any]) -> Iterator[Any]:
    """Each finding once, at its place in the case: of a value that may be a number or a text, that of its own kind."""
    for detail in details:
        *path_before, last_step = detail["loc"] or ("",)
        if last_step not in _BRANCHES:
            yield detail
        elif (last_step == "constrained-str") == isinstance(detail["input"], str):
            yield {**detail, "loc": tuple(path_before)}


def _meant(details: Iterable[Any], model: type[BaseModel]) -> Iterator[Path]:
    """The place of the key that each unknown one is told to be."""
    for error_detail in details:
        if error_detail["type"] in _UNKNOWN:
            *path_before, key = error_detail["loc"]
            nearest_key = nearest(str(key), _known_keys(model, path_before))
            if nearest_key is not None:
                yield (*path_before, nearest_key)


def _known_keys(model: type[BaseModel], place: Iterable[Any]) -> list[str]:
    """The keys that somebody can write at a place."""
    owner_model = model_at(model, tuple(place))
    return [name for name in (field_names(owner_model) if owner_model else []) if name not in _NEVER_WRITTEN]


def _is_below(place: tuple[Any, ...], other: tuple[Any, ...]) -> bool:
    return len(place) > len(other) and place[: len(other)] == other


def _problem(detail: Any, model: type[BaseModel]) -> Problem:
    error_kind, error_path, raw_input = detail["type"], detail["loc"], detail["input"]
    error_context = detail.get("ctx", {})
    if error_kind == REFUSED:
        refused_problem: Problem = error_context["problem"]
        return refused_problem
    if error_kind in _UNKNOWN:
        known_field_names = _known_keys(model, error_path[:-1])
        return Problem(
            "",
            phrase("problem_unknown_key", loc=error_path[-1]),
            phrase("problem_allowed_are", names=", ".join(known_field_names)),
            _of_key(str(error_path[-1]), known_field_names),
        )
    if error_kind == "missing":
        return _missing(model, error_path)
    if error_kind in _BOUNDS:
        return _out_of_bounds(error_kind, error_context, raw_input)
    if error_kind == "literal_error":
        allowed_choices = [
            choice.strip("' ") for choice in error_context["expected"].replace(" or ", ",").split(",")
        ]
        return Problem(
            "",
            show(raw_input),
            phrase("problem_one_of", names=", ".join(allowed_choices)),
            suggestion(str(raw_input), allowed_choices),
        )
    if error_kind in _TYPES:
        expected_type = (
            "problem_a_text" if error_context.get("class_name") == Words.__name__ else _TYPES[error_kind]
        )
        is_mapping = error_kind == "model_type" and expected_type == "problem_a_mapping"
        owner_model = model_at(model, error_path) if is_mapping else None
        remedy_text = (
            _of_type(error_kind, expected_type, raw_input)
            if owner_model is None
            else _as_mapping(owner_model, raw_input)
        )
        return Problem("", show(raw_input), phrase(expected_type), remedy_text)
    if error_kind == "string_pattern_mismatch":
        return Problem(
            "", show(raw_input), phrase("problem_a_word_of_letters_digits"), phrase("problem_rename_it")
        )
    if error_kind == "too_short":
        return Problem(
            "",
            phrase("problem_nothing_in_it"),
            phrase("problem_at_least_one"),
            phrase("problem_add_one_or_remove_the"),
        )
    return Problem(
        "", show(raw_input), phrase("problem_other", message=detail["msg"]), phrase("problem_correct_it")
    )


def _out_of_bounds(error_kind: str, error_context: Any, written: Any) -> Problem:
    """The problem of a number beyond its bound; a year where a number of years belongs is named as such."""
    sentence_key, bound_name = _BOUNDS[error_kind]
    bound = error_context[sentence_key]
    is_year = isinstance(written, int) and 1900 <= written <= 2199 and bound < written
    remedy_phrase = phrase("years_counted" if is_year else "problem_correct_the_number")
    return Problem("", show(written), phrase(bound_name, bound=bound), remedy_phrase)


def _of_key(written: str, known: list[str]) -> Phrase:
    """The remedy for an unknown key: a blank behind the colon, the key that is meant, or all of them."""
    key_before_colon, colon, text_behind = written.partition(":")
    if colon and key_before_colon in known:
        return phrase("yaml_line_remedy", line=f"{key_before_colon}: {text_behind}")
    return suggestion(written, known)


def _of_type(kind: str, expected: str, written: Any) -> str:
    """The remedy for what is of another type: the number that is meant, where one belongs."""
    if isinstance(written, Doubtful):
        whole_text = readings(written.text)[0]
        if written.is_integer() and kind in _NUMBERS:
            return phrase("number_write_either", whole=whole_text, decimal=str(int(written)))
        return phrase("number_write", number=whole_text)
    if isinstance(written, str) and kind in _NUMBERS:
        number_readings = readings(written)
        is_whole = len(number_readings) == 1 and float(number_readings[0]).is_integer()
        return (
            phrase("number_write", number=f"{float(number_readings[0]):.0f}")
            if is_whole
            else what_to_write(written)
        )
    if kind in _NUMBERS and isinstance(written, float) and written.is_integer():
        return phrase("number_write", number=str(int(written)))
    if isinstance(written, str) and expected == "problem_a_list":
        return phrase("problem_write", types=f"[{written}]")
    return written.remedy if isinstance(written, Trap) else phrase("problem_write", types=phrase(expected))


def _as_mapping(owner: type[BaseModel], written: Any) -> str:
    """The remedy for what stands where keys with values belong: the keys, those that are required first."""
    if isinstance(written, Doubtful):
        return phrase("number_write", number=readings(written.text)[0])
    ordered_fields = sorted(owner.model_fields.items(), key=lambda named: not named[1].is_required())
    shown_keys = [field.alias or name for name, field in ordered_fields][:_KEYS_SHOWN]
    return phrase("problem_write_mapping", keys=", ".join(f"{key}: ..." for key in shown_keys))


def _missing(model: type[BaseModel], loc: Path) -> Problem:
    owner_model = model_at(model, loc[:-1])
    field_description = ""
    if owner_model is not None:
        field_name = next(
            (name for name, f in owner_model.model_fields.items() if (f.alias or name) == loc[-1]), ""
        )
        field_description = _inside(field_words(owner_model).get(field_name, ""))
    required_sentence = (
        phrase("problem_required_meaning", name=loc[-1], description=field_description)
        if field_description
        else phrase("problem_required", name=loc[-1])
    )
    return Problem(
        "", phrase("problem_no", loc=loc[-1]), required_sentence, phrase("problem_add_key", name=loc[-1])
    )


def _inside(text: str) -> str:
    """A description within a sentence: no full stop, no capital unless its first word is one, such as a grade."""
    first_word = text.split(" ", 1)[0]
    return (text if first_word.isupper() else text[:1].lower() + text[1:]).rstrip(".")


def model_at(model: type[BaseModel], loc: Path) -> type[BaseModel] | None:
    """The model class at a location inside a model, to name its keys."""
    current_model: type[BaseModel] | None = model
    for path_key in loc:
        if current_model is None:
            return None
        model_field = next(
            (f for name, f in current_model.model_fields.items() if (f.alias or name) == path_key), None
        )
        if model_field is not None:
            current_model = _model_in(model_field.annotation)
    return current_model


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for inner_annotation in typing.get_args(annotation):
        inner_model = _model_in(inner_annotation)
        if inner_model is not None:
            return inner_model
    return None
