"""The techniques of the alternatives against law and people: what each brings, asks and costs."""

from __future__ import annotations

from mll_finance.inputs.reference_data.prose_tables import (
    Figure,
    Issue,
    Question,
    Technique,
    issues,
    techniques,
)
from mll_finance.report.blocks import Block, Cell, Heading, Prose, Row, Table
from mll_finance.report.context import Context
from mll_finance.report.section import section
from mll_finance.terms import unit

_LEVELS = ("high", "medium", "low")


@section(nl="Techniek en vraagstukken", en="Technique and issues", anchor="techniques")
def blocks(context: Context) -> list[Block]:
    """A table for each technique that an alternative has, then all techniques; nothing where none has one."""
    titles_by_technique: dict[str, list[str]] = {}
    for alternative_id, alternative in context.study.case.alternatives.items():
        if alternative.technique is not None:
            titles_by_technique.setdefault(alternative.technique, []).append(
                context.title("alternatives", alternative_id)
            )
    if not titles_by_technique:
        return []
    section_blocks: list[Block] = [
        Prose(context.say("techniques_intro")),
    ]
    for technique_id, alternative_titles in titles_by_technique.items():
        section_blocks += _one(context, technique_id, alternative_titles)
    return [*section_blocks, _matrix(context, titles_by_technique)]


def _one(context: Context, name: str, alternatives: list[str]) -> list[Block]:
    technique = techniques()[name]
    title_sentence = context.say(
        "techniques_of", technique=context.words(technique.title), alternatives=", ".join(alternatives)
    )
    text_by_sentence_key = {
        "techniques_brings": context.words(technique.brings),
        "techniques_asks": context.words(technique.asks),
        "techniques_cost": _costs(context, technique),
    }
    technique_sentences = tuple(
        f"{context.say(sentence_key)}: {technique_text}"
        for sentence_key, technique_text in text_by_sentence_key.items()
    )
    source_ids = list(
        dict.fromkeys(
            source_id
            for technique_issue in technique.issues.values()
            for source_id in technique_issue.sources
        )
    )
    sources_text = "; ".join(
        f"[{source_number}] {context.reference(source_id)}"
        for source_number, source_id in enumerate(source_ids, start=1)
    )
    issues_table = Table(
        context.say("techniques_table", technique=context.words(technique.title)),
        (context.say("techniques_attention"), context.say("techniques_why"), context.word("source")),
        tuple(
            _row(context, question, technique.issues[technique_issue], source_ids)
            for technique_issue, question in issues().items()
        ),
        corner=context.say("techniques_issue"),
        note=context.say("techniques_sources", sources=sources_text),
        anchor=f"table-technique-{name}",
    )
    return [Heading(title_sentence, level=3), Prose(items=technique_sentences), issues_table]


def _row(context: Context, question: Question, issue: Issue, listed: list[str]) -> Row:
    issue_text = issue.nl if context.language == "nl" else issue.en
    source_numbers_text = " ".join(f"[{listed.index(source_id) + 1}]" for source_id in issue.sources)
    issue_cells = (
        Cell(context.say(f"attention_{issue.attention}")),
        Cell(issue_text),
        Cell(source_numbers_text),
    )
    return Row(context.words(question.title), issue_cells, note=context.words(question.asks))


def _costs(context: Context, technique: Technique) -> str:
    cost_texts = [_figure(context, technique_cost) for technique_cost in technique.costs]
    return "; ".join(cost_texts) if cost_texts else context.say("techniques_no_figure")


def _figure(context: Context, cost: Figure) -> str:
    cost_row = context.study.case.tables.table(cost.table).find(cost.id)
    return context.say(
        "techniques_figure",
        title=context.words(cost.title),
        value=context.number(cost_row.value, "number"),
        unit=unit(cost_row.unit, context.language),
        year=cost_row.price_year or context.say("techniques_undated"),
        source=context.reference(cost_row.source),
    )


def _matrix(context: Context, chosen: dict[str, list[str]]) -> Table:
    rows = []
    for technique_id, technique in techniques().items():
        technique_title = context.words(technique.title)
        column_heading_text = (
            context.say("techniques_chosen", technique=technique_title)
            if technique_id in chosen
            else technique_title
        )
        rows.append(
            Row(
                column_heading_text,
                tuple(Cell(_issues(context, technique, attention_level)) for attention_level in _LEVELS),
            )
        )
    return Table(
        context.say("techniques_matrix"),
        tuple(context.say(f"attention_column_{attention_level}") for attention_level in _LEVELS),
        tuple(rows),
        corner=context.say("technique_word"),
        note=context.say("techniques_matrix_note"),
        anchor="table-techniques",
    )


def _issues(context: Context, technique: Technique, level: str) -> str:
    """The issues that need this much attention."""
    issue_titles = [
        context.words(question.title)
        for issue_id, question in issues().items()
        if technique.issues[issue_id].attention == level
    ]
    return ", ".join(issue_titles) or "-"
