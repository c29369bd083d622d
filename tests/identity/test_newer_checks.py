"""A check that is added to the table changes no case that answers to an older checklist."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from mll_finance.errors import InputError
from mll_finance.inputs.case.adoption.lock import make_lock
from mll_finance.inputs.case.as_adopted import lock_path
from mll_finance.inputs.case.case import Case, case_from_text, read_case
from mll_finance.inputs.case.loading import load_case
from mll_finance.inputs.method.preconditions import Precondition
from mll_finance.inputs.reference_data.checklist import checklist
from mll_finance.inputs.second_look.points import points
from mll_finance.inputs.tables.in_force import _table
from mll_finance.judgement.checks import case_standings
from mll_finance.resources import resource

EXAMPLES = [
    path
    for path in sorted(resource("parameters").glob("*.yaml"))
    if "\npreconditions:" in path.read_text(encoding="utf-8")
]
NEW, ADDED = "open_source_code", "2031-05-01"
ROWS = f"""\
{NEW}_cost,9000,,,EUR,2026,Nederland,D,own_estimate,,2026-11-24,own proposal,{NEW},cost,estimate
{NEW}_delay,1,,,yr,,Nederland,D,own_estimate,,2026-11-24,own proposal,{NEW},delay,estimate
{NEW}_norm,0,,,1,,Nederland,D,own_estimate,,2026-11-24,own proposal,{NEW},norm,estimate
"""
TEXT = f"""\
  {NEW}:
    title: {{nl: Open broncode, en: Open source code}}
    question: {{nl: Is de code open?, en: Is the code open}}
    evidence: {{nl: Een adres., en: An address.}}
    why: {{nl: Zo ziet iedereen het., en: So everyone can see.}}
    norm: {{nl: Geen., en: None.}}
    signs: {{nl: directeur, en: director}}
    effect: gate
    before: pilot
    since: {ADDED}
"""
CASE = """\
case: {id: small, base_year: 2026, horizon: 3, status: STATUS CHECKLIST}
alternatives: {baseline: null, project: {title: Project}}
lines:
  pilot:
    kind: cash_flow
    alternative: project
    payer: municipality
    receiver: resources
    amounts: {value: {2026: 1000}, unit: EUR, price_year: 2026, source: study, quality: B}
preconditions: {problem_owner: {status: met, evidence: named}}
"""


@pytest.fixture
def added(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The data that come along, with one more check."""
    shutil.copytree(resource("data"), tmp_path / "data")
    with (tmp_path / "data" / "preconditions.csv").open("a", encoding="utf-8") as table:
        table.write(ROWS)
    side = tmp_path / "data" / "preconditions.yaml"
    text = side.read_text(encoding="utf-8")
    side.write_text(text.replace("\nchecks:\n", f"\nchecks:\n{TEXT}"), encoding="utf-8")
    monkeypatch.setattr("mll_finance.resources.root", lambda: tmp_path)
    for cached in (_table, checklist):
        cached.cache_clear()
    assert NEW in checklist()
    yield tmp_path
    monkeypatch.undo()
    for cached in (_table, checklist):
        cached.cache_clear()


@pytest.mark.parametrize(
    ("file", "was", "becomes", "message"),
    [
        ("preconditions.yaml", f"    since: {ADDED}\n", "", f"checks.{NEW}.since (line .*): no 'since'"),
        ("preconditions.csv", f"{NEW},norm", f"{NEW},rule", f"checks.{NEW} (line .*): no row norm in"),
        ("preconditions.csv", f"{NEW},delay", "levy,delay", "checks (line .*): no text of the check 'levy'"),
    ],
    ids=["no date", "no row", "no text"],
)
def test_a_check_that_lacks_a_part_is_told_in_words(
    added: Path, file: str, was: str, becomes: str, message: str
) -> None:
    path = added / "data" / file
    text = path.read_text(encoding="utf-8")
    assert was in text
    path.write_text(text.replace(was, becomes), encoding="utf-8")
    for cached in (_table, checklist):
        cached.cache_clear()
    with pytest.raises(InputError, match=message.replace("(", r"\(").replace(")", r"\)")):
        checklist()


def case(*, status: str = "concept", date: str = "") -> Case:
    text = CASE.replace("STATUS", status).replace("CHECKLIST", f", checklist: {date}" if date else "")
    return case_from_text(text)


def asks(about: Case) -> bool:
    """Whether a case is asked the new check: in its section, its lines and what the advice rests on."""
    answers = {
        NEW in about.parts(Precondition),
        f"precondition_{NEW}" in about.lines,
        NEW in {standing.check.id for standing in case_standings(about)},
    }
    (answer,) = answers
    return answer


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_no_example_changes(path: Path, added: Path) -> None:
    assert not asks(load_case(path))


@pytest.mark.usefixtures("added")
def test_a_draft_without_a_date_is_asked_every_check() -> None:
    assert asks(case())
    assert asks(case(date=ADDED)) and not asks(case(date="2031-04-30"))


@pytest.mark.usefixtures("added")
def test_a_case_that_is_not_asked_a_check_is_told_of_it() -> None:
    told = {point.path: str(point) for point in points(case(date="2026-11-24")) if point.id == "newer_check"}
    assert list(told) == [f"preconditions.{NEW}"] and ADDED in told[f"preconditions.{NEW}"]
    assert not [point for point in points(case()) if point.id == "newer_check"]


def test_an_adopted_case_stays_as_it_was_adopted(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    path = tmp_path / "adopted.yaml"
    text = CASE.replace("STATUS", "vastgesteld").replace(" CHECKLIST", "")
    path.write_text(text, encoding="utf-8")
    make_lock(read_case(path), by=None, replace=False)
    request.getfixturevalue("added")
    assert lock_path(path).exists() and not asks(load_case(path))


def test_what_is_adopted_from_now_on_says_its_checklist(
    tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    request.getfixturevalue("added")
    undated, dated = case(status="vastgesteld"), case(status="vastgesteld", date=ADDED)
    assert not asks(undated) and asks(dated)
    with pytest.raises(InputError, match=f"add checklist: {ADDED}"):
        make_lock(undated, by=None, replace=False)
    bad = CASE.replace("STATUS", "concept").replace("CHECKLIST", ", checklist: May")
    with pytest.raises(InputError, match=r"case\.checklist .*a date as year-month-day"):
        case_from_text(bad)
