"""A small case for each quantity kind and line kind, which uses every field of the kind at least once.

A kind without samples here gets one made from its fields; one that cannot be made so is asked for by the test.
"""

from __future__ import annotations

from typing import Any

import yaml

from mll_finance.inputs.case.case import Case, case_from_text
from mll_finance.inputs.grammar.line import Line
from mll_finance.inputs.grammar.quantity import Quantity
from mll_finance.inputs.lines import line_kinds
from mll_finance.inputs.quantities import quantity_kinds

Part = dict[str, Any]
PARTIES = {"payer": "municipality", "receiver": "resources"}


def own(value: Any, unit: str, **more: Any) -> Part:
    """An own estimate."""
    price = {"price_year": 2023} if unit.startswith("EUR") else {}
    return {
        "value": value,
        "unit": unit,
        "source": "own_estimate",
        "quality": "D",
        "accepted_by": "analyst",
        **price,
        **more,
    }


PERT = {"kind": "pert", "low": 0.1, "mode": 0.3, "high": 0.8}
POPULATION = own({2026: 9000, 2028: 9500.5}, "household")
PREVALENCE = own(0.08, "fraction", distribution={"kind": "uniform", "low": 0.01, "high": 0.12})
PRECISION = own(None, "fraction") | {
    "by_alternative": {"baseline": 0.2, "default": own({2026: 0.3, 2029: 0.45}, "fraction")}
}
PRECISION.pop("value")

MOVED = own(None, "fraction") | {"by_alternative": {"baseline": 0, "default": 0.15}}
MOVED.pop("value")
GROWN = own(0.02, "1/yr", distribution={"kind": "uniform", "low": 0.0, "high": 0.05})
CURVE = [[0.1, 0.6], [0.3, 0.45], [0.7, 0.2]]

