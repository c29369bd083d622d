"""Chances from draws in words and cells: never surer than so many draws, and what has no number, let them be."""

from __future__ import annotations

from mll_finance.judgement.chances import Chance
from mll_finance.report.blocks import Cell
from mll_finance.report.context import Context
from mll_finance.report.numbers import show_whole_percent

_SENTENCES = {
    "below": "chance_rare",
    "above": "chance_sure",
    "at_most": "chance_most",
    "at_least": "chance_least",
}


def chance(context: Context, probability: Chance) -> str:
    """A chance in a sentence; that it cannot be told where unknowns leave none."""
    bound_and_share = probability.told()
    if bound_and_share is None:
        return context.say("chance_untold")
    bound_key, chance_share = bound_and_share
    percent_text = show_whole_percent(chance_share)
    return percent_text if bound_key == "is" else context.say(_SENTENCES[bound_key], percent=percent_text)


def chance_cell(context: Context, probability: Chance) -> Cell:
    """A chance in a table; a dash where unknowns leave none."""
    return Cell(None if probability.told() is None else chance(context, probability), "percent")


def chance_note(context: Context, chances: list[Chance]) -> str:
    """Why a column of chances has dashes and bounds; nothing where it has none, or nothing else."""
    bound_keys = [
        None if bound_and_share is None else bound_and_share[0]
        for bound_and_share in map(Chance.told, chances)
    ]
    is_needed_by_sentence_key = {
        "chance_note_none": None in bound_keys and any(bound_keys),
        "chance_note_bound": bool({"at_most", "at_least"} & set(bound_keys)),
    }
    return " ".join(
        context.say(sentence_key)
        for sentence_key, is_needed in is_needed_by_sentence_key.items()
        if is_needed
    )
