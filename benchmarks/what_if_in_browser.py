"""A change worked out in the page, against its peer: the suite with numpy, for the same case, change and draws.

Claim: no slower than the suite, and a script of at most 300 kB for every example, the panel included. Both give the
expected balance of every alternative through every perspective, parties, budget and the advice. Each change is another
value of one number; the draws of the others are known to both by then. In turn, after a first change that makes the
draws. Prints the median of the ratios, medians, the first change in the page, and the largest script. Then the same for
the panel of JupyterLab, with 16,384 draws: from the slider that is moved to every new figure on the screen, with
parties, budget and tornado unfolded; and the slowest of the sliders of every example.

Claim for the panel: under 0.1 s in the median, for every slider of the slowest example.

Run: python benchmarks/what_if_in_browser.py [PAIRS]
"""

from __future__ import annotations

import statistics
import sys
import time
from pathlib import Path
from shutil import which
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from mll_finance import Case, appraise, load_case
from mll_finance.drivers.points import uncertain
from mll_finance.judgement.advice import advice
from mll_finance.judgement.what_if.programs import WhatIf
from mll_finance.report.what_if.panel import inputs_in_order, panel
from mll_finance.report.what_if.script import LARGEST, script_of
from mll_finance.report.what_if.try_out import TryOut

EXAMPLE = "dakloosheid_preventie"
DRAWS = 16_384
# The panel in a page of nothing: a model that keeps what it is told, and no kernel.
MOUNT = """async (script) => {
  const { mount } = await import(URL.createObjectURL(new Blob([script], { type: "text/javascript" })));
  const kept = { changes: {} };
  const nothing = () => {}, set = (name, value) => { kept[name] = value; };
  const model = { get: (name) => kept[name], set, save_changes: nothing, on: nothing, send: nothing };
  const place = document.body.appendChild(document.createElement("div"));
  window.settled = () => new Promise((resolve) => {
    const isSettled = () => place.dataset.ready && !place.hasAttribute("aria-busy");
    const look = () => { if (isSettled()) { watch.disconnect(); resolve(); } };
    const watch = new MutationObserver(look);
    watch.observe(place, { attributes: true });
    look();
  });
  mount(place, model, "try");
  await window.settled();
  const folded = [...place.querySelectorAll("details")];
  await Promise.all(folded.map((part) => new Promise((resolve) => {
    part.addEventListener("toggle", resolve);
    part.open = true;
  })));
  return place.querySelectorAll("input[type=range]").length;
}"""
SLIDE = """async ([which, step]) => {
  const slider = document.querySelectorAll("input[type=range]")[which], start = performance.now();
  slider.value = step;
  slider.dispatchEvent(new Event("input"));
  await window.settled();
  document.body.getBoundingClientRect();
  return (performance.now() - start) / 1000;
}"""
ROOT = Path(__file__).resolve().parents[1]


def in_page(tab: Page, changes: dict[str, Any]) -> float:
    """Seconds of one evaluation by the clock of the page."""
    script = (
        "(changes) => { const start = performance.now(); window.mll.evaluate(changes);"
        " return (performance.now() - start) / 1000; }"
    )
    return float(tab.evaluate(script, changes))


def in_suite(case: Case, changes: dict[str, Any]) -> float:
    """Seconds of the same in the suite."""
    start = time.perf_counter()
    study = appraise(case.unlimited(changes))
    for perspective in case.perspectives:
        for alternative in case.projects:
            study.value(perspective, alternative, "npv")
    assert study.by_draw.parties
    advice(study).as_json()
    return time.perf_counter() - start


def mounted(browser: Browser, trial: TryOut) -> tuple[Page, int]:
    """The panel with all that is folded open, and the number of its sliders."""
    tab = browser.new_context(offline=True).new_page()
    return tab, tab.evaluate(MOUNT, trial.script)


def slid(tab: Page, slider: int, turn: int) -> float:
    """Seconds from a slider that is moved to every new figure."""
    return float(tab.evaluate(SLIDE, [slider, turn]))


def sliders(browser: Browser, pairs: int) -> None:
    """Print the seconds of the slowest slider of every example; of one the ratio to the suite too."""
    for path in sorted((ROOT / "parameters").glob("*.yaml")):
        case = load_case(path.stem).with_({"case.draws": DRAWS})
        trial = TryOut(appraise(case))
        if trial.script is None:
            continue
        tab, count = mounted(browser, trial)
        medians = []
        for slider in range(count):
            slid(tab, slider, 10)
            medians.append(statistics.median(slid(tab, slider, 20 + turn) for turn in range(pairs)))
        print(
            f"panel of {path.stem}, {DRAWS:,} draws: {max(medians):.3f} s by the slowest of {count} sliders,"
            f" {statistics.median(medians):.3f} s by the median one"
        )
        if path.stem == EXAMPLE:
            moved = inputs_in_order(trial.study)[0]
            runs = [
                (
                    slid(tab, 0, 40 + turn),
                    in_suite(case, {moved.path: moved.central * (0.9 + 0.01 * turn)}),
                )
                for turn in range(pairs + 1)
            ][1:]
            ratio = statistics.median(panel / suite for panel, suite in runs)
            print(f"  the first slider: {ratio:.2f} times the suite")
        tab.context.close()


def main(pairs: int) -> None:
    """Print the ratio, the seconds and the size of the largest script."""
    chromium = next(filter(None, map(which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if chromium is None:
        raise SystemExit("what_if_in_browser.py needs Chromium on the path")
    sizes = {}
    for path in sorted((ROOT / "parameters").glob("*.yaml")):
        tried = panel(appraise(load_case(path.stem)), "nl")
        sizes[path.stem] = len(tried.script.encode()) or LARGEST + 1 if tried is not None else 0
    case = load_case(EXAMPLE)
    moved = uncertain(appraise(case))[0]
    script = script_of(WhatIf(appraise(case)), "nl")
    if script is None:
        raise SystemExit(f"the script of {EXAMPLE} is larger than {LARGEST} bytes")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        tab = browser.new_context(offline=True).new_page()
        tab.evaluate(script)
        first = in_page(tab, {})
        changes = [{moved.path: moved.central * (0.9 + 0.01 * turn)} for turn in range(pairs + 1)]
        in_page(tab, changes[0]), in_suite(case, changes[0])
        runs = [(in_page(tab, change), in_suite(case, change)) for change in changes[1:]]
        sliders(browser, pairs)
        browser.close()
    ratio = statistics.median(page / suite for page, suite in runs)
    page, suite = (statistics.median(run[place] for run in runs) for place in (0, 1))
    largest = max(sizes, key=lambda name: sizes[name])
    print(f"{EXAMPLE}: {ratio:.2f} times the suite ({page:.3f} s against {suite:.3f} s), {pairs} pairs")
    print(f"first change, which makes the draws: {first:.2f} s")
    print(f"largest script, panel included: {sizes[largest]:,} bytes ({largest}), at most {LARGEST:,}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 9)
