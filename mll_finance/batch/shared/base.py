"""The dossier by which those of a case are told, kept once beside the reports of a batch."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from mll_finance.batch.shared.lines import places_of
from mll_finance.plain_files import plain_bytes

DOSSIER, MAIN_END = '\n<section class="product" id="dossier"', "\n</main>"
_POINTER = "first-"
_HEAD, _END = "window.mllBase = ", ";\n"
_LARGEST = 200_000_000


@dataclass(frozen=True)
class Base:
    """The dossier by which others are told: its lines, where each stands, and the script that holds them."""

    name: str
    text: str
    lines: Sequence[str]
    places: Mapping[str, Sequence[int]]


class Bases:
    """Where a base is kept: a file that is named after what it follows from holds the name of its script.

    Parameters
    ----------
    assets : Path
        Where what is shared stands.
    follows_from : str
        All that the base follows from.
    """

    def __init__(self, assets: Path, follows_from: str) -> None:
        self._assets = assets
        self._pointer = f"{_POINTER}{hashlib.sha256(follows_from.encode('utf-8')).hexdigest()[:16]}.txt"

    def found(self) -> Base | None:
        """The base, where it is there as it was written."""
        try:
            base_name = plain_bytes(self._assets / self._pointer, _LARGEST).decode("utf-8").strip()
            return _read(self._assets / base_name) if base_name.startswith("dossier-") else None
        except (OSError, ValueError):
            return None

    def kept(self, html: str, *, by: Path) -> Base | None:
        """The base in a page, kept by the report that brings it; None where the page has no dossier."""
        html_lines = dossier_lines(html)
        if html_lines is None:
            return None
        script_text = f"{_HEAD}{json.dumps(html_lines, ensure_ascii=False, separators=(',', ':'))}{_END}"
        base_dossier = Base(
            named("dossier", script_text, "js"), script_text, html_lines, places_of(html_lines)
        )
        put_beside(self._assets, base_dossier.name, script_text.encode("utf-8"), by=by)
        put_beside(self._assets, self._pointer, f"{base_dossier.name}\n".encode(), by=by)
        return base_dossier


def pointers(assets: Path, names: Collection[str]) -> list[str]:
    """The files that hold one of these names, and nothing more."""
    return sorted(
        path.name
        for path in assets.glob(f"{_POINTER}*")
        if path.read_bytes().decode("utf-8", errors="replace").strip() in names
    )


def dossier_lines(html: str) -> list[str] | None:
    """The lines of the dossier of a whole page; None where it has none."""
    dossier_start, dossier_end = html.find(DOSSIER), html.rfind(MAIN_END)
    return html[dossier_start + 1 : dossier_end].split("\n") if 0 <= dossier_start < dossier_end else None


def base_lines(text: str) -> list[str]:
    """The lines in the script of a :class:`Base`."""
    html_lines: list[str] = json.loads(text.removeprefix(_HEAD).removesuffix(_END))
    return html_lines


def named(kind: str, text: str, ending: str) -> str:
    """The name of something that is shared: its kind and its hash."""
    return f"{kind}-{hashlib.sha256(text.encode('utf-8')).hexdigest()[:16]}.{ending}"


def put_beside(assets: Path, name: str, content: bytes, *, by: Path) -> None:
    """Put something beside the reports, whole or not at all, where it is not there yet.

    It is written in the folder of the report that brings it, which nobody else works in and which is cleared if its
    process dies; many processes may bring the same at once.
    """
    if (assets / name).is_file() and (assets / name).read_bytes() == content:
        return
    assets.mkdir(parents=True, exist_ok=True)
    with (by / name).open("wb") as part_file:
        part_file.write(content)
        part_file.flush()
        os.fsync(part_file.fileno())
    (by / name).replace(assets / name)


@lru_cache(maxsize=2)
def _read(path: Path) -> Base:
    """A base as it is kept.

    Raises
    ------
    OSError, ValueError
        Where it is not there, or no longer what its name says.
    """
    script_text = plain_bytes(path, _LARGEST).decode("utf-8")
    if named("dossier", script_text, "js") != path.name:
        raise ValueError(path)
    html_lines = base_lines(script_text)
    return Base(path.name, script_text, html_lines, places_of(html_lines))
