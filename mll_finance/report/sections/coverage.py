"""Cover by year, closing to zero or saying what is missing, and the effect on the weerstandsvermogen."""

from __future__ import annotations

from mll_finance.judgement.chances import Chance, chance_of_worse_than_budgeted
from mll_finance.judgement.decision import proposed_alternative
from mll_finance.municipal_budget.budget import budget_settings, in_sign_convention
from mll_finance.municipal_budget.cover import covered_budget
from mll_finance.municipal_budget.resilience import Effect, ratio_class, resilience, rules
from mll_finance.report.blocks import Block, Cell, Prose, Row, Table
from mll_finance.report.context import Context
from mll_finance.report.numbers import PM
from mll_finance.report.pieces.answer.chances import chance_cell, chance_note
from mll_finance.report.pieces.money.budget_tables import sign_note
from mll_finance.report.pieces.money.cover import closing, cover_table
from mll_finance.report.section import section


@section(
    nl="Dekking en weerstandsvermogen",
    en="Cover and financial resilience",
    anchor="coverage",
    beside=["budget_summary"],
)
def blocks(context: Context) -> list[Block]:
    """Cover of each alternative with whether it closes; then the risk to the budget."""
    section_blocks: list[Block] = [
        Prose(context.say("coverage_intro")),
    ]
    proposed_id = proposed_alternative(context.study)
    is_proposed_elsewhere = "budget_summary" in context.page_sections
    if is_proposed_elsewhere:
        proposed_title = context.title("alternatives", proposed_id)
        section_blocks.append(Prose(context.say("coverage_elsewhere", alternative=proposed_title)))
    for alternative_id in context.study.case.projects:
        if is_proposed_elsewhere and alternative_id == proposed_id:
            continue
        budget_with_cover = covered_budget(context.study, alternative_id)
        section_blocks += [
            cover_table(context, alternative_id, budget_with_cover),
            *closing(context, alternative_id, budget_with_cover),
        ]
    return [*section_blocks, *_resilience(context, context.study.case.projects)]


def _resilience(context: Context, alternatives: tuple[str, ...]) -> list[Block]:
    """The risk to the budget as municipalities count it, and the ratio before and after."""
    effect_by_alternative = {
        alternative_id: resilience(context.study, alternative_id) for alternative_id in alternatives
    }
    chance_of_worse_by_alternative = {
        alternative_id: chance_of_worse_than_budgeted(context.study, alternative_id)
        for alternative_id in alternatives
    }
    first_effect = next(iter(effect_by_alternative.values()))
    rules_table = rules(context.study)
    rows = tuple(
        Row(
            context.title("alternatives", alternative_id),
            _cells(context, resilience_effect, chance_of_worse_by_alternative[alternative_id]),
        )
        for alternative_id, resilience_effect in effect_by_alternative.items()
    )
    column_titles = (
        context.say("resilience_budgeted"),
        context.say("resilience_amount", certainty=context.number(first_effect.certainty, "percent")),
        context.say("resilience_probability"),
        context.say("resilience_chance"),
        context.say("resilience_risk"),
        context.say("resilience_before"),
        context.say("resilience_after"),
    )
    note_text = context.say(
        "resilience_note",
        classes=context.reference(rules_table.find("chance_class_1").source),
        certain=context.reference(rules_table.find("risk_certainty").source),
    )
    section_blocks: list[Block] = [
        Table(
            context.say("resilience_table"),
            column_titles,
            rows,
            corner=context.word("alternative"),
            note=" ".join(
                filter(
                    None,
                    (
                        note_text,
                        chance_note(context, [*chance_of_worse_by_alternative.values()]),
                        sign_note(context),
                    ),
                )
            ),
            anchor="table-resilience",
        )
    ]
    if first_effect.before is None:
        return [*section_blocks, Prose(context.say("resilience_unknown"))]
    sentence_per_alternative = tuple(
        f"{context.title('alternatives', alternative_id)}: "
        + _known(context, resilience_effect, chance_of_worse_by_alternative[alternative_id])
        for alternative_id, resilience_effect in effect_by_alternative.items()
    )
    return [*section_blocks, Prose("", sentence_per_alternative)]


def _cells(context: Context, effect: Effect, worse: Chance) -> tuple[Cell, ...]:
    """The cells of an alternative; where unknown costs leave no chance, its risk is at least that of what is known."""
    pm_cell, is_chance_unpriced = Cell(None, "ratio", pm=True), worse.share is None
    signed_budget = in_sign_convention(effect.budgeted, budget_settings(context.study).sign)
    ratio_before_and_after = (effect.ratio_before, None if is_chance_unpriced else effect.ratio_after)
    return (
        context.amount(float(signed_budget)),
        context.amount(effect.amount),
        chance_cell(context, worse),
        Cell(None if is_chance_unpriced else effect.chance, "percent"),
        Cell(effect.risk, "amount", pm=is_chance_unpriced),
        *(
            pm_cell if resilience_ratio is None else Cell(resilience_ratio, "ratio")
            for resilience_ratio in ratio_before_and_after
        ),
    )


def _known(context: Context, effect: Effect, worse: Chance) -> str:
    rules_table, reserves_before = rules(context.study), effect.before
    if reserves_before is None or effect.ratio_before is None or effect.ratio_after is None:
        return context.say("resilience_unknown")
    return context.say(
        "resilience_known",
        available=context.number(reserves_before.available, "euro"),
        required=context.number(reserves_before.required, "euro"),
        source=context.reference(reserves_before.source),
        before=ratio_class(effect.ratio_before, rules_table),
        after=PM if worse.share is None else ratio_class(effect.ratio_after, rules_table),
    )
