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
from mll_finance.inputs.grammar.line import Line

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
    own_timing = case.settings.timing
    signs_by_line = _signs(ledger, alternative)
    usual = {name: signs for name, signs in signs_by_line.items() if not _is_once(case.lines[name])}
    for lines in (usual, signs_by_line):
        recurs = {name: _recurs(case.lines[name], signs) for name, signs in lines.items()}
        years = np.flatnonzero(np.any(list(recurs.values()), axis=0)) if recurs else np.zeros(0, dtype=int)
        if years.size:
            timings = {
                case.lines[name].timing or own_timing for name, of_line in recurs.items() if of_line.any()
            }
            timing = timings.pop() if len(timings) == 1 else own_timing
            return RecurringYears(int(years[0]), int(years[-1]), timing)
    return RecurringYears(1, len(case.years) - 1, own_timing)


def _signs(ledger: Ledger, alternative: str) -> dict[str, Signs]:
    """Sign of each year (years,) of the lines of the cash flow that differ from the baseline."""
    signs = {}
    for name, line in ledger.case.lines.items():
        difference = ledger.difference(name, alternative) if line.accounting != "budget" else None
        if difference is not None and difference.any():
            signs[name] = np.sign(difference.sum(axis=1)).astype(np.int8)
    return signs


def _is_once(line: Line) -> bool:
    return line.duration == "incidental" or (line.duration is None and line.nature == "capital")


def _recurs(line: Line, signs: Signs) -> npt.NDArray[np.bool_]:
    """Whether the amount of each year recurs."""
    if line.duration == "structural":
        return np.asarray(signs != 0)
    goes_on = (signs[1:] == signs[:-1]) & (signs[1:] != 0)
    return np.asarray(np.append(goes_on, False) | np.insert(goes_on, 0, False))
