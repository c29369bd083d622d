"""What each change between two cases moves, adding up to the whole difference.

A change is worth what it adds, on average over every order in which the changes can be made: its Shapley value. So what
two changes do together is shared between them, and nothing is left over. Ten changes are weighed in every order; of
more the parts of one line go together, and of more than ten of those some orders are drawn.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from mll_finance.engine.study import Study
from mll_finance.formulas.coalitions import MOST_PLAYERS, sampled_shapley, shapley
from mll_finance.inputs.case.case import Case
from mll_finance.inputs.case.graph import Leaf
from mll_finance.inputs.case.mixing.drawn_by import drawn_as
from mll_finance.inputs.case.mixing.mixture import by_owner
from mll_finance.inputs.case.mixing.pieces import Piece, told_paths
from mll_finance.judgement.differing.coalitions import PERSPECTIVES, Array, Coalitions, EntangledError
from mll_finance.judgement.differing.turning import Turning, turning

_PAIRS = 8
"""Pairs of orders that are drawn where not every order is weighed."""
_FOLLOWED = ("case",)
"""Sections of which a change may bring other rows of a table with it."""
ByAlternative = Mapping[str, Mapping[str, float]]
"""A number by perspective and alternative."""


@dataclass(frozen=True)
class ChangeEffect:
    """One change and what it moves."""

    piece: Piece
    npv: ByAlternative
    """Expected net present value (EUR) that it adds, by perspective and alternative."""
    negative: ByAlternative
    """What it adds to the chance that the balance is below zero."""
    npv_error: ByAlternative | None = None
    """Standard error of ``npv`` (EUR), where not every order was weighed."""

    @property
    def size(self) -> float:
        """The most that it moves a balance of society, either way (EUR)."""
        return max(map(abs, self.npv[PERSPECTIVES[0]].values()), default=0.0)


@dataclass(frozen=True)
class Follower:
    """A number that moves because something else did: a row of another municipality, or of another table."""

    path: str
    through: str
    """Path of the change that it follows from."""
    was: float | None
    now: float | None
    """Its central value; None of a map by year, or without a number."""


@dataclass(frozen=True)
class CaseDifference:
    """Two studies with what lies between them."""

    was: Study
    now: Study
    changes: tuple[ChangeEffect, ...]
    """The largest first, by what they move for society."""
    told: tuple[str, ...]
    """Paths of what is only told otherwise."""
    followers: tuple[Follower, ...]
    orders: int | None
    """How many orders were drawn; None where every order is weighed."""
    turning: Turning
    total: ByAlternative
    """Expected net present value (EUR) of the second less that of the first: the sum of the changes."""
    total_negative: ByAlternative
    """The same of the chance that the balance is below zero."""

    @property
    def alternatives(self) -> tuple[str, ...]:
        """The alternatives that both have."""
        return tuple(self.total[PERSPECTIVES[0]])


def difference(was: Case, now: Case, *, begin: Callable[[int], None] = lambda _: None) -> CaseDifference:
    """Lay two cases side by side.

    Parameters
    ----------
    was, now : Case
        The cases; both are drawn with the draws of the first.
    begin : callable, optional
        Told how many cases between the two are going to be worked out, at most, before that begins.

    Raises
    ------
    InputError
        Where they have no alternative in common.

    Notes
    -----
    Convention: only alternatives that both cases have are compared; means over the draws, the same for every case
    between the two.
    """
    coalitions = Coalitions(was, drawn_as(now, was.settings)).untangled()
    if len(coalitions.parts) > MOST_PLAYERS:
        coalitions = coalitions.among(by_owner(coalitions.parts)).untangled()
    while True:
        try:
            coalitions_told_apart = _telling(coalitions)
            part_count = len(coalitions_told_apart.parts)
            begin(2**part_count if part_count <= MOST_PLAYERS else 2 * _PAIRS * part_count)
            return _difference(coalitions_told_apart, coalitions.parts)
        except EntangledError as tangle:
            coalitions = coalitions.joining(tangle.together)


def _telling(coalitions: Coalitions) -> Coalitions:
    """The same cases without the parts that move neither balance nor advice, alone or together."""
    idle_members = frozenset(part_index for part_index in coalitions.all if coalitions.is_idle(part_index))
    if not idle_members or not coalitions.same(coalitions.all - idle_members, coalitions.all):
        return coalitions
    return coalitions.among(
        part for part_index, part in enumerate(coalitions.parts) if part_index not in idle_members
    )


def _difference(coalitions: Coalitions, parts: Iterable[Piece]) -> CaseDifference:
    part_count, alternative_ids = len(coalitions.parts), coalitions.alternatives
    total_effect = coalitions.worth(coalitions.all)
    effect_by_part, error_by_part = np.zeros((part_count, total_effect.size)), None
    if 0 < part_count <= MOST_PLAYERS:
        effect_by_part = shapley(coalitions.worth, part_count)
    elif part_count:
        effect_by_part, error_by_part = sampled_shapley(coalitions.worth, part_count, pairs=_PAIRS)
    no_effect = np.zeros(total_effect.size)
    share_by_piece = dict(zip(coalitions.parts, effect_by_part, strict=True))
    error_by_piece = {} if error_by_part is None else dict(zip(coalitions.parts, error_by_part, strict=True))
    change_effects = [
        ChangeEffect(
            part,
            *_by_alternative(share_by_piece.get(part, no_effect), alternative_ids),
            None
            if error_by_part is None
            else _by_alternative(error_by_piece.get(part, no_effect), alternative_ids)[0],
        )
        for part in parts
    ]
    return CaseDifference(
        coalitions.study(frozenset()),
        coalitions.study(coalitions.all) if coalitions.parts else Study(coalitions.now),
        tuple(sorted(change_effects, key=lambda change: -change.size)),
        tuple(told_paths(coalitions.was, coalitions.now)),
        tuple(_followers(coalitions, parts)),
        None if error_by_part is None else 2 * _PAIRS,
        turning(coalitions, effect_by_part),
        *_by_alternative(total_effect, alternative_ids),
    )


def _followers(coalitions: Coalitions, parts: Iterable[Piece]) -> Iterator[Follower]:
    """The numbers that follow from each change and are none themselves."""
    leaf_was_by_path = coalitions.was.graph.leaves
    for piece in parts:
        if piece.places[0][0] not in _FOLLOWED:
            continue
        leaf_by_path_with_piece = coalitions.mixture.case([piece]).graph.leaves
        for path in (path for path in leaf_by_path_with_piece if path in leaf_was_by_path):
            number_before, number_after = (
                _central(graph[path]) for graph in (leaf_was_by_path, leaf_by_path_with_piece)
            )
            if number_before != number_after and not piece.covers(path):
                yield Follower(path, piece.path, number_before, number_after)


def _central(leaf: Leaf) -> float | None:
    assumption = leaf.assumption
    if assumption.value is None and assumption.distribution is None:
        return None
    central_number = assumption.central
    return None if isinstance(central_number, dict) else central_number


def _by_alternative(numbers: Array, alternatives: tuple[str, ...]) -> tuple[ByAlternative, ByAlternative]:
    """Amounts and chances by perspective and alternative."""
    npv_rows, chance_rows = numbers.reshape(2, len(PERSPECTIVES), len(alternatives)).tolist()
    return _named(npv_rows, alternatives), _named(chance_rows, alternatives)


def _named(rows: list[list[float]], alternatives: tuple[str, ...]) -> ByAlternative:
    return {
        perspective: dict(zip(alternatives, number_by_alternative, strict=True))
        for perspective, number_by_alternative in zip(PERSPECTIVES, rows, strict=True)
    }
