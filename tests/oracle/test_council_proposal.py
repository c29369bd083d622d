"""The draft council proposal proposes what the advice says: every case of the advice that was worked out by hand.

What belongs to each advice was written from docs/advice.md, before the code: only a go asks the council for money; a
pilot asks it for the pilot; nothing is proposed against the advice.
"""

from __future__ import annotations

import re
from functools import cache

import pytest
import yaml
from advice_cases import case_text, compact_cases
from advice_cases import study_of as study_by_hand

from mll_finance.engine.study import Study, appraise
from mll_finance.inputs.case.case import case_from_text
from mll_finance.report.blocks import Prose, Table
from mll_finance.report.context import Context
from mll_finance.report.page import section
from mll_finance.report.pieces.answer.next_step import next_step
from mll_finance.resources import resource

CASES = compact_cases()
FIRST = {
    "go": "To choose '{x}', under the preconditions",
    "pilot_first": "To agree to a pilot with '{x}'.",
    "not_yet": "Not to begin with '{x}' yet.",
    "uncertain": "Not to decide on '{x}' yet",
    "no_go": "Not to begin with '{x}'.",
    "choose_other": "Not to choose '{x}'.",
    "stop": "To stop '{x}': refused was",
}
MONEY = (
    "To amend the budget as",
    "To adopt the cover",
    "To make an investment credit",
    "To start procurement",
)
CONDITIONAL = ("Only if the council chooses it against this advice", "Only after the pilot")


@cache
def study_of(compact_id: str, named: str | None = None) -> Study:
    if named is None:
        return study_by_hand(compact_id)
    full = yaml.safe_load(case_text(CASES[compact_id]))
    full["proposal"] = {"alternative": named}
    return appraise(case_from_text(yaml.safe_dump(full, sort_keys=False, allow_unicode=True)))


def points(study: Study) -> list[str]:
    (table,) = (
        block
        for block in section("council_proposal", study, "en")
        if isinstance(block, Table) and block.anchor == "table-decisions"
    )
    return [str(row.cells[0].value) for row in table.rows]


def expected_advice(compact_id: str) -> dict[str, str]:
    """The advice by hand on each alternative that the case says something of."""
    alternatives = CASES[compact_id]["expect"]["alternatives"]
    return {name: part["advice"] for name, part in alternatives.items() if "advice" in part}


def about(compact_id: str) -> str | None:
    """What the proposal has to be about, where that follows from the case by hand: the choice, else what was asked."""
    choice = CASES[compact_id]["expect"].get("choice", "unknown")
    if choice == "unknown":
        return None
    if choice in (None, "baseline"):
        names = list(CASES[compact_id]["alternatives"])
        return names[0] if len(names) == 1 else CASES[compact_id].get("about")
    return str(choice)


PROPOSED = [
    (compact_id, name, expected_advice(compact_id)[name])
    for compact_id in CASES
    if (name := about(compact_id)) is not None and name in expected_advice(compact_id)
]


def test_every_advice_that_a_proposal_can_be_about_is_tried() -> None:
    assert {kind for _, _, kind in PROPOSED} >= {"go", "pilot_first", "not_yet", "uncertain", "no_go", "stop"}
    assert len(PROPOSED) >= 40


@pytest.mark.parametrize(("compact_id", "name", "kind"), PROPOSED)
def test_the_draft_proposes_what_the_advice_says(compact_id: str, name: str, kind: str) -> None:
    proposed = points(study_of(compact_id))
    wanted = FIRST[kind].format(x=name)
    tie = f"To decide on '{name}' on other grounds than these figures"
    reasons = CASES[compact_id]["expect"]["alternatives"][name].get("reasons")
    if kind == "uncertain" and reasons is None:  # the case by hand leaves open which of the two it is
        assert proposed[0].startswith((wanted, tie))
    else:
        assert proposed[0].startswith(tie if "tie_no_spread" in (reasons or ()) else wanted)
    asked_now = [point for point in proposed if not point.startswith(CONDITIONAL)]
    assert any(point.startswith(MONEY) for point in asked_now) == (kind == "go")
    conditional = [point for point in proposed if point.startswith(CONDITIONAL)]
    assert len(conditional) == (kind not in ("go", "stop"))


DECIDED_BY_COUNCIL = ("go", "pilot_first", "no_go", "choose_other", "stop")


@pytest.mark.parametrize(
    ("compact_id", "name", "kind"), [each for each in PROPOSED if each[2] in DECIDED_BY_COUNCIL]
)
def test_one_decision_is_said_once_and_is_of_the_council(compact_id: str, name: str, kind: str) -> None:
    study = study_of(compact_id)
    following = next_step(Context(study, "en")).text
    assert "council" in following and "executive (college)" not in following
    assert not any("through the executive" in point or point in following for point in points(study))


