"""Every command on hostile inputs ends in 0, 1 or 2 and in words: a small count here, the long ones on record."""

from __future__ import annotations

import json
import random
import re
from pathlib import Path

import pytest
from count_commands import ENDINGS, command_of, ending, endings
from counting import added
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
    assert sum(count["killed"] for count in kills["by_command"].values()) == kills["killed"] > 0


def test_security_gives_the_figures_on_record() -> None:
    figures = {
        "commands": record("commands")["inputs"],
        "mutated_inputs": record("mutated_inputs")["inputs"],
        "kills": record("kills")["killed"],
    }
    rows = dict(re.findall(r"(?m)^\| `tests/evidence/(\w+)\.json` \| ([\d,]+) ", SECURITY))
    assert {name: int(figure.replace(",", "")) for name, figure in rows.items()} == figures


def test_security_names_tests_that_exist() -> None:
    named = re.findall(r"`(tests/[\w/.]+)`", SECURITY)
    assert len(named) > 10
    assert [name for name in named if not (ROOT / name).exists()] == []
