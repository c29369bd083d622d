"""The quick scan of a project that saves hours, against a sheet filled in by hand, and against the case it writes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from mll_finance.engine.study import Study
from mll_finance.inputs.case.loading import load_case
from mll_finance.inputs.scan.answers import answers_from
from mll_finance.inputs.scan.case_writing import case_text
from mll_finance.inputs.scan.questions import projects
from mll_finance.inputs.scan.scan_case import raw_case
from mll_finance.inputs.second_look.points import points
from mll_finance.judgement.scan import evaluate

# The sheet. Forty advisers, 8,000 conversations a year; prices of 2026; year 0 is 2027, use from 2028 to 2032.
#   used              8,000 x 0.75                                =   6,000 conversations
#   freed, gross      6,000 x 25 / 60 x 0.60                      =   1,500 hours
#   off a budget      1,500 x 0.10                                =     150 hours;  x 65 =    9,750
#   capacity          1,500 - 150                                 =   1,350 hours;  x 65 =   87,750
#   checking          6,000 x 5 / 60                              =     500 hours;  x 65 =   32,500
#   licence           40,000 ex btw;                                  incl. 21%          =   48,400
#   management        0.2 fte x 88,000 (scale 10, HOT 2026)                              =   17,600
#   a year, society   87,750 + 9,750 - 32,500 - 48,400 - 17,600                          =   -1,000
#   a year, budget    9,750 - 40,000 - 17,600                                            =  -47,850
#   set-up (2027)     60,000 ex btw;                                  incl. 21%          =   72,600
#   training (2028)   40 x 6 hours x 65                                                  =   15,600
# Hours, checking, management and training are wages, and wages rise beside prices: from 129.48 (2026) to 138.7 (2028),
# then 143.55, 148.57 and on with that growth; prices from 137.59 to 143.15, 146.01, 148.93 and on. A euro of wages of
# 2026 is 1.02960179 in 2028, then 1.04473171, 1.06006651, 1.07562640 and 1.09141468, all in prices of 2026.
# Discounted at 2.8% to 1 January 2027: 2028 counts for 0.97276265, the five years of use together for 4.60597735, and
# for 4.87973450 with wages, which is 1.05943519 a year. Training: 15,600 x 0.97276265 x 1.02960179 = 15,624.31.
#   society  -72,600 - 15,624.31 - 48,400 x 4.60597735 + 47,400 x 4.87973450 =  -79,854.20;
#            / 4.60597735 = -17,337.08 a year
#   budget   -60,000 - 15,624.31 - 40,000 x 4.60597735 -  7,850 x 4.87973450 = -298,169.32;
#            / 4.60597735 = -64,735.30 a year
# A minute more is worth 6,000 / 60 x 0.60 x 65 = 3,900 a year of 2026. To be earned back: 72,600 + 15,624.31
# + 48,400 x 4.60597735 + 50,100 x 4.87973450, over 4.87973450: 113,864.45; / 3,900 = 29.1960 minutes.
SHEET: dict[str, Any] = {
    "name": "sheet",
    "project": "speech_to_report",
    "owner": "teammanager",
    "legal_basis": "ja",
    "cases": 8000,
    "reach": "75%",
    "minutes": 25,
    "review": 5,
    "realised": "60%",
    "to_budget": "10%",
    "licence": 40_000,
    "set_up": 60_000,
    "management": 0.2,
    "users": 40,
}
ANSWERED: dict[str, dict[str, Any]] = {
    "people_helped": {
        "issue": "Hulp komt te laat",
        "technique": "scoring_model",
        "individuals": "ja",
        "prohibited": "nee",
        "follow_up": [60, 100, 150],
        "helped_extra": [35, 70, 135],
        "value": [2000, 4000, 6000],
        "one_off": [100_000, 150_000, 250_000],
        "yearly": [80_000, 100_000, 150_000],
        "savings": [0, 5000, 9000],
    },
    "chatbot": {
        "cases": [290_000, 310_000, 330_000],
        "reach": ["5%", "20%", "40%"],
        "minutes": [3, 4, 6],
        "review": [0.1, 0.25, 0.5],
    },
    "speech_to_report": {"minutes": [15, 25, 40], "to_budget": [0, 0.1, 0.2]},
    "anonymising": {"cases": [9000, 15_000, 25_000], "review": [2, 4, 7]},
    "other_hours": {"individuals": "nee", "technique": "rules"},
}
"""Answers of each kind of project that differ from the sheet."""


def answered(project: str, **other: Any) -> dict[str, Any]:
    """Answers of a kind of project: those of the sheet that it asks, and its own."""
    kind = projects()[project]
    asked = {"name", *kind.questions, *kind.later}
    sheet = {name: given for name, given in SHEET.items() if name in asked}
    return {**sheet, "name": project, "project": project, **ANSWERED[project], **other}


def test_every_kind_of_project_is_tried() -> None:
    assert set(ANSWERED) == set(projects())


def test_the_scan_gives_what_the_sheet_gives() -> None:
    scan = evaluate(answers_from(SHEET))
    assert scan.society.likely == pytest.approx(-17_337.08, abs=0.005)
    assert scan.municipality.likely == pytest.approx(-64_735.30, abs=0.005)
    assert scan.break_even == pytest.approx([29.1960] * 3, abs=5e-5)
    by_line = {share.line: share for share in scan.by_line}
    assert by_line["freed_hours"].society == pytest.approx(87_750 * 1.05943519)
    assert by_line["freed_hours"].municipality == 0
    assert by_line["lower_budget"].municipality == pytest.approx(9_750 * 1.05943519)
    assert by_line["checking"].society == pytest.approx(-32_500 * 1.05943519)
    assert by_line["checking"].municipality == 0
    assert by_line["licence"].society == pytest.approx(-48_400)
    assert by_line["licence"].municipality == pytest.approx(-40_000)
    assert by_line["training"].society == pytest.approx(-15_624.31 / 4.60597735)


def test_at_the_decisive_number_of_the_sheet_it_breaks_even() -> None:
    assert evaluate(answers_from({**SHEET, "minutes": 29.196014094178953})).society.likely == pytest.approx(
        0, abs=1e-4
    )


def test_freed_hours_are_no_money_unless_a_budget_goes_down() -> None:
    for given in ({"to_budget": 0}, {"to_budget": "onbekend"}):
        scan = evaluate(answers_from({**SHEET, **given}))
        assert "lower_budget" not in scan.study.case.lines
        # All 1,500 hours are capacity: society has the same, the budget 9,750 of 2026 less.
        assert scan.society.likely == pytest.approx(-17_337.08, abs=0.005)
        assert scan.municipality.likely == pytest.approx(-64_735.30 - 9_750 * 1.05943519, abs=0.005)
        assert not scan.society.pm and not scan.municipality.pm


@pytest.mark.parametrize(
    ("change", "overdrawn"),
    # 500 hours of checking against 1,350, 450 (1,500 x 0.3) and 600 hours that stay; and 1,600 hours of checking.
    [({}, False), ({"to_budget": "70%"}, True), ({"to_budget": "60%"}, False), ({"review": 16}, True)],
)
def test_what_leaves_the_budget_cannot_check_as_well(change: dict[str, Any], overdrawn: bool) -> None:
    assert evaluate(answers_from({**SHEET, **change})).overdrawn is overdrawn


def test_a_share_that_would_have_to_be_more_than_all_is_no_number() -> None:
    scan = evaluate(answers_from(answered("chatbot", cases=1000)))
    assert scan.break_even == (None, None, None)


# What the scan says is what the case says that it writes.


@pytest.mark.parametrize("project", projects())
@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_case_loads_gives_the_same_and_deserves_no_second_look(
    project: str, language: str, tmp_path: Path
) -> None:
    answers = answers_from(answered(project, language=language))
    scan = evaluate(answers)
    assert scan.outcome != "not_yet" and not scan.lacking
    path = tmp_path / "case.yaml"
    path.write_text(case_text(answers, outcome="x"), encoding="utf-8")
    case = load_case(path)
    assert points(case) == []
    rate, study = 0.028, Study(case)
    annuity = sum((1 + rate) ** -year for year in range(1, answers.horizon + 1))
    for perspective, balance in (("society", scan.society), ("municipality", scan.municipality)):
        npv = study.value(perspective, "project", "npv")
        assert npv["central"] / annuity == pytest.approx(balance.likely, abs=0.01)
        lines = [getattr(share, perspective) for share in scan.by_line]
        assert sum(lines) == pytest.approx(balance.likely, abs=0.01)


@pytest.mark.parametrize("project", projects())
def test_at_each_break_even_number_the_case_breaks_even(project: str) -> None:
    kind, given = projects()[project], answered(project)
    answers = answers_from(given)
    asked, needed, beside = answers.questions, evaluate(answers).break_even, answers.range_of(kind.beside)
    assert needed is not None and beside is not None
    likely = {
        name: bounds[1]
        for name in given
        if name in asked and asked[name].is_number and (bounds := answers.range_of(name)) is not None
    }
    for decisive, worth in zip(needed, beside, strict=True):
        assert decisive is not None
        changed = {**given, **likely, kind.beside: worth, kind.decisive: decisive}
        if "follow_up" in changed:
            changed["follow_up"] = 1000
        assert evaluate(answers_from(changed)).society.likely == pytest.approx(0, abs=0.01)


# It reads as a person would write it.


@pytest.mark.parametrize("project", projects())
def test_the_case_reads_well(project: str) -> None:
    answers = answers_from(answered(project))
    text = case_text(answers, outcome="Door")
    raw = raw_case(answers)
    read = yaml.load(text, Loader=yaml.CSafeLoader)
    assert read == raw
    assert not [event for event in yaml.parse(text) if getattr(event, "anchor", None)]
    assert max(len(line) for line in text.splitlines()) <= 120
    rows = text.splitlines()
    for name in [name for name in raw["lines"] if name != "rival_value"]:
        place = rows.index(f"  {name}:")
        assert rows[place - 1].startswith("  # "), name
    of_project = [line for line in raw["lines"].values() if line["alternative"] == "project"]
    assert len(of_project) <= 7
    numbers = list(estimates(raw))
    assert len(numbers) >= 4
    assert all(number["source"] and number["quality"] in "ABCD" for number in numbers)


@pytest.mark.parametrize(
    "owner",
    [
        "a: b # c",
        "*x &y {nl: en}",
        "- 3",
        "lang " * 40 + "x",
        "w" * 300,
        "twee  spaties " * 20,
        "regel\nregel " * 20,
    ],
)
def test_whatever_was_typed_is_read_back(owner: str) -> None:
    answers = answers_from({**SHEET, "owner": owner, "issue": owner})
    assert yaml.load(case_text(answers, outcome="x"), Loader=yaml.CSafeLoader) == raw_case(answers)


def estimates(part: Any) -> list[dict[str, Any]]:
    """Every number that stands in a raw case itself."""
    if not isinstance(part, dict):
        return []
    own = [part] if "value" in part and "unit" in part else []
    return own + [number for child in part.values() for number in estimates(child)]


def test_what_only_the_user_knows_is_left_to_fill_in() -> None:
    raw = raw_case(answers_from({**SHEET, "owner": "onbekend"}))
    release = raw["lines"]["lower_budget"]["release"]
    assert release["taakveld"] == release["action"] == release["owner"] == "NOG IN TE VULLEN"
    assert raw["case"]["owner"] == "NOG IN TE VULLEN"
    assert raw["lines"]["licence"]["price"]["accepted_by"] == "nog niemand"
