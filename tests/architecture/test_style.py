"""The files name no machine, no address of a package index and no secret; identifiers are plain ASCII."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

TEXT = {
    ".cfg",
    ".csv",
    ".html",
    ".ipynb",
    ".js",
    ".json",
    ".lock",
    ".md",
    ".py",
    ".toml",
    ".txt",
    ".yaml",
    ".yml",
    "",
}
NOT_OURS = {".git", ".venv", "__pycache__", "build", "dist", "reports", "LICENSE"}

# Each is written in two parts, so that this file does not name what it forbids.
FORBIDDEN = {
    "a path of one machine": r"(?<![\w./~-])/" + r"(?:work|root|home|Users)/[\w.]",
    "a package index": r"(?:"
    + "|".join(["pypi" + r"\.org", "files" + r"\.pythonhosted", "repo" + r"\.anaconda"])
    + ")",
    "a private key": "-----BEGIN " + r"[A-Z ]*PRIVATE KEY",
    "a token": r"\b(?:ghp" + r"_\w{20,}|github" + r"_pat_\w{20,}|AKIA" + r"[0-9A-Z]{16})\b",
    "a password": r"(?i)\b(?:password|passwd|api_key|secret)\s*[:=]\s*['\"]" + r"\w{6,}",
    "a mark of a merge": r"(?m)^(?:<{7}|>{7}) ",
}


def files(root: Path) -> list[Path]:
    """The text files of the checkout: what git knows or would add, else all that is there."""
    try:
        command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
        run = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True)
        names = [Path(name) for name in run.stdout.split("\0") if name]
    except (OSError, subprocess.CalledProcessError):
        names = [path.relative_to(root) for path in root.rglob("*")]
    ours = [name for name in names if not NOT_OURS & set(name.parts) and name.suffix in TEXT]
    return [root / name for name in ours if (root / name).is_file()]


def findings(text: str) -> Iterator[str]:
    """What a text names that it may not."""
    for what, pattern in FORBIDDEN.items():
        for found in re.finditer(pattern, text):
            line = text.count("\n", 0, found.start()) + 1
            yield f"line {line}: {what}: {found.group()}"


def foreign_identifiers(source: str) -> set[str]:
    """Identifiers that are not plain ASCII."""
    names: set[str] = set()
    if source.isascii():  # no name has a letter that its text has not
        return names
    for node in ast.walk(ast.parse(source)):
        for field in ("id", "name", "arg", "attr"):
            held = getattr(node, field, None)
            if isinstance(held, str) and not held.isascii():
                names.add(held)
    return names


def test_files_name_no_machine_and_no_secret(root: Path) -> None:
    found = {
        path.relative_to(root).as_posix(): list(findings(path.read_text(encoding="utf-8", errors="replace")))
        for path in files(root)
    }
    assert {name: what for name, what in found.items() if what} == {}


def test_files_are_found(root: Path) -> None:
    names = {path.relative_to(root).as_posix() for path in files(root)}
    assert {"README.md", "Makefile", ".ci/run", "pyproject.toml", "mll_finance/errors.py"} <= names


def test_identifiers_are_ascii(root: Path) -> None:
    sources = [path for path in files(root) if path.suffix == ".py"]
    found = {path.name: foreign_identifiers(path.read_text(encoding="utf-8")) for path in sources}
    assert {name: names for name, names in found.items() if names} == {}


def test_the_changelog_says_whether_results_change(root: Path) -> None:
    releases = re.split(r"(?m)^## ", (root / "CHANGELOG.md").read_text(encoding="utf-8"))[1:]
    assert releases
    silent = [release.splitlines()[0] for release in releases if "Do results change?" not in release]
    assert silent == []


@pytest.mark.parametrize(
    "text",
    [
        "open('/" + "home/anna/case.yaml')",
        "see /" + "root/.cache",
        "https://pypi" + ".org/simple",
        "ghp" + "_0123456789abcdefghijklmn",
        "api_key = '" + "abcdefgh'",
        "-----BEGIN " + "RSA PRIVATE KEY-----",
    ],
)
def test_what_may_not_be_named_is_found(text: str) -> None:
    assert len(list(findings(text))) == 1


@pytest.mark.parametrize(
    "text", ["https://example.org/" + "work/paper.pdf", "reports/home/index.html", "src: ./work/x"]
)
def test_what_may_be_named_is_left_alone(text: str) -> None:
    assert list(findings(text)) == []


def test_a_foreign_identifier_is_found() -> None:
    assert foreign_identifiers("caf\u00e9 = 1\n") == {"caf\u00e9"}
