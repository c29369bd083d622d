"""Mutated cases, tables, scans, changes and forms are read or refused: no traceback, no silent nonsense.

The same mutations are counted at length by ``count_mutations.py``; here is a small part of them, by a fixed seed. What
was found at length has a case of its own below.
"""

from __future__ import annotations

from itertools import islice
from pathlib import Path

import pytest
from mutations import mutations, outcome

from mll_finance.cli.main import main

SEED, INPUTS = 20261125, 150


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
