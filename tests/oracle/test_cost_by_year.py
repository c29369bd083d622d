"""What a case costs to appraise grows with its years and not with their square, counted in calls and not by a clock."""

from __future__ import annotations

import cProfile
import pstats

import pytest
from workbook_samples import sample

from mll_finance.engine.study import appraise
from mll_finance.facade.results_file import results_document
from mll_finance.inputs.lines import line_kinds
from mll_finance.inputs.quantities import quantity_kinds

KINDS = [*(("quantities", kind) for kind in quantity_kinds()), *(("lines", kind) for kind in line_kinds())]
HORIZONS = (60, 120, 240)
BEND = 1.3
"""How much more the later years may cost than the earlier ones; with the square of the years they cost three times."""


def calls(section: str, kind: str, horizon: int) -> int:
    case = sample(section, kind, horizon=horizon, draws=8)
    profile = cProfile.Profile()
    profile.enable()
    study = appraise(case)
    results_document(study)
    profile.disable()
    total: int = pstats.Stats(profile).total_calls  # type: ignore[attr-defined]
    return total


@pytest.mark.parametrize(("section", "kind"), KINDS)
def test_each_year_of_a_kind_costs_the_same(section: str, kind: str) -> None:
    calls(section, kind, 5)  # what is made once, such as tables, is made here
    short, middle, long = (calls(section, kind, horizon) for horizon in HORIZONS)
    first_years, later_years = middle - short, (long - middle) / 2
    assert later_years <= BEND * max(first_years, 2_000), (short, middle, long)
