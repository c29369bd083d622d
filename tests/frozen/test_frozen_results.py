"""Results of generated cases, frozen before the engine was rewritten, did not move.

Each modifier of a line stands in these cases by itself and together with every other that can stand on the same line.
Compared are the central ledger by line and year, and of each draw the sums, the net flow by year, the NPV of each
party, the four-year budget and the contracts: within 1e-12 of the sum of the absolute amounts that they are made of.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from itertools import combinations

import archive
import features
import generate
import numpy as np
import pytest
import recompute

AT_LEAST = 20
CASE_FEATURES = (
    "horizon_40_to_50",
    "own_perspectives",
    "unadjusted",
    "own_inflation",
    "own_discounting",
    "older_price_level",
    "mixed_timing",
    "weights",
    "contracts",
    "pm",
)
DOCUMENTS = list(generate.documents())


@pytest.mark.parametrize("group", range(archive.GROUPS))
def test_results_did_not_move(group: int) -> None:
    moved = []
    cases = DOCUMENTS[group :: archive.GROUPS]
    for case, was in zip(cases, archive.read(group), strict=True):
        text = generate.text(case)
        assert hashlib.sha256(text.encode()).hexdigest() == was.digest, f"{was.id} is not the case it was"
        study = recompute.study_of(text, was.drawn)
        changes = archive.differences(was.figures, was.sizes, dict(recompute.results(study)))
        moved += [f"{was.id} {change}" for change in changes]
        assert recompute.not_counted(study) == was.not_counted, was.id
    assert not moved, "\n".join([f"{len(moved)} figures moved", *moved[:20]])


def test_draws_did_not_move() -> None:
    for group in range(archive.GROUPS):
        case, was = DOCUMENTS[group :: archive.GROUPS][-1], archive.read(group)[-1]
        now = dict(recompute.results(recompute.study_of(generate.text(case))))
        assert was.drawn
        assert not archive.differences(was.figures, was.sizes, now)


def test_at_least_200_cases_with_horizons_to_50() -> None:
    assert sum(len(archive.read(group)) for group in range(archive.GROUPS)) == len(DOCUMENTS) >= 200
    assert max(case["case"]["horizon"] for case in DOCUMENTS) == 50


def test_each_feature_stands_on_20_lines_alone_and_with_each_other_on_one() -> None:
    alone: Counter[str] = Counter()
    pairs: Counter[frozenset[str]] = Counter()
    for case in DOCUMENTS:
        for name in case["lines"]:
            present = features.of_line(case, name)
            alone.update(present if len(present) == 1 else ())
            pairs.update(map(frozenset, combinations(present, 2)))
    assert not {name: alone[name] for name in generate.LINE_FEATURES if alone[name] < AT_LEAST}
    possible = {frozenset(pair) for pair in generate.PAIRS}
    assert not [sorted(pair) for pair in possible if not pairs[pair]]
    assert set(pairs) <= possible


def test_what_holds_for_a_whole_case_meets_every_feature() -> None:
    counts: Counter[str] = Counter()
    pairs: Counter[frozenset[str]] = Counter()
    for case in DOCUMENTS:
        present = features.of_case(case).union(*(features.of_line(case, name) for name in case["lines"]))
        counts.update(present)
        pairs.update(map(frozenset, combinations(present, 2)))
    every = (*generate.LINE_FEATURES, *CASE_FEATURES)
    assert not {name: counts[name] for name in every if counts[name] < AT_LEAST}
    assert not [pair for pair in combinations(every, 2) if not pairs[frozenset(pair)]]


def test_a_figure_that_moves_is_seen() -> None:
    was, size = {"npv society tool": np.array([5.0, -3.0])}, {"npv society tool": np.array([100.0, 100.0])}
    assert not archive.differences(was, size, {"npv society tool": np.array([5.0, -3.0 + 5e-11])})
    assert archive.differences(was, size, {"npv society tool": np.array([5.0, -3.0 + 5e-10])})
    assert archive.differences(was, size, {"npv society tool": np.array([5.0, np.nan])})
    assert archive.differences(was, size, {"npv society tool": np.array([5.0, -3.0, 1.0])})
    assert archive.differences(was, size, {})
    assert archive.differences({}, {}, was)
