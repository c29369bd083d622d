"""Where a link within a page can lead: it is one only where the page has the place."""

from __future__ import annotations

from collections.abc import Sequence

from mll_finance.report.blocks import Block, Figure, Table


def targets(blocks: Sequence[Block]) -> frozenset[str]:
    """The rows of the tables that a link can lead to."""
    tables = [block.data if isinstance(block, Figure) else block for block in blocks]
    return frozenset(
        row.anchor for table in tables if isinstance(table, Table) for row in table.rows if row.anchor
    )
