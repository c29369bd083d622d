"""Payment by result, with a return that is capped."""

from __future__ import annotations

from functools import reduce
from operator import add
from typing import Any, ClassVar, Literal

from pydantic import Field

from mll_finance.formulas.funding import capped_payments
from mll_finance.inputs.grammar.assumption import Assumption
from mll_finance.inputs.grammar.line import Line
from mll_finance.inputs.grammar.time_axis import Time
from mll_finance.inputs.grammar.values import Values


class OutcomePayment(Line):
    """An outcome contract or social impact bond: euros = outcomes x price, until the highest return has been paid.

    The claim is what was advanced, growing with the highest return a year, less what was paid; no more than the claim
    is paid. An index moves what is due and what is advanced, so the highest return stays what it is.
    Whoever advances the money bears the risk that the outcomes stay away.

    References
    ----------
    Social Finance NL, social impact bonds in the Netherlands; Rotterdam Buzinezzclub 2014: at most 12% a year.
    """

    MONEY: ClassVar[tuple[str, ...]] = ("price",)
    ADDED: ClassVar[tuple[str, ...]] = ("advanced",)
    LITERAL: ClassVar[tuple[str, ...]] = ("advanced",)
    REAL_PARTIES: ClassVar[bool] = True
    INDEX_WITHIN: ClassVar[tuple[str, ...]] = ("price", "advanced")
    NEVER_NEGATIVE: ClassVar[tuple[str, ...]] = ("outcomes", "price", "advanced", "cap")

    kind: Literal["outcome_payment"]
    """Payment by result, with a return that is capped."""
    outcomes: Assumption
    """Number of results a year that earn a payment, usually a ref to a quantity."""
    price: Assumption
    """Euros for one result."""
    advanced: dict[str, Assumption] = Field(min_length=1)
    """What the financier puts in, by name, each in euros a year."""
    cap: Assumption
    """Highest return a year on what is put in, real unless the line is nominal; of a map by year, the rate of a year is
    what the claim grows with since the year before."""

    def euros(self, values: Values, time: Time) -> Any:
        zero_by_year = time.years * 0.0
        advanced_by_year = reduce(add, values.advanced.values())
        return capped_payments(
            values.outcomes * values.price + zero_by_year, advanced_by_year + zero_by_year, cap=values.cap
        )
