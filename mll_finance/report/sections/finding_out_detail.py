"""What finding out is worth, in full: every number and pilot, and how sure the choice is by what no money weighs."""

from __future__ import annotations

from collections.abc import Mapping

from mll_finance.judgement.finding_out.information import information
from mll_finance.judgement.finding_out.weighing import Weighing, weighing
from mll_finance.report import charts
from mll_finance.report.blocks import Block, Cell, Figure, Format, Prose, Row, Table
from mll_finance.report.context import Context
from mll_finance.report.pieces.information import information_tables
from mll_finance.report.pieces.inputs import choice, short_choice
from mll_finance.report.section import section

ByChoice = Mapping[str, tuple[float, ...]]
_SHOWN = (0.0, 0.5, 1.0, 1.5, 2.0)
"""Weights that the tables show."""


@section(
    nl="Wat uitzoeken waard is, per getal en pilot",
    en="What finding out is worth, by number and pilot",
    anchor="finding-out-detail",
)
def blocks(context: Context) -> list[Block]:
    """The tables, then the curves of chance and loss."""
    information_worth = information(context.study)
    section_blocks: list[Block] = [*information_tables(context, information_worth)]
    if not information_worth.trials:
        section_blocks.append(Prose(context.say("find_out_no_pilots")))
    weighing_of_study = weighing(context.study)
    if weighing_of_study is not None:
        section_blocks += [_chances(context, weighing_of_study), _losses(context, weighing_of_study)]
    return section_blocks


def _chances(context: Context, weighed: Weighing) -> Figure:
    current_weight_index = weighed.weights.index(1.0)
    title_key = "weight_chance_title_same" if len(set(weighed.chosen)) == 1 else "weight_chance_title_turns"
    chances_text = "; ".join(
        context.say(
            "weight_chance_of",
            choice=short_choice(context, choice_id),
            chance=context.number(chance_by_weight[current_weight_index], "percent"),
        )
        for choice_id, chance_by_weight in weighed.chance_best.items()
    )
    return Figure(
        context.say(title_key, choice=choice(context, weighed.chosen[current_weight_index])),
        charts.chances_by_weight(
            weighed.weights,
            _named(context, weighed.chance_best),
            axis=context.say("weight_axis"),
            language=context.language,
        ),
        context.say("weight_chance_text", chances=chances_text),
        _table(context, weighed, weighed.chance_best, ("weight_chance_data", "percent")),
        anchor="figure-acceptability",
    )


def _losses(context: Context, weighed: Weighing) -> Figure:
    current_weight_index = weighed.weights.index(1.0)
    chosen_id = weighed.chosen[current_weight_index]
    return Figure(
        context.say(
            "weight_loss_title",
            choice=choice(context, chosen_id),
            loss=context.about(weighed.loss[chosen_id][current_weight_index]),
        ),
        charts.rates(
            weighed.weights,
            _named(context, weighed.loss),
            axis=context.say("weight_axis"),
            language=context.language,
        ),
        context.say("weight_loss_text"),
        _table(context, weighed, weighed.loss, ("weight_loss_data", "euro")),
        anchor="figure-expected-loss",
    )


def _named(context: Context, by_choice: ByChoice) -> dict[str, tuple[float, ...]]:
    return {
        short_choice(context, choice_id): number_by_weight
        for choice_id, number_by_weight in by_choice.items()
    }


def _table(context: Context, weighed: Weighing, by_choice: ByChoice, caption: tuple[str, Format]) -> Table:
    caption_key, number_format = caption
    weight_indices = [weighed.weights.index(weight) for weight in _SHOWN]
    return Table(
        context.say(caption_key),
        tuple(context.number(weight, "percent") for weight in _SHOWN),
        tuple(
            Row(
                choice(context, choice_id),
                tuple(Cell(number_by_weight[weight_index], number_format) for weight_index in weight_indices),
            )
            for choice_id, number_by_weight in by_choice.items()
        ),
    )
