"""Counts how mutated inputs end, and writes the count to ``tests/evidence/mutated_inputs.json``.

Usage: ``python tests/faults/count_mutations.py DATE [COUNT] [SEED]``; ten seeds share the count, two at a time.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from itertools import islice
from pathlib import Path

from mutations import mutations, outcome

from mll_finance.version import __version__

RECORD = Path(__file__).resolve().parents[1] / "evidence" / "mutated_inputs.json"
ENDINGS = ("read", "refused")
SEEDS = 10
"""Seeds that share the count, so that a part of it can be repeated."""


def endings(number: int, seed: int) -> list[tuple[str, str, str]]:
    """Kind, slip and ending of each mutated input of a seed."""
    listed = []
    with tempfile.TemporaryDirectory() as folder:
        for place, mutation in enumerate(islice(mutations(seed, Path(folder)), number), start=1):
            listed.append((mutation.kind, mutation.slip, outcome(mutation)))
            if listed[-1][-1] not in ENDINGS:
                print(json.dumps([seed, place, *listed[-1]], ensure_ascii=False), flush=True)
    counts = Counter(f"{kind}: {ending if ending in ENDINGS else 'wrong'}" for kind, _, ending in listed)
    print(json.dumps({"seed": seed, **counts}), file=sys.stderr, flush=True)
    return listed


def record(date: str, number: int, seeds: tuple[int, ...]) -> dict[str, object]:
    """How many of each kind of input were read and refused, and every other ending."""
    with ProcessPoolExecutor(2) as workers:
        parts = list(workers.map(endings, [number // len(seeds)] * len(seeds), seeds))
    every = [ended for part in parts for ended in part]
    counts = Counter((kind, ending if ending in ENDINGS else "wrong") for kind, _, ending in every)
    return {
        "date": date,
        "version": __version__,
        "seeds": seeds,
        "inputs": len(every),
        "by_kind": {
            kind: {ending: counts[kind, ending] for ending in (*ENDINGS, "wrong")}
            for kind in sorted({kind for kind, _ in counts})
        },
        "wrong": [ended for ended in every if ended[-1] not in ENDINGS],
    }


if __name__ == "__main__":
    asked = int(sys.argv[2]) if len(sys.argv) > 2 else 5000
    first = int(sys.argv[3]) if len(sys.argv) > 3 else 20261128
    text = json.dumps(
        record(sys.argv[1], asked, tuple(range(first, first + SEEDS))), indent=2, ensure_ascii=False
    )
    RECORD.write_text(f"{text}\n", encoding="utf-8")
