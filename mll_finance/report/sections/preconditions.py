"""What has to be settled before a go: what holds up, and the AI Act in time."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from mll_finance.inputs.method.act_answers import ActAnswers
from mll_finance.inputs.method.preconditions import Standing, line_name
from mll_finance.inputs.reference_data.checklist import Duty, ai_act
from mll_finance.judgement.advice import Advice, advice
from mll_finance.judgement.checks import case_standings
from mll_finance.report.blocks import Block, Callout, Cell, Prose, Row, Table
from mll_finance.report.context import Context
from mll_finance.report.pieces.answer.advice import advice_reason, advice_word
from mll_finance.report.pieces.check_counts import counts_text
from mll_finance.report.references import NumberedSources
from mll_finance.report.section import section

"""Of an amount of the case it asks whether it may be shown."""


@section(nl="Randvoorwaarden", en="Preconditions", anchor="preconditions", public=True)
def blocks(context: Context) -> list[Block]:
    """The advice on each alternative, what blocks, and the AI Act in time."""
    case_advice, standings = advice(context.study), case_standings(context.study.case)
    section_blocks: list[Block] = []
    if not case_advice.assessed:
        check_titles = dict.fromkeys(
            context.words(case_standing.check.text.title) for case_standing in standings
        )
        section_blocks.append(Callout(context.say("precondition_not_assessed_title"), "", "caution"))
        section_blocks.append(Prose(context.say("precondition_not_assessed"), tuple(check_titles)))
        return [*section_blocks, *_ai_act(context)]
    section_blocks += [
        Prose(counts_text(context, standings)),
        _advice(context, case_advice),
        *_blocking(context, standings),
        *_ai_act(context),
        Prose(context.say("precondition_basis_elsewhere")),
    ]
    return section_blocks


def _advice(context: Context, recommendation: Advice) -> Table:
    return Table(
        context.say("precondition_advice_table"),
        (context.say("precondition_advice"), context.say("precondition_reason")),
        tuple(
            Row(
                context.title("alternatives", alternative_advice.alternative),
                (
                    Cell(advice_word(context, alternative_advice)),
                    Cell(advice_reason(context, alternative_advice)),
                ),
            )
            for alternative_advice in map(recommendation.of, context.study.case.projects)
        ),
        corner=context.word("alternative"),
        anchor="table-advice",
    )


def _blocking(context: Context, stand: list[Standing]) -> Iterable[Table]:
    blocking_standings = [blocking_standing for blocking_standing in stand if blocking_standing.blocks]
    blocking_standings.sort(key=lambda standing: (not standing.vetoes, standing.status != "refused"))
    standing_groups = _grouped(
        blocking_standings,
        lambda standing: (standing.check.id, standing.found, standing.delay, standing.prohibited),
    )
    if not standing_groups:
        return
    yield Table(
        context.say("precondition_blocking_table"),
        (context.say("precondition_cost"),),
        tuple(_blocked(context, standing_group) for standing_group in standing_groups),
        corner=context.say("precondition_check"),
        note=context.say("precondition_blocking_note"),
        anchor="table-blocking",
    )


def _blocked(context: Context, group: list[Standing]) -> Row:
    return Row(
        context.words(group[0].check.text.title),
        (Cell(_effort(context, group)),),
        note=context.say("precondition_applies", names=_names(context, group)),
    )


def _effort(context: Context, group: list[Standing]) -> str:
    """What closing a check costs and how long that takes, the same for the alternatives of a group."""
    planned_line_ids = dict.fromkeys(
        line_id for group_standing in group for line_id in group_standing.planned
    )
    cost_texts = [_planned(context, list(planned_line_ids))] if planned_line_ids else []
    cost_texts += dict.fromkeys(
        _cost(context, group_standing) for group_standing in group if not group_standing.planned
    )
    costs_text = "; ".join(cost_texts)
    years_of_delay = group[0].delay
    return (
        context.say("precondition_delay", cost=costs_text, years=years_of_delay)
        if years_of_delay
        else costs_text
    )


def _planned(context: Context, names: list[str]) -> str:
    """The first of the lines that the case has for it, and how many more."""
    line_title, rest_count = context.title("lines", names[0]), len(names) - 1
    if rest_count:
        return context.say("precondition_planned_more", line=line_title, count=rest_count)
    return context.say("precondition_planned", line=line_title)


def _cost(context: Context, standing: Standing) -> str:
    """The cost of the line that a check brings, or that it costs nothing."""
    case = context.study.case
    cost_line_id = line_name(standing.check.id)
    if not standing.brings_cost or cost_line_id not in case.lines:
        return context.say("precondition_no_cost")
    money_field_name = case.lines[cost_line_id].MONEY[0]
    if context.hides(f"lines.{cost_line_id}") or context.hides(f"lines.{cost_line_id}.{money_field_name}"):
        return str(context.confidential().value)
    assumption = case.graph.leaves[f"lines.{cost_line_id}.{money_field_name}"].assumption
    cost_text = context.number(assumption.central, "number") if isinstance(assumption.central, float) else ""
    if assumption.distribution is not None:
        lowest_cost, highest_cost = assumption.distribution.support
        cost_text = context.say(
            "precondition_cost_range",
            value=cost_text,
            low=context.number(lowest_cost, "number"),
            high=context.number(highest_cost, "number"),
        )
    return context.say("precondition_a_year", cost=cost_text) if standing.check.recurs else cost_text


def _standing_in_act(context: Context) -> Iterable[Table]:
    """Role, class and answers in the ministry's decision aid of each alternative with AI."""
    case = context.study.case
    act_answers = case.section(ActAnswers)
    alternatives_with_ai = {
        alternative_id: alternative
        for alternative_id, alternative in case.alternatives.items()
        if alternative.role != "none" or alternative.risk_class != "none"
    }
    if not alternatives_with_ai:
        return
    answers_text_by_alternative = {
        alternative_id: "; ".join(
            f"{question} ({answer})" for question, answer in act_answers.of(alternative_id).items()
        )
        for alternative_id in alternatives_with_ai
        if act_answers is not None
    }
    yield Table(
        context.say("precondition_act_standing_table"),
        tuple(context.say(f"precondition_act_{column_key}") for column_key in ("role", "class")),
        tuple(
            Row(
                context.title("alternatives", alternative_id),
                (
                    Cell(context.say(f"act_role_{alternative.role}")),
                    Cell(context.say(f"act_class_{alternative.risk_class}")),
                ),
                note=answers_text_by_alternative.get(alternative_id, ""),
            )
            for alternative_id, alternative in alternatives_with_ai.items()
        ),
        corner=context.word("alternative"),
        note=""
        if act_answers is None or not any(answers_text_by_alternative.values())
        else context.say("precondition_act_answers", version=act_answers.version),
        anchor="table-act-standing",
    )


