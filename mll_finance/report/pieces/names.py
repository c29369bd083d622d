"""Readers' names of the parts of a case: numbers, scenarios, partnership forms, what a quantity gives."""

from __future__ import annotations

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
    others = [other for other in leaves if other.assumption.title == leaf.assumption.title is not None]
    if len({other.owner for other in others}) < 2:
        return short_name
    section, _, owner = leaf.owner.partition(".")
    return f"{context.title(section, owner)}: {short_name[:1].lower()}{short_name[1:]}"


def name_of(context: Context, leaf: Leaf) -> str:
    """Reader's name of a number: its own title, else its owner's with its path."""
    section, owner, *rest = leaf.path.split(".")
    own = context.words(leaf.assumption.title)
    group = (
        f" ({context.title('alternatives', rest[-1])})"
        if "by_alternative" in rest and rest[-1] in context.study.case.alternatives
        else ""
    )
    if own:
        return f"{own}{group}"
    return f"{context.title(section, owner)}: {_field(context, rest)}{group}"


def _field(context: Context, rest: list[str]) -> str:
    """What a number without a title is called: by its kind's field, else by the word that the case has for it."""
    if f"field_{rest[0]}" in sentences():
        return context.say(f"field_{rest[0]}")
    named = rest[: rest.index("by_alternative")] if "by_alternative" in rest else rest
    return named[-1].replace("_", " ")


def scenario_title(context: Context, name: str) -> str:
    """Reader's name of a scenario, or of several put together."""
    return " + ".join(context.title("scenarios", part) for part in parts(name))


def form_name(context: Context, form: str) -> str:
    """Name of a form for readers, with an asterisk where it is that of the case."""
    mark = "\N{NO-BREAK SPACE}*" if form == context.study.case.given(Partnership).form else ""
    return context.words(forms()[form].title, form) + mark


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
    own = quantity.output_title(output)
    return own.text(language) if own is not None else term(output, language)
