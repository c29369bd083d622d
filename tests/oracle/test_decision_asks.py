"""What a decision asks of whom: nothing that need not be done, each signer once, and what comes after the budget.

The cases are those of the advice by hand, and the examples; what belongs to each was written from docs/advice.md.
"""

from __future__ import annotations

import re
from functools import cache

import pytest
from advice_cases import compact_cases, study_of
from example_reports import ReportsOf

from mll_finance import load_case
from mll_finance.engine.study import Study, appraise
from mll_finance.inputs.case.case import case_from_text
from mll_finance.judgement.advice import Advice, advice
from mll_finance.municipal_budget.budget import budget_table
from mll_finance.report.blocks import Callout, Page, Rounding, Table
from mll_finance.report.numbers import show_cell
from mll_finance.report.page import section
from mll_finance.resources import resource
from mll_finance.terms import Language

CASES = compact_cases()
EXAMPLES = sorted(path.stem for path in resource("parameters").glob("*.yaml"))
LANGUAGES: tuple[Language, ...] = ("nl", "en")
DRAWS = 512
SIGN = {"nl": "ondertekenen", "en": "Sign "}


@cache
def example(name: str) -> Study:
    """An example with few draws: that a table asks for what its own advice asks holds of any number of draws."""
    return appraise(load_case(name).with_({"case.draws": DRAWS}))


def table(study: Study, anchor: str, language: Language) -> Table:
    """A table of the decision."""
    blocks = [
        block
        for name in ("summary", "decision_money", "decision_next")
        for block in section(name, study, language)
    ]
    return next(block for block in blocks if isinstance(block, Table) and block.anchor == anchor)


def begun(case_advice: Advice) -> bool:
    """Whether what was asked or the choice begins, or waits for nothing but checks that somebody assessed."""
    opinions = [
        case_advice.of(name)
        for name in (case_advice.about, case_advice.choice)
        if name not in (None, "baseline")
    ]
    return any(
        opinion.kind in ("go", "pilot_first") or ("checks" in opinion.reasons and opinion.assessed)
        for opinion in opinions
    )


def checked(study: Study) -> None:
    case_advice = advice(study)
    asked = case_advice.of(case_advice.about)
    for language in LANGUAGES:
        decides = table(study, "table-decides", language)
        signing = [row for row in decides.rows if SIGN[language] in str(row.cells[0].value)]
        evaluating = [
            row for row in decides.rows if str(row.cells[0].value).startswith(("Evaluatie:", "Evaluation:"))
        ]
        if begun(case_advice):
            assert not decides.note
        else:
            assert not signing and not evaluating, [row.head for row in (*signing, *evaluating)]
            if asked.blocking and asked.kind != "stop":
                count = "one check" if len(asked.blocking) == 1 else f"{len(asked.blocking)} checks"
                if language == "en":
                    assert count in decides.note and "dossier" in decides.note
        for row in decides.rows:
            roles = [
                role.strip().casefold() for role in re.split(r";| en \d+ anderen| and \d+ others", row.head)
            ]
            assert len(roles) == len(set(roles)), row.head


@pytest.mark.parametrize("compact_id", CASES)
def test_what_need_not_be_done_is_not_asked_for(compact_id: str) -> None:
    checked(study_of(compact_id))


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_asks_for_nothing_that_need_not_be_done(name: str) -> None:
    checked(example(name))


def test_checks_are_asked_for_where_they_are_what_is_waited_for() -> None:
    asking = [
        compact_id
        for compact_id, compact in CASES.items()
        if any(
            "checks" in (expected.get("reasons") or ())
            for expected in compact["expect"]["alternatives"].values()
        )
    ]
    studies = [study_of(compact_id) for compact_id in asking]
    waiting = [
        study
        for study in studies
        if (opinion := advice(study).of(advice(study).about)).assessed and "checks" in opinion.reasons
    ]
    assert waiting
    for study in waiting:
        decides = table(study, "table-decides", "en")
        assert any("Sign " in str(row.cells[0].value) for row in decides.rows)


