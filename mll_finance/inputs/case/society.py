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
    own_party_ids = [name for name in parties if name not in standard_parties()]
    party_ids_inside = tuple(
        name for name in (*society.parties, *own_party_ids) if name in parties and not parties[name].outside
    )
    return {**perspectives, SOCIETY: society.around(*party_ids_inside)}


def society_problems(parties: Mapping[str, Party], written: Raw) -> Iterator[Problem]:
    """Where the parties that a case names for society contradict what the parties say."""
    named_party_ids = _named(written)
    if named_party_ids is None:
        return
    for party_id, party in parties.items():
        problem_path = f"perspectives.{SOCIETY}.parties"
        if party.outside and party_id in named_party_ids and party_id not in OUTSIDE:
            yield Problem(problem_path, *three("society_both", party=party_id))
        elif party_id not in standard_parties() and party_id not in named_party_ids and not party.outside:
            yield Problem(problem_path, *three("society_left_out", party=party_id))


def left_out(raw: Raw) -> list[str]:
    """Own parties of a raw case that the fence of society does not name and that do not say so themselves."""
    named_party_ids = _named(raw)
    party_ids_inside = (
        named_party_ids if named_party_ids is not None else standard_perspectives()[SOCIETY]["parties"]
    )
    raw_parties = raw.get("parties")
    if not isinstance(raw_parties, dict):
        return []
    return [
        name
        for name, party in raw_parties.items()
        if name not in standard_parties()
        and name not in party_ids_inside
        and (party is None or (isinstance(party, dict) and not party.get("outside")))
    ]


def _named(raw: Raw) -> list[str] | None:
    """The parties of society as a raw case names them; None where it does not."""
    raw_perspectives = raw.get("perspectives")
    raw_society = raw_perspectives.get(SOCIETY) if isinstance(raw_perspectives, dict) else None
    raw_parties = raw_society.get("parties") if isinstance(raw_society, dict) else None
    return raw_parties if isinstance(raw_parties, list) else None
