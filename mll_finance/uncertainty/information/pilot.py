"""What a pilot of some size is worth before choosing between alternatives, and which size is the best.

The mean payoff given the informed number comes from a regression; what a finding says of that number is Bayes' rule,
worked out, not simulated. So a larger pilot is never worth less, and none more than perfect information on the number.

References
----------
Raiffa, H. and Schlaifer, R. (1961), Applied Statistical Decision Theory, Harvard (preposterior analysis).
Ades, A.E., Lu, G. and Claxton, K. (2004), "Expected value of sample information calculations in medical decision
modeling", Medical Decision Making 24: 207-227.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from mll_finance.uncertainty.information.conditional_means import conditional_means, parts_of
from mll_finance.uncertainty.information.observations import OBSERVATIONS
from mll_finance.uncertainty.information.perfect import evppi, gains, jackknife_error
from mll_finance.uncertainty.summary import Estimate

Array = npt.NDArray[np.float64]
CELLS = 256
"""Equal parts into which the draws of the informed number are gathered."""
_HARDLY_EVER = 1e-4
"""Chance below which a finding is no case of its own: nobody waits for it."""


@dataclass(frozen=True)
class Sample:
    """What a pilot observes, and of how many cases.

    Parameters
    ----------
    data : str
        A name in ``OBSERVATIONS``.
    sizes : tuple of float
        Numbers of cases that it may have.
    sd : float
        Standard deviation of one measurement, in the unit of the informed number; for the mean of measurements only.
    """

    data: str
    sizes: tuple[float, ...]
    sd: float = 1.0

    def refuse(self, informed: Array) -> None:
        """Refuse what this kind of data cannot inform.

        Raises
        ------
        ValueError
            Numbers outside its range, a size below zero, or a standard deviation that is not positive.
        """
        observation = OBSERVATIONS[self.data]
        if informed.min() < observation.lowest or informed.max() > observation.highest:
            raise ValueError(
                f"{self.data} data inform a number from {observation.lowest} to {observation.highest}"
            )
        if min(self.sizes) < 0 or not self.sd > 0:
            raise ValueError("a pilot has at least zero cases, and a measurement a spread above zero")


def evsi(
    informed: Array,
    payoffs: Array,
    *,
    sample: Sample,
    replicates: int,
    brought: Array | float = 0.0,
) -> list[Estimate]:
    """Expected value of sample information: what a pilot of each size is worth before choosing.

    Parameters
    ----------
    informed : ndarray
        Draws of the number that the pilot informs (draws,): a share, a mean, or events per case.
    payoffs : ndarray
        Payoff of each alternative at the same draws (alternatives, draws).
    sample : Sample
        What is observed.
    replicates : int
        Number of independent replicates of the draws, one after the other.
    brought : ndarray, optional
        As of :func:`evppi`.

    Returns
    -------
    list of Estimate
        One a size, in the unit of the payoffs; from zero to the value of perfect information on the number.

    Raises
    ------
    ValueError
        What this kind of data cannot inform.
    """
    sample.refuse(informed)
    payoff_means = conditional_means(informed[None, :], gains(payoffs) - brought, replicates=replicates)
    cell_of_draw, left_out_parts = _cells(informed), parts_of(informed.size, replicates)
    number_by_cell, _ = _numbers(informed, cell_of_draw)
    payoffs_by_cell = _by_cell(payoff_means.fitted, cell_of_draw, number_by_cell.size)
    payoffs_without = [
        _by_cell(np.delete(fitted, part, axis=1), np.delete(cell_of_draw, part), number_by_cell.size)
        for part, fitted in zip(left_out_parts, payoff_means.left_out, strict=True)
    ]
    worth_by_size = []
    for size in sample.sizes:
        if size == 0:
            worth_by_size.append(Estimate(0.0, 0.0))
            continue
        likelihoods = OBSERVATIONS[sample.data].chances(number_by_cell, size, sample.sd)
        values_without = [_value(likelihoods, payoffs_of_part) for payoffs_of_part in payoffs_without]
        worth_by_size.append(
            Estimate(_value(likelihoods, payoffs_by_cell), jackknife_error(np.array(values_without)))
        )
    return worth_by_size


@dataclass(frozen=True)
class Choosing:
    """What is best from some finding of a pilot on, up to the next."""

    lowest: float
    """The lowest finding: a number of cases or events, or a mean."""
    alternative: int
    """Place of the best alternative in the payoffs."""
    chance: float
    """Chance that a finding falls here."""


def best_by_finding(
    informed: Array, payoffs: Array, *, sample: Sample, replicates: int, brought: Array | float = 0.0
) -> list[Choosing]:
    """What to choose after each finding of a pilot of one size, neighbours with one choice taken together.

    Parameters
    ----------
    informed, payoffs, replicates, brought
        As of :func:`evsi`.
    sample : Sample
        What is observed, of one size.

    Returns
    -------
    list of Choosing
        From the lowest finding to the highest; findings that hardly ever come belong to their neighbours.
    """
    sample.refuse(informed)
    (pilot_size,) = sample.sizes
    payoff_means = conditional_means(informed[None, :], gains(payoffs) - brought, replicates=replicates)
    cell_of_draw = _cells(informed)
    number_by_cell, chance_by_cell = _numbers(informed, cell_of_draw)
    observation = OBSERVATIONS[sample.data]
    likelihoods = observation.chances(number_by_cell, pilot_size, sample.sd)
    chance_by_finding = likelihoods @ chance_by_cell
    best_alternatives = (
        _by_cell(payoff_means.fitted, cell_of_draw, number_by_cell.size) @ likelihoods.T
    ).argmax(axis=0)
    choosings: list[Choosing] = []
    for lowest_finding, alternative_index, finding_chance in zip(
        observation.starts(number_by_cell, pilot_size, sample.sd),
        best_alternatives,
        chance_by_finding,
        strict=True,
    ):
        if choosings and (choosings[-1].alternative == alternative_index or finding_chance < _HARDLY_EVER):
            last_choosing = choosings[-1]
            choosings[-1] = Choosing(
                last_choosing.lowest, last_choosing.alternative, last_choosing.chance + float(finding_chance)
            )
        else:
            choosings.append(Choosing(float(lowest_finding), int(alternative_index), float(finding_chance)))
    return _without_rare(choosings)


def _without_rare(chosen: list[Choosing]) -> list[Choosing]:
    """The same, what hardly ever comes at the low end taken with what follows."""
    while len(chosen) > 1 and chosen[0].chance < _HARDLY_EVER:
        first_choosing, second_choosing, *later_choosings = chosen
        chosen = [
            Choosing(
                first_choosing.lowest,
                second_choosing.alternative,
                first_choosing.chance + second_choosing.chance,
            ),
            *later_choosings,
        ]
    return chosen


def evsi_jointly(
    informed: Array, payoffs: Array, *, sample: Sample, chances: Array, replicates: int
) -> list[Estimate]:
    """The same for a pilot whose cases inform several numbers, each by a finding of its own.

    Parameters
    ----------
    informed : ndarray
        Draws of the informed numbers (inputs, draws).
    payoffs : ndarray
        Payoff of each alternative at the same draws (alternatives, draws).
    sample : Sample
        What is observed of each number.
    chances : ndarray
        Independent draws between 0 and 1 (inputs, draws), from which the findings are made: the same for every size.
    replicates : int
        Number of independent replicates of the draws, one after the other.

    Notes
    -----
    Convention: a finding is simulated at each draw, and the mean payoff given all findings comes from a regression, so
    a larger pilot may come out slightly below a smaller one, within the error.

    References
    ----------
    Strong, M. et al. (2015), "Estimating the expected value of sample information using the probabilistic sensitivity
    analysis sample", Medical Decision Making 35: 570-583.
    """
    for path_or_row in informed:
        sample.refuse(path_or_row)
    payoff_means = conditional_means(informed, gains(payoffs), replicates=replicates).fitted
    observation, worth_by_size = OBSERVATIONS[sample.data], []
    for size in sample.sizes:
        simulated_findings = [
            observation.drawn(row_chances, numbers, size, sample.sd)
            for row_chances, numbers in zip(chances, informed, strict=True)
        ]
        # The means given the numbers themselves carry no more noise than the findings bring.
        worth_by_size.append(evppi(np.stack(simulated_findings), payoff_means, replicates=replicates))
    return worth_by_size


def _cells(informed: Array) -> npt.NDArray[np.intp]:
    """The part (draws,) that each draw falls in; equal numbers fall in the same."""
    different_numbers, number_indices = np.unique(informed, return_inverse=True)
    if different_numbers.size <= CELLS:
        return np.asarray(number_indices)
    cell_by_number = np.searchsorted(np.sort(informed), different_numbers, "left") * CELLS // informed.size
    return np.asarray(np.unique(cell_by_number, return_inverse=True)[1][number_indices])


def _numbers(informed: Array, cell_of_draw: npt.NDArray[np.intp]) -> tuple[Array, Array]:
    """The mean of the informed number in each cell (cells,), and the chance of each (cells,)."""
    draws_by_cell = np.bincount(cell_of_draw)
    return np.bincount(cell_of_draw, weights=informed) / draws_by_cell, draws_by_cell / informed.size


def _by_cell(means: Array, cell_of_draw: npt.NDArray[np.intp], cell_count: int) -> Array:
    """Sum of means (alternatives, draws) in each cell, over the number of draws (alternatives, cells)."""
    sums_by_cell = [np.bincount(cell_of_draw, weights=row, minlength=cell_count) for row in means]
    return np.asarray(np.stack(sums_by_cell) / means.shape[1])


def _value(likelihoods: Array, payoffs_by_cell: Array) -> float:
    """What choosing after the finding brings above choosing before it."""
    payoff_after_finding = payoffs_by_cell @ likelihoods.T
    return float(payoff_after_finding.max(axis=0).sum() - payoffs_by_cell.sum(axis=1).max())
