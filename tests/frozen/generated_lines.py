"""One generated line with the features that are asked for."""

from __future__ import annotations

from typing import Any

from generated_numbers import KNOWN, Numbers
from generated_volumes import factors_of

LINE_FEATURES = (
    "growth_certain",
    "growth_drawn",
    "growth_by_year",
    "adjustment",
    "adjustment_drawn",
    "delay",
    "waiting_with_baseline",
    "waiting_without_baseline",
    "nominal_basis",
    "own_index",
    "drawn_map",
    "own_timing",
    "by_alternative",
    "group",
    "capital_linear",
    "capital_annuity",
    "one_accounting",
    "adoption",
    "precision_curve",
    "cohort",
    "minima",
    "outcome_payment",
    "btw",
    "ramp_up",
    "years",
    "correlation",
)
"""What the shape or the amount of a line is made of."""
_REAL = (
    ("municipality", "partner"),
    ("municipality", "residents"),
    ("state", "municipality"),
    ("residents", "municipality"),
    ("health_insurers", "residents"),
)
_ANY = (
    *_REAL,
    ("municipality", "resources"),
    ("municipality", "resources"),
    ("resources", "municipality"),
    ("resources", "health_insurers"),
    ("welfare", "residents"),
)


def waits(features: frozenset[str]) -> bool:
    """Whether a line asks for an alternative that waits."""
    return bool(features & {"waiting_with_baseline", "waiting_without_baseline"})


def line_with(
    name: str, features: frozenset[str], case: dict[str, Any], dice: Numbers
) -> tuple[str, str] | None:
    """Add a line with these features to the case; two of its numbers where it wants them to move together."""
    line: dict[str, Any] = {"kind": "product", "alternative": _where(features, case, dice)}
    line["payer"], line["receiver"] = _parties(features, dice)
    factors = factors_of(name, features, case, dice)
    _amount(name, line, features, factors, case, dice)
    _shape(line, features, case, dice)
    _lens(line, features, case, dice)
    case["lines"][name] = line
    if "correlation" not in features:
        return None
    price = f"lines.{name}.price" if line["kind"] == "outcome_payment" else f"lines.{name}.factors.price"
    if "by_alternative" in features:
        price += ".by_alternative.default"
    owner = f"quantities.volume_{name}" if line["kind"] == "outcome_payment" else f"lines.{name}"
    return price, f"{owner}.factors.share"


def _where(features: frozenset[str], case: dict[str, Any], dice: Numbers) -> Any:
    projects = [name for name in case["alternatives"] if name != "baseline"]
    if "waiting_with_baseline" in features:
        return dice.pick(("all", ["baseline", "tool"]))
    if "waiting_without_baseline" in features:
        return dice.pick(("tool", projects))
    if "by_alternative" in features:
        return dice.pick(("all", "all", projects))
    return dice.pick(("tool", "tool", projects, projects, ["baseline", projects[-1]], "baseline"))


def _parties(features: frozenset[str], dice: Numbers) -> tuple[str, str]:
    fits = _REAL if "outcome_payment" in features else _ANY
    if features & {"capital_linear", "capital_annuity"}:
        fits = tuple(pair for pair in fits if pair[0] == "municipality")
    if "btw" in features:
        fits = tuple(pair for pair in fits if "welfare" not in pair)
    if "group" in features:
        fits = tuple(pair for pair in fits if "residents" in pair)
    return dice.pick(fits)


def _price(features: frozenset[str], case: dict[str, Any], dice: Numbers, unit: str) -> dict[str, Any]:
    """The amount of a line: certain, drawn, or another one in each alternative."""
    drawn = True if "correlation" in features else None
    if "by_alternative" not in features:
        return dice.euros(50, 900, unit, drawn=drawn)
    children = {
        name: dice.pick(({"value": dice.between(20, 900)}, {"distribution": dice.spread(20, 900)}))
        for name in case["alternatives"]
        if dice.chance(0.6)
    }
    if dice.chance(0.1):
        children["tool"] = {"pm": "not asked yet"}
    children["default"] = {"distribution": dice.spread(30, 400)}
    return {"by_alternative": children, "unit": unit, "price_year": dice.whole(2016, 2026), **KNOWN}


def _amount(
    name: str,
    line: dict[str, Any],
    features: frozenset[str],
    factors: dict[str, Any],
    case: dict[str, Any],
    dice: Numbers,
) -> None:
    """The kind of the line with its numbers."""
    if "outcome_payment" in features:
        volume = factors or {"number": dice.number(5, 60, "count/yr")}
        case["quantities"][f"volume_{name}"] = {"kind": "product", "factors": volume}
        years = {"value": dice.by_year(case, 5000, 50000)} if "years" not in features else {"value": 9000}
        line |= {
            "kind": "outcome_payment",
            "outcomes": {"ref": f"quantities.volume_{name}.number"},
            "price": _price(features, case, dice, "EUR/count"),
            "advanced": {"first": {**years, "unit": "EUR", "price_year": 2024, **KNOWN}},
            "cap": dice.number(0.03, 0.12, "1/yr", drawn="share" in volume),
        }
    elif factors or dice.chance(0.3):
        line["factors"] = {**factors, "price": _price(features, case, dice, "EUR/count")}
    else:
        _other_kind(line, features, case, dice)


