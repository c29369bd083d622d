"""Many reports in one folder: what is made and compared, and that a stop, a failure or a second batch loses nothing."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from concurrent.futures import Future
from pathlib import Path

import pandas as pd
import pytest
from local_case import CASE
from pebble import ProcessExpired
from slips import Commands

from mll_finance.batch.series.executor import Limits
from mll_finance.batch.series.executors import local
from mll_finance.batch.series.folder import JOURNAL
from mll_finance.batch.series.plan import Job
from mll_finance.cli.main import main
from mll_finance.whole_files import is_only_holder


def test_a_plan_is_listed_and_nothing_is_made(folder: Path, commands: Commands) -> None:
    code, text = commands.given(
        "batch", "local.yaml", "--municipalities", "Eindhoven,Helmond", "--scenarios", "all", "--dry-run"
    )
    assert code == 0
    listed = [line.split()[0] for line in text.splitlines() if line.startswith("local/")]
    assert listed == [f"local/{code}/{name}" for code in ("GM0772", "GM0794") for name in ("central", "dear")]
    assert not (folder / "batch").exists()


def test_all_municipalities_and_a_file_of_them(folder: Path, commands: Commands) -> None:
    (folder / "which.csv").write_text(
        "gemeente;inwoners\nEindhoven;1\n# Breda\n\nGM0794;2\n", encoding="utf-8"
    )
    _, text = commands.given("batch", "local.yaml", "--municipalities", "which.csv", "--dry-run")
    assert [line.split()[0] for line in text.splitlines() if line.startswith("local/")] == [
        "local/GM0772/central",
        "local/GM0794/central",
    ]
    _, text = commands.given("batch", "local.yaml", "--municipalities", "all", "--dry-run")
    assert sum(line.startswith("local/GM") for line in text.splitlines()) == 342


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("local.yaml", "--municipalities", "Eindhove,Bredaa"), ("Eindhove", "Bredaa")),
        (("local.yaml", "--scenarios", "dear,cheap,free"), ("cheap", "free")),
        (("local.yaml", "nothing.yaml"), ("nothing.yaml",)),
        (("local.yaml", "--workers", "0", "--seconds", "-1"), ("--workers", "--seconds")),
        (("local.yaml", "--municipalities", "."), ("'.'",)),
        (("local.yaml", "--out", "own.csv"), ("own.csv",)),
        (("local.yaml", "--out", "."), ("iets anders",)),
    ],
)
def test_what_cannot_be_is_said_at_once(
    folder: Path, commands: Commands, arguments: tuple[str, ...], said: tuple[str, ...]
) -> None:
    code, text = commands.given("batch", *arguments)
    assert code == 2
    assert all(word in text for word in said)


@pytest.mark.usefixtures("one_process")
def test_a_report_that_fails_is_named_and_the_others_are_there(folder: Path, commands: Commands) -> None:
    code, text = commands.given(
        "batch",
        "local.yaml",
        "--municipalities",
        "Eindhoven,Tilburg,Helmond",
        "--out",
        "out",
        "--workers",
        "1",
    )
    assert code == 1
    assert "local/GM0855/central" in text
    results = pd.read_csv(folder / "out" / "results.csv", keep_default_na=False)
    assert list(dict.fromkeys(results["municipality"])) == ["Eindhoven", "Helmond"]
    # Undiscounted 2 x 1,000 x 0.1 x 40 = 8,000 in Eindhoven and 2 x 400 x 0.3 x 40 = 9,600 in Helmond.
    costs = results[(results["criterion"] == "pv_costs") & (results["perspective"] == "society")]
    first, second = costs["mean"].astype(float)
    assert second / first == pytest.approx(9600 / 8000)
    index = (folder / "out" / "index.html").read_text(encoding="utf-8")
    assert "Niet gemaakt" in index
    assert ">Tilburg<" in index
    assert pd.read_parquet(folder / "out" / "results.parquet").equals(
        pd.read_parquet(folder / "out" / "results.parquet")[list(results.columns)]
    )


@pytest.mark.usefixtures("one_process")
def test_what_holds_in_every_scenario_of_a_case_is_told_once(folder: Path, commands: Commands) -> None:
    asked = ("--municipalities", "Eindhoven,Helmond", "--scenarios", "all", "--out", "out", "--workers", "1")
    code, _ = commands.given("batch", "local.yaml", *asked)
    assert code == 0
    index = (folder / "out" / "index.html").read_text(encoding="utf-8")
    assert index.count("Jaar van elk eigen cijfer") == 1
    assert not re.search(r"</h2>\s*(<section[^>]*>\s*)?<h2", index)  # no head with nothing below it


def test_only_figures_of_their_own_and_of_one_year_are_compared(folder: Path, commands: Commands) -> None:
    code, _ = commands.given(
        "batch", "local.yaml", "--municipalities", "Eindhoven,Helmond,Breda", "--out", "out", "--workers", "1"
    )
    assert code == 0
    index = (folder / "out" / "index.html").read_text(encoding="utf-8")
    assert "(2 van 3) rekent alleen met eigen, gemeten cijfers" in index
    # Breda counts its clients in another year.
    row = index.partition(">Breda<")[2].partition("<tr")[0]
    assert row.count("niet te vergelijken") == 2
    row = index.partition(">Helmond<")[2].partition("<tr")[0]
    assert "niet te vergelijken" not in row


@pytest.mark.usefixtures("one_process")
def test_a_second_batch_has_to_say_that_it_goes_on(folder: Path, commands: Commands) -> None:
    asked = ("batch", "local.yaml", "--municipalities", "Eindhoven", "--out", "out", "--workers", "1")
    assert commands.given(*asked)[0] == 0
    code, text = commands.given(*asked)
    assert code == 2
    assert "--resume" in text
    report = folder / "out" / "reports" / "local" / "GM0772" / "central" / "report.html"
    before = report.stat().st_mtime_ns
    assert commands.given(*asked, "--resume")[0] == 0
    assert report.stat().st_mtime_ns == before
    code, text = commands.given(*asked, "--resume", "--scenarios", "all")
    assert code == 2
    assert "andere cases, gemeenten of scenario's" in text
    (folder / "local.yaml").write_text(CASE.replace("value: 40", "value: 41"), encoding="utf-8")
    assert commands.given(*asked, "--resume")[0] == 2


def test_two_at_once_in_one_folder_are_refused(folder: Path, commands: Commands) -> None:
    (folder / "out").mkdir()
    with (folder / "out" / ".batch.lock").open("ab") as owner:
        assert is_only_holder(owner)
        code, text = commands.given("batch", "local.yaml", "--out", "out", "--workers", "1")
    assert code == 2
    assert "al een andere opdracht" in text


@pytest.mark.usefixtures("one_process")
def test_killed_before_its_plan_was_whole_a_batch_begins_anew(folder: Path, commands: Commands) -> None:
    (folder / "out").mkdir()
    (folder / "out" / ".batch.json.0123abcd.part").write_text("half", encoding="utf-8")
    asked = ("batch", "local.yaml", "--municipalities", "Eindhoven", "--out", "out", "--workers", "1")
    assert commands.given(*asked, "--resume")[0] == 0
    assert not (folder / "out" / ".batch.json.0123abcd.part").exists()


@pytest.mark.usefixtures("one_process")
def test_a_report_that_somebody_edited_is_left_alone_and_named(folder: Path, commands: Commands) -> None:
    asked = ("batch", "local.yaml", "--municipalities", "Eindhoven,Helmond", "--out", "out", "--workers", "1")
    assert commands.given(*asked)[0] == 0
    report = folder / "out" / "reports" / "local" / "GM0772" / "central" / "report.html"
    report.write_text("mine", encoding="utf-8")
    code, text = commands.given(*asked, "--resume")
    assert code == 1
    assert "local/GM0772/central" in text
    assert report.read_text(encoding="utf-8") == "mine"


def contents(folder: Path) -> dict[str, bytes]:
    """Every file of a batch that has to be the same however it was made: a manifest says when."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name not in ("manifest.json", JOURNAL)
    }


