"""``mll lab``: JupyterLab with the notebooks of a case, and the case beside them to edit."""

from __future__ import annotations

import argparse
import ast
import hashlib
import json
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mll_finance.batch.case_copy import write_case
from mll_finance.batch.notebook_library import notebook_library
from mll_finance.batch.written_notebooks import notebook_sources, written
from mll_finance.cli.command_line.kernel import check_kernel
from mll_finance.cli.streams import show_message
from mll_finance.errors import RunError
from mll_finance.extras import need
from mll_finance.facade.adopted_results import load_case
from mll_finance.inputs.case.case import Case
from mll_finance.inputs.case.finding import OF_RUN, case_path
from mll_finance.plain_files import plain_bytes
from mll_finance.resources import package_folder, resource
from mll_finance.system_reasons import system_reason
from mll_finance.terms import Language, phrase, sentence
from mll_finance.whole_files import clear_leftovers, new_file

FOLDER = "mll_notebooks"
START = "00_start_here"
LAYOUT = ".layout"
"""Folder in that of the notebooks with the layout of the screen."""
_LAYOUT_NAME = "mll"
_LARGEST = 200_000_000
"""Bytes of a notebook that is read; one with figures in it has some millions."""


@dataclass(frozen=True)
class Room:
    """Where somebody works on a case.

    Parameters
    ----------
    root : Path
        The folder that JupyterLab shows: the nearest that holds notebooks and case.
    notebooks : Path
        The folder of the notebooks.
    case : Path
        The file of the case.
    """

    root: Path
    notebooks: Path
    case: Path

    def seen(self, path: Path) -> str:
        """A path as JupyterLab names it."""
        return path.relative_to(self.root).as_posix()


def run(options: argparse.Namespace) -> int:
    """Write the notebooks of the case that are not there yet, and start JupyterLab on them and on the case."""
    need("notebooks", "mll lab")
    case_name: str = options.case or notebook_sources()[START].example
    case = load_case(case_name)
    language: Language = options.language or case.settings.language
    check_kernel(language)
    lab_room = prepare(Path(options.folder or FOLDER), case, case_name, language)
    show_message(sentence("lab_started", language, notebooks=lab_room.notebooks, case=lab_room.case))
    command_arguments = [
        sys.executable,
        "-m",
        "jupyterlab",
        f"--ServerApp.root_dir={lab_room.root}",
        f"--LabApp.workspaces_dir={lab_room.notebooks / LAYOUT}",
        f"--LabApp.default_url=/lab/workspaces/{_LAYOUT_NAME}",
        *_quiet(),
        *(["--no-browser"] if options.no_browser else []),
        *(["--allow-root"] if _is_root() else []),
    ]
    _quiet_settings()
    sys.stdout.flush()
    try:
        os.execv(sys.executable, command_arguments)
    except OSError as error:
        raise RunError(phrase("lab_not_started", reason=system_reason(error))) from error


def prepare(folder: Path, case: Case, named: str, language: Language) -> Room:
    """Write notebooks, layout and, of an example, a copy of the case; what is there already stays as it is.

    Parameters
    ----------
    folder : Path
        Folder to work in; each case has a folder in it.
    case : Case
        The case that the notebooks open.
    named : str
        Name of an example, or the file of the case.
    language : str
        Language of the prose; where it is not that of the case, the notebooks ask for it.
    """
    is_example = case_path(named) == resource("parameters", f"{named}.yaml")
    folder = folder.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    own_case_file = None if is_example else case_path(named).resolve()
    notebooks_folder, opened_file = _folder_of(folder, case.settings.id, own_case_file)
    notebooks_folder.mkdir(exist_ok=True)
    case_file = own_case_file or notebooks_folder / OF_RUN
    clear_leftovers(notebooks_folder / OF_RUN)
    if not case_file.exists():
        write_case(case, notebooks_folder, later=())
    asked_language = {} if language == case.settings.language else {"language": language}
    for notebook_name, notebook_source in notebook_sources().items():
        path = notebooks_folder / f"{notebook_name}.ipynb"
        clear_leftovers(path)
        case_parameter = (
            {"answers": notebook_source.example} if notebook_source.opens == "scan" else {"case": opened_file}
        )
        if not path.exists():
            written_notebook = written(
                notebook_name, {**case_parameter, **asked_language}, language=language, case=case
            )
            with new_file(path) as part_file:
                notebook_library().write(written_notebook, part_file)
    lab_room = Room(_root(folder, case_file), notebooks_folder, case_file)
    _lay_out(lab_room)
    return lab_room


