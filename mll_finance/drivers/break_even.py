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
        owner = f"quantities.{name}"
        if not isinstance(quantity, Detection) or owner not in study.case.graph.varies:
            continue
        for alternative in study.case.projects:
            if (owner, alternative) in study.case.graph.pm:
                continue
            break_even = _search(study, name, alternative)
            if break_even is not None:
                break_evens.append(break_even)
    return break_evens


def _search(study: Study, quantity: str, alternative: str) -> BreakEven | None:
    """The break-even precision; None where precision moves no euros."""
    path = f"quantities.{quantity}.precision"
    given = float(np.asarray(study.central.model.assumption(path, alternative))[-1, 0])
    evaluator = Evaluator(study.case, (SOCIETY,), (alternative,), given=((path, alternative),))

    def npv(precisions: Array) -> Array:
        return evaluator.npv({f"{path}@{alternative}": precisions})[SOCIETY, alternative]

    at_nothing, at_perfect = (float(euros) for euros in npv(np.array([0.0, 1.0])))
    if at_nothing == at_perfect:
        return None
    zero = -_ROUNDING * abs(at_perfect - at_nothing)
    if at_perfect < zero:
        return BreakEven(quantity, alternative, given, None, at_perfect)
    if at_nothing >= zero:
        return BreakEven(quantity, alternative, given, 0.0, at_perfect)
    low, high = 0.0, 1.0
    for _ in range(_ROUNDS):
        precisions = np.linspace(low, high, _PARTS + 1)
        reached = int(np.argmax(npv(precisions) >= zero))
        low, high = float(precisions[reached - 1]), float(precisions[reached])
    return BreakEven(quantity, alternative, given, high, at_perfect)
