"""Business cases of AI projects for social issues, for municipalities.

The front door, for whoever calculates on: ``load_case`` and ``appraise`` give a :class:`Study`, ``frames`` its tables
(docs/api.md). A name is imported when it is first asked for, so that importing the package itself loads nothing else.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from mll_finance.version import __version__

if TYPE_CHECKING:
    from mll_finance.engine.study import Study
    from mll_finance.errors import InputError
    from mll_finance.facade import frames
    from mll_finance.facade.adopted_results import load_case
    from mll_finance.facade.appraising import appraise
    from mll_finance.inputs.case.case import Case
    from mll_finance.inputs.case.finding import examples

__all__ = [
    "Case",
    "InputError",
    "Study",
    "__version__",
    "appraise",
    "examples",
    "frames",
    "load_case",
]

_HOMES = {
    "Case": "mll_finance.inputs.case.case",
    "InputError": "mll_finance.errors",
    "Study": "mll_finance.engine.study",
    "appraise": "mll_finance.facade.appraising",
    "examples": "mll_finance.inputs.case.finding",
    "frames": "mll_finance.facade.frames",
    "load_case": "mll_finance.facade.adopted_results",
}
"""The module in which each name of the front door stands."""


def __getattr__(name: str) -> Any:
    """A name of the front door, imported now that it is asked for."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    home_module = importlib.import_module(_HOMES[name])
    return home_module if home_module.__name__.endswith(f".{name}") else getattr(home_module, name)


def __dir__() -> list[str]:
    """The names of the front door beside those that are loaded."""
    return sorted({*globals(), *__all__})
