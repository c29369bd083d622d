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
    case_decision, case_advice = decision(context.study), advice(context.study)
    first_block, *other_blocks = advice_blocks(context)
    return [
        first_block,
        _facts(context, case_decision, case_advice),
        _conclusion(context, case_decision, case_advice),
        *must_be_true(context),
        *partner_costs(context),
        next_step(context),
        *other_blocks,
        _figure(context, case_decision),
        _table(context, case_decision),
    ]


def _conclusion(context: Context, ranking: Decision, advised: Advice) -> Callout:
    """What the numbers say of the alternative that the question is about."""
    asked_standing, municipal_standing = ranking.of(advised.about)
    sign_of_numbers = advised.of(advised.about).numbers
    sentence_fields = {
        "alternative": context.title("alternatives", asked_standing.alternative),
        "npv": context.number(asked_standing.mean, "euro"),
        "low": context.number(asked_standing.p05, "euro"),
        "high": context.number(asked_standing.p95, "euro"),
    }
    if asked_standing.negative is None:
        sentence_key = "conclusion_unpriced"
    elif not context.study.draws.uncertain:
        sentence_key = "conclusion_certain"
    else:
        sentence_key = f"conclusion_{sign_of_numbers}"
        sentence_fields["negative"] = chance(context, asked_standing.negative)
    sentences = [context.say(sentence_key, **sentence_fields)]
    if asked_standing.pm or municipal_standing.pm:
        pm_count = len({*asked_standing.pm, *municipal_standing.pm})
        sentences.append(
            context.say("pm_note_one") if pm_count == 1 else context.say("pm_note", count=pm_count)
        )
    contender = advised.of(advised.about).contender
    is_unsettled = bool(contender.unknown) and advised.of(advised.about).kind not in ("no_go", "choose_other")
    title = "conclusion_unpriced_title" if is_unsettled else f"conclusion_{sign_of_numbers}_title"
    is_stopped = advised.of(advised.about).kind == "stop"
    title = "conclusion_stopped_title" if is_stopped else title
    return Callout(
        context.say(title, **sentence_fields),
        " ".join(sentences),
        "bad" if is_stopped else _TONES[sign_of_numbers],
    )


def _facts(context: Context, ranking: Decision, advised: Advice) -> Facts:
    asked_standing, municipal_standing = ranking.of(advised.about)
    budget = budget_table(context.study, asked_standing.alternative)
    alternative_title = context.title("alternatives", asked_standing.alternative)
    chance_text = None if asked_standing.negative is None else chance(context, asked_standing.negative)
    return Facts(
        (
            Fact(
                context.say("fact_society"),
                asked_standing.mean,
                "euro",
                context.say("fact_of", alternative=alternative_title),
                _TONES[advised.of(asked_standing.alternative).numbers],
            ),
            Fact(
                context.word("probability_npv_negative"),
                chance_text,
                "text",
                context.say("fact_draws"),
                "neutral",
            ),
            Fact(
                context.say("fact_municipality"),
                municipal_standing.mean,
                "euro",
                context.say("fact_horizon"),
                "good" if municipal_standing.mean > 0 else "bad",
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
        (context.word("mean"), context.word("p05"), context.word("p95")),
        tuple(
            Row(name, (context.euros(npv), context.euros(low), context.euros(high)))
            for name, npv, low, high in rows
        ),
        corner=context.word("alternative"),
    )
    return Figure(
        context.say(sentence_key, **sentence_fields), figure, " ".join(lines), table, anchor="figure-npv"
    )


def _table(context: Context, choice: Decision) -> Table:
    municipal_standing_by_id = {standing.alternative: standing for standing in choice.municipality}
    is_baseline_best = choice.baseline_best
    baseline_row = Row(
        context.say("baseline_row"),
        (
            *[context.euros(0.0)] * 3,
            Cell(None, "percent"),
            chance_cell(context, is_baseline_best),
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
