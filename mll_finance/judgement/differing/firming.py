"""What has firmed up between two versions of a case: a better source, a narrower range, a number for what was PM."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from mll_finance.engine.study import Study
from mll_finance.inputs.grammar.assumption import Assumption

_ENDS = (0.05, 0.95)
_GRADES = "ABCD"
_NO_NUMBER = len(_GRADES)
_SAME = 1e-9


@dataclass(frozen=True)
class Firming:
    """How firmly one number of both cases was known, and is now."""

    path: str
    quality: tuple[str | None, str | None]
    """Grade of its source, A to D; None of what has no number."""
    spread: tuple[float | None, float | None]
    """Its P5 to P95 as a share of its central value; 0 where it is certain, None where that is no share."""

    @property
    def is_firmer(self) -> bool:
        """Whether it is known better in something, and worse in nothing."""
        return min(self._steps) >= 0 < max(self._steps)

    @property
    def is_looser(self) -> bool:
        """Whether it is known worse in something, and better in nothing."""
        return min(self._steps) < 0 >= max(self._steps)

    @property
    def _steps(self) -> tuple[int, int]:
        """Steps of grade and of range, above zero where it is known better; a range is laid beside a range only."""
        grade_numbers = [_NO_NUMBER if grade is None else _GRADES.index(grade) for grade in self.quality]
        was_width, now_width = self.spread
        return _sign(grade_numbers[0] - grade_numbers[1]), _sign(
            was_width - now_width
        ) if was_width and now_width else 0


def firming(was: Study, now: Study) -> list[Firming]:
    """Every number of both cases that is known better or worse than it was."""
    return [step for step in _steps(was, now) if step.is_firmer or step.is_looser]


def _steps(was: Study, now: Study) -> Iterator[Firming]:
    leaf_was_by_path, leaf_now_by_path = was.case.graph.leaves, now.case.graph.leaves
    for path in leaf_now_by_path:
        if path not in leaf_was_by_path:
            continue
        assumption_was, assumption_now = leaf_was_by_path[path].assumption, leaf_now_by_path[path].assumption
        if assumption_was.ref is None and assumption_now.ref is None:
            yield Firming(
                path,
                (_grade(assumption_was), _grade(assumption_now)),
                (_width(assumption_was), _width(assumption_now)),
            )


def _grade(assumption: Assumption) -> str | None:
    return None if assumption.pm is not None else assumption.quality


def _width(assumption: Assumption) -> float | None:
    if assumption.pm is not None:
        return None
    if assumption.distribution is None:
        return 0.0
    low_end, high_end = assumption.distribution.ppf(np.array(_ENDS))
    central_number = assumption.central
    return (
        abs(float(high_end - low_end) / central_number)
        if isinstance(central_number, float) and central_number
        else None
    )


def _sign(step: float) -> int:
    return (step > _SAME) - (step < -_SAME)
