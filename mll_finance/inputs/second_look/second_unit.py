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
    above: Counter[str] = Counter()
    below: Counter[str] = Counter()
    counts = 0
    for unit in _units(case, name, line):
        if unit is None:
            return None
        if unit == _COUNT:
            counts += 1
            continue
        first, *rest = unit.split("/")
        above.update(_words(first))
        for part in rest:
            below.update(_words(part))
    left_above, left_below = above - below, below - above
    if counts:
        left_below = Counter({word: count for word, count in left_below.items() if word in _CLOCK})
        left_above = left_above or Counter({"": 1})
    if not left_above or not left_below:
        return None
    return " x ".join(filter(None, left_above)), " x ".join(left_below)


def _units(case: Case, name: str, line: Line) -> Iterator[str | None]:
    """The unit of each factor of a line, in the first alternative that has it."""
    for path, number in assumptions(line, f"lines.{name}"):
        if path.split(".")[2] in ("growth", "adjustment"):
            continue
        yield _unit(case, number.ref or path, line.alternative[0])


def _unit(case: Case, path: str, alternative: str) -> str | None:
    ref_target = case.graph.target(path)
    if isinstance(ref_target, Output):
        quantity = case.quantities[ref_target.quantity]
        fixed = quantity.units()[ref_target.name]
        if fixed == _HOURS:
            return "hour/yr"
        return quantity.unit or (_COUNT if fixed == _COUNT else None)
    leaf = case.graph.leaves[case.graph.leaf_for(str(ref_target), alternative)].assumption
    return _unit(case, leaf.ref, alternative) if leaf.ref is not None else leaf.unit


def _words(text: str) -> Iterator[str]:
    """The words of a part of a unit that must cancel, in one form."""
    word = text.strip()
    word = token(word.split()[-1]) if word else word
    word = word.removesuffix("-year")
    word = word[:-1] if word == "inhabitants" else word
    word = _SAME.get(word, word)
    if word not in _PLAIN and not word.isdigit():
        yield word
