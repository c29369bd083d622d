"""What a change between two cases was and is, as short as a table has it."""

from __future__ import annotations

from mll_finance.inputs.case.graph import Leaf
from mll_finance.inputs.case.mixing.pieces import ABSENT, Piece
from mll_finance.inputs.method.correlations import NAME as CORRELATIONS
from mll_finance.inputs.method.correlations import Correlation
from mll_finance.inputs.tables.files import TableFile
from mll_finance.report.context import Context
from mll_finance.report.pieces.case_words import pair_text, value_words
from mll_finance.report.pieces.inputs import spoken_unit
from mll_finance.report.pieces.numbers.spreads import spread

_LONGEST_WORD = 40
"""Letters of a text that a table shows."""
_MOST_YEARS = 3
"""Years of a map by year that a row names."""


def changed_value_text(was: Context, now: Context, piece: Piece) -> str:
    """What a change was and is: from one to the other, by year where it is a map by year.

    Parameters
    ----------
    was, now : Context
        The first and the second case, in the language of the reader.
    piece : Piece
        The change.
    """
    if piece.parts and piece.was is None and piece.now is None:
        return now.say("diff_parts", count=len(piece.parts))
    years_text = _years_text(was, now, piece)
    if years_text:
        return years_text
    text_before, text_after = _value_text(was, piece, piece.was), _value_text(now, piece, piece.now)
    return now.say(
        "diff_from_to", was=text_before.removesuffix(_shared_unit(was, now, piece)), now=text_after
    )


def _value_text(context: Context, piece: Piece, node: object) -> str:
    if node is ABSENT:
        return context.say("diff_absent")
    changed_leaf = context.study.case.graph.leaves.get(piece.number_path)
    if changed_leaf is not None:
        return _number_text(context, changed_leaf)
    if isinstance(node, TableFile):
        return node.file
    if piece.places[0][0] == CORRELATIONS:
        return _correlation_text(context, *piece.places[0][1:])
    if isinstance(node, (dict, list)):
        return context.say("diff_part")
    node_text = value_words(context, tuple(map(str, piece.places[0])), node)
    return node_text if len(node_text) <= _LONGEST_WORD else f"{node_text[: _LONGEST_WORD - 1]}…"


def _correlation_text(context: Context, name: str, key: str = "rank") -> str:
    """The pair that a correlation is about, or how far the two move together."""
    if key == "between":
        return pair_text(context, name)
    return context.number(context.study.case.parts(Correlation)[name].rank, "ratio")


def _shared_unit(was: Context, now: Context, piece: Piece) -> str:
    """The unit behind both numbers, with the space before it; nothing where it differs."""
    leaves_before_and_after = [
        context.study.case.graph.leaves.get(piece.number_path) for context in (was, now)
    ]
    unit_ids = {
        None if number_leaf is None else number_leaf.assumption.unit
        for number_leaf in leaves_before_and_after
    }
    (unit_id,) = unit_ids if len(unit_ids) == 1 else (None,)
    return f" {spoken_unit(now, unit_id)}".rstrip() if unit_id else ""


def _years_text(was: Context, now: Context, piece: Piece) -> str:
    """The years of a map by year in which the number is another, with both; nothing of anything else."""
    leaves_before_and_after = [
        context.study.case.graph.leaves.get(piece.number_path) for context in (was, now)
    ]
    numbers_by_year_before_and_after = [
        number_leaf.assumption.value
        if number_leaf is not None and isinstance(number_leaf.assumption.value, dict)
        else None
        for number_leaf in leaves_before_and_after
    ]
    number_by_year_before, number_by_year_after = numbers_by_year_before_and_after
    if number_by_year_before is None or number_by_year_after is None:
        return ""
    changed_years = [
        year
        for year in sorted({*number_by_year_before, *number_by_year_after})
        if number_by_year_before.get(year) != number_by_year_after.get(year)
    ]
    year_texts = [
        now.say(
            "diff_year",
            year=year,
            was=_of_year(was, number_by_year_before.get(year)),
            now=_of_year(now, number_by_year_after.get(year)),
        )
        for year in changed_years[:_MOST_YEARS]
    ]
    rest_texts = (
        [now.say("diff_more", count=len(changed_years) - _MOST_YEARS)]
        if len(changed_years) > _MOST_YEARS
        else []
    )
    return "; ".join([*year_texts, *rest_texts])


def _of_year(context: Context, amount: float | None) -> str:
    return context.say("diff_absent") if amount is None else context.number(amount, "number")


def _number_text(context: Context, leaf: Leaf) -> str:
    """A number with its unit, or how uncertain it is."""
    assumption = leaf.assumption
    if assumption.pm is not None:
        return "PM"
    if assumption.distribution is not None:
        return spread(assumption, context.language)
    if assumption.ref is not None:
        return context.say("diff_ref", path=assumption.ref)
    central_number = assumption.central
    if isinstance(central_number, dict):
        return context.say("diff_by_year")
    if assumption.unit == "fraction":
        return context.number(central_number, "percent")
    return f"{context.number(central_number, 'number')} {spoken_unit(context, assumption.unit or '')}".strip()
