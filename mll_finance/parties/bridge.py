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

ByLine = dict[str, float]
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
class Difference:
    """One difference between the two results (EUR)."""

    id: str
    party: str | None
    """Whose effects they are, where the item is other parties' effects."""
    lines: ByLine
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
    to_npv: tuple[Difference, ...]
    to_budget: tuple[Difference, ...]

    @property
    def left_at_npv(self) -> float:
        """What the items leave unexplained up to the NPV of the municipality; zero but for rounding."""
        return self.society + sum(difference.amount for difference in self.to_npv) - self.municipality

    @property
    def left_at_budget(self) -> float:
        """What the items leave unexplained up to the budget; zero but for rounding."""
        return self.municipality + sum(difference.amount for difference in self.to_budget) - self.budget

    @property
    def scale(self) -> float:
        """Size of what is compared: the sum of absolute amounts."""
        amount_sizes = [
            abs(amount)
            for difference in (*self.to_npv, *self.to_budget)
            for amount in difference.lines.values()
        ]
        return abs(self.society) + abs(self.municipality) + abs(self.budget) + sum(amount_sizes)


def bridge(study: Study, alternative: str) -> Bridge:
    """The bridge of one alternative, for the central case."""
    case = study.case
    society, municipality = case.perspectives[SOCIETY], case.perspectives[MUNICIPALITY]
    fence_viewpoint = society.around(*municipality.parties)
    effects_viewpoint = fence_viewpoint.model_copy(update={"effects": municipality.effects})
    btw_viewpoint = effects_viewpoint.model_copy(update={"btw": municipality.btw})
    schedule_viewpoint = btw_viewpoint.model_copy(update={"schedule": municipality.schedule})
    values_by_step = {
        step: _present_values(study, alternative, viewpoint)
        for step, viewpoint in (
            ("inside", fence_viewpoint),
            ("cash", effects_viewpoint),
            ("taxed", btw_viewpoint),
            ("final", schedule_viewpoint),
        )
    }
    real_sum_by_line, nominal_sum_by_line = (
        _sums(study, alternative, schedule_viewpoint, nominal=False),
        _sums(study, alternative, schedule_viewpoint),
    )
    accrual_sum_by_line = _sums(study, alternative, schedule_viewpoint, accounting="budget")
    first_years_sum_by_line = _sums(study, alternative, schedule_viewpoint, accounting="budget", years=YEARS)
    differences_to_npv = (
        *_others(study, alternative, society, municipality),
        *_effects(study, alternative, values_by_step["inside"], values_by_step["cash"]),
        Difference("btw_rule", None, _minus(values_by_step["taxed"], values_by_step["cash"])),
        Difference("schedule", None, _minus(values_by_step["final"], values_by_step["taxed"])),
    )
    differences_to_budget = (
        Difference("discounting", None, _minus(real_sum_by_line, values_by_step["final"])),
        Difference("price_basis", None, _minus(nominal_sum_by_line, real_sum_by_line)),
        Difference("accounting", None, _minus(accrual_sum_by_line, nominal_sum_by_line)),
        Difference("later_years", None, _minus(first_years_sum_by_line, accrual_sum_by_line)),
    )
    municipal_budget = budget_table(study, alternative)
    return Bridge(
        alternative,
        float(study.stream(SOCIETY, alternative).npv[0]),
        float(study.stream(MUNICIPALITY, alternative).npv[0]),
        float(municipal_budget.total().sum()),
        differences_to_npv,
        differences_to_budget,
    )


def _others(
    study: Study, alternative: str, society: Perspective, municipality: Perspective
) -> list[Difference]:
    """What the parties gain that leave the fence, and lose that enter it; the btw that the state gives back apart."""
    differences = []
    btw_by_line: ByLine = {}
    for party in dict.fromkeys((*society.parties, *municipality.parties)):
        if (party in society.parties) == (party in municipality.parties):
            continue
        party_sign = -1.0 if party in society.parties else 1.0
        party_viewpoint = society.around(party)
        value_by_line = _present_values(study, alternative, party_viewpoint)
        if party == STATE:
            # Of payments between others the state only sees btw: what it collects and what it compensates.
            btw_by_line = {
                line_id: party_sign * amount
                for line_id, amount in value_by_line.items()
                if not _takes_part(study, line_id, STATE)
            }
            value_by_line = {
                line_id: amount for line_id, amount in value_by_line.items() if line_id not in btw_by_line
            }
        pm_lines = tuple(
            line_id
            for line_id in study.central.pm(party_viewpoint, alternative)
            if party != STATE or _takes_part(study, line_id, STATE)
        )
        differences.append(
            Difference(
                "others",
                party,
                {line_id: party_sign * amount for line_id, amount in value_by_line.items()},
                pm_lines,
            )
        )
    return [*differences, Difference("btw_compensated", None, btw_by_line)]


def _takes_part(study: Study, line_id: str, party: str) -> bool:
    return party in (study.case.lines[line_id].payer, study.case.lines[line_id].receiver)


def _effects(
    study: Study, alternative: str, all_effects: ByLine, counted_effects: ByLine
) -> list[Difference]:
    """What the municipality gains but no budget shows: well-being, and resources that no budget releases."""
    uncounted_by_line = _minus(counted_effects, all_effects)
    welfare_by_line = {
        line_id: amount
        for line_id, amount in uncounted_by_line.items()
        if _takes_part(study, line_id, WELFARE)
    }
    not_released_by_line = {
        line_id: amount for line_id, amount in uncounted_by_line.items() if line_id not in welfare_by_line
    }
    return [
        Difference("not_in_money", None, welfare_by_line),
        Difference("not_cash_releasing", None, not_released_by_line),
    ]


def _present_values(study: Study, alternative: str, viewpoint: Perspective) -> ByLine:
    value_by_line: ByLine = {}
    for seen_line in study.central.seen_by(viewpoint, alternative):
        value_by_line[seen_line.line] = float(
            factors(study.case, viewpoint, seen_line.timing) @ seen_line.real[:, 0]
        )
    return value_by_line


def _sums(
    study: Study,
    alternative: str,
    viewpoint: Perspective,
    *,
    nominal: bool = True,
    accounting: Accounting = "cash",
    years: int | None = None,
) -> ByLine:
    sum_by_line: ByLine = {}
    for seen_line in study.central.seen_by(viewpoint, alternative, accounting=accounting):
        yearly_amounts = seen_line.nominal if nominal else seen_line.real
        sum_by_line[seen_line.line] = float(yearly_amounts[:years, 0].sum())
    return sum_by_line


def _minus(after: ByLine, before: ByLine) -> ByLine:
    """The change by line; a line that does not change stands aside."""
    change_by_line = {
        line_id: after.get(line_id, 0.0) - before.get(line_id, 0.0) for line_id in (*after, *before)
    }
    return {line_id: change for line_id, change in change_by_line.items() if change != 0.0}
