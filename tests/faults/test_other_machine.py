"""The same study on another machine gives the same bytes: another user, place, clock zone, language and processor.

The other processor is imitated: numpy, the C library and OpenBLAS take the paths that they would take on an older one,
so that logarithms, powers and products differ in their last digit.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy._core import _multiarray_umath as built

from mll_finance.resources import package_folder

OLDER = {
    "GLIBC_TUNABLES": "glibc.cpu.hwcaps=-AVX512F,-AVX2,-FMA,-AVX,-AVX2_Usable,-FMA_Usable,-FMA4",
    "OPENBLAS_CORETYPE": "Prescott",
    "NPY_DISABLE_CPU_FEATURES": " ".join(
        name for name in built.__cpu_dispatch__ if built.__cpu_features__.get(name)
    ),
}
ELSEWHERE = {
    "TZ": "Pacific/Kiritimati",
    "LC_ALL": "C",
    "LANG": "C",
    "PYTHONHASHSEED": "271828",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "PYTHONUTF8": "0",
}
HERE = {"PYTHONHASHSEED": "1", "OMP_NUM_THREADS": "2", "OPENBLAS_NUM_THREADS": "2"}
NOBODY = 65534


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder in which every user may write."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o777)
        yield Path(name)


def another_user() -> dict[str, Any]:
    """Who else can run the suite here; nobody where this user cannot become another, or another cannot reach it."""
    if sys.platform == "win32" or os.geteuid() != 0:
        return {}
    as_nobody = {"user": NOBODY, "group": NOBODY, "extra_groups": []}
    try:
        tried = subprocess.run(
            [sys.executable, "-c", "import mll_finance.cli.main"],
            check=False,
            capture_output=True,
            **as_nobody,
        )
    except OSError:
        return {}
    return as_nobody if tried.returncode == 0 else {}


def made(arguments: list[str], cwd: Path, environment: Mapping[str, str], **who: Any) -> str:
    """What a command says, made somewhere, by somebody."""
    cwd.mkdir(exist_ok=True)
    home = cwd / "home"
    home.mkdir(exist_ok=True)
    if who:
        for folder in (cwd, home):
            os.chown(folder, NOBODY, NOBODY)
    ended = subprocess.run(
        [sys.executable, "-m", "mll_finance", *arguments],
        cwd=cwd,
        env={
            **os.environ,
            "PYTHONPATH": str(package_folder().parent),
            "PYTHONDONTWRITEBYTECODE": "1",
            "HOME": str(home),
            **environment,
        },
        capture_output=True,
        text=True,
        check=False,
        **who,
    )
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


def contents(folder: Path) -> dict[str, str]:
    """Hash of each file of a run; of the manifest, without when it was made."""
    files = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            content = path.read_bytes()
            if path.name == "manifest.json":
                manifest = json.loads(content)
                content = json.dumps({name: manifest[name] for name in manifest if name != "made"}).encode()
            files[path.relative_to(folder).as_posix()] = hashlib.sha256(content).hexdigest()
    return files


@pytest.mark.parametrize(
    ("example", "options", "is_made_again"),
    [
        (
            "samenwerking_naar_werk",
            ("--draws", "256", "--notebooks", "none", "--formats", "csv,html,xlsx"),
            True,
        ),
        ("two_years", ("--notebooks", "02_cash_flows_and_npv", "--formats", "all"), False),
    ],
)
def test_another_machine_gives_the_same_bytes(
    open_folder: Path, example: str, options: tuple[str, ...], is_made_again: bool
) -> None:
    here, there = open_folder / "here", open_folder / "there"
    made(["run", example, *options, "--out", "run"], here, HERE)
    who = another_user()
    made(["run", example, *options, "--out", "elsewhere/copy"], there, ELSEWHERE | OLDER, umask=0o077, **who)
    first, second = contents(here / "run"), contents(there / "elsewhere" / "copy")
    assert first.keys() == second.keys() and len(first) > 5
    assert [name for name in first if first[name] != second[name]] == []
    if not is_made_again:
        return
    # What was made here is read and made again there, and tells the same: numbers follow from no format.
    for path in (here, here / "run"):
        path.chmod(0o755)
    again = ["run", str(here / "run"), "--notebooks", "none", "--formats", "none", "--out", "again"]
    made(again, there, ELSEWHERE | OLDER, **who)
    results = [
        json.loads((folder / "results.json").read_text("utf-8")) for folder in (here / "run", there / "again")
    ]
    results[0].pop("sensitivity")
    assert results[0] == results[1]


def test_what_is_called_another_processor_calculates_otherwise() -> None:
    """Else the test above would compare a processor with itself."""
    probe = (
        "import hashlib, numpy as np; x = np.linspace(0.1, 9, 20001); "
        "print(hashlib.sha256(np.concatenate([np.log(x), x**1.37, np.tanh(x)]).tobytes()).hexdigest())"
    )
    digests = {
        subprocess.run(
            [sys.executable, "-c", probe],
            env={**os.environ, **settings},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for settings in ({}, OLDER)
    }
    if not OLDER["NPY_DISABLE_CPU_FEATURES"]:
        pytest.skip("this processor has nothing that an older one lacks")
    assert len(digests) == 2, np.show_config("dicts")
