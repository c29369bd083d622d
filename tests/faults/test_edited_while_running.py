"""What somebody edits while a session runs, as in JupyterLab: the next opening reads it, what is open stays."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from mll_finance import appraise, load_case
from mll_finance.errors import InputError, RunError
from mll_finance.inputs.case.case import Case, case_from_text, refresh_data
from mll_finance.inputs.grammar.parties import standard_parties
from mll_finance.inputs.reference_data.checklist import checklist
from mll_finance.inputs.scan.answers import load_answers, scan_path
from mll_finance.inputs.tables.in_force import SHIPPED
from mll_finance.resources import SHIPPED_DATA, resource
from mll_finance.terms import sentence

CASE = """
schema: 2
case: {id: open, base_year: 2026, horizon: 2, price_level: 2026, municipality: Breda}
alternatives: {baseline: {}, project: {}}
quantities:
  people: {kind: product, unit: resident,
           factors: {all: {table: municipalities, id: inhabitants}}}
lines:
  gain: {kind: cash_flow, alternative: project, payer: state, receiver: municipality,
         amounts: {value: {2026: 0, 2027: 1000, 2028: 0}, unit: EUR, price_year: 2024, source: s, quality: B}}
  hours: {kind: staffing, alternative: project, payer: municipality, receiver: resources,
          fte: {value: 1, unit: fte, source: s, quality: B}, wage: {table: unit_costs, id: wage_scale_5}}
"""


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The folder of the data that come along, to edit."""
    for folder in ("data", "parameters", "notebooks"):
        shutil.copytree(resource(folder), tmp_path / folder)
    monkeypatch.setattr("mll_finance.resources.root", lambda: tmp_path)
    yield tmp_path / "data"
    monkeypatch.undo()
    refresh_data()


