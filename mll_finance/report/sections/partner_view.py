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
    for party_id in forms_of.private_parties(context.study.case):
        section_blocks.append(_intro(context, party_id))
        for alternative in partnership_section.alternative:
            results_and_views = [
                (form_result, partner_view)
                for form_result in form_results
                if form_result.alternative == alternative
                for partner_view in form_result.partners
                if partner_view.party == party_id
            ]
            section_blocks += [
                *_best(context, party_id, results_and_views),
                _table(context, party_id, alternative, results_and_views),
            ]
    return section_blocks


def _intro(context: Context, party: str) -> Prose:
    discount_rate, rate_source, rate_quality = forms_of.discount_rate(context.study.case, party)
    return Prose(
        context.say(
            "partner_view_intro",
            party=context.title("parties", party),
            rate=context.number(discount_rate, "percent"),
            source=context.reference(rate_source),
            quality=rate_quality,
        )
    )


def _best(
    context: Context, party: str, seen: list[tuple[forms_of.FormResult, forms_of.PartnerView]]
) -> list[Block]:
    """Which form suits a partner best; nothing where a line of one has no number."""
    npvs_and_form_ids = sorted(
        (partner_view.npv, form_result.form) for form_result, partner_view in seen if any(partner_view.yearly)
    )
    if len(npvs_and_form_ids) < 2 or any(form_result.pm for form_result, _ in seen):
        return []
    (lowest_npv, worst_form_id), (highest_npv, best_form_id) = npvs_and_form_ids[0], npvs_and_form_ids[-1]
    title_sentence = context.say(
        "partner_view_title_best",
        party=context.title("parties", party),
        form=form_name(context, best_form_id).removesuffix("\N{NO-BREAK SPACE}*"),
        npv=context.number(highest_npv, "euro"),
        worst=form_name(context, worst_form_id).removesuffix("\N{NO-BREAK SPACE}*"),
        low=context.number(lowest_npv, "euro"),
    )
    return [Callout(title_sentence, context.say("partner_view_note"))]


def _table(
    context: Context,
    party: str,
    alternative: str,
    seen: list[tuple[forms_of.FormResult, forms_of.PartnerView]],
) -> Table:
    column_titles = tuple(
        context.say(column_key)
        for column_key in (
            "partner_npv",
            "partner_irr",
            "partner_payback",
            "partner_funding",
            "partner_funding_year",
        )
    )
    rows = tuple(
        Row(
            form_name(context, form_result.form) + (" + PM" if form_result.pm else ""),
            _cells(context, partner_view),
        )
        for form_result, partner_view in seen
    )
    return Table(
        context.say(
            "partner_view_table",
            party=context.title("parties", party),
            alternative=context.title("alternatives", alternative),
        ),
        column_titles,
        rows,
        corner=context.say("form_column"),
        anchor=f"table-partner-{party.replace('_', '-')}",
    )


def _cells(context: Context, view: forms_of.PartnerView) -> tuple[Cell, ...]:
    if not any(view.yearly):
        absent_cell = Cell(context.say("partner_no_part"))
        return (
            absent_cell,
            *(Cell(None, number_format) for number_format in ("percent", "years", "number", "year")),
        )
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
        return Cell(
            context.say("partner_and").join(context.number(irr_root, "percent") for irr_root in view.irr)
        )
    return Cell(view.irr[0], "percent") if view.irr else Cell(None, "percent", note=_reason(context, view))


def _reason(context: Context, view: forms_of.PartnerView) -> str:
    if all(yearly_flow >= 0 for yearly_flow in view.yearly):
        return context.say("partner_no_outlay")
    if all(yearly_flow <= 0 for yearly_flow in view.yearly):
        return context.say("partner_no_receipt")
    return context.say("partner_no_root")