def test_the_year_of_the_evaluation_is_one() -> None:
    """The proposal's own year; without it that of the last moment of the evaluation; without any the start."""
    named = yaml.safe_load(resource("parameters", "vroegsignalering_eindhoven.yaml").read_text("utf-8"))
    named["case"] |= {"draws": 256, "about": "rule"}
    named["lines"]["gain"] = yaml.safe_load(  # with which the rule waits for nothing but its checks
        "{kind: cash_flow, alternative: rule, payer: welfare, receiver: residents, years: 2028, amounts: "
        "{value: 900000, unit: EUR, price_year: 2026, source: x, quality: B}}"
    )
    unnamed = {**named, "proposal": {}}
    moments = named["evaluation"]["moments"]
    earlier = {**unnamed, "evaluation": {**named["evaluation"], "moments": moments[:-1]}}
    none = {**unnamed, "evaluation": {**named["evaluation"], "moments": []}}
    assert (
        moments[-1]["year"] == named["proposal"]["evaluation"]["year"] == 2031 and moments[-2]["year"] == 2028
    )
    for case, year in ((named, "2031"), (unnamed, "2031"), (earlier, "2028"), (none, None)):
        study = appraise(case_from_text(yaml.safe_dump(case, sort_keys=False, allow_unicode=True)))
        (decides,) = (block for block in section("decision_next", study, "nl") if isinstance(block, Table))
        assert str(decides.rows[-1].cells[-1].value) == (f"in {year}" if year else "na de start in 2028")
        proposal = section("council_proposal", study, "nl")
        asked = " ".join(
            str(row.cells[0].value)
            for block in proposal
            if isinstance(block, Table) and block.anchor == "table-decisions"
            for row in block.rows
        )
        assert re.findall(r"In (\d{4}) evalueren", asked) == ([year] if year else [])
        assert ("Een evaluatiemoment vastleggen" in asked) == (year is None)
        # It is asked once: no paragraph says it again.
        beside = [block.text for block in proposal if isinstance(block, Prose)]
        assert not any("valueren" in text or "Evaluatie in" in text for text in beside)


@pytest.mark.parametrize("kind", ["choose_other", "stop"])
def test_what_the_case_names_against_the_advice_gives_way_to_the_choice(kind: str) -> None:
    tried = 0
    for compact_id, compact in CASES.items():
        choice = compact["expect"].get("choice")
        for name, advised in expected_advice(compact_id).items():
            if advised != kind or choice in (None, "baseline") or tried == 3:
                continue
            first, second, *_ = points(study_of(compact_id, name))
            assert first.startswith(f"Not to choose '{name}', which the case names for this proposal")
            assert second.startswith(FIRST[expected_advice(compact_id)[choice]].format(x=choice))
            tried += 1
    assert tried >= 2


@pytest.mark.parametrize("kind", ["no_go", "not_yet", "uncertain"])
def test_naming_an_alternative_does_not_make_it_a_go(kind: str) -> None:
    tried = 0
    for compact_id in CASES:
        for name, advised in expected_advice(compact_id).items():
            reasons = CASES[compact_id]["expect"]["alternatives"][name].get("reasons", ["tie_no_spread"])
            if advised != kind or "tie_no_spread" in reasons or tried == 3:
                continue
            assert points(study_of(compact_id, name))[0].startswith(FIRST[kind].format(x=name))
            tried += 1
    assert tried == 3


def amounts(year: int, amount: int) -> str:
    return rf"{year}: [−-]€ ?{amount}|{year}: €[−-]{amount}"


def tail_case(**staff: object) -> Study:
    wages = {"value": 1000, "unit": "EUR", "source": "s", "quality": "B"}
    line = {"kind": "cash_flow", "alternative": "project", "payer": "municipality", "receiver": "resources"}
    case = {
        "case": {"id": "tail", "base_year": 2026, "horizon": 6, "draws": 16},
        "alternatives": {"baseline": None, "project": {"title": "Project"}},
        "lines": {
            "staff": {**line, "basis": "nominal", "duration": "structural", "amounts": wages, **staff},
            "study": {
                **line,
                "basis": "nominal",
                "duration": "incidental",
                "years": 2030,
                "amounts": {**wages, "value": 300},
            },
        },
    }
    return appraise(case_from_text(yaml.safe_dump(case)))


def tail_of(study: Study) -> str:
    texts = [block.text for block in section("budget_summary", study, "en") if isinstance(block, Prose)]
    (text,) = [text for text in texts if "After 2029" in text or "Incidental after" in text]
    return text


def test_the_tail_after_the_budget_says_how_much_and_until_when() -> None:
    # Budget years 2026 to 2029; the case ends in 2032.
    text = tail_of(tail_case())
    for year in (2030, 2031, 2032):
        assert re.search(rf"{year}: [^;.]*1,000", text)
    assert "After 2032, the last year of the case, structural lines go on too." in text
    assert re.search(r"Incidental after 2029: 2030: [^;.]*300", text) and "2029:" not in text.replace(
        "2029: 2030", ""
    )


def test_a_tail_that_ends_within_the_case_says_so() -> None:
    text = tail_of(tail_case(years={"from": 2026, "until": 2030}))
    assert re.search(r"2030: [^;.]*1,000", text) and "2031" not in text
    assert "After 2030 that ends." in text


def test_a_budget_without_a_tail_says_so() -> None:
    text = tail_of(tail_case(years={"from": 2026, "until": 2029}))
    assert "Structural" not in text and re.search(r"2030: [^;.]*300", text)
