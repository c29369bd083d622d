"""What finding out is worth before the choice, in words and two tables: numbers to find out, and pilots by size."""

from __future__ import annotations

from mll_finance.judgement.finding_out.information import Information, information
from mll_finance.judgement.finding_out.investigation import Knowing, Trial
from mll_finance.report.blocks import Block, Callout, Cell, Row, Table
from mll_finance.report.context import Context
from mll_finance.report.pieces.finding_out import first_text, numbers_text, pilot_title

_SHOWN = 10
"""Numbers that the table shows at most."""


def information_blocks(context: Context) -> list[Block]:
    """What knowing everything is worth, which numbers are worth finding out, and whether a pilot is."""
    information_worth = information(context.study)
    opening_sentence = " ".join(filter(None, (opening_text(context, information_worth), first_text(context))))
    return [
        Callout(context.say("information_title"), opening_sentence, "neutral"),
        *information_tables(context, information_worth),
    ]


def information_tables(context: Context, worth: Information) -> list[Table]:
    """The numbers that are worth knowing, and the pilots by size; none of what there is not."""
    information_tables_shown = []
    if worth.telling:
        information_tables_shown.append(_knowing_table(context, worth, worth.telling[:_SHOWN]))
    if worth.trials:
        information_tables_shown.append(_pilot_table(context, worth))
    return information_tables_shown


def opening_text(context: Context, worth: Information) -> str:
    """One paragraph: the most that finding out may cost, and what it changes."""
    if worth.everything.value <= 0:
        return context.say("information_nothing")
    worth_text = context.about(worth.everything.value)
    if not worth.telling:
        return context.say("information_none_alone", everything=worth_text)
    return context.say("information_opening", everything=worth_text)


def _knowing_table(context: Context, worth: Information, worthwhile: tuple[Knowing, ...]) -> Table:
    rows = [Row(numbers_text(context, knowing), _estimates(knowing)) for knowing in worthwhile]
    if worth.together is not None:
        input_count = len(worth.together.inputs)
        rows.append(Row(context.say("information_together", count=input_count), _estimates(worth.together)))
    everything_cells = (Cell(worth.everything.value, "euro"), Cell(worth.everything.error, "euro"))
    rows.append(Row(context.say("information_everything"), everything_cells, total=True))
    return Table(
        context.say("information_table"),
        (context.say("information_worth"), context.say("information_error")),
        tuple(rows),
        corner=context.say("information_corner"),
        note=context.say("information_note"),
        anchor="table-information",
    )


def _estimates(knowing: Knowing) -> tuple[Cell, ...]:
    return Cell(knowing.worth.value, "euro"), Cell(knowing.worth.error, "euro")


def _pilot_table(context: Context, worth: Information) -> Table:
    best_size_by_pilot = worth.best_sizes
    rows = []
    for trial in worth.trials:
        best_size = best_size_by_pilot[trial.pilot]
        is_best = best_size is not None and best_size.size == trial.size
        best_mark_text = context.say("pilot_best") if is_best else ""
        row_text = context.say(
            "pilot_row",
            pilot=pilot_title(context, trial.pilot),
            size=context.number(trial.size, "number"),
        )
        rows.append(Row(row_text, _trial_cells(trial), note=best_mark_text))
    return Table(
        context.say("pilot_table"),
        tuple(context.say(f"pilot_{column_key}") for column_key in ("worth", "cost", "waiting", "net")),
        tuple(rows),
        corner=context.say("pilot_corner"),
        note=context.say("pilot_note" if any(best_size_by_pilot.values()) else "pilot_note_none"),
        anchor="table-pilots",
    )


def _trial_cells(trial: Trial) -> tuple[Cell, ...]:
    return tuple(Cell(amount, "euro") for amount in (trial.worth.value, trial.cost, trial.waiting, trial.net))
