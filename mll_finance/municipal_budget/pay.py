"""What own staff of a line is paid: the number that holds its wage, and whether it is for an hour or an fte."""

from __future__ import annotations

from typing import NamedTuple

from mll_finance.inputs.case.case import Case
from mll_finance.inputs.case.graph import Leaf
from mll_finance.inputs.grammar.kinds import assumptions


class Pay(NamedTuple):
    """The wage that a line pays."""

    path: str
    """Path of the number."""
    per: str
    """``hour`` or ``fte``."""


PER = ("hour", "fte")
"""Units of labour: what is paid by the hour or the fte."""


def pay_of(case: Case, line_id: str) -> Pay | None:
    """The wage of own staff in a line without btw; None where it names none, such as a price for a licence."""
    line = case.lines[line_id]
    if line.tax.rate:
        return None
    for path, _ in assumptions(line, f"lines.{line_id}"):
        unit_of_pay = _unit(case, path, line.alternative[0]) or ""
        currency, _, per_units = unit_of_pay.partition("/")
        pay_period = per_units.partition("/")[0]
        if currency == "EUR" and pay_period in PER:
            return Pay(path, pay_period)
    return None


def _unit(case: Case, path: str, alternative: str) -> str | None:
    """The unit of a number, references followed; None where it is an output of a quantity."""
    wage_leaf: Leaf = case.graph.leaves[case.graph.leaf_for(path, alternative)]
    if wage_leaf.assumption.ref is None:
        return wage_leaf.assumption.unit
    output_or_path = case.graph.target(wage_leaf.assumption.ref)
    return _unit(case, output_or_path, alternative) if isinstance(output_or_path, str) else None
