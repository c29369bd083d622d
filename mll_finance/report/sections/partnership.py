"""The partnership form: who pays whom, what another form would shift, and what to watch."""

from __future__ import annotations

from mll_finance.inputs.grammar.parties import OUTSIDE, SOCIETY
from mll_finance.inputs.method.partnership import Partnership
from mll_finance.inputs.reference_data.partnerships import form_points, forms, references, term_value
from mll_finance.parties import partnership as forms_of
from mll_finance.parties.compensation import compensation
from mll_finance.report import charts
from mll_finance.report.blocks import Block, Callout, Cell, Checks, Figure, Prose, Row, Table
from mll_finance.report.context import Context
from mll_finance.report.pieces.names import form_name
from mll_finance.report.section import section


@section(nl="Samenwerking: wie betaalt wie?", en="Partnership: who pays whom?", anchor="partnership")
def blocks(context: Context) -> list[Block]:
    """Payments, forms side by side, compensation and points of attention; nothing where the case has no partnership."""
    partnership_section = context.study.case.section(Partnership)
    if partnership_section is None:
        return []
    form_results = forms_of.comparison(context.study)
    section_blocks: list[Block] = [_intro(context)]
    for alternative in partnership_section.alternative:
        section_blocks += [*_flows(context, alternative), *_forms(context, alternative, form_results)]
        section_blocks += _compensation(context, alternative)
    return [*section_blocks, _checks(context, form_results), *_aid(context, form_results), _points(context)]


def _intro(context: Context) -> Prose:
    partnership_section = context.study.case.given(Partnership)
    own_form = forms()[partnership_section.form]
    alternative_titles_text = ", ".join(
        context.title("alternatives", form_id) for form_id in partnership_section.alternative
    )
    form_sentence = context.say(
        "partnership_form",
        form=context.words(own_form.title),
        description=context.words(own_form.description),
        alternatives=alternative_titles_text,
    )
    missing_titles_text = ", ".join(
        context.words(forms()[form_id].title) for form_id in forms_of.missing_forms(context.study.case)
    )
    missing_forms_sentence = (
        " " + context.say("forms_missing", forms=missing_titles_text) if missing_titles_text else ""
    )
    moves_sentence = context.say("partnership_none")
    return Prose(f"{form_sentence} {moves_sentence}{missing_forms_sentence}")


def _flows(context: Context, alternative: str) -> list[Block]:
    payment_flows = forms_of.payments(context.study, alternative)
    if not payment_flows:
        return []
    alternative_title = context.title("alternatives", alternative)
    drawn_payments = [
        charts.Payment(
            context.title("parties", drawn_payment.payer),
            context.title("parties", drawn_payment.receiver),
            drawn_payment.amount,
        )
        for drawn_payment in payment_flows
    ]
    largest_payment = next(
        (
            drawn_payment
            for drawn_payment, payment_flow in zip(drawn_payments, payment_flows, strict=True)
            if _of_form(context, payment_flow)
        ),
        drawn_payments[0],
    )
    rows = tuple(
        Row(
            drawn_payment.payer,
            (
                Cell(drawn_payment.receiver),
                Cell("; ".join(context.title("lines", line_id) for line_id in payment_flow.lines)),
                context.amount(drawn_payment.amount),
            ),
        )
        for drawn_payment, payment_flow in zip(drawn_payments, payment_flows, strict=True)
    )
    flows_table = Table(
        context.say("flows_table", alternative=alternative_title),
        (context.say("flows_to"), context.say("flows_what"), context.say("flows_amount")),
        rows,
        corner=context.say("flows_from"),
        note=context.say("flows_note"),
    )
    payment_chart = charts.who_pays_whom(
        drawn_payments,
        outside=[context.title("parties", party_id) for party_id in sorted(OUTSIDE)],
        language=context.language,
    )
    payments_text = " ".join(
        context.say(
            "flows_text",
            payer=drawn_payment.payer,
            receiver=drawn_payment.receiver,
            amount=context.number(drawn_payment.amount, "euro"),
        )
        for drawn_payment in drawn_payments
    )
    title_sentence = context.say(
        "flows_title",
        payer=_lower(largest_payment.payer),
        receiver=_lower(largest_payment.receiver),
        amount=context.number(largest_payment.amount, "euro"),
    )
    return [Figure(title_sentence, payment_chart, payments_text, flows_table, anchor="figure-flows")]


def _lower(name: str) -> str:
    return name[:1].lower() + name[1:]


def _of_form(context: Context, flow: forms_of.Flow) -> bool:
    return any(context.study.case.lines[line_id].made_by == forms_of.PARTNERSHIP for line_id in flow.lines)


