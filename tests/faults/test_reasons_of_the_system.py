"""Why the system refuses a file is told in the language of the case; what is not in the table stays in its words."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from unittest import mock

import pytest
from slips import CASE, Commands

from mll_finance.errors import Phrase
from mll_finance.system_reasons import SENTENCES, system_reason
from mll_finance.terms import sentences


@pytest.mark.parametrize("key", SENTENCES)
def test_a_reason_is_the_same_in_code_and_table_and_is_that_of_the_system(key: str) -> None:
    assert sentences()[key]["en"] == SENTENCES[key]
    number = getattr(errno, key.removeprefix("system_").upper())
    told = system_reason(OSError(number, os.strerror(number), "case.yaml"))
    assert isinstance(told, Phrase) and told.key == key


@pytest.mark.skipif(os.uname().sysname != "Linux", reason="the words are those of Linux")
def test_the_english_words_are_those_of_the_system() -> None:
    numbers = {key: getattr(errno, key.removeprefix("system_").upper()) for key in SENTENCES}
    assert {key: os.strerror(number) for key, number in numbers.items()} == SENTENCES


def test_what_is_not_in_the_table_keeps_the_words_of_the_system() -> None:
    told = system_reason(OSError(errno.ENOTTY, "Inappropriate ioctl for device"))
    assert told == "Inappropriate ioctl for device" and not isinstance(told, Phrase)
    assert system_reason(OSError()) == "OSError"


def of_a_full_disk(*_: object, **__: object) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "there")


DUTCH, ENGLISH = "de schijf is vol", "No space left on device"
COMMANDS = {
    "run": ("run", "trial.yaml", "--notebooks", "none", "--draws", "16", "--out", "out"),
    "lock": ("lock", "trial.yaml"),
    "new": ("new", "fresh"),
    "form": ("new", "fresh", "--form"),
}


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("command", COMMANDS)
def test_a_full_disk_is_told_in_the_language_of_the_case(
    tmp_path: Path, commands: Commands, monkeypatch: pytest.MonkeyPatch, command: str, language: str
) -> None:
    monkeypatch.chdir(tmp_path)
    status = "status: vastgesteld, " if command == "lock" else ""
    text = CASE.replace("case: {id", f"case: {{{status}id").replace("language: nl", f"language: {language}")
    Path("trial.yaml").write_text(text, encoding="utf-8")
    asked = () if command == "lock" else ("--language", language)
    with mock.patch.object(Path, "open", of_a_full_disk), mock.patch.object(Path, "mkdir", of_a_full_disk):
        code, printed = commands.given(*COMMANDS[command], *asked)
    wanted, other = (DUTCH, ENGLISH) if language == "nl" else (ENGLISH, DUTCH)
    assert code == 1 and wanted in printed and other not in printed, printed


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_case_without_rights_is_told_in_both(tmp_path: Path, commands: Commands) -> None:
    file = tmp_path / "trial.yaml"
    file.write_text(CASE, encoding="utf-8")
    file.chmod(0)
    printed = commands.refused("check", str(file))
    assert "u mag hier niet bij" in printed and "Permission denied" in printed


def test_what_a_command_stumbles_over_by_itself_is_told_too(
    tmp_path: Path, commands: Commands, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "trial.yaml").write_text(CASE, encoding="utf-8")
    monkeypatch.setattr("mll_finance.cli.check.points", of_a_full_disk)
    code, printed = commands.given("check", str(tmp_path / "trial.yaml"))
    assert code == 1 and f"there: {DUTCH}" in printed
