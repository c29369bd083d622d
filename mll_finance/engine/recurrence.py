"""The years over which an annual equivalent is spread: those in which an alternative has amounts that recur.

==================================  ====================================================================
line, project minus baseline        years that recur
==================================  ====================================================================
``duration: structural``            every year with an amount
``duration`` not named              years in a run of two or more with amounts of the same sign
``incidental``, ``nature: capital`` none; by the rule above where no other line recurs
==================================  ====================================================================

So the outlay of a textbook in year 0 is one-off and its years are 1 to n, also where one line holds both; 100 in each
of six years has six years. An alternative of which nothing recurs is spread over the years 1 to the horizon.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from mll_finance.engine.ledger import Ledger
from mll_finance.inputs.case.case import Case
from mll_finance.inputs.grammar.line import Line
from mll_finance.inputs.grammar.parties import OUTSIDE

Signs = npt.NDArray[np.int8]


@dataclass(frozen=True)
class RecurringYears:
    """First and last year (0 is the base year) with a recurring amount, and when in the year it falls.

    The last is before the first where there is no such year.
    """

    first: int
    last: int
    timing: str
    """That of the lines that recur; of the case where they differ."""


def recurring_years(ledger: Ledger, alternative: str) -> RecurringYears:
    """The recurring years of an alternative, project minus baseline: the same through every perspective.

    Parameters
    ----------
    ledger : Ledger
        The euros; a year counts where the draws add up to an amount.
    alternative : str
        Id of the alternative.
    """
    case = ledger.case
    return _years(case, _signs(ledger, alternative)) or RecurringYears(
        1, len(case.years) - 1, case.settings.timing
    )


def recurs_by_line(ledger: Ledger, alternative: str) -> dict[str, npt.NDArray[np.bool_]]:
    """Whether the amount of each year (years,) recurs, of every line that differs from the baseline, one-off or not."""
    line_by_id = ledger.case.lines
    return {name: _recurs(line_by_id[name], signs) for name, signs in _signs(ledger, alternative).items()}


def years_of_use(ledger: Ledger, alternative: str) -> RecurringYears:
    """The years in which an alternative does what it is for: in which a gain recurs that nobody inside a fence pays.

    Parameters
    ----------
    ledger : Ledger
        The euros; a year counts where the draws add up to a gain.
    alternative : str
        Id of the alternative; without such a gain its use is its recurring years.
    """
    line_by_id = ledger.case.lines
    gain_signs_by_line = {
        name: np.where(signs > 0, signs, 0).astype(np.int8)
        for name, signs in _signs(ledger, alternative).items()
        if line_by_id[name].payer in OUTSIDE
    }
    return _years(ledger.case, gain_signs_by_line) or recurring_years(ledger, alternative)


def _years(case: Case, signs_by_line: dict[str, Signs]) -> RecurringYears | None:
    """First and last year in which some of these lines recur; None where none does."""
    case_timing = case.settings.timing
    signs_by_usual_line = {
        name: signs for name, signs in signs_by_line.items() if not is_once(case.lines[name])
    }
    for signs_of_lines in (signs_by_usual_line, signs_by_line):
        recurs_by_line = {name: _recurs(case.lines[name], signs) for name, signs in signs_of_lines.items()}
        recurring_year_indices = (
            np.flatnonzero(np.any(list(recurs_by_line.values()), axis=0))
            if recurs_by_line
            else np.zeros(0, dtype=int)
        )
        if recurring_year_indices.size:
            timings_of_lines = {
                case.lines[name].timing or case_timing
                for name, is_recurring_by_year in recurs_by_line.items()
                if is_recurring_by_year.any()
            }
            timing = timings_of_lines.pop() if len(timings_of_lines) == 1 else case_timing
            return RecurringYears(int(recurring_year_indices[0]), int(recurring_year_indices[-1]), timing)
    return None


def _signs(ledger: Ledger, alternative: str) -> dict[str, Signs]:
    """Sign of each year (years,) of the lines of the cash flow that differ from the baseline."""
    signs_by_line = {}
    for line_id, line in ledger.case.lines.items():
        euros_difference = ledger.difference(line_id, alternative) if line.accounting != "budget" else None
        if euros_difference is not None and euros_difference.any():
            signs_by_line[line_id] = np.sign(euros_difference.sum(axis=1)).astype(np.int8)
    return signs_by_line


def is_once(line: Line) -> bool:
    """Whether a line counts as one-off wherever another line recurs."""
    return line.duration == "incidental" or (line.duration is None and line.nature == "capital")


def _recurs(line: Line, signs: Signs) -> npt.NDArray[np.bool_]:
    """Whether the amount of each year recurs."""
    if line.duration == "structural":
        return np.asarray(signs != 0)
    is_continued = (signs[1:] == signs[:-1]) & (signs[1:] != 0)
    return np.asarray(np.append(is_continued, False) | np.insert(is_continued, 0, False))
