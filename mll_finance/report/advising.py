"""The advice in words, the same in every summary: report, terminal, notebook and workbook."""

from __future__ import annotations

from mll_finance.inputs.method.preconditions import Standing
from mll_finance.judgement.advice import Advice, Verdicts, verdicts
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
"""How many checks a reason names before it counts the rest."""


def advice(context: Context) -> list[Block]:
    """The advice on what the question is about, then one line for each alternative with its reason."""
    found = verdicts(context.study)
    title, text = headline(context, found)
    lines = tuple(_line(context, one) for one in found.in_order)
    return [
        Callout(title, text, TONES[found.overall]),
        Prose(context.say("precondition_advice_table"), lines),
    ]


def headline(context: Context, found: Verdicts) -> tuple[str, str]:
    """The advice in one sentence, and what it rests on."""
    asked = [
        context.title("alternatives", name)
        for name in context.study.case.projects
        if name in found.technology and found.of(name).kind == found.overall
    ]
    names = _listed(context, asked)
    meant = [
        one for one in found.advices if one.alternative in found.technology and one.kind == found.overall
    ]
    unpriced = all(one.unpriced for one in meant) and found.overall == "not_yet"
    text = [context.say("precondition_text_unpriced" if unpriced else f"precondition_text_{found.overall}")]
    if not found.assessed:
        text.append(context.say("precondition_text_unassessed"))
    return context.say(f"precondition_title_{found.overall}", names=names), " ".join(text)


def next_step(context: Context) -> Callout:
    """Who decides what next: on what the question is about, and on the alternative with the highest balance."""
    found, study = verdicts(context.study), context.study
    asked = [name for name in found.technology if found.of(name).kind == found.overall]
    text = [_step(context, asked, found.of(asked[0]))]
    best = found.of(decision(study).best.alternative)
    if best.numbers == "negative":
        text.append(context.say("next_nothing"))
    elif best.alternative not in asked:
        text.append(_step(context, [best.alternative], best))
    return Callout(context.say("next_title"), " ".join(text))


def _step(context: Context, names: list[str], one: Advice) -> str:
    """The next step for alternatives with the same advice, as one of them has it."""
    case = context.study.case
    owner = context.words(case.settings.owner, context.say("next_owner"))
    values = {
        "owner": owner[:1].upper() + owner[1:],
        "names": _listed(context, [context.title("alternatives", name) for name in names]),
    }
    if one.kind != "not_yet":
        return context.say(f"next_{one.kind}", **values)
    if not one.assessed:
        return context.say("next_unassessed", **values)
    waiting = one.before_pilot
    signs = dict.fromkeys(context.words(check.check.text.signs) for check in waiting)
    key = "next_not_yet_one" if len(waiting) == 1 else "next_not_yet"
    return context.say(key, count=len(waiting), signs="; ".join(signs), **values)


def _listed(context: Context, names: list[str]) -> str:
    if len(names) == 1:
        return names[0]
    return context.say("precondition_and", first=", ".join(names[:-1]), last=names[-1])


def kind(context: Context, one: Advice) -> str:
    """The word for the advice on an alternative."""
    return context.say(f"precondition_kind_{one.kind}")


def reason(context: Context, one: Advice) -> str:
    """Why the advice on an alternative is as it is: which checks, before which phase, and who signs."""
    if one.kind == "stop":
        names = "; ".join(context.words(veto.check.text.title) for veto in one.vetoes)
        return context.say("precondition_reason_stop", checks=names)
    if one.kind == "no_go":
        text = [context.say("precondition_reason_no_go")]
        if not one.assessed:
            text.append(context.say("precondition_reason_unassessed"))
        elif len(one.blocking) == 1:
            check = context.words(one.blocking[0].check.text.title)
            text.append(context.say("precondition_reason_also_one", check=check))
        elif one.blocking:
            text.append(context.say("precondition_reason_also", count=len(one.blocking)))
        return " ".join(text)
    if one.unpriced:
        text = [context.say("precondition_reason_unpriced")]
        if one.before_pilot:
            text.append(context.say("precondition_reason_not_yet", checks=_checks(context, one.before_pilot)))
        return " ".join(text)
    if not one.assessed:
        return context.say("precondition_reason_unassessed")
    if one.kind == "not_yet":
        return context.say("precondition_reason_not_yet", checks=_checks(context, one.before_pilot))
    if one.blocking:
        return context.say("precondition_reason_pilot_first", checks=_checks(context, one.blocking))
    return context.say("precondition_reason_go" if one.kind == "go" else "precondition_reason_uncertain")


def _line(context: Context, one: Advice) -> str:
    name = context.title("alternatives", one.alternative)
    return context.say(
        "precondition_each", alternative=name, kind=kind(context, one), reason=reason(context, one)
    )


def _checks(context: Context, found: tuple[Standing, ...]) -> str:
    named = "; ".join(
        context.say(
            "precondition_item",
            check=context.words(one.check.text.title),
            phase=context.word(one.check.text.before).lower(),
            signs=context.words(one.check.text.signs),
        )
        for one in found[:_NAMED]
    )
    rest = len(found) - _NAMED
    return context.say("precondition_and_more", checks=named, count=rest) if rest > 0 else named
