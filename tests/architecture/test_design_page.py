"""The map of the design page is true: every file and function that it names is there, and every room has its place."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "mll_finance"
PAGE = (ROOT / "docs" / "design.md").read_text(encoding="utf-8")
FILE = re.compile(r"`([a-z_]+(?:/[a-z_]+)*(?:\.py|/))`")
WAY = PAGE.partition("### One number's way")[2].partition("\nCore types")[0]


def _places(text: str) -> list[str]:
    return sorted(set(FILE.findall(text)))


@pytest.mark.parametrize("place", _places(PAGE.partition("## 3. Architecture")[2].partition("## 4.")[0]))
def test_each_place_on_the_map_is_there(place: str) -> None:
    assert any((folder / place).exists() for folder in (PACKAGE, ROOT))


def test_each_room_has_its_row() -> None:
    rooms = {folder.name for folder in PACKAGE.iterdir() if (folder / "__init__.py").exists()}
    rows = set(re.findall(r"^\| `([a-z_]+)/`", PAGE, re.MULTILINE))
    assert rooms <= rows


def test_the_way_of_a_number_names_what_its_files_define() -> None:
    steps = re.findall(r"`([a-z_/]+\.py)` `(\w+)`", WAY)
    assert len(steps) >= 15
    for place, name in steps:
        tree = ast.parse((PACKAGE / place).read_text(encoding="utf-8"))
        defined = {node.name for node in ast.walk(tree) if isinstance(node, (ast.FunctionDef, ast.ClassDef))}
        assert name in defined, f"{place} defines no {name}"
