"""What drives the result: tornado, and at which value the choice flips."""

from __future__ import annotations

from mll_finance.drivers.asked import asked_alternative
from mll_finance.report.blocks import Block
from mll_finance.report.context import Context
from mll_finance.report.pieces.drivers import driver_blocks
from mll_finance.report.section import section


@section(nl="Wat de uitkomst bepaalt", en="What drives the result", anchor="sensitivity")
def blocks(context: Context) -> list[Block]:
    """Tornado and the first switching values of what was asked."""
    return driver_blocks(context, asked_alternative(context.study))
