"""What finding out is worth, in sentences and figures that several sections share."""

from __future__ import annotations

from collections.abc import Iterator

from mll_finance.drivers.points import Input
from mll_finance.inputs.method.pilots import Pilot
from mll_finance.judgement.finding_out.bounds import full_capacities
from mll_finance.judgement.finding_out.information import Information, information
from mll_finance.judgement.finding_out.investigation import ChoiceAfter, Knowing, Trial
from mll_finance.judgement.finding_out.research import FindingOut, find_out_first
from mll_finance.report import charts
from mll_finance.report.blocks import Cell, Figure, Format, Row, Table
from mll_finance.report.context import Context
from mll_finance.report.pieces.inputs import is_percent, name, short_choice
from mll_finance.report.pieces.names import full_name

_BARS = 6
"""Bars of the figure at most."""


def numbers_text(context: Context, knowing: Knowing) -> str:
    """Names of the numbers that are known at once."""
    leaves = context.study.case.graph.leaves
    return "; ".join(full_name(context, leaves[path]) for path in knowing.inputs)


def first_text(context: Context) -> str:
    """What to find out first, with its price and worth; nothing where nothing is worth its price."""
    first_to_find_out: FindingOut | None = find_out_first(context.study)
    if first_to_find_out is None:
        return ""
    return context.say(
        "find_out_first",
        numbers=numbers_text(context, first_to_find_out.knowing),
        cost=context.about(first_to_find_out.cost),
        worth=context.about(first_to_find_out.worth_after_waiting),
    )


def full_texts(context: Context) -> tuple[str, ...]:
    """Numbers that mostly change nothing because a capacity is full."""
    return tuple(
        context.say(
            "find_out_full",
            number=name(context, full_capacity.number),
            share=context.number(full_capacity.share, "percent"),
            quantity=context.title("quantities", full_capacity.quantity),
        )
        for full_capacity in full_capacities(context.study)
    )


def worth_figure(context: Context, worth: Information) -> Figure | None:
    """The numbers that are worth knowing, each with its error, and everything; None where none is worth anything."""
    worthwhile = worth.telling[:_BARS]
    if not worthwhile:
        return None
    titles = [numbers_text(context, knowing) for knowing in worthwhile]
    estimates = [knowing.worth for knowing in worthwhile]
    titles.append(context.say("information_everything"))
    estimates.append(worth.everything)
    rows = [
        charts.Worth(title, estimate.value, estimate.error or 0.0)
        for title, estimate in zip(titles, estimates, strict=True)
    ]
    table = Table(
        context.say("information_table"),
        (context.say("information_worth"), context.say("information_error")),
        tuple(Row(row.name, (Cell(row.value, "euro"), Cell(row.error, "euro"))) for row in rows),
        corner=context.say("information_corner"),
    )
    worth_text = context.say(
        "find_out_worth_text",
        number=titles[0],
        worth=context.number(estimates[0].value, "euro"),
        everything=context.number(worth.everything.value, "euro"),
    )
    return Figure(
        context.say("find_out_worth_title", number=titles[0]),
        charts.worths(rows, context.language),
        worth_text,
        table,
        anchor="figure-information",
        frame="information",
    )


def decision_texts(context: Context) -> tuple[str, ...]:
    """At most three sentences for a council: what finding out may cost, what first or which pilot, and what then."""
    information_worth = information(context.study)
    if information_worth.everything.value <= 0:
        return (context.say("information_nothing"),)
    most_text = context.say("find_out_most", everything=context.rounded(information_worth.everything.value))
    if information_worth.best_trials:
        best_trial = max(information_worth.best_trials, key=lambda trial: trial.net)
        rule = _rule(context, information_worth, best_trial.pilot)
        return tuple(filter(None, (most_text, _pays(context, best_trial), rule)))
    first_sentence = first_text(context)
    if first_sentence:
        return (most_text, first_sentence)
    return (most_text, context.say("find_out_no_pilot_pays")) if information_worth.trials else (most_text,)


def _pays(context: Context, trial: Trial) -> str:
    return context.say(
        "find_out_pays",
        pilot=pilot_title(context, trial.pilot),
        size=context.number(trial.size, "number"),
        price=context.about(trial.cost),
        worth=context.about(trial.worth_after_waiting),
    )


def pilot_title(context: Context, pilot: str) -> str:
    """Reader's name of a pilot."""
    return context.words(context.study.case.parts(Pilot)[pilot].title, pilot.replace("_", " "))


