"""What a slider asks for: a case with another value, drawn, with its tornado and switching values.

Claim: under a tenth of a second together at 10,000 draws, once the case was appraised before. Measured are the public
functions, as a page would call them: ``case.with_``, ``appraise`` with ``outcomes``, ``tornado``, ``switching_values``,
and the table of results; each time for another value of the number that the slider moves. Two cases: that of the
simulation benchmarks, and an example with more lines.

Each figure has its peer, which gives the same numbers the plain way: for the outcomes the ledger with a stream for each
perspective and alternative, on draws made anew; for the tornado a ledger for each end of each bar; for the switching
values a scan by ledger and ``scipy.optimize.brentq``; for ``case.with_`` reading the case anew.

Run: python benchmarks/refresh.py [REPEATS]
"""

from __future__ import annotations

import resource
import statistics
import sys
import time
from collections.abc import Callable
from typing import Any

import numpy as np
from scipy.optimize import brentq
from simulation_case import case_text

from mll_finance.drivers.points import Input, inputs, uncertain
from mll_finance.drivers.sensitivity import switching_values, tornado
from mll_finance.engine.draw_cache import DRAW_CACHE
from mll_finance.engine.draws import Draws
from mll_finance.engine.ledger import Ledger
from mll_finance.engine.stream import stream
from mll_finance.engine.study import Study, appraise
from mll_finance.inputs.case.case import Case, case_from_text
from mll_finance.inputs.case.loading import load_case
from mll_finance.resources import resource as path_of
from mll_finance.uncertainty.sensitivity import scan_points

EXAMPLE = "vroegsignalering_eindhoven"


def npv(case: Case, alternative: str, values: dict[str, np.ndarray]) -> np.ndarray:
    """NPV to society by the ledger."""
    return stream(Ledger(case, values), case.perspectives["society"], alternative).npv


def by_ledger(case: Case) -> dict[tuple[str, str], np.ndarray]:
    """NPV per draw of every perspective and alternative, on draws made anew."""
    DRAW_CACHE.clear()
    draws = Draws.of(case)
    made = Ledger(case, draws.block(0, draws.plan.total))
    return {
        (key, name): stream(made, p, name).npv
        for key, p in case.perspectives.items()
        for name in case.projects
    }


def bars(study: Study, alternative: str) -> dict[str, tuple[float, float]]:
    """The ends of every bar, one ledger at a time."""
    return {
        one.path: tuple(
            float(npv(study.case, alternative, {one.path: np.array([end])})[0])
            for end in one.quantiles([0.1, 0.9])
        )
        for one in uncertain(study)
    }


def zero_of(case: Case, alternative: str, one: Input) -> float | None:
    """The nearest value of one input at which the NPV is zero."""
    low, high = one.span
    central = one.central
    scanned = scan_points(np.array([low]), np.array([high]), central=np.array([central]), steps=16)[0]

    def at(value: float) -> float:
        return float(npv(case, alternative, {one.path: np.array([value])})[0])

    values = npv(case, alternative, {one.path: scanned})
    places = np.flatnonzero((values[1:] >= 0) != (values[:-1] >= 0))
    found = [brentq(at, scanned[place], scanned[place + 1], xtol=1e-15, rtol=1e-12) for place in places]
    return min(found, key=lambda value: abs(value - central)) if found else None


def zeros(study: Study, alternative: str) -> dict[str, float]:
    """Switching values of the NPV, one input after the other; a map by year is left to the evaluator."""
    numbers = (one for one in inputs(study) if not one.by_year)
    found = {one.path: zero_of(study.case, alternative, one) for one in numbers}
    return {path: value for path, value in found.items() if value is not None}


def timed(make: Callable[[], Any]) -> tuple[float, Any]:
    """Seconds of the processor, and what was made."""
    begin = time.process_time()
    made = make()
    return time.process_time() - begin, made


def refresh(
    case: Case, path: str, value: float, alternative: str
) -> tuple[dict[str, float], Study, Any, Any]:
    """Seconds of each part of a refresh, with what it gave."""
    seconds = {}
    seconds["changed case"], changed = timed(lambda: case.with_({path: value}))
    study = appraise(changed)
    seconds["outcomes"], _ = timed(lambda: study.outcomes)
    seconds["tornado"], bar = timed(lambda: tornado(study, alternative))
    seconds["switching values"], switch = timed(lambda: switching_values(study, alternative))
    seconds["table of results"], _ = timed(lambda: study.rows)
    return seconds, study, bar, switch


def measure(name: str, case: Case, repeats: int) -> None:
    """Print the parts of a refresh of one case, each with the ratio to its peer."""
    first = appraise(case)
    alternative = case.projects[0]
    moved = max((one for one in uncertain(first)), key=lambda one: abs(one.central))
    refresh(case, moved.path, moved.central, alternative)
    runs = [
        refresh(case, moved.path, moved.central * (1 + 0.001 * turn), alternative) for turn in range(repeats)
    ]
    _, study, bar, switch = runs[-1]
    ours = {part: statistics.median(run[0][part] for run in runs) for part in runs[0][0]}
    peers = {}
    text = case_text(draws=10_000) if case.settings.id == "simulation" else None
    again = (
        (lambda: case_from_text(text))
        if text
        else (lambda: load_case(path_of("parameters", f"{EXAMPLE}.yaml")))
    )
    peers["changed case"], _ = timed(again)
    peers["outcomes"], theirs = timed(lambda: by_ledger(study.case))
    peers["tornado"], ends = timed(lambda: bars(study, alternative))
    peers["switching values"], roots = timed(lambda: zeros(study, alternative))
    off = max(
        np.abs(study.outcomes[(*pair, "npv")] - found).max() / np.abs(found).max()
        for pair, found in theirs.items()
    )
    off = max(off, *(abs(one.at_low / ends[one.input.path][0] - 1) for one in bar.bars))
    ours_at = {one.input.path: one.npv.value for one in switch if one.npv and not one.input.by_year}
    assert ours_at.keys() == roots.keys()
    off = max([off, *(abs(value - roots[path]) / max(abs(value), 1e-9) for path, value in ours_at.items())])
    total = sum(ours[part] for part in ("outcomes", "tornado", "switching values"))
    print(
        f"{name}: {study.draws.plan.total:,} draws, {len(uncertain(first))} uncertain of {len(inputs(first))} inputs,"
        f" {len(case.lines)} lines, {len(case.projects)} alternatives"
    )
    for part, seconds in ours.items():
        ratio = f"peer / ours {peers[part] / seconds:8.1f}" if part in peers else ""
        print(f"  {part:20} {seconds:.4f} s  {ratio}")
    whole = sum(peers[part] for part in ("outcomes", "tornado", "switching values"))
    print(f"  outcomes, tornado and switching values {total:.4f} s; peer / ours {whole / total:.0f}")
    print(f"  the whole refresh, changed case and table included {sum(ours.values()):.4f} s")
    print(
        f"  largest relative difference from the peers {off:.0e}; draws kept {DRAW_CACHE.size / 2**20:.0f} MB"
    )


def main(repeats: int) -> None:
    """Measure both cases."""
    measure("benchmark case", case_from_text(case_text(draws=10_000)), repeats)
    measure(
        EXAMPLE, load_case(path_of("parameters", f"{EXAMPLE}.yaml")).with_({"case.draws": 10_000}), repeats
    )
    print(f"peak memory of this run: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 15)
