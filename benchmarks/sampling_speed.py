"""Drawing 30 inputs (a third PERT, a third lognormal, a third triangular) against scipy.stats on the same uniforms.

Claim: at least five times as fast as scipy's ppf, at an error under 1e-9 of the standard deviation. Prints the ratio,
that of each kind, the largest error and the peak memory; seconds are those of the processor.

Run: python benchmarks/sampling_speed.py [DRAWS]
"""

from __future__ import annotations

import math
import resource
import sys
import time

import numpy as np
from scipy import stats
from simulation_case import case_text, inputs

from mll_finance.engine.draws import Draws
from mll_finance.inputs.case.case import case_from_text


def peers() -> dict[str, tuple[str, object]]:
    """Kind and frozen scipy distribution of each input."""
    made: dict[str, tuple[str, object]] = {}
    for path, (kind, numbers) in inputs().items():
        if kind == "lognormal":
            mean, sd = numbers
            sigma = math.sqrt(math.log1p((sd / mean) ** 2))
            made[path] = kind, stats.lognorm(sigma, scale=mean / math.sqrt(1 + (sd / mean) ** 2))
            continue
        low, mode, high = numbers
        width = high - low
        if kind == "triangular":
            made[path] = kind, stats.triang((mode - low) / width, low, width)
        else:
            shapes = 1 + 4 * (mode - low) / width, 1 + 4 * (high - mode) / width
            made[path] = kind, stats.beta(*shapes, low, width)
    return made


def main(count: int) -> None:
    """Print the ratios."""
    draws = Draws.of(case_from_text(case_text(draws=count)))
    theirs = peers()
    spent = {who: dict.fromkeys(("pert", "lognormal", "triangular"), 0.0) for who in ("ours", "scipy")}
    uniform_time, worst = 0.0, 0.0
    draws.block(0, 16)
    for start, stop in draws.plan.blocks():
        for path, (kind, peer) in theirs.items():
            begin = time.process_time()
            u = draws.plan.uniforms(path, start, stop)
            uniform_time += time.process_time() - begin
            begin = time.process_time()
            ours = draws.uncertain[path].ppf(u)
            spent["ours"][kind] += time.process_time() - begin
            begin = time.process_time()
            other = peer.ppf(u)
            spent["scipy"][kind] += time.process_time() - begin
            worst = max(worst, float(np.abs(ours - other).max() / peer.std()))
    for kind, seconds in spent["scipy"].items():
        print(f"{kind}: scipy / ours {seconds / spent['ours'][kind]:.1f}")
    ours, scipy = (sum(each.values()) for each in (spent["ours"], spent["scipy"]))
    print(
        f"{draws.plan.total:,} draws of 30 inputs: scipy / ours {scipy / ours:.1f} "
        f"({scipy:.2f} s / {ours:.2f} s; the uniforms of both: {uniform_time:.2f} s)"
    )
    print(f"largest difference: {worst:.1e} standard deviations")
    print(f"peak memory of this run: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 2**18)
