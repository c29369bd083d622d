"""A batch of reports against its peer: ``mll run`` once for each municipality, one after the other.

Claim: ``mll batch`` with two processes takes at most half the time of a loop of ``mll run`` with the same formats on a
machine of two cores, and its memory does not grow with the number of reports. Prints the ratio of wall times in one
run, the reports an hour, the largest memory of a process after some reports and after three times as many, and how
large the batch is on disk.

Run: python benchmarks/batch.py [REPORTS]
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter

CASE = "vroegsignalering_eindhoven"
WORKERS = "2"


def wall(command: Sequence[str]) -> float:
    """Seconds of the clock that a command takes."""
    begun = perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return perf_counter() - begun


def batch(places: Sequence[str], out: Path, workers: str = WORKERS) -> float:
    """Seconds of a batch of some municipalities."""
    asked = ["--municipalities", ",".join(places), "--workers", workers, "--out", str(out)]
    return wall([sys.executable, "-m", "mll_finance", "batch", CASE, *asked])


def loop(places: Sequence[str], out: Path) -> float:
    """Seconds of a run for each, one after the other."""
    command = [sys.executable, "-m", "mll_finance", "run", CASE, "--formats", "html", "--notebooks", "none"]
    return sum(wall([*command, "--municipality", place, "--out", str(out / place)]) for place in places)


def largest_child() -> float:
    """The largest memory that a process below this one ever had (MB)."""
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


def disk(out: Path) -> tuple[float, float]:
    """How large a batch is (MB): what its reports share, and the largest report."""
    reports = [manifest.parent for manifest in (out / "reports").rglob("manifest.json")]
    return _size(out / "assets"), max(map(_size, reports))


def _size(folder: Path) -> float:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6


def main(reports: int) -> None:
    """Print the ratio, the rate and the memory."""
    from mll_finance.inputs.tables.in_force import SHIPPED

    rows = SHIPPED.table("municipalities").rows
    counted = {row.place for row in rows if row.id == "inhabitants" and row.extra["code"]}
    places = sorted(counted)[: 3 * reports]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        ours = batch(places[:reports], folder / "few")
        few = largest_child()
        peer = loop(places[:reports], folder / "loop")
        more = batch(places, folder / "many", "1")
        shared, each = disk(folder / "many")
        print(
            f"mll batch / loop of mll run, {reports} reports: {ours / peer:.2f} ({ours:.0f} s / {peer:.0f} s); "
            f"{3600 * reports / ours:.0f} reports an hour; one process makes {3 * reports} in {more:.0f} s; "
            f"largest process {few:.0f} MB after {reports} reports, {largest_child():.0f} MB after {3 * reports}; "
            f"on disk {shared:.2f} MB once and at most {each:.2f} MB a report"
        )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 8)
