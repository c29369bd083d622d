"""A case in which a model, a rule and today's staff each select, small enough to follow by hand."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

from mll_finance.engine.study import Study, appraise
from mll_finance.inputs.case.case import build_case
from mll_finance.inputs.text.case_files import CaseFiles
from mll_finance.yaml_text import Document

FIRST, HORIZON, RATE = 2027, 4, 0.03
PEOPLE, PREVALENCE, CAPACITY = 10_000.0, 0.1, 500.0
WORTH, CONTACT, LICENCE = 1000.0, 100.0, 40_000.0
TODAY, RULE, MODEL = 0.15, 0.3, 0.5


def sure(value: object, unit: str, **more: object) -> dict[str, Any]:
    money = {"price_year": FIRST} if "EUR" in unit else {}
    return {"value": value, "unit": unit, "source": "a test", "quality": "B", **money, **more}


def between(low: float, high: float, unit: str = "fraction") -> dict[str, Any]:
    spread = {"distribution": {"kind": "uniform", "low": low, "high": high}}
    return {**spread, "unit": unit, "source": "a test", "quality": "B"}


def a_line(quantity: str, price: float, sides: tuple[str, str], alternatives: list[str]) -> dict[str, Any]:
    return {
        "kind": "quantity_price",
        "alternative": alternatives,
        "payer": sides[0],
        "receiver": sides[1],
        "quantity": {"ref": f"quantities.visits.{quantity}"},
        "price": sure(price, "EUR/unit"),
    }


def raw_case(
    *,
    model: object = MODEL,
    licence: float = LICENCE,
    worth: float = WORTH,
    contact: float = CONTACT,
    prevalence: object = PREVALENCE,
    capacity: object = CAPACITY,
    **more: Any,
) -> dict[str, Any]:
    """The case as it is written; ``more`` are further sections, or replace one."""
    everyone = ["baseline", "model", "rule"]

    def fraction(number: object) -> object:
        return number if isinstance(number, dict) else sure(number, "fraction")

    return {
        "schema": 2,
        "case": {
            "id": "selecting",
            "base_year": FIRST,
            "horizon": HORIZON,
            "draws": 512,
            "discounting": {"rate": RATE},
            "timing": "start_of_year",
            "price_level": FIRST,
        },
        "alternatives": {
            "baseline": {"title": "Vandaag"},
            "model": {
                "title": "Model",
                "sourcing": "buy",
                "technique": "scoring_model",
                "role": "deployer",
                "risk_class": "minimal",
            },
            "rule": {"title": "Regel", "sourcing": "rule", "technique": "rules"},
        },
        "quantities": {
            "visits": {
                "kind": "detection",
                "population": sure(PEOPLE, "count/yr"),
                "prevalence": fraction(prevalence),
                "capacity": capacity if isinstance(capacity, dict) else sure(capacity, "count/yr"),
                "precision": {
                    "by_alternative": {
                        "baseline": fraction(TODAY),
                        "rule": fraction(RULE),
                        "model": fraction(model),
                    }
                },
            }
        },
        "lines": {
            "contacts": a_line("flags", contact, ("municipality", "resources"), everyone),
            "help": a_line("true_positives", worth, ("welfare", "residents"), everyone),
            "licence": {
                "kind": "periodic",
                "alternative": "model",
                "payer": "municipality",
                "receiver": "resources",
                "every": 1,
                "btw": {"rate": 0, "compensable": 0},
                "amount": sure(licence, "EUR"),
            },
        },
        **more,
    }


def made(raw: dict[str, Any]) -> Study:
    return appraise(build_case(Document(copy.deepcopy(raw)), files=CaseFiles(Path())))


def selecting(**more: Any) -> Study:
    return made(raw_case(**more))
