"""The outcome of a quick scan: stop, no business case possible yet, or go on; with the balance a year and break-even.

The numbers come from the study of the case that the scan writes; there is no second arithmetic.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from mll_finance.engine.evaluator import Evaluator
from mll_finance.engine.study import Study
from mll_finance.formulas.criteria import annual_equivalent
from mll_finance.inputs.grammar.parties import MUNICIPALITY, SOCIETY
from mll_finance.inputs.scan.answers import NOBODY, Answers
from mll_finance.inputs.scan.questions import questions, unknown
from mll_finance.inputs.scan.scan_case import HELPED, PROJECT, VALUE, scan_case

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
    break_even: tuple[float | None, float | None, float | None] | None
    """People helped extra a year at which society breaks even, at a low, likely and high value; None: at no number."""
    capped: bool
    """Whether more people were hoped for than can be followed up."""


def evaluate(answers: Answers) -> ScanResult:
    """Appraise the case of a scan and say how it ends."""
    study = Study(scan_case(answers))
    society, municipality = _balance(study, SOCIETY), _balance(study, MUNICIPALITY)
    unanswered = unknown(answers)
    lacking = tuple(question for question in unanswered if questions()[question].needed)
    stops = tuple(reason for reason in STOPS if reason in _stops(answers, society))
    outcome: Outcome = "stop" if stops else "not_yet" if lacking else "go_on"
    return ScanResult(
        answers=answers,
        study=study,
        outcome=outcome,
        stops=stops,
        lacking=lacking,
        open=tuple(question for question in unanswered if question not in lacking),
        society=society,
        municipality=municipality,
        break_even=_break_even(study, answers),
        capped=_is_capped(answers),
    )


def _stops(answers: Answers, society: Balance) -> set[str]:
    reasons = set()
    if answers.legal_basis == "no":
        reasons.add("no_legal_basis")
    if answers.prohibited == "yes":
        reasons.add("prohibited")
    if answers.owner == NOBODY:
        reasons.add("no_owner")
    if answers.follow_up is not None and answers.follow_up[2] == 0:
        reasons.add("no_capacity")
    if society.high < 0 and not society.pm:
        reasons.add("never_pays")
    return reasons


def _balance(study: Study, perspective: str) -> Balance:
    # Both in prices of the base year: the factors of society are real, those of the budget are nominal.
    real_factors = study.stream(SOCIETY, PROJECT).year_factors
    central_flow = study.stream(perspective, PROJECT)
    drawn_balance = annual_equivalent(study.outcomes[perspective, PROJECT, "npv"], real_factors)
    low, high = np.percentile(drawn_balance, [5, 95])
    likely = float(np.atleast_1d(annual_equivalent(central_flow.npv, real_factors))[0])
    return Balance(float(low), likely, float(high), bool(central_flow.pm))


def _break_even(study: Study, answers: Answers) -> tuple[float | None, float | None, float | None] | None:
    """People at which the NPV to society is zero; the NPV is linear in them, so two runs of the engine give it."""
    if None in (answers.value, answers.one_off, answers.yearly, answers.helped_extra):
        return None
    given = tuple((path, alternative) for path in (HELPED, VALUE) for alternative in study.case.alternatives)
    evaluator = Evaluator(study.case, (SOCIETY,), (PROJECT,), given=given)
    people, worth = np.tile([0.0, 1.0], 3), np.repeat(answers.value, 2)
    drawn = {f"{path}@{each}": people if path == HELPED else worth for path, each in given}
    nobody, somebody = evaluator.npv(drawn)[SOCIETY, PROJECT].reshape(3, 2).T
    low, likely, high = map(_people, nobody.tolist(), somebody.tolist())
    return low, likely, high


def _people(nobody: float, somebody: float) -> float | None:
    """People at which the NPV is zero, from that without anybody and with a single person."""
    if nobody >= 0:
        return 0.0
    return None if somebody <= nobody else -nobody / (somebody - nobody)


def _is_capped(answers: Answers) -> bool:
    hoped_extra, capacity = answers.helped_extra, answers.follow_up
    return (
        hoped_extra is not None
        and capacity is not None
        and any(hoped_for > at_most for hoped_for, at_most in zip(hoped_extra, capacity, strict=True))
    )
