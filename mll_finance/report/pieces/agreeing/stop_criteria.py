"""When a project stops, as agreed before it begins: the rules of the evaluation as a table."""

from __future__ import annotations

from mll_finance.inputs.method.evaluation import Evaluation
from mll_finance.report.blocks import Block, Callout, Cell, Row, Table
from mll_finance.report.context import Context


def stop_blocks(context: Context, evaluation: Evaluation) -> list[Block]:
    """The rules with who decides and when it is looked at, or that there are none."""
    if not evaluation.stop:
        return [Callout(context.say("evaluation_no_stop"), context.say("evaluation_no_stop_text"), "caution")]
    rows = tuple(
        Row(
            context.words(stop_rule.criterion),
            (
                Cell(_threshold(context, stop_rule.below, stop_rule.above)),
                Cell(context.words(stop_rule.who)),
                Cell(context.words(stop_rule.when)),
            ),
            note=context.words(evaluation.indicators[stop_rule.indicator].title)
            if stop_rule.indicator
            else "",
        )
        for stop_rule in evaluation.stop
    )
    column_keys = ("evaluation_threshold", "evaluation_decides", "evaluation_when")
    return [
        Table(
            context.say("evaluation_stop_table"),
            tuple(context.say(column_key) for column_key in column_keys),
            rows,
            corner=context.say("evaluation_criterion"),
            anchor="table-stop",
        )
    ]


def _threshold(context: Context, below: float | None, above: float | None) -> str:
    sentences = []
    if below is not None:
        sentences.append(context.say("evaluation_below", value=context.number(below, "number")))
    if above is not None:
        sentences.append(context.say("evaluation_above", value=context.number(above, "number")))
    return "; ".join(sentences) or context.say("evaluation_in_words")
