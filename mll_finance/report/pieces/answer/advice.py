"""The advice in words, the same in every summary: report, terminal, notebook and workbook.

Every sentence is chosen by a reason of the decision table and holds the figures that the reason rests on.
"""

from __future__ import annotations

from mll_finance.inputs.grammar.sections import BASELINE
from mll_finance.inputs.method.pilots import Pilot
from mll_finance.inputs.method.preconditions import Standing
from mll_finance.judgement.advice import Advice, AlternativeAdvice, advice
from mll_finance.judgement.bearing import structural_gap
from mll_finance.judgement.chances import Chance
from mll_finance.judgement.comparison import DOUBT, band, difference, within_band
from mll_finance.judgement.contenders import Contender
from mll_finance.judgement.decision_table import Reason
from mll_finance.judgement.finding_out.investigation import investigation
from mll_finance.report.blocks import Callout, Tone
from mll_finance.report.context import Context
from mll_finance.report.numbers import show_whole_percent
from mll_finance.report.pieces.answer.chances import chance
from mll_finance.report.pieces.answer.form import form_text, sharing_text
from mll_finance.report.pieces.answer.municipality import cash_text, municipality_text
from mll_finance.report.pieces.answer.names import name_of, quoted
from mll_finance.report.pieces.answer.sureness import chance_text
from mll_finance.report.pieces.answer.unpriced import titles, unpriced_text
from mll_finance.report.pieces.finding_out import first_text, pilot_title

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
_OPEN = {"sign_open", "rank_open"}
"""Reasons that finding out more could take away."""
_CHECKED = {"veto", "checks", "checks_before_rollout"}
"""Reasons that name checks themselves."""


def advice_lines(context: Context, case_advice: Advice) -> tuple[str, ...]:
    """One line for each alternative: the advice and why, what the question is about first."""
    return tuple(
        context.say(
            "precondition_each",
            alternative=name_of(context, alternative_advice.alternative),
            kind=advice_word(context, alternative_advice),
            reason=advice_reason(context, alternative_advice),
        )
        for alternative_advice in case_advice.in_order
    )


def headline(context: Context, case_advice: Advice) -> tuple[str, str]:
    """The advice in one sentence; then why, how sure, what it costs the municipality a year, and who gains.

    Where amounts are confidential, only why and which checks are open: the table of rounded totals has the figures.
    """
    asked_advice = case_advice.of(case_advice.about)
    if context.hides_amounts:
        reason_and_checks = advice_reason(context, asked_advice), _open_checks(context, asked_advice)
        return title_text(context, case_advice), " ".join(filter(None, reason_and_checks))
    reason_text, chance_sentence, *further_sentences = _verdict(context, case_advice)
    money_and_checks = (
        municipality_text(context, asked_advice.alternative, reason_text),
        *_answers(context, asked_advice),
        _open_checks(context, asked_advice),
    )
    sentences = (reason_text, chance_sentence, *money_and_checks, *further_sentences)
    return title_text(context, case_advice), " ".join(filter(None, sentences))


def verdict_callout(context: Context) -> Callout:
    """The advice in one sentence, why, and what is chosen instead: for a page that tells the rest beside it."""
    case_advice = advice(context.study)
    asked_advice = case_advice.of(case_advice.about)
    open_checks_text = "" if asked_advice.assessed else _open_checks(context, asked_advice)
    sentences = [*_verdict(context, case_advice), open_checks_text, *_answers(context, asked_advice)]
    return Callout(
        title_text(context, case_advice), " ".join(filter(None, sentences)), TONES[case_advice.overall]
    )


def _answers(context: Context, opinion: AlternativeAdvice) -> tuple[str, ...]:
    """What else a question asks: how much of the gain is money, which form, with how many; nothing of what stops."""
    if opinion.kind == "stop":
        return ()
    alternative_id = opinion.alternative
    return (
        cash_text(context, alternative_id),
        form_text(context, alternative_id),
        sharing_text(context, alternative_id),
    )


def title_text(context: Context, case_advice: Advice) -> str:
    """The advice on what the question is about, in one sentence."""
    asked_advice = case_advice.of(case_advice.about)
    if _is_no_go_for_all(case_advice):
        return context.say("advised_title_no_go_all", **_names(context, asked_advice))
    return context.say(f"advised_title_{_word_of(asked_advice)}", **_names(context, asked_advice))


