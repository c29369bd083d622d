"""The templates of ``mll new``: short enough to fill in, and right as they stand, worked out here by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from mll_finance.cli.main import main
from mll_finance.engine.study import appraise
from mll_finance.inputs.case.case import Case
from mll_finance.inputs.case.loading import load_case
from mll_finance.judgement.additions import additions

LONGEST = 90
"""Lines of the short template: what a reader sees on two screens."""
WAGE = 88_000
"""Euros a year of wage scale 10, price level 2026 (data/unit_costs.csv)."""
WAGES, PRICES = (129.48, 134.01, 138.7, 143.55, 148.57), (137.59, 140.34, 143.15, 146.01, 148.93)
"""Levels of 2026 to 2030 (data/price_index.csv); 2031 grows like 2030."""


def real_wage(years_after_2026: int) -> float:
    """By how much wages have outgrown prices since 2026."""
    wages, prices = (
        [*levels, levels[-1] * levels[-1] / levels[-2]][years_after_2026] / levels[0]
        for levels in (WAGES, PRICES)
    )
    return wages / prices


@pytest.fixture(params=["nl", "en"])
def new_case(request: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Case:
    monkeypatch.chdir(tmp_path)
    assert main(["new", "fresh", "--language", request.param]) == 0
    return load_case(tmp_path / "fresh.yaml")


def test_the_short_template_gives_what_a_reader_works_out(new_case: Case, tmp_path: Path) -> None:
    assert len((tmp_path / "fresh.yaml").read_text(encoding="utf-8").splitlines()) <= LONGEST
    # 2.8 % a year (nl_2025), amounts in the middle of 2027 to 2031; society pays what is bought with btw.
    factors = [1.028 ** -(year + 0.5) for year in range(5)]
    factor = sum(factors)
    wages = WAGE * sum(real_wage(year + 1) * factor for year, factor in enumerate(factors))
    simple = next(name for name in new_case.projects if name != "model")
    by_hand = {
        "model": (6000 * 0.06 * 95 - 12_000 * 1.21) * factor - 0.2 * wages - 15_000 * 1.21 * 1.028**-0.5,
        simple: 6000 * 0.03 * 95 * factor - 0.1 * wages,
    }
    study = appraise(new_case)
    for alternative, expected in by_hand.items():
        assert study.value("society", alternative, "npv")["central"] == pytest.approx(expected, abs=0.01)


def test_nothing_is_added_or_moved_that_the_template_does_not_say(new_case: Case) -> None:
    study = appraise(new_case)
    for alternative in new_case.projects:
        added = additions(study, alternative)
        assert not added.follow and not added.differs
