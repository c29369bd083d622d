"""In which form, and with how many others, an alternative is best, where the case works with partners."""

from __future__ import annotations

from mll_finance.drivers.scale import dimension, sharers
from mll_finance.inputs.reference_data.partnerships import forms
from mll_finance.judgement.scales import readable, scales
from mll_finance.parties.partnership import best_form
from mll_finance.report.context import Context
from mll_finance.report.pieces.answer.scale_words import sizes_text
from mll_finance.report.pieces.names import party_in_sentence


def form_text(context: Context, alternative: str) -> str:
    """The form that the budget gains most by, beside that of the case, and who pays for that; empty without forms."""
    compared = best_form(context.study, alternative)
    if compared is None:
        return ""
    sentence_fields = {
        "best": context.words(forms()[compared.best.form].title),
        "amount": context.rounded(compared.gain),
        "own": context.words(forms()[compared.own.form].title),
    }
    sentences = [context.say("form_best_own" if compared.is_own else "form_best", **sentence_fields)]
    if compared.payer is not None and not compared.is_own:
        party, amount = compared.payer
        payer_name = party_in_sentence(context, party)
        sentences.append(context.say("form_payer", party=payer_name, amount=context.rounded(amount)))
    return " ".join(sentences)


def sharing_text(context: Context, alternative: str) -> str:
    """From which size it is worth it, alone and with those who share its costs; empty where nobody shares them."""
    count = sharers(context.study.case, alternative)
    if count == 1 or dimension(context.study) is None:
        return ""
    scale_by_count = {
        scale.municipalities: scale for scale in scales(context.study) if scale.alternative == alternative
    }
    lone_scale, shared_scale = scale_by_count[1], scale_by_count[count]
    return context.say(
        "form_scale",
        alone=sizes_text(context, lone_scale, readable(lone_scale, lone_scale.mean)),
        together=sizes_text(context, shared_scale, readable(shared_scale, shared_scale.mean)),
        count=count,
        own=context.number(lone_scale.dimension.own, "number"),
    )
