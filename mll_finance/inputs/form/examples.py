"""The example rows of a form, marked in the first column of their sheet and never read as part of a case."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mll_finance.inputs.form.choices import (
    all_label,
    choices_of,
    party_label,
    technique_label,
    yes_no_labels,
)
from mll_finance.inputs.form.layout import FormColumn, tables
from mll_finance.terms import Language, unit

EXAMPLE: Mapping[Language, str] = {"nl": "voorbeeld", "en": "example"}
"""What stands in the first column of a row that shows how to fill in."""

_ROWS: Mapping[str, tuple[Mapping[str, Any], ...]] = {
    "alternatives": (
        {
            "name": "chatbot",
            "title": {"nl": "Chatbot inkopen", "en": "Buy a chatbot"},
            "description": {
                "nl": "Beantwoordt vragen over afval en paspoorten",
                "en": "Answers common questions",
            },
            "sourcing": "buy",
            "role": "deployer",
            "risk_class": "limited",
            "technique": "generative_assistant",
        },
    ),
    "parties": (
        {
            "name": "welzijnsorganisatie",
            "title": {"nl": "Welzijnsorganisatie", "en": "Welfare organisation"},
        },
    ),
    "quantities": (
        {
            "name": "minder_telefoon",
            "kind": "hours_saved",
            "title": {"nl": "Uren minder aan de telefoon", "en": "Fewer hours on the phone"},
        },
    ),
    "lines": (
        {
            "name": "licentie",
            "kind": "subscription",
            "title": {"nl": "Licentie chatbot", "en": "Licence of the chatbot"},
            "alternative": "chatbot",
            "payer": "municipality",
            "receiver": "resources",
            "years.from": 2028,
            "btw.rate": 0.21,
            "btw.compensable": 1,
            "phase": "run",
            "duration": "structural",
            "taakveld": "0.4",
        },
    ),
    "numbers": (
        {
            "section": "lines",
            "owner": "licentie",
            "field": "price",
            "title": {"nl": "Prijs per jaar", "en": "Price a year"},
            "low": 18000,
            "mode": 24000,
            "high": 40000,
            "unit": "EUR/yr",
            "price_year": 2026,
            "source": {
                "nl": "Offerte leverancier, 3 maart 2026",
                "en": "Offer of the supplier, 3 March 2026",
            },
            "quality": "B",
        },
        {
            "section": "quantities",
            "owner": "minder_telefoon",
            "field": "minutes",
            "alternative": "chatbot",
            "title": {"nl": "Minuten minder per gesprek", "en": "Minutes saved per call"},
            "pm": {"nl": "nog niet gemeten; de proef moet dit laten zien", "en": "not measured yet"},
        },
    ),
    "preconditions": (
        {
            "name": "dpia",
            "status": "open",
            "evidence": {
                "nl": "Wordt gemaakt door de privacy officer",
                "en": "Privacy officer is at work on it",
            },
        },
    ),
    "remarks": (
        {
            "name": "prijs_navragen",
            "path": "lines.licentie.price",
            "who": {"nl": "Controller", "en": "Controller"},
            "when": "2026-11-30",
            "what": {"nl": "Is deze prijs met of zonder btw?", "en": "Is this price with or without VAT?"},
            "state": "open",
        },
    ),
}


def example_rows(table: str, language: Language) -> list[dict[str, Any]]:
    """The examples of a sheet by column, as they stand in its cells."""
    column_by_key = {column.key: column for column in tables()[table].columns}
    return [
        {key: shown(table, column_by_key[key], word, language) for key, word in row.items()}
        for row in _ROWS.get(table, ())
    ]


def shown(table: str, column: FormColumn, word: Any, language: Language) -> Any:
    """What stands in a cell for a word of the case: the label of a choice, a text in one language, or a number."""
    if isinstance(word, dict):
        return word[language]
    if column.type in ("choice", "choices") and word in column.choices:
        return choices_of(table, column, language)[column.choices.index(word)]
    if column.type == "party":
        return party_label(word, language)
    if column.key == "technique":
        return technique_label(word, language)
    if column.type == "unit":
        return unit(word, language)
    if column.type == "yes_no":
        return yes_no_labels(language)[0 if word else 1]
    if column.type == "names" and word == "all":
        return all_label(language)
    return word