def size_figure(context: Context, worth: Information, pilot: str) -> Figure | None:
    """What a pilot is worth by its size, and what is left after its price and the wait; None with one size."""
    trials = sorted((trial for trial in worth.trials if trial.pilot == pilot), key=lambda trial: trial.size)
    if len(trials) < 2:
        return None
    title, best_size = pilot_title(context, pilot), worth.best_sizes[pilot]
    shown_trial = next(
        (trial for trial in trials if best_size is not None and trial.size == best_size.size), trials[-1]
    )
    lines = {
        context.say("pilot_worth"): [trial.worth.value for trial in trials],
        context.say("pilot_net"): [trial.net for trial in trials],
    }
    table = Table(
        context.say("find_out_size_data", pilot=title),
        tuple(lines),
        tuple(_size_row(context, trial) for trial in trials),
        corner=context.say("find_out_size_axis"),
    )
    size_text = context.number(shown_trial.size, "number")
    sentence = context.say(
        "find_out_size_text",
        size=size_text,
        worth=context.number(shown_trial.worth.value, "euro"),
        net=context.number(shown_trial.net, "euro"),
    )
    title_key = "find_out_size_title_none" if best_size is None else "find_out_size_title_pays"
    return Figure(
        context.say(title_key, pilot=title, size=size_text),
        charts.by_size(
            [int(trial.size) for trial in trials],
            lines,
            axis=context.say("find_out_size_axis"),
            language=context.language,
        ),
        sentence,
        table,
        anchor=f"figure-pilot-{pilot}",
    )


def _size_row(context: Context, trial: Trial) -> Row:
    cells = Cell(trial.worth.value, "euro"), Cell(trial.net, "euro")
    return Row(context.number(trial.size, "number"), cells)


def after_texts(context: Context, worth: Information) -> tuple[str, ...]:
    """What to choose after each finding of the pilots that pay, at their best size."""
    return tuple(
        context.say(
            "find_out_after",
            pilot=pilot_title(context, trial.pilot),
            size=context.number(trial.size, "number"),
            rule=rule,
        )
        for trial in worth.best_trials
        if (rule := _rule(context, worth, trial.pilot))
    )


def _rule(context: Context, worth: Information, pilot: str) -> str:
    """From which finding of a pilot on what is chosen; nothing where it tells of several numbers at once."""
    choices = worth.after[pilot]
    if not choices:
        return ""
    (informed_path,) = context.study.case.parts(Pilot)[pilot].informs
    informed_input = context.study.case.graph.leaves[informed_path]
    choices_text = "; ".join(_after(context, pilot, choices, Input(informed_input)))
    return context.say("find_out_rule", number=full_name(context, informed_input), choices=choices_text)


def _after(context: Context, pilot: str, choices: tuple[ChoiceAfter, ...], informed: Input) -> Iterator[str]:
    choice_names = [short_choice(context, choice_after.choice) for choice_after in choices]
    if len(choices) == 1:
        yield context.say("find_out_after_same", choice=choice_names[0])
        return
    is_measured = context.study.case.parts(Pilot)[pilot].data == "normal"
    first_key = "find_out_after_first_measured" if is_measured else "find_out_after_first_counted"
    number_format: Format = "number" if not is_measured else "percent" if is_percent(informed) else "ratio"
    lowest_texts = [context.number(choice_after.lowest, number_format) for choice_after in choices[1:]]
    yield context.say(first_key, next=lowest_texts[0], choice=choice_names[0])
    for lowest, next_start, between_name in zip(
        lowest_texts, lowest_texts[1:], choice_names[1:-1], strict=False
    ):
        yield context.say("find_out_after_between", lowest=lowest, next=next_start, choice=between_name)
    yield context.say("find_out_after_last", lowest=lowest_texts[-1], choice=choice_names[-1])


def pilot_texts(context: Context, worth: Information) -> tuple[str, ...]:
    """The sizes that come near the best, and what each pilot is worth to others."""
    sentences = []
    for pilot, best_size in worth.best_sizes.items():
        if best_size is None:
            continue
        least_text, most_text = (context.number(size, "number") for size in best_size.near)
        if least_text != most_text:
            sentences.append(context.say("find_out_size_near", low=least_text, high=most_text))
        worth_to_others = next(
            trial.to_others for trial in worth.trials if (trial.pilot, trial.size) == (pilot, best_size.size)
        )
        if worth_to_others > 0:
            sentences.append(
                context.say(
                    "find_out_others",
                    pilot=pilot_title(context, pilot),
                    amount=context.about(worth_to_others),
                )
            )
    return tuple(sentences)
