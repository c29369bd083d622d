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
    asked_id = asked_alternative(study)
    intro_sentence = context.say(
        "uncertainty_intro",
        draws=context.number(study.draws.plan.total, "number"),
        alternative=context.title("alternatives", asked_id),
    )
    figure_blocks = (
        _chance(context, asked_id),
        _fan(context, asked_id),
    )
    return [Prose(intro_sentence), *figure_blocks, *standard_blocks(context)]


def _chance(context: Context, alternative: str) -> Figure:
    study = context.study
    npv_distribution = cumulative_probability(study, alternative)
    central_npv = study.value(SOCIETY, alternative, "npv")["central"]
    central_percentile = base_percentile(study, alternative)
    chance_of_loss = chance_negative(study, SOCIETY, alternative)
    title_sentence = context.say(
        "chance_title_unpriced" if chance_of_loss.told() is None else "chance_title",
        alternative=context.title("alternatives", alternative),
        negative=chance(context, chance_of_loss),
        place=show_whole_percent(central_percentile),
    )
    p05, p25, p50, p75, p95 = npv_distribution.at(_TABLE)
    chance_sentence = context.say(
        "chance_text",
        low=context.number(p05, "euro"),
        middle=context.number(p50, "euro"),
        high=context.number(p95, "euro"),
        central=context.number(central_npv, "euro"),
    )
    chance_sentence = _of_what_is_known(context, alternative, chance_sentence)
    rows = tuple(
        Row(context.number(cumulative_share, "percent"), (context.euros(amount),))
        for cumulative_share, amount in zip(_TABLE, (p05, p25, p50, p75, p95), strict=True)
    )
    data_table = Table(
        context.say("chance_data"),
        (context.word("npv"),),
        rows,
        corner=capital(context.say("chance_at_most")),
    )
    probability_chart = charts.probability(
        npv_distribution.values.tolist(),
        npv_distribution.shares.tolist(),
        base=(central_npv, central_percentile, context.say("base_case")),
        language=context.language,
    )
    return Figure(
        title_sentence,
        probability_chart,
        chance_sentence,
        data_table,
        anchor="figure-probability",
        frame="draws",
    )


def _of_what_is_known(context: Context, alternative: str, sentence: str) -> str:
    """A sentence about the draws, saying that what has no number is not in them."""
    is_without_unknowns = not unknowns(context.study)[alternative]
    return sentence if is_without_unknowns else f"{sentence} {context.say('draws_known')}"


def _fan(context: Context, alternative: str) -> Figure:
    study = context.study
    case_years = list(study.case.years)
    amounts_by_percentile = fan(study, alternative)
    central_cumulative_flow = study.stream(SOCIETY, alternative).cumulative[:, 0]
    lowest_end_amount, median_end_amount, highest_end_amount = (
        float(amounts_by_percentile[percentile_index, -1]) for percentile_index in (0, 2, 4)
    )
    sentence_fields = {
        "alternative": context.title("alternatives", alternative),
        "low": context.number(lowest_end_amount, "euro"),
        "middle": context.number(median_end_amount, "euro"),
        "high": context.number(highest_end_amount, "euro"),
    }
    sentence_key = (
        "fan_title_known"
        if unknowns(study)[alternative]
        else "fan_title_above"
        if lowest_end_amount > 0
        else "fan_title_below"
        if highest_end_amount < 0
        else "fan_title_both"
    )
    band_names = (context.say("fan_outer"), context.say("fan_inner"), context.say("base_case"))
    fan_chart = charts.fan(
        case_years,
        amounts_by_percentile.tolist(),
        central=central_cumulative_flow.tolist(),
        names=band_names,
        language=context.language,
    )
    rows = [
        Row(f"P{percentile_number}", tuple(context.amount(float(amount)) for amount in amount_by_year))
        for percentile_number, amount_by_year in zip(FAN, amounts_by_percentile, strict=True)
    ]
    rows.append(
        Row(
            capital(context.say("base_case")),
            tuple(context.amount(float(amount)) for amount in central_cumulative_flow),
        )
    )
    data_table = Table(context.say("fan_data"), tuple(map(str, case_years)), tuple(rows))
    return Figure(
        context.say(sentence_key, **sentence_fields),
        fan_chart,
        _of_what_is_known(context, alternative, context.say("fan_text", **sentence_fields)),
        data_table,
        anchor="figure-fan",
    )
