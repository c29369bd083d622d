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
    alternative_advice = advice(context.study).of(name)
    numbered_points = [*_rejected(context, name), ("raad", proposed_text(context, alternative_advice))]
    points_once_agreed = _following(context, name, budget, bought)
    if alternative_advice.kind == "go":
        numbered_points += points_once_agreed
    else:
        if alternative_advice.kind == "pilot_first":
            numbered_points += _for_the_pilot(context, name)
        if comes_first(alternative_advice):
            numbered_points.append(("college", step(context, alternative_advice)))
        if alternative_advice.kind != "stop":
            sentence_key = (
                "council_after_pilot" if alternative_advice.kind == "pilot_first" else "council_all_the_same"
            )
            numbered_points.append(
                (
                    "raad",
                    context.say(
                        sentence_key, points=" ".join(point_text for _, point_text in points_once_agreed)
                    ),
                )
            )
    rows = tuple(
        Row(str(point_number), (Cell(point_text), Cell(context.say(f"council_{signing_body}"))))
        for point_number, (signing_body, point_text) in enumerate(numbered_points, start=1)
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
    advice_text = advice_word(context, advice(context.study).of(rejected_id))
    sentence_fields = {
        "rejected": name_of(context, rejected_id),
        "alternative": name_of(context, name),
        "kind": advice_text,
    }
    return [("raad", context.say("council_rejected", **sentence_fields))]


def proposed_text(context: Context, opinion: AlternativeAdvice) -> str:
    """What the council is asked about an alternative: what the advice says."""
    proposal_key = "tie" if "tie_no_spread" in opinion.reasons else opinion.kind
    veto_titles_text = "; ".join(context.words(veto.check.text.title) for veto in opinion.vetoes)
    return context.say(
        f"council_propose_{proposal_key}",
        alternative=name_of(context, opinion.alternative),
        checks=veto_titles_text,
    )


def _following(context: Context, name: str, budget: CoveredBudget, bought: list[Route]) -> list[Point]:
    """What belongs to choosing an alternative: budget, cover, credit, procurement, own points and evaluation."""
    study, signed_budget = context.study, signed(context, name)
    total_text = _balance(context, name, signed_budget)
    year_fields = {"first": signed_budget.years[0], "last": signed_budget.years[-1]}
    council_points = [("raad", context.say("council_amend", total=total_text, **year_fields))]
    cover_names = [
        cover_name(context, cover_amount) for cover_amount in budget.items if cover_amount.amounts is not None
    ]
    if cover_names:
        council_points.append(("raad", context.say("council_cover", items=", ".join(cover_names))))
    if budget.missing:
        council_points.append(
            ("raad", context.say("council_cover_missing", missing=by_year(context, budget.missing)))
        )
    council_points += _credit(context, name)
    if bought:
        council_points.append(("college", context.say("council_buy")))
    council_points += [
        (council_decision.by, context.words(council_decision.text))
        for council_decision in council_proposal(study).decisions
    ]
    moment_of_evaluation = evaluation_moment(study)
    if moment_of_evaluation is None:
        council_points.append(("college", context.say("council_evaluate_missing")))
    else:
        moment_text = context.words(moment_of_evaluation.what)
        council_points.append(
            ("college", context.say("council_evaluate", year=moment_of_evaluation.year, what=moment_text))
        )
    return council_points


def evaluation_moment(study: Study) -> ProposalEvaluation | EvaluationMoment | None:
    """When the council hears how it went: as its proposal says, else the last moment of the evaluation."""
    evaluation_plan = study.case.section(Evaluation)
    planned_moments = evaluation_plan.moments if evaluation_plan is not None else ()
    last_moment = max(planned_moments, key=lambda moment: moment.year, default=None)
    return council_proposal(study).evaluation or last_moment


def _for_the_pilot(context: Context, name: str) -> list[Point]:
    """The budget as far as the pilot; nothing where no line says that it belongs to a phase before roll-out."""
    signed_budget, case_lines = signed(context, name), context.study.case.lines
    budget_until_pilot = BudgetTable(
        signed_budget.years,
        tuple(
            budget_line
            for budget_line in signed_budget.lines
            if _before_roll_out(case_lines[budget_line.line].phase)
        ),
    )
    if not budget_until_pilot.lines:
        return []
    total_text = _balance(context, name, budget_until_pilot)
    return [
        (
            "raad",
            context.say(
                "council_amend_pilot",
                first=signed_budget.years[0],
                last=signed_budget.years[-1],
                total=total_text,
            ),
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
    credit_amount, credit_line_ids = investment_credit(context.study, name)
    if not credit_line_ids:
        return []
    line_titles_text = ", ".join(context.title("lines", credit_line_id) for credit_line_id in credit_line_ids)
    return [
        (
            "raad",
            context.say(
                "council_credit", amount=context.number(credit_amount, "euro"), lines=line_titles_text
            ),
        )
    ]
