"""Readers' names of the parts of a case: numbers, scenarios, partnership forms, what a quantity gives."""

from __future__ import annotations

from mll_finance.drivers.scenarios import CENTRAL
from mll_finance.inputs.case.graph import Leaf
from mll_finance.inputs.case.scenarios import parts
from mll_finance.inputs.grammar.quantity import Quantity
from mll_finance.inputs.method.partnership import Partnership
from mll_finance.inputs.reference_data.partnerships import forms
from mll_finance.report.context import Context
from mll_finance.terms import Language, sentences, term


def full_name(context: Context, leaf: Leaf) -> str:
    """Reader's name of a number, with that of its line or quantity where others are called the same."""
    short_name = name_of(context, leaf)
    leaves = context.study.case.graph.leaves.values()
    leaves_with_same_title = [
        other for other in leaves if other.assumption.title == leaf.assumption.title is not None
    ]
    if len({other.owner for other in leaves_with_same_title}) < 2:
        return short_name
    section_name, _, owner = leaf.owner.partition(".")
    return f"{context.title(section_name, owner)}: {short_name[:1].lower()}{short_name[1:]}"


def name_of(context: Context, leaf: Leaf) -> str:
    """Reader's name of a number: its own title, else its owner's with its path."""
    section, owner, *path_words = leaf.path.split(".")
    own_title = context.words(leaf.assumption.title)
    group_text = (
        f" ({context.title('alternatives', path_words[-1])})"
        if "by_alternative" in path_words and path_words[-1] in context.study.case.alternatives
        else ""
    )
    if own_title:
        return f"{own_title}{group_text}"
    return f"{context.title(section, owner)}: {_field(context, path_words)}{group_text}"


def _field(context: Context, rest: list[str]) -> str:
    """What a number without a title is called: by its kind's field, else by the word that the case has for it."""
    if f"field_{rest[0]}" in sentences():
        return context.say(f"field_{rest[0]}")
    field_words = rest[: rest.index("by_alternative")] if "by_alternative" in rest else rest
    return field_words[-1].replace("_", " ")


def scenario_title(context: Context, name: str) -> str:
    """Reader's name of a scenario, or of several put together."""
    return " + ".join(context.title("scenarios", part) for part in parts(name))


def form_name(context: Context, form: str) -> str:
    """Name of a form for readers, with an asterisk where it is that of the case."""
    own_form_mark = "\N{NO-BREAK SPACE}*" if form == context.study.case.given(Partnership).form else ""
    return context.words(forms()[form].title, form) + own_form_mark


def output_name(quantity: Quantity, output: str, language: Language) -> str:
    """Name of an output: its own where it has one, else the concept's.

    Parameters
    ----------
    quantity : Quantity
        The quantity.
    output : str
        Name of the output in the case.
    language : str
        ``nl`` or ``en``.
    """
    own_title = quantity.output_title(output)
    return own_title.text(language) if own_title is not None else term(output, language)


def scenario_name(context: Context, scenario: str) -> str:
    """Reader's name of a scenario of a table, the central case among them."""
    return context.say("scenario_central") if scenario == CENTRAL else context.title("scenarios", scenario)
