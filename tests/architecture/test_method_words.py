"""The tables of words are whole: both languages, a source for each claim, known ids; the pages are made from them."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest

from docs.generate.method_page import PAGES, method_page
from mll_finance.cli.main import main
from mll_finance.inputs.case.checks import SECTIONS
from mll_finance.inputs.case.method_steps import EVIDENCE, steps
from mll_finance.inputs.grammar.base import RiskClass, Sourcing
from mll_finance.inputs.reference_data import prose_tables as words
from mll_finance.inputs.reference_data.checklist import checklist
from mll_finance.inputs.scan.answers import answers_from, answers_model
from mll_finance.inputs.scan.case_parts import case_file, slots
from mll_finance.inputs.scan.questions import projects, questions
from mll_finance.inputs.tables.in_force import SHIPPED
from mll_finance.report.references import all_references

ROOT = Path(__file__).resolve().parents[2]
OWN = "own_estimate"
NOTEBOOKS = {
    "00_quick_scan",
    "00_start_here",
    "01_preconditions_and_assumptions",
    "02_cash_flows_and_npv",
    "03_sensitivity_and_scenarios",
    "04_uncertainty",
    "05_parties",
    "06_decision",
    "07_report",
    "08_tracking",
}
"""The notebooks of the suite."""


def bilingual(held: Any, path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every mapping that has a text in a language, with its place."""
    if isinstance(held, dict):
        if {"nl", "en"} & held.keys():
            yield path, held
        for key, inner in held.items():
            yield from bilingual(inner, f"{path}.{key}")
    elif isinstance(held, list):
        for place, inner in enumerate(held):
            yield from bilingual(inner, f"{path}[{place}]")


def said(held: Any, path: str = "") -> Iterator[tuple[str, list[str]]]:
    """Every list of sources, with its place."""
    if isinstance(held, dict):
        for key, inner in held.items():
            if key == "sources":
                yield path, inner
            else:
                yield from said(inner, f"{path}.{key}")


@pytest.mark.parametrize("table", words.PROSE_TABLES)
def test_every_text_is_in_both_languages(table: str) -> None:
    found = list(bilingual(words.prose(table)))
    assert len(found) > 5
    for path, text in found:
        assert str(text.get("nl", "")).strip() and str(text.get("en", "")).strip(), f"{table}{path}"


@pytest.mark.parametrize("table", words.PROSE_TABLES)
def test_every_source_can_be_looked_up(table: str) -> None:
    for path, sources in said(words.prose(table)):
        assert sources, f"{table}{path} names no source"
        for source in sources:
            assert source == OWN or source in all_references("en"), f"{table}{path}: {source}"


@pytest.mark.parametrize("table", words.PROSE_TABLES)
def test_every_reference_is_used_and_says_how_it_was_seen(table: str) -> None:
    content = words.prose(table)
    used = {
        source for name in words.PROSE_TABLES for _, listed in said(words.prose(name)) for source in listed
    }
    assert set(content["references"]) <= used
    for name, reference in content["references"].items():
        assert reference["seen"] in ("primary", "secondary", "recalled"), name
        assert reference.get("url") or reference.get("via"), name


def test_a_claim_without_a_source_would_be_found() -> None:
    broken = {"rows": {"a": {"issues": {"b": {"nl": "x", "en": "y", "sources": []}}}}}
    assert [sources for _, sources in said(broken)] == [[]]
    assert [path for path, text in bilingual({"a": {"nl": "x"}}) if "en" not in text] == [".a"]


def test_every_technique_answers_every_issue() -> None:
    for name, technique in words.techniques().items():
        assert set(technique.issues) == set(words.issues()), name
        for cost in technique.costs:
            assert SHIPPED.table(cost.table).find(cost.id).source