def edit(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text, (file, old)
    file.write_text(text.replace(old, new), encoding="utf-8")


def a_case() -> Case:
    return case_from_text(CASE)


def numbers(case: Case) -> dict[str, Any]:
    return {path: leaf.assumption.value for path, leaf in case.graph.leaves.items()}


SEEN: dict[str, tuple[str, str, str, Callable[[Case], Any]]] = {
    "a row of a table": (
        "unit_costs.csv",
        "wage_scale_5,57000",
        "wage_scale_5,57999",
        lambda case: numbers(case)["lines.hours.wage"],
    ),
    "a rate": (
        "discount_rates.csv",
        "nl_2025,0.028",
        "nl_2025,0.038",
        lambda case: appraise(case).value("society", "project", "npv")["central"],
    ),
    "a price level": (
        "price_index.csv",
        "cpi,",
        "cpi,1",
        lambda case: case.prices.to_level("cpi", 2000),
    ),
    "a party": (
        "parties.yaml",
        "creditors:",
        "newcomer: {title: {nl: Nieuw, en: New}}\ncreditors:",
        lambda case: tuple(case.parties),
    ),
    "a fence": (
        "perspectives.yaml",
        "residents, state,",
        "residents,",
        lambda case: case.perspectives["society"].parties,
    ),
    "a sentence": (
        "sentences.yaml",
        "status_concept: {nl: concept, en: draft}",
        "status_concept: {nl: concept, en: a draft}",
        lambda case: sentence("status_concept", "en"),
    ),
}


@pytest.mark.parametrize("name", SEEN)
def test_the_next_case_that_is_opened_has_it(data: Path, name: str) -> None:
    file, old, new, seen = SEEN[name]
    before = seen(a_case())
    edit(data / file, old, new)
    assert seen(a_case()) != before


def test_what_is_open_stays_of_one_reading(data: Path) -> None:
    """Numbers are asked for after the edit, and after another case was opened with it: none is half new."""
    study, untouched = appraise(a_case()), appraise(a_case())
    npv = untouched.value("society", "project", "npv")["central"]
    mark = untouched.fingerprint
    edit(data / "discount_rates.csv", "nl_2025,0.028", "nl_2025,0.038")
    edit(data / "unit_costs.csv", "wage_scale_5,57000", "wage_scale_5,99000")
    edit(data / "price_index.csv", "cpi,", "cpi,1")
    newer = appraise(a_case())
    assert study.value("society", "project", "npv")["central"] == npv
    assert study.fingerprint == mark
    assert study.changed({"lines.hours.fte": 2}).fingerprint["data"] == mark["data"]
    assert newer.fingerprint["data"] != mark["data"]
    assert newer.value("society", "project", "npv")["central"] != npv


def test_a_number_that_stands_in_constants_asks_for_a_new_session(data: Path) -> None:
    a_case()
    edit(data / "thresholds.csv", "advice_band,0.01", "advice_band,0.02")
    for opening in (a_case, lambda: load_case("two_years")):
        with pytest.raises(RunError, match=r"thresholds\.csv .*(restart|herstart)"):
            opening()
    edit(data / "thresholds.csv", "advice_band,0.02", "advice_band,0.01")
    a_case()


def test_every_cache_of_the_data_is_emptied(data: Path) -> None:
    appraise(load_case("vroegsignalering_eindhoven")).value("society", "model", "npv")
    assert checklist() and standard_parties() and SHIPPED.table("unit_costs").rows
    filled = [cache for cache in SHIPPED_DATA.caches if cache.cache_info().currsize]  # type: ignore[attr-defined]
    assert len(filled) > 10
    (data / "extra.yaml").write_text("a: 1\n", encoding="utf-8")
    SHIPPED_DATA.refresh()
    assert not [cache for cache in SHIPPED_DATA.caches if cache.cache_info().currsize]  # type: ignore[attr-defined]


def test_nothing_is_read_twice_where_nothing_changed(data: Path) -> None:
    a_case()
    digest, table = SHIPPED_DATA.digest, SHIPPED.table("unit_costs")
    a_case()
    assert SHIPPED_DATA.digest == digest
    assert SHIPPED.table("unit_costs") is table
    # Windows ends its lines otherwise; that is no other table.
    path = data / "unit_costs.csv"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    a_case()
    assert SHIPPED_DATA.digest == digest


# The files of the user: the case, its tables, curves and observations, the answers of a scan.


OWN = """
schema: 2
case: {id: mine, base_year: 2026, horizon: 2, price_level: 2026, draws: 256, tables: {own: own.csv}}
alternatives: {baseline: {}, project: {}}
quantities:
  flagged:
    kind: precision_curve
    population: {value: 1000, unit: household/yr, source: s, quality: B}
    prevalence: {value: 0.1, unit: fraction, source: s, quality: B}
    flags: {value: 80, unit: household/yr, source: s, quality: B}
    curve: {file: curve.csv}
  helped: {kind: product, unit: household/yr, factors: {flags: {ref: quantities.flagged.flags},
           right: {ref: quantities.flagged.precision}}}
lines:
  gain: {kind: quantity_price, alternative: project, payer: welfare, receiver: residents,
         quantity: {ref: quantities.helped.number}, price: {table: own, id: worth}}
  cost: {kind: cash_flow, alternative: project, payer: municipality, receiver: resources,
         amounts: {distribution: {kind: empirical, file: seen.csv}, unit: EUR/yr, price_year: 2026, source: s,
                   quality: B}}
"""
FILES = {
    "case.yaml": OWN,
    "own.csv": "id,value,unit,price_year,quality,source\nworth,70,EUR/household,2026,B,own\n",
    "curve.csv": "recall,precision\n0.2,0.8\n0.5,0.6\n",
    "seen.csv": "value\n900\n1100\n",
}


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("case.yaml", "value: 1000,", "value: 1001,"),
        ("own.csv", "70", "71"),
        ("curve.csv", "0.6", "0.7"),
        ("seen.csv", "1100", "1101"),
    ],
)
def test_an_edited_file_of_the_user_is_read_anew(tmp_path: Path, file: str, old: str, new: str) -> None:
    """Of the same length and, as far as the disk says, of the same moment: only the contents tell."""
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    first = appraise(load_case(tmp_path / "case.yaml"))
    moment = (tmp_path / file).stat()
    edit(tmp_path / file, old, new)
    os.utime(tmp_path / file, ns=(moment.st_atime_ns, moment.st_mtime_ns))
    second = appraise(load_case(tmp_path / "case.yaml"))
    assert first.rows != second.rows
    assert first.fingerprint["case"] != second.fingerprint["case"]
    third = appraise(load_case(tmp_path / "case.yaml"))
    assert third.rows == second.rows and third.fingerprint == second.fingerprint


def test_edited_answers_are_read_anew(tmp_path: Path) -> None:
    example = next(iter(sorted(resource("parameters", "scans").glob("*.yaml"))))
    path = tmp_path / example.name
    path.write_text(example.read_text(encoding="utf-8"), encoding="utf-8")
    assert load_answers(scan_path(str(path)))
    path.write_text("nothing: 1\n", encoding="utf-8")
    with pytest.raises(InputError):
        load_answers(scan_path(str(path)))
