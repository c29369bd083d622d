"""How uncertain the result is: cumulative probability, fan over the years, standard sensitivities."""

from __future__ import annotations

from mll_finance.drivers.asked import asked_alternative
from mll_finance.drivers.spread import FAN, base_percentile, cumulative_probability, fan
from mll_finance.inputs.grammar.parties import SOCIETY
from mll_finance.judgement.chances import chance_negative
from mll_finance.judgement.unknowns import unknowns
from mll_finance.report import charts
from mll_finance.report.blocks import Block, Figure, Prose, Row, Table
from mll_finance.report.context import Context
from mll_finance.report.numbers import show_whole_percent
from mll_finance.report.pieces.answer.chances import chance
from mll_finance.report.pieces.standard import standard_blocks
from mll_finance.report.section import section
from mll_finance.terms import capital

_TABLE = (0.05, 0.25, 0.5, 0.75, 0.95)


@section(nl="Hoe onzeker is de uitkomst", en="How uncertain is the result", anchor="uncertainty")
def blocks(context: Context) -> list[Block]:
    """The spread of what was asked."""
    study = context.study
    if not study.draws.uncertain:
        return [Prose(context.say("uncertainty_certain")), *standard_blocks(context)]
    alternative = asked_alternative(study)
    intro_sentence = context.say(
        "uncertainty_intro",
        draws=context.number(study.draws.plan.total, "number"),
        alternative=context.title("alternatives", alternative),
    )
    figure_blocks = (
        _chance(context, alternative),
        _fan(context, alternative),
    )
    return [Prose(intro_sentence), *figure_blocks, *standard_blocks(context)]


def _chance(context: Context, alternative: str) -> Figure:
    study = context.study
    cumulative_npv = cumulative_probability(study, alternative)
    central_npv = study.value(SOCIETY, alternative, "npv")["central"]
    central_percentile = base_percentile(study, alternative)
    probability_negative = chance_negative(study, SOCIETY, alternative)
    title_sentence = context.say(
        "chance_title_unpriced" if probability_negative.told() is None else "chance_title",
        alternative=context.title("alternatives", alternative),
        negative=chance(context, probability_negative),
        place=show_whole_percent(central_percentile),
    )
    p05, p25, p50, p75, p95 = cumulative_npv.at(_TABLE)
    sentence = context.say(
        "chance_text",
        low=context.number(p05, "euro"),
        middle=context.number(p50, "euro"),
        high=context.number(p95, "euro"),
        central=context.number(central_npv, "euro"),
    )
    sentence = _of_what_is_known(context, alternative, sentence)
    rows = tuple(
        Row(context.number(share, "percent"), (context.euros(amount),))
        for share, amount in zip(_TABLE, (p05, p25, p50, p75, p95), strict=True)
    )
    table = Table(
        context.say("chance_data"),
        (context.word("npv"),),
        rows,
        corner=capital(context.say("chance_at_most")),
    )
    figure = charts.probability(
        cumulative_npv.values.tolist(),
        cumulative_npv.shares.tolist(),
        base=(central_npv, central_percentile, context.say("base_case")),
        language=context.language,
    )
    return Figure(title_sentence, figure, sentence, table, anchor="figure-probability", frame="draws")


def _of_what_is_known(context: Context, alternative: str, sentence: str) -> str:
    """A sentence about the draws, saying that what has no number is not in them."""
    is_complete = not unknowns(context.study)[alternative]
    return sentence if is_complete else f"{sentence} {context.say('draws_known')}"


def _fan(context: Context, alternative: str) -> Figure:
    study = context.study
    years = list(study.case.years)
    percentile_bands = fan(study, alternative)
    central_flow = study.stream(SOCIETY, alternative).cumulative[:, 0]
    lowest_end, median_end, highest_end = (float(percentile_bands[row, -1]) for row in (0, 2, 4))
    sentence_fields = {
        "alternative": context.title("alternatives", alternative),
        "low": context.number(lowest_end, "euro"),
        "middle": context.number(median_end, "euro"),
        "high": context.number(highest_end, "euro"),
    }
    sentence_key = (
        "fan_title_known"
        if unknowns(study)[alternative]
        else "fan_title_above"
        if lowest_end > 0
        else "fan_title_below"
        if highest_end < 0
        else "fan_title_both"
    )
    band_names = (context.say("fan_outer"), context.say("fan_inner"), context.say("base_case"))
    figure = charts.fan(
        years,
        percentile_bands.tolist(),
        central=central_flow.tolist(),
        names=band_names,
        language=context.language,
    )
    rows = [
        Row(f"P{share}", tuple(context.amount(float(amount)) for amount in row))
        for share, row in zip(FAN, percentile_bands, strict=True)
    ]
    rows.append(
        Row(
            capital(context.say("base_case")),
            tuple(context.amount(float(amount)) for amount in central_flow),
        )
    )
    table = Table(context.say("fan_data"), tuple(map(str, years)), tuple(rows))
    return Figure(
        context.say(sentence_key, **sentence_fields),
        figure,
        _of_what_is_known(context, alternative, context.say("fan_text", **sentence_fields)),
        table,
        anchor="figure-fan",
    )
