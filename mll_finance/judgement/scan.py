"""The outcome of a quick scan: stop, no business case possible yet, or go on; with the balance a year and break-even.

The numbers come from the study of the case that the scan writes; there is no second arithmetic.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Literal

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


def evaluate(answers: Answers, settings: Mapping[str, Any] = MappingProxyType({})) -> ScanResult:
    """Appraise the case of a scan and say how it ends.

    Parameters
    ----------
    answers : Answers
        The answers.
    settings : mapping
        How it is drawn: ``draws`` and ``seed``, where they are not the usual ones.

    Raises
    ------
    InputError
        Where the case cannot be as the answers or the settings say.
    """
    case = scan_case(answers)
    change_by_path = {f"case.{name}": setting for name, setting in settings.items()}
    study = Study(case.with_(change_by_path) if change_by_path else case)
    line_shares = _by_line(study)
    balance_of_society, balance_of_municipality = _balance(study, SOCIETY), _balance(study, MUNICIPALITY)
    question_ids = projects()[answers.project].questions
    lacking_question_ids = tuple(
        name for name in answers.unknown if name in question_ids and answers.questions[name].needed
    )
    stop_reason_ids = tuple(reason for reason in STOPS if reason in _stops(answers, balance_of_society))
    outcome: Outcome = "stop" if stop_reason_ids else "not_yet" if lacking_question_ids else "go_on"
    return ScanResult(
        answers=answers,
        study=study,
        outcome=outcome,
        stops=stop_reason_ids,
        lacking=lacking_question_ids,
        open=tuple(question for question in answers.unknown if question not in lacking_question_ids),
        society=balance_of_society,
        municipality=balance_of_municipality,
        by_line=line_shares,
        break_even=_break_even(study, answers),
        capped=_is_capped(answers),
        overdrawn=_is_overdrawn(answers, line_shares),
    )


def _stops(answers: Answers, society: Balance) -> set[str]:
    stop_reason_ids = set()
    if answers.of("legal_basis") == "no":
        stop_reason_ids.add("no_legal_basis")
    if answers.of("prohibited") == "yes":
        stop_reason_ids.add("prohibited")
    if answers.of("owner") == NOBODY:
        stop_reason_ids.add("no_owner")
    follow_up_capacity = answers.range_of("follow_up")
    if follow_up_capacity is not None and follow_up_capacity[2] == 0:
        stop_reason_ids.add("no_capacity")
    if society.high < 0 and not society.pm:
        stop_reason_ids.add("never_pays")
    return stop_reason_ids


def _balance(study: Study, perspective: str) -> Balance:
    central_stream = study.stream(perspective, PROJECT)
    balance_by_draw = _a_year(study, study.outcomes[perspective, PROJECT, "npv"])
    balance_at_p5, balance_at_p95 = np.percentile(balance_by_draw, [5, 95])
    central_balance = float(np.atleast_1d(_a_year(study, central_stream.npv))[0])
    return Balance(float(balance_at_p5), central_balance, float(balance_at_p95), bool(central_stream.pm))


def _a_year(study: Study, present_value: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """A present value as an equal amount each year of use, in prices of the base year: by the factors of society."""
    society_stream = study.stream(SOCIETY, PROJECT)
    recurring_years = society_stream.recurring
    return annual_equivalent(
        present_value, society_stream.year_factors, first=recurring_years.first, last=recurring_years.last
    )


def _by_line(study: Study) -> tuple[LineShare, ...]:
    """Each line of the project as an amount a year, like the balance."""
    value_by_perspective = {
        perspective: {
            line_value.line: None
            if line_value.present_value is None
            else float(_a_year(study, line_value.present_value))
            for line_value in line_values(study, PROJECT, perspective)
        }
        for perspective in (SOCIETY, MUNICIPALITY)
    }
    return tuple(
        LineShare(
            line,
            value_by_perspective[SOCIETY].get(line, 0.0),
            value_by_perspective[MUNICIPALITY].get(line, 0.0),
        )
        for line in study.case.lines
        if PROJECT in study.case.lines[line].alternative
    )


def _break_even(study: Study, answers: Answers) -> tuple[float | None, float | None, float | None] | None:
    """The decisive number at which the NPV to society is zero; the NPV is linear in it, so two runs give it."""
    project_kind = projects()[answers.project]
    beside_range = answers.range_of(project_kind.beside)
    if beside_range is None or any(
        answers.range_of(name) is None and answers.questions[name].needed for name in slots(answers)
    ):
        return None
    decisive_path, beside_path = (
        path_of(answers, project_kind.decisive),
        path_of(answers, project_kind.beside),
    )
    given_paths = tuple(
        (path, alternative)
        for path in (decisive_path, beside_path)
        for alternative in study.case.alternatives
    )
    evaluator = Evaluator(study.case, (SOCIETY,), (PROJECT,), given=given_paths)
    decisive_value_by_point, beside_value_by_point = (
        np.tile([0.0, 1.0], 3),
        np.repeat(np.asarray(beside_range), 2),
    )
    values_by_path = {
        f"{path}@{slot_values}": decisive_value_by_point if path == decisive_path else beside_value_by_point
        for path, slot_values in given_paths
    }
    npv_without, npv_with_unit = evaluator.npv(values_by_path)[SOCIETY, PROJECT].reshape(3, 2).T
    largest_allowed = 1.0 if answers.questions[project_kind.decisive].kind == "share" else np.inf
    low_needed, likely_needed, high_needed = (
        _needed(*npvs, most=largest_allowed)
        for npvs in zip(npv_without.tolist(), npv_with_unit.tolist(), strict=True)
    )
    return low_needed, likely_needed, high_needed


def _needed(without: float, with_unit: float, *, most: float) -> float | None:
    """The number at which the NPV is zero, from the NPV without any and with a single unit; None beyond ``most``."""
    if without >= 0:
        return 0.0
    units_needed = np.inf if with_unit <= without else -without / (with_unit - without)
    return None if units_needed > most else float(units_needed)


def _is_capped(answers: Answers) -> bool:
    hoped_extra, follow_up_capacity = answers.range_of("helped_extra"), answers.range_of("follow_up")
    return (
        hoped_extra is not None
        and follow_up_capacity is not None
        and any(
            hoped_for > at_most for hoped_for, at_most in zip(hoped_extra, follow_up_capacity, strict=True)
        )
    )


def _is_overdrawn(answers: Answers, by_line: tuple[LineShare, ...]) -> bool:
    """Whether the hours that stay in the team cannot carry the checking; both are at one hourly rate."""
    capacity_line_ids = capacity_lines(answers)
    if capacity_line_ids is None:
        return False
    society_amount_by_line = [share.society for share in by_line if share.line in capacity_line_ids]
    return (
        None not in society_amount_by_line
        and sum(amount for amount in society_amount_by_line if amount is not None) < 0
    )
