"""What a text means as a new value, the same for ``--set``, for parameters of notebooks and wherever one is entered."""

from __future__ import annotations

from typing import Any

from mll_finance.errors import InputError, Problem
from mll_finance.plain_text import LONGEST_TEXT, neutral
from mll_finance.yaml_errors import unfit
from mll_finance.yaml_text import parse_yaml, plain_scalar


def entered(text: str, *, name: str) -> Any:
    """The value that a text means, read as YAML: a number, a word, or a mapping or list in brackets.

    Parameters
    ----------
    text : str
        What was entered.
    name : str
        Where it was entered, for messages.

    Examples
    --------
    >>> entered("90000", name="--set"), entered("{2026: 500}", name="--set"), entered("'s-Gravenhage", name="--set")
    (90000, {2026: 500}, "'s-Gravenhage")
    """
    stripped_text = text.strip()
    problem_phrases = unfit(stripped_text, LONGEST_TEXT)
    if problem_phrases:
        raise InputError(Problem(neutral(name), *problem_phrases))
    is_quoted = len(stripped_text) > 1 and stripped_text[0] in "\"'" and stripped_text[-1] == stripped_text[0]
    if stripped_text.startswith(("{", "[")) or is_quoted:
        return parse_yaml(f"value: {stripped_text}", name=name).data["value"]
    return plain_scalar(stripped_text)
