"""What the partnership form of a case has its parties agree on: who pays whom, in which years, on which condition."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from mll_finance.engine.ledger import factors
from mll_finance.engine.study import Study
from mll_finance.inputs.grammar.line import Line
from mll_finance.inputs.grammar.parties import SOCIETY
from mll_finance.parties.expected_lines import expected_lines_around
from mll_finance.parties.partnership import PARTNERSHIP

Array = npt.NDArray[np.float64]
Condition = Literal["costs", "share_of_costs", "outcome", "each_unit", "fixed"]
_SHARE = "share_moved"


@dataclass(frozen=True)
class AgreedPayment:
    """One payment of a form, or costs that one party takes over from another.

    Parameters
    ----------
    line : str
        Id of the line.
    payer, receiver : str
        Ids of the parties.
    condition : str
        What the payment depends on: the costs as they are, a share of them, results, a number of units, or nothing.
    by_year : array or None
        Expected euros that the receiver gets (years,), at the price level of the case; None where no number is known.
    present_value : float
        Their expected present value under the lens of society (EUR); zero where no number is known.
    """

    line: str
    payer: str
    receiver: str
    condition: Condition
    by_year: Array | None
    present_value: float

    def years(self, calendar: tuple[int, ...]) -> tuple[int, ...]:
        """The calendar years in which something is expected to be paid."""
        if self.by_year is None:
            return ()
        return tuple(year for year, amount in zip(calendar, self.by_year, strict=True) if amount)


@dataclass(frozen=True)
class AgreedBalance:
    """What one party pays and receives by the payments of a form (expected present values, EUR)."""

    party: str
    pays: float
    receives: float

    @property
    def balance(self) -> float:
        """What it receives less what it pays."""
        return self.receives - self.pays


def agreed_payments(study: Study, alternative: str) -> tuple[AgreedPayment, ...]:
    """The payments that the partnership form of a case brings to an alternative, in the order of the form.

    Parameters
    ----------
    study : Study
        The study, over whose draws the mean is taken.
    alternative : str
        One for which the form holds.

    Notes
    -----
    Convention: an amount is what the receiver gains under the lens of society, which is what the payer loses: a payment
    between two parties is nothing to society. A line that has no number (PM) has no amount.
    """
    viewpoint = study.case.perspectives[SOCIETY]
    discount_factors = factors(study.case, viewpoint, study.case.settings.timing)
    payments = []
    for line_id, line in study.case.lines.items():
        if line.made_by != PARTNERSHIP or alternative not in line.alternative:
            continue
        amount_by_year = expected_lines_around(study, alternative, line.receiver).get(line_id)
        if amount_by_year is None and not study.central.is_pm(line_id, alternative):
            amount_by_year = np.zeros(len(study.case.years))
        payment_present_value = 0.0 if amount_by_year is None else float(discount_factors @ amount_by_year)
        payments.append(
            AgreedPayment(
                line_id, line.payer, line.receiver, condition_of(line), amount_by_year, payment_present_value
            )
        )
    return tuple(payments)


def agreed_balances(payments: tuple[AgreedPayment, ...]) -> tuple[AgreedBalance, ...]:
    """What each party pays and receives; together they receive what they pay."""
    party_ids = dict.fromkeys(party for payment in payments for party in (payment.payer, payment.receiver))
    return tuple(
        AgreedBalance(
            party,
            sum(payment.present_value for payment in payments if payment.payer == party),
            sum(payment.present_value for payment in payments if payment.receiver == party),
        )
        for party in party_ids
    )


def condition_of(line: Line) -> Condition:
    """What a payment of a form depends on, by the kind of its line."""
    if line.kind == "outcome_payment":
        return "outcome"
    if line.kind == "transfer":
        return "fixed" if getattr(line, "quantity", None) is None else "each_unit"
    return "share_of_costs" if _SHARE in getattr(line, "factors", {}) else "costs"


_FIELDS: Mapping[Condition, str] = {
    "share_of_costs": f"factors.{_SHARE}",
    "outcome": "price",
    "each_unit": "amount",
    "fixed": "amount",
}


def term_path(line_id: str, condition: Condition) -> str | None:
    """Path of the number that a payment is agreed by: a price, an amount, a share; None where it is costs as they are.

    Examples
    --------
    >>> term_path("partnership_fee", "fixed"), term_path("partnership_borne", "costs")
    ('lines.partnership_fee.amount', None)
    """
    demand_field = _FIELDS.get(condition)
    return None if demand_field is None else f"lines.{line_id}.{demand_field}"
