"""Blocks in JupyterLab itself: a cell runs in a kernel, its figures are drawn by the extension that plotly carries."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import Browser
from report_sample import ATTACK, figures, sample

from mll_finance.report.notebook_view import PLOTLY, bundles

pytestmark = pytest.mark.browser

CELL = "from report_sample import sample\nfrom mll_finance.report.notebook_view import show\nshow(sample())"
KERNEL = {"name": "python3", "display_name": "Python 3", "language": "python"}
START_SECONDS = 60


@pytest.fixture
def lab(tmp_path: Path) -> Iterator[str]:
    """Address of a JupyterLab with one notebook, which knows nothing of this machine's own settings."""
    made = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(CELL, id="show")])
    made.metadata["kernelspec"] = KERNEL
    nbformat.write(made, tmp_path / "view.ipynb")
    news = tmp_path / "settings" / "@jupyterlab" / "apputils-extension"
    news.mkdir(parents=True)
    quiet = {"fetchNews": "false", "checkForUpdates": False}
    (news / "notification.jupyterlab-settings").write_text(json.dumps(quiet), encoding="utf-8")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    options = {
        "ServerApp.ip": "127.0.0.1",
        "ServerApp.port": port,
        "ServerApp.port_retries": 0,
        "ServerApp.root_dir": tmp_path,
        "IdentityProvider.token": "",
        "LabApp.user_settings_dir": tmp_path / "settings",
        "LabApp.workspaces_dir": tmp_path / "workspaces",
    }
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root"]
    command += [f"--{name}={value}" for name, value in options.items()]
    own = {
        name: str(tmp_path / name)
        for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR")
    }
    environment = (
        os.environ | own | {"PYTHONPATH": str(Path(__file__).parent), "IPYTHONDIR": str(tmp_path / "ipython")}
    )
    with (tmp_path / "lab.log").open("wb") as log:
        server = subprocess.Popen(command, env=environment, stdout=log, stderr=subprocess.STDOUT)
    try:
        _wait(address, server, tmp_path / "lab.log")
        yield address
    finally:
        server.terminate()
        server.wait(timeout=30)


def _wait(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and server.poll() is None:
        try:
            with urllib.request.urlopen(f"{address}/api", timeout=2) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.2)
    pytest.fail(f"JupyterLab did not start:\n{log.read_text(encoding='utf-8')[-2000:]}")


def test_jupyterlab_draws_every_figure_and_every_table(lab: str, browser: Browser) -> None:
    outside: list[str] = []
    context = browser.new_context(viewport={"width": 1280, "height": 1000})
    page = context.new_page()
    page.on(
        "request",
        lambda asked: None if asked.url.startswith((lab, "data:", "blob:")) else outside.append(asked.url),
    )
    page.goto(f"{lab}/lab/tree/view.ipynb")
    page.locator(".jp-CodeCell .cm-content").first.click(timeout=60_000)
    page.keyboard.press("Shift+Enter")
    drawn = page.locator(".jp-OutputArea-child .js-plotly-plot .svg-container > svg.main-svg:first-child")
    count = len([bundle for bundle in bundles(sample().blocks, "nl") if PLOTLY in bundle])
    drawn.nth(count - 1).wait_for(state="attached", timeout=60_000)
    assert count == len(figures()) + 1
    assert drawn.count() == count
    for place in range(count):
        box = drawn.nth(place).evaluate(
            "one => one.getBoundingClientRect().width * one.getBoundingClientRect().height"
        )
        assert box > 300 * 150
    tables = page.locator(".jp-OutputArea-output .mll table:not(.on-paper table)")
    assert tables.count() > 10
    label = page.locator(".jp-OutputArea-output .mll .facts dt").first
    assert label.evaluate("one => one.getBoundingClientRect().width") > 150
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
