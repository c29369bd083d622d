"""The cost-benefit analysis in one table: effects by alternative, each with its number, euros or PM, and sign."""

from __future__ import annotations

from mll_finance.inputs.case.graph import Output
from mll_finance.inputs.grammar.parties import SOCIETY
from mll_finance.judgement.evaluation import expected
from mll_finance.parties.expected_lines import expected_line_values, expected_side_total
from mll_finance.parties.incidence import SIDES, LineValue
from mll_finance.parties.material import small_lines, together
from mll_finance.report.blocks import Block, Cell, Prose, Row, Table
from mll_finance.report.context import Context
from mll_finance.report.section import section
from mll_finance.terms import counted_in

_SHARES = ("fraction", "ratio", "1/yr", "1", "index")
"""Units of what is no number of people, hours or things."""


@section(nl="Kosten en baten voor de samenleving", en="Costs and benefits to society", anchor="effects")
def blocks(context: Context) -> list[Block]:
    """Every effect that matters, costs first; the small ones together, what has no amount by name."""
    return [Prose(context.say("effects_intro")), _table(context)]


def _table(context: Context) -> Table:
    study = context.study
    projects = study.case.projects
    values_by_alternative = {
        id_: {line_value.line: line_value for line_value in expected_line_values(study, id_, SOCIETY)}
        for id_ in projects
    }
    small_line_ids = small_lines(values_by_alternative)
    rows: list[Row] = []
    for side in SIDES:
        side_line_ids = [
            line
            for line in study.case.lines
            if any(line in values and values[line].side == side for values in values_by_alternative.values())
        ]
        rows += [
            Row(
                context.title("lines", line),
                tuple(_cell(context, values_by_alternative[id_].get(line), id_) for id_ in projects),
                indent=1,
            )
            for line in side_line_ids
            if line not in small_line_ids
        ]
        small_ids = [line for line in side_line_ids if line in small_line_ids]
        if small_ids:
            joint_values = [together(values_by_alternative[id_], small_ids) for id_ in projects]
            small_text = context.say("effects_small", count=len(small_ids))
            rows.append(Row(small_text, tuple(context.amount(amount) for amount in joint_values), indent=1))
        total_cells = tuple(
            Cell(
                expected_side_total(study, id_, SOCIETY, side),
                "amount",
                pm=any(
                    line_value.present_value is None and line_value.side == side
                    for line_value in values_by_alternative[id_].values()
                ),
            )
            for id_ in projects
        )
        rows.append(Row(context.word(side), total_cells, total=True))
    mean_npvs = [study.value(SOCIETY, id_, "npv")["mean"] for id_ in projects]
    has_pm = [bool(study.stream(SOCIETY, id_).pm) for id_ in projects]
    rows.append(
        Row(
            context.word("npv"),
            tuple(
                Cell(balance, "amount", pm=is_pm) for balance, is_pm in zip(mean_npvs, has_pm, strict=True)
            ),
            total=True,
        )
    )
    return Table(
        context.say("effects_table", level=study.case.prices.level_year),
        tuple(context.title("alternatives", id_) for id_ in projects),
        tuple(rows),
        corner=context.say("effects_corner"),
        note=context.say("effects_note", year=study.case.years[-1]),
        anchor="table-effects",
    )


def _cell(context: Context, value: LineValue | None, alternative: str) -> Cell:
    if value is None:
        return context.amount(None)
    remark = _number(context, value.line, alternative)
    return Cell(value.present_value, "amount", pm=value.present_value is None, remark=remark)


def _number(context: Context, line: str, alternative: str) -> str:
    """How many people, hours or things a line counts in the last year; empty where it counts none."""
    graph = context.study.case.graph
    for path, number_leaf in graph.leaves.items():
        if not path.startswith(f"lines.{line}.") or number_leaf.assumption.ref is None:
            continue
        referred_output = graph.target(number_leaf.assumption.ref)
        if not isinstance(referred_output, Output):
            continue
        output_quantity = context.study.case.quantities[referred_output.quantity]
        unit_id = (
            number_leaf.assumption.unit
            or output_quantity.unit
            or output_quantity.units()[referred_output.name]
        )
        if unit_id.split("/")[0] in _SHARES:
            continue
        expected_count = expected(
            context.study, f"quantities.{referred_output.quantity}.{referred_output.name}", alternative
        )
        if expected_count is not None:
            return (
                f"{context.number(expected_count, 'number')} {counted_in(unit_id, context.language)}".strip()
            )
    return ""
