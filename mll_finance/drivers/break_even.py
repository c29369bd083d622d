"""Break-even precision: how good a selection must be for an alternative to be worth it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mll_finance.engine.ledger import Ledger
from mll_finance.engine.stream import stream
from mll_finance.engine.study import Study
from mll_finance.inputs.grammar.parties import SOCIETY
from mll_finance.inputs.quantities.detection import Detection

_STEPS = 60
"""Halvings of the interval 0 to 1; more than a double can tell apart."""


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
    made = []
    for name, quantity in study.case.quantities.items():
        owner = f"quantities.{name}"
        if not isinstance(quantity, Detection) or owner not in study.case.graph.varies:
            continue
        for alternative in study.case.projects:
            if (owner, alternative) in study.case.graph.pm:
                continue
            found = _search(study, name, alternative)
            if found is not None:
                made.append(found)
    return made


def _search(study: Study, quantity: str, alternative: str) -> BreakEven | None:
    """The break-even precision; None where precision moves no euros."""
    path = f"quantities.{quantity}.precision"
    given = float(np.asarray(study.central.model.assumption(path, alternative))[-1, 0])
    nothing, perfect = _npv(study, alternative, path, 0.0), _npv(study, alternative, path, 1.0)
    if nothing == perfect:
        return None
    if perfect < 0:
        return BreakEven(quantity, alternative, given, None, perfect)
    low, high = 0.0, 1.0
    if nothing >= 0:
        return BreakEven(quantity, alternative, given, 0.0, perfect)
    for _ in range(_STEPS):
        middle = (low + high) / 2
        low, high = (low, middle) if _npv(study, alternative, path, middle) >= 0 else (middle, high)
    return BreakEven(quantity, alternative, given, high, perfect)


def _npv(study: Study, alternative: str, path: str, precision: float) -> float:
    """NPV to society with another precision in this alternative only."""
    ledger = Ledger(study.case)
    ledger.model.given[path, alternative] = np.array([[precision]])
    return float(stream(ledger, study.case.perspectives[SOCIETY], alternative).npv[0])
