"""Blocks in a notebook: the same templates as the page, and figures as data that JupyterLab draws.

Outputs carry no random identifier and no time, so that a rerun gives the same notebook.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, assert_never

from mll_finance.report.blocks import (
    Block,
    Briefs,
    Callout,
    Checks,
    Figure,
    Heading,
    Page,
    Prose,
    Table,
)
from mll_finance.report.charts.plotly_printer import is_drawn, plotly_figure
from mll_finance.report.drawing import drawn_alone
from mll_finance.report.numbers import show_cell
from mll_finance.terms import Language

PLOTLY = "application/vnd.plotly.v1+json"
SVG = "image/svg+xml"
_CONFIG = {"displaylogo": False, "displayModeBar": False, "responsive": True, "scrollZoom": False}


def show(blocks: Iterable[Block] | Page, language: Language = "nl") -> None:
    """Displays blocks as the output of a notebook cell.

    Parameters
    ----------
    blocks : iterable of Block, or Page
        What a section made; a page is shown in its own language, without its title.
    language : str
        ``nl`` or ``en``.
    """
    from IPython.display import display

    shown_bundles = (
        bundles(blocks.blocks, blocks.language) if isinstance(blocks, Page) else bundles(blocks, language)
    )
    for display_bundle in shown_bundles:
        display(display_bundle, raw=True)  # type: ignore[no-untyped-call]


def bundles(blocks: Iterable[Block], language: Language, *, style: bool = True) -> Iterator[dict[str, Any]]:
    r"""The outputs by mimetype: text and tables together as HTML, each figure between its title and its table.

    Parameters
    ----------
    blocks : iterable of Block
        What a section made.
    language : str
        ``nl`` or ``en``.
    style : bool
        Whether the first output brings the style; not where an earlier cell has.

    Examples
    --------
    >>> made = list(bundles([Heading("Saldo"), Prose("Zie de tabel.")], "nl"))
    >>> len(made), sorted(made[0]), made[0]["text/plain"]
    (1, ['text/html', 'text/plain'], '## Saldo\nZie de tabel.')
    """
    waiting_blocks: list[Block] = []
    needs_style = style
    for block in blocks:
        if isinstance(block, Figure):
            figure_heading = Heading(block.title, level=4)
            yield _text([*waiting_blocks, figure_heading, Prose(block.subtitle)], language, style=needs_style)
            needs_style = False
            yield _figure(block)
            waiting_blocks = []
        # After its drawing a figure stands for its data.
        waiting_blocks.append(block)
    if waiting_blocks:
        yield _text(waiting_blocks, language, style=needs_style)


def _figure(figure: Figure) -> dict[str, Any]:
    """A figure in three mimetypes: JupyterLab takes plotly where it draws the form, a code host or a print the SVG."""
    plotly_bundle = (
        {PLOTLY: {**plotly_figure(figure.chart), "config": _CONFIG}} if is_drawn(figure.chart) else {}
    )
    return {**plotly_bundle, SVG: drawn_alone(figure), "text/plain": figure.alternative}


def _text(blocks: list[Block], language: Language, *, style: bool) -> dict[str, Any]:
    from mll_finance.report.html.writer import write_blocks

    plain_lines = [plain_line for block in blocks for plain_line in _plain(block, language) if plain_line]
    return {"text/html": write_blocks(blocks, language, style=style), "text/plain": "\n".join(plain_lines)}


def _plain(block: Block, language: Language) -> Iterator[str]:
    if isinstance(block, Heading):
        yield f"{'#' * block.level} {block.text}"
    elif isinstance(block, Prose):
        yield from (block.text, *(f"- {list_text}" for list_text in block.items))
    elif isinstance(block, Callout):
        yield from (block.title, block.text)
    elif isinstance(block, Briefs):
        for brief in block.items:
            yield from (brief.title, brief.text, *(f"- {list_text}" for list_text in brief.items))
    elif isinstance(block, Figure):
        yield from _plain(block.data, language)
    elif isinstance(block, Table):
        yield block.caption
        yield " | ".join((block.corner, *block.columns))
        yield from (
            " | ".join((row.head, *(show_cell(cell, language) for cell in row.cells))) for row in block.rows
        )
        yield block.note
    elif isinstance(block, Checks):
        yield block.caption
        yield from (f"{'✓' if holds else '✗'} {sentence}" for sentence, _, holds in block.rows)
    else:
        assert_never(block)
