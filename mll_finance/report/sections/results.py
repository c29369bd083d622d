"""Every criterion of every alternative, for each perspective."""

from __future__ import annotations

from typing import Any

from mll_finance.drivers.convergence import Ranking, ranking
from mll_finance.engine.criteria import BY_ID, CRITERIA, HURDLED
from mll_finance.engine.stream import Stream
from mll_finance.inputs.grammar.parties import SOCIETY
from mll_finance.judgement.advice import advice
from mll_finance.judgement.chances import chance_negative
from mll_finance.judgement.contenders import ranked_choices
from mll_finance.report.blocks import Block, Cell, Format, Prose, Row, Table
from mll_finance.report.context import Context
from mll_finance.report.numbers import show_percentile
from mll_finance.report.pieces.answer.chances import chance_cell
from mll_finance.report.pieces.inputs import short_choice
from mll_finance.report.pieces.nothing_crosses import empty_perspective
from mll_finance.report.pieces.partner_costs import partner_costs
from mll_finance.report.section import section
from mll_finance.terms import capital

_FORMATS: dict[str, Format] = {
    "EUR": "euro",
    "EUR/yr": "euro",
    "ratio": "ratio",
    "1/yr": "percent",
    "yr": "years",
}


@section(nl="Uitkomsten per perspectief", en="Results by perspective", anchor="results")
def blocks(context: Context) -> list[Block]:
    """A table per perspective, then why some criteria do not exist."""
    section_blocks: list[Block] = [
        Prose(context.say("results_intro")),
    ]
    for perspective in context.study.case.perspectives:
        nothing_crosses_blocks = empty_perspective(context, perspective)
        if nothing_crosses_blocks:
            section_blocks += nothing_crosses_blocks
            continue
        section_blocks.append(_table(context, perspective))
        section_blocks += partner_costs(context) if perspective == SOCIETY else []
        if context.study.draws.uncertain:
            section_blocks.append(Prose(_order(context, perspective)))
        reason_sentences = _reasons(context, perspective)
        if reason_sentences:
            section_blocks.append(Prose(context.say("does_not_exist"), tuple(reason_sentences)))
    return section_blocks


def _order(context: Context, perspective: str) -> str:
    """Whether more draws could still change the order of the alternatives."""
    study = context.study
    ranked_ids = ranked_choices(study, perspective)
    left_out_ids = [
        alternative_id for alternative_id in study.case.projects if alternative_id not in ranked_ids
    ]
    left_out_text = ", ".join(
        context.title("alternatives", alternative_id) for alternative_id in left_out_ids
    )
    sentences = [context.say("rank_left_out", alternatives=left_out_text)] if left_out_ids else []
    if len(ranked_ids) > 1:
        sentences.insert(0, _whether_it_stands(context, ranking(study, perspective, ranked_ids)))
    return " ".join(sentences)


def _whether_it_stands(context: Context, ranking_by_draws: Ranking) -> str:
    draws_text = context.number(context.study.draws.plan.total, "number")
    if ranking_by_draws.stands:
        return context.say("order_stands", draws=draws_text)
    open_pair_texts = [
        context.say(
            "order_pair", ahead=short_choice(context, lead.ahead), behind=short_choice(context, lead.behind)
        )
        for lead in ranking_by_draws.leads
        if not lead.stands
    ]
    return context.say("order_open", draws=draws_text, pairs="; ".join(open_pair_texts))


