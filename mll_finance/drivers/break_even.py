"""Break-even precision: how good a selection must be for an alternative to be worth it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from mll_finance.engine.evaluator import Evaluator
from mll_finance.engine.study import Study
from mll_finance.inputs.grammar.parties import SOCIETY
from mll_finance.inputs.quantities.detection import Detection

Array = npt.NDArray[np.float64]
_PARTS = 256
"""Parts into which each round divides the interval in which the break-even lies."""
_ROUNDS = 7
"""Rounds: 256 to the power of 7 parts of the interval 0 to 1 are more than a double can tell apart."""
_ROUNDING = 1e-12
"""Share of what precision moves that counts as zero: sums that cancel leave a rounding on either side of it."""


@dataclass(frozen=True)
class BreakEven:
    """The precision at which an alternative comes out at zero, beside the one that it is given."""

    quantity: str
    alternative: str
    given: float
    """Central precision of the case."""
    needed: float | None
    """Precision at which the NPV to society is zero; None where none between 0 and 1 will do."""
    at_perfect: float
    """NPV to society at a precision of 1 (EUR)."""


def break_even_precision(study: Study) -> list[BreakEven]:
    """For each detection whose result differs between alternatives, and each alternative.

    Notes
    -----
    Convention: the central case, everything else unchanged, the NPV to society. The NPV does not fall when precision
    rises, up to where every case that needs follow-up is found; the lowest precision that reaches zero is taken.
    """
    break_evens = []
    for name, quantity in study.case.quantities.items():
        quantity_path = f"quantities.{name}"
        if not isinstance(quantity, Detection) or quantity_path not in study.case.graph.varies:
            continue
        for alternative in study.case.projects:
            if (quantity_path, alternative) in study.case.graph.pm:
                continue
            break_even = _search(study, name, alternative)
            if break_even is not None:
                break_evens.append(break_even)
    return break_evens


def _search(study: Study, quantity: str, alternative: str) -> BreakEven | None:
    """The break-even precision; None where precision moves no euros."""
    precision_path = f"quantities.{quantity}.precision"
    given_precision = float(np.asarray(study.central.model.assumption(precision_path, alternative))[-1, 0])
    evaluator = Evaluator(study.case, (SOCIETY,), (alternative,), given=((precision_path, alternative),))

    def npv(precisions: Array) -> Array:
        return evaluator.npv({f"{precision_path}@{alternative}": precisions})[SOCIETY, alternative]

    npv_at_nothing, npv_at_perfect = (float(euros) for euros in npv(np.array([0.0, 1.0])))
    if npv_at_nothing == npv_at_perfect:
        return None
    zero_npv = -_ROUNDING * abs(npv_at_perfect - npv_at_nothing)
    if npv_at_perfect < zero_npv:
        return BreakEven(quantity, alternative, given_precision, None, npv_at_perfect)
    if npv_at_nothing >= zero_npv:
        return BreakEven(quantity, alternative, given_precision, 0.0, npv_at_perfect)
    low_precision, high_precision = 0.0, 1.0
    for _ in range(_ROUNDS):
        precisions = np.linspace(low_precision, high_precision, _PARTS + 1)
        first_positive_index = int(np.argmax(npv(precisions) >= zero_npv))
        low_precision, high_precision = (
            float(precisions[first_positive_index - 1]),
            float(precisions[first_positive_index]),
        )
    return BreakEven(quantity, alternative, given_precision, high_precision, npv_at_perfect)
