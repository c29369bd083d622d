"""Which files of tests are about a module: ``python tests/subjects.py irr`` tells for every name with irr.

A file is about the modules that it imports. What tests meet only through a command, a case or a report stands in
``subjects.csv``: a pattern of modules and the files that run them.
"""

from __future__ import annotations

import ast
import csv
import sys
from fnmatch import fnmatchcase
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def modules() -> list[str]:
    """Every module of the package; an ``__init__`` without code of its own is none."""
    sources = sorted((ROOT / "mll_finance").rglob("*.py"))
    return [dotted(path) for path in sources if not (path.name == "__init__.py" and _is_empty(path))]


def dotted(path: Path) -> str:
    """The name by which a file of the package is imported."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _is_empty(path: Path) -> bool:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return all(isinstance(node, ast.Expr) for node in tree.body)


def imported(source: str) -> set[str]:
    """What a file of tests imports of the package: modules, and names in modules."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names |= {part.name for part in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module, *(f"{node.module}.{part.name}" for part in node.names)}
    return {name for name in names if name.split(".")[0] == "mll_finance"}


def through() -> list[tuple[str, list[str]]]:
    """Patterns of modules that tests meet through something else, with the files that do."""
    with (ROOT / "tests" / "subjects.csv").open(encoding="utf-8", newline="") as rows:
        return [(row["modules"], row["tests"].split()) for row in csv.DictReader(rows)]


def table() -> dict[str, list[str]]:
    """Module -> files of tests, by their path under ``tests``."""
    files = {
        path.relative_to(ROOT / "tests").as_posix(): imported(path.read_text(encoding="utf-8"))
        for path in sorted((ROOT / "tests").rglob("*.py"))
        if path.name.startswith("test_")
    }
    patterns = through()
    return {
        module: sorted(
            {name for name, names in files.items() if module in names}
            | {name for pattern, names in patterns if fnmatchcase(module, pattern) for name in names}
        )
        for module in modules()
    }


if __name__ == "__main__":
    wanted = sys.argv[1] if len(sys.argv) > 1 else ""
    for subject, tests in table().items():
        if wanted in subject:
            print(subject, *(f"  tests/{name}" for name in tests), sep="\n")
