"""A case that is too large for its page: it leaves out draws, then parties, and says so; never a number or a choice."""

from __future__ import annotations

import pytest
from conftest import patient
from playwright.sync_api import Browser
from test_what_if_narrow import MOUNT, SETTLED

from mll_finance import Case, appraise
from mll_finance.inputs.case.case import case_from_text
from mll_finance.report.numbers import show
from mll_finance.report.what_if.script import LARGEST
from mll_finance.report.what_if.try_out import TryOut

pytestmark = pytest.mark.browser
LINES = 12
HEAD = """
schema: 2
case: {id: large, base_year: 2026, horizon: 4, draws: 32, seed: 3, language: nl}
alternatives:
  baseline: {title: now}
  a: {title: A}
  b: {title: B}
lines:
"""
LINE = """  line_{place}:
    kind: quantity_price
    payer: municipality
    receiver: residents
    alternative: [a, b]
    title: "{title} {place}"
    quantity: {{value: {place}, unit: person/yr, source: own_estimate, quality: D, accepted_by: x}}
    price: {{value: {place}.5, unit: EUR/person, price_year: 2026, source: own_estimate, quality: D, accepted_by: x,
      distribution: {{kind: pert, low: 0, mode: {place}, high: 999}}}}
"""


def case_with(letters: int) -> Case:
    """A case whose lines have titles of some letters, which the panel holds for every number."""
    lines = (LINE.format(place=place, title="x" * letters) for place in range(1, LINES + 1))
    return case_from_text(HEAD + "".join(lines))


def letters_for(size: int, monkeypatch: pytest.MonkeyPatch, form: str) -> int:
    """How long titles are in a script of some bytes: each letter adds as many."""

    def bytes_of(letters: int) -> int:
        study, size = appraise(case_with(letters)), 10**9
        while True:
            with monkeypatch.context() as patched:
                patched.setattr("mll_finance.report.what_if.script.LARGEST", size)
                script = TryOut(study).script or ""
            if form in script:
                return len(script.encode())
            size = len(script.encode()) - 1

    few, more = bytes_of(100), bytes_of(1100)
    return 100 + (size - few) * 1000 // (more - few)


def form(*, draws: bool, parties: bool) -> str:
    return f'"hasDraws":{str(draws).lower()},"hasParties":{str(parties).lower()}'


def test_it_leaves_out_draws_then_parties_and_says_so(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    too_long = letters_for(LARGEST, monkeypatch, form(draws=True, parties=True)) + 10
    longer_still = letters_for(LARGEST, monkeypatch, form(draws=False, parties=True)) + 10
    assert too_long < longer_still
    for letters, left_in, told in (
        (too_long, form(draws=False, parties=True), "zonder advies"),
        (longer_still, form(draws=False, parties=False), "De verdeling over partijen past niet"),
    ):
        case = case_with(letters)
        script = TryOut(appraise(case)).script or ""
        assert left_in in script and len(script.encode()) <= LARGEST
        numbers = [path for path, leaf in case.graph.leaves.items() if leaf.assumption.ref is None]
        assert numbers and all(f'"{path}":' in script for path in numbers)
        context = patient(browser, offline=True)
        page = context.new_page()
        page.evaluate(MOUNT, {"script": script, "style": "", "width": 900})
        page.wait_for_function(SETTLED)
        assert told in page.inner_text(".try-outcome")
        shown = page.locator(".try-outcome table").first.inner_text().replace("\u00a0", " ")
        for name in case.projects:
            central = appraise(case).value("society", name, "npv")["central"]
            assert show(float(f"{central:.3g}"), "euro", "nl").replace("\u00a0", " ") in shown
        context.close()
