"""The notebooks of the suite executed by papermill with its engine ``mll``, by papermill alone, and without a kernel.

Claims: once it is ready, a loop of papermill with the engine takes at most 1.4 times what calculating and writing alone
takes; and the loop of papermill alone takes at least 15 times as long as the engine on two cores. Each way is a process
of its own, all in turn, as often as is asked:

``stock``: papermill, a kernel that it starts for each notebook, one after the other. ``mll``: the same loop with
kernels that are split off; a first time, in which the process that kernels are copied from is started as well, and a
second time. ``two``: as ``mll``, two notebooks at a time. ``alone``: in copies of a process that has read ahead what
that of ``mll`` has, without a kernel: the cells are calculated, what they show is caught, and the notebook is written.

For the notebooks of one report, all of one case: ``report_stock``, a loop of papermill; ``report``, the kernels of
``mll batch --engine kernel``, which share a study (calculating it is included); ``reports``, two such processes at
once.

Seconds are those of the clock, since a kernel that was split off is no child. Ratios are medians over the rounds.
Memory is the largest sum over the processes of a way, shared pages once (Linux). Also says how many cells show
something else than with papermill alone, apart from identities and numbers of processes. Writes
``notebook_engine.json`` beside this file.

Run: python benchmarks/notebook_engine.py [ROUNDS]
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import median
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
CASE = "vroegsignalering_eindhoven"
WAYS = ("stock", "mll", "two", "alone", "report_stock", "report", "reports")


def papermill_loop(folder: Path, engine: str | None, *, at_once: int = 1, case: str = "") -> None:
    """Execute notebooks by papermill: every one, or those of a report of a case."""
    import papermill
    from papermill.engines import papermill_engines

    from mll_finance.batch.notebook_engine.engine import MllEngine
    from mll_finance.batch.run import notebook_names

    papermill_engines.register("mll", MllEngine)
    paths = [path for path in NOTEBOOKS if not case or path.stem in notebook_names()]

    def execute(path: Path) -> None:
        parameters = {"case": case} if case else {}
        papermill.execute_notebook(
            path, folder / path.name, parameters, engine_name=engine, progress_bar=False
        )

    with ThreadPoolExecutor(at_once) as threads:
        list(threads.map(execute, paths))


def alone(folder: Path) -> None:
    """Execute the cells of every notebook, each notebook in a copy of this process, and write it."""
    for path in NOTEBOOKS:
        if child := os.fork():
            if os.waitpid(child, 0)[1]:
                raise SystemExit(f"{path.name} failed")
            continue
        _execute_here(path, folder)
        os._exit(0)


def _execute_here(path: Path, folder: Path) -> None:
    import nbformat
    from IPython.core.interactiveshell import InteractiveShell
    from IPython.utils.capture import capture_output

    shell, page = InteractiveShell.instance(), nbformat.read(path, as_version=4)
    for cell in page.cells:
        if cell.cell_type == "code":
            with capture_output() as caught:
                if not shell.run_cell(cell.source).success:
                    os._exit(1)
            cell.outputs = [
                nbformat.v4.new_output("display_data", data=shown.data) for shown in caught.outputs
            ]
    nbformat.write(page, folder / path.name)


def report(folder: Path) -> None:
    """The notebooks of one report in kernels that share its study, which is calculated here."""
    from mll_finance.batch.notebook_engine.in_kernels import execute_in_kernels
    from mll_finance.batch.run import notebook_names
    from mll_finance.engine.study import appraise
    from mll_finance.facade.adopted_results import load_case

    execute_in_kernels(notebook_names(), folder, {"case": CASE}, appraise(load_case(CASE)))


def reports(folder: Path) -> None:
    """Two processes of reports at once; this process only waits for them."""
    begun = [
        subprocess.Popen([sys.executable, __file__, "report", str(folder), str(folder / name)])
        for name in ("one", "other")
    ]
    if max(process.wait() for process in begun):
        raise SystemExit("a report failed")


def in_one_way(way: str, folder: Path) -> list[float]:
    """Seconds of a way: of its loop, and for some a second time."""
    import mll_finance.batch.notebook_engine.forked
    import mll_finance.notebook  # noqa: F401
    from mll_finance.batch.notebook_engine import in_kernels, warmth

    os.chdir(ROOT / "notebooks")
    loops: dict[str, Callable[[], None]] = {
        "stock": lambda: papermill_loop(folder, None),
        "mll": lambda: papermill_loop(folder, "mll"),
        "two": lambda: papermill_loop(folder, "mll", at_once=2),
        "alone": lambda: alone(folder),
        "report_stock": lambda: papermill_loop(folder, None, case=CASE),
        "report": lambda: report(folder),
        "reports": lambda: reports(folder),
    }
    if way in ("alone", "report"):
        in_kernels.ready_for_kernels()
        for _ in warmth.steps():
            pass
        gc.collect()
        gc.freeze()
    seconds = []
    for _ in range(2 if way in ("mll", "two") else 1):
        begin = time.perf_counter()
        loops[way]()
        seconds.append(time.perf_counter() - begin)
    return seconds


def megabytes(process: int) -> float:
    """Memory of a process and of what it began, shared pages once."""
    import psutil

    total = 0
    with contextlib.suppress(psutil.Error):
        begun = psutil.Process(process)
        for part in [begun, *begun.children(recursive=True)]:
            with contextlib.suppress(psutil.Error):
                total += part.memory_full_info().pss
    return total / 1e6


def measured(way: str, folder: Path) -> tuple[list[float], float]:
    """Seconds and megabytes of one way, in a process of its own with one thread for matrices."""
    for name in (".", "one", "other"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    most = 0.0
    environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1", "PYDEVD_DISABLE_FILE_VALIDATION": "1"}
    with (folder / "output.txt").open("w") as output:
        command = [sys.executable, __file__, way, str(folder), str(folder)]
        process = subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT, env=environment)
        while process.poll() is None:
            most = max(most, megabytes(process.pid))
            time.sleep(0.25)
    if process.returncode:
        raise SystemExit((folder / "output.txt").read_text()[-2000:])
    if way == "reports":
        both = [json.loads((folder / name / "seconds.json").read_text()) for name in ("one", "other")]
        return [max(seconds[0] for seconds in both)], most
    return json.loads((folder / "seconds.json").read_text()), most


def outputs(path: Path, *, without: str = "") -> list[str]:
    """What each cell shows, without identities and numbers of processes, and without outputs of a mimetype."""
    import nbformat

    def shown(cell: Any) -> str:
        kept = [output for output in cell.get("outputs", ()) if without not in output.get("data", {})]
        return re.sub(r"[0-9a-f]{32}|ipykernel_\d+|0x[0-9a-f]+", "", str(kept))

    return [shown(cell) for cell in nbformat.read(path, as_version=4).cells]


def differing(first: Path, second: Path) -> int:
    """How many cells show something else."""
    return sum(
        one != other
        for path in NOTEBOOKS
        for one, other in zip(outputs(first / path.name), outputs(second / path.name), strict=True)
    )


def main(rounds: int) -> None:
    """Measure, print and write the record."""
    seconds: dict[str, list[list[float]]] = {way: [] for way in WAYS}
    memory: dict[str, float] = dict.fromkeys(WAYS, 0.0)
    with tempfile.TemporaryDirectory() as name:
        for number in range(rounds):
            for way in WAYS:
                took, most = measured(way, Path(name) / str(number) / way)
                seconds[way].append(took)
                memory[way] = max(memory[way], most)
                print(number, way, [round(part, 1) for part in took], f"{most:.0f} MB", flush=True)
        different = differing(Path(name) / "0" / "stock", Path(name) / "0" / "mll")
    record = _record(seconds, memory, different)
    Path(__file__).with_suffix(".json").write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(record["ratios"], indent=1))


def _record(
    seconds: dict[str, list[list[float]]], memory: dict[str, float], different: int
) -> dict[str, Any]:
    def ratio(above: str, below: str, *, at: int = 0, times: int = 1) -> float:
        pairs = zip(seconds[above], seconds[below], strict=True)
        return round(
            median(times * over[-1 if above == "mll" else 0] / under[at] for over, under in pairs), 2
        )

    return {
        "measured": time.strftime("%Y-%m-%d"),
        "cores": len(os.sched_getaffinity(0)),
        "load at the end": os.getloadavg()[0],
        "notebooks": len(NOTEBOOKS),
        "cells that differ from papermill alone": different,
        "seconds": {
            way: [[round(part, 2) for part in took] for took in rounds] for way, rounds in seconds.items()
        },
        "megabytes": {way: round(most) for way, most in memory.items()},
        "ratios": {
            "mll, ready / alone": ratio("mll", "alone"),
            "stock / mll, started": ratio("stock", "mll"),
            "stock / mll, ready": ratio("stock", "mll", at=1),
            "stock / two at a time, started": ratio("stock", "two"),
            "stock / two at a time, ready": ratio("stock", "two", at=1),
            "report: stock / shared study": ratio("report_stock", "report"),
            "two reports: stock / shared study, two at a time": ratio("report_stock", "reports", times=2),
        },
    }


if __name__ == "__main__":
    if len(sys.argv) > 1 and sys.argv[1] in WAYS:
        _seconds = in_one_way(sys.argv[1], Path(sys.argv[3]))
        (Path(sys.argv[3]) / "seconds.json").write_text(json.dumps(_seconds))
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 3)
