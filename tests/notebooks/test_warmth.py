"""What a kernel and the notebooks of the suite load is there before the copy, so that no notebook loads it anew."""

import json
import os
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from papermill.engines import papermill_engines

from mll_finance.batch.notebook_engine.engine import MllEngine
from tests.notebooks.odd_notebooks import notebook_of
from tests.notebooks.side_by_side import executed

pytestmark = pytest.mark.filterwarnings("default")  # papermill and nbclient warn about what is theirs

NOTEBOOKS = sorted((Path(__file__).resolve().parents[2] / "notebooks").glob("*.ipynb"))
FEW_DRAWS = "draws = 256"
CELLS_WITH_ALL_READ_AHEAD = """
import gc, json, sys
from mll_finance.batch.notebook_engine import template
template._as_a_kernel_begins()
looked_through = max(len(gc.get_objects()) for _ in template._ahead())
kept, threads = gc.get_freeze_count(), template._threads()
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output
shell, before = InteractiveShell.instance(), set(sys.modules)
for cells in json.loads(sys.stdin.read()):
    shell.reset()
    for cell in cells:
        with capture_output():
            assert shell.run_cell(cell).success
print(json.dumps([threads, sorted(before), sorted(set(sys.modules) - before), looked_through, kept]))
"""


@pytest.fixture(scope="module")
def told():
    """Of a process that has read ahead: its threads, its modules, those that notebooks load then, and its objects.

    Of those: how many are looked through for what can be cleared away, at most between two steps; how many never.
    """
    pages = [
        [cell.source for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]
        for path in NOTEBOOKS
    ]
    ended = subprocess.run(
        [sys.executable, "-c", CELLS_WITH_ALL_READ_AHEAD],
        check=True,
        input=json.dumps([[first, FEW_DRAWS, *others] for first, *others in pages]),
        cwd=NOTEBOOKS[0].parent,
        env={**os.environ, "PYTHONPATH": str(NOTEBOOKS[0].parents[1])},
        capture_output=True,
        text=True,
    )
    return json.loads(ended.stdout.splitlines()[-1])


def test_a_kernel_loads_nothing_as_it_begins(told, tmp_path):
    papermill_engines.register("mll", MllEngine)
    page = notebook_of(["import json, sys\nprint(json.dumps(sorted(sys.modules)))"])
    nbformat.write(page, tmp_path / "odd.ipynb")
    shown, ending = executed(tmp_path / "odd.ipynb", "mll", tmp_path / "first")
    assert ending is None
    of_kernel = set(json.loads(shown["cells"][0]["outputs"][0]["text"]))
    assert of_kernel - set(told[1]) == set()


def test_no_notebook_of_the_suite_loads_a_module(told):
    assert told[2] == []


def test_what_is_read_ahead_leaves_one_thread(told):
    """A process with more is not copied."""
    assert told[0] == 1


def test_a_copy_looks_through_nothing_that_was_there_before_it(told):
    """Also where it is made before all is read: looking at an object copies the page on which it stands."""
    looked_through, kept = told[3:]
    assert looked_through < kept / 100
