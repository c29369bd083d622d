"""What the reports of a batch share: little a report, whole again byte by byte, and told where it is missing."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from slips import Commands

from mll_finance.batch.manifest import MANIFEST

EXAMPLE = "vroegsignalering_eindhoven"
PLACES = {"GM0772": "Eindhoven", "GM0794": "Helmond"}


def _report(batch: Path, code: str) -> Path:
    return batch / "reports" / EXAMPLE / code / "central"


@pytest.fixture(scope="module")
def batches(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example for two municipalities, with what is shared kept once, and with each report whole."""
    from mll_finance.cli.main import main

    folder = tmp_path_factory.mktemp("batches")
    for name, more in (("shared", ()), ("whole", ("--whole",))):
        asked = ("batch", EXAMPLE, "--municipalities", ",".join(PLACES.values()), "--workers", "2")
        assert main([*asked, "--out", str(folder / name), *more]) == 0
    return folder


def _contents(folder: Path) -> dict[str, bytes]:
    """Every file of a run; its manifest without when it was made."""
    contents = {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }
    manifest = json.loads(contents[MANIFEST])
    del manifest["made"]
    contents[MANIFEST] = json.dumps(manifest, ensure_ascii=False, indent=1).encode()
    return contents


@pytest.mark.parametrize("code", PLACES)
def test_a_report_is_small(batches: Path, code: str) -> None:
    files = [path for path in _report(batches / "shared", code).rglob("*") if path.is_file()]
    assert sum(path.stat().st_size for path in files) <= 500_000


@pytest.mark.parametrize("code", PLACES)
def test_an_exported_report_is_the_one_that_stands_alone(
    batches: Path, tmp_path: Path, commands: Commands, code: str
) -> None:
    shared = _report(batches / "shared", code)
    assert commands.given("review", str(shared), "--export", "--to", str(tmp_path / "alone"))[0] == 0
    assert _contents(tmp_path / "alone") == _contents(_report(batches / "whole", code))


def test_a_batch_is_reviewed_and_an_edit_is_found(batches: Path, tmp_path: Path, commands: Commands) -> None:
    shutil.copytree(batches / "shared", tmp_path / "copy")
    assert commands.given("review", str(tmp_path / "copy"))[0] == 0
    report = _report(tmp_path / "copy", "GM0794") / "report.html"
    report.write_text(report.read_text(encoding="utf-8").replace("Helmond", "Helmont", 1), encoding="utf-8")
    code, text = commands.given("review", str(report.parent), "--language", "en")
    assert code == 1
    assert "report.html" in text


def test_a_lone_folder_is_told_what_is_missing(batches: Path, tmp_path: Path, commands: Commands) -> None:
    lone = tmp_path / "lone"
    shutil.copytree(_report(batches / "shared", "GM0794"), lone)
    for command in ("check", "review"):
        code, text = commands.given(command, str(lone))
        assert code == 2
        assert all(f"{kind}-" in text for kind in ("style", "page", "try", "dossier", "case"))
        assert "--export" in text


def test_what_somebody_changed_beside_the_reports_is_made_anew(batches: Path, tmp_path: Path) -> None:
    from mll_finance.batch.earlier_run import earlier_run

    shutil.copytree(batches / "shared", tmp_path / "copy")
    style = next((tmp_path / "copy" / "assets").glob("style-*.css"))
    style.write_text("body { color: red }", encoding="utf-8")
    run = earlier_run(_report(tmp_path / "copy", "GM0772"))
    assert run is not None
    assert run.shared is not None
    assert run.shared.lacking(run.folder) == [style.name]


def test_a_public_batch_is_refused_in_words(commands: Commands, tmp_path: Path) -> None:
    code, text = commands.given("batch", EXAMPLE, "--public", "--out", str(tmp_path / "out"))
    assert code == 2
    assert "mll run" in text
    assert not (tmp_path / "out").exists()
