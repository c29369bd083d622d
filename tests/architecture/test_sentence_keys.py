"""Every sentence that code can ask for is there, in both languages: a word, a reason or a title that lacks is found.

Read from the syntax tree: a key that is written out is looked up; a key that is put together, as ``why_{criterion}``
is, is a family, and its members come from the registry or the literal type that the code draws from. What has a key
in a variable is not seen here; the tests of the sections show those.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any, get_args

import pytest
from pydantic import BaseModel

from mll_finance.drivers.standard_sensitivities import KINDS as STANDARD_KINDS
from mll_finance.engine.criteria import CRITERIA
from mll_finance.engine.reasons import WHY
from mll_finance.inputs.assessments.answer_rows import answer_rows
from mll_finance.inputs.case.signing import GRADES
from mll_finance.inputs.grammar.parties import Perspective
from mll_finance.inputs.grammar.sections import Settings
from mll_finance.inputs.method.cover import Cover
from mll_finance.inputs.method.evaluation import Evaluation
from mll_finance.judgement.advice import Sign
from mll_finance.judgement.decision_table import KINDS, Reason
from mll_finance.judgement.finding_out.stage_gates import NoWorth
from mll_finance.judgement.unknowns import Per
from mll_finance.report.page import PRODUCTS
from mll_finance.report.sections.results import _FORMATS as NOTATIONS
from mll_finance.resources import package_folder
from mll_finance.terms import sentences, terms
from mll_finance.uncertainty import distributions

ALWAYS_THERE = ("npv", "pv_costs", "pv_benefits")
"""Criteria that exist for every stream and so need no reason."""
ASKING = ("say", "sentence", "phrase")
ASKING_THREE = ("three", "tell")
"""What asks the three sentences of a problem by their common stem."""


def literal(model: type[BaseModel], field: str) -> tuple[str, ...]:
    """The words that a field of a section takes."""

    def words(annotation: Any) -> Iterator[str]:
        for part in get_args(annotation):
            yield from [part] if isinstance(part, str) else words(part)

    return tuple(words(model.model_fields[field].annotation))


FAMILIES: dict[str, Iterable[str]] = {
    "why_{}": [
        key for criterion in CRITERIA if criterion.id not in ALWAYS_THERE for key in criterion.reasons
    ],
    "advised_title_{}": (*KINDS, "tie"),
    "advised_kind_{}": (*KINDS, "tie"),
    "advised_why_{}": get_args(Reason),
    "advised_public_{}": get_args(Reason),
    "gates_no_worth_{}": get_args(NoWorth),
    "council_propose_{}": [*KINDS, "tie"],
    "next_{}": [kind for kind in KINDS if kind != "not_yet"],
    "sure_{}": get_args(Sign),
    "pm_{}": ("least", "most", "least_of", "most_of"),
    "pm_{}_of": ("least", "most"),
    "pm_{}_apart": ("least", "most"),
    "pm_per_{}": get_args(Per),
    "part_{}": [part for parts in PRODUCTS.values() for part in parts if part],
    "product_{}": PRODUCTS,
    "status_pill_{}": literal(Settings, "status"),
    "decision_row_{}": ("costs", "benefits", "balance", "cover", "left"),
    "forms_check_{}": ("equal", "adds"),
    "spread_{}": distributions.KINDS,
    "sign_off_grade_{}": GRADES,
    "status_{}": literal(Settings, "status"),
    "method_{}": literal(Settings, "timing"),
    "method_sampling_{}": literal(Settings, "sampling"),
    "btw_{}": literal(Perspective, "btw"),
    "prices_{}": literal(Perspective, "prices"),
    "effects_{}": literal(Perspective, "effects"),
    "coverage_kind_{}": literal(Cover, "kind"),
    "design_{}": literal(Evaluation, "design"),
    "design_{}_shows": literal(Evaluation, "design"),
    "standard_{}": STANDARD_KINDS,
    **{f"register_{{}}_{part}": ("link", "address", "month") for part in ("found", "allowed", "remedy")},
    "assessment_{}": [row.words for row in answer_rows() if row.words not in ("", "technique")],
}
"""Keys that are put together, with every word that can stand in the place of the braces."""


def keys(node: ast.expr) -> Iterator[str]:
    """The keys that an expression can be: written out, one of two, or put together (braces for what varies)."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from (*keys(node.body), *keys(node.orelse))
    elif isinstance(node, ast.JoinedStr):
        yield "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values)


def asked(text: str) -> Iterator[str]:
    """Every key that a source text asks a sentence for."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Call) and node.args:
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name in ASKING:
                yield from keys(node.args[0])
            if name in ASKING_THREE:
                stems = keys(node.args[0])
                yield from (f"{stem}_{part}" for stem in stems for part in ("found", "allowed", "remedy"))


@cache
def all_asked() -> list[str]:
    """The keys that the whole package asks for."""
    sources = [path.read_text(encoding="utf-8") for path in package_folder().rglob("*.py")]
    return sorted({key for text in sources for key in asked(text)})


def lacking(wanted: Iterable[str]) -> list[str]:
    """The keys that have no sentence in one of the languages."""
    return sorted(key for key in wanted if set(sentences().get(key, {})) != {"nl", "en"})


def test_every_key_that_is_written_out_has_its_sentence() -> None:
    written = [key for key in all_asked() if "{}" not in key]
    assert len(written) > 300
    assert lacking(written) == []


@pytest.mark.parametrize("pattern", FAMILIES)
def test_every_member_of_a_family_has_its_sentence(pattern: str) -> None:
    members = list(FAMILIES[pattern])
    assert members
    assert lacking(pattern.format(member) for member in members) == []


def without_members(patterns: Iterable[str]) -> list[str]:
    """The families of which there is no sentence at all."""
    forms = {pattern: re.compile(re.escape(pattern).replace(r"\{\}", r"\w+")) for pattern in patterns}
    return [pattern for pattern, form in forms.items() if not any(map(form.fullmatch, sentences()))]


def test_every_family_that_code_asks_for_has_members() -> None:
    """Those without a registry above have at least one sentence, so that a renamed stem is found."""
    families = [key for key in all_asked() if "{}" in key]
    assert len(families) > 50
    assert without_members(families) == []
    assert without_members(["why_{}", "whyever_{}"]) == ["whyever_{}"]


def test_every_criterion_has_its_word() -> None:
    assert [criterion.id for criterion in CRITERIA if criterion.id not in terms()] == []


def test_every_criterion_has_a_notation() -> None:
    assert {criterion.unit for criterion in CRITERIA} <= set(NOTATIONS)


def test_a_reason_is_the_same_in_results_and_report() -> None:
    keys = {key for criterion in CRITERIA if criterion.id not in ALWAYS_THERE for key in criterion.reasons}
    assert {key: sentences()[f"why_{key}"]["en"] for key in keys} == WHY


def test_a_criterion_without_its_reason_is_found() -> None:
    assert lacking(["why_equity_ratio"]) == ["why_equity_ratio"]


def test_keys_are_found_in_every_form() -> None:
    text = 'context.say("a")\nsentence("b" if x else f"c_{y}", "nl")'
    assert list(asked(text)) == ["a", "b", "c_{}"]
