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
    alternatives_by_technique: dict[str, list[str]] = {}
    for name, alternative in context.study.case.alternatives.items():
        if alternative.technique is not None:
            alternatives_by_technique.setdefault(alternative.technique, []).append(
                context.title("alternatives", name)
            )
    if not alternatives_by_technique:
        return []
    section_blocks: list[Block] = [
        Prose(context.say("techniques_intro")),
    ]
    for technique, alternatives in alternatives_by_technique.items():
        section_blocks += _one(context, technique, alternatives)
    return [*section_blocks, _matrix(context, alternatives_by_technique)]


def _one(context: Context, name: str, alternatives: list[str]) -> list[Block]:
    technique = techniques()[name]
    title_sentence = context.say(
        "techniques_of", technique=context.words(technique.title), alternatives=", ".join(alternatives)
    )
    text_by_key = {
        "techniques_brings": context.words(technique.brings),
        "techniques_asks": context.words(technique.asks),
        "techniques_cost": _costs(context, technique),
    }
    sentences = tuple(f"{context.say(name)}: {text}" for name, text in text_by_key.items())
    listed_sources = list(
        dict.fromkeys(source for issue in technique.issues.values() for source in issue.sources)
    )
    sources_text = "; ".join(
        f"[{number}] {context.reference(source)}" for number, source in enumerate(listed_sources, start=1)
    )
    table = Table(
        context.say("techniques_table", technique=context.words(technique.title)),
        (context.say("techniques_attention"), context.say("techniques_why"), context.word("source")),
        tuple(
            _row(context, question, technique.issues[issue], listed_sources)
            for issue, question in issues().items()
        ),
        corner=context.say("techniques_issue"),
        note=context.say("techniques_sources", sources=sources_text),
        anchor=f"table-technique-{name}",
    )
    return [Heading(title_sentence, level=3), Prose(items=sentences), table]


def _row(context: Context, question: Question, issue: Issue, listed: list[str]) -> Row:
    issue_text = issue.nl if context.language == "nl" else issue.en
    numbers_text = " ".join(f"[{listed.index(source) + 1}]" for source in issue.sources)
    cells = (Cell(context.say(f"attention_{issue.attention}")), Cell(issue_text), Cell(numbers_text))
    return Row(context.words(question.title), cells, note=context.words(question.asks))


def _costs(context: Context, technique: Technique) -> str:
    sentences = [_figure(context, cost) for cost in technique.costs]
    return "; ".join(sentences) if sentences else context.say("techniques_no_figure")


def _figure(context: Context, cost: Figure) -> str:
    row = context.study.case.tables.table(cost.table).find(cost.id)
    return context.say(
        "techniques_figure",
        title=context.words(cost.title),
        value=context.number(row.value, "number"),
        unit=unit(row.unit, context.language),
        year=row.price_year or context.say("techniques_undated"),
        source=context.reference(row.source),
    )


def _matrix(context: Context, chosen: dict[str, list[str]]) -> Table:
    rows = []
    for name, technique in techniques().items():
        title = context.words(technique.title)
        heading_text = context.say("techniques_chosen", technique=title) if name in chosen else title
        rows.append(Row(heading_text, tuple(Cell(_issues(context, technique, level)) for level in _LEVELS)))
    return Table(
        context.say("techniques_matrix"),
        tuple(context.say(f"attention_column_{level}") for level in _LEVELS),
        tuple(rows),
        corner=context.say("technique_word"),
        note=context.say("techniques_matrix_note"),
        anchor="table-techniques",
    )


def _issues(context: Context, technique: Technique, level: str) -> str:
    """The issues that need this much attention."""
    technique_names = [
        context.words(question.title)
        for issue, question in issues().items()
        if technique.issues[issue].attention == level
    ]
    return ", ".join(technique_names) or "-"