def _verdict(context: Context, case_advice: Advice) -> list[str]:
    """Why, the chance that it turns out otherwise, and what the choice, the next best or a duty adds."""
    asked_advice = case_advice.of(case_advice.about)
    sentences = [
        reason_and_worth(context, asked_advice),
        chance_text(context, asked_advice),
        _same_advice(context, case_advice),
    ]
    if case_advice.choice not in (None, BASELINE, asked_advice.alternative):
        choice_advice = case_advice.of(str(case_advice.choice))
        sentence_key = "advised_choice_too" if choice_advice.kind == "go" else "advised_choice_not_go"
        advice_word_text = advice_word(context, choice_advice)
        sentences.append(
            context.say(
                sentence_key, choice=name_of(context, choice_advice.alternative), kind=advice_word_text
            )
        )
    if case_advice.fallback not in (None, BASELINE, case_advice.about):
        fallback_title = name_of(context, str(case_advice.fallback))
        sentences.append(context.say("advised_fallback", alternative=fallback_title))
    if not context.study.case.alternatives[BASELINE].feasible:
        sentences.append(_duty(context, case_advice))
    return sentences


def _is_no_go_for_all(case_advice: Advice) -> bool:
    """Whether there are several alternatives, and each is a no-go."""
    advice_kinds = [alternative_advice.kind for alternative_advice in case_advice.by_alternative]
    return len(advice_kinds) > 1 and set(advice_kinds) == {"no_go"}


def _same_advice(context: Context, case_advice: Advice) -> str:
    """The other alternatives with the same advice; that nothing changes, where what was asked is stopped for that."""
    asked_advice = case_advice.of(case_advice.about)
    same_advice_ids = [
        alternative_id
        for alternative_id in context.study.case.projects
        if alternative_id != asked_advice.alternative
        and _word_of(case_advice.of(alternative_id)) == _word_of(asked_advice)
    ]
    quoted_names_text = ", ".join(quoted(context, alternative_id) for alternative_id in same_advice_ids)
    is_told_elsewhere = not quoted_names_text or _is_no_go_for_all(case_advice)
    sentences = ["" if is_told_elsewhere else context.say("advised_same", names=quoted_names_text)]
    if asked_advice.kind == "stop" and case_advice.choice == BASELINE:
        sentences.append(context.say("advised_choice_is_nothing"))
    return " ".join(filter(None, sentences))


def reason_and_worth(context: Context, opinion: AlternativeAdvice) -> str:
    """Why the advice is as it is; where the figures do not settle it, what finding out may cost at most."""
    reason_text = advice_reason(context, opinion)
    if not set(opinion.reasons) & _OPEN:
        return reason_text
    perfect_information_worth = opinion.field.perfect_information.value
    sentences = [
        reason_text,
        first_text(context) or context.say("advised_evpi", evpi=context.about(perfect_information_worth)),
    ]
    return " ".join([*sentences, *_pilots(context, opinion)])


def _pilots(context: Context, opinion: AlternativeAdvice) -> list[str]:
    """That no pilot is worth its price; where another one is, that those of this alternative are not and which is."""
    pilot_by_id = context.study.case.parts(Pilot)
    pilot_ids_of_alternative = [
        pilot_id for pilot_id, pilot in pilot_by_id.items() if pilot.alternative == opinion.alternative
    ]
    if not pilot_ids_of_alternative:
        return []
    best_trial_by_pilot = {
        pilot_id: investigation(context.study).best_of(pilot_id) for pilot_id in pilot_by_id
    }
    paying_trials = [trial for trial in best_trial_by_pilot.values() if trial is not None]
    if not paying_trials:
        return [context.say("advised_no_pilot")]
    useless_pilots_text = ", ".join(
        f"'{pilot_title(context, pilot_id)}'"
        for pilot_id in pilot_ids_of_alternative
        if best_trial_by_pilot[pilot_id] is None
    )
    useful_pilots_text = ", ".join(
        context.say(
            "advised_pilot_of_size",
            pilot=pilot_title(context, trial.pilot),
            size=context.number(trial.size, "number"),
        )
        for trial in paying_trials
    )
    sentences = (
        [context.say("advised_pilots_useless", pilots=useless_pilots_text)] if useless_pilots_text else []
    )
    return [*sentences, context.say("advised_pilots_useful", pilots=useful_pilots_text)]


