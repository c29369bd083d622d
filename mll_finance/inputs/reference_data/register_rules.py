"""What the form of a public register asks of an entry, as problems; and what of it nobody could check here."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from urllib.parse import urlsplit

from mll_finance.errors import Problem, nearest
from mll_finance.inputs.grammar.base import Language
from mll_finance.inputs.reference_data.registers import Field, Register, fields
from mll_finance.inputs.reference_data.thresholds import whole_threshold
from mll_finance.inputs.text.placeholders import is_placeholder
from mll_finance.plain_text import shortened
from mll_finance.terms import phrase, three

_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_MONTH = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")
_SHOWN = 60
"""Signs of a text that a message shows."""
_END = re.compile(r"(?<=[.!?])\s+")


def entry_problems(
    register: Register,
    entry: Mapping[str, str | None],
    lists: Mapping[str, frozenset[str]],
    *,
    path_by_field: Mapping[str, str],
    language: Language,
) -> Iterator[Problem]:
    """Everything that the form asks and the entry does not do, in the order of the form.

    Parameters
    ----------
    register : str
        Id of the register.
    entry : mapping
        Text of each field; None where it is open.
    lists : mapping
        The official lists that are at hand.
    path_by_field : mapping
        Place in the case where a field is filled in.
    language : str
        Language of the names of fields.
    """
    for register_field in fields(register):
        entry_text = entry.get(register_field.id)
        path, field_name = path_by_field[register_field.id], register_field.name(language)
        if entry_text is None or is_placeholder(entry_text):
            if register_field.rule == "required":
                yield Problem(path, *three("register_empty", name=field_name))
            continue
        if register_field.limit is not None and len(entry_text) >= register_field.limit:
            yield Problem(
                path,
                *three("register_long", name=field_name, length=len(entry_text), limit=register_field.limit),
            )
        if register_field.choices and entry_text not in register_field.choices:
            choices_text = ", ".join(register_field.choices)
            yield Problem(
                path, *three("register_choice", text=shortened(entry_text, _SHOWN), choices=choices_text)
            )
        if register_field.form and not _is_of(register_field.form, entry_text):
            yield Problem(path, *three(f"register_{register_field.form}", text=shortened(entry_text, _SHOWN)))
        if register_field.plain:
            yield from _long_sentences(entry_text, path)
        yield from _off_list(register_field, entry_text, path, lists)


def _is_of(form: str, text: str) -> bool:
    """Whether a text is a link, a link or an address for mail, or a month."""
    if form == "month":
        return _MONTH.fullmatch(text) is not None
    try:
        url_parts = urlsplit(text)
    except ValueError:
        return False
    is_link = url_parts.scheme == "https" and "." in url_parts.netloc and not re.search(r"\s", text)
    return is_link or (form == "address" and _MAIL.fullmatch(text) is not None)


def _long_sentences(text: str, path: str) -> Iterator[Problem]:
    """The longest sentence of a text, where it is long for language level B1."""
    most_words = whole_threshold("register_sentence_words")
    longest_sentence = max(_END.split(text), key=lambda part: len(part.split()))
    word_count = len(longest_sentence.split())
    if word_count > most_words:
        shown_sentence = shortened(longest_sentence, _SHOWN)
        yield Problem(path, *three("register_plain", text=shown_sentence, count=word_count, most=most_words))


def _off_list(field: Field, text: str, path: str, lists: Mapping[str, frozenset[str]]) -> Iterator[Problem]:
    """That a text is not on the official list of its field, with the names that are near."""
    listed_names = lists.get(field.list)
    if listed_names is None or text.casefold() in {name.casefold() for name in listed_names}:
        return
    shown_text = shortened(text, _SHOWN)
    finding_phrase, allowed_phrase, remedy_phrase = three(
        "register_list", text=shown_text, count=len(listed_names)
    )
    nearest_name = nearest(text, sorted(listed_names))
    yield Problem(
        path,
        finding_phrase,
        allowed_phrase,
        remedy_phrase if nearest_name is None else phrase("problem_did_you_mean", guess=nearest_name),
    )


def unchecked(register: Register, lists: Mapping[str, frozenset[str]]) -> tuple[str, ...]:
    """Ids of the fields of which the official list is not at hand."""
    return tuple(field.id for field in fields(register) if field.list and field.list not in lists)
