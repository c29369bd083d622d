"""The words of a form: what a column is called, and the word of the case behind a choice, in both languages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

from mll_finance.inputs.form.layout import FormColumn
from mll_finance.inputs.grammar.parties import standard_parties
from mll_finance.inputs.reference_data.prose_tables import techniques
from mll_finance.inputs.text.units import family
from mll_finance.resources import SHIPPED_DATA
from mll_finance.terms import LANGUAGES, Language, sentence, sentences, unit_words

_YES = {"nl": "ja", "en": "yes"}
_NO = {"nl": "nee", "en": "no"}
_ALL = {"nl": "alle", "en": "all"}
_GRADES = ("A", "B", "C", "D")
_BY_TOKEN = ("money", "share", "percent")
"""Families of the words of a unit that a case knows by their token alone."""


def column_label(table: str, key: str, language: Language) -> str:
    """What a column is called; a key that has no words yet, such as that of a new kind, is shown as it is."""
    for sentence_key in (
        f"form_column_{table}_{key}".replace(".", "_"),
        f"form_column_{key}".replace(".", "_"),
    ):
        if sentence_key in sentences():
            return sentence(sentence_key, language)
    return key.replace("_", " ").replace(".", ": ")


def column_hint(table: str, key: str, language: Language) -> str:
    """What is to be filled in below a heading; nothing where the heading says it."""
    for sentence_key in (f"form_hint_{table}_{key}".replace(".", "_"), f"form_hint_{key}".replace(".", "_")):
        if sentence_key in sentences():
            return sentence(sentence_key, language)
    return ""


def choice_label(table: str, key: str, word: str, language: Language) -> str:
    """What a choice is called: the Dutch or English word for a word of the case."""
    if word in _GRADES:
        return word
    for sentence_key in (f"form_choice_{table}_{word}", f"form_choice_{word}"):
        if sentence_key in sentences():
            return sentence(sentence_key, language)
    return word if key == "language" else word.replace("_", " ")


def kind_meaning(section: str, kind: str, language: Language) -> str | None:
    """What a kind is, in one sentence; None where no words are there yet."""
    sentence_name = f"form_kind_{section}_{kind}"
    return sentence(sentence_name, language) if sentence_name in sentences() else None


def field_label(section: str, kind: str, field: str, language: Language) -> str:
    """What a number of a kind is called."""
    del kind
    return choice_label(section, "field", f"field_{field}", language)


@SHIPPED_DATA.kept
@lru_cache(maxsize=256)
def words_of(table: str, column: FormColumn) -> Mapping[str, str]:
    """The word of the case by all that a reader may write for it, in small letters: both languages and itself."""
    choice_by_word: dict[str, str] = {}
    for language in LANGUAGES:
        for choice_word in column.choices:
            choice_text = choice_label(table, column.key, _stem(column, choice_word), language)
            choice_by_word.setdefault(choice_text.casefold(), choice_word)
    return {**choice_by_word, **{choice_word.casefold(): choice_word for choice_word in column.choices}}


def choices_of(table: str, column: FormColumn, language: Language) -> list[str]:
    """The list of a column, in one language."""
    return [choice_label(table, column.key, _stem(column, word), language) for word in column.choices]


def _stem(column: FormColumn, word: str) -> str:
    return f"field_{word}" if column.key == "field" else word


def party_words() -> Mapping[str, str]:
    """The id of each standard party by its names, in small letters."""
    party_by_word: dict[str, str] = {}
    for party, raw_party in standard_parties().items():
        for party_word in (*raw_party["title"].values(), party):
            party_by_word.setdefault(str(party_word).casefold(), party)
    return party_by_word


def party_label(party: str, language: Language) -> str:
    """What a standard party is called; a party of the case goes by its own name."""
    standard_party = standard_parties().get(party)
    return party if standard_party is None else str(standard_party["title"][language])


def technique_words() -> Mapping[str, str]:
    """The id of each technique by its names, in small letters."""
    technique_by_word: dict[str, str] = {}
    for technique_id, technique in techniques().items():
        for technique_word in (technique.title.nl, technique.title.en, technique_id):
            technique_by_word.setdefault(str(technique_word).casefold(), technique_id)
    return technique_by_word


def technique_label(name: str, language: Language) -> str:
    """What a technique is called; one that nobody knows goes by what was written."""
    technique = techniques().get(name)
    return name if technique is None else technique.title.text(language)


def yes_no_words() -> Mapping[str, bool]:
    """Yes and no in both languages, in small letters."""
    bool_by_word = dict.fromkeys([*_YES.values(), "true", "waar"], True)
    return {**bool_by_word, **dict.fromkeys([*_NO.values(), "false", "onwaar"], False)}


def yes_no_labels(language: Language) -> list[str]:
    """Yes and no."""
    return [_YES[language], _NO[language]]


def all_label(language: Language) -> str:
    """The word for every alternative."""
    return _ALL[language]


def is_all(text: str) -> bool:
    """Whether a word stands for every alternative."""
    return text.casefold() in _ALL.values()


@SHIPPED_DATA.kept
@lru_cache(maxsize=1)
def _unit_tokens() -> Mapping[str, str]:
    """The token of the case by each Dutch or English word of a unit, in small letters."""
    token_by_word: dict[str, str] = {}
    for token, unit_word_list in unit_words().items():
        for unit_word in unit_word_list if family(token) in _BY_TOKEN else ():
            token_by_word.setdefault(unit_word.casefold(), token)
    return token_by_word


def unit_token(text: str) -> str:
    """A unit as a case writes it: money and shares by their token, what is counted in the words of whoever typed it.

    Examples
    --------
    >>> unit_token("euro/huishouden"), unit_token("huishouden/1.000 inwoners/jaar"), unit_token("fractie")
    ('EUR/huishouden', 'huishouden/1000 inwoners/jaar', 'fraction')
    """
    unit_text = re.sub(r"(?<=\d)[.,](?=\d{3}(?!\d))", "", text)

    def token(match: re.Match[str]) -> str:
        return _unit_tokens().get(match.group().casefold(), match.group())

    return re.sub(r"[^\W\d_][^\W\d_]*(?:-[^\W\d_]+)*", token, unit_text)


def listed(words: Iterable[str]) -> str:
    """Words one after another in a sentence."""
    return ", ".join(words)
