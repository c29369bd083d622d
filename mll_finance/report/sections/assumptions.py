"""Every number with its unit, source, quality and range, weakest first; and what is still PM."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from mll_finance.inputs.case.graph import Leaf
from mll_finance.inputs.case.signing import GRADES
from mll_finance.inputs.grammar.assumption import Assumption
from mll_finance.inputs.second_look.local_inputs import local_inputs
from mll_finance.report.blocks import Block, Cell, Prose, Row, Table
from mll_finance.report.context import Context
from mll_finance.report.pieces.names import full_name
from mll_finance.report.pieces.numbers.remarks import remarks_table, remarks_text
from mll_finance.report.pieces.numbers.spreads import spread
from mll_finance.report.section import section
from mll_finance.terms import unit

_ORDER = {"D": 0, "C": 1, "B": 2, "A": 3}


@section(nl="Aannamen, zwakste eerst", en="Assumptions, weakest first", anchor="assumptions")
def blocks(context: Context) -> list[Block]:
    """The numbers, weakest first, and the PM items with their reasons."""
    leaves_without_reference = [
        leaf for leaf in context.study.case.graph.leaves.values() if leaf.assumption.ref is None
    ]
    leaves_with_number_by_grade = sorted(
        (leaf for leaf in leaves_without_reference if leaf.assumption.pm is None),
        key=lambda leaf: _ORDER[leaf.assumption.quality or "D"],
    )
    count_by_grade: Counter[str | None] = Counter(
        leaf.assumption.quality for leaf in leaves_with_number_by_grade
    )
    shown_count_by_grade = {grade: count_by_grade[grade] for grade in GRADES}
    return [
        Prose(
            context.say("assumptions_intro", count=len(leaves_with_number_by_grade), **shown_count_by_grade)
        ),
        *_local(context),
        *_table(context, leaves_with_number_by_grade),
        *_open(context, [leaf for leaf in leaves_without_reference if leaf.assumption.pm is not None]),
        *remarks_table(context),
    ]


def _local(context: Context) -> list[Block]:
    """How many of the numbers that differ by municipality are its own."""
    local_and_own_inputs = local_inputs(context.study.case)
    count_fields = {"count": local_and_own_inputs.count, "own": len(local_and_own_inputs.own)}
    return [Prose(context.say("assumptions_local", **count_fields))] if local_and_own_inputs.count else []


def _table(context: Context, leaves: list[Leaf]) -> list[Block]:
    """The numbers; who accepts most of the estimates stands above them once."""
    is_own_by_path = local_inputs(context.study.case).is_own
    column_titles = tuple(
        context.word(column_key) for column_key in ("value", "unit", "distribution", "quality", "source")
    )
    acceptor_names = [context.words(leaf.assumption.accepted_by) for leaf in leaves]
    count_by_acceptor = Counter(acceptor_name for acceptor_name in acceptor_names if acceptor_name)
    usual_acceptor, usual_count = count_by_acceptor.most_common(1)[0] if count_by_acceptor else ("", 0)
    usual_acceptor = usual_acceptor if usual_count > 1 else ""
    assumptions_table = Table(
        context.say("assumptions_table"),
        column_titles,
        tuple(_row(context, leaf, usual_acceptor, is_own_by_path.get(leaf.path)) for leaf in leaves),
        corner=context.word("assumption"),
        note=context.say("quality_note"),
        anchor="table-assumptions",
    )
    return (
        [Prose(context.say("assumptions_accepted", who=usual_acceptor)), assumptions_table]
        if usual_acceptor
        else [assumptions_table]
    )


def _row(context: Context, leaf: Leaf, usual: str, is_own: bool | None) -> Row:
    assumption = leaf.assumption
    source_text = context.source(assumption)
    acceptor_name = context.words(assumption.accepted_by)
    if acceptor_name not in ("", usual):
        source_text += f" ({context.word('accepted_by').lower()}: {acceptor_name})"
    if is_own is not None:
        source_text += f" ({context.say('local_own' if is_own else 'local_borrowed')})"
    row_cells = (
        replace(_value(context, assumption), note=remarks_text(context, leaf.path)),
        Cell(_unit(context, assumption)),
        Cell(spread(assumption, context.language)),
        Cell(assumption.quality),
        Cell(source_text),
    )
    return Row(full_name(context, leaf), row_cells, note=leaf.path, anchor=leaf.path)


def _value(context: Context, assumption: Assumption) -> Cell:
    central_number = assumption.central
    if isinstance(central_number, dict):
        return Cell(
            "; ".join(
                f"{year}: {context.number(yearly_number, 'number')}"
                for year, yearly_number in central_number.items()
            )
        )
    if assumption.unit == "fraction":
        return Cell(central_number, "percent")
    return Cell(central_number, "number")


def _unit(context: Context, assumption: Assumption) -> str:
    unit_text = unit(assumption.unit or "", context.language)
    return (
        f"{unit_text} ({assumption.price_year})"
        if assumption.price_year is not None and assumption.is_money
        else unit_text
    )


def _open(context: Context, leaves: list[Leaf]) -> list[Block]:
    if not leaves:
        return [Prose(context.say("nothing_pm"))]
    rows = tuple(
        Row(
            full_name(context, leaf),
            (Cell(context.words(leaf.assumption.pm), note=remarks_text(context, leaf.path)),),
            anchor=leaf.path,
        )
        for leaf in leaves
    )
    return [
        Table(
            context.say("pm_table"),
            (context.say("why_pm"),),
            rows,
            corner=context.word("assumption"),
            anchor="table-pm",
        )
    ]