QUANTITIES: dict[str, list[Part]] = {
    "additional": [
        {"kind": "additional", "of": POPULATION},
        {
            "kind": "additional",
            "of": POPULATION,
            "deadweight": PREVALENCE,
            "displacement": own(0.1, "fraction"),
            "attribution": own({2026: 0.2, 2029: 0.4}, "fraction"),
        },
    ],
    "adoption": [
        {
            "kind": "adoption",
            "of": POPULATION,
            "ceiling": own(0.8, "fraction"),
            "midpoint": own(1.5, "yr"),
            "speed": own(2, "1/yr"),
            "start": 2027,
        },
    ],
    "allocation": [
        {
            "kind": "allocation",
            "places": own(1200, "visit/yr"),
            "moved": MOVED,
            "effect_here": own(0.1, "fraction"),
            "effect_there": PREVALENCE,
        },
    ],
    "brought_forward": [
        {
            "kind": "brought_forward",
            "of": POPULATION,
            "now": own(0.2, "fraction"),
            "never": PREVALENCE,
            "years": own(4, "yr"),
            "growth": own(0.01, "1/yr"),
        },
        {
            "kind": "brought_forward",
            "of": POPULATION,
            "now": PREVALENCE,
            "never": own({2026: 0.2, 2029: 0.4}, "fraction"),
            "years": own({2026: 1.5, 2028: 0}, "yr"),
            "discount": own(0.03, "1/yr", distribution={"kind": "uniform", "low": 0.01, "high": 0.05}),
        },
    ],
    "by_group": [
        {
            "kind": "by_group",
            "of": POPULATION,
            "groups": {
                "low_income": own(0.4, "fraction", title={"nl": "Laag inkomen", "en": "Low income"}),
                "other": own({2026: 0.6, 2028: 0.5}, "fraction"),
            },
        },
    ],
    "cases_avoided": [
        {"kind": "cases_avoided", "helped": POPULATION, "risk": PREVALENCE, "effect": own(0.3, "fraction")},
    ],
    "cohort": [
        {"kind": "cohort", "of": POPULATION, "years": 3, "lag": 1, "drop_off": PREVALENCE},
        {"kind": "cohort", "of": own(100, "household/yr"), "years": 9},
    ],
    "drift": [
        {"kind": "drift", "of": PRECISION, "loss": own(0.05, "fraction"), "every": 2, "start": 2027},
        {"kind": "drift", "of": own(0.5, "fraction"), "loss": PREVALENCE},
    ],
    "growth": [
        {"kind": "growth", "of": own(245000, "inhabitant"), "rate": GROWN, "year": 2024},
    ],
    "hours_saved": [
        {
            "kind": "hours_saved",
            "cases": POPULATION,
            "minutes": own(12, "min/case"),
            "realised": own(0.6, "fraction"),
            "cash_share": own(0.25, "fraction"),
        },
        {
            "kind": "hours_saved",
            "cases": POPULATION,
            "minutes": own(12, "min/case"),
            "cash_share": PREVALENCE,
        },
    ],
    "precision_curve": [
        {
            "kind": "precision_curve",
            "population": POPULATION,
            "prevalence": PREVALENCE,
            "flags": own({2026: 20, 2027: 400, 2028: 1200, 2029: 9000}, "flag/yr"),
            "curve": CURVE,
            "transfer": own(0.8, "fraction"),
        },
        {
            "kind": "precision_curve",
            "population": POPULATION,
            "prevalence": own(0.05, "fraction"),
            "flags": own(600, "flag/yr"),
            "curve": CURVE,
        },
    ],
    "sum": [
        {"kind": "sum", "unit": "fte", "parts": {"now": POPULATION, "more": own(2.5, "fte")}},
    ],
    "waiting_time": [
        {"kind": "waiting_time", "cases": POPULATION, "days": own({2026: 30, 2028: 21}, "day/case")},
    ],
    "detection": [
        {
            "kind": "detection",
            "population": POPULATION,
            "prevalence": PREVALENCE,
            "precision": PRECISION,
            "capacity": own({2026: 500, 2028: 1e6}, "flag/yr"),
        },
        {
            "kind": "detection",
            "population": POPULATION,
            "prevalence": PREVALENCE,
            "precision": own(0.9, "fraction"),
            "flagged_share": own({2026: 0.0, 2027: 0.2}, "fraction"),
        },
        {
            "kind": "detection",
            "population": POPULATION,
            "prevalence": PREVALENCE,
            "precision": PRECISION,
            "capacity": own(700, "flag/yr"),
            "flagged_share": own(0.06, "fraction"),
        },
    ],
    "per_inhabitant": [
        {"kind": "per_inhabitant", "rate": own(2.9, "signal/inhabitant"), "per": 1000},
        {
            "kind": "per_inhabitant",
            "rate": {"distribution": PERT, "unit": "signal/inhabitant", "source": "x", "quality": "B"},
            "inhabitants": own({2026: 1e5, 2027: 1.1e5}, "inhabitant"),
        },
    ],
    "product": [
        {
            "kind": "product",
            "unit": "hour/yr",
            "factors": {
                "visits": own({2026: 10, 2028: 20}, "visit/yr"),
                "hours": own(-2.5, "hour/visit"),
                "share": PREVALENCE,
            },
        },
    ],
    "uptake": [
        {
            "kind": "uptake",
            "of": own(1200, "offer/yr"),
            "contact_rate": own(0.4, "fraction"),
            "acceptance_rate": PRECISION,
            "start": 2027,
            "ramp_up": 3,
        },
        {
            "kind": "uptake",
            "of": own({2026: 10, 2030: 0}, "offer/yr"),
            "contact_rate": PREVALENCE,
            "acceptance_rate": own(0.3, "fraction"),
            "ramp_up": 2,
        },
    ],
}

