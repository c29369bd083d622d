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
    asked_id = asked_alternative(context.study)
    global_effects = global_sensitivity(context.study, asked_id)
    if not global_effects.exists:
        return [Prose(context.say("uncertainty_certain"))]
    fit_text = context.number(global_effects.ranks.fit, "percent")
    sentences = [context.say("global_intro", fit=fit_text)]
    if not global_effects.fits:
        sentences.append(context.say("global_few"))
    explained_share_text, margin_text = (
        context.number(explained_share, "percent")
        for explained_share in (global_effects.explained_alone, global_effects.margin_alone)
    )
    sentence_key = "global_interaction" if global_effects.interacts else "global_additive"
    return [
        Prose(" ".join(sentences)),
        _table(context, global_effects, asked_id),
        Prose(context.say(sentence_key, sum=explained_share_text, margin=margin_text)),
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
    for input_effect in sensitivity.effects[:_SHOWN]:
        effect_cells = (
            Cell(input_effect.first, "percent"),
            Cell(input_effect.first_margin, "percent"),
            Cell(input_effect.total, "percent"),
            Cell(input_effect.total_margin, "percent"),
            context.amount(input_effect.size),
            context.amount(input_effect.spread),
            Cell(input_effect.srrc, "ratio"),
            Cell(input_effect.prcc, "ratio"),
        )
        rows.append(Row(name(context, input_effect.input), effect_cells, note=input_effect.input.path))
    return Table(
        context.say("global_table", alternative=context.title("alternatives", alternative)),
        column_heads,
        tuple(rows),
        corner=context.word("assumption"),
        note=context.say("global_note"),
        anchor="table-global",
    )
