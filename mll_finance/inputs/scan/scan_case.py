"""The case that follows from the answers of a quick scan, as far as it is known.

What is unknown stays unknown: it becomes PM in the case, never a guess.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from mll_finance.inputs.case.case import Case, build_case
from mll_finance.inputs.case.rewriting import newest
from mll_finance.inputs.scan.answers import NOBODY, Answers, Range
from mll_finance.inputs.scan.preconditions import raw_preconditions
from mll_finance.inputs.scan.questions import questions, unknown
from mll_finance.yaml_text import Document

PROJECT = "project"
RIVAL = "rival"
HELPED = "quantities.extra_help.factors.helped"
VALUE = "lines.value_of_help.price"
"""Paths of the two numbers by which the scan breaks even."""
_ROLES = {"build": "provider", "buy": "deployer", "join": "deployer"}


def scan_case(answers: Answers) -> Case:
    """The case that follows from the answers, validated."""
    return build_case(Document(raw_case(answers), name=answers.name), folder=Path())


def raw_case(answers: Answers) -> dict[str, Any]:
    """The raw case that follows from the answers: what is unknown is PM."""
    first = answers.base_year
    title = {"nl": f"Quickscan {answers.name}", "en": f"Quick scan {answers.name}"}
    head: dict[str, Any] = {"id": answers.name, "title": title}
    if answers.issue is not None:
        head["question"] = answers.issue
    if answers.owner not in (None, NOBODY):
        head["owner"] = answers.owner
    if answers.municipality is not None:
        head["municipality"] = answers.municipality
    head |= {
        "base_year": first,
        "horizon": answers.horizon,
        "price_level": first,
        "language": answers.language,
    }
    helped = _number(answers, "helped_extra", "person/yr", _capped(answers))
    alternatives = _alternatives(answers)
    return {
        "schema": newest(),
        "case": head,
        "alternatives": alternatives,
        "quantities": {
            "extra_help": {
                "title": _titled("Extra geholpen mensen", "More people helped"),
                "kind": "product",
                "unit": "person/yr",
                "factors": {"helped": helped},
            }
        },
        "lines": _lines(answers),
        "preconditions": raw_preconditions(answers, alternatives, project=PROJECT, rival=RIVAL),
    }


def _alternatives(answers: Answers) -> dict[str, Any]:
    project: dict[str, Any] = {
        "title": _titled("Project", "Project"),
        "sourcing": answers.sourcing or "other",
    }
    learning = answers.technique not in (None, "rules", "sensor")
    if answers.technique is not None:
        project["technique"] = answers.technique
    if learning and answers.sourcing is not None:
        project["role"] = _ROLES[answers.sourcing]
    if learning and answers.individuals is not None:
        # Planned as high risk as a precaution where it assesses people; the class is for a legal adviser to settle.
        project["risk_class"] = "high" if answers.individuals == "yes" else "minimal"
    if answers.prohibited == "yes":
        # The article is about AI systems, so this answer settles that it is one.
        project["role"] = _ROLES.get(answers.sourcing or "", "deployer")
        project["risk_class"] = "prohibited"
    missing = unknown(answers)
    if missing:
        project["note"] = {
            "nl": "Onbekend bij de quickscan: " + "; ".join(questions()[name].short.nl for name in missing),
            "en": "Unknown at the quick scan: " + "; ".join(questions()[name].short.en for name in missing),
        }
    rival = {
        "rule": _titled("Vaste regel", "Fixed rule"),
        "staff": _titled("Extra personeel", "More staff"),
        None: _titled("Een regel of extra personeel", "A rule or more staff"),
    }[answers.rival]
    return {
        "baseline": {"title": _titled("Nulalternatief", "Baseline"), "sourcing": "none"},
        PROJECT: project,
        RIVAL: {"title": rival, "sourcing": answers.rival or "staff"},
    }


def _lines(answers: Answers) -> dict[str, Any]:
    first = answers.base_year
    cost = {"kind": "cash_flow", "payer": "municipality", "receiver": "resources"}
    help_ = {
        "kind": "quantity_price",
        "payer": "welfare",
        "receiver": "residents",
        "years": {"from": first + 1},
    }
    return {
        "one_off": {
            "title": _titled("Eenmalige kosten (btw buiten beschouwing)", "One-off cost (VAT left out)"),
            **cost,
            "alternative": PROJECT,
            "years": first,
            "phase": "design",
            "duration": "incidental",
            "amounts": _number(answers, "one_off", "EUR", answers.one_off),
        },
        "yearly": {
            "title": _titled("Kosten per jaar (btw buiten beschouwing)", "Cost a year (VAT left out)"),
            **cost,
            "alternative": PROJECT,
            "years": {"from": first + 1},
            "phase": "run",
            "duration": "structural",
            "amounts": _number(answers, "yearly", "EUR/yr", answers.yearly),
        },
        "value_of_help": {
            "title": _titled("Waarde van extra hulp", "Value of more help"),
            **help_,
            "alternative": PROJECT,
            "phase": "run",
            "quantity": {"ref": "quantities.extra_help.number"},
            "price": _number(answers, "value", "EUR/person", answers.value),
        },
        "savings": {
            "title": _titled("Besparing in de begroting", "Savings in the budget"),
            "kind": "cash_flow",
            "alternative": PROJECT,
            "payer": "resources",
            "receiver": "municipality",
            "cash": True,
            "years": {"from": first + 1},
            "phase": "run",
            "duration": "structural",
            "amounts": _number(answers, "savings", "EUR/yr", answers.savings),
        },
        **_rival(cost, help_),
    }


def _rival(cost: dict[str, Any], help_: dict[str, Any]) -> dict[str, Any]:
    """The approach without AI: it has its place, and no number yet."""
    later = _pm("nog niet uitgezocht: reken de aanpak zonder AI even zorgvuldig door")
    return {
        "rival_cost": {
            "title": _titled("Kosten van de aanpak zonder AI", "Cost of the approach without AI"),
            **cost,
            "alternative": "rival",
            "amounts": later,
        },
        "rival_value": {
            "title": _titled("Waarde van de aanpak zonder AI", "Value of the approach without AI"),
            **help_,
            "alternative": "rival",
            "quantity": dict(later),
            "price": dict(later),
        },
    }


def _capped(answers: Answers) -> Range | None:
    """The people helped, at most those who can be followed up."""
    helped: Range | None = answers.helped_extra
    capacity: Range | None = answers.follow_up
    if helped is None or capacity is None:
        return helped
    low, likely, high = (min(pair) for pair in zip(helped, capacity, strict=True))
    return low, likely, high


def _number(answers: Answers, question: str, unit: str, bounds: Range | None) -> dict[str, Any]:
    """An own estimate with its range, or PM with what is not known."""
    title = questions()[question].short
    named = {"title": {"nl": title.nl, "en": title.en}}
    if bounds is None:
        return {**named, **_pm("onbekend bij de quickscan")}
    low, likely, high = bounds
    estimate: dict[str, Any] = {**named, "unit": unit, "source": "own_estimate", "quality": "D"}
    if unit.startswith("EUR"):
        estimate["price_year"] = answers.base_year
    known = answers.owner not in (None, NOBODY)
    estimate["accepted_by"] = answers.owner if known else "niemand / nobody (quick scan)"
    estimate["value"] = likely
    if low < high:
        estimate["distribution"] = {"kind": "pert", "low": low, "mode": likely, "high": high}
    return estimate


def _pm(reason: str) -> dict[str, Any]:
    english = {
        "onbekend bij de quickscan": "unknown at the quick scan",
    }.get(reason, "not worked out yet: calculate the approach without AI with the same care")
    return {"pm": {"nl": reason, "en": english}}


def _titled(nl: str, en: str) -> dict[str, str]:
    return {"nl": nl, "en": en}
