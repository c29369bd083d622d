"""The notebooks of a run, executed in its folder by the process of the run, which has the study already.

A cell of these notebooks opens the case or shows a section, so no kernel is needed: seven of them, each importing the
suite and calculating the case anew, took four times as long as all the rest. What is stored is what a kernel stores;
``pytest --nbval`` compares the two.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from contextlib import chdir, redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

from mll_finance.batch.notebook_library import notebook_library
from mll_finance.batch.written_notebooks import written
from mll_finance.errors import InWordsError, Phrase, RunError
from mll_finance.inputs.case.case import Case
from mll_finance.notebook import Outputs, executed_with
from mll_finance.terms import phrase

NOTEBOOKS = "notebooks"
"""Folder of the notebooks, in that of the run."""
IN_WORDS = frozenset({"InputError", "RunError"})
"""Errors of which the text says all that a user needs."""


def execute_notebook(
    name: str, folder: Path, parameters: Mapping[str, Any], *, outputs: Outputs, case: Case | None
) -> None:
    """Write a notebook into a folder and execute it there.

    Parameters
    ----------
    name : str
        The notebook.
    folder : Path
        The folder, from which it opens its case.
    parameters : mapping
        What the notebook is given.
    outputs : Outputs
        Of the run, with its study.
    case : Case or None
        The case, in whose language the notebook is written, with examples from it; Dutch without it.

    Raises
    ------
    RunError
        When a cell fails, with its number and the error.
    """
    notebook_document = written(
        name, parameters, language=case.settings.language if case else "nl", case=case
    )
    namespace: dict[str, Any] = {"__name__": "__main__"}
    code_cells = [cell for cell in notebook_document.cells if cell.cell_type == "code"]
    with executed_with(outputs), chdir(folder):
        for cell_number, cell in enumerate(code_cells, start=1):
            cell.execution_count = cell_number
            cell.outputs = _outputs_of(cell.source, namespace, outputs, place=(name, cell_number))
    notebook_library().write(notebook_document, folder / f"{name}.ipynb")


def cell_failure(notebook: str, cell: int, kind: str, text: str) -> Phrase:
    """Why there is no notebook, as a sentence that can be told in Dutch too.

    Parameters
    ----------
    notebook : str
        The notebook.
    cell : int
        Number of the cell of code that failed, from 1.
    kind, text : str
        Name of the error and what it says; the words of the suite stand without that name.

    Examples
    --------
    >>> cell_failure("07_report", 2, "ZeroDivisionError", "division by zero")
    'notebook 07_report failed in cell 2: ZeroDivisionError: division by zero'
    """
    reason_text: str = text if kind in IN_WORDS else f"{kind}: {text}".strip().removesuffix(":")
    if kind == MemoryError.__name__:
        reason_text = phrase("batch_memory")
    return phrase("batch_notebook_failed", name=notebook, number=cell, error=reason_text)


def _outputs_of(
    source: str, namespace: dict[str, Any], outputs: Outputs, *, place: tuple[str, int]
) -> list[Any]:
    """What a cell shows: its displays, and before them what it prints."""
    notebook_name, cell_number = place
    outputs.bundles.clear()
    printed_by_stream = {"stdout": io.StringIO(), "stderr": io.StringIO()}
    try:
        with redirect_stdout(printed_by_stream["stdout"]), redirect_stderr(printed_by_stream["stderr"]):
            exec(compile(source, f"{notebook_name}, cell {cell_number}", "exec"), namespace)
    except (Exception, SystemExit) as error:
        error_text = str(error.notebook_text or error) if isinstance(error, InWordsError) else str(error)
        raise RunError(cell_failure(notebook_name, cell_number, type(error).__name__, error_text)) from error
    notebook_format = notebook_library().v4
    streams = [
        notebook_format.new_output("stream", name=stream_name, text=printed.getvalue())
        for stream_name, printed in printed_by_stream.items()
        if printed.getvalue()
    ]
    return [
        *streams,
        *(notebook_format.new_output("display_data", data=bundle) for bundle in outputs.bundles),
    ]
