"""Who pays and who gains: the welfare total of an alternative divided over the parties, under one lens.

Under the lens of society (market prices, all effects) the parties add up to society exactly, because a payment between
two of them is what the one loses and the other gains.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from mll_finance.engine.ledger import factors
from mll_finance.engine.lens import Side
from mll_finance.engine.stream import stream
from mll_finance.engine.study import Study
from mll_finance.inputs.grammar.parties import MUNICIPALITY, RESIDENTS, SOCIETY, Perspective
from mll_finance.inputs.reference_data.phases import PHASES

Array = npt.NDArray[np.float64]
RANGE = (5, 95)
"""Percentiles that a table of results shows beside the central value, as ``p05`` and ``p95``."""


@dataclass(frozen=True)
class PartyBalance:
    """What one party gains on balance."""

    party: str
    npv: float
    """Present value (EUR)."""
    yearly: Array
    """Net flow by year (years,), in prices of the price level."""
    pm: tuple[str, ...]
    """Lines of this party without a number."""


@dataclass(frozen=True)
class LineValue:
    """What one line is worth to a perspective."""

    line: str
    side: str
    present_value: float | None
    """Euros into the fence; None where it is PM."""


def incidence(study: Study, alternative: str, perspective: str = SOCIETY) -> list[PartyBalance]:
    """The parties inside a perspective with what each gains, in the order of the perspective.

    Parameters
    ----------
    study : Study
        The study; its central case is shown.
    alternative, perspective : str
        Ids.
    """
    viewpoint = study.case.perspectives[perspective]
    party_balances = []
    for party in viewpoint.parties:
        party_stream = stream(study.central, viewpoint.around(party), alternative)
        party_balances.append(
            PartyBalance(party, float(party_stream.npv[0]), party_stream.yearly[:, 0], party_stream.pm)
        )
    return party_balances


@dataclass(frozen=True)
class ExpectedGain:
    """What one party gains on average over the draws, under the lens of society (EUR, present value)."""

    party: str
    mean: float


def who_pays_and_gains(study: Study, alternative: str) -> tuple[ExpectedGain | None, ExpectedGain | None]:
    """The party that is expected to lose most to an alternative and the one to gain most; None where none does."""
    expected_gains = [
        ExpectedGain(party, mean) for party, mean in expected_balances(study, alternative).items()
    ]
    expected_gains.sort(key=lambda gain: gain.mean)
    largest_loss = expected_gains[0] if expected_gains and expected_gains[0].mean < 0 else None
    largest_gain = expected_gains[-1] if expected_gains and expected_gains[-1].mean > 0 else None
    return largest_loss, largest_gain


def expected_balances(study: Study, alternative: str) -> dict[str, float]:
    """What each party gains on average over the draws, under the lens of society (EUR, present value).

    They add up to the expected balance to society. What has no number is not counted.
    """
    npvs_by_key = study.by_draw.parties
    party_ids = study.case.perspectives[SOCIETY].parties
    return {party: float(np.mean(npvs_by_key[alternative, party])) for party in party_ids}


def line_values(study: Study, alternative: str, perspective: str) -> list[LineValue]:
    """Present value of each line through a perspective, in the order of the case; they add up to the NPV."""
    return values_through(study, alternative, study.case.perspectives[perspective])


def values_through(study: Study, alternative: str, viewpoint: Perspective) -> list[LineValue]:
    """The same for any fence and lens."""
    seen_lines_by_line: dict[str, LineValue] = {}
    for seen_line in study.central.seen_by(viewpoint, alternative):
        discount_factors = factors(study.case, viewpoint, seen_line.timing)
        seen_lines_by_line[seen_line.line] = LineValue(
            seen_line.line, seen_line.view.side, float(discount_factors @ seen_line.real[:, 0])
        )
    for line_id in study.central.pm(viewpoint, alternative):
        parties_inside = viewpoint.parties
        side = "costs" if study.case.lines[line_id].payer in parties_inside else "benefits"
        seen_lines_by_line[line_id] = LineValue(line_id, side, None)
    return [seen_lines_by_line[line_id] for line_id in study.case.lines if line_id in seen_lines_by_line]


@dataclass(frozen=True)
class IncidenceTable:
    """Who pays and who gains, by year and by line, in present values (EUR); both ways add up to the whole."""

    parties: tuple[str, ...]
    by_year: dict[str, Array]
    """Present value by year (years,) of each party."""
    by_line: dict[str, dict[str, float | None]]
    """Present value by line of each party; None where the line is PM, absent where it does not touch the party."""

    def total_by_year(self) -> Array:
        """Sum of the parties by year (years,)."""
        return np.asarray(sum(self.by_year[party] for party in self.parties))

    def total_by_line(self) -> dict[str, float]:
        """Sum of the parties by line; PM is not counted."""
        total_by_line: dict[str, float] = {}
        for party in self.parties:
            for line_id, present_value in self.by_line[party].items():
                total_by_line[line_id] = total_by_line.get(line_id, 0.0) + (present_value or 0.0)
        return total_by_line

    def total(self) -> float:
        """Present value of what all parties together gain (EUR)."""
        return float(self.total_by_year().sum())

    def npv(self, party: str) -> float:
        """Present value of what a party gains on balance (EUR)."""
        return float(self.by_year[party].sum())


def incidence_table(study: Study, alternative: str, perspective: str = SOCIETY) -> IncidenceTable:
    """Parties by year and parties by line, under the lens of a perspective."""
    viewpoint = study.case.perspectives[perspective]
    total_by_party: dict[str, Array] = {}
    value_by_party: dict[str, dict[str, float | None]] = {}
    for party in viewpoint.parties:
        party_viewpoint = viewpoint.around(party)
        discounted_by_year = np.zeros(len(study.case.years))
        for seen_line in study.central.seen_by(party_viewpoint, alternative):
            discounted_by_year += factors(study.case, viewpoint, seen_line.timing) * seen_line.real[:, 0]
        total_by_party[party] = discounted_by_year
        value_by_party[party] = {
            line_value.line: line_value.present_value
            for line_value in values_through(study, alternative, party_viewpoint)
        }
    return IncidenceTable(viewpoint.parties, total_by_party, value_by_party)


def by_group(study: Study, alternative: str, perspective: str = SOCIETY) -> dict[str | None, float]:
    """What residents of each group gain (EUR, present value); None for lines that name no group.

    The groups together are what residents gain; empty where no line names a group.
    """
    group_ids = dict.fromkeys(line.group for line in study.case.lines.values() if line.group)
    if not group_ids:
        return {}
    gain_by_group: dict[str | None, float] = dict.fromkeys([*group_ids, None], 0.0)
    residents_viewpoint = study.case.perspectives[perspective].around(RESIDENTS)
    for line_value in values_through(study, alternative, residents_viewpoint):
        gain_by_group[study.case.lines[line_value.line].group] += line_value.present_value or 0.0
    return gain_by_group


@dataclass(frozen=True)
class GroupGain:
    """What residents of one group gain (present value, EUR), plain and weighted."""

    group: str | None
    """Id of the group; None for lines that name no group."""
    gain: float
    weight: float
    """Welfare weight of the case; one where it gives none."""

    @property
    def weighted(self) -> float:
        """The gain times its weight."""
        return self.weight * self.gain


@dataclass(frozen=True)
class GroupGains:
    """The groups of residents; together they are what residents gain (EUR, present value)."""

    groups: tuple[GroupGain, ...]

    @property
    def gain(self) -> float:
        """Sum of the gains."""
        return sum(group.gain for group in self.groups)

    @property
    def weighted(self) -> float:
        """Sum of the weighted gains."""
        return sum(group.weighted for group in self.groups)


def group_gains(study: Study, alternative: str) -> GroupGains:
    """What residents of each group gain with the weights of the case; empty where no line names a group."""
    weight_by_group = study.case.settings.weights
    return GroupGains(
        tuple(
            GroupGain(group, gain, weight_by_group[group].value if group in weight_by_group else 1.0)
            for group, gain in by_group(study, alternative).items()
        )
    )


def party_range(study: Study, alternative: str, party: str) -> tuple[float, float]:
    """5th and 95th percentile over the draws of what a party gains (EUR, present value)."""
    low_npv, high_npv = np.percentile(study.by_draw.parties[alternative, party], RANGE)
    return float(low_npv), float(high_npv)


@dataclass(frozen=True)
class WrongPocket:
    """Whether the municipality pays for what others gain, all under the lens of society (EUR, present value)."""

    society: float
    """What society gains on balance."""
    paid: float
    """What the municipality pays: its costs."""
    received: float
    """What the municipality gets: its benefits, those that release no cash included."""

    @property
    def municipality(self) -> float:
        """What the municipality gains on balance."""
        return self.received - self.paid

    @property
    def bears(self) -> float:
        """What the municipality bears on balance."""
        return -self.municipality

    @property
    def gap(self) -> float:
        """What others gain on balance: the gain to society that does not reach the pocket that pays."""
        return self.society - self.municipality

    @property
    def wrong(self) -> bool:
        """Whether society gains while the municipality loses."""
        return self.society > 0 > self.municipality


def wrong_pocket(study: Study, alternative: str) -> WrongPocket:
    """The wrong-pocket gap of the municipality: NPV to society minus its own, under one lens.

    References
    ----------
    CPB, W. Vermeulen (2014), Me Judice, 9 September 2014: a saving stays with the municipality only where it falls on
    its own budget. The definition of the gap is this project's own.
    """
    viewpoint = study.case.perspectives[SOCIETY]
    municipal_stream = stream(study.central, viewpoint.around(MUNICIPALITY), alternative)
    return WrongPocket(
        float(study.stream(SOCIETY, alternative).npv[0]),
        float(municipal_stream.pv_costs[0]),
        float(municipal_stream.pv_benefits[0]),
    )


def is_wrong_pocket(study: Study, alternative: str) -> npt.NDArray[np.bool_]:
    """Whether society gains while the municipality loses, by draw (draws,)."""
    municipal_npv = study.by_draw.parties.get((alternative, MUNICIPALITY), np.zeros(1))
    return np.asarray((study.outcomes[SOCIETY, alternative, "npv"] > 0) & (municipal_npv < 0))


SIDES: tuple[Side, ...] = ("costs", "benefits")


def side_total(study: Study, alternative: str, perspective: str, side: Side) -> float:
    """Present value of the lines of a side (EUR): what comes in is positive, what goes out negative."""
    present_value = float(study.value(perspective, alternative, f"pv_{side}")["central"])
    return -present_value if side == "costs" else present_value


def costs_by_phase(study: Study, alternative: str, perspective: str = SOCIETY) -> dict[str | None, float]:
    """Present value of the costs of each phase (EUR, positive); None for lines without a phase.

    Every phase has a place, also where it costs nothing; together they are the PV of the costs.
    """
    cost_by_phase: dict[str | None, float] = dict.fromkeys([*PHASES, None], 0.0)
    for line_value in line_values(study, alternative, perspective):
        if line_value.side == "costs" and line_value.present_value is not None:
            cost_by_phase[study.case.lines[line_value.line].phase] -= line_value.present_value
    return cost_by_phase
