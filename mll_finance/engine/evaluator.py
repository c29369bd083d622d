"""The fast way to the NPV of many draws: what a slider, a tornado, a switching value or a million draws go through.

``Evaluator(case).npv(drawn)`` gives the NPV by perspective and alternative for draws of any of the numbers of a case,
the others at their central value. It is the same arithmetic as the ledger's, with the same kinds; it leaves out what an
NPV does not need (the euros of each year, the tables of a perspective), and what does not depend on the numbers drawn
it calculates once. An evaluator holds no draws and gives each draw the same bits whatever its neighbours.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt

from mll_finance.engine.drawn_model import DrawnModel, Layout
from mll_finance.engine.ledger import Ledger, factors, inflators
from mll_finance.engine.lens import Side, view
from mll_finance.engine.stream import START, stream
from mll_finance.engine.year_sums import Profile, profile, weighted_sums
from mll_finance.inputs.case.case import Case
from mll_finance.inputs.case.graph import Output
from mll_finance.inputs.grammar.sections import BASELINE

Array = npt.NDArray[np.float64]
Pair = tuple[str, str]
"""Perspective and alternative."""


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


@dataclass(frozen=True)
class _Use:
    """How one sum of a line enters one total: the row of the sums, the total, and the factor."""

    row: int
    total: tuple[str, str, str]
    factor: float


@dataclass(frozen=True)
class _Job:
    """A line as it stands in one alternative, with everything that reads it."""

    line: str
    where: str
    profile: Profile | None
    """None where the alternative waits, so that the euros of each year are needed."""
    weights: Array
    """One row for each sum (sums, years), on the euros of each year."""
    uses: tuple[_Use, ...]

    def only(self, pairs: Container[Pair]) -> _Job | None:
        """The same for those who read some perspectives and alternatives; None where nobody does."""
        uses = [use for use in self.uses if use.total[:2] in pairs]
        rows = sorted({use.row for use in uses})
        if not uses:
            return None
        shape = self.profile
        return replace(
            self,
            profile=None if shape is None else replace(shape, weights=shape.weights[rows]),
            weights=self.weights[rows],
            uses=tuple(replace(use, row=rows.index(use.row)) for use in uses),
        )


class Evaluator:
    """NPV, costs and benefits of a case for any draws.

    Parameters
    ----------
    case : Case
        The case.
    perspectives, alternatives : iterable of str, optional
        Those to calculate; all without them.
    """

    def __init__(
        self,
        case: Case,
        perspectives: Iterable[str] | None = None,
        alternatives: Iterable[str] | None = None,
    ) -> None:
        self.case = case
        self.perspectives = tuple(case.perspectives if perspectives is None else perspectives)
        self.alternatives = tuple(case.projects if alternatives is None else alternatives)
        self.central = Ledger(case)
        """The ledger of the central case, which everything that no drawn number touches is taken from."""
        self._layout = Layout(case)
        self._constant: dict[tuple[str, str], list[Array]] = {}
        self._touched: dict[frozenset[str], frozenset[str]] = {}

    def only(self, perspectives: Iterable[str], alternatives: Iterable[str]) -> Evaluator:
        """The evaluator of some of its perspectives and alternatives, with what was found out already."""
        made = Evaluator(self.case, perspectives, alternatives)
        pairs = {(perspective, name) for perspective in made.perspectives for name in made.alternatives}
        found = (job.only(pairs) for job in self._jobs)
        made.central, made._touched = self.central, self._touched
        made._layout, made._depends = self._layout, self._depends
        made._jobs = [job for job in found if job is not None]
        return made

    def npv(self, drawn: Mapping[str, Array]) -> dict[Pair, Array]:
        """Net present value (draws,) by perspective and alternative.

        Parameters
        ----------
        drawn : mapping of str to ndarray
            Draws (draws,) by path, for any of the numbers of the case; the others keep their central value. Of a map
            by year a draw is the factor on the whole map.
        """
        return {pair: sums.npv for pair, sums in self.sums(drawn).items()}

    def sums(self, drawn: Mapping[str, Array]) -> dict[Pair, Sums]:
        """Costs, benefits and the flow of year 0 (draws,) by perspective and alternative."""
        count = len(next(iter(drawn.values()))) if drawn else 1
        touched = self._touched_by(frozenset(drawn))
        model = DrawnModel(self._layout, dict(drawn), self.central.model, touched)
        totals: dict[tuple[str, str, str], Array] = {}
        for job in self._jobs:
            if f"lines.{job.line}" not in touched:
                self._add(totals, job, self._once(job))
        totals = {key: np.full(count, total[0]) for key, total in totals.items()}
        for job in self._jobs:
            if f"lines.{job.line}" in touched:
                self._add(totals, job, self._line_sums(model, job))
        return {
            (perspective, alternative): Sums(
                *(
                    totals.get((perspective, alternative, part), np.zeros(count))
                    for part in ("costs", "benefits", "first")
                )
            )
            for perspective in self.perspectives
            for alternative in self.alternatives
        }

    @staticmethod
    def _add(totals: dict[tuple[str, str, str], Array], job: _Job, sums: list[Array]) -> None:
        for use in job.uses:
            part = sums[use.row] if use.factor == 1.0 else use.factor * sums[use.row]
            held = totals.get(use.total)
            if held is None or held.size < part.size:
                totals[use.total] = part + (0.0 if held is None else held)
            else:
                held += part

    def _once(self, job: _Job) -> list[Array]:
        """The sums of a line that no drawn number touches, each (1,)."""
        key = (job.line, job.where)
        if key not in self._constant:
            nothing = DrawnModel(self._layout, {}, self.central.model, frozenset())
            self._constant[key] = self._line_sums(nothing, job)
        return self._constant[key]

    def _line_sums(self, model: DrawnModel, job: _Job) -> list[Array]:
        if job.profile is None:
            return weighted_sums(job.weights, model.line(job.line, job.where))
        values = model.values(f"lines.{job.line}", job.where)
        return job.profile.sums(self.case.lines[job.line].euros(values, model.time), values)

    @cached_property
    def _jobs(self) -> list[_Job]:
        made = []
        vectors: dict[tuple[str, str, str | None], tuple[Array, Array]] = {}
        for name, line in self.case.lines.items():
            looks = {
                key: look
                for key in self.perspectives
                if (look := view(line, self.case.perspectives[key])) is not None
            }
            weights: list[Array] = []
            uses: dict[str, list[_Use]] = {}
            for key, look in looks.items():
                timing = line.timing or self.case.settings.timing
                if (key, timing, line.index) not in vectors:
                    vectors[key, timing, line.index] = self._vectors(timing, line.index, key)
                rows = [_row(weights, vector) for vector in vectors[key, timing, line.index]]
                for where, alternative, sign in self._places(name):
                    found = _uses(rows, key, alternative, look.side, sign * look.net)
                    later = timing != START
                    uses.setdefault(where, []).extend(
                        found[:1] if later and (key, alternative) in self._mixed else found
                    )
            if uses:
                table = np.array(weights)
                shape = profile(self.case, line, table)
                for where, readers in uses.items():
                    waits = bool(self.case.graph.later.get((f"lines.{name}", where), 0))
                    made.append(_Job(name, where, None if waits else shape, table, tuple(readers)))
        return made

    @cached_property
    def _mixed(self) -> set[Pair]:
        """Where some lines count at the start of a year and others later: the first flow is that of the start."""
        timings = {line.timing or self.case.settings.timing for line in self.case.lines.values()}
        if len(timings) < 2 or START not in timings:
            return set()
        ledger = self.central
        return {
            (perspective, alternative)
            for perspective in self.perspectives
            for alternative in self.alternatives
            if len(stream(ledger, self.case.perspectives[perspective], alternative).running)
            > len(self.case.years)
        }

    def _vectors(self, timing: str, index: str | None, perspective: str) -> tuple[Array, Array]:
        """Weights (years,) of the present value, and of the flow of year 0."""
        through = self.case.perspectives[perspective]
        first = np.zeros(len(self.case.years))
        first[0] = inflators(self.case, index)[0] if through.prices == "nominal" else 1.0
        return factors(self.case, through, timing), first

    def _places(self, name: str) -> list[tuple[str, str, float]]:
        """Where a line is evaluated, the alternative that reads it, and the sign: project minus baseline."""
        line, pm, made = self.case.lines[name], self.case.graph.pm, []
        for alternative in self.alternatives:
            if any((f"lines.{name}", each) in pm for each in (alternative, BASELINE)):
                continue
            both = BASELINE in line.alternative and alternative in line.alternative
            if both and f"lines.{name}" not in self.case.graph.varies:
                continue
            for each, sign in ((alternative, 1.0), (BASELINE, -1.0)):
                if each in line.alternative:
                    where = each if f"lines.{name}" in self.case.graph.varies else line.alternative[0]
                    made.append((where, alternative, sign))
        return made

    def _touched_by(self, drawn: frozenset[str]) -> frozenset[str]:
        """Quantities and lines that depend on a drawn number."""
        if drawn not in self._touched:
            self._touched[drawn] = frozenset(
                owner for owner, paths in self._depends.items() if not drawn.isdisjoint(paths)
            )
        return self._touched[drawn]

    @cached_property
    def _depends(self) -> dict[str, frozenset[str]]:
        """Paths of the numbers on which each quantity and line depends, in whatever alternative."""
        graph = self.case.graph
        made: dict[str, frozenset[str]] = {}
        owners = [*(f"quantities.{name}" for name in graph.order), *(f"lines.{name}" for name in graph.lines)]
        for owner in owners:
            found: set[str] = set()
            for path in graph.paths_of(owner):
                found |= self._behind(path, made)
            made[owner] = frozenset(found)
        return made

    def _behind(self, path: str, known: Mapping[str, frozenset[str]]) -> set[str]:
        """Paths of the numbers behind an assumption, references followed."""
        graph = self.case.graph
        if path in graph.groups:
            return {leaf for child in graph.groups[path].values() for leaf in self._behind(child, known)}
        ref = graph.leaves[path].assumption.ref
        if ref is None:
            return {path}
        target = graph.target(ref)
        if isinstance(target, Output):
            return set(known[f"quantities.{target.quantity}"])
        return self._behind(str(target), known)


def _row(weights: list[Array], vector: Array) -> int:
    """Place of a vector among the weights, added where it is new."""
    for place, held in enumerate(weights):
        if np.array_equal(held, vector):
            return place
    weights.append(vector)
    return len(weights) - 1


def _uses(rows: list[int], perspective: str, alternative: str, side: Side, net: float) -> list[_Use]:
    value, first = rows
    sign = -1.0 if side == "costs" else 1.0
    return [
        _Use(value, (perspective, alternative, side), sign * net),
        _Use(first, (perspective, alternative, "first"), net),
    ]
