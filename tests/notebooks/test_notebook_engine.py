"""The engine ``mll`` of papermill makes of a notebook what papermill makes of it with a kernel, cell for cell."""

import json
import os
import re
import signal
import sys
import tomllib
from importlib.metadata import EntryPoint
from pathlib import Path

import nbformat
import papermill
import pytest
from papermill.engines import papermill_engines

from mll_finance.batch.notebook_engine.engine import MllEngine
from mll_finance.batch.notebook_engine.forked import Template

pytestmark = pytest.mark.filterwarnings("default")  # papermill and nbclient warn about what is theirs

ROOT = Path(__file__).resolve().parents[2]
TIMES = {"start_time", "end_time", "duration", "execution"}
ODD = {
    "streams and values": [
        "print('out')\nimport sys\nprint('err', file=sys.stderr)\nprint('again')\n1 + 1",
        "_ + 1",
        "x = 3;",
        "x;",
        "x",
        "print('a', end='')\ndisplay_again = display('shown')\nprint('b')",
        "import os\nprint('python')\nsys.stdout.flush()\n_ = os.system('echo below')\nos.write(2, b'raw\\n')\nNone",
        "Out[1], In[2], _oh is Out, __name__",
    ],
    "an error in the middle": [
        "print('before')",
        "print('in it')\ndef fails(value):\n    return 1 / value\nfails(0)",
        "print('never')",
    ],
    "errors that are allowed": ["#raises\n1 / 0", "print('goes on')", "#raises\nundefined_name", "'end'"],
    "a chain of causes": [
        "try:\n    {}['key']\nexcept KeyError as error:\n    raise ValueError('worse') from error",
    ],
    "an error while handling another": ["try:\n    1 / 0\nexcept ZeroDivisionError:\n    [][1]"],
    "a group of errors": ["raise ExceptionGroup('both', [ValueError(1), TypeError('two')])"],
    "wrong syntax": ["print('fine')", "def broken(:\n    pass"],
    "leaving": ["print('a')", "import sys\nsys.exit(3)", "print('never')"],
    "leaving well": ["import sys\nsys.exit(0)", "print('never')"],
    "an interruption": ["raise KeyboardInterrupt", "print('never')"],
    "input is refused": ["print('asked')\ninput('name? ')"],
    "a password is refused": ["import getpass\ngetpass.getpass()"],
    "displays": [
        "from IPython.display import HTML, JSON, Markdown, Image, clear_output, update_display",
        "handle = display('first', display_id='one')",
        "handle.update('second')\nHTML('<b>bold</b>')",
        "display(Markdown('*text*'), HTML('<i>x</i>'))\nupdate_display('third', display_id='one')",
        "display({'text/plain': 'p', 'x/y': [1, (2, 3)]}, raw=True, metadata={'a': {'b': 1}})",
        "print('gone')\ndisplay('gone too')\nclear_output()\nprint('stays')",
        "print('kept until')\nclear_output(wait=True)\ndisplay('the next')",
        "display('same', display_id='one')\nclear_output(wait=True)",
        "display(Image(data=b'\\x89PNG\\r\\n\\x1a\\n' + bytes(24), format='png'))",
        "class Shown:\n    def _repr_html_(self):\n        return '<p>html</p>'\n    def __repr__(self):\n"
        "        return 'plain'\nShown()",
        "class Wrong:\n    def _repr_html_(self):\n        raise RuntimeError('no html')\nWrong()",
        "class Unprintable:\n    def __repr__(self):\n        raise RuntimeError('no text')\nUnprintable()",
    ],
    "magics": [
        "%%capture caught\nprint('hidden')\ndisplay('hidden too')\n1",
        "caught.stdout, len(caught.outputs)",
        "caught.show()",
        "!echo from the shell; echo and its error >&2",
        "lines = !printf 'a\\nb\\n'\nlines",
        "%%sh\necho by a cell\nexit 0",
        "#raises\n%%sh\necho by a cell\nexit 3",
        "%%writefile written.txt\ntext",
        "%cat written.txt",
        "%pwd\nNone",
        "%matplotlib_that_is_not_there",
        "#raises\n%run not_there.py",
        "%who",
        "%%html\n<b>x</b>",
        "%%javascript\nlet x = 1",
        "%xmode Plain",
        "#raises\n1 / 0",
        "%precision 2\n3.14159",
        "len?",
        "%env NAME=value\n!echo $NAME",
        "%alias_magic t who",
    ],
    "waiting": [
        "import asyncio",
        "loop = asyncio.get_running_loop()\nlater = loop.create_future()\n"
        "loop.call_soon(later.set_result, 4)\nawait later",
        "async def later():\n    print('in a task')\n    return 5\nawait asyncio.create_task(later())",
        "async def fails():\n    raise ValueError('later')\nawait fails()",
    ],
    "threads": [
        "import threading\nthread = threading.Thread(target=print, args=('from a thread',))\nthread.start()\n"
        "thread.join()",
    ],
    "warnings and logs": [
        "import warnings\nwarnings.warn('a warning')",
        "import logging\nlogging.warning('a log')\nlogging.getLogger('x').error('another')",
    ],
    "messages that do not wait for one another": [
        "import sys\nprint('a', flush=True)\nprint('b', file=sys.stderr, flush=True)\nprint('c', flush=True)",
    ],
    "widgets": [
        "import ipywidgets\nslider = ipywidgets.IntSlider(value=3, description='years')\nslider",
        "slider.value = 5\nslider.value",
        "output = ipywidgets.Output()\nwith output:\n    print('inside')\n    display('shown inside')\noutput",
        "len(output.outputs)",
        "output.clear_output()\n@output.capture()\ndef printed():\n    print('captured')\nprinted()",
    ],
    "classes and pickles": [
        "import pickle\nclass Kept:\n    value = 3\npickle.loads(pickle.dumps(Kept())).value",
        "import __main__\n__main__.Kept is Kept",
        "get_ipython().execution_count",
    ],
    "text and empty cells": ["", "# a remark", "#text\n*text*", "   ", "1"],
}


