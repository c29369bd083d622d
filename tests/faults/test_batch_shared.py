"""What the reports of a batch share: little a report, whole again byte by byte, and told where it is missing."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from pathlib import Path

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st
from one_process import make_reports_here
from slips import Commands

from mll_finance.batch.manifest import MANIFEST
from mll_finance.batch.series.job import make_report
from mll_finance.batch.series.plan import Contents, plan
from mll_finance.batch.shared.compact import compacted, spread_out
from mll_finance.batch.shared.kept import SharedParts
from mll_finance.batch.shared.lines import told_back
from mll_finance.resources import resource

EXAMPLE = "vroegsignalering_eindhoven"
PLACES = {"GM0772": "Eindhoven", "GM0794": "Helmond"}
SECOND = "GM0794"


def json_values() -> st.SearchStrategy[object]:
    """Values of JSON, with the keys under which a notebook has its texts."""
    keys = st.sampled_from(["source", "text", "data", "text/html", "a"])
    leaves = (
        st.none()
        | st.booleans()
        | st.integers()
        | st.floats(allow_nan=False, allow_infinity=False)
        | st.text()
    )
    return st.recursive(leaves, lambda held: st.lists(held) | st.dictionaries(keys, held))


def _report(batch: Path, code: str) -> Path:
    return batch / "reports" / EXAMPLE / code / "central"


@pytest.fixture(scope="module")
def batches(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example for two municipalities, with what is shared kept once, and the report of the second whole.

    It has few draws. The second is told by what it has in common with the first; the first stands for itself.
    """
    from mll_finance.cli.main import main

    folder = tmp_path_factory.mktemp("batches")
    text = resource("parameters", f"{EXAMPLE}.yaml").read_text(encoding="utf-8")
    case = folder / f"{EXAMPLE}.yaml"
    case.write_text(text.replace("  base_year:", "  draws: 512\n  base_year:", 1), encoding="utf-8")
    for name, places, more in (
        ("shared", ",".join(PLACES.values()), ()),
        ("whole", PLACES[SECOND], ("--whole",)),
    ):
        asked = ("batch", str(case), "--municipalities", places, "--notebooks", "all")
        with pytest.MonkeyPatch.context() as patch:
            make_reports_here(patch)
            assert main([*asked, "--workers", "1", "--out", str(folder / name), *more]) == 0
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
    report = _report(batches / "shared", code)
    size_by_file = {path: path.stat().st_size for path in report.rglob("*") if path.is_file()}
    assert sum(size_by_file.values()) <= 1_500_000
    assert sum(size for path, size in size_by_file.items() if path.suffix != ".ipynb") <= 500_000


def test_a_compact_notebook_is_the_same_notebook(batches: Path) -> None:
    names = [path.name for path in (_report(batches / "whole", "GM0794") / "notebooks").iterdir()]
    assert len(names) == 8
    for name in names:
        shared, whole = (
            nbformat.read(_report(batches / kind, "GM0794") / "notebooks" / name, as_version=4)
            for kind in ("shared", "whole")
        )
        nbformat.validate(shared)
        assert shared == whole


def test_an_exported_report_is_the_one_that_stands_alone(
    batches: Path, tmp_path: Path, commands: Commands
) -> None:
    shared = _report(batches / "shared", SECOND)
    assert commands.given("review", str(shared), "--export", "--to", str(tmp_path / "alone"))[0] == 0
    assert _contents(tmp_path / "alone") == _contents(_report(batches / "whole", SECOND))


@pytest.mark.usefixtures("one_process")
def test_the_first_and_the_second_report_are_exported_as_they_stand_alone(
    folder: Path, commands: Commands
) -> None:
    asked = ("batch", "local.yaml", "--municipalities", "Eindhoven,Helmond", "--workers", "1")
    for out, more in (("shared", ()), ("whole", ("--whole",))):
        assert commands.given(*asked, *more, "--out", out)[0] == 0
    for code in PLACES:
        report = Path("reports", "local", code, "central")
        assert commands.given("review", str("shared" / report), "--export", "--to", f"alone/{code}")[0] == 0
        assert _contents(folder / "alone" / code) == _contents(folder / "whole" / report)


@pytest.mark.usefixtures("one_process")
def test_a_batch_is_reviewed_and_an_edit_is_found(folder: Path, commands: Commands) -> None:
    asked = ("batch", "local.yaml", "--municipalities", "Eindhoven,Helmond", "--workers", "1")
    assert commands.given(*asked, "--notebooks", "00_start_here", "--out", "out")[0] == 0
    assert commands.given("review", "out")[0] == 0
    report = folder / "out" / "reports" / "local" / SECOND / "central" / "report.html"
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


