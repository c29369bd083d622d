"""A draft of the finance section of a council proposal, made from the case."""

from __future__ import annotations

from mll_finance.engine.contracts import EVERYTHING
from mll_finance.inputs.grammar.kinds import assumptions
from mll_finance.inputs.grammar.parties import MUNICIPALITY, SOCIETY
from mll_finance.inputs.method.evaluation import Evaluation
from mll_finance.judgement.advice import advice
from mll_finance.judgement.chances import Chance, chance_of_worse_than_budgeted
from mll_finance.judgement.decision import council_proposal, proposed_alternative
from mll_finance.municipal_budget.cover import covered_budget
from mll_finance.municipal_budget.procurement import Route, days, routes
from mll_finance.municipal_budget.resilience import resilience
from mll_finance.parties.expected_lines import expected_line_values
from mll_finance.report.blocks import Block, Callout, Cell, Heading, Prose, Row, Table
from mll_finance.report.context import Context
from mll_finance.report.pieces.answer.advice import advice_word, reason_and_worth
from mll_finance.report.pieces.answer.chances import chance, chance_cell
from mll_finance.report.pieces.council_points import decision_points
from mll_finance.report.pieces.money.budget_tables import scaling_note
from mll_finance.report.section import section


@section(
    nl="Raadsvoorstel: financiële paragraaf (concept)",
    en="Council proposal: finance section (draft)",
    anchor="council-proposal",
)
def blocks(context: Context) -> list[Block]:
    """Under the headings of a council proposal: what is asked, the effect, why, what to note, finance, what follows."""
    study = context.study
    proposed_id = proposed_alternative(study)
    alternative_title = context.title("alternatives", proposed_id)
    budget_with_cover = covered_budget(study, proposed_id)
    contract_routes = routes(study, proposed_id)
    advice_text = advice_word(context, advice(study).of(proposed_id))
    section_blocks: list[Block] = [
        Prose(context.say("council_intro", alternative=alternative_title, kind=advice_text))
    ]
    return [
        *section_blocks,
        *_caution(context, proposed_id, alternative_title),
        Heading(context.say("council_asked"), 3, "council-asked"),
        decision_points(context, proposed_id, budget_with_cover, contract_routes),
        Heading(context.say("council_effect"), 3, "council-effect"),
        Prose(_effect(context, proposed_id)),
        Heading(context.say("council_arguments"), 3, "council-arguments"),
        Prose(_argument(context, proposed_id)),
        Heading(context.say("council_remarks"), 3, "council-remarks"),
        Prose(_risk(context, proposed_id)),
        _pm(context, proposed_id),
        Heading(context.say("council_finance"), 3, "council-finance"),
        Prose(context.say("council_costs_elsewhere")),
        Heading(context.say("council_following"), 3, "council-following"),
        *_procurement(context, contract_routes),
        *_scaling(context, proposed_id),
    ]


def _caution(context: Context, name: str, title: str) -> list[Callout]:
    """That the balance to society is not above that of doing nothing."""
    mean_npv = context.study.value("society", name, "npv")["mean"]
    if mean_npv > 0:
        return []
    negative_sentence = context.say(
        "council_negative", alternative=title, npv=context.number(mean_npv, "euro")
    )
    return [Callout(context.say("council_negative_title"), negative_sentence, "bad")]


def _effect(context: Context, name: str) -> str:
    """What should change: the question of the evaluation, else what is done."""
    case = context.study.case
    evaluation_section = case.section(Evaluation)
    aim_text = (
        context.say("council_effect_asked", question=context.words(evaluation_section.question))
        if evaluation_section is not None
        else context.words(case.alternatives[name].description, context.say("council_effect_missing"))
    )
    return f"{aim_text} {_largest_benefit(context, name)}".strip()


def _largest_benefit(context: Context, name: str) -> str:
    """What society is expected to gain most by; nothing where no line with a number is a benefit."""
    benefit_by_line = {
        line_value.line: line_value.present_value
        for line_value in expected_line_values(context.study, name, SOCIETY)
        if line_value.side == "benefits"
        and line_value.present_value is not None
        and line_value.present_value > 0
    }
    if not benefit_by_line:
        return ""
    largest_line_id = max(benefit_by_line, key=benefit_by_line.__getitem__)
    amount_text = context.number(benefit_by_line[largest_line_id], "euro")
    return context.say(
        "council_effect_largest", line=context.title("lines", largest_line_id), amount=amount_text
    )


