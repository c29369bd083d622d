"""Section ``correlations``: uncertain numbers that move together, as rank (Spearman) correlations.

Only the draws change: a correlation moves no money and no central value. Each number keeps its own distribution, and
what is not named stays independent.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations
from typing import Any

from pydantic import model_validator

from mll_finance.errors import Problem
from mll_finance.inputs.grammar.assumption import OWN_ESTIMATE, Assumption, Number, Quality
from mll_finance.inputs.grammar.base import Listing, Strict, Text
from mll_finance.inputs.grammar.kinds import assumptions
from mll_finance.inputs.grammar.section import Known, Raw, Section
from mll_finance.inputs.text.written import refusal
from mll_finance.uncertainty.correlation import (
    culprits,
    groups,
    nearest_ranks,
    normal_correlation,
    possible,
    rank_matrix,
)

NAME = "correlations"
_MARK = ".by_alternative"


class Correlation(Strict):
    """How two uncertain numbers move together."""

    between: Listing
    """The paths of the two numbers, such as [lines.licence.price, lines.link.amount]."""
    rank: Number
    """Rank (Spearman) correlation, between -1 and 1."""
    source: str
    """Source, or own_estimate."""
    quality: Quality
    """A official, B good study, C press or old, D own estimate."""
    accepted_by: str | None = None
    """Who accepted an own estimate."""
    note: Text | None = None
    """Why they move together."""

    @model_validator(mode="after")
    def _sound(self) -> Correlation:
        if len(self.between) != 2 or self.between[0] == self.between[1]:
            raise refusal(
                "not two numbers", "the paths of two different numbers", "write between: [path, path]"
            )
        if not -1 < self.rank < 1:
            raise refusal(
                f"the rank {self.rank:g}",
                "a correlation between -1 and 1, ends excluded",
                "what always moves together is one number: use ref",
            )
        if self.source == OWN_ESTIMATE and self.accepted_by is None:
            raise refusal(
                "an own estimate that nobody accepted",
                "an own estimate names who accepted it",
                "add accepted_by: <role or name>",
            )
        return self


def ranks(section: Mapping[str, Correlation] | None) -> dict[tuple[str, str], float]:
    """Rank correlation by pair of paths."""
    return {
        (correlation.between[0], correlation.between[1]): correlation.rank
        for correlation in (section or {}).values()
    }


def check(section: Mapping[str, Correlation], known: Known) -> Iterator[Problem]:
    """Paths that are unknown or certain, pairs named twice, and correlations that cannot hold together."""
    numbers = _numbers(known)
    uncertain = [path for path, number in numbers.items() if number.distribution is not None]
    seen: dict[frozenset[str], str] = {}
    good: dict[str, Correlation] = {}
    for name, correlation in section.items():
        place, pair = f"{NAME}.{name}.between", frozenset(correlation.between)
        wrong = [path for path in correlation.between if path not in uncertain]
        for path in wrong:
            yield _wrong(place, path, numbers, uncertain)
        if pair in seen:
            yield Problem(place, f"the same pair as {seen[pair]}", "a pair once", "remove one of the two")
        elif not wrong:
            good[name] = correlation
        seen.setdefault(pair, name)
    yield from _impossible(good)


def _wrong(place: str, path: str, numbers: Mapping[str, Assumption], uncertain: list[str]) -> Problem:
    allowed = "the path of a number with a distribution"
    if path in numbers:
        ref = numbers[path].ref
        remedy = (
            f"name {ref}, to which it refers" if ref else "give it a distribution, or remove the correlation"
        )
        return Problem(place, f"'{path}' is certain", allowed, remedy)
    children = [other for other in uncertain if other.startswith(f"{path}{_MARK}.")]
    if children:
        remedy = f"name {' or '.join(children)}"
        return Problem(place, f"'{path}' differs between alternatives", "one of its numbers", remedy)
    return Problem.unknown(place, f"no number '{path}'", path, uncertain, allowed=allowed)


def _numbers(known: Known) -> dict[str, Assumption]:
    owners = [
        *((f"quantities.{name}", part) for name, part in known.quantities.items()),
        *((f"lines.{name}", part) for name, part in known.lines.items()),
    ]
    return {
        path: leaf
        for owner, part in owners
        for top, assumption in assumptions(part, owner)
        for path, leaf in assumption.leaves(top)
    }


def _impossible(section: Mapping[str, Correlation]) -> Iterator[Problem]:
    """Each group that cannot hold together: the fewest numbers that clash, and the nearest correlations that can."""
    given = ranks(section)
    by_pair = {frozenset(correlation.between): name for name, correlation in section.items()}
    for names in groups(given):
        matrix = rank_matrix(names, given)
        if possible(normal_correlation(matrix)):
            continue
        clash = [names[place] for place in culprits(normal_correlation(matrix))]
        involved = [by_pair[frozenset(pair)] for pair in combinations(clash, 2) if frozenset(pair) in by_pair]
        near = nearest_ranks(matrix)
        instead, between = [], []
        for i, j in combinations(range(len(names)), 2):
            name = by_pair.get(frozenset((names[i], names[j])))
            if name is not None:
                instead.append(f"{name} {near[i, j]:.2f}")
            elif near[i, j] != 0:
                between.append(f"{names[i]} and {names[j]} {near[i, j]:.2f}")
        extra = f", and new between {', '.join(between)}" if between else ""
        yield Problem(
            f"{NAME}.{involved[0]}.rank",
            f"{', '.join(involved)} cannot hold together",
            "correlations that can all be true at once; a pair that is not named counts as 0",
            f"the nearest that can: {', '.join(instead)}{extra}",
        )


def without_fixed(raw: Raw, fixed: frozenset[str]) -> Raw:
    """The raw case without the correlations of numbers that a change has made certain."""
    written = raw.get(NAME)
    if not isinstance(written, dict):
        return raw
    plain = {path.replace(_MARK, "") for path in fixed}

    def stays(correlation: Any) -> bool:
        between = correlation.get("between") if isinstance(correlation, dict) else None
        paths = between if isinstance(between, list) else []
        return not plain & {str(path).replace(_MARK, "") for path in paths}

    kept = {name: correlation for name, correlation in written.items() if stays(correlation)}
    if len(kept) == len(written):
        return raw
    return {**{key: part for key, part in raw.items() if key != NAME}, **({NAME: kept} if kept else {})}


SECTION = Section(
    NAME,
    Correlation,
    named=True,
    description="Uncertain numbers that move together: rank correlations, the distributions unchanged.",
    check=check,
    without_fixed=without_fixed,
)
