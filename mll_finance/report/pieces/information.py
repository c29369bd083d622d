"""What finding out is worth before the choice, in words and two tables: numbers to find out, and pilots by size."""

from __future__ import annotations

from mll_finance.drivers.points import uncertain
from mll_finance.inputs.method.pilots import Pilot
from mll_finance.judgement.finding_out.information import Information, information
from mll_finance.judgement.finding_out.investigation import Knowing, Trial
from mll_finance.report.blocks import Block, Callout, Cell, Row, Table
from mll_finance.report.context import Context
from mll_finance.report.pieces.inputs import name

_SHOWN = 10
"""Numbers that the table shows at most."""


def information_blocks(context: Context) -> list[Block]:
    """What knowing everything is worth, which numbers are worth finding out, and whether a pilot is."""
    worth = information(context.study)
    blocks: list[Block] = [
        Callout(context.say("information_title"), _opening_text(context, worth), "neutral")
    ]
    worthwhile = [knowing for knowing in worth.alone if knowing.is_worth_something]
    if worthwhile:
        blocks.append(_knowing_table(context, worth, worthwhile[:_SHOWN]))
    if worth.trials:
        blocks.append(_pilot_table(context, worth))
    return blocks


def _opening_text(context: Context, worth: Information) -> str:
    """One paragraph: the most that finding out may cost, and what it changes."""
    if worth.everything.value <= 0:
        return context.say("information_nothing")
    everything = context.about(worth.everything.value)
    if not any(knowing.is_worth_something for knowing in worth.alone):
        return context.say("information_none_alone", everything=everything)
    return context.say("information_opening", everything=everything)


def _knowing_table(context: Context, worth: Information, worthwhile: list[Knowing]) -> Table:
    rows = [Row(_names(context, knowing), _estimates(knowing)) for knowing in worthwhile]
    if worth.together is not None:
        count = len(worth.together.inputs)
        rows.append(Row(context.say("information_together", count=count), _estimates(worth.together)))
    all_cells = (Cell(worth.everything.value, "euro"), Cell(worth.everything.error, "euro"))
    rows.append(Row(context.say("information_everything"), all_cells, total=True))
    return Table(
        context.say("information_table"),
        (context.say("information_worth"), context.say("information_error")),
        tuple(rows),
        corner=context.say("information_corner"),
        note=context.say("information_note"),
        anchor="table-information",
    )


def _names(context: Context, knowing: Knowing) -> str:
    number_by_path = {number.path: number for number in uncertain(context.study)}
    return "; ".join(name(context, number_by_path[path]) for path in knowing.inputs)


def _estimates(knowing: Knowing) -> tuple[Cell, ...]:
    return Cell(knowing.worth.value, "euro"), Cell(knowing.worth.error, "euro")


def _pilot_table(context: Context, worth: Information) -> Table:
    best = worth.best_sizes
    rows = []
    for trial in worth.trials:
        best_size = best[trial.pilot]
        is_best = best_size is not None and best_size.size == trial.size
        mark_text = context.say("pilot_best") if is_best else ""
        rows.append(Row(_pilot_title(context, trial), _trial_cells(trial), note=mark_text))
    return Table(
        context.say("pilot_table"),
        tuple(context.say(f"pilot_{column}") for column in ("worth", "cost", "waiting", "net")),
        tuple(rows),
        corner=context.say("pilot_corner"),
        note=context.say("pilot_note" if any(best.values()) else "pilot_note_none"),
        anchor="table-pilots",
    )


def _pilot_title(context: Context, trial: Trial) -> str:
    pilot = context.study.case.parts(Pilot)[trial.pilot]
    title = context.words(pilot.title, trial.pilot)
    return context.say("pilot_row", pilot=title, size=context.number(trial.size, "number"))


def _trial_cells(trial: Trial) -> tuple[Cell, ...]:
    return tuple(Cell(amount, "euro") for amount in (trial.worth.value, trial.cost, trial.waiting, trial.net))
