"""A folder holds at most twenty modules, unless each of them registers one thing: a kind, a section, a page section."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Set
from pathlib import Path

from mll_finance.inputs.lines import line_kinds
from mll_finance.inputs.method import method_sections
from mll_finance.inputs.quantities import quantity_kinds
from mll_finance.report.section import FOLDER, report_sections

MOST = 20


def registered() -> set[str]:
    """The modules that the registries know, each for the one thing that it registers."""
    kinds = (*line_kinds().values(), *quantity_kinds().values())
    sections = (section.model for section in method_sections().values())
    return {
        *(part.__module__ for part in (*kinds, *sections)),
        *(f"{FOLDER}.{name}" for name in report_sections()),
    }


def crowded(package: Path, known: Set[str]) -> list[str]:
    """Folders with too many modules, where one of them at least is in no registry."""
    modules: dict[Path, list[str]] = defaultdict(list)
    for path in package.rglob("*.py"):
        if path.stem != "__init__":
            modules[path.parent].append(".".join(path.relative_to(package.parent).with_suffix("").parts))
    return [
        f"{folder.relative_to(package.parent).as_posix()}: {len(names)} modules, at most {MOST}; "
        f"{min(set(names) - known)} registers nothing: cut the folder by concept"
        for folder, names in sorted(modules.items())
        if len(names) > MOST and set(names) - known
    ]


def test_no_folder_is_crowded(root: Path) -> None:
    assert crowded(root / "mll_finance", registered()) == []


def test_a_crowded_folder_is_found(tmp_path: Path) -> None:
    folder = tmp_path / "house" / "hall"
    folder.mkdir(parents=True)
    names = [f"room_{number:02}" for number in range(MOST + 1)]
    for name in ("__init__", *names[:-1]):
        (folder / f"{name}.py").touch()
    assert crowded(tmp_path / "house", set()) == []
    (folder / f"{names[-1]}.py").touch()
    assert crowded(tmp_path / "house", {f"house.hall.{name}" for name in names}) == []
    (finding,) = crowded(tmp_path / "house", {f"house.hall.{name}" for name in names[1:]})
    assert finding.startswith("house/hall: 21 modules") and "house.hall.room_00 registers nothing" in finding


def test_the_registries_know_their_folders(root: Path) -> None:
    known = registered()
    for folder in ("inputs/lines", "inputs/quantities", "report/sections"):
        files = {path.stem for path in (root / "mll_finance" / folder).glob("*.py")} - {"__init__"}
        assert {f"mll_finance.{folder.replace('/', '.')}.{name}" for name in files} <= known
