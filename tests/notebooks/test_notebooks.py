"""The notebooks are thin, their parameters are checked before and inside them, and a run holds what it says."""

from __future__ import annotations

import ast
import hashlib
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import papermill
import pytest
from papermill.exceptions import PapermillExecutionError
from reviewing import reviewed

from mll_finance import load_case
from mll_finance import notebook as notebook_module
from mll_finance.batch.example_changes import example_words
from mll_finance.batch.run import notebook_names
from mll_finance.batch.written_notebooks import notebook_sources, written
from mll_finance.cli.main import main
from mll_finance.errors import InputError
from mll_finance.notebook import check_parameters
from mll_finance.report.page import ORDER

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("[0-9]*.ipynb"))
NO_PART_OF_A_RUN = {"00_quick_scan", "08_tracking"}
CASE_NOTEBOOKS = [path for path in NOTEBOOKS if path.stem not in NO_PART_OF_A_RUN]
PATIENCE = 3600
"""Seconds that a kernel may take to start on a busy machine."""
OF_A_CASE = pytest.mark.parametrize("path", CASE_NOTEBOOKS, ids=lambda path: path.stem)
EVERY_NOTEBOOK = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
LINES = 5
PATHS = re.compile(r"(?:lines|quantities|preconditions|case|partnership)(?:\.\w+){2,}")
"""Paths of a case in the text of a notebook."""
EXAMPLE_VALUES = {"status": "met"}


def code_cells(path: Path) -> list[nbformat.NotebookNode]:
    return [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]


def test_the_notebooks_are_there():
    assert {path.stem for path in NOTEBOOKS} >= {"00_start_here", "07_report"}


# --- Thin ---------------------------------------------------------------------------------------------------------


@EVERY_NOTEBOOK
def test_a_cell_is_a_few_lines_that_decide_nothing(path):
    for cell in code_cells(path):
        is_parameters = "parameters" in cell.metadata.get("tags", ())
        assert is_parameters or len(cell.source.splitlines()) <= LINES, cell.source
        tree = ast.parse(cell.source)
        for node in ast.walk(tree):
            forbidden = (
                ast.FunctionDef,
                ast.ClassDef,
                ast.Lambda,
                ast.For,
                ast.While,
                ast.If,
                ast.BinOp,
                ast.Compare,
            )
            assert not isinstance(node, forbidden), f"a {type(node).__name__}: {cell.source}"
            if isinstance(node, ast.Import):
                assert [name.name.split(".")[0] for name in node.names] == ["mll_finance"]
            if isinstance(node, ast.ImportFrom):
                assert (node.module or "").split(".")[0] == "mll_finance"


@EVERY_NOTEBOOK
def test_a_notebook_explains_itself(path):
    made = nbformat.read(path, as_version=4)
    nbformat.validate(made)
    assert made.cells[0].cell_type == "markdown" and made.cells[0].source.startswith("# ")
    assert made.metadata.kernelspec.name == "python3"
    assert len({cell.id for cell in made.cells}) == len(made.cells)


@EVERY_NOTEBOOK
def test_what_is_stored_was_run_from_top_to_bottom(path):
    # Without stored outputs `pytest --nbval` compares nothing: a cell that was not run is not compared.
    cells = code_cells(path)
    assert [cell.execution_count for cell in cells] == list(range(1, len(cells) + 1))
    assert any(cell.outputs for cell in cells)
    assert not [
        output for cell in cells for output in cell.outputs if output.output_type in ("error", "stream")
    ]


# --- One source -----------------------------------------------------------------------------------------------------


@EVERY_NOTEBOOK
def test_what_is_stored_is_what_the_source_says(path):
    source = notebook_sources()[path.stem]
    names = {"case": ("case",), "scan": ("answers",), "tracking": ("case", "actuals")}[source.opens]
    case = load_case(source.example) if "case" in names else None
    fresh = written(path.stem, dict.fromkeys(names, source.example), language="nl", case=case)
    stored = nbformat.read(path, as_version=4)
    assert [(cell.id, cell.cell_type, cell.source) for cell in stored.cells] == [
        (cell.id, cell.cell_type, cell.source) for cell in fresh.cells
    ], "run make notebooks"


