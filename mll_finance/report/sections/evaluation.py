"""How the municipality will know whether it worked: baseline, comparison, indicators, when to stop, and the cost."""

from __future__ import annotations

from mll_finance.inputs.grammar.sections import BASELINE
from mll_finance.inputs.method.evaluation import COST, Evaluation
from mll_finance.judgement.disclosure.confidential import is_count
from mll_finance.judgement.evaluation import SampleFinding, expected, line_total, sample_finding
from mll_finance.report.blocks import Block, Callout, Cell, Prose, Row, Table
from mll_finance.report.context import Context
from mll_finance.report.pieces.agreeing.stop_criteria import stop_blocks
from mll_finance.report.pieces.registers.drafts import subject
from mll_finance.report.section import section
from mll_finance.terms import unit


@section(
    nl="Hoe we weten of het werkt", en="How we will know whether it works", anchor="evaluation", public=True
)
def blocks(context: Context) -> list[Block]:
    """The design of the evaluation; nothing where the case has none."""
    evaluation_section = context.study.case.section(Evaluation)
    if evaluation_section is None:
        return []
    section_blocks: list[Block] = [
        Prose(context.words(evaluation_section.question)),
        _design(context, evaluation_section),
        *_sample(context, evaluation_section),
        _indicators(context, evaluation_section),
    ]
    return [
        *section_blocks,
        *stop_blocks(context, evaluation_section),
        *_moments(context, evaluation_section),
        *_cost(context, evaluation_section),
    ]


def _design(context: Context, evaluation: Evaluation) -> Table:
    rows = (
        Row(context.say("evaluation_go_live"), (Cell(str(evaluation.go_live)),)),
        Row(
            context.say("evaluation_baseline"),
            (Cell(f"{evaluation.baseline.year}: {context.words(evaluation.baseline.what)}"),),
        ),
        Row(
            context.say("evaluation_design"),
            (Cell(context.say(f"design_{evaluation.design}")),),
            note=context.say(f"design_{evaluation.design}_shows"),
        ),
        Row(context.say("evaluation_comparison"), (Cell(context.words(evaluation.comparison)),)),
    )
    return Table(
        context.say("evaluation_design_table"),
        (context.say("evaluation_what"),),
        rows,
        anchor="table-evaluation-design",
    )


def _sample(context: Context, evaluation: Evaluation) -> list[Block]:
    if evaluation.sample is None:
        return [
            Callout(context.say("evaluation_no_sample"), context.say("evaluation_no_sample_text"), "caution")
        ]
    sample_result = sample_finding(context.study, evaluation.sample)
    if sample_result is None or context.hides(evaluation.sample.outcome):
        return []
    sentence_fields = {
        "control": context.number(sample_result.control, "percent"),
        "treated": context.number(sample_result.treated, "percent"),
        "planned": context.number(sample_result.planned, "number"),
        "needed": context.number(sample_result.needed, "number"),
        "power": context.number(sample_result.power, "percent"),
        "demanded": context.number(sample_result.demanded, "percent"),
    }
    if sample_result.needed is None:
        sample_callout = Callout(
            context.say("evaluation_same"), context.say("evaluation_same_text", **sentence_fields), "caution"
        )
    elif sample_result.enough:
        sample_callout = Callout(
            context.say("evaluation_enough"), context.say("evaluation_enough_text", **sentence_fields), "good"
        )
    else:
        sample_callout = Callout(
            context.say("evaluation_too_small"),
            context.say("evaluation_too_small_text", **sentence_fields),
            "bad",
        )
    return [sample_callout, _sample_table(context, evaluation, sample_result)]


def _sample_table(context: Context, evaluation: Evaluation, finding: SampleFinding) -> Table:
    assert evaluation.sample is not None
    treated_title = context.title("alternatives", evaluation.sample.treated)
    control_title = context.title("alternatives", evaluation.sample.control)
    detectable_cell = (
        Cell(context.say("evaluation_nothing_detectable"))
        if finding.detectable is None
        else Cell(finding.detectable, "percent")
    )
    rows = (
        Row(context.say("evaluation_share", group=control_title), (Cell(finding.control, "percent"),)),
        Row(context.say("evaluation_share", group=treated_title), (Cell(finding.treated, "percent"),)),
        Row(context.say("evaluation_planned"), (Cell(finding.planned, "number"),)),
        Row(context.say("evaluation_needed"), (Cell(finding.needed, "number"),)),
        Row(context.say("evaluation_power"), (Cell(finding.power, "percent"),)),
        Row(context.say("evaluation_detectable"), (detectable_cell,)),
    )
    return Table(
        context.say("evaluation_sample_table", year=finding.year),
        (context.word("value"),),
        rows,
        note=context.say(
            "evaluation_sample_note",
            significance=context.number(finding.significance, "percent"),
            power=context.number(finding.demanded, "percent"),
            effect=context.number(evaluation.sample.design_effect, "ratio"),
        ),
        anchor="table-sample",
    )


