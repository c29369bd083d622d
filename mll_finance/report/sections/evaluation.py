"""How the municipality will know whether it worked: baseline, comparison, indicators, when to stop, and the cost."""

from __future__ import annotations

from mll_finance.inputs.grammar.sections import BASELINE
from mll_finance.inputs.method.evaluation import COST, Evaluation
from mll_finance.judgement.evaluation import SampleFinding, expected, line_total, sample_finding
from mll_finance.judgement.publication import is_count
from mll_finance.report.blocks import Block, Callout, Cell, Prose, Row, Table
from mll_finance.report.context import Context
from mll_finance.report.pieces.registers import subject
from mll_finance.report.section import section
from mll_finance.terms import unit


@section(
    nl="Hoe we weten of het werkt", en="How we will know whether it works", anchor="evaluation", public=True
)
def blocks(context: Context) -> list[Block]:
    """The design of the evaluation; nothing where the case has none."""
    found = context.study.case.section(Evaluation)
    if found is None:
        return []
    content: list[Block] = [
        Prose(context.words(found.question)),
        _design(context, found),
        *_sample(context, found),
        _indicators(context, found),
    ]
    return [*content, *_stop(context, found), *_moments(context, found), *_cost(context, found)]


def _design(context: Context, found: Evaluation) -> Table:
    rows = (
        Row(context.say("evaluation_go_live"), (Cell(str(found.go_live)),)),
        Row(
            context.say("evaluation_baseline"),
            (Cell(f"{found.baseline.year}: {context.words(found.baseline.what)}"),),
        ),
        Row(
            context.say("evaluation_design"),
            (Cell(context.say(f"design_{found.design}")),),
            note=context.say(f"design_{found.design}_shows"),
        ),
        Row(context.say("evaluation_comparison"), (Cell(context.words(found.comparison)),)),
    )
    return Table(
        context.say("evaluation_design_table"),
        (context.say("evaluation_what"),),
        rows,
        anchor="table-evaluation-design",
    )


def _sample(context: Context, found: Evaluation) -> list[Block]:
    if found.sample is None:
        return [
            Callout(context.say("evaluation_no_sample"), context.say("evaluation_no_sample_text"), "caution")
        ]
    one = sample_finding(context.study, found.sample)
    if one is None or context.hides(found.sample.outcome):
        return []
    values = {
        "control": context.number(one.control, "percent"),
        "treated": context.number(one.treated, "percent"),
        "planned": context.number(one.planned, "number"),
        "needed": context.number(one.needed, "number"),
        "power": context.number(one.power, "percent"),
        "demanded": context.number(one.demanded, "percent"),
    }
    if one.needed is None:
        callout = Callout(
            context.say("evaluation_same"), context.say("evaluation_same_text", **values), "caution"
        )
    elif one.enough:
        callout = Callout(
            context.say("evaluation_enough"), context.say("evaluation_enough_text", **values), "good"
        )
    else:
        callout = Callout(
            context.say("evaluation_too_small"), context.say("evaluation_too_small_text", **values), "bad"
        )
    return [callout, _sample_table(context, found, one)]


def _sample_table(context: Context, found: Evaluation, one: SampleFinding) -> Table:
    assert found.sample is not None
    treated = context.title("alternatives", found.sample.treated)
    control = context.title("alternatives", found.sample.control)
    detectable = (
        Cell(context.say("evaluation_nothing_detectable"))
        if one.detectable is None
        else Cell(one.detectable, "percent")
    )
    rows = (
        Row(context.say("evaluation_share", group=control), (Cell(one.control, "percent"),)),
        Row(context.say("evaluation_share", group=treated), (Cell(one.treated, "percent"),)),
        Row(context.say("evaluation_planned"), (Cell(one.planned, "number"),)),
        Row(context.say("evaluation_needed"), (Cell(one.needed, "number"),)),
        Row(context.say("evaluation_power"), (Cell(one.power, "percent"),)),
        Row(context.say("evaluation_detectable"), (detectable,)),
    )
    return Table(
        context.say("evaluation_sample_table", year=one.year),
        (context.word("value"),),
        rows,
        note=context.say(
            "evaluation_sample_note",
            significance=context.number(one.significance, "percent"),
            power=context.number(one.demanded, "percent"),
            effect=context.number(found.sample.design_effect, "ratio"),
        ),
        anchor="table-sample",
    )


