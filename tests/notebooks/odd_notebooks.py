"""Notebooks that are hard to execute, for who holds two ways to execute one against each other."""

import nbformat

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
    "what the file says while a cell runs": [
        "def told():\n    import nbformat\n    for cell in nbformat.read('executed.ipynb', as_version=4).cells:\n"
        "        print(cell.metadata.papermill.status, cell.get('outputs'))",
        "told()",
        "#text\nwords",
        "print('between')",
        "",
        "told()",
    ],
    "an error in the middle": [
        "print('before')",
        "print('in it')\ndef fails(value):\n    return 1 / value\nfails(0)",
        "print('never')",
    ],
    "errors that are allowed": ["#raises\n1 / 0", "print('goes on')", "#raises\nundefined_name", "'end'"],
    "how deep it stands": [
        "import traceback\nprint(len(traceback.extract_stack()))",
        "def deep(at=0):\n    try:\n        return deep(at + 1)\n    except RecursionError:\n        return at\ndeep()",
    ],
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
        "display({'text/plain': 'p', 'application/x+json': [2, [3]]}, raw=True, metadata={'a': {'b': 1}})",
        "print('gone')\ndisplay('gone too')\nclear_output()\nprint('stays')",
        "print('kept until')\nclear_output(wait=True)\ndisplay('the next')",
        "display('same', display_id='one')\nclear_output(wait=True)",
        "display(Image(data=b'\\x89PNG\\r\\n\\x1a\\n' + bytes(24), format='png'))",
        "class Shown:\n    def _repr_html_(self):\n        return '<p>html</p>'\n    def __repr__(self):\n"
        "        return 'plain'\nShown()",
        "#raises\nclass Wrong:\n    def _repr_html_(self):\n        raise RuntimeError('no html')\nWrong()",
        "#raises\nclass Unprintable:\n    def __repr__(self):\n        raise RuntimeError('no text')\nUnprintable()",
    ],
    "a display that no notebook may hold": [
        "display({'text/plain': 'p', 'x/y+json': [1, [2, 3]]}, raw=True)",
        "print('never')",
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
        "#raises\n%matplotlib_that_is_not_there",
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
    "a display that is no notebook": [
        "display({'text/plain': 'p', 'x/y': [1, (2, 3)]}, raw=True)",
        "print('never')",
    ],
    "raw cells and tags": [
        "#raw\nraw *text*",
        "#tags hide-input,remove-cell\nprint('tagged')",
        "#tags skip-execution\nprint('passed by')",
        "#raw\n",
    ],
    "parameters without their cell": ["print('first')", "value"],
    "parameters in the middle": ["'before'", "#tags parameters\nvalue = 1", "value"],
    "a copy of the process": [
        "import os\nchild = os.fork()\nif not child:\n    os._exit(7)",
        "os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])",
        "import subprocess, sys\nsubprocess.run([sys.executable, '-c', 'print(5)'], capture_output=True).stdout",
        "from multiprocessing import Pool\nwith Pool(2) as pool:\n    found = pool.map(len, ['a', 'bc'])\nfound",
    ],
    "a thread that prints later": [
        "import threading\ngoes_on = threading.Event()\ndef late():\n    goes_on.wait()\n    print('late')\n"
        "thread = threading.Thread(target=late)\nthread.start()\nprint('begun')",
        "goes_on.set()\nthread.join()\nprint('joined')",
    ],
    "much": [
        "print('x' * 3_000_000)",
        "for line in range(20_000):\n    print(line)",
        "'y' * 1_000_000",
        "list(range(100_000))",
    ],
    "chance": [
        "import random, uuid, numpy\nrandom.seed(3)\nrandom.random(), numpy.random.default_rng(4).random()"
    ],
    "a kernel that ends": ["print('before')", "import os\nos._exit(1)", "print('never')"],
    "a kernel that is killed": [
        "print('before')",
        "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)",
        "print('never')",
    ],
    "a kernel without memory": [
        "import resource\nresource.setrlimit(resource.RLIMIT_AS, (1 << 31, 1 << 31))",
        "bytearray(1 << 40)",
        "print('never')",
    ],
    "too long": ["while True:\n    pass", "print('never')"],
}
"""Sources of the cells of notebooks by what is odd about them; how a cell is marked: :func:`notebook_of`."""
PARAMETERS = {
    "parameters without their cell": {"value": {"a": [1, None, True, "é"]}},
    "parameters in the middle": {"value": 2},
}
"""What papermill is given for some of them."""
OPTIONS = {"too long": {"execution_timeout": 1}}
"""Other options of papermill for some of them: the cell that this stops never ends by itself."""


def notebook_of(sources):
    """A notebook of code cells; ``#raises``, ``#text``, ``#raw`` or ``#tags`` on the first line marks one."""
    cells = []
    for number, source in enumerate(sources):
        mark, _, rest = source.partition("\n")
        if mark == "#text":
            cell = nbformat.v4.new_markdown_cell(rest)
        elif mark == "#raw":
            cell = nbformat.v4.new_raw_cell(rest)
        elif mark == "#raises":
            cell = nbformat.v4.new_code_cell(rest, metadata={"tags": ["raises-exception"]})
        elif mark.startswith("#tags "):
            cell = nbformat.v4.new_code_cell(rest, metadata={"tags": mark.removeprefix("#tags ").split(",")})
        else:
            cell = nbformat.v4.new_code_cell(source)
        cell.id = f"cell-{number}"
        cells.append(cell)
    return nbformat.v4.new_notebook(
        cells=cells,
        metadata={"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}},
    )
