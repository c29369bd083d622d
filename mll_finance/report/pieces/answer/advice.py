"""The advice in words, the same in every summary: report, terminal, notebook and workbook.

Every sentence is chosen by a reason of the decision table and holds the figures that the reason rests on.
"""

from __future__ import annotations

from collections.abc import Iterable

from mll_finance.inputs.grammar.parties import MUNICIPALITY
from mll_finance.inputs.grammar.sections import BASELINE
from mll_finance.inputs.method.preconditions import Standing
from mll_finance.judgement.advice import Advice, AlternativeAdvice, advice
from mll_finance.judgement.bearing import structural_gap
from mll_finance.judgement.comparison import band, chance_not_better, difference, within_band
from mll_finance.judgement.decision_table import Reason
from mll_finance.judgement.turning_points import TurningPoint
from mll_finance.parties.incidence import who_pays_and_gains
from mll_finance.report.blocks import Block, Callout, Prose, Tone
from mll_finance.report.context import Context
from mll_finance.report.pieces.answer.chances import chance
from mll_finance.terms import unit as unit_for_readers

TONES: dict[str, Tone] = {
    "go": "good",
    "pilot_first": "caution",
    "uncertain": "caution",
    "not_yet": "caution",
    "choose_other": "bad",
    "no_go": "bad",
    "stop": "bad",
}
_NAMED = 3
"""How many checks a reason names before it counts the rest: layout, so that a reason stays one sentence."""


def advice_blocks(context: Context) -> list[Block]:
    """The advice on what the question is about, then one line for each other alternative with its reason."""
    case_advice = advice(context.study)
    title, text = headline(context, case_advice)
    blocks: list[Block] = [Callout(title, text, TONES[case_advice.overall])]
    other_lines = advice_lines(context, case_advice)[1:]
    return [*blocks, Prose(context.say("advised_others"), other_lines)] if other_lines else blocks


def advice_lines(context: Context, advised: Advice) -> tuple[str, ...]:
    """One line for opinion alternative: the advice and why, what the question is about first."""
    return tuple(
        context.say(
            "precondition_each",
            alternative=name_of(context, opinion.alternative),
            kind=advice_word(context, opinion),
            reason=advice_reason(context, opinion),
        )
        for opinion in advised.in_order
    )


def headline(context: Context, advised: Advice) -> tuple[str, str]:
    """The advice in one sentence; then why, with the balance of the municipality, and who pays and who gains."""
    asked_advice = advised.of(advised.about)
    title_sentence = context.say(f"advised_title_{asked_advice.kind}", **_names(context, asked_advice))
    sentences = [reason_and_worth(context, asked_advice), _municipality(context, asked_advice.alternative)]
    if not advised.assessed:
        sentences.append(context.say("advised_unassessed"))
    if advised.choice not in (None, BASELINE, asked_advice.alternative):
        choice_advice = advised.of(str(advised.choice))
        sentence_key = "advised_choice_too" if choice_advice.kind == "go" else "advised_choice_not_go"
        kind_word = advice_word(context, choice_advice)
        sentences.append(
            context.say(sentence_key, choice=name_of(context, choice_advice.alternative), kind=kind_word)
        )
    if advised.fallback not in (None, BASELINE, advised.about):
        sentences.append(context.say("advised_fallback", alternative=name_of(context, str(advised.fallback))))
    if not context.study.case.alternatives[BASELINE].feasible:
        sentences.append(_duty(context, advised))
    return title_sentence, " ".join(sentences)


def reason_and_worth(context: Context, opinion: AlternativeAdvice) -> str:
    """Why the advice is as it is; where the figures do not settle it, what finding out may cost at most."""
    reason = advice_reason(context, opinion)
    if not set(opinion.reasons) & {"sign_open", "rank_open"}:
        return reason
    evpi = opinion.field.expected_value_of_perfect_information()
    return f"{reason} {context.say('advised_evpi', evpi=_euros(context, evpi))}"


