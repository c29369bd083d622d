"""Whether there are enough draws: the mean as draws are added."""

from __future__ import annotations

from mll_finance.drivers.asked import asked_alternative
from mll_finance.drivers.convergence import convergence
from mll_finance.inputs.grammar.parties import SOCIETY
from mll_finance.report import charts
from mll_finance.report.blocks import Block, Figure, Row, Table
from mll_finance.report.context import Context
from mll_finance.report.section import section
from mll_finance.terms import capital


@section(nl="Zijn er genoeg trekkingen", en="Whether there are enough draws", anchor="convergence")
def blocks(context: Context) -> list[Block]:
    """The running mean of what was asked; nothing where nothing is uncertain."""
    if not context.study.draws.uncertain:
        return []
    return [_convergence(context, asked_alternative(context.study))]


def _convergence(context: Context, alternative: str) -> Figure:
    convergence_steps = convergence(context.study, SOCIETY, alternative)
    mean_npv_by_step = [convergence_step.mean.value for convergence_step in convergence_steps]
    margin_text = context.number(convergence_steps[-1].margin, "euro")
    draws_text = context.number(convergence_steps[-1].draws, "number")
    convergence_chart = charts.convergence(
        [convergence_step.draws for convergence_step in convergence_steps],
        mean_npv_by_step,
        error=[convergence_step.mean.error or 0.0 for convergence_step in convergence_steps],
        axis=context.say("convergence_axis"),
        language=context.language,
    )
    rows = tuple(
        Row(
            context.number(convergence_step.draws, "number"),
            (context.euros(convergence_step.mean.value), context.euros(convergence_step.margin)),
        )
        for convergence_step in convergence_steps
    )
    data_table = Table(
        context.say("convergence_data"),
        tuple(capital(context.say(column_key)) for column_key in ("convergence_mean", "convergence_error")),
        rows,
        corner=capital(context.say("convergence_axis")),
    )
    convergence_sentence = context.say(
        "convergence_text", mean=context.number(mean_npv_by_step[-1], "euro"), error=margin_text
    )
    title_sentence = context.say("convergence_title", draws=draws_text, error=margin_text)
    return Figure(
        title_sentence,
        convergence_chart,
        convergence_sentence,
        data_table,
        anchor="figure-convergence",
        frame="draws",
    )
