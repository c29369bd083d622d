"""Disturbs batches at random moments and goes on with them; adds the count to ``tests/evidence/batch_kills.json``.

A moment is a time at which the command, or a process that makes reports for it, is about to write, make, move or remove
something in the folder of the batch. At a drawn one the process is killed, the command is stopped (Ctrl-C, once or
twice), asked to end or its terminal is closed, or the disk is full or read-only from there on; also while the tables
and the index are written, while what reports share is, and while a batch that was killed is gone on with. Then the
batch is gone on with: every file must be as of one that nothing disturbed.

Usage: ``python tests/faults/count_batch_kills.py DATE [NUMBER] [SEED] [NEWEST]``; with a number of newest kinds only
those. A seed that is on record is refused, so that nothing is counted twice.
"""

from __future__ import annotations

import contextlib
import json
import os
import random
import re
import signal
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

from counting import asked, check_new, keep
from local_case import CASE, TABLE

ROOT = Path(__file__).resolve().parents[2]


class Kind(NamedTuple):
    """A way to disturb a batch."""

    who: str
    """Whose moments count: ``command``, ``process`` (one that makes reports), or ``all`` (each for itself)."""
    what: str
    """Signals by number, one after the other; after ``disk`` the error that it gives from then on."""
    moments: int
    """Moments of a batch of two reports, about; a drawn one that does not come leaves the batch as it is."""
    within: str = ""
    """With what the name of a file below the folder of the batch begins whose moments count; between bars."""
    is_going_on: bool = False
    """Whether the batch was killed before, and is disturbed while it is gone on with."""


KINDS = {
    "command killed": Kind("command", "9", 18),
    "process killed": Kind("process", "9", 72),
    "command stopped": Kind("command", "2", 18),
    "disk full": Kind("all", "disk 28", 72),
    "disk read-only": Kind("all", "disk 30", 72),
    "command stopped twice": Kind("command", "2 2", 18),
    "command asked to end": Kind("command", "15", 18),
    "terminal closed": Kind("command", "group 1", 18),
    "killed at its tables": Kind("command", "9", 11, ".results|results|.index|index"),
    "killed while sharing": Kind("process", "9", 8, "assets"),
    "killed while going on": Kind("command", "9", 12, is_going_on=True),
}
ASKED = ("batch", "local.yaml", "--municipalities", "Eindhoven,Helmond", "--workers", "1", "--out", "out")

HOOK = """
import os, random, signal, sys
who, what, last, here = os.environ["WHO"], os.environ["WHAT"].split(), int(os.environ["MOMENT"]), os.environ["WITHIN"]
begins = os.environ["BEGINS"].split("|")
CHANGES = {"os.rename", "os.mkdir", "os.remove", "os.rmdir", "os.link", "os.symlink"}
is_process = "--multiprocessing-fork" in sys.orig_argv
seen, after, gap = 0, -1, 0
def hook(event, given):
    global seen, after
    if after >= 0:
        after += 1
        if after == gap:
            os.kill(os.getpid(), int(what[1]))
        return
    writes = event == "open" and isinstance(given[2], int) and given[2] & (os.O_WRONLY | os.O_RDWR)
    if not (writes or event in CHANGES) or not isinstance(given[0], (str, os.PathLike)):
        return
    place = os.path.abspath(given[0])
    if not place.startswith(here + os.sep) or not place[len(here) + 1:].startswith(tuple(begins)):
        return
    seen += 1
    if what[0] == "counted":
        os.write(2, b"moment %d\\n" % seen)
    elif what[0] == "disk":
        number = int(what[1])
        if seen >= last and (event not in ("os.remove", "os.rmdir", "os.rename") or number == 30):
            raise OSError(number, os.strerror(number), str(given[0]))
    elif seen == last:
        if is_process:
            try:
                os.close(os.open(os.environ["ONCE"], os.O_CREAT | os.O_EXCL))
            except FileExistsError:
                return
        if what[0] == "group":
            os.killpg(0, int(what[1]))
        else:
            os.kill(os.getpid(), int(what[0]))
            if len(what) == 2:
                after = 0
if what[0] in ("2", "15", "9") and len(what) == 2:
    gap = random.Random(last).randint(2, 60)
if who == "all" or is_process == (who == "process"):
    sys.addaudithook(hook)
"""
"""What every process of a batch does first, by the name ``sitecustomize``."""


def ended(
    folder: Path, arguments: tuple[str, ...], environment: dict[str, str]
) -> subprocess.CompletedProcess[str]:
    """How a command ended, in a group of its own; what it leaves behind of processes is ended."""
    command = [sys.executable, "-m", "mll_finance", *arguments]
    with subprocess.Popen(
        command,
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        try:
            told, errors = process.communicate()
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
    return subprocess.CompletedProcess(command, process.returncode, told, errors)


Ended = Callable[[Path, tuple[str, ...], dict[str, str]], subprocess.CompletedProcess[str]]


def made(
    folder: Path, kind: Kind, moment: int, arguments: tuple[str, ...] = (), ended: Ended = ended
) -> subprocess.CompletedProcess[str]:
    """A batch in a folder, disturbed at a moment; in a group of processes that nothing of outlives it."""
    hook = folder / "hook"
    hook.mkdir(exist_ok=True)
    (hook / "sitecustomize.py").write_text(HOOK, encoding="utf-8")
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join((str(hook), str(ROOT))),
        "WHO": kind.who,
        "WHAT": kind.what,
        "MOMENT": str(moment),
        "WITHIN": str(folder / "out"),
        "BEGINS": kind.within,
        "ONCE": str(folder / "killed"),
    }
    return ended(folder, (*ASKED, *arguments), environment)


