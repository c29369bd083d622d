"""What cannot be, whatever the case: shares outside 0 to 1, counts and prices below zero, hours where minutes belong.

Also in draws: a distribution that reaches beyond what can be is refused, with ``truncate`` as one of the remedies, so
that a draw that was cut off is cut off in the case itself, where a reader sees it.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from functools import cache

import numpy as np

from mll_finance.errors import Problem
from mll_finance.inputs.case.graph import Graph, Output
from mll_finance.inputs.grammar.assumption import Assumption
from mll_finance.inputs.grammar.kinds import Part
from mll_finance.inputs.reference_data.thresholds import threshold
from mll_finance.inputs.text.units import UnitWord, unit_words
from mll_finance.terms import phrase
from mll_finance.uncertainty.distributions import Distribution, can_truncate

_BEYOND = threshold("impossible_share")
"""Share of a distribution that may lie beyond what is called its range."""
SHARE = (0.0, 1.0)
COUNT = (0.0, math.inf)
CHANGE = (-1.0, 1.0)
"""A factor with the unit fraction: a share, or the share by which something goes up or down."""
_MEASURES = frozenset(["money", "hour", "minute", "day", "second", "fte", "percent"])
"""Families that a share or a count of one of the others cannot be measured in."""

Bounds = tuple[float, float]


def edges(distribution: Distribution) -> Bounds:
    """The range of a distribution: its support, or where all but one draw in a million lie.

    Examples
    --------
    >>> from mll_finance.uncertainty.distributions.uniform import Uniform
    >>> edges(Uniform(1.0, 3.0))
    (1.0, 3.0)
    """
    support_start, support_end = distribution.support
    if math.isfinite(support_start) and math.isfinite(support_end):
        return float(support_start), float(support_end)
    outer_quantiles = distribution.ppf(np.array([_BEYOND, 1 - _BEYOND]))
    return float(support_start if math.isfinite(support_start) else outer_quantiles[0]), float(
        support_end if math.isfinite(support_end) else outer_quantiles[1]
    )


def check_limits(graph: Graph) -> Iterator[Problem]:
    """Numbers and distributions that reach beyond what can be; what several fields point at is told once."""
    refused_paths: set[str] = set()
    for end_path, limits_in_force in _limited(graph):
        limit_problem = _beyond(end_path, graph.leaves[end_path].assumption, limits_in_force)
        if limit_problem is not None and end_path not in refused_paths:
            refused_paths.add(end_path)
            yield limit_problem


def limits_by_path(graph: Graph) -> dict[str, Bounds]:
    """The least and the most that a number may be, by its path, where it has limits."""
    bounds_by_path: dict[str, Bounds] = {}
    for end_path, (lowest, highest_allowed) in _limited(graph):
        lowest_so_far, highest_so_far = bounds_by_path.get(end_path, (-math.inf, math.inf))
        bounds_by_path[end_path] = max(lowest, lowest_so_far), min(highest_allowed, highest_so_far)
    return bounds_by_path


def _limited(graph: Graph) -> Iterator[tuple[str, Bounds]]:
    """Every number that a field with limits ends in, with these; once for each field."""
    for field_name, path, part_with_field in _fields(graph):
        field_limits = _limits(part_with_field, field_name)
        for end_path in graph.ends(path):
            is_change = field_name == "factors" and graph.leaves[end_path].assumption.unit == "fraction"
            limits_in_force = field_limits or (CHANGE if is_change else None)
            if limits_in_force is not None:
                yield end_path, limits_in_force


def highest(graph: Graph) -> dict[str, float]:
    """The most that a number may be, by its path, where it has a most: where ``{times: x}`` is cut off."""
    highest_by_path: dict[str, float] = {}
    for field_name, path, part_with_field in _fields(graph):
        field_limits = _limits(part_with_field, field_name)
        for end_path in graph.ends(path):
            if field_limits == SHARE or (
                field_name == "factors" and graph.leaves[end_path].assumption.unit == "fraction"
            ):
                highest_by_path[end_path] = SHARE[1]
    return highest_by_path


def computed(graph: Graph, *, whatever: bool = False) -> Iterator[tuple[str, Output, Bounds]]:
    """Numbers with limits that point at an output of a quantity: what they come to shows in the draws alone.

    A count is among them only where something that it follows from can be negative: as the numbers are, or
    (``whatever``) whatever somebody makes of them.
    """
    least_by_path = _least_whatever(graph) if whatever else _least_as_they_are(graph)
    can_be_negative = cache(lambda quantity: _may_be_negative(graph, quantity, least_by_path))
    for field_name, path, part_with_field in _fields(graph):
        field_limits = _limits(part_with_field, field_name)
        if field_limits not in (SHARE, COUNT):
            continue
        for end_path in _references(graph, path):
            target_output = graph.target(str(graph.leaves[end_path].assumption.ref))
            if isinstance(target_output, Output) and (
                field_limits == SHARE or can_be_negative(target_output.quantity)
            ):
                yield end_path, target_output, field_limits


def _least_as_they_are(graph: Graph) -> Mapping[str, float]:
    """The least that each number is."""
    return {path: _least(leaf.assumption) for path, leaf in graph.leaves.items()}


def _least_whatever(graph: Graph) -> Mapping[str, float]:
    """The least that each number may be made; a rise leaves what rises at 0 or more."""
    least_by_path = {path: low for path, (low, _) in limits_by_path(graph).items()}
    rise_paths = (end for field, path, _ in _fields(graph) if field == "growth" for end in graph.ends(path))
    return {**dict.fromkeys(graph.leaves, -math.inf), **least_by_path, **dict.fromkeys(rise_paths, 0.0)}


def _may_be_negative(graph: Graph, quantity: str, least_by_path: Mapping[str, float]) -> bool:
    """Whether a number that a quantity follows from can be negative, in a year or a draw."""
    seen_owner_paths, waiting_owner_paths = set[str](), [f"quantities.{quantity}"]
    while waiting_owner_paths:
        owner_path = waiting_owner_paths.pop()
        if owner_path in seen_owner_paths:
            continue
        seen_owner_paths.add(owner_path)
        for path in graph.paths_of(owner_path):
            if any(least_by_path[end] < 0 for end in graph.ends(path)):
                return True
            ref_targets = (
                graph.target(str(graph.leaves[end].assumption.ref)) for end in _references(graph, path)
            )
            waiting_owner_paths += [
                f"quantities.{target.quantity}" for target in ref_targets if isinstance(target, Output)
            ]
    return False


def _least(number: Assumption) -> float:
    """The least that a number is, in any year or draw; nothing where it is PM."""
    if number.distribution is not None:
        return edges(number.distribution)[0]
    if isinstance(number.value, dict):
        return min(number.value.values(), default=0.0)
    return number.value or 0.0


def check_units(graph: Graph) -> Iterator[Problem]:
    """Fields with a unit of another family than the one that they are measured in."""
    for field_name, path, part_with_field in _fields(graph):
        expected_unit = part_with_field.UNITS.get(field_name)
        for end_path in graph.ends(path):
            unit_of_number = graph.leaves[end_path].assumption.unit
            if unit_of_number is None:
                continue
            if expected_unit is not None and not _fits(unit_of_number, expected_unit):
                yield Problem(
                    end_path,
                    phrase("unit_other", unit=unit_of_number),
                    phrase("unit_expected", unit=expected_unit),
                    phrase("unit_convert", unit=expected_unit),
                )
            elif field_name in part_with_field.SHARES and _families(unit_of_number) & _MEASURES:
                remedy_phrase = (
                    phrase("unit_percent") if "percent" in _families(unit_of_number) else phrase("unit_share")
                )
                yield Problem(
                    end_path, phrase("unit_other", unit=unit_of_number), phrase("limit_share"), remedy_phrase
                )


def _fields(graph: Graph) -> Iterator[tuple[str, str, Part]]:
    """Every field with a number: its name, its path and the part that it belongs to."""
    for section_name, part_by_name in (("quantities", graph.quantities), ("lines", graph.lines)):
        for part_name, part in part_by_name.items():
            for path in graph.paths_of(f"{section_name}.{part_name}"):
                yield path.split(".")[2], path, part


def _limits(part: Part, field: str) -> Bounds | None:
    if field in part.SHARES:
        return SHARE
    if field == "growth":
        return CHANGE
    return COUNT if field in part.never_negative() else None


def _references(graph: Graph, path: str) -> Iterator[str]:
    """Paths of the numbers of a field that point at something, through the numbers that they point at."""
    if path in graph.groups:
        for path_of_child in graph.groups[path].values():
            yield from _references(graph, path_of_child)
        return
    ref_path = graph.leaves[path].assumption.ref
    ref_target = None if ref_path is None else graph.target(ref_path)
    if isinstance(ref_target, Output):
        yield path
    elif ref_target is not None:
        yield from _references(graph, ref_target)


def _beyond(path: str, number: Assumption, limits: Bounds) -> Problem | None:
    """The problem of a number, or of a distribution, that reaches beyond its limits."""
    lowest_allowed, highest_allowed = limits
    allowed_text_by_limits = {
        SHARE: phrase("limit_share"),
        COUNT: phrase("limit_count"),
        CHANGE: phrase("limit_change"),
    }[limits]
    values_of_number = number.value.values() if isinstance(number.value, dict) else [number.value]
    wrong_value = next(
        (
            value
            for value in values_of_number
            if value is not None and not lowest_allowed <= value <= highest_allowed
        ),
        None,
    )
    if wrong_value is not None:
        is_percentage = limits != COUNT and 2 <= wrong_value <= 100
        remedy_phrase = (
            phrase("number_percentage", number=f"{wrong_value / 100:g}")
            if is_percentage
            else phrase("limit_correct")
        )
        return Problem(path, f"{wrong_value:g}", allowed_text_by_limits, remedy_phrase)
    if number.distribution is None:
        return None
    distribution_start, distribution_end = edges(number.distribution)
    if lowest_allowed <= distribution_start and distribution_end <= highest_allowed:
        return None
    cut_text = ", ".join(
        f"{name}: {end:g}"
        for name, end in (("low", lowest_allowed), ("high", highest_allowed))
        if math.isfinite(end)
    )
    distribution_kind = number.distribution.kind
    is_truncatable = distribution_kind == "truncated" or can_truncate(distribution_kind)
    return Problem(
        path,
        phrase(
            "limit_crossed",
            kind=distribution_kind,
            low=f"{distribution_start:g}",
            high=f"{distribution_end:g}",
        ),
        allowed_text_by_limits,
        phrase("limit_truncate", cut=cut_text) if is_truncatable else phrase("limit_distribution"),
    )


def _families(unit: str) -> frozenset[str]:
    """Families of what a unit counts; the user's own words have none."""
    counted_words, _ = unit_words(unit)
    return frozenset(word.family for word in counted_words if word is not None)


def _fits(unit: str, expected: str) -> bool:
    """Whether a unit is of the families that are expected; words of the user's own fit anything but money."""
    counted_words, per_words = unit_words(unit)
    wanted_words, wanted_per = unit_words(expected)
    if not _agree(counted_words, wanted_words):
        return False
    time_words = [
        word for word in per_words if word is not None and word.family in ("hour", "minute", "day", "fte")
    ]
    return (
        not wanted_per
        or not time_words
        or any(
            word.family == wanted_word.family
            for word in time_words
            for wanted_word in wanted_per
            if wanted_word is not None
        )
    )


def _agree(counted: tuple[UnitWord | None, ...], wanted: tuple[UnitWord | None, ...]) -> bool:
    wanted_families = {word.family for word in wanted if word is not None}
    return all(word is None or word.family in wanted_families for word in counted)