def _table(context: Context, perspective: str) -> Table:
    study = context.study
    rows = []
    for criterion in CRITERIA:
        criterion_rows = [study.value(perspective, id_, criterion.id) for id_ in study.case.projects]
        rows.append(
            Row(
                context.word(criterion.id),
                tuple(Cell(row["central"], _FORMATS[criterion.unit]) for row in criterion_rows),
            )
        )
        if criterion.id == HURDLED[-1]:
            hurdle_cells = tuple(Cell(row["hurdle"], "percent") for row in criterion_rows)
            rows.append(Row(capital(context.say("hurdle")), hurdle_cells, indent=1))
        if criterion.id == "npv":
            for statistic in ("p05", "p50", "p95"):
                rows.append(
                    Row(
                        context.word(statistic),
                        tuple(context.euros(row[statistic]) for row in criterion_rows),
                        indent=1,
                    )
                )
            if study.draws.uncertain:
                rows += _sureness(context, criterion_rows)
            loss_chances = [chance_negative(study, perspective, id_) for id_ in study.case.projects]
            rows.append(
                Row(
                    context.word("probability_npv_negative"),
                    tuple(chance_cell(context, loss_chance) for loss_chance in loss_chances),
                    indent=1,
                )
            )
    if perspective == SOCIETY and study.draws.uncertain:
        best_cells = (chance_cell(context, advice(study).of(name).best) for name in study.case.projects)
        rows.append(Row(context.word("probability_best"), tuple(best_cells)))
    pm_line_ids = {
        name for alternative in study.case.projects for name in study.stream(perspective, alternative).pm
    }
    note_text = (
        context.say("plus_pm", lines=", ".join(context.title("lines", name) for name in sorted(pm_line_ids)))
        if pm_line_ids
        else ""
    )
    return Table(
        context.say("criteria_of", perspective=context.title("perspectives", perspective)),
        tuple(context.title("alternatives", name) for name in study.case.projects),
        tuple(rows),
        corner=context.word("criterion"),
        note=note_text,
        anchor=f"table-{perspective}",
    )


def _sureness(context: Context, summaries: list[dict[str, Any]]) -> list[Row]:
    """The place of the central NPV among the draws, and the Monte Carlo error of the mean."""
    percentile_cells = (Cell(show_percentile(statistics["central_percentile"])) for statistics in summaries)
    error_cells = (context.euros(statistics["mcse"]) for statistics in summaries)
    return [
        Row(context.say("npv_percentile"), tuple(percentile_cells), indent=1),
        Row(context.say("npv_error"), tuple(error_cells), indent=1),
    ]


def _reasons(context: Context, perspective: str) -> list[str]:
    """Why criteria do not exist, each reason once, with the criteria and alternatives that it holds for."""
    study = context.study
    criteria_by_reason: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for criterion in CRITERIA:
        titles_by_reason: dict[str, list[str]] = {}
        for alternative_id in study.case.projects:
            statistics = study.value(perspective, alternative_id, criterion.id)
            if statistics["central"] is None:
                reason_text = _why(context, statistics, study.stream(perspective, alternative_id))
                titles_by_reason.setdefault(reason_text, []).append(
                    context.title("alternatives", alternative_id)
                )
        for reason_text, titles in titles_by_reason.items():
            criteria_by_reason.setdefault((reason_text, tuple(titles)), []).append(context.word(criterion.id))
    chance_by_alternative = {
        alternative_id: chance_negative(study, perspective, alternative_id)
        for alternative_id in study.case.projects
    }
    untold_ids_by_key = {
        "why_no_chance": [
            alternative_id
            for alternative_id, chance_of_loss in chance_by_alternative.items()
            if chance_of_loss.share is None
        ],
        "why_no_bound": [
            alternative_id
            for alternative_id, chance_of_loss in chance_by_alternative.items()
            if chance_of_loss.share is not None and not chance_of_loss.told()
        ],
    }
    for sentence_key, untold_ids in untold_ids_by_key.items():
        if untold_ids:
            titles_with_untold_chance = tuple(
                context.title("alternatives", alternative_id) for alternative_id in untold_ids
            )
            criteria_by_reason[context.say(sentence_key), titles_with_untold_chance] = [
                context.word("probability_npv_negative")
            ]
    alternative_count = len(study.case.projects)
    text_by_titles = {
        titles: context.say("every_alternative")
        if len(titles) == alternative_count > 1
        else ", ".join(titles)
        for _, titles in criteria_by_reason
    }
    return [
        f"{', '.join(criteria)} ({text_by_titles[titles]}): {reason_text}"
        for (reason_text, titles), criteria in criteria_by_reason.items()
    ]


def _why(context: Context, row: dict[str, Any], flow: Stream) -> str:
    irr_roots = row.get("roots") or []
    roots_text = "; ".join(context.number(irr_root, "percent") for irr_root in irr_roots)
    return context.say(f"why_{BY_ID[row['criterion']].why(flow)}", count=len(irr_roots), roots=roots_text)