def prepare(folder: Path) -> None:
    """Make a folder with the case of the batch, and its table."""
    (folder / "local.yaml").write_text(CASE, encoding="utf-8")
    (folder / "own.csv").write_text(TABLE, encoding="utf-8")


def contents(folder: Path) -> dict[str, bytes]:
    """Every file of a batch but the journal, which tells every try; without when it was made and where its case is."""
    away = re.compile(rb'"made": "[^"]*"|' + re.escape(os.fsencode(folder.parent.resolve())))
    return {
        path.relative_to(folder).as_posix(): away.sub(b"", path.read_bytes())
        for path in folder.rglob("*")
        if path.is_file() and path.name not in ("journal.jsonl", ".batch.lock")
    }


def in_peace(folder: Path, arguments: tuple[str, ...] = ()) -> subprocess.CompletedProcess[str]:
    """A batch in a folder that nothing disturbs."""
    return ended(folder, (*ASKED, *arguments), {**os.environ, "PYTHONPATH": str(ROOT)})


InPeace = Callable[..., subprocess.CompletedProcess[str]]


def undisturbed(folder: Path, in_peace: InPeace = in_peace) -> dict[str, bytes]:
    """The files of the batch that nothing disturbed."""
    prepare(folder)
    process = in_peace(folder)
    assert process.returncode == 0, process.stderr
    return contents(folder / "out")


def wrong_after(
    folder: Path,
    kind: str,
    moment: int,
    whole: dict[str, bytes],
    in_peace: InPeace = in_peace,
    ended: Ended = ended,
) -> str:
    """What is wrong after a disturbed batch was gone on with; nothing where all is as it should be."""
    prepare(folder)
    way = KINDS[kind]
    if way.is_going_on:
        made(folder, KINDS["command killed"], 1 + moment % 14, ended=ended)
    process = made(folder, way, moment, ("--resume",) if way.is_going_on else (), ended)
    if "Traceback" in process.stderr:
        return process.stderr[-800:]
    if process.returncode not in (0, 1, *_deaths(way)):
        return f"exit code {process.returncode}: {process.stderr[-300:]}"
    if half := list(_half(contents(folder / "out") if (folder / "out").exists() else {}, whole)):
        return f"half written: {half}"
    again = in_peace(folder, ("--resume",))
    if again.returncode != 0:
        return f"going on ends in {again.returncode}: {again.stderr[-300:]}"
    finished = contents(folder / "out")
    different = sorted(
        name for name in finished.keys() | whole.keys() if finished.get(name) != whole.get(name)
    )
    if different:
        return f"not as undisturbed: {different}"
    entries = [json.loads(line) for line in _lines(folder / "out" / "journal.jsonl")]
    done = {entry["folder"] for entry in entries if not entry["failure"]}
    return "" if len(done) == 2 else f"in the journal: {entries}"


def _deaths(kind: Kind) -> tuple[int, ...]:
    """Codes with which a command ends that is given no time to say anything."""
    signals = [int(number) for number in kind.what.split() if number.isdigit()]
    is_told = kind.who == "process" or kind.what.startswith("disk") or signal.SIGINT in signals
    return () if is_told else tuple(-number for number in signals)


def _half(files: dict[str, bytes], whole: dict[str, bytes]) -> Iterator[str]:
    """Files of a visible name that are not as they should be, and reports of which a part is there."""
    visible = {
        name: held
        for name, held in files.items()
        if not any(part.startswith(".") for part in Path(name).parts) and name.startswith("reports/")
    }
    yield from (name for name, held in visible.items() if held != whole.get(name))
    for report in {name.rpartition("/")[0] for name in visible if name.endswith("manifest.json")} | {
        "/".join(name.split("/")[:4]) for name in visible
    }:
        yield from (name for name in whole if name.startswith(f"{report}/") and name not in visible)


def _lines(path: Path) -> Iterator[str]:
    return (line for line in path.read_text(encoding="utf-8").splitlines() if line.endswith("}"))


def drawn_moment(kind: str, drawn: random.Random) -> int:
    """A moment at which a batch is disturbed in a way."""
    return drawn.randint(1, KINDS[kind].moments)


def disturb(
    kind: str, moment: int, whole: dict[str, bytes], in_peace: InPeace = in_peace, ended: Ended = ended
) -> str:
    """What is wrong after a batch was disturbed in a folder of its own."""
    with tempfile.TemporaryDirectory() as name:
        return wrong_after(Path(name), kind, moment, whole, in_peace, ended)


if __name__ == "__main__":
    date, (number, seed, newest) = asked(100, 20261130, 0)
    check_new("batch_kills", [seed])
    drawn = random.Random(seed)
    with tempfile.TemporaryDirectory() as name:
        whole_batch = undisturbed(Path(name))
    kinds = list(KINDS)[-newest:] if newest else list(KINDS)
    tries = [
        (kinds[place % len(kinds)], drawn_moment(kinds[place % len(kinds)], drawn)) for place in range(number)
    ]
    with ThreadPoolExecutor(2) as pool:
        spoilt = list(pool.map(lambda tried: disturb(*tried, whole_batch), tries))
    wrong = [(*tried, what) for tried, what in zip(tries, spoilt, strict=True) if what]
    for row in wrong:
        print(*row, flush=True)
    keep(
        "batch_kills",
        date,
        {
            "seeds": [seed],
            "disturbed": number,
            "disturbed_by_kind": dict(Counter(kind for kind, _ in tries)),
            "wrong": wrong,
        },
    )
