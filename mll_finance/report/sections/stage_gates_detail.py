"""What the right to stop is worth by phase, and beginning now, later or not at all."""

from __future__ import annotations

from mll_finance.report.blocks import Block
from mll_finance.report.context import Context
from mll_finance.report.pieces.phases.plans import option_blocks
from mll_finance.report.section import section


@section(
    nl="Wat stoppen en wachten waard is",
    en="What stopping and waiting are worth",
    anchor="stage-gates-detail",
)
def blocks(context: Context) -> list[Block]:
    """Two tables a plan; nothing where the case has none."""
    return option_blocks(context)
