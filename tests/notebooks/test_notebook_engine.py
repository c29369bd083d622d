"""The engine ``mll`` of papermill makes of a notebook what papermill makes of it with a kernel, cell for cell."""

import json
import os
import signal
import subprocess
import sys
import tomllib
from importlib.metadata import EntryPoint
from pathlib import Path

import nbformat
import pytest
import zmq
from papermill.engines import papermill_engines

from mll_finance.batch.notebook_engine import papermill_engine
from mll_finance.batch.notebook_engine.engine import MllEngine
from mll_finance.batch.notebook_engine.forked import ForkedKernelManager, Template
from mll_finance.batch.notebook_engine.template import AT_START
from tests.notebooks.odd_notebooks import ODD, OPTIONS, PARAMETERS, notebook_of
from tests.notebooks.side_by_side import AttentiveManager, assert_equal, executed, without_what_was_on_its_way

pytestmark = pytest.mark.filterwarnings("default")  # papermill and nbclient warn about what is theirs

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module", autouse=True)
def registered():
    """The engine under its name, also where the suite is no installed package."""
    papermill_engines.register("mll", MllEngine)


@pytest.mark.parametrize("name", ODD)
def test_an_odd_notebook_is_what_papermill_alone_makes_of_it(name, tmp_path):
    path = tmp_path / "odd.ipynb"
    nbformat.write(notebook_of(ODD[name]), path)
    parameters, options = PARAMETERS.get(name), OPTIONS.get(name, {})
    ours = executed(path, "mll", tmp_path / "second", parameters, **options)
    if name == "widgets":
        options = {"kernel_manager_class": AttentiveManager}
    stock = executed(path, None, tmp_path / "first", parameters, **options)
    if name.startswith("a kernel that"):
        ours, stock = without_what_was_on_its_way(ours), without_what_was_on_its_way(stock)
    assert_equal(ours, stock)


@pytest.mark.parametrize("name", ["displays", "magics"])
def test_each_cell_of_a_long_odd_notebook_is_executed(name, tmp_path):
    """So that what is compared is more than an error in the middle."""
    nbformat.write(notebook_of(ODD[name]), tmp_path / "odd.ipynb")
    page, _ = executed(tmp_path / "odd.ipynb", "mll", tmp_path / "first")
    sources = {cell["source"]: cell["execution_count"] for cell in page["cells"] if "execution_count" in cell}
    assert all(sources[cell.source] for cell in notebook_of(ODD[name]).cells)


def test_a_kernel_does_not_know_that_it_is_tested(tmp_path):
    """With the name of the test each would be split off from a process of its own, which takes longer than all else."""
    nbformat.write(
        notebook_of(["import os\nprint(os.environ.get('PYTEST_CURRENT_TEST'))"]), tmp_path / "odd.ipynb"
    )
    page, ending = executed(tmp_path / "odd.ipynb", "mll", tmp_path / "first")
    assert (page["cells"][0]["outputs"][0]["text"], ending) == ("None\n", None)


PENDING, RUNNING, DONE = "pending", "running", "completed"


def test_the_file_is_written_as_cells_of_code_begin_and_after_the_last(tmp_path, monkeypatch):
    page, written = notebook_of(["x = 1", "#text\nwords", "x", "x + 1"]), []
    nbformat.write(page, tmp_path / "odd.ipynb")
    write = papermill_engine.papermill_io.write

    def noted(text, path):
        written.append([cell["metadata"]["papermill"]["status"] for cell in json.loads(text)["cells"]])
        write(text, path)

    monkeypatch.setattr(papermill_engine.papermill_io, "write", noted)
    executed_page, ending = executed(tmp_path / "odd.ipynb", "mll", tmp_path / "first")
    assert ending is None and executed_page["cells"][-1]["outputs"]
    assert written == [
        [PENDING] * 4,
        [RUNNING, PENDING, PENDING, PENDING],
        [DONE, DONE, RUNNING, PENDING],
        [DONE, DONE, DONE, RUNNING],
        [DONE] * 4,
        [DONE] * 4,
        [DONE] * 4,
    ]


