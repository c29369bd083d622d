"""A page speaks one language, and the pages for council and residents speak of no file, path or method inside.

``page_words.csv`` names words that a page in a language may not hold, with the word to use; those of page ``decision``
may not stand on the decision and on the page for residents. ``page_words_allowed.csv`` names what may: laws,
institutions, titles as published. Titles, authors and publishers of ``data/*.yaml`` with one text are as published.

The report is the one that other tests look at too; the page for residents is drawn 64 times: its words are those of
any number of draws.
"""

from __future__ import annotations

import csv
import re
from functools import cache
from pathlib import Path

import pytest
from example_reports import ReportsOf
from few_draws import case_of
from page_text import page_text, words_only

from mll_finance.engine.study import Study, appraise
from mll_finance.inputs.reference_data.algoritmekader import entries
from mll_finance.inputs.scan.answers import load_answers
from mll_finance.judgement.scan import evaluate
from mll_finance.report.blocks import Deliverable, Page, Prose, plain_page
from mll_finance.report.context import Context
from mll_finance.report.html.writer import write_page
from mll_finance.report.pieces.residents import standalone
from mll_finance.report.scan import scan_blocks
from mll_finance.resources import resource
from mll_finance.terms import LANGUAGES, Language
from mll_finance.yaml_text import read_yaml

HERE = Path(__file__).resolve().parent
CASES = sorted(path.stem for path in resource("parameters").glob("*.yaml"))
SCANS = sorted(path.stem for path in resource("parameters", "scans").glob("*.yaml"))
DRAWS = 64
PLAIN = ("decision", "residents")
"""Products for readers who know neither the suite nor the file of the case."""
INSIDE = r"|\b\w+_\w+\b|\b[a-z]{2,}(?:\.[a-z_]{2,}){1,}\b|\.(?:yaml|md|csv|py|json)\b"
"""An id, a path in the case, the name of a file."""


def listed(name: str) -> list[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


WORDS, ALLOWED = listed("page_words.csv"), listed("page_words_allowed.csv")


def any_of(words: list[str], more: str = "") -> re.Pattern[str]:
    """One of the words by itself, in capitals or not."""
    parts = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    return re.compile(rf"(?<![\w'-])(?:{parts})(?![\w-]|'\w){more}", re.IGNORECASE)


@cache
def as_published() -> re.Pattern[str]:
    """What stands in its own language on every page: what is allowed, names as the state published them, and what a
    reference has one text for."""
    texts = {row["text"] for row in ALLOWED} | {entry.name for entry in entries()}
    for sidecar in resource("data").glob("*.yaml"):
        references = read_yaml(sidecar).data.get("references") or {}
        texts |= {
            str(reference[field])
            for reference in references.values()
            for field in ("author", "title", "publisher")
            if isinstance(reference.get(field), str)
        }
    return re.compile(
        "|".join(re.escape(text) for text in sorted(texts, key=len, reverse=True)), re.IGNORECASE
    )


@cache
def foreign_words(language: Language) -> re.Pattern[str]:
    return any_of([row["word"] for row in WORDS if row["language"] == language])


@cache
def inner_words() -> re.Pattern[str]:
    return any_of([row["word"] for row in WORDS if row["page"] == "decision"], INSIDE)


def foreign(text: str, language: Language) -> list[str]:
    """The words of the other language in each line, with the line."""
    words = foreign_words(language)
    doubtful = [line for line in text.split("\n") if words.search(line)]
    return [
        f"{', '.join(dict.fromkeys(found))}: {line}"
        for line in doubtful
        if (found := words.findall(as_published().sub(" ", words_only(line))))
    ]


def inside(text: str) -> list[str]:
    """What only who knows the suite understands, with its line."""
    return [f"{match.group()}: {line}" for line in text.split("\n") for match in inner_words().finditer(line)]


def pages(report: Page, study: Study, language: Language) -> dict[str, str]:
    """What is handed over of a case as text: the whole report, its first product, the page for residents."""
    residents = standalone(Context(study, language))
    whole = write_page(report, None)
    assert whole.count('id="report"') == 1
    texts = {"report": whole, "decision": whole[: whole.index('id="report"')]}
    if residents is not None:
        texts["residents"] = write_page(residents, None)
    return {product: page_text(html) for product, html in texts.items()}


@pytest.mark.parametrize("name", CASES)
def test_a_page_of_a_case_speaks_one_language_and_not_of_the_suite(
    name: str, example_reports: ReportsOf
) -> None:
    wrong, study = [], appraise(case_of(name, DRAWS))
    for language, report in example_reports(name).items():
        for product, text in pages(report, study, language).items():
            wrong += [f"{language} {product}: {problem}" for problem in foreign(text, language)]
            if product in PLAIN:
                wrong += [f"{language} {product}: {problem}" for problem in inside(text)]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("name", SCANS)
def test_the_result_of_a_scan_speaks_one_language(name: str) -> None:
    wrong = []
    for language in LANGUAGES:
        answers = load_answers(resource("parameters", "scans", f"{name}.yaml"))
        blocks = scan_blocks(evaluate(answers.model_copy(update={"language": language})), language)
        text = page_text(write_page(plain_page("", "", language, blocks), None))
        wrong += [f"{language}: {problem}" for problem in foreign(text, language)]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    "row", WORDS, ids=[f"{row['page']}-{row['language']}-{row['word']}" for row in WORDS]
)
def test_a_word_says_what_to_use_and_is_seen(row: dict[str, str]) -> None:
    assert row["use"].strip() and row["reason"].strip()
    sentence = f"Wat hier staat, {row['word']}."
    language: Language = "nl" if row["language"] == "nl" else "en"
    assert foreign(sentence, language) if row["page"] == "all" else inside(sentence)


def test_what_is_allowed_has_a_reason_and_stands_on_a_page_once() -> None:
    texts = [row["text"] for row in ALLOWED]
    assert len(texts) == len(set(texts)) and all(row["reason"].strip() for row in ALLOWED)


def test_a_foreign_word_a_path_and_a_file_on_a_page_are_seen() -> None:
    blocks = [
        Prose("De gain is 5 euro, volgens lines.licence.price in case.yaml."),
        Prose("Wet Markt en Overheid"),
    ]
    whole = Page("", "", "nl", (Deliverable("decision", "Besluit", blocks),))
    text = page_text(write_page(whole, None, only="decision"))
    assert [problem.split(":")[0] for problem in foreign(text, "nl")] == ["gain"]
    assert {problem.split(":")[0] for problem in inside(text)} == {"lines.licence.price", "case.yaml"}
    assert foreign(page_text("<p>Het saldo</p><script>het</script>"), "en") == ["Het: Het saldo"]
