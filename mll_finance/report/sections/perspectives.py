"""Through whose eyes the alternatives are judged."""

from __future__ import annotations

from mll_finance.inputs.grammar.parties import Perspective
from mll_finance.inputs.grammar.sections import Rate
from mll_finance.inputs.tables.in_force import discount_steps
from mll_finance.report.blocks import Block, Cell, Row, Table
from mll_finance.report.context import Context
from mll_finance.report.section import section


@section(nl="Door wiens ogen", en="Through whose eyes", anchor="perspectives", public=True)
def blocks(context: Context) -> list[Block]:
    """Parties, btw, prices, effects and discount rates of each perspective."""
    return [_perspectives(context)]


def _perspectives(context: Context) -> Table:
    case = context.study.case
    rows = []
    for perspective_id, viewpoint in case.perspectives.items():
        parties_text = ", ".join(context.title("parties", party_id) for party_id in viewpoint.parties)
        cell_texts = (
            parties_text,
            context.say(f"btw_{viewpoint.btw}"),
            context.say(f"prices_{viewpoint.prices}"),
            context.say(f"effects_{viewpoint.effects}"),
            _schedule(context, viewpoint),
        )
        rows.append(
            Row(
                context.title("perspectives", perspective_id),
                tuple(Cell(cell_text) for cell_text in cell_texts),
            )
        )
    column_keys = ("who", "btw", "prices", "effects", "discounting")
    return Table(
        context.say("perspectives_table"),
        tuple(context.say(f"column_{column_key}") for column_key in column_keys),
        tuple(rows),
        corner=context.word("perspective"),
        anchor="table-perspectives",
        note=context.say(
            "years_note", first=case.years[0], last=case.years[-1], level=case.prices.level_year
        ),
    )


def _schedule(context: Context, viewpoint: Perspective) -> str:
    """The discount rates of a perspective in words, with the id of the schedule."""
    schedule_id_or_rate = context.study.case.settings.discounting
    if isinstance(schedule_id_or_rate, Rate):
        return context.say("flat_rate", rate=context.number(schedule_id_or_rate.rate, "percent"))
    schedule_id = schedule_id_or_rate or viewpoint.schedule
    (_, first_rate), *later_steps = discount_steps(context.study.case.tables)[schedule_id]
    rate_sentences = [context.say("flat_rate", rate=context.number(first_rate, "percent"))]
    rate_sentences += [
        context.say("rate_from", year=first_year, rate=context.number(step_rate, "percent"))
        for first_year, step_rate in later_steps
    ]
    return f"{', '.join(rate_sentences)} ({schedule_id})"
