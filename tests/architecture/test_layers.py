"""Imports go one way. The contracts stand in pyproject.toml; here they are kept, and each is shown to bite."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

RUN = "from importlinter.cli import lint_imports_command; lint_imports_command()"

WRONG = {
    "formulas/discounting.py": "import mll_finance.inputs.case.case",
    "formulas/irr.py": "import pandas",
    "uncertainty/sampling.py": "import mll_finance.formulas.irr",
    "uncertainty/distributions/pert.py": "import pydantic",
    "inputs/case/case.py": "import mll_finance.engine.study",
    "engine/study.py": "import plotly",
    "report/sections/sweeps.py": "import numpy",
    "report/pieces/money/cover.py": "import mll_finance.formulas.irr",
    "engine/ledger.py": "import mll_finance.report",
    "errors.py": "import mll_finance.inputs",
    "engine/capital.py": "import mll_finance.terms",
    "drivers/points.py": "import mll_finance.municipal_budget.budget",
    "drivers/spread.py": "import mll_finance.terms",
    "municipal_budget/budget.py": "import mll_finance.uncertainty.summary",
    "parties/incidence.py": "import mll_finance.drivers.points",
    "parties/bridge.py": "import mll_finance.facade.frames",
    "judgement/advice.py": "import mll_finance.terms",
    "judgement/decision.py": "import mll_finance.facade.frames",
    "facade/frames.py": "import numpy",
    "report/numbers.py": "import pandas",
    "engine/fingerprint.py": "import mll_finance",
}


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    """Import-linter on the package in a folder, which comes first on the path there."""
    return subprocess.run(
        [sys.executable, "-c", RUN, "--no-cache"], cwd=folder, capture_output=True, text=True, check=False
    )


@pytest.fixture
def copied(root: Path, tmp_path: Path) -> Path:
    """A copy of the package with the contracts."""
    shutil.copytree(
        root / "mll_finance", tmp_path / "mll_finance", ignore=shutil.ignore_patterns("__pycache__")
    )
    shutil.copy(root / "pyproject.toml", tmp_path)
    return tmp_path


def test_contracts_are_kept(root: Path) -> None:
    run = lint_imports(root)
    assert run.returncode == 0, run.stdout + run.stderr


def test_each_wrong_import_is_found_and_each_contract_broken(copied: Path) -> None:
    for module, wrong in WRONG.items():
        path = copied / "mll_finance" / module
        path.write_text(f"{path.read_text(encoding='utf-8')}\n{wrong}\n", encoding="utf-8")
    run = lint_imports(copied)
    assert run.returncode == 1, run.stdout + run.stderr
    assert "Contracts: 0 kept" in run.stdout
    # The first step of what is not allowed: a later one may be there by another wrong import.
    first = set(re.findall(r"(?m)^- +(\S+ -> \S+)", run.stdout))
    wrongs = {
        f"mll_finance.{module.removesuffix('.py').replace('/', '.')} -> {wrong.removeprefix('import ')}"
        for module, wrong in WRONG.items()
    }
    assert wrongs <= first, wrongs - first


def test_a_new_folder_must_be_given_a_layer(copied: Path) -> None:
    (copied / "mll_finance" / "stray.py").write_text(
        '"""A module that no layer names."""\n', encoding="utf-8"
    )
    run = lint_imports(copied)
    assert run.returncode == 1
    assert "mll_finance.stray" in run.stdout
