"""The budget years of an alternative as a figure."""

from __future__ import annotations

from mll_finance.municipal_budget.budget import budget_table
from mll_finance.report import charts
from mll_finance.report.blocks import Figure, Row, Table
from mll_finance.report.context import Context


def budget_figure(context: Context, alternative: str) -> Figure:
    """Costs, income and balance of an alternative in each budget year."""
    budget = budget_table(context.study, alternative)
    amounts_by_side = {
        "lasten": [float(amount) for amount in budget.total("costs")],
        "baten": [float(amount) for amount in budget.total("benefits")],
        "balance": [float(amount) for amount in budget.total()],
    }
    balance_by_year = amounts_by_side["balance"]
    sentence_key = (
        "negative" if max(balance_by_year) <= 0 else "positive" if min(balance_by_year) >= 0 else "mixed"
    )
    alternative_title = context.title("alternatives", alternative)
    rows = tuple(
        Row(
            context.word(side_name),
            tuple(context.amount(amount) for amount in yearly_amounts),
            total=side_name == "balance",
        )
        for side_name, yearly_amounts in amounts_by_side.items()
    )
    amounts_table = Table(context.say("balance_by_year"), tuple(map(str, budget.years)), rows)
    balances_text = "; ".join(
        f"{year}: {context.number(amount, 'euro')}"
        for year, amount in zip(budget.years, balance_by_year, strict=True)
    )
    budget_chart = charts.budget_years(
        budget.years,
        amounts_by_side["lasten"],
        baten=amounts_by_side["baten"],
        balance=balance_by_year,
        language=context.language,
    )
    title_sentence = context.say(
        f"budget_{sentence_key}", alternative=alternative_title, first=budget.years[0], last=budget.years[-1]
    )
    return Figure(
        title_sentence, budget_chart, balances_text, amounts_table, anchor="figure-budget", frame="budget"
    )
