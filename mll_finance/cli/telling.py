"""The problems of an input, told in the language of the case that a command is about."""

from __future__ import annotations

import argparse

from mll_finance.errors import InputError, Phrase, RunError
from mll_finance.inputs.case.written_language import written_language
from mll_finance.terms import LANGUAGES, Language, problems_text, sentence, told_text


def languages(options: argparse.Namespace) -> tuple[Language, ...]:
    """The language in which to tell problems: ``--language``, else that of the case; both where nothing says which."""
    asked_language: Language | None = getattr(options, "language", None)
    if asked_language is not None:
        return (asked_language,)
    case_option = getattr(options, "case", None)
    return LANGUAGES if not case_option else written_language(case_option)


def counted(language: Language, **count_by_part: int) -> dict[str, str]:
    """How many parts of a case there are, in words by part, in the singular where there is one."""
    return {
        part: sentence(f"count_{part}_one" if count == 1 else f"count_{part}", language, count=count)
        for part, count in count_by_part.items()
    }


def run_error_text(error: RunError, options: argparse.Namespace) -> str:
    """What failed, in the language of the case where there is a sentence for it; in both where that is not known."""
    failure = error.args[0] if error.args else ""
    if not isinstance(failure, Phrase):
        return str(error)
    failure_texts = (told_text(failure, language) for language in languages(options))
    return "\n".join(dict.fromkeys(failure_texts))


def error_text(error: InputError, options: argparse.Namespace) -> str:
    """Every problem with its place, in the language of the case; in both where that is not known."""
    return "\n".join(problems_text(error, language) for language in languages(options))
