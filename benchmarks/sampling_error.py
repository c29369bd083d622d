"""Error of the mean NPV of the Eindhoven case: a Sobol' coordinate per path against its peers.

Claim: giving each input a coordinate of its own from its path (so that adding an input leaves the others' draws alone)
keeps the error well below that of plain and Latin hypercube draws; against scipy's table-driven Sobol' it costs
something. Prints the standard deviation of the mean over independent replicates of 512 draws, as ratios.

Run: python benchmarks/sampling_error.py [REPLICATES]
"""

from __future__ import annotations

import sys

import numpy as np
from scipy.stats import qmc

from mll_finance.engine.draws import Draws
from mll_finance.engine.ledger import Ledger
from mll_finance.engine.stream import stream
from mll_finance.inputs.case.case import Case
from mll_finance.inputs.case.loading import load_case
from mll_finance.resources import resource
from mll_finance.uncertainty.sampling import Plan

DRAWS = 512


def uniforms(method: str, paths: list[str], replicate: int) -> np.ndarray:
    """Uniform draws (inputs, 512) of one replicate."""
    if method == "per path (ours)":
        plan = Plan(seed=replicate, replicates=1, per_replicate=DRAWS)
        return np.array([plan.uniforms(path, 0, DRAWS) for path in paths])
    random = np.random.default_rng(replicate)
    if method == "plain":
        return random.random((len(paths), DRAWS))
    engine = qmc.Sobol if method == "scipy Sobol'" else qmc.LatinHypercube
    return np.clip(engine(len(paths), rng=random).random(DRAWS).T, 1e-12, 1 - 1e-12)


def spread(case: Case, method: str, replicates: int) -> float:
    """Standard deviation of the mean NPV to society of the first alternative (EUR)."""
    uncertain = Draws.of(case).uncertain
    paths, through = list(uncertain), case.perspectives["society"]
    means = []
    for replicate in range(replicates):
        drawn = {
            p: uncertain[p].ppf(u) for p, u in zip(paths, uniforms(method, paths, replicate), strict=True)
        }
        means.append(stream(Ledger(case, drawn), through, case.projects[0]).npv.mean())
    return float(np.std(means, ddof=1))


def main(replicates: int) -> None:
    """Print the error of each method and its ratio to ours."""
    case = load_case(resource("parameters", "vroegsignalering_eindhoven.yaml"))
    methods = ("per path (ours)", "scipy Sobol'", "Latin hypercube", "plain")
    found = {method: spread(case, method, replicates) for method in methods}
    for method, error in found.items():
        print(f"{method}: EUR {error:,.0f}; ours / this: {found[methods[0]] / error:.2f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 128)
