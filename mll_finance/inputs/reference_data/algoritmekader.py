"""The requirements and measures of the Algoritmekader, and what of this suite touches each.

Identifiers, names and addresses stand in ``data/algoritmekader.csv``, taken from the list that its sidecar names; which
check, step or cost row touches which is a row of that table, never code.

References
----------
Ministry of the interior of the Netherlands, Algoritmekader, https://github.com/MinBZK/task-registry.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

from mll_finance.inputs.grammar.base import Words
from mll_finance.resources import SHIPPED_DATA, resource, shipped_rows
from mll_finance.yaml_text import read_yaml

TABLE = "algoritmekader"
KaderKind = Literal["requirement", "measure"]
Carrier = Literal["checks", "steps", "costs"]


@dataclass(frozen=True)
class KaderEntry:
    """One requirement or measure as published, with what of the suite touches it.

    Parameters
    ----------
    id : str
        Identifier, such as ``urn:nl:ak:ver:avg-01``. The published list gives three measures an identifier that another
        has too; such a pair is told apart by its name.
    kind : str
        ``requirement`` or ``measure``.
    name : str
        Name as published, in Dutch.
    url : str
        Its page.
    phases, roles : tuple of str
        Phases of the lifecycle and roles as published.
    checks, steps, costs : tuple of str
        Ids of preconditions, of steps of the method and of unit costs that touch it.
    reason : str
        Why nothing touches it, a key of :func:`reasons`; empty where something does.
    """

    id: str
    kind: KaderKind
    name: str
    url: str
    phases: tuple[str, ...]
    roles: tuple[str, ...]
    checks: tuple[str, ...]
    steps: tuple[str, ...]
    costs: tuple[str, ...]
    reason: str

    @property
    def is_covered(self) -> bool:
        """Whether a check or a step of the suite asks for it."""
        return bool(self.checks or self.steps)

    @property
    def short(self) -> str:
        """The identifier without what all have in common; a requirement and a measure may end alike.

        Examples
        --------
        >>> entries()[0].short
        'ver:aia-00'
        """
        return self.id.removeprefix("urn:nl:ak:")


@SHIPPED_DATA.kept
@lru_cache(maxsize=1)
def entries() -> tuple[KaderEntry, ...]:
    """Every requirement, then every measure, in the order of the published lists."""
    return tuple(
        KaderEntry(
            id=row["id"],
            kind="requirement" if row["kind"] == "requirement" else "measure",
            name=row["name"],
            url=row["url"],
            phases=tuple(row["phases"].split()),
            roles=tuple(row["roles"].split()),
            checks=tuple(row["checks"].split()),
            steps=tuple(row["steps"].split()),
            costs=tuple(row["costs"].split()),
            reason=row["reason"],
        )
        for row in shipped_rows(f"{TABLE}.csv")
    )


def identifiers_used_twice() -> tuple[str, ...]:
    """The identifiers that the published list gives to two measures.

    Examples
    --------
    >>> identifiers_used_twice()
    ('urn:nl:ak:mtr:owp-11', 'urn:nl:ak:mtr:owk-09', 'urn:nl:ak:mtr:mon-05')
    """
    count_by_id = Counter(entry.id for entry in entries())
    return tuple(name for name, count in count_by_id.items() if count > 1)


def touching(place: Carrier, name: str, kind: KaderKind | None = None) -> tuple[KaderEntry, ...]:
    """The requirements and measures that a check, step or cost row carries.

    Examples
    --------
    >>> [entry.short for entry in touching("checks", "transparency")]
    ['ver:aia-28']
    """
    return tuple(entry for entry in entries() if name in getattr(entry, place) and kind in (None, entry.kind))


def phases_of(place: Carrier, name: str) -> tuple[str, ...]:
    """The phases of the lifecycle of what a check, step or cost row carries, in the order of the lifecycle."""
    carried_phases = {phase for entry in touching(place, name) for phase in entry.phases}
    return tuple(phase for phase in phase_names() if phase in carried_phases)


@SHIPPED_DATA.kept
@lru_cache(maxsize=1)
def _sidecar() -> Mapping[str, Any]:
    return read_yaml(resource("data", f"{TABLE}.yaml")).data


def _named(part: str) -> dict[str, Words]:
    return {name: Words.model_validate(raw) for name, raw in _sidecar()[part].items()}


def phase_names() -> dict[str, Words]:
    """The phases of the lifecycle in their order, with a name for readers."""
    return _named("phases")


def reasons() -> dict[str, Words]:
    """Why a requirement or measure is touched by nothing, by key."""
    return _named("reasons")


def without() -> dict[str, Words]:
    """The checks that carry no identifier, each with why."""
    return _named("without")


def role_of(role: str) -> str:
    """The role of the framework that a role of ``data/roles.yaml`` comes nearest to; empty where it knows none."""
    return str(_sidecar()["roles"][role])


def part_of_the_act(role: str) -> str:
    """What the framework calls the role of an alternative under the AI Act; empty where it has none."""
    return str(_sidecar()["parts_of_the_act"].get(role, ""))


def source() -> Mapping[str, Any]:
    """Where the lists come from: address, commit, date, and of each list its digest and counts."""
    published_source: Mapping[str, Any] = _sidecar()["source"]
    return published_source
