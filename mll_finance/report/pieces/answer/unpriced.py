"""What has no number in an alternative, in words: what it has to be worth or may be, and the bounds that carried it."""

from __future__ import annotations

from mll_finance.inputs.grammar.sections import BASELINE
from mll_finance.judgement.advice import AlternativeAdvice
from mll_finance.judgement.contenders import Contender
from mll_finance.judgement.turning_points import TurningPoint, joint_break_even
from mll_finance.judgement.unknowns import Unknown
from mll_finance.report.context import Context
from mll_finance.report.pieces.answer.names import name_of, quoted
from mll_finance.report.pieces.inputs import spoken_unit

_BEATEN = ("no_go", "choose_other")


def unpriced_text(context: Context, opinion: AlternativeAdvice) -> str:
    """The bounds that count, then what would turn the sign; nothing of an alternative that is stopped."""
    if opinion.kind == "stop":
        return ""
    unpriced_texts = [*_bounds(context, opinion)]
    if opinion.kind not in _BEATEN:
        unpriced_texts.append(_turning(context, opinion))
    return " ".join(filter(None, unpriced_texts))


def titles(context: Context, unknowns: tuple[Unknown, ...]) -> str:
    """The lines of some unknowns, by their titles."""
    return "; ".join(context.title("lines", line_id) for unknown in unknowns for line_id in unknown.lines)


def _bounds(context: Context, opinion: AlternativeAdvice) -> list[str]:
    """With which highest amounts the balance was judged, and what it is then."""
    contender_of_opinion, bound_sentences = opinion.contender, []
    if contender_of_opinion.against and contender_of_opinion.bounded:
        sentence_fields = {
            "bounds": _most(context, contender_of_opinion.against),
            "balance": context.about(contender_of_opinion.lower.mean),
        }
        bound_sentences.append(context.say("bound_against", **sentence_fields))
    benefits = contender_of_opinion.benefits
    if benefits and all(unknown.bounds is not None for unknown in benefits):
        sentence_fields = {
            "bounds": _most(context, benefits),
            "balance": context.about(contender_of_opinion.upper.mean),
        }
        bound_sentences.append(
            context.say(
                "bound_benefit_beaten" if opinion.kind in _BEATEN else "bound_benefit", **sentence_fields
            )
        )
    return bound_sentences


def _most(context: Context, unknowns: tuple[Unknown, ...]) -> str:
    """Each unknown with the most that somebody accepted that it can be."""
    unknown_texts = []
    for unknown in unknowns:
        unknown_bounds = (unknown.bounds or {}).values()
        bounds_text = ", ".join(
            _measured(context, unknown_bound["value"], unknown, unknown_bound["unit"])
            for unknown_bound in unknown_bounds
        )
        unknown_texts.append(context.say("bound_of", items=titles(context, (unknown,)), most=bounds_text))
    return "; ".join(unknown_texts)


def _turning(context: Context, opinion: AlternativeAdvice) -> str:
    """What each unknown has to be worth, or may be; of benefits and harms together what parts them first."""
    points_against = [
        turning_point
        for turning_point in opinion.turning_points
        if turning_point.against == _against(opinion)
    ]
    needed_points = [turning_point for turning_point in points_against if turning_point.amount is not None]
    if not needed_points:
        return _worse_already(context, opinion)
    gap_in_euros = abs(needed_points[0].unknown.worth * (needed_points[0].amount or 0.0))
    is_benefit = needed_points[0].direction == "benefit"
    if not is_benefit and round(gap_in_euros) == 0:
        return context.say("pm_no_room")
    amount_texts = [_amount(context, turning_point) for turning_point in needed_points]
    if is_benefit and len(needed_points) > 1:
        amount_texts += _together(context, opinion, needed_points)
    sentence_fields = {"goal": _goal(context, needed_points[0]), "amounts": "; ".join(amount_texts)}
    direction_key = "least" if is_benefit else "most"
    if opinion.contender.against and opinion.contender.benefits:
        return context.say(f"pm_{direction_key}_apart", gap=context.about(gap_in_euros), **sentence_fields)
    return context.say(
        f"pm_{direction_key}" if len(needed_points) == 1 else f"pm_{direction_key}_of", **sentence_fields
    )


def _worse_already(context: Context, opinion: AlternativeAdvice) -> str:
    """That it is expected to be worse even where what is unknown comes to nothing, as that can only take off."""
    contender_of_opinion, contender_compared_with = opinion.contender, _held_against(opinion)
    if (
        not contender_of_opinion.against
        or contender_of_opinion.benefits
        or contender_of_opinion.upper.mean >= contender_compared_with.lower.mean
    ):
        return ""
    rival = (
        context.say("advised_nothing")
        if contender_compared_with.id == BASELINE
        else quoted(context, contender_compared_with.id)
    )
    return context.say("pm_worse_already", rival=rival)


def _against(opinion: AlternativeAdvice) -> str:
    """What the unknowns are held against, by its name."""
    return _held_against(opinion).id


def _held_against(opinion: AlternativeAdvice) -> Contender:
    """What the unknowns are held against: the choice where that is another one, else doing nothing, else the next."""
    chosen_contender, doing_nothing = opinion.field.choice, opinion.field.nothing
    if (
        chosen_contender is not None
        and chosen_contender is not opinion.contender
        and chosen_contender.id != BASELINE
    ):
        return chosen_contender
    return doing_nothing if doing_nothing.feasible or opinion.rival is None else opinion.rival


def _goal(context: Context, point: TurningPoint) -> str:
    if point.against != BASELINE:
        return context.say("goal_rival", rival=name_of(context, point.against))
    return context.say("goal_zero_up" if point.direction == "benefit" else "goal_zero_down")


def _amount(context: Context, point: TurningPoint) -> str:
    assert point.amount is not None
    amount_text = _measured(context, point.amount, point.unknown)
    return context.say("pm_amount", items=titles(context, (point.unknown,)), amount=amount_text)


def _together(context: Context, opinion: AlternativeAdvice, needed: list[TurningPoint]) -> list[str]:
    """The same amount for every unknown benefit, where all of them count alike."""
    units_and_pers = {(turning_point.unknown.unit, turning_point.unknown.per) for turning_point in needed}
    joint_amount = joint_break_even(opinion.contender, opinion.field).get(needed[0].against)
    if len(units_and_pers) > 1 or joint_amount is None:
        return []
    return [context.say("pm_together", amount=_measured(context, joint_amount, needed[0].unknown))]


def _measured(context: Context, amount: float, unknown: Unknown, unit: str | None = None) -> str:
    """An amount with its unit: euros with their sign and what they are for, other things counted."""
    unit_id = unit or unknown.unit
    if unit_id.split("/")[0] != "EUR":
        return f"{context.number(amount, 'number')} {spoken_unit(context, unit_id)}".strip()
    unit_per_what = unit_id.removeprefix("EUR").removeprefix("/")
    per_text = (
        context.say("unit_per") + spoken_unit(context, unit_per_what)
        if unit_per_what
        else context.say(f"pm_per_{unknown.per}")
    )
    return context.about(amount) + per_text
