"""Mutated cases, tables, scans, changes and forms are read or refused: no traceback, no silent nonsense.

The same mutations were counted at length (``tests/evidence/mutated_inputs.json``); here is a small part of them, by a
fixed seed. What was found at length has a case of its own below.
"""

from __future__ import annotations

import json
from itertools import islice
from pathlib import Path

import pytest
from mutations import mutations, outcome

from mll_finance.cli.main import main

SEED, INPUTS = 20261125, 60
RECORD = Path(__file__).resolve().parents[1] / "evidence" / "mutated_inputs.json"


def test_a_mutated_input_is_read_or_refused(tmp_path: Path) -> None:
    endings = {}
    kinds = set()
    for mutation in islice(mutations(SEED, tmp_path), INPUTS):
        endings[mutation.kind, mutation.slip] = outcome(mutation)
        kinds.add(mutation.kind)
    wrong = {slip: ending for slip, ending in endings.items() if ending not in ("read", "refused")}
    assert wrong == {}
    assert kinds == {"case", "own table", "scan", "--set", "form"}
    # The mutations bite: a good part of them is refused, and a good part is none that matters.
    assert 0.2 * len(endings) < sum(ending == "refused" for ending in endings.values()) < 0.95 * len(endings)


@pytest.mark.parametrize(
    "change", ["lines.evaluation.alternative.2027={low: 1, high: 2}", "lines.evaluation.alternative.x=3"]
)
@pytest.mark.parametrize(("language", "words"), [("nl", "in de case"), ("en", "in the case")])
def test_a_path_beside_a_list_is_refused(
    capsys: pytest.CaptureFixture[str], change: str, language: str, words: str
) -> None:
    assert main(["check", "fraude_selectie_bijstand", "--language", language, "--set", change]) == 2
    assert words in capsys.readouterr().err


def test_the_count_at_length_found_nothing_that_is_not_mended() -> None:
    record = json.loads(RECORD.read_text(encoding="utf-8"))
    counted = sum(sum(endings.values()) for endings in record["by_kind"].values())
    assert counted == record["inputs"] >= 5_000 and record["wrong"] == []
    assert len(set(record["seeds"])) == len(record["seeds"])
