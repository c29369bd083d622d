"""Plans in phases: the tree with what to do at each gate, what the right to stop is worth, and whether to wait."""

from __future__ import annotations

from mll_finance.drivers.points import Input
from mll_finance.judgement.finding_out.stage_gates import (
    GateWorth,
    StagedPlan,
    StartTimes,
    StopRule,
    staged_plans,
)
from mll_finance.report import charts
from mll_finance.report.blocks import Block, Cell, Figure, Prose, Row, Table
from mll_finance.report.context import Context
from mll_finance.report.pieces.finding_out import pilot_title
from mll_finance.report.pieces.inputs import in_words, name

_MISSING = Cell(None)


def tree_blocks(context: Context) -> list[Block]:
    """Of each plan what it is worth in phases, the tree and what to do at each gate; nothing without plans."""
    blocks: list[Block] = []
    for plan_index, staged_plan in enumerate(staged_plans(context.study)):
        blocks.append(Prose(_opening_text(context, staged_plan), alone=True))
        if staged_plan.worth is not None:
            blocks.append(_tree(context, staged_plan, plan_index))
    return blocks


def option_blocks(context: Context) -> list[Block]:
    """Of each plan what the right to stop is worth by gate, and beginning now, later or not at all."""
    blocks: list[Block] = []
    for staged_plan in staged_plans(context.study):
        if staged_plan.worth is not None:
            blocks.append(_option_table(context, staged_plan))
        if staged_plan.waiting is not None:
            blocks.append(_wait_table(context, staged_plan, staged_plan.waiting))
    return blocks


def _title(context: Context, plan: StagedPlan) -> str:
    return context.words(plan.plan.title, plan.name.replace("_", " "))


def _alternative(context: Context, plan: StagedPlan) -> str:
    return context.title("alternatives", plan.plan.alternative)


def _phase_title(context: Context, plan: StagedPlan, place: int) -> str:
    return context.words(plan.plan.phases[place].title, context.say("gates_phase", place=place + 1))


def _chance(context: Context, chance: float) -> str:
    return context.number(chance, "percent")


def _opening_text(context: Context, plan: StagedPlan) -> str:
    """What the plan is worth, what agreed borders do to that, and when to begin."""
    plan_title_text = context.say(
        "gates_plan", plan=_title(context, plan), alternative=_alternative(context, plan)
    )
    if plan.now is None:
        return context.say(f"gates_no_worth_{plan.no_worth}", plan=plan_title_text)
    opening_texts = []
    if plan.worth is not None:
        opening_texts.append(
            context.say(
                "gates_opening",
                plan=plan_title_text,
                option=context.about(plan.worth.option_value),
                committed=context.about(plan.worth.committed),
                value=context.about(plan.now),
                at_once=context.about(plan.at_once),
            )
        )
        if plan.worth.agreed is not None:
            agreed_text, value_text = context.about(plan.worth.agreed), context.about(plan.now)
            opening_texts.append(context.say("gates_agreed", agreed=agreed_text, value=value_text))
    else:
        opening_texts.append(
            context.say("gates_opening_wait", plan=plan_title_text, value=context.about(plan.now))
        )
    opening_texts.append(_beginning_text(context, plan.now, plan.waiting))
    return " ".join(filter(None, (*opening_texts, context.say("gates_opening_informs"))))


def _beginning_text(context: Context, now: float, waiting: StartTimes | None) -> str:
    if waiting is None:
        return context.say("gates_begin_never") if now <= 0 else ""
    best_later = waiting.best_later
    if waiting.start == "never":
        return context.say("gates_begin_wait_never")
    if waiting.start == "now":
        return context.say("gates_begin_now", later=context.about(max(best_later.value, 0.0)))
    return context.say(
        "gates_begin_later",
        years=_years(context, best_later.years),
        later=context.about(best_later.value),
        option=context.about(waiting.option_value),
        begins=_chance(context, best_later.begins),
    )


def _years(context: Context, years: float) -> str:
    if years == 1:
        return context.say("gates_years_one")
    return context.say("gates_years", years=context.number(years, "number"))


def _tree(context: Context, plan: StagedPlan, place: int) -> Figure:
    assert plan.worth is not None
    amount_fields = {"value": context.about(plan.worth.value.value), "at_once": context.about(plan.at_once)}
    title_key = "gates_title_worth" if plan.worth.value.value > 0 else "gates_title_never"
    return Figure(
        context.say(title_key, alternative=_alternative(context, plan), **amount_fields),
        charts.forks(
            [_step(context, plan, phase_index) for phase_index in range(len(plan.gates))],
            context.say("gates_end", alternative=_alternative(context, plan)),
            _end_facts(context, plan),
        ),
        context.say("gates_alternative", chance=_chance(context, plan.gates[-1].goes_on)),
        _action_table(context, plan),
        anchor=f"figure-gates-{place + 1}",
        measure=context.say("gates_measure"),
        frame="gates",
    )


