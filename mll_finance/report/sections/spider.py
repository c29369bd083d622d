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
    alternative = asked_alternative(context.study)
    bars = tornado(context.study, alternative).bars[:_LINES]
    if not bars:
        return [Prose(context.say("sensitivity_nothing"))]
    curves = spider(context.study, alternative, [bar.input for bar in bars])
    names = [name(context, drawn) for drawn in curves.inputs]
    alternative_title = context.title("alternatives", alternative)
    figure = charts.spider(
        curves.percentiles.tolist(),
        dict(zip(names, curves.npv.tolist(), strict=True)),
        axis=context.say("spider_axis"),
        language=context.language,
    )
    ends = [(float(row[0]), float(row[-1])) for row in curves.npv]
    title_sentence = context.say(
        "spider_title",
        input=names[0],
        alternative=alternative_title,
        low=context.number(min(ends[0]), "euro"),
        high=context.number(max(ends[0]), "euro"),
    )
    joined_text = " ".join(
        context.say(
            "spider_text", input=drawn, low=context.number(low, "euro"), high=context.number(high, "euro")
        )
        for drawn, (low, high) in zip(names, ends, strict=True)
    )
    table = Table(
        context.say("spider_data", alternative=alternative_title),
        tuple(show_percentile(share) for share in curves.percentiles),
        tuple(
            Row(drawn, tuple(context.amount(float(amount)) for amount in row))
            for drawn, row in zip(names, curves.npv, strict=True)
        ),
        corner=context.word("assumption"),
    )
    return [Figure(title_sentence, figure, joined_text, table, anchor="figure-spider")]
