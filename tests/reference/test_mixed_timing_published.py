"""Published examples with the outlay at the start of a year and the receipts at its end, through the command.

The same flows as in ``test_cases_published.py``, written as a reader of the source would: the outlay on 1 January of
the base year, the first receipt on 31 December of that year. The printed values stay what they are.
"""

from __future__ import annotations

import pytest
from test_cases_published import central, flow, head, line, results  # noqa: F401

EARLY, LATE = "    timing: start_of_year\n", "    timing: end_of_year\n"


def split(outlay: float, *receipts: float) -> str:
    back = dict(enumerate(receipts))
    return line("outlay", {0: outlay}, paid=True, more=EARLY) + line("receipts", back, paid=False, more=LATE)


@pytest.mark.parametrize("timing", ["start_of_year", "mid_year", "end_of_year"])
def test_brigham_and_ehrhardt_from_the_first_day(central, timing):  # noqa: F811
    # Brigham & Ehrhardt, Financial Management, ch. 10, project S; printed to the decimals tested.
    text = head(rate=0.10, horizon=3, timing=timing) + split(10_000, 5_000, 4_000, 3_000, 1_000)
    found = central(text)
    assert found["npv"] == pytest.approx(788.20, abs=0.005)
    assert found["irr"] == pytest.approx(0.14489, abs=5e-6)
    assert found["mirr"] == pytest.approx(0.1211, abs=5e-5)
    assert found["profitability_index"] == pytest.approx(1.08, abs=0.005)
    assert found["payback"] == pytest.approx(2.33, abs=0.005)
    assert found["discounted_payback"] == pytest.approx(2.95, abs=0.005)


def test_a_dutch_textbook_from_the_first_day(central):  # noqa: F811
    # ThiemeMeulenhoff, "Netto contante waarde": 336,000 now, receipts at the end of each year, 8%; NCW 16,274 in
    # whole euros cut off by row. Payback from the printed amounts: 2 + (336,000 - 123,200 - 112,200) / 105,000.
    text = head(rate=0.08, horizon=3) + split(336_000, 123_200, 112_200, 105_000, 79_800)
    found = central(text)
    assert found["npv"] == pytest.approx(16_274, abs=2)
    assert found["payback"] == pytest.approx(2 + 100_600 / 105_000, abs=1e-9)


def test_one_year_is_enough_for_a_modified_rate(central):  # noqa: F811
    # 1,000 on 1 January and 1,080 on 31 December is 8% by definition.
    found = central(head(rate=0.03, horizon=0) + split(1_000, 1_080))
    assert found["mirr"] == pytest.approx(0.08, abs=1e-9)
    assert found["payback"] == pytest.approx(1_000 / 1_080, abs=1e-9)