def notebook_of(sources):
    """A notebook of code cells; one that begins with ``#raises`` or ``#text`` is marked, or is text."""
    cells = []
    for number, source in enumerate(sources):
        if source.startswith("#text\n"):
            cell = nbformat.v4.new_markdown_cell(source.removeprefix("#text\n"))
        else:
            cell = nbformat.v4.new_code_cell(source.removeprefix("#raises\n"))
            if source.startswith("#raises\n"):
                cell.metadata["tags"] = ["raises-exception"]
        cell.id = f"cell-{number}"
        cells.append(cell)
    return nbformat.v4.new_notebook(
        cells=cells,
        metadata={"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}},
    )


def executed(path, engine, folder, parameters=None):
    """What papermill made of a notebook, as read back, and how it ended."""
    folder.mkdir()
    target, ending = folder / "executed.ipynb", None
    try:
        papermill.execute_notebook(
            path, target, parameters=parameters, engine_name=engine, progress_bar=False, cwd=folder
        )
    except Exception as error:
        ending = (type(error).__name__, plain(str(error)))
    return without_times(nbformat.read(target, as_version=4)), ending


def plain(text):
    """A text without the number of a process, an address in memory or the identity of a widget."""
    text = re.sub(r"ipykernel_\d+", "ipykernel_N", text)
    text = re.sub(r"0x[0-9a-f]{6,}", "0xN", text)
    text = re.sub(r"/\S*/(first|second)/", "/folder/", text)
    return re.sub(r"/(first|second)\b", "/folder", text)


def without_times(notebook):
    """A notebook as plain values, without times; a widget is known by its model, else an identity by when it comes."""
    widgets = notebook.metadata.get("widgets", {}).get("application/vnd.jupyter.widget-state+json", {})
    identities = {identity: model["model_name"] for identity, model in widgets.get("state", {}).items()}
    if widgets:
        widgets["state"] = list(widgets["state"].values())

    def told(value):
        if isinstance(value, dict):
            return {
                told(key): (sorted(part) if key == "execution" else told(part))
                for key, part in value.items()
                if key not in TIMES - {"execution"}
            }
        if isinstance(value, list):
            return [told(part) for part in value]
        if isinstance(value, str):
            return re.sub(
                r"(?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f])",
                lambda found: identities.setdefault(found.group(), f"identity {len(identities)}"),
                plain(value),
            )
        return value

    made = told(notebook)
    if widgets:
        models = made["metadata"]["widgets"]["application/vnd.jupyter.widget-state+json"]
        models["state"].sort(key=lambda model: json.dumps(model, sort_keys=True))
    for place in ("input_path", "output_path"):
        made["metadata"]["papermill"].pop(place)
    for cell in made["cells"]:
        if re.fullmatch(r"[0-9a-f]{8}", cell["id"]) or "papermill-error" in str(cell["metadata"]):
            cell.pop("id")  # of a cell that papermill adds
    return made


@pytest.fixture(scope="module", autouse=True)
def registered():
    """The engine under its name, also where the suite is no installed package."""
    papermill_engines.register("mll", MllEngine)


@pytest.fixture(autouse=True)
def as_outside_of_tests(monkeypatch):
    """A kernel below pytest leaves what is written below Python alone."""
    monkeypatch.delenv("PYTEST_CURRENT_TEST", raising=False)


def assert_equal(path, tmp_path, parameters=None):
    stock, stock_ending = executed(path, None, tmp_path / "first", parameters)
    ours, ending = executed(path, "mll", tmp_path / "second", parameters)
    assert len(ours["cells"]) == len(stock["cells"])
    for cell, stock_cell in zip(ours["cells"], stock["cells"], strict=True):
        assert cell == stock_cell
    assert ours == stock
    assert ending == stock_ending


@pytest.mark.parametrize("name", ODD)
def test_an_odd_notebook_is_what_papermill_alone_makes_of_it(name, tmp_path):
    path = tmp_path / "odd.ipynb"
    nbformat.write(notebook_of(ODD[name]), path)
    assert_equal(path, tmp_path)


@pytest.fixture
def template():
    made = Template([sys.executable], os.environ)
    yield made
    made.end()


def a_kernel_that_does_not_listen(template, folder):
    """A kernel that is split off, stopped."""
    files = ["-f", str(folder / "connection.json")]
    kernel = template.split_off([sys.executable, "-m", "ipykernel_launcher", *files], str(folder))
    kernel.send_signal(signal.SIGSTOP)
    return kernel


def test_the_process_that_is_ready_ends_with_its_kernels_also_where_none_listens(template, tmp_path):
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
    template = Template([sys.executable], os.environ)
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


def test_papermill_finds_the_engine_under_its_name():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    named = project["entry-points"]["papermill.engine"]
    assert EntryPoint("mll", named["mll"], "papermill.engine").load() is MllEngine
