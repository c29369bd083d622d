"""Kills commands at random moments, looks at what is left, and writes the count to ``tests/evidence/kills.json``.

A moment is one of the times at which the command is about to write, make, move or remove a file, drawn at random.

Usage: ``python tests/faults/count_kills.py DATE [COUNT] [SEED]``.
"""

from __future__ import annotations

import hashlib
import json
import random
import signal
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

from counting import asked, keep

from mll_finance.inputs.case.as_adopted import lock_path
from mll_finance.resources import resource

COMMANDS = ("run", "run again", "lock", "new")
FEW = ("--notebooks", "none", "--draws", "16")


CHILD = """
import os, signal, sys
last = int(sys.argv.pop(1))
from mll_finance.cli.main import main
EVENTS = {"os.rename", "os.mkdir", "os.remove", "os.rmdir", "os.link", "os.symlink", "os.chmod", "os.truncate"}
moments = 0
def hook(event, arguments):
    global moments
    writes = event == "open" and isinstance(arguments[2], int) and arguments[2] & (os.O_WRONLY | os.O_RDWR)
    if writes or event in EVENTS:
        moments += 1
        if moments == last:
            os.kill(os.getpid(), signal.SIGKILL)
sys.addaudithook(hook)
code = main(sys.argv[1:])
print(moments, file=sys.stderr)
sys.exit(code)
"""
"""A command that is killed at its so many-th moment; it tells how many it had where it comes to its end."""


def command_ended(*arguments: str, folder: Path, last: int = 0) -> tuple[int, int]:
    """The exit code of a command, and its moments; it is killed at one of them, unless at 0."""
    ended = subprocess.run(
        [sys.executable, "-c", CHILD, str(last), *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    last_words = ended.stderr.split()[-1:]
    return ended.returncode, int(last_words[0]) if last_words and last_words[0].isdigit() else 0


def half_run(folder: Path) -> str:
    """What of a run is not whole; nothing where it is whole or absent."""
    if not folder.exists():
        return ""
    manifest = folder / "manifest.json"
    if not manifest.is_file():
        return "a run without a manifest"
    listed = json.loads(manifest.read_text(encoding="utf-8"))["files"]
    wrong = [
        name
        for name, digest in listed.items()
        if not (folder / name).is_file() or hashlib.sha256((folder / name).read_bytes()).hexdigest() != digest
    ]
    return f"not whole: {wrong}" if wrong else ""


def prepared(command: str, folder: Path) -> tuple[str, ...]:
    """The arguments of a command, its folder made ready."""
    text = resource("parameters", "two_years.yaml").read_text(encoding="utf-8")
    if command == "lock":
        text = text.replace("case:\n", "case:\n  status: vastgesteld\n", 1)
    (folder / "case.yaml").write_text(text, encoding="utf-8")
    (folder / ".mine").write_text("mine", encoding="utf-8")
    if command == "run again":
        assert command_ended("run", "case.yaml", *FEW, "--out", "out", folder=folder)[0] == 0
    return {
        "run": ("run", "case.yaml", *FEW, "--out", "out"),
        "run again": ("run", "case.yaml", *FEW, "--out", "out"),
        "lock": ("lock", "case.yaml", "--by", "council"),
        "new": ("new", "fresh"),
    }[command]


def wrong_after(command: str, folder: Path, case_bytes: bytes, arguments: tuple[str, ...]) -> str:
    """What a kill spoilt: half a file, a file of the user, or a command that does not work afterwards."""
    if (folder / "case.yaml").read_bytes() != case_bytes or (folder / ".mine").read_text() != "mine":
        return "a file of the user changed"
    if command == "run again" and not (folder / "out").exists():
        return "the earlier run is gone"
    if spoilt := half_run(folder / "out"):
        return spoilt
    lock, fresh = lock_path(folder / "case.yaml"), folder / "fresh.yaml"
    if lock.exists() and command_ended("check", "case.yaml", folder=folder)[0] != 0:
        return "half a lock"
    if fresh.exists() and command_ended("check", "fresh.yaml", folder=folder)[0] != 0:
        return "half a case"
    lock.unlink(missing_ok=True)
    fresh.unlink(missing_ok=True)
    if command_ended(*arguments, folder=folder)[0] != 0:
        return "the command does not work afterwards"
    hidden = sorted(
        path.name for path in folder.iterdir() if path.name.startswith(".") and path.name != ".mine"
    )
    return f"leftovers: {hidden}" if hidden else half_run(folder / "out")


def kill(command: str, drawn: random.Random, moments: int) -> str:
    """What is wrong after a command was killed at one of its moments."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        arguments = prepared(command, folder)
        case_bytes = (folder / "case.yaml").read_bytes()
        code, _ = command_ended(*arguments, folder=folder, last=drawn.randint(1, moments))
        if code != -signal.SIGKILL:
            return f"not killed: exit code {code}"
        return wrong_after(command, folder, case_bytes, arguments)


def moments(command: str) -> int:
    """The moments of a command that comes to its end."""
    with tempfile.TemporaryDirectory() as name:
        code, count = command_ended(*prepared(command, Path(name)), folder=Path(name))
        assert code == 0 and count > 0
        return count


if __name__ == "__main__":
    date, (number, seed) = asked(100, 20261129)
    drawn = random.Random(seed)
    moments_by_command = {command: moments(command) for command in COMMANDS}
    every = [
        (command, kill(command, drawn, moments_by_command[command]))
        for command in COMMANDS * (number // len(COMMANDS))
    ]
    for command, wrong in every:
        if wrong:
            print(command, wrong, flush=True)
    counts = Counter(command for command, _ in every)
    record = {
        "seed": seed,
        "killed": len(every),
        "by_command": {
            command: {"killed": counts[command], "moments": moments_by_command[command]}
            for command in COMMANDS
        },
        "wrong": [row for row in every if row[-1]],
    }
    keep("kills", date, record)
