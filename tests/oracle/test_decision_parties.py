"""The parties of the decision add up to its first table, in every example; small ones stand together, not away."""

from __future__ import annotations

import pytest

from mll_finance import load_case
from mll_finance.engine.study import appraise
from mll_finance.parties.material import small_parties
from mll_finance.report.blocks import Table
from mll_finance.report.page import section
from mll_finance.resources import resource

EXAMPLES = sorted(path.stem for path in resource("parameters").glob("*.yaml"))


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_parties_add_up_to_the_expected_balance_of_each_choice(name: str) -> None:
    study = appraise(load_case(name))
    tables = {
        block.anchor: block
        for section_name in ("summary", "decision_money")
        for block in section(section_name, study, "nl")
        if isinstance(block, Table)
    }
    choices = [row.cells[0].value for row in tables["table-alternatives"].rows[1:]]
    *parties, total = tables["table-decision-parties"].rows
    for place, balance in enumerate(choices):
        amounts = [row.cells[place].value or 0.0 for row in parties]  # none where all that counts is PM
        gross = sum(map(abs, amounts))
        assert total.cells[place].value == pytest.approx(balance, abs=1e-9 * gross)
        assert sum(amounts) == pytest.approx(balance, abs=1e-9 * gross)


def test_a_party_is_small_below_one_in_a_hundred_everywhere_and_only_beside_another() -> None:
    gains = {"large": [1000.0, -1000.0], "first": [9.0, 0.0], "second": [-8.0, 5.0], "untouched": [0.0, 0.0]}
    assert small_parties(gains, ()) == ("first", "second")
    assert (
        small_parties(gains, {"first"}) == ()
    )  # what has no number may be large; one by itself keeps its name
    assert small_parties(gains | {"first": [9.0, 11.0]}, ()) == ()
