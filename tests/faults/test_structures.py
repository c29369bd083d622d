"""Inputs of another structure are read or refused in words: a few by a fixed seed; 1,360 and more are on record.

The record counts what these few stand for (``count_structures.py``): here is seen that the count still works.
"""

from __future__ import annotations

import json
import re
from itertools import islice
from pathlib import Path

import pytest
from mutations import outcome
from structures import structures

ROOT = Path(__file__).resolve().parents[2]
SEED, INPUTS = 20261123, 15
KINDS = {"case", "own table", "actuals", "municipalities", "answers", "scan"}


def test_another_structure_is_read_or_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ended = [
        (mutation.kind, mutation.slip, outcome(mutation))
        for mutation in islice(structures(SEED, tmp_path), INPUTS)
    ]
    assert [each for each in ended if each[-1] not in ("read", "refused")] == []
    # Most pass the reader of the file; a good part of them is no case, and some are.
    assert 0.3 * INPUTS < sum(ending == "refused" for *_, ending in ended) < INPUTS


def test_the_count_at_length_found_nothing_that_is_not_mended() -> None:
    record = json.loads((ROOT / "tests" / "evidence" / "structures.json").read_text(encoding="utf-8"))
    assert record["wrong"] == []
    assert set(record["by_kind"]) == KINDS
    assert sum(sum(endings.values()) for endings in record["by_kind"].values()) == record["inputs"]
    assert len(set(record["seeds"])) == len(record["seeds"])
    security = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
    (figure,) = re.findall(r"(?m)^\| `tests/evidence/structures\.json` \| ([\d,]+) ", security)
    assert int(figure.replace(",", "")) == record["inputs"]
