"""Counts how every command ends on hostile inputs, and writes the count to ``tests/evidence/commands.json``.

Usage: ``python tests/faults/count_commands.py DATE [COUNT] [SEED] [WORKERS]``; sixteen seeds share the count.
"""

from __future__ import annotations

import contextlib
import io
import json
import random
import sys
import tempfile
import unicodedata
from collections import Counter
from functools import cache
from pathlib import Path

from counting import asked, counts_of, keep, over_seeds

from mll_finance.cli.main import main
from mll_finance.resources import resource

SEEDS = 16
LONGEST = 200_000
"""Signs of what a command says of one input that it refuses."""
EXAMPLES = ("two_years", "wmo_intake", "samenwerking_naar_werk", "sensor_valdetectie")
FRAGMENTS = (
    b"\x1b[2J", b"\\x1b]0;x\\x07", b'"\\u202e"', b"\xff\xfe", b"\x00", b"&a [*a, *a]", b"!!python/object:os.system x",
    b"{{7*7}}", b"=cmd|'/c calc'!A0", b"1e999", b".nan", b"-.inf", b"9" * 400, b"[" * 300, b"{a: " * 200, b"~", b"''",
    b"../../../../etc/passwd", b"/dev/zero", b"<script>alert(1)</script>", b"made_by: preconditions", b"%s%n", b"\t",
    b"2026-02-30", b"0o17", b"? [a]: b", b"<<: *x", b"--- \n---\n", b"x" * 30_000, "é\u0301\u200b".encode(),
)  # fmt: skip
WORDS = (
    "",
    "case",
    "case.horizon",
    "lines",
    "alternatives.x",
    "a" * 300,
    "\x1b[31m",
    "\u202e",
    "..",
    "/",
    "-",
    "*",
    "é",
)


@cache
def text_of(name: str) -> bytes:
    return resource("parameters", f"{name}.yaml").read_bytes()


@cache
def form_bytes() -> bytes:
    with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stdout(io.StringIO()):
        with contextlib.chdir(folder):
            main(["new", "form", "--form"])
        return (Path(folder) / "form.xlsx").read_bytes()


def damaged(drawn: random.Random, content: bytes) -> bytes:
    """A text with one to three wounds: a fragment put in, a piece cut, doubled or moved, or bytes changed."""
    for _ in range(drawn.randint(1, 3)):
        place = drawn.randrange(len(content) + 1)
        end = min(len(content), place + drawn.choice([1, 5, 40, 400, 4_000]))
        piece = content[place:end]
        wound = drawn.randrange(6)
        if wound <= 1:
            content = content[:place] + drawn.choice(FRAGMENTS) + content[place:]
        elif wound == 2:
            content = content[:place] + content[end:]
        elif wound == 3:
            content = content[:end] + piece + content[end:]
        elif wound == 4:
            other = drawn.randrange(len(content) + 1)
            content = content[:other] + piece + content[other:]
        else:
            content = content[:place] + bytes(drawn.randrange(256) for _ in piece[:5]) + content[end:]
    return content


def change(drawn: random.Random) -> list[str]:
    """A change on the command line: a path and what is put there."""
    lines = [line.split(b":")[0].strip() for line in text_of("wmo_intake").splitlines() if b":" in line]
    path = ".".join(
        drawn.choice([*WORDS, *(drawn.choice(lines).decode(errors="replace") for _ in range(20))])
        for _ in range(drawn.randint(1, 4))
    )
    put = drawn.choice([*FRAGMENTS[:-2], b"1", b"1.000", b"12,5", b"{low: 1}", b"-5", b"true"]).decode(
        errors="surrogateescape"
    )
    return ["--set", f"{path}={put}"]


