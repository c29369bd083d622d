"""A batch by one process, two and more, over few reports and many: where more processes or reports stop to help.

Claim: with as many processes as cores a row takes little more than that part of the time of one process, apart from
what starting takes (the peer of each is the row with one process); more processes than cores bring nothing; what the
largest process asks does not grow with the number of reports. Writes seconds, reports an hour and the largest memory of
a process to ``batch_curve.json`` beside this file.

Run: python benchmarks/batch_curve.py [CASE]
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from itertools import product
from pathlib import Path
from typing import Any

from national_run import peaks

WORKERS = (1, 2, 3)
REPORTS = (4, 8, 16)


def measured(case: str, places: list[str], workers: int, out: Path) -> dict[str, Any]:
    """One batch, in a process of its own; what was asked last of the memory is looked at until it ends."""
    asked = ["--municipalities", ",".join(places), "--workers", str(workers), "--out", str(out)]
    begun = time.perf_counter()
    largest: dict[int, float] = {}
    with subprocess.Popen(
        [sys.executable, "-m", "mll_finance", "batch", case, *asked], stderr=subprocess.DEVNULL
    ) as process:
        while process.poll() is None:
            largest |= peaks(process.pid)
            time.sleep(0.2)
    seconds = time.perf_counter() - begun
    if process.returncode:
        raise SystemExit(f"the batch ended with {process.returncode}")
    return {
        "workers": workers,
        "reports": len(places),
        "seconds": round(seconds, 1),
        "reports an hour": round(3600 * len(places) / seconds),
        "largest process, MB": round(max(largest.values())),
    }


def main(case: str) -> None:
    """Measure, print and write the record."""
    from mll_finance.inputs.tables.in_force import SHIPPED

    rows = SHIPPED.table("municipalities").rows
    places = sorted({row.place for row in rows if row.id == "inhabitants" and row.extra["code"]})
    curve = []
    with tempfile.TemporaryDirectory() as name:
        for number, (count, workers) in enumerate(product(REPORTS, WORKERS)):
            curve.append(measured(case, places[:count], workers, Path(name) / str(number)))
            print(curve[-1], flush=True)
    record = {
        "measured": time.strftime("%Y-%m-%d"),
        "case": case,
        "cores": len(os.sched_getaffinity(0)),
        "load at the end": os.getloadavg()[0],
        "curve": curve,
    }
    Path(__file__).with_suffix(".json").write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "vroegsignalering_eindhoven")
