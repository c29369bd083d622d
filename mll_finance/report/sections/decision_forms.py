"""In which form and with whom: what each form of partnership shifts, and what sharing with others leaves each.

Only of a case that works with partners or shares its costs; what a form does in detail stands in the dossier.
"""

from __future__ import annotations

from mll_finance.drivers.scale import dimension, sharers
from mll_finance.inputs.grammar.parties import MUNICIPALITY, SOCIETY
from mll_finance.inputs.method.partnership import Partnership
from mll_finance.inputs.method.sharing import Sharing
from mll_finance.judgement.advice import advice
from mll_finance.parties.partnership import (
    best_and_least,
    by_budget,
    comparison,
    expected_npv,
    moved_parties,
)
from mll_finance.parties.sharing import Shared, sharing
from mll_finance.report.blocks import Block, Cell, Row, Table
from mll_finance.report.context import Context
from mll_finance.report.pieces.answer.scale_words import scale_unit
from mll_finance.report.pieces.answer.sharing_words import key_text, member_name
from mll_finance.report.pieces.names import form_name
from mll_finance.report.section import section

_BEST = 4
"""Forms that are shown beside that of the case and the least: layout, so that the decision stays two pages."""


@section(nl="In welke vorm, en met wie samen", en="In which form, and with whom", anchor="decision-forms")
def blocks(context: Context) -> list[Block]:
    """The forms beside each other, the best for the budget first; what each municipality pays and has left."""
    return [*_forms(context), *_sharing(context)]


def _forms(context: Context) -> list[Block]:
    results = comparison(context.study)
    alternatives = list(dict.fromkeys(result.alternative for result in results))
    if not alternatives:
        return []
    about_alternative = advice(context.study).about
    alternative = about_alternative if about_alternative in alternatives else alternatives[0]
    form_results = by_budget(result for result in results if result.alternative == alternative)
    society = expected_npv(context.study, SOCIETY, alternative)
    parties = moved_parties(form_results)
    shown_forms, rest_count = best_and_least(form_results, context.study.case.given(Partnership).form, _BEST)
    notes = [context.say("decision_forms_note")]
    if rest_count:
        notes.append(context.say("decision_forms_more", count=rest_count))
    if all(form.is_neutral(society) for form in form_results):
        notes.append(context.say("decision_forms_equal", society=context.rounded(society)))
    table = Table(
        context.say("decision_forms_table", **_of_years(context, alternative)),
        (context.say("budget_npv"), *(context.title("parties", party) for party in parties)),
        tuple(
            Row(
                form_name(context, form.form),
                (
                    Cell(form.budget, "amount", pm=form.pm),
                    *(context.amount(form.parties[party]) for party in parties),
                ),
            )
            for form in shown_forms
        ),
        corner=context.say("form_column"),
        note=" ".join(notes),
        anchor="table-decision-forms",
    )
    return [table]


def _of_years(context: Context, alternative: str) -> dict[str, object]:
    """An alternative by its title, with the first and last year of the case."""
    years = context.study.case.years
    return {
        "alternative": context.title("alternatives", alternative),
        "first": years[0],
        "last": years[-1],
    }


def _sharing(context: Context) -> list[Block]:
    division = sharing(context.study)
    if division is None:
        return []
    section_of_case = context.study.case.given(Sharing)
    rows = [
        Row(
            member_name(context, member.name),
            tuple(map(context.amount, (member.pays, member.alone, member.net))),
        )
        for member in division.members
    ]
    totals = division.totals
    rows.append(
        Row(
            context.word("total"),
            (context.amount(totals.pays), Cell(""), context.amount(totals.net)),
            total=True,
        )
    )
    basis_text = context.say(
        "decision_sharing_note",
        key=key_text(context),
        perspective=context.title("perspectives", section_of_case.perspective),
    )
    table = Table(
        context.say("decision_sharing_table", **_of_years(context, section_of_case.alternative)),
        tuple(
            map(
                context.say,
                ("decision_sharing_paid", "decision_sharing_alone", "decision_sharing_together"),
            )
        ),
        tuple(rows),
        corner=context.title("parties", MUNICIPALITY),
        note=f"{_answer(context, division)} {basis_text}",
        anchor="table-decision-sharing",
    )
    return [table]


def _answer(context: Context, division: Shared) -> str:
    """For how many together is better, how many still fall short, and what they have together."""
    count = len(division.members)
    sentence_fields = {"count": count, "better": division.better_off, "losing": division.losing}

    def of(number: int) -> str:
        return "all" if number == count else "some" if number else "none"

    sentences = [
        context.say(f"sharing_better_{of(division.better_off)}", **sentence_fields),
        context.say(f"sharing_short_{of(division.losing)}", **sentence_fields),
        _together(context, division),
    ]
    return " ".join(filter(None, sentences))


def _together(context: Context, division: Shared) -> str:
    """What all have together of what the size of the case is counted in."""
    case, counted = context.study.case, dimension(context.study)
    if counted is None or sharers(case, case.given(Sharing).alternative) == 1:
        return ""
    size_of_all = division.size_in(counted.own)
    return context.say(
        "sharing_all_together",
        together=context.number(size_of_all, "number"),
        unit=scale_unit(counted, context.language),
    )