ONLY_ON_A_PAGE = {"case_map"}
"""The map leads from a box to its source, formula and slider, which stand on a page."""


def test_each_section_of_the_usual_report_stands_in_a_notebook():
    shown = {name for source in notebook_sources().values() for name in source.sections}
    assert set(ORDER) - ONLY_ON_A_PAGE <= shown
    assert not ONLY_ON_A_PAGE & shown


def test_the_account_repeats_only_the_criteria():
    sources = notebook_sources()
    others = {name for stem, source in sources.items() if stem != "07_report" for name in source.sections} - {
        "method_steps"
    }
    assert not set(sources["07_report"].sections) & others


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("name", ["vroegsignalering_eindhoven", "two_years", "samenwerking_naar_werk"])
def test_examples_exist_in_the_case_that_is_opened(name, language):
    case = load_case(name)
    for stem in notebook_names():
        made = written(stem, {"case": name}, language=language, case=case)
        nbformat.validate(made)
        text = "\n".join(cell.source for cell in made.cells)
        assert "$" not in text, stem
        for path in {quoted for quoted in PATHS.findall(text) if not quoted.startswith("case.")}:
            assert case.with_({path: EXAMPLE_VALUES.get(path.rpartition(".")[2], 3.0)}, accept=True)
        if not case.scenarios:
            assert 'scenario = "' not in text


def test_a_number_of_an_example_is_accepted_as_it_is_written():
    for name in ("vroegsignalering_eindhoven", "samenwerking_naar_werk"):
        words = example_words(load_case(name))
        changes = ast.literal_eval(words["number_change"])
        study = notebook_module.start({"case": name, "changes": changes})
        assert [override.path for override in study.case.overrides] == [words["number_path"]]


def test_prose_is_english_in_english():
    text = {
        language: {
            cell.source
            for stem, source in notebook_sources().items()
            for cell in written(stem, {}, language=language).cells
            if cell.cell_type == "markdown"
        }
        for language in ("nl", "en")
    }
    assert len(text["nl"]) == len(text["en"]) > 40 and not text["nl"] & text["en"]
    dutch = re.compile(r"\b(het|een|niet|wordt|deze|aanname|hoeveel)\b")
    assert not [prose for prose in text["en"] if dutch.search(prose)]


# --- Parameters ---------------------------------------------------------------------------------------------------


def test_the_quick_scan_is_no_part_of_a_run():
    assert {path.stem for path in NOTEBOOKS} - set(notebook_names()) == NO_PART_OF_A_RUN


def test_the_quick_scan_checks_its_parameters_itself():
    cell = {"In": ["", "# Parameters\nanswer = 'x'"]}
    with pytest.raises(InputError, match="did you mean 'answers'"):
        notebook_module.start_scan({"answers": "vroegsignalering_scan", **cell})
    with pytest.raises(InputError, match="a str"):
        notebook_module.start_scan({"answers": 3, "In": []})
    assert notebook_module.start_scan({"answers": "vroegsignalering_scan", "In": []}).outcome == "not_yet"
    english = notebook_module.start_scan({"answers": "vroegsignalering_scan", "language": "en"})
    assert english.answers.language == "en"


def test_the_quick_scan_takes_municipality_draws_and_seed():
    given = {"answers": "vroegsignalering_scan", "In": []}
    usual = notebook_module.start_scan(given)
    other = notebook_module.start_scan({**given, "municipality": "Breda", "draws": 1024, "seed": 5})
    assert usual.study.case.settings.municipality != "Breda" == other.study.case.settings.municipality
    assert (other.study.draws.plan.total, other.study.draws.plan.seed) == (1024, 5)
    assert usual.study.draws.plan.total > 1024
    assert other.society.likely == usual.society.likely and other.society.low != usual.society.low
    same = notebook_module.start_scan({**given, "municipality": "", "draws": None, "seed": None})
    assert same.society == usual.society
    for wrong, named in (
        ({"municipality": "Nergenshuizen"}, "Nergenshuizen"),
        ({"draws": -1}, "case.draws"),
        ({"draws": "many"}, "draws"),
        ({"seed": True}, "seed"),
    ):
        with pytest.raises(InputError, match=named):
            notebook_module.start_scan({**given, **wrong})


