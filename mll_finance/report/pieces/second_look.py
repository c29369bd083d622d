"""A point that deserves a second look in the words of a reader: where it is, what it names, and how many there are."""

from __future__ import annotations

from mll_finance.errors import Problem
from mll_finance.inputs.method.preconditions import NAME
from mll_finance.inputs.reference_data.checklist import checklist
from mll_finance.inputs.second_look.points import points
from mll_finance.report.context import Context
from mll_finance.report.pieces.names import full_name
from mll_finance.terms import told, unit

_TITLED = ("parties", "perspectives", "alternatives", "quantities", "lines", "scenarios")
"""Sections whose parts have names for readers; what stands elsewhere is told by its path."""
_NAMED = 3
"""How many points are told in one line before the rest is a count."""


def second_look_text(context: Context) -> str:
    """How many points deserve a second look, and the first of them, in one line; empty where there are none."""
    doubts_by_line = sorted(points(context.study.case), key=lambda doubt: doubt.line or 0)
    if not doubts_by_line:
        return ""
    first_sentences = [
        (
            f"{place_of(context, case_doubt.path)}: "
            f"{told(case_doubt, context.language, names_in(context, case_doubt)).found}"
        )
        for case_doubt in doubts_by_line[:_NAMED]
    ]
    sentence_key = "second_look_short_one" if len(doubts_by_line) == 1 else "second_look_short"
    ellipsis_if_more = [] if len(doubts_by_line) <= _NAMED else ["..."]
    return context.say(
        sentence_key, count=len(doubts_by_line), points="; ".join([*first_sentences, *ellipsis_if_more])
    )


def place_of(context: Context, path: str) -> str:
    """Reader's name of a place in the case."""
    number_leaf = context.study.case.graph.leaves.get(path)
    if number_leaf is not None:
        return full_name(context, number_leaf)
    section_name, *rest_of_path = path.split(".")
    if section_name == NAME:
        return context.words(checklist()[rest_of_path[0]].text.title)
    if not rest_of_path:
        return context.say(f"second_look_{section_name}")
    is_part_with_title = section_name in _TITLED and rest_of_path[0] in getattr(
        context.study.case, section_name
    )
    return context.title(section_name, rest_of_path[0]) if is_part_with_title else path


def names_in(context: Context, point: Problem) -> dict[str, object]:
    """What a point names by id, and its number, in the words and notation of the reader."""
    text_by_field: dict[str, object] = {
        field_name: context.title("parties", str(point.fields[field_name]))
        for field_name in ("payer", "receiver")
        if field_name in point.fields
    }
    if "line" in point.fields:
        text_by_field["line"] = context.title("lines", str(point.fields["line"]).removeprefix("lines."))
    if "output" in point.fields:
        text_by_field["output"] = context.title("quantities", str(point.fields["output"]).split(".")[0])
    for field_name in ("above", "below"):
        if field_name in point.fields:
            text_by_field[field_name] = unit(str(point.fields[field_name]), context.language)
    if "value" in point.fields:
        text_by_field["value"] = context.number(float(str(point.fields["value"])), "number")
    return text_by_field
