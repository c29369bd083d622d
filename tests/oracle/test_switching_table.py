"""A table of the first switching values says how many there are, and its note counts what has none."""

from __future__ import annotations

import pytest

from mll_finance import appraise, load_case
from mll_finance.drivers.asked import asked_alternative
from mll_finance.drivers.points import inputs
from mll_finance.drivers.sensitivity import switching_values
from mll_finance.engine.study import Study
from mll_finance.report.blocks import Table
from mll_finance.report.page import section


@pytest.fixture(scope="module")
def eindhoven() -> Study:
    return appraise(load_case("vroegsignalering_eindhoven"))


def table(study: Study, name: str) -> Table:
    return next(
        block for block in section(name, study, "en") if getattr(block, "anchor", "") == "table-switching"
    )  # type: ignore[return-value]


def test_what_is_not_shown_is_counted_and_is_not_said_to_have_none() -> None:
    speech = appraise(load_case("spraak_naar_verslag_wmo"))
    count = len(switching_values(speech, asked_alternative(speech)))
    first, whole = table(speech, "sensitivity"), table(speech, "sensitivity_detail")
    assert len(whole.rows) == count > len(first.rows)
    assert first.rows == whole.rows[: len(first.rows)]
    assert f"the first {len(first.rows)} of the {count} switching values" in first.note
    assert "The table shows the first" not in whole.note
    without = len(inputs(speech)) - count
    assert all(f"without a switching value: {without}." in shown.note for shown in (first, whole))
