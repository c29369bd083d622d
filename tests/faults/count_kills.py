"""Kills and stops commands at random moments, looks at what is left; adds the count to ``tests/evidence/kills.json``.

A kill comes at one of the times at which the command is about to write, make, move or remove a file, drawn at random; a
stop (Ctrl-C) also at one of those at which it opens a file to read or imports a module, from its first on.

Usage: ``python tests/faults/count_kills.py DATE [KILLS] [STOPS] [SEED]``. A seed that is on record is refused, so that
nothing is counted twice.
"""

from __future__ import annotations

import contextlib
import io
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable
from functools import partial
from pathlib import Path
from typing import Any
from unittest import mock

from counting import asked, check_new, keep
from slips import filled
from split_off import in_a_copy

from mll_finance.cli import lab
from mll_finance.cli.main import main
from mll_finance.resources import resource

SAID_STOPPED = {"stopped; nothing half-made is left", "gestopt; er is niets half gemaakt blijven staan"}
"""What a command says that was stopped, in the language of its case, or before that is known."""
COMMANDS = ("run", "run again", "lock", "new", "form", "public", "scan", "import", "municipalities", "lab")
"""Commands that write, and are killed."""
STOPPED = (*COMMANDS, "check", "appraise")
"""Commands that are stopped."""
FIGURES = "id,value,unit,region,quality,source,year\ninhabitants,243000,inhabitant,Eindhoven,B,cbs,2026\n"
FEW = ("--notebooks", "none", "--draws", "16")


CHILD = """
import os, signal, sys
last = int(sys.argv.pop(1))
from mll_finance.__main__ import command
if "lab" in sys.argv:
    def ends(*_):
        sys.exit(0)
    from mll_finance.cli import lab
    lab.check_kernel = lambda language: None
    os.execv = ends
EVENTS = {"os.rename", "os.mkdir", "os.remove", "os.rmdir", "os.link", "os.symlink", "os.chmod", "os.truncate"}
EVENTS |= {"open", "import", "os.listdir", "os.scandir"}
signal.signal(signal.SIGINT, signal.default_int_handler)
moments = 0
def hook(event, arguments):
    global moments
    if event in EVENTS:
        moments += 1
        if moments == last:
            os.kill(os.getpid(), signal.SIGINT)
sys.addaudithook(hook)
try:
    code = command()
except SystemExit as ended:
    code = ended.code
print(moments, file=sys.stderr)
sys.exit(code)
"""
"""A command that is stopped at its so many-th moment; it tells how many it had where it comes to its end.

The command ``lab`` comes to its end where it would start a kernel and JupyterLab.
"""
WRITES = {
    "os.rename",
    "os.mkdir",
    "os.remove",
    "os.rmdir",
    "os.link",
    "os.symlink",
    "os.chmod",
    "os.truncate",
}


