"""Whether the units of what a line multiplies cancel: visits times euros per hour leave visits and hours.

Time is read loosely: ``household/yr`` times ``EUR/household-year`` is in order. What a kind gives without a unit of its
own counts something, so it cancels anything that can be counted, but no hours.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from mll_finance.inputs.case.case import Case
from mll_finance.inputs.case.graph import Output
from mll_finance.inputs.grammar.kinds import assumptions
from mll_finance.inputs.grammar.line import Line
from mll_finance.inputs.text.units import token

KINDS = ("product", "quantity_price")
"""The kinds of line that multiply whatever a case gives them."""
_PLAIN = {"", "1", "EUR", "fraction", "ratio", "index", "yr"}
_SAME = {
    **dict.fromkeys(("participant", "client", "inhabitant", "user", "benefit", "resident"), "person"),
    "hire": "fte",
    "minute": "min",
}
"""Words for one thing: who takes part is a person, who is hired fills an fte."""
_CLOCK = {"hour", "min", "day", "half-day", "week", "month"}
_COUNT, _HOURS = "count_per_year", "hours_per_year"


def left_over(case: Case, name: str) -> tuple[str, str] | None:
    """What stays above and below when the units of a line are multiplied; None where nothing clashes."""
    line = case.lines[name]
    if line.kind not in KINDS or not line.alternative:
        return None
    words_above: Counter[str] = Counter()
    words_below: Counter[str] = Counter()
    unit_count = 0
    for unit_of_number in _units(case, name, line):
        if unit_of_number is None:
            return None
        if unit_of_number == _COUNT:
            unit_count += 1
            continue
        first_unit, *units_below_line = unit_of_number.split("/")
        words_above.update(_words(first_unit))
        for unit_behind in units_below_line:
            words_below.update(_words(unit_behind))
    surplus_words_above, surplus_words_below = words_above - words_below, words_below - words_above
    if unit_count:
        surplus_words_below = Counter(
            {word: count for word, count in surplus_words_below.items() if word in _CLOCK}
        )
        surplus_words_above = surplus_words_above or Counter({"": 1})
    if not surplus_words_above or not surplus_words_below:
        return None
    return " x ".join(filter(None, surplus_words_above)), " x ".join(surplus_words_below)


def _units(case: Case, name: str, line: Line) -> Iterator[str | None]:
    """The unit of each factor of a line, in the first alternative that has it."""
    for path, assumption in assumptions(line, f"lines.{name}"):
        if path.split(".")[2] in ("growth", "adjustment"):
            continue
        yield _unit(case, assumption.ref or path, line.alternative[0])


def _unit(case: Case, path: str, alternative: str) -> str | None:
    ref_target = case.graph.target(path)
    if isinstance(ref_target, Output):
        quantity = case.quantities[ref_target.quantity]
        fixed_unit = quantity.units()[ref_target.name]
        if fixed_unit == _HOURS:
            return "hour/yr"
        return quantity.unit or (_COUNT if fixed_unit == _COUNT else None)
    leaf_assumption = case.graph.leaves[case.graph.leaf_for(str(ref_target), alternative)].assumption
    return (
        _unit(case, leaf_assumption.ref, alternative)
        if leaf_assumption.ref is not None
        else leaf_assumption.unit
    )


def _words(text: str) -> Iterator[str]:
    """The words of a part of a unit that must cancel, in one form."""
    unit_word = text.strip()
    unit_word = token(unit_word.split()[-1]) if unit_word else unit_word
    unit_word = unit_word.removesuffix("-year")
    unit_word = unit_word[:-1] if unit_word == "inhabitants" else unit_word
    unit_word = _SAME.get(unit_word, unit_word)
    if unit_word not in _PLAIN and not unit_word.isdigit():
        yield unit_word
