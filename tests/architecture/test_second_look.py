"""What deserves a second look is told in both languages, by its questions' ids, and names no bare id to a reader."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from mll_finance.engine.study import appraise
from mll_finance.errors import Problem
from mll_finance.inputs.case.case import Case, case_from_text
from mll_finance.inputs.case.loading import load_case
from mll_finance.inputs.second_look.points import PARTS, point, points
from mll_finance.report.blocks import Heading, Prose, Table
from mll_finance.report.page import section
from mll_finance.terms import sentences, told

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "mll_finance" / "inputs" / "second_look" / "points.py"
PARAMETERS = ROOT / "parameters"

CASE = """\
case: {id: doubtful, base_year: 2026, horizon: 2, price_level: 2026, discounting: {rate: 0.05}}
alternatives:
  baseline: {title: {nl: Nul, en: Baseline}}
  model: {title: {nl: Model, en: Model}, sourcing: buy, role: deployer}
  idle: {title: {nl: Stilstand, en: Standstill}, sourcing: join, role: deployer}
quantities:
  selection:
    title: {nl: Selectie van adressen, en: Selection of addresses}
    kind: detection
    population: {value: 9000, unit: address/yr, source: study, quality: B}
    prevalence: {value: 0.15, unit: fraction, source: study, quality: B}
    precision: {value: 0.3, unit: fraction, source: study, quality: B}
    capacity: {value: 1000, unit: flag/yr, source: study, quality: B}
  demand:
    title: {nl: Vraag, en: Demand}
    kind: growth
    of: {value: 9000, unit: address/yr, source: study, quality: B}
    rate: {value: 1.5, unit: fraction, source: study, quality: B}
    year: 2026
lines:
  saved_assistance:
    title: {nl: Bespaarde bijstand, en: Saved social assistance}
    kind: cash_flow
    alternative: model
    payer: resources
    receiver: municipality
    cash: true
    amounts: {value: 100, unit: EUR, price_year: 2010, source: study, quality: B}
  help:
    title: {nl: Waarde van hulp, en: Value of help}
    kind: quantity_price
    alternative: model
    payer: welfare
    receiver: residents
    category: qaly
    effect: health
    growth: 0.01
    adjustment: {value: -0.1, unit: fraction, source: study, quality: B}
    quantity: {ref: quantities.selection.true_positives}
    price:
      distribution: {kind: uniform, low: 50, high: 150}
      unit: EUR/case
      price_year: 2026
      source: study
      quality: B
  health:
    title: {nl: Gezondheid, en: Health}
    kind: quantity_price
    alternative: model
    payer: welfare
    receiver: residents
    category: wellbeing
    effect: health
    quantity: {ref: quantities.selection.true_positives}
    price: {value: 20, unit: EUR/case, price_year: 2026, source: study, quality: B}
"""
FOUND = {
    "alternatives.idle": "nothing differs from the baseline",
    "lines.saved_assistance": "a saved social benefit booked from resources",
    "lines.help.growth": "a growth rate without a source",
    "lines.help.adjustment": "a mean shift on an amount that is uncertain as well",
    "lines.health.quantity": "lines.help holds a valuation of selection.true_positives for residents too",
    "lines": "the effect 'health' is valued in QALYs and in well-being",
    "quantities.selection.precision": "the same selection in every alternative",
    "alternatives": "no rival without AI",
    "lines.saved_assistance.amounts": "an amount of 2010, moved 16 years by the price index",
    "quantities.demand.rate": "a fraction of 1.5",
}


@pytest.fixture(scope="module")
def doubtful() -> Case:
    """A case on which every question has something to say."""
    return case_from_text(CASE)


def test_every_question_has_its_sentences_and_no_sentence_is_left() -> None:
    asked = set(re.findall(r'point\(\s*"(\w+)"', SOURCE.read_text(encoding="utf-8")))
    told = {name for name in sentences() if name.startswith("advice_")}
    assert told == {f"advice_{name}_{part}" for name in asked for part in PARTS}


def test_the_command_tells_it_in_english_with_the_paths(doubtful: Case) -> None:
    said = [(one.path, one.found) for one in points(doubtful)]
    assert set(FOUND.items()) <= set(said)
    assert ("lines.saved_assistance", "a saving that counts as cash without saying who releases it") in said
    assert len(said) == len(FOUND) + 1
    lines = {one.path: one.line for one in points(doubtful)}
    text = CASE.splitlines()
    assert text[(lines["alternatives.idle"] or 0) - 1].startswith("  idle:")
    assert lines["lines.health.quantity"] == len(text) - 1
    (release,) = [one.remedy for one in points(doubtful) if "release" in one.remedy]
    assert release == "add release: {owner, taakveld, year, action}"


def test_a_report_tells_it_in_its_language_with_readers_names(doubtful: Case) -> None:
    study = appraise(doubtful.with_({"case.draws": 16}))
    dutch, english = section("second_look", study, "nl"), section("second_look", study, "en")
    for blocks, row, cell in (
        (
            dutch,
            "Gezondheid: hoeveelheid",
            "Ook in Waarde van hulp staat een waardering van Selectie van adressen voor Inwoners",
        ),
        (
            english,
            "Health: quantity",
            "Value of help holds a valuation of Selection of addresses for Residents too",
        ),
    ):
        heading, prose, table = blocks
        assert isinstance(heading, Heading) and isinstance(prose, Prose) and isinstance(table, Table)
        assert "11" in prose.text and len(table.rows) == 11
        found = {one.head: one.cells[0].value for one in table.rows}
        assert found[row] == cell
    rows = {one.note: [part.value for part in one.cells] for one in dutch[-1].rows}  # type: ignore[union-attr]
    assert rows["quantities.demand.rate"][0] == "Een fractie van 1,5"
    assert rows["lines"][2] == "Houd er een"
    places = [doubtful.document.line(tuple(path.split("."))) or 0 for path in rows]
    assert places == sorted(places)


def test_where_there_is_nothing_to_say_a_report_says_so() -> None:
    study = appraise(load_case(PARAMETERS / "two_years.yaml"))
    assert points(study.case) == []
    heading, prose = section("second_look", study, "en")
    assert isinstance(heading, Heading) and isinstance(prose, Prose) and "raise nothing" in prose.text


def test_a_sentence_without_its_values_is_not_told() -> None:
    with pytest.raises(KeyError):
        point("old_amount", "lines.a.price")


def test_a_problem_is_told_in_dutch_where_its_sentences_are_phrases(doubtful: Case) -> None:
    (problem,) = [one for one in points(doubtful) if one.path == "quantities.demand.rate"]
    assert str(told(problem, "nl")).startswith("quantities.demand.rate (line ")
    assert told(problem, "nl").found == "een fractie van 1.5"
    assert told(problem, "nl", {"value": "1,5"}).found == "een fractie van 1,5"
    assert told(problem, "en") == problem
    plain = Problem("lines.a", "no amount", "an amount", "add one")
    assert told(plain, "nl") == plain
