"""The problems of an input, told in the language of the case that a command is about."""

from __future__ import annotations

import argparse
import re
from pathlib import Path

from mll_finance.errors import LONGEST_PLACE, LONGEST_SENTENCE, MOST_PROBLEMS, InputError, Problem
from mll_finance.inputs.case.finding import case_path
from mll_finance.plain_text import neutral, shortened
from mll_finance.terms import Language, sentence, told
from mll_finance.yaml_text import MAX_BYTES, read_yaml

_DEFAULT: Language = "nl"
"""Language of a case that names none, as in its settings."""
_LANGUAGES: tuple[Language, ...] = ("nl", "en")
_WRITTEN = re.compile(r"(?m)^\s+language:\s*['\"]?(nl|en)\b|[{,]\s*language:\s*['\"]?(nl|en)\b")


def languages(options: argparse.Namespace) -> tuple[Language, ...]:
    """The language in which to tell problems: ``--language``, else that of the case; both where nothing says which."""
    asked_language: Language | None = getattr(options, "language", None)
    if asked_language is not None:
        return (asked_language,)
    named_case = getattr(options, "case", None)
    return _LANGUAGES if not named_case else written_language(named_case)


def counted(language: Language, **count_by_part: int) -> dict[str, str]:
    """How many parts of a case there are, in words by part, in the singular where there is one."""
    return {
        part: sentence(f"count_{part}_one" if count == 1 else f"count_{part}", language, count=count)
        for part, count in count_by_part.items()
    }


def written_language(named: str) -> tuple[Language, ...]:
    """The language of a case as its file says, also where the rest of the file cannot be read."""
    try:
        path = Path(case_path(named))
        raw_settings = read_yaml(path).data.get("case")
        language_word = raw_settings.get("language", _DEFAULT) if isinstance(raw_settings, dict) else _DEFAULT
        return (language_word,) if language_word in _LANGUAGES else _LANGUAGES
    except InputError:
        return _sniffed(Path(named))


def _sniffed(path: Path) -> tuple[Language, ...]:
    """The language that a text names which is no YAML."""
    try:
        with path.open(encoding="utf-8", errors="replace") as unread:
            language_match = _WRITTEN.search(unread.read(MAX_BYTES))
    except OSError:
        return _LANGUAGES
    if language_match is None:
        return _LANGUAGES
    return ("nl",) if "nl" in language_match.groups() else ("en",)


def error_text(error: InputError, options: argparse.Namespace) -> str:
    """Every problem with its place, in the language of the case; in both where that is not known."""
    return "\n".join(_in(error, language) for language in languages(options))


def _in(error: InputError, language: Language) -> str:
    file_name = error.file or sentence("problem_input", language)
    problem_count = len(error.problems)
    heading_text = sentence(
        "problem_count_one" if problem_count == 1 else "problem_count",
        language,
        file=file_name,
        count=problem_count,
    )
    shown_texts = [f"  - {problem_text(problem, language)}" for problem in error.problems[:MOST_PROBLEMS]]
    more_count = problem_count - len(shown_texts)
    more_texts = [f"  - {sentence('problem_more', language, count=more_count)}"] if more_count else []
    return neutral("\n".join([shortened(heading_text, LONGEST_SENTENCE), *shown_texts, *more_texts]))


def problem_text(problem: Problem, language: Language) -> str:
    """One problem in a language: its place, what was found, what is allowed, what to do."""
    problem_sentence = told(problem, language)
    place_text = problem.path or sentence("problem_the_file", language)
    if problem.line is not None:
        place_text = sentence("problem_line", language, place=place_text, line=problem.line)
    if problem.cell:
        place_text = f"{problem.path} ({problem.cell})" if problem.path else problem.cell
    sentences = (problem_sentence.found, problem_sentence.allowed, problem_sentence.remedy)
    shown_texts = [shortened(text, LONGEST_SENTENCE) for text in sentences]
    return f"{shortened(place_text, LONGEST_PLACE)}: {'; '.join(shown_texts)}"
