"""The fewest changes between two cases that turn the advice of the first into that of the second."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

from mll_finance.formulas.coalitions import MOST_PLAYERS
from mll_finance.inputs.case.mixing.pieces import Piece
from mll_finance.judgement.differing.coalitions import Array, Coalitions, EntangledError, Members

_WIDE = 2
"""Changes of which every set is tried where there are too many to try all."""


@dataclass(frozen=True)
class Turning:
    """Whether the advice turned, and through what.

    Parameters
    ----------
    turned : bool
        Whether the choice, or the advice on an alternative, is another.
    sets : tuple of tuple
        The sets of changes that by themselves give the second advice, none of which can do without one of its own.
    is_fewest : bool
        Whether no smaller set does; otherwise there were too many to try all.
    """

    turned: bool
    sets: tuple[tuple[Piece, ...], ...] = ()
    is_fewest: bool = True


def turning(coalitions: Coalitions, shares: Array) -> Turning:
    """Look for the fewest changes that turn the advice.

    Parameters
    ----------
    coalitions : Coalitions
        The cases between the two.
    shares : ndarray
        What each change moves (changes, outcomes), the first outcome first: where too many sets have to be tried, the
        changes that move least are left out first.
    """
    no_changes = frozenset[int]()
    if coalitions.advised(no_changes) == coalitions.advised(coalitions.all):
        return Turning(turned=False)
    change_count = len(coalitions.parts)
    has_all = change_count <= MOST_PLAYERS
    for set_size in range(1, (change_count if has_all else _WIDE) + 1):
        turning_member_sets = [
            members
            for members in map(frozenset, combinations(range(change_count), set_size))
            if _turns(coalitions, members)
        ]
        if turning_member_sets:
            return Turning(True, tuple(_pieces(coalitions, members) for members in turning_member_sets))
    fewest_changes = coalitions.all
    for part_index in sorted(coalitions.all, key=lambda place: abs(shares[place]).max()):
        if _turns(coalitions, fewest_changes - {part_index}):
            fewest_changes -= {part_index}
    return Turning(True, (_pieces(coalitions, fewest_changes),), is_fewest=has_all)


def _turns(coalitions: Coalitions, members: Members) -> bool:
    try:
        return coalitions.advised(members) == coalitions.advised(coalitions.all)
    except EntangledError:
        return False


def _pieces(coalitions: Coalitions, members: Members) -> tuple[Piece, ...]:
    return tuple(coalitions.parts[part_index] for part_index in sorted(members))
