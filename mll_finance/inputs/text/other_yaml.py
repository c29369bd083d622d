"""YAML of somebody else that is no case: what is wrong with it is told in the words of what was asked for."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from mll_finance.errors import InputError
from mll_finance.yaml_text import Document, read_yaml

_OF_A_CASE = (
    "yaml_sections",
    "yaml_case_file",
    "yaml_one_file",
    "yaml_utf8",
    "yaml_text_file",
    "yaml_most_bytes",
)
"""Sentences on what is allowed that speak of a case."""


def read_other(path: Path, sentences: tuple[str, str, str]) -> Document:
    """Read one YAML mapping that is no case.

    Parameters
    ----------
    path : Path
        The file.
    sentences : tuple of str
        What was found, what is allowed and what to do where it is not what was asked for; of a file that cannot be
        read the last two stand in the place of those on a case.

    Raises
    ------
    InputError
        As :func:`mll_finance.yaml_text.read_yaml` does.
    """
    _, allowed_phrase, remedy_phrase = sentences
    try:
        return read_yaml(path)
    except InputError as error:
        problems = [
            replace(problem, allowed=allowed_phrase, remedy=remedy_phrase)
            if getattr(problem.allowed, "key", "") in _OF_A_CASE
            else problem
            for problem in error.problems
        ]
        raise InputError(problems, file=error.file) from error
