"""How an input that takes other values is named and how its values are shown."""

from __future__ import annotations

from mll_finance.drivers.points import Input
from mll_finance.inputs.grammar.sections import BASELINE
from mll_finance.report.blocks import Cell, Format
from mll_finance.report.context import Context
from mll_finance.report.pieces.names import full_name
from mll_finance.terms import unit

PERCENT_UNITS = ("fraction", "1/yr")
"""Units of which a number is shown as a percentage."""
_PLAIN = ("1", "ratio", "index", "count")
"""Units that say only that something is a number."""


def name(context: Context, number: Input) -> str:
    """Reader's name of an input, with that of its line or quantity where others are called the same."""
    return full_name(context, number.leaf)


def measured(context: Context, number: Input) -> str:
    """Its name with the unit in which its values are shown, where that is not a percentage."""
    unit_id = number.leaf.assumption.unit or ""
    unit_text = "" if unit_id in _PLAIN else unit(unit_id, context.language)
    return (
        name(context, number)
        if is_percent(number) or not unit_text
        else f"{name(context, number)} ({unit_text})"
    )


def note(context: Context, number: Input) -> str:
    """Its unit, and its path for who works on the case, in small below its name."""
    unit_id = number.leaf.assumption.unit or ""
    note_text = context.say("factor_by_year") if number.by_year else unit(unit_id, context.language)
    if context.paths:
        return f"{note_text}; {number.path}"
    return "" if unit_id == "fraction" and not number.by_year else note_text  # shown as a percentage


def notation(number: Input) -> Format:
    """How its values are shown: a fraction, and a factor on a map by year, as a percentage."""
    return "percent" if is_percent(number) else "number"


def is_percent(number: Input) -> bool:
    """Whether its values are shown as a percentage."""
    return number.by_year or number.leaf.assumption.unit in PERCENT_UNITS


def cell(number: Input, value: float | None, also: str = "") -> Cell:
    """A cell with one of its values."""
    return Cell(value, notation(number), note=also)


def text(context: Context, number: Input, value: float) -> str:
    """One of its values as text."""
    return context.number(value, notation(number))


def in_words(context: Context, number: Input, amount: float) -> str:
    """One of its values as a sentence has it: with its unit; a percentage says its own, a map is a share of itself."""
    amount_text = text(context, number, amount)
    if number.by_year:
        return context.say("share_of_assumed", share=amount_text)
    unit_text = "" if is_percent(number) else spoken_unit(context, number.leaf.assumption.unit or "")
    return f"{amount_text} {unit_text}" if unit_text else amount_text


def spoken_unit(context: Context, measure: str) -> str:
    """A unit as a sentence says it; nothing where it only says that something is a number."""
    unit_words = "" if measure in _PLAIN else unit(measure, context.language)
    return unit_words.replace("/", context.say("unit_per"))


def choice(context: Context, alternative: str) -> str:
    """Reader's name of a choice: an alternative or the baseline."""
    return (
        context.say("baseline_row") if alternative == BASELINE else context.title("alternatives", alternative)
    )


def short_choice(context: Context, alternative: str) -> str:
    """The same for a place with little room."""
    return context.word("baseline") if alternative == BASELINE else context.title("alternatives", alternative)
