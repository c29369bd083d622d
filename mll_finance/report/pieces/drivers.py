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
from mll_finance.inputs.grammar.parties import SOCIETY
from mll_finance.judgement.contenders import ranked_choices
from mll_finance.report import charts
from mll_finance.report.blocks import Block, Callout, Cell, Figure, Prose, Row, Table
from mll_finance.report.context import Context
from mll_finance.report.numbers import show_whole_percent
from mll_finance.report.pieces.inputs import cell, measured, name, note, short_choice, text
from mll_finance.report.pieces.never_share import never_share_sentences
from mll_finance.terms import capital

_SHOWN = 10
_PLACES = {
    "range": "place_range",
    "support": "place_support",
    "outside": "place_outside",
    "certain": "place_certain",
}


def driver_blocks(context: Context, alternative: str) -> list[Block]:
    """Tornado and the first switching values of one alternative."""
    alternative_title = context.title("alternatives", alternative)
    tornado_bars = tornado(context.study, alternative)
    npv_text = context.number(tornado_bars.central, "euro")
    mean_text = context.number(context.study.value(SOCIETY, alternative, "npv")["mean"], "euro")
    section_blocks: list[Block] = [
        Prose(context.say("sensitivity_intro", alternative=alternative_title, npv=npv_text, mean=mean_text))
    ]
    if tornado_bars.bars:
        section_blocks.append(_figure(context, tornado_bars))
    else:
        section_blocks.append(Prose(context.say("sensitivity_nothing")))
    never_share_prose = [
        Prose(never_share_text) for never_share_text in never_share_sentences(context, alternative)
    ]
    return [*section_blocks, *_switching(context, alternative), *never_share_prose]


def step_blocks(context: Context, alternative: str) -> list[Block]:
    """What a fixed step does; the switching values too, where not all of them were shown."""
    switchings = switching_values(context.study, alternative, choices=ranked_choices(context.study))
    more_blocks = [_switching_table(context, alternative, switchings)] if len(switchings) > _SHOWN else []
    return [*_steps(context, alternative), *more_blocks]


def _figure(context: Context, drivers_table: Tornado) -> Figure:
    longest_bars = drivers_table.bars[:_SHOWN]
    alternative_title = context.title("alternatives", drivers_table.alternative)
    longest_bar = longest_bars[0]
    lowest_npv, highest_npv = sorted((longest_bar.at_low, longest_bar.at_high))
    title_sentence = context.say(
        "tornado_title",
        input=name(context, longest_bar.input),
        alternative=alternative_title,
        low=context.number(lowest_npv, "euro"),
        high=context.number(highest_npv, "euro"),
    )
    drivers = [
        charts.Driver(
            measured(context, bar.input),
            text(context, bar.input, bar.low),
            text(context, bar.input, bar.high),
            bar.at_low,
            bar.at_high,
        )
        for bar in longest_bars
    ]
    end_labels = (context.say("tornado_low"), context.say("tornado_high"))
    tornado_chart = charts.tornado(drivers, drivers_table.central, ends=end_labels, language=context.language)
    bars_text = " ".join(_said(context, bar) for bar in longest_bars[:3])
    return Figure(
        title_sentence,
        tornado_chart,
        bars_text,
        _bars(context, drivers_table),
        anchor="figure-tornado",
        frame="tornado",
    )


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
    column_names = ("value_low", "value_high", "at_low", "at_high", "swing")
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
    bar_count = len(drivers.bars)
    return Table(
        context.say("tornado_table", alternative=context.title("alternatives", drivers.alternative)),
        tuple(capital(context.say(head)) for head in column_names),
        rows,
        corner=context.word("assumption"),
        note=context.say("tornado_rest", shown=_SHOWN, count=bar_count) if bar_count > _SHOWN else "",
        anchor="table-tornado",
    )


