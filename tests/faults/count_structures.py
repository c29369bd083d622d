"""Counts how inputs of another structure end, and adds the count to ``tests/evidence/structures.json``.

Each process has a bound on its memory, and each input one on the time of the processor: what goes beyond either is
wrong. Usage: ``python tests/faults/count_structures.py DATE [COUNT] [SEED] [--kind scan]``; four seeds share the count.
"""

from __future__ import annotations

import resource
import signal
import sys
import tempfile
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

from counting import asked, check_new, counts_of, ended, keep, over_seeds
from structures import structures

ENDINGS = ("read", "refused")
SEEDS = 4
MOST_BYTES = 3 << 30
MOST_SECONDS = 60
"""Of the processor, for one input."""


def _too_long(number: int, _: Any) -> None:
    raise TimeoutError(f"more than {MOST_SECONDS} seconds of the processor")


def _allow_one() -> None:
    """Let this process have what one input may take of the processor, on which other work has no influence."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    most = int(usage.ru_utime + usage.ru_stime) + 1 + MOST_SECONDS
    resource.setrlimit(resource.RLIMIT_CPU, (most, resource.getrlimit(resource.RLIMIT_CPU)[1]))


def endings(number: int, seed: int, kind: str = "") -> list[tuple[str, str, str]]:
    """Kind, change and ending of each input of a seed."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_BYTES, resource.getrlimit(resource.RLIMIT_AS)[1]))
    signal.signal(signal.SIGXCPU, _too_long)
    with tempfile.TemporaryDirectory() as folder:
        return ended(islice(structures(seed, Path(folder), kind), number), seed, ENDINGS, ahead=_allow_one)


if __name__ == "__main__":
    kind = ""
    if "--kind" in sys.argv:
        kind = sys.argv.pop(sys.argv.index("--kind") + 1)
        sys.argv.remove("--kind")
    date, (number, first) = asked(2000, 20261130)
    seeds = range(first, first + SEEDS)
    check_new("structures", seeds)
    every = over_seeds(partial(endings, kind=kind), number, seeds)
    megabytes = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    keep("structures", date, {"seeds": list(seeds), **counts_of(every, ENDINGS, by="by_kind")})
    print(f"most memory of a process: {megabytes} MB", file=sys.stderr)
