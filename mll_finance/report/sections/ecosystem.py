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
        partner_texts = (partner.contribution, partner.gets, partner.data, partner.ip)
        status_text = context.say(f"ecosystem_status_{partner.status}")
        cells = (*(Cell(context.words(text, "-")) for text in partner_texts), Cell(status_text))
        rows.append(Row(_name(context, partner), cells, note=context.words(partner.role)))
    columns = ("contribution", "gets", "data", "ip", "status")
    return Table(
        context.say("ecosystem_partners"),
        tuple(context.say(f"ecosystem_{name}") for name in columns),
        tuple(rows),
        corner=context.say("ecosystem_partner"),
        anchor="table-partners",
    )


def _money(context: Context, section: Ecosystem) -> Table:
    projects = context.study.case.projects
    values_by_partner: dict[str, list[PartnerValue]] = {}
    for partner_value in partner_values(context.study):
        values_by_partner.setdefault(partner_value.partner, []).append(partner_value)
    rows: list[Row] = []
    for name, values in values_by_partner.items():
        rows += _partner_rows(context, _name(context, section.partners[name]), values)
    return Table(
        context.say("ecosystem_money"),
        tuple(context.title("alternatives", project) for project in projects),
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
        heading_text = context.say("ecosystem_no_lines", partner=name)
        return [Row(heading_text, tuple(Cell(None, "number") for _ in values))]
    rows = []
    for line_id in line_ids:
        cells = []
        for partner_value in values:
            line_value = next(
                (line_value for line_value in partner_value.lines if line_value.line == line_id), None
            )
            amount = None if line_value is None else line_value.present_value
            cells.append(Cell(amount, "number", pm=line_value is not None and amount is None))
        rows.append(Row(context.title("lines", line_id), tuple(cells), indent=1))
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
    for rank in ranked_candidates:
        candidate = selection.candidates[rank.candidate]
        cells = (
            Cell(rank.score, "ratio"),
            Cell(rank.rank, "number"),
            Cell(rank.rank_unweighted, "number"),
        )
        title = context.words(candidate.title, rank.candidate)
        rows.append(Row(title, cells, note=context.words(candidate.note)))
    used_criteria = [name for name in partner_criteria() if selection.weight(name) > 0]
    weights_text = "; ".join(
        context.say(
            "ecosystem_weight",
            criterion=context.words(partner_criteria()[name].title),
            weight=context.number(selection.weight(name), "number"),
        )
        for name in used_criteria
    )
    first_candidates = {rank.candidate for rank in ranked_candidates if rank.rank == 1}
    is_robust = first_candidates == {
        rank.candidate for rank in ranked_candidates if rank.rank_unweighted == 1
    }
    robustness_note = " ".join(
        (
            context.say("ecosystem_robust" if is_robust else "ecosystem_not_robust"),
            context.say("ecosystem_ranking_note", weights=weights_text),
        )
    )
    return Table(
        context.say("ecosystem_ranking", question=context.words(selection.question)),
        tuple(context.say(name) for name in ("ecosystem_score", "ecosystem_rank", "ecosystem_rank_equal")),
        tuple(rows),
        corner=context.say("ecosystem_candidate"),
        note=robustness_note,
        anchor="table-ranking",
    )