def _steps(context: Context, alternative: str) -> list[Block]:
    """Every input a fixed share lower and higher, with its elasticity."""
    elasticity_by_path = {
        response.input.path: response for response in elasticities(context.study, alternative)
    }
    bars = [
        bar for bar in tornado_share(context.study, alternative).bars if bar.input.path in elasticity_by_path
    ]
    if not bars:
        return []
    critical_count = len([response for response in elasticity_by_path.values() if response.critical])
    longest_bars = bars[:_SHOWN]
    step_text = show_whole_percent(SHARE)
    rows = []
    for bar in longest_bars:
        elasticity = elasticity_by_path[bar.input.path]
        critical_text = context.say("critical_yes" if elasticity.critical else "critical_no")
        cells = (
            context.euros(bar.at_low),
            context.euros(bar.at_high),
            Cell(elasticity.value, "ratio"),
            Cell(critical_text),
        )
        rows.append(Row(name(context, bar.input), cells, note=note(context, bar.input)))
    column_heads = (
        context.say("tornado_down", share=step_text),
        context.say("tornado_up", share=step_text),
        context.say("elasticity"),
        context.say("critical"),
    )
    table = Table(
        context.say("share_table", alternative=context.title("alternatives", alternative), share=step_text),
        tuple(capital(head) for head in column_heads),
        tuple(rows),
        corner=context.word("assumption"),
        note=context.say("share_note"),
        anchor="table-elasticity",
    )
    sentence = context.say(
        "critical_count", count=len(elasticity_by_path), critical=critical_count, shown=len(longest_bars)
    )
    return [Prose(sentence), table]


def _switching(context: Context, alternative: str) -> list[Block]:
    """Whether the choice can flip, and at which value of each of the first assumptions."""
    switchings = switching_values(context.study, alternative, choices=ranked_choices(context.study))
    if not switchings:
        return [Prose(context.say("switching_none"))]
    return [_callout(context, switchings), _switching_table(context, alternative, switchings, _SHOWN)]


def _switching_table(
    context: Context, alternative: str, switchings: tuple[Switching, ...], most: int | None = None
) -> Table:
    """At which value of each assumption the choice flips; of the first so many, where that is given."""
    # The flip of the choice has a column of its own only where it differs from that of the balance.
    is_any_apart = any(switching_value.is_apart for switching_value in switchings)
    column_heads = [
        context.word("central"),
        *(capital(context.say(key)) for key in ("switch_npv", "switch_share", "switch_place")),
        *([capital(context.say("switch_best"))] if is_any_apart else []),
        capital(context.say("switch_to")),
    ]
    sentences = [context.say("switching_note")]
    inputs_without_ratio = [
        name(context, switching_value.input)
        for switching_value in switchings
        if switching_value.npv is not None and not switching_value.npv.bcr
    ]
    if inputs_without_ratio:
        sentences.append(context.say("switching_no_bcr", inputs=", ".join(inputs_without_ratio)))
    if most is not None and most < len(switchings):
        sentences.append(context.say("switching_shown", shown=most, count=len(switchings)))
    rest_count = len(inputs(context.study)) - len(switchings)
    if rest_count:
        sentences.append(context.say("switching_rest", count=rest_count))
    return Table(
        context.say("switching_table", alternative=context.title("alternatives", alternative)),
        tuple(column_heads),
        tuple(_switch_row(context, switching_value, is_any_apart) for switching_value in switchings[:most]),
        corner=context.word("assumption"),
        note=" ".join(sentences),
        anchor="table-switching",
    )


def _switch_row(context: Context, switching: Switching, apart: bool) -> Row:
    npv_switch, choice_switch = switching.npv, switching.best
    first_switch = npv_switch or choice_switch
    place_text = context.say(_PLACES[first_switch.place]) if first_switch is not None else ""
    also_text = ""
    if npv_switch is not None and npv_switch.others:
        also_text = context.say(
            "flips_also",
            values="; ".join(
                text(context, switching.input, other_number) for other_number in npv_switch.others
            ),
        )
    cells = [
        cell(switching.input, switching.input.central),
        cell(switching.input, npv_switch.value if npv_switch is not None else None, also_text),
        Cell(npv_switch.of_central if npv_switch is not None else None, "percent"),
        Cell(place_text),
    ]
    if apart:
        cells.append(cell(switching.input, choice_switch.value if choice_switch is not None else None))
    cells.append(Cell(short_choice(context, choice_switch.to) if choice_switch is not None else None))
    return Row(name(context, switching.input), tuple(cells), note=note(context, switching.input))


def _callout(context: Context, switching: tuple[Switching, ...]) -> Callout:
    """Whether the choice can flip within what the case itself thinks likely."""
    inputs_and_switches = [
        (switching_value, switching_value.best or switching_value.npv) for switching_value in switching
    ]
    switches_inside = [
        (switching_value, switch)
        for switching_value, switch in inputs_and_switches
        if switch is not None and switch.place == "range"
    ]
    if switches_inside:
        switches_text = " ".join(
            _flip(context, switching_value, switch, "switch_inside")
            for switching_value, switch in switches_inside[:3]
        )
        return Callout(context.say("switch_inside_title"), switches_text, "caution")
    switching_value, switch = next(
        (switching_value, switch) for switching_value, switch in inputs_and_switches if switch is not None
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
