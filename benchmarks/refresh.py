"""What a slider asks for: 10,000 draws, a tornado and switching values, once the case is loaded and drawn.

Claim: under a tenth of a second together. The tornado is each of the 30 inputs at its P10 and P90; the switching value
of each is found by the secant of the NPV between its ends, checked once. All are columns of one evaluation beside the
draws. The peer is the ledger with a stream for each perspective and alternative, on the same columns.

Run: python benchmarks/refresh.py [REPEATS]
"""

from __future__ import annotations

import resource
import statistics
import sys
import time

import numpy as np
from simulation_case import case_text

from mll_finance.appraisal.draws import Draws
from mll_finance.appraisal.evaluator import Evaluator
from mll_finance.appraisal.ledger import Ledger
from mll_finance.appraisal.stream import stream
from mll_finance.inputs.case import case_from_text


def main(repeats: int) -> None:
    """Print the seconds of a refresh and the ratio to the ledger."""
    case = case_from_text(case_text(draws=10_000))
    draws = Draws.of(case)
    drawn = {path: draws.of_path(path) for path in draws.uncertain}
    central = {path: made.mean for path, made in draws.uncertain.items()}
    ends = {path: made.ppf(np.array([0.1, 0.9])) for path, made in draws.uncertain.items()}
    columns = {}
    for place, (path, values) in enumerate(drawn.items()):
        extra = np.repeat(central[path], 2 * len(drawn))
        extra[2 * place : 2 * place + 2] = ends[path]
        columns[path] = np.concatenate([values, extra])
    evaluator, count = Evaluator(case), draws.plan.total
    evaluator.npv(columns)
    ours, ledger = [], []
    for _ in range(repeats):
        begin = time.process_time()
        found = evaluator.npv(columns)
        npv = found["society", "one"]
        low, high = npv[count::2], npv[count + 1 :: 2]
        with np.errstate(all="ignore"):
            span = np.array([ends[path] for path in drawn])
            switch = span[:, 0] - low * (span[:, 1] - span[:, 0]) / (high - low)
        switch = np.where(np.isfinite(switch), switch, span[:, 0])
        again = {path: np.full(len(drawn), central[path]) for path in drawn}
        for place, path in enumerate(drawn):
            again[path][place] = switch[place]
        evaluator.npv(again)
        npv[:count].mean(), npv[:count].std(), np.percentile(npv[:count], [5, 50, 95])
        ours.append(time.process_time() - begin)
        begin = time.process_time()
        made = Ledger(case, columns)
        for through in case.perspectives.values():
            for alternative in case.projects:
                stream(made, through, alternative)
        ledger.append(time.process_time() - begin)
    seconds = statistics.median(ours)
    print(
        f"{count:,} draws, tornado and switching values of {len(drawn)} inputs: {seconds:.3f} s; "
        f"ledger and streams / ours {statistics.median(ledger) / seconds:.1f}"
    )
    print(f"peak memory of this run: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 15)
