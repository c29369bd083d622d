"""What a page calls expected is the mean over the draws: of lines, parties, forms and sharing alike."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from mll_finance import examples, frames, load_case
from mll_finance.engine.study import Study, appraise
from mll_finance.parties.expected_lines import expected_line_values, expected_lines
from mll_finance.parties.incidence import expected_balances, line_values
from mll_finance.parties.partnership import comparison, expected_npv
from mll_finance.parties.sharing import sharing
from mll_finance.report.blocks import Figure, Table
from mll_finance.report.page import section

DRAWS = 512


@cache
def study_of(name: str) -> Study:
    return appraise(load_case(name).with_({"case.draws": DRAWS}))


def table(name: str, section_name: str, anchor: str) -> Table:
    blocks = section(section_name, study_of(name), "nl")
    return next(block for block in blocks if isinstance(block, Table) and block.anchor == anchor)


@pytest.mark.parametrize("name", examples())
def test_expected_lines_add_up_to_the_expected_balance_of_every_alternative(name: str) -> None:
    study = study_of(name)
    for alternative in study.case.projects:
        values = [line.present_value or 0.0 for line in expected_line_values(study, alternative, "society")]
        gross = sum(map(abs, values))
        mean = float(np.mean(study.outcomes["society", alternative, "npv"]))
        assert sum(values) == pytest.approx(mean, abs=1e-9 * max(gross, 1.0))


def test_without_spread_an_expected_line_is_the_central_one() -> None:
    study = appraise(load_case("two_years"))
    assert not study.draws.uncertain
    for alternative in study.case.projects:
        central = {line.line: line.present_value for line in line_values(study, alternative, "society")}
        expected = {
            line.line: line.present_value for line in expected_line_values(study, alternative, "society")
        }
        assert expected == pytest.approx(central, rel=1e-12)


def test_an_expected_line_is_the_mean_of_as_many_cases() -> None:
    """One line of the example, worked out anew with each of a few draws fixed in the case."""
    study = study_of("samenwerking_naar_werk")
    path = "lines.preparation.amount"
    drawn = study.draws.of_path(path)
    by_hand = float(np.mean(drawn))
    central = study.case.graph.leaves[path].assumption.central
    line = next(line for line in line_values(study, "tool", "society") if line.line == "preparation")
    expected = next(
        line for line in expected_line_values(study, "tool", "society") if line.line == "preparation"
    )
    assert line.present_value is not None and expected.present_value is not None
    # The line is its amount times what does not vary: price index, btw and discount factor.
    assert expected.present_value == pytest.approx(line.present_value * by_hand / float(central))  # type: ignore[arg-type]


@pytest.mark.parametrize("name", examples())
def test_the_report_shows_one_measure_in_table_and_figure(name: str) -> None:
    """Effects, parties and the first table of the decision: the same expected balance."""
    study = study_of(name)
    effects = table(name, "effects", "table-effects")
    choices = table(name, "summary", "table-alternatives")
    for place, row in enumerate(choices.rows[1:]):
        assert effects.rows[-1].cells[place].value == pytest.approx(row.cells[0].value)
    figure = next(block for block in section("parties", study, "nl") if isinstance(block, Figure))
    drawn = [cell.value for row in figure.data.rows for cell in row.cells if cell.value is not None]
    asked = next(
        alternative
        for alternative in study.case.projects
        if study.case.alternatives[alternative].title.text("nl") in figure.data.caption  # type: ignore[union-attr]
        and sum(drawn) == pytest.approx(expected_npv(study, "society", alternative), rel=1e-6, abs=1.0)
    )
    told = frames.expected_parties(study, asked)["mean"]
    assert {round(value, 6) for value in drawn if value} <= {round(value, 6) for value in told}


def test_forms_and_sharing_are_expected_and_agree_with_the_page() -> None:
    study = study_of("samenwerking_naar_werk")
    own = next(form for form in comparison(study) if form.form == "outcome_contract")
    assert dict(own.parties) == pytest.approx(expected_balances(study, "tool"))
    division = sharing(study)
    assert division is not None
    # Alone it is what the decision says of the alternative: neither bijstand nor the form count to society.
    (alone,) = [member.alone for member in division.members if member.is_own]
    assert alone == pytest.approx(expected_npv(study, "society", "tool"))
    assert sum(member.pays for member in division.members) == pytest.approx(division.common)


def test_the_decision_shows_the_best_forms_that_of_the_case_and_the_least() -> None:
    name = "samenwerking_naar_werk"
    shown = table(name, "decision_forms", "table-decision-forms")
    forms = sorted(comparison(study_of(name)), key=lambda form: -form.budget)
    budgets = [row.cells[0].value for row in shown.rows]
    assert budgets == sorted(budgets, reverse=True)
    assert budgets[:4] == [form.budget for form in forms[:4]] and budgets[-1] == forms[-1].budget
    assert sum("*" in row.head for row in shown.rows) == 1
    assert f"In het dossier staan nog meer vormen, aantal: {len(forms) - len(shown.rows)}." in shown.note
    # Who stands in it gets different amounts, and the others do not.
    residents = {round(form.parties["residents"]) for form in forms}
    assert len(residents) == 1 and "Inwoners" not in shown.columns
    assert "Andere gemeenten" in shown.columns


def test_what_sharing_says_follows_from_its_members() -> None:
    division = sharing(study_of("samenwerking_naar_werk"))
    assert division is not None
    shown = table("samenwerking_naar_werk", "decision_forms", "table-decision-sharing")
    for member, row in zip(division.members, shown.rows, strict=False):
        assert [cell.value for cell in row.cells] == pytest.approx([member.pays, member.alone, member.net])
    assert division.better_off == len(division.members) == division.losing
    assert (
        "Samen is voor elke gemeente beter dan alleen (aantal: 5). Ook dan komt elke gemeente tekort."
        in shown.note
    )
    assert expected_lines(study_of("samenwerking_naar_werk"), "tool", "society")
