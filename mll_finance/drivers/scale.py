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
    leaf_by_path = study.case.graph.leaves
    paths_from_table = _from_municipalities(study)
    for row in SHIPPED.table(TABLE).rows:
        if row.extra["kind"] != SCALE:
            continue
        counted_paths = [path for path, leaf in leaf_by_path.items() if _counts(leaf.assumption, row.unit)]
        if not counted_paths:
            continue
        paths_moved_along = [
            path
            for path in paths_from_table
            if path not in counted_paths and _is_count(leaf_by_path[path].assumption)
        ]
        central_number = leaf_by_path[counted_paths[0]].assumption.central
        own_size = float(max(central_number.values()) if isinstance(central_number, dict) else central_number)
        if own_size > 0:
            paths_of_dimension = (*counted_paths, *paths_moved_along)
            return Dimension(
                row.id,
                row.unit,
                paths_of_dimension,
                own_size,
                min(row.low or 1.0, own_size),
                max(row.value, own_size),
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
    entries_by_owner = [(f"quantities.{name}", part) for name, part in study.case.quantities.items()]
    entries_by_owner += [(f"lines.{name}", part) for name, part in study.case.lines.items()]  # type: ignore[misc]
    return [
        path
        for owner, part in entries_by_owner
        for number_path, assumption in assumptions(part, owner)
        for path, leaf in assumption.leaves(number_path)
        if leaf.table == MUNICIPALITIES
    ]


def sharers(case: Case, alternative: str) -> int:
    """How many municipalities bear the common costs of an alternative together; 1 where nobody shares them."""
    sharing_section = case.section(Sharing)
    if sharing_section is None or sharing_section.alternative != alternative:
        return 1
    return max(1, len(sharing_section.participants))


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
    counted_dimension = dimension(study)
    if counted_dimension is None:
        return []
    scale_search = _Search(study, counted_dimension, tuple(rivals), against_nothing)
    return scale_search.scales()


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
        project_ids = self.study.case.projects
        sharer_pairs = [(name, sharers(self.study.case, name)) for name in project_ids]
        return [
            *((name, 1) for name in project_ids),
            *(
                alternative_and_sharers
                for alternative_and_sharers in sharer_pairs
                if alternative_and_sharers[1] > 1
            ),
        ]

    @cached_property
    def _draws(self) -> list[dict[str, Array]]:
        """The study's draws, up to the usual number of them, a block at a time."""
        draw_count = self.study.draws.plan.total
        draws = (
            self.study.draws
            if draw_count <= DEFAULT_DRAWS
            else Draws.of(self.study.case, draws=DEFAULT_DRAWS)
        )
        return list(draws.blocks())

    def _rows(self, ledger: Ledger) -> dict[tuple[str, bool], Array]:
        """Present value of each alternative, and of its common lines alone."""
        viewpoint, sharing = self.study.case.perspectives[SOCIETY], self.study.case.section(Sharing)
        shared_lines = {*sharing.development, *sharing.fixed} if sharing is not None else set()
        npv_by_row = {}
        for project_id in self.study.case.projects:
            npv_by_row[project_id, False], npv_by_row[project_id, True] = np.zeros((2, ledger.columns))
            for seen_line in ledger.each_seen_by(viewpoint, project_id):
                line_value = seen_line.present_value(self.study.central.factors(viewpoint, seen_line.timing))
                npv_by_row[project_id, False] = npv_by_row[project_id, False] + line_value
                if seen_line.line in shared_lines:
                    npv_by_row[project_id, True] = npv_by_row[project_id, True] + line_value
        return npv_by_row

    def _evaluated(self, times: float) -> dict[tuple[str, bool], Array]:
        """The rows by draw (draws,) at so many times the size of the case."""
        row_blocks = []
        for block in self._draws:
            moved_number_by_path = {path: self._moved(path, times, block) for path in self.counted.paths}
            row_blocks.append(self.study.whole.linear(self._program, {**block, **moved_number_by_path}))
        return {row: np.concatenate([part[row] for part in row_blocks]) for row in row_blocks[0]}

    @cached_property
    def _program(self) -> Any:
        """The rows as one function, so that its program is made once."""
        return self._rows

    def _moved(self, path: str, times: float, block: Mapping[str, Array]) -> Array:
        if path in block:
            return times * block[path]
        central_number = self.study.case.graph.leaves[path].assumption.central
        draw_count = len(next(iter(block.values()))) if block else 1
        return np.full(
            draw_count, times * (1.0 if isinstance(central_number, dict) else float(central_number))
        )

    @cached_property
    def _line(self) -> tuple[dict[tuple[str, bool], Array], dict[tuple[str, bool], Array]] | None:
        """Rows at no size and what the size of the case adds, where every euro is linear in the size."""
        if not is_linear(self.study, self.counted.paths):
            return None
        rows_at_nothing, rows_at_own_size = self._evaluated(0.0), self._evaluated(1.0)
        return rows_at_nothing, {
            row: rows_at_own_size[row] - rows_at_nothing[row] for row in rows_at_own_size
        }

    def _at(self, times: float) -> dict[tuple[str, bool], Array]:
        if self._line is None:
            return self._evaluated(times)
        rows_at_nothing, rows_added = self._line
        return {row: rows_at_nothing[row] + times * rows_added[row] for row in rows_at_nothing}

    def _differences(self, pair: Pair, rows: dict[tuple[str, bool], Array], *statistics: str) -> list[float]:
        """By each statistic the least by which an alternative is ahead of a rival (EUR for one municipality)."""
        alternative, sharer_count = pair
        common_npv_by_draw = rows[alternative, True]
        npv_by_draw = rows[alternative, False] - (sharer_count - 1) / sharer_count * common_npv_by_draw
        lead_draws_by_rival = [
            npv_by_draw - rows[rival, False] for rival in self.rivals if rival != alternative
        ]
        lead_draws_by_rival += [npv_by_draw] if self.against_nothing or not lead_draws_by_rival else []
        lead_by_rival = np.stack(lead_draws_by_rival)
        least_lead_by_statistic = {
            "above_zero": float(npv_by_draw.mean()),
            "mean": float(lead_by_rival.mean(axis=1).min()),
        }
        share_by_statistic = {
            statistic: _SHARES[statistic] for statistic in statistics if statistic in _SHARES
        }
        if share_by_statistic:
            quantiles_by_rival = quantiles(lead_by_rival, list(share_by_statistic.values()))
            least_lead_by_statistic |= dict(
                zip(share_by_statistic, quantiles_by_rival.min(axis=1).tolist(), strict=True)
            )
        return [least_lead_by_statistic[statistic] for statistic in statistics]

    def _steps(self, low: float, high: float) -> Array:
        """Times just before and just after each step of staff that comes in whole posts, in the central case.

        And one further: a time on the step itself may fall on either side of it.
        """
        scale_factors = np.geomspace(low, high, _FINE)
        moved_number_by_path = {
            path: self._moved(path, 1.0, {})[0] * scale_factors for path in self.counted.paths
        }
        drawn_amounts, is_on_step = (
            DrawnAmounts(self.study.arithmetic, moved_number_by_path),
            np.zeros(_FINE, dtype=bool),
        )
        for line_id, line in self.study.case.lines.items():
            for alternative in line.alternative if isinstance(line, Staffing) and line.whole else ():
                if not self.study.central.is_pm(line_id, alternative):
                    whole_posts = np.ceil(drawn_amounts.assumption(f"lines.{line_id}.fte", alternative))
                    is_step = np.any(np.diff(whole_posts, axis=1) != 0, axis=0)
                    is_on_step |= np.append(is_step, False) | np.append(False, is_step)
                    is_on_step |= np.append([False, False], is_step[:-1])
        return scale_factors[is_on_step]

    def scales(self) -> list[BreakEvenScale]:
        """The intervals of every alternative."""
        factor_ends = self.counted.low / self.counted.own, self.counted.high / self.counted.own
        scale_factors = np.unique(
            np.concatenate([np.geomspace(*factor_ends, _POINTS), self._steps(*factor_ends), [1.0]])
        )
        kinds = [(pair, statistic) for pair in self._pairs for statistic in _FOLLOWED]
        least_lead_by_kind = np.array(
            [
                [
                    euros
                    for pair in self._pairs
                    for euros in self._differences(pair, rows_at_factor, *_FOLLOWED)
                ]
                for rows_at_factor in map(self._at, scale_factors)
            ]
        ).T
        zero_margins = _NOTHING * np.abs(least_lead_by_kind).max(axis=1)

        def outcome(which: npt.NDArray[np.intp], sizes: Array) -> Array:
            moves = [(*kinds[kind_index], size) for kind_index, size in zip(which, sizes, strict=True)]
            leads = [self._differences(pair, self._at(size), followed)[0] for pair, followed, size in moves]
            return np.asarray(leads - zero_margins[which])

        table_above_zero = least_lead_by_kind - zero_margins[:, None]
        crossings_by_kind = arrays.crossings(
            np.tile(scale_factors, (len(kinds), 1)),
            table_above_zero,
            outcome=outcome,
            central=np.ones(len(kinds)),
        )
        sizes_by_kind = {
            kind: self._sizes(kind[0], np.sort(crossed), bool(starts))
            for kind, crossed, starts in zip(
                kinds, crossings_by_kind, table_above_zero[:, 0] >= 0, strict=True
            )
        }
        return [self._scale(pair, sizes_by_kind) for pair in self._pairs]

    def _sizes(self, pair: Pair, crossed: Array, starts: bool) -> tuple[Sizes, ...]:
        """Intervals above zero between the crossings, in the unit of the dimension."""
        crossing_sizes = (crossed * self.counted.own * pair[1]).tolist()
        interval_ends: list[float | None] = [*([None] if starts else []), *crossing_sizes]
        interval_ends += [None] if len(interval_ends) % 2 else []
        return tuple(zip(interval_ends[::2], interval_ends[1::2], strict=True))

    def _scale(self, pair: Pair, sets: dict[tuple[Pair, str], tuple[Sizes, ...]]) -> BreakEvenScale:
        project, sharer_count = pair
        fixed_euros = euros_per_unit = None
        if self._line is not None:
            rows_at_nothing, rows_added = self._line
            others_share = (sharer_count - 1) / sharer_count
            fixed_euros = float(
                (rows_at_nothing[project, False] - others_share * rows_at_nothing[project, True]).mean()
            )
            euros_per_unit = (
                float((rows_added[project, False] - others_share * rows_added[project, True]).mean())
                / self.counted.own
            )
        sizes_by_name = {statistic: sets[pair, statistic] for statistic in _FOLLOWED}
        return BreakEvenScale(
            project, self.counted, sharer_count, **sizes_by_name, fixed=fixed_euros, slope=euros_per_unit
        )
