"""The documentation site builds without a warning, and nothing in it comes from elsewhere."""

from __future__ import annotations

import importlib.util
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from docs.generate.site_links import TOP_PAGES, led

FROM_ELSEWHERE = re.compile(
    r"<(?:script|link|img|iframe|source)\b[^>]*\b(?:src|href)=[\"']?(?:https?:)?//[^\"' >]+"
    r"|url\([\"']?(?:https?:)?//[^)]+"
)


@pytest.fixture(scope="module")
def site(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, built from the checkout as ``make site`` does."""
    lacking = [
        name for name in ("mkdocs", "material", "mkdocstrings") if importlib.util.find_spec(name) is None
    ]
    if lacking:
        pytest.skip(
            f"{lacking[0]} is not installed: make site brings it (extra 'docs'), and builds the site itself"
        )
    folder = tmp_path_factory.mktemp("site") / "site"
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(folder)]
    without_notice = os.environ | {"NO_MKDOCS_2_WARNING": "1"}
    ended = subprocess.run(command, cwd=root, env=without_notice, capture_output=True, text=True, check=False)
    assert ended.returncode == 0 and "WARNING" not in ended.stderr, ended.stderr
    return folder


def test_nothing_comes_from_elsewhere(site: Path) -> None:
    pages = [path for path in site.rglob("*") if path.suffix in (".html", ".css")]
    assert len(pages) > 50
    found = {hit for path in pages for hit in FROM_ELSEWHERE.findall(path.read_text(encoding="utf-8"))}
    assert found == set()


def test_what_comes_from_elsewhere_is_found() -> None:
    assert FROM_ELSEWHERE.findall(
        '<link rel="x" href="https://fonts.example/a.css"> @import url(//b.example/c.css)'
    )
    assert not FROM_ELSEWHERE.findall(
        '<a href="https://www.cbs.nl">CBS</a> <script src="assets/a.js"></script>'
    )


def test_both_languages_and_the_docstrings_are_there(site: Path) -> None:
    for page in (
        "index",
        "handleiding",
        "methode",
        "english",
        "manual",
        "publishing",
        "toetsen",
        "assessments",
        "method",
        "advice",
        *map(_stem, TOP_PAGES.values()),
    ):
        assert (site / f"{page}.html").exists(), page
    functions = (site / "api_functions.html").read_text(encoding="utf-8")
    for name in ("load_case", "appraise", "tornado", "annual_equivalent"):
        assert name in functions, name


def _stem(name: str) -> str:
    return name.removesuffix(".md")


def test_a_link_leads_where_a_reader_of_the_site_can_go() -> None:
    known_pages = {"design.md", "adr/0001-one.md", "contributing.md", "pictures/a.png"}
    text = "[a](design.md#3) [b](../CONTRIBUTING.md) [c](../tests/conftest.py) [d](https://x.nl) ![e](pictures/a.png)"
    assert led(text, "api.md", known_pages) == (
        "[a](design.md#3) [b](contributing.md) c [d](https://x.nl) ![e](pictures/a.png)"
    )
    assert led("[a](docs/design.md)", "contributing.md", known_pages) == "[a](design.md)"
    assert led("[a](../design.md)", "adr/0001-one.md", known_pages) == "[a](../design.md)"
