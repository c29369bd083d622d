"""What the model must achieve to be worth choosing, and what the trial and the contract are held to."""

from __future__ import annotations

from mll_finance.report.blocks import Block
from mll_finance.report.context import Context
from mll_finance.report.pieces.achieving.demands import achieving_blocks
from mll_finance.report.section import section


@section(nl="Wat het model moet kunnen", en="What the model must achieve", anchor="model-demands")
def blocks(context: Context) -> list[Block]:
    """Sentences, one figure and the acceptance table; nothing where the precision of no model moves euros."""
    return achieving_blocks(context)