LINES: dict[str, list[Part]] = {
    "outcome_payment": [
        {
            "kind": "outcome_payment",
            "alternative": "project",
            "payer": "municipality",
            "receiver": "partner",
            "outcomes": own({2026: 0, 2027: 20, 2029: 45}, "household/yr"),
            "price": own(1500, "EUR/household", distribution={"kind": "uniform", "low": 500, "high": 2500}),
            "advanced": {
                "development": own({2026: 60000, 2028: 15000}, "EUR"),
                "operation": own({2027: 9000, 2029: 9000}, "EUR"),
            },
            "cap": own(0.08, "1/yr", distribution={"kind": "uniform", "low": 0.0, "high": 0.12}),
        },
        {
            "kind": "outcome_payment",
            "alternative": "project",
            "payer": "municipality",
            "receiver": "partner",
            "basis": "nominal",
            "outcomes": own(12, "household/yr"),
            "price": own(800, "EUR/household"),
            "advanced": {"all": own({2026: 30000}, "EUR")},
            "cap": own(0.1, "1/yr"),
        },
    ],
    "oversight": [
        {
            "kind": "oversight",
            "alternative": "project",
            **PARTIES,
            "flags": own({2026: 300, 2028: 600}, "flag/yr"),
            "minutes": own(15, "min/flag", distribution={"kind": "uniform", "low": 10, "high": 30}),
            "wage": own(65, "EUR/hour"),
        },
    ],
    "periodic": [
        {
            "kind": "periodic",
            "alternative": "project",
            **PARTIES,
            "amount": own(20000, "EUR"),
            "every": 2,
            "years": {"from": 2027},
            "btw": {"rate": 0.21, "compensable": 1},
        },
        {
            "kind": "periodic",
            "alternative": "project",
            **PARTIES,
            "amount": own({2026: 100, 2028: 150}, "EUR"),
            "every": 3,
            "btw": {"rate": 0},
        },
    ],
    "avoided_benefit": [
        {
            "kind": "avoided_benefit",
            "alternative": "project",
            "number": own({2026: 3, 2028: 7}, "benefit-year/yr"),
            "amount": own(16000, "EUR/yr"),
            "growth": 0.01,
            "payer": "residents",
            "receiver": "municipality",
        },
    ],
    "cash_flow": [
        {
            "kind": "cash_flow",
            "alternative": "project",
            **PARTIES,
            "amounts": own({2026: 1000.5, 2029: -250}, "EUR", price_year=2024),
            "timing": "start_of_year",
        },
        {
            "kind": "cash_flow",
            "alternative": "all",
            **PARTIES,
            "amounts": {
                "by_alternative": {
                    "baseline": own({2027: 40}, "EUR"),
                    "default": own(60, "EUR", index="wages"),
                }
            },
            "basis": "real",
            "index": "wages",
            "years": [2027, 2030],
            "category": "licence",
            "note": "two years",
        },
    ],
    "product": [
        {
            "kind": "product",
            "alternative": "project",
            **PARTIES,
            "years": {"from": 2027, "until": 2029},
            "ramp_up": 2,
            "growth": own({2026: 0.02, 2029: -0.01}, "1/yr"),
            "timing": "end_of_year",
            "factors": {
                "visits": own(1200, "visit/yr"),
                "price": own(
                    85, "EUR/visit", price_year=2019, distribution={"kind": "normal", "mean": 85, "sd": 10}
                ),
            },
        },
    ],
    "purchase": [
        {
            "kind": "purchase",
            "alternative": ["project"],
            **PARTIES,
            "years": 2027,
            "amount": own(250000, "EUR"),
            "btw": {"rate": 0.21, "compensable": 1.0},
            "timing": "start_of_year",
            "nature": "capital",
        },
        {
            "kind": "purchase",
            "alternative": "project",
            "payer": "resources",
            "receiver": "municipality",
            "cash": True,
            "amount": own({2028: 1000}, "EUR"),
            "btw": {"rate": 0.09, "compensable": 0.5},
        },
    ],
    "quantity_price": [
        {
            "kind": "quantity_price",
            "alternative": "all",
            "payer": "welfare",
            "receiver": "residents",
            "cash": False,
            "quantity": own({2026: 10, 2029: 30}, "household/yr"),
            "price": own(3000, "EUR/household", price_year=2018),
            "share": PRECISION,
        },
        {
            "kind": "quantity_price",
            "alternative": "project",
            "payer": "creditors",
            "receiver": "resources",
            "quantity": own(5, "case/yr"),
            "price": {
                "distribution": {"kind": "uniform", "low": 10, "high": 30},
                "unit": "EUR/case",
                "price_year": 2026,
                "source": "x",
                "quality": "C",
            },
        },
    ],
    "staffing": [
        {
            "kind": "staffing",
            "alternative": ["baseline", "project"],
            **PARTIES,
            "fte": {
                "by_alternative": {
                    "baseline": own(2.0, "fte"),
                    "project": own({2026: 2.5, 2028: 1.25}, "fte"),
                }
            },
            "wage": {"table": "unit_costs", "id": "wage_scale_4", "index": "wages"},
            "index": "wages",
            "growth": 0.005,
            "adjustment": own(0.2, "fraction"),
        },
        {
            "kind": "staffing",
            "alternative": "project",
            **PARTIES,
            "whole": True,
            "fte": own({2026: 0.2, 2027: 3, 2028: 2.0000000001, 2029: 1.01}, "fte"),
            "wage": own(70000, "EUR/fte"),
        },
        {
            "kind": "staffing",
            "alternative": "project",
            **PARTIES,
            "whole": True,
            "fte": own(1.6, "fte", distribution={"kind": "uniform", "low": 0.2, "high": 3.0}),
            "wage": own(70000, "EUR/fte"),
        },
    ],
    "subscription": [
        {
            "kind": "subscription",
            "alternative": "project",
            **PARTIES,
            "delay": 1,
            "price": own(1.5, "EUR/inhabitant/yr"),
            "units": own(246655, "inhabitant"),
            "btw": {"rate": 0.21},
            "ramp_up": 4,
        },
        {
            "kind": "subscription",
            "alternative": "project",
            **PARTIES,
            "price": own(12000, "EUR/yr", price_year=2026),
            "btw": {"rate": 0.21, "compensable": 0.7},
            "basis": "nominal",
            "years": {"from": 2028},
        },
    ],
    "transfer": [
        {
            "kind": "transfer",
            "alternative": "project",
            "payer": "state",
            "receiver": "municipality",
            "basis": "nominal",
            "amount": own({2026: 50000, 2028: 25000}, "EUR"),
            "accounting": "cash",
        },
        {
            "kind": "transfer",
            "alternative": "project",
            "payer": "residents",
            "receiver": "creditors",
            "amount": own(120, "EUR/household"),
            "quantity": own({2026: 3, 2030: 9}, "household/yr"),
            "ramp_up": 2,
        },
        {
            "kind": "transfer",
            "alternative": "project",
            "payer": "state",
            "receiver": "partner",
            "accounting": "budget",
            "amount": {"pm": "not decided"},
        },
    ],
}

