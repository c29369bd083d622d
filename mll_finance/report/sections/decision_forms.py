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
    results_of_all_alternatives = comparison(context.study)
    compared_ids = list(dict.fromkeys(form_result.alternative for form_result in results_of_all_alternatives))
    if not compared_ids:
        return []
    advised_id = advice(context.study).about
    alternative_shown_id = advised_id if advised_id in compared_ids else compared_ids[0]
    results_by_budget = by_budget(
        form_result
        for form_result in results_of_all_alternatives
        if form_result.alternative == alternative_shown_id
    )
    society_npv = expected_npv(context.study, SOCIETY, alternative_shown_id)
    moved_party_ids = moved_parties(results_by_budget)
    shown_results, rest_count = best_and_least(
        results_by_budget, context.study.case.given(Partnership).form, _BEST
    )
    note_texts = [context.say("decision_forms_note")]
    if rest_count:
        note_texts.append(context.say("decision_forms_more", count=rest_count))
    if all(form_result.is_neutral(society_npv) for form_result in results_by_budget):
        note_texts.append(context.say("decision_forms_equal", society=context.rounded(society_npv)))
    forms_table = Table(
        context.say("decision_forms_table", **_of_years(context, alternative_shown_id)),
        (context.say("budget_npv"), *(context.title("parties", party_id) for party_id in moved_party_ids)),
        tuple(
            Row(
                form_name(context, form_result.form),
                (
                    Cell(form_result.budget, "amount", pm=form_result.pm),
                    *(context.amount(form_result.parties[party_id]) for party_id in moved_party_ids),
                ),
            )
            for form_result in shown_results
        ),
        corner=context.say("form_column"),
        note=" ".join(note_texts),
        anchor="table-decision-forms",
    )
    return [forms_table]


def _of_years(context: Context, alternative: str) -> dict[str, object]:
    """An alternative by its title, with the first and last year of the case."""
    case_years = context.study.case.years
    return {
        "alternative": context.title("alternatives", alternative),
        "first": case_years[0],
        "last": case_years[-1],
    }


def _sharing(context: Context) -> list[Block]:
    division = sharing(context.study)
    if division is None:
        return []
    sharing_section = context.study.case.given(Sharing)
    rows = [
        Row(
            member_name(context, member.name),
            tuple(map(context.amount, (member.pays, member.alone, member.net))),
        )
        for member in division.members
    ]
    shared_totals = division.totals
    rows.append(
        Row(
            context.word("total"),
            (context.amount(shared_totals.pays), Cell(""), context.amount(shared_totals.net)),
            total=True,
        )
    )
    basis_note_text = context.say(
        "decision_sharing_note",
        key=key_text(context),
        perspective=context.title("perspectives", sharing_section.perspective),
    )
    sharing_table = Table(
        context.say("decision_sharing_table", **_of_years(context, sharing_section.alternative)),
        tuple(
            map(
                context.say,
                ("decision_sharing_paid", "decision_sharing_alone", "decision_sharing_together"),
            )
        ),
        tuple(rows),
        corner=context.title("parties", MUNICIPALITY),
        note=f"{_answer(context, division)} {basis_note_text}",
        anchor="table-decision-sharing",
    )
    return [sharing_table]


def _answer(context: Context, division: Shared) -> str:
    """For how many together is better, how many still fall short, and what they have together."""
    member_count = len(division.members)
    sentence_fields = {"count": member_count, "better": division.better_off, "losing": division.losing}

    def of(number: int) -> str:
        return "all" if number == member_count else "some" if number else "none"

    sentences = [
        context.say(f"sharing_better_{of(division.better_off)}", **sentence_fields),
        context.say(f"sharing_short_{of(division.losing)}", **sentence_fields),
        _together(context, division),
    ]
    return " ".join(filter(None, sentences))


def _together(context: Context, division: Shared) -> str:
    """What all have together of what the size of the case is counted in."""
    case, size_dimension = context.study.case, dimension(context.study)
    if size_dimension is None or sharers(case, case.given(Sharing).alternative) == 1:
        return ""
    size_of_all = division.size_in(size_dimension.own)
    return context.say(
        "sharing_all_together",
        together=context.number(size_of_all, "number"),
        unit=scale_unit(size_dimension, context.language),
    )
