"""What a writer of a format is, and every format that there is: each file of ``report/writers/`` registers one."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

from mll_finance.engine.study import Study
from mll_finance.errors import UnregisteredError
from mll_finance.report.blocks import Page
from mll_finance.report.house_style import OURS, HouseStyle

FOLDER = "mll_finance.report.writers"


@dataclass(frozen=True)
class Writer:
    """One format of a run.

    Parameters
    ----------
    file : str
        Name of the file that it writes, such as ``report.html``.
    make : callable
        Writes the study below a folder, in a house style; imports what it needs itself, so that asking for the formats
        stays quick.
    usual : bool
        Whether a run has it unless ``--formats`` says otherwise.
    extra : str, optional
        The extra that it needs; None where the core is enough.
    need : callable, optional
        Refuses, given the command, where a program beside Python is not on this machine.
    """

    file: str
    make: Callable[[Study, Path, HouseStyle], None]
    usual: bool = True
    extra: str | None = "report"
    need: Callable[[str], None] | None = None
    of_page: Callable[[Page, Path, HouseStyle], None] | None = None
    """Writes a page that is given below a folder, such as the public version; None for what holds more than a page."""

    def write(self, study: Study, folder: Path, house_style: HouseStyle = OURS) -> None:
        """Write the study below a folder; in no house style but ours unless one is given."""
        self.make(study, folder, house_style)


@lru_cache(maxsize=1)
def writers() -> Mapping[str, Writer]:
    """Every format by name, the name of its file.

    Raises
    ------
    UnregisteredError
        A file registers no writer.
    """
    writers_package = importlib.import_module(FOLDER)
    writer_by_format: dict[str, Writer] = {}
    for format_name in sorted(
        module_info.name for module_info in pkgutil.iter_modules(writers_package.__path__)
    ):
        format_writer = getattr(importlib.import_module(f"{FOLDER}.{format_name}"), "WRITER", None)
        if not isinstance(format_writer, Writer):
            raise UnregisteredError(
                f"{FOLDER}.{format_name} registers no format; give it WRITER = Writer(...)"
            )
        writer_by_format[format_name] = format_writer
    return MappingProxyType(writer_by_format)
