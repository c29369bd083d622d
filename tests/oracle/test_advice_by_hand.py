"""The advice against cases that were worked out by hand from docs/advice.md, before there was code for it.

``advice_cases.yaml`` holds the cases with the derivation of every figure; what a case does not name is not compared.
"""

from __future__ import annotations

from typing import Any

import pytest
from advice_cases import compact_cases, study_of

from mll_finance.judgement.advice import advice
from mll_finance.judgement.chances import REASON, results
from mll_finance.judgement.decision import decision
from mll_finance.report.context import Context
from mll_finance.report.pieces.answer.advice import advice_lines, headline
from mll_finance.report.pieces.answer.next_step import next_step

CASES = compact_cases()
CENT = 0.005
"""Figures without a tolerance of their own are exact, up to half a cent."""
UNORDERED = ("reasons", "vetoes", "blocking")


def _advice_of(compact_id: str) -> dict[str, Any]:
    given: dict[str, Any] = advice(study_of(compact_id)).as_json()
    return given


def _same(expected: Any, actual: Any) -> bool:
    """Whether a figure, a word or an absence is the expected one; a figure may carry how far it may be off."""
    if expected is None or isinstance(expected, str):
        return bool(actual == expected)
    if not isinstance(actual, (int, float)):
        return False
    figure, within = (expected["is"], expected["within"]) if isinstance(expected, dict) else (expected, CENT)
    return bool(abs(actual - figure) <= within)


def _absent(expected: dict[str, Any], entries: list[dict[str, Any]]) -> bool:
    """Whether no entry is the expected one."""
    return not any(
        all(_same(figure, entry.get(key)) for key, figure in expected.items()) for entry in entries
    )


def _differences(expected: dict[str, Any], actual: dict[str, Any]) -> list[str]:
    """What the advice on an alternative says otherwise than the case expects."""
    differences = []
    for key, wanted in expected.items():
        given = actual.get(key, "absent")
        if key == "blocking" and given != "absent":
            given = [gate["check"] for gate in given]
        if key in UNORDERED:
            differs = given == "absent" or sorted(given) != sorted(wanted)
        elif key == "pm":
            differs = given == "absent" or any(_absent(entry, given) for entry in wanted)
        elif key == "break_even_joint":
            differs = given == "absent" or any(
                not _same(amount, given.get(against, "absent")) for against, amount in wanted.items()
            )
        else:
            differs = not _same(wanted, given)
        if differs:
            differences.append(f"{key}: {given!r}; expected {wanted!r}")
    return differences


@pytest.mark.parametrize("compact_id", CASES)
def test_advice_is_that_by_hand(compact_id: str) -> None:
    expected = dict(CASES[compact_id]["expect"])
    given = _advice_of(compact_id)
    alternatives = expected.pop("alternatives")
    differences = [f"all: {difference}" for difference in _differences(expected, given)]
    for name, wanted in alternatives.items():
        differences += [
            f"{name}: {difference}" for difference in _differences(wanted, given["alternatives"][name])
        ]
    assert not differences, "\n".join(differences)


WITH_CHANCES = [compact_id for compact_id, compact in CASES.items() if "chances" in compact]


@pytest.mark.parametrize("compact_id", WITH_CHANCES)
def test_what_has_no_number_takes_a_chance_away_only_where_it_counts(compact_id: str) -> None:
    """The results, the ranking and the advice tell the same chance of each perspective."""
    study = study_of(compact_id)
    rows = {(row["perspective"], row["alternative"], row["criterion"]): row for row in results(study)}
    of_society, of_municipality = decision(study).society, decision(study).municipality
    for perspective, ranking in (("society", of_society), ("municipality", of_municipality)):
        expected = CASES[compact_id]["chances"][perspective]
        assert {ranked.alternative: ranked.negative.share for ranked in ranking} == expected
        for name, wanted in expected.items():
            row = rows[perspective, name, "probability_npv_negative"]
            assert row["mean"] == wanted
            assert (wanted is None) == (row["reason"] == REASON)


def test_the_chance_to_society_is_that_of_the_advice() -> None:
    for compact_id in CASES:
        study = study_of(compact_id)
        for ranked in decision(study).society:
            assert ranked.negative == advice(study).of(ranked.alternative).negative


@pytest.mark.parametrize("compact_id", CASES)
def test_at_most_one_go_and_it_is_what_happens_now(compact_id: str) -> None:
    given = _advice_of(compact_id)
    going = [name for name, part in given["alternatives"].items() if part["advice"] == "go"]
    assert going in ([], [given["do_now"]])


@pytest.mark.parametrize("rule", [1, 2, 3, 4, 5, 7, 8, 9, 10, 11])
def test_every_rule_has_cases_on_both_sides(rule: int) -> None:
    assert sum(rule in compact["rules"] for compact in CASES.values()) >= 3


@pytest.mark.parametrize("compact_id", CASES)
def test_every_advice_can_be_told(compact_id: str) -> None:
    """Also where there is nothing to compare with: a duty that only one alternative can meet."""
    study = study_of(compact_id)
    for language in ("nl", "en"):
        context = Context(study, language)  # type: ignore[arg-type]
        title, text = headline(context, advice(study))
        assert title and text and "{" not in text and "nan" not in text
        assert next_step(context).text and len(advice_lines(context, advice(study))) == len(
            study.case.projects
        )
