"""The panel in the pane of a notebook, as narrow as somebody drags it: nothing scrolls sideways."""

from __future__ import annotations

import pytest
from conftest import patient
from playwright.sync_api import Browser

from mll_finance import appraise, load_case
from mll_finance.report.asset import asset
from mll_finance.report.what_if.try_out import TryOut

pytestmark = pytest.mark.browser
STYLES = ("html/blocks.css", "what_if/panel.css")
# Mounts the panel as live.js does, with a kernel that says nothing.
MOUNT = """async ({script, style, width}) => {
  document.head.append(Object.assign(document.createElement('style'), {textContent: style + 'body { margin: 0 }'}));
  const whole = Object.assign(document.createElement('div'), {className: 'mll try-live', style: `width: ${width}px`});
  const place = Object.assign(document.createElement('div'), {className: 'try-place'});
  whole.append(place);
  document.body.replaceChildren(whole);
  const address = URL.createObjectURL(new Blob([script], {type: 'text/javascript'}));
  const {mount} = await import(address);
  const model = {get: () => ({}), set() {}, save_changes() {}, on() {}, send() {}};
  mount(place, model, 'narrow');
}"""
SETTLED = "() => document.querySelector('.try-place').dataset.ready === 'true'"
# What is wider than the room that it has, by more than a rounding, and can be scrolled or sticks out.
TOO_WIDE = """() => {
  const whole = document.querySelector('.try-live'), end = whole.getBoundingClientRect().right;
  return [...whole.querySelectorAll('*')].filter(node => getComputedStyle(node).clipPath === 'none'
    && node.closest('thead') === null
    && (node.scrollWidth > node.clientWidth + 1 && getComputedStyle(node).overflowX !== 'visible'
      && node.localName !== 'input' || node.getBoundingClientRect().right > end + 1))
    .map(node => `${node.localName}.${node.className} ${node.textContent.slice(0, 40)}`);
}"""


@pytest.mark.parametrize("name", ["virtuele_assistent_kcc", "wmo_intake"])
def test_nothing_scrolls_sideways_in_a_narrow_pane(browser: Browser, name: str) -> None:
    trial = TryOut(appraise(load_case(name).with_({"case.draws": 256})))
    style = "".join(map(asset, STYLES))
    context = patient(browser, viewport={"width": 1280, "height": 900}, offline=True)
    page = context.new_page()
    for width in (450, 600, 760, 1000):
        page.evaluate(MOUNT, {"script": trial.script, "style": style, "width": width})
        page.wait_for_function(SETTLED)
        for summary in page.locator(".try-more summary").all():
            summary.click()
        assert page.evaluate(TOO_WIDE) == [], width
    context.close()
