"""A batch that is killed, stopped or refused its disk at a random moment comes out whole; many are on record."""

from __future__ import annotations

import json
import os
import random
import re
import signal
import subprocess
import sys
from contextlib import redirect_stderr
from io import StringIO
from pathlib import Path

import pytest
from count_batch_kills import ASKED, HOOK, KINDS, _half, disturb, drawn_moment, undisturbed
from one_process import make_reports_here
from split_off import split_off

from mll_finance import __main__ as started_as
from mll_finance.cli.main import main

ROOT = Path(__file__).resolve().parents[2]
RECORD = json.loads((ROOT / "tests" / "evidence" / "batch_kills.json").read_text(encoding="utf-8"))


def here(folder: Path, arguments: tuple[str, ...] = ()) -> subprocess.CompletedProcess[str]:
    """A batch in a folder that nothing disturbs, made by this process: to start two takes most of the time."""
    with pytest.MonkeyPatch.context() as patch, redirect_stderr(StringIO()) as said:
        patch.chdir(folder)
        make_reports_here(patch)
        code = main([*ASKED, *arguments])
    return subprocess.CompletedProcess(ASKED, code, "", said.getvalue())


def split_off_ended(
    folder: Path, arguments: tuple[str, ...], environment: dict[str, str]
) -> subprocess.CompletedProcess[str]:
    """How a disturbed command ended that was split off from this process; the processes that it starts begin anew."""

    def ahead() -> None:
        os.setsid()
        os.environ.clear()
        os.environ.update(environment)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        sys.modules["__main__"] = started_as
        exec(HOOK, {})

    code, told = split_off(folder, *arguments, ahead=ahead)
    return subprocess.CompletedProcess(arguments, code, "", told)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    return undisturbed(tmp_path_factory.mktemp("undisturbed"), here)


WITHIN_OTHERS = {
    "command killed": "killed while going on",
    "command stopped": "command stopped twice",
}
"""Kinds that another does too, before or after what it does more; the record has at least ten of each."""


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in WITHIN_OTHERS])
def test_a_disturbed_batch_comes_out_as_undisturbed(kind: str, whole: dict[str, bytes]) -> None:
    assert disturb(kind, drawn_moment(kind, random.Random(kind)), whole, here, split_off_ended) == ""


def test_what_is_half_is_seen(whole: dict[str, bytes]) -> None:
    """Of the judgement itself: a file that is cut off, and a report of which one is gone."""
    assert list(_half(whole, whole)) == []
    name = next(name for name in whole if name.endswith("results.json"))
    assert list(_half({**whole, name: whole[name][:50]}, whole)) == [name]
    assert set(_half({other: held for other, held in whole.items() if other != name}, whole)) == {name}


def test_the_long_count_found_nothing_that_is_not_mended() -> None:
    assert RECORD["wrong"] == []
    assert sum(RECORD["disturbed_by_kind"].values()) == RECORD["disturbed"] >= 130
    assert set(RECORD["disturbed_by_kind"]) == set(KINDS)
    assert min(RECORD["disturbed_by_kind"].values()) >= 10
    security = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
    (figure,) = re.findall(r"(?m)^\| `tests/evidence/batch_kills\.json` \| ([\d,]+) ", security)
    assert int(figure.replace(",", "")) == RECORD["disturbed"]
