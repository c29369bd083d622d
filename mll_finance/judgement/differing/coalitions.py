"""The cases between two cases: each with some of the changes made, valued with the same draws."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

import numpy as np
import numpy.typing as npt

from mll_finance.engine.study import Study
from mll_finance.errors import InputError
from mll_finance.inputs.case.case import Case
from mll_finance.inputs.case.mixing.mixture import MixedCases, merged
from mll_finance.inputs.case.mixing.pieces import Piece, pieces
from mll_finance.inputs.grammar.parties import MUNICIPALITY, SOCIETY
from mll_finance.judgement.advice import advice

Array = npt.NDArray[np.float64]
PERSPECTIVES = (SOCIETY, MUNICIPALITY)
Members = frozenset[int]
"""Places of the changes that are made."""
_KEPT_STUDIES = 40
_ROUNDING = 1e-9


class EntangledError(Exception):
    """Changes that do not fit without others; holds those that have to go over together."""

    def __init__(self, together: Members) -> None:
        super().__init__(str(sorted(together)))
        self.together = together


class Coalitions:
    """The cases between two cases.

    Parameters
    ----------
    was, now : Case
        The cases, with the same number of draws and the same seed.
    parts : iterable of Piece, optional
        What differs, in parts that each go over as a whole; every piece by itself without it.
    mixture : MixedCases, optional
        The two cases put together, where somebody has that already, with what is known to fit.
    """

    def __init__(
        self,
        was: Case,
        now: Case,
        parts: Iterable[Piece] | None = None,
        *,
        mixture: MixedCases | None = None,
    ) -> None:
        self.mixture = MixedCases(was, now) if mixture is None else mixture
        self.was, self.now = was, now
        self.parts = tuple(pieces(self.mixture.was, self.mixture.now) if parts is None else parts)
        self._studies: dict[Members, Study] = {}
        self._worth: dict[Members, Array] = {}
        self._advised: dict[Members, tuple[str | None, ...]] = {}

    def among(self, parts: Iterable[Piece]) -> Coalitions:
        """The same cases with what differs in other parts."""
        return Coalitions(self.was, self.now, parts, mixture=self.mixture)

    @property
    def all(self) -> Members:
        """Every change."""
        return frozenset(range(len(self.parts)))

    @cached_property
    def alternatives(self) -> tuple[str, ...]:
        """The alternatives that both cases have."""
        return tuple(name for name in self.now.projects if name in self.was.projects)

    def study(self, members: Members) -> Study:
        """The study of the case with some of the changes.

        Raises
        ------
        EntangledError
            Where these changes do not fit without others.
        """
        if members not in self._studies:
            while len(self._studies) >= _KEPT_STUDIES:
                self._studies.pop(next(name for name in self._studies if name not in (frozenset(), self.all)))
            self._studies[members] = Study(self._case(members))
        return self._studies[members]

    def _case(self, members: Members) -> Case:
        if not members:
            return self.was
        if members == self.all:
            return self.now
        try:
            return self.mixture.case([self.parts[part_index] for part_index in sorted(members)])
        except InputError as error:
            raise EntangledError(self._needed(members)) from error

    def worth(self, members: Members) -> Array:
        """What the balances are with some of the changes, above those without any.

        Returns
        -------
        ndarray (2 x perspectives x alternatives,)
            The expected net present value (EUR) by perspective and alternative, then the chance that it is below zero.
        """
        if members not in self._worth:
            self._worth[members] = self._balances(members) - self._balances(frozenset())
        return self._worth[members]

    def _balances(self, members: Members) -> Array:
        outcome_by_key = self.study(members).outcomes
        npv_by_draw_rows = [
            outcome_by_key[perspective, alternative, "npv"]
            for perspective in PERSPECTIVES
            for alternative in self.alternatives
        ]
        return np.array(
            [*(npv.mean() for npv in npv_by_draw_rows), *((npv < 0).mean() for npv in npv_by_draw_rows)]
        )

    def advised(self, members: Members) -> tuple[str | None, ...]:
        """The choice with some of the changes, and the advice on each alternative that both cases have."""
        if members not in self._advised:
            case_advice = advice(self.study(members))
            advice_kinds = (case_advice.of(name).kind for name in self.alternatives)
            self._advised[members] = (case_advice.choice, *advice_kinds)
        return self._advised[members]

    def same(self, members: Members, others: Members) -> bool:
        """Whether the balances and the advice are the same with some of the changes as with others."""
        is_same = np.allclose(self.worth(members), self.worth(others), rtol=_ROUNDING, atol=_ROUNDING)
        return is_same and self.advised(members) == self.advised(others)

    def is_idle(self, place: int) -> bool:
        """Whether a change moves nothing, made first or made last."""
        lone_member = frozenset({place})
        return self.same(lone_member, frozenset()) and self.same(self.all - lone_member, self.all)

    def untangled(self) -> Coalitions:
        """The same cases, with what does not fit without each other in one part.

        Every change by itself, and every case without one change, must be a case.
        """
        coalitions = self
        while (tangled_parts := coalitions._tangled()) is not None:
            coalitions = coalitions.joining(tangled_parts)
        return coalitions

    def _tangled(self) -> Members | None:
        lone_members = [frozenset({part_index}) for part_index in range(len(self.parts))]
        for members in (*lone_members, *(self.all - lone_member for lone_member in lone_members)):
            if not self._fits(members):
                return self._needed(members)
        return None

    def joining(self, places: Members) -> Coalitions:
        """The same cases with some parts as one."""
        first_index = min(places)
        merged_piece = merged(self.parts[part_index] for part_index in sorted(places))
        return self.among(
            merged_piece if part_index == first_index else part
            for part_index, part in enumerate(self.parts)
            if part_index == first_index or part_index not in places
        )

    def _needed(self, members: Members) -> Members:
        """Parts that have to go over together, because some of them alone are no case.

        Two where two will do; else what these need besides, or all that cannot do without those left out.
        """
        left_out_members = self.all - members
        lacking_members = [
            part_index for part_index in sorted(left_out_members) if self._fits(members | {part_index})
        ]
        needing_members = [part_index for part_index in sorted(members) if self._fits(members - {part_index})]
        if lacking_members and needing_members:
            return frozenset({lacking_members[0], needing_members[0]})
        fitting_members = self.all
        for part_index in sorted(left_out_members, reverse=True):
            if self._fits(fitting_members - {part_index}):
                fitting_members -= {part_index}
        if needing_members and fitting_members != self.all:
            return frozenset({needing_members[0]}) | (fitting_members - members)
        members_kept: Members = frozenset()
        for part_index in sorted(members):
            if self._fits(members_kept | {part_index}):
                members_kept |= {part_index}
        return self.all - members_kept

    def _fits(self, members: Members) -> bool:
        return members in (frozenset(), self.all) or self.mixture.fits(
            [self.parts[part_index] for part_index in sorted(members)]
        )
