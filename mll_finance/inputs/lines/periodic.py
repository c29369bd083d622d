"""What returns every few years: retraining, a bias test, an audit."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

import numpy as np
from pydantic import Field

from mll_finance.inputs.grammar.assumption import Assumption
from mll_finance.inputs.grammar.line import Line
from mll_finance.inputs.grammar.time_axis import Time
from mll_finance.inputs.grammar.values import Values


class Periodic(Line):
    """An amount ex btw in the first year of the line and every ``every`` years after it."""

    MONEY: ClassVar[tuple[str, ...]] = ("amount",)
    BTW_REQUIRED: ClassVar[bool] = True
    NEVER_NEGATIVE: ClassVar[tuple[str, ...]] = ("amount",)

    kind: Literal["periodic"]
    """What returns every few years."""
    amount: Assumption
    """Euros ex btw, each time."""
    every: int = Field(ge=1)
    """Years from one time to the next."""

    def euros(self, values: Values, time: Time) -> Any:
        first_year = time.span[0] if self.years is None else self.years.active(time.span)[0]
        is_due = np.array(
            [year >= first_year and (year - first_year) % self.every == 0 for year in time.span]
        )[:, None]
        return np.where(is_due, values.amount, 0.0)