def _other_kind(line: dict[str, Any], features: frozenset[str], case: dict[str, Any], dice: Numbers) -> None:
    """One of the kinds that multiply nothing, or two numbers."""
    kinds = ["cash_flow", "staffing", "quantity_price", "oversight"]
    if "btw" in features:
        kinds += ["subscription", "periodic", "purchase"]
    if (line["payer"], line["receiver"]) in _REAL:
        kinds += ["transfer", "avoided_benefit"]
    line["kind"] = dice.pick(kinds)
    price = _price(features, case, dice, "EUR/yr")
    numbers = {
        "staffing": {"fte": dice.number(0.2, 2.0, "fte"), "wage": price},
        "quantity_price": {"quantity": dice.number(5, 60, "count/yr"), "price": price},
        "oversight": {
            "flags": dice.number(5, 60, "flag/yr"),
            "minutes": dice.number(5, 60, "minute/flag"),
            "wage": price,
        },
        "subscription": {"price": price, "units": dice.number(1, 9, "count")},
        "periodic": {"amount": price, "every": dice.whole(1, 5)},
        "transfer": {"amount": price},
        "avoided_benefit": {"number": dice.number(1, 9, "person/yr"), "amount": price},
    }
    field = {"purchase": "amount", "cash_flow": "amounts"}
    if line["kind"] in numbers:
        line |= numbers[line["kind"]]
    elif "by_alternative" in features or "years" in features:
        line[field[line["kind"]]] = price
        if line["kind"] == "purchase" and "years" not in features:
            line["kind"], line["amounts"] = "cash_flow", line.pop("amount")
    else:
        amounts = {"value": dice.by_year(case, 500, 9000), "unit": "EUR", "price_year": 2023, **KNOWN}
        line[field[line["kind"]]] = amounts


def _shape(line: dict[str, Any], features: frozenset[str], case: dict[str, Any], dice: Numbers) -> None:
    """What gives the line its shape in time."""
    base, horizon = case["case"]["base_year"], case["case"]["horizon"]
    if "growth_certain" in features:
        line["growth"] = dice.number(-0.03, 0.05, "1/yr", drawn=False)
    if "growth_drawn" in features:
        line["growth"] = dice.number(-0.03, 0.05, "1/yr", drawn=True)
        if "by_alternative" in features and dice.chance(0.5):
            line["growth"] = _growth_by_alternative(dice)
    if "growth_by_year" in features:
        line["growth"] = _growth_by_year(case, dice)
    if "adjustment" in features or "adjustment_drawn" in features:
        line["adjustment"] = dice.number(-0.4, 0.6, "fraction", drawn="adjustment_drawn" in features)
    if "delay" in features:
        line["delay"] = dice.pick((1, 1, 2, 3, horizon + 2))
    if "ramp_up" in features:
        line["ramp_up"] = dice.whole(2, 6)
    if "years" in features:
        first = base + dice.whole(0, horizon)
        last = first + dice.whole(0, base + horizon - first + 1)
        line["years"] = dice.pick(
            ({"from": first}, {"from": first, "until": last}, {"until": last}, [first, base + horizon])
        )


def _growth_by_year(case: dict[str, Any], dice: Numbers) -> dict[str, Any]:
    """Growth that differs between years: certain, or a map times a number that is drawn."""
    rates = {"value": dice.by_year(case, -0.02, 0.04), "unit": "1/yr", **KNOWN}
    if dice.chance(0.5):
        return rates
    name = f"rates_{len(case['quantities'])}"
    scale = dice.number(0.5, 1.5, "fraction", drawn=True)
    case["quantities"][name] = {"kind": "product", "factors": {"rates": rates, "scale": scale}}
    return {"ref": f"quantities.{name}.number"}


def _growth_by_alternative(dice: Numbers) -> dict[str, Any]:
    """Growth that is drawn in every alternative but one."""
    children = {
        "tool": {"value": dice.between(-0.02, 0.03)},
        "default": {"distribution": dice.spread(-0.02, 0.04)},
    }
    return {"by_alternative": children, "unit": "1/yr", **KNOWN}


def _lens(line: dict[str, Any], features: frozenset[str], case: dict[str, Any], dice: Numbers) -> None:
    """How the line is seen: its phase, prices, timing, btw, capital, group."""
    _phase(line, features, case, dice)
    if "nominal_basis" in features:
        line["basis"] = "nominal"
    if "own_index" in features:
        line["index"] = "wages"
    if "own_timing" in features:
        others = [
            timing
            for timing in ("start_of_year", "mid_year", "end_of_year")
            if timing != case["case"]["timing"]
        ]
        line["timing"] = dice.pick(others)
    if "btw" in features:
        buys = line["payer"] == "municipality" or (line["payer"], line["receiver"]) == (
            "resources",
            "municipality",
        )
        shares = (0.0, 0.6, 1.0) if buys else (0.0,)
        line["btw"] = {"rate": dice.pick((0.09, 0.21)), "compensable": dice.pick(shares)}
    if "one_accounting" in features:
        line["accounting"] = dice.pick(("cash", "budget"))
    for method in ("linear", "annuity"):
        if f"capital_{method}" in features:
            line["nature"] = "capital"
            line["activation"] = {
                "method": method,
                "years": dice.pick((2, 3, 5, 15, 40)),
                "first_year": dice.pick((0.0, 0.5, 1.0) if method == "linear" else (0.0, 1.0)),
                "interest": dice.between(0.0, 0.04),
                "source": "x",
            }
    if "group" in features:
        line["group"] = dice.pick(("elderly", "low_income"))
    if line["payer"] in ("resources", "welfare") and dice.chance(0.5):
        line["cash"] = line["payer"] == "resources"


def _phase(line: dict[str, Any], features: frozenset[str], case: dict[str, Any], dice: Numbers) -> None:
    """A phase that waits with its alternative, or that does not."""
    if waits(features):
        if line["payer"] not in ("resources", "welfare") or dice.chance(0.5):
            line["phase"] = "run"
    elif case["alternatives"]["tool"].get("later"):
        line["phase"] = dice.pick(("set_up", "design", "exit"))
    elif dice.chance(0.3):
        line["phase"] = dice.pick(("set_up", "pilot", "run", "exit"))