def advice_word(context: Context, opinion: AlternativeAdvice) -> str:
    """The word for the advice on an alternative."""
    return context.say(f"advised_kind_{_word_of(opinion)}", **_names(context, opinion))


def short_advice(context: Context, opinion: AlternativeAdvice) -> str:
    """The word for the advice in a table of all alternatives, which shows the better one beside it."""
    return context.say("decision_other") if opinion.kind == "choose_other" else advice_word(context, opinion)


def _word_of(opinion: AlternativeAdvice) -> str:
    """Which word an advice has: without any spread nothing is too uncertain, the figures give no preference."""
    return "tie" if "tie_no_spread" in opinion.reasons else opinion.kind


def advice_reason(context: Context, opinion: AlternativeAdvice) -> str:
    """Why the advice on an alternative is as it is, with the figures it rests on, or without where one is hidden."""
    if context.hides_amounts:
        return " ".join(
            context.say(f"advised_public_{reason}", **_figures(context, opinion, reason))
            for reason in opinion.reasons
        )
    sentences: list[str] = []
    for reason in opinion.reasons:
        sentence_key = "advised_also_harm" if reason == "pm_harm" and sentences else f"advised_why_{reason}"
        reason_fields = _figures(context, opinion, reason)
        if reason == "sign_open":
            sentences.append(_open_sign(context, opinion, reason_fields))
        else:
            sentences.append(context.say(sentence_key, **reason_fields))
    sentences.append(unpriced_text(context, opinion))
    for other_id, amount in opinion.unless:
        sentence_fields = {"other": name_of(context, other_id), "amount": context.about(amount)}
        sentences.append(context.say("advised_unless", **sentence_fields))
    return " ".join(filter(None, sentences))


def _open_sign(context: Context, opinion: AlternativeAdvice, figures: dict[str, str]) -> str:
    """Why it is no go or no-go yet, whichever the balance points to; without the limit where the chance is that."""
    lower_npv_of_contender, doing_nothing = opinion.contender.lower, opinion.field.nothing
    chance_not_better = opinion.contender.chance_not_better_than(doing_nothing)
    is_below_nothing = lower_npv_of_contender.mean < doing_nothing.lower.mean
    chance_of_other_sign = chance_not_better.otherwise if is_below_nothing else chance_not_better
    if within_band(lower_npv_of_contender, doing_nothing.lower) or not _is_too_likely(chance_of_other_sign):
        return context.say("advised_why_sign_open", **figures)
    sentence_fields = figures | {
        "limit": show_whole_percent(DOUBT),
        "better": chance(context, chance_not_better.otherwise),
    }
    return context.say("advised_open_below" if is_below_nothing else "advised_open_above", **sentence_fields)


def _is_too_likely(probability: Chance) -> bool:
    """Whether a chance is above what a clear order allows, as a reader is told both."""
    bound_and_share = probability.told()
    if bound_and_share is None:
        return False
    bound, chance_share = bound_and_share
    return bound in ("is", "at_least") and round(chance_share, 2) > DOUBT


def _names(context: Context, opinion: AlternativeAdvice) -> dict[str, str]:
    chosen_contender = opinion.field.choice
    return {
        "alternative": name_of(context, opinion.alternative),
        "choice": context.say("advised_nothing")
        if chosen_contender is None
        else name_of(context, chosen_contender.id),
    }


def _figures(context: Context, opinion: AlternativeAdvice, reason: Reason) -> dict[str, str]:
    """What the sentence of a reason can name."""
    compared_contender = opinion.field.nothing if reason == "sign_open" else opinion.rival
    sentence_fields = _names(context, opinion) | {
        "mean": context.about(opinion.mean),
        "checks": _checks(context, opinion, reason),
        "items": _items(context, opinion, reason),
        "standing": _standing(context, opinion, compared_contender),
    }
    best_trial = (
        investigation(context.study).best_trial(opinion.alternative) if reason == "pilot_pays" else None
    )
    if best_trial is not None:
        sentence_fields |= {
            "size": context.number(best_trial.size, "number"),
            "price": context.about(best_trial.cost),
            "worth": context.about(best_trial.worth_after_waiting),
        }
    if reason == "cover_open":
        sentence_fields["gap"] = context.about(structural_gap(context.study, opinion.alternative))
    if compared_contender is not None:
        sentence_fields |= {
            "rival": name_of(context, compared_contender.id),
            "rival_mean": context.about(compared_contender.lower.mean),
            "difference": context.about(difference(opinion.contender.lower, compared_contender.lower)),
            "band": context.about(band(opinion.contender.lower, compared_contender.lower)),
            "chance": chance(context, opinion.contender.chance_not_better_than(compared_contender)),
        }
    return sentence_fields


