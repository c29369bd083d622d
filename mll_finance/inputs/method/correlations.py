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
from mll_finance.inputs.grammar.assumption import OWN_ESTIMATE, Quality, Ratio
from mll_finance.inputs.grammar.base import Listing, Strict, Text
from mll_finance.inputs.grammar.section import Known, Raw, Section
from mll_finance.inputs.method.uncertain_paths import not_uncertain, plain
from mll_finance.inputs.text.written import refusal
from mll_finance.terms import phrase
from mll_finance.uncertainty.correlation import (
    culprits,
    groups,
    nearest_ranks,
    normal_correlation,
    possible,
    rank_matrix,
)

NAME = "correlations"


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
    accepted_by: Text | None = None
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
    number_by_path = known.numbers
    uncertain_paths = [path for path, number in number_by_path.items() if number.distribution is not None]
    name_by_pair: dict[frozenset[str], str] = {}
    correlation_by_name: dict[str, Correlation] = {}
    for correlation_id, correlation in section.items():
        between_path, path_pair = f"{NAME}.{correlation_id}.between", frozenset(correlation.between)
        wrong_paths = [path for path in correlation.between if path not in uncertain_paths]
        for path in wrong_paths:
            yield from not_uncertain(between_path, path, number_by_path, uncertain_paths, known)
        if path_pair in name_by_pair:
            yield Problem(
                between_path,
                phrase("problem_the_same_pair_as", seen=name_by_pair[path_pair]),
                phrase("problem_a_pair_once"),
                phrase("problem_remove_one_of_the_two"),
            )
        elif not wrong_paths:
            correlation_by_name[correlation_id] = correlation
        name_by_pair.setdefault(path_pair, correlation_id)
    yield from _impossible(correlation_by_name)


def _impossible(section: Mapping[str, Correlation]) -> Iterator[Problem]:
    """Each group that cannot hold together: the fewest numbers that clash, and the nearest correlations that can."""
    rank_by_pair = ranks(section)
    name_by_pair = {
        frozenset(correlation.between): correlation_id for correlation_id, correlation in section.items()
    }
    for paths in groups(rank_by_pair):
        rank_matrix_given = rank_matrix(paths, rank_by_pair)
        if possible(normal_correlation(rank_matrix_given)):
            continue
        clashing_names = [
            paths[clashing_index] for clashing_index in culprits(normal_correlation(rank_matrix_given))
        ]
        involved_correlation_names = [
            name_by_pair[frozenset(pair)]
            for pair in combinations(clashing_names, 2)
            if frozenset(pair) in name_by_pair
        ]
        nearest_matrix = nearest_ranks(rank_matrix_given)
        rank_texts, new_pair_texts = [], []
        for first_index, second_index in combinations(range(len(paths)), 2):
            correlation_name = name_by_pair.get(frozenset((paths[first_index], paths[second_index])))
            if correlation_name is not None:
                rank_texts.append(f"{correlation_name} {nearest_matrix[first_index, second_index]:.2f}")
            elif nearest_matrix[first_index, second_index] != 0:
                new_pair_texts.append(
                    f"{paths[first_index]} + {paths[second_index]} {nearest_matrix[first_index, second_index]:.2f}"
                )
        unnamed_pairs_phrase = (
            phrase("problem_new_between", names=", ".join(new_pair_texts)) if new_pair_texts else ""
        )
        yield Problem(
            f"{NAME}.{involved_correlation_names[0]}.rank",
            phrase("problem_cannot_hold_together", names=", ".join(involved_correlation_names)),
            phrase("problem_correlations_that_can_all_be"),
            phrase("problem_the_nearest_that_can", names=", ".join(rank_texts), extra=unnamed_pairs_phrase),
        )


def without_fixed(raw: Raw, fixed: frozenset[str]) -> Raw:
    """The raw case without the correlations of numbers that a change has made certain."""
    raw_correlations = raw.get(NAME)
    if not isinstance(raw_correlations, dict):
        return raw
    plain_paths = {plain(path) for path in fixed}

    def stays(correlation: Any) -> bool:
        raw_between = correlation.get("between") if isinstance(correlation, dict) else None
        between_paths = raw_between if isinstance(raw_between, list) else []
        return not plain_paths & {plain(str(path)) for path in between_paths}

    raw_kept_correlations = {
        name: correlation for name, correlation in raw_correlations.items() if stays(correlation)
    }
    if len(raw_kept_correlations) == len(raw_correlations):
        return raw
    return {
        **{key: part for key, part in raw.items() if key != NAME},
        **({NAME: raw_kept_correlations} if raw_kept_correlations else {}),
    }


SECTION = Section(
    NAME,
    Correlation,
    named=True,
    description="Uncertain numbers that move together: rank correlations, the distributions unchanged.",
    check=check,
    without_fixed=without_fixed,
)
