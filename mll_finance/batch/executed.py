"""The notebooks of a run, executed in its folder, without what differs from one machine or moment to the next."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from mll_finance.errors import RunError
from mll_finance.resources import resource

NOTEBOOKS = "notebooks"
"""Folder of the notebooks, in that of the run."""
KERNEL_START_SECONDS = 3600
"""How long a kernel may take to start: a busy machine is slow, a kernel that dies is noticed at once."""


def execute_notebooks(names: Iterable[str], folder: Path, parameters: Mapping[str, Any]) -> None:
    """Execute notebooks into the folder of a run; each opens the copy of the case that lies there.

    Parameters
    ----------
    names : iterable of str
        The notebooks.
    folder : Path
        The folder of the run.
    parameters : mapping
        What the notebooks are given.

    Raises
    ------
    RunError
        When a notebook fails, with its cell and the error.
    """
    names = tuple(names)
    if not names:
        return
    import papermill
    from nbclient.exceptions import DeadKernelError
    from papermill.exceptions import PapermillExecutionError

    executed_folder = folder / NOTEBOOKS
    executed_folder.mkdir()
    for name in names:
        executed = executed_folder / f"{name}.ipynb"
        try:
            papermill.execute_notebook(
                resource(NOTEBOOKS, f"{name}.ipynb"),
                executed,
                parameters=dict(parameters),
                cwd=executed_folder,
                progress_bar=False,
                log_output=False,
                start_timeout=KERNEL_START_SECONDS,
                extra_arguments=["--IPKernelApp.log_level=ERROR"],
            )
        except PapermillExecutionError as error:
            raise RunError(
                f"notebook {name} failed in cell {error.exec_count}: {error.ename}: {error.evalue}"
            ) from error
        except (DeadKernelError, RuntimeError) as error:
            raise RunError(
                f"notebook {name} failed: its kernel stopped, perhaps for lack of memory"
            ) from error
        _keep_what_lasts(executed)


def _keep_what_lasts(executed: Path) -> None:
    """Take out of an executed notebook where and when it ran."""
    import nbformat

    notebook = nbformat.read(executed, as_version=nbformat.NO_CONVERT)  # type: ignore[no-untyped-call]
    for part in (notebook, *notebook.cells):
        part.metadata.pop("papermill", None)
        part.metadata.pop("execution", None)
    for number, cell in enumerate(notebook.cells):
        if "injected-parameters" in cell.metadata.get("tags", ()):
            cell["id"] = f"parameters-{number}"
    nbformat.write(notebook, executed)  # type: ignore[no-untyped-call]
