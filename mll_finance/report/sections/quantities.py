"""What happens, in numbers of people and cases: the quantities behind the euros."""

from __future__ import annotations

from mll_finance.judgement.disclosure.confidential import is_count
from mll_finance.judgement.evaluation import expected
from mll_finance.report.blocks import Block, Cell, Prose, Row, Table
from mll_finance.report.context import Context
from mll_finance.report.pieces.names import output_name
from mll_finance.report.section import section


@section(nl="Wat er gebeurt in aantallen", en="What happens in numbers", anchor="quantities", public=True)
def blocks(context: Context) -> list[Block]:
    """A table per quantity, one column an alternative, in the last year of the case."""
    study = context.study
    if not study.case.quantities:
        return []
    section_blocks: list[Block] = [
        Prose(context.say("quantities_intro", year=study.case.years[-1])),
    ]
    alternative_ids = list(study.case.alternatives)
    rows = []
    for quantity_id in study.case.graph.order:
        quantity = study.case.quantities[quantity_id]
        unit_by_output = quantity.units()
        for output_id, output_unit_id in unit_by_output.items():
            unit_id = quantity.unit or output_unit_id
            quantity_title = context.title("quantities", quantity_id)
            rows.append(
                Row(
                    quantity_title
                    if len(unit_by_output) == 1
                    else f"{quantity_title}: {output_name(quantity, output_id, context.language)}",
                    tuple(
                        _cell(context, quantity_id, output_id, unit_id, alternative_id)
                        for alternative_id in alternative_ids
                    ),
                )
            )
    section_blocks.append(
        Table(
            context.say("quantities_table", year=study.case.years[-1]),
            tuple(context.title("alternatives", alternative_id) for alternative_id in alternative_ids),
            tuple(rows),
            corner=context.word("quantity"),
            anchor="table-quantities",
        )
    )
    return section_blocks


def _cell(context: Context, name: str, output: str, unit: str, alternative: str) -> Cell:
    study = context.study
    if (f"quantities.{name}", alternative) in study.case.graph.pm:
        return Cell(None, "number", pm=True)
    if context.hides(f"quantities.{name}"):
        return context.confidential()
    last_year_number = expected(study, f"quantities.{name}.{output}", alternative)
    if last_year_number is None:
        return Cell(None, "number", pm=True)
    if context.publication is not None and is_count(unit):
        return context.count(last_year_number)
    return Cell(
        last_year_number,
        "percent"
        if unit == "fraction"
        else "ratio"
        if unit == "ratio" or abs(last_year_number) < 10
        else "number",
    )
