"""The built wheel works away from the checkout: it carries the data, notebooks and example cases.

The wheel is built and installed without a network. Its environment borrows the third-party packages of this one, but
not this package.
"""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest
from installed import Ended, Installed, environment

RATE = 0.05
TWO_YEARS = -1000 + 600 / (1 + RATE) + 600 / (1 + RATE) ** 2
"""Net present value of the example two_years, by hand: 1000 now, 600 after one and after two years."""


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """A fresh environment with the wheel in it."""
    return environment(wheel, tmp_path_factory.mktemp("away"))


def test_it_carries_what_it_needs(wheel: Path, root: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
        for folder in ("data", "notebooks", "parameters"):
            here = [path for path in (root / folder).rglob("*") if _belongs(path)]
            assert here, folder
            for path in here:
                carried = f"mll_finance/_resources/{path.relative_to(root).as_posix()}"
                assert archive.read(carried) == path.read_bytes(), carried
    assert any(name.endswith("licenses/LICENSE") for name in names)
    assert not [name for name in names if name.startswith(("tests/", "docs/")) or "__pycache__" in name]


def _belongs(path: Path) -> bool:
    return path.is_file() and not {"__pycache__", ".ipynb_checkpoints"} & set(path.parts)


def test_it_is_the_wheel_that_runs(installed: Installed, root: Path) -> None:
    found = installed.run("python", "-c", "import mll_finance, numpy; print(mll_finance.__file__)").strip()
    assert Path(found).is_relative_to(installed.bin.parent)
    assert not Path(found).is_relative_to(root / "mll_finance")


CHECK = ("check", "vroegsignalering_eindhoven")
NEW = (("new", "demo"), ("new", "copied", "--from", "two_years"), ("check", "copied.yaml"))


@pytest.fixture(scope="module")
def ended(installed: Installed) -> dict[tuple[str, ...], Ended]:
    """How some commands ended: what all of them import, is imported once."""
    return installed.attempt_each([CHECK, *NEW])


def test_it_checks_its_examples(installed: Installed, ended: dict[tuple[str, ...], Ended]) -> None:
    assert "two_years" in installed.run("python", "-m", "mll_finance", "check", "two_years")
    assert ended[CHECK].returncode == 0 and "vroegsignalering_eindhoven" in ended[CHECK].stdout, ended[CHECK]


def test_it_appraises_its_example(installed: Installed) -> None:
    made = json.loads(installed.run("mll", "appraise", "two_years", "--format", "json"))
    npv = {row["perspective"]: row["central"] for row in made["results"] if row["criterion"] == "npv"}
    assert npv == {name: pytest.approx(TWO_YEARS, abs=1e-9) for name in ("society", "municipality")}


def test_it_makes_a_new_case(installed: Installed, ended: dict[tuple[str, ...], Ended]) -> None:
    for command in NEW:
        assert ended[command].returncode == 0 and "Warning" not in ended[command].stderr, ended[command]
    assert (installed.folder / "demo.yaml").stat().st_size > 0
    assert "copied" in ended[NEW[-1]].stdout


def test_it_runs_its_notebooks(installed: Installed) -> None:
    # One of them: the others are the same files, and tests/notebooks runs them all.
    installed.run("mll", "run", "two_years", "--notebooks", "07_report", "--out", "made")
    made = {
        path.relative_to(installed.folder / "made").as_posix()
        for path in (installed.folder / "made").rglob("*")
    }
    assert {"report.html", "results.json", "manifest.json"} <= made
    assert any(name.startswith("notebooks/") and name.endswith(".ipynb") for name in made)