def _argument(context: Context, name: str) -> str:
    """The advice that the proposal follows, and why it is as it is."""
    alternative_advice = advice(context.study).of(name)
    sentence_fields = {
        "alternative": context.title("alternatives", name),
        "kind": advice_word(context, alternative_advice),
    }
    return context.say(
        "council_advice", reason=reason_and_worth(context, alternative_advice), **sentence_fields
    ).strip()


def _risk(context: Context, name: str) -> str:
    resilience_effect = resilience(context.study, name)
    chance_of_worse = chance_of_worse_than_budgeted(context.study, name)
    return context.say(
        "council_risk_unpriced" if chance_of_worse.share is None else "council_risk",
        probability=chance(context, chance_of_worse),
        certainty=context.number(resilience_effect.certainty, "percent"),
        amount=context.number(resilience_effect.amount, "euro"),
        risk=context.number(resilience_effect.risk, "euro"),
        chance=context.number(resilience_effect.chance, "percent"),
    )


def _pm(context: Context, name: str) -> Block:
    study = context.study
    pm_rows = []
    for line_id in study.central.pm(study.case.perspectives[MUNICIPALITY], name, accounting="budget"):
        paths_and_assumptions = assumptions(study.case.lines[line_id], f"lines.{line_id}")
        pm_reasons = [context.words(line_assumption.pm) for _, line_assumption in paths_and_assumptions]
        pm_rows.append(Row(context.title("lines", line_id), (Cell("; ".join(filter(None, pm_reasons))),)))
    if not pm_rows:
        return Prose(context.say("council_no_pm"))
    return Table(
        context.say("council_pm"),
        (context.say("why_pm"),),
        tuple(pm_rows),
        corner=context.word("line"),
        anchor="table-council-pm",
    )


def _procurement(context: Context, bought: list[Route]) -> list[Block]:
    if not bought:
        return [Prose(context.say("council_nothing_bought"))]
    rows = []
    for route in bought:
        contract_title_sentence = (
            context.say("council_everything")
            if route.contract.id == EVERYTHING
            else context.words(council_proposal(context.study).contracts[route.contract.id].title)
        )
        route_cells = (
            context.amount(route.value),
            context.amount(route.p95),
            context.amount(route.threshold.value),
            chance_cell(context, Chance(route.above, bound="at_least" if route.pm else "is")),
            Cell(context.say("council_european" if route.european else "council_national")),
        )
        rows.append(Row(contract_title_sentence + (" + PM" if route.pm else ""), route_cells))
    column_titles = (
        context.say("council_value"),
        context.word("p95"),
        context.say("council_threshold"),
        context.say("council_above"),
        context.say("council_route"),
    )
    first_route = bought[0]
    base_year = context.study.case.settings.base_year
    old_threshold_sentence = (
        "" if first_route.covers_year else context.say("council_threshold_old", year=base_year)
    )
    note_text = context.say(
        "council_procurement_note",
        source=context.reference(first_route.threshold.source),
        until=context.day(first_route.threshold.extra["valid_until"]),
        current=old_threshold_sentence,
    )
    procurement_table = Table(
        context.say("council_procurement_table"),
        column_titles,
        tuple(rows),
        corner=context.say("council_contract"),
        note=note_text.replace("  ", " "),
        anchor="table-procurement",
    )
    tender_days, standstill_days = (
        days(context.study.case, "tender_days_open"),
        days(context.study.case, "standstill_days"),
    )
    lead_time_sentence = context.say(
        "council_lead_time",
        tender=context.number(tender_days.value, "number"),
        standstill=context.number(standstill_days.value, "number"),
        source=f"{context.reference(tender_days.source)}; {context.reference(standstill_days.source)}",
    )
    return [procurement_table, Prose(lead_time_sentence)]


def _scaling(context: Context, name: str) -> list[Block]:
    scaling_prose = scaling_note(context, name)
    return (
        [Heading(context.say("council_scaling"), 3, "council-scaling"), *scaling_prose]
        if scaling_prose
        else []
    )
