"""What the scripts that count endings share: what is asked of them, the counts by kind, and the record they leave."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

from mutations import Mutation, outcome

from mll_finance.version import __version__

EVIDENCE = Path(__file__).resolve().parents[1] / "evidence"
Ended = tuple[str, Any, str]
"""A kind of input, the input, and how it ended."""


def asked(*defaults: int) -> tuple[str, list[int]]:
    """The date and the numbers of the command line; what is left out is as it is by default."""
    date, *words = sys.argv[1:]
    return date, [*map(int, words), *defaults[len(words) :]]


def over_seeds(
    endings: Callable[[int, int], list[Ended]], number: int, seeds: Sequence[int], *, workers: int = 2
) -> list[Ended]:
    """The endings of some inputs that seeds share, so that a part of them can be repeated."""
    with ProcessPoolExecutor(workers) as pool:
        parts = pool.map(endings, [number // len(seeds)] * len(seeds), seeds)
        return [ended for part in parts for ended in part]


def ended(
    mutations: Iterable[Mutation], seed: int, right: Sequence[str], *, ahead: Callable[[], None] | None = None
) -> list[Ended]:
    """Kind, slip and ending of each mutated input; what ends wrongly is printed at once, with its place.

    ``ahead`` is called before each.
    """
    listed = []
    for place, mutation in enumerate(mutations, start=1):
        if ahead is not None:
            ahead()
        listed.append((mutation.kind, mutation.slip, outcome(mutation)))
        if listed[-1][-1] not in right:
            print(json.dumps([seed, place, *listed[-1]], ensure_ascii=False), flush=True)
    return listed


def counts_of(every: Sequence[Ended], right: Sequence[str], *, by: str) -> dict[str, Any]:
    """How many inputs of each kind ended in each right way, and all that ended otherwise."""
    counts = Counter((kind, ending if ending in right else "wrong") for kind, _, ending in every)
    kinds = sorted({kind for kind, _ in counts})
    return {
        "inputs": len(every),
        by: {kind: {ending: counts[kind, ending] for ending in (*right, "wrong")} for kind in kinds},
        "wrong": [ended for ended in every if ended[-1] not in right],
    }


def recorded(name: str) -> dict[str, Any]:
    """A record as it is."""
    content: dict[str, Any] = json.loads((EVIDENCE / f"{name}.json").read_text(encoding="utf-8"))
    return content


def added(earlier: Any, later: Any) -> Any:
    """Two counts as one: numbers add up, lists follow one another, and a word is that of the later one.

    Raises
    ------
    ValueError
        Where both counted the same seed.
    """
    if isinstance(earlier, dict) and isinstance(later, dict):
        if twice := set(earlier.get("seeds", ())) & set(later.get("seeds", ())):
            raise ValueError(f"counted before: {sorted(twice)}")
        return {
            name: added(earlier[name], later[name])
            if name in earlier and name in later
            else {**earlier, **later}[name]
            for name in {**earlier, **later}
        }
    return earlier + later if type(earlier) is type(later) and isinstance(later, int | list) else later


def check_new(name: str, seeds: Sequence[int]) -> None:
    """Refuse seeds that a record holds, before anything is counted.

    Raises
    ------
    ValueError
        With the seeds that were counted before.
    """
    added(recorded(name), {"seeds": [*seeds]})


def keep(name: str, date: str, record: dict[str, Any]) -> None:
    """Add what was counted on a date with this version to a record."""
    whole = {**added(recorded(name), record), "date": date, "version": __version__}
    (EVIDENCE / f"{name}.json").write_text(
        json.dumps(whole, indent=2, ensure_ascii=False) + "\n", encoding="utf-8"
    )
