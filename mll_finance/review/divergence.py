"""One difference between a run as it was delivered and what it is now, with what it comes from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, get_args

from mll_finance.inputs.case.mixing.drawn_by import DRAWN_BY

Cause = Literal["case", "table", "code", "seed", "edited", "environment"]
CAUSES: tuple[Cause, ...] = get_args(Cause)


@dataclass(frozen=True)
class Divergence:
    """What differs, and through what.

    Parameters
    ----------
    what : str
        A path of the case, a row of a table, a result (perspective, alternative, criterion, field), or a file with a
        place in it; a phrase where it has words.
    was : object
        As the run was delivered; None where it was not there.
    now : object
        As it is in the folder, or as it is calculated from it; None where it is not there.
    cause : str
        Through what.
    """

    what: str
    was: Any
    now: Any
    cause: Cause

    def as_json(self) -> dict[str, Any]:
        """The row of ``mll review --format json``."""
        return {"what": str(self.what), "was": self.was, "is": self.now, "cause": self.cause}


def cause_of_setting(path: str) -> Cause:
    """Whether another value at a path of the case is another case, or other draws of the same."""
    section_name, setting_name, *_ = (*path.split("."), "")
    return "seed" if section_name == "case" and setting_name in DRAWN_BY else "case"
