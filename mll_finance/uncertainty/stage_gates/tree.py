"""What a plan in phases is worth with the right to stop after each, by backward induction.

At the end of a phase stands a gate: what failed or does not pay stops there, and the rest goes on to the next phase or,
after the last, to what the plan brings. The rule at a gate is the best one given what is known there: the mean of going
on given that comes from a regression on the draws, as the value of partial information does.

References
----------
Raiffa, H. (1968), Decision Analysis: Introductory Lectures on Choices under Uncertainty, Addison-Wesley (averaging out
and folding back).
Dixit, A.K. and Pindyck, R.S. (1994), Investment under Uncertainty, Princeton, ch. 2 and 10 (waiting; staged outlays).
Longstaff, F.A. and Schwartz, E.S. (2001), "Valuing American options by simulation: a simple least-squares approach",
Review of Financial Studies 14: 113-147.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt

from mll_finance.uncertainty.information.conditional_means import conditional_means, parts_of
from mll_finance.uncertainty.information.perfect import jackknife_error
from mll_finance.uncertainty.summary import Estimate

Array = npt.NDArray[np.float64]
Gates = tuple[int, ...]
"""The gates at which one may stop, by their place."""


@dataclass(frozen=True)
class Phase:
    """A phase and the gate at its end; all amounts are present values of one moment.

    Parameters
    ----------
    cost : float
        What it costs.
    passes : float
        Chance (0 to 1), independent of the draws, that it succeeds: what failed brings nothing any more.
    salvage : float
        What stopping at its gate brings (below zero: costs).
    known : ndarray, optional
        Draws (inputs, draws) of what is known at its gate beside what was known before.
    brought : ndarray or float
        What numbers that are independent of all that is known at its gate bring to the payoffs (draws,), zero on
        average: it is taken off before a mean is fitted, which lowers the error and changes nothing else.
    goes_on : ndarray, optional
        Whether (draws,) a rule that was agreed beforehand goes on at its gate.
    """

    cost: float
    passes: float = 1.0
    salvage: float = 0.0
    known: Array | None = None
    brought: Array | float = 0.0
    goes_on: npt.NDArray[np.bool_] | None = None

    def __post_init__(self) -> None:
        if not 0.0 <= self.passes <= 1.0:
            raise ValueError(f"passes: found {self.passes}; a chance lies from 0 to 1")


@dataclass(frozen=True)
class Gate:
    """What happens at one gate, and what the right to stop there is worth.

    Parameters
    ----------
    alone : float
        What the right to stop at this gate adds where there is no other.
    on_top : float
        What it adds to the right to stop at all others.
    reached, failed, stopped : float
        Chance that its phase is carried out, that it fails, and that it succeeds and one stops nevertheless.
    going_on : ndarray
        Mean (draws,) of going on, given what is known there.
    is_reached : ndarray
        Whether (draws,) no earlier gate stops, chance apart.
    salvage : float
        What stopping brings.
    """

    alone: float
    on_top: float
    reached: float
    failed: float
    stopped: float
    going_on: Array
    is_reached: npt.NDArray[np.bool_]
    salvage: float


@dataclass(frozen=True)
class Staged:
    """What a plan in phases is worth (the unit of the payoffs), once its first phase is begun.

    Parameters
    ----------
    value : Estimate
        With the right to stop at every gate, by the best rule there.
    committed : float
        Where all phases are carried out and the last step is taken whatever is found.
    perfect : float
        Where all that is uncertain in the draws is known at the first gate: the most that the value can be.
    agreed : float or None
        By the rules that were agreed beforehand where a gate has one, by the best rule at the others.
    gates : tuple of Gate
        In the order of the phases.
    """

    value: Estimate
    committed: float
    perfect: float
    agreed: float | None
    gates: tuple[Gate, ...]

    @property
    def option_value(self) -> float:
        """What the right to stop is worth."""
        return self.value.value - self.committed


def staged(phases: Sequence[Phase], payoffs: Array, *, replicates: int = 1) -> Staged:
    """What a plan in phases is worth with the right to stop at each gate.

    Parameters
    ----------
    phases : sequence of Phase
        In the order in which they follow each other, at least one.
    payoffs : ndarray
        What the plan brings after its last gate at each draw (draws,), in present value.
    replicates : int
        Number of independent replicates of the draws, one after the other.

    Returns
    -------
    Staged
        The unit of the payoffs. The value is never below that of being committed, nor above that of perfect
        information; its error, the jackknife's over the replicates, counts the draws and the fit at every gate.

    Raises
    ------
    ValueError
        No phase.

    Notes
    -----
    Convention: V(k) = max(salvage(k), E[W(k) | known at k]) with W(k) the payoff at the last gate and
    -cost(k+1) + passes(k+1) V(k+1) + (1 - passes(k+1)) F(k+1) before it; F, what failed, is the better of its salvage
    and of paying on. Who is committed pays every phase, and gets nothing where one failed.

    Examples
    --------
    A trial of 300 that brings 575 a year later or nothing, at 10 %; what is left over then sells for 250.

    >>> plan = staged([Phase(300.0, passes=0.5, salvage=250.0 / 1.1)], np.array([575.0 / 1.1]))
    >>> round(plan.committed, 2), round(plan.value.value, 2)
    (-38.64, 75.0)
    """
    if not phases:
        raise ValueError("a plan in phases has at least one")
    tree = _Tree(tuple(phases), payoffs[None, :], replicates)
    everywhere, committed_worth = tree.everywhere, tree.worth(())
    has_rule = any(phase.goes_on is not None for phase in phases)
    return Staged(
        Estimate(tree.best, _error(tuple(phases), payoffs, replicates)),
        committed_worth,
        max(tree.perfect, committed_worth),
        _Tree(tuple(phases), payoffs[None, :], replicates, is_agreed=True).worth(everywhere)
        if has_rule
        else None,
        tuple(tree.gate(gate_index) for gate_index in everywhere),
    )


def begun_later(
    phases: Sequence[Phase], payoffs: Array, *, pause: Phase, replicates: int = 1
) -> tuple[float, float]:
    """What the right to begin a plan after a pause is worth, and the chance (0 to 1) that it is begun then.

    Parameters
    ----------
    phases : sequence of Phase
        The plan; none where it is one step.
    payoffs : ndarray
        What the plan brings after its last gate at each draw (draws,), in present value of now.
    pause : Phase
        The wait: what it costs, and what is known at its end.
    replicates : int
        Number of independent replicates of the draws, one after the other.

    Examples
    --------
    A pause after which it is known whether the step brings 8 or costs 2, for 1.

    >>> pause = Phase(1.0, known=np.array([[1.0, 0.0] * 8]))
    >>> begun_later([], np.array([8.0, -2.0] * 8), pause=pause)
    (3.0, 0.5)
    """
    waiting_tree = _Tree((pause, *phases), payoffs[None, :], replicates)
    return waiting_tree.best, waiting_tree.going_on_share


def _error(phases: tuple[Phase, ...], payoffs: Array, replicates: int) -> float:
    """Standard error of the value with the right to stop everywhere; zero where there is one draw, which is certain."""
    parts = parts_of(payoffs.size, replicates)
    if len(parts) == 1:
        return 0.0
    tree = _Tree(phases, np.tile(payoffs, (len(parts) + 1, 1)), replicates)
    values_without = [
        float(np.delete(worth, part).mean())
        for part, worth in zip(parts, tree.worth_by_draw(tree.everywhere)[1:], strict=True)
    ]
    return jackknife_error(np.array(values_without))


@dataclass(frozen=True)
class _Tree:
    """The recursion; what it finds for the same gates further on is kept.

    Parameters
    ----------
    phases : tuple of Phase
        In the order in which they follow each other.
    payoffs : ndarray
        What the plan brings after its last gate at each draw: one row (1, draws), and for an error a row for each
        part of the draws too (1 + parts, draws), of which every fit leaves that part out.
    replicates : int
        Number of independent replicates of the draws.
    """

    phases: tuple[Phase, ...]
    payoffs: Array
    replicates: int
    is_agreed: bool = False
    """Whether a rule that was agreed beforehand decides where a gate has one."""
    _fits: dict[tuple[int, Gates], Array] = field(default_factory=dict)

    def worth(self, gates: Gates) -> float:
        """What the plan is worth with the right to stop at some gates."""
        return float(self.worth_by_draw(gates)[0].mean())

    def worth_by_draw(self, gates: Gates) -> Array:
        """The same at each draw (rows, draws)."""
        return self._after(-1, gates)

    @property
    def everywhere(self) -> Gates:
        """All gates."""
        return tuple(range(len(self.phases)))

    @cached_property
    def best(self) -> float:
        """The value with the right to stop everywhere: no less than committed, no more than with all known."""
        committed_worth = self.worth(())
        return min(max(self.worth(self.everywhere), committed_worth), max(self.perfect, committed_worth))

    @property
    def going_on_share(self) -> float:
        """Share of the draws that goes on at the first gate."""
        return float((self._fit(0, self.everywhere)[0] > self.phases[0].salvage).mean())

    def gate(self, place: int) -> Gate:
        """What happens at a gate under the best rule, and what it is worth."""
        all_gates = self.everywhere
        other_gates = tuple(other_gate for other_gate in all_gates if other_gate != place)
        passing_chance = float(np.prod([phase.passes for phase in self.phases[:place]]))
        is_reached = self._is_reached(place)
        worth_of_going_on = self._fit(place, all_gates)[0]
        phase = self.phases[place]
        share_reached = passing_chance * float(is_reached.mean())
        is_stopped = is_reached & (worth_of_going_on <= phase.salvage)
        return Gate(
            max(self.worth((place,)) - self.worth(()), 0.0),
            max(self.best - self.worth(other_gates), 0.0),
            share_reached,
            share_reached * (1.0 - phase.passes),
            passing_chance * phase.passes * float(is_stopped.mean()),
            worth_of_going_on,
            is_reached,
            phase.salvage,
        )

    @property
    def perfect(self) -> float:
        """The value where each draw is known at the first gate."""
        worth_passed, worth_failed = self.payoffs[0], 0.0
        for phase in reversed(self.phases):
            worth_passed = np.maximum(worth_passed, phase.salvage)
            worth_failed = max(worth_failed, phase.salvage)
            worth_passed = -phase.cost + phase.passes * worth_passed + (1.0 - phase.passes) * worth_failed
            worth_failed -= phase.cost
        return float(worth_passed.mean())

    def _after(self, place: int, gates: Gates) -> Array:
        """What going on from a gate brings at each draw (rows, draws), with all that follows; from -1 the whole."""
        next_index = place + 1
        if next_index == len(self.phases):
            return self.payoffs
        phase = self.phases[next_index]
        return np.asarray(
            -phase.cost
            + phase.passes * self._at(next_index, gates)
            + (1.0 - phase.passes) * self._failed(next_index, gates)
        )

    def _at(self, place: int, gates: Gates) -> Array:
        """What the plan brings at each draw from a gate on that its phase has passed."""
        if place not in gates:
            return self._after(place, gates)
        phase = self.phases[place]
        if self.is_agreed and phase.goes_on is not None:
            return np.where(phase.goes_on, self._after(place, gates), phase.salvage)
        return np.maximum(self._fit(place, gates), phase.salvage)

    def _failed(self, place: int, gates: Gates) -> float:
        """What failed in a phase brings from its gate on: the phases that follow are paid or it stops."""
        is_last = place + 1 == len(self.phases)
        paying_on = 0.0 if is_last else -self.phases[place + 1].cost + self._failed(place + 1, gates)
        return max(paying_on, self.phases[place].salvage) if place in gates else paying_on

    def _fit(self, place: int, gates: Gates) -> Array:
        """Mean of going on from a gate given what is known there, at each draw (rows, draws)."""
        fit_key = place, tuple(gate for gate in gates if gate > place)
        if fit_key not in self._fits:
            self._fits[fit_key] = self._fitted(place, gates, is_certain=not fit_key[1])
        return self._fits[fit_key]

    def _fitted(self, place: int, gates: Gates, *, is_certain: bool) -> Array:
        worth_of_going_on = self._after(place, gates)
        learnt_numbers = [phase.known for phase in self.phases[: place + 1] if phase.known is not None]
        if not learnt_numbers:
            return self._means(worth_of_going_on)
        next_index = place + 1
        if next_index in gates and self.phases[next_index].known is None and not self.is_agreed:
            return worth_of_going_on  # Nothing is learnt on the way: what is decided there can be told here.
        # Where nothing is decided later the payoff comes through whole, for the chance that it comes.
        chance_of_passing = (
            float(np.prod([phase.passes for phase in self.phases[place + 1 :]])) if is_certain else 0.0
        )
        fitted_outcomes = worth_of_going_on - chance_of_passing * self.phases[place].brought
        fitted_means = conditional_means(
            np.concatenate(learnt_numbers), fitted_outcomes, replicates=self.replicates
        )
        # Row 1 + p is the plan without part p of the draws, so of its fits those that leave p out.
        means_without = [
            fitted_means.left_out[part_index, part_index + 1]
            for part_index in range(len(worth_of_going_on) - 1)
        ]
        return np.stack([fitted_means.fitted[0], *means_without])

    def _means(self, going_on: Array) -> Array:
        """The mean of each row at every draw, of each but the first without its part of the draws."""
        # A plan without its errors is one row.
        parts = parts_of(going_on.shape[1], self.replicates)
        row_means = [going_on[0].mean()]
        row_means += [np.delete(row, part).mean() for part, row in zip(parts, going_on[1:], strict=False)]
        return np.asarray(np.broadcast_to(np.array(row_means)[:, None], going_on.shape))

    def _is_reached(self, place: int) -> npt.NDArray[np.bool_]:
        """Whether each draw goes on at every gate before this one."""
        all_gates = self.everywhere
        is_reached = np.ones(self.payoffs.shape[1], dtype=bool)
        for earlier_gate in range(place):
            is_reached &= self._fit(earlier_gate, all_gates)[0] > self.phases[earlier_gate].salvage
        return is_reached
