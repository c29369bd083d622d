"""What every table of a study says beside its numbers: their units, and whether the case is the adopted version."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from mll_finance.engine.study import Study
from mll_finance.facade.adoption_mark import deviation_of
from mll_finance.inputs.case.adoption.deviation import NOT_ADOPTED

OF_ROW = "see the column unit"
"""Unit of a column whose rows differ in unit."""


def with_units(study: Study, frame: pd.DataFrame, units: str | Mapping[str, str]) -> pd.DataFrame:
    """The table with its units, and with the mark of a case that is not the adopted version."""
    frame.attrs["units"] = units if isinstance(units, str) else dict(units)
    adoption_deviation = deviation_of(study)
    if adoption_deviation is not None:
        frame.attrs[NOT_ADOPTED] = adoption_deviation.cell_text
    return frame
