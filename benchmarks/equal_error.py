"""Time to a mean NPV that is known equally well, against numpy's own generators.

Claim: at least ten times as fast as the fair peer at an equal error of the mean. The peer draws with numpy's generator
(PCG64: ``beta``, ``lognormal``, ``triangular``) and has the model of ``simulation_case.by_hand``; its error is the
standard deviation over the root of the number of draws, from which follows how many draws it needs for the error of the
suite. The error of the suite is measured: the spread of the mean over studies with other seeds. Both read their table:
mean, spread, percentiles, and the suite the error of each. The peer runs in full, with as many draws as it needs, in
blocks; seconds are those of the processor, the ratio the median over pairs.

Run: python benchmarks/equal_error.py [DRAWS] [PAIRS]
"""

from __future__ import annotations

import resource
import statistics
import sys
import time

import numpy as np
from simulation_case import by_hand, case_text, numpy_draws

from mll_finance.engine.draw_cache import DRAW_CACHE
from mll_finance.engine.study import appraise
from mll_finance.inputs.case.case import case_from_text

SEEDS = 32
BLOCK = 2**14


def suite(count: int) -> tuple[float, dict[tuple[str, str], dict[str, float]]]:
    """Seconds of a study from the case to its table, on draws made anew, with the row of each NPV."""
    case = case_from_text(case_text(draws=count))
    DRAW_CACHE.clear()
    begin = time.process_time()
    rows = appraise(case).rows
    seconds = time.process_time() - begin
    return seconds, {
        (row["perspective"], row["alternative"]): row for row in rows if row["criterion"] == "npv"
    }


def errors_of_suite(count: int) -> dict[tuple[str, str], float]:
    """Standard deviation of each mean NPV over studies with other seeds."""
    case = case_from_text(case_text(draws=count))
    means: dict[tuple[str, str], list[float]] = {}
    for seed in range(1, SEEDS + 1):
        DRAW_CACHE.clear()
        study = appraise(case.with_({"case.seed": seed}))
        for perspective, alternative, criterion in study.outcomes:
            if criterion == "npv":
                mean = float(study.outcomes[perspective, alternative, criterion].mean())
                means.setdefault((perspective, alternative), []).append(mean)
    return {pair: statistics.stdev(each) for pair, each in means.items()}


def peer(count: int, seed: int) -> tuple[float, dict[tuple[str, str], np.ndarray]]:
    """Seconds of the peer from its first draw to its table, with the NPV of every draw."""
    begin = time.process_time()
    generator = np.random.default_rng(seed)
    parts: dict[tuple[str, str], list[np.ndarray]] = {}
    for start in range(0, count, BLOCK):
        for pair, npv in by_hand(numpy_draws(generator, min(BLOCK, count - start))).items():
            parts.setdefault(pair, []).append(npv)
    whole = {pair: np.concatenate(part) for pair, part in parts.items()}
    for npv in whole.values():
        npv.mean(), npv.std(ddof=1), np.percentile(npv, [5, 50, 95]), (npv < 0).mean()
    return time.process_time() - begin, whole


def main(count: int, pairs: int) -> None:
    """Print the errors, the draws needed and the ratio."""
    suite(2**10)
    errors = errors_of_suite(count)
    _, first = peer(2**16, 1)
    needed = {pair: (float(first[pair].std(ddof=1)) / error) ** 2 for pair, error in errors.items()}
    for pair, error in errors.items():
        print(
            f"{' '.join(pair)}: error of the mean {error:.1f} EUR with {count:,} draws; numpy needs {needed[pair]:,.0f}"
        )
    least = int(min(needed.values()))
    runs = []
    for seed in range(pairs):
        seconds, rows = suite(count)
        other, npv = peer(least, seed + 2)
        runs.append((seconds, other))
        for pair, each in npv.items():
            apart = abs(float(each.mean()) - rows[pair]["mean"])
            assert apart < 6 * float(each.std()) / each.size**0.5, pair
    ratio = statistics.median(other / ours for ours, other in runs)
    ours, other = (statistics.median(seconds) for seconds in zip(*runs, strict=True))
    print(
        f"at equal error of the mean, numpy / suite: {ratio:.1f} ({other:.2f} s for {least:,} draws, the fewest of the "
        f"above, / {ours:.3f} s for {count:,} with the whole table)"
    )
    print(f"  peak memory of this run: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 2**14, int(sys.argv[2]) if len(sys.argv) > 2 else 3)
