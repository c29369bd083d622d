"""Every identifier of the Algoritmekader exists in the published lists, and every check, step and role has its place.

The published lists are read where ``MLL_SHARED`` names them; a small twin with identifiers of our own tells everywhere
that the comparison can fail.
"""

from __future__ import annotations

import csv
import hashlib
import os
from pathlib import Path

import pytest

from mll_finance.engine.study import appraise
from mll_finance.inputs.case.loading import load_case
from mll_finance.inputs.case.method_steps import steps
from mll_finance.inputs.reference_data import algoritmekader as kader
from mll_finance.inputs.reference_data.checklist import checklist
from mll_finance.inputs.reference_data.prose_tables import roles
from mll_finance.judgement.checks import case_standings
from mll_finance.report.blocks import Table
from mll_finance.report.page import section

PUBLISHED = {"requirement": "algoritmekader_requirements.csv", "measure": "algoritmekader_measures.csv"}
STATE = Path(os.environ.get("MLL_SHARED", "")) / "state"
HAS_LISTS = "MLL_SHARED" in os.environ and (STATE / PUBLISHED["measure"]).exists()
TWIN = "urn,name,url,lifecycle,role\nurn:nl:ak:ver:zzz-01,Iets verzonnens,https://example.org/1,ontwerp,\n"


def differences(published: list[dict[str, str]], entries: list[kader.KaderEntry]) -> list[str]:
    """What the project says that the published list does not, and the other way about."""
    there = {
        (
            row["urn"],
            " ".join(row["name"].split()),
            row["url"],
            tuple(filter(None, row["lifecycle"].split(";"))),
        )
        for row in published
    }
    here = {(entry.id, entry.name, entry.url, entry.phases) for entry in entries}
    return sorted(str(row) for row in there ^ here)


def of_kind(kind: str) -> list[kader.KaderEntry]:
    return [entry for entry in kader.entries() if entry.kind == kind]


@pytest.mark.skipif(not HAS_LISTS, reason="MLL_SHARED names no folder with the published lists")
@pytest.mark.parametrize("kind", PUBLISHED)
def test_every_identifier_is_that_of_the_published_list(kind: str) -> None:
    published = STATE / PUBLISHED[kind]
    rows = list(csv.DictReader(published.read_text(encoding="utf-8").splitlines()))
    assert differences(rows, of_kind(kind)) == []
    record = kader.source()["lists"][kind]
    assert record["sha256"] == hashlib.sha256(published.read_bytes()).hexdigest()
    assert (record["rows"], record["identifiers"]) == (len(rows), len({row["urn"] for row in rows}))


def test_an_identifier_that_is_not_published_would_be_found() -> None:
    rows = list(csv.DictReader(TWIN.splitlines()))
    right = kader.KaderEntry(
        "urn:nl:ak:ver:zzz-01",
        "requirement",
        "Iets verzonnens",
        "https://example.org/1",
        ("ontwerp",),
        (),
        (),
        (),
        (),
        "",
    )
    assert differences(rows, [right]) == []
    wrong = kader.KaderEntry(
        "urn:nl:ak:ver:zzz-02",
        "requirement",
        "Iets verzonnens",
        "https://example.org/1",
        ("ontwerp",),
        (),
        (),
        (),
        (),
        "",
    )
    assert len(differences(rows, [wrong])) == 2


@pytest.mark.parametrize("kind", PUBLISHED)
def test_the_table_has_as_many_rows_as_its_record(kind: str) -> None:
    record = kader.source()["lists"][kind]
    assert len(of_kind(kind)) == record["rows"]
    assert len({entry.id for entry in of_kind(kind)}) == record["identifiers"]
    assert sum(entry.is_covered for entry in of_kind(kind)) == record["covered"]


def test_each_is_covered_or_has_a_reason() -> None:
    for entry in kader.entries():
        assert entry.is_covered != bool(entry.reason), entry.id
        assert not entry.reason or entry.reason in kader.reasons(), entry.id
    assert set(kader.reasons()) == {entry.reason for entry in kader.entries() if entry.reason}


def test_it_names_checks_steps_costs_and_phases_that_exist(root: Path) -> None:
    with (root / "data" / "unit_costs.csv").open(encoding="utf-8", newline="") as costs:
        cost_ids = {row["id"] for row in csv.DictReader(costs)}
    for entry in kader.entries():
        assert set(entry.checks) <= set(checklist()), entry.id
        assert set(entry.steps) <= set(steps()), entry.id
        assert set(entry.costs) <= cost_ids, entry.id
        assert set(entry.phases) <= set(kader.phase_names()), entry.id


def test_every_check_and_step_carries_identifiers_or_says_why_not() -> None:
    bare = {name for name in checklist() if not kader.touching("checks", name)}
    assert bare == set(kader.without())
    assert all(kader.touching("steps", name) and kader.phases_of("steps", name) for name in steps())


def test_every_role_has_a_place_in_the_framework() -> None:
    framework = {role for entry in of_kind("measure") for role in entry.roles}
    assert {kader.role_of(role) for role in roles()} - {""} == framework
    of_the_act = {role for entry in of_kind("requirement") for role in entry.roles}
    assert {kader.part_of_the_act(role) for role in ("provider", "deployer")} == of_the_act
    assert kader.part_of_the_act("none") == ""


def test_each_check_has_its_rule_requirements_evidence_and_question_in_one_row() -> None:
    study = appraise(load_case("vroegsignalering_eindhoven").with_({"case.draws": 16}))
    norms, left = (block for block in section("preconditions_basis", study, "nl") if isinstance(block, Table))
    rows = {row.head: row for row in norms.rows}
    standings = case_standings(study.case)
    blocking = {standing.check.id for standing in standings if standing.blocks}
    assert len(rows) == len({standing.check.id for standing in standings})
    for standing in standings:
        text = standing.check.text
        norm, requirements, evidence, question = rows[text.title.nl].cells
        assert norm.value == text.norm.nl
        for entry in kader.touching("checks", standing.check.id):
            assert str(requirements.value).split(", ").count(entry.short) == 1
        if standing.found.evidence is not None:
            assert standing.found.evidence.text("nl") in evidence.value
        assert question.value == text.question.nl
        assert (text.evidence.nl in question.remark) == (standing.check.id in blocking)
    told = [name for row in left.rows for name in str(row.cells[0].value).split(", ")]
    assert sorted(told) == sorted(entry.short for entry in of_kind("requirement") if entry.reason)
