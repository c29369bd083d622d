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
    selection_demands = demands(context.study)
    if not selection_demands:
        return []
    blocks: list[Block] = [_needed(context, selection_demands)]
    demands_with_needed_precision = [
        demand
        for demand in selection_demands
        if any(needed_precision is not None for _, needed_precision in demand.by_length)
    ]
    if demands_with_needed_precision:
        blocks.append(_by_length(context, demands_with_needed_precision))
    for demand in model_demands(context.study):
        sentences = [_worth(context, demand), _best(context, demand)]
        blocks.append(Prose(" ".join(filter(None, sentences))))
        if len(demand.points) > 1:
            blocks.append(_frontier(context, demand))
        if demand.places:
            blocks.append(_places(context, demand))
    quantities_of_learning_demands = {
        demand.quantity for demand in demands_with_needed_precision if demand.learns
    }
    for curve in decision_curves(context.study):
        decision_figure = _decision_curve(context, curve)
        # Where no precision is enough the numbers serve; a picture of them would decide nothing.
        blocks.append(
            decision_figure
            if curve.quantity in quantities_of_learning_demands or decision_figure.data is None
            else decision_figure.data
        )
    return blocks


def _row_name(context: Context, demand: Demand) -> str:
    quantity_title = context.title("quantities", demand.quantity)
    return f"{context.title('alternatives', demand.alternative)}: {quantity_title}"


def _needed(context: Context, asked: tuple[Demand, ...]) -> Table:
    rival_ids = list(dict.fromkeys(rival_id for demand in asked for rival_id in demand.against_each))
    rows = tuple(
        Row(
            _row_name(context, demand),
            (
                Cell(demand.expected.precision, "percent"),
                *(_rounded_up(demand.against_each.get(rival_id)) for rival_id in rival_ids),
            ),
        )
        for demand in asked
    )
    rival_titles = tuple(
        context.say("achieving_against", rival=context.title("alternatives", rival_id))
        for rival_id in rival_ids
    )
    precision_errors = [demand.error for demand in asked if demand.error is not None]
    note_text = (
        context.say("achieving_needed_note", error=context.number(max(precision_errors), "percent"))
        if precision_errors
        else context.say("achieving_needed_note_plain")
    )
    return Table(
        context.say("achieving_needed_table"),
        (context.say("acceptance_expected"), *rival_titles),
        rows,
        corner=context.word("alternative"),
        note=note_text,
        anchor="table-precision",
    )


def _rounded_up(needed: float | None) -> Cell:
    return Cell(None if needed is None else demanded(needed), "percent")


def _by_length(context: Context, asked: list[Demand]) -> Table:
    list_shares = [list_share for list_share, _ in asked[0].by_length]
    rows = tuple(
        Row(
            _row_name(context, demand),
            tuple(_rounded_up(needed_precision) for _, needed_precision in demand.by_length),
        )
        for demand in asked
    )
    return Table(
        context.say("achieving_length_table"),
        tuple(
            context.say("achieving_length", share=context.number(list_share, "percent"))
            for list_share in list_shares
        ),
        rows,
        corner=context.word("alternative"),
        note=context.say("achieving_length_note"),
        anchor="table-precision-length",
    )


def _worth(context: Context, demand: Demand) -> str:
    """What a right and a wrong selection bring, and from which chance following up is worth it."""
    if demand.gain is None or demand.loss is None:
        return ""
    alternative_title = context.title("alternatives", demand.alternative)
    worthwhile_precision = demand.worthwhile_from
    worth_key = "never" if worthwhile_precision is None else "free" if worthwhile_precision == 0 else ""
    worth_sentence = context.say(
        f"achieving_worth_{worth_key}" if worth_key else "achieving_worth",
        gain=context.about(demand.gain),
        loss=context.about(demand.loss),
        **{"from": context.number(worthwhile_precision, "percent")},
    )
    return f"{alternative_title}. {worth_sentence}"


def _best(context: Context, demand: Demand) -> str:
    best_curve_place = demand.best_place
    if best_curve_place is None:
        return ""
    return context.say(
        "achieving_curve",
        flags=context.number(best_curve_place.expected.flags, "number"),
        precision=context.number(best_curve_place.expected.precision, "percent"),
        recall=context.number(best_curve_place.expected.recall, "percent"),
    )