def _folder_of(folder: Path, case_id: str, own_case: Path | None) -> tuple[Path, str]:
    """The folder of the notebooks of a case, and how they name it: another case of the same id has its own."""
    for folder_name in (case_id, f"{case_id}-{hashlib.sha256(str(own_case).encode()).hexdigest()[:6]}"):
        opened_file = OF_RUN if own_case is None else _relative(own_case, folder / folder_name)
        if _opened_by(folder / folder_name / f"{START}.ipynb") in (None, opened_file):
            break
    return folder / folder_name, opened_file


def _relative(path: Path, folder: Path) -> str:
    """A file as seen from a folder; its full path where it stands on another drive."""
    try:
        return Path(os.path.relpath(path, folder)).as_posix()
    except ValueError:
        return str(path)


def _opened_by(notebook: Path) -> str | None:
    """The case that a notebook opens; None where it is not there or says nothing of the kind.

    Raises
    ------
    OSError
        Where it is no plain file, or cannot be read.
    """
    if not notebook.exists():
        return None
    try:
        notebook_text = plain_bytes(notebook, _LARGEST).decode("utf-8")
        notebook_cells = notebook_library().reads(notebook_text, as_version=4).cells
        parameter_sources = [
            cell.source for cell in notebook_cells if "parameters" in cell.metadata.get("tags", ())
        ]
        statements = [statement for source in parameter_sources for statement in ast.parse(source).body]
    except (ValueError, SyntaxError):
        return None
    for statement in statements:
        target_nodes = (
            statement.targets if isinstance(statement, ast.Assign) else [getattr(statement, "target", None)]
        )
        assigned_node = getattr(statement, "value", None)
        is_case = [target.id for target in target_nodes if isinstance(target, ast.Name)] == ["case"]
        if is_case and isinstance(assigned_node, ast.Constant):
            return str(assigned_node.value)
    return None


def _root(folder: Path, case_file: Path) -> Path:
    """The nearest folder that holds notebooks and case; that of the notebooks where it would be a whole drive."""
    try:
        nearest_folder = Path(os.path.commonpath([folder, case_file.parent]))
    except ValueError:
        return folder
    return folder if nearest_folder == Path(nearest_folder.anchor) else nearest_folder


def _lay_out(room: Room) -> None:
    """Have JupyterLab open the first notebook, and beside it the case to edit."""
    from jupyterlab_server.workspaces_handler import WorkspacesManager

    notebook_path = room.seen(room.notebooks / f"{START}.ipynb")
    widget_by_name: dict[str, dict[str, str]] = {
        f"notebook:{notebook_path}": {"path": notebook_path, "factory": "Notebook"}
    }
    if room.case.is_relative_to(room.root):
        case_file = room.seen(room.case)
        widget_by_name[f"editor:{case_file}"] = {"path": case_file, "factory": "Editor"}
    tab_areas = [{"type": "tab-area", "currentIndex": 0, "widgets": [widget]} for widget in widget_by_name]
    dock: dict[str, Any] = {
        "type": "split-area",
        "orientation": "horizontal",
        "sizes": [0.6, 0.4][: len(tab_areas)],
        "children": tab_areas,
    }
    layout = {
        "main": {"dock": dock, "current": f"notebook:{notebook_path}"},
        "left": {"collapsed": True, "visible": True, "current": "filebrowser"},
        "right": {"collapsed": True, "visible": True},
    }
    data_by_widget: dict[str, Any] = {
        name: {"data": open_widget} for name, open_widget in widget_by_name.items()
    }
    data_by_widget |= {
        "layout-restorer:data": layout,
        "file-browser-filebrowser:cwd": {"path": room.seen(room.notebooks)},
    }
    (room.notebooks / LAYOUT).mkdir(exist_ok=True)
    workspaces = WorkspacesManager(str(room.notebooks / LAYOUT))
    workspaces.save(_LAYOUT_NAME, json.dumps({"data": data_by_widget, "metadata": {"id": _LAYOUT_NAME}}))


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
