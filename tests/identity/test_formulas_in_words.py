"""The formula of a kind in words names everything that its arithmetic reads, and nothing else.

What the arithmetic reads is traced; the words stand in data/. Each kind is tried on the small cases of the test of the
workbook, in which every field of a kind is used at least once.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from mll_finance import load_case
from mll_finance.engine.study import Study
from mll_finance.inputs.grammar.sections import BASELINE
from mll_finance.inputs.lines import line_kinds
from mll_finance.inputs.quantities import quantity_kinds
from mll_finance.judgement.what_if.case_map import CaseMap
from mll_finance.report.blocks import Link
from mll_finance.report.context import Context
from mll_finance.report.pieces.formulas import Formulas, Parts
from mll_finance.resources import resource
from mll_finance.terms import Language

sys.path.append(str(Path(__file__).parents[1] / "oracle"))
from workbook_samples import sample

EXAMPLES = sorted(path.stem for path in resource("parameters").glob("*.yaml"))
KINDS = [
    *(("lines", kind) for kind in line_kinds()),
    *(("quantities", kind) for kind in quantity_kinds()),
]
LANGUAGES: tuple[Language, ...] = ("nl", "en")


def text(parts: Parts) -> str:
    return "".join(part.text if isinstance(part, Link) else part for part in parts)


def differing(study: Study) -> list[str]:
    """Every output and line of which the words name something else than the graph reads."""
    whole, findings = CaseMap(study), []
    alternatives = (*study.case.projects, BASELINE)
    reads: dict[str, set[str]] = {}
    for spot in whole.spots:
        reads.setdefault(spot.id, set()).update(source.id for source in whole.sources_of(spot))
    for language in LANGUAGES:
        formulas = Formulas(Context(study, language), whole)
        for id_, read in reads.items():
            parts = formulas.of(id_, tuple(sorted(read)), alternatives)
            named = {part.anchor for part in parts if isinstance(part, Link)}
            if named != read or re.search(r"[{}|\[\]]", text(parts)):
                findings.append(f"{id_} ({language}): {sorted(read ^ named)} in {text(parts)}")
    return findings


@pytest.mark.parametrize(("section", "kind"), KINDS)
def test_the_words_of_a_kind_name_what_its_arithmetic_reads(section: str, kind: str) -> None:
    case = sample(section, kind)
    assert differing(Study(case)) == []


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_words_of_an_example_name_what_its_arithmetic_reads(name: str) -> None:
    assert differing(Study(load_case(name))) == []


def test_a_formula_is_in_words_of_the_case() -> None:
    """By hand, from the lines of the example: a number of contacts times a price; hours times what they cost."""
    study = Study(load_case("vroegsignalering_eindhoven"))
    whole = CaseMap(study)
    formulas = Formulas(Context(study, "nl"), whole)
    of_model = whole.of("model")
    licence = formulas.of("lines.licence", of_model.sources["lines.licence"], ("model",))
    assert text(licence) == "Prijs per inwoner per jaar (D) × Inwoners (B)"
