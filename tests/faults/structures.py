"""Inputs of another structure than they should have, drawn with a seed: parsed, changed as a tree, and written again.

Other than slips in a text these nearly all pass the reader of the file, and so reach what stands behind it. A change
puts another kind of value, another part of the file or of another file, a copy or far too much in the place of a part;
takes it away, renames it, or wraps it. ``mutations.outcome`` says how the commands ended.
"""

from __future__ import annotations

import copy
import csv
import io
import json
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from mutations import CASES, DRAWS, TABLE, TABLE_CASE, Mutation

from mll_finance.resources import resource
from mll_finance.yaml_text import parse_yaml

Node = dict[Any, Any] | list[Any]
HOSTILE: tuple[Any, ...] = (
    None, True, -1, 0, 1.5, 10**30, 1e308, -1e308, float("nan"), float("inf"), "", " ", "x" * 5000, "2026", "1.000",
    "\u202e", "all", "baseline", "municipality", [], {}, [[]], [None], {"ref": "lines"}, {"ref": "case"}, {"value": {}},
    {2026: 1}, {"table": "own", "id": "x"}, {"value": 1, "unit": "EUR"}, {"kind": "normal", "mean": 0, "sd": -1},
    {"pm": ""}, {"times": 2}, {"nl": "a", "en": "b"}, [2026, 2027], [2027, 2026], ["a", "a"], "=1+1", "../../x", "\x00",
    "\ud800",
)  # fmt: skip
"""What stands in the place of a part."""
KEYS: tuple[Any, ...] = (
    "",
    "x",
    2026,
    -1,
    1.5,
    True,
    None,
    "value",
    "kind",
    "ref",
    "alternative",
    "a.b",
    "x" * 300,
    "é",
)
"""What a key becomes."""
MANY, DEEP = 400, 60
"""Copies in one list, and lists in one another."""
QUESTIONS = {
    "name": "Proef",
    "urn": "urn:nl:dpia",
    "version": "3.0",
    "tasks": [
        {
            "id": "14",
            "type": ["task_group"],
            "tasks": [{"id": "14.1", "type": ["open_text"]}, {"id": "14.2", "type": ["open_text"]}],
        }
    ],
}
ANSWERS = {
    "metadata": {"urn": "urn:nl:dpia:3.0", "createdAt": "2027-04-05T10:00:00Z", "completedTasks": ["14"]},
    "answers": {
        "14.1": {"value": "a", "lastEditedBy": "b"},
        "14.2": [{"_index": 0, "14.2": {"value": ["c"]}}, {"_index": 1, "14.2": {"value": "d"}}],
    },
}
ACTUALS = [
    {"year": 2026, "path": "lines.investment", "alternative": "project", "kind": "amount", "value": 100, "unit": "EUR",
     "source": "ledger", "share_of_year": 1},
    {"year": 2027, "path": "lines.savings", "alternative": "project", "kind": "amount", "value": 500, "unit": "EUR",
     "source": "ledger", "share_of_year": ""},
]  # fmt: skip
PLACES = [
    ["gemeente", "naam"],
    ["'s-Gravenhage", "x"],
    ["GM0772", ""],
    ["Bergen (NH.)", "y"],
    ["Eindhoven", "z"],
]


@dataclass(frozen=True)
class Place:
    """A part of a document: what holds it, and under which key."""

    holder: Any
    key: Any


def places(document: Any) -> list[Place]:
    """Every part of a document, but the whole."""
    found: list[Place] = []
    todo = [document]
    while todo:
        node = todo.pop()
        parts = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
        for key, part in parts:
            found.append(Place(node, key))
            todo.append(part)
    return found


def changed(drawn: random.Random, document: Any, others: Callable[[], Any]) -> tuple[str, Any]:
    """A copy of a document with one to four changes, and what they are."""
    whole = {"": copy.deepcopy(document)}
    told = []
    for _ in range(drawn.choice((1, 1, 1, 2, 4))):
        found = places(whole)
        place = drawn.choice(found[1:] or found)
        way = drawn.choice(WAYS)
        told.append(f"{way.__name__.strip('_')} {place.key!r:.40}")
        way(drawn, place, found, others)
    return "; ".join(told), whole[""]


Others = Callable[[], Any]


def _hostile(drawn: random.Random, place: Place, found: list[Place], others: Others) -> None:
    place.holder[place.key] = copy.deepcopy(drawn.choice(HOSTILE))


