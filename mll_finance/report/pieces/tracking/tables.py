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
    names_text = ", ".join(
        short_choice(context, alternative) for alternative in tracked.observed.alternatives
    )
    title_text = context.words(context.study.case.settings.title, context.study.case.settings.id)
    blocks: list[Block] = [
        Prose(
            context.say(
                "track_opening", title=title_text, year=tracked.observed.last_year, alternatives=names_text
            ),
            alone=True,
        )
    ]
    for part in _PARTS:
        blocks += tracking_part(context, tracked, part)
    return blocks


def tracking_part(context: Context, tracked: Tracked, part: str) -> list[Block]:
    """One part of it: ``lines``, ``ranges`` with the record, ``npv``, ``benefits``, ``stops``; nothing where empty."""
    return _PARTS[part](context, tracked)


def lines_table(context: Context, lines: Sequence[LineVariance]) -> Table:
    """Each line by year and cause, and all together."""
    rows = [
        Row(
            context.title("lines", str(variance.actual.place.line)),
            (
                _year(context, variance.actual.year, variance.actual.share),
                context.pm() if variance.expected is None else context.euros(variance.expected),
                context.euros(variance.actual.value),
                *(
                    context.euros(part)
                    for part in (
                        variance.difference,
                        variance.price,
                        variance.volume,
                        variance.timing,
                        variance.other,
                    )
                ),
            ),
            note=short_choice(context, variance.actual.alternative),
        )
        for variance in lines
    ]
    columns = ("year", "expected", "actual", "difference", "price", "volume", "timing", "other")
    return Table(
        context.say("track_lines"),
        tuple(context.say(f"track_{column}") for column in columns),
        tuple(rows),
        corner=context.say("track_line"),
        note=context.say("track_lines_note"),
    )


def ranges_table(context: Context, ranges: Sequence[Ranged]) -> Table:
    """Each actual beside the range that was expected."""
    rows = []
    for ranged in ranges:
        number_format: Format = (
            "euro"
            if ranged.actual.kind == "amount"
            else "percent"
            if ranged.actual.unit == "fraction"
            else "number"
        )
        inside_key = {True: "track_yes", False: "track_no", None: "track_no_range"}[ranged.is_inside]
        rows.append(
            Row(
                _named(context, ranged),
                (
                    _year(context, ranged.actual.year, ranged.actual.share),
                    *(
                        Cell(figure, number_format)
                        for figure in (ranged.low, ranged.middle, ranged.high, ranged.actual.value)
                    ),
                    Cell(context.say(inside_key)),
                ),
                note=short_choice(context, ranged.actual.alternative),
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
    for outlook in outlooks:
        outlook_as_seen = outlook.by_rule["as_seen"]
        low_npv, _, high_npv = (percentile.value for percentile in outlook_as_seen.percentiles)
        title_text = context.say(
            "track_for",
            alternative=short_choice(context, outlook.alternative),
            perspective=context.title("perspectives", outlook.perspective),
        )
        rows.append(
            Row(
                title_text,
                (
                    context.euros(outlook.expected.mean.value),
                    context.euros(outlook.by_rule["as_planned"].mean.value),
                    context.euros(outlook_as_seen.mean.value),
                    Cell(f"{context.number(low_npv, 'euro')} – {context.number(high_npv, 'euro')}"),
                ),
            )
        )
    columns = ("expected", "as_planned", "as_seen", "as_seen_range")
    return Table(
        context.say("track_npv"),
        tuple(context.say(f"track_{column}") for column in columns),
        tuple(rows),
        note=context.say("track_npv_note"),
    )


def benefits_table(context: Context, benefits: Sequence[Benefit]) -> Table:
    """The register of benefits."""
    rows = tuple(
        Row(
            context.title("lines", benefit.line),
            (
                Cell(context.words(benefit.owner, context.say("track_nobody"))),
                context.euros(benefit.expected),
                _MISSING if benefit.realised is None else context.euros(benefit.realised),
                Cell(context.say(f"track_{benefit.evidence}", sources="; ".join(benefit.sources))),
            ),
            note=short_choice(context, benefit.alternative),
        )
        for benefit in benefits
    )
    columns = ("owner", "expected", "realised", "evidence")
    return Table(
        context.say("track_benefits"),
        tuple(context.say(f"track_{column}") for column in columns),
        rows,
        corner=context.say("track_line"),
        note=context.say("track_benefits_note"),
    )


def stops_table(context: Context, stops: Sequence[StopCheck]) -> Table:
    """Each stop criterion with what is known of it."""
    rows = []
    for check in stops:
        number_format = _form(context, check)
        side = "track_below" if check.stops_below else "track_above"
        border_text = (
            context.say("track_no_border")
            if check.border is None
            else context.say(side, at=context.number(check.border, number_format))
        )
        verdict = {True: "track_stop", False: "track_go_on", None: "track_unknown"}[check.is_stop]
        rows.append(
            Row(
                _criterion(context, check),
                (
                    Cell(border_text),
                    _MISSING if check.actual is None else Cell(check.actual.whole_year, number_format),
                    Cell(context.say(verdict)),
                ),
                note="" if check.alternative is None else short_choice(context, check.alternative),
            )
        )
    return Table(
        context.say("track_stops"),
        tuple(context.say(f"track_{column}") for column in ("border", "actual", "verdict")),
        tuple(rows),
        corner=context.say("track_criterion"),
        note=context.say("track_stops_note"),
        cards=True,
    )


def _criterion(context: Context, check: StopCheck) -> str:
    if check.origin == "acceptance":
        return context.say("track_acceptance")
    words = context.words(check.words, check.name.replace("_", " "))
    return context.say("track_gate", phase=words) if check.origin == "gate" else words


def _form(context: Context, check: StopCheck) -> Format:
    """A share is shown as a percentage."""
    if check.actual is not None:
        return "percent" if check.actual.unit == "fraction" else "number"
    leaf = context.study.case.graph.leaves.get(check.path or "")
    is_share = check.origin == "acceptance" or (leaf is not None and leaf.assumption.unit == "fraction")
    return "percent" if is_share else "number"


def _named(context: Context, ranged: Ranged) -> str:
    """Reader's name of what an actual is about, with its unit where that says something."""
    place = ranged.actual.place
    if place.line is not None:
        return context.title("lines", place.line)
    if place.leaf is not None:
        title_text = name(context, Input(place.leaf))
    else:
        title_text = context.title("quantities", str(place.output and place.output.quantity))
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
