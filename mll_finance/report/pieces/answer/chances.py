"""Chances from draws in words and cells: never surer than so many draws can be."""

from __future__ import annotations

from mll_finance.judgement.chances import told_chance
from mll_finance.report.blocks import Cell
from mll_finance.report.context import Context
from mll_finance.report.numbers import show_whole_percent


def chance(context: Context, probability: float) -> str:
    """A chance from draws: not surer than so many draws can be."""
    bound, share = told_chance(probability)
    sentence_key = {"below": "chance_rare", "above": "chance_sure"}.get(bound)
    percent_text = show_whole_percent(share)
    return percent_text if sentence_key is None else context.say(sentence_key, percent=percent_text)


def chance_cell(context: Context, probability: float | None) -> Cell:
    """A chance in a table; a dash where unknown costs leave none."""
    return Cell(None if probability is None else chance(context, probability), "percent")
