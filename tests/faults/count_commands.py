"""Counts how every command ends on hostile inputs, and adds the count to ``tests/evidence/commands.json``.

Usage: ``python tests/faults/count_commands.py DATE [COUNT] [SEED] [WORKERS]``; sixteen seeds share the count. Seeds
that are on record are refused, so that nothing is counted twice.
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
from pathlib import Path
from unittest import mock

from counting import asked, check_new, counts_of, keep, over_seeds
from hostile_commands import Terminal, hostile_command, typed

from mll_finance.cli.main import main

SEEDS = 16
LONGEST = 200_000
"""Signs of what a command says of one input that it refuses."""


def steers(sign: str) -> bool:
    """Whether a sign moves a cursor, ends a line unseen, or turns the direction of writing, says Unicode."""
    return sign not in "\n\t" and (
        unicodedata.category(sign) in ("Cc", "Cs", "Zl", "Zp")
        or unicodedata.bidirectional(sign) in ("LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI")
    )


def ending(arguments: list[str], typed_lines: str = "") -> str:
    """How a command ended: done, refused, exit 1 (stopped, or against itself), or what is wrong.

    JupyterLab is not started: the command has done its work where it would be.
    """
    out, err = io.StringIO(), io.StringIO()
    try:
        with (
            contextlib.redirect_stdout(out),
            contextlib.redirect_stderr(err),
            mock.patch("sys.stdin", Terminal(typed_lines)),
            mock.patch("os.execv", side_effect=SystemExit(0)),
            mock.patch.dict("os.environ"),
        ):
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
    # A review that is not reproduced ends in 1 too: what it says is what was asked for.
    is_answer = code == 1 and arguments[:1] == ["review"] and out.getvalue().strip()
    if code and not said.strip() and not is_answer:
        return f"exit code {code} without a word"
    if code and len(said) > LONGEST:
        return f"{len(said)} signs of refusal"
    steering = {sign for sign in out.getvalue() + said if steers(sign)}
    if steering:
        return f"signs that steer: {sorted(map(hex, map(ord, steering)))}"
    return ("done", "exit 1", "refused")[code]


ENDINGS = ("done", "refused", "exit 1")


def command_of(arguments: list[str]) -> str:
    """The command of a line; ``mll`` where none is named."""
    return arguments[0] if arguments and not arguments[0].startswith("-") else "mll"


def endings(number: int, seed: int) -> list[tuple[str, list[str], str]]:
    """How some commands ended that are drawn by a seed."""
    drawn = random.Random(seed)
    listed = []
    for place in range(number):
        with tempfile.TemporaryDirectory() as folder:
            arguments = hostile_command(drawn, Path(folder))
            with contextlib.chdir(folder):
                listed.append((command_of(arguments), arguments, ending(arguments, typed(drawn))))
        if listed[-1][-1] not in ENDINGS:
            print(json.dumps([seed, place, *listed[-1]]), flush=True)
    print(json.dumps([seed, Counter(word for _, _, word in listed)]), file=sys.stderr, flush=True)
    return listed


if __name__ == "__main__":
    date, (number, first, workers) = asked(5000, 20261129, 2)
    seeds = range(first, first + SEEDS)
    check_new("commands", seeds)
    every = over_seeds(endings, number, seeds, workers=workers)
    counted = {"seeds": list(seeds), **counts_of(every, ENDINGS, by="by_command")}
    keep("commands", date, counted)
