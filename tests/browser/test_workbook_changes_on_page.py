"""The ten changed inputs that the workbook is tested with, on the page: its script gives the numbers of the suite too.

LibreOffice is held to the suite by ``tests/oracle/test_workbook_changed_inputs.py``, with the same changes; so three
engines agree on each balance and each line of the budget.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from conftest import patient
from playwright.sync_api import Browser, Page

from mll_finance.engine.study import Study, appraise
from mll_finance.judgement.what_if.programs import WhatIf
from mll_finance.municipal_budget.budget import budget_table
from mll_finance.report.what_if.script import script_of
from tests.workbook_changes import EXAMPLES, changed, example, ten_changes

FEW = 16
"""Draws: the central numbers are compared, which do not depend on them."""
CENT = 0.01


@pytest.fixture(scope="module")
def tab(browser: Browser) -> Iterator[Page]:
    context = patient(browser, offline=True)
    yield context.new_page()
    context.close()


def on_page(tab: Page, study: Study, changes: dict[str, Any]) -> dict[str, Any]:
    """What the script of the page makes of some changes."""
    script = script_of(WhatIf(study), "en")
    assert script is not None
    tab.goto("about:blank")
    tab.evaluate(script)
    answer: dict[str, Any] = tab.evaluate("(changes) => window.mll.evaluate(changes)", changes)
    return answer


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_page_gives_what_the_workbook_gives(tab: Page, name: str) -> None:
    case, changes = example(name).with_({"case.draws": FEW}), ten_changes(name)
    answer = on_page(tab, appraise(case), changes)
    assert "error" not in answer, answer
    study = appraise(changed(case, changes))
    for perspective in study.case.perspectives:
        for alternative in study.case.projects:
            found = answer["npv"][perspective][alternative]
            assert found == pytest.approx(study.stream(perspective, alternative).npv[0], abs=CENT)
    found_by_line = {(line["alternative"], line["line"]): line["amounts"] for line in answer["budget"]}
    for alternative in study.case.projects:
        for budget_line in budget_table(study, alternative).lines:
            if budget_line.amounts is not None and budget_line.amounts.any():
                found_amounts = found_by_line[alternative, budget_line.line]
                np.testing.assert_allclose(found_amounts, budget_line.amounts, rtol=0, atol=CENT)
