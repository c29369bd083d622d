"""Break-even scale: the sizes at which an alternative is worth it and better than its rivals, alone and together.

The scale of a case is its number of inhabitants, or of participants where it has none: every number that counts them
(or that a table gives for the municipality) moves along, and the graph of the case is evaluated at each size. What no
such number moves is fixed, whatever its name. Municipalities that share common costs (section ``sharing``) bear those
once together; every other line counts for each of them.

Notes
-----
Formula: with k municipalities of size S / k each, the balance of one is NPV(S / k) - (k - 1) / k x C(S / k), with C the
present value of the common lines (below zero for costs). The set of sizes is where the mean of NPV - NPV(rival) is
above zero for every rival, doing nothing included; at P10 and P90 that percentile of the same differences, over the
same draws. Where every euro is proved linear in the size over the whole range, NPV = fixed + slope x size and the graph
is evaluated twice; else at ``_POINTS`` sizes, and an interval narrower than their distance is not seen.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from mll_finance.drivers.linearity import is_linear
from mll_finance.drivers.standard_sensitivities import SCALE, TABLE
from mll_finance.engine.arithmetic import DrawnAmounts
from mll_finance.engine.draws import DEFAULT_DRAWS, Draws
from mll_finance.engine.ledger import Ledger
from mll_finance.engine.study import Study
from mll_finance.inputs.case.case import Case
from mll_finance.inputs.grammar.kinds import assumptions
from mll_finance.inputs.grammar.parties import SOCIETY
from mll_finance.inputs.lines.staffing import Staffing
from mll_finance.inputs.method.sharing import Sharing
from mll_finance.inputs.reference_data.thresholds import threshold
from mll_finance.inputs.tables.in_force import SHIPPED
from mll_finance.inputs.tables.table import MUNICIPALITIES
from mll_finance.uncertainty import sensitivity as arrays
from mll_finance.uncertainty.quantiles import quantiles

Array = npt.NDArray[np.float64]
Pair = tuple[str, int]
"""An alternative, and how many municipalities bear its common costs together."""
Sizes = tuple[float | None, float | None]
"""From which size up to which; None where the interval goes on at that end of what was looked at."""
_POINTS = 96
"""Sizes at which the sign is looked at before it is narrowed down."""
_FINE = 1024
"""Sizes between which a step of staff in whole posts is looked for."""
_NOTHING = 1e-12
"""Share of the largest difference that counts as zero: sums that cancel leave a rounding on either side of it."""
_SHARES = {"p10": threshold("tornado_low"), "p90": threshold("tornado_high")}
_FOLLOWED = ("mean", *_SHARES, "above_zero")
"""The statistics of a difference that are followed over the sizes."""


@dataclass(frozen=True)
class Dimension:
    """What the size of a case is counted in."""

    id: str
    unit: str
    paths: tuple[str, ...]
    """The numbers that move with it."""
    own: float
    """The size of the case; of a map by year that of its largest year."""
    low: float
    high: float
    """The sizes between which is looked."""


@dataclass(frozen=True)
class BreakEvenScale:
    """The sizes at which one alternative is above zero and above its rivals."""

    alternative: str
    dimension: Dimension
    municipalities: int
    """How many bear the common costs together; 1 is alone. Sizes are of all of them together."""
    mean: tuple[Sizes, ...]
    p10: tuple[Sizes, ...]
    """Where nine of ten draws are above each rival."""
    p90: tuple[Sizes, ...]
    """Where one of ten draws is."""
    above_zero: tuple[Sizes, ...]
    """Where the mean NPV is above zero, whatever the rivals."""
    fixed: float | None
    slope: float | None
    """Mean NPV of one municipality without anybody, and for one more (EUR); None where it is not linear in the size."""

    @property
    def most(self) -> float:
        """The largest size that was looked at."""
        return self.dimension.high * self.municipalities

    @property
    def least(self) -> float:
        """The smallest size that was looked at."""
        return self.dimension.low * self.municipalities

    def as_json(self) -> dict[str, Any]:
        """What ``results.json`` says of it."""
        return {
            "alternative": self.alternative,
            "dimension": self.dimension.id,
            "unit": self.dimension.unit,
            "own": self.dimension.own,
            "from": self.least,
            "to": self.most,
            "municipalities": self.municipalities,
            **{name: [list(sizes) for sizes in getattr(self, name)] for name in _FOLLOWED},
            "fixed": self.fixed,
            "slope": self.slope,
        }


def dimension(study: Study) -> Dimension | None:
    """What the size of a case is counted in; None where nothing in it is."""
    leaves = study.case.graph.leaves
    of_table = _from_municipalities(study)
    for row in SHIPPED.table(TABLE).rows:
        if row.extra["kind"] != SCALE:
            continue
        counted = [path for path, leaf in leaves.items() if _counts(leaf.assumption, row.unit)]
        if not counted:
            continue
        along = [path for path in of_table if path not in counted and _is_count(leaves[path].assumption)]
        central = leaves[counted[0]].assumption.central
        own_size = float(max(central.values()) if isinstance(central, dict) else central)
        if own_size > 0:
            paths = (*counted, *along)
            return Dimension(
                row.id, row.unit, paths, own_size, min(row.low or 1.0, own_size), max(row.value, own_size)
            )
    return None


def _counts(assumption: Any, unit: str) -> bool:
    """Whether a number counts what a unit names, at one moment or in a year."""
    return _is_number(assumption) and assumption.unit in (unit, f"{unit}/yr")


def _is_number(assumption: Any) -> bool:
    return assumption.ref is None and assumption.pm is None


def _is_count(assumption: Any) -> bool:
    """Whether a figure of a municipality is a number of something: a rate has a per."""
    return _is_number(assumption) and "/" not in (assumption.unit or "/") and assumption.unit != "fraction"


def _from_municipalities(study: Study) -> list[str]:
    """Paths of the numbers that the table of municipalities gives."""
    parts = [(f"quantities.{name}", part) for name, part in study.case.quantities.items()]
    parts += [(f"lines.{name}", part) for name, part in study.case.lines.items()]  # type: ignore[misc]
    return [
        path
        for owner, part in parts
        for whole, assumption in assumptions(part, owner)
        for path, leaf in assumption.leaves(whole)
        if leaf.table == MUNICIPALITIES
    ]


def sharers(case: Case, alternative: str) -> int:
    """How many municipalities bear the common costs of an alternative together; 1 where nobody shares them."""
    sharing = case.section(Sharing)
    if sharing is None or sharing.alternative != alternative:
        return 1
    return max(1, len(sharing.participants))


def break_even_scales(
    study: Study, rivals: Sequence[str], *, against_nothing: bool = True
) -> list[BreakEvenScale]:
    """The sizes at which each alternative is worth it, alone and where the case shares its costs also together.

    Parameters
    ----------
    study : Study
        The study.
    rivals : sequence of str
        Alternatives that can be chosen; each is a rival of the others.
    against_nothing : bool
        Whether doing nothing is a rival too, which it is not where the case says that a duty rules it out.
    """
    counted = dimension(study)
    if counted is None:
        return []
    search = _Search(study, counted, tuple(rivals), against_nothing)
    return search.scales()


@dataclass(frozen=True)
class _Search:
    """The differences of all alternatives over the sizes, as multiples of the size of the case."""

    study: Study
    counted: Dimension
    rivals: tuple[str, ...]
    against_nothing: bool

    @cached_property
    def _pairs(self) -> list[Pair]:
        """Each alternative alone, and what is shared also by all that share it."""
        projects = self.study.case.projects
        together = [(name, sharers(self.study.case, name)) for name in projects]
        return [*((name, 1) for name in projects), *(pair for pair in together if pair[1] > 1)]

    @cached_property
    def _draws(self) -> list[dict[str, Array]]:
        """The study's draws, up to the usual number of them, a block at a time."""
        total = self.study.draws.plan.total
        draws = self.study.draws if total <= DEFAULT_DRAWS else Draws.of(self.study.case, draws=DEFAULT_DRAWS)
        return list(draws.blocks())

    def _rows(self, ledger: Ledger) -> dict[tuple[str, bool], Array]:
        """Present value of each alternative, and of its common lines alone."""
        viewpoint, sharing = self.study.case.perspectives[SOCIETY], self.study.case.section(Sharing)
        shared = {*sharing.development, *sharing.fixed} if sharing is not None else set()
        rows = {}
        for name in self.study.case.projects:
            rows[name, False], rows[name, True] = np.zeros((2, ledger.columns))
            for seen in ledger.each_seen_by(viewpoint, name):
                worth = seen.present_value(self.study.central.factors(viewpoint, seen.timing))
                rows[name, False] = rows[name, False] + worth
                if seen.line in shared:
                    rows[name, True] = rows[name, True] + worth
        return rows

    def _evaluated(self, times: float) -> dict[tuple[str, bool], Array]:
        """The rows by draw (draws,) at so many times the size of the case."""
        parts = []
        for block in self._draws:
            moved = {path: self._moved(path, times, block) for path in self.counted.paths}
            parts.append(self.study.whole.linear(self._program, {**block, **moved}))
        return {row: np.concatenate([part[row] for part in parts]) for row in parts[0]}

    @cached_property
    def _program(self) -> Any:
        """The rows as one function, so that its program is made once."""
        return self._rows

    def _moved(self, path: str, times: float, block: Mapping[str, Array]) -> Array:
        if path in block:
            return times * block[path]
        central = self.study.case.graph.leaves[path].assumption.central
        count = len(next(iter(block.values()))) if block else 1
        return np.full(count, times * (1.0 if isinstance(central, dict) else float(central)))

    @cached_property
    def _line(self) -> tuple[dict[tuple[str, bool], Array], dict[tuple[str, bool], Array]] | None:
        """Rows at no size and what the size of the case adds, where every euro is linear in the size."""
        if not is_linear(self.study, self.counted.paths):
            return None
        nobody, own_values = self._evaluated(0.0), self._evaluated(1.0)
        return nobody, {row: own_values[row] - nobody[row] for row in own_values}

    def _at(self, times: float) -> dict[tuple[str, bool], Array]:
        if self._line is None:
            return self._evaluated(times)
        nobody, added = self._line
        return {row: nobody[row] + times * added[row] for row in nobody}

    def _differences(self, pair: Pair, rows: dict[tuple[str, bool], Array], *statistics: str) -> list[float]:
        """By each statistic the least by which an alternative is ahead of a rival (EUR for one municipality)."""
        alternative, municipalities = pair
        common = rows[alternative, True]
        own_differences = rows[alternative, False] - (municipalities - 1) / municipalities * common
        differences = [own_differences - rows[rival, False] for rival in self.rivals if rival != alternative]
        differences += [own_differences] if self.against_nothing or not differences else []
        ahead = np.stack(differences)
        least = {
            "above_zero": float(own_differences.mean()),
            "mean": float(ahead.mean(axis=1).min()),
        }
        shares = {statistic: _SHARES[statistic] for statistic in statistics if statistic in _SHARES}
        if shares:
            by_rival = quantiles(ahead, list(shares.values()))
            least |= dict(zip(shares, by_rival.min(axis=1).tolist(), strict=True))
        return [least[statistic] for statistic in statistics]

    def _steps(self, low: float, high: float) -> Array:
        """Times just before and just after each step of staff that comes in whole posts, in the central case.

        And one further: a time on the step itself may fall on either side of it.
        """
        times = np.geomspace(low, high, _FINE)
        moved = {path: self._moved(path, 1.0, {})[0] * times for path in self.counted.paths}
        amounts, on_step = DrawnAmounts(self.study.arithmetic, moved), np.zeros(_FINE, dtype=bool)
        for name, line in self.study.case.lines.items():
            for alternative in line.alternative if isinstance(line, Staffing) and line.whole else ():
                if not self.study.central.is_pm(name, alternative):
                    posts = np.ceil(amounts.assumption(f"lines.{name}.fte", alternative))
                    jumps = np.any(np.diff(posts, axis=1) != 0, axis=0)
                    on_step |= np.append(jumps, False) | np.append(False, jumps)
                    on_step |= np.append([False, False], jumps[:-1])
        return times[on_step]

    def scales(self) -> list[BreakEvenScale]:
        """The intervals of every alternative."""
        ends = self.counted.low / self.counted.own, self.counted.high / self.counted.own
        times = np.unique(np.concatenate([np.geomspace(*ends, _POINTS), self._steps(*ends), [1.0]]))
        kinds = [(pair, statistic) for pair in self._pairs for statistic in _FOLLOWED]
        table = np.array(
            [
                [euros for pair in self._pairs for euros in self._differences(pair, rows, *_FOLLOWED)]
                for rows in map(self._at, times)
            ]
        ).T
        zero = _NOTHING * np.abs(table).max(axis=1)

        def outcome(which: npt.NDArray[np.intp], sizes: Array) -> Array:
            moves = [(*kinds[place], size) for place, size in zip(which, sizes, strict=True)]
            moved = [self._differences(pair, self._at(size), followed)[0] for pair, followed, size in moves]
            return np.asarray(moved - zero[which])

        table_above_zero = table - zero[:, None]
        crossings = arrays.crossings(
            np.tile(times, (len(kinds), 1)), table_above_zero, outcome=outcome, central=np.ones(len(kinds))
        )
        sets = {
            kind: self._sizes(kind[0], np.sort(crossed), bool(starts))
            for kind, crossed, starts in zip(kinds, crossings, table_above_zero[:, 0] >= 0, strict=True)
        }
        return [self._scale(pair, sets) for pair in self._pairs]

    def _sizes(self, pair: Pair, crossed: Array, starts: bool) -> tuple[Sizes, ...]:
        """Intervals above zero between the crossings, in the unit of the dimension."""
        sizes = (crossed * self.counted.own * pair[1]).tolist()
        ends: list[float | None] = [*([None] if starts else []), *sizes]
        ends += [None] if len(ends) % 2 else []
        return tuple(zip(ends[::2], ends[1::2], strict=True))

    def _scale(self, pair: Pair, sets: dict[tuple[Pair, str], tuple[Sizes, ...]]) -> BreakEvenScale:
        name, municipalities = pair
        fixed = slope = None
        if self._line is not None:
            nobody, added = self._line
            less = (municipalities - 1) / municipalities
            fixed = float((nobody[name, False] - less * nobody[name, True]).mean())
            slope = float((added[name, False] - less * added[name, True]).mean()) / self.counted.own
        by_statistic = {statistic: sets[pair, statistic] for statistic in _FOLLOWED}
        return BreakEvenScale(name, self.counted, municipalities, **by_statistic, fixed=fixed, slope=slope)
