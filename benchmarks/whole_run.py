"""A whole run of a case against its peer: the kernels that its notebooks would take, each with its imports.

Claim: ``mll run`` with every notebook, report, workbook and tables takes at most 1.5 times what it takes to start a
kernel for each notebook and to import in it what a notebook imports. Prints the median of the ratios of pairs run in
turn; seconds are those of the processors, children included.

Run: python benchmarks/whole_run.py [PAIRS]
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

CASE = "vroegsignalering_eindhoven"
KERNELS = """
import sys
from jupyter_client.manager import start_new_kernel
for _ in range(int(sys.argv[1])):
    manager, client = start_new_kernel(startup_timeout=3600)
    code = "from mll_finance import notebook; from mll_finance.report.section import report_sections; report_sections()"
    client.execute_interactive(code, store_history=False)
    client.stop_channels()
    manager.shutdown_kernel(now=True)
"""


def seconds(command: list[str]) -> float:
    """Seconds of the processors that a command takes, its children included."""
    before = os.times()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    after = os.times()
    return (after.children_user - before.children_user) + (after.children_system - before.children_system)


def main(pairs: int) -> None:
    """Print the ratio."""
    from mll_finance.batch.run import notebook_names

    ours, peers = [], []
    with tempfile.TemporaryDirectory() as folder:
        for pair in range(pairs):
            run = [sys.executable, "-m", "mll_finance", "run", CASE, "--out", str(Path(folder) / str(pair))]
            ours.append(seconds(run))
            peers.append(seconds([sys.executable, "-c", KERNELS, str(len(notebook_names()))]))
    ratios = [own / peer for own, peer in zip(ours, peers, strict=True)]
    print(
        f"mll run / {len(notebook_names())} kernels with their imports: {statistics.median(ratios):.2f} "
        f"({statistics.median(ours):.1f} s / {statistics.median(peers):.1f} s)"
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 3)
