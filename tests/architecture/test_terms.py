"""Whatever a reader sees stands once in the data folder (terms, sentences, units), in Dutch and in English."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pytest
import yaml

from mll_finance.engine.criteria import CRITERIA
from mll_finance.inputs.case.loading import load_case
from mll_finance.inputs.grammar.assumption import Assumption
from mll_finance.inputs.grammar.parties import standard_parties, standard_perspectives
from mll_finance.inputs.lines import line_kinds
from mll_finance.inputs.quantities import quantity_kinds
from mll_finance.inputs.tables.in_force import SHIPPED, table_names
from mll_finance.resources import package_folder, resource
from mll_finance.terms import sentences, terms, unit_words
from mll_finance.uncertainty.distributions import KINDS

SOURCES = sorted((package_folder() / "report").rglob("*.py"))
PLACEHOLDER = re.compile(r"\{([a-zA-Z_]+)[^}]*\}")


@cache
def calls(name: str) -> set[str]:
    """First arguments that are plain texts of every call of ``context.<name>`` in the report."""
    return {
        node.args[0].value
        for path in SOURCES
        if path.parent.name in ("sections", "pieces", "report")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == name
        if node.args and isinstance(node.args[0], ast.Constant) and isinstance(node.args[0].value, str)
    }


def test_every_text_that_the_report_asks_for_exists() -> None:
    assert len(calls("say")) > 20
    assert calls("say") <= set(sentences())
    assert {name for name in calls("word") if name.isidentifier()} <= set(terms()) | set(sentences())


def is_whole(found: Mapping[str, str]) -> bool:
    """Whether a sentence is there in both languages, with the same values to fill in."""
    languages = set(found) == {"nl", "en"} and all(text.strip() for text in found.values())
    return languages and set(PLACEHOLDER.findall(found["nl"])) == set(PLACEHOLDER.findall(found["en"]))


# One test for all of them: there are thousands, and to start and report each by itself takes longer than to look at it.
def test_every_sentence_is_in_both_languages_with_the_same_values() -> None:
    assert len(sentences()) > 2000
    assert {name: found for name, found in sentences().items() if not is_whole(found)} == {}


@pytest.mark.parametrize(
    "found", [{"nl": "{a}"}, {"nl": "{a}", "en": "{b}"}, {"nl": "{a}", "en": "a"}, {"nl": "a", "en": " "}]
)
def test_a_sentence_that_is_not_whole_is_seen(found: dict[str, str]) -> None:
    assert is_whole({"nl": "{a:.0f} x", "en": "y {a}"}) and not is_whole(found)


def test_every_term_is_in_both_languages_with_a_definition() -> None:
    assert len(terms()) > 90
    lacking = [
        name
        for name, found in terms().items()
        if not all((found.nl, found.en, found.definition_nl, found.definition_en))
    ]
    assert lacking == []


def trees() -> list[ast.Module]:
    return [ast.parse(path.read_text(encoding="utf-8")) for path in package_folder().rglob("*.py")]


def pattern(text: ast.JoinedStr) -> re.Pattern[str]:
    """The keys that a text with parts to fill in can be."""
    parts = (
        re.escape(str(part.value)) if isinstance(part, ast.Constant) else "[A-Za-z0-9_]+"
        for part in text.values
    )
    return re.compile("".join(parts) + "$")


def mentioned() -> tuple[set[str], list[re.Pattern[str]]]:
    """Every text of the code, and every text with parts to fill in that begins as a key does."""
    texts: set[str] = set()
    patterns: list[re.Pattern[str]] = []
    for tree in trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                texts.add(node.value)
            first = node.values[0] if isinstance(node, ast.JoinedStr) else None
            if isinstance(first, ast.Constant) and re.fullmatch("[a-z_]+_", str(first.value)):
                patterns.append(pattern(node))
    return texts, patterns


def in_page() -> set[str]:
    """The keys of the words that the templates and the script of the page name."""
    files = [path for path in (package_folder() / "report" / "html").iterdir() if path.is_file()]
    text = "\n".join(path.read_text(encoding="utf-8") for path in files)
    return {f"page_{word}" for word in re.findall(r"[a-z_]+", text)}


def in_what_if() -> set[str]:
    """The sentences that the script of "try it yourself" says, by the words in it."""
    folder = package_folder() / "report" / "what_if"
    script = "\n".join(path.read_text(encoding="utf-8") for path in folder.glob("*.js"))
    words = re.findall(r"[a-z_]+", script)
    return {f"{prefix}{word}" for prefix in ("try_", "try_notebook_") for word in words}


def test_every_sentence_is_used() -> None:
    texts, patterns = mentioned()
    texts |= in_page() | in_what_if()
    texts |= {
        f"{stem}_{part}" for stem in texts for part in ("found", "allowed", "remedy") if stem.isidentifier()
    }
    unused = [
        name for name in sentences() if name not in texts and not any(one.match(name) for one in patterns)
    ]
    assert not unused


def test_what_is_shown_by_id_has_a_term() -> None:
    shown = {criterion.id for criterion in CRITERIA}
    for kind in quantity_kinds().values():
        shown |= {*kind.OUTPUTS, *kind.OUTPUTS.values()}
    checks = (package_folder() / "judgement" / "identities.py").read_text(encoding="utf-8")
    shown |= set(re.findall(r'Check\(\s*"(\w+)"', checks))
    assert shown <= set(terms())
    assert {f"spread_{kind}" for kind in KINDS} <= set(sentences())


def test_standard_parties_and_perspectives_have_both_languages() -> None:
    for found in (*standard_parties().values(), *standard_perspectives().values()):
        assert set(found["title"]) == {"nl", "en"}


def units() -> set[str]:
    """Every word of every unit in the data tables and the example cases."""
    found = {row.unit for name in table_names() for row in SHIPPED.table(name).rows}
    for path in resource("parameters").glob("*.yaml"):
        case = load_case(path)
        found |= {leaf.assumption.unit or "" for leaf in case.graph.leaves.values()}
        found |= {quantity.unit or "" for quantity in case.quantities.values()}
    return {word for text in found for word in re.findall(r"[A-Za-z][A-Za-z\-]*", text)}


def test_every_word_of_a_unit_is_known() -> None:
    assert units() <= set(unit_words())


def test_example_cases_are_in_both_languages() -> None:
    for path in Path(resource("parameters")).glob("*.yaml"):
        case = load_case(path)
        parts = (
            *case.lines.values(),
            *case.quantities.values(),
            *case.alternatives.values(),
            *case.scenarios.values(),
        )
        assert all(part.title is not None for part in parts), path.name


def test_every_number_of_a_kind_has_a_name_in_both_languages() -> None:
    """A number without a title of its own is shown by its field: no raw name on a Dutch page."""
    fields = {
        name
        for kind in (*line_kinds().values(), *quantity_kinds().values())
        for name, field in kind.model_fields.items()
        if field.annotation is Assumption or field.annotation == Assumption | None
    }
    assert len(fields) > 30
    missing = sorted(name for name in fields if f"field_{name}" not in sentences())
    assert not missing


def test_a_number_from_a_table_has_its_note_in_the_language_of_the_reader() -> None:
    """The workbook shows notes: Dutch on a Dutch sheet, and no translation of a note that is not there."""
    case = load_case(resource("parameters", "vroegsignalering_eindhoven.yaml"))
    notes = [leaf.assumption.note for leaf in case.graph.leaves.values() if leaf.assumption.note is not None]
    assert any("schaal van het Rijk" in one.nl and "central government" in one.en for one in notes)
    parts = {
        part for name in table_names() for row in SHIPPED.table(name).rows for part in row.note.split("; ")
    }
    known = yaml.load(resource("data", "notes_nl.yaml").read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    assert set(known) <= parts
