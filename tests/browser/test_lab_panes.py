"""``mll lab`` in JupyterLab itself: the first notebook and, beside it, the case to edit."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import patient
from lab_server import jupyterlab
from playwright.sync_api import Browser

from mll_finance.cli.main import main
from mll_finance.inputs.case.finding import case_path

pytestmark = pytest.mark.browser

EXAMPLE = "two_years"
# Waits until JupyterLab has laid out its screen and read both documents, and says where they stand.
PANES = """async () => {
  await window.jupyterapp.restored;
  const widgets = [...window.jupyterapp.shell.widgets('main')];
  for (const widget of widgets) await widget.context.ready;
  return widgets.map(widget => {
    const box = widget.node.getBoundingClientRect();
    return {path: widget.context.path, seen: widget.isVisible, readOnly: widget.context.model.readOnly,
            left: box.left, right: box.right, height: box.height};
  });
}"""
SAVED = """async path => {
  const widgets = [...window.jupyterapp.shell.widgets('main')];
  const widget = widgets.find(each => each.context.path === path);
  await widget.context.save();
  return widget.context.model.dirty;
}"""


@pytest.fixture
def lab(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Address of the JupyterLab that ``mll lab`` starts, with the options that it gives."""
    commands: list[list[str]] = []

    def captured(_: str, command: list[str]) -> None:
        commands.append(command)
        raise OSError("started below")

    with monkeypatch.context() as patched:
        patched.setattr(os, "execv", captured)
        patched.setenv("JUPYTER_CONFIG_PATH", "")
        assert main(["lab", EXAMPLE, "--folder", str(tmp_path / "work"), "--no-browser"]) == 1
    ((_, *options),) = commands
    with jupyterlab(
        tmp_path, [option for option in options if option.startswith(("--ServerApp", "--LabApp"))]
    ) as address:
        yield address


def test_the_case_stands_beside_the_notebook_and_can_be_edited(
    lab: str, browser: Browser, tmp_path: Path
) -> None:
    context = patient(browser, viewport={"width": 1280, "height": 800})
    page = context.new_page()
    page.goto(f"{lab}/lab/workspaces/mll")
    page.wait_for_function("() => window.jupyterapp !== undefined")
    notebook, case = sorted(page.evaluate(PANES), key=lambda pane: float(pane["left"]))
    assert (notebook["path"], case["path"]) == (f"{EXAMPLE}/00_start_here.ipynb", f"{EXAMPLE}/case.yaml")
    # Both are seen at once, side by side, each with room to read.
    assert notebook["seen"] and case["seen"]
    assert notebook["right"] <= case["left"] + 1 and case["right"] <= 1281
    assert min(case["right"] - case["left"], notebook["right"] - notebook["left"]) > 300
    assert min(case["height"], notebook["height"]) > 500
    # The case is read there, and what is typed in it is saved in the file that the notebook opens.
    editor = page.locator(".jp-FileEditor .cm-content")
    editor.wait_for()
    assert "two_years" in editor.inner_text() and not case["readOnly"]
    editor.click()
    page.keyboard.press("Control+End")
    page.keyboard.type("# aangevuld in JupyterLab")
    assert page.evaluate(SAVED, case["path"]) is False
    file = tmp_path / "work" / case["path"]
    original = case_path(EXAMPLE).read_text(encoding="utf-8")
    assert file.read_text(encoding="utf-8").strip() == f"{original.strip()}\n# aangevuld in JupyterLab"
    assert 'case: str = "case.yaml"' in (file.parent / "00_start_here.ipynb").read_text(
        encoding="utf-8"
    ).replace("\\", "")
    context.close()
