"""What papermill calls: the class that the entry point ``papermill.engine`` names ``mll``."""

from __future__ import annotations

from typing import Any

from papermill.engines import NBClientEngine

from mll_finance.batch.notebook_engine.forked import ForkedKernelManager


class MllEngine(NBClientEngine):  # type: ignore[misc]
    """Executes notebooks as papermill does, in kernels that are split off from a process that is ready."""

    @classmethod
    def execute_managed_notebook(cls, nb_man: Any, kernel_name: str, **options: Any) -> Any:
        """Execute the notebook of a manager of papermill in a kernel, with the options that papermill takes."""
        options.setdefault("kernel_manager_class", ForkedKernelManager)
        return super().execute_managed_notebook(nb_man, kernel_name, **options)