def next_step(context: Context) -> Callout:
    """Who decides what next, on what the question is about; what happens meanwhile."""
    case_advice = advice(context.study)
    sentences = [step(context, case_advice.of(case_advice.about))]
    if case_advice.do_now == BASELINE:
        sentences.append(context.say("next_nothing"))
    elif case_advice.do_now not in (None, case_advice.about):
        sentences.append(step(context, case_advice.of(str(case_advice.do_now))))
    return Callout(context.say("next_title"), " ".join(sentences))


def step(context: Context, opinion: AlternativeAdvice) -> str:
    """Who decides what next on one alternative."""
    owner = context.words(context.study.case.settings.owner, context.say("next_owner"))
    values = {"owner": owner[:1].upper() + owner[1:], "names": name_of(context, opinion.alternative)}
    if "tie_no_spread" in opinion.reasons:
        return context.say("next_tie", **values)
    if opinion.kind != "not_yet":
        return context.say(f"next_{opinion.kind}", **values)
    if "checks" not in opinion.reasons:
        return context.say("next_not_yet_numbers", **values)
    if not opinion.assessed:
        return context.say("next_unassessed", **values)
    waiting = opinion.before_pilot
    signs = dict.fromkeys(context.words(check.check.text.signs) for check in waiting)
    sentence_key = "next_not_yet_one" if len(waiting) == 1 else "next_not_yet"
    return context.say(sentence_key, count=len(waiting), signs="; ".join(signs), **values)


def name_of(context: Context, alternative: str) -> str:
    """The title of an alternative; doing nothing by its own words."""
    return (
        context.say("advised_nothing")
        if alternative == BASELINE
        else context.title("alternatives", alternative)
    )


def advice_word(context: Context, opinion: AlternativeAdvice) -> str:
    """The word for the advice on an alternative."""
    return context.say(f"advised_kind_{opinion.kind}", **_names(context, opinion))


def advice_reason(context: Context, opinion: AlternativeAdvice) -> str:
    """Why the advice on an alternative is as it is, with the figures it rests on."""
    sentences = [
        context.say(f"advised_why_{reason}", **_figures(context, opinion, reason))
        for reason in opinion.reasons
    ]
    if opinion.turning_points and opinion.kind not in ("stop", "no_go", "choose_other"):
        sentences.append(_pm(context, opinion))
    for name, amount in opinion.unless:
        sentence_fields = {"other": name_of(context, name), "amount": context.number(amount, "euro")}
        sentences.append(context.say("advised_unless", **sentence_fields))
    return " ".join(sentences)


def _names(context: Context, opinion: AlternativeAdvice) -> dict[str, str]:
    choice = opinion.field.choice
    return {
        "alternative": name_of(context, opinion.alternative),
        "choice": context.say("advised_nothing") if choice is None else name_of(context, choice.id),
    }


def _figures(context: Context, opinion: AlternativeAdvice, reason: Reason) -> dict[str, str]:
    """What the sentence of a reason can name."""
    rival = opinion.field.nothing if reason == "sign_open" else opinion.rival
    standing_key = (
        "standing_only" if rival is None else "standing_equal" if _equal(opinion) else "standing_better"
    )
    sentence_fields = _names(context, opinion) | {
        "mean": _euros(context, opinion.mean),
        "checks": _checks(context, opinion, reason),
        "items": "; ".join(_items(context, opinion)),
        "standing": context.say(standing_key, rival="" if rival is None else name_of(context, rival.id)),
    }
    if reason == "cover_open":
        sentence_fields["gap"] = _euros(context, structural_gap(context.study, opinion.alternative))
    if rival is not None:
        sentence_fields |= {
            "rival": name_of(context, rival.id),
            "rival_mean": _euros(context, rival.lower.mean),
            "difference": _euros(context, difference(opinion.contender.lower, rival.lower)),
            "band": _euros(context, band(opinion.contender.lower, rival.lower)),
            "chance": chance(context, chance_not_better(opinion.contender.lower, rival.lower).value),
        }
    return sentence_fields


def _equal(opinion: AlternativeAdvice) -> bool:
    """Whether it goes before a rival only because it is lighter."""
    return opinion.rival is not None and within_band(opinion.contender.lower, opinion.rival.lower)


def _euros(context: Context, amount: float) -> str:
    return context.number(amount, "euro")


