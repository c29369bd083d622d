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
    global_effects = global_sensitivity(context.study, alternative)
    if not global_effects.exists:
        return [Prose(context.say("uncertainty_certain"))]
    fit_text = context.number(global_effects.ranks.fit, "percent")
    sentences = [context.say("global_intro", fit=fit_text)]
    if not global_effects.fits:
        sentences.append(context.say("global_few"))
    total_share, share_margin = (
        context.number(share, "percent")
        for share in (global_effects.explained_alone, global_effects.margin_alone)
    )
    sentence_key = "global_interaction" if global_effects.interacts else "global_additive"
    return [
        Prose(" ".join(sentences)),
        _table(context, global_effects, alternative),
        Prose(context.say(sentence_key, sum=total_share, margin=share_margin)),
    ]


def _table(context: Context, sensitivity: Global, alternative: str) -> Table:
    column_heads = (
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
        column_heads,
        tuple(rows),
        corner=context.word("assumption"),
        note=context.say("global_note"),
        anchor="table-global",
    )