def _indicators(context: Context, evaluation: Evaluation) -> Table:
    measured_id = evaluation.sample.treated if evaluation.sample is not None else subject(context)
    rows = []
    for indicator in evaluation.indicators.values():
        indicator_cells = (
            _value(context, indicator.path, BASELINE),
            _value(context, indicator.path, measured_id),
            Cell(_unit(context, indicator.path)),
            Cell(context.words(indicator.source) or context.say("register_open")),
            Cell(context.words(indicator.moment) or context.say("register_open")),
        )
        rows.append(Row(context.words(indicator.title), indicator_cells, note=indicator.path))
    column_titles = (
        context.title("alternatives", BASELINE),
        context.title("alternatives", measured_id),
        context.word("unit"),
        context.say("evaluation_measured_from"),
        context.say("evaluation_moment"),
    )
    return Table(
        context.say("evaluation_indicators_table", year=context.study.case.years[-1]),
        column_titles,
        tuple(rows),
        corner=context.say("evaluation_indicator"),
        note=context.say("evaluation_indicators_note"),
        anchor="table-indicators",
    )


def _value(context: Context, path: str, alternative: str) -> Cell:
    if context.hides(path):
        return context.confidential()
    expected_number = expected(context.study, path, alternative)
    if expected_number is None:
        case = context.study.case
        is_pm_in_alternative = (".".join(path.split(".")[:2]), alternative) in case.graph.pm
        return context.pm() if is_pm_in_alternative else Cell(None, "number")
    if path.startswith("lines."):
        return context.amount(expected_number)
    unit_id = _raw_unit(context, path)
    if unit_id in ("fraction", "ratio"):
        return Cell(expected_number, "percent" if unit_id == "fraction" else "ratio")
    return context.count(expected_number) if is_count(unit_id) else Cell(expected_number, "number")


def _raw_unit(context: Context, path: str) -> str:
    """Unit of what stands at a path."""
    case = context.study.case
    section_name, part_name, *field_names = path.split(".")
    if section_name == "lines" and not field_names:
        return "EUR"
    indicator_leaf = case.graph.leaves.get(path)
    if indicator_leaf is not None:
        return indicator_leaf.assumption.unit or ""
    quantity = case.quantities.get(part_name)
    return "" if quantity is None else quantity.unit or quantity.units()[field_names[0]]


def _unit(context: Context, path: str) -> str:
    unit_id = _raw_unit(context, path)
    return (
        context.word(unit_id)
        if unit_id in ("count_per_year", "fraction")
        else unit(unit_id, context.language)
    )


def _moments(context: Context, evaluation: Evaluation) -> list[Block]:
    if not evaluation.moments:
        return []
    rows = tuple(Row(str(moment.year), (Cell(context.words(moment.what)),)) for moment in evaluation.moments)
    return [
        Table(
            context.say("evaluation_moments_table"),
            (context.say("evaluation_done"),),
            rows,
            corner=context.word("year"),
            anchor="table-moments",
        )
    ]


def _cost(context: Context, evaluation: Evaluation) -> list[Block]:
    if evaluation.cost is None:
        return [Callout(context.say("evaluation_no_cost"), context.say("evaluation_no_cost_text"), "caution")]
    rows = []
    for line_id in evaluation.cost.line or (COST,):
        for alternative_id in context.study.case.lines[line_id].alternative:
            cost_total = line_total(context.study, line_id, alternative_id)
            cost_cell = context.amount(cost_total) if cost_total is not None else context.pm()
            if context.hides(f"lines.{line_id}"):
                cost_cell = context.confidential()
            rows.append(
                Row(
                    context.title("lines", line_id),
                    (Cell(context.title("alternatives", alternative_id)), cost_cell),
                    note=f"lines.{line_id}",
                )
            )
    note_key = "evaluation_cost_bound" if evaluation.cost.line else "evaluation_cost_added"
    return [
        Table(
            context.say("evaluation_cost_table", level=context.study.case.prices.level_year),
            (context.word("alternative"), context.say("evaluation_total")),
            tuple(rows),
            corner=context.word("line"),
            note=context.say(note_key),
            anchor="table-evaluation-cost",
        )
    ]
