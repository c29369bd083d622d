"""Every command on hostile inputs ends in 0, 1 or 2 and in words: a small count here, the long ones on record."""

from __future__ import annotations

import json
import random
import re
from pathlib import Path

import pytest
from count_commands import ENDINGS, command_of, ending, endings
from count_kills import COMMANDS, STOPPED, contents, prepared, wrong_after
from counting import added, check_new, keep, recorded
from hostile_commands import HOSTILE, OPTION_CHANCE, arguments_of, hostile_command, parsers_by_command

ROOT = Path(__file__).resolve().parents[2]
EVIDENCE = ROOT / "tests" / "evidence"
SECURITY = (ROOT / "SECURITY.md").read_text(encoding="utf-8")


def record(name: str) -> dict[str, object]:
    content: dict[str, object] = json.loads((EVIDENCE / f"{name}.json").read_text(encoding="utf-8"))
    return content


def test_hostile_inputs_end_in_words() -> None:
    listed = endings(60, seed=8)
    assert [row for row in listed if row[-1] not in ENDINGS] == []
    # The wounds bite, and some inputs survive them.
    assert {"done", "refused"} <= {word for _, _, word in listed}


def test_every_argument_of_every_command_is_made_hostile() -> None:
    """Of the parser itself: a command or an option that is added later fails here until the count tries it too."""
    of_the_parser = {
        (command, name) for command, parser in parsers_by_command().items() for name in arguments_of(parser)
    }
    assert of_the_parser == set(HOSTILE)
    assert {command for command, _ in of_the_parser} >= {"lab", "run", "municipalities fetch"}


def test_the_count_draws_every_argument(tmp_path: Path, monkeypatch) -> None:
    """Each is on a command line among so many draws; the least likely misses at a chance below one in a million."""
    for maker in HOSTILE:
        monkeypatch.setitem(HOSTILE, maker, lambda drawn, folder: [])
    drawn, tried = random.Random(11), set()
    for _ in range(15_000):
        arguments = hostile_command(drawn, tmp_path)
        command = " ".join(arguments[:2]) if arguments[:1] == ["municipalities"] else command_of(arguments)
        tried |= {(command, word) for word in arguments if word.startswith("--")}
    optional = {(command or "mll", name) for command, name in HOSTILE if name.startswith("--")}
    assert OPTION_CHANCE > 0.05 and optional - tried == set()


def test_a_count_adds_up_with_that_on_record() -> None:
    earlier = {"seeds": [1], "inputs": 3, "by": {"check": {"done": 3}}, "wrong": [], "mended": ["x"]}
    later = {"seeds": [2], "inputs": 4, "by": {"check": {"done": 1}, "lab": {"done": 3}}, "wrong": []}
    assert added(earlier, later) == {
        "seeds": [1, 2],
        "inputs": 7,
        "by": {"check": {"done": 4}, "lab": {"done": 3}},
        "wrong": [],
        "mended": ["x"],
    }
    with pytest.raises(ValueError, match="counted before: \\[1\\]"):
        added(earlier, {**later, "seeds": [1]})


@pytest.mark.parametrize("name", ["commands", "kills", "mutated_inputs"])
def test_a_record_takes_no_seed_twice_and_a_later_count_adds_up(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / f"{name}.json").write_text((EVIDENCE / f"{name}.json").read_text(encoding="utf-8"))
    earlier = record(name)
    monkeypatch.setattr("counting.EVIDENCE", tmp_path)
    seeds, wrong = earlier["seeds"], [["kind", "input", "a traceback"]]
    with pytest.raises(ValueError, match="counted before"):
        check_new(name, [7, seeds[0]])
    check_new(name, [7])
    keep(name, "2027-01-02", {"seeds": [7], "wrong": wrong, "inputs": 3, "killed": 4})
    later = recorded(name)
    assert (later["seeds"], later["wrong"]) == ([*seeds, 7], [*earlier["wrong"], *wrong])
    assert (later["inputs"], later["killed"]) == (earlier.get("inputs", 0) + 3, earlier.get("killed", 0) + 4)
    assert later["date"] == "2027-01-02"
    with pytest.raises(ValueError, match="counted before"):
        keep(name, "2027-01-02", {"seeds": [7]})


