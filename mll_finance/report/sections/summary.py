"""The answer on one page: what comes out, how sure it is, and for whom."""

from __future__ import annotations

from mll_finance.judgement.advice import Advice, advice
from mll_finance.judgement.decision import Decision, Ranked, decision
from mll_finance.municipal_budget.budget import budget_table
from mll_finance.report import charts
from mll_finance.report.blocks import Block, Callout, Cell, Fact, Facts, Figure, Row, Table, Tone
from mll_finance.report.context import Context
from mll_finance.report.pieces.answer.advice import advice_blocks, next_step
from mll_finance.report.pieces.answer.chances import chance, chance_cell
from mll_finance.report.pieces.answer.must_be_true import must_be_true
from mll_finance.report.pieces.partner_costs import partner_costs
from mll_finance.report.section import section

_TONES: dict[str, Tone] = {"positive": "good", "uncertain": "caution", "negative": "bad"}


@section(nl="Samenvatting", en="Summary", anchor="summary")
def blocks(context: Context) -> list[Block]:
    """Advice, what the numbers say of what was asked, who decides next, headline numbers, the alternatives compared."""
    ranking, case_advice = decision(context.study), advice(context.study)
    first, *others = advice_blocks(context)
    return [
        first,
        _facts(context, ranking, case_advice),
        _conclusion(context, ranking, case_advice),
        *must_be_true(context),
        *partner_costs(context),
        next_step(context),
        *others,
        _figure(context, ranking),
        _table(context, ranking),
    ]


def _conclusion(context: Context, ranking: Decision, advised: Advice) -> Callout:
    """What the numbers say of the alternative that the question is about."""
    asked, own = ranking.of(advised.about)
    sign = advised.of(advised.about).numbers
    values = {
        "alternative": context.title("alternatives", asked.alternative),
        "npv": context.number(asked.mean, "euro"),
        "low": context.number(asked.p05, "euro"),
        "high": context.number(asked.p95, "euro"),
    }
    if asked.negative is None:
        sentence_key = "conclusion_unpriced"
    elif not context.study.draws.uncertain:
        sentence_key = "conclusion_certain"
    else:
        sentence_key = f"conclusion_{sign}"
        values["negative"] = chance(context, asked.negative)
    text = [context.say(sentence_key, **values)]
    if asked.pm or own.pm:
        count = len({*asked.pm, *own.pm})
        text.append(context.say("pm_note_one") if count == 1 else context.say("pm_note", count=count))
    contender = advised.of(advised.about).contender
    unsettled = bool(contender.unknown) and advised.of(advised.about).kind not in ("no_go", "choose_other")
    title = "conclusion_unpriced_title" if unsettled else f"conclusion_{sign}_title"
    stopped = advised.of(advised.about).kind == "stop"
    title = "conclusion_stopped_title" if stopped else title
    return Callout(context.say(title, **values), " ".join(text), "bad" if stopped else _TONES[sign])


def _facts(context: Context, ranking: Decision, advised: Advice) -> Facts:
    asked, own = ranking.of(advised.about)
    budget = budget_table(context.study, asked.alternative)
    alternative_title = context.title("alternatives", asked.alternative)
    unlikely = None if asked.negative is None else chance(context, asked.negative)
    return Facts(
        (
            Fact(
                context.say("fact_society"),
                asked.mean,
                "euro",
                context.say("fact_of", alternative=alternative_title),
                _TONES[advised.of(asked.alternative).numbers],
            ),
            Fact(
                context.word("probability_npv_negative"),
                unlikely,
                "text",
                context.say("fact_draws"),
                "neutral",
            ),
            Fact(
                context.say("fact_municipality"),
                own.mean,
                "euro",
                context.say("fact_horizon"),
                "good" if own.mean > 0 else "bad",
            ),
            Fact(
                context.say("fact_budget"),
                budget.balance,
                "euro",
                context.say("fact_years", first=budget.years[0], last=budget.years[-1]),
                "neutral",
            ),
        )
    )


def _figure(context: Context, choice: Decision) -> Figure:
    rows = [
        (context.title("alternatives", standing.alternative), standing.mean, standing.p05, standing.p95)
        for standing in choice.society
    ]
    values = {"alternative": rows[0][0]}
    sentence_key = "figure_best" if choice.society[0].mean > 0 else "figure_none"
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
        (context.word("mean"), context.word("p05"), context.word("p95")),
        tuple(
            Row(name, (context.euros(npv), context.euros(low), context.euros(high)))
            for name, npv, low, high in rows
        ),
        corner=context.word("alternative"),
    )
    return Figure(context.say(sentence_key, **values), figure, " ".join(lines), table, anchor="figure-npv")


def _table(context: Context, choice: Decision) -> Table:
    own = {standing.alternative: standing for standing in choice.municipality}
    nothing = choice.baseline_best
    baseline = Row(
        context.say("baseline_row"),
        (*[context.euros(0.0)] * 3, Cell(None, "percent"), chance_cell(context, nothing), context.euros(0.0)),
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
    alternative_title = context.title("alternatives", society.alternative)
    pm_mark = " + PM" if society.pm or own.pm else ""
    return Row(
        alternative_title + pm_mark,
        (
            context.euros(society.mean),
            context.euros(society.p05),
            context.euros(society.p95),
            chance_cell(context, society.negative),
            chance_cell(context, society.best),
            context.euros(own.mean),
        ),
    )
