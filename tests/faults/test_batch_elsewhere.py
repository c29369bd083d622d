"""A batch by the workers of a scheduler, and one copied to an address: the same reports, whatever is lost meanwhile."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import fsspec
import pytest
from distributed import Client
from local_case import CASE, TABLE
from slips import Commands
from test_batch import contents

from mll_finance.batch.series.copies import Copies, local_folder
from mll_finance.batch.series.executor import executors
from mll_finance.batch.series.folder import JOURNAL
from mll_finance.batch.series.own_process import OwnProcess, told_of
from mll_finance.batch.series.parcel import case_parcel
from mll_finance.batch.series.plan import Contents, plan
from mll_finance.cli.main import main

pytestmark = pytest.mark.usefixtures("one_process")
"""What a scheduler and its workers make are processes of their own; what is compared with it this process makes."""

ROOT = Path(__file__).resolve().parents[2]
FEW = ("batch", "local.yaml", "--municipalities", "Eindhoven,Helmond", "--scenarios", "all")
ASKED = ("batch", "local.yaml", "--municipalities", "Eindhoven,Helmond,Breda", "--scenarios", "all")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a case of which two numbers differ by municipality."""
    (tmp_path / "local.yaml").write_text(CASE, encoding="utf-8")
    (tmp_path / "own.csv").write_text(TABLE, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    return tmp_path


@contextmanager
def started(*command: str, folder: Path) -> Iterator[subprocess.Popen[str]]:
    """A command in a process of its own, ended with all that it started."""
    with subprocess.Popen(
        [sys.executable, "-m", *command],
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        try:
            yield process
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)


class Cluster:
    """A scheduler and its workers, each a process of its own in a folder that no batch is in."""

    def __init__(self, stack: ExitStack, folder: Path) -> None:
        self.stack, self.folder = stack, folder
        folder.mkdir()
        self.workers: list[subprocess.Popen[str]] = []
        here = ("--host", "127.0.0.1", "--no-dashboard")
        self.scheduler = stack.enter_context(
            started("distributed.cli.dask_scheduler", *here, "--port", "0", folder=folder)
        )
        assert self.scheduler.stderr is not None
        for line in self.scheduler.stderr:
            if found := re.search(r"Scheduler at:\s+(tcp://\S+)", line):
                self.address = found[1]
                break

    def add_workers(self, count: int) -> None:
        """Start so many workers of one thread, and wait until the scheduler knows them."""
        options = ("--host", "127.0.0.1", "--no-dashboard", "--nthreads", "1", "--local-directory", ".")
        for _ in range(count):
            worker = started("distributed.cli.dask_worker", self.address, *options, folder=self.folder)
            self.workers.append(self.stack.enter_context(worker))
        with Client(self.address, set_as_default=False) as client:
            client.wait_for_workers(count)


@pytest.fixture
def cluster(folder: Path) -> Iterator[Cluster]:
    with ExitStack() as stack:
        yield Cluster(stack, folder / "elsewhere")


def test_a_worker_is_killed_in_the_middle_and_all_is_as_local(folder: Path, cluster: Cluster) -> None:
    assert main([*FEW, "--workers", "1", "--out", "whole"]) == 0
    cluster.add_workers(2)
    command = ("mll_finance", *FEW, "--engine", "dask", "--scheduler", cluster.address, "--out", "made")
    with started(*command, folder=folder) as batch:
        assert batch.stderr is not None
        for line in batch.stderr:
            if line.startswith("1 van 4"):
                os.killpg(cluster.workers[0].pid, signal.SIGKILL)
        assert batch.wait() == 0
    assert contents(folder / "made") == contents(folder / "whole")


def test_a_scheduler_that_goes_away_is_told_and_the_rest_comes_later(
    folder: Path, cluster: Cluster, commands: Commands
) -> None:
    cluster.add_workers(1)
    command = ("mll_finance", *ASKED, "--engine", "dask", "--scheduler", cluster.address, "--out", "made")
    with started(*command, folder=folder) as batch:
        assert batch.stderr is not None
        said = []
        for line in batch.stderr:
            said.append(line)
            if line.startswith("1 van 6"):
                os.killpg(cluster.scheduler.pid, signal.SIGKILL)
        assert batch.wait() == 1
    assert f"de scheduler op {cluster.address} antwoordt niet meer" in "".join(said)
    assert "Traceback" not in "".join(said)
    noted = (folder / "made" / JOURNAL).read_bytes().count(b"\n")
    assert 1 <= noted < 6
    code, text = commands.given(*ASKED, "--workers", "1", "--out", "made", "--resume")
    assert code == 0
    assert f"{noted} van 6 zijn er al" in text
    assert main([*ASKED, "--workers", "1", "--out", "whole"]) == 0
    assert contents(folder / "made") == contents(folder / "whole")


def test_a_report_that_cannot_be_made_elsewhere_is_named(
    folder: Path, cluster: Cluster, commands: Commands
) -> None:
    """Tilburg has no figures; the others are there."""
    cluster.add_workers(1)
    options = ("--engine", "dask", "--scheduler", cluster.address, "--out", "made")
    code, text = commands.given("batch", "local.yaml", "--municipalities", "Eindhoven,Tilburg", *options)
    assert code == 1
    assert "local/GM0855/central" in text
    assert (folder / "made" / "reports" / "local" / "GM0772" / "central" / "manifest.json").exists()


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--engine", "dask"), "zet --scheduler ADRES erbij"),
        (("--engine", "dask", "--scheduler", "tcp://127.0.0.1:9"), "antwoordt geen scheduler"),
        (("--engine", "dask", "--scheduler", "nowhere"), "antwoordt geen scheduler"),
        (("--engine", "dask", "--scheduler", "odd://a b"), "antwoordt geen scheduler"),
        (("--engine", "dask", "--scheduler", "tcp://127.0.0.1:9", "--workers", "2"), "--workers"),
        (("--scheduler", "tcp://127.0.0.1:9"), "gegeven bij --engine local"),
        (("--engine", "desk"), "'dask'"),
        (("--out", "odd://a/b"), "odd://a/b"),
    ],
)
def test_what_cannot_be_reached_is_said_before_anything_is_made(
    folder: Path,
    commands: Commands,
    monkeypatch: pytest.MonkeyPatch,
    options: tuple[str, ...],
    said: str,
) -> None:
    # Nobody answers, however long it is tried: to try for ten seconds shows no more.
    monkeypatch.setattr("mll_finance.batch.series.executors.dask._PATIENCE", "1 s")
    before = sorted(folder.iterdir())
    code, text = commands.given("batch", "local.yaml", *options)
    assert code == 2
    assert said in text
    assert sorted(folder.iterdir()) == before