def _ai_act(context: Context) -> Iterable[Block]:
    """Where the case stands in the AI Act, and the duties that touch a role and class of it, in time."""
    yield from _standing_in_act(context)
    case_alternatives = context.study.case.alternatives.values()
    applicable_duties = [
        duty
        for duty in ai_act(context.study.case.tables)
        if any(_touches(duty, alternative) for alternative in case_alternatives)
    ]
    if not applicable_duties:
        return
    numbered_sources = NumberedSources(context.reference(duty.row.source) for duty in applicable_duties)
    yield Table(
        context.say("precondition_ai_act_table"),
        tuple(
            context.say(f"precondition_{column_key}") for column_key in ("from", "for", "certainty", "source")
        ),
        tuple(
            Row(
                context.words(duty.title),
                (
                    Cell(context.day(duty.applies_from.isoformat())),
                    Cell(", ".join(context.say(f"precondition_role_{role_id}") for role_id in duty.roles)),
                    Cell(context.say(f"precondition_certainty_{duty.certainty}")),
                    Cell(
                        context.say(
                            "precondition_article",
                            article=duty.row.extra["page"],
                            number=numbered_sources.number(context.reference(duty.row.source)),
                        )
                    ),
                ),
            )
            for duty in applicable_duties
        ),
        corner=context.say("precondition_act_duty"),
        note=context.say("precondition_ai_act_note", sources=numbered_sources.listed),
        anchor="table-ai-act",
    )


def _touches(duty: Duty, alternative: Any) -> bool:
    """Whether a duty holds for an alternative; the prohibitions hold for every AI system."""
    return alternative.role in duty.roles and (
        alternative.risk_class in duty.classes or "prohibited" in duty.classes
    )


def _grouped(standings: Iterable[Standing], by: Callable[[Standing], Any]) -> list[list[Standing]]:
    """The standings that say the same of several alternatives, together."""
    keys_with_group: list[tuple[Any, list[Standing]]] = []
    for standing in standings:
        group_key = by(standing)
        same_group = next(
            (known_group for known_key, known_group in keys_with_group if known_key == group_key), None
        )
        if same_group is None:
            keys_with_group.append((group_key, [standing]))
        else:
            same_group.append(standing)
    return [known_group for _, known_group in keys_with_group]


def _names(context: Context, group: list[Standing]) -> str:
    return ", ".join(context.title("alternatives", standing.alternative) for standing in group)
