"""The parts that are installed only when asked for, and the words for a command that needs one that is not there."""

from __future__ import annotations

import importlib.util
from collections.abc import Mapping

from mll_finance.errors import InputError, Phrase, Problem

EXTRAS: Mapping[str, tuple[str, ...]] = {
    "report": ("babel", "jinja2", "openpyxl", "xlsxwriter"),
    "cbs": ("cbsodata", "requests"),
    "notebooks": ("anywidget", "ipykernel", "jupyterlab", "nbformat", "papermill", "plotly"),
    "parquet": ("pyarrow",),
    "batch": ("babel", "jinja2", "pebble", "pyarrow"),
    "dask": ("babel", "distributed", "fsspec", "jinja2", "pebble", "pyarrow"),
    "documents": ("babel", "jinja2", "pikepdf", "pillow", "python-docx"),
}
"""Packages that the code of each extra imports or starts, by the extra of ``pyproject.toml`` that brings them."""
_MODULES: Mapping[str, str] = {"pillow": "PIL", "python-docx": "docx"}
"""The module of a package that is imported under another name."""


def need(extra: str, command: str) -> None:
    """Refuse to start on something for which an extra is missing.

    Parameters
    ----------
    extra : str
        The extra of ``pyproject.toml``.
    command : str
        What needs it, as its user names it.

    Raises
    ------
    InputError
        Naming the packages that are not there and the extra that brings them.
    """
    missing_package_names = [
        name for name in EXTRAS[extra] if importlib.util.find_spec(_MODULES.get(name, name)) is None
    ]
    if missing_package_names:
        raise InputError(_missing(command, missing_package_names, extra))


def missing(package: str, command: str) -> Problem | None:
    """The problem of a package that could not be imported; None where no extra brings it."""
    package_root = package.split(".", maxsplit=1)[0].lower()
    package_name = next((name for name, module in _MODULES.items() if module == package_root), package_root)
    extra_name = next((name for name, packages in EXTRAS.items() if package_name in packages), None)
    return None if extra_name is None else _missing(command, [package_name], extra_name)


def _missing(command: str, absent: list[str], extra: str) -> Problem:
    return Problem(
        command,
        Phrase.of("extra_is_not_installed", "{names} is not installed", names=absent[0])
        if len(absent) == 1
        else Phrase.of("extra_are_not_installed", "{names} are not installed", names=", ".join(absent)),
        Phrase.of("extra_needed", "it needs the extra '{extra}'", extra=extra),
        Phrase.of("extra_install", "pip install 'mll_finance[{extra}]'", extra=extra),
    )
