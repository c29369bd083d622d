"""Municipalities that share the common costs of a case: who pays what, who is better off, and what if one leaves.

The case is that of one municipality. Its lines named as common are borne once by all together; every other line scales
with size. A saving on bijstand (BUIG) is counted for the municipality of the case only and not multiplied: if all save,
the macro budget falls with them. Lines of a partnership form are left out, since sharing is a form of its own.
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
from mll_finance.inputs.method.sharing import KEYS, Sharing
from mll_finance.inputs.reference_data.tables import load_table
from mll_finance.parties.incidence import line_values

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
class Step:
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
    steps: tuple[Step, ...]
    break_even: int | None
    """Participants of average size at which nobody loses under equal shares; None where no number is enough."""
    year: int | None
    """Year of the numbers of inhabitants; None where the case gives them."""


@dataclass(frozen=True)
class Group:
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

    def without(self, name: str) -> Group:
        """The others; where only joiners are left, the first of them begins."""
        kept = [i for i, other in enumerate(self.names) if other != name]
        first = min((self.joins[i] for i in kept), default=0)
        return Group(
            tuple(self.names[i] for i in kept),
            self.people[kept],
            None if self.cases is None else self.cases[kept],
            tuple(self.joins[i] - first for i in kept),
            self.equal_part,
        )

    def known_keys(self) -> tuple[str, ...]:
        """The keys for which the case says enough."""
        lacking = {"per_case": self.cases is None, "fixed_variable": self.equal_part is None}
        return tuple(key for key in KEYS if not lacking.get(key, False))

    def payments(self, key: str, once: Array, running: Array) -> Array:
        """What each pays a year under a key (years, participants); each year they bear all of it."""
        if key == "founders":
            joins = np.array(self.joins)
            inside = np.where(joins[None, :] <= np.arange(len(once))[:, None], self.people, 0.0)
            present = inside / inside.sum(axis=1, keepdims=True)
            paid: Array = founders_and_joiners(once, self.people, joins=joins) + present * running[:, None]
            return paid
        made: Array = (once + running)[:, None] * self._shares(key)[None, :]
        return made

    def _shares(self, key: str) -> Array:
        if key == "equal":
            return equal_shares(len(self.names))
        if key == "fixed_variable" and self.equal_part is not None:
            return fixed_and_variable_shares(self.people, equal_part=self.equal_part)
        by_size: Array = weighted_shares(
            self.people if key == "per_inhabitant" or self.cases is None else self.cases
        )
        return by_size


def sharing(study: Study) -> Shared | None:
    """The outcome of the section ``sharing``; None where the case has none."""
    section: Sharing | None = study.case.method[SHARING]
    if section is None:
        return None
    group, year = group_of(study, section)
    names = group.names
    sizes = group.cases if section.key == "per_case" and group.cases is not None else group.people
    own = names.index(str(study.case.settings.municipality))
    relative = sizes / sizes[own]
    once, running, gain = _parts(study, section)
    bijstand = _bijstand(study, section.alternative, MUNICIPALITY)
    counted = _bijstand(study, section.alternative, section.perspective)
    discount = factors(study.case, study.case.perspectives[section.perspective], study.case.settings.timing)
    keys = {key: group.payments(key, once, running) for key in group.known_keys()}
    paid = {key: discount @ found for key, found in keys.items()}
    common, gains = float(discount @ (once + running)), gain * relative
    values = _shapley(gains, common)
    members = tuple(
        Member(name, float(size), float(gained), float(gained) - common, float(pays), value)
        for name, size, gained, pays, value in zip(
            names, sizes, gains, paid[section.key], values, strict=True
        )
    )
    leaver = section.leaves or names[int(np.argmax(sizes))]
    after = group.without(leaver)
    again = discount @ after.payments(section.key, once, running) if after.names else np.zeros(0)
    was = {member.name: member for member in members}
    leaving = tuple(
        Leaving(name, float(pays), was[name].pays, was[name].gain - float(pays), was[name].net)
        for name, pays in zip(after.names, again, strict=True)
    )
    return Shared(
        members=members,
        keys={key: tuple(map(float, found)) for key, found in paid.items()},
        yearly=keys[section.key],
        common=common,
        bijstand=bijstand,
        leaver=leaver,
        leaving=leaving,
        steps=_steps(
            names, gains + counted * (np.arange(len(names)) == own), common, bijstand * relative, own
        ),
        break_even=break_even_participants(common, float(gains.mean())),
        year=year,
    )


def group_of(study: Study, section: Sharing) -> tuple[Group, int | None]:
    """The participants, and the newest year for which the table has the inhabitants of all who need it."""
    table, given = load_table("municipalities"), section.participants
    wanted = {name for name, one in given.items() if one.inhabitants is None}
    years = [
        {row.year for row in table.rows if row.id == "inhabitants" and row.region == name and row.year}
        for name in wanted
    ]
    year = max(set.intersection(*years), default=None) if years else None
    people = [
        float(one.inhabitants.value)
        if one.inhabitants is not None
        else table.find("inhabitants", region=name, year=year).value
        for name, one in given.items()
    ]
    cases = [float(one.cases.value) for one in given.values() if one.cases is not None]
    first = study.case.settings.base_year
    part = section.equal_part
    group = Group(
        tuple(given),
        np.array(people),
        np.array(cases) if len(cases) == len(given) else None,
        tuple((one.joins or first) - first for one in given.values()),
        None if part is None else float(part.central),  # type: ignore[arg-type]
    )
    return group, year


def _bijstand(study: Study, alternative: str, perspective: str) -> float:
    """Present value of the saving on bijstand as a perspective sees it; nothing where those who lose it are inside."""
    return sum(
        value.present_value or 0.0
        for value in line_values(study, alternative, perspective)
        if isinstance(study.case.lines[value.line], AvoidedBenefit)
    )


def _parts(study: Study, section: Sharing) -> tuple[Array, Array, float]:
    """Common costs made once and returning (years,), and the present value of the other gains, bijstand left out.

    Amounts with a timing of their own are brought to the timing of the case, so that one discount factor serves all.
    """
    case, through = study.case, study.case.perspectives[section.perspective]
    usual = factors(case, through, case.settings.timing)
    once, running = np.zeros(len(case.years)), np.zeros(len(case.years))
    gain = 0.0
    for seen in study.central.seen_by(through, section.alternative):
        line = case.lines[seen.line]
        amounts = seen.real[:, 0] * factors(case, through, seen.timing) / usual
        if seen.line in section.development:
            once = once - amounts
        elif seen.line in section.fixed:
            running = running - amounts
        elif not isinstance(line, AvoidedBenefit) and line.made_by != PARTNERSHIP:
            gain += float(usual @ amounts)
    return once, running, gain


def _shapley(gains: Array, common: float) -> tuple[float | None, ...]:
    """Shapley value where a coalition does the project only if it pays: v(S) = max(0, gains - common costs)."""
    if gains.size > MOST_PLAYERS:
        return (None,) * int(gains.size)
    found = shapley(lambda s: max(0.0, sum(gains[i] for i in sorted(s)) - common), int(gains.size))
    return tuple(map(float, found))


def _steps(
    names: tuple[str, ...], gains: Array, common: float, bijstand: Array, own: int
) -> tuple[Step, ...]:
    """One participant more at a time, the municipality of the case first."""
    order = [own, *(place for place in range(len(names)) if place != own)]
    made = []
    for count in range(1, len(names) + 1):
        inside = order[:count]
        net = float(gains[inside].sum()) - common
        lost = float(bijstand[inside].sum() - bijstand[own])
        made.append(Step(count, names[inside[-1]], common / count, net, lost))
    return tuple(made)