def _forms(context: Context, alternative: str, results: list[forms_of.FormResult]) -> list[Block]:
    results_of_alternative = [
        form_result for form_result in results if form_result.alternative == alternative
    ]
    first_private_party_id = forms_of.private_parties(context.study.case)[0]
    party_title, budget_label_text = (
        context.title("parties", first_private_party_id),
        context.say("budget_npv"),
    )
    drawn_pairs = [
        charts.Pair(
            form_name(context, form_result.form),
            form_result.budget,
            form_result.parties.get(first_private_party_id),
        )
        for form_result in results_of_alternative
    ]
    society_npv = forms_of.expected_npv(context.study, SOCIETY, alternative)
    is_society_equal = all(form_result.is_neutral(society_npv) for form_result in results_of_alternative)
    title_sentence = context.say(
        "forms_title_equal" if is_society_equal else "forms_title_differs",
        society=context.number(society_npv, "euro"),
    )
    forms_text = " ".join(
        context.say(
            "forms_text",
            form=drawn_pair.name,
            budget=context.number(drawn_pair.first, "euro"),
            party=party_title,
            partner=context.number(drawn_pair.second, "euro"),
        )
        for drawn_pair in drawn_pairs
    )
    return [
        Figure(
            title_sentence,
            charts.pairs(drawn_pairs, (budget_label_text, party_title), context.language),
            forms_text,
            _forms_table(context, alternative, results_of_alternative),
            anchor="figure-forms",
        )
    ]


def _forms_table(context: Context, alternative: str, of_alternative: list[forms_of.FormResult]) -> Table:
    affected_party_ids = [
        party_id
        for party_id in context.study.case.perspectives["society"].parties
        if any(abs(form_result.parties.get(party_id, 0.0)) > 0 for form_result in of_alternative)
    ]
    rows = tuple(
        Row(
            form_name(context, form_result.form) + (" + PM" if form_result.pm else ""),
            tuple(
                context.amount(amount)
                for amount in (
                    *(form_result.parties.get(party_id, 0.0) for party_id in affected_party_ids),
                    form_result.society,
                    form_result.budget,
                )
            ),
        )
        for form_result in of_alternative
    )
    column_titles = (
        *(context.title("parties", party_id) for party_id in affected_party_ids),
        context.title("perspectives", "society"),
        context.say("budget_npv"),
    )
    return Table(
        context.say("forms_table", alternative=context.title("alternatives", alternative)),
        column_titles,
        rows,
        corner=context.say("form_column"),
        note=context.say("forms_note"),
        anchor="table-forms",
    )


def _compensation(context: Context, alternative: str) -> list[Block]:
    """The smallest payments that leave nobody worse off, for the form of the case."""
    settlement = compensation(context.study, alternative)
    if not settlement.needed:
        return [Prose(context.say("compensation_nobody"))]
    rows = tuple(
        Row(
            context.title("parties", compensated_party.share.party)
            + (" + PM" if compensated_party.share.pm else ""),
            tuple(
                context.amount(amount_text)
                for amount_text in (
                    compensated_party.share.npv,
                    compensated_party.pays,
                    compensated_party.gets,
                    compensated_party.after,
                )
            ),
        )
        for compensated_party in settlement.parties
    )
    short_party_titles = [
        context.title("parties", compensated_party.share.party)
        for compensated_party in settlement.parties
        if compensated_party.short
    ]
    note_text = context.say("compensation_note")
    if short_party_titles:
        amount = context.number(settlement.short, "euro")
        note_text += " " + context.say(
            "compensation_short", parties=", ".join(short_party_titles), amount=amount
        )
    column_titles = tuple(
        context.say(column_key)
        for column_key in (
            "compensation_gain",
            "compensation_pays",
            "compensation_gets",
            "compensation_after",
        )
    )
    title_sentence = context.say("compensation_table", alternative=context.title("alternatives", alternative))
    return [
        Table(
            title_sentence,
            column_titles,
            rows,
            corner=context.word("party"),
            note=note_text,
            anchor="table-compensation",
        )
    ]


def _checks(context: Context, results: list[forms_of.FormResult]) -> Checks:
    """The largest difference over all forms, for society and for the sum of the parties."""
    texts_differences_and_holds = tuple(
        (context.say(f"forms_check_{check_key}", count=len(results)), form_check.difference, form_check.holds)
        for check_key, form_check in forms_of.form_checks(context.study, results).items()
    )
    return Checks(context.say("forms_checks"), texts_differences_and_holds)


def _aid(context: Context, results: list[forms_of.FormResult]) -> list[Block]:
    own_form_id = context.study.case.given(Partnership).form
    largest_aid = forms_of.largest_aid(results, own_form_id)
    if largest_aid <= 0:
        return []
    de_minimis_ceiling = float(term_value("de_minimis_ceiling", context.study.case.tables).value)
    sentence_fields = {
        "amount": context.number(largest_aid, "euro"),
        "ceiling": context.number(de_minimis_ceiling, "euro"),
    }
    is_above_ceiling = largest_aid > de_minimis_ceiling
    aid_sentence = (
        context.say("aid_above", **sentence_fields)
        if is_above_ceiling
        else context.say("aid_below", **sentence_fields)
    )
    return [Callout(context.say("aid_title"), aid_sentence, "bad" if is_above_ceiling else "caution")]


def _points(context: Context) -> Table:
    own_form = forms()[context.study.case.given(Partnership).form]
    points_of_form = [form_points()[point_id] for point_id in own_form.points]
    rows = tuple(
        Row(
            form_point.nl if context.language == "nl" else form_point.en,
            (
                Cell(form_point.sure),
                Cell(
                    references(context.language).get(form_point.source)
                    or context.reference(form_point.source)
                ),
            ),
        )
        for form_point in points_of_form
    )
    return Table(
        context.say("points_table", form=context.words(own_form.title)),
        (context.say("points_sure"), context.say("points_source")),
        rows,
        corner=context.say("points_point"),
        note=context.say("points_note"),
        anchor="table-points",
    )
