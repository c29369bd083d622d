"""Everything that is linear in the euros of a case, for any draws: NPV, costs, benefits, flows, parties, budgets.

``Evaluator(case).npv(drawn)`` gives the NPV by perspective and alternative for draws of any of the numbers of a case,
the others at their central value: what a slider, a tornado, a switching value or a million draws go through. What is
wanted is worked out once on the coefficients of what is drawn (the same ledger that holds the central euros); each draw
then costs a weighted sum. An evaluator holds no draws and gives each draw the same bits whatever its neighbours.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from mll_finance.engine.arithmetic import Arithmetic, Coefficients, DrawnAmounts, LeftAlone, slot_of
from mll_finance.engine.graph.program import Program
from mll_finance.engine.ledger import Ledger
from mll_finance.engine.recurrence import RecurringYears, recurring_years
from mll_finance.engine.stream import START, Flows, Stream, flows, stream
from mll_finance.engine.structure import Given
from mll_finance.inputs.case.case import Case

Array = npt.NDArray[np.float64]
Pair = tuple[str, str]
"""Perspective and alternative."""
_LEDGERS = 2
"""Sets of drawn paths of which the coefficients are kept; the oldest goes first."""
Name = TypeVar("Name", bound=Hashable)


@dataclass(frozen=True)
class Sums:
    """What is known of one alternative through one perspective, per draw (draws,)."""

    pv_costs: Array
    pv_benefits: Array
    first_flow: Array
    """Net flow of year 0, in the price basis of the perspective: what the profitability index divides by."""

    @property
    def npv(self) -> Array:
        """Net present value (EUR)."""
        return self.pv_benefits - self.pv_costs


class Evaluator:
    """What is linear in the euros of a case, for any draws.

    Parameters
    ----------
    case : Case
        The case.
    perspectives, alternatives : iterable of str, optional
        Those whose NPV, costs and benefits are calculated; all without them.
    given : tuple of (path, alternative)
        Assumptions that are drawn in one alternative, as ``path@alternative``.
    lines : frozenset of str, optional
        The lines that it sees; all without them.
    """

    def __init__(
        self,
        case: Case,
        perspectives: Iterable[str] | None = None,
        alternatives: Iterable[str] | None = None,
        *,
        given: Given = (),
        lines: frozenset[str] | None = None,
    ) -> None:
        self.case = case
        self.perspectives = tuple(case.perspectives if perspectives is None else perspectives)
        self.alternatives = tuple(case.projects if alternatives is None else alternatives)
        self.lines = lines
        self.arithmetic = Arithmetic(case, given, lines)
        self._coefficients: dict[frozenset[str], Ledger] = {}
        self._programs: dict[Hashable, tuple[list[Any], Program]] = {}
        self._left_alone: dict[frozenset[str], Array] = {}
        self._central_streams: dict[Pair, Stream] = {}
        self._recurring: dict[str, RecurringYears] = {}

    @cached_property
    def central(self) -> Ledger:
        """The ledger of the central case."""
        return Ledger(self.case, amounts=DrawnAmounts(self.arithmetic, {}), lines=self.lines)

    def only(self, perspectives: Iterable[str], alternatives: Iterable[str]) -> Evaluator:
        """The evaluator of some of its perspectives and alternatives, with what was found out already."""
        narrower_evaluator = Evaluator.__new__(Evaluator)
        narrower_evaluator.__dict__.update(self.__dict__)
        narrower_evaluator.central = self.central
        narrower_evaluator.perspectives, narrower_evaluator.alternatives = (
            tuple(perspectives),
            tuple(alternatives),
        )
        narrower_evaluator._programs, narrower_evaluator._left_alone = {}, {}
        return narrower_evaluator

    def linear(
        self, of: Callable[[Ledger], Mapping[Name, Array]], drawn: Mapping[str, Array]
    ) -> dict[Name, Array]:
        """Anything linear in the euros, per draw (draws,) by name.

        Parameters
        ----------
        of : callable
            Rows (columns,) by name of a ledger; it is called once for a set of drawn paths, with a ledger of
            coefficients.
        drawn : mapping of str to ndarray
            Draws (draws,) by path, for any of the numbers of the case; the others keep their central value. Of a map
            by year a draw is the factor on the whole map.
        """
        drawn_paths = frozenset(drawn)
        if (of, drawn_paths) not in self._programs:
            ledger_of_paths = self._ledger_of(drawn_paths)
            assert isinstance(ledger_of_paths.amounts, Coefficients)
            row_by_key = of(ledger_of_paths)
            self._programs[of, drawn_paths] = (
                list(row_by_key),
                ledger_of_paths.amounts.program(_stacked(row_by_key, ledger_of_paths)),
            )
        return _outputs(*self._programs[of, drawn_paths], drawn)

    def _ledger_of(self, paths: frozenset[str]) -> Ledger:
        if paths not in self._coefficients:
            # A ledger of coefficients grows with lines and inputs; what is read of it stays, as a program.
            while len(self._coefficients) >= _LEDGERS:
                self._coefficients.pop(next(iter(self._coefficients)))
            line_coefficients = Coefficients(self.arithmetic, self.arithmetic.folded(paths, None))
            self._coefficients[paths] = Ledger(
                self.case, amounts=line_coefficients, like=self.central, lines=self.lines
            )
        return self._coefficients[paths]

    def npv(self, drawn: Mapping[str, Array]) -> dict[Pair, Array]:
        """Net present value (draws,) by perspective and alternative, for draws by path; see :meth:`linear`."""
        return self.linear(self._npv, drawn)

    def sums(self, drawn: Mapping[str, Array]) -> dict[Pair, Sums]:
        """Costs, benefits and the flow of year 0 (draws,) by perspective and alternative.

        Only the lines that what is drawn moves become coefficients; the others are added up at their central euros.
        """
        drawn_paths = frozenset(drawn)
        if drawn_paths not in self._programs:
            self.expect([drawn_paths])
            moved_line_ids = self.arithmetic.lines_moved(drawn_paths)
            line_coefficients = Coefficients(
                self.arithmetic, self.arithmetic.folded(drawn_paths, moved_line_ids)
            )
            ledger = Ledger(self.case, amounts=line_coefficients, like=self.central, lines=moved_line_ids)
            row_by_key = self._sums(ledger)
            stacked_rows = _stacked(row_by_key, ledger)
            stacked_rows[:, 0] += self._left_alone[drawn_paths]
            self._programs[drawn_paths] = list(row_by_key), line_coefficients.program(stacked_rows)
        sums_by_draw = _outputs(*self._programs[drawn_paths], drawn)
        return {
            pair: Sums(*(sums_by_draw[(*pair, sum_index)] for sum_index in range(3)))
            for pair in self._pairs()
        }

    def expect(self, sets: Iterable[frozenset[str]]) -> None:
        """Add up what sets of drawn paths leave alone: for many sets at once, which costs little more than for one."""
        new_path_sets = [paths for paths in sets if paths not in self._left_alone]
        if new_path_sets:
            unmoved_coefficients = LeftAlone(
                self.arithmetic, [self.arithmetic.lines_moved(paths) for paths in new_path_sets]
            )
            ledger = Ledger(self.case, amounts=unmoved_coefficients, like=self.central, lines=self.lines)
            self._left_alone.update(zip(new_path_sets, _stacked(self._sums(ledger), ledger).T, strict=True))

    def _pairs(self) -> list[Pair]:
        return [(perspective, name) for perspective in self.perspectives for name in self.alternatives]

    def _npv(self, ledger: Ledger) -> dict[Pair, Array]:
        sum_by_pair = self._sums(ledger)
        return {pair: sum_by_pair[(*pair, 1)] - sum_by_pair[(*pair, 0)] for pair in self._pairs()}

    def _sums(self, ledger: Ledger) -> dict[tuple[str, str, int], Array]:
        row_by_key: dict[tuple[str, str, int], Array] = {}
        for perspective, alternative_id in self._pairs():
            viewpoint = self.case.perspectives[perspective]
            pv_by_side = {"costs": np.zeros(ledger.columns), "benefits": np.zeros(ledger.columns)}
            flow_of_first_year = np.zeros(ledger.columns)
            is_mixed = (perspective, alternative_id) in self._mixed
            for seen_line in ledger.each_seen_by(viewpoint, alternative_id):
                pv_by_side[seen_line.view.side] += seen_line.present_value(
                    self.central.factors(viewpoint, seen_line.timing)
                )
                # Where some lines count later in a year than others, the first flow is that of the start of the year.
                if not is_mixed or seen_line.timing == START:
                    price_level = seen_line.inflation[0] if viewpoint.prices == "nominal" else 1.0
                    flow_of_first_year += price_level * seen_line.view.net * seen_line.difference[0]
            row_by_key[perspective, alternative_id, 0], row_by_key[perspective, alternative_id, 1] = (
                -pv_by_side["costs"],
                pv_by_side["benefits"],
            )
            row_by_key[perspective, alternative_id, 2] = flow_of_first_year
        return row_by_key

    @cached_property
    def _mixed(self) -> set[Pair]:
        """Where some lines count at the start of a year and others later."""
        timings = {line.timing or self.case.settings.timing for line in self.case.lines.values()}
        if len(timings) < 2 or START not in timings:
            return set()
        return {
            (perspective, name)
            for perspective, name in self._pairs()
            if self.central_stream(perspective, name).is_mixed
        }

    def central_stream(self, perspective: str, alternative: str) -> Stream:
        """The central net flow of an alternative through a perspective."""
        perspective_and_alternative = (perspective, alternative)
        if perspective_and_alternative not in self._central_streams:
            if alternative not in self._recurring:
                self._recurring[alternative] = recurring_years(self.central, alternative)
            self._central_streams[perspective_and_alternative] = stream(
                self.central,
                self.case.perspectives[perspective],
                alternative,
                recurring=self._recurring[alternative],
            )
        return self._central_streams[perspective_and_alternative]

    def _flows(self, ledger: Ledger) -> dict[Pair, Flows]:
        return {
            (perspective, name): flows(ledger, self.case.perspectives[perspective], name)
            for perspective, name in self._pairs()
        }

    def streams(self, drawn: Mapping[str, Array]) -> dict[Pair, Stream]:
        """The net flow by year of every draw, by perspective and alternative."""
        row_by_key = self.linear(self._stream_rows, drawn)
        flows_by_pair = self._flows(self._ledger_of(frozenset(drawn)))
        stream_by_pair = {}
        for perspective, alternative_id in self._pairs():
            central_flows = flows_by_pair[perspective, alternative_id]
            rows_of_alternative = np.stack(
                [
                    row_by_key[perspective, alternative_id, row_index]
                    for row_index in range(len(central_flows.rows()))
                ]
            )
            viewpoint = self.case.perspectives[perspective]
            pm_line_ids = tuple(self.central.pm(viewpoint, alternative_id))
            recurring_years = self.central_stream(perspective, alternative_id).recurring
            stream_by_pair[perspective, alternative_id] = Stream(
                central_flows.like(rows_of_alternative), self.case, viewpoint, pm_line_ids, recurring_years
            )
        return stream_by_pair

    def _stream_rows(self, ledger: Ledger) -> dict[tuple[str, str, int], Array]:
        return {
            (*pair, row_index): row
            for pair, flows_of_pair in self._flows(ledger).items()
            for row_index, row in enumerate(flows_of_pair.rows())
        }


def _stacked(rows: Mapping[Name, Array], ledger: Ledger) -> Array:
    """Rows one above the other (rows, columns), also where there are none."""
    return np.array(list(rows.values())).reshape(len(rows), ledger.columns)


def _outputs(names: list[Name], program: Program, drawn: Mapping[str, Array]) -> dict[Name, Array]:
    """What a program gives for draws, by name."""
    draw_count = len(next(iter(drawn.values()))) if drawn else 1
    output_rows = program.evaluate({slot_of(path): draws for path, draws in drawn.items()}, draw_count)
    return dict(zip(names, output_rows, strict=True))
