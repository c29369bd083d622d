"""Bad input in the section ``preconditions``: every fault at once, with its place, what is allowed and what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from mll_finance.cli.main import main
from mll_finance.errors import InputError
from mll_finance.inputs.case.case import case_from_text
from mll_finance.inputs.second_look.points import points
from mll_finance.resources import resource

CASE = resource("parameters", "two_years.yaml").read_text(encoding="utf-8")
FAULTS = {
    "dpai: {status: open}": ("preconditions.dpai", "unknown check 'dpai'", "did you mean 'dpia'?"),
    "dpia: {status: opne}": ("preconditions.dpia.status", "'opne'", "did you mean 'open'?"),
    "dpia: {}": ("preconditions.dpia.status", "no 'status'", "add status"),
    "dpia: {status: open, sign: x}": ("preconditions.dpia.sign", "unknown key 'sign'", "allowed are"),
    "dpia: {status: open, lines: [investmnt]}": (
        "preconditions.dpia.lines",
        "no line 'investmnt'",
        "did you mean 'investment'?",
    ),
    "dpia: {status: open, by_alternative: {projct: {status: met, evidence: x}}}": (
        "preconditions.dpia.by_alternative",
        "no alternative 'projct'",
        "did you mean 'project'?",
    ),
    "dpia: {status: open, by_alternative: {baseline: {status: met, evidence: x}}}": (
        "preconditions.dpia.by_alternative",
        "no alternative 'baseline'",
        "one of project",
    ),
    "dpia: {status: open, year: 2040}": ("preconditions.dpia.year", "the year 2040", "2026 to 2028"),
    "dpia: {status: open, delay: -1}": ("preconditions.dpia.delay", "-1", "at least 0"),
    "dpia: {status: open, delay: 0.5}": ("preconditions.dpia.delay", "0.5", "a whole number"),
    "dpia: {status: open, effect: gate}": ("preconditions.dpia.effect", "'gate'", "veto"),
    "dpia: {status: not_applicable}": (
        "preconditions.dpia.status",
        "not applicable without a reason",
        "add evidence",
    ),
    "dpia: {status: open, cost: 9000}": ("preconditions.dpia.cost", "9000 alone", "value, unit, source"),
    "dpia: {status: met, evidence: x, signed_by: {role: FG}}": (
        "preconditions.dpia.signed_by.date",
        "no 'date'",
        "add date",
    ),
    "dpia: open": ("preconditions.dpia", "'open'", "a mapping"),
}


def case_of(section: str) -> str:
    return f"{CASE}\npreconditions:\n  {section}\n"


@pytest.mark.parametrize("section", FAULTS)
def test_a_fault_says_where_and_what_to_do(section: str) -> None:
    path, *words = FAULTS[section]
    with pytest.raises(InputError) as refused:
        case_from_text(case_of(section))
    (problem,) = refused.value.problems
    assert problem.path == path
    for word in words:
        assert word in str(problem)
    assert problem.line == len(case_of(section).splitlines())


def test_all_faults_at_once_and_exit_code_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "case.yaml"
    sections = "\n  ".join(("dpai: {status: open}", "securty: {status: met, evidence: x}"))
    path.write_text(case_of(sections), encoding="utf-8")
    assert main(["check", str(path), "--language", "en"]) == 2
    said = capsys.readouterr().err
    assert "did you mean 'dpia'?" in said and "did you mean 'security'?" in said and "Traceback" not in said


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"preconditions.dpai.status": "met"}, "did you mean 'dpia'?"),
        ({"preconditions.dpia.status": "done"}, "one of met, open, unknown, not_applicable, refused"),
        ({"lines.precondition_dpai.amount": 9}, "did you mean 'precondition_dpia'?"),
        ({"alternatives.baseline.later": {"run": 1}}, "the baseline is what happens anyway"),
        ({"alternatives.project.later": {"rnu": 1}}, "alternatives.project.later"),
        ({"alternatives.project.later": {"run": -1}}, "at least 0"),
    ],
)
def test_a_wrong_change_is_refused(change: dict[str, object], words: str) -> None:
    case = case_from_text(case_of("dpia: {status: open}"))
    with pytest.raises(InputError) as refused:
        case.with_(change)
    assert words in str(refused.value)


def test_a_case_without_the_section_cannot_set_it() -> None:
    with pytest.raises(InputError) as refused:
        case_from_text(CASE).with_({"preconditions.dpia.status": "met"})
    assert "preconditions" in str(refused.value)


@pytest.mark.parametrize("broken", ["case: {}", "alternatives: []", "lines: []"])
def test_a_broken_case_is_told_as_it_is(broken: str) -> None:
    name = broken.partition(":")[0]
    whole = case_of("dpia: {status: open}").split("\n")
    start = next(i for i, line in enumerate(whole) if line.startswith(f"{name}:"))
    end = next(i for i, line in enumerate(whole[start + 1 :], start + 1) if line and line[0].isalpha())
    with pytest.raises(InputError):
        case_from_text("\n".join([*whole[:start], broken, *whole[end:]]))


def test_met_without_evidence_deserves_a_second_look() -> None:
    said = [(one.path, one.found) for one in points(case_from_text(case_of("dpia: {status: met}")))]
    assert said == [("preconditions.dpia", "a precondition said to be met, without evidence")]
    assert not points(case_from_text(case_of("dpia: {status: met, evidence: adopted}")))


def test_a_wrong_part_does_not_hide_what_is_wrong_with_another() -> None:
    # One fault is seen when a part is read, the other when it is held against the table.
    with pytest.raises(InputError) as caught:
        case_from_text(case_of("dpai: {status: open}\n  dpia: {status: maybe}"))
    assert {problem.path for problem in caught.value.problems} == {
        "preconditions.dpai",
        "preconditions.dpia.status",
    }


def test_grades_keep_their_capital_in_a_message() -> None:
    text = f"{CASE}\ncorrelations:\n  pair: {{between: [lines.a.x, lines.b.x], rank: 0.5, source: x}}\n"
    with pytest.raises(InputError) as caught:
        case_from_text(text)
    assert "A official, B good study" in str(caught.value)
