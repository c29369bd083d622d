"""The decision points of the draft council proposal: what the advice says, and no more.

Only an advice to go asks the council to amend the budget. With any other advice the points that would belong to a
choice made all the same stand in one row that says so.
"""

from __future__ import annotations

from mll_finance.engine.study import Study
from mll_finance.inputs.method.evaluation import Evaluation, EvaluationMoment
from mll_finance.inputs.method.proposal import ProposalEvaluation
from mll_finance.inputs.reference_data.phases import not_before
from mll_finance.judgement.advice import AlternativeAdvice, advice
from mll_finance.judgement.decision import council_proposal, rejected_alternative
from mll_finance.municipal_budget.budget import BudgetTable, budget_settings, investment_credit
from mll_finance.municipal_budget.cover import CoveredBudget
from mll_finance.municipal_budget.procurement import Route
from mll_finance.report.blocks import Cell, Row, Table
from mll_finance.report.context import Context
from mll_finance.report.pieces.answer.advice import advice_word
from mll_finance.report.pieces.answer.names import name_of
from mll_finance.report.pieces.answer.next_step import comes_first, step
from mll_finance.report.pieces.money import unpriced
from mll_finance.report.pieces.money.budget_tables import sign_note, signed
from mll_finance.report.pieces.money.cover import by_year, cover_name

Point = tuple[str, str]
"""Who decides (raad or college), and what."""


def decision_points(context: Context, name: str, budget: CoveredBudget, bought: list[Route]) -> Table:
    """What is proposed, point by point."""
    opinion = advice(context.study).of(name)
    points = [*_rejected(context, name), ("raad", proposed_text(context, opinion))]
    following_points = _following(context, name, budget, bought)
    if opinion.kind == "go":
        points += following_points
    else:
        if opinion.kind == "pilot_first":
            points += _for_the_pilot(context, name)
        if comes_first(opinion):
            points.append(("college", step(context, opinion)))
        if opinion.kind != "stop":
            key = "council_after_pilot" if opinion.kind == "pilot_first" else "council_all_the_same"
            points.append(("raad", context.say(key, points=" ".join(text for _, text in following_points))))
    rows = tuple(
        Row(str(number), (Cell(text), Cell(context.say(f"council_{signing_body}"))))
        for number, (signing_body, text) in enumerate(points, start=1)
    )
    return Table(
        context.say("council_decisions"),
        (context.say("council_decision"), context.say("council_by")),
        rows,
        corner=context.say("council_number"),
        note=f"{context.say('council_decisions_note')} {sign_note(context)}",
        anchor="table-decisions",
    )


def _rejected(context: Context, name: str) -> list[Point]:
    """That what the case names is not proposed, where the advice puts another in its place."""
    rejected_id = rejected_alternative(context.study)
    if rejected_id is None:
        return []
    kind = advice_word(context, advice(context.study).of(rejected_id))
    sentence_fields = {
        "rejected": name_of(context, rejected_id),
        "alternative": name_of(context, name),
        "kind": kind,
    }
    return [("raad", context.say("council_rejected", **sentence_fields))]


def proposed_text(context: Context, opinion: AlternativeAdvice) -> str:
    """What the council is asked about an alternative: what the advice says."""
    key = "tie" if "tie_no_spread" in opinion.reasons else opinion.kind
    checks_text = "; ".join(context.words(veto.check.text.title) for veto in opinion.vetoes)
    return context.say(
        f"council_propose_{key}", alternative=name_of(context, opinion.alternative), checks=checks_text
    )


def _following(context: Context, name: str, budget: CoveredBudget, bought: list[Route]) -> list[Point]:
    """What belongs to choosing an alternative: budget, cover, credit, procurement, own points and evaluation."""
    study, table = context.study, signed(context, name)
    total_text = _balance(context, name, table)
    span = {"first": table.years[0], "last": table.years[-1]}
    points = [("raad", context.say("council_amend", total=total_text, **span))]
    cover_names = [cover_name(context, cover) for cover in budget.items if cover.amounts is not None]
    if cover_names:
        points.append(("raad", context.say("council_cover", items=", ".join(cover_names))))
    if budget.missing:
        points.append(
            ("raad", context.say("council_cover_missing", missing=by_year(context, budget.missing)))
        )
    points += _credit(context, name)
    if bought:
        points.append(("college", context.say("council_buy")))
    points += [
        (council_decision.by, context.words(council_decision.text))
        for council_decision in council_proposal(study).decisions
    ]
    moment = evaluation_moment(study)
    if moment is None:
        points.append(("college", context.say("council_evaluate_missing")))
    else:
        moment_text = context.words(moment.what)
        points.append(("college", context.say("council_evaluate", year=moment.year, what=moment_text)))
    return points


def evaluation_moment(study: Study) -> ProposalEvaluation | EvaluationMoment | None:
    """When the council hears how it went: as its proposal says, else the last moment of the evaluation."""
    evaluation_plan = study.case.section(Evaluation)
    moments = evaluation_plan.moments if evaluation_plan is not None else ()
    last_moment = max(moments, key=lambda moment: moment.year, default=None)
    return council_proposal(study).evaluation or last_moment


def _for_the_pilot(context: Context, name: str) -> list[Point]:
    """The budget as far as the pilot; nothing where no line says that it belongs to a phase before roll-out."""
    table, lines = signed(context, name), context.study.case.lines
    budget_until_pilot = BudgetTable(
        table.years, tuple(line for line in table.lines if _before_roll_out(lines[line.line].phase))
    )
    if not budget_until_pilot.lines:
        return []
    total_text = _balance(context, name, budget_until_pilot)
    return [
        (
            "raad",
            context.say("council_amend_pilot", first=table.years[0], last=table.years[-1], total=total_text),
        )
    ]


def _balance(context: Context, name: str, table: BudgetTable) -> str:
    """The balance of a budget in the sign convention of the municipality, with what has no amount in it."""
    is_gain = budget_settings(context.study).sign == "plus"
    unpriced_mark = unpriced.of_balance(context.study, name, table, is_gain=is_gain)
    return context.number(table.balance, "euro") + unpriced_mark


def _before_roll_out(phase: str | None) -> bool:
    return phase is not None and not not_before(phase, "roll_out")  # type: ignore[arg-type]


def _credit(context: Context, name: str) -> list[Point]:
    """The investment credit for activated outlays: the outlay itself, not its charges."""
    amount, lines = investment_credit(context.study, name)
    if not lines:
        return []
    joined_names = ", ".join(context.title("lines", line) for line in lines)
    return [
        ("raad", context.say("council_credit", amount=context.number(amount, "euro"), lines=joined_names))
    ]
