"""In which form an alternative is best for the municipal budget, where the case works with partners."""

from __future__ import annotations

from mll_finance.inputs.reference_data.partnerships import forms
from mll_finance.parties.partnership import best_form
from mll_finance.report.context import Context


def form_text(context: Context, alternative: str) -> str:
    """The form that the budget gains most by, beside that of the case, and who pays for that; empty without forms."""
    compared = best_form(context.study, alternative)
    if compared is None:
        return ""
    society = float(context.study.stream("society", alternative).npv[0])
    is_equal = compared.best.is_neutral(society)
    sentence_fields = {
        "best": context.words(forms()[compared.best.form].title),
        "amount": context.rounded(compared.gain),
        "own": context.words(forms()[compared.own.form].title),
    }
    sentences = [
        context.say("form_equal") if is_equal else "",
        context.say("form_best_own" if compared.is_own else "form_best", **sentence_fields),
    ]
    if compared.payer is not None and not compared.is_own:
        party, amount = compared.payer
        sentences.append(
            context.say("form_payer", party=context.title("parties", party), amount=context.rounded(amount))
        )
    return " ".join(filter(None, sentences))