def test_roles_name_known_techniques_and_ways() -> None:
    for name, role in words.roles().items():
        assert set(role.techniques) <= set(words.techniques()), name
        assert set(role.sourcing) <= set(get_args(Sourcing)), name
        assert set(role.risk_classes) <= set(get_args(RiskClass)), name
        assert SHIPPED.table("unit_costs").find(f"wage_scale_{role.scale}")


def test_options_have_a_lead_time_in_months() -> None:
    for option in words.knowledge_options().values():
        row = SHIPPED.table(option.lead_time.table).find(option.lead_time.id)
        assert row.unit == "month" and row.low is not None and row.high is not None
        assert row.low <= row.value <= row.high


def test_steps_name_known_evidence_and_notebooks() -> None:
    assert list(steps()) == ["issue", "baseline", "market", "data_law", "design", "pilot", "scale", "track"]
    named = [one for step in steps().values() for one in step.evidence]
    assert sorted(named) == sorted(EVIDENCE) == sorted(words.prose("method_steps")["evidence"])
    for name, step in steps().items():
        assert set(step.notebooks) <= NOTEBOOKS, name
        assert len(step.checklist) >= 3, name


@pytest.mark.parametrize("language", sorted(PAGES))
def test_the_page_of_the_method_is_made_from_the_table(language: Any) -> None:
    text = (ROOT / PAGES[language]).read_text(encoding="utf-8")
    assert text == method_page(language), "run: make reference"


@pytest.mark.parametrize("project", projects())
def test_a_kind_of_project_is_whole(project: str) -> None:
    kind, asked, model = projects()[project], questions(project), answers_model(project)
    assert len(kind.questions) <= 12
    assert len(set(asked)) == len(kind.questions) + len(kind.later)
    assert set(asked) <= set(model.model_fields)
    for name, question in asked.items():
        assert (question.unit is not None) == question.is_number, name
        assert bool(question.choices()) == (question.kind in ("word", "technique")), name
        assert "{" not in question.asks.nl + question.asks.en + question.short.nl + (question.unit or ""), (
            name
        )
        if question.is_number and name in kind.questions:
            assert question.example is not None and question.usual is not None, name
    assert set(kind.wording) <= set(asked)
    for name, preset in kind.preset.items():
        choices = asked[name].choices()
        assert not choices or preset.nl in choices, name
    empty = answers_from({"name": "empty", "project": project})
    assert {kind.decisive, kind.beside, *kind.compare} <= set(asked)
    assert {*slots(empty)} <= set(asked)
    assert {kind.decisive, kind.beside} <= set(slots(empty))


@pytest.mark.parametrize("project", projects())
def test_the_file_of_a_case_names_what_there_is(project: str) -> None:
    content = case_file(projects()[project].case)
    lines = content["lines"]
    assert set(content["paid_by"].values()) <= set(lines)
    assert set(content["paid_by"]) - {"default"} <= set(checklist())
    assert set(content.get("capacity", {}).values()) <= set(lines)
    for path, text in bilingual(content):
        assert str(text.get("nl", "")).strip() and str(text.get("en", "")).strip(), path
    for section in ("quantities", "lines"):
        commented = [name for name, part in content[section].items() if "comment" in part]
        assert len(commented) >= len(content[section]) - 1


def test_every_step_names_sections_that_a_case_has() -> None:
    named = [name for step in steps().values() for name in step.sections]
    assert set(named) <= set(SECTIONS)
    # Each product of the method has its place in a step.
    assert {
        "preconditions",
        "personal_data",
        "knowledge",
        "ecosystem",
        "evaluation",
        "residents",
        "sign_off",
    } <= set(named)


def test_the_commands_to_begin_with_run_in_their_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    begin = words.prose("method_steps")["start"]
    for one in begin:
        assert main(shlex.split(one["command"])[1:]) == 0, one["command"]
        if "refused" in one["command"]:
            assert "stop" in capsys.readouterr().out.lower()
    assert (tmp_path / "verslag" / "report.html").exists() and (
        tmp_path / "openbaar" / "report.html"
    ).exists()
