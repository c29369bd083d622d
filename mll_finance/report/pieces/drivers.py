"""What drives the result of an alternative: tornado, critical assumptions, and at which value the choice flips."""

from __future__ import annotations

from mll_finance.drivers.points import inputs
from mll_finance.drivers.sensitivity import (
    SHARE,
    Bar,
    Switch,
    Switching,
    Tornado,
    elasticities,
    switching_values,
    tornado,
    tornado_share,
)
from mll_finance.report import charts
from mll_finance.report.blocks import Block, Callout, Cell, Figure, Prose, Row, Table
from mll_finance.report.context import Context
from mll_finance.report.numbers import show_whole_percent
from mll_finance.report.pieces.inputs import cell, measured, name, note, short_choice, text

_SHOWN = 10
_PLACES = {
    "range": "place_range",
    "support": "place_support",
    "outside": "place_outside",
    "certain": "place_certain",
}


def driver_blocks(context: Context, alternative: str) -> list[Block]:
    """Tornado, what a fixed step does, and the switching values, of one alternative."""
    alternative_title = context.title("alternatives", alternative)
    drivers = tornado(context.study, alternative)
    npv = context.number(drivers.central, "euro")
    content: list[Block] = [Prose(context.say("sensitivity_intro", alternative=alternative_title, npv=npv))]
    if drivers.bars:
        content.append(_figure(context, drivers))
    else:
        content.append(Prose(context.say("sensitivity_nothing")))
    return [*content, *_steps(context, alternative), *_switching(context, alternative)]


def _figure(context: Context, drivers_table: Tornado) -> Figure:
    longest = drivers_table.bars[:_SHOWN]
    alternative_title = context.title("alternatives", drivers_table.alternative)
    first = longest[0]
    low, high = sorted((first.at_low, first.at_high))
    title_sentence = context.say(
        "tornado_title",
        input=name(context, first.input),
        alternative=alternative_title,
        low=context.number(low, "euro"),
        high=context.number(high, "euro"),
    )
    drivers = [
        charts.Driver(
            measured(context, bar.input),
            text(context, bar.input, bar.low),
            text(context, bar.input, bar.high),
            bar.at_low,
            bar.at_high,
        )
        for bar in longest
    ]
    ends = (context.say("tornado_low"), context.say("tornado_high"))
    figure = charts.tornado(drivers, drivers_table.central, ends=ends, language=context.language)
    sentence = " ".join(_said(context, bar) for bar in longest[:3])
    return Figure(title_sentence, figure, sentence, _bars(context, drivers_table), anchor="figure-tornado")


def _said(context: Context, bar: Bar) -> str:
    return context.say(
        "tornado_alone",
        input=name(context, bar.input),
        low_value=text(context, bar.input, bar.low),
        high_value=text(context, bar.input, bar.high),
        at_low=context.number(bar.at_low, "euro"),
        at_high=context.number(bar.at_high, "euro"),
    )


def _bars(context: Context, drivers: Tornado) -> Table:
    columns = ("value_low", "value_high", "at_low", "at_high", "swing")
    rows = tuple(
        Row(
            name(context, bar.input),
            (
                cell(bar.input, bar.low),
                cell(bar.input, bar.high),
                context.euros(bar.at_low),
                context.euros(bar.at_high),
                context.euros(bar.range),
            ),
            note=note(context, bar.input),
        )
        for bar in drivers.bars
    )
    count = len(drivers.bars)
    return Table(
        context.say("tornado_table", alternative=context.title("alternatives", drivers.alternative)),
        tuple(_capital(context.say(head)) for head in columns),
        rows,
        corner=context.word("assumption"),
        note=context.say("tornado_rest", shown=_SHOWN, count=count) if count > _SHOWN else "",
        anchor="table-tornado",
    )


