"""Papermill's own engine, which writes the notebook where somebody may wait for it.

Papermill writes the whole notebook as each cell begins and as it ends, cells of text included: twice for what takes no
time. Here it is written as a cell of code begins, with all that came before it, and after the last cell; and without
the indents and the look at its form with which papermill writes what is done, which cost some twenty times the writing.
Whoever reads the file while a cell runs reads what papermill writes. What is left when the cells are done is written by
papermill itself. Imports papermill: whoever is imported by papermill itself asks for this module when a notebook is
executed.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from nbformat.v4.nbjson import BytesEncoder
from papermill.engines import NBClientEngine, NotebookExecutionManager
from papermill.iorw import papermill_io


class _Written(NotebookExecutionManager):  # type: ignore[misc]
    """How far a notebook is, written where somebody may wait for it."""

    is_held = False
    """Whether a moment passes without being written."""
    is_underway = True
    """Whether papermill itself writes the notebook when this is done with it."""

    def cell_start(self, cell: Any, *where: Any, **options: Any) -> None:
        """Note that a cell begins; written where it is one of code, which may take long."""
        with self._held(cell.cell_type != "code"):
            super().cell_start(cell, *where, **options)

    def cell_complete(self, cell: Any, *where: Any, **options: Any) -> None:
        """Note that a cell has ended; written where it is the last, since the next is written as it begins."""
        with self._held(cell is not self.nb.cells[-1]):
            super().cell_complete(cell, *where, **options)

    def save(self, **options: Any) -> None:
        """Write the notebook."""
        if self.is_held or not self.output_path:
            return
        if options or not self.is_underway:
            super().save(**options)
        else:
            notebook_json = json.dumps(self.nb, cls=BytesEncoder, ensure_ascii=False, sort_keys=True)
            papermill_io.write(notebook_json, self.output_path)

    @contextmanager
    def _held(self, is_held: bool) -> Iterator[None]:
        self.is_held = is_held
        try:
            yield
        finally:
            self.is_held = False


class PapermillEngine(NBClientEngine):  # type: ignore[misc]
    """Executes a notebook as papermill's engine does."""

    @classmethod
    def execute_notebook(
        cls,
        nb: Any,
        kernel_name: str,
        output_path: str | None = None,
        progress_bar: bool | dict[str, Any] = True,
        log_output: bool = False,
        autosave_cell_every: int = 30,
        **options: Any,
    ) -> Any:
        """Execute a notebook, with the options that papermill takes, and return it as shown."""
        notebook_manager = _Written(nb, output_path, log_output, progress_bar, autosave_cell_every)
        notebook_manager.notebook_start()
        try:
            cls.execute_managed_notebook(notebook_manager, kernel_name, log_output=log_output, **options)
        except BaseException:
            notebook_manager.is_underway = False  # papermill leaves the file as it is now
            raise
        finally:
            notebook_manager.cleanup_pbar()
            notebook_manager.notebook_complete()
        return notebook_manager.nb
