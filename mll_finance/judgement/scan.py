"""The outcome of a quick scan: stop, no business case possible yet, or go on; with the balance a year and break-even.

The numbers come from the study of the case that the scan writes; there is no second arithmetic.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from mll_finance.engine.evaluator import Evaluator
from mll_finance.engine.study import Study
from mll_finance.formulas.criteria import annual_equivalent
from mll_finance.inputs.grammar.parties import MUNICIPALITY, SOCIETY
from mll_finance.inputs.scan.answers import NOBODY, Answers
from mll_finance.inputs.scan.case_parts import capacity_lines, path_of, slots
from mll_finance.inputs.scan.questions import ScanProject, projects
from mll_finance.inputs.scan.scan_case import PROJECT, scan_case
from mll_finance.parties.incidence import line_values

Outcome = Literal["stop", "not_yet", "go_on"]
STOPS = ("no_legal_basis", "prohibited", "no_owner", "no_capacity", "never_pays")
"""Reasons to stop, the heaviest first."""


@dataclass(frozen=True)
class Balance:
    """What is left a year, the one-off cost spread over the years of use (EUR/yr)."""

    low: float
    """5% of the draws are lower."""
    likely: float
    high: float
    """5% of the draws are higher."""
    pm: bool
    """Whether something without a number is left out."""


@dataclass(frozen=True)
class LineShare:
    """What one line of the project adds to what is left a year, at likely values (EUR/yr); None where it is PM."""

    line: str
    society: float | None
    municipality: float | None


@dataclass(frozen=True)
class ScanResult:
    """A quick scan evaluated."""

    answers: Answers
    study: Study
    outcome: Outcome
    stops: tuple[str, ...]
    """Reasons to stop."""
    lacking: tuple[str, ...]
    """Questions without which there is no business case yet."""
    open: tuple[str, ...]
    """Other questions without an answer."""
    society: Balance
    municipality: Balance
    by_line: tuple[LineShare, ...]
    """What each line of the project adds; they add up to the likely balances."""
    break_even: tuple[float | None, float | None, float | None] | None
    """Decisive number at which society breaks even, at a low, likely and high answer to another; None: at no number."""
    capped: bool
    """Whether more people were hoped for than can be followed up."""
    overdrawn: bool
    """Whether checking takes more hours than stay in the team."""

    @property
    def kind(self) -> ScanProject:
        """What the project does."""
        return projects()[self.answers.project]


def evaluate(answers: Answers) -> ScanResult:
    """Appraise the case of a scan and say how it ends."""
    study = Study(scan_case(answers))
    by_line = _by_line(study)
    society, municipality = _balance(study, SOCIETY), _balance(study, MUNICIPALITY)
    asked = projects()[answers.project].questions
    lacking = tuple(name for name in answers.unknown if name in asked and answers.questions[name].needed)
    stops = tuple(reason for reason in STOPS if reason in _stops(answers, society))
    outcome: Outcome = "stop" if stops else "not_yet" if lacking else "go_on"
    return ScanResult(
        answers=answers,
        study=study,
        outcome=outcome,
        stops=stops,
        lacking=lacking,
        open=tuple(question for question in answers.unknown if question not in lacking),
        society=society,
        municipality=municipality,
        by_line=by_line,
        break_even=_break_even(study, answers),
        capped=_is_capped(answers),
        overdrawn=_is_overdrawn(answers, by_line),
    )


def _stops(answers: Answers, society: Balance) -> set[str]:
    reasons = set()
    if answers.of("legal_basis") == "no":
        reasons.add("no_legal_basis")
    if answers.of("prohibited") == "yes":
        reasons.add("prohibited")
    if answers.of("owner") == NOBODY:
        reasons.add("no_owner")
    capacity = answers.range_of("follow_up")
    if capacity is not None and capacity[2] == 0:
        reasons.add("no_capacity")
    if society.high < 0 and not society.pm:
        reasons.add("never_pays")
    return reasons


def _balance(study: Study, perspective: str) -> Balance:
    central_flow = study.stream(perspective, PROJECT)
    drawn_balance = _a_year(study, study.outcomes[perspective, PROJECT, "npv"])
    low, high = np.percentile(drawn_balance, [5, 95])
    likely = float(np.atleast_1d(_a_year(study, central_flow.npv))[0])
    return Balance(float(low), likely, float(high), bool(central_flow.pm))


def _a_year(study: Study, present_value: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """A present value as an equal amount each year of use, in prices of the base year: by the factors of society."""
    flow = study.stream(SOCIETY, PROJECT)
    years = flow.recurring
    return annual_equivalent(present_value, flow.year_factors, first=years.first, last=years.last)


def _by_line(study: Study) -> tuple[LineShare, ...]:
    """Each line of the project as an amount a year, like the balance."""
    seen = {
        perspective: {
            line_value.line: None
            if line_value.present_value is None
            else float(_a_year(study, line_value.present_value))
            for line_value in line_values(study, PROJECT, perspective)
        }
        for perspective in (SOCIETY, MUNICIPALITY)
    }
    return tuple(
        LineShare(line, seen[SOCIETY].get(line, 0.0), seen[MUNICIPALITY].get(line, 0.0))
        for line in study.case.lines
        if PROJECT in study.case.lines[line].alternative
    )


def _break_even(study: Study, answers: Answers) -> tuple[float | None, float | None, float | None] | None:
    """The decisive number at which the NPV to society is zero; the NPV is linear in it, so two runs give it."""
    kind = projects()[answers.project]
    beside_range = answers.range_of(kind.beside)
    if beside_range is None or any(
        answers.range_of(name) is None and answers.questions[name].needed for name in slots(answers)
    ):
        return None
    decisive, beside = path_of(answers, kind.decisive), path_of(answers, kind.beside)
    given = tuple(
        (path, alternative) for path in (decisive, beside) for alternative in study.case.alternatives
    )
    evaluator = Evaluator(study.case, (SOCIETY,), (PROJECT,), given=given)
    decides, worth = np.tile([0.0, 1.0], 3), np.repeat(np.asarray(beside_range), 2)
    drawn = {f"{path}@{each}": decides if path == decisive else worth for path, each in given}
    without, with_unit = evaluator.npv(drawn)[SOCIETY, PROJECT].reshape(3, 2).T
    most = 1.0 if answers.questions[kind.decisive].kind == "share" else np.inf
    low, likely, high = (
        _needed(*npvs, most=most) for npvs in zip(without.tolist(), with_unit.tolist(), strict=True)
    )
    return low, likely, high


def _needed(without: float, with_unit: float, *, most: float) -> float | None:
    """The number at which the NPV is zero, from the NPV without any and with a single unit; None beyond ``most``."""
    if without >= 0:
        return 0.0
    needed = np.inf if with_unit <= without else -without / (with_unit - without)
    return None if needed > most else float(needed)


def _is_capped(answers: Answers) -> bool:
    hoped_extra, capacity = answers.range_of("helped_extra"), answers.range_of("follow_up")
    return (
        hoped_extra is not None
        and capacity is not None
        and any(hoped_for > at_most for hoped_for, at_most in zip(hoped_extra, capacity, strict=True))
    )


def _is_overdrawn(answers: Answers, by_line: tuple[LineShare, ...]) -> bool:
    """Whether the hours that stay in the team cannot carry the checking; both are at one hourly rate."""
    lines = capacity_lines(answers)
    if lines is None:
        return False
    amounts = [share.society for share in by_line if share.line in lines]
    return None not in amounts and sum(amount for amount in amounts if amount is not None) < 0
