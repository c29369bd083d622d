"""The one door through which a case reaches files: those of its own folder, and those that its user names.

A case comes from somebody else as often as not, so what it may read is narrow: plain files of bounded size, in its own
folder or below it, or named by whoever opens it (``--set case.tables.own=/elsewhere/own.csv``). What was read is kept,
so that a run can hand on exactly what it used.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path, PureWindowsPath
from types import MappingProxyType
from typing import NoReturn

from mll_finance.errors import InputError, Problem
from mll_finance.inputs.text.csv_text import MAX_BYTES
from mll_finance.plain_files import NoPlainFileError, plain_bytes
from mll_finance.system_reasons import system_reason
from mll_finance.terms import phrase

_LONGEST = 120
"""Letters of a name that a message shows."""
_NAMED = "named"
"""Folder, within a copy of a case, of the files that lie elsewhere."""


class CaseFiles:
    """The files of one case, read once each.

    Parameters
    ----------
    folder : Path
        Folder of the case, from which it names its files.
    named : iterable of str
        Files that whoever opens the case names, wherever they lie.
    """

    def __init__(self, folder: Path, named: Iterable[str] = ()) -> None:
        self.folder, self.named = folder, frozenset(named)
        self._contents: dict[str, bytes] = {}

    @classmethod
    def holding(cls, folder: Path, contents: Mapping[str, bytes]) -> CaseFiles:
        """Files of which these contents were read already."""
        case_files = cls(folder, contents)
        case_files._contents = dict(contents)
        return case_files

    @property
    def names(self) -> tuple[str, ...]:
        """The files that were read, by the names that the case has for them."""
        return tuple(self._contents)

    def naming(self, names: Iterable[str]) -> CaseFiles:
        """The same files, and others that the user names."""
        all_names = self.named | set(names)
        if all_names == self.named:
            return self
        case_files = CaseFiles(self.folder, all_names)
        case_files._contents = self._contents
        return case_files

    def read(self, name: str) -> bytes:
        """The contents of a file, as they were when it was read first.

        Raises
        ------
        InputError
            For a file that is not there, cannot be read, is too large or no plain file, or that lies outside the folder
            of the case and is not named by the user; its path is that of nothing, for the caller to place.
        """
        if name not in self._contents:
            self._contents[name] = self._read(name)
        return self._contents[name]

    def holds(self, name: str) -> bool:
        """Whether a file was read, so that it belongs to the case as it was loaded."""
        return name in self._contents

    @property
    def contents(self) -> Mapping[str, bytes]:
        """What was read, by the name that a copy of the case has for it: relative, below the folder of the copy."""
        return MappingProxyType({self.name_in_copy(name): text for name, text in self._contents.items()})

    def name_in_copy(self, name: str) -> str:
        """The name of a file in a copy of the case: its own, or a new one where it lies elsewhere.

        Examples
        --------
        >>> files = CaseFiles(Path("cases"), named=["/data/own.csv"])
        >>> files.name_in_copy("tables/own.csv"), files.name_in_copy("/data/own.csv")
        ('tables/own.csv', 'named/own.csv')
        """
        if not _leaves_folder(name):
            return Path(name).as_posix()
        same_names = sorted(
            other_name for other_name in self.named if Path(other_name).name == Path(name).name
        )
        index_among_alike = same_names.index(name) if name in same_names else 0
        stem, suffix = Path(name).stem, Path(name).suffix
        return f"{_NAMED}/{stem}{f'_{index_among_alike + 1}' if index_among_alike else ''}{suffix}"

    def _read(self, name: str) -> bytes:
        path = self.folder / name
        if "\0" in name or (name not in self.named and self._is_outside(name)):
            _refuse_file(name, "csv_outside", remedy="csv_outside_remedy")
        try:
            file_bytes = plain_bytes(path, MAX_BYTES)
        except FileNotFoundError:
            _refuse_file(name, "csv_no_file")
        except NoPlainFileError:
            _refuse_file(name, "csv_no_plain_file")
        except (OSError, ValueError) as error:
            if isinstance(error, IsADirectoryError):
                _refuse_file(name, "csv_folder")
            reason = system_reason(error) if isinstance(error, OSError) else type(error).__name__
            _refuse_file(name, "csv_unreadable", detail=reason)
        if len(file_bytes) > MAX_BYTES:
            byte_count = path.stat().st_size
            _refuse_file(name, "csv_too_large", size=f"{byte_count:,}", most=f"{MAX_BYTES:,}")
        return file_bytes

    def _is_outside(self, name: str) -> bool:
        """Whether a name leads out of the folder of the case, by itself or through a link."""
        if _leaves_folder(name):
            return True
        try:
            return not (self.folder / name).resolve().is_relative_to(self.folder.resolve())
        except (OSError, RuntimeError):
            return True


def _leaves_folder(name: str) -> bool:
    windows_path = PureWindowsPath(name)
    return Path(name).is_absolute() or bool(windows_path.anchor) or ".." in windows_path.parts


def _refuse_file(name: str, key: str, *, remedy: str = "csv_remedy", **fields: object) -> NoReturn:
    shown_name = "".join(sign if sign.isprintable() else "?" for sign in name[:_LONGEST])
    finding_phrase = phrase("csv_file", file=shown_name, found=phrase(key, **fields))
    raise InputError(
        Problem("", finding_phrase, phrase("csv_allowed"), phrase(remedy), id=key), file=shown_name
    )