def stopped(*arguments: str, folder: Path, last: int = 0) -> subprocess.CompletedProcess[str]:
    """A command that is stopped at one of its moments, unless at 0."""
    return subprocess.run(
        [sys.executable, "-c", CHILD, str(last), *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


def command_ended(*arguments: str, folder: Path, last: int = 0) -> tuple[int, int]:
    """The exit code of a command that is killed at one of its moments, unless at 0; and its moments.

    It runs in a process of its own, split off from this one so that nothing is imported anew.
    """
    code, count = in_a_copy(partial(_in_child, arguments, folder, last))
    return code, int(count or 0)


def _in_child(arguments: tuple[str, ...], folder: Path, last: int, writer: int) -> int:
    """Run a command, and tell its moments where it comes to its end."""
    os.chdir(folder)
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nowhere, stream)
    if "lab" in arguments:
        lab.check_kernel = lambda language: None
        os.execv = _ends
    moments = 0

    def hook(event: str, given: tuple[Any, ...]) -> None:
        nonlocal moments
        is_opened = event == "open" and isinstance(given[2], int) and given[2] & (os.O_WRONLY | os.O_RDWR)
        if is_opened or event in WRITES:
            moments += 1
            if moments == last:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(hook)
    try:
        code = main(list(arguments))
    except SystemExit as ended:
        code = int(ended.code or 0)
    os.write(writer, str(moments).encode())
    return code


def import_all(commands: Iterable[str]) -> None:
    """Give some commands once in this process, so that those split off from it find all that they import."""
    for command in commands:
        with (
            tempfile.TemporaryDirectory() as name,
            contextlib.chdir(name),
            contextlib.redirect_stdout(io.StringIO()),
            contextlib.redirect_stderr(io.StringIO()),
            mock.patch.object(lab, "check_kernel"),
            mock.patch("os.execv", _ends),
            contextlib.suppress(SystemExit),
        ):
            main(list(prepared(command, Path(name))))


def _ends(*_: object) -> None:
    sys.exit(0)


def prepared(command: str, folder: Path) -> tuple[str, ...]:
    """The arguments of a command, its folder made ready."""
    text = resource("parameters", "two_years.yaml").read_text(encoding="utf-8")
    if command == "lock":
        text = text.replace("case:\n", "case:\n  status: vastgesteld\n", 1)
    if command == "public":
        text = text.replace("source:", "confidential: true, source:", 1)
    (folder / "case.yaml").write_text(text, encoding="utf-8")
    (folder / ".mine").write_text("mine", encoding="utf-8")
    if command == "run again":
        assert command_ended("run", "case.yaml", *FEW, "--out", "out", folder=folder)[0] == 0
    if command == "scan":
        answers = resource("parameters", "scans", "chatbot_scan.yaml").read_text(encoding="utf-8")
        (folder / "answers.yaml").write_text(answers, encoding="utf-8")
    if command == "import":
        filled(folder / "filled.xlsx").save()
    if command == "municipalities":
        (folder / "figures.csv").write_text(FIGURES, encoding="utf-8")
    return {
        "check": ("check", "case.yaml"),
        "appraise": ("appraise", "case.yaml", "--draws", "16"),
        "public": ("run", "case.yaml", "--public", "--accept", "--draws", "16", "--out", "out"),
        "form": ("new", "fresh", "--form"),
        "scan": ("scan", "answers.yaml", "--out", "scanned.yaml"),
        "import": ("import", "filled.xlsx", "--out", "imported.yaml"),
        "municipalities": ("municipalities", "import", "figures.csv", "--to", "own.csv"),
        "lab": ("lab", "case.yaml", "--no-browser", "--folder", "work"),
        "run": ("run", "case.yaml", *FEW, "--out", "out"),
        "run again": ("run", "case.yaml", *FEW, "--out", "out"),
        "lock": ("lock", "case.yaml", "--by", "council"),
        "new": ("new", "fresh"),
    }[command]


def hidden(after: dict[str, bytes], before: dict[str, bytes]) -> list[str]:
    """Files of a hidden name that were not there before; the layout of JupyterLab is one on purpose."""
    return sorted(
        name
        for name in set(after) - set(before)
        if any(part.startswith(".") and part != lab.LAYOUT for part in Path(name).parts)
    )


def wrong_after(before: dict[str, bytes], folder: Path, arguments: tuple[str, ...]) -> str:
    """What is wrong in a folder after a command was killed in it, and after that command is given again.

    Every file is as before or as at the end of the command, and those of a run are so together; the same command then
    works, and clears what is hidden.
    """
    after = contents(folder)
    code, _ = command_ended(*arguments, folder=folder)
    if code == 2:
        if left := hidden(contents(folder), before):
            return f"leftovers: {left}"
        # What it makes is there and is left alone: it is made anew.
        for name in {Path(name).parts[0] for name in set(contents(folder)) - set(before)}:
            (shutil.rmtree if (folder / name).is_dir() else os.unlink)(folder / name)
        code, _ = command_ended(*arguments, folder=folder)
    if code != 0:
        return f"the command does not work afterwards: exit code {code}"
    finished = contents(folder)
    if left := hidden(finished, before):
        return f"leftovers: {left}"
    visible = {name: held for name, held in after.items() if name not in hidden(after, before)}
    if half := sorted(
        name for name, held in visible.items() if held not in (before.get(name), finished.get(name))
    ):
        return f"half files: {half}"
    of_runs = [
        {name: held for name, held in files.items() if name.startswith("out/")}
        for files in (visible, before, finished)
    ]
    if of_runs[0] not in of_runs[1:]:
        return f"half a run: {sorted(of_runs[0])}"
    if lost := sorted(name for name in set(before) - set(visible) if not name.startswith("out/")):
        return f"files of the user are gone: {lost}"
    return ""


def kill(command: str, drawn: random.Random, moments: int) -> str:
    """What is wrong after a command was killed at one of its moments."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        arguments = prepared(command, folder)
        before, moment = contents(folder), drawn.randint(1, moments)
        code, _ = command_ended(*arguments, folder=folder, last=moment)
        if code != -signal.SIGKILL:
            return f"not killed at {moment} of {moments}: exit code {code}"
        wrong = wrong_after(before, folder, arguments)
        return wrong and f"at {moment} of {moments}: {wrong}"


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
        process = stopped(*arguments, folder=folder, last=moment)
        after = contents(folder)
        if "Traceback" in process.stderr or "Error" in process.stderr:
            return f"at {moment} of {moments}: {process.stderr[-600:]}"
        if process.returncode != 1 or not SAID_STOPPED & set(process.stderr.splitlines()):
            return f"at {moment} of {moments}: exit code {process.returncode}, {process.stderr[-200:]}"
        if left := hidden(after, before):
            return f"at {moment} of {moments}: leftovers: {left}"
        wrong = "" if after == before else wrong_after(before, folder, arguments)
        return wrong and f"at {moment} of {moments}: {wrong}"


def moments(command: str, number: signal.Signals = signal.SIGKILL) -> int:
    """The moments at which a command can be killed or stopped."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        arguments = prepared(command, folder)
        if number == signal.SIGKILL:
            code, count = command_ended(*arguments, folder=folder)
        else:
            process = stopped(*arguments, folder=folder)
            code, count = process.returncode, int(process.stderr.split()[-1])
        assert code == 0 and count > 0, (command, code, count)
        return count


if __name__ == "__main__":
    date, (kills, stops, seed) = asked(100, 0, 20261129)
    check_new("kills", [seed])
    drawn = random.Random(seed)
    if kills:
        import_all(COMMANDS)
    record: dict[str, Any] = {"seeds": [seed], "wrong": []}
    for word, number, commands, sent, spoilt_by in (
        ("killed", kills, COMMANDS, signal.SIGKILL, kill),
        ("stopped", stops, STOPPED, signal.SIGINT, stop),
    ):
        chosen = [commands[place % len(commands)] for place in range(number)]
        moments_by_command = {command: moments(command, sent) for command in dict.fromkeys(chosen)}
        every = [(command, spoilt_by(command, drawn, moments_by_command[command])) for command in chosen]
        record |= {word: len(every), f"{word}_by_command": dict(Counter(chosen))}
        record["wrong"] += [(word, *row) for row in every if row[-1]]
    for row in record["wrong"]:
        print(*row, flush=True)
    keep("kills", date, record)
