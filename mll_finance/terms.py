"""Every word that a reader sees, once, in Dutch and English.

``data/terms.csv`` holds the concepts with their definitions, ``data/sentences*.yaml`` the sentences around the numbers,
one file a subject.
A word that is not there raises, so a display of a bare identifier cannot slip through.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache, reduce
from typing import Any, Literal

from mll_finance.errors import (
    LONGEST_PLACE,
    LONGEST_SENTENCE,
    MOST_PROBLEMS,
    InBoth,
    InputError,
    Phrase,
    Problem,
    RunError,
    suggestion,
)
from mll_finance.plain_text import neutral, shortened
from mll_finance.resources import SHIPPED_DATA, resource, shipped_rows
from mll_finance.yaml_text import read_yaml

Language = Literal["nl", "en"]
LANGUAGES: tuple[Language, ...] = ("nl", "en")
"""The languages of the project, that of a case that names none first."""


@dataclass(frozen=True)
class Term:
    """One concept: its word and definition in both languages."""

    id: str
    nl: str
    en: str
    definition_nl: str
    definition_en: str
    unit: str
    source: str


class MissingWordError(RunError):
    """A word or sentence that stands in no table; its text says which file lacks what."""


@SHIPPED_DATA.kept
@lru_cache(maxsize=1)
def terms() -> dict[str, Term]:
    """Every concept by id."""
    return {term_row["id"]: Term(**term_row) for term_row in shipped_rows("terms.csv")}


@SHIPPED_DATA.kept
@lru_cache(maxsize=1)
def sentences() -> dict[str, dict[str, str]]:
    """Every sentence by id, in both languages."""
    texts_by_key: dict[str, dict[str, str]] = {}
    for sentences_file in sorted(resource("data").glob("sentences*.yaml")):
        file_sentences = read_yaml(sentences_file).data
        repeated_keys = texts_by_key.keys() & file_sentences.keys()
        if repeated_keys:
            raise ValueError(
                f"{sentences_file.name} has sentences that another file has too: {', '.join(sorted(repeated_keys))}"
            )
        texts_by_key.update(file_sentences)
    return texts_by_key


def concept(name: str) -> Term:
    """The row of a concept.

    Raises
    ------
    MissingWordError
        No row has this id.
    """
    try:
        return terms()[name]
    except KeyError:
        raise MissingWordError(
            f"data/terms.csv: no row '{name}'; every concept has word and definition in Dutch and English; "
            f"add it, or {suggestion(name, terms())}"
        ) from None


def term(name: str, language: Language) -> str:
    """The word for a concept.

    Examples
    --------
    >>> term("npv", "nl"), term("npv", "en")
    ('netto contante waarde', 'net present value')
    """
    concept_term = concept(name)
    return concept_term.nl if language == "nl" else concept_term.en


def definition(name: str, language: Language) -> str:
    """What a concept means, in one sentence."""
    concept_term = concept(name)
    return concept_term.definition_nl if language == "nl" else concept_term.definition_en


def sentence(name: str, language: Language, /, **values: object) -> str:
    """A sentence with its values filled in.

    Examples
    --------
    >>> sentence("pm_note", "en", count=2)
    '2 items have no amount yet (PM) and are not in that.'
    """
    try:
        sentence_text = sentences()[name][language]
    except KeyError:
        raise MissingWordError(
            f"data/sentences*.yaml: no sentence '{name}'; every sentence stands there in Dutch and English; "
            f"add it, or {suggestion(name, sentences())}"
        ) from None
    return sentence_text.format(**values)


def phrase(key: str, /, **fields: object) -> Phrase:
    """A sentence of a problem, in English, that :func:`told` can tell in another language."""
    return Phrase(sentence(key, "en", **fields), key, fields)


def joined(key: str, parts: Iterable[str]) -> str:
    """Words or phrases put together by a sentence with ``first`` and ``second``, such as ``problem_and``."""
    return reduce(lambda first, second: phrase(key, first=first, second=second), parts)


def three(key: str, /, **fields: object) -> tuple[Phrase, Phrase, Phrase]:
    """The sentences of a problem: ``<key>_found``, ``<key>_allowed`` and ``<key>_remedy``."""
    return (
        phrase(f"{key}_found", **fields),
        phrase(f"{key}_allowed", **fields),
        phrase(f"{key}_remedy", **fields),
    )


def told(problem: Problem, language: Language, names: Mapping[str, object] | None = None) -> Problem:
    """A problem in a language; a sentence that is no phrase yet stays in English.

    Parameters
    ----------
    problem : Problem
        The problem.
    language : str
        Language to tell it in.
    names : mapping, optional
        Words in the place of what the phrases name, such as the title of a line in the place of its id.
    """
    return replace(
        problem,
        found=told_text(problem.found, language, names),
        allowed=told_text(problem.allowed, language, names),
        remedy=told_text(problem.remedy, language, names),
    )


def told_text(text: Any, language: Language, names: Mapping[str, object] | None = None) -> Any:
    """A phrase or a text of a data table in a language; anything else stays as it is."""
    if isinstance(text, InBoth):
        return text.nl if language == "nl" else str(text)
    if not isinstance(text, Phrase):
        return text
    told_by_field = {name: told_text(field_text, language, names) for name, field_text in text.fields.items()}
    return sentence(text.key, language, **{**told_by_field, **(names or {})})


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


def problems_text(error: InputError, language: Language) -> str:
    """Every problem of an input in a language, below a line that counts them."""
    file_name = error.file or sentence("problem_input", language)
    problem_count = len(error.problems)
    problem_count_text = sentence(
        "problem_count_one" if problem_count == 1 else "problem_count",
        language,
        file=file_name,
        count=problem_count,
    )
    shown_texts = [f"  - {problem_text(problem, language)}" for problem in error.problems[:MOST_PROBLEMS]]
    more_count = problem_count - len(shown_texts)
    more_texts = [f"  - {sentence('problem_more', language, count=more_count)}"] if more_count else []
    return neutral("\n".join([shortened(problem_count_text, LONGEST_SENTENCE), *shown_texts, *more_texts]))


def capital(text: str) -> str:
    """A text that begins with a capital, as a heading or a sentence does.

    Examples
    --------
    >>> capital("op 1 januari"), capital("")
    ('Op 1 januari', '')
    """
    return text[:1].upper() + text[1:]


@SHIPPED_DATA.kept
@lru_cache(maxsize=1)
def _unit_rows() -> dict[str, dict[str, str]]:
    """The rows of ``data/units.csv`` by token."""
    return {unit_row["token"]: unit_row for unit_row in shipped_rows("units.csv")}


@SHIPPED_DATA.kept
@lru_cache(maxsize=1)
def unit_words() -> dict[str, tuple[str, str]]:
    """The words that units are made of, with their Dutch and English form."""
    return {token: (unit_row["nl"], unit_row["en"]) for token, unit_row in _unit_rows().items()}


def counted_in(text: str, language: Language) -> str:
    """What a number of more than one is a number of; empty where the unit only says that it is a number.

    Examples
    --------
    >>> counted_in("household/yr", "nl"), counted_in("household-year", "en"), counted_in("1/yr", "nl")
    ('huishoudens', 'household-years', '')
    """
    unit_row = _unit_rows().get(text.partition("/")[0])
    return "" if unit_row is None else unit_row[f"{language}_many"]


def unit(text: str, language: Language) -> str:
    """A unit in a language: its words translated, its numbers and strokes kept; unknown words stay as written.

    Examples
    --------
    >>> unit("fte/10000 inhabitants", "nl"), unit("EUR/visit", "nl"), unit("EUR/visit", "en")
    ('fte/10.000 inwoners', 'euro/bezoek', 'EUR/visit')
    """
    language_index, thousands_separator = (0, ".") if language == "nl" else (1, ",")

    def word(match: re.Match[str]) -> str:
        unit_token = match.group()
        if unit_token.isdigit():
            return f"{int(unit_token):,}".replace(",", thousands_separator)
        return unit_words().get(unit_token, (unit_token, unit_token))[language_index]

    return re.sub(r"[A-Za-z][A-Za-z\-]*|[0-9]+", word, text)
