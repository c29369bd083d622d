"""A case in YAML and the same case in a form give the same numbers, to the last bit; every kind fits in a form."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest
from form_filling import fill

from mll_finance import appraise, frames
from mll_finance.inputs.case.case import Case, build_case
from mll_finance.inputs.case.rewriting import newest
from mll_finance.inputs.form.importing import import_form
from mll_finance.inputs.form.layout import (
    columns_of,
    kinds_of,
    left_out,
    number_fields,
    numbers_of,
    tables,
    uncovered_kinds,
)
from mll_finance.inputs.text.case_files import CaseFiles
from mll_finance.yaml_text import Document, parse_yaml, read_yaml

PARAMETERS = Path(__file__).resolve().parents[2] / "parameters"
OWN = {"unit": "fraction", "source": "own_estimate", "quality": "D", "accepted_by": "projectteam"}
MONEY = {**OWN, "unit": "EUR", "price_year": 2026}
SCALARS = {"every": 2, "years": 3, "year": 2027, "per": 1000}
"""What a kind may ask besides numbers."""


def case_of_every_kind() -> dict[str, Any]:
    """A case with a line and a quantity of every kind: values, ranges, amounts by year, by alternative, and PM."""
    raw: dict[str, Any] = {
        "schema": newest(),
        "case": {
            "id": "alle_soorten",
            "title": "Alle soorten",
            "base_year": 2027,
            "horizon": 4,
            "price_level": 2026,
            "municipality": "Eindhoven",
            "language": "nl",
            "draws": 256,
        },
        "alternatives": {
            "baseline": {"title": "Nulalternatief", "sourcing": "none"},
            "kopen": {"title": "Inkopen", "sourcing": "buy", "role": "deployer", "risk_class": "limited"},
            "bouwen": {"title": "Zelf bouwen", "sourcing": "build", "role": "provider", "risk_class": "high"},
            "regel": {"title": "Vaste regel", "sourcing": "rule"},
        },
        "parties": {"stichting": {"title": "Stichting"}},
        "quantities": {},
        "lines": {},
    }
    for section in ("quantities", "lines"):
        for number, (kind, model) in enumerate(kinds_of(section).items()):
            if kind in uncovered_kinds(section):
                continue
            part: dict[str, Any] = {"title": f"Soort {kind}", "kind": kind}
            part |= {
                name: SCALARS[name]
                for name, field in model.model_fields.items()
                if name in SCALARS and field.is_required()
            }
            if section == "lines":
                part |= line_keys(model, number)
            for position, field in enumerate(numbers_of(model)):
                money = field.key in getattr(model, "MONEY", ()) or field.key in getattr(model, "ADDED", ())
                written = a_number(
                    number + position, money=money, unit=getattr(model, "UNITS", {}).get(field.key)
                )
                if field.named:
                    part[field.key] = {
                        "eerste": a_number(number, money=money),
                        "tweede": a_number(number + 1, money=False),
                    }
                    if field.key == "advanced":
                        part[field.key] = {"eerste": a_number(number, money=True)}
                elif field.key not in ("growth", "adjustment"):
                    part[field.key] = written
            raw[section][f"{section}_{kind}"] = part
    raw["lines"]["onbekend"] = {
        "title": "Nog onbekend",
        "kind": "cash_flow",
        "alternative": ["kopen", "bouwen"],
        "payer": "welfare",
        "receiver": "residents",
        "amounts": {"title": "Waarde", "pm": "nog niet onderzocht"},
    }
    raw["lines"]["gekoppeld"] = {
        "title": "Verwijst",
        "kind": "quantity_price",
        "alternative": "all",
        "payer": "stichting",
        "receiver": "residents",
        "growth": {"value": 0.01, **OWN, "unit": "1/yr"},
        "quantity": {"ref": "quantities.quantities_uptake.accepted"},
        "price": {"table": "unit_costs", "id": "wage_scale_10"},
    }
    raw["preconditions"] = {
        "dpia": {"status": "open", "evidence": "Loopt", "lines": ["lines_purchase"]},
        "legal_basis": {
            "status": "met",
            "evidence": "Advies van de jurist",
            "signed_by": {"role": "jurist", "date": "2026-10-01"},
        },
    }
    raw["remarks"] = {
        "price": {
            "path": "lines.lines_purchase",
            "who": "Controller",
            "when": "2026-11-03",
            "what": "Met of zonder btw?",
        },
        "settled": {
            "path": "quantities.quantities_uptake",
            "who": "Jurist",
            "when": "2026-11-04",
            "what": "Nagekeken",
            "state": "closed",
        },
    }
    return raw


def line_keys(model: Any, number: int) -> dict[str, Any]:
    """What a line says besides its kind and numbers; parties that may pay each other."""
    names = ["kopen", "bouwen", "regel"]
    keys: dict[str, Any] = {
        "alternative": names[number % 3],
        "payer": "municipality",
        "receiver": "resources",
    }
    if model.REAL_PARTIES:
        keys |= {"payer": "residents", "receiver": "municipality"}
    if model.BTW_REQUIRED:
        keys["btw"] = {"rate": 0.21, "compensable": 0.5}
    if model.model_fields["kind"].annotation.__args__ == ("purchase",):
        keys["years"] = [2027, 2029]
    elif number % 2:
        keys["years"] = {"from": 2028, "until": 2030}
    return {**keys, "phase": "run", "duration": "structural", "taakveld": "6.3"}


def a_number(number: int, *, money: bool, unit: str | None = None) -> dict[str, Any]:
    """One of the forms of a number; of money between 1,000 and 1,375.5 euros, else a share or what its unit counts."""
    about = {**(MONEY if money else OWN), **({"unit": unit} if unit else {})}
    scale = 1000.0 if money else 0.25
    shapes: list[dict[str, Any]] = [
        {**about, "value": scale * 1.375 + (0.5 if money else 0)},
        {**about, "distribution": {"kind": "pert", "low": scale, "mode": scale * 1.1, "high": scale * 2}},
        {
            **about,
            "value": scale,
            "distribution": {"kind": "triangular", "low": 0, "mode": scale, "high": scale * 2},
        },
        {**about, "distribution": {"kind": "uniform", "low": scale / 3, "high": scale}},
        {
            **about,
            "by_alternative": {
                "default": scale,
                "kopen": {"value": scale / 7, "quality": "C", "source": "Proef"},
            },
        },
        {**about, "value": {2027: scale, 2029: scale * 1.5}},
    ]
    # A share by year is left to the amounts: not every kind takes one.
    return shapes[number % (len(shapes) if money else len(shapes) - 1)]


def within_a_form(text: str) -> dict[str, Any]:
    """A case in YAML without the sections and keys for which a form has no place."""
    raw = parse_yaml(text).data
    for section in left_out()["sections"]:
        raw.pop(section, None)
    for path in left_out()["keys"]:
        section, key = path.split(".")
        for part in [raw["case"]] if section == "case" else (raw.get(section) or {}).values():
            part.pop(key, None)
    raw["case"]["draws"] = 256
    return raw


def same_numbers(case: Case, imported: Case) -> None:
    first, second = appraise(case), appraise(imported)
    assert repr(first.rows) == repr(second.rows)
    assert frames.draws(first).equals(frames.draws(second))
    assert frames.ledger(first).equals(frames.ledger(second))


def test_the_sample_has_every_kind_that_fits() -> None:
    raw = case_of_every_kind()
    for section in ("quantities", "lines"):
        kinds = {part["kind"] for part in raw[section].values()}
        assert kinds == set(kinds_of(section)) - set(uncovered_kinds(section))


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_kind_gives_the_same_numbers(tmp_path: Path, language: str) -> None:
    raw = case_of_every_kind()
    case = build_case(Document(copy.deepcopy(raw)), files=CaseFiles(tmp_path))
    imported = import_form(fill(tmp_path / "alle_soorten.xlsx", raw, language=language), folder=tmp_path)
    same_numbers(case, imported.case)


@pytest.mark.parametrize("name", ["two_years", "anonimiseren", "new_case", "full_case"])
def test_examples_give_the_same_numbers(tmp_path: Path, name: str) -> None:
    """As far as a form goes: further sections are left out on both sides."""
    if name.endswith("_case"):
        text = (PARAMETERS / "templates" / f"{name}.nl.yaml").read_text(encoding="utf-8")
        text = text.replace("__ID__", name).replace('"NOG IN TE VULLEN"', '"2027-01-05"')
    else:
        text = (PARAMETERS / f"{name}.yaml").read_text(encoding="utf-8")
    raw = within_a_form(text)
    case = build_case(Document(copy.deepcopy(raw)), files=CaseFiles(PARAMETERS))
    imported = import_form(fill(tmp_path / f"{name}.xlsx", raw), folder=PARAMETERS)
    same_numbers(case, imported.case)


def test_the_text_reads_well_and_as_the_same_case(tmp_path: Path) -> None:
    imported = import_form(fill(tmp_path / "alle_soorten.xlsx", case_of_every_kind()), folder=tmp_path)
    target = tmp_path / "alle_soorten.yaml"
    target.write_text(imported.text, encoding="utf-8")
    again = build_case(read_yaml(target), files=CaseFiles(tmp_path))
    assert again.fingerprint() == imported.case.fingerprint()
    assert "&" not in imported.text
    assert "*" not in imported.text
    comments = [line for line in imported.text.splitlines() if line.startswith("#")]
    assert len(comments) > 6
    assert "lines_purchase:  # Posten rij" in imported.text
    assert "distribution: {kind: pert, low: 1000, mode: 1100, high: 2000}" in imported.text


def test_a_new_kind_has_its_place_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    """The columns and numbers of the form follow the registries."""
    from mll_finance.inputs.form import layout
    from mll_finance.inputs.grammar.assumption import Assumption
    from mll_finance.inputs.lines.cash_flow import CashFlow

    class Deposit(CashFlow):
        """A deposit that comes back."""

        kind: str
        deposit: Assumption
        returned_after: int

    monkeypatch.setattr(layout, "line_kinds", lambda: {"cash_flow": CashFlow, "deposit": Deposit})
    layout.tables.cache_clear()
    try:
        lines = {column.key: column for column in tables()["lines"].columns}
        assert lines["kind"].choices == ("cash_flow", "deposit")
        assert lines["returned_after"].type == "whole"
        assert "deposit" in number_fields("lines")
    finally:
        monkeypatch.undo()
        layout.tables.cache_clear()


def test_what_is_left_out_is_named() -> None:
    assert "partnership" in left_out()["sections"]
    assert left_out()["kinds"] == ["precision_curve"]
    assert "normal" in left_out()["distributions"]
    assert {column.key for column in columns_of(kinds_of("lines")["purchase"])} >= {
        "btw.rate",
        "release.owner",
    }
