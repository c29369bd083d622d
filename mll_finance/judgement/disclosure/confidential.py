"""What of a case is confidential: what is flagged, what follows from it, and which units count people."""

from __future__ import annotations

from collections.abc import Iterator

from mll_finance.inputs.case.case import Case
from mll_finance.inputs.case.graph import Leaf, Output

_PERIODS = frozenset(
    {"", "yr", "year", "jr", "jaar", "month", "maand", "mnd", "week", "day", "dag", "quarter", "kwartaal"}
)
_NO_PEOPLE = frozenset(
    {"1", "eur", "euro", "fraction", "fractie", "ratio", "percent", "procent", "%", "index", "qaly", "daly"}
    | {"fte", "fvte", "hour", "uur", "min", "minute", "minuut", "second", "seconde", "day", "dag", "week"}
    | {"month", "maand", "mnd", "yr", "year", "jr", "jaar", "km", "m2", "m3", "kwh", "kg", "ton", "token"}
)
"""Units that count no people or cases of people; any other word, in any language, may."""


def is_count(unit: str) -> bool:
    """Whether a unit may count people or cases of people, so that a small number may point at somebody.

    Examples
    --------
    >>> is_count("household/yr"), is_count("huishouden/jr"), is_count("person/contact"), is_count("hour")
    (True, True, False, False)
    """
    period_word = unit.strip().lower().partition("/")[2]
    word_of_unit = counted_word(unit)
    return bool(word_of_unit) and word_of_unit not in _NO_PEOPLE and period_word.strip() in _PERIODS


def counted_word(unit: str) -> str:
    """What a unit counts, without the period.

    Examples
    --------
    >>> counted_word("Household/yr")
    'household'
    """
    return unit.strip().lower().partition("/")[0].strip()


def number_leaves(case: Case) -> dict[str, Leaf]:
    """The numbers that the case gives itself, by path."""
    return {
        path: leaf
        for path, leaf in case.graph.leaves.items()
        if leaf.assumption.ref is None and leaf.assumption.pm is None and leaf.assumption.central is not None
    }


def confidential_numbers(case: Case) -> set[str]:
    """Paths of the numbers that are confidential themselves: they are replaced before anything is calculated.

    Those that are flagged, and of a flagged line or quantity the amounts of money that it holds or refers to; where
    there are none, all its numbers.
    """
    leaf_by_path = number_leaves(case)
    flagged_paths = {path for path, leaf in leaf_by_path.items() if leaf.assumption.confidential}
    for owner_path in _flagged_owners(case):
        end_paths = {
            end_path
            for path in case.graph.paths_of(owner_path)
            for end_path in case.graph.ends(path)
            if end_path in leaf_by_path
        }
        money_paths = {path for path in end_paths if leaf_by_path[path].assumption.is_money}
        flagged_paths |= money_paths or end_paths
    return flagged_paths


def confidential_paths(case: Case) -> set[str]:
    """Paths of the numbers, quantities and lines that are flagged, and of what follows from them."""
    flagged_paths = {path for path, leaf in case.graph.leaves.items() if leaf.assumption.confidential}
    return with_followers(case, flagged_paths | _flagged_owners(case) | confidential_numbers(case))


def _flagged_owners(case: Case) -> set[str]:
    return {f"lines.{line_id}" for line_id, line in case.lines.items() if line.confidential}


def with_followers(case: Case, paths: set[str]) -> set[str]:
    """Some numbers, quantities and lines with all that follow from them."""
    reached_paths = set(paths)
    while True:
        following_paths = {path for path in _following(case, reached_paths) if path not in reached_paths}
        if not following_paths:
            return reached_paths
        reached_paths |= following_paths


def _following(case: Case, hidden: set[str]) -> Iterator[str]:
    for path, number_leaf in case.graph.leaves.items():
        if number_leaf.owner in hidden:
            yield path
        if path in hidden:
            yield number_leaf.owner
        ref_path = number_leaf.assumption.ref
        if ref_path is None:
            continue
        ref_target = case.graph.target(ref_path)
        owner_paths = (
            {f"quantities.{ref_target.quantity}"} if isinstance(ref_target, Output) else {str(ref_target)}
        )
        owner_paths |= set(case.graph.groups.get(str(ref_target), {}).values())
        if owner_paths & hidden:
            yield path
