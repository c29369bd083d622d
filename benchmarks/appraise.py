"""`mll appraise` of the Eindhoven case against its peer: starting Python and importing pandas and scipy.stats.

Claim: appraising a case, as a whole process, takes little more than those imports do. Prints the median of the ratios
of pairs run in turn, so that a machine whose speed drifts does not matter, and the peak memory of both.

Run: python benchmarks/appraise.py [PAIRS]
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time

OURS = [sys.executable, "-m", "mll_finance", "appraise", "vroegsignalering_eindhoven", "--format", "json"]
PEERS = {
    "import pandas, scipy.stats": [sys.executable, "-c", "import pandas, scipy.stats"],
    "import pandas, scipy": [sys.executable, "-c", "import pandas, scipy"],
    "mll --help": [sys.executable, "-m", "mll_finance", "--help"],
}


def measure(command: list[str]) -> tuple[float, float]:
    """Seconds and peak memory (MB) of one run of a command."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise SystemExit(f"{' '.join(command)} ended with {process.returncode}")
    return seconds, usage.ru_maxrss / 1024


def main(pairs: int) -> None:
    """Print a line per peer."""
    measure(OURS)
    for name, command in PEERS.items():
        measure(command)
        runs = [(measure(OURS), measure(command)) for _ in range(pairs)]
        ratio = statistics.median(ours[0] / peer[0] for ours, peer in runs)
        ours = statistics.median(run[0][0] for run in runs)
        peer = statistics.median(run[1][0] for run in runs)
        memory = max(run[0][1] for run in runs), max(run[1][1] for run in runs)
        print(
            f"mll appraise / {name}: {ratio:.2f} ({ours:.2f} s / {peer:.2f} s; "
            f"peak {memory[0]:.0f} / {memory[1]:.0f} MB)"
        )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 7)