def test_papermill_itself_writes_only_what_is_left(tmp_path, monkeypatch):
    """It puts a notebook in its form as it writes: at each cell, that took longer than all else."""
    page, formed = notebook_of(["x = 1", "x", "x + 1"]), []
    nbformat.write(page, tmp_path / "odd.ipynb")
    forms = nbformat.writes
    monkeypatch.setattr(
        nbformat, "writes", lambda nb, *how, **also: formed.append(nb) or forms(nb, *how, **also)
    )
    _, ending = executed(tmp_path / "odd.ipynb", "mll", tmp_path / "first")
    assert (len(formed), ending) == (1, None)

    nbformat.write(notebook_of(["import os", "os._exit(1)"]), tmp_path / "odd.ipynb")
    formed.clear()
    _, ending = executed(tmp_path / "odd.ipynb", "mll", tmp_path / "second")
    assert (len(formed), ending[0]) == (1, "DeadKernelError")
    text = (tmp_path / "second" / "executed.ipynb").read_text(encoding="utf-8")
    assert text == forms(nbformat.reads(text, as_version=4))


LEAVES = [
    "import atexit, sys\nsys.path.insert(0, '')\nopen('module.py', 'w').write('file = open(\"by a module\", \"w\")')",
    "import module\nmodule.file.write('left open')",
    "file = open('by a notebook', 'w')\nfile.write('left open')",
    "class Last:\n    def __del__(self):\n        open('by an object', 'w').write('let go of')\n"
    "kept = Last()\nkept.itself = kept",
    "atexit.register(lambda: open('by Python', 'w').write('at its end'))\nNone",
    "import threading\ndef last():\n    threading.main_thread().join()\n    open('by a thread', 'w').write('at last')\n"
    "threading.Thread(target=last).start()",
]


def test_a_kernel_ends_as_python_ends(tmp_path):
    """Files that were left open are whole, and what is to be done at the end is done, by when papermill is done."""
    nbformat.write(notebook_of(LEAVES), tmp_path / "odd.ipynb")
    left = []
    for name, engine in (("first", None), ("second", "mll")):
        _, ending = executed(tmp_path / "odd.ipynb", engine, tmp_path / name)
        assert ending is None
        made = {path.name: path.read_text("utf-8") for path in (tmp_path / name).glob("by *")}
        left.append(made)
    assert left[0] == left[1]
    assert set(left[1].values()) == {"left open", "let go of", "at its end", "at last"}


def test_what_was_there_before_the_copy_is_not_cleared_away(tmp_path):
    """To clear it away would first copy it, page by page."""
    code = (
        "import os, sys\nfrom mll_finance.batch.notebook_engine import template\n"
        "class Told:\n    def __init__(self, text):\n        self.text = text\n"
        "    def __del__(self):\n        os.write(1, self.text)\n"
        "before, known = Told(b'before'), len(sys.modules)\n"
        "sys.modules['made'] = made = type(sys)('made')\nmade.told = Told(b'made since')\ndel made\n"
        "template._end(known)"
    )
    ended = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert ended.stdout == "made since"


def test_a_line_to_a_kernel_that_does_not_listen_yet_is_tried_again_soon():
    """A kernel listens some hundredths of a second after it was split off; the usual wait is longer than that."""
    client = ForkedKernelManager(kernel_name="python3").client(shell_port=1, iopub_port=2)
    usual = zmq.Context.instance().socket(zmq.DEALER)
    lines = [client.shell_channel.socket, client.iopub_channel.socket]
    waits = [line.getsockopt(zmq.RECONNECT_IVL) for line in lines]
    assert max(waits) < usual.getsockopt(zmq.RECONNECT_IVL) / 10
    context = client.context
    usual.close()
    client.stop_channels()
    assert context.closed


@pytest.fixture(scope="module")
def template():
    made = Template.started([sys.executable], os.environ)
    yield made
    made.end()


