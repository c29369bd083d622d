"""Every partnership form says its numbers, points and sources, in both languages, and is told in a report."""

from __future__ import annotations

import pytest

from mll_finance.engine.study import appraise
from mll_finance.inputs.case.loading import load_case
from mll_finance.inputs.grammar.parties import standard_parties
from mll_finance.inputs.lines import line_kinds
from mll_finance.inputs.reference_data.partnerships import (
    MOVED,
    OTHERS,
    TERMS,
    form_points,
    forms,
    references,
)
from mll_finance.inputs.tables.in_force import SHIPPED
from mll_finance.report.blocks import Callout, Checks, Figure, Table
from mll_finance.report.page import ORDER, section
from mll_finance.report.references import all_references
from mll_finance.resources import resource

EXAMPLE = resource("parameters", "samenwerking_naar_werk.yaml")
OWN = ("partnership", "partner_view", "sharing")


@pytest.fixture(scope="module")
def case():
    """The example with a partnership."""
    return load_case(EXAMPLE)


def test_the_forms_that_were_asked_for_are_there() -> None:
    assert set(forms()) >= {
        "in_house",
        "procurement",
        "saas_licence",
        "innovation_partnership",
        "sbir",
        "startup_in_residence",
        "joint_development",
        "cooperative",
        "revenue_share",
        "outcome_contract",
        "subsidy",
    }


@pytest.mark.parametrize("name", forms())
def test_a_form_is_complete(name: str) -> None:
    form = forms()[name]
    rows = {row.id for row in SHIPPED.table(TERMS).rows}
    assert form.terms() - {"inhabitants"} <= rows
    assert set(form.points) <= set(form_points()) and form.points
    assert set(form.aid) <= set(form.lines)
    assert set(form.roles.values()) <= {*standard_parties(), OTHERS}
    for text in (form.title, form.description):
        assert text.nl and text.en and text.nl != text.en
    for template in form.lines.values():
        assert set(template["title"]) == {"nl", "en"}
        assert template.get("kind", "product") in line_kinds()
        for role in (template["payer"], template["receiver"]):
            assert role.removeprefix("$") in form.roles


def test_every_point_is_used_and_has_a_source() -> None:
    used = {point for form in forms().values() for point in form.points}
    assert used == set(form_points())
    for point in form_points().values():
        assert point.sure in "ABCD" and point.nl != point.en
        assert point.source == "own_estimate" or point.source in {*references("en"), *all_references("en")}
        assert (point.source == "own_estimate") == (point.sure == "D")


def test_costs_that_can_move_are_fields_of_their_kinds() -> None:
    for kind, fields in MOVED.items():
        assert set(fields) <= set(line_kinds()[kind].model_fields)


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("form", forms())
def test_every_form_is_told(case, form: str, language) -> None:
    study = appraise(case.with_({"partnership.form": form}))
    blocks = section("partnership", study, language)
    (checks,) = [block for block in blocks if isinstance(block, Checks)]
    assert len(checks.rows) == 2 and all(holds for _, _, holds in checks.rows)
    points = [block for block in blocks if isinstance(block, Table) and block.anchor == "table-points"]
    assert len(points[0].rows) == len(forms()[form].points)
    figures = [block for block in blocks if isinstance(block, Figure)]
    assert len(figures) == 2 and all(figure.alternative and figure.data.rows for figure in figures)
    (view,) = [block for block in section("partner_view", study, language) if isinstance(block, Table)]
    assert len(view.rows) == len(forms())


@pytest.mark.parametrize("name", OWN)
def test_a_case_without_the_section_says_nothing(name: str) -> None:
    study = appraise(load_case(resource("parameters", "two_years.yaml")))
    assert section(name, study, "nl") == []
    assert name in ORDER


def test_aid_beyond_the_ceiling_is_a_warning(case) -> None:
    changed = case.with_(
        {
            "partnership.form": "subsidy",
            "partnership.roles": {"beneficiary": "partner"},
            "lines.development.amounts.2027": 700_000,
        }
    )
    (told,) = [
        block for block in section("partnership", appraise(changed), "nl") if isinstance(block, Callout)
    ]
    assert told.tone == "bad" and "300.000" in told.text
    modest = changed.with_({"lines.development.amounts.2027": 170_000})
    (told,) = [
        block for block in section("partnership", appraise(modest), "nl") if isinstance(block, Callout)
    ]
    assert told.tone == "caution"


def test_who_cannot_be_shown_is_named(case) -> None:
    data = {key: held for key, held in case.document.data["partnership"].items() if key != "outcome"}
    bare = case.with_({"partnership.form": "saas_licence"}).with_({"partnership.outcome": None})
    assert "outcome" not in data
    text = section("partnership", appraise(bare), "nl")[1].text  # type: ignore[union-attr]
    assert "Resultaatcontract" in text
