"""For residents: what they notice, how often it goes wrong, who could lose, what is not done, how to object."""

from __future__ import annotations

from mll_finance.inputs.method.residents import Residents
from mll_finance.report.blocks import Block
from mll_finance.report.context import Context
from mll_finance.report.pieces.residents import residents_blocks
from mll_finance.report.section import section


@section(nl="Voor inwoners", en="For residents", anchor="residents", public=True)
def blocks(context: Context) -> list[Block]:
    """The page in plain language; nothing where the case has no texts for residents."""
    residents_section = context.study.case.section(Residents)
    if residents_section is None:
        return []
    return [*residents_blocks(context, residents_section)]
