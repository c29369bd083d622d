"""Where a link within a page can lead: it is one only where the page has the place."""

from __future__ import annotations

from collections.abc import Sequence

from mll_finance.report.blocks import Block, Figure, Table


def targets(blocks: Sequence[Block]) -> frozenset[str]:
    """The rows of the tables that a link can lead to."""
    tables_and_other_blocks = [
        page_block.data if isinstance(page_block, Figure) else page_block for page_block in blocks
    ]
    return frozenset(
        row.anchor
        for table_or_block in tables_and_other_blocks
        if isinstance(table_or_block, Table)
        for row in table_or_block.rows
        if row.anchor
    )
