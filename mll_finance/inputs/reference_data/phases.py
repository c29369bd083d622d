"""The phases of a project in order, and by how many years a line of a late alternative comes later.

A phase that has to wait takes those after it along. The exit stays where it is: it belongs to the end of the case, so
an alternative that starts later is used for a shorter time. A line without a phase waits with the use of the system
where it is a gain (its payer is outside every fence), and stays where it is otherwise.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mll_finance.inputs.grammar.base import Phase
from mll_finance.inputs.grammar.parties import OUTSIDE

PHASES: tuple[Phase, ...] = ("set_up", "design", "pilot", "roll_out", "run", "exit")


def not_before(phase: Phase, other: Phase) -> bool:
    """Whether a phase is another one, or comes after it.

    Examples
    --------
    >>> not_before("run", "pilot"), not_before("design", "pilot")
    (True, False)
    """
    return PHASES.index(phase) >= PHASES.index(other)


def years_later(line: Any, later: Mapping[Phase, int]) -> int:
    """Whole years by which a line comes later in an alternative whose phases wait.

    Parameters
    ----------
    line : Line
        The line, with its phase and payer.
    later : mapping
        Years by phase, as ``alternatives.<name>.later`` says; the largest of those that hold for the line counts.
    """
    line_phase: Phase | None = line.phase
    if line_phase is None:
        line_phase = "run" if line.payer in OUTSIDE else None
    if line_phase is None or line_phase == "exit":
        return 0
    return max(
        (years for waiting_phase, years in later.items() if not_before(line_phase, waiting_phase)), default=0
    )
