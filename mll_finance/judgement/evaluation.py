"""Whether an evaluation can show what a case assumes, and what the case expects of each indicator."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from mll_finance.engine.study import Study
from mll_finance.formulas.sample_size import detectable_share, detection_power, required_sample
from mll_finance.inputs.case.graph import Output
from mll_finance.inputs.method.evaluation import SampleSize

Array = npt.NDArray[np.float64]


@dataclass(frozen=True)
class SampleFinding:
    """What a planned comparison of two shares can show.

    Parameters
    ----------
    control, treated : float
        Assumed shares in the comparison group and with the project.
    planned : int
        Planned people in each group.
    needed : int or None
        People that each group needs to show the assumed difference; None where no difference is assumed.
    power : float
        Chance that the planned groups show the assumed difference.
    detectable : float or None
        Smallest share with the project that the planned groups can tell from the comparison group; None if none.
    significance, demanded : float
        Two-sided significance level and demanded power.
    year : int
        Year of the case whose shares these are.
    """

    control: float
    treated: float
    planned: int
    needed: int | None
    power: float
    detectable: float | None
    significance: float
    demanded: float
    year: int

    @property
    def enough(self) -> bool:
        """Whether the planned groups are large enough for the assumed difference."""
        return self.needed is not None and self.planned >= self.needed


def sample_finding(study: Study, plan: SampleSize) -> SampleFinding | None:
    """What a planned comparison can show; None where a share has no number."""
    default_by_id = {row.id: row.value for row in study.case.tables.table("evaluation_design").rows}
    required_significance = plan.significance or default_by_id["significance"]
    demanded_power = plan.power or default_by_id["power"]
    outcome_year = plan.year or study.case.years[-1]
    control_share = expected(study, plan.outcome, plan.control, year=outcome_year)
    treated_share = expected(study, plan.outcome, plan.treated, year=outcome_year)
    if control_share is None or treated_share is None:
        return None
    effective_per_group = plan.per_group / plan.design_effect
    needed_per_group = None
    if control_share != treated_share:
        simple_sample_size = required_sample(
            control_share, treated_share, significance=required_significance, power=demanded_power
        )
        needed_per_group = math.ceil(simple_sample_size * plan.design_effect)
    return SampleFinding(
        control_share,
        treated_share,
        plan.per_group,
        needed_per_group,
        detection_power(
            control_share, treated_share, per_group=effective_per_group, significance=required_significance
        ),
        detectable_share(
            control_share,
            per_group=effective_per_group,
            significance=required_significance,
            power=demanded_power,
        ),
        required_significance,
        demanded_power,
        outcome_year,
    )


def expected(study: Study, path: str, alternative: str, *, year: int | None = None) -> float | None:
    """What the central case gives at a path in one alternative and year (the last without it).

    Parameters
    ----------
    study : Study
        The study.
    path : str
        Output of a quantity, number, or line (euros ex btw at the price level of the case).
    alternative : str
        Id of the alternative.

    Returns
    -------
    float or None
        None where it is PM, or where a line does not stand in the alternative.
    """
    case, year_index = study.case, study.case.years.index(year or study.case.years[-1])
    section_name, owner_id = path.split(".")[:2]
    if (f"{section_name}.{owner_id}", alternative) in case.graph.pm:
        return None
    target_output = case.graph.target(path)
    if isinstance(target_output, Output):
        expected_array: Array | None = study.central.model.quantity(target_output.quantity, alternative)[
            target_output.name
        ]
    elif target_output is not None:
        expected_array = study.central.model.assumption(path, alternative)
    else:
        expected_array = study.central.euros(owner_id, alternative) if section_name == "lines" else None
    if expected_array is None:
        return None
    return float(np.broadcast_to(expected_array, (len(case.years), 1))[year_index, 0])


def line_total(study: Study, line: str, alternative: str) -> float | None:
    """Euros of a line over all years, ex btw at the price level of the case; None where it has no number."""
    line_euros = study.central.euros(line, alternative)
    return (
        None if line_euros is None else float(np.broadcast_to(line_euros, (len(study.case.years), 1)).sum())
    )
