"""The ecosystem: partners with what they bring and get, their lines in euros, and the ranking of candidates."""

from __future__ import annotations

from mll_finance.inputs.method.ecosystem import Ecosystem, Partner, Selection
from mll_finance.inputs.reference_data.prose_tables import partner_criteria
from mll_finance.parties.ecosystem import PartnerValue, partner_values, ranking
from mll_finance.report.blocks import Block, Cell, Prose, Row, Table
from mll_finance.report.context import Context
from mll_finance.report.section import section


@section(nl="Partners en afspraken", en="Partners and agreements", anchor="ecosystem")
def blocks(context: Context) -> list[Block]:
    """Governance, agreements, money by partner and the selection; nothing where the case has no such section."""
    ecosystem_section = context.study.case.section(Ecosystem)
    if ecosystem_section is None:
        return []
    section_blocks: list[Block] = [
        Prose(context.say("ecosystem_governance", text=context.words(ecosystem_section.governance))),
        _partners(context, ecosystem_section),
        _money(context, ecosystem_section),
    ]
    if ecosystem_section.selection is not None:
        section_blocks.append(_ranking(context, ecosystem_section.selection))
    return section_blocks


def _name(context: Context, partner: Partner) -> str:
    return context.words(partner.title, context.title("parties", partner.party))


def _partners(context: Context, section: Ecosystem) -> Table:
    rows = []
    for partner in section.partners.values():
        words_of_partner = (partner.contribution, partner.gets, partner.data, partner.ip)
        status_text = context.say(f"ecosystem_status_{partner.status}")
        partner_cells = (
            *(Cell(context.words(partner_words, "-")) for partner_words in words_of_partner),
            Cell(status_text),
        )
        rows.append(Row(_name(context, partner), partner_cells, note=context.words(partner.role)))
    column_keys = ("contribution", "gets", "data", "ip", "status")
    return Table(
        context.say("ecosystem_partners"),
        tuple(context.say(f"ecosystem_{column_key}") for column_key in column_keys),
        tuple(rows),
        corner=context.say("ecosystem_partner"),
        anchor="table-partners",
    )


def _money(context: Context, section: Ecosystem) -> Table:
    project_ids = context.study.case.projects
    values_by_partner: dict[str, list[PartnerValue]] = {}
    for partner_value in partner_values(context.study):
        values_by_partner.setdefault(partner_value.partner, []).append(partner_value)
    rows: list[Row] = []
    for partner_id, values_of_partner in values_by_partner.items():
        rows += _partner_rows(context, _name(context, section.partners[partner_id]), values_of_partner)
    return Table(
        context.say("ecosystem_money"),
        tuple(context.title("alternatives", project_id) for project_id in project_ids),
        tuple(rows),
        corner=context.say("ecosystem_partner"),
        note=context.say("ecosystem_money_note"),
        anchor="table-partner-money",
    )


def _partner_rows(context: Context, name: str, values: list[PartnerValue]) -> list[Row]:
    """The balance of the partner and a row for each of its lines, with a dash where an alternative has it not."""
    line_ids = list(
        dict.fromkeys(line_value.line for partner_value in values for line_value in partner_value.lines)
    )
    if not line_ids:
        row_heading_text = context.say("ecosystem_no_lines", partner=name)
        return [Row(row_heading_text, tuple(Cell(None, "number") for _ in values))]
    rows = []
    for line_id in line_ids:
        line_cells = []
        for partner_value in values:
            line_value = next(
                (line_value for line_value in partner_value.lines if line_value.line == line_id), None
            )
            present_value = None if line_value is None else line_value.present_value
            line_cells.append(
                Cell(present_value, "number", pm=line_value is not None and present_value is None)
            )
        rows.append(Row(context.title("lines", line_id), tuple(line_cells), indent=1))
    balance_cells = tuple(
        Cell(
            partner_value.npv,
            "number",
            pm=any(line_value.present_value is None for line_value in partner_value.lines),
        )
        for partner_value in values
    )
    return [Row(context.say("ecosystem_balance", partner=name), balance_cells, total=True), *rows]


def _ranking(context: Context, selection: Selection) -> Table:
    ranked_candidates = ranking(selection)
    rows = []
    for ranked_candidate in ranked_candidates:
        candidate = selection.candidates[ranked_candidate.candidate]
        rank_cells = (
            Cell(ranked_candidate.score, "ratio"),
            Cell(ranked_candidate.rank, "number"),
            Cell(ranked_candidate.rank_unweighted, "number"),
        )
        candidate_title = context.words(candidate.title, ranked_candidate.candidate)
        rows.append(Row(candidate_title, rank_cells, note=context.words(candidate.note)))
    weighted_criterion_ids = [
        criterion_id for criterion_id in partner_criteria() if selection.weight(criterion_id) > 0
    ]
    weights_text = "; ".join(
        context.say(
            "ecosystem_weight",
            criterion=context.words(partner_criteria()[criterion_id].title),
            weight=context.number(selection.weight(criterion_id), "number"),
        )
        for criterion_id in weighted_criterion_ids
    )
    first_candidate_ids = {
        ranked_candidate.candidate for ranked_candidate in ranked_candidates if ranked_candidate.rank == 1
    }
    is_first_without_weights = first_candidate_ids == {
        ranked_candidate.candidate
        for ranked_candidate in ranked_candidates
        if ranked_candidate.rank_unweighted == 1
    }
    ranking_note_text = " ".join(
        (
            context.say("ecosystem_robust" if is_first_without_weights else "ecosystem_not_robust"),
            context.say("ecosystem_ranking_note", weights=weights_text),
        )
    )
    return Table(
        context.say("ecosystem_ranking", question=context.words(selection.question)),
        tuple(
            context.say(criterion_id)
            for criterion_id in ("ecosystem_score", "ecosystem_rank", "ecosystem_rank_equal")
        ),
        tuple(rows),
        corner=context.say("ecosystem_candidate"),
        note=ranking_note_text,
        anchor="table-ranking",
    )