@pytest.mark.usefixtures("one_process")
def test_killed_in_the_middle_and_gone_on_with_it_is_as_undisturbed(folder: Path) -> None:
    asked = [
        "batch",
        "local.yaml",
        "--municipalities",
        "Eindhoven,Helmond,Breda",
        "--scenarios",
        "all",
        "--workers",
        "1",
    ]
    undisturbed = [*asked, "--out", "whole"]
    assert main(undisturbed) == 0
    command = [sys.executable, "-m", "mll_finance", *asked, "--out", "killed"]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[2])}
    with subprocess.Popen(
        command,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env=environment,
        start_new_session=True,
    ) as batch:
        # Two reports are noted, the third is at work or about to be.
        assert batch.stderr is not None
        while (folder / "killed" / JOURNAL).exists() is False or (
            folder / "killed" / JOURNAL
        ).read_bytes().count(b"\n") < 2:
            assert batch.stderr.readline(), "the batch ended before it was stopped"
        batch.send_signal(signal.SIGKILL)
    assert not (folder / "killed" / "index.html").exists()
    # A last line that was cut off is no entry.
    with (folder / "killed" / JOURNAL).open("a", encoding="utf-8") as journal:
        journal.write('{"folder": "local/GM07')
    assert main([*asked, "--out", "killed", "--resume"]) == 0
    assert contents(folder / "killed") == contents(folder / "whole")
    entries = [json.loads(line) for line in _lines(folder / "killed" / JOURNAL)]
    assert len({entry["folder"] for entry in entries}) == 6


def _lines(path: Path) -> list[str]:
    return [line for line in path.read_text(encoding="utf-8").splitlines() if line.endswith("}")]


JOB = Job("local.yaml", "local", "", "GM0772", "Eindhoven", "")


def ended(error: BaseException) -> Future[object]:
    """A report whose process ended with an error."""
    future: Future[object] = Future()
    future.set_exception(error)
    return future


def test_a_process_that_died_is_tried_anew_and_one_that_hangs_has_failed() -> None:
    limits = Limits(1, seconds=7.0)
    assert local._outcome(JOB, ended(ProcessExpired("gone")), limits) is None
    too_long = local._outcome(JOB, ended(TimeoutError()), limits)
    assert too_long is not None
    assert "--seconds 7" in str(too_long.failure)
    odd = local._outcome(JOB, ended(KeyError("odd")), limits)
    assert odd is not None
    assert "KeyError: 'odd'" in odd.failure
