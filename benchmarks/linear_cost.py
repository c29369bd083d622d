"""How the cost of a simulation grows: twice the draws, lines or years must cost about twice as much, not more.

Claim: linear in draws, lines and years (lines with uncertain growth, which is the dearest kind). Prints the curve: the
seconds of the processor for each size, and their ratio to the size before; the peer of each size is half of it.

Run: python benchmarks/linear_cost.py [REPEATS]
"""

from __future__ import annotations

import statistics
import sys
import time

from mll_finance.engine.draws import Draws
from mll_finance.engine.evaluator import Evaluator
from mll_finance.inputs.case.case import case_from_text

LINE = """
  line_{n}:
    kind: product
    alternative: project
    payer: municipality
    receiver: resources
    growth: {{distribution: {{kind: normal, mean: 0.01, sd: 0.004}}, unit: 1/yr, source: benchmark, quality: D}}
    factors:
      price: {{distribution: {{kind: pert, low: 50, mode: 80, high: 160}}, unit: EUR, price_year: 2026,
        source: benchmark, quality: D}}
"""


def seconds(*, draws: int, lines: int, years: int, repeats: int) -> float:
    """Median seconds of the processor to draw and to evaluate."""
    head = (
        f"case: {{id: linear, base_year: 2026, horizon: {years - 1}, draws: {draws}, inflation: {{rate: 0.0}}}}\n"
        "alternatives: {baseline: {}, project: {}}\nlines:"
    )
    case = case_from_text(head + "".join(LINE.format(n=n) for n in range(lines)))
    drawn, evaluator = Draws.of(case), Evaluator(case)
    evaluator.npv(drawn.block(0, 16))
    found = []
    for _ in range(repeats):
        begin = time.process_time()
        for block in drawn.blocks():
            evaluator.npv(block)
        found.append(time.process_time() - begin)
    return statistics.median(found)


def main(repeats: int) -> None:
    """Print the three curves."""
    curves = {
        "draws": [{"draws": 2**power, "lines": 20, "years": 10} for power in range(14, 19)],
        "lines": [{"draws": 2**15, "lines": count, "years": 10} for count in (10, 20, 40, 80)],
        "years": [{"draws": 2**15, "lines": 20, "years": count} for count in (10, 20, 40, 80)],
    }
    for name, sizes in curves.items():
        before = None
        for size in sizes:
            spent = seconds(**size, repeats=repeats)
            ratio = "" if before is None else f", {spent / before:.2f} times the size before"
            print(f"{name} {size[name]:,}: {spent:.3f} s{ratio}")
            before = spent


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
