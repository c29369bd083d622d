"""What selecting asks and brings: precision by rival and length of the list, the frontier, the decision curve."""

from __future__ import annotations

from mll_finance.judgement.achieving.demands import (
    Demand,
    decision_curves,
    demanded,
    demands,
    model_demands,
)
from mll_finance.judgement.achieving.thresholds import EVERYONE, DecisionCurve, Place
from mll_finance.report import charts
from mll_finance.report.blocks import Block, Cell, Figure, Prose, Row, Table
from mll_finance.report.context import Context

_SHOWN = (0, 2, 4, 6, 8, 10)
"""Places of a decision curve that its table shows."""


def selecting_blocks(context: Context) -> list[Block]:
    """Tables and figures of every selection whose precision moves euros; nothing where the case has none."""
    case_demands = demands(context.study)
    if not case_demands:
        return []
    blocks: list[Block] = [_needed(context, case_demands)]
    reachable_demands = [
        demand
        for demand in case_demands
        if any(needed_precision is not None for _, needed_precision in demand.by_length)
    ]
    if reachable_demands:
        blocks.append(_by_length(context, reachable_demands))
    for demand in model_demands(context.study):
        sentences = [_worth(context, demand), _best(context, demand)]
        blocks.append(Prose(" ".join(filter(None, sentences))))
        if len(demand.points) > 1:
            blocks.append(_frontier(context, demand))
        if demand.places:
            blocks.append(_places(context, demand))
    reached_quantities = {demand.quantity for demand in reachable_demands if demand.learns}
    for curve in decision_curves(context.study):
        figure = _decision_curve(context, curve)
        # Where no precision is enough the numbers serve; a picture of them would decide nothing.
        blocks.append(figure if curve.quantity in reached_quantities or figure.data is None else figure.data)
    return blocks


def _row_name(context: Context, demand: Demand) -> str:
    quantity = context.title("quantities", demand.quantity)
    return f"{context.title('alternatives', demand.alternative)}: {quantity}"


def _needed(context: Context, asked: tuple[Demand, ...]) -> Table:
    rivals = list(dict.fromkeys(rival for demand in asked for rival in demand.against_each))
    rows = tuple(
        Row(
            _row_name(context, demand),
            (
                Cell(demand.expected.precision, "percent"),
                *(_rounded_up(demand.against_each.get(rival)) for rival in rivals),
            ),
        )
        for demand in asked
    )
    columns = tuple(
        context.say("achieving_against", rival=context.title("alternatives", rival)) for rival in rivals
    )
    errors = [demand.error for demand in asked if demand.error is not None]
    note_text = (
        context.say("achieving_needed_note", error=context.number(max(errors), "percent"))
        if errors
        else context.say("achieving_needed_note_plain")
    )
    return Table(
        context.say("achieving_needed_table"),
        (context.say("acceptance_expected"), *columns),
        rows,
        corner=context.word("alternative"),
        note=note_text,
        anchor="table-precision",
    )


def _rounded_up(needed: float | None) -> Cell:
    return Cell(None if needed is None else demanded(needed), "percent")


def _by_length(context: Context, asked: list[Demand]) -> Table:
    shares = [share for share, _ in asked[0].by_length]
    rows = tuple(
        Row(
            _row_name(context, demand),
            tuple(_rounded_up(needed_precision) for _, needed_precision in demand.by_length),
        )
        for demand in asked
    )
    return Table(
        context.say("achieving_length_table"),
        tuple(context.say("achieving_length", share=context.number(share, "percent")) for share in shares),
        rows,
        corner=context.word("alternative"),
        note=context.say("achieving_length_note"),
        anchor="table-precision-length",
    )


def _worth(context: Context, demand: Demand) -> str:
    """What a right and a wrong selection bring, and from which chance following up is worth it."""
    if demand.gain is None or demand.loss is None:
        return ""
    title = context.title("alternatives", demand.alternative)
    worthwhile = demand.worthwhile_from
    key = "never" if worthwhile is None else "free" if worthwhile == 0 else ""
    sentence = context.say(
        f"achieving_worth_{key}" if key else "achieving_worth",
        gain=context.about(demand.gain),
        loss=context.about(demand.loss),
        **{"from": context.number(worthwhile, "percent")},
    )
    return f"{title}. {sentence}"


