"""Where the data tables, notebooks and example cases are: in the wheel, or in the checkout."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Mapping
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Protocol, TypeVar

_PACKAGE = Path(__file__).resolve().parent


def root() -> Path:
    """Folder that holds ``data/``, ``notebooks/`` and ``parameters/``.

    An installed wheel carries them inside the package; in a checkout they are the client's top-level folders.
    """
    packaged_folder = _PACKAGE / "_resources"
    return packaged_folder if packaged_folder.is_dir() else _PACKAGE.parent


def resource(*parts: str) -> Path:
    """Path of a carried file or folder, such as ``resource("data", "terms.csv")``.

    Examples
    --------
    >>> resource("data").name
    'data'
    """
    return root().joinpath(*parts)


def shipped_rows(name: str) -> list[dict[str, str]]:
    """The rows of a table of ``data/`` by the heads of its columns.

    Examples
    --------
    >>> [row["nl"] for row in shipped_rows("units.csv") if row["token"] == "household"]
    ['huishouden']
    """
    with resource("data", name).open(encoding="utf-8", newline="") as table_file:
        return list(csv.DictReader(table_file))


def package_folder() -> Path:
    """Folder of the package's own source, for the fingerprint of the code."""
    return _PACKAGE


Cached = TypeVar("Cached", bound="ClearedCache")
READ_AT_START = ("thresholds.csv",)
"""Files whose numbers stand in constants of modules: where one changes, a session has to begin anew."""

WORDS = (
    "algoritmekader.csv",
    "algoritmekader.yaml",
    "assessment_*.csv",
    "assessment_*.yaml",
    "dutch_words.csv",
    "durations.csv",
    "durations.yaml",
    "notebooks.yaml",
    "notes_nl.yaml",
    "run_tables.csv",
    "scan_*.yaml",
    "sentences*.yaml",
    "statline_topics.csv",
    "statline_topics.yaml",
    "terms.csv",
)
"""Files of ``data/`` on which no result of a case depends: how it is told, asked for, or taken in.

Any other file counts as one that a result depends on, so that a new one that is forgotten here is on the safe side.
"""


class ClearedCache(Protocol):
    """A function that keeps what it gave, such as one with ``lru_cache``."""

    def cache_clear(self) -> None:
        """Forget it."""


class ShippedData:
    """The files of ``data/`` as this process read them, by the digest of all of them together.

    Whoever works in JupyterLab may edit a table while the suite runs. What is calculated with one reading of the files
    stays of that reading; :meth:`refresh`, at every case that is opened, reads them anew, and forgets what was made of
    them where they differ.
    """

    def __init__(self) -> None:
        self._files_by_digest: dict[str, dict[str, bytes]] = {}
        self._at_start: dict[str, bytes] = {}
        self._as_they_lie: dict[str, bytes] = {}
        self._digest = ""
        self._caches: list[ClearedCache] = []

    def kept(self, cached: Cached) -> Cached:
        """A function whose cache holds what the files gave: it is emptied where they change."""
        self._caches.append(cached)
        return cached

    @property
    def caches(self) -> tuple[ClearedCache, ...]:
        """Every cache that follows the files."""
        return tuple(self._caches)

    @property
    def digest(self) -> str:
        """SHA-256 of the files as they were read last."""
        if not self._digest:
            self.refresh()
        return self._digest

    def files(self, digest: str) -> dict[str, bytes]:
        """The files by name, of a reading that this process made."""
        return self._files_by_digest[digest]

    def results_digest(self, digest: str) -> str:
        """SHA-256 of the files of a reading on which results depend: all but :data:`WORDS`."""
        bytes_by_name = self._files_by_digest[digest]
        return _hashed({name: contents for name, contents in bytes_by_name.items() if not is_of_words(name)})

    def refresh(self) -> tuple[str, ...]:
        """Read the files anew; gives the names of those that changed and stand in constants since the start."""
        contents_by_name = {
            path.name: path.read_bytes()
            for path in sorted(resource("data").iterdir())
            if path.suffix in (".csv", ".yaml")
        }
        if not self._digest or contents_by_name != self._as_they_lie:
            self._take(contents_by_name)
        bytes_by_name = self._files_by_digest[self._digest]
        self._at_start = self._at_start or bytes_by_name
        return tuple(name for name in READ_AT_START if self._at_start.get(name) != bytes_by_name.get(name))

    def _take(self, contents_by_name: dict[str, bytes]) -> None:
        """Have files that were read for those of this process; line ends of another system make no difference."""
        last_files = self._files_by_digest.get(self._digest, {})
        bytes_by_name: dict[str, bytes] = {}
        for file_name, bytes_on_disk in contents_by_name.items():
            bytes_as_shipped = bytes_on_disk.replace(b"\r\n", b"\n")
            # An unchanged file is kept once, however many readings there are.
            bytes_by_name[file_name] = (
                last_files[file_name] if last_files.get(file_name) == bytes_as_shipped else bytes_as_shipped
            )
        self._as_they_lie = contents_by_name
        digest = _hashed(bytes_by_name)
        if digest != self._digest:
            self._files_by_digest[digest] = bytes_by_name
            self._digest = digest
            for cache in self._caches:
                cache.cache_clear()


def is_of_words(name: str) -> bool:
    """Whether a file of ``data/`` only says how results are told.

    Examples
    --------
    >>> is_of_words("sentences_form.yaml"), is_of_words("unit_costs.csv")
    (True, False)
    """
    return any(fnmatchcase(name, pattern) for pattern in WORDS)


def _hashed(files: Mapping[str, bytes]) -> str:
    hashed = hashlib.sha256()
    for file_name, contents in files.items():
        hashed.update(f"{file_name}\0{len(contents)}\0".encode() + contents)
    return hashed.hexdigest()


SHIPPED_DATA = ShippedData()
