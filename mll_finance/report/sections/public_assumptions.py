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
    leaves_without_reference = [
        leaf for leaf in context.study.case.graph.leaves.values() if leaf.assumption.ref is None
    ]
    shown_leaves = [
        leaf
        for leaf in leaves_without_reference
        if not public_selection.hides(leaf.path) and leaf.assumption.pm is None
    ]
    hidden_count = len([leaf for leaf in leaves_without_reference if public_selection.hides(leaf.path)])
    if not shown_leaves:
        return [Prose(context.say("public_no_numbers"))]
    numbers_table = Table(
        context.say("public_numbers_table"),
        (context.word("value"), context.word("unit"), context.word("quality"), context.word("source")),
        tuple(_row(context, leaf) for leaf in shown_leaves),
        corner=context.word("assumption"),
        note=context.say("public_numbers_note", count=hidden_count),
        anchor="table-public-numbers",
    )
    return [numbers_table]


def _row(context: Context, leaf: Leaf) -> Row:
    assumption = leaf.assumption
    central_number = assumption.central
    if isinstance(central_number, dict) and is_count(assumption.unit or ""):
        # By year a small cell is small in some year only; the cell says of each year what it may.
        shown_value_by_year = {
            year: context.count(yearly_number).value for year, yearly_number in central_number.items()
        }
        value_cell = Cell(
            "; ".join(
                f"{year}: {shown_value if isinstance(shown_value, str) else context.number(shown_value, 'number')}"
                for year, shown_value in shown_value_by_year.items()
            )
        )
    elif isinstance(central_number, dict):
        number_by_year_text = "; ".join(
            f"{year}: {context.number(yearly_number, 'number')}"
            for year, yearly_number in central_number.items()
        )
        value_cell = Cell(number_by_year_text)
    elif assumption.unit == "fraction":
        value_cell = Cell(central_number, "percent")
    elif is_count(assumption.unit or "") and context.publication is not None:
        value_cell = context.count(central_number)
    else:
        value_cell = Cell(central_number, "number")
    row_cells = (
        value_cell,
        Cell(unit(assumption.unit or "", context.language)),
        Cell(assumption.quality),
        Cell(context.source(assumption)),
    )
    return Row(full_name(context, leaf), row_cells, note=leaf.path)
