"""How an input that takes other values is named and how its values are shown."""

from __future__ import annotations

from mll_finance.drivers.points import Input
from mll_finance.inputs.grammar.sections import BASELINE
from mll_finance.report.blocks import Cell, Format
from mll_finance.report.context import Context
from mll_finance.report.pieces.names import full_name
from mll_finance.terms import unit


def name(context: Context, one: Input) -> str:
    """Reader's name of an input, with that of its line or quantity where others are called the same."""
    return full_name(context, one.leaf)


def measured(context: Context, one: Input) -> str:
    """Its name with the unit in which its values are shown, where that is not a percentage."""
    words = unit(one.leaf.assumption.unit or "", context.language)
    return name(context, one) if is_percent(one) or not words else f"{name(context, one)} ({words})"


def note(context: Context, one: Input) -> str:
    """Its unit and path, in small below its name."""
    words = (
        context.say("factor_by_year")
        if one.by_year
        else unit(one.leaf.assumption.unit or "", context.language)
    )
    return f"{words}; {one.path}"


def notation(one: Input) -> Format:
    """How its values are shown: a fraction, and a factor on a map by year, as a percentage."""
    return "percent" if is_percent(one) else "number"


def is_percent(one: Input) -> bool:
    """Whether its values are shown as a percentage."""
    return one.by_year or one.leaf.assumption.unit in ("fraction", "1/yr")


def cell(one: Input, value: float | None, also: str = "") -> Cell:
    """A cell with one of its values."""
    return Cell(value, notation(one), note=also)


def text(context: Context, one: Input, value: float) -> str:
    """One of its values as text."""
    return context.number(value, notation(one))


def choice(context: Context, found: str) -> str:
    """Reader's name of a choice: an alternative or the baseline."""
    return context.say("baseline_row") if found == BASELINE else context.title("alternatives", found)


def short_choice(context: Context, found: str) -> str:
    """The same for a place with little room."""
    return context.word("baseline") if found == BASELINE else context.title("alternatives", found)
