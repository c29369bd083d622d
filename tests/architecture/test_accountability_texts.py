"""The texts for residents, lawyers and councils are in both languages, and the hints of a new case are right."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from mll_finance.engine.study import appraise
from mll_finance.inputs.case.case import case_from_text
from mll_finance.inputs.case.loading import load_case
from mll_finance.inputs.grammar.base import Words
from mll_finance.inputs.method.evaluation import Evaluation
from mll_finance.inputs.method.gates import Gates
from mll_finance.inputs.method.personal_data import PersonalData
from mll_finance.inputs.method.pilots import Pilot
from mll_finance.inputs.method.residents import Residents
from mll_finance.inputs.method.sign_off import SignOffs
from mll_finance.inputs.reference_data.registers import fields
from mll_finance.judgement.disclosure.coarse_case import disclosed
from mll_finance.report.blocks import Heading, Table
from mll_finance.report.context import Context
from mll_finance.report.page import page, section
from mll_finance.report.pieces.registers.drafts import drafts
from mll_finance.resources import resource

NEW = {"personal_data": PersonalData, "evaluation": Evaluation, "residents": Residents, "sign_off": SignOffs}
SECTIONS = ("personal_data", "residents_page", "evaluation", "sign_off")
LONG = 15
"""Characters from which equal Dutch and English is no coincidence."""


def words(found: Any) -> Iterator[Words]:
    if isinstance(found, Words):
        yield found
    elif isinstance(found, BaseModel):
        for name in type(found).model_fields:
            yield from words(getattr(found, name))
    elif isinstance(found, dict):
        for held in found.values():
            yield from words(held)
    elif isinstance(found, tuple):
        for held in found:
            yield from words(held)


@pytest.mark.parametrize("path", sorted(resource("parameters").glob("*.yaml")), ids=lambda path: path.stem)
def test_the_examples_say_it_in_both_languages(path: Path) -> None:
    case = load_case(path)
    for name, model in NEW.items():
        same = [one.nl for one in words(case.section(model)) if one.nl == one.en and len(one.nl) >= LONG]
        assert not same, (path.name, name)


def test_two_examples_have_what_the_method_asks_for() -> None:
    case = load_case(resource("parameters", "vroegsignalering_eindhoven.yaml"))
    assert all(case.has(model) for model in NEW.values())
    case = load_case(resource("parameters", "fraude_selectie_bijstand.yaml"))
    assert case.has(Residents) and case.has(PersonalData)


@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_case_without_the_matter_has_no_such_sections(language: Any) -> None:
    study = appraise(load_case(resource("parameters", "two_years.yaml")))
    assert [section(name, study, language) for name in SECTIONS] == [[], [], [], []]


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_field_of_the_registers_stands_in_the_report(language: Any) -> None:
    study = appraise(load_case(resource("parameters", "vroegsignalering_eindhoven.yaml")))
    made = section("personal_data", study, language)
    tables = {block.anchor: block for block in made if isinstance(block, Table)}
    for register in ("processing_register", "algorithm_register"):
        heads = [row.head for row in tables[f"table-{register.replace('_', '-')}"].rows]
        assert heads == [field.name(language) for field in fields(register)]
        assert len(set(heads)) == len(heads)


def test_the_drafts_are_dutch_and_say_what_is_open() -> None:
    study = appraise(load_case(resource("parameters", "vroegsignalering_eindhoven.yaml")))
    found = drafts(Context(study, "nl"))
    entry = found["algorithm_register"]["entry"]
    assert entry["organisatie"] == "Gemeente Eindhoven"
    assert entry["publicatiecategorie"] == "Hoog-risico AI-systemen"
    assert entry["taal"] == "nld" and entry["schema"] == "1.0.0"
    assert entry["link_broncode"] is None and entry["thema"] is None
    processing = found["processing_register"]["entries"]["order_of_approach"]
    assert "Contactgegevens" in processing["data"]
    assert processing["retention"] is None and processing["security"] is None


def test_the_public_page_has_only_sections_that_say_so() -> None:
    study = appraise(load_case(resource("parameters", "vroegsignalering_eindhoven.yaml")))
    public_page = page(disclosed(study, {}), "nl", public=True)
    heads = [block.anchor for block in public_page.blocks if isinstance(block, Heading)]
    assert heads[0] == "public-version"
    assert not {"budget", "cash-flow", "assumptions", "parties"} & set(heads)


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_hints_of_a_new_case_are_right(language: str) -> None:
    text = resource("parameters", "templates", f"full_case.{language}.yaml").read_text(encoding="utf-8")
    text = text.replace("__ID__", "hints")
    mark = "# --- Verantwoording" if language == "nl" else "# --- Accountability"
    head, _, tail = text.partition(mark)
    pattern = rf"# ({'|'.join((*NEW, 'knowledge', 'ecosystem', 'pilots', 'gates'))}):|#   "
    uncommented = [line[2:] for line in tail.splitlines() if re.match(pattern, line)]
    case = case_from_text("\n".join([head, *uncommented, ""]))
    assert all(case.has(model) for model in NEW.values())
    assert case.parts(Pilot) and case.parts(Gates)
