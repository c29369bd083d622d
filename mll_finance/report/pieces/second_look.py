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
    sorted_doubts = sorted(points(context.study.case), key=lambda doubt: doubt.line or 0)
    if not sorted_doubts:
        return ""
    first_sentences = [
        f"{place_of(context, doubt.path)}: {told(doubt, context.language, names_in(context, doubt)).found}"
        for doubt in sorted_doubts[:_NAMED]
    ]
    sentence_key = "second_look_short_one" if len(sorted_doubts) == 1 else "second_look_short"
    ellipsis_if_more = [] if len(sorted_doubts) <= _NAMED else ["..."]
    return context.say(
        sentence_key, count=len(sorted_doubts), points="; ".join([*first_sentences, *ellipsis_if_more])
    )


def place_of(context: Context, path: str) -> str:
    """Reader's name of a place in the case."""
    leaf = context.study.case.graph.leaves.get(path)
    if leaf is not None:
        return full_name(context, leaf)
    section, *path_words = path.split(".")
    if section == NAME:
        return context.words(checklist()[path_words[0]].text.title)
    if not path_words:
        return context.say(f"second_look_{section}")
    has_title = section in _TITLED and path_words[0] in getattr(context.study.case, section)
    return context.title(section, path_words[0]) if has_title else path


def names_in(context: Context, point: Problem) -> dict[str, object]:
    """What a point names by id, and its number, in the words and notation of the reader."""
    name_by_role: dict[str, object] = {
        role: context.title("parties", str(point.fields[role]))
        for role in ("payer", "receiver")
        if role in point.fields
    }
    if "line" in point.fields:
        name_by_role["line"] = context.title("lines", str(point.fields["line"]).removeprefix("lines."))
    if "output" in point.fields:
        name_by_role["output"] = context.title("quantities", str(point.fields["output"]).split(".")[0])
    for role in ("above", "below"):
        if role in point.fields:
            name_by_role[role] = unit(str(point.fields[role]), context.language)
    if "value" in point.fields:
        name_by_role["value"] = context.number(float(str(point.fields["value"])), "number")
    return name_by_role
