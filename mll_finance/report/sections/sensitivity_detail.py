"""What a fixed step in each assumption does, and every switching value where the report has the first."""

from __future__ import annotations

from mll_finance.drivers.asked import asked_alternative
from mll_finance.report.blocks import Block
from mll_finance.report.context import Context
from mll_finance.report.pieces.drivers import step_blocks
from mll_finance.report.section import section


@section(nl="Gevoeligheid per aanname", en="Sensitivity by assumption", anchor="sensitivity-detail")
def blocks(context: Context) -> list[Block]:
    """Fixed steps with elasticities, of what was asked."""
    return step_blocks(context, asked_alternative(context.study))
