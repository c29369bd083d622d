"""Runs all tests several times at once, so that the machine is loaded; adds to ``tests/evidence/whole_runs.json``.

Each run is that of ``.ci/run`` in a fresh clone of this repository as it is committed, with an environment of its own.
What a run on a machine that is busy fails on and a run alone does not looks at a clock, or waits for too little.

Usage: ``python tests/faults/count_whole_runs.py DATE [AT_ONCE] [FOLDER]``; what each run prints stays in the folder.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from counting import keep

ROOT = Path(__file__).resolve().parents[2]
OF_AN_ENVIRONMENT = ("PYTHONPATH", "VIRTUAL_ENV", "OPENBLAS_NUM_THREADS")
"""Left out: a run makes its own environment."""


def begun(folder: Path) -> subprocess.Popen[bytes]:
    """A run in a clone that is made here."""
    subprocess.run(["git", "clone", "--quiet", str(ROOT), str(folder / "clone")], check=True)
    environment = {name: text for name, text in os.environ.items() if name not in OF_AN_ENVIRONMENT}
    # Each test by name as it ends: a run that is broken off still says what failed.
    environment["PYTEST_ADDOPTS"] = f"-v --junitxml={folder / 'tests.xml'}"
    with (folder / "printed.txt").open("wb") as printed:
        return subprocess.Popen(
            ["bash", ".ci/run"],
            cwd=folder / "clone",
            env=environment,
            stdout=printed,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )


def record_of(folder: Path, exit_code: int) -> dict[str, Any]:
    """How a run ended: counts, and the tests that failed by name."""
    suite = ElementTree.parse(folder / "tests.xml").getroot()
    failed = [
        f"{case.get('classname')}::{case.get('name')}"
        for case in suite.iter("testcase")
        if case.find("failure") is not None or case.find("error") is not None
    ]
    count, skipped = (sum(int(part.get(name, 0)) for part in suite) for name in ("tests", "skipped"))
    return {
        "exit": exit_code,
        "minutes of pytest": round(sum(float(part.get("time", 0.0)) for part in suite) / 60, 1),
        "passed": count - skipped - len(failed),
        "skipped": skipped,
        "failed": failed,
        "load of the last quarter of an hour": round(os.getloadavg()[2], 1),
    }


def main(date: str, at_once: int, folder: Path) -> None:
    """Begin the runs, wait for each, and keep what came of them."""
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    places = [folder / str(place) for place in range(at_once)]
    for place in places:
        place.mkdir(parents=True)
    processes = [begun(place) for place in places]
    about = {"commit": commit.stdout.strip(), "date": date, "at once": at_once, "processors": os.cpu_count()}
    runs = [
        {**about, **record_of(place, process.wait())}
        for place, process in zip(places, processes, strict=True)
    ]
    for run in runs:
        print(run)
    keep("whole_runs", date, {"runs": runs})


if __name__ == "__main__":
    main(sys.argv[1], int((sys.argv[2:] or ["3"])[0]), Path((sys.argv[3:] or ["build/whole_runs"])[0]))