@pytest.mark.parametrize("damage", ["first", "last", "cut off", "other", "none"])
def test_a_manifest_of_which_the_packed_part_is_damaged_is_named(
    batches: Path, tmp_path: Path, commands: Commands, damage: str
) -> None:
    shutil.copytree(batches / "shared", tmp_path / "copy")
    report = _report(tmp_path / "copy", "GM0794")
    manifest = json.loads((report / MANIFEST).read_text(encoding="utf-8"))
    text = manifest["shared"]["packed"]
    middle = len(text) // 2
    manifest["shared"]["packed"] = {
        "first": "?" + text[1:],
        "last": text[:-5] + "00000",
        "cut off": text[:middle],
        "other": text[:middle] + ("0" if text[middle] != "0" else "1") + text[middle + 1 :],
        "none": None,
    }[damage]
    (report / MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")
    for command in ("check", "review"):
        code, said = commands.given(command, str(report))
        assert code == 2
        assert MANIFEST in said


def test_what_somebody_changed_beside_the_reports_is_made_anew(batches: Path, tmp_path: Path) -> None:
    from mll_finance.batch.earlier_run import earlier_run

    shutil.copytree(batches / "shared", tmp_path / "copy")
    style = next((tmp_path / "copy" / "assets").glob("style-*.css"))
    style.write_text("body { color: red }", encoding="utf-8")
    run = earlier_run(_report(tmp_path / "copy", "GM0772"))
    assert run is not None
    assert run.shared is not None
    assert run.shared.lacking(run.folder) == [style.name]


def _everything(batch: Path) -> dict[str, bytes]:
    """Every file of the reports of a batch, and what they share."""
    return {
        f"{report.parent}/{name}": content
        for report in sorted((batch / "reports").rglob(MANIFEST))
        for name, content in _contents(report.parent).items()
    } | {path.name: path.read_bytes() for path in (batch / "assets").iterdir()}


@pytest.mark.usefixtures("one_process")
@pytest.mark.parametrize("places", ["Breda,Helmond", "Tilburg,Breda,Helmond"])
def test_a_report_follows_from_the_plan_and_not_from_which_came_first(
    folder: Path, commands: Commands, places: str
) -> None:
    """Nor from one that is lost and made anew, nor from a first that cannot be made, as Tilburg cannot."""
    asked = ("batch", "local.yaml", "--municipalities", places, "--workers", "1", "--out", "out")
    code = 1 if "Tilburg" in places else 0
    assert commands.given(*asked)[0] == code
    in_order = _everything(folder / "out")
    assert sum(name.startswith("dossier-") for name in in_order) == 1
    shutil.rmtree(folder / "out" / "reports")
    shutil.rmtree(folder / "out" / "assets")
    for job in reversed(plan(["local.yaml"], places, None).jobs):
        make_report(job.as_json(), str(folder / "out" / "reports"), Contents((), ("html",)))
    assert _everything(folder / "out") == in_order
    lost = next(path for path in (folder / "out" / "assets").iterdir() if path.name.startswith("style-"))
    lost.write_text("body { color: red }", encoding="utf-8")
    shutil.rmtree(folder / "out" / "reports" / "local" / "GM0758")
    assert commands.given(*asked, "--resume")[0] == code
    assert _everything(folder / "out") == in_order


def test_a_report_of_a_stranger_writes_nothing_elsewhere(
    batches: Path, tmp_path: Path, commands: Commands
) -> None:
    shutil.copytree(batches / "shared", tmp_path / "copy")
    report = _report(tmp_path / "copy", "GM0794")
    (report / "notebooks").rename(tmp_path / "mine")
    (report / "notebooks").symlink_to(tmp_path / "mine")
    before = {path.name: path.read_bytes() for path in (tmp_path / "mine").iterdir()}
    commands.given("review", str(report), "--export", "--to", str(tmp_path / "alone"))
    assert {path.name: path.read_bytes() for path in (tmp_path / "mine").iterdir()} == before


def test_a_report_is_not_exported_into_itself(tmp_path: Path, commands: Commands) -> None:
    assert (
        commands.given("run", "two_years", "--formats", "html", "--out", str(tmp_path / "a" / "run"))[0] == 0
    )
    report = tmp_path / "a" / "run"
    before = sorted(tmp_path.rglob("*"))
    for goal in (report, report / "below", report / "far" / "below", tmp_path / "a", tmp_path):
        code, text = commands.given("review", str(report), "--export", "--to", str(goal))
        assert code == 2 and "--to" in text and "--out" not in text
    (tmp_path / "link").symlink_to(report)
    assert commands.given("review", str(report), "--export", "--to", str(tmp_path / "link" / "new"))[0] == 2
    (tmp_path / "link").unlink()
    assert sorted(tmp_path.rglob("*")) == before
    if hasattr(os, "mkfifo"):
        os.mkfifo(report / "pipe")
        assert commands.given("review", str(report), "--export", "--to", str(tmp_path / "new"))[0] == 0
        assert {path.name for path in before if path.parent == report} == {
            path.name for path in (tmp_path / "new").iterdir()
        }


def test_an_asset_that_is_no_text_is_lacking(tmp_path: Path) -> None:
    report = tmp_path / "reports" / "case" / "own" / "central"
    report.mkdir(parents=True)
    (tmp_path / "assets").mkdir()
    name = "page-0000000000000000.js"
    (tmp_path / "assets" / name).write_bytes(b"\xff\x00")
    parts = SharedParts({name: hashlib.sha256(b"\xff\x00").hexdigest()})
    assert parts.lacking(report) == [name]


def test_a_few_parts_do_not_stand_for_any_number_of_lines() -> None:
    with pytest.raises(ValueError, match="lines"):
        list(told_back([[0, 1000]] * 1001, ["line"] * 1000))


@given(json_values())
def test_json_comes_back_as_it_was(value: object) -> None:
    text = json.dumps(value, ensure_ascii=False, indent=1) + "\n"
    compact = compacted(text)
    assert compact is not None
    assert spread_out(compact) == text


@pytest.mark.parametrize("text", ["", "{", "NaN\n", '{"nbformat": 4}\n', "[1, 2]\n", "[" * 100_000])
def test_what_would_not_come_back_is_left_as_it_is(text: str) -> None:
    assert compacted(text) is None


def test_a_public_batch_is_refused_in_words(commands: Commands, tmp_path: Path) -> None:
    code, text = commands.given("batch", EXAMPLE, "--public", "--out", str(tmp_path / "out"))
    assert code == 2
    assert "mll run" in text
    assert not (tmp_path / "out").exists()
