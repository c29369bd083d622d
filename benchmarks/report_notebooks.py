"""The notebooks of many reports: by ``mll batch --notebooks all``, and by a loop of papermill alone.

Claim: on two cores the loop of papermill takes at least 25 times as long for the notebooks of a report as the batch
takes for a report more, of which the notebooks share one study and one set of section blocks; the numbers of the report
and its row in the index are made in that time too, no page. The batch starts its two processes once: the record has the
ratio with that start as well, for as many reports as were made here.

The peer executes the notebooks as they stand in a report of the batch, one after the other, each in a kernel that
papermill starts; so its cells can be laid beside those of the batch. Every round is a batch of few reports, a batch of
many and the peer, in turn; ratios are medians over the rounds. Says which cells show something else, apart from the
live panel, which only a kernel shows. Writes ``report_notebooks.json`` beside this file.

Run: python benchmarks/report_notebooks.py [ROUNDS]
"""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from notebook_engine import outputs

ROOT = Path(__file__).resolve().parents[1]
CASE = "vroegsignalering_eindhoven"
FEW, MANY = 2, 18
LIVE = "application/vnd.jupyter.widget-view+json"
ENVIRONMENT = {
    **os.environ,
    "OPENBLAS_NUM_THREADS": "1",
    "PYDEVD_DISABLE_FILE_VALIDATION": "1",
    "PYTHONPATH": str(ROOT),
}


def municipalities(count: int) -> str:
    """Codes of municipalities, between commas."""
    with (ROOT / "data" / "municipality_names.csv").open(encoding="utf-8", newline="") as file:
        return ",".join(row["code"] for row, _ in zip(csv.DictReader(file), range(count), strict=False))


def batch_seconds(count: int, folder: Path) -> float:
    """Seconds that a batch of reports with all their notebooks takes."""
    command = [sys.executable, "-m", "mll_finance", "batch", CASE, "--municipalities", municipalities(count)]
    command += ["--notebooks", "all", "--formats", "none", "--workers", "2", "--out", str(folder)]
    begin = time.perf_counter()
    subprocess.run(command, env=ENVIRONMENT, check=True, capture_output=True)
    return time.perf_counter() - begin


def peer_seconds(notebooks: Path, folder: Path) -> float:
    """Seconds that papermill alone takes for the notebooks of a report, one after the other."""
    loop = (
        "import sys, papermill\n"
        "from pathlib import Path\n"
        "given, made = map(Path, sys.argv[1:])\n"
        "for path in sorted(given.glob('*.ipynb')):\n"
        "    papermill.execute_notebook(path, made / path.name, cwd=given, progress_bar=False)\n"
    )
    folder.mkdir()
    begin = time.perf_counter()
    command = [sys.executable, "-c", loop, str(notebooks), str(folder)]
    subprocess.run(command, env=ENVIRONMENT, check=True, capture_output=True)
    return time.perf_counter() - begin


def differing(notebooks: Path, folder: Path) -> list[str]:
    """The cells of which the outputs differ, by notebook and number (from 1, texts counted)."""
    return [
        f"{path.name}: cell {number}"
        for path in sorted(notebooks.glob("*.ipynb"))
        for number, pair in enumerate(
            zip(outputs(path, without=LIVE), outputs(folder / path.name, without=LIVE), strict=True), start=1
        )
        if pair[0] != pair[1]
    ]


def count_of_code(notebooks: Path) -> int:
    """How many cells of code the notebooks have."""
    import nbformat

    pages = (nbformat.read(path, as_version=4) for path in notebooks.glob("*.ipynb"))
    return sum(cell.cell_type == "code" for page in pages for cell in page.cells)


def main(rounds: int) -> None:
    """Measure, print and write the record."""
    seconds: dict[str, list[float]] = {"few": [], "many": [], "peer": []}
    different: set[str] = set()
    compared = 0
    with tempfile.TemporaryDirectory() as name:
        for number in range(rounds):
            folder = Path(name) / str(number)
            seconds["few"].append(batch_seconds(FEW, folder / "few"))
            seconds["many"].append(batch_seconds(MANY, folder / "many"))
            notebooks = min((folder / "few" / "reports").glob("*/*/central/notebooks"))
            seconds["peer"].append(peer_seconds(notebooks, folder / "peer"))
            different |= set(differing(notebooks, folder / "peer"))
            compared = count_of_code(notebooks)
            print(number, {way: round(took[-1], 1) for way, took in seconds.items()}, flush=True)
    more = [(many - few) / (MANY - FEW) for few, many in zip(seconds["few"], seconds["many"], strict=True)]
    record = {
        "measured": time.strftime("%Y-%m-%d"),
        "cores": len(os.sched_getaffinity(0)),
        "load at the end": os.getloadavg()[0],
        "case": CASE,
        "cells compared": compared,
        "cells that differ from papermill alone": sorted(different),
        "seconds": {
            f"batch of {FEW} reports": [round(took, 2) for took in seconds["few"]],
            f"batch of {MANY} reports": [round(took, 2) for took in seconds["many"]],
            "papermill, one report": [round(took, 2) for took in seconds["peer"]],
        },
        "ratios": {
            "papermill / a report more": round(
                median(peer / each for peer, each in zip(seconds["peer"], more, strict=True)), 1
            ),
            f"papermill / batch of {MANY}, started": round(
                median(
                    MANY * peer / many for peer, many in zip(seconds["peer"], seconds["many"], strict=True)
                ),
                1,
            ),
        },
    }
    Path(__file__).with_suffix(".json").write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(record, indent=1))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 3)
