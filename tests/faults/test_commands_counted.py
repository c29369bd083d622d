"""Every command on hostile inputs ends in 0, 1 or 2 and in words: a small count here, the long ones on record."""

from __future__ import annotations

import json
import re
from pathlib import Path

from count_commands import ENDINGS, ending, endings

ROOT = Path(__file__).resolve().parents[2]
EVIDENCE = ROOT / "tests" / "evidence"
SECURITY = (ROOT / "SECURITY.md").read_text(encoding="utf-8")


def record(name: str) -> dict[str, object]:
    content: dict[str, object] = json.loads((EVIDENCE / f"{name}.json").read_text(encoding="utf-8"))
    return content


def test_hostile_inputs_end_in_words() -> None:
    listed = endings(60, seed=7)
    assert [row for row in listed if row[-1] not in ENDINGS] == []
    # The wounds bite, and some inputs survive them.
    assert {"done", "refused"} <= {word for _, _, word in listed}


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
