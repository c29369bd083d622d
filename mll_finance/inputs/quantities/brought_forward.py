"""Who is helped earlier than otherwise: at the same time, later or never without the project are three shares."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

from mll_finance.inputs.grammar.assumption import Assumption
from mll_finance.inputs.grammar.quantity import Quantity
from mll_finance.inputs.grammar.time_axis import Time
from mll_finance.inputs.grammar.values import Values


class BroughtForward(Quantity):
    """Bringing forward is not adding: added = never + later x (1 - ((1 + growth) / (1 + discount))^years).

    Of those who get it through the project, some would have had it at the same time without (0 is added), some later
    and some never (all of it). What the later ones will no longer need is ``withdrawn``: their number, times what one
    euro of then is worth now. So ``extra`` is what is delivered now, and ``added`` = ``extra`` - ``withdrawn`` is what
    it comes to once the later delivery, beyond the horizon, is left out. The shares hold for what it costs and for what
    it brings about: a later effect goes with the later help.

    References
    ----------
    CPB and PBL (2013), Algemene leidraad voor maatschappelijke kosten-batenanalyse, chapter 3 (the baseline).
    """

    OUTPUTS: ClassVar[dict[str, str]] = {
        "added": "count_per_year",
        "extra": "count_per_year",
        "withdrawn": "count_per_year",
    }
    SHARES: ClassVar[tuple[str, ...]] = ("now", "never")
    NEVER_NEGATIVE: ClassVar[tuple[str, ...]] = ("of", "years")
    CHANGES: ClassVar[tuple[str, ...]] = ("discount", "growth")

    kind: Literal["brought_forward"]
    """Help that comes earlier than otherwise."""
    of: Assumption
    """Number that gets it through the project, a year."""
    now: Assumption
    """Share that would have had it at the same time without the project."""
    never: Assumption
    """Share of the others that would never have had it; the rest of them later."""
    years: Assumption
    """Years by which the later ones get it earlier."""
    discount: Assumption = Assumption(table="discount_rates", id="nl_2025")
    """Real discount rate a year: the same as that of society in the case."""
    growth: Assumption | None = None
    """Real growth a year of what one of them costs or is worth, such as wages beyond prices; none without it."""

    def outputs(self, values: Values, time: Time) -> dict[str, Any]:
        growth = values.growth if "growth" in values else 0.0
        worth_of_later = ((1.0 + growth) / (1.0 + values.discount)) ** values.years
        extra_cases = values.of * (1.0 - values.now)
        withdrawn_cases = extra_cases * (1.0 - values.never) * worth_of_later
        return {"added": extra_cases - withdrawn_cases, "extra": extra_cases, "withdrawn": withdrawn_cases}
