"""On request: the result as each of the largest drivers moves through its whole distribution."""

from __future__ import annotations

from mll_finance.drivers.asked import asked_alternative
from mll_finance.drivers.sensitivity import tornado
from mll_finance.drivers.sweeps import spider
from mll_finance.report import charts
from mll_finance.report.blocks import Block, Figure, Prose, Row, Table
from mll_finance.report.context import Context
from mll_finance.report.numbers import show_percentile
from mll_finance.report.pieces.inputs import name
from mll_finance.report.section import section

_LINES = 6


@section(nl="Aannamen over hun hele bereik", en="Assumptions over their whole range", anchor="spider")
def blocks(context: Context) -> list[Block]:
    """A line for each of the six largest drivers."""
    asked_id = asked_alternative(context.study)
    tornado_bars = tornado(context.study, asked_id).bars[:_LINES]
    if not tornado_bars:
        return [Prose(context.say("sensitivity_nothing"))]
    spider_curves = spider(context.study, asked_id, [tornado_bar.input for tornado_bar in tornado_bars])
    input_names = [name(context, drawn_input) for drawn_input in spider_curves.inputs]
    alternative_title = context.title("alternatives", asked_id)
    spider_chart = charts.spider(
        spider_curves.percentiles.tolist(),
        dict(zip(input_names, spider_curves.npv.tolist(), strict=True)),
        axis=context.say("spider_axis"),
        language=context.language,
    )
    first_and_last_npvs = [
        (float(npv_by_percentile[0]), float(npv_by_percentile[-1])) for npv_by_percentile in spider_curves.npv
    ]
    title_sentence = context.say(
        "spider_title",
        input=input_names[0],
        alternative=alternative_title,
        low=context.number(min(first_and_last_npvs[0]), "euro"),
        high=context.number(max(first_and_last_npvs[0]), "euro"),
    )
    curves_text = " ".join(
        context.say(
            "spider_text",
            input=input_name,
            low=context.number(first_npv, "euro"),
            high=context.number(last_npv, "euro"),
        )
        for input_name, (first_npv, last_npv) in zip(input_names, first_and_last_npvs, strict=True)
    )
    data_table = Table(
        context.say("spider_data", alternative=alternative_title),
        tuple(show_percentile(percentile_share) for percentile_share in spider_curves.percentiles),
        tuple(
            Row(input_name, tuple(context.amount(float(amount)) for amount in npv_by_percentile))
            for input_name, npv_by_percentile in zip(input_names, spider_curves.npv, strict=True)
        ),
        corner=context.word("assumption"),
    )
    return [Figure(title_sentence, spider_chart, curves_text, data_table, anchor="figure-spider")]
