"""What the price of a generated line is multiplied with, and the quantities behind it."""

from __future__ import annotations

from typing import Any

from generated_numbers import KNOWN, Numbers

VOLUMES = ("adoption", "precision_curve", "cohort", "minima")
"""Features that come from a quantity."""


def factors_of(
    name: str, features: frozenset[str], case: dict[str, Any], dice: Numbers
) -> dict[str, dict[str, Any]]:
    """What the price of a line is multiplied with; the quantities behind it are added to the case."""
    factors: dict[str, dict[str, Any]] = {}
    for feature in VOLUMES:
        if feature in features:
            factors[feature] = {"ref": _VOLUME[feature](name, case, dice, factors)}
    if "group" in features and dice.chance(0.5):
        split = {group: dice.number(0.1, 0.5, "fraction") for group in ("elderly", "low_income")}
        number = dice.number(50, 200, "person/yr")
        case["quantities"][f"split_{name}"] = {"kind": "by_group", "of": number, "groups": split}
        factors["members"] = {"ref": f"quantities.split_{name}.{dice.pick(tuple(split))}"}
    if len(features) > 1 and dice.chance(0.3):
        factors["other"] = {"ref": _other_volume(name, case, dice)}
    if "drawn_map" in features:
        factors["pattern"] = {"value": dice.by_year(case, 1, 9), "unit": "count/yr", **KNOWN}
    if "drawn_map" in features or "correlation" in features:
        factors["share"] = dice.number(0.4, 0.9, "fraction", drawn=True)
    return factors


def _adoption(name: str, case: dict[str, Any], dice: Numbers, _: dict[str, Any]) -> str:
    start = {"start": case["case"]["base_year"] + dice.whole(0, 3)} if dice.chance(0.5) else {}
    case["quantities"][f"adoption_{name}"] = {
        "kind": "adoption",
        "of": dice.number(200, 900, "person/yr"),
        "ceiling": dice.number(0.2, 0.8, "fraction"),
        "midpoint": dice.number(1, 4, "yr"),
        "speed": dice.number(0.5, 2.5, "1/yr", drawn=True),
        **start,
    }
    return f"quantities.adoption_{name}.users"


def _precision_curve(name: str, case: dict[str, Any], dice: Numbers, _: dict[str, Any]) -> str:
    case["quantities"][f"curve_{name}"] = {
        "kind": "precision_curve",
        "population": dice.number(800, 2000, "person/yr"),
        "prevalence": dice.number(0.05, 0.2, "fraction", drawn=True),
        "flags": dice.number(20, 300, "flag/yr", drawn=True),
        "curve": [[0.1, 0.8], [0.4, 0.6], [0.7, 0.35], [0.95, 0.15]],
        **({"transfer": dice.number(0.6, 1.0, "fraction")} if dice.chance(0.5) else {}),
    }
    return f"quantities.curve_{name}.{dice.pick(('precision', 'recall'))}"


def _cohort(name: str, case: dict[str, Any], dice: Numbers, factors: dict[str, Any]) -> str:
    """Who stays: of those who came by adoption where there are any, else of a number by itself."""
    new = factors.pop("adoption", None) or dice.number(10, 80, "person/yr")
    case["quantities"][f"cohort_{name}"] = {
        "kind": "cohort",
        "of": new,
        "years": dice.pick((2, 5, 10, 30)),
        "lag": dice.whole(0, 3),
        "drop_off": dice.number(0.02, 0.4, "1/yr", drawn=True),
    }
    return f"quantities.cohort_{name}.active"


def _minima(name: str, case: dict[str, Any], dice: Numbers, _: dict[str, Any]) -> str:
    """Detection with a capacity, hours that are saved, or places that move."""
    kind = dice.pick(("detection", "detection", "hours_saved", "allocation"))
    parts: dict[str, dict[str, Any]] = {
        "detection": {
            "population": dice.number(800, 2000, "person/yr"),
            "prevalence": dice.number(0.02, 0.2, "fraction"),
            "precision": dice.number(0.2, 0.9, "fraction", drawn=True),
            "capacity": dice.number(60, 200, "flag/yr", drawn=True),
            "flagged_share": dice.number(0.03, 0.2, "fraction"),
        },
        "hours_saved": {
            "cases": dice.number(100, 900, "case/yr"),
            "minutes": dice.number(5, 60, "minute/case", drawn=True),
            "realised": dice.number(0.3, 1.0, "fraction"),
            "cash_share": dice.number(0.0, 0.6, "fraction"),
        },
        "allocation": {
            "places": dice.number(100, 900, "place/yr"),
            "moved": {
                "by_alternative": {"baseline": 0, "default": {"value": dice.between(0.1, 0.5)}},
                "unit": "fraction",
                **KNOWN,
            },
            "effect_here": dice.number(0.1, 0.3, "fraction"),
            "effect_there": dice.number(0.2, 0.6, "fraction", drawn=True),
        },
    }
    outputs = {
        "detection": ("flags", "true_positives", "false_positives", "false_negatives"),
        "hours_saved": ("cash_releasing", "capacity"),
        "allocation": ("effect",),
    }
    case["quantities"][f"{kind}_{name}"] = {"kind": kind, **parts[kind]}
    return f"quantities.{kind}_{name}.{dice.pick(outputs[kind])}"


def _other_volume(name: str, case: dict[str, Any], dice: Numbers) -> str:
    """A quantity of another kind: one that grows, wears, is taken up, or would partly have come about anyway."""
    base = case["case"]["base_year"]
    of = dice.number(2, 20, "count/yr")
    share = dice.number(0.1, 0.6, "fraction")
    rate = dice.number(0.01, 0.2, "1/yr", drawn=True)
    kinds: dict[str, tuple[dict[str, Any], str]] = {
        "growth": ({"of": of, "rate": rate, "year": base - dice.whole(0, 4)}, "number"),
        "drift": ({"of": of, "loss": rate, "every": dice.whole(2, 6)}, "level"),
        "uptake": (
            {
                "of": of,
                "contact_rate": share,
                "acceptance_rate": dice.number(0.2, 0.9, "fraction"),
                "ramp_up": 3,
            },
            "accepted",
        ),
        "additional": (
            {"of": of, "deadweight": share, "displacement": dice.number(0, 0.3, "fraction")},
            "net",
        ),
        "sum": ({"parts": {"first": of, "second": dice.number(1, 5, "count/yr")}}, "number"),
    }
    kind = dice.pick(tuple(kinds))
    numbers, output = kinds[kind]
    case["quantities"][f"{kind}_{name}"] = {"kind": kind, **numbers}
    return f"quantities.{kind}_{name}.{output}"


_VOLUME = {
    "adoption": _adoption,
    "precision_curve": _precision_curve,
    "cohort": _cohort,
    "minima": _minima,
}
