"""How the cost grows: twice the draws, lines or years must cost about twice as much, not more.

Claims: linear in draws, lines and years (lines with uncertain growth, the dearest kind), for reading a case, changing
numbers of it, evaluating its draws, and the switching values of every input; so is a whole appraisal of lines whose
growth is certain. The memory of evaluating stays flat, that of the rest grows no faster than the lines. The peer of
each size is half of it. Prints for each size the seconds of the processor (the median of some runs), the ratio to the
size before, and the peak of what Python and numpy allocate (``tracemalloc``, in a run of its own).

Run: python benchmarks/linear_cost.py [REPEATS] [CURVE]
"""

from __future__ import annotations

import statistics
import sys
import time
import tracemalloc
from collections.abc import Callable
from typing import Any

from mll_finance.drivers.sensitivity import switching_values
from mll_finance.engine.draw_cache import DRAW_CACHE
from mll_finance.engine.draws import Draws
from mll_finance.engine.evaluator import Evaluator
from mll_finance.engine.study import appraise
from mll_finance.facade.results_file import results_document
from mll_finance.inputs.case.case import Case, case_from_text
from mll_finance.judgement.admission import admitted
from mll_finance.judgement.identities import broken

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
SIZE = {"draws": 2**13, "lines": 50, "years": 10}


def text(*, draws: int, lines: int, years: int) -> str:
    """A case of some size."""
    head = (
        f"case: {{id: linear, base_year: 2026, horizon: {years - 1}, draws: {draws}, inflation: {{rate: 0.0}}}}\n"
        "alternatives: {baseline: {}, project: {}}\nlines:"
    )
    return head + "".join(LINE.format(n=n) for n in range(lines))


def reading(written: str) -> Callable[[], Any]:
    """Reading and checking the case."""
    return lambda: case_from_text(written)


def changing(written: str) -> Callable[[], Any]:
    """Changing thirty of its numbers."""
    case = case_from_text(written)
    changes = {f"lines.line_{n}.growth": 0.02 for n in range(30)}
    return lambda: case.with_(changes)


def evaluating(written: str) -> Callable[[], Any]:
    """Drawing and evaluating, a block at a time; nothing is kept."""
    case = case_from_text(written)
    draws, evaluator = Draws.of(case), Evaluator(case)
    evaluator.npv(draws.block(0, 16))

    def run() -> None:
        DRAW_CACHE.clear()
        for block in draws.blocks():
            evaluator.npv(block)

    return run


def switching(written: str) -> Callable[[], Any]:
    """The switching values of every input."""
    case: Case = case_from_text(written)
    return lambda: switching_values(appraise(case), "project")


def whole(written: str) -> Callable[[], Any]:
    """All that ``mll appraise`` does: reading, results with advice, budget and parties, and the identities.

    Of lines whose growth is certain, as in most cases.
    """
    drawn_growth = "distribution: {kind: normal, mean: 0.01, sd: 0.004}"
    written = written.replace(drawn_growth, "value: 0.01")

    def run() -> None:
        DRAW_CACHE.clear()
        study = appraise(admitted(case_from_text(written)))
        results_document(study)
        broken(study)

    return run


CURVES: dict[str, tuple[Callable[[str], Callable[[], Any]], str, tuple[int, ...]]] = {
    "reading": (reading, "lines", (50, 100, 200, 400, 800)),
    "changing thirty numbers": (changing, "lines", (50, 100, 200, 400, 800)),
    "evaluating": (evaluating, "lines", (20, 40, 80, 160)),
    "evaluating, by years": (evaluating, "years", (10, 20, 40, 80)),
    "evaluating, by draws": (evaluating, "draws", (2**14, 2**15, 2**16, 2**17)),
    "a whole appraisal, by lines": (whole, "lines", (50, 100, 200, 400)),
    "a whole appraisal, by years": (whole, "years", (38, 75, 150, 300)),
    "switching values": (switching, "lines", (50, 100, 200, 400, 800)),
}


def measure(run: Callable[[], Any], repeats: int) -> tuple[float, float]:
    """Median seconds of the processor, and the peak (MB) of one more run."""
    spent = []
    for _ in range(repeats):
        begin = time.process_time()
        run()
        spent.append(time.process_time() - begin)
    tracemalloc.start()
    run()
    peak = tracemalloc.get_traced_memory()[1] / 2**20
    tracemalloc.stop()
    return statistics.median(spent), peak


def main(repeats: int, named: str = "") -> None:
    """Print the curves, or those whose name begins as is asked."""
    for name, (prepare, axis, sizes) in CURVES.items():
        if not name.startswith(named):
            continue
        before = None
        for size in sizes:
            seconds, peak = measure(prepare(text(**{**SIZE, axis: size})), repeats)
            ratio = "" if before is None else f", {seconds / before:.2f} times the size before"
            print(f"{name}, {size:,} {axis}: {seconds:.3f} s{ratio}; peak {peak:.0f} MB", flush=True)
            before = seconds


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 3, " ".join(sys.argv[2:]))
