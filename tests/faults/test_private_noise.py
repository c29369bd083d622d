"""The secret beside a case: kept, added to, never drawn anew over one that cannot be read."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from public_cases import line, publish

from mll_finance.batch.private_noise import is_offered_to_git, noise_path, private_noise
from mll_finance.cli.main import main
from mll_finance.errors import RunError


def test_noise_is_drawn_once_and_added_to(tmp_path: Path) -> None:
    case = tmp_path / "b.yaml"
    first, new_file = private_noise(case, ["lines.a.amount"])
    assert new_file == noise_path(case) == tmp_path / "b.private.json"
    more, again = private_noise(case, ["lines.a.amount", "lines.b.amount"])
    assert again is None and more["lines.a.amount"] == first["lines.a.amount"] != more["lines.b.amount"]
    assert private_noise(case, ["lines.b.amount"])[0] == {"lines.b.amount": more["lines.b.amount"]}
    assert noise_path(case).stat().st_mode & 0o077 == 0


def test_a_case_without_secrets_leaves_no_file(tmp_path: Path) -> None:
    assert private_noise(tmp_path / "b.yaml", []) == ({}, None)
    assert list(tmp_path.iterdir()) == []


BROKEN = [
    "",
    "{",
    "[]",
    '{"schema": 2, "noise": {}}',
    '{"schema": 1}',
    '{"schema": 1, "noise": {"lines.a.amount": "x"}}',
    '{"schema": 1, "noise": {"lines.a.amount": 1e9}}',
    '{"schema": 1, "noise": {"lines.a.amount": NaN}}',
    '{"schema": 1, "noise": [1]}',
    "[" * 100_000,
]


@pytest.mark.parametrize("text", BROKEN, ids=range(len(BROKEN)))
def test_a_file_that_is_no_noise_is_refused_and_stays(text: str, tmp_path: Path) -> None:
    file = noise_path(tmp_path / "b.yaml")
    file.write_text(text, encoding="utf-8")
    with pytest.raises(RunError, match="put back the file of your first"):
        private_noise(tmp_path / "b.yaml", ["lines.a.amount"])
    assert file.read_text(encoding="utf-8") == text


def test_a_folder_of_that_name_is_refused(tmp_path: Path) -> None:
    noise_path(tmp_path / "b.yaml").mkdir()
    with pytest.raises(RunError):
        private_noise(tmp_path / "b.yaml", ["lines.a.amount"])


CASE = {
    "case": {"id": "b", "title": "B", "base_year": 2026, "horizon": 0, "discounting": {"rate": 0.0}},
    "alternatives": {"baseline": {}, "project": {}},
    "lines": {
        "bid": line({"value": 73_219}, "project", confidential=True),
        "known": line({"value": 44_107}, "project"),
    },
}


def test_the_command_says_that_noise_is_new_and_a_broken_file_ends_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    publish(tmp_path, CASE, None)
    assert "b.private.json" in capsys.readouterr().err
    publish(tmp_path, CASE, None)
    assert capsys.readouterr().err == ""
    noise = json.loads((tmp_path / "b.private.json").read_text(encoding="utf-8"))
    assert set(noise["noise"]) == {"lines.bid.amount"}
    (tmp_path / "b.private.json").write_text("{", encoding="utf-8")
    assert main(["run", str(tmp_path / "b.yaml"), "--public", "--out", str(tmp_path / "public")]) == 1
    assert "eerste publicatie" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("place", "text", "is_ignored"),
    [
        ("cases/.gitignore", "*.private.json\n", True),
        (".gitignore", "reports/\n*.private.*  \n", True),
        (".git/info/exclude", "b.private.json\n", True),
        (".gitignore", "**/*.private.json\n", True),
        (".gitignore", "reports/\n", False),
        (".gitignore", "# *.private.json\n", False),
        (".gitignore", "*.private.json\n!b.private.json\n", False),
        (".gitignore", "elsewhere/*.private.json\n", False),
        ("sub/.gitignore", "*.private.json\n", False),
    ],
)
def test_git_says_the_same_of_what_it_ignores(
    tmp_path: Path, place: str, text: str, is_ignored: bool
) -> None:
    """The expected value is what git itself answers."""
    git = shutil.which("git")
    if git is None:
        pytest.skip("git is not on this machine")
    subprocess.run([git, "init", "-q", str(tmp_path)], check=True, start_new_session=True)
    file = tmp_path / "cases" / "b.private.json"
    for made in (file, tmp_path / place):
        made.parent.mkdir(exist_ok=True)
    file.write_text("{}", encoding="utf-8")
    (tmp_path / place).write_text(text, encoding="utf-8")
    command = [git, "-C", str(tmp_path), "check-ignore", "-q", str(file)]
    answered = subprocess.run(command, check=False, start_new_session=True).returncode
    assert (answered == 0) is is_ignored
    assert is_offered_to_git(file) is not is_ignored


def test_a_file_outside_every_work_tree_is_offered_to_none(tmp_path: Path) -> None:
    assert not is_offered_to_git(tmp_path / "b.private.json")


def test_the_command_warns_until_git_ignores_the_noise(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / ".git").mkdir()
    for _ in range(2):
        publish(tmp_path, CASE, None)
        said = capsys.readouterr().err
        assert "*.private.json" in said and ".gitignore" in said, said
    (tmp_path / ".gitignore").write_text("*.private.json\n", encoding="utf-8")
    publish(tmp_path, CASE, None)
    assert capsys.readouterr().err == ""
    # Without a secret there is nothing to warn of.
    (tmp_path / ".gitignore").unlink()
    (tmp_path / "b.private.json").unlink()
    publish(tmp_path, {**CASE, "lines": {"known": line({"value": 44_107}, "project")}}, None)
    assert capsys.readouterr().err == ""