def test_the_notebook_of_tracking_asks_for_a_file_and_refuses_other_parameters(capsys):
    tracked = notebook_module.start_tracking({"case": "vroegsignalering_eindhoven", "actuals": "", "In": []})
    assert tracked is None
    notebook_module.show_tracking(tracked, "lines")
    with pytest.raises(InputError, match="did you mean 'actuals'"):
        notebook_module.start_tracking({"case": "two_years", "In": ["# Parameters\nactual = 1"], "actual": 1})
    named = {"case": "vroegsignalering_eindhoven", "actuals": "vroegsignalering_eindhoven", "draws": 64}
    assert len(notebook_module.start_tracking({**named, "In": []}).lines) == 10


@EVERY_NOTEBOOK
def test_papermill_shows_types_and_meaning_of_each_parameter(path):
    inferred = papermill.inspect_notebook(str(path))
    types = {
        "00_quick_scan": notebook_module.SCAN_PARAMETERS,
        "08_tracking": notebook_module.TRACKING_PARAMETERS,
    }.get(path.stem, notebook_module.PARAMETERS)
    assert {name: found["inferred_type_name"] for name, found in inferred.items()} == {
        name: expected.__name__ for name, expected in types.items()
    }
    assert all(len(found["help"]) > 10 for found in inferred.values())
    assert {"language", "municipality", "draws", "seed"} <= inferred.keys()


@pytest.mark.parametrize(
    ("given", "name", "remedy"),
    [
        ({"scenaro": "x"}, "scenaro", "did you mean 'scenario'?"),
        ({"case": 3}, "case", "a str"),
        ({"scenario": None}, "scenario", "a str"),
        ({"scenario": True}, "scenario", "a str"),
        ({"changes": ["lines.a.b=3"]}, "changes", "a dict"),
        ({"draws": "many"}, "draws", "a int"),
        ({"seed": True}, "seed", "a int"),
        ({"language": "fr"}, "language", "nl, en"),
    ],
)
def test_wrong_parameters_are_refused_before_a_notebook_runs(given, name, remedy):
    with pytest.raises(InputError) as refused:
        check_parameters(given)
    (problem,) = refused.value.problems
    assert problem.path == name and remedy in str(problem)


def test_parameters_say_what_the_options_of_a_command_say():
    study = notebook_module.start(
        {
            "case": "vroegsignalering_eindhoven",
            "municipality": "Breda",
            "draws": 256,
            "seed": 7,
            "language": "en",
        }
    )
    settings = study.case.settings
    assert (settings.municipality, settings.draws, settings.seed, settings.language) == (
        "Breda",
        256,
        7,
        "en",
    )
    assert study.draws.plan.total == 256
    untouched = notebook_module.start({"case": "vroegsignalering_eindhoven", "draws": None, "seed": None})
    assert not untouched.case.overrides


def test_paths_that_papermill_injects_are_no_parameters():
    cell = "# Parameters\ncase = 'two_years'\nPAPERMILL_INPUT_PATH = 'in.ipynb'\nPAPERMILL_OUTPUT_PATH = 'out.ipynb'"
    assert notebook_module.start({"case": "two_years", "In": ["", cell]}).case.settings.id == "two_years"


def test_the_library_of_notebooks_comes_without_grammars_of_addresses(root):
    # They take nine tenths of the time to import it. Whoever asks for them afterwards does get them.
    program = (
        "import sys\n"
        "from mll_finance.batch.notebook_library import notebook_library\n"
        "print(notebook_library().__name__, 'rfc3987_syntax' in sys.modules, 'jsonschema' in sys.modules)\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", program], cwd=root, capture_output=True, text=True, check=True
    )
    assert run.stdout.split() == ["nbformat", "False", "True"]


