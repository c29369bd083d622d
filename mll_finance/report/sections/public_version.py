"""The public version: what was left out and why, and the results, rounded where needed."""

from __future__ import annotations

from mll_finance.judgement.publication import Publication, publication
from mll_finance.report.blocks import Block, Callout, Cell, Row, Table
from mll_finance.report.context import Context
from mll_finance.report.section import section


@section(nl="Openbare versie", en="Public version", anchor="public-version", public=True)
def blocks(context: Context) -> list[Block]:
    """What a reader of the public version must know, and the results."""
    public_selection = context.publication or publication(context.study)
    return [
        _notice(context, public_selection),
        _results(context, public_selection),
    ]


def _notice(context: Context, released: Publication) -> Block:
    sentences = [context.say("public_basis")]
    if released.empty:
        sentences.append(context.say("public_nothing_confidential"))
    else:
        hidden_count = len(
            [path for path in released.confidential if path.startswith("lines.") and path.count(".") == 1]
        )
        sentences.append(
            context.say(
                "public_left_out",
                count=hidden_count,
                added=len(released.added),
                base=context.number(released.base, "euro"),
            )
        )
    sentences.append(context.say("public_small_cells", threshold=released.small_cell, base=released.rounding))
    sentences.append(context.say("public_only"))
    return Callout(context.say("public_notice"), " ".join(sentences), "neutral")


def _results(context: Context, released: Publication) -> Block:
    case = context.study.case
    rows = []
    for alternative in case.projects:
        cells = []
        for perspective in case.perspectives:
            if alternative in released.withheld:
                cells.append(context.confidential())
                continue
            row = context.study.value(perspective, alternative, "npv")
            cells.append(Cell(released.total(row["central"], alternative), "euro", pm=bool(row["pm"])))
        rows.append(Row(context.title("alternatives", alternative), tuple(cells)))
    return Table(
        context.say("public_results_table"),
        tuple(context.title("perspectives", name) for name in case.perspectives),
        tuple(rows),
        corner=context.word("alternative"),
        note=context.say("public_results_note") if released.withheld else "",
        anchor="table-public-results",
    )
