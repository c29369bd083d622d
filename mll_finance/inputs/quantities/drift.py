"""How a model wears between retrainings."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

import numpy as np
from pydantic import Field

from mll_finance.inputs.grammar.assumption import Assumption
from mll_finance.inputs.grammar.quantity import Quantity
from mll_finance.inputs.grammar.time_axis import Time
from mll_finance.inputs.grammar.values import Values


class Drift(Quantity):
    """level(t) = of x (1 - loss)^(years since the last retraining): precision that fades and is restored.

    References
    ----------
    Vela, D. et al. (2022), "Temporal quality degradation in AI models", Scientific Reports 12: 11654.
    """

    OUTPUTS: ClassVar[dict[str, str]] = {"level": "fraction"}
    SHARES: ClassVar[tuple[str, ...]] = ("loss",)
    NEVER_NEGATIVE: ClassVar[tuple[str, ...]] = ("of",)

    kind: Literal["drift"]
    """How a model wears between retrainings."""
    of: Assumption
    """Level after training, such as the precision."""
    loss: Assumption
    """Share of the level lost each year without retraining."""
    every: int | None = Field(default=None, ge=1)
    """Years between retrainings; never without it."""
    start: int | None = None
    """Year of the first training; without it the first year of the case."""

    def outputs(self, values: Values, time: Time) -> dict[str, Any]:
        start_year = time.span[0] if self.start is None else self.start
        years_passed = [max(0, year - start_year) for year in time.span]
        years_since_retraining = (
            years_passed if self.every is None else [years % self.every for years in years_passed]
        )
        return {
            "level": values.of * (1.0 - values.loss) ** np.array(years_since_retraining, dtype=float)[:, None]
        }
