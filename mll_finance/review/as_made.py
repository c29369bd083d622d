"""The files of a run as it made them: those that nobody edited, and the texts that its manifest keeps.

A manifest may come from a stranger: a text of it counts only where it has the hash of the file.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from mll_finance.batch.earlier_run import EarlierRun
from mll_finance.batch.executed import NOTEBOOKS
from mll_finance.batch.run import RESULTS
from mll_finance.inputs.case.as_adopted import lock_path
from mll_finance.inputs.case.finding import OF_RUN

Contents = Callable[[str], bytes | None]
"""The contents of a file of a run by its name; None where there are none."""


@dataclass(frozen=True)
class AsMade:
    """A delivered run, and what it was."""

    run: EarlierRun

    @cached_property
    def edited(self) -> frozenset[str]:
        """Names of the files that are no longer as the run made them."""
        return frozenset(self.run.edited())

    @cached_property
    def missing(self) -> frozenset[str]:
        """Names of the files that are gone."""
        return frozenset(self.run.missing())

    def contents(self, name: str) -> bytes | None:
        """A file as the run made it; None where nobody knows any more."""
        if name in self.run.digests and name not in self.edited | self.missing:
            return (self.run.folder / name).read_bytes()
        return self._kept_text(name)

    def contents_now(self, name: str) -> bytes | None:
        """A file as it stands in the folder; None where it is gone, or no plain file of that folder."""
        path = self.run.folder / name
        is_of_folder = path.resolve().is_relative_to(self.run.folder.resolve())
        return path.read_bytes() if is_of_folder and not path.is_symlink() and path.is_file() else None

    @cached_property
    def results(self) -> dict[str, Any] | None:
        """The results as they were delivered."""
        return json_of(self.contents(RESULTS))

    @property
    def fingerprint(self) -> dict[str, Any]:
        """What the results say that they depend on; what the manifest says where they are lost."""
        raw_fingerprint = (self.results or {}).get("fingerprint")
        return raw_fingerprint if isinstance(raw_fingerprint, dict) else self.run.fingerprint

    @cached_property
    def own_names(self) -> dict[str, str]:
        """The names that the case and its lock had beside one another, by those of their copies in the run."""
        case_file = self.run.case_file
        return {OF_RUN: case_file, lock_path(OF_RUN).name: lock_path(case_file).name}

    def lay_down(self, folder: Path, *, as_now: Iterable[str] = ()) -> None:
        """Write what a case can be made of into a folder: every file but notebooks and results, as it was made.

        The case gets the name that it had, since its report names it.

        Parameters
        ----------
        folder : Path
            An empty folder.
        as_now : iterable of str
            Files that are written as they stand in the folder of the run instead.
        """
        names_as_now = set(as_now)
        for file_name in self.run.digests:
            if file_name == RESULTS or Path(file_name).parts[0] == NOTEBOOKS:
                continue
            file_bytes = (
                self.contents_now(file_name) if file_name in names_as_now else self.contents(file_name)
            )
            if file_bytes is not None:
                target_path = folder / self.own_names.get(file_name, file_name)
                target_path.parent.mkdir(parents=True, exist_ok=True)
                target_path.write_bytes(file_bytes)

    def _kept_text(self, name: str) -> bytes | None:
        text_lines = self.run.texts.get(name) if isinstance(self.run.texts, dict) else None
        if not isinstance(text_lines, list) or not all(isinstance(line, str) for line in text_lines):
            return None
        for line_end in ("\n", "\r\n"):
            for last_break in (line_end, ""):
                bytes_of_text = (line_end.join(text_lines) + last_break).encode("utf-8", errors="replace")
                if hashlib.sha256(bytes_of_text).hexdigest() == self.run.digests.get(name):
                    return bytes_of_text
        return None


def json_of(contents: bytes | None) -> dict[str, Any] | None:
    """The mapping that a file of JSON holds; None where it holds none."""
    try:
        raw_document = None if contents is None else json.loads(contents)
    except (ValueError, RecursionError):
        return None
    return raw_document if isinstance(raw_document, dict) else None
