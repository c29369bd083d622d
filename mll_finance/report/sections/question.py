"""The question, the alternatives, and through whose eyes they are judged."""

from __future__ import annotations

from mll_finance.inputs.case.scenarios import parts
from mll_finance.inputs.grammar.parties import Perspective
from mll_finance.inputs.grammar.sections import Rate
from mll_finance.inputs.tables.in_force import discount_steps
from mll_finance.report.blocks import Block, Callout, Cell, Prose, Row, Table
from mll_finance.report.context import Context
from mll_finance.report.pieces.names import scenario_title
from mll_finance.report.section import section


@section(nl="Vraag en alternatieven", en="Question and alternatives", anchor="question", public=True)
def blocks(context: Context) -> list[Block]:
    """The social issue, the alternatives with the baseline first, the perspectives, and what the reader changed."""
    case = context.study.case
    content: list[Block] = []
    if case.settings.question is not None:
        content.append(Prose(context.words(case.settings.question)))
    content.append(
        Table(
            context.say("alternatives_table"),
            (context.say("what_is_done"),),
            tuple(
                Row(context.title("alternatives", name), (Cell(context.words(alternative.description, "-")),))
                for name, alternative in case.alternatives.items()
            ),
            corner=context.word("alternative"),
            anchor="table-what",
        )
    )
    content.append(_perspectives(context))
    content += _changes(context)
    return content


def _perspectives(context: Context) -> Table:
    case = context.study.case
    rows = []
    for name, viewpoint in case.perspectives.items():
        joined_parties = ", ".join(context.title("parties", party) for party in viewpoint.parties)
        cells = (
            joined_parties,
            context.say(f"btw_{viewpoint.btw}"),
            context.say(f"prices_{viewpoint.prices}"),
            context.say(f"effects_{viewpoint.effects}"),
            _schedule(context, viewpoint),
        )
        rows.append(Row(context.title("perspectives", name), tuple(Cell(cell) for cell in cells)))
    columns = ("who", "btw", "prices", "effects", "discounting")
    return Table(
        context.say("perspectives_table"),
        tuple(context.say(f"column_{name}") for name in columns),
        tuple(rows),
        corner=context.word("perspective"),
        anchor="table-perspectives",
        note=context.say(
            "years_note", first=case.years[0], last=case.years[-1], level=case.prices.level_year
        ),
    )


def _schedule(context: Context, viewpoint: Perspective) -> str:
    """The discount rates of a perspective in words, with the id of the schedule."""
    discounting = context.study.case.settings.discounting
    if isinstance(discounting, Rate):
        return context.say("flat_rate", rate=context.number(discounting.rate, "percent"))
    name = discounting or viewpoint.schedule
    (_, first_rate), *later_steps = discount_steps(context.study.case.tables)[name]
    rate_sentences = [context.say("flat_rate", rate=context.number(first_rate, "percent"))]
    rate_sentences += [
        context.say("rate_from", year=year, rate=context.number(rate, "percent"))
        for year, rate in later_steps
    ]
    return f"{', '.join(rate_sentences)} ({name})"


def _changes(context: Context) -> list[Block]:
    case = context.study.case
    content: list[Block] = []
    if case.scenario is not None:
        names = parts(case.scenario)
        descriptions = [context.words(case.scenarios[name].description, "-") for name in names]
        content.append(
            Callout(
                context.say("in_scenario", scenario=scenario_title(context, case.scenario)),
                " ".join(descriptions),
                "caution",
            )
        )
    if case.settings.tables:
        table_texts = tuple(
            f"{name}: {case.files.name_in_copy(file)}" for name, file in case.settings.tables.items()
        )
        content.append(Prose(context.say("own_tables"), table_texts))
    if case.overrides:
        rows = tuple(
            Row(
                change.path,
                (
                    context.confidential() if context.hides(change.path) else Cell(str(change.value)),
                    Cell(context.say("fixed" if change.fixes else "changed")),
                ),
            )
            for change in case.overrides
        )
        content.append(
            Table(
                context.say("overrides"),
                (context.word("value"), context.say("what_changed")),
                rows,
                corner=context.word("path"),
                anchor="table-overrides",
            )
        )
    return content