def _indicators(context: Context, found: Evaluation) -> Table:
    alternative = found.sample.treated if found.sample is not None else subject(context)
    rows = []
    for one in found.indicators.values():
        cells = (
            _value(context, one.path, BASELINE),
            _value(context, one.path, alternative),
            Cell(_unit(context, one.path)),
            Cell(context.words(one.source) or context.say("register_open")),
            Cell(context.words(one.moment) or context.say("register_open")),
        )
        rows.append(Row(context.words(one.title), cells, note=one.path))
    columns = (
        context.title("alternatives", BASELINE),
        context.title("alternatives", alternative),
        context.word("unit"),
        context.say("evaluation_measured_from"),
        context.say("evaluation_moment"),
    )
    return Table(
        context.say("evaluation_indicators_table", year=context.study.case.years[-1]),
        columns,
        tuple(rows),
        corner=context.say("evaluation_indicator"),
        note=context.say("evaluation_indicators_note"),
        anchor="table-indicators",
    )


def _value(context: Context, path: str, alternative: str) -> Cell:
    if context.hides(path):
        return context.confidential()
    value = expected(context.study, path, alternative)
    if value is None:
        case = context.study.case
        pm = (".".join(path.split(".")[:2]), alternative) in case.graph.pm
        return context.pm() if pm else Cell(None, "number")
    if path.startswith("lines."):
        return context.amount(value)
    raw = _raw_unit(context, path)
    if raw in ("fraction", "ratio"):
        return Cell(value, "percent" if raw == "fraction" else "ratio")
    return context.count(value) if is_count(raw) else Cell(value, "number")


def _raw_unit(context: Context, path: str) -> str:
    """Unit of what stands at a path."""
    case = context.study.case
    section, name, *rest = path.split(".")
    if section == "lines" and not rest:
        return "EUR"
    leaf = case.graph.leaves.get(path)
    if leaf is not None:
        return leaf.assumption.unit or ""
    quantity = case.quantities.get(name)
    return "" if quantity is None else quantity.unit or quantity.units()[rest[0]]


def _unit(context: Context, path: str) -> str:
    raw = _raw_unit(context, path)
    return context.word(raw) if raw in ("count_per_year", "fraction") else unit(raw, context.language)


def _stop(context: Context, found: Evaluation) -> list[Block]:
    if not found.stop:
        return [Callout(context.say("evaluation_no_stop"), context.say("evaluation_no_stop_text"), "caution")]
    rows = tuple(
        Row(
            context.words(one.criterion),
            (
                Cell(_threshold(context, one.below, one.above)),
                Cell(context.words(one.who)),
                Cell(context.words(one.when)),
            ),
            note=context.words(found.indicators[one.indicator].title) if one.indicator else "",
        )
        for one in found.stop
    )
    columns = ("evaluation_threshold", "evaluation_decides", "evaluation_when")
    return [
        Table(
            context.say("evaluation_stop_table"),
            tuple(context.say(name) for name in columns),
            rows,
            corner=context.say("evaluation_criterion"),
            anchor="table-stop",
        )
    ]


def _threshold(context: Context, below: float | None, above: float | None) -> str:
    sentences = []
    if below is not None:
        sentences.append(context.say("evaluation_below", value=context.number(below, "number")))
    if above is not None:
        sentences.append(context.say("evaluation_above", value=context.number(above, "number")))
    return "; ".join(sentences) or context.say("evaluation_in_words")


def _moments(context: Context, found: Evaluation) -> list[Block]:
    if not found.moments:
        return []
    rows = tuple(Row(str(one.year), (Cell(context.words(one.what)),)) for one in found.moments)
    return [
        Table(
            context.say("evaluation_moments_table"),
            (context.say("evaluation_done"),),
            rows,
            corner=context.word("year"),
            anchor="table-moments",
        )
    ]


def _cost(context: Context, found: Evaluation) -> list[Block]:
    if found.cost is None:
        return [Callout(context.say("evaluation_no_cost"), context.say("evaluation_no_cost_text"), "caution")]
    rows = []
    for name in found.cost.line or (COST,):
        for alternative in context.study.case.lines[name].alternative:
            total = line_total(context.study, name, alternative)
            shown = context.amount(total) if total is not None else context.pm()
            if context.hides(f"lines.{name}"):
                shown = context.confidential()
            rows.append(
                Row(
                    context.title("lines", name),
                    (Cell(context.title("alternatives", alternative)), shown),
                    note=f"lines.{name}",
                )
            )
    note = "evaluation_cost_bound" if found.cost.line else "evaluation_cost_added"
    return [
        Table(
            context.say("evaluation_cost_table", level=context.study.case.prices.level_year),
            (context.word("alternative"), context.say("evaluation_total")),
            tuple(rows),
            corner=context.word("line"),
            note=context.say(note),
            anchor="table-evaluation-cost",
        )
    ]
