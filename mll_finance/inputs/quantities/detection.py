"""Selecting people or cases for follow-up, by a model, a rule or a person."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

import numpy as np
from pydantic import model_validator

from mll_finance.inputs.grammar.assumption import Assumption
from mll_finance.inputs.grammar.quantity import Quantity
from mll_finance.inputs.grammar.time_axis import Time
from mll_finance.inputs.grammar.values import Values
from mll_finance.inputs.text.written import refusal
from mll_finance.terms import phrase

_NONE = 1e-12


class Detection(Quantity):
    """Flags and what they are worth: true and false positives, misses, recall and lift.

    With population N, prevalence p, capacity K, flagged share f and precision P:
    flags F = min(K, f N, N); true positives TP = min(P F, p N); false positives FP = F - TP;
    misses FN = p N - TP; recall = TP / (p N); lift = (TP / F) / p.

    Notes
    -----
    Only what is found beyond today's selection counts: give today's precision to the baseline with
    ``by_alternative``. Where capacity binds, recall follows from precision.

    References
    ----------
    Fawcett, T. (2006), "An introduction to ROC analysis", Pattern Recognition Letters 27(8): 861-874, sect. 2.
    """

    OUTPUTS: ClassVar[dict[str, str]] = {
        "flags": "count_per_year",
        "true_positives": "count_per_year",
        "false_positives": "count_per_year",
        "false_negatives": "count_per_year",
        "recall": "fraction",
        "lift": "ratio",
    }
    SHARES: ClassVar[tuple[str, ...]] = ("prevalence", "precision", "flagged_share")
    NEVER_NEGATIVE: ClassVar[tuple[str, ...]] = ("population", "capacity")

    kind: Literal["detection"]
    """Selecting people or cases for follow-up."""
    population: Assumption
    """Number from which is selected, a year."""
    prevalence: Assumption
    """Share of the population for which follow-up is right."""
    precision: Assumption
    """Share of the flags for which follow-up is right."""
    capacity: Assumption | None = None
    """Flags that can be followed up, a year."""
    flagged_share: Assumption | None = None
    """Share of the population that is flagged."""

    @model_validator(mode="after")
    def _bounded(self) -> Detection:
        if self.capacity is None and self.flagged_share is None:
            raise refusal(
                phrase("problem_neither_capacity_nor_flagged_share"),
                phrase("problem_at_least_one_of_the"),
                phrase("problem_say_how_many_flags_can"),
            )
        return self

    def outputs(self, values: Values, time: Time) -> dict[str, Any]:
        population, prevalence = values.population, values.prevalence
        flags = population
        if self.capacity is not None:
            flags = np.minimum(flags, values.capacity)
        if self.flagged_share is not None:
            flags = np.minimum(flags, values.flagged_share * population)
        positives = prevalence * population
        true_positives = np.minimum(values.precision * flags, positives)
        return {
            "flags": flags,
            "true_positives": true_positives,
            "false_positives": flags - true_positives,
            "false_negatives": positives - true_positives,
            "recall": true_positives / np.maximum(positives, _NONE),
            "lift": true_positives / np.maximum(flags, _NONE) / np.maximum(prevalence, _NONE),
        }
