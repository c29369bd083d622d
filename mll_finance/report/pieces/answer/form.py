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
    form_comparison = best_form(context.study, alternative)
    if form_comparison is None:
        return ""
    sentence_fields = {
        "best": context.words(forms()[form_comparison.best.form].title),
        "amount": context.rounded(form_comparison.gain),
        "own": context.words(forms()[form_comparison.own.form].title),
    }
    sentences = [context.say("form_best_own" if form_comparison.is_own else "form_best", **sentence_fields)]
    if form_comparison.payer is not None and not form_comparison.is_own:
        payer_id, paid_amount = form_comparison.payer
        payer_text = party_in_sentence(context, payer_id)
        sentences.append(context.say("form_payer", party=payer_text, amount=context.rounded(paid_amount)))
    return " ".join(sentences)


def sharing_text(context: Context, alternative: str) -> str:
    """From which size it is worth it, alone and with those who share its costs; empty where nobody shares them."""
    sharer_count = sharers(context.study.case, alternative)
    if sharer_count == 1 or dimension(context.study) is None:
        return ""
    scale_by_count = {
        break_even_scale.municipalities: break_even_scale
        for break_even_scale in scales(context.study)
        if break_even_scale.alternative == alternative
    }
    scale_alone, scale_together = scale_by_count[1], scale_by_count[sharer_count]
    return context.say(
        "form_scale",
        alone=sizes_text(context, scale_alone, readable(scale_alone, scale_alone.mean)),
        together=sizes_text(context, scale_together, readable(scale_together, scale_together.mean)),
        count=sharer_count,
        own=context.number(scale_alone.dimension.own, "number"),
    )
