"""The panel in a real JupyterLab: slide, see the new figure beside the old one, save it as a scenario and find it."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
import pytest
from conftest import patient
from few_draws import text_of
from lab_server import jupyterlab
from playwright.sync_api import Browser, Page

from mll_finance import appraise, load_case
from mll_finance.cli.main import main
from mll_finance.report.numbers import show
from mll_finance.resources import resource

pytestmark = pytest.mark.browser

EXAMPLE = "virtuele_assistent_kcc"
DRAWS = 512
KERNEL = {"name": "python3", "display_name": "Python 3", "language": "python"}
CELLS = (
    "from mll_finance import notebook\ncase = 'case.yaml'\nlanguage = 'LANGUAGE'\nstudy = notebook.start(globals())",
    "panel = notebook.what_if(study)",
)
# Opens the notebook and runs its cells, each awaited, in a kernel of its own; what a test before it opened is put away.
RUN = """async path => {
  const app = window.jupyterapp;
  await app.restored;
  const others = [...app.shell.widgets('main')];
  const panel = await app.commands.execute('docmanager:open', {path, factory: 'Notebook'});
  for (const other of others) {
    await other.sessionContext?.shutdown();
    other.dispose();
  }
  await panel.context.ready;
  await panel.sessionContext.ready;
  await panel.sessionContext.session.kernel.info;
  await app.commands.execute('notebook:run-all-cells');
  return panel.content.widgets.flatMap(cell => cell.model.sharedModel.outputs ?? [])
    .filter(output => output.output_type === 'error').map(output => output.traceback.join('\\n'));
}"""
# What a cell at the end shows once it has run.
TELLS = """async source => {
  const app = window.jupyterapp, panel = app.shell.currentWidget;
  const kernel = panel.sessionContext.session.kernel;
  const future = kernel.requestExecute({code: source});
  let told = '';
  future.onIOPub = message => { if (message.header.msg_type === 'stream') told += message.content.text; };
  await future.done;
  return told;
}"""
SAVED = """async () => {
  const panel = window.jupyterapp.shell.currentWidget;
  await panel.context.save();
  return panel.context.model.dirty;
}"""
SETTLED = """() => {
  const place = document.querySelector('.try-live .try-place');
  return place !== null && place.dataset.ready === 'true' && !place.hasAttribute('aria-busy');
}"""
ANSWERED = """words => document.querySelector('.try-reply').textContent !== words
  && document.querySelector('.try-reply').textContent !== ''"""
ASKED = {"nl": "Gevraagd aan het notebook.", "en": "Asked of the notebook."}


@pytest.fixture(scope="module")
def root_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("lab")


@pytest.fixture
def folder(root_folder: Path, request: pytest.FixtureRequest) -> Path:
    """A case with what it refers to, where a notebook opens it."""
    work = root_folder / "work" / request.node.name
    work.mkdir(parents=True)
    (work / "case.yaml").write_text(text_of(EXAMPLE, DRAWS), encoding="utf-8")
    for beside in resource("parameters").iterdir():
        if beside.is_dir():
            shutil.copytree(beside, work / beside.name)
    return work


@pytest.fixture(scope="module")
def lab(root_folder: Path) -> Iterator[str]:
    """One JupyterLab for all tests, each with a folder and a kernel of its own."""
    work = root_folder / "work"
    work.mkdir()
    options = [f"--ServerApp.root_dir={work}", f"--LabApp.workspaces_dir={root_folder / 'workspaces'}"]
    with jupyterlab(root_folder, options) as address:
        yield address


@dataclass(frozen=True)
class Shown:
    """JupyterLab in a browser, and the addresses outside that it asked for."""

    page: Page
    outside: list[str]


@pytest.fixture(scope="module")
def shown(lab: str, browser: Browser) -> Iterator[Shown]:
    """JupyterLab as all tests see it: to load it takes most of the time."""
    context = patient(browser, viewport={"width": 1280, "height": 1000})
    page, outside = context.new_page(), list[str]()
    page.on(
        "request",
        lambda asked: None if asked.url.startswith((lab, "data:", "blob:")) else outside.append(asked.url),
    )
    loaded(page, lab)
    yield Shown(page, outside)
    context.close()


def loaded(page: Page, lab: str) -> None:
    page.goto(f"{lab}/lab?reset")
    page.wait_for_function("() => window.jupyterapp !== undefined")


def opened(page: Page, folder: Path, language: str) -> None:
    """The notebook, run, its panel settled."""
    cells = [
        nbformat.v4.new_code_cell(source.replace("LANGUAGE", language), id=f"cell-{place}")
        for place, source in enumerate(CELLS)
    ]
    page_of_cells = nbformat.v4.new_notebook(cells=cells)
    page_of_cells.metadata["kernelspec"] = KERNEL
    nbformat.write(page_of_cells, folder / "proef.ipynb")
    assert page.evaluate(RUN, f"{folder.name}/proef.ipynb") == []
    page.wait_for_function(SETTLED)


def society(page: Page, title: str) -> str:
    """The row of an alternative in the table of outcomes."""
    row = page.locator(".try-outcome table").first.locator("tr", has_text=title).first
    return row.inner_text().replace("\u00a0", " ")


def in_euros(amount: float, language: Any) -> str:
    return show(float(f"{amount:.3g}"), "euro", language).replace("\u00a0", " ")


def answer(page: Page, language: str) -> str:
    page.wait_for_function(ANSWERED, arg=ASKED[language])
    return page.locator(".try-reply").inner_text().replace("\u00a0", " ")


def test_slide_see_save_and_reopen(shown: Shown, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = shown.page
    opened(page, folder, "nl")
    file = folder / "case.yaml"
    before = file.read_bytes()
    case = load_case(file)
    title = case.alternatives[case.projects[0]].title
    assert title is not None
    delivered = appraise(case).value("society", case.projects[0], "npv")["mean"]
    assert in_euros(delivered, "nl") in society(page, title.text("nl"))
    # The sentence that stands for the panel where nobody runs it is out of the way.
    assert not page.get_by_text("Draait dit notebook").is_visible()

    # By keyboard: the arrows move the slider, not the notebook to another cell.
    slider = page.locator(".try-live input[type=range]").first
    slider.focus()
    start = int(slider.input_value())
    for _ in range(30):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowUp")
    page.wait_for_function(SETTLED)
    assert slider.evaluate("node => node === document.activeElement")
    # Each key is a step: a number that is rounded keeps the slider where it is.
    assert int(slider.input_value()) == start + 31
    changes = json.loads(page.evaluate(TELLS, "import json; print(json.dumps(panel.changes))"))
    assert len(changes) == 1
    tried = appraise(case.with_(changes)).value("society", case.projects[0], "npv")["mean"]
    row = society(page, title.text("nl"))
    assert in_euros(tried, "nl") in row and f"in de case: {in_euros(delivered, 'nl')}" in row

    page.get_by_role("button", name="Laat de suite narekenen").press("Enter")
    checked = answer(page, "nl")
    assert "Nagerekend door de suite" in checked and "komt op hetzelfde" in checked
    assert show(tried, "euro", "nl").replace("\u00a0", " ") in checked

    page.get_by_role("button", name="Kopieer voor de parameters").click()
    page.wait_for_function("() => document.querySelector('.try-kept').value !== ''")
    assert page.input_value(".try-kept") == f"changes: dict = {changes!r}"

    name = page.get_by_label("Naam van het scenario")
    name.fill("Meer dan gedacht: wat dan?")
    name.press("Enter")
    saved = answer(page, "nl")
    assert "Bewaard als scenario meer_dan_gedacht_wat_dan in case.yaml" in saved
    after = file.read_bytes()
    new = re.search(rb"  meer_dan_gedacht_wat_dan:\r?\n(?: {4,}.*\n)+", after)
    assert new is not None and after.replace(new.group(), b"") == before
    command = ["appraise", str(file), "--scenario", "meer_dan_gedacht_wat_dan", "--format", "json"]
    assert main(command) == 0
    rows = json.loads(capsys.readouterr().out)["results"]
    wanted = ("society", case.projects[0], "npv")
    (found,) = (r for r in rows if (r["perspective"], r["alternative"], r["criterion"]) == wanted)
    assert found["mean"] == pytest.approx(tried, rel=1e-9)

    # The same name again is refused, and nothing is written.
    name.press("Enter")
    assert "heeft al een scenario meer_dan_gedacht_wat_dan" in answer(page, "nl")
    assert file.read_bytes() == after

    # Kept in the notebook: a sentence and a table, and nothing of the script.
    assert page.evaluate(SAVED) is False
    stored = (folder / "proef.ipynb").read_text(encoding="utf-8")
    assert "Draait dit notebook" in stored and len(stored) < 60_000
    assert "drawnProgram" not in stored and "widgets" not in json.loads(stored)["metadata"]
    assert shown.outside == []


def test_it_follows_python_and_speaks_english(shown: Shown, folder: Path) -> None:
    page = shown.page
    opened(page, folder, "en")
    case = load_case(folder / "case.yaml")
    (unknown,) = (path for path, leaf in case.graph.leaves.items() if leaf.assumption.pm is not None)
    assert "Nothing has been changed yet" in page.locator(".try-status").inner_text()
    page.evaluate(TELLS, f"panel.changes = {{{unknown!r}: 5000}}")
    page.wait_for_function(
        "() => document.querySelector('.try-status').textContent.startsWith('Changed: 1.')"
    )
    assert page.locator(".try-live .try-field.changed").count() == 1

    # Somebody edits the case meanwhile: nothing is overwritten, and the panel says so.
    file = folder / "case.yaml"
    file.write_text(file.read_text(encoding="utf-8") + "# mine\n", encoding="utf-8")
    edited = file.read_bytes()
    page.get_by_label("Name of the scenario").fill("with a number")
    page.get_by_role("button", name="Save in the case").press("Enter")
    assert "case.yaml was edited since this notebook opened it" in answer(page, "en")
    assert file.read_bytes() == edited
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


# Opens the notebook as somebody who runs nothing: no kernel is started.
LOOKED_AT = """async path => {
  const app = window.jupyterapp;
  await app.restored;
  const panel = await app.commands.execute('docmanager:open', {
    path, factory: 'Notebook',
    kernelPreference: {shouldStart: false, canStart: false, autoStartDefault: false},
  });
  await panel.context.ready;
  await panel.revealed;
  return [panel.sessionContext.session === null, panel.content.widgets.every(cell => cell.model.trusted !== false)];
}"""
# What was opened, what stands for the panel and the panel.
DRAWN = "count => document.querySelectorAll('.jp-OutputArea-child').length >= count"


def test_a_saved_notebook_without_a_kernel_shows_the_sentence_and_the_table(
    lab: str, shown: Shown, folder: Path
) -> None:
    page = shown.page
    opened(page, folder, "nl")
    assert page.evaluate(SAVED) is False
    page.evaluate("() => window.jupyterapp.shell.currentWidget.sessionContext.shutdown()")
    loaded(page, lab)
    assert page.evaluate(LOOKED_AT, f"{folder.name}/proef.ipynb") == [True, True]
    page.wait_for_function(DRAWN, arg=3)
    assert page.get_by_text("Draait dit notebook").is_visible()
    assert page.get_by_text("Aannames die u in het paneel kunt veranderen").is_visible()
    text = page.locator(".jp-NotebookPanel").inner_text()
    assert "Loading widget" not in text and "Error displaying widget" not in text
