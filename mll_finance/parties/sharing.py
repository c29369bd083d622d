"""Municipalities that share the common costs of a case: who pays what, who is better off, and what if one leaves.

The case is that of one municipality. Its lines named as common are borne once by all together; every other line
scales with size. Amounts are expected: means over the draws. A saving on bijstand (BUIG) is counted for the
municipality of the case only and not multiplied: if all save, the macro budget falls with them. Lines of a partnership
form are left out, since sharing is a form of its own.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from mll_finance.engine.ledger import factors
from mll_finance.engine.study import Study
from mll_finance.formulas.coalitions import MOST_PLAYERS, shapley
from mll_finance.formulas.sharing import (
    break_even_participants,
    equal_shares,
    fixed_and_variable_shares,
    founders_and_joiners,
    weighted_shares,
)
from mll_finance.inputs.grammar.parties import MUNICIPALITY
from mll_finance.inputs.lines.avoided_benefit import AvoidedBenefit
from mll_finance.inputs.method.sharing import INHABITANTS, KEYS, Sharing, place
from mll_finance.inputs.tables.table import MUNICIPALITIES
from mll_finance.parties.expected_lines import expected_lines

Array = npt.NDArray[np.float64]
SHARING = "sharing"
PARTNERSHIP = "partnership"


@dataclass(frozen=True)
class Member:
    """One participant (present values, EUR)."""

    name: str
    size: float
    gain: float
    """What it gains after its own costs and before its share of the common costs, without a saving on bijstand."""
    alone: float
    """What is left if it bears the common costs alone."""
    pays: float
    """Its share of the common costs under the key of the case."""
    shapley: float | None
    """What the coalition is worth to it by the Shapley value; None beyond ten participants."""
    is_own: bool
    """Whether it is the municipality of the case."""

    @property
    def net(self) -> float:
        """What is left under the key of the case."""
        return self.gain - self.pays


@dataclass(frozen=True)
class Leaving:
    """What another participant pays and has left after one left (present values, EUR)."""

    name: str
    pays: float
    paid: float
    net: float
    was: float


@dataclass(frozen=True)
class Enlargement:
    """From one to n participants, in the order of the case (present values, EUR)."""

    participants: int
    name: str
    common_each: float
    """Common costs divided by the number of participants."""
    net: float
    """What all together gain, a saving on bijstand counted once."""
    lost: float
    """Saving on bijstand that is not counted because the macro budget would fall."""


@dataclass(frozen=True)
class Totals:
    """The participants together (present values, EUR)."""

    size: float
    gain: float
    pays: float
    net: float
    shapley: float


@dataclass(frozen=True)
class Shared:
    """The outcome of sharing."""

    members: tuple[Member, ...]
    keys: dict[str, tuple[float, ...]]
    """Present value of what each participant pays under each key (EUR)."""
    yearly: Array
    """What each pays a year under the key of the case (years, participants)."""
    common: float
    """Present value of the common costs (EUR)."""
    bijstand: float
    """Present value of the saving on bijstand of the budget of the municipality of the case (EUR)."""
    leaver: str
    leaving: tuple[Leaving, ...]
    steps: tuple[Enlargement, ...]
    break_even: int | None
    """Participants of average size at which nobody loses under equal shares; None where no number is enough."""
    year: int | None
    """Year of the numbers of inhabitants; None where the case gives them."""

    @property
    def better_off(self) -> int:
        """Number of participants that keep more than if they bore the common costs alone."""
        return sum(member.net > member.alone for member in self.members)

    @property
    def losing(self) -> int:
        """Number of participants that lose on balance."""
        return sum(member.net < 0 for member in self.members)

    @property
    def totals(self) -> Totals:
        """The sum over the participants; a Shapley value that is not known counts as zero."""
        return Totals(
            sum(member.size for member in self.members),
            sum(member.gain for member in self.members),
            sum(member.pays for member in self.members),
            sum(member.net for member in self.members),
            sum(member.shapley or 0.0 for member in self.members),
        )

    def size_in(self, own: float) -> float:
        """What all have together of what the municipality of the case has so much of, by size."""
        size_of_own_member = next(member.size for member in self.members if member.is_own)
        return own * self.totals.size / size_of_own_member

    @property
    def paid_by_key(self) -> dict[str, float]:
        """What all participants pay together under each key (present value, EUR)."""
        return {key: sum(paid) for key, paid in self.keys.items()}


@dataclass(frozen=True)
class Participants:
    """The participants with what the keys need."""

    names: tuple[str, ...]
    people: Array
    """Inhabitants."""
    cases: Array | None
    """Cases a year; None where not everybody gives them."""
    joins: tuple[int, ...]
    """Year, counted from 0, in which each enters."""
    equal_part: float | None
    """Part that all bear alike, for the key fixed_variable."""

    def without(self, participant: str) -> Participants:
        """The others; where only joiners are left, the first of them begins."""
        staying_indices = [
            member_index for member_index, other_name in enumerate(self.names) if other_name != participant
        ]
        first_year = min((self.joins[member_index] for member_index in staying_indices), default=0)
        return Participants(
            tuple(self.names[member_index] for member_index in staying_indices),
            self.people[staying_indices],
            None if self.cases is None else self.cases[staying_indices],
            tuple(self.joins[member_index] - first_year for member_index in staying_indices),
            self.equal_part,
        )

    def known_keys(self) -> tuple[str, ...]:
        """The keys for which the case says enough."""
        is_lacking_by_key = {"per_case": self.cases is None, "fixed_variable": self.equal_part is None}
        return tuple(key for key in KEYS if not is_lacking_by_key.get(key, False))

    def payments(self, key: str, one_off: Array, recurring: Array) -> Array:
        """What each pays a year under a key (years, participants); each year they bear all of it."""
        if key == "founders":
            entry_years = np.array(self.joins)
            sizes_present = np.where(
                entry_years[None, :] <= np.arange(len(one_off))[:, None], self.people, 0.0
            )
            share_by_year = sizes_present / sizes_present.sum(axis=1, keepdims=True)
            payment_by_year: Array = (
                founders_and_joiners(one_off, self.people, joins=entry_years)
                + share_by_year * recurring[:, None]
            )
            return payment_by_year
        yearly_payments: Array = (one_off + recurring)[:, None] * self._shares(key)[None, :]
        return yearly_payments

    def _shares(self, key: str) -> Array:
        if key == "equal":
            return equal_shares(len(self.names))
        if key == "fixed_variable" and self.equal_part is not None:
            return fixed_and_variable_shares(self.people, equal_part=self.equal_part)
        shares_by_size: Array = weighted_shares(
            self.people if key == "per_inhabitant" or self.cases is None else self.cases
        )
        return shares_by_size


def sharing(study: Study) -> Shared | None:
    """The outcome of the section ``sharing``; None where the case has none."""
    sharing_section = study.case.section(Sharing)
    if sharing_section is None:
        return None
    participants, year_of_counts = group_of(study, sharing_section)
    participant_names = participants.names
    sizes = (
        participants.cases
        if sharing_section.key == "per_case" and participants.cases is not None
        else participants.people
    )
    participant_places = [place(name, study.case.tables) for name in participant_names]
    own_index = participant_places.index(place(str(study.case.settings.municipality), study.case.tables))
    relative_sizes = sizes / sizes[own_index]
    one_off, recurring_costs, gain_of_case = _parts(study, sharing_section)
    municipal_bijstand = _bijstand(study, sharing_section.alternative, MUNICIPALITY)
    bijstand_in_perspective = _bijstand(study, sharing_section.alternative, sharing_section.perspective)
    discount_factors = factors(
        study.case, study.case.perspectives[sharing_section.perspective], study.case.settings.timing
    )
    yearly_by_key = {
        key: participants.payments(key, one_off, recurring_costs) for key in participants.known_keys()
    }
    costs_by_key = {key: discount_factors @ amount_by_year for key, amount_by_year in yearly_by_key.items()}
    common_costs, gain_per_member = (
        float(discount_factors @ (one_off + recurring_costs)),
        gain_of_case * relative_sizes,
    )
    member_results = _members(
        participant_names, sizes, gain_per_member, costs_by_key[sharing_section.key], common_costs, own_index
    )
    leaver = sharing_section.leaves or participant_names[int(np.argmax(sizes))]
    remaining_group = participants.without(leaver)
    costs_after_leaving = (
        discount_factors @ remaining_group.payments(sharing_section.key, one_off, recurring_costs)
        if remaining_group.names
        else np.zeros(0)
    )
    return Shared(
        members=member_results,
        keys={key: tuple(map(float, amounts_of_key)) for key, amounts_of_key in costs_by_key.items()},
        yearly=yearly_by_key[sharing_section.key],
        common=common_costs,
        bijstand=municipal_bijstand,
        leaver=leaver,
        leaving=_leaving(member_results, remaining_group.names, costs_after_leaving),
        steps=_steps(
            participant_names,
            gain_per_member + bijstand_in_perspective * (np.arange(len(participant_names)) == own_index),
            common_costs,
            municipal_bijstand * relative_sizes,
            own_index,
        ),
        break_even=break_even_participants(common_costs, float(gain_per_member.mean())),
        year=year_of_counts,
    )


def _members(
    names: tuple[str, ...], sizes: Array, gains: Array, payments: Array, common: float, own_place: int
) -> tuple[Member, ...]:
    """Each participant with what it gains, pays, and would have left alone."""
    return tuple(
        Member(
            participant, float(size), float(gain), float(gain) - common, float(pays), shapley_value, is_own
        )
        for participant, size, gain, pays, shapley_value, is_own in zip(
            names,
            sizes,
            gains,
            payments,
            _shapley(gains, common),
            (member_index == own_place for member_index in range(len(names))),
            strict=True,
        )
    )


def _leaving(members: tuple[Member, ...], remaining: tuple[str, ...], payments: Array) -> tuple[Leaving, ...]:
    """What each of those who remain pays after one has left, beside what it paid before."""
    member_by_name = {member.name: member for member in members}
    return tuple(
        Leaving(
            participant,
            float(pays),
            member_by_name[participant].pays,
            member_by_name[participant].gain - float(pays),
            member_by_name[participant].net,
        )
        for participant, pays in zip(remaining, payments, strict=True)
    )


def group_of(study: Study, section: Sharing) -> tuple[Participants, int | None]:
    """The participants, and the year of the inhabitants that the table gives; None where they differ in year."""
    municipalities, participant_by_id = study.case.tables.table(MUNICIPALITIES), section.participants
    inhabitants_row_by_id = {
        participant_id: municipalities.find(INHABITANTS, region=participant_id)
        for participant_id, participant in participant_by_id.items()
        if participant.inhabitants is None
    }
    source_years = {row.year for row in inhabitants_row_by_id.values()}
    year_of_counts = source_years.pop() if len(source_years) == 1 else None
    inhabitant_counts = [
        inhabitants_row_by_id[participant_id].value
        if participant.inhabitants is None
        else float(participant.inhabitants.value)
        for participant_id, participant in participant_by_id.items()
    ]
    case_counts = [
        float(participant.cases.value)
        for participant in participant_by_id.values()
        if participant.cases is not None
    ]
    base_year = study.case.settings.base_year
    equal_part_assumption = section.equal_part
    participating_group = Participants(
        tuple(participant_by_id),
        np.array(inhabitant_counts),
        np.array(case_counts) if len(case_counts) == len(participant_by_id) else None,
        tuple((participant.joins or base_year) - base_year for participant in participant_by_id.values()),
        None if equal_part_assumption is None else float(equal_part_assumption.central),  # type: ignore[arg-type]
    )
    return participating_group, year_of_counts


def _bijstand(study: Study, alternative: str, perspective: str) -> float:
    """Expected saving on bijstand as a perspective sees it; nothing where those who lose it are inside."""
    case = study.case
    discount_factors = factors(case, case.perspectives[perspective], case.settings.timing)
    return sum(
        float(discount_factors @ amount_by_year)
        for name, amount_by_year in expected_lines(study, alternative, perspective).items()
        if isinstance(case.lines[name], AvoidedBenefit)
    )


def _parts(study: Study, section: Sharing) -> tuple[Array, Array, float]:
    """Expected common costs made once and returning (years,), and the present value of the other gains.

    A saving on bijstand and the lines of a partnership form are left out of the gains.
    """
    case, viewpoint = study.case, study.case.perspectives[section.perspective]
    case_factors = factors(case, viewpoint, case.settings.timing)
    one_off, recurring_costs = np.zeros(len(case.years)), np.zeros(len(case.years))
    gain_of_other_lines = 0.0
    for line_id, amount_by_year in expected_lines(study, section.alternative, section.perspective).items():
        line = case.lines[line_id]
        if line_id in section.development:
            one_off = one_off - amount_by_year
        elif line_id in section.fixed:
            recurring_costs = recurring_costs - amount_by_year
        elif not isinstance(line, AvoidedBenefit) and line.made_by != PARTNERSHIP:
            gain_of_other_lines += float(case_factors @ amount_by_year)
    return one_off, recurring_costs, gain_of_other_lines


def _shapley(gains: Array, common: float) -> tuple[float | None, ...]:
    """Shapley value where a coalition does the project only if it pays: v(S) = max(0, gains - common costs)."""
    if gains.size > MOST_PLAYERS:
        return (None,) * int(gains.size)
    shapley_values = shapley(
        lambda coalition: max(0.0, sum(gains[member] for member in sorted(coalition)) - common),
        int(gains.size),
    )
    return tuple(map(float, shapley_values))


def _steps(
    names: tuple[str, ...], gains: Array, common: float, bijstand: Array, own_place: int
) -> tuple[Enlargement, ...]:
    """One participant more at a time, the municipality of the case first."""
    entry_order = [
        own_place,
        *(member_index for member_index in range(len(names)) if member_index != own_place),
    ]
    growth_steps = []
    for size in range(1, len(names) + 1):
        entered_indices = entry_order[:size]
        net_gain = float(gains[entered_indices].sum()) - common
        lost_bijstand = float(bijstand[entered_indices].sum() - bijstand[own_place])
        growth_steps.append(
            Enlargement(size, names[entered_indices[-1]], common / size, net_gain, lost_bijstand)
        )
    return tuple(growth_steps)
