"""On request: Sobol' indices, screening and rank regression, each with when it is valid."""

from __future__ import annotations

import numpy as np

from mll_finance.drivers.global_sensitivity import Global, global_sensitivity
from mll_finance.drivers.sensitivity import best_alternative
from mll_finance.report.blocks import Block, Cell, Prose, Row, Table
from mll_finance.report.context import Context
from mll_finance.report.pieces.inputs import name
from mll_finance.report.section import section

_SHOWN = 12
_TRUSTED = 0.7
"""Share of the ranks below which a rank regression says little, as is usual."""


@section(
    nl="Gevoeligheid met alles tegelijk in beweging",
    en="Sensitivity with everything moving together",
    anchor="global-sensitivity",
)
def blocks(context: Context) -> list[Block]:
    """One table, largest total effect first."""
    alternative = best_alternative(context.study)
    found = global_sensitivity(context.study, alternative)
    if not found.inputs or not np.isfinite(found.sobol.total).all():
        return [Prose(context.say("uncertainty_certain"))]
    fit = context.number(found.ranks.fit, "percent")
    said = [context.say("global_intro", fit=fit)]
    if found.ranks.fit < _TRUSTED:
        said.append(context.say("global_few"))
    total = context.number(float(found.sobol.first.sum()), "percent")
    return [
        Prose(" ".join(said)),
        _table(context, found, alternative),
        Prose(context.say("global_additive", sum=total)),
    ]


def _table(context: Context, found: Global, alternative: str) -> Table:
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
    for place in np.argsort(-found.sobol.total, kind="stable")[:_SHOWN]:
        one = found.inputs[place]
        cells = (
            Cell(float(found.sobol.first[place]), "percent"),
            Cell(float(2 * found.sobol.first_error[place]), "percent"),
            Cell(float(found.sobol.total[place]), "percent"),
            Cell(float(2 * found.sobol.total_error[place]), "percent"),
            context.amount(float(found.screening.size[place])),
            context.amount(float(found.screening.spread[place])),
            Cell(float(found.ranks.srrc[place]), "ratio"),
            Cell(float(found.ranks.prcc[place]), "ratio"),
        )
        rows.append(Row(name(context, one), cells, note=one.path))
    return Table(
        context.say("global_table", alternative=context.title("alternatives", alternative)),
        heads,
        tuple(rows),
        corner=context.word("assumption"),
        note=context.say("global_note"),
        anchor="table-global",
    )
