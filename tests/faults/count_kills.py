"""Kills and stops commands at random moments, looks at what is left; writes the count to ``tests/evidence/kills.json``.

A kill comes at one of the times at which the command is about to write, make, move or remove a file, drawn at random; a
stop (Ctrl-C) also at one of those at which it opens a file to read or imports a module, from its first on.

Usage: ``python tests/faults/count_kills.py DATE [COUNT] [SEED]``.
"""

from __future__ import annotations

import hashlib
import json
import random
import re
import signal
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

from counting import asked, keep

from mll_finance.inputs.case.as_adopted import lock_path
from mll_finance.resources import resource

COMMANDS = ("run", "run again", "lock", "new")
"""Commands that write, and are killed."""
STOPPED = (*COMMANDS, "check", "appraise", "public", "form", "scan", "import", "municipalities")
"""Commands that are stopped."""
FIGURES = "id,value,unit,region,quality,source,year\ninhabitants,243000,inhabitant,Eindhoven,B,cbs,2026\n"
FEW = ("--notebooks", "none", "--draws", "16")


CHILD = """
import os, signal, sys
last, number = int(sys.argv.pop(1)), int(sys.argv.pop(1))
from mll_finance.__main__ import command
EVENTS = {"os.rename", "os.mkdir", "os.remove", "os.rmdir", "os.link", "os.symlink", "os.chmod", "os.truncate"}
READS = {"open", "import", "os.listdir", "os.scandir"} if number == signal.SIGINT else set()
signal.signal(signal.SIGINT, signal.default_int_handler)
moments = 0
def hook(event, arguments):
    global moments
    writes = event == "open" and isinstance(arguments[2], int) and arguments[2] & (os.O_WRONLY | os.O_RDWR)
    if writes or event in EVENTS or event in READS:
        moments += 1
        if moments == last:
            os.kill(os.getpid(), number)
sys.addaudithook(hook)
code = command()
print(moments, file=sys.stderr)
sys.exit(code)
"""
"""A command that is killed or stopped at its so many-th moment; it tells how many it had where it comes to its end."""


def ended(
    *arguments: str, folder: Path, last: int = 0, number: signal.Signals = signal.SIGKILL
) -> subprocess.CompletedProcess[str]:
    """A command that gets a signal at one of its moments, unless at 0."""
    return subprocess.run(
        [sys.executable, "-c", CHILD, str(last), str(int(number)), *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


def command_ended(
    *arguments: str, folder: Path, last: int = 0, number: signal.Signals = signal.SIGKILL
) -> tuple[int, int]:
    """The exit code of a command, and its moments."""
    process = ended(*arguments, folder=folder, last=last, number=number)
    last_words = process.stderr.split()[-1:]
    return process.returncode, int(last_words[0]) if last_words and last_words[0].isdigit() else 0


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
    if command == "scan":
        answers = resource("parameters", "scans", "chatbot_scan.yaml").read_text(encoding="utf-8")
        (folder / "answers.yaml").write_text(answers, encoding="utf-8")
    if command == "import":
        assert command_ended("new", "filled", "--form", folder=folder)[0] == 0
    if command == "municipalities":
        (folder / "figures.csv").write_text(FIGURES, encoding="utf-8")
    return {
        "check": ("check", "case.yaml"),
        "appraise": ("appraise", "case.yaml", "--draws", "16"),
        "public": ("run", "case.yaml", "--public", "--draws", "16", "--out", "out"),
        "form": ("new", "fresh", "--form"),
        "scan": ("scan", "answers.yaml", "--out", "scanned.yaml"),
        "import": ("import", "filled.xlsx", "--out", "imported.yaml"),
        "municipalities": ("municipalities", "import", "figures.csv", "--to", "own.csv"),
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


def contents(folder: Path) -> dict[str, bytes]:
    """Every file under a folder; of the manifest of a run, without when it was made."""
    return {
        path.relative_to(folder).as_posix(): re.sub(rb'"made": "[^"]*"', b"", path.read_bytes())
        for path in folder.rglob("*")
        if path.is_file()
    }


def stop(command: str, drawn: random.Random, moments: int) -> str:
    """What is wrong after a command was stopped at one of its moments: the folder is as before, or as at its end."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        arguments = prepared(command, folder)
        before = contents(folder)
        moment = drawn.randint(1, moments)
        process = ended(*arguments, folder=folder, last=moment, number=signal.SIGINT)
        after = contents(folder)
        if "Traceback" in process.stderr or "Error" in process.stderr:
            return f"at {moment} of {moments}: {process.stderr[-600:]}"
        if process.returncode != 1 or "stopped; nothing half-made is left" not in process.stderr.splitlines():
            return f"at {moment} of {moments}: exit code {process.returncode}, {process.stderr[-200:]}"
        if after == before:
            return ""
        finished = command_ended(*arguments, folder=folder)[0] in (0, 2)
        return (
            ""
            if finished and contents(folder) == after
            else f"at {moment}: {sorted(set(after) - set(before))}"
        )


def moments(command: str, number: signal.Signals = signal.SIGKILL) -> int:
    """The moments of a command that comes to its end."""
    with tempfile.TemporaryDirectory() as name:
        arguments = prepared(command, Path(name))
        code, count = command_ended(*arguments, folder=Path(name), number=number)
        assert code in (0, 2) and count > 0, (command, code, count)
        return count


if __name__ == "__main__":
    date, (number, seed) = asked(100, 20261129)
    drawn = random.Random(seed)
    record: dict[str, Any] = {"seed": seed}
    for word, commands, sent, spoilt_by in (
        ("killed", COMMANDS, signal.SIGKILL, kill),
        ("stopped", STOPPED, signal.SIGINT, stop),
    ):
        moments_by_command = {command: moments(command, sent) for command in commands}
        every = [
            (command, spoilt_by(command, drawn, moments_by_command[command]))
            for command in commands * (number // len(commands))
        ]
        for command, wrong in every:
            if wrong:
                print(word, command, wrong, flush=True)
        counts = Counter(command for command, _ in every)
        record |= {
            word: len(every),
            "by_command" if word == "killed" else f"{word}_by_command": {
                command: {word: counts[command], "moments": moments_by_command[command]}
                for command in commands
            },
            "wrong": [*record.get("wrong", []), *(row for row in every if row[-1])],
        }
    keep("kills", date, record)