def command(drawn: random.Random, folder: Path) -> list[str]:
    """One command on one damaged input."""
    case = folder / drawn.choice(["case.yaml", "ge val.yaml", "é.yaml"])
    case.write_bytes(damaged(drawn, text_of(drawn.choice(EXAMPLES))))
    kind = drawn.choices(
        [
            "check",
            "appraise",
            "sensitivity",
            "run",
            "public",
            "lock",
            "set",
            "scan",
            "import",
            "new",
            "municipalities",
            "options",
        ],
        [25, 22, 3, 4, 4, 6, 16, 5, 4, 4, 5, 5],
    )[0]
    few, out = ["--draws", "16"], str(folder / "out")
    form, table, answers = folder / "form.xlsx", folder / "figures.csv", folder / "answers.yaml"
    if kind == "import":
        form.write_bytes(damaged(drawn, form_bytes()))
    if kind == "scan":
        answers.write_bytes(damaged(drawn, resource("parameters", "scans", "chatbot_scan.yaml").read_bytes()))
    if kind == "municipalities":
        table.write_bytes(
            damaged(
                drawn,
                b"id,value,unit,region,quality,source,year\ninhabitants,243000,inhabitant,Eindhoven,B,cbs,2026\n",
            )
        )
    return {
        "check": lambda: ["check", str(case)],
        "appraise": lambda: ["appraise", str(case), *few, *drawn.choice([[], ["--format", "json"]])],
        "sensitivity": lambda: ["appraise", str(case), *few, "--sensitivity"],
        "run": lambda: ["run", str(case), *few, "--notebooks", "none", "--out", out],
        "public": lambda: ["run", str(case), *few, "--public", "--notebooks", "none", "--out", out],
        "lock": lambda: ["lock", str(case)],
        "set": lambda: [drawn.choice(["check", "appraise"]), drawn.choice(EXAMPLES), *change(drawn)],
        "scan": lambda: ["scan", str(answers), "--out", out],
        "import": lambda: ["import", str(form), "--out", str(folder / "uit.yaml")],
        "new": lambda: [
            "new",
            drawn.choice(WORDS) + drawn.choice(["", "x", ".yaml", "/a/b"]),
            *drawn.choice([[], ["--form"]]),
        ],
        "municipalities": lambda: [
            "municipalities",
            "import",
            str(table),
            *drawn.choice([[], ["--year", "2026"]]),
        ],
        "options": lambda: [
            drawn.choice(["check", "run", "appraise", "lock", "scan", "new"]),
            drawn.choice([*WORDS, str(case)]),
            drawn.choice(["--draws", "--out", "--language", "--nothing", "--format", "--scenario"]),
            drawn.choice([*WORDS, "nl", "-1"]),
        ],
    }[kind]()


def steers(sign: str) -> bool:
    """Whether a sign moves a cursor, ends a line unseen, or turns the direction of writing, says Unicode."""
    return sign not in "\n\t" and (
        unicodedata.category(sign) in ("Cc", "Cs", "Zl", "Zp")
        or unicodedata.bidirectional(sign) in ("LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI")
    )


def ending(arguments: list[str]) -> str:
    """How a command ended: done, refused, exit 1 (stopped, or against itself), or what is wrong."""
    out, err = io.StringIO(), io.StringIO()
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = main(arguments)
    except SystemExit as stopped:
        code = stopped.code if isinstance(stopped.code, int) else 0 if stopped.code is None else 1
    except BaseException as unexpected:
        return f"{type(unexpected).__name__}: {str(unexpected)[:300]}"
    said = err.getvalue()
    if code not in (0, 1, 2):
        return f"exit code {code}"
    if "Traceback" in said:
        return "a traceback"
    if code and not said.strip():
        return f"exit code {code} without a word"
    if code and len(said) > LONGEST:
        return f"{len(said)} signs of refusal"
    steering = {sign for sign in out.getvalue() + said if steers(sign)}
    if steering:
        return f"signs that steer: {sorted(map(hex, map(ord, steering)))}"
    return ("done", "exit 1", "refused")[code]


ENDINGS = ("done", "refused", "exit 1")


def endings(number: int, seed: int) -> list[tuple[str, list[str], str]]:
    drawn = random.Random(seed)
    listed = []
    form_bytes()
    for place in range(number):
        with tempfile.TemporaryDirectory() as folder:
            arguments = command(drawn, Path(folder))
            with contextlib.chdir(folder):
                listed.append((arguments[0], arguments, ending(arguments)))
        if listed[-1][-1] not in ENDINGS:
            print(json.dumps([seed, place, *listed[-1]]), flush=True)
    print(json.dumps([seed, Counter(word for _, _, word in listed)]), file=sys.stderr, flush=True)
    return listed


if __name__ == "__main__":
    date, (number, first, workers) = asked(5000, 20261129, 2)
    seeds = range(first, first + SEEDS)
    every = over_seeds(endings, number, seeds, workers=workers)
    keep("commands", date, {"seeds": list(seeds), **counts_of(every, ENDINGS, by="by_command")})
