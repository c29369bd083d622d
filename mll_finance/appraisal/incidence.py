"""Who pays and who gains: the welfare total of an alternative divided over the parties, under one lens.

Under the lens of society (market prices, all effects) the parties add up to society exactly, because a payment between
two of them is what the one loses and the other gains.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from mll_finance.appraisal.ledger import factors
from mll_finance.appraisal.stream import stream
from mll_finance.appraisal.study import Study
from mll_finance.inputs.parties import Perspective

Array = npt.NDArray[np.float64]
SOCIETY = "society"


@dataclass(frozen=True)
class PartyShare:
    """What one party gains on balance."""

    party: str
    npv: float
    """Present value (EUR)."""
    yearly: Array
    """Net flow by year (years,), in prices of the price level."""
    pm: tuple[str, ...]
    """Lines of this party without a number."""


@dataclass(frozen=True)
class LineValue:
    """What one line is worth to a perspective."""

    line: str
    side: str
    present_value: float | None
    """Euros into the fence; None where it is PM."""


def incidence(study: Study, alternative: str, perspective: str = SOCIETY) -> list[PartyShare]:
    """The parties inside a perspective with what each gains, in the order of the perspective.

    Parameters
    ----------
    study : Study
        The study; its central case is shown.
    alternative, perspective : str
        Ids.
    """
    through = study.case.perspectives[perspective]
    made = []
    for party in through.parties:
        alone = stream(study.central, through.model_copy(update={"parties": (party,)}), alternative)
        made.append(PartyShare(party, float(alone.npv[0]), alone.yearly[:, 0], alone.pm))
    return made


def line_values(study: Study, alternative: str, perspective: str) -> list[LineValue]:
    """Present value of each line through a perspective, in the order of the case; they add up to the NPV."""
    return values_through(study, alternative, study.case.perspectives[perspective])


def values_through(study: Study, alternative: str, through: Perspective) -> list[LineValue]:
    """The same for any fence and lens."""
    found: dict[str, LineValue] = {}
    for seen in study.central.seen_by(through, alternative):
        discount = factors(study.case, through, seen.timing)
        found[seen.line] = LineValue(seen.line, seen.view.side, float(discount @ seen.real[:, 0]))
    for name in study.central.pm(through, alternative):
        fence = through.parties
        side = "costs" if study.case.lines[name].payer in fence else "benefits"
        found[name] = LineValue(name, side, None)
    return [found[name] for name in study.case.lines if name in found]


PHASES = ("set_up", "design", "pilot", "roll_out", "run", "exit")
"""Phases of a project, in order."""


def costs_by_phase(study: Study, alternative: str, perspective: str = SOCIETY) -> dict[str | None, float]:
    """Present value of the costs of each phase (EUR, positive); None for lines without a phase.

    Every phase has a place, also where it costs nothing; together they are the PV of the costs.
    """
    made: dict[str | None, float] = dict.fromkeys([*PHASES, None], 0.0)
    for value in line_values(study, alternative, perspective):
        if value.side == "costs" and value.present_value is not None:
            made[study.case.lines[value.line].phase] -= value.present_value
    return made
