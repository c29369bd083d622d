"""``notebook.what_if``: a sentence and a table where nobody runs it, a live panel where somebody does."""

from __future__ import annotations

import importlib.util
import json
import shutil
from pathlib import Path
from typing import Any

import IPython.display
import nbformat
import pytest

from mll_finance import load_case, notebook
from mll_finance.errors import InputError
from mll_finance.inputs.case.finding import case_path
from mll_finance.notebook import Outputs, executed_with
from mll_finance.report.live_panel import LivePanel
from mll_finance.report.what_if.try_out import TryOut

PATH = "lines.savings.amounts"
WIDGET = "application/vnd.jupyter.widget-view+json"
SMALL = 20_000
"""Characters that a cell with the panel may keep; its script has some hundred thousand."""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return Path(shutil.copy(case_path("two_years"), tmp_path / "case.yaml"))


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What a notebook is given to show."""
    bundles: list[dict[str, Any]] = []
    monkeypatch.setattr(IPython.display, "display", lambda bundle, **_: bundles.append(bundle))
    return bundles


def trial_of(file: Path, **changes: Any) -> TryOut:
    return TryOut(notebook.appraise(load_case(file).with_({"case.language": "en", **changes})))


def asked(panel: LivePanel, monkeypatch: pytest.MonkeyPatch, **question: Any) -> dict[str, Any]:
    """What the kernel answers to a panel that asks."""
    answers: list[dict[str, Any]] = []
    monkeypatch.setattr(panel, "send", lambda content, **_: answers.append(content))
    panel._receive(panel, {"panel": "try-1", **question}, [])
    (answer,) = answers
    assert answer["panel"] == "try-1"
    json.dumps(answer)
    return answer


@pytest.mark.parametrize(
    ("language", "sentence"), [("nl", "Draait dit notebook"), ("en", "Once this notebook runs")]
)
def test_a_run_keeps_a_sentence_and_a_table_of_equal_bytes(file: Path, language: str, sentence: str) -> None:
    study = notebook.appraise(load_case(file).with_({"case.language": language}))
    kept = []
    for _ in range(2):
        outputs = Outputs()
        with executed_with(outputs):
            notebook.what_if(study)
        kept.append(json.dumps(outputs.bundles))
    (bundle,) = json.loads(kept[0])
    assert kept[0] == kept[1] and set(bundle) == {"text/html", "text/plain"} and len(kept[0]) < SMALL
    assert sentence in bundle["text/html"] and sentence in bundle["text/plain"]
    assert "<table" in bundle["text/html"] and "<script" not in bundle["text/html"]


def test_a_kernel_shows_the_panel_in_an_output_of_its_own(file: Path, shown: list[dict[str, Any]]) -> None:
    study = notebook.appraise(load_case(file))
    notebook.what_if(study)
    fallback, live = shown
    assert set(live) == {WIDGET} and WIDGET not in fallback
    # A review compares what is not the number of a widget, and finds what a run has kept.
    outputs = Outputs()
    with executed_with(outputs):
        notebook.what_if(study)
    assert outputs.bundles == [fallback]


def test_the_script_is_made_once_a_panel_asks(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    trial = trial_of(file)
    monkeypatch.setattr(IPython.display, "display", lambda *_, **__: None)
    made: list[Any] = []
    monkeypatch.setattr(
        "mll_finance.report.what_if.try_out.script_of", lambda *_, **__: made.append(1) or "text"
    )
    notebook.what_if(trial.study)
    panel = LivePanel(trial)
    assert made == []
    for _ in range(2):
        assert asked(panel, monkeypatch, ask="script")["script"] == "text"
    assert made == [1]


def test_a_panel_of_a_case_that_is_too_large_says_so(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mll_finance.report.what_if.script.LARGEST", 1000)
    answer = asked(LivePanel(trial_of(file)), monkeypatch, ask="script")
    assert answer["script"] is None and answer["warning"] == ""
    assert "too large" in answer["intro"] and "mll appraise" in answer["intro"]


def test_what_a_notebook_can_keep_of_the_panel_is_small(file: Path) -> None:
    panel = LivePanel(trial_of(file))
    state = {name: part for name, part in panel.get_state().items() if name != "layout"}
    assert len(json.dumps(state, default=str)) < SMALL
    assert "drawnProgram" not in json.dumps(state, default=str)


def test_panel_and_python_have_the_same_changes(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    trial = trial_of(file)
    panel = LivePanel(trial)
    # As it arrives from JavaScript: years are texts there.
    panel.set_state({"changes": {PATH: {"2027": 700, "2028": 800}}})
    assert trial.changes == {PATH: {2027: 700, 2028: 800}}
    trial.changes = {PATH: {"times": 1.5}}
    assert panel.changes == {PATH: {"times": 1.5}}
    assert trial.text == "changes: dict = {'lines.savings.amounts': {'times': 1.5}}"
    answer = asked(panel, monkeypatch, ask="parameters")
    assert answer["copy"] == trial.text and "cell of parameters" in answer["text"]


def test_the_line_for_the_parameters_holds_what_they_held(file: Path) -> None:
    trial = trial_of(file, **{"case.discounting": {"rate": 0.02}, "case.draws": 64, PATH: {"times": 2}})
    trial.changes = {PATH: {"times": 1.5}}
    name, _, changes = trial.text.partition(": dict = ")
    assert name == "changes"
    given = {"case": str(file), "language": "en", "changes": eval(changes, {}), "draws": 64, "accept": True}
    again = notebook.start(given)
    wanted = trial.suite().value("society", "project", "npv")["central"]
    assert again.value("society", "project", "npv")["central"] == wanted
    assert wanted == pytest.approx(-1000 + 1800 / 1.02 + 1800 / 1.02**2)


def test_the_suite_answers_and_says_whether_the_panel_is_right(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trial = trial_of(file)
    trial.changes = {PATH: {"times": 1.5}}
    panel = LivePanel(trial)
    by_hand = -1000 + 900 / 1.05 + 900 / 1.05**2
    means = {
        perspective: {"project": trial.suite().value(perspective, "project", "npv")["mean"]}
        for perspective in trial.study.case.perspectives
    }
    assert means["society"]["project"] == pytest.approx(by_hand)
    right = asked(panel, monkeypatch, ask="suite", mean=means)["text"]
    assert "Checked by the suite" in right and f"€{by_hand:.0f}" in right and "comes to the same" in right
    means["society"]["project"] += 1
    assert "The panel differs" in asked(panel, monkeypatch, ask="suite", mean=means)["text"]
    assert "panel" not in asked(panel, monkeypatch, ask="suite")["text"]


def test_the_panel_saves_and_is_told_what_is_wrong(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    trial = trial_of(file)
    panel = LivePanel(trial)
    assert "nothing was changed" in asked(panel, monkeypatch, ask="save", name="Much more")["text"]
    trial.changes = {PATH: {2027: 600_000, 2028: 600}}
    doubt = asked(panel, monkeypatch, ask="save", name="Much more")
    assert doubt["doubtful"] and doubt["text"].startswith("lines.savings.amounts")
    saved = asked(panel, monkeypatch, ask="save", name="Much more", accept=True)["text"]
    assert "Saved as scenario much_more in case.yaml" in saved and "--scenario much_more" in saved
    # A second one from the same panel: what it has written itself is no edit of somebody else.
    trial.changes = {PATH: {"times": 2}}
    assert "Saved as scenario twice" in asked(panel, monkeypatch, ask="save", name="twice")["text"]
    assert list(load_case(file).scenarios) == ["much_more", "twice"]
    assert trial.outcomes(trial.suite()) in asked(panel, monkeypatch, ask="suite")["text"]
    refused = asked(panel, monkeypatch, ask="save", name="twice")
    assert "has a scenario twice already" in refused["text"] and not refused["doubtful"]


def test_a_question_that_nobody_knows_is_left_alone(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    panel = LivePanel(trial_of(file))
    answers: list[Any] = []
    monkeypatch.setattr(panel, "send", answers.append)
    for question in ({}, {"ask": "everything"}, {"ask": ["script"]}):
        panel._receive(panel, question, [])
    assert answers == []


def test_a_case_that_cannot_be_in_a_panel_says_so(shown: list[dict[str, Any]]) -> None:
    study = notebook.appraise(load_case("virtuele_assistent_kcc").with_({"case.sampling": "latin_hypercube"}))
    assert notebook.what_if(study).script is None
    (bundle,) = shown
    assert "kan niet in een paneel" in bundle["text/plain"]


def test_without_anywidget_the_extra_is_named(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    study, known = notebook.appraise(load_case(file)), importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name, *rest: None if name == "anywidget" else known(name, *rest)
    )
    with pytest.raises(InputError) as refused:
        notebook.what_if(study)
    assert "notebook.what_if: anywidget is not installed" in str(refused.value)
    assert "pip install 'mll_finance[notebooks]'" in str(refused.value)


def test_the_first_notebook_shows_it(root: Path) -> None:
    cells = nbformat.read(root / "notebooks" / "00_start_here.ipynb", as_version=4).cells
    (cell,) = (cell for cell in cells if "what_if" in cell.source)
    (output,) = cell.outputs
    assert set(output.data) == {"text/html", "text/plain"} and len(output.data["text/html"]) < SMALL