SETTINGS: Part = {
    "id": "sample",
    "title": {"nl": "Proef", "en": "Sample"},
    "base_year": 2026,
    "horizon": 4,
    "price_level": 2025,
    "timing": "mid_year",
    "municipality": "Eindhoven",
}


def samples(section: str, kind: str) -> list[Part]:
    """The samples of a kind: those above, else one that uses every field of its class."""
    written = (QUANTITIES if section == "quantities" else LINES).get(kind)
    if written is not None:
        return written
    known: dict[str, type[Line] | type[Quantity]] = {
        **(quantity_kinds() if section == "quantities" else line_kinds())
    }
    base = Quantity if section == "quantities" else Line
    fields = {
        name: field for name, field in known[kind].model_fields.items() if name not in base.model_fields
    }
    money = getattr(known[kind], "MONEY", ())
    made: Part = (
        {"kind": kind} if section == "quantities" else {"kind": kind, "alternative": "project", **PARTIES}
    )
    for place, (name, field) in enumerate(fields.items()):
        value = own({2026: 0.3 + place, 2028: 0.7 + place}, "EUR/unit" if name in money else "unit/yr")
        if name in known[kind].SHARES:
            value = own({2026: 0.3, 2028: 0.7}, "fraction")
        forms = str(field.annotation)
        if "Assumption" in forms:
            made[name] = {"first": value, "second": own(0.5, "fraction")} if "dict[" in forms else value
        elif "int" in forms:
            made[name] = 2
    if getattr(known[kind], "BTW_REQUIRED", False):
        made["btw"] = {"rate": 0.21, "compensable": 1}
    return [made]


def sample(section: str, kind: str, **settings: Any) -> Case:
    """The case of the samples of one kind; a quantity is used in a line too, so that it reaches the results."""
    quantities = (
        {f"{kind}_{n}": part for n, part in enumerate(samples(section, kind))}
        if section == "quantities"
        else {}
    )
    lines = (
        {f"{kind}_{n}": part for n, part in enumerate(samples(section, kind))} if section == "lines" else {}
    )
    for name, part in quantities.items():
        kind_of = quantity_kinds()[part["kind"]]
        output = next(iter(kind_of.OUTPUTS or part["groups"]))
        lines[f"worth_{name}"] = {
            "kind": "quantity_price",
            "alternative": "all",
            **PARTIES,
            "quantity": {"ref": f"quantities.{name}.{output}"},
            "price": own(10, "EUR/unit"),
        }
    return case_of(quantities, lines, **settings)


def case_of(quantities: dict[str, Part], lines: dict[str, Part], **settings: Any) -> Case:
    """A case with these parts."""
    text = yaml.dump(
        {
            "case": {**SETTINGS, **settings},
            "alternatives": {"baseline": {"title": {"nl": "Nul", "en": "Zero"}}, "project": {}, "rival": {}},
            "quantities": quantities,
            "lines": lines,
        },
        sort_keys=False,
        Dumper=yaml.CSafeDumper,
    )
    # Anchors that the shared parts above would give are of no interest here.
    return case_from_text(text)
