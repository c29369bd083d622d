"""The public version: what was left out and why, and the results, rounded where needed."""

from __future__ import annotations

from mll_finance.judgement.advice import advice
from mll_finance.judgement.disclosure.small_counts import rule
from mll_finance.judgement.publication import Publication, publication
from mll_finance.report.blocks import Block, Callout, Cell, Row, Table
from mll_finance.report.context import Context
from mll_finance.report.pieces.answer.advice import TONES, headline
from mll_finance.report.section import section


@section(nl="Openbare versie", en="Public version", anchor="public-version", public=True)
def blocks(context: Context) -> list[Block]:
    """What a reader of the public version must know, the advice, and the results."""
    public_selection = context.publication or publication(context.study)
    case_advice = advice(context.study)
    return [
        _notice(context, public_selection),
        Callout(*headline(context, case_advice), TONES[case_advice.overall]),
        _results(context, public_selection),
    ]


def _notice(context: Context, released: Publication) -> Block:
    sentences = [context.say("public_basis")]
    if released.empty:
        sentences.append(context.say("public_nothing_confidential"))
    else:
        hidden_count = len(
            [
                confidential_path
                for confidential_path in released.confidential
                if confidential_path.startswith("lines.") and confidential_path.count(".") == 1
            ]
        )
        sentences.append(
            context.say(
                "public_left_out",
                count=hidden_count,
                share=rule(context.study.case.tables, "protection_share"),
            )
        )
    if released.base:
        sentences.append(context.say("public_rounded", base=context.number(released.base, "euro")))
    sentences.append(context.say("public_small_cells", threshold=released.small_cell, base=released.rounding))
    sentences.append(context.say("public_only"))
    return Callout(context.say("public_notice"), " ".join(sentences), "neutral")


def _results(context: Context, released: Publication) -> Block:
    case = context.study.case
    rows = []
    for alternative in case.projects:
        npv_cells = []
        for perspective in case.perspectives:
            npv_statistics = context.study.value(perspective, alternative, "npv")
            rounded_total = released.total(npv_statistics["central"], alternative)
            is_total_left_out = rounded_total is None and npv_statistics["central"] is not None
            npv_cells.append(
                context.confidential()
                if is_total_left_out
                else Cell(rounded_total, "euro", pm=bool(npv_statistics["pm"]))
            )
        rows.append(Row(context.title("alternatives", alternative), tuple(npv_cells)))
    return Table(
        context.say("public_results_table"),
        tuple(context.title("perspectives", perspective_id) for perspective_id in case.perspectives),
        tuple(rows),
        corner=context.word("alternative"),
        note=context.say("public_results_note") if released.base else "",
        anchor="table-public-results",
    )
