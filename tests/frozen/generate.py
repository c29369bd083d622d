"""The generated cases of which the results were frozen: every modifier of a line alone, and in pairs on one line.

The documents depend on nothing but the modules ``generated_*`` beside this one: numbers come from
``random.Random(seed).random()``, which Python promises to keep, and no part of the package is imported. What the cases
hold is counted by ``features.py``, from the documents.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import Any

from generated_lines import LINE_FEATURES, line_with, waits
from generated_numbers import Numbers

CASES = 220
SINGLE = len(LINE_FEATURES)
"""So many cases hold lines of one feature only."""
_CLASHES = (
    {"growth_certain", "growth_drawn", "growth_by_year"},
    {"adjustment", "adjustment_drawn"},
    {"capital_linear", "capital_annuity", "one_accounting"},
    {"waiting_with_baseline", "waiting_without_baseline"},
)
"""Features of which a line can have one."""
PAIRS = [pair for pair in combinations(LINE_FEATURES, 2) if not any(set(pair) <= clash for clash in _CLASHES)]
"""Features that can stand on one line together."""
_EXTRA = {
    "region": {
        "parties": ["municipality", "health_insurers"],
        "btw": "excluded",
        "prices": "nominal",
        "effects": "all",
        "schedule": "nl_2020",
    },
    "insurers": {
        "parties": ["health_insurers", "residents"],
        "btw": "included",
        "prices": "real",
        "effects": "cash",
        "schedule": "uk_green_book",
    },
    "purchasing": {
        "parties": ["municipality", "partner"],
        "btw": "compensated",
        "prices": "nominal",
        "effects": "all",
        "schedule": "nl_2025",
    },
}


def documents() -> Iterator[dict[str, Any]]:
    """The documents of all cases, in order."""
    for number in range(CASES):
        yield document(number)


def text(case: dict[str, Any]) -> str:
    """A document as the YAML text of a case, on one line."""
    return _flow(case)


def document(number: int) -> dict[str, Any]:
    """The document of one case."""
    dice = Numbers(random.Random(number))
    wanted = _wanted(number, dice)
    late = any(waits(features) for features in wanted)
    settings = _settings(number, dice)
    alternatives = _alternatives(number, dice, late)
    case: dict[str, Any] = {"case": settings, "alternatives": alternatives, "quantities": {}, "lines": {}}
    if dice.chance(0.35):
        names = list(_EXTRA)
        case["perspectives"] = {name: _EXTRA[name] for name in (dice.pick(names), dice.pick(names))}
    correlations: dict[str, Any] = {}
    for place, features in enumerate(wanted):
        name = f"line_{place}"
        tied = line_with(name, features, case, dice)
        if tied:
            correlations[name] = {
                "between": list(tied),
                "rank": dice.between(-0.8, 0.8),
                "source": "x",
                "quality": "B",
            }
    if correlations:
        case["correlations"] = correlations
    if dice.chance(0.25):
        case["lines"]["unknown"] = _unknown(dice)
    if dice.chance(0.5):
        _contracts(case)
    return {key: part for key, part in case.items() if part}


def _wanted(number: int, dice: Numbers) -> list[frozenset[str]]:
    """The features of each line of a case."""
    count = len(LINE_FEATURES)
    if number < SINGLE:
        return [frozenset({LINE_FEATURES[number]})] * 3
    alone = [frozenset({LINE_FEATURES[-1 - (3 * number + place) % count]}) for place in range(3)]
    rich = [_rich(PAIRS[(4 * number + place) % len(PAIRS)], dice) for place in range(4)]
    return [*alone, *rich]


def _rich(pair: Sequence[str], dice: Numbers) -> frozenset[str]:
    """A pair of features, with some more that can stand beside them."""
    features = set(pair)
    for _ in range(dice.whole(0, 5)):
        more = dice.pick(LINE_FEATURES)
        if not any(len((features | {more}) & clash) > 1 for clash in _CLASHES):
            features.add(more)
    return frozenset(features)


def _settings(number: int, dice: Numbers) -> dict[str, Any]:
    """The section ``case``: one in six has a long horizon."""
    base = dice.whole(2024, 2028)
    level = base - (dice.whole(1, 4) if dice.chance(0.35) else 0)
    settings: dict[str, Any] = {
        "id": f"generated_{number}",
        "base_year": base,
        "horizon": dice.pick((40, 50, 50)) if number % 6 == 5 else dice.whole(3, 15),
        "price_level": level,
        "timing": dice.pick(("start_of_year", "mid_year", "end_of_year")),
        "draws": 16,
        "seed": number,
    }
    if dice.chance(0.2):
        settings["discounting"] = dice.pick(({"rate": 0.04}, {"rate": 0.0}, "uk_green_book", "nl_2015"))
    if dice.chance(0.2):
        settings["inflation"] = {"rate": dice.between(0.0, 0.04)}
    if dice.chance(0.15):
        settings["adjusted"] = False
    if dice.chance(0.5):
        settings["weights"] = {
            group: {"value": dice.between(0.5, 2.0), "source": "x", "quality": "B"}
            for group in ("elderly", "low_income")
        }
    return settings


def _alternatives(number: int, dice: Numbers, late: bool) -> dict[str, Any]:
    """The baseline, one that waits where lines ask for it, and others that do not."""
    waiting = dice.pick(({"run": 2}, {"run": 1}, {"roll_out": 3}, {"pilot": 1, "run": 4}, {"run": 20}))
    alternatives: dict[str, Any] = {
        "baseline": {"title": "Baseline"},
        "tool": {"title": "Tool", **({"later": waiting} if late else {})},
    }
    if number % 2:
        alternatives["team"] = {"title": "Team", "sourcing": "staff"}
    return alternatives


def _unknown(dice: Numbers) -> dict[str, Any]:
    """A line without a number."""
    return {
        "kind": "cash_flow",
        "alternative": dice.pick(("tool", "all")),
        "payer": "welfare",
        "receiver": "residents",
        "amounts": {"pm": "nobody has counted it"},
    }


def _contracts(case: dict[str, Any]) -> None:
    """What the municipality pays, divided over two contracts."""
    bought = [name for name, line in case["lines"].items() if line["payer"] == "municipality"]
    if len(bought) > 1:
        halves = {"first": bought[::2], "second": bought[1::2]}
        case["proposal"] = {
            "contracts": {name: {"title": name, "lines": lines} for name, lines in halves.items()}
        }


def _flow(part: Any) -> str:
    if isinstance(part, dict):
        return "{" + ", ".join(f"{key}: {_flow(child)}" for key, child in part.items()) + "}"
    if isinstance(part, (list, tuple)):
        return "[" + ", ".join(map(_flow, part)) + "]"
    return json.dumps(part)
