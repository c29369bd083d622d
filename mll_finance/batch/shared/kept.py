"""What a manifest keeps of a report of a batch: packed, and a text that many have beside them all."""

from __future__ import annotations

import base64
import hashlib
import json
import lzma
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mll_finance.plain_files import plain_bytes

SHARED = "shared"
"""The key of a manifest under which this stands."""
ASSETS = "assets"
UP_TO_BATCH = 4
"""How many folders the root of a batch is above the files of a report: reports, case, municipality, scenario."""
_NAME = re.compile(r"[a-z]+-[0-9a-f]{16}\.(?:css|js|yaml)")
_LARGEST = 50_000_000
"""Bytes that what is packed may be, and a text that is shared: a manifest may come from a stranger."""


@dataclass(frozen=True)
class SharedParts:
    """What a report of a batch takes from beside it.

    Parameters
    ----------
    assets : dict
        SHA-256 of each file that it takes, by name.
    whole_digests : dict
        SHA-256 of its pages as they are whole, by name.
    texts : dict
        The file that holds a text that the manifest keeps, by the name of the text.
    """

    assets: dict[str, str]
    whole_digests: dict[str, str] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)

    def lacking(self, folder: Path) -> list[str]:
        """The files that are not there, or are no longer what they were."""
        return [name for name in self.assets if self.text(folder, name) is None]

    def text(self, folder: Path, name: str) -> str | None:
        """The text of a file that is shared; None where it is not there, or no longer what it was."""
        try:
            asset_bytes = plain_bytes(assets_of(folder) / name, _LARGEST)
            asset_text = asset_bytes.decode("utf-8")
        except (OSError, ValueError):
            return None
        return asset_text if hashlib.sha256(asset_bytes).hexdigest() == self.assets[name] else None


def assets_of(folder: Path) -> Path:
    """Where what is shared stands, seen from the folder of a report."""
    return folder.resolve().joinpath(*[".."] * UP_TO_BATCH).resolve() / ASSETS


def packed(content: Mapping[str, Any]) -> str:
    """JSON as a short text."""
    json_bytes = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode("utf-8")
    return base64.b85encode(lzma.compress(json_bytes, preset=9)).decode("ascii")


def shared_parts(manifest: Mapping[str, Any]) -> SharedParts | None:
    """What the manifest of a report says that it takes from beside it; None of one that stands alone."""
    raw_parts = manifest.get(SHARED)
    if not isinstance(raw_parts, dict):
        return None
    digest_by_asset, digest_by_file, asset_by_text = (
        _texts_by_name(raw_parts.get(name)) for name in ("assets", "files", "texts")
    )
    if digest_by_asset is None or digest_by_file is None or asset_by_text is None:
        return None
    if not all(map(_NAME.fullmatch, digest_by_asset)) or not set(asset_by_text.values()) <= set(
        digest_by_asset
    ):
        return None
    if not set(digest_by_file) <= set(manifest["files"]):
        return None
    return SharedParts(digest_by_asset, digest_by_file, asset_by_text)


def _texts_by_name(raw: Any) -> dict[str, str] | None:
    is_map = isinstance(raw, dict) and all(isinstance(text, str) for text in raw.values())
    return raw if is_map else None


def whole_manifest(manifest: Mapping[str, Any], folder: Path) -> dict[str, Any]:
    """A manifest with what it keeps in the open again, as far as that is there, and the hashes of whole pages."""
    shared_parts_of_manifest = shared_parts(manifest)
    if shared_parts_of_manifest is None:
        return dict(manifest)
    raw_parts = manifest[SHARED]
    unpacked_parts = _unpacked(raw_parts.get("packed")) if isinstance(raw_parts, dict) else {}
    shared_text_by_name = {
        name: shared_parts_of_manifest.text(folder, file)
        for name, file in shared_parts_of_manifest.texts.items()
    }
    raw_texts = unpacked_parts.get("texts")
    lines_by_name = {
        **(raw_texts if isinstance(raw_texts, dict) else {}),
        **{name: text.splitlines() for name, text in shared_text_by_name.items() if text is not None},
    }
    unshared_part_by_name = {name: part for name, part in manifest.items() if name != SHARED}
    digest_by_file = {**unshared_part_by_name["files"], **shared_parts_of_manifest.whole_digests}
    lines_by_name_in_file_order = {
        name: lines_by_name[name] for name in digest_by_file if name in lines_by_name
    }
    if "texts" not in unpacked_parts:
        return {**unshared_part_by_name, "files": digest_by_file}
    return {
        **unshared_part_by_name,
        "files": digest_by_file,
        "inputs": unpacked_parts.get("inputs"),
        "texts": lines_by_name_in_file_order,
    }


def _unpacked(text: Any) -> dict[str, Any]:
    """What was packed; nothing where it is no longer what was written."""
    try:
        json_bytes = lzma.LZMADecompressor().decompress(base64.b85decode(text), max_length=_LARGEST)
        json_content = json.loads(json_bytes)
    except (TypeError, ValueError, lzma.LZMAError, EOFError, RecursionError):
        return {}
    return json_content if isinstance(json_content, dict) else {}
