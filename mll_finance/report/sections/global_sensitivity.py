"""On request: Sobol' indices, screening and rank regression, each with when it is valid."""

from __future__ import annotations

from mll_finance.drivers.asked import asked_alternative
from mll_finance.drivers.global_sensitivity import Global, global_sensitivity
from mll_finance.report.blocks import Block, Cell, Prose, Row, Table
from mll_finance.report.context import Context
from mll_finance.report.pieces.inputs import name
from mll_finance.report.section import section

_SHOWN = 12


@section(
    nl="Gevoeligheid met alles tegelijk in beweging",
    en="Sensitivity with everything moving together",
    anchor="global-sensitivity",
)
def blocks(context: Context) -> list[Block]:
    """One table, largest total effect first."""
    alternative = asked_alternative(context.study)
    sensitivity = global_sensitivity(context.study, alternative)
    if not sensitivity.exists:
        return [Prose(context.say("uncertainty_certain"))]
    fit = context.number(sensitivity.ranks.fit, "percent")
    sentences = [context.say("global_intro", fit=fit)]
    if not sensitivity.fits:
        sentences.append(context.say("global_few"))
    total, margin = (
        context.number(share, "percent") for share in (sensitivity.explained_alone, sensitivity.margin_alone)
    )
    sentence_key = "global_interaction" if sensitivity.interacts else "global_additive"
    return [
        Prose(" ".join(sentences)),
        _table(context, sensitivity, alternative),
        Prose(context.say(sentence_key, sum=total, margin=margin)),
    ]


def _table(context: Context, sensitivity: Global, alternative: str) -> Table:
    heads = (
        context.say("sobol_first"),
        context.say("plus_minus"),
        context.say("sobol_total"),
        context.say("plus_minus"),
        context.say("morris_size"),
        context.say("morris_spread"),
        "SRRC",
        "PRCC",
    )
    rows = []
    for effect in sensitivity.effects[:_SHOWN]:
        cells = (
            Cell(effect.first, "percent"),
            Cell(effect.first_margin, "percent"),
            Cell(effect.total, "percent"),
            Cell(effect.total_margin, "percent"),
            context.amount(effect.size),
            context.amount(effect.spread),
            Cell(effect.srrc, "ratio"),
            Cell(effect.prcc, "ratio"),
        )
        rows.append(Row(name(context, effect.input), cells, note=effect.input.path))
    return Table(
        context.say("global_table", alternative=context.title("alternatives", alternative)),
        heads,
        tuple(rows),
        corner=context.word("assumption"),
        note=context.say("global_note"),
        anchor="table-global",
    )
