"""The public version: what was left out and why, and the results, rounded where needed."""

from __future__ import annotations

from mll_finance.judgement.publication import Publication, publication
from mll_finance.report.blocks import Block, Callout, Cell, Row, Table
from mll_finance.report.context import Context
from mll_finance.report.section import section


@section(nl="Openbare versie", en="Public version", anchor="public-version", public=True)
def blocks(context: Context) -> list[Block]:
    """What a reader of the public version must know, and the results."""
    found = context.publication or publication(context.study)
    return [
        _notice(context, found),
        _results(context, found),
    ]


def _notice(context: Context, found: Publication) -> Block:
    sentences = [context.say("public_basis")]
    if found.empty:
        sentences.append(context.say("public_nothing_confidential"))
    else:
        hidden = len(
            [path for path in found.confidential if path.startswith("lines.") and path.count(".") == 1]
        )
        sentences.append(
            context.say(
                "public_left_out",
                count=hidden,
                added=len(found.added),
                base=context.number(found.base, "euro"),
            )
        )
    sentences.append(context.say("public_small_cells", threshold=found.small_cell, base=found.rounding))
    sentences.append(context.say("public_only"))
    return Callout(context.say("public_notice"), " ".join(sentences), "neutral")


def _results(context: Context, found: Publication) -> Block:
    case = context.study.case
    rows = []
    for alternative in case.projects:
        cells = []
        for perspective in case.perspectives:
            if alternative in found.withheld:
                cells.append(context.confidential())
                continue
            row = context.study.value(perspective, alternative, "npv")
            cells.append(Cell(found.total(row["central"], alternative), "euro", pm=bool(row["pm"])))
        rows.append(Row(context.title("alternatives", alternative), tuple(cells)))
    return Table(
        context.say("public_results_table"),
        tuple(context.title("perspectives", name) for name in case.perspectives),
        tuple(rows),
        corner=context.word("alternative"),
        note=context.say("public_results_note") if found.withheld else "",
        anchor="table-public-results",
    )
