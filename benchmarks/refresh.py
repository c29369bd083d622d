"""What a slider asks for: a case with another value, validated, drawn, with table, tornado and switching values.

Claim: for the slowest example, at 16,384 draws, at most 0.4 times the seconds of commit 6a101de. Both versions run
this file, each in a process of its own with its own package first on the path, in turn; the old one comes from the
history of this repository (``git worktree``), and without a history there is nothing to compare with, which is then
said. Each refresh is for another value of the number that the slider moves; tornado and switching values are those of
every alternative. Seconds are those of the processor, the median of some refreshes; the ratio is the median over the
pairs of processes.

Run: python benchmarks/refresh.py [PAIRS]
"""

from __future__ import annotations

import importlib
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

OLD = "6a101de"
ROOT = Path(__file__).resolve().parents[1]
DRAWS, REFRESHES = 16_384, 5
PLACES = {
    "load_case": ("mll_finance.inputs.case.loading", "mll_finance.inputs.case"),
    "appraise": ("mll_finance.engine.study", "mll_finance.appraisal.study"),
    "uncertain": ("mll_finance.drivers.points", "mll_finance.appraisal.points"),
    "tornado": ("mll_finance.drivers.sensitivity", "mll_finance.appraisal.sensitivity"),
    "switching_values": ("mll_finance.drivers.sensitivity", "mll_finance.appraisal.sensitivity"),
}
"""Where each function stands, in this version and in the old one."""


def function(name: str) -> Any:
    """A function of whichever version is on the path."""
    for place in PLACES[name]:
        try:
            return getattr(importlib.import_module(place), name)
        except (ImportError, AttributeError):
            continue
    raise SystemExit(f"no {name} in {', '.join(PLACES[name])}")


def timed(seconds: dict[str, float], part: str, make: Callable[[], Any]) -> Any:
    """What is made, its seconds of the processor noted."""
    begin = time.process_time()
    outcome = make()
    seconds[part] = time.process_time() - begin
    return outcome


def refresh(case: Any, path: str, value: float) -> dict[str, float]:
    """Seconds of each part of one refresh."""
    seconds: dict[str, float] = {}
    changed = timed(seconds, "change", lambda: case.with_({path: value}))
    study = function("appraise")(changed)
    timed(seconds, "outcomes", lambda: study.outcomes)
    timed(seconds, "table", lambda: study.rows)
    tornado, switching = function("tornado"), function("switching_values")
    timed(seconds, "tornado", lambda: [tornado(study, name) for name in case.projects])
    timed(seconds, "switching values", lambda: [switching(study, name) for name in case.projects])
    return seconds


def measure(example: Path) -> dict[str, float]:
    """Median seconds of each part for one example, after a first refresh."""
    case = function("load_case")(example).with_({"case.draws": DRAWS})
    numbers = function("uncertain")(function("appraise")(case))
    if not numbers:
        return {}
    moved = max(numbers, key=lambda number: abs(number.central))
    refresh(case, moved.path, moved.central)
    runs = [refresh(case, moved.path, moved.central * (1 + 0.001 * turn)) for turn in range(1, REFRESHES + 1)]
    parts = {part: statistics.median(run[part] for run in runs) for part in runs[0]}
    return {**parts, "whole": statistics.median(sum(run.values()) for run in runs)}


def child(package: Path, names: list[str]) -> dict[str, Any]:
    """What one version measures of its own examples, in a process of its own."""
    environment = {**os.environ, "PYTHONPATH": str(package), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, str(Path(__file__).resolve()), "--child", *names]
    finished = subprocess.run(
        command, env=environment, cwd=package, capture_output=True, text=True, check=False
    )
    if finished.returncode:
        raise SystemExit(f"{package}: {finished.stderr[-2000:]}")
    measured: dict[str, Any] = json.loads(finished.stdout.splitlines()[-1])
    return measured


def run_child(names: list[str]) -> None:
    """Measure the version on the path and print what it gave."""
    measured: dict[str, Any] = {}
    for name in names:
        parts = measure(Path("parameters") / f"{name}.yaml")
        if parts:
            measured[name] = parts
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        json.dumps(
            {"examples": measured, "peak": peak, "package": importlib.import_module("mll_finance").__file__}
        )
    )


def compare(old: Path, pairs: int) -> None:
    """Find the slowest example, then run both versions in turn on it."""
    names = sorted(path.stem for path in (old / "parameters").glob("*.yaml"))
    first = child(old, names)
    assert Path(first["package"]).is_relative_to(old), first["package"]
    slowest = max(first["examples"], key=lambda name: first["examples"][name]["whole"])
    runs = [(child(ROOT, [slowest]), child(old, [slowest])) for _ in range(pairs)]
    here, there = ([run[side]["examples"][slowest] for run in runs] for side in (0, 1))
    print(f"{slowest}, the slowest of {len(first['examples'])} examples, {DRAWS:,} draws; now / {OLD}:")
    for part in here[0]:
        ratio = statistics.median(now[part] / then[part] for now, then in zip(here, there, strict=True))
        now, then = (statistics.median(run[part] for run in side) for side in (here, there))
        print(f"  {part:17} {ratio:.2f}  ({now:.3f} s / {then:.3f} s)")
    peaks = [max(run[side]["peak"] for run in runs) for side in (0, 1)]
    print(f"  peak memory {peaks[0]:.0f} / {peaks[1]:.0f} MB")


def main(pairs: int) -> None:
    """Check the old version out beside this one and compare."""
    with tempfile.TemporaryDirectory() as folder:
        old = Path(folder).resolve() / "old"
        added = subprocess.run(
            ["git", "-C", str(ROOT), "worktree", "add", "--detach", str(old), OLD],
            capture_output=True,
            text=True,
            check=False,
        )
        if added.returncode:
            print(
                f"no commit {OLD} here, so nothing to compare with: {added.stderr.strip().splitlines()[-1]}"
            )
            return
        try:
            compare(old, pairs)
        finally:
            subprocess.run(
                ["git", "-C", str(ROOT), "worktree", "remove", "--force", str(old)],
                capture_output=True,
                check=False,
            )


if __name__ == "__main__":
    if sys.argv[1:2] == ["--child"]:
        sys.path = [os.environ["PYTHONPATH"], *sys.path]
        run_child(sys.argv[2:])
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 3)
