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
from mll_finance.inputs.grammar.assumption import OWN_ESTIMATE, Assumption, Quality, Ratio
from mll_finance.inputs.grammar.base import Listing, Strict, Text
from mll_finance.inputs.grammar.kinds import assumptions
from mll_finance.inputs.grammar.section import Known, Raw, Section
from mll_finance.inputs.text.written import refusal
from mll_finance.terms import joined, phrase
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
    rank: Ratio
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
                phrase("problem_not_two_numbers"),
                phrase("problem_the_paths_of_two_different"),
                phrase("problem_write_between_path_path"),
            )
        if not -1 < self.rank < 1:
            raise refusal(
                phrase("problem_the_rank", rank=self.rank),
                phrase("problem_a_correlation_between_and_ends"),
                phrase("problem_what_always_moves_together_is"),
            )
        if self.source == OWN_ESTIMATE and self.accepted_by is None:
            raise refusal(
                phrase("problem_an_own_estimate_that_nobody"),
                phrase("problem_an_own_estimate_names_who"),
                phrase("problem_add_accepted_by_role_or"),
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
        problem_path, pair = f"{NAME}.{name}.between", frozenset(correlation.between)
        wrong = [path for path in correlation.between if path not in uncertain]
        for path in wrong:
            yield _wrong(problem_path, path, numbers, uncertain)
        if pair in seen:
            yield Problem(
                problem_path,
                phrase("problem_the_same_pair_as", seen=seen[pair]),
                phrase("problem_a_pair_once"),
                phrase("problem_remove_one_of_the_two"),
            )
        elif not wrong:
            good[name] = correlation
        seen.setdefault(pair, name)
    yield from _impossible(good)


def _wrong(place: str, path: str, numbers: Mapping[str, Assumption], uncertain: list[str]) -> Problem:
    allowed_text = phrase("problem_the_path_of_a_number")
    if path in numbers:
        ref = numbers[path].ref
        remedy_text = (
            phrase("problem_name_to_which_it_refers", ref=ref)
            if ref
            else phrase("problem_give_it_a_distribution_or")
        )
        return Problem(place, phrase("problem_is_certain", path=path), allowed_text, remedy_text)
    children = [other for other in uncertain if other.startswith(f"{path}{_MARK}.")]
    if children:
        remedy_text = phrase("problem_name", names=joined("problem_or", children))
        return Problem(
            place,
            phrase("problem_differs_between_alternatives", path=path),
            phrase("problem_one_of_its_numbers"),
            remedy_text,
        )
    return Problem.unknown(
        place, phrase("problem_no_number", path=path), path, uncertain, allowed=allowed_text
    )


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
                between.append(f"{names[i]} + {names[j]} {near[i, j]:.2f}")
        extra_text = phrase("problem_new_between", names=", ".join(between)) if between else ""
        yield Problem(
            f"{NAME}.{involved[0]}.rank",
            phrase("problem_cannot_hold_together", names=", ".join(involved)),
            phrase("problem_correlations_that_can_all_be"),
            phrase("problem_the_nearest_that_can", names=", ".join(instead), extra=extra_text),
        )


def without_fixed(raw: Raw, fixed: frozenset[str]) -> Raw:
    """The raw case without the correlations of numbers that a change has made certain."""
    raw_section = raw.get(NAME)
    if not isinstance(raw_section, dict):
        return raw
    plain = {path.replace(_MARK, "") for path in fixed}

    def stays(correlation: Any) -> bool:
        between = correlation.get("between") if isinstance(correlation, dict) else None
        paths = between if isinstance(between, list) else []
        return not plain & {str(path).replace(_MARK, "") for path in paths}

    kept = {name: correlation for name, correlation in raw_section.items() if stays(correlation)}
    if len(kept) == len(raw_section):
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
