"""What has to be settled before a go: what holds up, what has been met, and the AI Act in time."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from mll_finance.inputs.method.preconditions import Standing, line_name
from mll_finance.inputs.reference_data.checklist import Duty, ai_act
from mll_finance.judgement.advice import Advice, advice, case_standings
from mll_finance.report.blocks import Block, Callout, Cell, Prose, Row, Table
from mll_finance.report.context import Context
from mll_finance.report.pieces.advice import TONES, advice_reason, advice_word, headline
from mll_finance.report.section import section

"""Of an amount of the case it asks whether it may be shown; who signed is left out."""


@section(nl="Randvoorwaarden", en="Preconditions", anchor="preconditions", public=True)
def blocks(context: Context) -> list[Block]:
    """The advice, what blocks and is open, what is met with its evidence, and the AI Act in time."""
    found, stand = advice(context.study), case_standings(context.study.case)
    content: list[Block] = []
    if not found.assessed:
        names = dict.fromkeys(context.words(one.check.text.title) for one in stand)
        content.append(Callout(context.say("precondition_not_assessed_title"), "", "caution"))
        content.append(Prose(context.say("precondition_not_assessed"), tuple(names)))
        return [*content, *_ai_act(context)]
    title, text = headline(context, found)
    content += [
        Callout(title, text, TONES[found.overall]),
        Prose(_counts(context, stand)),
        _advice(context, found),
        *_blocking(context, stand),
        *_met(context, stand),
        *_not_applicable(context, stand),
        *_ai_act(context),
        Prose(context.say("precondition_basis_elsewhere")),
    ]
    return content


def _counts(context: Context, stand: list[Standing]) -> str:
    def count(holds: Callable[[Standing], bool]) -> int:
        return len({one.check.id for one in stand if holds(one)})

    return context.say(
        "precondition_intro",
        total=count(lambda one: one.status != "not_applicable"),
        met=count(lambda one: one.status == "met"),
        blocking=count(lambda one: one.blocks),
        refused=count(lambda one: one.status == "refused"),
    )


def _advice(context: Context, found: Advice) -> Table:
    return Table(
        context.say("precondition_advice_table"),
        (context.say("precondition_advice"), context.say("precondition_reason")),
        tuple(
            Row(
                context.title("alternatives", one.alternative),
                (Cell(advice_word(context, one)), Cell(advice_reason(context, one))),
            )
            for one in found.in_order
        ),
        corner=context.word("alternative"),
        anchor="table-advice",
    )


def _blocking(context: Context, stand: list[Standing]) -> Iterable[Table]:
    chosen = [one for one in stand if one.blocks]
    chosen.sort(key=lambda one: (not one.vetoes, one.status != "refused"))
    groups = _grouped(chosen, lambda one: (one.check.id, one.found, one.delay, one.prohibited))
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
    one = group[0]
    what = context.words(one.found.evidence)
    if one.prohibited:
        what = context.say("precondition_prohibited")
    needed = context.say("precondition_needed", evidence=context.words(one.check.text.evidence))
    cells = (
        Cell(_signs(context, one)),
        Cell(_effort(context, group)),
        Cell(f"{what} {needed}".strip() if one.is_open else what or needed),
    )
    note = context.say("precondition_applies", names=_names(context, group))
    return Row(context.words(one.check.text.title), cells, note=note)


def _signs(context: Context, one: Standing) -> str:
    status = context.say(f"precondition_status_{one.status}")
    state = _capital(context.say(f"precondition_effect_{one.effect}", status=status))
    phase = context.word(one.check.text.before).lower()
    signs = context.words(one.check.text.signs)
    return context.say("precondition_signs_before", state=state, signs=signs, phase=phase)


def _effort(context: Context, group: list[Standing]) -> str:
    """What closing a check costs and how long that takes, the same for the alternatives of a group."""
    lines = dict.fromkeys(name for one in group for name in one.planned)
    costs = [_planned(context, list(lines))] if lines else []
    costs += dict.fromkeys(_cost(context, one) for one in group if not one.planned)
    cost = "; ".join(costs)
    years = group[0].delay
    return context.say("precondition_delay", cost=cost, years=years) if years else cost


def _planned(context: Context, names: list[str]) -> str:
    """The first of the lines that the case has for it, and how many more."""
    line, rest = context.title("lines", names[0]), len(names) - 1
    if rest:
        return context.say("precondition_planned_more", line=line, count=rest)
    return context.say("precondition_planned", line=line)


def _cost(context: Context, one: Standing) -> str:
    """The cost of the line that a check brings, or that it costs nothing."""
    case = context.study.case
    name = line_name(one.check.id)
    if not one.brings_cost or name not in case.lines:
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
    return context.say("precondition_a_year", cost=text) if one.check.recurs else text


def _met(context: Context, stand: list[Standing]) -> Iterable[Table]:
    groups = _grouped((one for one in stand if one.status == "met"), lambda one: (one.check.id, one.found))
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


def _signed(context: Context, one: Standing) -> str:
    by = one.found.signed_by
    if by is None:
        return context.say("precondition_not_signed")
    if context.publication is not None:
        # The role may name a person; which role signs stands in the table of checks.
        return context.say("precondition_signed_on", date=by.date)
    return context.say("precondition_signed_by", role=context.words(by.role), date=by.date)


def _not_applicable(context: Context, stand: list[Standing]) -> Iterable[Table]:
    chosen = (one for one in stand if one.status == "not_applicable")
    groups = _grouped(chosen, lambda one: (one.check.id, one.found))
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
    chosen = [duty for duty in ai_act() if any(_touches(duty, one) for one in alternatives)]
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


def _touches(duty: Duty, one: Any) -> bool:
    """Whether a duty holds for an alternative; the prohibitions hold for every AI system."""
    return one.role in duty.roles and (one.risk_class in duty.classes or "prohibited" in duty.classes)


def _grouped(found: Iterable[Standing], by: Callable[[Standing], Any]) -> list[list[Standing]]:
    """The standings that say the same of several alternatives, together."""
    made: list[tuple[Any, list[Standing]]] = []
    for one in found:
        key = by(one)
        held = next((group for known, group in made if known == key), None)
        if held is None:
            made.append((key, [one]))
        else:
            held.append(one)
    return [group for _, group in made]


def _names(context: Context, group: list[Standing]) -> str:
    return ", ".join(context.title("alternatives", one.alternative) for one in group)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
