"""What keeps the page quick gives what the slow way gives; and a script holds nothing that only its makers read."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from conftest import patient
from playwright.sync_api import Browser

from mll_finance import appraise, load_case
from mll_finance.judgement.what_if.programs import WhatIf
from mll_finance.report.what_if.printer import function_text
from mll_finance.report.what_if.script import script_of

ROOT = Path(__file__).resolve().parents[2]
SELECTED = """([amounts, shares]) => shares.map((share) => [
  window.parts.percentile(Float64Array.from(amounts), share, window.parts.selected),
  window.parts.percentile(Float64Array.from(amounts).sort(), share),
])"""


@pytest.mark.browser
def test_a_percentile_without_an_order_is_that_of_the_order(browser: Browser) -> None:
    context = patient(browser, offline=True)
    page = context.new_page()
    text = (ROOT / "mll_finance/report/what_if/evaluate.js").read_text(encoding="utf-8")
    page.evaluate(f"(() => {{\n{text}\nwindow.parts = {{ percentile, selected }};\n}})()")
    numbers = np.random.default_rng(5)
    shares = [0.0, 0.05, 0.37, 0.5, 0.95, 1.0]
    for amounts in (
        [3.0],
        [2.0, 1.0],
        [4.0] * 9,
        list(range(40)),
        list(range(40, 0, -1)),
        numbers.normal(size=1000).tolist(),
        numbers.integers(0, 4, size=500).astype(float).tolist(),
    ):
        for share, (selected, ordered) in zip(
            shares, page.evaluate(SELECTED, [amounts, shares]), strict=True
        ):
            assert selected == ordered == pytest.approx(np.quantile(amounts, share), rel=1e-12, abs=1e-12)
    context.close()


@pytest.mark.parametrize("name", ["two_years", "sensor_valdetectie"])
def test_a_program_writes_an_output_as_soon_as_it_is_known(name: str) -> None:
    what_if = WhatIf(appraise(load_case(name)))
    lines = function_text("program", what_if.program.program, what_if.open_case.place_by_slot).splitlines()
    steps = {
        line[len("const ") : line.index("=")]: place for place, line in enumerate(lines) if "const" in line
    }
    written = [re.fullmatch(r"y\[(\d+)\]=(t\d+);", line) for line in lines]
    assert any(written)
    for place, output in enumerate(written):
        if output is not None:
            between = lines[steps[output[2]] + 1 : place]
            assert all(line.startswith("y[") for line in between)
    outputs = [int(line[2 : line.index("]")]) for line in lines if line.startswith("y[")]
    assert sorted(outputs) == list(range(len(what_if.program.program.outputs)))


def test_a_script_holds_no_comments_and_no_depth() -> None:
    script = script_of(WhatIf(appraise(load_case("two_years"))), "nl")
    assert script is not None and "function evaluated(" in script
    assert not [line for line in script.splitlines() if line != line.strip() or line.startswith("//")]
