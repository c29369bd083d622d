"""What was asked in the municipal budget, year by year, and who pays and gains: the decision's second page."""

from __future__ import annotations

from mll_finance.inputs.grammar.sections import BASELINE
from mll_finance.judgement.advice import advice
from mll_finance.municipal_budget.budget import budget_settings, budget_table, in_sign_convention
from mll_finance.municipal_budget.cover import covered_budget
from mll_finance.report.blocks import Block, Cell, Heading, Row, Table
from mll_finance.report.context import Context
from mll_finance.report.pieces.money.budget_tables import sign_note
from mll_finance.report.pieces.party_table import party_table
from mll_finance.report.section import section


@section(
    nl="Wat het de gemeente kost, per jaar",
    en="What it costs the municipality, by year",
    anchor="decision-money",
)
def blocks(context: Context) -> list[Block]:
    """The budget of what was asked and of the choice, with what is covered; the balance of every party."""
    return [
        _budget(context),
        Heading(context.say("decision_parties"), anchor="decision-parties"),
        party_table(context, "table-decision-parties"),
    ]


def _budget(context: Context) -> Table:
    case_advice = advice(context.study)
    shown = dict.fromkeys([case_advice.about, case_advice.choice])
    alternatives = [name for name in shown if name not in (None, BASELINE)]
    rows: list[Row] = []
    for name in alternatives:
        rows += _of(context, str(name), is_named=len(alternatives) > 1)
    years = budget_table(context.study, case_advice.about).years
    names_text = ", ".join(context.title("alternatives", str(name)) for name in alternatives)
    return Table(
        context.say("decision_budget", alternatives=names_text),
        tuple(map(str, years)),
        tuple(rows),
        note=f"{context.say('decision_budget_note')} {sign_note(context)}",
        anchor="table-decision-budget",
    )


def _of(context: Context, alternative: str, *, is_named: bool) -> list[Row]:
    """Costs, income, balance, cover and what is still to be covered, by year."""
    budget, covered = budget_table(context.study, alternative), covered_budget(context.study, alternative)
    favourable = budget_settings(context.study).sign
    amounts_by_word = {
        "lasten": budget.total("costs"),
        "baten": budget.total("benefits"),
        "balance": budget.total(),
        "cover": covered.cover(),
        "left": covered.remaining,
    }
    pm_words = {"balance": bool(budget.pm), "cover": any(cover.amounts is None for cover in covered.items)}
    pm_words["left"] = any(pm_words.values())
    rows = [
        Row(
            context.say(f"decision_row_{word}") + (" + PM" if pm_words.get(word) else ""),
            tuple(context.amount(float(amount)) for amount in in_sign_convention(amounts, favourable)),
            total=word in ("balance", "left"),
        )
        for word, amounts in amounts_by_word.items()
    ]
    if not is_named:
        return rows
    heading = Row(context.title("alternatives", alternative), tuple(Cell("") for _ in budget.years))
    return [heading, *rows]