def _gone(drawn: random.Random, place: Place, found: list[Place], others: Others) -> None:
    del place.holder[place.key]


def _renamed(drawn: random.Random, place: Place, found: list[Place], others: Others) -> None:
    if isinstance(place.holder, dict):
        known = [other.key for other in found if isinstance(other.key, str)]
        part = place.holder.pop(place.key)
        place.holder[drawn.choice((drawn.choice(KEYS), drawn.choice(known or ["x"])))] = part


def _from_elsewhere(drawn: random.Random, place: Place, found: list[Place], others: Others) -> None:
    other = drawn.choice(found)
    place.holder[place.key] = copy.deepcopy(other.holder[other.key])


def _of_another(drawn: random.Random, place: Place, found: list[Place], others: Others) -> None:
    other = drawn.choice(places(others()) or [Place({"": None}, "")])
    place.holder[place.key] = copy.deepcopy(other.holder[other.key])


def _more(drawn: random.Random, place: Place, found: list[Place], others: Others) -> None:
    """Something of another file beside what is there."""
    other = drawn.choice(places(others()) or [Place({"": None}, "")])
    part = copy.deepcopy(other.holder[other.key])
    if isinstance(place.holder, dict):
        place.holder[other.key if isinstance(other.key, str) else "x"] = part
    else:
        place.holder.append(part)


def _wrapped(drawn: random.Random, place: Place, found: list[Place], others: Others) -> None:
    part = place.holder[place.key]
    place.holder[place.key] = drawn.choice(([part], {"value": part}, {"x": part}, {2026: part}, [part, part]))


