"""The pages of the advice name every rule, advice and reason that the code has, in its order, in both languages."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest

from mll_finance.inputs.reference_data.thresholds import threshold
from mll_finance.judgement.decision_table import KINDS, RULES, Reason

DOCS = Path(__file__).resolve().parents[2] / "docs"
NAMES = {"open_outcome": "open", "the_rest": "clear"}
"""Rules whose function has another name than the page, so that it does not hide a word of Python or of the module."""


@pytest.mark.parametrize("page", ["advies.md", "advice.md"])
def test_the_page_has_the_rules_of_the_code(page: str) -> None:
    text = (DOCS / page).read_text(encoding="utf-8")
    lines = re.findall(r"(?m)^\|(?: \d+ \|.*)\|$", text)
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    assert [int(number) for number, *_ in rows] == list(range(1, len(rows) + 1))
    told = [name for _, name, *_ in rows if name != "pilot_pays"]
    assert told == [NAMES.get(rule.__name__, rule.__name__) for rule in RULES]
    assert set(re.findall(r"`(\w+)`", " ".join(row[3] for row in rows))) == set(KINDS)
    assert set(re.findall(r"`(\w+)`", " ".join(row[4] for row in rows))) == set(get_args(Reason))


@pytest.mark.parametrize("page", ["advies.md", "advice.md"])
def test_the_page_has_the_borders_of_the_table(page: str) -> None:
    text = (DOCS / page).read_text(encoding="utf-8")
    assert f"{threshold('advice_band'):.0%}" in text and f"{threshold('advice_doubt'):.0%}" in text
