"""The quick scan against a calculation by hand and an independent draw: balance a year, break-even, how it ends."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy import stats

from mll_finance.inputs.method.preconditions import Precondition
from mll_finance.inputs.scan.answers import Answers, answers_from
from mll_finance.inputs.scan.questions import projects, questions
from mll_finance.judgement.advice import advice
from mll_finance.judgement.checks import case_standings
from mll_finance.judgement.scan import evaluate

RATE = 0.028
"""Of the schedule nl_2025 in its first 35 years."""
GOOD: dict[str, Any] = {
    "name": "by_hand",
    "horizon": 4,
    "issue": "Late help",
    "owner": "team manager",
    "rival": "staff",
    "technique": "scoring_model",
    "sourcing": "buy",
    "individuals": "yes",
    "legal_basis": "yes",
    "prohibited": "no",
    "follow_up": 1000,
    "helped_extra": 100,
    "value": 3000,
    "one_off": 200_000,
    "yearly": 150_000,
    "savings": 20_000,
    "structural_budget": "yes",
}


def answers(**other: Any) -> Answers:
    return answers_from({**GOOD, **other})


def annuity(years: int) -> float:
    """Present value of a euro a year, by a loop."""
    return sum((1 + RATE) ** -year for year in range(1, years + 1))


def test_certain_answers_give_the_balance_by_hand() -> None:
    found = evaluate(answers())
    spread = 200_000 / annuity(4)
    by_hand = 100 * 3000 - 150_000 + 20_000 - spread
    assert found.society.likely == pytest.approx(by_hand)
    assert found.society.low == found.society.high == found.society.likely
    # The municipality sees no value of help to residents, only its cost and its savings.
    assert found.municipality.likely == pytest.approx(-150_000 + 20_000 - spread)
    assert not found.society.pm


def test_break_even_by_hand() -> None:
    found = evaluate(answers(value=[1000, 3000, 6000]))
    needed = 150_000 - 20_000 + 200_000 / annuity(4)
    assert found.break_even == pytest.approx([needed / value for value in (1000, 3000, 6000)])


def test_at_the_break_even_number_the_balance_is_zero() -> None:
    first = evaluate(answers())
    assert first.break_even is not None and first.break_even[1] is not None
    assert evaluate(answers(helped_extra=first.break_even[1])).society.likely == pytest.approx(0, abs=1e-6)


def test_ranges_agree_with_an_independent_draw() -> None:
    helped, value, yearly = (40, 90, 200), (500, 2500, 6000), (100_000, 150_000, 260_000)
    found = evaluate(answers(helped_extra=helped, value=value, yearly=yearly))
    rng = np.random.default_rng(5)

    def pert(low: float, mode: float, high: float) -> np.ndarray:
        a = 1 + 4 * (mode - low) / (high - low)
        drawn: np.ndarray = stats.beta.rvs(a, 6 - a, size=400_000, random_state=rng)
        return low + (high - low) * drawn

    drawn = pert(*helped) * pert(*value) - pert(*yearly) + 20_000 - 200_000 / annuity(4)
    low, high = np.percentile(drawn, [5, 95])
    assert found.society.low == pytest.approx(low, abs=0.02 * (high - low))
    assert found.society.high == pytest.approx(high, abs=0.02 * (high - low))
    assert found.society.likely == pytest.approx(90 * 2500 - 150_000 + 20_000 - 200_000 / annuity(4))


def test_no_more_are_helped_than_can_be_followed_up() -> None:
    found = evaluate(answers(follow_up=60))
    assert found.capped and not evaluate(answers()).capped
    assert found.society.likely == pytest.approx(evaluate(answers(helped_extra=60)).society.likely)


# How it ends: three kinds of answers, and each reason by itself.


def test_it_goes_on() -> None:
    found = evaluate(answers())
    assert (found.outcome, found.stops, found.lacking) == ("go_on", (), ())


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"legal_basis": "no"}, "no_legal_basis"),
        ({"prohibited": "yes"}, "prohibited"),
        ({"owner": "none"}, "no_owner"),
        ({"follow_up": 0}, "no_capacity"),
        ({"value": 10}, "never_pays"),
    ],
)
def test_it_stops(change: dict[str, Any], reason: str) -> None:
    found = evaluate(answers(**change))
    assert found.outcome == "stop" and reason in found.stops


def test_a_veto_stops_it_whatever_the_balance() -> None:
    found = evaluate(answers(legal_basis="no", value=1_000_000))
    assert found.society.low > 0 and found.outcome == "stop"


@pytest.mark.parametrize(
    "question",
    [name for name in projects()["people_helped"].questions if questions("people_helped")[name].needed],
)
def test_without_this_knowledge_there_is_no_case_yet(question: str) -> None:
    found = evaluate(answers(**{question: "unknown"}))
    assert found.outcome == "not_yet" and found.lacking == (question,)


def test_what_is_unknown_is_pm_and_not_zero() -> None:
    found = evaluate(answers(value="onbekend"))
    assert found.society.pm and found.break_even is None
    assert found.study.value("society", "project", "npv")["pm"] == ["value_of_help"]


def test_unknown_savings_leave_no_verdict_that_it_never_pays() -> None:
    assert evaluate(answers(value=10, savings="unknown")).outcome == "go_on"


@pytest.mark.parametrize("question", ["savings", "rival", "structural_budget", "sourcing"])
def test_what_is_not_needed_for_a_first_case_stays_open(question: str) -> None:
    found = evaluate(answers(**{question: "unknown"}))
    assert found.outcome == "go_on" and found.open == (question,)


# The case that is written says the same as the scan.

ENDINGS: list[tuple[dict[str, Any], str]] = [
    ({"legal_basis": "no"}, "stop"),
    ({"legal_basis": "no", "value": 1_000_000, "sourcing": "unknown"}, "stop"),
    ({"prohibited": "yes"}, "stop"),
    ({"prohibited": "yes", "value": 1_000_000, "technique": "unknown", "sourcing": "unknown"}, "stop"),
    ({"owner": "none"}, "stop"),
    ({"owner": "none", "value": 1_000_000}, "stop"),
    ({"follow_up": 0}, "stop"),
    ({"follow_up": 0, "sourcing": "unknown", "technique": "unknown"}, "stop"),
    ({"value": 10}, "no_go"),
    ({}, "not_yet"),
    ({"structural_budget": "no"}, "not_yet"),
    ({"legal_basis": "unknown"}, "not_yet"),
    ({"technique": "unknown", "sourcing": "unknown", "individuals": "unknown"}, "not_yet"),
    ({"value": "unknown", "savings": 0}, "not_yet"),
    ({"helped_extra": "unknown", "savings": "unknown"}, "not_yet"),
]


@pytest.mark.parametrize(("change", "expected"), ENDINGS)
def test_the_case_advises_as_the_scan_ends(change: dict[str, Any], expected: str) -> None:
    found = evaluate(answers(**{"value": 5000, **change}))
    told = advice(found.study).of("project")
    assert told.assessed and told.kind == expected
    assert (found.outcome == "stop") == (expected in ("stop", "no_go"))


@pytest.mark.parametrize("change", [change for change, _ in ENDINGS])
def test_the_section_brings_no_cost_and_no_delay_of_its_own(change: dict[str, Any]) -> None:
    case = evaluate(answers(**change)).study.case
    assert not [line for line in case.lines.values() if line.made_by == "preconditions"]
    assert not case.graph.later
    assert all(one.planned for one in case_standings(case))


def test_the_rival_without_numbers_is_no_no_go() -> None:
    found = advice(evaluate(answers()).study).of("rival")
    assert found.kind == "not_yet" and "pm_cost" in found.reasons


def test_each_answer_has_its_check() -> None:
    found = evaluate(answers(owner="Team manager", follow_up=[60, 200, 300])).study.case.parts(Precondition)
    states = {name: one.status for name, one in found.items()}
    assert states["problem_owner"] == "open" and "Team manager" in found["problem_owner"].evidence.nl
    assert states["legal_basis"] == "met" and found["legal_basis"].signed_by is None
    assert found["legal_basis"].by_alternative["rival"].status == "unknown"
    assert states["ai_act_class"] == states["structural_budget"] == "open"
    # As few as 60 can be followed up, and 100 are to be helped.
    assert states["follow_up_capacity"] == "open" and "60 tot 300" in found["follow_up_capacity"].evidence.nl
    enough = evaluate(answers()).study.case.parts(Precondition)["follow_up_capacity"]
    assert enough.status == "met"
    assert states["dpia"] == states["bias_test"] == states["iama"] == "unknown"