def _standing(context: Context, opinion: AlternativeAdvice, rival: Contender | None) -> str:
    """How it stands beside its rival, where the advice rests on that and not on what a pilot shows."""
    if "pilot_pays" in opinion.reasons:
        return ""
    if rival is None:
        return context.say("standing_only", rival="")
    standing_key = "standing_equal" if _equal(opinion) else "standing_better"
    return context.say(standing_key, rival=quoted(context, rival.id))


def _equal(opinion: AlternativeAdvice) -> bool:
    """Whether it goes before a rival only because it is lighter."""
    return opinion.rival is not None and within_band(opinion.contender.lower, opinion.rival.lower)


def _items(context: Context, opinion: AlternativeAdvice, reason: Reason) -> str:
    """Titles of the lines without a number that a reason is about."""
    contender_of_opinion = opinion.contender
    unknowns_by_reason = {
        "pm_cost": tuple(unknown for unknown in contender_of_opinion.against if unknown.direction == "cost"),
        "pm_harm": tuple(unknown for unknown in contender_of_opinion.against if unknown.direction == "harm"),
    }
    unknowns_of_reason = unknowns_by_reason.get(reason, contender_of_opinion.benefits)
    return "; ".join(f"'{titles(context, (unknown,))}'" for unknown in unknowns_of_reason)


def _checks(context: Context, opinion: AlternativeAdvice, reason: Reason) -> str:
    if reason == "veto":
        return "; ".join(context.words(veto.check.text.title) for veto in opinion.vetoes)
    if reason == "checks":
        if not opinion.assessed:
            return context.say("precondition_reason_unassessed")
        return context.say("precondition_reason_not_yet", checks=_listed(context, opinion.before_pilot))
    return _listed(context, opinion.blocking)


def _open_checks(context: Context, opinion: AlternativeAdvice) -> str:
    """The checks that are open or that nobody assessed, where the figures decide and no reason names them."""
    if not opinion.assessed and opinion.kind != "stop":
        return context.say("advised_no_go_yet" if "checks" in opinion.reasons else "advised_unassessed")
    if set(opinion.reasons) & _CHECKED:
        return ""
    blocking_check_titles = [
        context.words(blocking_standing.check.text.title) for blocking_standing in opinion.blocking
    ]
    return (
        context.say("advised_open_checks", checks=_first_of(context, blocking_check_titles))
        if blocking_check_titles
        else ""
    )


def _listed(context: Context, checks: tuple[Standing, ...]) -> str:
    check_texts = [
        context.say(
            "precondition_item",
            check=context.words(check_standing.check.text.title),
            phase=context.word(check_standing.check.text.before).lower(),
            signs=context.words(check_standing.check.text.signs),
        )
        for check_standing in checks
    ]
    return _first_of(context, check_texts)


def _first_of(context: Context, texts: list[str]) -> str:
    """The first of some texts, and how many more there are."""
    first_texts_joined, rest_count = "; ".join(texts[:_NAMED]), len(texts) - _NAMED
    return (
        context.say("precondition_and_more", checks=first_texts_joined, count=rest_count)
        if rest_count > 0
        else first_texts_joined
    )


def _duty(context: Context, case_advice: Advice) -> str:
    """That doing nothing cannot be, why, and what the duty costs."""
    baseline_alternative = context.study.case.alternatives[BASELINE]
    sentence_fields = {
        "reason": context.words(baseline_alternative.reason),
        "source": baseline_alternative.source or "",
    }
    chosen_contender, price_of_duty = case_advice.field.choice, case_advice.price_of_duty
    if chosen_contender is None:
        return context.say("advised_no_lawful", **sentence_fields)
    sentence_key = "advised_duty" if price_of_duty > 0 else "advised_duty_pays"
    return context.say(sentence_key, price=context.about(abs(price_of_duty)), **sentence_fields)
