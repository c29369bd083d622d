"""What is known at a gate: the numbers themselves, or what a pilot of some cases finds of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from mll_finance.engine.study import Study
from mll_finance.inputs.method.gates import GatedPhase, pilot_size
from mll_finance.inputs.method.pilots import Pilot
from mll_finance.judgement.finding_out.few_draws import drawn, few
from mll_finance.uncertainty.information.observations import OBSERVATIONS

Array = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Findings:
    """What is found of some numbers, at each draw.

    Parameters
    ----------
    paths : tuple of str
        The numbers.
    rows : tuple of ndarray
        What is found of each (draws,), in its unit: the number itself, or what a pilot finds per case.
    pilot : str or None
        The pilot that finds it.
    cases : float or None
        Its number of cases.
    """

    paths: tuple[str, ...] = ()
    rows: tuple[Array, ...] = ()
    pilot: str | None = None
    cases: float | None = None

    @property
    def known(self) -> Array | None:
        """The findings as one array (inputs, draws); None where nothing is found."""
        return np.stack(self.rows) if self.rows else None

    def meets(self, phase: GatedPhase) -> npt.NDArray[np.bool_] | None:
        """Whether each draw meets the border that was agreed for a phase; None where it has none."""
        if not self.rows:
            return None
        if phase.at_least is not None:
            return np.asarray(self.rows[0] >= phase.at_least)
        if phase.at_most is not None:
            return np.asarray(self.rows[0] <= phase.at_most)
        return None


def learnt(study: Study, paths: tuple[str, ...]) -> Findings:
    """Numbers that are known themselves."""
    return Findings(paths, tuple(drawn(study, paths))) if paths else Findings()


def found_in_phase(study: Study, plan: str, place: int, phase: GatedPhase) -> Findings:
    """What a phase of a plan finds: the numbers that it learns, or what its pilot observes of those it informs."""
    if phase.pilot is None:
        return learnt(study, phase.learns)
    pilot = study.case.parts(Pilot)[phase.pilot]
    pilot_group_size, plan_of_draws = pilot_size(phase, pilot), study.draws.plan
    observation = OBSERVATIONS[pilot.data]
    finding_rows = []
    for path, numbers_by_draw in zip(pilot.informs, drawn(study, pilot.informs), strict=True):
        chance_by_draw = few(
            study, plan_of_draws.uniforms(f"gates.{plan}.{place}.{path}", 0, plan_of_draws.total)
        )
        finding_by_draw = observation.drawn(
            chance_by_draw, numbers_by_draw, pilot_group_size, pilot.sd or 1.0
        )
        finding_rows.append(finding_by_draw / pilot_group_size if observation.is_count else finding_by_draw)
    return Findings(pilot.informs, tuple(finding_rows), phase.pilot, pilot_group_size)
