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
    tornado_bars = tornado(context.study, alternative).bars[:_LINES]
    if not tornado_bars:
        return [Prose(context.say("sensitivity_nothing"))]
    spider_curves = spider(context.study, alternative, [bar.input for bar in tornado_bars])
    input_names = [name(context, drawn_input) for drawn_input in spider_curves.inputs]
    alternative_title = context.title("alternatives", alternative)
    figure = charts.spider(
        spider_curves.percentiles.tolist(),
        dict(zip(input_names, spider_curves.npv.tolist(), strict=True)),
        axis=context.say("spider_axis"),
        language=context.language,
    )
    end_npvs = [(float(row[0]), float(row[-1])) for row in spider_curves.npv]
    title_sentence = context.say(
        "spider_title",
        input=input_names[0],
        alternative=alternative_title,
        low=context.number(min(end_npvs[0]), "euro"),
        high=context.number(max(end_npvs[0]), "euro"),
    )
    joined_text = " ".join(
        context.say(
            "spider_text",
            input=input_name,
            low=context.number(low, "euro"),
            high=context.number(high, "euro"),
        )
        for input_name, (low, high) in zip(input_names, end_npvs, strict=True)
    )
    table = Table(
        context.say("spider_data", alternative=alternative_title),
        tuple(show_percentile(share) for share in spider_curves.percentiles),
        tuple(
            Row(input_name, tuple(context.amount(float(amount)) for amount in row))
            for input_name, row in zip(input_names, spider_curves.npv, strict=True)
        ),
        corner=context.word("assumption"),
    )
    return [Figure(title_sentence, figure, joined_text, table, anchor="figure-spider")]
