"""What finding out is worth before the choice: the most it may cost, what to find out first, whether a pilot pays."""

from __future__ import annotations

from mll_finance.judgement.finding_out.information import information
from mll_finance.report.blocks import Block, Prose
from mll_finance.report.context import Context
from mll_finance.report.pieces.finding_out import (
    after_texts,
    first_text,
    full_texts,
    pilot_texts,
    size_figure,
    worth_figure,
)
from mll_finance.report.pieces.information import opening_text
from mll_finance.report.section import section


@section(nl="Is verder uitzoeken de moeite waard", en="Is finding out more worth it", anchor="finding-out")
def blocks(context: Context) -> list[Block]:
    """A paragraph, the numbers that are worth knowing, and each pilot by its size."""
    information_worth = information(context.study)
    sentences = [opening_text(context, information_worth), first_text(context)]
    if information_worth.everything.value > 0:
        sentences.extend(full_texts(context))
        sentences.extend(after_texts(context, information_worth))
        sentences.extend(pilot_texts(context, information_worth))
    figures_or_none = [
        worth_figure(context, information_worth),
        *(size_figure(context, information_worth, pilot_id) for pilot_id in information_worth.best_sizes),
    ]
    return [
        Prose(" ".join(filter(None, sentences))),
        *(figure for figure in figures_or_none if figure is not None),
    ]
