"""Blocks in JupyterLab itself: a cell runs in a kernel, its figures are drawn by the extension that plotly carries."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from conftest import patient
from lab_server import jupyterlab
from playwright.sync_api import Browser
from report_sample import ATTACK, figures, sample

from mll_finance.report.notebook_view import PLOTLY, bundles

pytestmark = pytest.mark.browser

CELL = "from report_sample import sample\nfrom mll_finance.report.notebook_view import show\nshow(sample())"
KERNEL = {"name": "python3", "display_name": "Python 3", "language": "python"}
# Opens the notebook, runs it in its own kernel and gives back how its cell ended: every step is awaited.
RUN = """async () => {
  const app = window.jupyterapp;
  await app.restored;
  const panel = await app.commands.execute('docmanager:open', {path: 'view.ipynb', factory: 'Notebook'});
  await panel.context.ready;
  await panel.sessionContext.ready;
  await panel.sessionContext.session.kernel.info;
  await app.commands.execute('notebook:run-all-cells');
  const cell = panel.content.widgets[0].model;
  return {count: cell.executionCount, kinds: cell.sharedModel.outputs.map(output => output.output_type),
          says: cell.sharedModel.outputs.map(output => output.evalue || output.text || '').join('')};
}"""
FIGURES = ".jp-OutputArea-child .js-plotly-plot .svg-container > svg.main-svg:first-child"
DRAWN = "([selector, count]) => document.querySelectorAll(selector).length >= count"


@pytest.fixture
def lab(tmp_path: Path) -> Iterator[str]:
    """Address of a JupyterLab with one notebook."""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(CELL, id="show")])
    notebook.metadata["kernelspec"] = KERNEL
    nbformat.write(notebook, tmp_path / "view.ipynb")
    options = [f"--ServerApp.root_dir={tmp_path}", f"--LabApp.workspaces_dir={tmp_path / 'workspaces'}"]
    with jupyterlab(tmp_path, options) as address:
        yield address


def test_jupyterlab_draws_every_figure_and_every_table(lab: str, browser: Browser) -> None:
    outside: list[str] = []
    context = patient(browser, viewport={"width": 1280, "height": 1000})
    page = context.new_page()
    page.on(
        "request",
        lambda asked: None if asked.url.startswith((lab, "data:", "blob:")) else outside.append(asked.url),
    )
    page.goto(f"{lab}/lab")
    page.wait_for_function("() => window.jupyterapp !== undefined")
    ended = page.evaluate(RUN)
    assert ended["count"] == 1 and set(ended["kinds"]) == {"display_data"}, ended
    drawn = page.locator(FIGURES)
    count = len([bundle for bundle in bundles(sample().blocks, "nl") if PLOTLY in bundle])
    page.wait_for_function(DRAWN, arg=[FIGURES, count])
    assert count == len(figures()) + 1
    assert drawn.count() == count
    for place in range(count):
        box = drawn.nth(place).evaluate(
            "one => one.getBoundingClientRect().width * one.getBoundingClientRect().height"
        )
        assert box > 300 * 150
    tables = page.locator(".jp-OutputArea-output .mll table:not(.on-paper table)")
    assert tables.count() > 10
    cell = page.locator(".jp-OutputArea-output .mll td.number").first
    assert cell.evaluate("one => getComputedStyle(one).textAlign") == "right"
    assert (
        page.locator(".jp-OutputArea-output .mll .callout-title", has_text="attacked").inner_text() == ATTACK
    )
    assert page.evaluate("window.attacked") is None
    assert outside == []
    context.close()


def test_outputs_are_the_same_each_time_and_hold_a_text_alternative() -> None:
    first, second = (list(bundles(sample().blocks, "nl")) for _ in range(2))
    assert json.dumps(first) == json.dumps(second)
    assert all(bundle["text/plain"] for bundle in first)
    alternatives = [bundle["text/plain"] for bundle in first if PLOTLY in bundle]
    assert alternatives[:5] == [figure.alternative for figure in figures()]
