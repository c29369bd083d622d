"""A draft annex to the agreement of partners: payments, their conditions, acceptance, when to stop, what is open."""

from __future__ import annotations

from dataclasses import replace

from mll_finance.inputs.method.evaluation import Evaluation
from mll_finance.inputs.method.partnership import Partnership
from mll_finance.inputs.method.sharing import Sharing
from mll_finance.inputs.reference_data.partnerships import forms
from mll_finance.judgement.checks import case_standings
from mll_finance.parties.agreement import AgreedPayment, agreed_balances, agreed_payments, term_path
from mll_finance.parties.sharing import sharing
from mll_finance.report.blocks import Block, Cell, Deliverable, Heading, Page, Prose, Row, Table
from mll_finance.report.context import Context
from mll_finance.report.pieces.achieving.demands import acceptance_blocks
from mll_finance.report.pieces.agreeing.stop_criteria import stop_blocks
from mll_finance.report.pieces.answer.sharing_words import member_name
from mll_finance.report.pieces.inputs import PERCENT_UNITS, spoken_unit

_CHECKS = ("contract_terms", "partner_agreement", "exit", "state_aid")
"""Preconditions that an agreement has to settle and that no number of the case says."""


def standalone(context: Context) -> Page:
    """The annex as a document of its own."""
    case = context.study.case
    case_title = context.words(case.settings.title, case.settings.id)
    municipality = case.settings.municipality
    owner_text = (
        case.settings.id
        if municipality is None
        else context.say("municipality_of", municipality=municipality)
    )
    annex_deliverable = Deliverable("whole", owner_text, agreement_blocks(context))
    return Page(context.say("agreement_title", title=case_title), "", context.language, (annex_deliverable,))


def agreement_blocks(context: Context) -> list[Block]:
    """The annex; a sentence where the case has neither a partnership nor participants that share."""
    case = context.study.case
    partnership_section, cost_sharing = case.section(Partnership), case.section(Sharing)
    if partnership_section is None and cost_sharing is None:
        return [Prose(context.say("agreement_nothing"), alone=True)]
    blocks: list[Block] = [Prose(context.say("agreement_intro", level=case.prices.level_year))]
    payments: list[AgreedPayment] = []
    if partnership_section is not None:
        own_form = forms()[partnership_section.form]
        form_title, form_description = context.words(own_form.title), context.words(own_form.description)
        blocks.append(Prose(context.say("agreement_form", form=form_title, description=form_description)))
        for alternative in partnership_section.alternative:
            alternative_payments = agreed_payments(context.study, alternative)
            blocks += _payments(context, alternative, alternative_payments)
            payments += alternative_payments
    if cost_sharing is not None:
        blocks += _shares(context, cost_sharing)
    blocks += [Heading(context.say("agreement_acceptance"), 3), *_without_anchors(acceptance_blocks(context))]
    blocks.append(Heading(context.say("agreement_stop"), 3))
    evaluation_section = case.section(Evaluation)
    if evaluation_section is None:
        blocks.append(Prose(context.say("agreement_no_evaluation")))
    else:
        blocks += _without_anchors(stop_blocks(context, evaluation_section))
    return [*blocks, *_open(context), *_signatures(context, payments)]


def _without_anchors(blocks: list[Block]) -> list[Block]:
    """The same blocks without their places: on a page where they stand elsewhere already a place is named once."""
    return [replace(block, anchor="") if isinstance(block, Table) else block for block in blocks]


def _payments(context: Context, alternative: str, payments: tuple[AgreedPayment, ...]) -> list[Block]:
    """What is paid, by whom to whom and when, by year, and on balance."""
    alternative_title = context.title("alternatives", alternative)
    heading = Heading(context.say("agreement_payments", alternative=alternative_title), 3)
    if not payments:
        return [heading, Prose(context.say("agreement_no_payments"))]
    return [
        heading,
        _conditions(context, payments),
        _by_year(context, payments),
        _balances(context, payments),
    ]


def _conditions(context: Context, payments: tuple[AgreedPayment, ...]) -> Table:
    case_years = tuple(context.study.case.years)
    rows = tuple(
        Row(
            context.title("lines", payment.line),
            (
                Cell(context.title("parties", payment.payer)),
                Cell(context.title("parties", payment.receiver)),
                Cell(_years_text(context, payment.years(case_years))),
                Cell(_condition_text(context, payment)),
                context.pm() if payment.by_year is None else context.amount(payment.present_value),
            ),
        )
        for payment in payments
    )
    column_keys = ("from", "to", "years", "condition", "worth")
    return Table(
        context.say("agreement_table"),
        tuple(context.say(f"agreement_{column_key}") for column_key in column_keys),
        rows,
        corner=context.say("agreement_what"),
        note=context.say("agreement_note"),
    )


def _years_text(context: Context, years: tuple[int, ...]) -> str:
    if not years:
        return context.say("agreement_never")
    if len(years) == 1:
        return str(years[0])
    if years == tuple(range(years[0], years[-1] + 1)):
        return context.say("agreement_from_until", first=years[0], last=years[-1])
    return ", ".join(map(str, years))


