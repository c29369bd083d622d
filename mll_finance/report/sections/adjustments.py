"""Optimism: results with and without its adjustments, and weighted beside unweighted results."""

from __future__ import annotations

from mll_finance.drivers.adjustments import adjusted_lines, adjustments
from mll_finance.parties.weights import weighted
from mll_finance.report.blocks import Block, Prose, Row, Table
from mll_finance.report.context import Context
from mll_finance.report.section import section


@section(nl="Optimisme en gewichten", en="Optimism and weights", anchor="robust")
def blocks(context: Context) -> list[Block]:
    """A table for each of the two that the case has; nothing where it has none."""
    adjustment_tables = [table for table in (_adjusted(context), _weighted(context)) if table is not None]
    if not adjustment_tables:
        return []
    return [Prose(context.say("robust_intro")), *adjustment_tables]


def _adjusted(context: Context) -> Table | None:
    adjusted_pairs = adjustments(context.study)
    if not adjusted_pairs:
        return None
    rows = tuple(
        Row(
            (
                f"{context.title('alternatives', adjusted_pair.alternative)}"
                f", {context.title('perspectives', adjusted_pair.perspective)}"
            ),
            tuple(
                context.amount(amount)
                for amount in (adjusted_pair.unadjusted, adjusted_pair.adjusted, adjusted_pair.difference)
            ),
        )
        for adjusted_pair in adjusted_pairs
    )
    line_titles_text = ", ".join(context.title("lines", line_id) for line_id in adjusted_lines(context.study))
    column_titles = (context.say("unadjusted"), context.say("adjusted"), context.word("difference"))
    return Table(
        context.say("adjusted_table"),
        column_titles,
        rows,
        note=context.say("adjusted_note", lines=line_titles_text),
        corner=context.word("alternative"),
        anchor="table-adjusted",
    )


def _weighted(context: Context) -> Table | None:
    weighted_pairs = weighted(context.study)
    if not weighted_pairs:
        return None
    weight_by_group = context.study.case.settings.weights
    rows = tuple(
        Row(
            context.title("alternatives", weighted_pair.alternative),
            (context.amount(weighted_pair.unweighted), context.amount(weighted_pair.weighted)),
        )
        for weighted_pair in weighted_pairs
    )
    weights_text = "; ".join(
        f"{context.words(group_weight.title, group_id)}: {context.number(group_weight.value, 'ratio')}"
        f" ({context.reference(group_weight.source)})"
        for group_id, group_weight in weight_by_group.items()
    )
    return Table(
        context.say("weighted_table"),
        (context.say("unweighted"), context.say("weighted")),
        rows,
        note=context.say("weighted_note", weights=weights_text),
        corner=context.word("alternative"),
        anchor="table-weighted",
    )
