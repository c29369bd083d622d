"""The outcome of a quick scan: stop, no business case possible yet, or go on; with the balance a year and break-even.

The numbers come from the study of the case that the scan writes; there is no second arithmetic.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from mll_finance.engine.ledger import Ledger
from mll_finance.engine.stream import stream
from mll_finance.engine.study import Study
from mll_finance.formulas.criteria import annual_equivalent
from mll_finance.inputs.grammar.parties import MUNICIPALITY, SOCIETY
from mll_finance.inputs.scan.questions import (
    HELPED,
    NOBODY,
    PROJECT,
    VALUE,
    Answers,
    questions,
    scan_case,
    unknown,
)

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
    society, own = _balance(study, SOCIETY), _balance(study, MUNICIPALITY)
    missing = unknown(answers)
    lacking = tuple(name for name in missing if questions()[name].needed)
    stops = tuple(name for name in STOPS if name in _stops(answers, society))
    outcome: Outcome = "stop" if stops else "not_yet" if lacking else "go_on"
    return ScanResult(
        answers=answers,
        study=study,
        outcome=outcome,
        stops=stops,
        lacking=lacking,
        open=tuple(name for name in missing if name not in lacking),
        society=society,
        municipality=own,
        break_even=_break_even(study, answers),
        capped=_is_capped(answers),
    )


def _stops(answers: Answers, society: Balance) -> set[str]:
    found = set()
    if answers.legal_basis == "no":
        found.add("no_legal_basis")
    if answers.prohibited == "yes":
        found.add("prohibited")
    if answers.owner == NOBODY:
        found.add("no_owner")
    if answers.follow_up is not None and answers.follow_up[2] == 0:
        found.add("no_capacity")
    if society.high < 0 and not society.pm:
        found.add("never_pays")
    return found


def _balance(study: Study, perspective: str) -> Balance:
    # Both in prices of the base year: the factors of society are real, those of the budget are nominal.
    real = study.stream(SOCIETY, PROJECT).year_factors
    central = study.stream(perspective, PROJECT)
    drawn = annual_equivalent(study.outcomes[perspective, PROJECT, "npv"], real)
    low, high = np.percentile(drawn, [5, 95])
    likely = float(np.atleast_1d(annual_equivalent(central.npv, real))[0])
    return Balance(float(low), likely, float(high), bool(central.pm))


def _break_even(study: Study, answers: Answers) -> tuple[float | None, float | None, float | None] | None:
    """People at which the NPV to society is zero; the NPV is linear in them, so two runs of the engine give it."""
    if None in (answers.value, answers.one_off, answers.yearly, answers.helped_extra):
        return None
    low, likely, high = (_people(study, value) for value in answers.value)
    return low, likely, high


def _people(study: Study, value: float) -> float | None:
    nothing, one = _npv(study, 0.0, value), _npv(study, 1.0, value)
    if nothing >= 0:
        return 0.0
    return None if one <= nothing else -nothing / (one - nothing)


def _npv(study: Study, people: float, value: float) -> float:
    ledger = Ledger(study.case)
    for alternative in study.case.alternatives:
        ledger.model.given[HELPED, alternative] = np.array([[people]])
        ledger.model.given[VALUE, alternative] = np.array([[value]])
    return float(stream(ledger, study.case.perspectives[SOCIETY], PROJECT).npv[0])


def _is_capped(answers: Answers) -> bool:
    helped, capacity = answers.helped_extra, answers.follow_up
    return (
        helped is not None
        and capacity is not None
        and any(one > most for one, most in zip(helped, capacity, strict=True))
    )
