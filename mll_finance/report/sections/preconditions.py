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
    recommendation, standings = advice(context.study), case_standings(context.study.case)
    section_blocks: list[Block] = []
    if not recommendation.assessed:
        check_titles = dict.fromkeys(context.words(standing.check.text.title) for standing in standings)
        section_blocks.append(Callout(context.say("precondition_not_assessed_title"), "", "caution"))
        section_blocks.append(Prose(context.say("precondition_not_assessed"), tuple(check_titles)))
        return [*section_blocks, *_ai_act(context)]
    section_blocks += [
        Prose(counts_text(context, standings)),
        _advice(context, recommendation),
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
                context.title("alternatives", finding.alternative),
                (Cell(advice_word(context, finding)), Cell(advice_reason(context, finding))),
            )
            for finding in map(recommendation.of, context.study.case.projects)
        ),
        corner=context.word("alternative"),
        anchor="table-advice",
    )


def _blocking(context: Context, stand: list[Standing]) -> Iterable[Table]:
    blocking_standings = [standing for standing in stand if standing.blocks]
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
        tuple(_blocked(context, group) for group in standing_groups),
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
    lines = dict.fromkeys(name for standing in group for name in standing.planned)
    cost_texts = [_planned(context, list(lines))] if lines else []
    cost_texts += dict.fromkeys(_cost(context, standing) for standing in group if not standing.planned)
    costs_text = "; ".join(cost_texts)
    years = group[0].delay
    return context.say("precondition_delay", cost=costs_text, years=years) if years else costs_text


def _planned(context: Context, names: list[str]) -> str:
    """The first of the lines that the case has for it, and how many more."""
    line_title, rest_count = context.title("lines", names[0]), len(names) - 1
    if rest_count:
        return context.say("precondition_planned_more", line=line_title, count=rest_count)
    return context.say("precondition_planned", line=line_title)


def _cost(context: Context, standing: Standing) -> str:
    """The cost of the line that a check brings, or that it costs nothing."""
    case = context.study.case
    name = line_name(standing.check.id)
    if not standing.brings_cost or name not in case.lines:
        return context.say("precondition_no_cost")
    money_field = case.lines[name].MONEY[0]
    if context.hides(f"lines.{name}") or context.hides(f"lines.{name}.{money_field}"):
        return str(context.confidential().value)
    assumption = case.graph.leaves[f"lines.{name}.{money_field}"].assumption
    cost_text = context.number(assumption.central, "number") if isinstance(assumption.central, float) else ""
    if assumption.distribution is not None:
        support_start, support_end = assumption.distribution.support
        cost_text = context.say(
            "precondition_cost_range",
            value=cost_text,
            low=context.number(support_start, "number"),
            high=context.number(support_end, "number"),
        )
    return context.say("precondition_a_year", cost=cost_text) if standing.check.recurs else cost_text


def _standing_in_act(context: Context) -> Iterable[Table]:
    """Role, class and answers in the ministry's decision aid of each alternative with AI."""
    case = context.study.case
    act_answers = case.section(ActAnswers)
    alternatives_with_ai = {
        name: alternative
        for name, alternative in case.alternatives.items()
        if alternative.role != "none" or alternative.risk_class != "none"
    }
    if not alternatives_with_ai:
        return
    answer_texts = {
        name: "; ".join(f"{question} ({answer})" for question, answer in act_answers.of(name).items())
        for name in alternatives_with_ai
        if act_answers is not None
    }
    yield Table(
        context.say("precondition_act_standing_table"),
        tuple(context.say(f"precondition_act_{name}") for name in ("role", "class")),
        tuple(
            Row(
                context.title("alternatives", name),
                (
                    Cell(context.say(f"act_role_{alternative.role}")),
                    Cell(context.say(f"act_class_{alternative.risk_class}")),
                ),
                note=answer_texts.get(name, ""),
            )
            for name, alternative in alternatives_with_ai.items()
        ),
        corner=context.word("alternative"),
        note=""
        if act_answers is None or not any(answer_texts.values())
        else context.say("precondition_act_answers", version=act_answers.version),
        anchor="table-act-standing",
    )


def _ai_act(context: Context) -> Iterable[Block]:
    """Where the case stands in the AI Act, and the duties that touch a role and class of it, in time."""
    yield from _standing_in_act(context)
    alternatives = context.study.case.alternatives.values()
    applicable_duties = [
        duty
        for duty in ai_act(context.study.case.tables)
        if any(_touches(duty, alternative) for alternative in alternatives)
    ]
    if not applicable_duties:
        return
    sources = NumberedSources(context.reference(duty.row.source) for duty in applicable_duties)
    yield Table(
        context.say("precondition_ai_act_table"),
        tuple(context.say(f"precondition_{name}") for name in ("from", "for", "certainty", "source")),
        tuple(
            Row(
                context.words(duty.title),
                (
                    Cell(context.day(duty.applies_from.isoformat())),
                    Cell(", ".join(context.say(f"precondition_role_{role}") for role in duty.roles)),
                    Cell(context.say(f"precondition_certainty_{duty.certainty}")),
                    Cell(
                        context.say(
                            "precondition_article",
                            article=duty.row.extra["page"],
                            number=sources.number(context.reference(duty.row.source)),
                        )
                    ),
                ),
            )
            for duty in applicable_duties
        ),
        corner=context.say("precondition_act_duty"),
        note=context.say("precondition_ai_act_note", sources=sources.listed),
        anchor="table-ai-act",
    )


def _touches(duty: Duty, alternative: Any) -> bool:
    """Whether a duty holds for an alternative; the prohibitions hold for every AI system."""
    return alternative.role in duty.roles and (
        alternative.risk_class in duty.classes or "prohibited" in duty.classes
    )


def _grouped(standings: Iterable[Standing], by: Callable[[Standing], Any]) -> list[list[Standing]]:
    """The standings that say the same of several alternatives, together."""
    standing_groups: list[tuple[Any, list[Standing]]] = []
    for standing in standings:
        group_key = by(standing)
        same_group = next((group for known_key, group in standing_groups if known_key == group_key), None)
        if same_group is None:
            standing_groups.append((group_key, [standing]))
        else:
            same_group.append(standing)
    return [group for _, group in standing_groups]


def _names(context: Context, group: list[Standing]) -> str:
    return ", ".join(context.title("alternatives", standing.alternative) for standing in group)
