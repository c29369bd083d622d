"""The results as text for a terminal: first the decision in one table, then why, then the figures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import chain

from mll_finance.engine.study import Study
from mll_finance.judgement.advice import advice
from mll_finance.judgement.decision import decision
from mll_finance.judgement.tracking.ranges import Record
from mll_finance.judgement.tracking.tracked import Tracked
from mll_finance.report.blocks import Block, Brief, Briefs, Callout, Figure, Prose, Table
from mll_finance.report.context import Context
from mll_finance.report.numbers import show_cell
from mll_finance.report.pieces.achieving.demands import achieving_blocks
from mll_finance.report.pieces.additions import additions_text, draft_blocks
from mll_finance.report.pieces.adoption import adoption_text
from mll_finance.report.pieces.answer.advice import short_advice
from mll_finance.report.pieces.answer.next_step import next_step
from mll_finance.report.pieces.drivers import driver_blocks, step_blocks
from mll_finance.report.pieces.information import information_blocks
from mll_finance.report.pieces.phases.plans import option_blocks, tree_blocks
from mll_finance.report.pieces.second_look import second_look_text
from mll_finance.report.pieces.standard import standard_blocks
from mll_finance.report.pieces.tracking.record import record_text
from mll_finance.report.pieces.tracking.tables import tracking_blocks
from mll_finance.report.screen import PIPED, Screen, TextTable, grid, prose, styled, titled
from mll_finance.report.section import report_sections
from mll_finance.terms import Language, sentence

SECTIONS = ("summary", "results", "budget")
"""Sections of a report that a terminal shows."""


_IN_THOUSANDS = 100_000
"""Euros from which the first table counts in thousands."""
_TONES: Mapping[str, str] = {
    "go": "green",
    "pilot_first": "yellow",
    "uncertain": "yellow",
    "not_yet": "yellow",
}
"""Colour of an advice; what is advised against is red."""


def opening_lines(
    study: Study, language: Language, alternative: str | None = None, screen: Screen = PIPED
) -> str:
    """What a command says before anything else: what is not as adopted, what was added, what is still a draft."""
    context = Context(study, language)
    draft_texts = [
        ": ".join((draft_block.title, draft_block.text))
        for draft_block in draft_blocks(context)
        if isinstance(draft_block, Callout)
    ]
    opening_texts = filter(None, [adoption_text(context), additions_text(context, alternative), *draft_texts])
    return "\n".join(prose(opening_text, screen) for opening_text in opening_texts)


def adoption_line(study: Study, language: Language) -> str:
    """That the numbers are not those that were adopted; empty where they are, or where none were."""
    return adoption_text(Context(study, language))


def closing_line(study: Study, language: Language, screen: Screen = PIPED) -> str:
    """What deserves a second look, after what was said of the case itself."""
    return prose(second_look_text(Context(study, language)), screen)


def decision_table(study: Study, language: Language, screen: Screen = PIPED) -> str:
    """The alternatives with the expected balance to society, its range and the advice, one a line."""
    context, case_advice, ranked_alternatives = (
        Context(study, language),
        advice(study),
        decision(study).society,
    )
    p05_and_p95_sizes = [
        abs(amount)
        for ranked_alternative in ranked_alternatives
        for amount in (ranked_alternative.p05, ranked_alternative.p95)
    ]
    has_thousands = max(p05_and_p95_sizes, default=0.0) >= _IN_THOUSANDS
    rows, row_tones = [], []
    for ranked_alternative in sorted(
        ranked_alternatives, key=lambda standing: study.case.projects.index(standing.alternative)
    ):
        alternative_advice = case_advice.of(ranked_alternative.alternative)
        amount_texts = [
            context.number(round(amount / 1000) if has_thousands else round(amount), "number")
            for amount in (ranked_alternative.mean, ranked_alternative.p05, ranked_alternative.p95)
        ]
        advice_text = short_advice(context, alternative_advice)
        amount_texts[0] += " + PM" if ranked_alternative.pm else ""
        rows.append(
            (context.title("alternatives", ranked_alternative.alternative), *amount_texts, advice_text)
        )
        row_tones.append(_TONES.get(alternative_advice.kind, "red"))
    rows.append((context.say("baseline_row"), "0", "0", "0", ""))
    heading_texts = (
        context.word("alternative"),
        *(context.say(f"column_{column_key}") for column_key in ("expected", "low", "high")),
        context.say("decision_advice"),
    )
    caption_text = context.say("decision_thousands" if has_thousands else "decision_euros")
    return grid(TextTable(caption_text, heading_texts, rows, one_line=True, tones=tuple(row_tones)), screen)


def tables(study: Study, language: Language, screen: Screen = PIPED) -> str:
    """The title, the decision, the answer, the criteria and the budgets, then what deserves a second look."""
    context = Context(study, language)
    answer_blocks, *blocks_of_sections = (
        report_sections()[section_name].blocks(context) for section_name in SECTIONS
    )
    blocks = [
        shown_block
        for shown_block in (*answer_blocks, next_step(context), *chain.from_iterable(blocks_of_sections))
        if not (isinstance(shown_block, Table) and shown_block.cards)  # the decision stands above them
    ]
    case_title = context.words(study.case.settings.title, study.case.settings.id)
    page_parts = (
        styled(prose(case_title, screen), "bold", screen),
        decision_table(study, language, screen),
        plain_text(blocks, language, screen),
        closing_line(study, language, screen),
    )
    return "\n\n".join(filter(None, page_parts))


def sensitivity_tables(study: Study, alternative: str, language: Language, screen: Screen = PIPED) -> str:
    """Tornado, fixed steps and switching values of an alternative, and the standard sensitivities, as aligned text."""
    context = Context(study, language)
    blocks = [
        *driver_blocks(context, alternative),
        *step_blocks(context, alternative),
        *standard_blocks(context),
    ]
    return plain_text(_bare(blocks), language, screen)


def information_tables(study: Study, language: Language, screen: Screen = PIPED) -> str:
    """What finding out is worth before the choice, what a model must achieve, and plans in phases, as text."""
    context = Context(study, language)
    blocks_with_figures = [*achieving_blocks(context), *tree_blocks(context), *option_blocks(context)]
    return plain_text([*information_blocks(context), *_bare(blocks_with_figures)], language, screen)


def tracking_tables(tracked: Tracked, language: Language, screen: Screen = PIPED) -> str:
    """What came of a case, as text."""
    return plain_text(tracking_blocks(Context(tracked.study, language), tracked), language, screen)


def record_lines(record: Record, language: Language, screen: Screen = PIPED) -> str:
    """How often several cases were right, as text."""
    return titled(sentence("track_record_title", language), record_text(language, record), screen)


def _bare(blocks: Iterable[Block]) -> list[Block]:
    """Blocks with the numbers behind a figure in its place; their note is about the figure."""
    return [replace(block.data, note="") if isinstance(block, Figure) else block for block in blocks]


def plain_text(blocks: Iterable[Block], language: Language, screen: Screen = PIPED) -> str:
    """Blocks as text, a blank line between them; what has no form in a terminal is left out."""
    return "\n\n".join(
        block_text for block_text in (_text(block, language, screen) for block in blocks) if block_text
    )


def _text(block: Block, language: Language, screen: Screen) -> str:
    if isinstance(block, Table):
        return grid(_grid(block, language), screen)
    if isinstance(block, Callout):
        return titled(block.title, block.text, screen)
    if isinstance(block, Briefs):
        return "\n\n".join(_brief(brief, screen) for brief in block.items)
    if isinstance(block, Prose) and (block.items or block.alone):
        return "\n".join(
            prose(prose_line, screen)
            for prose_line in (block.text, *(f"  - {list_text}" for list_text in block.items))
        )
    return ""


def _brief(brief: Brief, screen: Screen) -> str:
    listed_lines = [prose(f"  - {list_text}", screen) for list_text in brief.items]
    return "\n".join([titled(brief.title, brief.text, screen), *listed_lines])


def _grid(table: Table, language: Language) -> TextTable:
    return TextTable(
        table.caption,
        (table.corner, *table.columns),
        [
            (
                "  " * table_row.indent + table_row.head,
                *(show_cell(cell, language) for cell in table_row.cells),
            )
            for table_row in table.rows
        ],
        note=table.note,
        totals=frozenset(row_index for row_index, table_row in enumerate(table.rows) if table_row.total),
    )
