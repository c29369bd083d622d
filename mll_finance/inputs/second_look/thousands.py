"""Numbers beside which a separator of thousands may have got lost, though each can be read in one way only."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

from mll_finance.inputs.case.case import Case
from mll_finance.inputs.case.moves import is_thousandfold
from mll_finance.inputs.grammar.assumption import Assumption
from mll_finance.inputs.text.units import has_three_decimals
from mll_finance.uncertainty import distributions
from mll_finance.yaml_text import Doubtful

_ENDS = ("low", "mode", "high")
Doubt = tuple[str, Mapping[str, object]]
"""Path of what is asked about, and the numbers that the question names."""


def factors(case: Case) -> Iterator[Doubt]:
    """Factors such as ``{times: 1.500}``: three decimals that end in a zero look like thousands."""
    asked_paths_and_factors: set[tuple[str, str]] = set()
    for scenario_name, scenario in case.scenarios.items():
        for path, change in scenario.set.items():
            for factor_text in _doubtful_factor(change):
                asked_paths_and_factors.add((path, factor_text))
                yield (
                    f"scenarios.{scenario_name}.set.{path}",
                    {"text": factor_text, "factor": f"{float(factor_text):.15g}"},
                )
    for override in case.overrides:
        for factor_text in _doubtful_factor(override.value):
            if (override.path, factor_text) not in asked_paths_and_factors:
                yield override.path, {"text": factor_text, "factor": f"{float(factor_text):.15g}"}


def _doubtful_factor(change: Any) -> Iterator[str]:
    """The factor of a change as it was written, where it may be thousands."""
    raw_factor = change.get("times") if isinstance(change, dict) else None
    if isinstance(raw_factor, Doubtful) and raw_factor.text.endswith("0"):
        yield raw_factor.text


def apart(case: Case) -> Iterator[Doubt]:
    """Numbers of which one is about a thousand times the next: the ends of a distribution, amounts by year."""
    for path, number_leaf in case.graph.leaves.items():
        assumption = number_leaf.assumption
        if has_three_decimals(assumption.unit) or assumption.table is not None:
            continue
        sizes_in_order = sorted(abs(size) for size in _sizes(assumption) if size)
        for smaller_size, larger_size in pairwise(sizes_in_order):
            if is_thousandfold(larger_size / smaller_size):
                yield path, {"smaller": f"{smaller_size:.15g}", "larger": f"{larger_size:.15g}"}


def _sizes(number: Assumption) -> list[float]:
    """The numbers by which one assumption says how large a thing is."""
    if number.distribution is not None:
        written_spread = distributions.written(number.distribution)
        return [
            float(written_spread[end]) for end in _ENDS if isinstance(written_spread.get(end), (int, float))
        ]
    return [float(size) for size in number.value.values()] if isinstance(number.value, dict) else []
