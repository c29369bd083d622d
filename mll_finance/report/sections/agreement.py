"""A draft annex to the agreement, for a case that asks for it; ``--formats agreement`` makes a document of it."""

from __future__ import annotations

from mll_finance.report.blocks import Block
from mll_finance.report.context import Context
from mll_finance.report.pieces.agreeing.agreement import agreement_blocks
from mll_finance.report.section import section


@section(nl="Bijlage bij de overeenkomst (concept)", en="Annex to the agreement (draft)", anchor="agreement")
def blocks(context: Context) -> list[Block]:
    """Payments with years and condition, acceptance, when to stop; no part of a public version, as it holds prices."""
    return agreement_blocks(context)
