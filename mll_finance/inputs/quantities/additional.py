"""What a project really adds: the gross effect less what would have happened anyway."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

from mll_finance.inputs.grammar.assumption import Assumption
from mll_finance.inputs.grammar.quantity import Quantity
from mll_finance.inputs.grammar.time_axis import Time
from mll_finance.inputs.grammar.values import Values


class Additional(Quantity):
    """Additionality: net = gross x (1 - deadweight) x (1 - displacement) x (1 - attribution).

    Each counterfactual counts once: what the baseline alternative already does is subtracted by the comparison itself,
    so deadweight is about self-recovery, not about today's service. An effect that is causal takes no attribution.

    References
    ----------
    Nicholls, J. et al. (2012), A Guide to Social Return on Investment, stage 4 (establishing impact).
    """

    OUTPUTS: ClassVar[dict[str, str]] = {"net": "count_per_year", "gross": "count_per_year"}
    SHARES: ClassVar[tuple[str, ...]] = ("deadweight", "displacement", "attribution")
    NEVER_NEGATIVE: ClassVar[tuple[str, ...]] = ("of",)

    kind: Literal["additional"]
    """What a project really adds."""
    of: Assumption
    """Gross number a year."""
    deadweight: Assumption | None = None
    """Share that would have happened anyway."""
    displacement: Assumption | None = None
    """Share that is pushed elsewhere."""
    attribution: Assumption | None = None
    """Share that is owed to others."""

    def outputs(self, values: Values, time: Time) -> dict[str, Any]:
        net_quantity = values.of
        for share_name in ("deadweight", "displacement", "attribution"):
            if share_name in values:
                net_quantity = net_quantity * (1.0 - getattr(values, share_name))
        return {"net": net_quantity, "gross": values.of}
