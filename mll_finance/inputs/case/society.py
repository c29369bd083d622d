"""Who belongs to society: every party of the case, unless it says ``outside: true``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from mll_finance.errors import Problem
from mll_finance.inputs.grammar.parties import (
    OUTSIDE,
    SOCIETY,
    Party,
    Perspective,
    standard_parties,
    standard_perspectives,
)
from mll_finance.inputs.grammar.section import Raw
from mll_finance.terms import three


def with_own_parties(
    perspectives: Mapping[str, Perspective], parties: Mapping[str, Party], written: Raw
) -> dict[str, Perspective]:
    """The perspectives, society with the case's own parties inside its fence, unless the case names its parties."""
    society = perspectives.get(SOCIETY)
    if society is None or _named(written) is not None:
        return dict(perspectives)
    own = [name for name in parties if name not in standard_parties()]
    fence = tuple(name for name in (*society.parties, *own) if name in parties and not parties[name].outside)
    return {**perspectives, SOCIETY: society.model_copy(update={"parties": fence})}


def society_problems(parties: Mapping[str, Party], written: Raw) -> Iterator[Problem]:
    """Where the parties that a case names for society contradict what the parties say."""
    named = _named(written)
    if named is None:
        return
    for name, party in parties.items():
        problem_path = f"perspectives.{SOCIETY}.parties"
        if party.outside and name in named and name not in OUTSIDE:
            yield Problem(problem_path, *three("society_both", party=name))
        elif name not in standard_parties() and name not in named and not party.outside:
            yield Problem(problem_path, *three("society_left_out", party=name))


def left_out(raw: Raw) -> list[str]:
    """Own parties of a raw case that the fence of society does not name and that do not say so themselves."""
    named = _named(raw)
    fence = named if named is not None else standard_perspectives()[SOCIETY]["parties"]
    parties = raw.get("parties")
    if not isinstance(parties, dict):
        return []
    return [
        name
        for name, party in parties.items()
        if name not in standard_parties()
        and name not in fence
        and (party is None or (isinstance(party, dict) and not party.get("outside")))
    ]


def _named(raw: Raw) -> list[str] | None:
    """The parties of society as a raw case names them; None where it does not."""
    views = raw.get("perspectives")
    society = views.get(SOCIETY) if isinstance(views, dict) else None
    named = society.get("parties") if isinstance(society, dict) else None
    return named if isinstance(named, list) else None
