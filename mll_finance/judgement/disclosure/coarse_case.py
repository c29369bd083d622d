"""The case that may be told: each confidential number replaced once by a coarse one, before anything is calculated.

Whatever is published follows from this case, so that nothing that is published, now or in a later kind of file, can
tell more than the coarse numbers do. These lie on a grid that everybody may know, and depend on no other number: all
bids in one cell of the grid give the same bytes. A cell is at least twice the share of the p % rule wide, and the
neighbours of a grid number lie at least that share beyond every number that is rounded to it.

References
----------
Hundepool, A. et al. (2012), Statistical Disclosure Control, Wiley: p % rule; rounding before tabulation.
ISO 3:1973, Preferred numbers: ten steps a decade, each about a quarter above the one before.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from itertools import combinations
from typing import Any

from mll_finance.engine.study import Study
from mll_finance.inputs.case.case import Case
from mll_finance.inputs.case.graph import Leaf
from mll_finance.inputs.grammar.assumption import INHERITED, Assumption
from mll_finance.inputs.tables.in_force import Tables
from mll_finance.judgement.disclosure.confidential import confidential_paths, is_count

_ROUNDER = "public version"
_FIELDS = tuple(name for name in INHERITED if name != "region")
"""What is said of a number and stays; the region of a figure goes with the figure."""


def disclosed(study: Study) -> Study:
    """The study of the case that may be told; the study itself where nothing in it has to be coarser."""
    case = disclosed_case(study.case)
    return study if case is study.case else Study(case, study.per_draw)


def disclosed_case(case: Case) -> Case:
    """The case with each confidential number and each small count replaced by a coarse one; its changes stay."""
    coarse_by_path = dict(_coarse_numbers(case))
    if not coarse_by_path:
        return case
    # Whether it is the adopted version is asked of the file: the coarse numbers are no change by a user.
    told_fields = {
        "overrides": case.overrides,
        "scenario": case.scenario,
        "origin": case.origin or case,
        "settings": case.settings,
    }
    return Case(**{**case.unlimited(coarse_by_path).__dict__, **told_fields})


def steps_per_decade(share: float) -> int:
    """How many grid numbers a decade may hold so that a cell is twice a share of its upper end wide.

    Parameters
    ----------
    share : float
        The p of the p % rule, as a fraction.

    Examples
    --------
    >>> steps_per_decade(0.1)
    10
    """
    return max(1, math.floor(1 / -math.log10(1 - 2 * share)))


def on_grid(number: float, steps: int) -> float:
    """The nearest number of the grid, by ratio.

    Examples
    --------
    >>> on_grid(73219, 10), on_grid(-0.21, 10), on_grid(0, 10)
    (79400.0, -0.2, 0.0)
    """
    if number == 0:
        return 0.0
    grid_place = round(steps * math.log10(abs(number)))
    return math.copysign(float(f"{10 ** (grid_place / steps):.3g}"), number)


def rule(tables: Tables, name: str) -> float:
    """A number of ``data/publication.csv``, or of the case's own table of that name."""
    return tables.table("publication").find(name).value


def _coarse_numbers(case: Case) -> Iterator[tuple[str, dict[str, Any]]]:
    """Path and new number of each confidential number and each count that would point at few people."""
    steps = steps_per_decade(rule(case.tables, "protection_share"))
    threshold, base = rule(case.tables, "small_cell"), rule(case.tables, "count_rounding")
    hidden_paths = confidential_paths(case)
    number_leaves = _number_leaves(case)
    complements = _complements(number_leaves, threshold)
    for path, leaf in number_leaves.items():
        is_hidden = path in hidden_paths
        if not is_hidden and not is_count(leaf.assumption.unit or ""):
            continue
        central = leaf.assumption.central
        if is_hidden:
            coarse = _each(central, lambda number: on_grid(number, steps))
        elif _is_small(leaf, threshold) or path in complements:
            coarse = _each(central, lambda number: coarse_count(number, threshold, base))
        else:
            continue
        if coarse != central or leaf.assumption.distribution is not None:
            yield path, _replaced(leaf.assumption, coarse)


def small_counts(case: Case) -> set[str]:
    """Paths of the counts that are below the threshold, in some year."""
    threshold = rule(case.tables, "small_cell")
    return {
        path
        for path, leaf in _number_leaves(case).items()
        if is_count(leaf.assumption.unit or "") and _is_small(leaf, threshold)
    }


def _number_leaves(case: Case) -> dict[str, Leaf]:
    """The numbers that the case gives itself."""
    return {
        path: leaf
        for path, leaf in case.graph.leaves.items()
        if leaf.assumption.ref is None and leaf.assumption.pm is None and leaf.assumption.central is not None
    }


def _is_small(leaf: Leaf, threshold: float) -> bool:
    return any(0 < abs(number) < threshold for number in _numbers(leaf.assumption.central))


def coarse_count(number: float, threshold: float, base: float) -> float:
    """A count as the public version calculates with it: half the threshold for each that is below it.

    Examples
    --------
    >>> coarse_count(7, 10, 10), coarse_count(95, 10, 10), coarse_count(0, 10, 10)
    (5.0, 100.0, 0.0)
    """
    if 0 < abs(number) < threshold:
        return math.copysign(threshold / 2, number)
    return round(number / base) * base + 0.0


def _complements(leaves: dict[str, Leaf], threshold: float) -> set[str]:
    """Counts of which two differ by less than the threshold: the one minus the other would be a small cell."""
    counts = [
        (path, number)
        for path, leaf in leaves.items()
        if is_count(leaf.assumption.unit or "")
        for number in _numbers(leaf.assumption.central)
    ]
    close_paths: set[str] = set()
    for (one_path, one_count), (other_path, other_count) in combinations(counts, 2):
        if 0 < abs(one_count - other_count) < threshold:
            close_paths |= {one_path, other_path}
    return close_paths


def _numbers(central: Any) -> tuple[float, ...]:
    return tuple(central.values()) if isinstance(central, dict) else (central,)


def _each(central: Any, coarser: Callable[[float], float]) -> Any:
    if isinstance(central, dict):
        return {year: coarser(number) for year, number in central.items()}
    return coarser(central)


def _replaced(assumption: Assumption, coarse: Any) -> dict[str, Any]:
    """A number as a change of the case: all that is said of it stays, its uncertainty goes."""
    fields = {name: getattr(assumption, name) for name in _FIELDS}
    fields = {name: field for name, field in fields.items() if field not in (None, False)}
    fields.setdefault("accepted_by", _ROUNDER)
    return {**fields, "value": coarse}
