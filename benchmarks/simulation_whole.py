"""A whole simulation, from the case to mean, spread and percentiles of each NPV, against the straightforward version.

Claims: at least four times as fast as random uniforms, scipy.stats' ppf, numpy by hand and numpy's percentiles; faster
than squigglepy; at most 1 GB at 2^20 draws. Each version runs in a process of its own, so the peak memory is its own;
seconds are those of the processor.
Squigglepy is no dependency: name the Python of an environment that has it in MLL_SQUIGGLEPY, else it is left out.

Run: python benchmarks/simulation_whole.py [DRAWS]
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

from simulation_case import DRAWS, by_hand, case_text, inputs


def ours(count: int) -> None:
    """The study's outcomes, and the table of results with the error of every figure."""
    from mll_finance.engine.study import appraise
    from mll_finance.inputs.case.case import case_from_text

    begin = time.process_time()
    study = appraise(case_from_text(case_text(draws=count)))
    outcomes = study.outcomes
    simulated = time.process_time() - begin
    _summary({key[:2]: outcomes[key] for key in outcomes if key[2] == "npv"})
    print(f"seconds {time.process_time() - begin:.3f}")
    rows = study.rows
    print(
        f"simulated in {simulated:.2f} s; {len(rows)} rows with their errors: {time.process_time() - begin:.2f} s"
    )


def straightforward(count: int) -> None:
    """Random uniforms, scipy.stats and numpy, in blocks so that it fits in memory."""
    import numpy as np
    from sampling_speed import peers

    begin = time.process_time()
    random, known = np.random.default_rng(1), peers()
    parts: dict[tuple[str, str], list[np.ndarray]] = {}
    for _ in range(max(1, count // 2**14)):
        drawn = {path: peer.ppf(random.random(min(count, 2**14))) for path, (_, peer) in known.items()}
        for key, value in by_hand(drawn).items():
            parts.setdefault(key, []).append(np.asarray(value))
    _summary({key: np.concatenate(part) for key, part in parts.items()})
    print(f"seconds {time.process_time() - begin:.3f}")


def squigglepy(count: int) -> None:
    """The same with squigglepy's samplers; its own model is numpy by hand."""
    import numpy as np
    import squigglepy as sq

    begin = time.process_time()
    parts: dict[tuple[str, str], list[np.ndarray]] = {}
    for _ in range(max(1, count // 2**14)):
        drawn = {}
        for path, (kind, numbers) in inputs().items():
            if kind == "lognormal":
                made = sq.lognorm(lognorm_mean=numbers[0], lognorm_sd=numbers[1])
            else:
                made = (sq.pert if kind == "pert" else sq.triangular)(*numbers)
            drawn[path] = np.asarray(sq.sample(made, n=min(count, 2**14)))
        for key, value in by_hand(drawn).items():
            parts.setdefault(key, []).append(np.asarray(value))
    _summary({key: np.concatenate(part) for key, part in parts.items()})
    print(f"seconds {time.process_time() - begin:.3f}")


def _summary(found: dict) -> None:
    import numpy as np

    for _, npv in sorted(found.items()):
        npv.mean(), npv.std(ddof=1), np.percentile(npv, [5, 50, 95]), (npv < 0).mean()


def measure(python: str, version: str, count: int) -> tuple[float, float]:
    """Seconds as the version counts them, and its peak memory (MB)."""
    process = subprocess.Popen([python, __file__, version, str(count)], stdout=subprocess.PIPE, text=True)
    text = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{version} ended with {process.returncode}")
    if version == "ours":
        print("ours:", text.splitlines()[-1])
    return float(text.split()[1]), usage.ru_maxrss / 1024


def main(count: int) -> None:
    """Print a line for each peer."""
    peers = {"straightforward": sys.executable}
    if "MLL_SQUIGGLEPY" in os.environ:
        peers["squigglepy"] = os.environ["MLL_SQUIGGLEPY"]
    for version, python in peers.items():
        seconds, memory = measure(sys.executable, "ours", count)
        other, their_memory = measure(python, version, count)
        print(
            f"{count:,} draws: {version} / ours {other / seconds:.1f} ({other:.2f} s / {seconds:.2f} s; "
            f"peak {their_memory:.0f} / {memory:.0f} MB)"
        )


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parent))
    if len(sys.argv) > 2:
        {"ours": ours, "straightforward": straightforward, "squigglepy": squigglepy}[sys.argv[1]](
            int(sys.argv[2])
        )
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else DRAWS)
