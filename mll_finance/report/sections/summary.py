"""The answer on one page: what comes out, how sure it is, and for whom."""

from __future__ import annotations

from mll_finance.judgement.advice import Advice, advice
from mll_finance.judgement.decision import Decision, Ranked, decision
from mll_finance.municipal_budget.budget import budget_table
from mll_finance.report import charts
from mll_finance.report.blocks import Block, Cell, Fact, Facts, Figure, Row, Table, Tone
from mll_finance.report.context import Context
from mll_finance.report.pieces.answer.advice import advice_blocks
from mll_finance.report.pieces.answer.chances import chance_cell
from mll_finance.report.pieces.answer.municipality import yearly_of
from mll_finance.report.pieces.answer.must_be_true import must_be_true
from mll_finance.report.pieces.answer.next_step import next_step
from mll_finance.report.pieces.answer.sureness import sureness
from mll_finance.report.pieces.partner_costs import partner_costs
from mll_finance.report.section import section

_TONES: dict[str, Tone] = {"positive": "good", "uncertain": "caution", "negative": "bad"}


@section(nl="Samenvatting", en="Summary", anchor="summary")
def blocks(context: Context) -> list[Block]:
    """Advice, what the numbers say of what was asked, who decides next, headline numbers, the alternatives compared."""
    case_decision, case_advice = decision(context.study), advice(context.study)
    first_block, *other_blocks = advice_blocks(context)
    return [
        first_block,
        _facts(context, case_decision, case_advice),
        sureness(context, case_advice.of(case_advice.about), case_decision.of(case_advice.about)[0]),
        *must_be_true(context),
        *partner_costs(context),
        next_step(context),
        *other_blocks,
        _figure(context, case_decision),
        _table(context, case_decision),
    ]


def _facts(context: Context, case_decision: Decision, case_advice: Advice) -> Facts:
    """The expected balances to society and of the municipality, its part a year, and the budget years."""
    asked_standing, municipal_standing = case_decision.of(case_advice.about)
    budget_years = budget_table(context.study, asked_standing.alternative)
    alternative_title = context.title("alternatives", asked_standing.alternative)
    society = Fact(
        context.say("fact_society"),
        asked_standing.mean,
        "euro",
        context.say("fact_of", alternative=alternative_title),
        _TONES[case_advice.of(asked_standing.alternative).numbers],
    )
    own_tone: Tone = (
        "good" if municipal_standing.mean > 0 else "bad" if municipal_standing.mean < 0 else "neutral"
    )
    municipality = Fact(
        context.say("fact_municipality"),
        municipal_standing.mean,
        "euro",
        context.say("fact_horizon"),
        own_tone,
    )
    budget = Fact(
        context.say("fact_budget"),
        budget_years.balance,
        "euro",
        context.say("fact_years", first=budget_years.years[0], last=budget_years.years[-1]),
        "neutral",
    )
    return Facts((society, municipality, *_a_year(context, asked_standing.alternative), budget))


def _a_year(context: Context, alternative: str) -> tuple[Fact, ...]:
    """The balance of the municipality spread evenly over its years; nothing where no amount comes back."""
    yearly = yearly_of(context, alternative)
    if yearly is None:
        return ()
    amount, first, last = yearly
    detail_text = context.say("fact_spread", first=first, last=last)
    return (Fact(context.say("fact_yearly"), amount, "euro", detail_text, "neutral"),)


def _figure(context: Context, choice: Decision) -> Figure:
    rows = [
        (context.title("alternatives", standing.alternative), standing.mean, standing.p05, standing.p95)
        for standing in choice.society
    ]
    sentence_fields = {"alternative": rows[0][0]}
    sentence_key = "figure_best" if choice.society[0].mean > 0 else "figure_none"
    intervals = [charts.Interval(name, low, npv, high) for name, npv, low, high in rows]
    figure = charts.intervals(intervals, context.language)
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
        (context.say("column_expected"), context.say("column_low"), context.say("column_high")),
        tuple(
            Row(name, (context.euros(npv), context.euros(low), context.euros(high)))
            for name, npv, low, high in rows
        ),
        corner=context.word("alternative"),
    )
    return Figure(
        context.say(sentence_key, **sentence_fields),
        figure,
        " ".join(lines),
        table,
        anchor="figure-npv",
        frame="results",
    )


def _table(context: Context, choice: Decision) -> Table:
    municipal_standing_by_id = {standing.alternative: standing for standing in choice.municipality}
    baseline_best = choice.baseline_best
    baseline_row = Row(
        context.say("baseline_row"),
        (
            *[context.euros(0.0)] * 3,
            Cell(None, "percent"),
            chance_cell(context, baseline_best),
            context.euros(0.0),
        ),
    )
    rows = (
        *(
            _standing(context, standing, municipal_standing_by_id[standing.alternative])
            for standing in choice.society
        ),
        baseline_row,
    )
    columns = (
        context.say("npv_society"),
        context.say("column_low"),
        context.say("column_high"),
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
    return Row(
        context.title("alternatives", society.alternative),
        (
            _balance(society),
            context.euros(society.p05),
            context.euros(society.p95),
            chance_cell(context, society.negative),
            chance_cell(context, society.best),
            _balance(own),
        ),
    )


def _balance(ranked: Ranked) -> Cell:
    """The expected balance through one perspective; with PM where that perspective has a line without a number."""
    return Cell(ranked.mean, "euro", pm=bool(ranked.pm))
