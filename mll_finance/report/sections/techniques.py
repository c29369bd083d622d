"""The techniques of the alternatives against law and people: what each brings, asks and costs."""

from __future__ import annotations

from mll_finance.inputs.prose_tables import Figure, Issue, Technique, issues, techniques
from mll_finance.inputs.tables import load_table
from mll_finance.report.blocks import Block, Cell, Heading, Prose, Row, Table
from mll_finance.report.context import Context
from mll_finance.terms import unit


def blocks(context: Context) -> list[Block]:
    """A table for each technique that an alternative has, then all techniques; nothing where none has one."""
    chosen: dict[str, list[str]] = {}
    for name, one in context.study.case.alternatives.items():
        if one.technique is not None:
            chosen.setdefault(one.technique, []).append(context.title("alternatives", name))
    if not chosen:
        return []
    made: list[Block] = [
        Heading(context.say("techniques"), anchor="techniques"),
        Prose(context.say("techniques_intro")),
    ]
    for technique, alternatives in chosen.items():
        made += _one(context, technique, alternatives)
    return [*made, _matrix(context, chosen)]


def _one(context: Context, name: str, alternatives: list[str]) -> list[Block]:
    found = techniques()[name]
    title = context.say(
        "techniques_of", technique=context.words(found.title), alternatives=", ".join(alternatives)
    )
    said = (
        f"{context.say('techniques_brings')}: {context.words(found.brings)}",
        f"{context.say('techniques_asks')}: {context.words(found.asks)}",
        f"{context.say('techniques_cost')}: {_costs(context, found)}",
    )
    table = Table(
        title,
        (context.say("techniques_attention"), context.say("techniques_why"), context.word("source")),
        tuple(
            _row(context, context.words(question.title), context.words(question.asks), found.issues[issue])
            for issue, question in issues().items()
        ),
        corner=context.say("techniques_issue"),
        anchor=f"table-technique-{name}",
    )
    return [Prose(items=said), table]


def _row(context: Context, title: str, asks: str, issue: Issue) -> Row:
    text = issue.nl if context.language == "nl" else issue.en
    sources = "; ".join(context.reference(source) for source in issue.sources)
    cells = (Cell(context.say(f"attention_{issue.attention}")), Cell(text), Cell(sources))
    return Row(title, cells, note=asks)


def _costs(context: Context, found: Technique) -> str:
    told = [_figure(context, one) for one in found.costs]
    return "; ".join(told) if told else context.say("techniques_no_figure")


def _figure(context: Context, one: Figure) -> str:
    row = load_table(one.table).find(one.id)
    return context.say(
        "techniques_figure",
        title=context.words(one.title),
        value=context.number(row.value, "number"),
        unit=unit(row.unit, context.language),
        year=row.price_year or context.say("techniques_undated"),
        source=context.reference(row.source),
    )


def _matrix(context: Context, chosen: dict[str, list[str]]) -> Table:
    rows = []
    for name, found in techniques().items():
        title = context.words(found.title)
        head = context.say("techniques_chosen", technique=title) if name in chosen else title
        cells = tuple(Cell(context.say(f"attention_{found.issues[issue].attention}")) for issue in issues())
        rows.append(Row(head, cells))
    return Table(
        context.say("techniques_matrix"),
        tuple(context.words(question.title) for question in issues().values()),
        tuple(rows),
        corner=context.say("technique_word"),
        note=context.say("techniques_matrix_note"),
        anchor="table-techniques",
    )
