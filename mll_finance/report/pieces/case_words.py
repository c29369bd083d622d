"""What a reader calls a key and a word of the case file, as the form calls them: the payer, mid-year, met."""

from __future__ import annotations

from mll_finance.inputs.form.choices import choice_label, column_label
from mll_finance.inputs.method.correlations import Correlation
from mll_finance.report.context import Context
from mll_finance.report.pieces.names import full_name
from mll_finance.terms import sentences

_PARTY_KEYS = ("payer", "receiver")


def key_words(context: Context, section: str, keys: tuple[str, ...]) -> str:
    """Reader's name of a key of a part of the case.

    Parameters
    ----------
    context : Context
        Gives the language.
    section : str
        Section of the part, such as ``lines``.
    keys : tuple of str
        The key, with those below it that lead to it, such as ``years`` and ``from``.
    """
    return column_label(section, ".".join(keys), context.language)


def value_words(context: Context, path: tuple[str, ...], value: object) -> str:
    """Reader's name of what is written at a path: a party, yes or no, a choice from a list; else as it is written.

    Parameters
    ----------
    context : Context
        The case in which it is written, and the language.
    path : tuple of str
        Where it is written: section, part and keys.
    value : object
        What is written there, such as ``mid_year`` or True.
    """
    if isinstance(value, bool):
        return context.say("answer_yes" if value else "answer_no")
    value_text = str(value)
    section_name, key_name = path[0], path[-1]
    if key_name in _PARTY_KEYS and value_text in context.study.case.parties:
        return context.title("parties", value_text)
    if section_name == "preconditions" and f"precondition_status_{value_text}" in sentences():
        return context.say(f"precondition_status_{value_text}")
    choice_label_text = choice_label(section_name, key_name, value_text, context.language)
    return value_text if choice_label_text == value_text.replace("_", " ") else choice_label_text


def pair_text(context: Context, name: str) -> str:
    """The names of the two numbers that a correlation of the case is about."""
    case = context.study.case
    first_leaf, second_leaf = (case.graph.leaves[path] for path in case.parts(Correlation)[name].between)
    return context.say("diff_pair", one=full_name(context, first_leaf), two=full_name(context, second_leaf))
