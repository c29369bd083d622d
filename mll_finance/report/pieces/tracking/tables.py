"""What came of a case: tables for a terminal and a notebook."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from mll_finance.drivers.points import Input
from mll_finance.judgement.tracking.causes import LineVariance
from mll_finance.judgement.tracking.forecast import Outlook
from mll_finance.judgement.tracking.ranges import Ranged
from mll_finance.judgement.tracking.register import Benefit
from mll_finance.judgement.tracking.stops import StopCheck
from mll_finance.judgement.tracking.tracked import Tracked
from mll_finance.report.blocks import Block, Cell, Format, Prose, Row, Table
from mll_finance.report.context import Context
from mll_finance.report.pieces.inputs import name, short_choice
from mll_finance.report.pieces.tracking.record import record_text
from mll_finance.terms import unit

_MISSING = Cell(None)


def tracking_blocks(context: Context, tracked: Tracked) -> list[Block]:
    """Everything that is said of a case with its actuals."""
    alternative_names_text = ", ".join(
        short_choice(context, alternative) for alternative in tracked.observed.alternatives
    )
    title_text = context.words(context.study.case.settings.title, context.study.case.settings.id)
    blocks: list[Block] = [
        Prose(
            context.say(
                "track_opening",
                title=title_text,
                year=tracked.observed.last_year,
                alternatives=alternative_names_text,
            ),
            alone=True,
        )
    ]
    for tracking_part_name in _PARTS:
        blocks += tracking_part(context, tracked, tracking_part_name)
    return blocks


def tracking_part(context: Context, tracked: Tracked, part: str) -> list[Block]:
    """One part of it: ``lines``, ``ranges`` with the record, ``npv``, ``benefits``, ``stops``; nothing where empty."""
    return _PARTS[part](context, tracked)


def lines_table(context: Context, lines: Sequence[LineVariance]) -> Table:
    """Each line by year and cause, and all together."""
    rows = [
        Row(
            context.title("lines", str(line_variance.actual.place.line)),
            (
                _year(context, line_variance.actual.year, line_variance.actual.share),
                context.pm() if line_variance.expected is None else context.euros(line_variance.expected),
                context.euros(line_variance.actual.value),
                *(
                    context.euros(variance_part)
                    for variance_part in (
                        line_variance.difference,
                        line_variance.price,
                        line_variance.volume,
                        line_variance.timing,
                        line_variance.other,
                    )
                ),
            ),
            note=short_choice(context, line_variance.actual.alternative),
        )
        for line_variance in lines
    ]
    column_keys = ("year", "expected", "actual", "difference", "price", "volume", "timing", "other")
    return Table(
        context.say("track_lines"),
        tuple(context.say(f"track_{column_key}") for column_key in column_keys),
        tuple(rows),
        corner=context.say("track_line"),
        note=context.say("track_lines_note"),
    )


def ranges_table(context: Context, ranges: Sequence[Ranged]) -> Table:
    """Each actual beside the range that was expected."""
    rows = []
    for ranged_number in ranges:
        number_format: Format = (
            "euro"
            if ranged_number.actual.kind == "amount"
            else "percent"
            if ranged_number.actual.unit == "fraction"
            else "number"
        )
        inside_key = {True: "track_yes", False: "track_no", None: "track_no_range"}[ranged_number.is_inside]
        rows.append(
            Row(
                _named(context, ranged_number),
                (
                    _year(context, ranged_number.actual.year, ranged_number.actual.share),
                    *(
                        Cell(range_figure, number_format)
                        for range_figure in (
                            ranged_number.low,
                            ranged_number.middle,
                            ranged_number.high,
                            ranged_number.actual.value,
                        )
                    ),
                    Cell(context.say(inside_key)),
                ),
                note=short_choice(context, ranged_number.actual.alternative),
            )
        )
    return Table(
        context.say("track_ranges"),
        (
            context.say("track_year"),
            "P5",
            "P50",
            "P95",
            context.say("track_actual"),
            context.say("track_inside"),
        ),
        tuple(rows),
        corner=context.say("track_number"),
        note=context.say("track_ranges_note"),
    )


def npv_table(context: Context, outlooks: Sequence[Outlook]) -> Table:
    """The net present value as it was expected and as it is now, by each rule."""
    rows = []
    for npv_outlook in outlooks:
        forecast_as_seen = npv_outlook.by_rule["as_seen"]
        low_npv, _, high_npv = (percentile.value for percentile in forecast_as_seen.percentiles)
        outlook_title_text = context.say(
            "track_for",
            alternative=short_choice(context, npv_outlook.alternative),
            perspective=context.title("perspectives", npv_outlook.perspective),
        )
        rows.append(
            Row(
                outlook_title_text,
                (
                    context.euros(npv_outlook.expected.mean.value),
                    context.euros(npv_outlook.by_rule["as_planned"].mean.value),
                    context.euros(forecast_as_seen.mean.value),
                    Cell(f"{context.number(low_npv, 'euro')} – {context.number(high_npv, 'euro')}"),
                ),
            )
        )
    column_keys = ("expected", "as_planned", "as_seen", "as_seen_range")
    return Table(
        context.say("track_npv"),
        tuple(context.say(f"track_{column_key}") for column_key in column_keys),
        tuple(rows),
        note=context.say("track_npv_note"),
    )


def benefits_table(context: Context, benefits: Sequence[Benefit]) -> Table:
    """The register of benefits."""
    rows = tuple(
        Row(
            context.title("lines", tracked_benefit.line),
            (
                Cell(context.words(tracked_benefit.owner, context.say("track_nobody"))),
                context.euros(tracked_benefit.expected),
                _MISSING if tracked_benefit.realised is None else context.euros(tracked_benefit.realised),
                Cell(
                    context.say(
                        f"track_{tracked_benefit.evidence}", sources="; ".join(tracked_benefit.sources)
                    )
                ),
            ),
            note=short_choice(context, tracked_benefit.alternative),
        )
        for tracked_benefit in benefits
    )
    column_keys = ("owner", "expected", "realised", "evidence")
    return Table(
        context.say("track_benefits"),
        tuple(context.say(f"track_{column_key}") for column_key in column_keys),
        rows,
        corner=context.say("track_line"),
        note=context.say("track_benefits_note"),
    )


def stops_table(context: Context, stops: Sequence[StopCheck]) -> Table:
    """Each stop criterion with what is known of it."""
    rows = []
    for stop_check in stops:
        number_format = _form(context, stop_check)
        side_key = "track_below" if stop_check.stops_below else "track_above"
        border_text = (
            context.say("track_no_border")
            if stop_check.border is None
            else context.say(side_key, at=context.number(stop_check.border, number_format))
        )
        verdict_key = {True: "track_stop", False: "track_go_on", None: "track_unknown"}[stop_check.is_stop]
        rows.append(
            Row(
                _criterion(context, stop_check),
                (
                    Cell(border_text),
                    _MISSING
                    if stop_check.actual is None
                    else Cell(stop_check.actual.whole_year, number_format),
                    Cell(context.say(verdict_key)),
                ),
                note="" if stop_check.alternative is None else short_choice(context, stop_check.alternative),
            )
        )
    return Table(
        context.say("track_stops"),
        tuple(context.say(f"track_{column_key}") for column_key in ("border", "actual", "verdict")),
        tuple(rows),
        corner=context.say("track_criterion"),
        note=context.say("track_stops_note"),
        cards=True,
    )


def _criterion(context: Context, check: StopCheck) -> str:
    if check.origin == "acceptance":
        return context.say("track_acceptance")
    criterion_text = context.words(check.words, check.name.replace("_", " "))
    return context.say("track_gate", phase=criterion_text) if check.origin == "gate" else criterion_text


def _form(context: Context, check: StopCheck) -> Format:
    """A share is shown as a percentage."""
    if check.actual is not None:
        return "percent" if check.actual.unit == "fraction" else "number"
    checked_leaf = context.study.case.graph.leaves.get(check.path or "")
    is_share = check.origin == "acceptance" or (
        checked_leaf is not None and checked_leaf.assumption.unit == "fraction"
    )
    return "percent" if is_share else "number"


def _named(context: Context, ranged: Ranged) -> str:
    """Reader's name of what an actual is about, with its unit where that says something."""
    actual_place = ranged.actual.place
    if actual_place.line is not None:
        return context.title("lines", actual_place.line)
    if actual_place.leaf is not None:
        title_text = name(context, Input(actual_place.leaf))
    else:
        title_text = context.title("quantities", str(actual_place.output and actual_place.output.quantity))
    unit_text = (
        ""
        if ranged.actual.unit in ("fraction", "1", "count/yr")
        else unit(ranged.actual.unit, context.language)
    )
    return f"{title_text} ({unit_text})" if unit_text else title_text


def _year(context: Context, year: int, share: float) -> Cell:
    """The year, and which part of it."""
    if share == 1.0:
        return Cell(year, "year")
    return Cell(context.say("track_part", year=year, share=context.number(share, "percent")))


def _ranges(context: Context, tracked: Tracked) -> list[Block]:
    record_sentence = record_text(context.language, tracked.record)
    return [ranges_table(context, tracked.ranges), Prose(record_sentence, alone=True)]


_PARTS: dict[str, Callable[[Context, Tracked], list[Block]]] = {
    "lines": lambda context, tracked: [lines_table(context, tracked.lines)] if tracked.lines else [],
    "ranges": _ranges,
    "npv": lambda context, tracked: [npv_table(context, tracked.forecast.outlooks)],
    "benefits": lambda context, tracked: (
        [benefits_table(context, tracked.benefits)] if tracked.benefits else []
    ),
    "stops": lambda context, tracked: [stops_table(context, tracked.stops)] if tracked.stops else [],
}
"""The parts, in their order, each with what it shows."""
