"""The results as text tables for a terminal."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from mll_finance.engine.study import Study
from mll_finance.report.blocks import Block, Callout, Figure, Prose, Table
from mll_finance.report.context import Context
from mll_finance.report.numbers import show_cell
from mll_finance.report.pieces.additions import additions_text, draft_blocks
from mll_finance.report.pieces.adoption import adoption_text
from mll_finance.report.pieces.drivers import driver_blocks
from mll_finance.report.pieces.second_look import second_look_text
from mll_finance.report.pieces.standard import standard_blocks
from mll_finance.report.section import report_sections
from mll_finance.terms import Language

SECTIONS = ("summary", "results", "budget")
"""Sections of a report that a terminal shows."""


def opening_lines(study: Study, language: Language, alternative: str | None = None) -> str:
    """What a command says before anything else: what is not as adopted, what was added, what is still a draft."""
    context = Context(study, language)
    drafts = [_text(block, language).replace("\n", ": ") for block in draft_blocks(context)]
    return "\n".join(filter(None, [adoption_text(context), additions_text(context, alternative), *drafts]))


def adoption_line(study: Study, language: Language) -> str:
    """That the numbers are not those that were adopted; empty where they are, or where none were."""
    return adoption_text(Context(study, language))


def closing_line(study: Study, language: Language) -> str:
    """What deserves a second look, after what was said of the case itself."""
    return second_look_text(Context(study, language))


def tables(study: Study, language: Language) -> str:
    """The title, the answer, the criteria and the budgets, then what deserves a second look, as aligned text."""
    context = Context(study, language)
    blocks = [block for name in SECTIONS for block in report_sections()[name].blocks(context)]
    title = context.words(study.case.settings.title, study.case.settings.id)
    parts = (title, plain_text(blocks, language), closing_line(study, language))
    return "\n\n".join(filter(None, parts))


def sensitivity_tables(study: Study, alternative: str, language: Language) -> str:
    """Tornado, fixed steps and switching values of an alternative, and the standard sensitivities, as aligned text."""
    context = Context(study, language)
    blocks = [*driver_blocks(context, alternative), *standard_blocks(context)]
    # A figure stands in a terminal as the numbers behind it; their note is about the figure.
    bare_tables = [
        replace(block.data, note="") if isinstance(block, Figure) and block.data is not None else block
        for block in blocks
    ]
    return plain_text(bare_tables, language)


def plain_text(blocks: Iterable[Block], language: Language) -> str:
    """Blocks as text, a blank line between them; what has no form in a terminal is left out."""
    return "\n\n".join(text for text in (_text(block, language) for block in blocks) if text)


def _text(block: Block, language: Language) -> str:
    if isinstance(block, Table):
        return _table(block, language)
    if isinstance(block, Callout):
        return f"{block.title}\n{block.text}"
    if isinstance(block, Prose) and (block.items or block.alone):
        return "\n".join([block.text, *(f"  - {item}" for item in block.items)])
    return ""


def _table(table: Table, language: Language) -> str:
    heading_cells = [table.corner, *table.columns]
    body_cells = [
        ["  " * row.indent + row.head, *(show_cell(cell, language) for cell in row.cells)]
        for row in table.rows
    ]
    column_widths = [
        max(len(line[column]) for line in [heading_cells, *body_cells])
        for column in range(len(heading_cells))
    ]
    rule_line = "-" * (sum(column_widths) + 2 * (len(column_widths) - 1))
    lines = [table.caption, rule_line, _line(heading_cells, column_widths), rule_line]
    for row, cells in zip(table.rows, body_cells, strict=True):
        lines += [rule_line] if row.total else []
        lines.append(_line(cells, column_widths))
    return "\n".join([*lines, rule_line, *([table.note] if table.note else [])])


def _line(cells: list[str], widths: list[int]) -> str:
    first_cell, *other_cells = (cell.rjust(width) for cell, width in zip(cells, widths, strict=True))
    return "  ".join(
        [
            first_cell.strip().ljust(widths[0])
            if not cells[0].startswith(" ")
            else cells[0].ljust(widths[0]),
            *other_cells,
        ]
    ).rstrip()
