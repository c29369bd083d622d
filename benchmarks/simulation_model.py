"""Model and valuation alone, on the same draws: the evaluator against numpy by hand, and against a loop over draws.

Claims: at most 2.5 times the seconds of the same case written by hand with numpy; at least 200 times as fast as a loop
over draws with numpy-financial (timed on few draws, per draw). Blocks in turn, so that a drifting machine does not
matter, in seconds of the processor. Prints the ratios, the largest difference, and the peak memory.

Run: python benchmarks/simulation_model.py [DRAWS]
"""

from __future__ import annotations

import resource
import sys
import time

import numpy as np
import numpy_financial
from simulation_case import LINES, RATE, YEARS, amount, by_hand, case_text, growth, number, price, role

from mll_finance.engine.draws import Draws
from mll_finance.engine.evaluator import Evaluator
from mll_finance.inputs.case.case import case_from_text

LOOPED = 200


def one_draw(drawn: dict[str, float]) -> dict[tuple[str, str], float]:
    """The NPV of one draw as a person would write it without arrays."""
    flows: dict[tuple[str, str], list[float]] = {}
    for line in range(LINES):
        alternative, payer, _ = role(line)
        base = f"lines.line_{line}"
        if line < 15:
            euros = drawn.get(f"{base}.factors.number", number(line)[1])
            euros *= drawn.get(f"{base}.factors.price", price(line)[0])
        else:
            euros = drawn.get(f"{base}.factors.amount", amount(line)[1])
        rate = drawn.get(f"{base}.growth", growth(line)[1])
        sign = -1.0 if payer == "municipality" else 1.0
        for perspective in ("society", "municipality") if payer == "municipality" else ("society",):
            held = flows.setdefault((perspective, alternative), [0.0] * YEARS)
            for year in range(YEARS):
                held[year] += sign * euros * (1.0 + rate) ** year
    return {key: float(numpy_financial.npv(RATE, held)) for key, held in flows.items()}


def main(count: int) -> None:
    """Print the ratios."""
    case = case_from_text(case_text(draws=count))
    draws, evaluator = Draws.of(case), Evaluator(case)
    evaluator.npv(draws.block(0, 16))
    ours = hand = loop = worst = 0.0
    looped = 0
    for drawn in draws.blocks():
        begin = time.process_time()
        found = evaluator.npv(drawn)
        ours += time.process_time() - begin
        begin = time.process_time()
        peer = by_hand(drawn)
        hand += time.process_time() - begin
        for key, value in peer.items():
            worst = max(worst, float(np.abs(found[key] - value).max() / np.abs(value).max()))
        if looped < LOOPED:
            singles = [{path: float(x[place]) for path, x in drawn.items()} for place in range(LOOPED // 4)]
            begin = time.process_time()
            made = [one_draw(single) for single in singles]
            loop += time.process_time() - begin
            looped += len(made)
            for place, each in enumerate(made):
                for key, value in each.items():
                    worst = max(worst, abs(found[key][place] - value) / abs(value))
    per_draw = ours / draws.plan.total
    print(f"{draws.plan.total:,} draws: ours / numpy by hand {ours / hand:.2f} ({ours:.2f} s / {hand:.2f} s)")
    print(
        f"loop with numpy-financial / ours {loop / looped / per_draw:.0f} (per draw, {looped} draws looped)"
    )
    print(f"largest relative difference: {worst:.1e}")
    print(f"peak memory of this run: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 2**18)