@pytest.mark.parametrize("name", EXAMPLES)
def test_what_follows_the_budget_years_stands_in_the_table_of_the_budget(name: str) -> None:
    study = example(name)
    asked = advice(study).about
    whole = budget_table(study, asked, years=None)
    budget = table(study, "table-decision-budget", "nl")
    later = whole.years[4:]
    assert len(budget.columns) == min(4, len(whole.years)) + bool(later)
    titles = [row.head.removesuffix(" + PM") for row in budget.rows]
    for word, amounts in {"Lasten": whole.total("costs"), "Baten": whole.total("benefits")}.items():
        cells = budget.rows[titles.index(word)].cells
        shown = [abs(float(cell.value)) for cell in cells]
        assert shown[:4] == pytest.approx([abs(float(amount)) for amount in amounts[:4]])
        if later:
            assert shown[4] == pytest.approx(abs(sum(float(amount) for amount in amounts[4:])))
            assert str(later[0]) in budget.columns[4] and str(later[-1]) in budget.columns[4]


LATE = """
case: {id: late, base_year: 2026, horizon: 7, seed: 1}
alternatives: {baseline: {}, one: {title: One}}
lines:
  outlay: {kind: cash_flow, alternative: one, payer: municipality, receiver: resources, duration: incidental,
    years: 2026, amounts: {value: 1000, unit: EUR, price_year: 2026, source: x, quality: B}}
  income: {kind: cash_flow, alternative: one, payer: state, receiver: municipality, duration: structural,
    years: {from: 2031, until: 2033}, amounts: {value: 500, unit: EUR/yr, price_year: 2026, source: x, quality: B}}
"""


def test_income_that_comes_after_the_budget_is_named_with_its_year() -> None:
    study = appraise(case_from_text(LATE))
    budget = table(study, "table-decision-budget", "en")
    assert "The first income of 'One' comes in 2031." in budget.note
    soon = appraise(case_from_text(LATE.replace("from: 2031", "from: 2029")))
    assert "first income" not in table(soon, "table-decision-budget", "en").note


@pytest.mark.parametrize("name", EXAMPLES)
def test_single_euros_do_not_stand_beside_hundreds_of_thousands(name: str) -> None:
    parties = table(example(name), "table-decision-parties", "nl")
    values = [abs(cell.value or 0.0) for row in parties.rows for cell in row.cells]
    for row in parties.rows:
        for cell in row.cells:
            shown = show_cell(cell, "nl", Rounding(figures=2))
            if cell.value and abs(cell.value) < max(values) / 10_000:
                assert shown.startswith("< ") and "< " in parties.note, (row.head, shown)
            assert shown != "0 + PM", row.head


def told_at(report: Page) -> dict[str, list[str]]:
    """In which products each table stands, by what it holds; and each sentence on cover and registers."""
    products_by_text: dict[str, list[str]] = {}
    for product in report.products:
        for block in product.blocks:
            if isinstance(block, Table):
                rows = [(row.head, *(str(cell.value) for cell in row.cells)) for row in block.rows]
                products_by_text.setdefault(f"{block.caption} {rows}", []).append(product.id)
            elif isinstance(block, Callout):
                products_by_text.setdefault(block.title, []).append(f"{product.id}: {block.text}")
    return products_by_text


@pytest.mark.parametrize("name", EXAMPLES)
def test_cover_and_registers_and_every_other_table_stand_in_one_place(
    example_reports: ReportsOf, name: str
) -> None:
    reports = example_reports(name)
    for language in LANGUAGES:
        for text, products in told_at(reports[language]).items():
            assert len(products) == len(set(products)) and (text[-1] != "]" or len(products) == 1), (
                text,
                products,
            )
    cover = [
        block.anchor
        for product in reports["nl"].products
        for block in product.blocks
        if isinstance(block, Table) and block.anchor.startswith("table-cover-")
    ]
    assert sorted(cover) == sorted(f"table-cover-{project}" for project in load_case(name).projects)
