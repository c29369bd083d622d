"""What has to be settled before a go: what holds up, what has been met, and the AI Act in time."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from mll_finance.inputs.method.preconditions import Standing, line_name
from mll_finance.inputs.reference_data.checklist import Duty, ai_act
from mll_finance.judgement.advice import Advice, advice
from mll_finance.judgement.checks import case_standings
from mll_finance.report.blocks import Block, Callout, Cell, Prose, Row, Table
from mll_finance.report.context import Context
from mll_finance.report.pieces.answer.advice import TONES, advice_reason, advice_word, headline
from mll_finance.report.section import section

"""Of an amount of the case it asks whether it may be shown; who signed is left out."""


@section(nl="Randvoorwaarden", en="Preconditions", anchor="preconditions", public=True)
def blocks(context: Context) -> list[Block]:
    """The advice, what blocks and is open, what is met with its evidence, and the AI Act in time."""
    recommendation, stand = advice(context.study), case_standings(context.study.case)
    content: list[Block] = []
    if not recommendation.assessed:
        names = dict.fromkeys(context.words(standing.check.text.title) for standing in stand)
        content.append(Callout(context.say("precondition_not_assessed_title"), "", "caution"))
        content.append(Prose(context.say("precondition_not_assessed"), tuple(names)))
        return [*content, *_ai_act(context)]
    title, text = headline(context, recommendation)
    content += [
        Callout(title, text, TONES[recommendation.overall]),
        Prose(_counts(context, stand)),
        _advice(context, recommendation),
        *_blocking(context, stand),
        *_met(context, stand),
        *_not_applicable(context, stand),
        *_ai_act(context),
        Prose(context.say("precondition_basis_elsewhere")),
    ]
    return content


def _counts(context: Context, stand: list[Standing]) -> str:
    def count(holds: Callable[[Standing], bool]) -> int:
        return len({standing.check.id for standing in stand if holds(standing)})

    return context.say(
        "precondition_intro",
        total=count(lambda standing: standing.status != "not_applicable"),
        met=count(lambda standing: standing.status == "met"),
        blocking=count(lambda standing: standing.blocks),
        refused=count(lambda standing: standing.status == "refused"),
    )


def _advice(context: Context, recommendation: Advice) -> Table:
    return Table(
        context.say("precondition_advice_table"),
        (context.say("precondition_advice"), context.say("precondition_reason")),
        tuple(
            Row(
                context.title("alternatives", finding.alternative),
                (Cell(advice_word(context, finding)), Cell(advice_reason(context, finding))),
            )
            for finding in recommendation.in_order
        ),
        corner=context.word("alternative"),
        anchor="table-advice",
    )


def _blocking(context: Context, stand: list[Standing]) -> Iterable[Table]:
    chosen = [standing for standing in stand if standing.blocks]
    chosen.sort(key=lambda standing: (not standing.vetoes, standing.status != "refused"))
    groups = _grouped(
        chosen, lambda standing: (standing.check.id, standing.found, standing.delay, standing.prohibited)
    )
    if not groups:
        return
    columns = ("signs", "cost", "what")
    yield Table(
        context.say("precondition_blocking_table"),
        tuple(context.say(f"precondition_{name}") for name in columns),
        tuple(_blocked(context, group) for group in groups),
        corner=context.say("precondition_check"),
        note=context.say("precondition_blocking_note"),
        anchor="table-blocking",
    )


def _blocked(context: Context, group: list[Standing]) -> Row:
    standing = group[0]
    what = context.words(standing.found.evidence)
    if standing.prohibited:
        what = context.say("precondition_prohibited")
    needed = context.say("precondition_needed", evidence=context.words(standing.check.text.evidence))
    cells = (
        Cell(_signs(context, standing)),
        Cell(_effort(context, group)),
        Cell(f"{what} {needed}".strip() if standing.is_open else what or needed),
    )
    note_text = context.say("precondition_applies", names=_names(context, group))
    return Row(context.words(standing.check.text.title), cells, note=note_text)


def _signs(context: Context, standing: Standing) -> str:
    status = context.say(f"precondition_status_{standing.status}")
    state = _capital(context.say(f"precondition_effect_{standing.effect}", status=status))
    phase = context.word(standing.check.text.before).lower()
    signs = context.words(standing.check.text.signs)
    return context.say("precondition_signs_before", state=state, signs=signs, phase=phase)


def _effort(context: Context, group: list[Standing]) -> str:
    """What closing a check costs and how long that takes, the same for the alternatives of a group."""
    lines = dict.fromkeys(name for standing in group for name in standing.planned)
    costs = [_planned(context, list(lines))] if lines else []
    costs += dict.fromkeys(_cost(context, standing) for standing in group if not standing.planned)
    cost = "; ".join(costs)
    years = group[0].delay
    return context.say("precondition_delay", cost=cost, years=years) if years else cost


def _planned(context: Context, names: list[str]) -> str:
    """The first of the lines that the case has for it, and how many more."""
    line, rest = context.title("lines", names[0]), len(names) - 1
    if rest:
        return context.say("precondition_planned_more", line=line, count=rest)
    return context.say("precondition_planned", line=line)


def _cost(context: Context, standing: Standing) -> str:
    """The cost of the line that a check brings, or that it costs nothing."""
    case = context.study.case
    name = line_name(standing.check.id)
    if not standing.brings_cost or name not in case.lines:
        return context.say("precondition_no_cost")
    field = case.lines[name].MONEY[0]
    if context.hides(f"lines.{name}") or context.hides(f"lines.{name}.{field}"):
        return str(context.confidential().value)
    leaf = case.graph.leaves[f"lines.{name}.{field}"].assumption
    text = context.number(leaf.central, "number") if isinstance(leaf.central, float) else ""
    if leaf.distribution is not None:
        low, high = leaf.distribution.support
        text = context.say(
            "precondition_cost_range",
            value=text,
            low=context.number(low, "number"),
            high=context.number(high, "number"),
        )
    return context.say("precondition_a_year", cost=text) if standing.check.recurs else text


def _met(context: Context, stand: list[Standing]) -> Iterable[Table]:
    groups = _grouped(
        (standing for standing in stand if standing.status == "met"),
        lambda standing: (standing.check.id, standing.found),
    )
    if groups:
        yield Table(
            context.say("precondition_met_table"),
            tuple(context.say(f"precondition_{name}") for name in ("evidence", "signed", "holds_for")),
            tuple(
                Row(
                    context.words(group[0].check.text.title),
                    (
                        Cell(context.words(group[0].found.evidence, context.say("precondition_no_evidence"))),
                        Cell(_signed(context, group[0])),
                        Cell(_names(context, group)),
                    ),
                )
                for group in groups
            ),
            corner=context.say("precondition_check"),
            anchor="table-met",
        )


def _signed(context: Context, standing: Standing) -> str:
    by = standing.found.signed_by
    if by is None:
        return context.say("precondition_not_signed")
    if context.publication is not None:
        # The role may name a person; which role signs stands in the table of checks.
        return context.say("precondition_signed_on", date=by.date)
    return context.say("precondition_signed_by", role=context.words(by.role), date=by.date)


def _not_applicable(context: Context, stand: list[Standing]) -> Iterable[Table]:
    chosen = (standing for standing in stand if standing.status == "not_applicable")
    groups = _grouped(chosen, lambda standing: (standing.check.id, standing.found))
    if groups:
        yield Table(
            context.say("precondition_not_applicable_table"),
            (context.say("precondition_reason"), context.say("precondition_holds_for")),
            tuple(
                Row(
                    context.words(group[0].check.text.title),
                    (
                        Cell(context.words(group[0].found.evidence, context.say("precondition_no_evidence"))),
                        Cell(_names(context, group)),
                    ),
                )
                for group in groups
            ),
            corner=context.say("precondition_check"),
            anchor="table-not-applicable",
        )


def _ai_act(context: Context) -> Iterable[Table]:
    """The duties of the AI Act that touch a role and class of the case, in time."""
    alternatives = context.study.case.alternatives.values()
    chosen = [
        duty
        for duty in ai_act(context.study.case.tables)
        if any(_touches(duty, alternative) for alternative in alternatives)
    ]
    if not chosen:
        return
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
                    Cell(f"{duty.row.extra['page']}, {context.reference(duty.row.source)}"),
                ),
            )
            for duty in chosen
        ),
        corner=context.say("precondition_act_duty"),
        note=context.say("precondition_ai_act_note"),
        anchor="table-ai-act",
    )


def _touches(duty: Duty, alternative: Any) -> bool:
    """Whether a duty holds for an alternative; the prohibitions hold for every AI system."""
    return alternative.role in duty.roles and (
        alternative.risk_class in duty.classes or "prohibited" in duty.classes
    )


def _grouped(standings: Iterable[Standing], by: Callable[[Standing], Any]) -> list[list[Standing]]:
    """The standings that say the same of several alternatives, together."""
    groups: list[tuple[Any, list[Standing]]] = []
    for standing in standings:
        key = by(standing)
        same = next((group for known, group in groups if known == key), None)
        if same is None:
            groups.append((key, [standing]))
        else:
            same.append(standing)
    return [group for _, group in groups]


def _names(context: Context, group: list[Standing]) -> str:
    return ", ".join(context.title("alternatives", standing.alternative) for standing in group)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
