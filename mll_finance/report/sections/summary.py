"""The answer on one page: what comes out, how sure it is, and for whom."""

from __future__ import annotations

from mll_finance.judgement.advice import advice
from mll_finance.judgement.decision import Decision, Ranked, decision
from mll_finance.municipal_budget.budget import budget_table
from mll_finance.report import charts
from mll_finance.report.blocks import Block, Callout, Cell, Fact, Facts, Figure, Row, Table, Tone
from mll_finance.report.context import Context
from mll_finance.report.pieces.advice import advice_blocks, next_step
from mll_finance.report.pieces.partner_costs import partner_costs
from mll_finance.report.section import section

_TONES: dict[str, Tone] = {"positive": "good", "uncertain": "caution", "negative": "bad"}


@section(nl="Samenvatting", en="Summary", anchor="summary")
def blocks(context: Context) -> list[Block]:
    """Advice, conclusion of the numbers, who decides next, headline numbers, the alternatives side by side."""
    choice = decision(context.study)
    content: list[Block] = [
        *advice_blocks(context),
        _conclusion(context, choice),
        *partner_costs(context),
        next_step(context),
        _facts(context, choice),
    ]
    content += [_figure(context, choice), _table(context, choice)]
    return content


def _conclusion(context: Context, choice: Decision) -> Callout:
    best = choice.best
    values = {
        "alternative": context.title("alternatives", best.alternative),
        "npv": context.number(best.npv, "euro"),
        "negative": context.number(best.negative, "percent"),
        "low": context.number(best.p05, "euro"),
        "high": context.number(best.p95, "euro"),
    }
    certain = not context.study.draws.uncertain
    text = [context.say("conclusion_certain" if certain else f"conclusion_{best.sign}", **values)]
    own = next(standing for standing in choice.municipality if standing.alternative == best.alternative)
    sign = "gains" if own.npv > 0 else "pays"
    text.append(context.say(f"municipality_{sign}", npv=context.number(abs(own.npv), "euro")))
    if best.pm or own.pm:
        count = len({*best.pm, *own.pm})
        text.append(context.say("pm_note_one") if count == 1 else context.say("pm_note", count=count))
    stopped = advice(context.study).of(best.alternative).kind == "stop" and best.npv > 0
    title = "conclusion_stopped_title" if stopped else f"conclusion_{best.sign}_title"
    return Callout(context.say(title, **values), " ".join(text), "bad" if stopped else _TONES[best.sign])


def _facts(context: Context, choice: Decision) -> Facts:
    best = choice.best
    own = next(standing for standing in choice.municipality if standing.alternative == best.alternative)
    table = budget_table(context.study, best.alternative)
    name = context.title("alternatives", best.alternative)
    return Facts(
        (
            Fact(
                context.say("fact_society"),
                best.npv,
                "euro",
                context.say("fact_of", alternative=name),
                _TONES[best.sign],
            ),
            Fact(
                context.word("probability_npv_negative"),
                best.negative,
                "percent",
                context.say("fact_draws"),
                "neutral",
            ),
            Fact(
                context.say("fact_municipality"),
                own.npv,
                "euro",
                context.say("fact_horizon"),
                "good" if own.npv > 0 else "bad",
            ),
            Fact(
                context.say("fact_budget"),
                table.balance,
                "euro",
                context.say("fact_years", first=table.years[0], last=table.years[-1]),
                "neutral",
            ),
        )
    )


def _figure(context: Context, choice: Decision) -> Figure:
    rows = [
        (context.title("alternatives", standing.alternative), standing.npv, standing.p05, standing.p95)
        for standing in choice.society
    ]
    values = {"alternative": rows[0][0]}
    key = "figure_best" if choice.best.npv > 0 else "figure_none"
    bars = [charts.Interval(name, low, npv, high) for name, npv, low, high in rows]
    figure = charts.intervals(bars, context.language)
    lines = [
        context.say(
            "interval_text",
            alternative=name,
            npv=context.number(npv, "euro"),
            low=context.number(low, "euro"),
            high=context.number(high, "euro"),
        )
        for name, npv, low, high in rows
    ]
    table = Table(
        context.say("npv_by_alternative"),
        (context.word("central"), context.word("p05"), context.word("p95")),
        tuple(
            Row(name, (context.euros(npv), context.euros(low), context.euros(high)))
            for name, npv, low, high in rows
        ),
        corner=context.word("alternative"),
    )
    return Figure(context.say(key, **values), figure, " ".join(lines), table, anchor="figure-npv")


def _table(context: Context, choice: Decision) -> Table:
    own = {standing.alternative: standing for standing in choice.municipality}
    nothing = choice.baseline_best
    baseline = Row(
        context.say("baseline_row"),
        (*[context.euros(0.0)] * 3, Cell(None, "percent"), Cell(nothing, "percent"), context.euros(0.0)),
    )
    rows = (
        *(_standing(context, standing, own[standing.alternative]) for standing in choice.society),
        baseline,
    )
    columns = (
        context.say("npv_society"),
        context.word("p05"),
        context.word("p95"),
        context.word("probability_npv_negative"),
        context.word("probability_best"),
        context.say("npv_municipality"),
    )
    return Table(
        context.say("alternatives_compared"),
        columns,
        rows,
        corner=context.word("alternative"),
        note=context.say("compared_note"),
        anchor="table-alternatives",
    )


def _standing(context: Context, society: Ranked, own: Ranked) -> Row:
    name = context.title("alternatives", society.alternative)
    mark = " + PM" if society.pm or own.pm else ""
    return Row(
        name + mark,
        (
            context.euros(society.npv),
            context.euros(society.p05),
            context.euros(society.p95),
            Cell(society.negative, "percent"),
            Cell(society.best, "percent"),
            context.euros(own.npv),
        ),
    )
