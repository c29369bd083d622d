"""What was asked in the municipal budget: by year, by programme and taakveld, and whether it is covered."""

from __future__ import annotations

from mll_finance.judgement.decision import proposed_alternative
from mll_finance.municipal_budget.cover import covered_budget
from mll_finance.report.blocks import Block, Prose
from mll_finance.report.context import Context
from mll_finance.report.pieces.money.budget_figure import budget_figure
from mll_finance.report.pieces.money.budget_tables import change_table
from mll_finance.report.pieces.money.budget_tail import tail_text
from mll_finance.report.pieces.money.cover import closing, cover_table
from mll_finance.report.section import section


@section(nl="Begroting en dekking", en="Budget and cover", anchor="budget-summary")
def blocks(context: Context) -> list[Block]:
    """The amendment of the budget of what is proposed, its cover, and what goes on after those years."""
    proposed_id = proposed_alternative(context.study)
    budget_with_cover = covered_budget(context.study, proposed_id)
    return [
        Prose(context.say("budget_summary_intro")),
        budget_figure(context, proposed_id),
        change_table(context, proposed_id),
        cover_table(context, proposed_id, budget_with_cover),
        *closing(context, proposed_id, budget_with_cover),
        Prose(tail_text(context, proposed_id)),
    ]
