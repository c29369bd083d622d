"""The annex to the agreement: payments add up to what the form changes for the parties, and its sentences are true."""

from __future__ import annotations

import functools
import re
from pathlib import Path
from typing import Any

import docx
import pytest

from mll_finance import Study, appraise, load_case
from mll_finance.cli.main import main
from mll_finance.inputs.reference_data.partnerships import forms
from mll_finance.parties.agreement import agreed_balances, agreed_payments, condition_of, term_path
from mll_finance.parties.incidence import expected_balances
from mll_finance.parties.sharing import sharing
from mll_finance.report.blocks import Table
from mll_finance.report.context import Context
from mll_finance.report.page import section
from mll_finance.report.pieces.agreeing.agreement import agreement_blocks

CASE, ALTERNATIVE = "samenwerking_naar_werk", "tool"


@functools.cache
def in_form(form: str) -> Study:
    return appraise(load_case(CASE).with_({"case.draws": 128, "partnership.form": form}))


@pytest.mark.parametrize("form", list(forms()))
def test_payments_add_up_to_what_the_form_changes_for_each_party(form: str) -> None:
    """Beside doing it in-house, where nobody pays anybody: the table of parties of two studies, not the payments."""
    study = in_form(form)
    was, now = (expected_balances(each, ALTERNATIVE) for each in (in_form("in_house"), study))
    payments = agreed_payments(study, ALTERNATIVE)
    told = {balance.party: balance.balance for balance in agreed_balances(payments)}
    assert sum(told.values()) == pytest.approx(0.0, abs=1e-6)
    for party in {*was, *now}:
        assert told.get(party, 0.0) == pytest.approx(now.get(party, 0.0) - was.get(party, 0.0), abs=1e-5)
    assert bool(payments) == (form != "in_house")


@pytest.mark.parametrize("form", list(forms()))
def test_the_years_and_the_present_value_are_those_of_the_amounts(form: str) -> None:
    study = in_form(form)
    calendar = tuple(study.case.years)
    rate = 0.0225
    for payment in agreed_payments(study, ALTERNATIVE):
        assert payment.by_year is not None and len(payment.by_year) == len(calendar)
        paid = [year for year, amount in zip(calendar, payment.by_year, strict=True) if amount != 0]
        assert list(payment.years(calendar)) == paid and paid
        # Whatever the schedule: between the sum, and the sum at a rate far above it.
        total = float(payment.by_year.sum())
        assert total * (1 + 4 * rate) ** -len(calendar) < payment.present_value <= total


def test_each_condition_names_the_number_of_the_case() -> None:
    seen = {}
    for form in forms():
        study = in_form(form)
        for payment in agreed_payments(study, ALTERNATIVE):
            path = term_path(payment.line, payment.condition)
            leaf = None if path is None else study.case.graph.leaves[path].assumption.value
            seen[form, payment.condition] = leaf
    assert seen["outcome_contract", "outcome"] == 45_000
    assert seen["outcome_contract", "costs"] is None
    assert seen["saas_licence", "each_unit"] == 0.75 and seen["cooperative", "each_unit"] == 0.3
    assert seen["procurement", "share_of_costs"] == 1.15
    assert {condition for _, condition in seen} == {"costs", "share_of_costs", "outcome", "each_unit"}
    # No form that comes along has an amount without a number of units; a new one may.
    licence = in_form("saas_licence").case.lines["partnership_licence_fee"]
    assert condition_of(licence.model_copy(update={"quantity": None})) == "fixed"


def tables(blocks: list[Any]) -> dict[str, Table]:
    return {block.caption: block for block in blocks if isinstance(block, Table)}


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_tables_say_what_was_calculated(language: Any) -> None:
    study = in_form("outcome_contract")
    found = tables(agreement_blocks(Context(study, language)))
    payments = agreed_payments(study, ALTERNATIVE)
    conditions, by_year, balances, shares = list(found.values())[:4]
    assert [row.cells[-1].value for row in conditions.rows] == [payment.present_value for payment in payments]
    assert [row.cells[2].value for row in conditions.rows] == [
        "2027", *(["2028 t/m 2030"] * 3 if language == "nl" else ["2028 to 2030"] * 3)
    ]  # fmt: skip
    assert by_year.columns == ("2027", "2028", "2029", "2030")
    for payment, row in zip(payments, by_year.rows, strict=True):
        assert sum(cell.value for cell in row.cells) == pytest.approx(payment.by_year.sum())
    assert sum(row.cells[0].value for row in balances.rows) == pytest.approx(
        sum(row.cells[1].value for row in balances.rows)
    )
    division = sharing(study)
    assert division is not None
    contributions = [row.cells[1].value for row in shares.rows]
    assert (
        sum(contributions[:-1]) == pytest.approx(contributions[-1]) and contributions[-1] == division.common
    )
    condition_text = str(conditions.rows[-1].cells[3].value)
    assert re.search(r"45[.,]000", condition_text) and re.search(r"9[.,]8", condition_text)


def test_no_place_is_named_twice_where_acceptance_stands_elsewhere_too() -> None:
    study = appraise(load_case("vroegsignalering_eindhoven").with_({"case.draws": 64}))
    blocks = [
        block for name in ("evaluation", "model_demands", "agreement") for block in section(name, study, "nl")
    ]
    anchors = [block.anchor for block in blocks if isinstance(block, Table) and block.anchor]
    assert len(anchors) == len(set(anchors))


def test_a_case_without_partners_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    words = ["run", "two_years", "--notebooks", "none", "--formats", "agreement", "--out", "out"]
    assert main([*words, "--language", "en"]) == 0
    text = "\n".join(part.text for part in docx.Document(str(tmp_path / "out" / "agreement.docx")).paragraphs)
    assert "nothing to lay down" in text


def test_a_title_as_long_as_a_case_may_have_does_not_stop_a_document(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    words = ["run", "two_years", "--notebooks", "none", "--formats", "agreement", "--out", "out"]
    assert main([*words, "--set", f"case.title.nl={'lang ' * 400}"]) == 0
    title = docx.Document(str(tmp_path / "out" / "agreement.docx")).core_properties.title
    assert len(title) == 255 and title.endswith("...")


def test_the_document_opens_and_no_public_version_has_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    words = ["run", CASE, "--notebooks", "none", "--set", "case.draws=64"]
    assert main([*words, "--formats", "agreement", "--out", "out"]) == 0
    document = docx.Document(str(tmp_path / "out" / "agreement.docx"))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    assert any("45.000 euro per persoon" in text for text in cells)
    page = (tmp_path / "out" / "agreement.html").read_text(encoding="utf-8")
    assert "Bijlage bij de overeenkomst (concept)" in page and "Voor akkoord" in page
    capsys.readouterr()
    assert main([*words, "--public", "--formats", "agreement", "--out", "public"]) == 2
    assert "agreement" in capsys.readouterr().err


def test_a_public_version_leaves_out_a_section_that_a_case_asks_for() -> None:
    from mll_finance.report.page import public_names

    assert "agreement" not in public_names(("agreement", "summary"))