def _step(context: Context, plan: StagedPlan, place: int) -> charts.GateStep:
    plan_phase, phase_gate = plan.plan.phases[place], plan.gates[place].gate
    fact_texts = [context.say("gates_fact_cost", cost=context.number(plan_phase.cost, "euro"))]
    if plan_phase.weeks:
        fact_texts.append(context.say("gates_fact_weeks", weeks=context.number(plan_phase.weeks, "number")))
    way_out_texts = []
    if phase_gate.stopped > 0:
        way_out_texts.append(context.say("gates_out", chance=_chance(context, phase_gate.stopped)))
    if phase_gate.failed > 0:
        way_out_texts.append(context.say("gates_out_failed", chance=_chance(context, phase_gate.failed)))
    if way_out_texts and plan_phase.salvage:
        way_out_texts.append(
            context.say("gates_out_salvage", salvage=context.number(plan_phase.salvage, "euro"))
        )
    onward_text = context.say("gates_onward", chance=_chance(context, plan.gates[place].goes_on))
    return charts.GateStep(
        _phase_title(context, plan, place), tuple(fact_texts), onward_text, tuple(way_out_texts)
    )


def _end_facts(context: Context, plan: StagedPlan) -> tuple[str, ...]:
    """What rolling out is expected to bring where it comes so far; nothing where it never does."""
    worth_at_end = plan.gates[-1].rolled_out
    return (
        () if worth_at_end is None else (context.say("gates_end_worth", worth=context.about(worth_at_end)),)
    )


def _action_table(context: Context, plan: StagedPlan) -> Table:
    rows = tuple(
        Row(
            _phase_title(context, plan, gate_index),
            (
                Cell(context.day(gate.day.isoformat())),
                Cell(_action_text(context, gate)),
                Cell(gate.gate.reached, "percent"),
                Cell(gate.leaves, "percent"),
            ),
        )
        for gate_index, gate in enumerate(plan.gates)
    )
    column_titles = tuple(
        context.say(f"gates_{column_key}") for column_key in ("when", "what", "reached", "leaves")
    )
    return Table(
        context.say("gates_table"),
        column_titles,
        rows,
        corner=context.say("gates_corner"),
        note=context.say("gates_note"),
        cards=True,
    )


def _action_text(context: Context, gate: GateWorth) -> str:
    """What to do at a gate: the stop criterion in words, with its measure and value."""
    action_texts = [context.say("gates_do_failed")] if gate.phase.passes < 1 else []
    if gate.action in ("go_on", "stop"):
        action_texts.append(context.say(f"gates_do_{gate.action}"))
    elif gate.action == "by_border" and gate.rule is not None:
        action_texts.append(_border_text(context, "gates_do", gate.rule))
    else:
        salvage_text = context.number(gate.phase.salvage, "euro")
        action_texts.append(context.say("gates_do_balance", salvage=salvage_text))
        if gate.rule is not None:
            action_texts.append(_border_text(context, "gates_do_mostly", gate.rule))
    return " ".join(action_texts)


def _border_text(context: Context, sentence: str, rule: StopRule) -> str:
    border_input = Input(context.study.case.graph.leaves[rule.path])
    measure_text = name(context, border_input)
    if rule.pilot is not None:
        measure_text = context.say(
            "gates_measure_pilot",
            number=measure_text,
            pilot=pilot_title(context, rule.pilot),
            cases=context.number(rule.cases, "number"),
        )
    side_key = "below" if rule.stops_below else "above"
    return context.say(
        f"{sentence}_{side_key}", at=in_words(context, border_input, rule.shown), measure=measure_text
    )


def _option_table(context: Context, plan: StagedPlan) -> Table:
    assert plan.worth is not None
    rows = [
        Row(
            _phase_title(context, plan, gate_index),
            (Cell(gate.gate.alone, "euro"), Cell(gate.gate.on_top, "euro")),
        )
        for gate_index, gate in enumerate(plan.gates)
    ]
    option_value = plan.worth.option_value
    rows.append(
        Row(
            context.say("gates_option_total"),
            (Cell(option_value, "euro"), Cell(option_value, "euro")),
            total=True,
        )
    )
    note_text = context.say(
        "gates_option_note",
        perfect=context.number(plan.worth.perfect, "euro"),
        error=context.number(plan.worth.value.error, "euro"),
    )
    return Table(
        context.say("gates_option_table"),
        (context.say("gates_option_alone"), context.say("gates_option_on_top")),
        tuple(rows),
        corner=context.say("gates_plan", plan=_title(context, plan), alternative=_alternative(context, plan)),
        note=note_text,
    )


def _wait_table(context: Context, plan: StagedPlan, waiting: StartTimes) -> Table:
    best_text = context.say("gates_wait_best")

    def marked(is_best: bool) -> str:
        return best_text if is_best else ""

    rows = [
        Row(
            context.say("gates_wait_now"),
            (Cell(waiting.now, "euro"), Cell(1.0, "percent")),
            note=marked(waiting.start == "now"),
        ),
        *(
            Row(
                context.say("gates_wait_later", years=_years(context, later_start.years)),
                (Cell(later_start.value, "euro"), Cell(later_start.begins, "percent")),
                note=marked(waiting.start == "later" and later_start is waiting.best_later),
            )
            for later_start in waiting.later
        ),
        Row(
            context.say("gates_wait_never"),
            (Cell(0.0, "euro"), _MISSING),
            note=marked(waiting.start == "never"),
        ),
    ]
    return Table(
        context.say("gates_wait_table"),
        (context.say("gates_wait_worth"), context.say("gates_wait_begins")),
        tuple(rows),
        corner=context.say("gates_wait_corner"),
        note=context.say("gates_wait_note"),
    )
