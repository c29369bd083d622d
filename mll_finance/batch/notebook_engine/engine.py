"""What papermill calls: the class that the entry point ``papermill.engine`` names ``mll``.

Papermill loads every registered engine while it is itself being imported. So this module asks for papermill only when
a notebook is executed: whichever of the two is imported first, the other is whole.
"""

from __future__ import annotations

from typing import Any

from mll_finance.batch.notebook_engine.forked import ForkedKernelManager


class MllEngine:
    """Executes notebooks as papermill's own engine does, in kernels that are split off from a process that is ready."""

    @classmethod
    def execute_notebook(cls, nb: Any, kernel_name: str, **options: Any) -> Any:
        """Execute a notebook in such a kernel, with the options that papermill takes, and return it as shown."""
        options.setdefault("kernel_manager_class", ForkedKernelManager)
        return _of_papermill().execute_notebook(nb, kernel_name, **options)

    @classmethod
    def nb_kernel_name(cls, nb: Any, name: str | None = None) -> Any:
        """The name of the kernel: the one that is given, or else the one that the notebook names."""
        return _of_papermill().nb_kernel_name(nb, name)

    @classmethod
    def nb_language(cls, nb: Any, language: str | None = None) -> Any:
        """The language: the one that is given, or else the one that the notebook names."""
        return _of_papermill().nb_language(nb, language)


def _of_papermill() -> Any:
    from mll_finance.batch.notebook_engine.papermill_engine import PapermillEngine

    return PapermillEngine
