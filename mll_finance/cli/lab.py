"""``mll lab``: JupyterLab on a copy of the notebooks, with the case that they open."""

from __future__ import annotations

import argparse
import os
import shutil
import sys
from pathlib import Path

from mll_finance.batch.notebook_library import notebook_library
from mll_finance.errors import RunError
from mll_finance.extras import need
from mll_finance.facade.adopted_results import load_case
from mll_finance.inputs.case.finding import lasting_name
from mll_finance.resources import package_folder, resource

FOLDER = "mll_notebooks"
START = "00_start_here.ipynb"


def run(options: argparse.Namespace) -> int:
    """Copy the notebooks that are not there yet, point them at the case, and start JupyterLab in their folder."""
    need("notebooks", "mll lab")
    folder = Path(options.folder or FOLDER)
    case = None
    if options.case:
        load_case(options.case)
        case = lasting_name(options.case)
    prepare(folder, case)
    print(f"notebooks in {folder}; stop with Ctrl-C")
    command_arguments = [
        sys.executable,
        "-m",
        "jupyterlab",
        f"--ServerApp.root_dir={folder.resolve()}",
        f"--LabApp.default_url=/lab/tree/{START}",
        *_quiet(),
        *(["--no-browser"] if options.no_browser else []),
        *(["--allow-root"] if _is_root() else []),
    ]
    _quiet_settings()
    sys.stdout.flush()
    try:
        os.execv(sys.executable, command_arguments)
    except OSError as error:
        raise RunError(f"JupyterLab did not start: {error}") from error


def prepare(folder: Path, case: str | None) -> None:
    """Copy the notebooks to a folder, never over one that is there, and set the case in the copies.

    Parameters
    ----------
    folder : Path
        Folder to work in.
    case : str or None
        Name or path of the case that new copies open; the example of the notebook without it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for notebook in sorted(resource("notebooks").glob("[0-9]*.ipynb")):
        working_copy = folder / notebook.name
        if working_copy.exists():
            continue
        shutil.copyfile(notebook, working_copy)
        if case is not None:
            _point(working_copy, case)


def _point(notebook: Path, case: str) -> None:
    nbformat = notebook_library()
    notebook_content = nbformat.read(notebook, as_version=4)
    for cell in notebook_content.cells:
        if "parameters" in cell.metadata.get("tags", ()):
            lines = cell.source.splitlines()
            cell.source = "\n".join(
                f"case = {case!r}" if line.startswith("case = ") else line for line in lines
            )
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    nbformat.write(notebook_content, notebook)


def _is_root() -> bool:
    """Whether this is root, as in a container; JupyterLab then starts only when told that it is meant."""
    return hasattr(os, "geteuid") and os.geteuid() == 0


def _quiet() -> list[str]:
    """Options by which JupyterLab looks nothing up on the network."""
    return [
        "--LabApp.news_url=",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
        "--LabApp.extension_manager=readonly",
    ]


def _quiet_settings() -> None:
    """Put the package's page settings on JupyterLab's search path: no question about news at the start."""
    settings_paths = [str(package_folder() / "cli" / "jupyter"), os.environ.get("JUPYTER_CONFIG_PATH", "")]
    os.environ["JUPYTER_CONFIG_PATH"] = os.pathsep.join(filter(None, settings_paths))
