"""Disturbs batches at random moments and goes on with them; adds the count to ``tests/evidence/batch_kills.json``.

A moment is a time at which the command, or a process that makes reports for it, is about to write, make, move or remove
something in the folder of the batch. At a drawn one the process is killed, the command is stopped (Ctrl-C), or the disk
is full or read-only from there on. Then the batch is gone on with: every file must be as of one that nothing disturbed.

Usage: ``python tests/faults/count_batch_kills.py DATE [NUMBER] [SEED]``. A seed that is on record is refused, so that
nothing is counted twice.
"""

from __future__ import annotations

import json
import os
import random
import re
import signal
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from counting import asked, check_new, keep
from test_batch import CASE, TABLE

ROOT = Path(__file__).resolve().parents[2]
KINDS = ("command killed", "process killed", "command stopped", "disk full", "disk read-only")
ASKED = ("batch", "local.yaml", "--municipalities", "Eindhoven,Helmond", "--workers", "1", "--out", "out")

HOOK = """
import os, sys
kind, last, here = os.environ["DISTURBED"], int(os.environ["MOMENT"]), os.environ["WITHIN"]
CHANGES = {"os.rename", "os.mkdir", "os.remove", "os.rmdir", "os.link", "os.symlink"}
is_ours = ("--multiprocessing-fork" in sys.orig_argv) == (kind == "process killed") or kind.startswith("disk")
seen = 0
def hook(event, given):
    global seen
    writes = event == "open" and isinstance(given[2], int) and given[2] & (os.O_WRONLY | os.O_RDWR)
    if not (writes or event in CHANGES) or not isinstance(given[0], (str, os.PathLike)):
        return
    if not os.path.abspath(given[0]).startswith(here + os.sep):
        return
    seen += 1
    if kind == "counted":
        os.write(2, b"moment %d\\n" % seen)
    elif kind.startswith("disk") and seen >= last:
        number = 28 if kind == "disk full" else 30
        if event not in ("os.remove", "os.rmdir", "os.rename") or number == 30:
            raise OSError(number, os.strerror(number), str(given[0]))
    elif seen == last:
        if kind == "process killed":
            try:
                os.close(os.open(os.environ["ONCE"], os.O_CREAT | os.O_EXCL))
            except FileExistsError:
                return
        os.kill(os.getpid(), 2 if kind == "command stopped" else 9)
if is_ours or kind == "counted":
    sys.addaudithook(hook)
"""
"""What every process of a batch does first, by the name ``sitecustomize``."""
MOMENTS = {"command": 18, "process": 72, "disk": 72}
"""Moments of a batch of two reports, about; a drawn one that does not come leaves the batch as it is."""


def made(folder: Path, kind: str, moment: int) -> subprocess.CompletedProcess[str]:
    """A batch in a folder, disturbed at a moment; in a group of processes that nothing of outlives it."""
    (folder / "hook").mkdir()
    (folder / "hook" / "sitecustomize.py").write_text(HOOK, encoding="utf-8")
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join((str(folder / "hook"), str(ROOT))),
        "DISTURBED": kind,
        "MOMENT": str(moment),
        "WITHIN": str(folder / "out"),
        "ONCE": str(folder / "killed"),
    }
    return ended(folder, ASKED, environment)


def ended(
    folder: Path, arguments: tuple[str, ...], environment: dict[str, str]
) -> subprocess.CompletedProcess[str]:
    """How a command ended."""
    return subprocess.run(
        [sys.executable, "-m", "mll_finance", *arguments],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


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


def undisturbed(folder: Path) -> dict[str, bytes]:
    """The files of the batch that nothing disturbed."""
    prepare(folder)
    process = ended(folder, ASKED, {**os.environ, "PYTHONPATH": str(ROOT)})
    assert process.returncode == 0, process.stderr
    return contents(folder / "out")


def wrong_after(folder: Path, kind: str, moment: int, whole: dict[str, bytes]) -> str:
    """What is wrong after a disturbed batch was gone on with; nothing where all is as it should be."""
    prepare(folder)
    process = made(folder, kind, moment)
    if "Traceback" in process.stderr:
        return process.stderr[-800:]
    if process.returncode not in ((0, -signal.SIGKILL) if kind == "command killed" else (0, 1)):
        return f"exit code {process.returncode}: {process.stderr[-300:]}"
    if half := list(_half(contents(folder / "out") if (folder / "out").exists() else {}, whole)):
        return f"half written: {half}"
    again = ended(folder, (*ASKED, "--resume"), {**os.environ, "PYTHONPATH": str(ROOT)})
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
    return drawn.randint(1, MOMENTS[kind.split(maxsplit=1)[0]])


def disturb(kind: str, moment: int, whole: dict[str, bytes]) -> str:
    """What is wrong after a batch was disturbed in a folder of its own."""
    with tempfile.TemporaryDirectory() as name:
        return wrong_after(Path(name), kind, moment, whole)


if __name__ == "__main__":
    date, (number, seed) = asked(100, 20261130)
    check_new("batch_kills", [seed])
    drawn = random.Random(seed)
    with tempfile.TemporaryDirectory() as name:
        whole_batch = undisturbed(Path(name))
    tries = [
        (KINDS[place % len(KINDS)], drawn_moment(KINDS[place % len(KINDS)], drawn)) for place in range(number)
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
