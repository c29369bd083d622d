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
    form_words = forms()[partnership_section.form]
    joined_names = ", ".join(context.title("alternatives", name) for name in partnership_section.alternative)
    sentence = context.say(
        "partnership_form",
        form=context.words(form_words.title),
        description=context.words(form_words.description),
        alternatives=joined_names,
    )
    missing_text = ", ".join(
        context.words(forms()[name].title) for name in forms_of.missing_forms(context.study.case)
    )
    more_sentence = " " + context.say("forms_missing", forms=missing_text) if missing_text else ""
    moves_sentence = context.say("partnership_none")
    return Prose(f"{sentence} {moves_sentence}{more_sentence}")


def _flows(context: Context, alternative: str) -> list[Block]:
    flows = forms_of.payments(context.study, alternative)
    if not flows:
        return []
    alternative_title = context.title("alternatives", alternative)
    payments = [
        charts.Payment(
            context.title("parties", payment.payer),
            context.title("parties", payment.receiver),
            payment.amount,
        )
        for payment in flows
    ]
    largest_payment = next(
        (payment for payment, flow in zip(payments, flows, strict=True) if _of_form(context, flow)),
        payments[0],
    )
    rows = tuple(
        Row(
            payment.payer,
            (
                Cell(payment.receiver),
                Cell("; ".join(context.title("lines", line) for line in flow.lines)),
                context.amount(payment.amount),
            ),
        )
        for payment, flow in zip(payments, flows, strict=True)
    )
    table = Table(
        context.say("flows_table", alternative=alternative_title),
        (context.say("flows_to"), context.say("flows_what"), context.say("flows_amount")),
        rows,
        corner=context.say("flows_from"),
        note=context.say("flows_note"),
    )
    payment_chart = charts.who_pays_whom(
        payments,
        outside=[context.title("parties", name) for name in sorted(OUTSIDE)],
        language=context.language,
    )
    joined_text = " ".join(
        context.say(
            "flows_text",
            payer=payment.payer,
            receiver=payment.receiver,
            amount=context.number(payment.amount, "euro"),
        )
        for payment in payments
    )
    title_sentence = context.say(
        "flows_title",
        payer=_lower(largest_payment.payer),
        receiver=_lower(largest_payment.receiver),
        amount=context.number(largest_payment.amount, "euro"),
    )
    return [Figure(title_sentence, payment_chart, joined_text, table, anchor="figure-flows")]


def _lower(name: str) -> str:
    return name[:1].lower() + name[1:]


def _of_form(context: Context, flow: forms_of.Flow) -> bool:
    return any(context.study.case.lines[name].made_by == forms_of.PARTNERSHIP for name in flow.lines)


def _forms(context: Context, alternative: str, results: list[forms_of.FormResult]) -> list[Block]:
    forms_of_alternative = [form for form in results if form.alternative == alternative]
    party = forms_of.private_parties(context.study.case)[0]
    party_title, budget_text = context.title("parties", party), context.say("budget_npv")
    rows = [
        charts.Pair(form_name(context, form.form), form.budget, form.parties.get(party))
        for form in forms_of_alternative
    ]
    society = forms_of.expected_npv(context.study, SOCIETY, alternative)
    is_society_equal = all(form.is_neutral(society) for form in forms_of_alternative)
    title_sentence = context.say(
        "forms_title_equal" if is_society_equal else "forms_title_differs",
        society=context.number(society, "euro"),
    )
    joined_text = " ".join(
        context.say(
            "forms_text",
            form=row.name,
            budget=context.number(row.first, "euro"),
            party=party_title,
            partner=context.number(row.second, "euro"),
        )
        for row in rows
    )
    return [
        Figure(
            title_sentence,
            charts.pairs(rows, (budget_text, party_title), context.language),
            joined_text,
            _forms_table(context, alternative, forms_of_alternative),
            anchor="figure-forms",
        )
    ]


def _forms_table(context: Context, alternative: str, of_alternative: list[forms_of.FormResult]) -> Table:
    parties = [
        name
        for name in context.study.case.perspectives["society"].parties
        if any(abs(form.parties.get(name, 0.0)) > 0 for form in of_alternative)
    ]
    rows = tuple(
        Row(
            form_name(context, form.form) + (" + PM" if form.pm else ""),
            tuple(
                context.amount(amount)
                for amount in (*(form.parties.get(name, 0.0) for name in parties), form.society, form.budget)
            ),
        )
        for form in of_alternative
    )
    columns = (
        *(context.title("parties", name) for name in parties),
        context.title("perspectives", "society"),
        context.say("budget_npv"),
    )
    return Table(
        context.say("forms_table", alternative=context.title("alternatives", alternative)),
        columns,
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
            context.title("parties", party.share.party) + (" + PM" if party.share.pm else ""),
            tuple(
                context.amount(amount) for amount in (party.share.npv, party.pays, party.gets, party.after)
            ),
        )
        for party in settlement.parties
    )
    uncompensated_parties = [
        context.title("parties", party.share.party) for party in settlement.parties if party.short
    ]
    note_text = context.say("compensation_note")
    if uncompensated_parties:
        amount = context.number(settlement.short, "euro")
        note_text += " " + context.say(
            "compensation_short", parties=", ".join(uncompensated_parties), amount=amount
        )
    columns = tuple(
        context.say(name)
        for name in ("compensation_gain", "compensation_pays", "compensation_gets", "compensation_after")
    )
    title_sentence = context.say("compensation_table", alternative=context.title("alternatives", alternative))
    return [
        Table(
            title_sentence,
            columns,
            rows,
            corner=context.word("party"),
            note=note_text,
            anchor="table-compensation",
        )
    ]


def _checks(context: Context, results: list[forms_of.FormResult]) -> Checks:
    """The largest difference over all forms, for society and for the sum of the parties."""
    rows = tuple(
        (context.say(f"forms_check_{name}", count=len(results)), check.difference, check.holds)
        for name, check in forms_of.form_checks(context.study, results).items()
    )
    return Checks(context.say("forms_checks"), rows)


def _aid(context: Context, results: list[forms_of.FormResult]) -> list[Block]:
    form_id = context.study.case.given(Partnership).form
    largest_aid = forms_of.largest_aid(results, form_id)
    if largest_aid <= 0:
        return []
    de_minimis_ceiling = float(term_value("de_minimis_ceiling", context.study.case.tables).value)
    sentence_fields = {
        "amount": context.number(largest_aid, "euro"),
        "ceiling": context.number(de_minimis_ceiling, "euro"),
    }
    is_above_ceiling = largest_aid > de_minimis_ceiling
    sentence = (
        context.say("aid_above", **sentence_fields)
        if is_above_ceiling
        else context.say("aid_below", **sentence_fields)
    )
    return [Callout(context.say("aid_title"), sentence, "bad" if is_above_ceiling else "caution")]


def _points(context: Context) -> Table:
    form = forms()[context.study.case.given(Partnership).form]
    points_of_form = [form_points()[name] for name in form.points]
    rows = tuple(
        Row(
            point.nl if context.language == "nl" else point.en,
            (
                Cell(point.sure),
                Cell(references(context.language).get(point.source) or context.reference(point.source)),
            ),
        )
        for point in points_of_form
    )
    return Table(
        context.say("points_table", form=context.words(form.title)),
        (context.say("points_sure"), context.say("points_source")),
        rows,
        corner=context.say("points_point"),
        note=context.say("points_note"),
        anchor="table-points",
    )