def _steps(context: Context, alternative: str) -> list[Block]:
    """Every input a fixed share lower and higher, with its elasticity."""
    by_path = {response.input.path: response for response in elasticities(context.study, alternative)}
    bars = [bar for bar in tornado_share(context.study, alternative).bars if bar.input.path in by_path]
    if not bars:
        return []
    critical = len([response for response in by_path.values() if response.critical])
    longest = bars[:_SHOWN]
    share = show_whole_percent(SHARE)
    rows = []
    for bar in longest:
        elasticity = by_path[bar.input.path]
        mark = context.say("critical_yes" if elasticity.critical else "critical_no")
        cells = (
            context.euros(bar.at_low),
            context.euros(bar.at_high),
            Cell(elasticity.value, "ratio"),
            Cell(mark),
        )
        rows.append(Row(name(context, bar.input), cells, note=note(context, bar.input)))
    heads = (
        context.say("tornado_down", share=share),
        context.say("tornado_up", share=share),
        context.say("elasticity"),
        context.say("critical"),
    )
    table = Table(
        context.say("share_table", alternative=context.title("alternatives", alternative), share=share),
        tuple(_capital(head) for head in heads),
        tuple(rows),
        corner=context.word("assumption"),
        note=context.say("share_note"),
        anchor="table-elasticity",
    )
    sentence = context.say("critical_count", count=len(by_path), critical=critical, shown=len(longest))
    return [Prose(sentence), table]


def _switching(context: Context, alternative: str) -> list[Block]:
    switchings = switching_values(context.study, alternative)
    if not switchings:
        return [Prose(context.say("switching_none"))]
    # The flip of the choice has a column of its own only where it differs from that of the balance.
    apart = any(switching_value.is_apart for switching_value in switchings)
    heads = [
        context.word("central"),
        *(_capital(context.say(key)) for key in ("switch_npv", "switch_share", "switch_place")),
        *([_capital(context.say("switch_best"))] if apart else []),
        _capital(context.say("switch_to")),
    ]
    sentences = [context.say("switching_note")]
    ratioless = [
        name(context, switching_value.input)
        for switching_value in switchings
        if switching_value.npv is not None and not switching_value.npv.bcr
    ]
    if ratioless:
        sentences.append(context.say("switching_no_bcr", inputs=", ".join(ratioless)))
    rest = len(inputs(context.study)) - len(switchings)
    if rest:
        sentences.append(context.say("switching_rest", count=rest))
    table = Table(
        context.say("switching_table", alternative=context.title("alternatives", alternative)),
        tuple(heads),
        tuple(_switch_row(context, switching_value, apart) for switching_value in switchings),
        corner=context.word("assumption"),
        note=" ".join(sentences),
        anchor="table-switching",
    )
    return [_callout(context, switchings), table]


def _switch_row(context: Context, switching: Switching, apart: bool) -> Row:
    npv, best = switching.npv, switching.best
    turning = npv or best
    place = context.say(_PLACES[turning.place]) if turning is not None else ""
    also = ""
    if npv is not None and npv.others:
        also = context.say(
            "flips_also", values="; ".join(text(context, switching.input, other) for other in npv.others)
        )
    cells = [
        cell(switching.input, switching.input.central),
        cell(switching.input, npv.value if npv is not None else None, also),
        Cell(npv.of_central if npv is not None else None, "percent"),
        Cell(place),
    ]
    if apart:
        cells.append(cell(switching.input, best.value if best is not None else None))
    cells.append(Cell(short_choice(context, best.to) if best is not None else None))
    return Row(name(context, switching.input), tuple(cells), note=note(context, switching.input))


def _callout(context: Context, switching: tuple[Switching, ...]) -> Callout:
    """Whether the choice can flip within what the case itself thinks likely."""
    flips = [(switching_value, switching_value.best or switching_value.npv) for switching_value in switching]
    inside = [
        (switching_value, switch)
        for switching_value, switch in flips
        if switch is not None and switch.place == "range"
    ]
    if inside:
        switch_sentences = " ".join(
            _flip(context, switching_value, switch, "switch_inside") for switching_value, switch in inside[:3]
        )
        return Callout(context.say("switch_inside_title"), switch_sentences, "caution")
    switching_value, switch = next(
        (switching_value, switch) for switching_value, switch in flips if switch is not None
    )
    return Callout(
        context.say("switch_outside_title"),
        _flip(context, switching_value, switch, "switch_outside"),
        "neutral",
    )


def _flip(context: Context, switching: Switching, switch: Switch, key: str) -> str:
    return context.say(
        key,
        input=name(context, switching.input),
        value=text(context, switching.input, switch.value),
        central=text(context, switching.input, switching.input.central),
    )


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
