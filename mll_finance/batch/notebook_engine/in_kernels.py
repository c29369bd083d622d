"""The notebooks of a report, each in a kernel of its own, split off from the process that has the report's study.

The process of the report is copied (``fork``) twice: one copy speaks with the kernels, as JupyterLab would; the other
is what kernels are copied from, and has the study with every section that was made already. So the study is made once
for all notebooks of a report, and what a notebook does to its kernel stays in that kernel. Both copies and every kernel
end with the process of the report, however that comes.
"""

from __future__ import annotations

import contextlib
import gc
import os
import pickle
import socket
import sys
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mll_finance.batch.executed import IN_WORDS, cell_failure
from mll_finance.batch.notebook_engine import template
from mll_finance.batch.notebook_library import notebook_library
from mll_finance.batch.system import end_with_parent
from mll_finance.batch.written_notebooks import notebook_sources, written
from mll_finance.engine.study import Study
from mll_finance.errors import RunError
from mll_finance.notebook import Outputs, executed_with
from mll_finance.report.page import section
from mll_finance.terms import phrase

if TYPE_CHECKING:
    from nbclient.exceptions import CellExecutionError

_ONLY_ERRORS = ("--IPKernelApp.log_level=ERROR",)
"""A kernel warns of itself on the screen, where a batch tells how far it is."""


def ready_for_kernels() -> None:
    """Import what speaks with kernels and what a kernel is, once for all reports of this process."""
    template.import_for_kernels()
    for module_name in ("nbclient", "mll_finance.batch.notebook_engine.forked"):
        import_module(module_name)


def execute_in_kernels(
    names: tuple[str, ...], folder: Path, parameters: Mapping[str, Any], study: Study
) -> None:
    """Write notebooks into a folder and execute each there, in a kernel that has the study and its sections.

    Raises
    ------
    RunError
        When a cell fails, with the notebook, the number of the cell and the error, or the kernel ends.
    """
    _make_sections(names, study)
    ready_for_kernels()
    read_end, write_end = os.pipe()
    process_number = os.fork()
    if not process_number:
        os.close(read_end)
        _in_copy(names, folder, parameters, study, write_end)
    os.close(write_end)
    with os.fdopen(read_end, "rb") as answer_file:
        answer_bytes = answer_file.read()
    os.waitpid(process_number, 0)
    failure_text = pickle.loads(answer_bytes) if answer_bytes else phrase("batch_notebooks_ended")
    if failure_text:
        raise RunError(failure_text)


def _make_sections(names: tuple[str, ...], study: Study) -> None:
    """Make the sections of all notebooks, for every kernel; one that fails does so in the cell that shows it."""
    for notebook_name in names:
        for section_name in notebook_sources()[notebook_name].sections:
            with contextlib.suppress(Exception):
                section(section_name, study, study.case.settings.language)


def _in_copy(
    names: tuple[str, ...], folder: Path, parameters: Mapping[str, Any], study: Study, writing: int
) -> None:
    """Execute the notebooks, tell by a pipe what failed, and end this copy of the process."""
    try:
        end_with_parent()
        try:
            failure_text = _failure(names, folder, parameters, study, writing)
        except Exception as error:  # whatever goes wrong beside the cells
            failure_text = phrase("batch_unexpected", error=f"{type(error).__name__}: {error}")
        with os.fdopen(writing, "wb", closefd=False) as answer_file:
            pickle.dump(failure_text, answer_file)
    finally:
        os._exit(0)


def _failure(
    names: tuple[str, ...], folder: Path, parameters: Mapping[str, Any], study: Study, writing: int
) -> str:
    """Execute the notebooks; what failed, or nothing."""
    from mll_finance.batch.notebook_engine.forked import ForkedProcess, Template, made_of

    own_socket, template_socket = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    process_number = os.fork()
    if not process_number:
        own_socket.close()
        os.close(writing)
        _be_template(template_socket, study)
    template_socket.close()
    forked_copy = ForkedProcess(process_number, os.pidfd_open(process_number))
    kernel_template = Template(made_of([sys.executable], os.environ), own_socket, forked_copy)
    try:
        for notebook_name in names:
            failure_text = _executed(notebook_name, folder, parameters, study, kernel_template)
            if failure_text:
                return failure_text
    finally:
        kernel_template.end()
    return ""


def _be_template(requests: socket.socket, study: Study) -> None:
    """Be what kernels are copied from; every copy ends here too."""
    try:
        end_with_parent()
        os.setsid()
        gc.freeze()
        command = template.serve(requests, iter(()))
        with executed_with(Outputs(study, has_kernel=True)):
            template.be_kernel([*command, f"--IPKernelApp.parent_handle={os.getppid()}", *_ONLY_ERRORS])
    finally:
        with contextlib.suppress(OSError, ValueError):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(0)


def _executed(name: str, folder: Path, parameters: Mapping[str, Any], study: Study, source: Any) -> str:
    """Write and execute one notebook; what failed, or nothing."""
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError, DeadKernelError

    from mll_finance.batch.notebook_engine.forked import ForkedKernelManager, OwnKernel

    notebook_page = written(name, parameters, language=study.case.settings.language, case=study.case)
    notebook_metadata = dict(notebook_page.metadata)
    kernel_manager = ForkedKernelManager(kernel_name="python3", kernel_spec_manager=OwnKernel())
    kernel_manager.template = source
    begun_cells: list[int] = []
    notebook_client = NotebookClient(
        notebook_page,
        km=kernel_manager,
        resources={"metadata": {"path": str(folder)}},
        record_timing=False,
        timeout=None,
        on_cell_execute=lambda cell, cell_index: begun_cells.append(cell_index),
    )
    try:
        notebook_client.execute()
    except CellExecutionError as error:
        return cell_failure(
            name, len(begun_cells), error.ename, _told(error, notebook_page.cells[begun_cells[-1]])
        )
    except DeadKernelError:
        return phrase("batch_kernel_ended", name=name, number=len(begun_cells))
    notebook_page.metadata = notebook_metadata
    notebook_library().write(notebook_page, folder / f"{name}.ipynb")
    return ""


def _told(error: CellExecutionError, cell: Any) -> str:
    """What the error of a cell says: in the language of the case, where a notebook shows it so."""
    error_outputs = [output for output in cell.outputs if output.output_type == "error"]
    return (
        "\n".join(error_outputs[-1].traceback)
        if error_outputs and error.ename in IN_WORDS
        else str(error.evalue)
    )
