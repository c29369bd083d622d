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
    return "; ".join(full_name(context, leaves[input_path]) for input_path in knowing.inputs)


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
    knowing_titles = [numbers_text(context, knowing) for knowing in worthwhile]
    worth_estimates = [knowing.worth for knowing in worthwhile]
    knowing_titles.append(context.say("information_everything"))
    worth_estimates.append(worth.everything)
    drawn_worths = [
        charts.Worth(knowing_title, worth_estimate.value, worth_estimate.error or 0.0)
        for knowing_title, worth_estimate in zip(knowing_titles, worth_estimates, strict=True)
    ]
    data_table = Table(
        context.say("information_table"),
        (context.say("information_worth"), context.say("information_error")),
        tuple(
            Row(drawn_worth.name, (Cell(drawn_worth.value, "euro"), Cell(drawn_worth.error, "euro")))
            for drawn_worth in drawn_worths
        ),
        corner=context.say("information_corner"),
    )
    worth_text = context.say(
        "find_out_worth_text",
        number=knowing_titles[0],
        worth=context.number(worth_estimates[0].value, "euro"),
        everything=context.number(worth.everything.value, "euro"),
    )
    return Figure(
        context.say("find_out_worth_title", number=knowing_titles[0]),
        charts.worths(drawn_worths, context.language),
        worth_text,
        data_table,
        anchor="figure-information",
        frame="information",
    )


def decision_texts(context: Context) -> tuple[str, ...]:
    """At most three sentences for a council: what finding out may cost, what first or which pilot, and what then."""
    information_worth = information(context.study)
    if information_worth.everything.value <= 0:
        return (context.say("information_nothing"),)
    worth_of_everything_text = context.say(
        "find_out_most", everything=context.rounded(information_worth.everything.value)
    )
    if information_worth.best_trials:
        best_trial = max(information_worth.best_trials, key=lambda trial: trial.net)
        rule_text = _rule(context, information_worth, best_trial.pilot)
        return tuple(filter(None, (worth_of_everything_text, _pays(context, best_trial), rule_text)))
    first_sentence = first_text(context)
    if first_sentence:
        return (worth_of_everything_text, first_sentence)
    return (
        (worth_of_everything_text, context.say("find_out_no_pilot_pays"))
        if information_worth.trials
        else (worth_of_everything_text,)
    )


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
    trials_by_size = sorted(
        (trial for trial in worth.trials if trial.pilot == pilot), key=lambda trial: trial.size
    )
    if len(trials_by_size) < 2:
        return None
    pilot_title_text, best_size = pilot_title(context, pilot), worth.best_sizes[pilot]
    best_or_last_trial = next(
        (trial for trial in trials_by_size if best_size is not None and trial.size == best_size.size),
        trials_by_size[-1],
    )
    amounts_by_curve_title = {
        context.say("pilot_worth"): [trial.worth.value for trial in trials_by_size],
        context.say("pilot_net"): [trial.net for trial in trials_by_size],
    }
    data_table = Table(
        context.say("find_out_size_data", pilot=pilot_title_text),
        tuple(amounts_by_curve_title),
        tuple(_size_row(context, trial) for trial in trials_by_size),
        corner=context.say("find_out_size_axis"),
    )
    size_text = context.number(best_or_last_trial.size, "number")
    size_sentence = context.say(
        "find_out_size_text",
        size=size_text,
        worth=context.number(best_or_last_trial.worth.value, "euro"),
        net=context.number(best_or_last_trial.net, "euro"),
    )
    title_key = "find_out_size_title_none" if best_size is None else "find_out_size_title_pays"
    return Figure(
        context.say(title_key, pilot=pilot_title_text, size=size_text),
        charts.by_size(
            [int(trial.size) for trial in trials_by_size],
            amounts_by_curve_title,
            axis=context.say("find_out_size_axis"),
            language=context.language,
        ),
        size_sentence,
        data_table,
        anchor=f"figure-pilot-{pilot}",
    )


def _size_row(context: Context, trial: Trial) -> Row:
    worth_and_net_cells = Cell(trial.worth.value, "euro"), Cell(trial.net, "euro")
    return Row(context.number(trial.size, "number"), worth_and_net_cells)


def after_texts(context: Context, worth: Information) -> tuple[str, ...]:
    """What to choose after each finding of the pilots that pay, at their best size."""
    return tuple(
        context.say(
            "find_out_after",
            pilot=pilot_title(context, trial.pilot),
            size=context.number(trial.size, "number"),
            rule=rule_text,
        )
        for trial in worth.best_trials
        if (rule_text := _rule(context, worth, trial.pilot))
    )


def _rule(context: Context, worth: Information, pilot: str) -> str:
    """From which finding of a pilot on what is chosen; nothing where it tells of several numbers at once."""
    choices_after = worth.after[pilot]
    if not choices_after:
        return ""
    (informed_path,) = context.study.case.parts(Pilot)[pilot].informs
    informed_input = context.study.case.graph.leaves[informed_path]
    choices_text = "; ".join(_after(context, pilot, choices_after, Input(informed_input)))
    return context.say("find_out_rule", number=full_name(context, informed_input), choices=choices_text)


def _after(context: Context, pilot: str, choices: tuple[ChoiceAfter, ...], informed: Input) -> Iterator[str]:
    choice_names = [short_choice(context, choice_after.choice) for choice_after in choices]
    if len(choices) == 1:
        yield context.say("find_out_after_same", choice=choice_names[0])
        return
    is_measured_pilot = context.study.case.parts(Pilot)[pilot].data == "normal"
    first_key = "find_out_after_first_measured" if is_measured_pilot else "find_out_after_first_counted"
    number_format: Format = (
        "number" if not is_measured_pilot else "percent" if is_percent(informed) else "ratio"
    )
    lowest_texts = [context.number(choice_after.lowest, number_format) for choice_after in choices[1:]]
    yield context.say(first_key, next=lowest_texts[0], choice=choice_names[0])
    for lowest_text, next_lowest_text, between_name in zip(
        lowest_texts, lowest_texts[1:], choice_names[1:-1], strict=False
    ):
        yield context.say(
            "find_out_after_between", lowest=lowest_text, next=next_lowest_text, choice=between_name
        )
    yield context.say("find_out_after_last", lowest=lowest_texts[-1], choice=choice_names[-1])


def pilot_texts(context: Context, worth: Information) -> tuple[str, ...]:
    """The sizes that come near the best, and what each pilot is worth to others."""
    sentences = []
    for pilot, best_size in worth.best_sizes.items():
        if best_size is None:
            continue
        least_size_text, most_size_text = (
            context.number(pilot_size, "number") for pilot_size in best_size.near
        )
        if least_size_text != most_size_text:
            sentences.append(context.say("find_out_size_near", low=least_size_text, high=most_size_text))
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
