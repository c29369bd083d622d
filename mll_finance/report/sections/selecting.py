"""How good a selection must be against each other choice, and what it brings by threshold."""

from __future__ import annotations

from mll_finance.report.blocks import Block
from mll_finance.report.context import Context
from mll_finance.report.pieces.achieving.selecting import selecting_blocks
from mll_finance.report.section import section


@section(nl="Hoe goed het kiezen moet zijn", en="How good selecting must be", anchor="selecting")
def blocks(context: Context) -> list[Block]:
    """Precision by rival and length of the list, the frontier, the makers' curve and the decision curve."""
    return selecting_blocks(context)
