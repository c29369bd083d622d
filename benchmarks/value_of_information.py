"""What knowing each of thirty numbers is worth: by regression on draws that are there, against draws within draws.

Claim: all thirty numbers at 10,240 draws take seconds, and at equal error at most a tenth of nested Monte Carlo. The
choice is between nothing and a sum of thirty normal inputs, alone, with fifteen products of two of them, and with ten
products of three, of which nothing is taken off; as a product is zero on average whatever one factor is, the exact
value is known: |a| times the density of the standard normal at zero. The peer draws one input, then the others many
times, with numpy. Its seconds are scaled to the error of the regression; that of draws within draws falls with the root
of their number at best, so the ratio flatters the peer. Errors are root mean squares over the thirty inputs.

Run: python benchmarks/value_of_information.py
"""

from __future__ import annotations

import resource
import time

import numpy as np
from scipy import stats

from mll_finance.uncertainty.information.controls import InputCurves, brought
from mll_finance.uncertainty.information.perfect import evppi, gains
from mll_finance.uncertainty.sampling import Plan

INPUTS, REPLICATES, PER_REPLICATE = 30, 10, 1024
OUTER, INNER = 1024, 1024
SLOPES = np.linspace(1.0, 4.0, INPUTS)


def net_benefit(draws: np.ndarray, factors: int) -> np.ndarray:
    """What the choice brings at draws (inputs, draws): a sum, and twice the products of so many inputs in a row."""
    alone = SLOPES @ draws
    if factors == 1:
        return np.asarray(alone)
    return np.asarray(alone + 2.0 * np.prod(draws.reshape(-1, factors, draws.shape[1]), axis=1).sum(axis=0))


def inner_mean(generator: np.random.Generator, place: int, known: float, *, factors: int) -> float:
    """The mean over the other inputs where one is known."""
    draws = generator.standard_normal((INPUTS, INNER))
    draws[place] = known
    return float(net_benefit(draws, factors).mean())


def by_regression(factors: int) -> tuple[np.ndarray, float]:
    """The value of knowing each input (inputs,), and the seconds of the processor that it took."""
    plan = Plan(seed=1, replicates=REPLICATES, per_replicate=PER_REPLICATE)
    draws = np.stack([stats.norm.ppf(plan.uniforms(f"x{place}", 0, plan.total)) for place in range(INPUTS)])
    payoffs = np.stack([np.zeros(plan.total), net_benefit(draws, factors)])
    begin = time.process_time()
    taken_off = brought(
        draws, gains(payoffs), curves=InputCurves.of(draws), is_tied=np.eye(INPUTS, dtype=bool)
    )
    values = [
        evppi(row[None], payoffs, replicates=REPLICATES, brought=taken_off.beside(frozenset({place}))).value
        for place, row in enumerate(draws)
    ]
    return np.array(values), time.process_time() - begin


def nested(factors: int) -> tuple[np.ndarray, float]:
    """The same by draws within draws, of independent numbers."""
    generator, values = np.random.default_rng(1), []
    begin = time.process_time()
    for place in range(INPUTS):
        means = [
            inner_mean(generator, place, known, factors=factors) for known in generator.standard_normal(OUTER)
        ]
        values.append(float(np.maximum(means, 0.0).mean() - max(np.mean(means), 0.0)))
    return np.array(values), time.process_time() - begin


def main() -> None:
    """Print errors, seconds and the ratio at equal error."""
    exact = SLOPES * stats.norm.pdf(0.0)
    for factors in (1, 2, 3):
        rows = []
        for name, method in (("regression", by_regression), ("nested", nested)):
            values, seconds = method(factors)
            error = float(np.sqrt(np.mean((values - exact) ** 2)))
            rows.append((error, seconds))
            print(
                f"products of {factors}, {name:11} error {error:.4f} of at most {exact.max():.2f}, {seconds:.2f} s"
            )
        (own_error, own_seconds), (peer_error, peer_seconds) = rows
        at_equal_error = peer_seconds * (peer_error / own_error) ** 2
        print(f"at equal error: {own_seconds / at_equal_error:.4f} times nested Monte Carlo")
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()