@pytest.mark.parametrize(
    "own", [{}, {"MALLOC_TRIM_THRESHOLD_": "1000000"}], ids=["nothing set", "set by the user"]
)
def test_a_kernel_keeps_the_memory_of_arrays_and_does_not_say_so(own, tmp_path, monkeypatch):
    """What the C library is told as the process begins, no notebook sees in its environment, but for a user's own."""
    for name, setting in own.items():
        monkeypatch.setenv(name, setting)
    names = {name: os.environ.get(name) for name in AT_START}
    code = (
        "import os\nfrom pathlib import Path\n"
        "begun = Path('/proc/self/environ').read_bytes().decode().split('\\0')\n"
        "begun = sorted(each for each in begun if each.startswith('MALLOC_'))\n"
        f"print(begun, [os.environ.get(name) for name in {list(names)}], end='')"
    )
    nbformat.write(notebook_of([code]), tmp_path / "memory.ipynb")
    notebook, _ = executed(tmp_path / "memory.ipynb", "mll", tmp_path / "out")
    begun = sorted(f"{name}={setting}" for name, setting in {**AT_START, **own}.items())
    assert "".join(notebook["cells"][-1]["outputs"][0]["text"]) == f"{begun} {list(names.values())}"


def a_kernel_that_does_not_listen(template, folder):
    """A kernel that is split off, stopped."""
    files = ["-f", str(folder / "connection.json")]
    kernel = template.split_off([sys.executable, "-m", "ipykernel_launcher", *files], str(folder))
    kernel.send_signal(signal.SIGSTOP)
    return kernel


def test_the_process_that_is_ready_ends_with_its_kernels_also_where_none_listens(tmp_path):
    template = Template.started([sys.executable], os.environ)
    kernel = a_kernel_that_does_not_listen(template, tmp_path)
    os.kill(template.process.pid, signal.SIGSTOP)
    assert kernel.poll() is None

    template.end()
    ended = kernel.poll()
    kernel.kill()
    assert ended == 0
    assert template.process.returncode == -signal.SIGKILL


def test_kernels_end_with_whoever_asked_for_them(tmp_path):
    """As when papermill is killed: nobody is left to end the process that is ready."""
    template = Template.started([sys.executable], os.environ)
    kernel = a_kernel_that_does_not_listen(template, tmp_path)
    template.requests.close()
    assert template.process.wait() == 0
    assert kernel.wait() == 0


def test_a_copy_of_whoever_began_it_leaves_the_process_that_is_ready_alone(template, tmp_path):
    copy = os.fork()
    if not copy:
        template.end()
        os._exit(0)
    assert os.waitpid(copy, 0)[1] == 0
    assert template.process.poll() is None
    a_kernel_that_does_not_listen(template, tmp_path)


def test_a_folder_that_hides_a_module_gets_a_kernel_that_is_started(template, tmp_path):
    (tmp_path / "mll_finance.py").write_text("")
    assert template.split_off([sys.executable, "-m", "ipykernel_launcher"], str(tmp_path)) is None


WITH_EITHER_FIRST = {
    "engine": "import mll_finance.batch.notebook_engine.engine, papermill.engines",
    "papermill": "import papermill.engines, mll_finance.batch.notebook_engine.engine",
}


@pytest.mark.parametrize("first", WITH_EITHER_FIRST)
def test_papermill_and_the_engine_are_whole_whichever_is_imported_first(first, tmp_path):
    """As where the suite is installed: papermill loads the engines of its entry points while it is imported."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    named = project["entry-points"]["papermill.engine"]["mll"]
    installed = tmp_path / "installed-1.dist-info"
    installed.mkdir()
    (installed / "METADATA").write_text(
        "Metadata-Version: 2.1\nName: installed\nVersion: 1\n", encoding="utf-8"
    )
    (installed / "entry_points.txt").write_text(f"[papermill.engine]\nmll = {named}\n", encoding="utf-8")
    code = (
        f"{WITH_EITHER_FIRST[first]}\nprint(papermill.engines.papermill_engines.get_engine('mll').__name__)"
    )
    paths = os.pathsep.join([str(tmp_path), str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])
    ended = subprocess.run(
        [sys.executable, "-c", code],
        check=False,
        env={**os.environ, "PYTHONPATH": paths},
        capture_output=True,
        text=True,
    )
    assert (ended.returncode, ended.stdout) == (0, "MllEngine\n"), ended.stderr


def test_papermill_finds_the_engine_under_its_name():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    named = project["entry-points"]["papermill.engine"]
    assert EntryPoint("mll", named["mll"], "papermill.engine").load() is MllEngine
