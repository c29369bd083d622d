"""The advice in words, the same in every summary: report, terminal, notebook and workbook."""

from __future__ import annotations

from mll_finance.inputs.method.preconditions import Standing
from mll_finance.judgement.advice import Advice, AlternativeAdvice, advice
from mll_finance.judgement.decision import decision
from mll_finance.report.blocks import Block, Callout, Prose, Tone
from mll_finance.report.context import Context

TONES: dict[str, Tone] = {
    "go": "good",
    "pilot_first": "caution",
    "not_yet": "caution",
    "no_go": "bad",
    "stop": "bad",
}
_NAMED = 3
"""How many checks a reason names before it counts the rest: layout, so that a reason stays one sentence."""


def advice_blocks(context: Context) -> list[Block]:
    """The advice on what the question is about, then one line for each alternative with its reason."""
    advised = advice(context.study)
    title, text = headline(context, advised)
    return [
        Callout(title, text, TONES[advised.overall]),
        Prose(context.say("precondition_advice_table"), advice_lines(context, advised)),
    ]


def advice_lines(context: Context, advised: Advice) -> tuple[str, ...]:
    """One line for each alternative: the advice and why, what the question is about first."""
    return tuple(
        context.say(
            "precondition_each",
            alternative=context.title("alternatives", alternative.alternative),
            kind=advice_word(context, alternative),
            reason=advice_reason(context, alternative),
        )
        for alternative in advised.in_order
    )


def headline(context: Context, advised: Advice) -> tuple[str, str]:
    """The advice in one sentence, and what it rests on."""
    with_this_advice = [advised.of(name) for name in context.study.case.projects if _is_asked(advised, name)]
    titles = [context.title("alternatives", alternative.alternative) for alternative in with_this_advice]
    unpriced = all(alternative.unpriced for alternative in with_this_advice)
    key = (
        "precondition_text_unpriced"
        if unpriced and advised.overall == "not_yet"
        else f"precondition_text_{advised.overall}"
    )
    text = [context.say(key)]
    if not advised.assessed:
        text.append(context.say("precondition_text_unassessed"))
    title = context.say(f"precondition_title_{advised.overall}", names=_listed(context, titles))
    return title, " ".join(text)


def _is_asked(advised: Advice, name: str) -> bool:
    """Whether the overall advice is that on this alternative, and the question is about it."""
    return name in advised.technology and advised.of(name).kind == advised.overall


def next_step(context: Context) -> Callout:
    """Who decides what next: on what the question is about, and on the alternative with the highest balance."""
    advised, study = advice(context.study), context.study
    asked = [name for name in advised.technology if advised.of(name).kind == advised.overall]
    text = [_step(context, asked, advised.of(asked[0]))]
    best = advised.of(decision(study).best.alternative)
    if best.numbers == "negative":
        text.append(context.say("next_nothing"))
    elif best.alternative not in asked:
        text.append(_step(context, [best.alternative], best))
    return Callout(context.say("next_title"), " ".join(text))


def _step(context: Context, names: list[str], alternative: AlternativeAdvice) -> str:
    """The next step for alternatives with the same advice, as one of them has it."""
    case = context.study.case
    owner = context.words(case.settings.owner, context.say("next_owner"))
    values = {
        "owner": owner[:1].upper() + owner[1:],
        "names": _listed(context, [context.title("alternatives", name) for name in names]),
    }
    if alternative.kind != "not_yet":
        return context.say(f"next_{alternative.kind}", **values)
    if not alternative.assessed:
        return context.say("next_unassessed", **values)
    waiting = alternative.before_pilot
    signs = dict.fromkeys(context.words(check.check.text.signs) for check in waiting)
    key = "next_not_yet_one" if len(waiting) == 1 else "next_not_yet"
    return context.say(key, count=len(waiting), signs="; ".join(signs), **values)


def _listed(context: Context, names: list[str]) -> str:
    if len(names) == 1:
        return names[0]
    return context.say("precondition_and", first=", ".join(names[:-1]), last=names[-1])


def advice_word(context: Context, alternative: AlternativeAdvice) -> str:
    """The word for the advice on an alternative."""
    return context.say(f"precondition_kind_{alternative.kind}")


def advice_reason(context: Context, alternative: AlternativeAdvice) -> str:
    """Why the advice on an alternative is as it is: which checks, before which phase, and who signs."""
    if alternative.kind == "stop":
        checks = "; ".join(context.words(veto.check.text.title) for veto in alternative.vetoes)
        return context.say("precondition_reason_stop", checks=checks)
    if alternative.kind == "no_go":
        text = [context.say("precondition_reason_no_go")]
        if not alternative.assessed:
            text.append(context.say("precondition_reason_unassessed"))
        elif len(alternative.blocking) == 1:
            check = context.words(alternative.blocking[0].check.text.title)
            text.append(context.say("precondition_reason_also_one", check=check))
        elif alternative.blocking:
            text.append(context.say("precondition_reason_also", count=len(alternative.blocking)))
        return " ".join(text)
    if alternative.unpriced:
        text = [context.say("precondition_reason_unpriced")]
        if alternative.before_pilot:
            checks = _checks(context, alternative.before_pilot)
            text.append(context.say("precondition_reason_not_yet", checks=checks))
        return " ".join(text)
    if not alternative.assessed:
        return context.say("precondition_reason_unassessed")
    if alternative.kind == "not_yet":
        return context.say("precondition_reason_not_yet", checks=_checks(context, alternative.before_pilot))
    if alternative.blocking:
        return context.say("precondition_reason_pilot_first", checks=_checks(context, alternative.blocking))
    return context.say(
        "precondition_reason_go" if alternative.kind == "go" else "precondition_reason_uncertain"
    )


def _checks(context: Context, checks: tuple[Standing, ...]) -> str:
    named = "; ".join(
        context.say(
            "precondition_item",
            check=context.words(check.check.text.title),
            phase=context.word(check.check.text.before).lower(),
            signs=context.words(check.check.text.signs),
        )
        for check in checks[:_NAMED]
    )
    rest = len(checks) - _NAMED
    return context.say("precondition_and_more", checks=named, count=rest) if rest > 0 else named
