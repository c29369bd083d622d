"""The case that may be told: each confidential number replaced once, before anything is calculated.

Whatever is published follows from this case, so that nothing that is published, now or in a later kind of file, can
tell more than its numbers do. A confidential number carries noise without an end on either side, drawn once and kept
secret with the case: every other number, smaller or larger, could have given the same files. Counts of few people are
half the threshold, whatever they were, and so are those that would follow from open numbers.

References
----------
Hundepool, A. et al. (2012), Statistical Disclosure Control, Wiley: p % rule; noise and rounding before tabulation.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from mll_finance.engine.study import Study
from mll_finance.inputs.case.case import Case
from mll_finance.inputs.case.graph import Output
from mll_finance.inputs.grammar.assumption import INHERITED, Assumption
from mll_finance.judgement.disclosure.confidential import confidential_numbers, number_leaves
from mll_finance.judgement.disclosure.noise import with_noise
from mll_finance.judgement.disclosure.small_counts import (
    close_counts,
    coarse_count,
    feeding_numbers,
    rule,
    small_counts,
    small_outputs,
    telling_shares,
)

_ROUNDER = {"nl": "openbare versie", "en": "public version"}
_FIELDS = tuple(name for name in INHERITED if name != "region")
"""What is said of a number and stays; the region of a figure goes with the figure."""
_SAME_FIGURES = 9
"""Figures of a share that is made to fit: what is left of rounding by the machine goes."""


@dataclass(frozen=True)
class DisclosedStudy(Study):
    """A study of the case that may be told: what the public version is made of, and nothing else."""


def disclosed(study: Study, noise: Mapping[str, float]) -> DisclosedStudy:
    """The study of the case that may be told.

    Parameters
    ----------
    study : Study
        As it is, with what is confidential.
    noise : mapping
        A draw from the standard normal distribution for each of :func:`numbers_with_noise`, by path; kept secret.
    """
    case, share_paths = study.case, telling_shares(study)
    coarse_change_by_path = dict(_coarse_numbers(case, share_paths, noise))
    if not coarse_change_by_path:
        return DisclosedStudy(case, study.per_draw)
    study_without_secrets = DisclosedStudy(_changed(case, coarse_change_by_path), study.per_draw)
    fitted_change_by_path = _fitted_shares(study_without_secrets, small_outputs(study), share_paths)
    if not fitted_change_by_path:
        return study_without_secrets
    return DisclosedStudy(_changed(case, coarse_change_by_path | fitted_change_by_path), study.per_draw)


def numbers_with_noise(study: Study) -> tuple[str, ...]:
    """Paths of the numbers that carry noise in the public version, in order."""
    return tuple(sorted(confidential_numbers(study.case) | telling_shares(study)))


def _changed(case: Case, changes: Mapping[str, Any]) -> Case:
    """The case with other numbers; whether it is the adopted version is asked of the file, and its changes stay."""
    carried_field_by_name = {
        "overrides": case.overrides,
        "scenario": case.scenario,
        "origin": case.origin or case,
        "settings": case.settings,
    }
    return Case(**{**case.unlimited(changes).__dict__, **carried_field_by_name})


def _coarse_numbers(
    case: Case, shares: set[str], noise: Mapping[str, float]
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Path and new number of each confidential number and each count that would point at few people."""
    protected_share = rule(case.tables, "protection_share")
    small_cell_limit, rounding_base = rule(case.tables, "small_cell"), rule(case.tables, "count_rounding")
    noisy_paths = confidential_numbers(case) | shares
    small_paths, close_paths = small_counts(case, small_cell_limit), close_counts(case, small_cell_limit)
    for path, number_leaf in number_leaves(case).items():
        central_number = number_leaf.assumption.central
        if path in small_paths or (path in close_paths and path not in noisy_paths):
            coarse_number = _each(
                central_number, partial(coarse_count, threshold=small_cell_limit, base=rounding_base)
            )
        elif path in noisy_paths:
            is_share = number_leaf.assumption.unit == "fraction"
            add_noise = partial(_noisy, standard_noise=noise[path], share=protected_share, is_share=is_share)
            coarse_number = _each(central_number, add_noise)
        else:
            continue
        yield path, _replaced(number_leaf.assumption, coarse_number, is_confidential=path in noisy_paths)


def _noisy(number: float, standard_noise: float, share: float, *, is_share: bool) -> float:
    """A number with noise; a share stays a share, which tells nothing that nobody knew."""
    noisy_number = with_noise(number, standard_noise, share)
    return min(1.0, noisy_number) if is_share and number <= 1 else noisy_number


def _fitted_shares(study: Study, small: list[tuple[Output, str]], shares: set[str]) -> dict[str, Any]:
    """Shares by which a product that is below the threshold becomes half of it, as all such counts do."""
    case, half_threshold = study.case, rule(study.case.tables, "small_cell") / 2
    leaf_by_path, fitted_change_by_path = number_leaves(case), dict[str, Any]()
    for output, alternative in small:
        if case.quantities[output.quantity].kind != "product":
            continue
        count_by_year = study.central.model.quantity(output.quantity, alternative)[output.name]
        if float(abs(count_by_year).min()) == 0 or float(abs(count_by_year - count_by_year[0]).max()) > 0:
            continue
        path_and_number_pairs = [
            (path, central)
            for path in sorted(feeding_numbers(case, output.quantity, alternative) & shares)
            if isinstance(central := leaf_by_path[path].assumption.central, float)
            and path not in fitted_change_by_path
        ]
        if not path_and_number_pairs:
            continue
        path, central = path_and_number_pairs[0]
        fitted_share = central * half_threshold / abs(float(count_by_year.flat[0]))
        fitted_change_by_path[path] = _replaced(
            leaf_by_path[path].assumption, float(f"{fitted_share:.{_SAME_FIGURES}g}"), is_confidential=True
        )
    return fitted_change_by_path


def _each(central: Any, coarser: Callable[[float], float]) -> Any:
    if isinstance(central, dict):
        return {year: coarser(number) for year, number in central.items()}
    return coarser(central)


def _replaced(assumption: Assumption, coarse: Any, *, is_confidential: bool) -> dict[str, Any]:
    """A number as a change of the case: all that is said of it stays, its uncertainty goes."""
    unchanged_field_by_name = {name: getattr(assumption, name) for name in _FIELDS}
    unchanged_field_by_name = {
        name: field for name, field in unchanged_field_by_name.items() if field not in (None, False)
    }
    unchanged_field_by_name.setdefault("accepted_by", _ROUNDER)
    return {**unchanged_field_by_name, "value": coarse, **({"confidential": True} if is_confidential else {})}
