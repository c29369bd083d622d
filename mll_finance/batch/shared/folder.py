"""The folder of a report of a batch without what it shares with others, and one that stands alone made of it."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path
from typing import Any

from mll_finance.batch.earlier_run import EarlierRun
from mll_finance.batch.manifest import MANIFEST, write_json
from mll_finance.batch.shared.kept import ASSETS, SHARED, assets_of, packed, whole_manifest
from mll_finance.batch.shared.lines import places_of
from mll_finance.batch.shared.page import (
    Base,
    base_lines,
    base_text,
    dossier_lines,
    named,
    shared_page,
    whole_page,
)
from mll_finance.batch.whole_folder import whole_folder
from mll_finance.plain_files import plain_bytes
from mll_finance.terms import Language
from mll_finance.whole_files import replaced_file

_REPORT = "report.html"
_PAGES = (_REPORT, "residents.html")
_CASE = "case.yaml"
_BASES = "dossiers.json"
_LARGEST = 200_000_000


class SharedFolder:
    """What the reports of one batch share, as it grows: ``assets`` in the folder of the batch."""

    def __init__(self, batch: Path) -> None:
        self.path = batch / ASSETS
        self._names: dict[str, str] = {}
        self._base: tuple[str, Base] | None = None
        if (self.path / _BASES).is_file():
            self._names = json.loads(plain_bytes(self.path / _BASES, _LARGEST))

    def share(self, folder: Path, case_id: str, language: Language) -> None:
        """Take from the folder of a report what others have too; it is whole before and after, never in between."""
        manifest = json.loads(plain_bytes(folder / MANIFEST, _LARGEST))
        if SHARED in manifest:
            return
        texts = manifest.get("texts", {})
        assets: dict[str, str] = {}
        pages: dict[str, str] = {}
        for name in _PAGES:
            if name in manifest["files"]:
                html = (folder / name).read_bytes().decode("utf-8")
                base = self._base_of(case_id, html) if name == _REPORT else None
                pages[name], of_page = shared_page(html, base, language)
                assets |= of_page
        text_file = {}
        if _CASE in texts:
            case_text = (folder / _CASE).read_bytes().decode("utf-8")
            text_file[_CASE] = named("case", case_text, "yaml")
            assets[text_file[_CASE]] = case_text
        for name, text in assets.items():
            self._write(name, text)
        kept = {"inputs": manifest.pop("inputs", None), "texts": manifest.pop("texts", None)}
        kept["texts"] = {name: lines for name, lines in texts.items() if name not in text_file}
        whole_digests = {name: manifest["files"][name] for name in pages}
        manifest["files"] |= {name: _digest(text) for name, text in pages.items()}
        manifest[SHARED] = {
            "assets": {name: _digest(text) for name, text in sorted(assets.items())},
            "files": whole_digests,
            "texts": text_file,
            "packed": packed(kept),
        }
        with whole_folder(folder) as new:
            _copy(folder, new)
            for name, text in pages.items():
                (new / name).write_bytes(text.encode("utf-8"))
            write_json(new / MANIFEST, manifest)

    def _base_of(self, case_id: str, html: str) -> Base | None:
        """The dossier by which those of a case are told: that of its first report."""
        if self._base is not None and self._base[0] == case_id:
            return self._base[1]
        if case_id not in self._names:
            lines = dossier_lines(html)
            if lines is None:
                return None
            text = base_text(lines)
            name = named("dossier", text, "js")
            self._write(name, text)
            self._names[case_id] = name
            with replaced_file(self.path / _BASES) as part:
                write_json(part, self._names)
        else:
            name = self._names[case_id]
            lines = base_lines(plain_bytes(self.path / name, _LARGEST).decode("utf-8"))
        base = Base(name, lines, places_of(lines))
        self._base = case_id, base
        return base

    def _write(self, name: str, text: str) -> None:
        """Put something beside the reports, once."""
        content, path = text.encode("utf-8"), self.path / name
        if path.is_file() and path.read_bytes() == content:
            return
        self.path.mkdir(parents=True, exist_ok=True)
        with replaced_file(path) as part:
            part.write_bytes(content)


def stand_alone(run: EarlierRun, folder: Path) -> Path:
    """Make a folder that stands alone of a report of a batch, as ``mll batch --whole`` would have written it.

    Parameters
    ----------
    run : EarlierRun
        The report; nothing that it shares is lacking.
    folder : Path
        A folder that is not there yet, or is empty.
    """
    with whole_folder(folder) as new:
        write_whole(run, new)
    return folder


def write_whole(run: EarlierRun, new: Path) -> None:
    """Write the files of a report into a folder, its pages whole; what somebody edited stays edited."""
    _copy(run.folder, new)
    manifest: dict[str, Any] = json.loads(plain_bytes(run.folder / MANIFEST, _LARGEST))
    shared = run.shared
    if shared is None:
        return
    for name in shared.whole_digests:
        path = new / name
        if name in _PAGES and path.is_file() and not path.is_symlink():
            html = plain_bytes(path, _LARGEST).decode("utf-8", errors="replace")
            try:
                whole_html = whole_page(html, lambda asset_name: shared.text(run.folder, asset_name) or "")
            except (ValueError, KeyError, TypeError, IndexError):
                continue  # edited beyond what can be put together: it stays as somebody left it
            path.write_bytes(whole_html.encode("utf-8"))
    write_json(new / MANIFEST, whole_manifest(manifest, run.folder))


def missing_assets(run: EarlierRun) -> tuple[list[str], Path]:
    """The files that a report of a batch needs and that are not there, and where they belong."""
    return ([] if run.shared is None else run.shared.lacking(run.folder)), assets_of(run.folder)


def _copy(folder: Path, new: Path) -> None:
    shutil.copytree(folder, new, symlinks=True, dirs_exist_ok=True)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()
