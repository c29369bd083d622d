"""Optimism: results with and without its adjustments, and weighted beside unweighted results."""

from __future__ import annotations

from collections.abc import Sequence

from mll_finance.drivers.adjustments import adjusted_lines, adjustments
from mll_finance.drivers.break_even import BreakEven, break_even_precision
from mll_finance.parties.weights import weighted
from mll_finance.report.blocks import Block, Cell, Prose, Row, Table
from mll_finance.report.context import Context
from mll_finance.report.section import section


@section(nl="Optimisme en omslagpunten", en="Optimism and turning points", anchor="robust")
def blocks(context: Context) -> list[Block]:
    """A table for each of the three that the case has; nothing where it has none."""
    tables = [
        table for table in (_adjusted(context), _weighted(context), _precision(context)) if table is not None
    ]
    if not tables:
        return []
    return [Prose(context.say("robust_intro")), *tables]


def _adjusted(context: Context) -> Table | None:
    adjusted_pairs = adjustments(context.study)
    if not adjusted_pairs:
        return None
    rows = tuple(
        Row(
            f"{context.title('alternatives', pair.alternative)}, {context.title('perspectives', pair.perspective)}",
            tuple(context.amount(amount) for amount in (pair.unadjusted, pair.adjusted, pair.difference)),
        )
        for pair in adjusted_pairs
    )
    joined_line_titles = ", ".join(context.title("lines", name) for name in adjusted_lines(context.study))
    columns = (context.say("unadjusted"), context.say("adjusted"), context.word("difference"))
    return Table(
        context.say("adjusted_table"),
        columns,
        rows,
        note=context.say("adjusted_note", lines=joined_line_titles),
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
            context.title("alternatives", pair.alternative),
            (context.amount(pair.unweighted), context.amount(pair.weighted)),
        )
        for pair in weighted_pairs
    )
    joined_weights = "; ".join(
        f"{context.words(own.title, name)}: {context.number(own.value, 'ratio')} ({context.reference(own.source)})"
        for name, own in weight_by_group.items()
    )
    return Table(
        context.say("weighted_table"),
        (context.say("unweighted"), context.say("weighted")),
        rows,
        note=context.say("weighted_note", weights=joined_weights),
        corner=context.word("alternative"),
        anchor="table-weighted",
    )


def _precision(context: Context) -> Table | None:
    break_evens = break_even_precision(context.study)
    if not break_evens:
        return None
    rows = tuple(
        Row(
            f"{context.title('alternatives', need.alternative)}: {context.title('quantities', need.quantity)}",
            (
                Cell(need.given, "percent"),
                Cell(need.needed, "percent"),
                context.amount(need.at_perfect),
            ),
        )
        for need in break_evens
    )
    columns = (context.say("precision_given"), context.say("precision_needed"), context.say("npv_at_perfect"))
    return Table(
        context.say("precision_table"),
        columns,
        rows,
        note=context.say("precision_note", without=_without(context, break_evens)),
        corner=context.word("alternative"),
        anchor="table-precision",
    )


def _without(context: Context, break_evens: Sequence[BreakEven]) -> str:
    """What the selections are that no precision brings above zero: dashes beside others, or all of them."""
    if all(need.needed is None for need in break_evens):
        return context.say("precision_none")
    return context.say("precision_dash") if any(need.needed is None for need in break_evens) else ""
