"""The notebooks are thin, their parameters are checked before and inside them, and a run holds what it says."""

from __future__ import annotations

import ast
import hashlib
import json
import subprocess
import sys
from pathlib import Path

import nbformat
import papermill
import pytest
from papermill.exceptions import PapermillExecutionError

from mll_finance import notebook as notebook_module
from mll_finance.batch.executed import KERNEL_START_SECONDS
from mll_finance.batch.parameters import check_parameters, declared
from mll_finance.batch.run import WITHOUT_CASE, notebook_names
from mll_finance.cli.main import main
from mll_finance.errors import InputError

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("[0-9]*.ipynb"))
CASE_NOTEBOOKS = [path for path in NOTEBOOKS if path.stem not in WITHOUT_CASE]
OF_A_CASE = pytest.mark.parametrize("path", CASE_NOTEBOOKS, ids=lambda path: path.stem)
EVERY_NOTEBOOK = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
LINES = 5


def code_cells(path: Path) -> list[nbformat.NotebookNode]:
    return [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]


def test_the_notebooks_are_there():
    assert {path.stem for path in NOTEBOOKS} >= {"00_start_here", "07_report"}


# --- Thin ---------------------------------------------------------------------------------------------------------


@EVERY_NOTEBOOK
def test_a_cell_is_a_few_lines_that_decide_nothing(path):
    for cell in code_cells(path):
        assert len(cell.source.splitlines()) <= LINES, cell.source
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


# --- Parameters ---------------------------------------------------------------------------------------------------


def test_the_quick_scan_is_no_part_of_a_run():
    assert {path.stem for path in NOTEBOOKS} - set(notebook_names()) == set(WITHOUT_CASE)
    (path,) = (path for path in NOTEBOOKS if path.stem == "00_quick_scan")
    found = {name: type(value) for name, value in declared(path).items()}
    assert found == dict(notebook_module.SCAN_PARAMETERS)


def test_the_quick_scan_checks_its_parameters_itself():
    cell = {"In": ["", "# Parameters\nanswer = 'x'"]}
    with pytest.raises(InputError, match="did you mean 'answers'"):
        notebook_module.start_scan({"answers": "vroegsignalering_scan", **cell})
    with pytest.raises(InputError, match="a str"):
        notebook_module.start_scan({"answers": 3, "In": []})
    assert notebook_module.start_scan({"answers": "vroegsignalering_scan", "In": []}).outcome == "not_yet"


@OF_A_CASE
def test_parameters_are_declared(path):
    defaults = declared(path)
    assert {name: type(value) for name, value in defaults.items()} == dict(notebook_module.PARAMETERS)
    assert defaults["scenario"] == "" and defaults["changes"] == {}
    check_parameters(path, {"case": "two_years", "scenario": "", "changes": {"case.seed": 3}})


@pytest.mark.parametrize(
    ("given", "name", "remedy"),
    [
        ({"scenaro": "x"}, "scenaro", "did you mean 'scenario'?"),
        ({"case": 3}, "case", "a str"),
        ({"scenario": None}, "scenario", "a str"),
        ({"scenario": True}, "scenario", "a str"),
        ({"changes": ["lines.a.b=3"]}, "changes", "a dict"),
        ({"draws": 100}, "draws", "case, scenario, changes"),
    ],
)
@OF_A_CASE
def test_wrong_parameters_are_refused_before_a_notebook_runs(path, given, name, remedy):
    with pytest.raises(InputError) as refused:
        check_parameters(path, given)
    (problem,) = refused.value.problems
    assert problem.path == name and remedy in str(problem)


def test_the_library_of_notebooks_comes_without_grammars_of_addresses(root):
    # They take nine tenths of the time to import it. Whoever asks for them afterwards does get them.
    program = (
        "import sys\n"
        "from mll_finance.batch.parameters import notebook_library\n"
        "print(notebook_library().__name__, 'rfc3987_syntax' in sys.modules, 'jsonschema' in sys.modules)\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", program], cwd=root, capture_output=True, text=True, check=True
    )
    assert run.stdout.split() == ["nbformat", "False", "True"]


def test_all_wrong_parameters_at_once():
    with pytest.raises(InputError) as refused:
        check_parameters(CASE_NOTEBOOKS[0], {"cas": "two_years", "scenario": 1, "changes": 2})
    assert [problem.path for problem in refused.value.problems] == ["cas", "changes", "scenario"]


def test_parameters_of_a_notebook_without_a_cell_for_them(tmp_path):
    path = tmp_path / "bare.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("case = 1")]), path)
    with pytest.raises(InputError, match="0 cells tagged 'parameters'"):
        declared(path)


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
            start_timeout=KERNEL_START_SECONDS,
        )
    assert failed.value.ename == "InputError" and next(iter(given)) in failed.value.evalue


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