def test_what_a_kill_spoils_is_seen(tmp_path: Path) -> None:
    """Of the judgement itself: half a file, a leftover, a lost file, half a run and a command that fails are named."""
    arguments = prepared("new", tmp_path)
    before = contents(tmp_path)
    assert wrong_after(before, tmp_path, arguments) == ""
    (tmp_path / "fresh.yaml").write_text("half")
    assert wrong_after(before, tmp_path, arguments) == "half files: ['fresh.yaml']"
    (tmp_path / "fresh.yaml").unlink()
    (tmp_path / ".fresh.half").touch()
    assert wrong_after(before, tmp_path, arguments) == "leftovers: ['.fresh.half']"
    (tmp_path / ".fresh.half").unlink()
    (tmp_path / ".mine").unlink()
    assert wrong_after(before, tmp_path, arguments) == "files of the user are gone: ['.mine']"
    assert "does not work afterwards" in wrong_after(before, tmp_path, ("check", "case.yam"))
    (tmp_path / "run").mkdir()
    arguments = prepared("run", tmp_path / "run")
    before = contents(tmp_path / "run")
    assert wrong_after(before, tmp_path / "run", arguments) == ""
    (tmp_path / "run" / "out" / "manifest.json").unlink()
    assert wrong_after(before, tmp_path / "run", arguments).startswith("half a run: ['out/case.yaml'")


def test_what_is_wrong_is_seen(monkeypatch) -> None:
    def steering(arguments: list[str]) -> int:
        print("\x1b[2J")
        return 0

    for wrong, main in (
        ("signs that steer: ['0x1b']", steering),
        ("exit code 2 without a word", lambda arguments: 2),
        ("exit code 3", lambda arguments: 3),
        ("ValueError: x", lambda arguments: (_ for _ in ()).throw(ValueError("x"))),
    ):
        monkeypatch.setattr("count_commands.main", main)
        assert ending([]) == wrong


def test_the_long_counts_found_nothing_that_is_not_mended() -> None:
    commands, kills = record("commands"), record("kills")
    assert commands["wrong"] == [] and kills["wrong"] == []
    assert sum(sum(words.values()) for words in commands["by_command"].values()) == commands["inputs"]
    assert sum(kills["killed_by_command"].values()) == kills["killed"] >= 134
    # Every command that writes.
    assert set(kills["killed_by_command"]) == set(COMMANDS) and min(kills["killed_by_command"].values()) >= 11
    assert sum(kills["stopped_by_command"].values()) == kills["stopped"] >= 60
    assert set(kills["stopped_by_command"]) == set(STOPPED) and min(kills["stopped_by_command"].values()) >= 5


def test_security_gives_the_figures_on_record() -> None:
    figures = {
        "commands": record("commands")["inputs"],
        "mutated_inputs": record("mutated_inputs")["inputs"],
        "kills": record("kills")["killed"],
        "batch_kills": record("batch_kills")["disturbed"],
        "fuzzed_bytes": record("fuzzed_bytes")["executions"],
        "structures": record("structures")["inputs"],
    }
    rows = dict(re.findall(r"(?m)^\| `tests/evidence/(\w+)\.json` \| ([\d,]+) ", SECURITY))
    assert {name: int(figure.replace(",", "")) for name, figure in rows.items()} == figures
    assert (
        f"; {record('kills')['stopped']} of twelve kinds stopped (Ctrl-C)" in SECURITY and len(STOPPED) == 12
    )


def test_security_names_tests_that_exist() -> None:
    named = re.findall(r"`(tests/[\w/.]+)`", SECURITY)
    assert len(named) > 10
    assert [name for name in named if not (ROOT / name).exists()] == []
