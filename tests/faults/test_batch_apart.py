"""What somebody changed in the folder of a batch beside its reports is named by ``mll review``."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pandas as pd
import pytest
from local_case import CASE as LOCAL
from local_case import TABLE
from one_process import make_reports_here

from mll_finance.cli.main import main
from mll_finance.review.batch_apart import batch_differences

CASE, REPORTS = "two_years", "reports/two_years"


@pytest.fixture(scope="module")
def batch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("apart") / "batch"
    asked = ("batch", CASE, "--municipalities", "Eindhoven,Helmond", "--scenarios", "central")
    with pytest.MonkeyPatch.context() as patch:
        make_reports_here(patch)
        assert main([*asked, "--formats", "none", "--workers", "1", "--out", str(folder)]) == 0
    return folder


def swapped(copy: Path) -> None:
    places = copy / REPORTS
    (places / "GM0772").rename(copy / "aside")
    (places / "GM0794").rename(places / "GM0772")
    (copy / "aside").rename(places / "GM0794")


def renamed(copy: Path) -> None:
    (copy / REPORTS / "GM0772").rename(copy / REPORTS / "GM0773")


def taken(copy: Path) -> None:
    shutil.rmtree(copy / REPORTS / "GM0794")


def added(copy: Path) -> None:
    shutil.copytree(copy / REPORTS / "GM0772", copy / REPORTS / "GM9999")


def csv_changed(copy: Path) -> None:
    table = copy / "results.csv"
    table.write_text(table.read_text(encoding="utf-8").replace("1000.0", "7000.0", 1), encoding="utf-8")


def parquet_changed(copy: Path) -> None:
    frame = pd.read_parquet(copy / "results.parquet")
    frame.loc[0, "mean"] = 12.5
    frame.to_parquet(copy / "results.parquet", index=False)


def index_taken(copy: Path) -> None:
    (copy / "index.html").unlink()


def index_changed(copy: Path) -> None:
    index = copy / "index.html"
    index.write_text(index.read_text(encoding="utf-8").replace(">Helmond<", ">Helmont<", 1), encoding="utf-8")


def index_link_changed(copy: Path) -> None:
    index = copy / "index.html"
    text = index.read_text(encoding="utf-8")
    index.write_text(text.replace("GM0794/central/", "GM0772/central/"), encoding="utf-8")


def plan_damaged(copy: Path) -> None:
    (copy / "batch.json").write_text("{", encoding="utf-8")


NAMED = {
    swapped: {f"{REPORTS}/GM0772/central", f"{REPORTS}/GM0794/central"},
    renamed: {f"{REPORTS}/GM0772/central", f"{REPORTS}/GM0773/central"},
    taken: {f"{REPORTS}/GM0794/central"},
    added: {f"{REPORTS}/GM9999/central"},
    csv_changed: {"results.csv"},
    parquet_changed: {"results.parquet"},
    index_taken: {"index.html"},
    index_changed: {"index.html"},
    index_link_changed: {"index.html"},
    plan_damaged: {"batch.json"},
}


def test_an_entry_that_a_killed_command_cut_off_is_passed_over(batch: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(batch, copy)
    with (copy / "journal.jsonl").open("a", encoding="utf-8") as journal:
        journal.write('{"folder": "two_ye\n')
    assert batch_differences(copy) == []


def test_a_batch_as_it_was_made_has_nothing_apart(batch: Path) -> None:
    assert batch_differences(batch) == []


@pytest.mark.parametrize("change", NAMED, ids=lambda change: change.__name__)
def test_what_was_changed_beside_the_reports_is_named(batch: Path, tmp_path: Path, change: object) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(batch, copy)
    assert callable(change)
    change(copy)
    assert {difference.file for difference in batch_differences(copy)} == NAMED[change]


def test_the_command_names_it_and_says_no(
    batch: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(batch, copy)
    csv_changed(copy)
    assert main(["review", str(copy), "--language", "en"]) == 1
    told = capsys.readouterr()
    assert "results.csv: this table is not what the reports say" in told.out + told.err


def test_a_number_of_the_index_that_was_changed_is_named_with_what_the_reports_give(
    batch: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(batch, copy)
    index = copy / "index.html"
    text = index.read_text(encoding="utf-8")
    assert text.count("(2 van 2)") or "Rapporten: 2" in text
    index.write_text(text.replace("Rapporten: 2", "Rapporten: 3"), encoding="utf-8")
    assert main(["review", str(copy), "--language", "nl"]) == 1
    told = capsys.readouterr()
    assert "index.html: hier staat 'Rapporten: 3'; de rapporten geven 'Rapporten: 2'" in told.out + told.err


def test_an_index_of_another_edition_is_not_called_edited(batch: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(batch, copy)
    plan = json.loads((copy / "batch.json").read_text(encoding="utf-8"))
    (copy / "batch.json").write_text(json.dumps({**plan, "code": "0" * 64}), encoding="utf-8")
    assert batch_differences(copy) == []
    index_changed(copy)
    (difference,) = batch_differences(copy)
    assert difference.key == "review_batch_index_version"


@pytest.mark.usefixtures("one_process")
def test_an_index_in_another_language_and_with_a_failure_is_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "local.yaml").write_text(LOCAL, encoding="utf-8")
    (tmp_path / "own.csv").write_text(TABLE, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    asked = ("batch", "local.yaml", "--municipalities", "Eindhoven,Tilburg", "--scenarios", "all")
    assert main([*asked, "--language", "en", "--formats", "none", "--workers", "1", "--out", "out"]) == 1
    (tmp_path / "local.yaml").unlink()
    assert batch_differences(tmp_path / "out") == []
    shutil.rmtree(tmp_path / "out" / "reports" / "local" / "GM0772")
    (tmp_path / "out" / "journal.jsonl").write_text("", encoding="utf-8")
    assert [difference.key for difference in batch_differences(tmp_path / "out")] == [
        "review_batch_table",
        "review_batch_table",
        "review_batch_index_case",
    ]
