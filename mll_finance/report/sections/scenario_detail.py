"""How often each choice is the best in each scenario, and under which conditions it goes wrong."""

from __future__ import annotations

from mll_finance.drivers.scenarios import CENTRAL, Discovery, discover
from mll_finance.inputs.grammar.parties import SOCIETY
from mll_finance.inputs.grammar.sections import BASELINE
from mll_finance.judgement.chances import Chance, chance_negative
from mll_finance.judgement.contenders import contenders
from mll_finance.report.blocks import Block, Heading, Prose, Row, Table
from mll_finance.report.context import Context
from mll_finance.report.pieces.answer.chances import chance, chance_cell, chance_note
from mll_finance.report.pieces.inputs import choice, name, text
from mll_finance.report.pieces.names import scenario_name
from mll_finance.report.section import section


@section(nl="Scenario's nader bekeken", en="Scenarios in detail", anchor="scenario-detail")
def blocks(context: Context) -> list[Block]:
    """By the draws; nothing where nothing is uncertain."""
    if not context.study.draws.uncertain:
        return []
    case, section_blocks = context.study.case, list[Block]()
    if case.scenarios:
        section_blocks.append(_winning(context))
    condition_sentences = [
        condition_sentence(context, discover(context.study, alternative_id))
        for alternative_id in case.projects
    ]
    return [
        *section_blocks,
        Heading(context.say("discovery_title"), level=3, anchor="discovery"),
        Prose(context.say("discovery_intro"), tuple(condition_sentences)),
    ]


def _winning(context: Context) -> Table | Prose:
    """By the draws: how likely each choice is the best, scenario by scenario."""
    study, choice_ids = context.study, (BASELINE, *context.study.case.projects)
    study_by_scenario = {
        CENTRAL: study,
        **{scenario_id: study.in_scenario(scenario_id) for scenario_id in study.case.scenarios},
    }
    chances_by_scenario = {
        scenario_id: [contenders(study_in_scenario).chance_best(choice_id) for choice_id in choice_ids]
        for scenario_id, study_in_scenario in study_by_scenario.items()
    }
    rows = tuple(
        Row(
            scenario_name(context, scenario_id),
            tuple(chance_cell(context, best_chance) for best_chance in best_chances),
        )
        for scenario_id, best_chances in chances_by_scenario.items()
    )
    all_chances = [
        best_chance for best_chances in chances_by_scenario.values() for best_chance in best_chances
    ]
    if not any(best_chance.told() for best_chance in all_chances):
        return Prose(context.say("scenario_winning_none"))
    return Table(
        context.say("scenario_winning", draws=context.number(context.study.draws.plan.total, "number")),
        tuple(choice(context, choice_id) for choice_id in choice_ids),
        rows,
        corner=context.word("scenario"),
        note=" ".join(
            filter(None, (context.say("scenario_winning_note"), chance_note(context, all_chances)))
        ),
        anchor="table-scenario-best",
    )


def condition_sentence(context: Context, discovery: Discovery) -> str:
    """One readable sentence: where an alternative fails, or works."""
    alternative_title = context.title("alternatives", discovery.alternative)
    chance_of_loss = chance_negative(context.study, SOCIETY, discovery.alternative)
    if chance_of_loss.share is None:
        return context.say("discovery_unpriced", alternative=alternative_title)
    condition_text = _condition(context, discovery, alternative_title)
    return (
        condition_text
        if chance_of_loss.bound == "is"
        else context.say("discovery_known", condition=condition_text)
    )


def _condition(context: Context, discovery: Discovery, alternative_title: str) -> str:
    """The sentence about the draws of what has a number."""
    if discovery.box is None:
        is_clear = discovery.is_clear
        sentence_key = "discovery_always" if is_clear else "discovery_unclear"
        return context.say(
            sentence_key, alternative=alternative_title, share=chance(context, Chance(discovery.failing))
        )
    condition_sentences = [
        context.say(
            "condition_at_least" if box_limit.at_least else "condition_at_most",
            input=name(context, discovery.inputs[box_limit.input]),
            value=text(context, discovery.inputs[box_limit.input], box_limit.value),
        )
        for box_limit in discovery.box.limits
    ]
    success_key, failure_key = ("discovery_works", "discovery_fails")
    if discovery.box.density <= 0.5:
        success_key, failure_key = ("discovery_works_more", "discovery_fails_more")
    return context.say(
        success_key if discovery.of_success else failure_key,
        alternative=alternative_title,
        conditions=context.say("condition_and").join(condition_sentences),
        coverage=context.number(discovery.box.coverage, "percent"),
        density=context.number(discovery.box.density, "percent"),
        share=context.number(discovery.share, "percent"),
    )
