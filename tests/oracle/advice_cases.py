"""Compact cases of the advice, and the full case that each stands for.

``advice_cases.yaml`` says of each alternative what it costs and brings; here that becomes the text of a case that
``case_from_text`` reads. Unless a compact case says otherwise: one year, amounts at its start and in its prices, flat
discounting, costs of 1,000 paid by the municipality once, every check met and signed, nothing else in the budget.

Keys of a compact case
----------------------
alternatives : by name
    ``as`` (a key of ROLES), ``cost`` and ``benefit`` (an amount, or a list of them), ``cost_years``, ``duration`` of
    the cost, ``flows`` (payer, receiver, amount, duration of the budget) and ``pm`` (see :func:`_unpriced`).
    An amount is a number, ``{normal: [mean, sd]}``, ``{pert: [low, mode, high]}``, ``{discrete: {values, weights}}`` or
    ``{same_as: name}``: the draws of the benefit of another alternative.
checks : by check
    A state, ``missing``, or a mapping of its own; ``checks_of: {alternative: {check: state}}`` of one alternative.
rules
    Rules of the table on whose border the case stands.
baseline
    What doing nothing costs and brings of its own: ``cost``, ``benefit``, ``flows`` and ``pm``, as of an alternative.
always
    What every alternative and doing nothing have alike, as of the baseline.
chances
    By perspective and alternative: the chance of a negative balance, None where no one can tell it.
move_together
    ``{between: [name, name], rank: number}``: a rank correlation of the benefits of two alternatives.
pilots
    By name: ``alternative``, ``sd`` of one measurement of its benefit, ``sizes``, ``cost`` (fixed) and ``weeks``.
duty, about, horizon, rate, timing, cover, free_capacity
    Whether doing nothing is not feasible; what the question is about; the years; what covers the budget; what is free
    of the capacity to bear risk.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml

from mll_finance.engine.study import Study, appraise
from mll_finance.inputs.case.case import case_from_text

Mapping = dict[str, Any]
ROOT = Path(__file__).resolve().parents[2]
BASE_YEAR = 2026
DRAWS = 16384
RATE = 0.028
COST = 1000.0

ROLES: dict[str, Mapping] = {
    "ai": {"sourcing": "buy", "role": "deployer", "risk_class": "high", "technique": "scoring_model"},
    "ai_limited": {
        "sourcing": "buy",
        "role": "deployer",
        "risk_class": "limited",
        "technique": "scoring_model",
    },
    "ai_built": {"sourcing": "build", "role": "provider", "risk_class": "high", "technique": "scoring_model"},
    "ai_prohibited": {
        "sourcing": "buy",
        "role": "deployer",
        "risk_class": "prohibited",
        "technique": "scoring_model",
    },
    "rule": {"sourcing": "rule", "technique": "rules"},
    "staff": {"sourcing": "staff"},
}
"""What an alternative is, by the word of a compact case."""
DIRECTIONS = {
    "cost": ("municipality", "resources"),
    "harm": ("residents", "welfare"),
    "benefit": ("welfare", "residents"),
}
"""Payer and receiver of a line without a number, by the direction in which it works on society."""
OWN = {"source": "own_estimate", "quality": "D", "accepted_by": "director"}
SIGNED = {"evidence": "signed document", "signed_by": {"role": "director", "date": "2026-01-01"}}


@cache
def compact_cases() -> dict[str, Mapping]:
    """The compact cases by id."""
    listed = yaml.load(
        (Path(__file__).parent / "advice_cases.yaml").read_text(encoding="utf-8"), Loader=yaml.CSafeLoader
    )
    by_id = {compact["id"]: compact for compact in listed}
    assert len(by_id) == len(listed), "two compact cases have the same id"
    return by_id


@cache
def study_of(compact_id: str) -> Study:
    """The study of a compact case: made once for all tests that look at it."""
    return appraise(case_from_text(case_text(compact_cases()[compact_id])))


@cache
def check_ids() -> tuple[str, ...]:
    """The ids of the checks of the table of preconditions."""
    table = yaml.load(
        (ROOT / "data" / "preconditions.yaml").read_text(encoding="utf-8"), Loader=yaml.CSafeLoader
    )
    return tuple(table["checks"])


def case_text(compact: Mapping) -> str:
    """The YAML text of the full case that a compact case stands for."""
    lines: Mapping = {}
    for name, alternative in compact["alternatives"].items():
        lines.update(_lines(name, alternative, compact))
    if "baseline" in compact:
        lines.update(_lines("baseline", {"cost": [], **compact["baseline"]}, compact))
    if "always" in compact:
        lines.update(_lines("all", {"cost": [], **compact["always"]}, compact))
    full: Mapping = {
        "case": _settings(compact),
        "alternatives": _alternatives(compact),
        "lines": lines,
        "preconditions": _preconditions(compact),
    }
    if "move_together" in compact:
        pair = [f"lines.{name}_benefit.amounts" for name in compact["move_together"]["between"]]
        full["correlations"] = {"pair": {"between": pair, "rank": compact["move_together"]["rank"], **OWN}}
    if "pilots" in compact:
        full["pilots"] = {
            name: {
                "alternative": pilot["alternative"],
                "informs": [f"lines.{pilot['alternative']}_benefit.amounts"],
                "data": "normal",
                "sd": pilot["sd"],
                "cost": {"fixed": pilot.get("cost", 0)},
                "weeks": pilot.get("weeks", 0),
                "sizes": pilot["sizes"],
            }
            for name, pilot in compact["pilots"].items()
        }
    if "cover" in compact:
        full["cover"] = {
            f"cover_{name}": {
                "alternative": name,
                "kind": "existing_budget",
                "source": "budget 2026",
                **cover,
            }
            for name, cover in compact["cover"].items()
        }
    if "free_capacity" in compact:
        required = 1_000_000.0
        available = required + float(compact["free_capacity"])
        capacity = {"available": available, "required": required, "source": "budget 2026", "quality": "B"}
        full["budget"] = {"resilience": capacity}
    return yaml.dump(full, sort_keys=False, allow_unicode=True, Dumper=yaml.CSafeDumper)


def _settings(compact: Mapping) -> Mapping:
    settings: Mapping = {
        "id": compact["id"],
        "base_year": BASE_YEAR,
        "horizon": compact.get("horizon", 0),
        "price_level": BASE_YEAR,
        "timing": compact.get("timing", "start_of_year"),
        "discounting": {"rate": compact.get("rate", RATE)},
        "draws": DRAWS,
    }
    if "about" in compact:
        settings["about"] = compact["about"]
    return settings


def _alternatives(compact: Mapping) -> Mapping:
    baseline: Mapping = {"title": "As it is"}
    if compact.get("duty"):
        baseline |= {"feasible": False, "reason": "a statutory duty", "source": "Wmo 2015 article 2.3.1"}
    named = {name: {"title": name, **ROLES[part["as"]]} for name, part in compact["alternatives"].items()}
    return {"baseline": baseline, **named}


def _lines(name: str, alternative: Mapping, compact: Mapping) -> Mapping:
    """The lines of an alternative by id."""
    lines: Mapping = {}
    cost = {"years": alternative.get("cost_years", BASE_YEAR), "timing": "start_of_year"}
    for number, amount in enumerate(_listed(alternative.get("cost", COST))):
        flow = _line(name, ("municipality", "resources"), amount, alternative.get("duration", "incidental"))
        lines[f"{name}_cost{number or ''}"] = flow | cost
    for number, amount in enumerate(_listed(alternative.get("benefit", []))):
        flow = _line(name, DIRECTIONS["benefit"], amount, None)
        lines[f"{name}_benefit{number or ''}"] = flow | {"years": BASE_YEAR}
    for number, (payer, receiver, amount, duration) in enumerate(alternative.get("flows", [])):
        flow = _line(name, (payer, receiver), amount, duration)
        lines[f"{name}_flow{number or ''}"] = flow | {"years": BASE_YEAR}
    for unpriced in alternative.get("pm", []):
        lines[f"{name}_{unpriced['id']}"] = _unpriced(name, unpriced, compact)
    return lines


def _listed(amounts: Any) -> list[Any]:
    return amounts if isinstance(amounts, list) else [amounts]


def _line(name: str, parties: tuple[str, str], amount: Any, duration: str | None) -> Mapping:
    payer, receiver = parties
    line = {"kind": "cash_flow", "alternative": name, "payer": payer, "receiver": receiver}
    return line | ({"duration": duration} if duration else {}) | {"amounts": _amount(amount)}


def _amount(amount: Any) -> Mapping:
    if isinstance(amount, dict) and "same_as" in amount:
        return {"ref": f"lines.{amount['same_as']}_benefit.amounts"}
    known = {"unit": "EUR", "price_year": BASE_YEAR, **OWN}
    if not isinstance(amount, dict):
        return {"value": float(amount), **known}
    ((kind, numbers),) = amount.items()
    names = {"normal": ("mean", "sd"), "pert": ("low", "mode", "high")}
    given = numbers if kind == "discrete" else dict(zip(names[kind], map(float, numbers), strict=True))
    return {"distribution": {"kind": kind, **given}, **known}


def _unpriced(name: str, unpriced: Mapping, compact: Mapping) -> Mapping:
    """A line without a number.

    Its ``direction`` is a key of DIRECTIONS, or ``payer`` and ``receiver`` are named; ``at_most`` is the highest amount
    that somebody accepted; ``years`` (first, last), ``ramp_up`` and ``growth`` are those of the line.
    """
    payer, receiver = DIRECTIONS.get(
        unpriced.get("direction", ""), (unpriced.get("payer"), unpriced.get("receiver"))
    )
    first, last = unpriced.get("years", (0, compact.get("horizon", 0)))
    line: Mapping = {
        "kind": "cash_flow",
        "alternative": name,
        "payer": payer,
        "receiver": receiver,
        "years": {"from": BASE_YEAR + first, "until": BASE_YEAR + last},
    }
    line |= {key: unpriced[key] for key in ("ramp_up", "growth") if key in unpriced}
    if payer == "municipality":
        line["duration"] = "incidental"
    if "at_most" not in unpriced:
        return line | {"amounts": {"pm": "no source"}}
    bounded = {"reason": "no source", "at_most": float(unpriced["at_most"])}
    unit = "EUR/yr" if compact.get("horizon") else "EUR"
    return line | {"amounts": {"pm": bounded, "unit": unit, "price_year": BASE_YEAR, **OWN}}


def _preconditions(compact: Mapping) -> Mapping:
    written: Mapping = {}
    for check in check_ids():
        state = compact.get("checks", {}).get(check, "met")
        own = {
            name: _state(states[check])
            for name, states in compact.get("checks_of", {}).items()
            if check in states
        }
        if state == "missing":
            continue
        written[check] = _state(state)
        if own:
            written[check] |= {"by_alternative": own}
        if own or state != "met":
            written[check] |= {
                "delay": 0,
                "cost": {"value": 0.0, "unit": "EUR", "price_year": BASE_YEAR, **OWN},
            }
    return written


def _state(state: str | Mapping) -> Mapping:
    """A check that is met is signed for; of another only its state is said, and that closing it costs nothing."""
    if isinstance(state, dict):
        return {"evidence": "signed document", **state}
    return {"status": state, **SIGNED} if state == "met" else {"status": state}