def _many(drawn: random.Random, place: Place, found: list[Place], others: Others) -> None:
    part = place.holder[place.key]
    if isinstance(part, list):
        place.holder[place.key] = [*part] * (MANY // max(1, len(part)))
    elif isinstance(place.holder, dict):
        place.holder.update({f"copy{number}": part for number in range(MANY // 4)})


def _deep(drawn: random.Random, place: Place, found: list[Place], others: Others) -> None:
    part: Any = place.holder[place.key]
    for _ in range(DEEP):
        part = [part] if drawn.random() < 0.5 else {"value": part}
    place.holder[place.key] = part


def _scaled(drawn: random.Random, place: Place, found: list[Place], others: Others) -> None:
    part = place.holder[place.key]
    if isinstance(part, int | float) and not isinstance(part, bool):
        place.holder[place.key] = part * drawn.choice((-1, 0, 1000, 1e-9, 1e9))


WAYS = (
    _hostile,
    _hostile,
    _gone,
    _renamed,
    _from_elsewhere,
    _of_another,
    _more,
    _wrapped,
    _many,
    _deep,
    _scaled,
)
"""Ways to change a part, the likeliest more often."""


class _NoAliases(yaml.SafeDumper):
    """Writes what is the same twice."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _yaml(document: Any) -> str:
    return yaml.dump(document, Dumper=_NoAliases, allow_unicode=True, sort_keys=False)


@cache
def _parsed(*parts: str) -> Any:
    return _plain(parse_yaml(resource(*parts).read_text(encoding="utf-8")).data)


def _plain(part: Any) -> Any:
    """A part of a document in the kinds of values that can be written."""
    if isinstance(part, dict):
        return {_plain(key): _plain(held) for key, held in part.items()}
    if isinstance(part, list):
        return [_plain(held) for held in part]
    return next((kind(part) for kind in (bool, int, float, str) if isinstance(part, kind)), None)


def structures(seed: int, folder: Path, kind: str = "") -> Iterator[Mutation]:
    """Inputs without end, of one kind where it is named; the files of one are gone when the next is drawn."""
    drawn = random.Random(seed)
    (folder / "questions.yaml").write_text(_yaml(QUESTIONS), encoding="utf-8")
    kinds: dict[Callable[[random.Random, Path], Mutation], int] = {
        _case: 55,
        _table: 10,
        _actuals: 10,
        _municipalities: 5,
        _answers: 10,
        _scan: 10,
    }
    if kind:
        kinds = {make: count for make, count in kinds.items() if make.__name__ == f"_{kind}"}
    while True:
        (make,) = drawn.choices(list(kinds), list(kinds.values()))
        yield make(drawn, folder)


def _case(drawn: random.Random, folder: Path) -> Mutation:
    name, other = drawn.choices(list(CASES), list(CASES.values()), k=2)
    slip, document = changed(
        drawn, _parsed("parameters", f"{name}.yaml"), lambda: _parsed("parameters", f"{other}.yaml")
    )
    path = folder / "case.yaml"
    path.write_text(_yaml(document), encoding="utf-8", errors="surrogatepass")
    commands = [("check", str(path))]
    if name == "two_years":
        commands.append(("appraise", str(path), *DRAWS, "--format", "json"))
    return Mutation("case", f"{name}: {slip}", tuple(commands))


def _csv(rows: list[Any], separator: str = ",") -> str:
    text = io.StringIO()
    columns = list(dict.fromkeys(str(key) for row in rows if isinstance(row, dict) for key in row))
    writer = csv.writer(text, delimiter=separator)
    writer.writerow(columns)
    for row in rows:
        writer.writerow([row.get(name, "") for name in columns] if isinstance(row, dict) else [row])
    return text.getvalue()


def _table(drawn: random.Random, folder: Path) -> Mutation:
    rows = list(csv.DictReader(io.StringIO(TABLE)))
    slip, changed_rows = changed(drawn, rows, lambda: ACTUALS)
    kept_rows = changed_rows if isinstance(changed_rows, list) else rows
    (folder / "prices.csv").write_text(_csv(kept_rows), encoding="utf-8", errors="surrogatepass", newline="")
    case_slip, document = changed(drawn, yaml.safe_load(TABLE_CASE), lambda: rows)
    if drawn.random() < 0.7:
        case_slip, document = "", yaml.safe_load(TABLE_CASE)
    (folder / "tables.yaml").write_text(_yaml(document), encoding="utf-8", errors="surrogatepass")
    return Mutation("own table", f"{slip} | {case_slip}", (("check", str(folder / "tables.yaml")),))


def _actuals(drawn: random.Random, folder: Path) -> Mutation:
    slip, rows = changed(drawn, ACTUALS, lambda: list(csv.DictReader(io.StringIO(TABLE))))
    kept_rows = rows if isinstance(rows, list) else ACTUALS
    path = folder / "actuals.csv"
    path.write_text(
        _csv(kept_rows, drawn.choice(",,;")), encoding="utf-8", errors="surrogatepass", newline=""
    )
    return Mutation("actuals", slip, (("track", "two_years", str(path), *DRAWS),))


def _municipalities(drawn: random.Random, folder: Path) -> Mutation:
    slip, rows = changed(drawn, PLACES, lambda: ACTUALS)
    lines = [
        ",".join(map(str, row)) if isinstance(row, list) else str(row)
        for row in (rows if isinstance(rows, list) else [rows])
    ]
    path = folder / "places.csv"
    path.write_text("\n".join(lines), encoding="utf-8", errors="surrogatepass")
    return Mutation(
        "municipalities", slip, (("batch", "two_years", "--municipalities", str(path), "--dry-run"),)
    )


def _answers(drawn: random.Random, folder: Path) -> Mutation:
    slip, document = changed(drawn, ANSWERS, lambda: QUESTIONS)
    text = resource("parameters", "two_years.yaml").read_text(encoding="utf-8")
    case = folder / "own.yaml"
    case.write_text(f"{text.rstrip()}\npreconditions: {{dpia: {{status: open}}}}\n", encoding="utf-8")
    path = folder / "answers.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    asked = ("forms", str(case), "--questions", str(folder / "questions.yaml"), "--read", str(path))
    return Mutation("answers", slip, (asked,))


def _scan(drawn: random.Random, folder: Path) -> Mutation:
    names = ("anonimiseren_scan", "chatbot_scan", "spraak_naar_verslag_scan", "vroegsignalering_scan")
    name, other = drawn.choice(names), drawn.choice(names)
    slip, document = changed(
        drawn,
        _parsed("parameters", "scans", f"{name}.yaml"),
        lambda: _parsed("parameters", "scans", f"{other}.yaml"),
    )
    path = folder / "scan.yaml"
    path.write_text(_yaml(document), encoding="utf-8", errors="surrogatepass")
    case = folder / "scanned.yaml"
    case.unlink(missing_ok=True)
    return Mutation(
        "scan", f"{name}: {slip}", (("scan", str(path), "--out", str(case)), ("check", str(case)))
    )