def _condition_text(context: Context, payment: AgreedPayment) -> str:
    """What a payment depends on, with the number that it is agreed by."""
    term_number_path = term_path(payment.line, payment.condition)
    sentence_fields = {
        "term": "" if term_number_path is None else _number_text(context, term_number_path),
        "cap": _number_text(context, f"lines.{payment.line}.cap"),
        "quantity": _number_text(context, f"lines.{payment.line}.quantity"),
    }
    return context.say(f"agreement_when_{payment.condition}", **sentence_fields)


def _number_text(context: Context, path: str) -> str:
    """A number of the case with its unit; that it is open where the case has it by year, drawn or not at all."""
    number_leaf = context.study.case.graph.leaves.get(path)
    agreed_number = None if number_leaf is None else number_leaf.assumption.value
    if number_leaf is None or not isinstance(agreed_number, (int, float)):
        return context.say("agreement_as_in_case")
    unit_id = number_leaf.assumption.unit or ""
    if unit_id in PERCENT_UNITS:
        return context.number(float(agreed_number), "percent")
    return f"{context.number(float(agreed_number), 'number')} {spoken_unit(context, unit_id)}".strip()


def _by_year(context: Context, payments: tuple[AgreedPayment, ...]) -> Table:
    """The expected amounts by year, of the years in which something is paid."""
    case_years = tuple(context.study.case.years)
    paid_years = sorted({year for payment in payments for year in payment.years(case_years)})
    rows = tuple(
        Row(
            context.title("lines", payment.line),
            tuple(
                context.pm()
                if payment.by_year is None
                else context.amount(float(payment.by_year[case_years.index(year)]))
                for year in paid_years
            ),
        )
        for payment in payments
    )
    return Table(
        context.say("agreement_by_year"),
        tuple(map(str, paid_years)),
        rows,
        corner=context.say("agreement_what"),
    )


def _balances(context: Context, payments: tuple[AgreedPayment, ...]) -> Table:
    rows = tuple(
        Row(
            context.title("parties", balance.party),
            (
                context.amount(balance.pays),
                context.amount(balance.receives),
                context.amount(balance.balance),
            ),
        )
        for balance in agreed_balances(payments)
    )
    column_titles = tuple(
        context.say(f"agreement_{column_key}") for column_key in ("pays", "receives", "balance")
    )
    return Table(
        context.say("agreement_balances"),
        column_titles,
        rows,
        corner=context.say("agreement_party"),
        note=context.say("agreement_balances_note"),
    )


def _shares(context: Context, cost_sharing: Sharing) -> list[Block]:
    """What each participant contributes to the common costs."""
    division = sharing(context.study)
    if division is None:
        return []
    base_year = context.study.case.settings.base_year
    rows = [
        Row(
            member_name(context, member.name),
            (
                Cell(float(cost_sharing.participants[member.name].joins or base_year), "year"),
                context.amount(member.pays),
            ),
        )
        for member in division.members
    ]
    total_row = Row(context.say("agreement_total"), (Cell(""), context.amount(division.common)))
    return [
        Heading(context.say("agreement_shares"), 3),
        Table(
            context.say("agreement_shares_table"),
            (context.say("agreement_joins"), context.say("agreement_contributes")),
            (*rows, total_row),
            corner=context.say("agreement_participant"),
            note=context.say("agreement_shares_note"),
        ),
    ]


def _open(context: Context) -> list[Block]:
    """The preconditions that an agreement settles, as they stand."""
    standing_by_check = {
        standing.check.id: standing
        for standing in case_standings(context.study.case)
        if standing.check.id in _CHECKS
    }
    rows = tuple(
        Row(
            context.words(standing.check.text.title),
            (
                Cell(context.words(standing.check.text.question)),
                Cell(context.say(f"agreement_check_{standing.status}")),
            ),
        )
        for standing in standing_by_check.values()
    )
    blocks: list[Block] = [
        Heading(context.say("agreement_open"), 3),
        Prose(context.say("agreement_open_text")),
    ]
    if rows:
        column_titles = (context.say("agreement_question"), context.say("agreement_state"))
        caption_text = context.say("agreement_open_table")
        blocks.append(Table(caption_text, column_titles, rows, corner=context.say("agreement_check")))
    return blocks


def _signatures(context: Context, payments: list[AgreedPayment]) -> list[Block]:
    """A line for each party that pays or receives to sign on."""
    signing_parties = dict.fromkeys(
        party for payment in payments for party in (payment.payer, payment.receiver)
    )
    if not signing_parties:
        return []
    rows = tuple(
        Row(context.title("parties", party), (Cell(None), Cell(None), Cell(None)))
        for party in signing_parties
    )
    column_titles = tuple(context.say(f"agreement_{column_key}") for column_key in ("name", "role", "date"))
    caption_text = context.say("agreement_signatures")
    return [Table(caption_text, column_titles, rows, corner=context.say("agreement_party"))]
