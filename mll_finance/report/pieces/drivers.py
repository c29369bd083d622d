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
    alternative_tornado = tornado(context.study, alternative)
    npv_text = context.number(alternative_tornado.central, "euro")
    mean_text = context.number(context.study.value(SOCIETY, alternative, "npv")["mean"], "euro")
    section_blocks: list[Block] = [
        Prose(context.say("sensitivity_intro", alternative=alternative_title, npv=npv_text, mean=mean_text))
    ]
    if alternative_tornado.bars:
        section_blocks.append(_figure(context, alternative_tornado))
    else:
        section_blocks.append(Prose(context.say("sensitivity_nothing")))
    never_share_prose = [
        Prose(never_share_sentence) for never_share_sentence in never_share_sentences(context, alternative)
    ]
    return [*section_blocks, *_switching(context, alternative), *never_share_prose]


def step_blocks(context: Context, alternative: str) -> list[Block]:
    """What a fixed step does; the switching values too, where not all of them were shown."""
    switchings = switching_values(context.study, alternative, choices=ranked_choices(context.study))
    blocks_after_figure = (
        [_switching_table(context, alternative, switchings)] if len(switchings) > _SHOWN else []
    )
    return [*_steps(context, alternative), *blocks_after_figure]


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
    drawn_drivers = [
        charts.Driver(
            measured(context, tornado_bar.input),
            text(context, tornado_bar.input, tornado_bar.low),
            text(context, tornado_bar.input, tornado_bar.high),
            tornado_bar.at_low,
            tornado_bar.at_high,
        )
        for tornado_bar in longest_bars
    ]
    end_labels = (context.say("tornado_low"), context.say("tornado_high"))
    tornado_chart = charts.tornado(
        drawn_drivers, drivers_table.central, ends=end_labels, language=context.language
    )
    bars_text = " ".join(_said(context, tornado_bar) for tornado_bar in longest_bars[:3])
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
    column_keys = ("value_low", "value_high", "at_low", "at_high", "swing")
    rows = tuple(
        Row(
            name(context, tornado_bar.input),
            (
                cell(tornado_bar.input, tornado_bar.low),
                cell(tornado_bar.input, tornado_bar.high),
                context.euros(tornado_bar.at_low),
                context.euros(tornado_bar.at_high),
                context.euros(tornado_bar.range),
            ),
            note=note(context, tornado_bar.input),
        )
        for tornado_bar in drivers.bars
    )
    bar_count = len(drivers.bars)
    return Table(
        context.say("tornado_table", alternative=context.title("alternatives", drivers.alternative)),
        tuple(capital(context.say(column_key)) for column_key in column_keys),
        rows,
        corner=context.word("assumption"),
        note=context.say("tornado_rest", shown=_SHOWN, count=bar_count) if bar_count > _SHOWN else "",
        anchor="table-tornado",
    )


