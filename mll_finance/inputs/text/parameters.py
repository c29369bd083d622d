"""Parameters that a notebook is given, held against those that it has: papermill lets any name and type pass."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mll_finance.errors import InputError, Problem, suggestion
from mll_finance.terms import LANGUAGES, phrase


def refuse_parameters(
    given: Mapping[str, Any], types: Mapping[str, type], defaults: Mapping[str, Any]
) -> None:
    """Refuse parameters that are unknown or of another type.

    Raises
    ------
    InputError
        With every one of them.
    """
    problems = [
        Problem(
            parameter,
            phrase("problem_an_unknown_parameter"),
            phrase("problem_one_of", names=", ".join(types)),
            suggestion(parameter, types),
        )
        if parameter not in types
        else Problem(
            parameter,
            f"{setting!r}",
            phrase("problem_a_2", name=types[parameter].__name__),
            phrase("problem_write_or_another", parameter=parameter, expected=repr(types[parameter]())),
        )
        for parameter, setting in given.items()
        if parameter not in types or not is_of_type(setting, types[parameter], default=defaults[parameter])
    ]
    if not problems and given.get("language", "") not in ("", *LANGUAGES):
        language = given["language"]
        problems = [Problem.unknown("language", repr(language), language, LANGUAGES)]
    if problems:
        raise InputError(problems, file="parameters of the notebook")


def is_of_type(setting: object, expected: type, *, default: object) -> bool:
    """Whether a parameter may have a value: of its type, no truth value for a number, or its default.

    Examples
    --------
    >>> is_of_type(3, int, default=None), is_of_type(True, int, default=None), is_of_type(None, int, default=None)
    (True, False, True)
    """
    is_truth = isinstance(setting, bool)
    return (isinstance(setting, expected) and is_truth == (expected is bool)) or setting is default is None
