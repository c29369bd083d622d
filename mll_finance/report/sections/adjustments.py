"""Optimism: results with and without its adjustments, and weighted beside unweighted results."""

from __future__ import annotations

from mll_finance.drivers.adjustments import adjusted_lines, adjustments
from mll_finance.drivers.break_even import break_even_precision
from mll_finance.parties.weights import weighted
from mll_finance.report.blocks import Block, Cell, Prose, Row, Table
from mll_finance.report.context import Context
from mll_finance.report.section import section


@section(nl="Optimisme en omslagpunten", en="Optimism and turning points", anchor="robust")
def blocks(context: Context) -> list[Block]:
    """A table for each of the three that the case has; nothing where it has none."""
    made = [
        table for table in (_adjusted(context), _weighted(context), _precision(context)) if table is not None
    ]
    if not made:
        return []
    return [Prose(context.say("robust_intro")), *made]


def _adjusted(context: Context) -> Table | None:
    found = adjustments(context.study)
    if not found:
        return None
    rows = tuple(
        Row(
            f"{context.title('alternatives', one.alternative)}, {context.title('perspectives', one.perspective)}",
            tuple(context.amount(value) for value in (one.unadjusted, one.adjusted, one.difference)),
        )
        for one in found
    )
    lines = ", ".join(context.title("lines", name) for name in adjusted_lines(context.study))
    columns = (context.say("unadjusted"), context.say("adjusted"), context.word("difference"))
    return Table(
        context.say("adjusted_table"),
        columns,
        rows,
        note=context.say("adjusted_note", lines=lines),
        corner=context.word("alternative"),
        anchor="table-adjusted",
    )


def _weighted(context: Context) -> Table | None:
    found = weighted(context.study)
    if not found:
        return None
    weights = context.study.case.settings.weights
    rows = tuple(
        Row(
            context.title("alternatives", one.alternative),
            (context.amount(one.unweighted), context.amount(one.weighted)),
        )
        for one in found
    )
    listed = "; ".join(
        f"{context.words(one.title, name)}: {context.number(one.value, 'ratio')} ({context.reference(one.source)})"
        for name, one in weights.items()
    )
    return Table(
        context.say("weighted_table"),
        (context.say("unweighted"), context.say("weighted")),
        rows,
        note=context.say("weighted_note", weights=listed),
        corner=context.word("alternative"),
        anchor="table-weighted",
    )


def _precision(context: Context) -> Table | None:
    found = break_even_precision(context.study)
    if not found:
        return None
    rows = tuple(
        Row(
            f"{context.title('alternatives', one.alternative)}: {context.title('quantities', one.quantity)}",
            (Cell(one.given, "percent"), Cell(one.needed, "percent"), context.amount(one.at_perfect)),
        )
        for one in found
    )
    columns = (context.say("precision_given"), context.say("precision_needed"), context.say("npv_at_perfect"))
    return Table(
        context.say("precision_table"),
        columns,
        rows,
        note=context.say("precision_note"),
        corner=context.word("alternative"),
        anchor="table-precision",
    )
