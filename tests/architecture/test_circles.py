"""No circle of modules in the package; imports inside functions and under TYPE_CHECKING count as any other."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Mapping, Set
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import grimp
import pytest

PACKAGE = "mll_finance"


def imports(folder: Path, patch: pytest.MonkeyPatch) -> dict[str, Set[str]]:
    """The modules that each module of the package in a folder imports, wherever the import stands in it."""
    patch.setattr(sys, "path", [str(folder), *sys.path])
    patch.delitem(sys.modules, PACKAGE, raising=False)  # Else it is found where it was imported from.
    graph = grimp.build_graph(PACKAGE, exclude_type_checking_imports=False, cache_dir=None)
    return {module: graph.find_modules_directly_imported_by(module) for module in graph.modules}


def circle(edges: Mapping[str, Set[str]]) -> list[str]:
    """A circle of nodes, the first again as the last; empty where there is none."""
    try:
        TopologicalSorter(edges).prepare()
    except CycleError as error:
        nodes: list[str] = error.args[1]
        return nodes
    return []


def rooms(edges: Mapping[str, Set[str]], parent: str) -> dict[str, Set[str]]:
    """The imports between the parts of a package instead of between its modules."""
    depth = parent.count(".") + 2

    def inside(module: str) -> bool:
        return module.startswith(f"{parent}.")

    def room(module: str) -> str:
        return ".".join(module.split(".")[:depth])

    between: dict[str, set[str]] = {}
    for module, targets in edges.items():
        if inside(module):
            others = {room(target) for target in targets if inside(target)}
            between.setdefault(room(module), set()).update(others - {room(module)})
    return dict(between)


def test_no_circle_of_modules(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert circle(imports(root, monkeypatch)) == []


@pytest.mark.parametrize("parent", [PACKAGE, f"{PACKAGE}.inputs", f"{PACKAGE}.report"])
def test_no_circle_of_rooms(root: Path, monkeypatch: pytest.MonkeyPatch, parent: str) -> None:
    between = rooms(imports(root, monkeypatch), parent)
    assert len(between) > 5
    assert circle(between) == []


@pytest.mark.parametrize(
    "written",
    [
        "import mll_finance.inputs.case.adoption.lock",
        "def late():\n    from mll_finance.inputs.case.adoption.lock import check_lock",
        "from typing import TYPE_CHECKING\n"
        "if TYPE_CHECKING:\n    from mll_finance.inputs.case.adoption.lock import Change",
    ],
    ids=["at the top", "inside a function", "for types only"],
)
def test_a_circle_is_found(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, written: str) -> None:
    ignore = shutil.ignore_patterns("__pycache__")
    shutil.copytree(root / PACKAGE, tmp_path / PACKAGE, ignore=ignore)
    path = tmp_path / PACKAGE / "inputs" / "case" / "case.py"
    path.write_text(f"{path.read_text(encoding='utf-8')}\n{written}\n", encoding="utf-8")
    nodes = circle(imports(tmp_path, monkeypatch))
    assert {f"{PACKAGE}.inputs.case.case", f"{PACKAGE}.inputs.case.adoption.lock"} <= set(nodes)