def _items(context: Context, opinion: AlternativeAdvice) -> Iterable[str]:
    """Titles of the lines without a number that the advice turns on."""
    is_against = bool(set(opinion.reasons) & {"pm_cost", "pm_harm"})
    unknown_lines = opinion.contender.against if is_against else opinion.contender.benefits
    return [context.title("lines", line) for lacking in unknown_lines for line in lacking.lines]


def _checks(context: Context, opinion: AlternativeAdvice, reason: Reason) -> str:
    if reason == "veto":
        return "; ".join(context.words(veto.check.text.title) for veto in opinion.vetoes)
    if reason == "checks":
        if not opinion.assessed:
            return context.say("precondition_reason_unassessed")
        return context.say("precondition_reason_not_yet", checks=_listed(context, opinion.before_pilot))
    return _listed(context, opinion.blocking)


def _listed(context: Context, checks: tuple[Standing, ...]) -> str:
    joined_checks = "; ".join(
        context.say(
            "precondition_item",
            check=context.words(check.check.text.title),
            phase=context.word(check.check.text.before).lower(),
            signs=context.words(check.check.text.signs),
        )
        for check in checks[:_NAMED]
    )
    rest_count = len(checks) - _NAMED
    return (
        context.say("precondition_and_more", checks=joined_checks, count=rest_count)
        if rest_count > 0
        else joined_checks
    )


def _pm(context: Context, opinion: AlternativeAdvice) -> str:
    """What each unknown has to be worth, or may be, against doing nothing; else against its rival."""
    against_id = BASELINE if opinion.field.nothing.feasible else opinion.turning_points[0].against
    turning_points = [turning for turning in opinion.turning_points if turning.against == against_id]
    is_only = len(opinion.contender.unknown) == 1
    sentences = (_turning(context, turning, only=is_only) for turning in turning_points)
    return " ".join(sentence for sentence in sentences if sentence)


def _turning(context: Context, turning: TurningPoint, *, only: bool) -> str:
    if turning.amount is None:
        return ""
    is_benefit = turning.direction == "benefit"
    sentence_key = "advised_pm_least" if is_benefit else "advised_pm_most"
    goal_key = (
        "goal_rival" if turning.against != BASELINE else "goal_zero_up" if is_benefit else "goal_zero_down"
    )
    joined_line_titles = "; ".join(context.title("lines", line) for line in turning.unknown.lines)
    unit = turning.unknown.unit
    if unit == "EUR" and context.study.case.settings.horizon:
        unit = "EUR/yr"
    amount_text = context.number(turning.amount, "euro" if "EUR" in unit else "number")
    return context.say(
        sentence_key,
        items=joined_line_titles,
        amount=amount_text,
        unit=unit_for_readers(unit, context.language),
        goal=context.say(goal_key, rival=name_of(context, turning.against)),
        alone="" if only else context.say("goal_alone"),
    )


def _municipality(context: Context, alternative: str) -> str:
    """The balance of the municipality, with who pays and who gains most."""
    study = context.study
    municipal_npv = float(study.value(MUNICIPALITY, alternative, "npv")["mean"])
    sentence_key = "municipality_gains" if municipal_npv > 0 else "municipality_pays"
    sentence = context.say(sentence_key, npv=_euros(context, abs(municipal_npv)))
    payer, gainer = who_pays_and_gains(study, alternative)
    if payer is None or gainer is None:
        return sentence
    party_fields = {
        "payer": context.title("parties", payer.party),
        "gainer": context.title("parties", gainer.party),
    }
    amount_fields = {"paid": _euros(context, abs(payer.npv)), "gained": _euros(context, gainer.npv)}
    return f"{sentence} {context.say('advised_who', **party_fields, **amount_fields)}"


def _duty(context: Context, advised: Advice) -> str:
    """That doing nothing cannot be, why, and what the duty costs."""
    baseline = context.study.case.alternatives[BASELINE]
    sentence_fields = {"reason": context.words(baseline.reason), "source": baseline.source or ""}
    choice = advised.field.choice
    if choice is None:
        return context.say("advised_no_lawful", **sentence_fields)
    return context.say("advised_duty", price=_euros(context, advised.price_of_duty), **sentence_fields)
