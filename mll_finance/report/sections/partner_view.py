"""The partner's view: NPV at its own rate, internal rates, payback and peak funding need under each form."""

from __future__ import annotations

from mll_finance.inputs.method.partnership import Partnership
from mll_finance.parties import partnership as forms_of
from mll_finance.report.blocks import Block, Callout, Cell, Prose, Row, Table
from mll_finance.report.context import Context
from mll_finance.report.pieces.names import form_name
from mll_finance.report.section import section


@section(nl="Het perspectief van de partner", en="The partner's view", anchor="partner-view")
def blocks(context: Context) -> list[Block]:
    """A table for each private party; nothing where the case has no partnership."""
    partnership_section = context.study.case.section(Partnership)
    if partnership_section is None:
        return []
    form_results = forms_of.comparison(context.study)
    section_blocks: list[Block] = []
    for party in forms_of.private_parties(context.study.case):
        section_blocks.append(_intro(context, party))
        for alternative in partnership_section.alternative:
            forms_and_views = [
                (form, view)
                for form in form_results
                if form.alternative == alternative
                for view in form.partners
                if view.party == party
            ]
            section_blocks += [
                *_best(context, party, forms_and_views),
                _table(context, party, alternative, forms_and_views),
            ]
    return section_blocks


def _intro(context: Context, party: str) -> Prose:
    rate, source, quality = forms_of.discount_rate(context.study.case, party)
    return Prose(
        context.say(
            "partner_view_intro",
            party=context.title("parties", party),
            rate=context.number(rate, "percent"),
            source=context.reference(source),
            quality=quality,
        )
    )


def _best(
    context: Context, party: str, seen: list[tuple[forms_of.FormResult, forms_of.PartnerView]]
) -> list[Block]:
    """Which form suits a partner best; nothing where a line of one has no number."""
    npv_and_form = sorted((view.npv, form.form) for form, view in seen if any(view.yearly))
    if len(npv_and_form) < 2 or any(form.pm for form, _ in seen):
        return []
    (lowest_npv, worst_form), (highest_npv, best_form) = npv_and_form[0], npv_and_form[-1]
    title_sentence = context.say(
        "partner_view_title_best",
        party=context.title("parties", party),
        form=form_name(context, best_form).removesuffix("\N{NO-BREAK SPACE}*"),
        npv=context.number(highest_npv, "euro"),
        worst=form_name(context, worst_form).removesuffix("\N{NO-BREAK SPACE}*"),
        low=context.number(lowest_npv, "euro"),
    )
    return [Callout(title_sentence, context.say("partner_view_note"))]


def _table(
    context: Context,
    party: str,
    alternative: str,
    seen: list[tuple[forms_of.FormResult, forms_of.PartnerView]],
) -> Table:
    columns = tuple(
        context.say(name)
        for name in (
            "partner_npv",
            "partner_irr",
            "partner_payback",
            "partner_funding",
            "partner_funding_year",
        )
    )
    rows = tuple(
        Row(form_name(context, form.form) + (" + PM" if form.pm else ""), _cells(context, view))
        for form, view in seen
    )
    return Table(
        context.say(
            "partner_view_table",
            party=context.title("parties", party),
            alternative=context.title("alternatives", alternative),
        ),
        columns,
        rows,
        corner=context.say("form_column"),
        anchor=f"table-partner-{party.replace('_', '-')}",
    )


def _cells(context: Context, view: forms_of.PartnerView) -> tuple[Cell, ...]:
    if not any(view.yearly):
        absent_cell = Cell(context.say("partner_no_part"))
        return (absent_cell, *(Cell(None, form) for form in ("percent", "years", "number", "year")))
    return (
        context.amount(view.npv),
        _rate(context, view),
        Cell(view.payback, "years"),
        context.amount(view.funding),
        Cell(view.funding_year, "year"),
    )


def _rate(context: Context, view: forms_of.PartnerView) -> Cell:
    """The internal rate, all of them where there are several, or the reason why there is none."""
    if len(view.irr) > 1:
        return Cell(context.say("partner_and").join(context.number(rate, "percent") for rate in view.irr))
    return Cell(view.irr[0], "percent") if view.irr else Cell(None, "percent", note=_reason(context, view))


def _reason(context: Context, view: forms_of.PartnerView) -> str:
    if all(flow >= 0 for flow in view.yearly):
        return context.say("partner_no_outlay")
    if all(flow <= 0 for flow in view.yearly):
        return context.say("partner_no_receipt")
    return context.say("partner_no_root")
