"""No two numbers of a case have one name: not in the examples, nor where two lines have the same title and factor."""

from __future__ import annotations

from collections import Counter

import pytest

from mll_finance.engine.study import Study, appraise
from mll_finance.inputs.case.case import case_from_text
from mll_finance.inputs.case.loading import load_case
from mll_finance.report.blocks import Figure, Table
from mll_finance.report.chart import Lanes
from mll_finance.report.context import Context
from mll_finance.report.page import page
from mll_finance.report.pieces.names import full_name
from mll_finance.resources import resource
from mll_finance.terms import LANGUAGES, Language

CASES = sorted(path.stem for path in resource("parameters").glob("*.yaml"))
PRICE = """{{title: {{nl: Prijs, en: Price}}, unit: EUR/yr, price_year: 2026, source: study, quality: B,
      distribution: {{kind: pert, low: {low}, mode: {mode}, high: {high}}}}}"""
LINE = """  {name}:
    title: {{nl: {nl}, en: {en}}}
    kind: subscription
    alternative: {alternative}
    payer: municipality
    btw: {{rate: 0, compensable: 0}}
    price: {price}
"""
HEAD = """case: {id: twins, base_year: 2026, horizon: 3, price_level: 2026, discounting: {rate: 0.02}, draws: 256}
alternatives:
  baseline: {title: {nl: Nul, en: Baseline}}
  buy: {title: {nl: Kopen, en: Buying}}
  rent: {title: {nl: Huren, en: Renting}}
lines:
"""


def line(name: str, nl: str, en: str, alternative: str, mode: int) -> str:
    price = PRICE.format(low=mode / 2, mode=mode, high=2 * mode)
    return LINE.format(name=name, nl=nl, en=en, alternative=alternative, price=price)


TWINS = HEAD + "".join(
    [
        line("licence", "Licentie", "Licence", "buy", 100),
        line("hosting", "Hosting", "Hosting", "buy", 60),
        line("rented_licence", "Licentie", "Licence", "rent", 80),
        line("another_licence", "Licentie", "Licence", "rent", 70),
    ]
)
"""Four lines with the same factor: of two of them only the id differs."""


@pytest.fixture(scope="module")
def twins() -> Study:
    return appraise(case_from_text(TWINS))


def names(study: Study, language: Language) -> list[str]:
    context = Context(study, language)
    return [full_name(context, leaf).casefold() for leaf in study.case.graph.leaves.values()]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", CASES)
def test_no_two_numbers_of_an_example_have_one_name(name: str, language: Language) -> None:
    shared = [
        each for each, count in Counter(names(appraise(load_case(name)), language)).items() if count > 1
    ]
    assert shared == []


def test_a_shared_name_says_line_then_alternative_then_its_place(twins: Study) -> None:
    context = Context(twins, "nl")
    told = {path.split(".")[1]: full_name(context, leaf) for path, leaf in twins.case.graph.leaves.items()}
    assert told["hosting"] == "Hosting: prijs"
    assert told["licence"] == "Licentie: prijs (Kopen)"
    rented = {told["rented_licence"], told["another_licence"]}
    assert len(rented) == 2 and all(each.startswith("Licentie: prijs (Huren)") for each in rented)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_table_and_figure_tells_the_same_factor_of_two_lines_apart(
    twins: Study, language: Language
) -> None:
    factor, tables, figures = {"nl": "prijs", "en": "price"}[language], 0, 0
    for block in page(twins, language).blocks:
        table = block.data if isinstance(block, Figure) else block
        if not isinstance(table, Table):
            continue
        of_factor = [row.head for row in table.rows if factor in row.head.lower().split()]
        tables += len(of_factor) > 1
        assert len(of_factor) == len({head.casefold() for head in of_factor}), (table.caption, of_factor)
        if isinstance(block, Figure) and isinstance(block.chart, Lanes):
            lanes = [lane.name for lane in block.chart.lanes if factor in lane.name.lower().split()]
            figures += len(lanes) > 1
            assert len(lanes) == len(set(lanes)), (block.title, lanes)
    assert tables and figures
