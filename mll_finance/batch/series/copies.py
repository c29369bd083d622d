"""A batch copied to an address: each report whole, and marked as done by what comes last.

What a report shares is copied first. The manifest of a report names every file of it and is copied after all of them,
so a report without one is not there yet; the index of the batch comes after everything else.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path

from mll_finance.batch.earlier_run import earlier_run
from mll_finance.batch.manifest import MANIFEST
from mll_finance.batch.series.index import INDEX
from mll_finance.batch.series.plan import REPORTS
from mll_finance.batch.shared.kept import ASSETS
from mll_finance.errors import InputError, Problem
from mll_finance.terms import three


def is_address(out: str) -> bool:
    """Whether a place is an address and no folder."""
    return "://" in out


def local_folder(address: str) -> Path:
    """Where the batch for an address is made: the same for the same address, so that it can be gone on with."""
    return Path(f"batch_{hashlib.sha256(address.encode()).hexdigest()[:8]}")


class Copies:
    """The copy of a batch at an address.

    Parameters
    ----------
    address : str
        What fsspec knows, such as ``file:///mnt/shared/batch``, ``memory://batch`` or that of a bucket.

    Raises
    ------
    InputError
        When it knows no such address, or nothing can be made there.
    """

    def __init__(self, address: str) -> None:
        from fsspec.core import url_to_fs

        self.address = address
        self._shared: set[Path] = set()
        try:
            self._files, root_address = url_to_fs(address)
            self._root = root_address.rstrip("/")
            self._files.makedirs(self._root, exist_ok=True)
        except Exception as error:  # every kind of address has errors of its own
            raise InputError(
                Problem("--out", *three("batch_no_address", address=address, reason=_reason(error)))
            ) from error

    def copy_report(self, reports: Path, folder: str) -> str:
        """Copy a report that is not there as it is here; why that failed, or nothing."""
        report_folder = reports / folder
        try:
            manifest_address = f"{self._root}/{REPORTS}/{folder}/{MANIFEST}"
            manifest_bytes = (report_folder / MANIFEST).read_bytes()
            if self._files.exists(manifest_address):
                if self._files.cat_file(manifest_address) == manifest_bytes:
                    return ""
                self._files.rm_file(manifest_address)
            run_of_report = earlier_run(report_folder)
            asset_names = (
                () if run_of_report is None or run_of_report.shared is None else run_of_report.shared.assets
            )
            new_assets = {reports.parent / ASSETS / name for name in asset_names} - self._shared
            self._put(reports.parent, sorted(new_assets))
            self._shared |= new_assets
            self._put(reports.parent, _others(report_folder, last=MANIFEST))
            self._put(reports.parent, [report_folder / MANIFEST])
        except Exception as error:  # as above; the next report may fare better
            return _reason(error)
        return ""

    def copy_rest(self, folder: Path) -> str:
        """Copy what stands beside the reports, the index last; why that failed, or nothing."""
        files_beside = [
            path
            for top in sorted(folder.iterdir())
            if top.name not in (REPORTS, INDEX) and not top.name.startswith(".")
            for path in ([top] if top.is_file() else _others(top, last=""))
        ]
        try:
            self._put(folder, [*files_beside, folder / INDEX])
        except Exception as error:
            return _reason(error)
        return ""

    def _put(self, folder: Path, files: Iterable[Path]) -> None:
        for file_to_copy in files:
            copy_address = f"{self._root}/{file_to_copy.relative_to(folder).as_posix()}"
            self._files.makedirs(copy_address.rpartition("/")[0], exist_ok=True)
            self._files.pipe_file(copy_address, file_to_copy.read_bytes())


def _others(folder: Path, *, last: str) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file() and path != folder / last)


def _reason(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"