def _best(context: Context, demand: Demand) -> str:
    best_place = demand.best_place
    if best_place is None:
        return ""
    return context.say(
        "achieving_curve",
        flags=context.number(best_place.expected.flags, "number"),
        precision=context.number(best_place.expected.precision, "percent"),
        recall=context.number(best_place.expected.recall, "percent"),
    )


def _frontier(context: Context, demand: Demand) -> Figure:
    title = context.title("alternatives", demand.alternative)
    curve = [(place.expected.recall, place.expected.precision) for place in demand.places]
    word_keys = ("frontier_line", "frontier_curve", "achieving_expected", "frontier_recall")
    line_label, makers_label, expected_label, across_label = (context.say(name) for name in word_keys)
    figure = charts.frontier(
        demand.points,
        curve if len(curve) > 1 else [],
        expected=(demand.expected.recall, demand.expected.precision),
        names=(line_label, makers_label, expected_label, across_label),
        language=context.language,
    )
    precisions = [precision for _, precision in demand.points]
    low_text, high_text = (
        context.number(precision, "percent") for precision in (min(precisions), max(precisions))
    )
    least_share = context.number(demand.points[0][0], "percent")
    rows = tuple(
        Row(context.number(recall, "percent"), (Cell(precision, "percent"),))
        for recall, precision in demand.points
    )
    table = Table(
        context.say("frontier_data"), (context.word("precision"),), rows, corner=context.word("recall")
    )
    return Figure(
        context.say("frontier_title", alternative=title),
        figure,
        context.say("frontier_text", alternative=title, least=least_share, low=low_text, high=high_text),
        table,
        anchor=f"figure-frontier-{demand.alternative}",
        measure=context.say("frontier_measure"),
        frame="frontier",
    )


def _places(context: Context, demand: Demand) -> Table:
    rows = tuple(_place(context, place, is_best=place is demand.best_place) for place in demand.places)
    columns = ("flags", "precision", "recall", "balance")
    return Table(
        context.say("places_table", alternative=context.title("alternatives", demand.alternative)),
        tuple(context.say(f"places_{column}") for column in columns),
        rows,
        note=context.say("places_note"),
        anchor=f"table-places-{demand.alternative}",
    )


def _place(context: Context, place: Place, *, is_best: bool) -> Row:
    place_text = context.say("places_whole")
    if place.curve_recall is not None and place.curve_precision is not None:
        recall, precision = (
            context.number(share, "percent") for share in (place.curve_recall, place.curve_precision)
        )
        place_text = context.say("places_row", recall=recall, precision=precision)
    cells = (
        Cell(place.expected.flags, "number"),
        Cell(place.expected.precision, "percent"),
        Cell(place.expected.recall, "percent"),
        context.amount(place.balance),
    )
    return Row(place_text, cells, note=context.say("places_best") if is_best else "")


def _decision_curve(context: Context, curve: DecisionCurve) -> Figure:
    name_by_way = {
        name: context.say("decision_curve_everyone")
        if name == EVERYONE
        else context.title("alternatives", name)
        for name in curve.benefits
    }
    figure = charts.decision_curve(
        curve.thresholds,
        {name_by_way[name]: benefit_by_place for name, benefit_by_place in curve.benefits.items()},
        axis=context.say("decision_curve_axis"),
        least=curve.least_shown,
        language=context.language,
    )
    rows = tuple(
        Row(name_by_way[name], tuple(Cell(benefit_by_place[place], "years") for place in _SHOWN))
        for name, benefit_by_place in curve.benefits.items()
    )
    columns = tuple(context.number(curve.thresholds[place], "percent") for place in _SHOWN)
    own_threshold = curve.worthwhile_from
    note_text = (
        context.say("decision_curve_note_plain")
        if own_threshold is None
        else context.say("decision_curve_note", own=context.number(own_threshold, "percent"))
    )
    table = Table(
        context.say("decision_curve_data"), columns, rows, corner=context.word("alternative"), note=note_text
    )
    shown_place = _SHOWN[1]
    values_text = ", ".join(
        context.say(
            "decision_curve_value",
            way=name_by_way[name],
            value=context.number(benefit_by_place[shown_place], "years"),
        )
        for name, benefit_by_place in curve.benefits.items()
    )
    return Figure(
        context.say("decision_curve_title"),
        figure,
        context.say(
            "decision_curve_text",
            at=context.number(curve.thresholds[shown_place], "percent"),
            values=values_text,
        ),
        table,
        anchor=f"figure-decision-curve-{curve.quantity}",
    )
