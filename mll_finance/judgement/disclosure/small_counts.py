"""Counts that may point at few people: those that stand in a case, and those that follow from its open numbers.

A count below the threshold follows where the case multiplies a number of people by a share, where the rest of a group
is small, where two alternatives differ by few people, or where parts are subtracted from a total. What a case only
expects, through a chain of numbers, is no count of people: it is one where it comes out whole.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, combinations
from typing import Any

import numpy as np
import numpy.typing as npt

from mll_finance.engine.graph.inputs import by_year
from mll_finance.engine.study import Study
from mll_finance.inputs.case.case import Case
from mll_finance.inputs.case.graph import Leaf, Output
from mll_finance.inputs.grammar.sections import BASELINE
from mll_finance.inputs.tables.in_force import Tables
from mll_finance.judgement.disclosure.confidential import counted_word, is_count, number_leaves

Array = npt.NDArray[np.float64]
_WHOLE = 1e-6


def rule(tables: Tables, name: str) -> float:
    """A number of ``data/publication.csv``, or of the case's own table of that name."""
    return tables.table("publication").find(name).value


def few_people(study: Study) -> set[str]:
    """Paths of the counts below the threshold, and of the quantities with an output that is one."""
    small_cell_limit = rule(study.case.tables, "small_cell")
    quantity_paths = {f"quantities.{output.quantity}" for output, _ in small_outputs(study)}
    return small_counts(study.case, small_cell_limit) | quantity_paths


def small_counts(case: Case, threshold: float) -> set[str]:
    """Paths of the counts that are below the threshold, in some year."""
    return {
        path
        for path, leaf in _count_leaves(case).items()
        if any(0 < abs(number) < threshold for number in numbers(leaf.assumption.central))
    }


def close_counts(case: Case, threshold: float) -> set[str]:
    """Counts of which two differ by less than the threshold, or a total and the sum of some parts of its kind."""
    leaf_by_path = _count_leaves(case)
    paths_and_counts = [
        (path, number) for path, leaf in leaf_by_path.items() for number in numbers(leaf.assumption.central)
    ]
    most_parts_of_rest = int(rule(case.tables, "rest_parts"))
    close_paths: set[str] = set()
    for (one_path, one_count), (other_path, other_count) in combinations(paths_and_counts, 2):
        if 0 < abs(one_count - other_count) < threshold:
            close_paths |= {one_path, other_path}
    for paths in _by_word(leaf_by_path).values():
        counts_by_path = {
            path: np.broadcast_to(by_year(leaf_by_path[path], case.years), len(case.years)) for path in paths
        }
        for year_index in range(len(case.years)):
            count_by_path = {path: float(counts[year_index]) for path, counts in counts_by_path.items()}
            close_paths |= _small_rests(count_by_path, threshold, most_parts_of_rest)
    return close_paths


def coarse_count(number: float, threshold: float, base: float) -> float:
    """A count as the public version calculates with it: half the threshold for each that is below it.

    Examples
    --------
    >>> coarse_count(7, 10, 10), coarse_count(95, 10, 10), coarse_count(0, 10, 10)
    (5.0, 100.0, 0.0)
    """
    if 0 < abs(number) < threshold:
        return float(np.copysign(threshold / 2, number))
    return round(number / base) * base + 0.0


def small_outputs(study: Study) -> list[tuple[Output, str]]:
    """Outputs of quantities that are a count below the threshold in some year, each with its alternative."""
    small_cell_limit = rule(study.case.tables, "small_cell")
    return [
        (output, alternative)
        for output, alternative, counts in _calculated_counts(study)
        if _is_telling(study.case, output, alternative, counts, small_cell_limit)
    ]


def telling_shares(study: Study) -> set[str]:
    """Paths of the numbers, other than counts, by which a count below the threshold follows from open numbers.

    That is an output of a quantity, the rest of the group that it is a part of, or the difference with the baseline.
    """
    case, small_cell_limit = study.case, rule(study.case.tables, "small_cell")
    counts_by_output = {
        (output, alternative): output_counts
        for output, alternative, output_counts in _calculated_counts(study)
    }
    share_paths: set[str] = set()
    for (output, alternative), output_counts in counts_by_output.items():
        feeding_paths = feeding_numbers(case, output.quantity, alternative)
        counts_of_feeding_numbers = [
            study.central.model.assumption(path, alternative) for path in feeding_paths if _counts(case, path)
        ]
        baseline_counts = counts_by_output.get((output, BASELINE), output_counts)
        count_differences = [
            output_counts,
            output_counts - baseline_counts,
            *(size - output_counts for size in counts_of_feeding_numbers),
        ]
        if any(
            _is_telling(case, output, alternative, difference, small_cell_limit)
            for difference in count_differences
        ):
            share_paths |= {path for path in feeding_paths if not _counts(case, path)}
            share_paths |= {
                path
                for path in feeding_numbers(case, output.quantity, BASELINE)
                if not _counts(case, path) and baseline_counts is not output_counts
            }
    return share_paths


