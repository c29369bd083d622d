"""A command and a process of a batch look less often for objects that hold each other; JupyterLab as Python does."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

TOLD = "\nprint(json.dumps(gc.get_threshold()))"
COMMAND = "import gc, json, sys; from mll_finance.__main__ import command; sys.argv = ['mll', *{arguments}]\n"
ENDS = "try: command()\nexcept SystemExit: pass"
BEGIN = "import gc, json; from mll_finance.batch.series.job import begin; begin(None)"


def first_threshold(code: str) -> int:
    ended = subprocess.run([sys.executable, "-c", code + TOLD], capture_output=True, text=True, check=True)
    return int(json.loads(ended.stdout.splitlines()[-1])[0])


@pytest.mark.parametrize(
    "code", [COMMAND.format(arguments=["--version"]) + ENDS, BEGIN], ids=["command", "batch"]
)
def test_circles_are_looked_for_seldom(code: str) -> None:
    assert first_threshold(code) > 10 * first_threshold("import gc, json")


def test_jupyterlab_looks_as_python_does() -> None:
    lab = COMMAND.format(arguments=["lab", "--help"]) + ENDS
    assert first_threshold(lab) == first_threshold("import gc, json")
