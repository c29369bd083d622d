"""Model and valuation alone, on the same draws: the evaluator against numpy by hand.

Claim: at most 1.5 times the seconds of the same case written with numpy by a careful person, certain growth raised once
and drawn growth by Horner's rule (``simulation_case.by_hand``). Blocks in turn, in seconds of the processor; the ratio
is the median over the blocks. Prints the ratio, the largest difference of an NPV from the peer, and the peak memory.

Run: python benchmarks/simulation_model.py [DRAWS]
"""

from __future__ import annotations

import resource
import statistics
import sys
import time

import numpy as np
from simulation_case import by_hand, case_text

from mll_finance.engine.draws import Draws
from mll_finance.engine.evaluator import Evaluator
from mll_finance.inputs.case.case import case_from_text


def main(count: int) -> None:
    """Print the ratio."""
    case = case_from_text(case_text(draws=count))
    draws, evaluator = Draws.of(case), Evaluator(case)
    evaluator.npv(draws.block(0, 16))
    by_hand(draws.block(0, 16))
    spent, worst = [], 0.0
    for drawn in draws.blocks():
        begin = time.process_time()
        npv = evaluator.npv(drawn)
        middle = time.process_time()
        peer = by_hand(drawn)
        spent.append((middle - begin, time.process_time() - middle))
        for pair, expected in peer.items():
            worst = max(worst, float(np.abs(npv[pair] - expected).max() / np.abs(expected).max()))
    assert worst < 1e-12, worst
    ratio = statistics.median(ours / hand for ours, hand in spent)
    ours, hand = (sum(seconds) for seconds in zip(*spent, strict=True))
    print(
        f"{draws.plan.total:,} draws, model alone, suite / numpy by hand: {ratio:.2f} ({ours:.2f} s / {hand:.2f} s)"
    )
    print(f"  the suite gives costs, benefits and the flow of year 0 besides; largest difference {worst:.0e}")
    print(f"  peak memory of this run: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 2**19)