def test_all_wrong_parameters_at_once():
    with pytest.raises(InputError) as refused:
        check_parameters({"cas": "two_years", "scenario": 1, "changes": 2})
    assert [problem.path for problem in refused.value.problems] == ["cas", "changes", "scenario"]


def parametrised(names: dict[str, object]) -> dict[str, object]:
    """The names of a notebook after papermill injected a cell, as ``globals()`` gives them."""
    cell = "# Parameters\n" + "\n".join(f"{name} = {value!r}" for name, value in names.items())
    return {"case": "two_years", "scenario": "", "changes": {}, "In": ["", cell], **names}


def test_the_notebook_checks_its_parameters_itself():
    study = notebook_module.start(parametrised({"changes": {"case.discounting": {"rate": 0.0}}}))
    assert study.value("society", "project", "npv")["central"] == pytest.approx(200)
    for names, found in (
        ({"scenaro": "x"}, "did you mean 'scenario'?"),
        ({"scenario": 3}, "a str"),
        ({"changes": {"lines.investmnt.amounts": 3}}, "did you mean 'investment'?"),
        ({"case": "two_yeers"}, "did you mean 'two_years'?"),
        ({"scenario": "dear"}, "no scenario 'dear'"),
    ):
        with pytest.raises(InputError) as refused:
            notebook_module.start(parametrised(names))
        assert found in str(refused.value)


@pytest.mark.parametrize("given", [{"scenaro": "x"}, {"scenario": 3}], ids=["unknown", "wrongly typed"])
def test_papermill_alone_does_not_let_them_pass(tmp_path, given):
    # Papermill itself only warns of a name that the notebook does not have; the notebook's second cell stops.
    target = tmp_path / "made.ipynb"
    with pytest.raises(PapermillExecutionError) as failed:
        papermill.execute_notebook(
            CASE_NOTEBOOKS[0],
            target,
            parameters={"case": "two_years", **given},
            progress_bar=False,
            log_output=False,
            start_timeout=PATIENCE,
        )
    assert failed.value.ename == "InputError" and next(iter(given)) in failed.value.evalue
    # The cell shows what is wrong in the language of the case, and no traceback.
    cells = nbformat.read(target, as_version=4).cells
    (shown,) = [
        output for cell in cells for output in cell.get("outputs", ()) if output.output_type == "error"
    ]
    text = "\n".join(shown.traceback)
    assert "Traceback" not in text and "mll_finance/" not in text and next(iter(given)) in text
    assert "probleem" in text


# --- A run --------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Path:
    """The folder of a whole run of the smallest case, with a change."""
    out = tmp_path_factory.mktemp("runs") / "whole"
    options = ["--notebooks", "all", "--set", "case.discounting={rate: 0.04}", "--language", "en"]
    assert main(["run", "two_years", "--out", str(out), *options]) == 0
    return out


def test_a_run_holds_everything(made):
    names = {path.relative_to(made).as_posix() for path in made.rglob("*") if path.is_file()}
    notebooks = {f"notebooks/{path.name}" for path in CASE_NOTEBOOKS}
    tables = {f"tables/{name}.csv" for name in ("budget", "columns", "cover", "formation", "parties")}
    assert names == {
        "report.html",
        "workbook.xlsx",
        "results.json",
        "case.yaml",
        "manifest.json",
        *tables,
        *notebooks,
    }


def test_executed_notebooks_carry_their_outputs(made):
    for path in sorted((made / "notebooks").glob("*.ipynb")):
        cells = code_cells(path)
        assert [cell.execution_count for cell in cells] == list(range(1, len(cells) + 1))
        outputs = [output for cell in cells for output in cell.outputs]
        assert outputs and not [output for output in outputs if output.output_type in ("error", "stream")]


