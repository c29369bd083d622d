"""A sentence with a party or a number in it is right whatever they are: "inwoners dragen", "1 post".

A party may be one ("de gemeente") or many ("inwoners"), so no verb that follows number stands beside its name: the
sentence is turned round. A number before a noun in the plural may be one, so there is a sentence of its own for one
(``<key>_one``), or the number stands behind a colon. ``grammar_exceptions.csv`` says where neither is needed, and why.
"""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from mll_finance.terms import sentences

HERE = Path(__file__).resolve().parent
PARTY = r"\{(?:party|parties|payer|receiver|partner|gainer|loser|owner)\}"
VERBS = {
    "nl": "is|zijn|was|heeft|hebben|wordt|draagt|betaalt|ontvangt|krijgt|komt|kijkt|gaat|houdt|wint|verliest|legt|zoekt"
    "|laat|staat|kan|moet|mag|zegt|doet|geeft|neemt|beslist|brengt|levert|spaart",
    "en": r"is|are|was|has|have|\w+s",
}
TURNED = {"nl": "is|heeft|wordt|draagt|betaalt|ontvangt|krijgt|komt|gaat|wint|verliest", "en": "is|has|does"}
"""Verbs that come before their subject in a sentence that begins with something else."""
PLURAL = {"nl": r"\w{2,}(?:en|'s|[aeiou]s|ers|els)", "en": r"(?!is\b|has\b|was\b)\w{2,}[a-rt-z]s"}
COUNT = r"\{(count|needed|missing|critical|shown|signed|draws|rows|cells|tender|standstill|limit|open|more)\}"
NO_NOUN = {"nl": ("kunnen", "veranderen", "waarvan", "zijn", "worden", "gevonden"), "en": ("of", "is")}


def exceptions() -> dict[str, str]:
    with (HERE / "grammar_exceptions.csv").open(encoding="utf-8", newline="") as handle:
        return {row["key"]: row["reason"] for row in csv.DictReader(handle)}


def party_with_a_verb(text: str, language: str) -> str:
    """The place where a party is the subject of a verb that follows number; empty where there is none."""
    beside = re.compile(rf"(?<!['‘]){PARTY} (?:{VERBS[language]})\b|\b(?:{TURNED[language]}) {PARTY}")
    match = beside.search(text)
    return match.group() if match else ""


def count_of_many(text: str, language: str) -> str:
    """The place where a number stands before a noun in the plural; empty where there is none."""
    for match in re.finditer(rf"{COUNT} (?:\w+ )?({PLURAL[language]})\b", text):
        if match[2] not in NO_NOUN[language]:
            return match.group()
    return ""


def findings(language: str) -> dict[str, str]:
    found = {}
    for key, text in sentences().items():
        place = party_with_a_verb(text[language], language)
        if not place and f"{key}_one" not in sentences() and not key.endswith("_one"):
            place = count_of_many(text[language], language)
        if place:
            found[key] = place
    return found


@pytest.mark.parametrize("language", ["nl", "en"])
def test_no_sentence_hangs_on_the_number_of_a_party_or_a_count(language: str) -> None:
    left = {key: place for key, place in findings(language).items() if key not in exceptions()}
    assert left == {}


def test_an_exception_is_needed_and_has_a_reason() -> None:
    needed = {*findings("nl"), *findings("en")}
    assert all(reason.strip() for reason in exceptions().values())
    assert set(exceptions()) <= needed, sorted(set(exceptions()) - needed)


@pytest.mark.parametrize(
    ("language", "text", "is_wrong"),
    [
        ("nl", "{party} draagt {alternative} het meest: {amount}", True),
        ("nl", "In {alternative} ontvangt {party} {amount}", True),
        ("nl", "Het meeste komt voor rekening van {party}: {amount}", False),
        ("nl", "'{receiver}' betaalt zichzelf", False),
        ("en", "{party} bears most of {alternative}", True),
        ("en", "Most of {alternative} is borne by {party}", False),
    ],
)
def test_a_verb_beside_a_party_is_seen(language: str, text: str, is_wrong: bool) -> None:
    assert bool(party_with_a_verb(text, language)) is is_wrong


@pytest.mark.parametrize(
    ("language", "text", "is_wrong"),
    [
        ("nl", "{count} posten hebben nog geen bedrag", True),
        ("nl", "Voor de andere {count} aannamen is er geen omslagpunt.", True),
        ("nl", "Aannamen zonder omslagpunt: {count}.", False),
        ("nl", "over {count} jaar", False),
        ("en", "{count} more numbers", True),
        ("en", "Numbers left out: {count}.", False),
    ],
)
def test_a_number_before_a_plural_is_seen(language: str, text: str, is_wrong: bool) -> None:
    assert bool(count_of_many(text, language)) is is_wrong
