"""The panel in the pane of a notebook: nothing scrolls sideways, however narrow; without a script it says why."""

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
# Shows live.js itself, with a kernel that gives one answer to whatever it is asked.
SHOWN = """async ({module, answer}) => {
  document.body.innerHTML = '<div class="before">before</div><div class="jp-OutputArea-child"></div>';
  let receive = () => {};
  const model = {on: (_, hears) => { receive = hears; }, off() {}, send: () => queueMicrotask(() => receive(answer))};
  const address = URL.createObjectURL(new Blob([module], {type: 'text/javascript'}));
  const {default: {render}} = await import(address);
  await render({model, el: document.querySelector('.jp-OutputArea-child')});
  return [...document.querySelectorAll('.try-live > :not(style)')].map(node => node.textContent);
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


def test_a_case_without_a_script_shows_why_and_what_stands_before(browser: Browser) -> None:
    context = patient(browser, offline=True)
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    answer = {"script": None, "style": "", "language": "en", "intro": "It is too large.", "warning": ""}
    assert page.evaluate(SHOWN, {"module": asset("what_if/live.js"), "answer": answer}) == [
        "It is too large."
    ]
    assert page.locator(".before").is_visible() and errors == []
    answer |= {
        "script": "export function mount(place) { place.textContent = 'mounted'; }",
        "warning": "a trial",
    }
    assert page.evaluate(SHOWN, {"module": asset("what_if/live.js"), "answer": answer}) == [
        "It is too large.",
        "a trial",
        "mounted",
    ]
    assert page.locator(".before").is_hidden()
    context.close()
