"""The folder of a report of a batch without what it shares with others, and one that stands alone made of it."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path
from typing import Any

from mll_finance.batch.earlier_run import EarlierRun
from mll_finance.batch.manifest import MANIFEST, write_json
from mll_finance.batch.shared.base import Base, named, put_beside
from mll_finance.batch.shared.compact import compacted, spread_out
from mll_finance.batch.shared.kept import SHARED, packed, whole_manifest
from mll_finance.batch.shared.page import shared_page, whole_page
from mll_finance.batch.whole_folder import whole_folder
from mll_finance.plain_files import plain_bytes
from mll_finance.terms import Language

_REPORT = "report.html"
_PAGES = (_REPORT, "residents.html")
_JSON = (".ipynb", ".json")
_CASE = "case.yaml"
_LARGEST = 200_000_000


def share(folder: Path, *, assets: Path, base: Base | None, language: Language) -> None:
    """Take from a report what others have too, before its folder gets its name.

    What it takes stands beside the reports before the report is there, so that a report that is there is whole. A text
    gives the same bytes whichever report comes first, and none depends on another.

    Parameters
    ----------
    folder : Path
        The folder that the report is made in, with its manifest.
    assets : Path
        Where what is shared stands.
    base : Base or None
        The dossier by which its own is told.
    language : str
        Of the report.
    """
    manifest: dict[str, Any] = json.loads(plain_bytes(folder / MANIFEST, _LARGEST))
    lines_by_name = manifest.get("texts", {})
    text_by_asset: dict[str, str] = {}
    own_text_by_name: dict[str, str] = {}
    for file_name in manifest["files"]:
        path = folder / file_name
        if file_name in _PAGES:
            html = path.read_bytes().decode("utf-8")
            own_text_by_name[file_name], page_and_assets = shared_page(
                html, base if file_name == _REPORT else None, language
            )
            text_by_asset |= page_and_assets
        elif path.suffix in _JSON:
            compact_text = compacted(path.read_bytes().decode("utf-8"))
            own_text_by_name |= {} if compact_text is None else {file_name: compact_text}
    file_by_text = {}
    if _CASE in lines_by_name:
        case_text = (folder / _CASE).read_bytes().decode("utf-8")
        file_by_text[_CASE] = named("case", case_text, "yaml")
        text_by_asset[file_by_text[_CASE]] = case_text
    for file_name, text in text_by_asset.items():
        put_beside(assets, file_name, text.encode("utf-8"), by=folder)
    raw_parts_to_pack = {"inputs": manifest.pop("inputs", None), "texts": manifest.pop("texts", None)}
    raw_parts_to_pack["texts"] = {
        name: lines for name, lines in lines_by_name.items() if name not in file_by_text
    }
    whole_digest_by_name = {name: manifest["files"][name] for name in own_text_by_name}
    manifest["files"] |= {name: _digest(text) for name, text in own_text_by_name.items()}
    manifest[SHARED] = {
        "assets": {name: _digest(text) for name, text in sorted(text_by_asset.items())},
        "files": whole_digest_by_name,
        "texts": file_by_text,
        "packed": packed(raw_parts_to_pack),
    }
    for file_name, text in own_text_by_name.items():
        (folder / file_name).write_bytes(text.encode("utf-8"))
    write_json(folder / MANIFEST, manifest)


def stand_alone(run: EarlierRun, folder: Path) -> Path:
    """Make a folder that stands alone of a report of a batch, as ``mll batch --whole`` would have written it.

    Parameters
    ----------
    run : EarlierRun
        The report; nothing that it shares is lacking.
    folder : Path
        A folder that is not there yet, or is empty.
    """
    with whole_folder(folder) as new_folder:
        write_whole(run, new_folder)
    return folder


def write_whole(run: EarlierRun, new: Path) -> None:
    """Write the files of a report into a folder as they are whole; what somebody edited stays edited.

    A pipe or a device holds nothing to copy: one in the place of a file is missing in what is written.
    """
    shutil.copytree(run.folder, new, symlinks=True, dirs_exist_ok=True, ignore=_not_plain)
    shared_parts = run.shared
    if shared_parts is None:
        return
    manifest: dict[str, Any] = json.loads(plain_bytes(run.folder / MANIFEST, _LARGEST))
    edited_names = set(run.edited())
    for file_name in shared_parts.whole_digests:
        path = new / file_name
        is_page = file_name in _PAGES
        is_elsewhere = path.is_symlink() or path.parent.resolve() != new.resolve() / Path(file_name).parent
        if is_elsewhere or not path.is_file() or (file_name in edited_names and not is_page):
            continue
        file_text = plain_bytes(path, _LARGEST).decode("utf-8", errors="replace")
        try:
            whole_text = (
                whole_page(file_text, lambda asset_name: shared_parts.text(run.folder, asset_name) or "")
                if is_page
                else spread_out(file_text)
            )
        except (ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError):
            continue  # edited beyond what can be put together: it stays as somebody left it
        path.write_bytes(whole_text.encode("utf-8"))
    write_json(new / MANIFEST, whole_manifest(manifest, run.folder))


def _not_plain(folder: str, names: list[str]) -> list[str]:
    """Of the names in a folder those of a pipe, a socket or a device."""
    paths = [Path(folder) / name for name in names]
    return [path.name for path in paths if not (path.is_symlink() or path.is_dir() or path.is_file())]


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()
