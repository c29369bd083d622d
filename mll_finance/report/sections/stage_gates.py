"""Plans in phases: the tree, and what to do after each phase."""

from __future__ import annotations

from mll_finance.report.blocks import Block
from mll_finance.report.context import Context
from mll_finance.report.pieces.phases.plans import tree_blocks
from mll_finance.report.section import section


@section(nl="Stap voor stap beslissen", en="Deciding step by step", anchor="stage-gates")
def blocks(context: Context) -> list[Block]:
    """One tree a plan; nothing where the case has none."""
    return tree_blocks(context)
