"""What the package hands on does not change: every dataclass is frozen, but for those that are still being filled."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

BEING_FILLED = {
    "engine/graph/horner.py:Factored": "monomials are put together one by one",
    "engine/graph/nodes.py:Row": "cells are added while a case is traced",
    "inputs/case/rewriting/older_case.py:OlderCase": "an older case while it is rewritten",
    "inputs/form/assembling.py:Assembled": "a case while it is read from a form",
    "inputs/form/kept_cells.py:KeptCells": "the cells of a sheet while it is written",
    "inputs/form/rows.py:Filling": "the rows of a form while they are laid out",
    "inputs/tables/statline.py:Import": "the rows of an import while they are read",
    "report/form/sheets.py:EmptyForm": "a workbook while it is written",
    "notebook.py:Outputs": "what the cells of a notebook show while a run executes it",
}
"""Dataclasses that are filled by one function and handed to nobody before they are whole, each with what it holds."""


def changeable(package: Path) -> Iterator[str]:
    """The dataclasses of a folder that are not frozen."""
    for path in sorted(package.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef):
                decorators = map(ast.unparse, node.decorator_list)
                if any(text.startswith("dataclass") and "frozen=True" not in text for text in decorators):
                    yield f"{path.relative_to(package).as_posix()}:{node.name}"


def test_what_is_handed_on_is_frozen(root: Path) -> None:
    assert set(changeable(root / "mll_finance")) == set(BEING_FILLED)


def test_a_class_that_can_change_is_found(tmp_path: Path) -> None:
    text = "@dataclass\nclass Open: ...\n@dataclass(frozen=False)\nclass Half: ...\n"
    text += "@dataclass(frozen=True)\nclass Shut: ...\n"
    (tmp_path / "types.py").write_text(text, encoding="utf-8")
    assert list(changeable(tmp_path)) == ["types.py:Open", "types.py:Half"]
