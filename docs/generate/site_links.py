"""What the site adds to the pages of ``docs``: those of the top level, and links that lead where a reader of it can go.

MkDocs calls these functions by their names (``hooks`` in ``mkdocs.yml``).
"""

from __future__ import annotations

import os
import posixpath
import re
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
DOCS = "docs"
TOP_PAGES = {
    "README.md": "read_me.md",
    "CONTRIBUTING.md": "contributing.md",
    "SECURITY.md": "security.md",
    "CHANGELOG.md": "changelog.md",
}
"""Pages beside the folder of the documentation, by the name that each has in the site."""
_LINK = re.compile(r"(?<!!)\[(?P<text>[^\]\[]*(?:\[[^\]]*\][^\]\[]*)*)\]\((?P<target>[^)\s]+)\)")
_PICTURE = re.compile(r"(?P<start>!\[[^\]]*\]\()(?P<target>[^)\s]+)(?P<end>\))")


def on_files(files: Any, config: Any) -> Any:
    """The pages of the top level beside those of ``docs``."""
    from mkdocs.structure.files import File

    for name, address in TOP_PAGES.items():
        files.append(File.generated(config, address, content=(ROOT / name).read_text(encoding="utf-8")))
    return files


def on_page_markdown(markdown: str, page: Any, config: Any, files: Any) -> str:
    """The text of a page, with its links as they are in the site."""
    known_pages = {file.src_uri for file in files}
    return led(markdown, page.file.src_uri, known_pages)


def led(markdown: str, address: str, known_pages: set[str]) -> str:
    """A text with each link to a page or picture of the site, or to none.

    Parameters
    ----------
    markdown : str
        Text as it stands in the project, with links from file to file.
    address : str
        Address of the page in the site.
    known_pages : set of str
        Addresses that the site has. What is no page of it, such as a test, is named without a link.
    """
    name_of_top = {name: top for top, name in TOP_PAGES.items()}
    file = name_of_top.get(address, f"{DOCS}/{address}")

    def link(match: re.Match[str]) -> str:
        target = _address(match["target"], file, address, known_pages)
        return match["text"] if target is None else f"[{match['text']}]({target})"

    def picture(match: re.Match[str]) -> str:
        target = _address(match["target"], file, address, known_pages)
        return match[0] if target is None else f"{match['start']}{target}{match['end']}"

    return _PICTURE.sub(picture, _LINK.sub(link, markdown))


def _address(target: str, file: str, address: str, known_pages: set[str]) -> str | None:
    """Where a link of a file leads in the site; None where the site has no such page."""
    if re.match(r"[a-z]+:|#", target):
        return target
    path, mark, anchor = target.partition("#")
    place = posixpath.normpath(posixpath.join(posixpath.dirname(file), path))
    inside = TOP_PAGES.get(place, place.removeprefix(f"{DOCS}/") if place.startswith(f"{DOCS}/") else "")
    if inside not in known_pages:
        return None
    return os.path.relpath(inside, posixpath.dirname(address) or ".").replace(os.sep, "/") + mark + anchor
