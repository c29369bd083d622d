"""Whether the share that would never have been helped decides: of what is brought forward it is known least.

Who is helped earlier would else have been helped at the same time, later or never. No source can say how many never, so
the balance is asked for over the whole range of that share, the other numbers drawn as before.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from mll_finance.drivers.expected_switching import expected_npv, expected_of
from mll_finance.drivers.points import Input
from mll_finance.engine.study import Study
from mll_finance.inputs.quantities.brought_forward import BroughtForward
from mll_finance.uncertainty.sensitivity import crossings

Array = npt.NDArray[np.float64]
Side = Literal["below", "above", "turns"]
_POINTS = 11
"""Shares at which the balance is asked for; it is linear in the share unless a minimum or maximum stands between."""


@dataclass(frozen=True)
class NeverShare:
    """The expected balance of an alternative over every share, from nobody to everybody, that would never be helped."""

    input: Input
    expected: float
    """The share now: the mean of its draws."""
    at_none: float
    """Expected NPV to society where nobody would never have been helped (EUR)."""
    at_all: float
    """The same where none of them would have been helped later (EUR)."""
    side: Side
    """The side of zero on which the balance stays, or that it turns."""
    turns_at: float | None
    """The share at which it is zero, the nearest to what it is now; None where none is."""

    def as_json(self) -> dict[str, Any]:
        """What ``results.json`` says of it: shares from 0 to 1, balances in EUR."""
        return {
            "path": self.input.path,
            "expected": self.expected,
            "npv_at_none": self.at_none,
            "npv_at_all": self.at_all,
            "side": self.side,
            "turns_at": self.turns_at,
        }


def never_shares(study: Study, alternative: str) -> tuple[NeverShare, ...]:
    """The shares of a case that would never have been helped, where they move an alternative."""
    return study.once(("never shares", alternative), lambda: tuple(_shares(study, alternative)))


def _shares(study: Study, alternative: str) -> Iterator[NeverShare]:
    scanned_shares = np.linspace(0.0, 1.0, _POINTS)
    for share_input in _numbers(study):

        def outcome(_: npt.NDArray[np.intp], values: Array, number: Input = share_input) -> Array:
            return expected_npv(study, alternative, number, values)

        expected_now = expected_of(study, share_input)
        npv_by_share = expected_npv(study, alternative, share_input, scanned_shares)
        if np.ptp(npv_by_share) == 0:
            continue
        (turning_shares,) = crossings(
            scanned_shares[None, :],
            npv_by_share[None, :],
            outcome=outcome,
            central=np.array([expected_now]),
        )
        npv_at_none, npv_at_all = float(npv_by_share[0]), float(npv_by_share[-1])
        if turning_shares.size:
            yield NeverShare(
                share_input, expected_now, npv_at_none, npv_at_all, "turns", float(turning_shares[0])
            )
        else:
            side_below_zero: Side = "below" if npv_at_none < 0 else "above"
            yield NeverShare(share_input, expected_now, npv_at_none, npv_at_all, side_below_zero, None)


def _numbers(study: Study) -> list[Input]:
    """The numbers that such a share rests on, each once."""
    graph = study.case.graph
    never_paths = dict.fromkeys(
        path
        for name, quantity in study.case.quantities.items()
        if isinstance(quantity, BroughtForward)
        for path in graph.ends(f"quantities.{name}.never")
        if graph.leaves[path].assumption.pm is None
    )
    share_inputs = (Input(graph.leaves[path]) for path in never_paths)
    return [number for number in share_inputs if not number.by_year]
