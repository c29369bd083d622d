"""The bridge from the MKBA to the municipal budget: what differs, item by item, adding up exactly.

One thing changes at a time: first who is inside the fence, then the lens (effects, btw, discount schedule), which gives
the NPV of the municipality; then discounting, price basis, accounting and years are taken off one by one, which gives
the balance of the four-year budget. Each item is calculated from the lines, none of them as what is left over.

References
----------
CPB/PBL (2013), Algemene leidraad voor MKBA, par. 9.3.2 (btw). Besluit begroting en verantwoording (BBV), art. 20-23.
"""

from __future__ import annotations

from dataclasses import dataclass

from mll_finance.engine.ledger import Accounting, factors
from mll_finance.engine.study import Study
from mll_finance.inputs.grammar.parties import MUNICIPALITY, SOCIETY, STATE, WELFARE, Perspective
from mll_finance.municipal_budget.budget import YEARS, budget_table

Values = dict[str, float]
ITEMS = (
    "others",
    "btw_compensated",
    "not_in_money",
    "not_cash_releasing",
    "btw_rule",
    "schedule",
    "discounting",
    "price_basis",
    "accounting",
    "later_years",
)
"""Kinds of difference, in order; the first six lead to the NPV of the municipality."""


@dataclass(frozen=True)
class Item:
    """One difference between the two results (EUR)."""

    id: str
    party: str | None
    """Whose effects they are, where the item is other parties' effects."""
    lines: Values
    """The difference by line."""
    pm: tuple[str, ...] = ()
    """Lines that belong here but have no number."""

    @property
    def amount(self) -> float:
        """The difference (EUR)."""
        return sum(self.lines.values())


@dataclass(frozen=True)
class Bridge:
    """From the NPV to society to the four-year budget of one alternative (EUR)."""

    alternative: str
    society: float
    """NPV to society, as the study gives it."""
    municipality: float
    """NPV of the municipality, as the study gives it."""
    budget: float
    """Balance of the four-year accrual budget, as the budget table gives it."""
    to_npv: tuple[Item, ...]
    to_budget: tuple[Item, ...]

    @property
    def left_at_npv(self) -> float:
        """What the items leave unexplained up to the NPV of the municipality; zero but for rounding."""
        return self.society + sum(item.amount for item in self.to_npv) - self.municipality

    @property
    def left_at_budget(self) -> float:
        """What the items leave unexplained up to the budget; zero but for rounding."""
        return self.municipality + sum(item.amount for item in self.to_budget) - self.budget

    @property
    def scale(self) -> float:
        """Size of what is compared: the sum of absolute amounts."""
        items = [abs(value) for item in (*self.to_npv, *self.to_budget) for value in item.lines.values()]
        return abs(self.society) + abs(self.municipality) + abs(self.budget) + sum(items)


def bridge(study: Study, alternative: str) -> Bridge:
    """The bridge of one alternative, for the central case."""
    case = study.case
    society, municipality = case.perspectives[SOCIETY], case.perspectives[MUNICIPALITY]
    inside = society.model_copy(update={"parties": municipality.parties})
    cash = inside.model_copy(update={"effects": municipality.effects})
    taxed = cash.model_copy(update={"btw": municipality.btw})
    final = taxed.model_copy(update={"schedule": municipality.schedule})
    of = {
        lens: _present_values(study, alternative, through)
        for lens, through in (("inside", inside), ("cash", cash), ("taxed", taxed), ("final", final))
    }
    real, nominal = _sums(study, alternative, final, nominal=False), _sums(study, alternative, final)
    charged = _sums(study, alternative, final, accounting="budget")
    first_years = _sums(study, alternative, final, accounting="budget", years=YEARS)
    to_npv = (
        *_others(study, alternative, society, municipality),
        *_effects(study, alternative, of["inside"], of["cash"]),
        Item("btw_rule", None, _minus(of["taxed"], of["cash"])),
        Item("schedule", None, _minus(of["final"], of["taxed"])),
    )
    to_budget = (
        Item("discounting", None, _minus(real, of["final"])),
        Item("price_basis", None, _minus(nominal, real)),
        Item("accounting", None, _minus(charged, nominal)),
        Item("later_years", None, _minus(first_years, charged)),
    )
    table = budget_table(study, alternative)
    return Bridge(
        alternative,
        float(study.stream(SOCIETY, alternative).npv[0]),
        float(study.stream(MUNICIPALITY, alternative).npv[0]),
        float(table.total().sum()),
        to_npv,
        to_budget,
    )


def _others(study: Study, alternative: str, society: Perspective, municipality: Perspective) -> list[Item]:
    """What the parties gain that leave the fence, and lose that enter it; the btw that the state gives back apart."""
    made = []
    btw: Values = {}
    for party in dict.fromkeys((*society.parties, *municipality.parties)):
        if (party in society.parties) == (party in municipality.parties):
            continue
        sign = -1.0 if party in society.parties else 1.0
        alone = society.model_copy(update={"parties": (party,)})
        found = _present_values(study, alternative, alone)
        if party == STATE:
            # Of payments between others the state only sees btw: what it collects and what it compensates.
            btw = {name: sign * value for name, value in found.items() if not _takes_part(study, name, STATE)}
            found = {name: value for name, value in found.items() if name not in btw}
        pm = tuple(
            name
            for name in study.central.pm(alone, alternative)
            if party != STATE or _takes_part(study, name, STATE)
        )
        made.append(Item("others", party, {name: sign * value for name, value in found.items()}, pm))
    return [*made, Item("btw_compensated", None, btw)]


def _takes_part(study: Study, line: str, party: str) -> bool:
    return party in (study.case.lines[line].payer, study.case.lines[line].receiver)


def _effects(study: Study, alternative: str, every: Values, counted: Values) -> list[Item]:
    """What the municipality gains but no budget shows: well-being, and resources that no budget releases."""
    lost = _minus(counted, every)
    welfare = {name: value for name, value in lost.items() if _takes_part(study, name, WELFARE)}
    rest = {name: value for name, value in lost.items() if name not in welfare}
    return [Item("not_in_money", None, welfare), Item("not_cash_releasing", None, rest)]


def _present_values(study: Study, alternative: str, through: Perspective) -> Values:
    made: Values = {}
    for seen in study.central.seen_by(through, alternative):
        made[seen.line] = float(factors(study.case, through, seen.timing) @ seen.real[:, 0])
    return made


def _sums(
    study: Study,
    alternative: str,
    through: Perspective,
    *,
    nominal: bool = True,
    accounting: Accounting = "cash",
    years: int | None = None,
) -> Values:
    made: Values = {}
    for seen in study.central.seen_by(through, alternative, accounting=accounting):
        amounts = seen.nominal if nominal else seen.real
        made[seen.line] = float(amounts[:years, 0].sum())
    return made


def _minus(after: Values, before: Values) -> Values:
    """The change by line; a line that does not change stands aside."""
    changes = {name: after.get(name, 0.0) - before.get(name, 0.0) for name in (*after, *before)}
    return {name: value for name, value in changes.items() if value != 0.0}