def test_a_scheduler_without_workers_is_refused(folder: Path, cluster: Cluster, commands: Commands) -> None:
    code, text = commands.given("batch", "local.yaml", "--engine", "dask", "--scheduler", cluster.address)
    assert code == 2
    assert "heeft geen workers" in text
    assert not (folder / "batch").exists()


# --- The process beside a worker ------------------------------------------------------------------------------------


def asked(folder: Path, municipality: str = "Eindhoven"):
    """What a process beside a worker is asked."""
    whole_plan = plan(["local.yaml"], municipality, None)
    return whole_plan.jobs[0].as_json(), case_parcel(whole_plan.cases[0], [""]), Contents((), ())


def test_a_case_travels_with_its_files(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    parcel = asked(folder)
    for file in ("local.yaml", "own.csv"):
        (folder / file).unlink()
    told, report = told_of(parcel, tmp_path_factory.mktemp("elsewhere"))
    assert told["failure"] == ""
    assert {"results.json", "manifest.json", "case.yaml", "own.csv"} <= set(report)


def test_a_report_that_hangs_is_ended_and_the_next_is_made(
    folder: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A limit that nothing can keep: what is seen is the state that it ends in, however busy the machine is."""
    process = OwnProcess(tmp_path_factory.mktemp("elsewhere"), None)
    with pytest.raises(TimeoutError):
        process.told(asked(folder), 0.0)
    told, _ = process.told(asked(folder), None)
    assert told["failure"] == ""
    # It dies just after it was seen to run: what was seen earlier starts anew at once.
    dead = process._running()
    dead.kill()
    dead.wait()
    with monkeypatch.context() as seen:
        seen.setattr(process, "_running", lambda: dead)
        with pytest.raises(EOFError):
            process.told(asked(folder), None)
    told, _ = process.told(asked(folder), None)
    assert told["failure"] == ""
    process.end()


def test_a_report_that_takes_too_much_memory_has_failed(
    folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """With less room than what it has already: it says so, or its process dies; this one goes on."""
    process = OwnProcess(tmp_path_factory.mktemp("elsewhere"), 1)
    try:
        told, report = process.told(asked(folder), None)
        assert "--megabytes" in told["failure"] and report == {}
    except EOFError:
        pass
    finally:
        process.end()


# --- An address -----------------------------------------------------------------------------------------------------


def test_a_batch_is_copied_whole_and_what_is_half_is_copied_again(folder: Path, commands: Commands) -> None:
    files = fsspec.filesystem("memory")
    address = f"memory://{folder.name}"
    options = (*FEW, "--workers", "1", "--out", address)
    code, text = commands.given(*options)
    assert code == 0
    assert f"heel gekopieerd naar {address}" in text or f"geheel gekopieerd naar {address}" in text
    assert f"{address}/index.html" in text
    made = local_folder(address)

    def there() -> dict[str, bytes]:
        root = f"/{folder.name}/"
        return {name.removeprefix(root): files.cat_file(name) for name in files.find(root)}

    here = {
        path.relative_to(made).as_posix(): path.read_bytes()
        for path in made.rglob("*")
        if path.is_file() and not path.name.startswith(".")
    }
    assert there() == here
    assert any(name.startswith("assets/") for name in here)
    # A copy that was cut off: no mark, half a file.
    report = f"/{folder.name}/reports/local/GM0772/central"
    files.rm_file(f"{report}/manifest.json")
    files.pipe_file(f"{report}/report.html", b"half")
    assert commands.given(*options, "--resume")[0] == 0
    assert there() == here


def test_the_mark_comes_last_and_what_is_refused_is_named(
    folder: Path, commands: Commands, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[str] = []
    files = type(fsspec.filesystem("memory"))
    known = files.pipe_file

    def refused(self, path: str, value: bytes, *rest, **more) -> None:
        if "GM0794" in path and path.endswith("report.html"):
            raise PermissionError("not yours")
        written.append(path)
        known(self, path, value, *rest, **more)

    address = f"memory://{folder.name}"
    options = (*FEW, "--workers", "1", "--out", address)
    with monkeypatch.context() as patched:
        patched.setattr(files, "pipe_file", refused)
        code, text = commands.given(*options)
    assert code == 1
    assert "Niet gekopieerd" in text and "PermissionError: not yours" in text
    reports = [path.rpartition("/") for path in written if "/reports/" in path]
    by_report: dict[str, list[str]] = {}
    for report, _, file in reports:
        by_report.setdefault(report, []).append(file)
    whole = {name for name, held in by_report.items() if "manifest.json" in held}
    assert whole and all(by_report[name].index("manifest.json") == len(by_report[name]) - 1 for name in whole)
    assert not any("GM0794" in name for name in whole)
    first_report = next(place for place, path in enumerate(written) if "/reports/" in path)
    assert any("/assets/" in path for path in written[:first_report])
    assert written[-1].endswith("index.html")
    code, text = commands.given(*options, "--resume")
    assert code == 0
    assert "4 van 4 zijn er al" in text


def test_a_folder_as_an_address(folder: Path) -> None:
    (folder / "own").mkdir()
    copies = Copies(f"file://{folder}/there")
    assert copies.copy_rest(folder / "own").startswith("FileNotFoundError")
    (folder / "own" / "index.html").write_text("whole", encoding="utf-8")
    assert copies.copy_rest(folder / "own") == ""
    assert (folder / "there" / "index.html").read_text(encoding="utf-8") == "whole"


def test_every_executor_is_registered() -> None:
    assert {"local", "dask"} <= set(executors())
