"""What a case document holds, read from the document itself: the features of each line, and those of the case.

Written apart from the generator, so that what is counted is what stands in the cases and not what was meant.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

PHASES = ("set_up", "design", "pilot", "roll_out", "run", "exit")
MINIMA = ("detection", "allocation", "hours_saved")


def of_line(case: dict[str, Any], name: str) -> frozenset[str]:
    """The features of one line; none where it has no number in some alternative."""
    line = case["lines"][name]
    assumptions = list(_behind(case, line))
    if any("pm" in assumption for assumption in assumptions):
        return frozenset()
    kinds = {quantity["kind"]: quantity for quantity in _quantities(case, line)}
    growth = list(_behind(case, line.get("growth")))
    waiting = _waits(case, line)
    present = {
        "growth_certain": bool(growth) and not any(map(_is_map, growth)) and not any(map(_is_drawn, growth)),
        "growth_drawn": any(map(_is_drawn, growth)) and not any(map(_is_map, growth)),
        "growth_by_year": any(map(_is_map, growth)),
        "adjustment": "value" in line.get("adjustment", {}),
        "adjustment_drawn": "distribution" in line.get("adjustment", {}),
        "delay": line.get("delay", 0) > 0,
        "waiting_with_baseline": waiting and "baseline" in _alternatives(case, line),
        "waiting_without_baseline": waiting and "baseline" not in _alternatives(case, line),
        "nominal_basis": line.get("basis") == "nominal",
        "own_index": "index" in line,
        "drawn_map": any(map(_is_drawn, _volume(case, line).values()))
        and _is_map(_volume(case, line).get("pattern", {})),
        "own_timing": line.get("timing", case["case"]["timing"]) != case["case"]["timing"],
        "by_alternative": "by_alternative" in _price(line),
        "group": "group" in line,
        "capital_linear": line.get("activation", {}).get("method") == "linear",
        "capital_annuity": line.get("activation", {}).get("method") == "annuity",
        "one_accounting": "accounting" in line,
        "adoption": "adoption" in kinds,
        "precision_curve": "precision_curve" in kinds,
        "cohort": _is_drawn(kinds.get("cohort", {}).get("drop_off", {})),
        "minima": any(kind in kinds for kind in MINIMA),
        "outcome_payment": line["kind"] == "outcome_payment",
        "btw": line.get("btw", {}).get("rate", 0) > 0,
        "ramp_up": "ramp_up" in line,
        "years": "years" in line,
        "correlation": name in case.get("correlations", {}),
    }
    return frozenset(feature for feature, stands in present.items() if stands)


def of_case(case: dict[str, Any]) -> frozenset[str]:
    """The features of a case as a whole."""
    settings = case["case"]
    timings = {line.get("timing", settings["timing"]) for line in case["lines"].values()}
    present = {
        "horizon_40_to_50": settings["horizon"] >= 40,
        "own_perspectives": "perspectives" in case,
        "unadjusted": not settings.get("adjusted", True),
        "own_inflation": "inflation" in settings,
        "own_discounting": "discounting" in settings,
        "older_price_level": settings["price_level"] < settings["base_year"],
        "mixed_timing": len(timings) > 1,
        "weights": "weights" in settings,
        "contracts": "proposal" in case,
        "pm": any("pm" in part for line in case["lines"].values() for part in _behind(case, line)),
    }
    return frozenset(feature for feature, stands in present.items() if stands)


def _waits(case: dict[str, Any], line: dict[str, Any]) -> bool:
    phase = line.get("phase") or ("run" if line["payer"] in ("resources", "welfare") else None)
    if phase in (None, "exit"):
        return False
    return any(
        years > 0 and PHASES.index(phase) >= PHASES.index(first)
        for name in _alternatives(case, line)
        for first, years in case["alternatives"][name].get("later", {}).items()
    )


def _alternatives(case: dict[str, Any], line: dict[str, Any]) -> list[str]:
    named = line["alternative"]
    return list(case["alternatives"]) if named == "all" else [named] if isinstance(named, str) else named


def _price(line: dict[str, Any]) -> dict[str, Any]:
    """The amount of a line in euros."""
    fields = {**line, **line.get("factors", {})}
    return next(fields[name] for name in ("price", "wage", "amount", "amounts") if name in fields)


def _volume(case: dict[str, Any], line: dict[str, Any]) -> dict[str, Any]:
    """The factors of a line; for a payment by result those of its outcomes."""
    if line["kind"] != "outcome_payment":
        return line.get("factors", {})
    return case["quantities"][line["outcomes"]["ref"].split(".")[1]]["factors"]


def _is_map(assumption: dict[str, Any]) -> bool:
    return isinstance(assumption.get("value"), dict) and len(assumption["value"]) > 1


def _is_drawn(assumption: dict[str, Any]) -> bool:
    return "distribution" in assumption


def _behind(case: dict[str, Any], part: Any) -> Iterator[dict[str, Any]]:
    """Every assumption behind a part of a case, references followed."""
    if not isinstance(part, dict):
        return
    if {"value", "distribution", "pm"} & set(part):
        yield part
    elif "ref" in part:
        yield from _behind(case, case["quantities"][part["ref"].split(".")[1]])
    else:
        for child in part.values():
            yield from _behind(case, child)


def _quantities(case: dict[str, Any], part: Any) -> Iterator[dict[str, Any]]:
    """Every quantity behind a part of a case."""
    if isinstance(part, dict) and "ref" in part:
        quantity = case["quantities"][part["ref"].split(".")[1]]
        yield quantity
        yield from _quantities(case, quantity)
    elif isinstance(part, dict):
        for child in part.values():
            yield from _quantities(case, child)
