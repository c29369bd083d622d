"""What the tests make once for all their processes is made once, whole, and again where making it failed."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from made_once import made_once


def test_who_asks_at_once_gets_one_and_the_same_and_it_is_whole(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    makings = []
    tmp_path_factory.getbasetemp()  # pytest makes it for who asks first, and has no lock of its own

    def make(folder: Path) -> None:
        makings.append(folder)
        for number in range(200):
            (folder / str(number)).write_text("written", encoding="utf-8")

    def asked(_: int) -> tuple[Path, int]:
        folder = made_once(tmp_path_factory, "made_by_one_of_eight", make)
        return folder, len(list(folder.iterdir()))

    with ThreadPoolExecutor(8) as threads:
        found = set(threads.map(asked, range(8)))
    assert found == {(makings[0], 200)} and len(makings) == 1


def test_what_failed_is_made_anew_from_an_empty_folder(tmp_path_factory: pytest.TempPathFactory) -> None:
    def fails(folder: Path) -> None:
        (folder / "half").touch()
        raise OSError("the disk is full")

    with pytest.raises(OSError, match="the disk is full"):
        made_once(tmp_path_factory, "made_after_a_failure", fails)
    folder = made_once(tmp_path_factory, "made_after_a_failure", lambda folder: (folder / "all").touch())
    assert [path.name for path in folder.iterdir()] == ["all"]


def test_processes_of_one_run_share_a_folder(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each process of pytest-xdist has a folder of its own in that of the run."""

    class Factory:
        def __init__(self, base: Path) -> None:
            self.base = base

        def getbasetemp(self) -> Path:
            return self.base

    run = tmp_path_factory.mktemp("run")
    monkeypatch.setenv("PYTEST_XDIST_WORKER", "gw1")
    for worker in ("popen-gw0", "popen-gw1"):
        (run / worker).mkdir()
        factory: pytest.TempPathFactory = Factory(run / worker)  # type: ignore[assignment]
        assert made_once(factory, "shared", lambda folder: None) == run / "shared"