def _steps(context: Context, alternative: str) -> list[Block]:
    """Every input a fixed share lower and higher, with its elasticity."""
    elasticity_by_path = {
        elasticity_response.input.path: elasticity_response
        for elasticity_response in elasticities(context.study, alternative)
    }
    bars_with_elasticity = [
        share_bar
        for share_bar in tornado_share(context.study, alternative).bars
        if share_bar.input.path in elasticity_by_path
    ]
    if not bars_with_elasticity:
        return []
    critical_count = len(
        [
            elasticity_response
            for elasticity_response in elasticity_by_path.values()
            if elasticity_response.critical
        ]
    )
    longest_bars = bars_with_elasticity[:_SHOWN]
    step_share_text = show_whole_percent(SHARE)
    rows = []
    for share_bar in longest_bars:
        bar_elasticity = elasticity_by_path[share_bar.input.path]
        critical_text = context.say("critical_yes" if bar_elasticity.critical else "critical_no")
        row_cells = (
            context.euros(share_bar.at_low),
            context.euros(share_bar.at_high),
            Cell(bar_elasticity.value, "ratio"),
            Cell(critical_text),
        )
        rows.append(Row(name(context, share_bar.input), row_cells, note=note(context, share_bar.input)))
    column_heads = (
        context.say("tornado_down", share=step_share_text),
        context.say("tornado_up", share=step_share_text),
        context.say("elasticity"),
        context.say("critical"),
    )
    elasticity_table = Table(
        context.say(
            "share_table", alternative=context.title("alternatives", alternative), share=step_share_text
        ),
        tuple(capital(column_head) for column_head in column_heads),
        tuple(rows),
        corner=context.word("assumption"),
        note=context.say("share_note"),
        anchor="table-elasticity",
    )
    critical_sentence = context.say(
        "critical_count", count=len(elasticity_by_path), critical=critical_count, shown=len(longest_bars)
    )
    return [Prose(critical_sentence), elasticity_table]


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
    is_any_apart = any(switching.is_apart for switching in switchings)
    column_heads = [
        context.word("central"),
        *(capital(context.say(column_key)) for column_key in ("switch_npv", "switch_share", "switch_place")),
        *([capital(context.say("switch_best"))] if is_any_apart else []),
        capital(context.say("switch_to")),
    ]
    sentences = [context.say("switching_note")]
    inputs_without_ratio = [
        name(context, switching.input)
        for switching in switchings
        if switching.npv is not None and not switching.npv.bcr
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
        tuple(_switch_row(context, switching, is_any_apart) for switching in switchings[:most]),
        corner=context.word("assumption"),
        note=" ".join(sentences),
        anchor="table-switching",
    )


def _switch_row(context: Context, switching: Switching, apart: bool) -> Row:
    switch_of_npv, switch_of_choice = switching.npv, switching.best
    shown_switch = switch_of_npv or switch_of_choice
    switch_place_text = context.say(_PLACES[shown_switch.place]) if shown_switch is not None else ""
    further_values_text = ""
    if switch_of_npv is not None and switch_of_npv.others:
        further_values_text = context.say(
            "flips_also",
            values="; ".join(
                text(context, switching.input, other_switch_value)
                for other_switch_value in switch_of_npv.others
            ),
        )
    row_cells = [
        cell(switching.input, switching.input.central),
        cell(
            switching.input, switch_of_npv.value if switch_of_npv is not None else None, further_values_text
        ),
        Cell(switch_of_npv.of_central if switch_of_npv is not None else None, "percent"),
        Cell(switch_place_text),
    ]
    if apart:
        row_cells.append(
            cell(switching.input, switch_of_choice.value if switch_of_choice is not None else None)
        )
    row_cells.append(
        Cell(short_choice(context, switch_of_choice.to) if switch_of_choice is not None else None)
    )
    return Row(name(context, switching.input), tuple(row_cells), note=note(context, switching.input))


def _callout(context: Context, switching: tuple[Switching, ...]) -> Callout:
    """Whether the choice can flip within what the case itself thinks likely."""
    switchings_with_switch = [
        (input_switching, input_switching.best or input_switching.npv) for input_switching in switching
    ]
    switchings_inside_range = [
        (input_switching, first_switch)
        for input_switching, first_switch in switchings_with_switch
        if first_switch is not None and first_switch.place == "range"
    ]
    if switchings_inside_range:
        switches_text = " ".join(
            _flip(context, input_switching, first_switch, "switch_inside")
            for input_switching, first_switch in switchings_inside_range[:3]
        )
        return Callout(context.say("switch_inside_title"), switches_text, "caution")
    input_switching, first_switch = next(
        (input_switching, first_switch)
        for input_switching, first_switch in switchings_with_switch
        if first_switch is not None
    )
    return Callout(
        context.say("switch_outside_title"),
        _flip(context, input_switching, first_switch, "switch_outside"),
        "neutral",
    )


def _flip(context: Context, switching: Switching, switch: Switch, key: str) -> str:
    return context.say(
        key,
        input=name(context, switching.input),
        value=text(context, switching.input, switch.value),
        central=text(context, switching.input, switching.input.central),
    )
