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
    mean_npvs = [step.mean.value for step in convergence_steps]
    error_text = context.number(convergence_steps[-1].margin, "euro")
    draws_text = context.number(convergence_steps[-1].draws, "number")
    figure = charts.convergence(
        [step.draws for step in convergence_steps],
        mean_npvs,
        error=[step.mean.error or 0.0 for step in convergence_steps],
        axis=context.say("convergence_axis"),
        language=context.language,
    )
    rows = tuple(
        Row(
            context.number(step.draws, "number"), (context.euros(step.mean.value), context.euros(step.margin))
        )
        for step in convergence_steps
    )
    table = Table(
        context.say("convergence_data"),
        tuple(capital(context.say(key)) for key in ("convergence_mean", "convergence_error")),
        rows,
        corner=capital(context.say("convergence_axis")),
    )
    sentence = context.say("convergence_text", mean=context.number(mean_npvs[-1], "euro"), error=error_text)
    title_sentence = context.say("convergence_title", draws=draws_text, error=error_text)
    return Figure(title_sentence, figure, sentence, table, anchor="figure-convergence", frame="draws")
