"""The notebooks of the suite executed by papermill with its engine ``mll``, by papermill alone, and without a kernel.

Claim: a loop of papermill with the engine takes at most 1.5 times what the cells calculate. Each way is a process
of its own on one core, in turn, and executes every notebook: ``stock`` with a kernel that papermill starts for
each, ``mll`` with kernels that are split off, ``alone`` in copies of a process that has the suite imported, without
a kernel, what is shown thrown away. Seconds are those of the clock, since a kernel that was split off is no child;
the least of the rounds. Memory is the largest sum over the processes of a way, shared pages once (Linux). Also says
how many cells have other outputs than with the stock loop, apart from identities and numbers of processes.

Run: python benchmarks/notebook_engine.py [ROUNDS]
"""

from __future__ import annotations

import contextlib
import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
WAYS = ("stock", "mll", "alone")


def execute(way: str, folder: Path) -> None:
    """Execute every notebook in one way, and keep what came of it in a folder where the way has kernels."""
    import papermill
    from papermill.engines import papermill_engines

    from mll_finance.batch.notebook_engine.engine import MllEngine

    papermill_engines.register("mll", MllEngine)
    engine = None if way == "stock" else way
    for path in NOTEBOOKS:
        papermill.execute_notebook(
            path, folder / path.name, engine_name=engine, progress_bar=False, cwd=ROOT / "notebooks"
        )


def alone() -> None:
    """Execute the cells of every notebook, each notebook in a copy of this process."""
    import nbformat
    from IPython.core.interactiveshell import InteractiveShell

    from mll_finance import notebook  # noqa: F401  # what the process that is ready imports

    os.chdir(ROOT / "notebooks")
    for path in NOTEBOOKS:
        cells = [cell.source for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]
        if child := os.fork():
            if os.waitpid(child, 0)[1]:
                raise SystemExit(f"{path.name} failed")
            continue
        shell = InteractiveShell.instance()
        failed = any(not shell.run_cell(source).success for source in cells)
        os._exit(int(failed))


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


def measured(way: str, folder: Path) -> tuple[float, float]:
    """Seconds and megabytes of one way."""
    folder.mkdir(parents=True)
    most, begin = 0.0, time.perf_counter()
    with (folder / "output.txt").open("w") as output:
        process = subprocess.Popen(
            [sys.executable, __file__, way, str(folder)], stdout=output, stderr=subprocess.STDOUT
        )
        while process.poll() is None:
            most = max(most, megabytes(process.pid))
            time.sleep(0.1)
    if process.returncode:
        raise SystemExit((folder / "output.txt").read_text()[-2000:])
    return time.perf_counter() - begin, most


def outputs(path: Path) -> list[str]:
    """What each cell shows, without identities and numbers of processes."""
    import nbformat

    cells = nbformat.read(path, as_version=4).cells
    return [re.sub(r"[0-9a-f]{32}|ipykernel_\d+|0x[0-9a-f]+", "", str(cell.get("outputs"))) for cell in cells]


def main(rounds: int) -> None:
    """Print seconds, ratios, memory and differences."""
    seconds: dict[str, list[float]] = {way: [] for way in WAYS}
    memory: dict[str, list[float]] = {way: [] for way in WAYS}
    with tempfile.TemporaryDirectory() as name:
        for number in range(rounds):
            for way in WAYS:
                took, most = measured(way, Path(name) / str(number) / way)
                seconds[way].append(took)
                memory[way].append(most)
        stock, ours = (
            [text for path in NOTEBOOKS for text in outputs(Path(name) / "0" / way / path.name)]
            for way in WAYS[:2]
        )
    for way in WAYS:
        print(f"{way}: {min(seconds[way]):.1f} s, {max(memory[way]):.0f} MB")
    least = {way: min(seconds[way]) for way in WAYS}
    print(
        f"mll / alone: {least['mll'] / least['alone']:.2f}, stock / mll: {least['stock'] / least['mll']:.2f}"
    )
    differing = sum(one != other for one, other in zip(stock, ours, strict=True))
    print(
        f"{len(NOTEBOOKS)} notebooks, {len(stock)} cells, {differing} with other outputs than the stock loop"
    )


if __name__ == "__main__":
    if len(sys.argv) > 1 and sys.argv[1] in WAYS:
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
        if sys.argv[1] == "alone":
            alone()
        else:
            execute(sys.argv[1], Path(sys.argv[2]))
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 3)
