"""The numbers of the public version: those that may be shown, with how many are left out."""

from __future__ import annotations

from mll_finance.inputs.case.graph import Leaf
from mll_finance.judgement.disclosure.confidential import is_count
from mll_finance.judgement.publication import publication
from mll_finance.report.blocks import Block, Cell, Prose, Row, Table
from mll_finance.report.context import Context
from mll_finance.report.pieces.names import full_name
from mll_finance.report.section import section
from mll_finance.terms import unit


@section(
    nl="Aannamen in de openbare versie",
    en="Assumptions in the public version",
    anchor="public-numbers",
    public=True,
)
def blocks(context: Context) -> list[Block]:
    """The numbers that are neither confidential nor left out with what is."""
    public_selection = context.publication or publication(context.study)
    leaves = [leaf for leaf in context.study.case.graph.leaves.values() if leaf.assumption.ref is None]
    open_leaves = [
        leaf for leaf in leaves if not public_selection.hides(leaf.path) and leaf.assumption.pm is None
    ]
    hidden_count = len([leaf for leaf in leaves if public_selection.hides(leaf.path)])
    if not open_leaves:
        return [Prose(context.say("public_no_numbers"))]
    table = Table(
        context.say("public_numbers_table"),
        (context.word("value"), context.word("unit"), context.word("quality"), context.word("source")),
        tuple(_row(context, leaf) for leaf in open_leaves),
        corner=context.word("assumption"),
        note=context.say("public_numbers_note", count=hidden_count),
        anchor="table-public-numbers",
    )
    return [table]


def _row(context: Context, leaf: Leaf) -> Row:
    assumption = leaf.assumption
    central_number = assumption.central
    if isinstance(central_number, dict) and is_count(assumption.unit or ""):
        # By year a small cell is small in some year only; the cell says of each year what it may.
        cells_by_year = {year: context.count(number).value for year, number in central_number.items()}
        cell = Cell(
            "; ".join(
                f"{year}: {year_cell if isinstance(year_cell, str) else context.number(year_cell, 'number')}"
                for year, year_cell in cells_by_year.items()
            )
        )
    elif isinstance(central_number, dict):
        joined_text = "; ".join(
            f"{year}: {context.number(amount, 'number')}" for year, amount in central_number.items()
        )
        cell = Cell(joined_text)
    elif assumption.unit == "fraction":
        cell = Cell(central_number, "percent")
    elif is_count(assumption.unit or "") and context.publication is not None:
        cell = context.count(central_number)
    else:
        cell = Cell(central_number, "number")
    cells = (
        cell,
        Cell(unit(assumption.unit or "", context.language)),
        Cell(assumption.quality),
        Cell(context.source(assumption)),
    )
    return Row(full_name(context, leaf), cells, note=leaf.path)