def test_results_are_those_of_appraise(made, capsys):
    options = ["--set", "case.discounting={rate: 0.04}", "--language", "en"]
    assert main(["appraise", "two_years", "--format", "json", "--sensitivity", *options]) == 0
    appraised = json.loads(capsys.readouterr().out)
    # A run shows the standard sensitivities alone.
    appraised["sensitivity"] = {"standard": appraised["sensitivity"]["standard"]}
    assert json.loads((made / "results.json").read_text(encoding="utf-8")) == appraised


def test_the_manifest_names_every_file_with_its_hash(made):
    manifest = json.loads((made / "manifest.json").read_text(encoding="utf-8"))
    files = [path for path in made.rglob("*") if path.is_file() and path != made / "manifest.json"]
    hashes = {
        path.relative_to(made).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files
    }
    assert manifest["files"] == hashes
    results = json.loads((made / "results.json").read_text(encoding="utf-8"))
    assert manifest["fingerprint"] == results["fingerprint"]
    # Notebooks are given the text of --set and read it as the command does; a language is no change of the case.
    assert manifest["parameters"]["changes"] == {"case.discounting": "{rate: 0.04}", "case.language": "en"}
    assert manifest["fingerprint"]["overrides"] == {"case.discounting": {"rate": 0.04}}


def test_a_notebook_shows_the_same_case(made):
    # The notebooks calculate for themselves: an executed notebook and results.json must tell the same NPV.
    results = json.loads((made / "results.json").read_text(encoding="utf-8"))["results"]
    npv = next(
        row["central"] for row in results if (row["perspective"], row["criterion"]) == ("society", "npv")
    )
    text = json.dumps(nbformat.read(made / "notebooks" / "07_report.ipynb", as_version=4), ensure_ascii=False)
    assert npv == pytest.approx(-1000 + 600 / 1.04 + 600 / 1.04**2)
    assert f"{npv:.0f}" in text


def test_a_second_run_gives_the_same_files(made, tmp_path):
    # All but what tells the time: the manifest, and papermill's clock in the notebooks' metadata.
    out = tmp_path / "again"
    options = ["--notebooks", "none", "--set", "case.discounting={rate: 0.04}", "--language", "en"]
    assert main(["run", "two_years", "--out", str(out), *options]) == 0
    for name in ("results.json", "report.html", "case.yaml"):
        assert (out / name).read_bytes() == (made / name).read_bytes(), name


def test_english_is_english_in_every_cell(made):
    for stem in notebook_names():
        cells = nbformat.read(made / "notebooks" / f"{stem}.ipynb", as_version=4).cells
        parameters = next(cell.source for cell in cells if "parameters" in cell.metadata.get("tags", ()))
        assert "a YAML file or the name of an example" in parameters
        assert not re.search(
            r"\b(Dit notebook|de case|aannamen|getallen)\b", json.dumps(cells, ensure_ascii=False)
        )


def test_a_reviewer_elsewhere_gets_the_same_outputs_from_a_kernel(made, tmp_path):
    """The folder has moved; a notebook finds the case beside it, and a kernel shows what the run has stored.

    Of the others test_engine_of_own_notebooks.py shows that a kernel makes the same of them.
    """
    moved = tmp_path / "elsewhere" / "run"
    shutil.copytree(made, moved)
    assert str(made) not in "".join(path.read_text(encoding="utf-8") for path in moved.rglob("*.ipynb"))
    timeouts = [f"--nbval-kernel-startup-timeout={PATIENCE}", f"--nbval-cell-timeout={PATIENCE}"]
    run = reviewed(*timeouts, str(moved / "notebooks" / "07_report.ipynb"), folder=tmp_path)
    assert run.returncode == 0, run.stdout[-3000:]


def test_outputs_are_small(made):
    """One style a notebook, and the account is no second report."""
    for path in (*sorted((made / "notebooks").glob("*.ipynb")), *NOTEBOOKS):
        text = path.read_text(encoding="utf-8")
        assert text.count("<style>") == 1, path.name
        if path.stem == "07_report":
            assert len(text.splitlines()) < 5000
