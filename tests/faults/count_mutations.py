"""Counts how mutated inputs end, and writes the count to ``tests/evidence/mutated_inputs.json``.

Usage: ``python tests/faults/count_mutations.py DATE [COUNT] [SEED]``; ten seeds share the count, two at a time.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections import Counter
from itertools import islice
from pathlib import Path

from counting import asked, check_new, counts_of, ended, keep, over_seeds
from mutations import mutations

ENDINGS = ("read", "refused")
SEEDS = 10
"""Seeds that share the count, so that a part of it can be repeated."""


def endings(number: int, seed: int) -> list[tuple[str, str, str]]:
    """Kind, slip and ending of each mutated input of a seed."""
    with tempfile.TemporaryDirectory() as folder:
        listed = ended(islice(mutations(seed, Path(folder)), number), seed, ENDINGS)
    counts = Counter(f"{kind}: {ending if ending in ENDINGS else 'wrong'}" for kind, _, ending in listed)
    print(json.dumps({"seed": seed, **counts}), file=sys.stderr, flush=True)
    return listed


if __name__ == "__main__":
    date, (number, first) = asked(5000, 20261128)
    seeds = range(first, first + SEEDS)
    check_new("mutated_inputs", seeds)
    every = over_seeds(endings, number, seeds)
    keep("mutated_inputs", date, {"seeds": list(seeds), **counts_of(every, ENDINGS, by="by_kind")})
