"""Results with and without the adjustments for optimism, side by side.

An adjustment is a mean shift of a line (cost up, benefit down) or a delay in whole years. Without them the case is the
same case with the same draws, so the difference is the adjustments and nothing else.

References
----------
Mott MacDonald (2002), Review of Large Public Procurement in the UK. HM Treasury (2018), The Green Book, 5.42-5.46, A5.
"""

from __future__ import annotations

from dataclasses import dataclass

from mll_finance.engine.study import Study


@dataclass(frozen=True)
class Adjusted:
    """The NPV of one alternative through one perspective, before and after the adjustments (EUR)."""

    perspective: str
    alternative: str
    unadjusted: float
    adjusted: float

    @property
    def difference(self) -> float:
        """What the adjustments do to the NPV (EUR)."""
        return self.adjusted - self.unadjusted


def adjusted_lines(study: Study) -> tuple[str, ...]:
    """Lines that carry an adjustment or a delay."""
    return tuple(name for name, line in study.case.lines.items() if line.adjustment is not None or line.delay)


def adjustments(study: Study) -> list[Adjusted]:
    """Before and after, for every perspective and alternative; empty where no line is adjusted."""
    if not adjusted_lines(study):
        return []
    study_without_adjustments, study_with_all_adjustments = (
        _with_adjustments(study, False),
        _with_adjustments(study, True),
    )
    return [
        Adjusted(
            perspective,
            alternative,
            float(study_without_adjustments.stream(perspective, alternative).npv[0]),
            float(study_with_all_adjustments.stream(perspective, alternative).npv[0]),
        )
        for perspective in study.case.perspectives
        for alternative in study.case.projects
    ]


def _with_adjustments(study: Study, adjusted: bool) -> Study:
    """The study with its adjustments or without them; the study itself where it is so already."""
    is_unchanged = study.case.settings.adjusted == adjusted
    return study if is_unchanged else study.changed({"case.adjusted": adjusted})
