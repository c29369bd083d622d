"""What each installation can do: the core alone, with the report, with the notebooks.

Each environment holds what pip would have installed for that extra and nothing else. What an extra is needed for ends
with exit code 2 and the command that installs it; nothing is left behind.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from installed import Ended, Installed, asked_for, environment

from mll_finance.extras import EXTRAS

TWO_YEARS = -1000 + 600 / 1.05 + 600 / 1.05**2
"""Net present value of the example two_years, by hand: 1000 now, 600 after one and after two years."""
CORE = "core"
APPRAISES = tuple(("appraise", "two_years", "--format", form) for form in ("table", "json"))
RESULTS = ("run", "two_years", "--notebooks", "none", "--formats", "none", "--out", "results")
TABLED = ("run", "two_years", "--notebooks", "none", "--out", "tabled", "--formats")
SHOWS_NUMBERS = (
    ("check", "vroegsignalering_eindhoven"),
    ("appraise", "samenwerking_naar_werk", "--draws", "16", "--sensitivity"),
    ("new", "copied", "--from", "two_years", "--schema"),
    ("scan", "vroegsignalering_scan"),
)
MISSING = (
    (CORE, ("run", "two_years", "--out", "wanted"), "report"),
    (CORE, ("run", "two_years", "--formats", "xlsx", "--notebooks", "none", "--out", "wanted"), "report"),
    (CORE, ("run", "two_years", "--public", "--out", "wanted"), "report"),
    (CORE, ("run", "two_years", "--formats", "parquet", "--notebooks", "none", "--out", "wanted"), "parquet"),
    (CORE, ("run", "two_years", "--formats", "docx", "--notebooks", "none", "--out", "wanted"), "documents"),
    (CORE, ("run", "two_years", "--formats", "none", "--out", "wanted"), "notebooks"),
    (CORE, ("lab", "--no-browser", "--folder", "wanted"), "notebooks"),
    ("report", ("run", "two_years", "--out", "wanted"), "notebooks"),
    (
        "report",
        ("run", "two_years", "--formats", "pdf", "--notebooks", "none", "--out", "wanted"),
        "documents",
    ),
    ("report", ("batch", "two_years", "--out", "wanted"), "batch"),
    (
        "batch",
        ("batch", "two_years", "--engine", "dask", "--scheduler", "tcp://127.0.0.1:9", "--out", "wanted"),
        "dask",
    ),
    ("batch", ("batch", "two_years", "--out", "file:///wanted"), "dask"),
    ("report", ("lab", "--no-browser", "--folder", "wanted"), "notebooks"),
)
"""Commands by the environment that lacks something for them, and the extra that brings it."""
EXTRAS_OF = {
    CORE: "",
    "report": "report",
    "cbs": "cbs",
    "notebooks": "notebooks",
    "parquet": "parquet",
    "documents": "documents",
    "batch": "batch",
    "dask": "dask",
}


@pytest.fixture(scope="module")
def made(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Installed]:
    """An environment for the core and for each extra."""
    return {
        name: environment(wheel, tmp_path_factory.mktemp(name), only=asked_for(wheel, extra))
        for name, extra in EXTRAS_OF.items()
    }


@pytest.fixture(scope="module")
def ended(made: dict[str, Installed]) -> dict[str, dict[tuple[str, ...], Ended]]:
    """How the commands ended in each environment."""
    lacking = {
        name: [command for at, command, _ in MISSING if at == name] for name in (CORE, "report", "batch")
    }
    return {
        CORE: made[CORE].attempt_each(
            [*APPRAISES, *SHOWS_NUMBERS, RESULTS, (*TABLED, "csv"), *lacking[CORE]]
        ),
        "report": made["report"].attempt_each(lacking["report"]),
        "batch": made["batch"].attempt_each(lacking["batch"]),
    }


def in_order(run: Ended) -> str:
    """The output of a command that ended well and said nothing about warnings."""
    assert run.returncode == 0, run.stdout + run.stderr
    assert "Warning" not in run.stderr, run.stderr
    return run.stdout


def test_every_extra_is_tried() -> None:
    assert set(EXTRAS_OF) - {CORE} == set(EXTRAS)


@pytest.mark.parametrize(
    ("installation", "absent"),
    [(CORE, [*EXTRAS["report"], *EXTRAS["notebooks"]]), ("report", list(EXTRAS["notebooks"]))],
)
def test_an_environment_is_bare(made: dict[str, Installed], installation: str, absent: list[str]) -> None:
    program = (
        "import importlib.util, sys; print([name for name in sys.argv[1:] if importlib.util.find_spec(name)])"
    )
    assert made[installation].run("python", "-c", program, *absent).strip() == "[]"


@pytest.mark.parametrize("command", APPRAISES, ids=lambda command: command[-1])
def test_the_core_appraises(ended: dict[str, dict[tuple[str, ...], Ended]], command: tuple[str, ...]) -> None:
    shown = in_order(ended[CORE][command])
    assert "1,12" in shown or "115.64625" in shown


def test_the_core_gives_the_tables_of_the_front_door(made: dict[str, Installed]) -> None:
    program = (
        "import mll_finance as mll; study = mll.appraise(mll.load_case('two_years'));"
        "npv = mll.frames.results(study).query(\"criterion == 'npv'\").central; print(npv.iloc[0])"
    )
    assert float(made[CORE].run("python", "-c", program)) == pytest.approx(TWO_YEARS, abs=1e-9)


@pytest.mark.parametrize("command", SHOWS_NUMBERS, ids=lambda command: command[0])
def test_the_core_does_what_shows_numbers(
    ended: dict[str, dict[tuple[str, ...], Ended]], command: tuple[str, ...]
) -> None:
    assert in_order(ended[CORE][command])


def test_the_core_makes_a_run_of_results(
    made: dict[str, Installed], ended: dict[str, dict[tuple[str, ...], Ended]]
) -> None:
    in_order(ended[CORE][RESULTS])
    results = json.loads((made[CORE].folder / "results" / "results.json").read_text(encoding="utf-8"))
    assert results["case"] == "two_years"


@pytest.mark.parametrize(("installation", "command", "extra"), MISSING)
def test_what_is_missing_is_named(
    made: dict[str, Installed],
    ended: dict[str, dict[tuple[str, ...], Ended]],
    installation: str,
    command: tuple[str, ...],
    extra: str,
) -> None:
    run = ended[installation][command]
    assert run.returncode == 2, run.stdout + run.stderr
    assert f"pip install 'mll_finance[{extra}]'" in run.stderr
    assert "Traceback" not in run.stderr
    assert not (made[installation].folder / "wanted").exists()


def test_a_notebook_without_the_report_is_told_what_to_install(made: dict[str, Installed]) -> None:
    program = (
        "from mll_finance import notebook\n"
        "try:\n    notebook.start({'case': 'two_years', 'scenario': '', 'changes': {}})\n"
        "except Exception as error:\n    print(type(error).__name__, error)\n"
    )
    shown = made[CORE].run("python", "-c", program)
    assert shown.startswith("InputError")
    assert "pip install 'mll_finance[report]'" in shown


def test_the_report_is_written_with_its_extra(made: dict[str, Installed]) -> None:
    command = ("run", "two_years", "--notebooks", "none", "--out", "run")
    made["report"].run("mll", *command)
    files = {path.name for path in (made["report"].folder / "run").iterdir()}
    assert {"report.html", "workbook.xlsx", "results.json", "manifest.json"} <= files


def test_the_core_writes_tables_as_csv_and_its_extra_as_parquet(
    made: dict[str, Installed], ended: dict[str, dict[tuple[str, ...], Ended]]
) -> None:
    in_order(ended[CORE][*TABLED, "csv"])
    made["parquet"].run("mll", *TABLED, "csv,parquet")
    for installation, suffix in ((CORE, "csv"), ("parquet", "parquet")):
        assert (made[installation].folder / "tabled" / "tables" / f"budget.{suffix}").stat().st_size > 0


def test_documents_are_written_with_their_extra(chromium: str, made: dict[str, Installed]) -> None:
    assert chromium
    made["documents"].run(
        "mll", "run", "two_years", "--notebooks", "none", "--formats", "pdf,docx", "--out", "run"
    )
    files = {path.name for path in (made["documents"].folder / "run").iterdir()}
    assert {"besluit.pdf", "report.pdf", "dossier.pdf", "report.docx"} <= files


def test_a_notebook_runs_with_its_extra(made: dict[str, Installed]) -> None:
    made["notebooks"].run("mll", "run", "two_years", "--notebooks", "00_start_here", "--out", "run")
    assert (made["notebooks"].folder / "run" / "notebooks" / "00_start_here.ipynb").stat().st_size > 0
