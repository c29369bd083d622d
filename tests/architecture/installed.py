"""Environments with the wheel in them, made without a network: they borrow packages of the environment of the tests.

An environment holds no package of its own but the wheel. What it borrows is all of the packages of this environment, or
only some distributions with what those require, so that a bare installation is what pip would have made of it.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import sysconfig
import venv
import zipfile
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.metadata import Distribution, distribution
from pathlib import Path
from typing import NamedTuple

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name


class Ended(NamedTuple):
    """How a command ended."""

    returncode: int
    stdout: str
    stderr: str


EACH_BY_ITSELF = """
import json, os, sys, tempfile, traceback
import mll_finance
from mll_finance.cli.main import main

mll_finance.load_case
told = []
for command in json.loads(sys.argv[1]):
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as errors:
        child = os.fork()
        if child == 0:
            os.dup2(out.fileno(), 1)
            os.dup2(errors.fileno(), 2)
            code = 1
            try:
                code = main(command)
            except SystemExit as stopped:
                code = stopped.code
            except BaseException:
                traceback.print_exc()
            finally:
                sys.stdout.flush()
                sys.stderr.flush()
                os._exit(code)
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        told.append([code, *(os.pread(text.fileno(), 10**7, 0).decode() for text in (out, errors))])
print(json.dumps(told))
"""
"""Commands of the suite, each in a process of its own that begins with what every command imports."""


class Installed(NamedTuple):
    """An environment with the wheel, and a folder to work in."""

    bin: Path
    folder: Path

    def attempt(self, *command: str) -> subprocess.CompletedProcess[str]:
        """A command in the folder, however it ends."""
        return subprocess.run(
            [str(self.bin / command[0]), *command[1:]],
            cwd=self.folder,
            env=_clean(),
            capture_output=True,
            text=True,
            check=False,
        )

    def attempt_each(self, commands: Iterable[tuple[str, ...]]) -> dict[tuple[str, ...], Ended]:
        """Commands of the suite in the folder, each by itself; together they import once what all of them need."""
        commands = list(commands)
        told = json.loads(self.run("python", "-c", EACH_BY_ITSELF, json.dumps(commands)))
        return {command: Ended(*ended) for command, ended in zip(commands, told, strict=True)}

    def run(self, *command: str) -> str:
        """Output of a command in the folder, which must end well and say nothing about warnings."""
        run = self.attempt(*command)
        assert run.returncode == 0, run.stdout + run.stderr
        assert "Warning" not in run.stderr, run.stderr
        return run.stdout


def build_wheel(root: Path, out: Path) -> Path:
    """The wheel, built from the checkout."""
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(out), str(root)]
    run = subprocess.run(command, cwd=out, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    (wheel,) = out.glob("*.whl")
    return wheel


def environment(wheel: Path, place: Path, *, only: Iterable[Requirement] | None = None) -> Installed:
    """A fresh environment with the wheel in it.

    Parameters
    ----------
    wheel : Path
        The wheel.
    place : Path
        An empty folder.
    only : iterable of Requirement or None
        What it borrows, with what that requires in turn; every package of this environment without it.
    """
    home, once = place / "environment", _by_pip(wheel)
    venv.create(home, system_site_packages=False, with_pip=False, symlinks=True)
    python, own = home / "bin" / "python", _packages(home)
    for part in _packages(once).iterdir():
        (own / part.name).symlink_to(part)
    command = (once / "bin" / "mll").read_text(encoding="utf-8").replace(str(once), str(home))
    (home / "bin" / "mll").write_text(command, encoding="utf-8")
    (home / "bin" / "mll").chmod(0o755)
    if only is None:
        borrowed = sorted({sysconfig.get_path("purelib"), sysconfig.get_path("platlib")})
        (own / "borrowed.pth").write_text("\n".join(borrowed) + "\n", encoding="utf-8")
    else:
        for package in _closure(only):
            _link(package, own)
    folder = place / "folder"
    folder.mkdir()
    return Installed(python.parent, folder)


@cache
def _by_pip(wheel: Path) -> Path:
    """An environment with the wheel alone, for others to link to: unpacked once, compiled once by who starts it."""
    home = wheel.parent / "by_pip"
    venv.create(home, system_site_packages=False, with_pip=False, symlinks=True)
    pip = [sys.executable, "-m", "pip", "--python", str(home / "bin" / "python"), "install"]
    command = [*pip, "--no-index", "--no-deps", "--no-compile", str(wheel)]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    return home


def _packages(home: Path) -> Path:
    """Where an environment keeps its packages."""
    paths = {"base": str(home), "platbase": str(home)}
    return Path(sysconfig.get_path("purelib", scheme="venv", vars=paths))


def asked_for(wheel: Path, extra: str) -> list[Requirement]:
    """What the wheel requires, with one of its extras; an empty name for none."""
    with zipfile.ZipFile(wheel) as archive:
        (name,) = (name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        metadata = archive.read(name).decode()
    listed = [Requirement(text) for text in re.findall(r"(?m)^Requires-Dist: (.+)$", metadata)]
    return list(_with_extra(listed, extra))


def _with_extra(listed: list[Requirement], extra: str) -> Iterator[Requirement]:
    for requirement in listed:
        if requirement.marker is not None and not requirement.marker.evaluate({"extra": extra}):
            continue
        if canonicalize_name(requirement.name) == "mll-finance":
            for inner in sorted(requirement.extras):
                yield from _with_extra(listed, inner)
        else:
            yield requirement


def _closure(wanted: Iterable[Requirement]) -> Iterator[Distribution]:
    """The distributions of this environment that requirements ask for, and what those ask for, each once."""
    waiting, known = list(wanted), set()
    while waiting:
        requirement = waiting.pop()
        key = (canonicalize_name(requirement.name), frozenset(requirement.extras))
        if key in known:
            continue
        known.add(key)
        package = distribution(requirement.name)
        yield package
        for inner in map(Requirement, package.requires or ()):
            extras = [{"extra": extra} for extra in ("", *requirement.extras)]
            if inner.marker is None or any(inner.marker.evaluate(extra) for extra in extras):
                waiting.append(inner)


def _link(package: Distribution, folder: Path) -> None:
    """Links to what a distribution holds beside its commands."""
    for top in {file.parts[0] for file in package.files or ()} - {"..", "__pycache__"}:
        link = folder / top
        if not link.exists():
            link.symlink_to(Path(str(package.locate_file(top))))


def _clean() -> dict[str, str]:
    """The environment's variables without what would let Python find the checkout."""
    return {
        key: text
        for key, text in os.environ.items()
        if not key.startswith(("PYTHON", "PYTEST", "VIRTUAL_ENV"))
    }