def feeding_numbers(case: Case, quantity: str, alternative: str) -> set[str]:
    """Paths of the numbers that a quantity is calculated from in an alternative, through references and quantities."""
    feeding_paths: set[str] = set()
    for path in case.graph.paths_of(f"quantities.{quantity}"):
        source_path_or_output = _source(case, path, alternative)
        feeding_paths |= (
            feeding_numbers(case, source_path_or_output.quantity, alternative)
            if isinstance(source_path_or_output, Output)
            else {source_path_or_output}
        )
    return feeding_paths


def numbers(central: Any) -> tuple[float, ...]:
    """The numbers of a central value, by year or not."""
    return tuple(central.values()) if isinstance(central, dict) else (central,)


def _source(case: Case, path: str, alternative: str) -> str | Output:
    """The number, or the output of a quantity, that an assumption stands for in an alternative."""
    leaf_path = case.graph.leaf_for(path, alternative)
    ref_path = case.graph.leaves[leaf_path].assumption.ref
    ref_target = leaf_path if ref_path is None else case.graph.target(ref_path)
    if isinstance(ref_target, Output) or ref_path is None or ref_target is None:
        return leaf_path if ref_target is None else ref_target
    return _source(case, ref_target, alternative)


def _is_direct(case: Case, quantity: str, alternative: str) -> bool:
    """Whether a quantity is the product of a count and numbers beside it, without another quantity between."""
    sources_of_quantity = [
        _source(case, path, alternative) for path in case.graph.paths_of(f"quantities.{quantity}")
    ]
    return case.quantities[quantity].kind == "product" and all(
        isinstance(source, str) for source in sources_of_quantity
    )


def _is_telling(case: Case, output: Output, alternative: str, counts: Array, threshold: float) -> bool:
    is_small = (np.abs(counts) > _WHOLE) & (np.abs(counts) < threshold - _WHOLE)
    if not _is_direct(case, output.quantity, alternative):
        is_small &= np.abs(counts - np.round(counts)) < _WHOLE
    return bool(is_small.any())


def _calculated_counts(study: Study) -> Iterator[tuple[Output, str, Array]]:
    case = study.case
    for quantity_id in case.graph.order:
        quantity = case.quantities[quantity_id]
        outputs = [
            Output(quantity_id, output)
            for output, kind in quantity.units().items()
            if is_count(quantity.unit or kind)
        ]
        for alternative in case.alternatives if outputs else ():
            if (f"quantities.{quantity_id}", alternative) in case.graph.pm:
                continue
            counts_by_output = study.central.model.quantity(quantity_id, alternative)
            for output in outputs:
                yield output, alternative, np.asarray(counts_by_output[output.name], dtype=float)


def _count_leaves(case: Case) -> dict[str, Leaf]:
    return {path: leaf for path, leaf in number_leaves(case).items() if is_count(leaf.assumption.unit or "")}


def _counts(case: Case, path: str) -> bool:
    return is_count(case.graph.leaves[path].assumption.unit or "")


def _by_word(leaves: dict[str, Leaf]) -> dict[str, list[str]]:
    paths_by_word: dict[str, list[str]] = {}
    for path, number_leaf in leaves.items():
        paths_by_word.setdefault(counted_word(number_leaf.assumption.unit or ""), []).append(path)
    return paths_by_word


def _small_rests(count_by_path: dict[str, float], threshold: float, most_parts: int) -> set[str]:
    """Totals and parts of which the rest is small."""
    close_paths: set[str] = set()
    for total_path, total_count in count_by_path.items():
        smaller_path_count_pairs = [
            (path, count)
            for path, count in count_by_path.items()
            if path != total_path and 0 < count < total_count
        ]
        sizes_of_combination = (
            {*range(2, most_parts + 1), len(smaller_path_count_pairs)}
            if len(smaller_path_count_pairs) > 1
            else set()
        )
        for chosen_parts in chain.from_iterable(
            combinations(smaller_path_count_pairs, size)
            for size in sizes_of_combination
            if size <= len(smaller_path_count_pairs)
        ):
            if 0 < abs(total_count - sum(count for _, count in chosen_parts)) < threshold:
                close_paths |= {total_path, *(path for path, _ in chosen_parts)}
    return close_paths