def _frontier(context: Context, demand: Demand) -> Figure:
    alternative_title = context.title("alternatives", demand.alternative)
    recall_and_precision_points = [
        (curve_place.expected.recall, curve_place.expected.precision) for curve_place in demand.places
    ]
    word_keys = ("frontier_line", "frontier_curve", "achieving_expected", "frontier_recall")
    line_label, makers_curve_label, expected_label, across_label = (
        context.say(word_key) for word_key in word_keys
    )
    frontier_chart = charts.frontier(
        demand.points,
        recall_and_precision_points if len(recall_and_precision_points) > 1 else [],
        expected=(demand.expected.recall, demand.expected.precision),
        names=(line_label, makers_curve_label, expected_label, across_label),
        language=context.language,
    )
    needed_precisions = [needed_precision for _, needed_precision in demand.points]
    lowest_text, highest_text = (
        context.number(needed_precision, "percent")
        for needed_precision in (min(needed_precisions), max(needed_precisions))
    )
    least_recall_text = context.number(demand.points[0][0], "percent")
    rows = tuple(
        Row(context.number(recall, "percent"), (Cell(needed_precision, "percent"),))
        for recall, needed_precision in demand.points
    )
    data_table = Table(
        context.say("frontier_data"), (context.word("precision"),), rows, corner=context.word("recall")
    )
    return Figure(
        context.say("frontier_title", alternative=alternative_title),
        frontier_chart,
        context.say(
            "frontier_text",
            alternative=alternative_title,
            least=least_recall_text,
            low=lowest_text,
            high=highest_text,
        ),
        data_table,
        anchor=f"figure-frontier-{demand.alternative}",
        measure=context.say("frontier_measure"),
        frame="frontier",
    )


def _places(context: Context, demand: Demand) -> Table:
    rows = tuple(
        _place(context, curve_place, is_best=curve_place is demand.best_place)
        for curve_place in demand.places
    )
    column_keys = ("flags", "precision", "recall", "balance")
    return Table(
        context.say("places_table", alternative=context.title("alternatives", demand.alternative)),
        tuple(context.say(f"places_{column_key}") for column_key in column_keys),
        rows,
        note=context.say("places_note"),
        anchor=f"table-places-{demand.alternative}",
    )


def _place(context: Context, place: Place, *, is_best: bool) -> Row:
    place_text = context.say("places_whole")
    if place.curve_recall is not None and place.curve_precision is not None:
        recall_text, precision_text = (
            context.number(place_share, "percent")
            for place_share in (place.curve_recall, place.curve_precision)
        )
        place_text = context.say("places_row", recall=recall_text, precision=precision_text)
    place_cells = (
        Cell(place.expected.flags, "number"),
        Cell(place.expected.precision, "percent"),
        Cell(place.expected.recall, "percent"),
        context.amount(place.balance),
    )
    return Row(place_text, place_cells, note=context.say("places_best") if is_best else "")


def _decision_curve(context: Context, curve: DecisionCurve) -> Figure:
    title_by_way = {
        way_id: context.say("decision_curve_everyone")
        if way_id == EVERYONE
        else context.title("alternatives", way_id)
        for way_id in curve.benefits
    }
    curve_chart = charts.decision_curve(
        curve.thresholds,
        {
            title_by_way[way_id]: benefit_by_threshold
            for way_id, benefit_by_threshold in curve.benefits.items()
        },
        axis=context.say("decision_curve_axis"),
        least=curve.least_shown,
        language=context.language,
    )
    rows = tuple(
        Row(
            title_by_way[way_id],
            tuple(Cell(benefit_by_threshold[threshold_index], "years") for threshold_index in _SHOWN),
        )
        for way_id, benefit_by_threshold in curve.benefits.items()
    )
    threshold_titles = tuple(
        context.number(curve.thresholds[threshold_index], "percent") for threshold_index in _SHOWN
    )
    worthwhile_threshold = curve.worthwhile_from
    note_text = (
        context.say("decision_curve_note_plain")
        if worthwhile_threshold is None
        else context.say("decision_curve_note", own=context.number(worthwhile_threshold, "percent"))
    )
    data_table = Table(
        context.say("decision_curve_data"),
        threshold_titles,
        rows,
        corner=context.word("alternative"),
        note=note_text,
    )
    middle_threshold_index = _SHOWN[1]
    values_text = ", ".join(
        context.say(
            "decision_curve_value",
            way=title_by_way[way_id],
            value=context.number(benefit_by_threshold[middle_threshold_index], "years"),
        )
        for way_id, benefit_by_threshold in curve.benefits.items()
    )
    return Figure(
        context.say("decision_curve_title"),
        curve_chart,
        context.say(
            "decision_curve_text",
            at=context.number(curve.thresholds[middle_threshold_index], "percent"),
            values=values_text,
        ),
        data_table,
        anchor=f"figure-decision-curve-{curve.quantity}",
    )
