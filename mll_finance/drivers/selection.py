"""How good a selection must be: the expected balance at another precision, recall or place on a curve.

A selection (the quantity ``detection``) gets a precision, and a share that it selects, of its own in one alternative;
the graph of the case does the rest. All else is drawn as before: what is asked is the mean over the draws with the
precision fixed in each of them, as ``--set`` would fix it.

Notes
-----
Convention: a selection of recall R and precision P would select R / P of each case that there is to find; what the case
allows (capacity, share selected) is the most that is followed up.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from mll_finance.drivers.asked import asked_alternative
from mll_finance.engine.arithmetic import DrawnAmounts
from mll_finance.engine.evaluator import Evaluator
from mll_finance.engine.model import place, source_of
from mll_finance.engine.study import Study
from mll_finance.inputs.case.graph import Output
from mll_finance.inputs.grammar.kinds import assumptions
from mll_finance.inputs.grammar.parties import SOCIETY
from mll_finance.inputs.quantities.detection import Detection
from mll_finance.inputs.quantities.precision_curve import PrecisionCurve
from mll_finance.uncertainty.sensitivity import crossings

Array = npt.NDArray[np.float64]
_NONE = 1e-12
POINTS = 20
"""Parts of the interval 0 to 1 in which a crossing is looked for before it is narrowed down."""
_ROUNDING = 1e-12
"""Share of what precision moves that counts as zero: sums that cancel leave a rounding on either side of it."""
_WHOLE_SHARE = {
    "value": 1,
    "unit": "fraction",
    "source": "own_estimate",
    "quality": "D",
    "accepted_by": {"nl": "geen grens", "en": "no limit"},
}
"""A share selected that limits nothing: the place at which a share of its own can be given."""


@dataclass(frozen=True)
class Performance:
    """What a selection does on average over the draws and the years of use."""

    precision: float
    recall: float
    flags: float
    """Selections followed up a year."""
    cases: float
    """Cases that there are to find, a year."""
    population: float

    @classmethod
    def of(cls, flags: float, right: float, cases: float, population: float) -> Performance:
        """From selections a year, how many of these are right, and the cases that there are; 0 of none."""
        return cls(right / flags if flags else 0.0, right / cases if cases else 0.0, flags, cases, population)


class AdjustableSelection:
    """The selection of one alternative, with a precision and a share selected that can be set.

    Parameters
    ----------
    study : Study
        The study.
    quantity : str
        Id of the detection.
    alternative : str
        Id of the alternative.
    """

    def __init__(self, study: Study, quantity: str, alternative: str) -> None:
        self.study, self.quantity, self.alternative = study, quantity, alternative
        self.path = f"quantities.{quantity}"
        self._precision = f"{self.path}.precision"
        self._share = f"{self.path}.flagged_share"

    @property
    def detection(self) -> Detection:
        """The quantity."""
        quantity = self.study.case.quantities[self.quantity]
        assert isinstance(quantity, Detection)
        return quantity

    @cached_property
    def _open(self) -> Study:
        """The study with a share selected that can be set; where the case has none, one that limits nothing."""
        if self.detection.flagged_share is not None:
            return self.study
        return self.study.changed({self.path: {"flagged_share": _WHOLE_SHARE}})

    @cached_property
    def _amounts(self) -> DrawnAmounts:
        draws_by_path = {path: self.study.draws.of_path(path) for path in self.study.draws.uncertain}
        draws_by_path |= {
            path: np.full(self.study.draws.plan.total, number)
            for path, number in self.study.draws.fixed.items()
        }
        return DrawnAmounts(self._open.arithmetic, draws_by_path)

    @cached_property
    def years(self) -> slice:
        """Places of the years of use among those of the case."""
        alternative_of_use = (
            self.alternative
            if self.alternative in self.study.case.projects
            else asked_alternative(self.study)
        )
        recurring_years = self.study.stream(SOCIETY, alternative_of_use).recurring
        return slice(recurring_years.first, recurring_years.last + 1)

    @property
    def years_of_use(self) -> int:
        """How many years it is used."""
        return max(len(self.study.case.years[self.years]), 1)

    def _by_draw(self, amounts: Array) -> Array:
        """The mean over the years of use, by draw (draws,)."""
        amounts_in_use = amounts[self.years] if amounts.shape[0] > 1 else amounts
        if not amounts_in_use.shape[0]:
            amounts_in_use = amounts
        return np.broadcast_to(amounts_in_use.mean(axis=0), (self.study.draws.plan.total,))

    @cached_property
    def _outputs(self) -> Mapping[str, Array]:
        """Flags, true positives and the cases that there are to find, by draw (draws,)."""
        output_by_name = self._amounts.quantity(self.quantity, self.alternative)
        population = self._amounts.assumption(f"{self.path}.population", self.alternative)
        return {
            "flags": self._by_draw(output_by_name["flags"]),
            "found": self._by_draw(output_by_name["true_positives"]),
            "cases": self._by_draw(output_by_name["true_positives"] + output_by_name["false_negatives"]),
            "population": self._by_draw(population),
        }

    @cached_property
    def prevalence(self) -> Array:
        """Share of the population for which following up is right, by draw (draws,)."""
        return self._by_draw(self._amounts.assumption(f"{self.path}.prevalence", self.alternative))

    @cached_property
    def own_share(self) -> Array:
        """Share of the population that is followed up, by draw (draws,)."""
        return self._outputs["flags"] / np.maximum(self._outputs["population"], _NONE)

    @cached_property
    def performance(self) -> Performance:
        """What the selection does as the case has it."""
        mean_outputs = (
            float(self._outputs[name].mean()) for name in ("flags", "found", "cases", "population")
        )
        return Performance.of(*mean_outputs)

    @cached_property
    def drawn_precision(self) -> Array:
        """The precision as the case has it, by draw (draws,)."""
        return np.asarray(self._outputs["found"] / np.maximum(self._outputs["flags"], _NONE))

    @cached_property
    def capacity_binds(self) -> float:
        """Share of the draws in which the capacity ends the list: not the population, nor the share selected."""
        if self.detection.capacity is None:
            return 0.0
        capacity_by_draw = self._by_draw(self._amounts.assumption(f"{self.path}.capacity", self.alternative))
        is_shortest = capacity_by_draw < np.minimum(self._limit, 1.0) * self._outputs["population"]
        return float(np.mean(is_shortest))

    @cached_property
    def moves_euros(self) -> bool:
        """Whether its precision moves the balance in any draw."""
        return bool(np.any(self.balances(0.0) != self.balances(1.0)))

    # --- The expected balance -------------------------------------------------------------------------------------

    @cached_property
    def _evaluator(self) -> Evaluator:
        paths_given_by_draw = tuple((path, self.alternative) for path in (self._precision, self._share))
        return Evaluator(self._open.case, (SOCIETY,), (self.alternative,), given=paths_given_by_draw)

    def balances(self, precision: float | Array, share: Array | None = None) -> Array:
        """NPV to society (EUR) of each draw at a precision and a share selected (draws,).

        Parameters
        ----------
        precision : float or ndarray
            Precision in every draw, or one for each (draws,).
        share : ndarray, optional
            Share of the population that is selected (draws,); the case's own without it, which is the most.
        """
        draw_count = self.study.draws.plan.total
        capped_share = self._limit if share is None else np.minimum(share, self._limit)
        values_by_path = {
            f"{self._precision}@{self.alternative}": np.broadcast_to(precision, (draw_count,)),
            f"{self._share}@{self.alternative}": capped_share,
        }
        return self._run(self._evaluator, values_by_path)

    @cached_property
    def _limit(self) -> Array:
        """The share selected that the case allows by itself, whatever the capacity (draws,)."""
        return self._by_draw(self._amounts.assumption(self._share, self.alternative))

    def _run(self, evaluator: Evaluator, given: Mapping[str, Array]) -> Array:
        values_by_path, npv_blocks = {**self._amounts.drawn, **given}, []
        for first_draw, end_draw in self.study.draws.plan.blocks():
            values_of_block = {
                name: np.asarray(values[first_draw:end_draw], dtype=float)
                for name, values in values_by_path.items()
            }
            npv_blocks.append(evaluator.npv(values_of_block)[SOCIETY, self.alternative])
        return np.concatenate(npv_blocks)

    def share_at(self, precision: float, recall: float) -> Array:
        """Share of the population that a selection of this precision and recall would select (draws,)."""
        return np.asarray(recall * self.prevalence / max(precision, _NONE))

    def full_from(self, precision: float) -> Array:
        """Recall from which the list is full, by draw (draws,): beyond it recall is worth nothing."""
        return np.asarray(precision * self.own_share / np.maximum(self.prevalence, _NONE))

    def mean(self, precision: float, recall: float | None = None, *, length: float = 1.0) -> float:
        """Expected NPV to society (EUR) at a precision, and a recall where what the case allows leaves room for it.

        Parameters
        ----------
        precision : float
            Precision in every draw.
        recall : float, optional
            Recall of what is selected (fraction); as far as can be followed up without it.
        length : float
            Part of what can be followed up that is (fraction).
        """
        mean_key = (precision, recall, length)
        if mean_key not in self._means:
            self._means[mean_key] = self._mean(*mean_key)
        return self._means[mean_key]

    @cached_property
    def _means(self) -> dict[tuple[float, float | None, float], float]:
        return {}

    def _mean(self, precision: float, recall: float | None, length: float) -> float:
        selected_share = None if length == 1 else self.own_share * length
        if recall is not None:
            share_for_recall = self.share_at(precision, recall)
            selected_share = (
                share_for_recall if selected_share is None else np.minimum(share_for_recall, selected_share)
            )
        return float(self.balances(precision, selected_share).mean())

    def lowest_precision(
        self, balance: float, recall: float | None = None, *, length: float = 1.0
    ) -> float | None:
        """The precision from which, up to 1, the expected NPV is no lower than a balance (EUR); None where none is.

        Notes
        -----
        Convention: 0 where every precision will do. Where the balance is reached and lost again below 1, the last
        precision from which it holds counts.
        """
        return _lowest(lambda precision: self.mean(precision, recall, length=length) - balance)

    def lowest_recall(self, balance: float) -> float | None:
        """The recall below which not even a perfect precision reaches a balance (EUR); None where none will do."""
        return _lowest(lambda recall: self.mean(1.0, recall) - balance)

    # --- The curve behind the precision ---------------------------------------------------------------------------

    @cached_property
    def curve(self) -> str | None:
        """Id of the precision-recall curve that the precision is read from in this alternative; None without one."""
        return _curve_behind(self.study, self._precision, self.alternative)

    @cached_property
    def _on_curve(self) -> tuple[Evaluator, str]:
        """The evaluator in which the place on the curve can be set, and the number of flags by which it is set."""
        curve_path, flags_path = f"quantities.{self.curve}", f"quantities.{self.curve}.flags"
        alternative_of_curve = place(self._open.case, curve_path, self.alternative)
        paths_given_by_draw = ((flags_path, alternative_of_curve), (self._share, self.alternative))
        return Evaluator(
            self._open.case, (SOCIETY,), (self.alternative,), given=paths_given_by_draw
        ), f"{flags_path}@{alternative_of_curve}"

    def at_threshold(self, flags_per_case: float) -> tuple[Performance, Array]:
        """What the selection does, and its NPV by draw (EUR), where the curve has so many flags for each case.

        Notes
        -----
        Convention: no more is followed up than the case allows; precision is that of the curve at that number, with
        what the case says of transfer and wear.
        """
        assert self.curve is not None
        evaluator, flags_name = self._on_curve
        curve_path = f"quantities.{self.curve}"
        population, prevalence, most_flags = (
            self._by_draw(self._amounts.assumption(f"{curve_path}.{field}", self.alternative))
            for field in ("population", "prevalence", "flags")
        )
        flags_by_draw = np.minimum(flags_per_case * population * prevalence, most_flags)
        selected_share = np.minimum(
            flags_by_draw / np.maximum(self._outputs["population"], _NONE), self._limit
        )
        values_by_path = {flags_name: flags_by_draw, f"{self._share}@{self.alternative}": selected_share}
        drawn_amounts = DrawnAmounts(evaluator.arithmetic, {**self._amounts.drawn, **values_by_path})
        output_by_name = drawn_amounts.quantity(self.quantity, self.alternative)
        mean_flags, mean_hits, mean_misses = (
            float(self._by_draw(output_by_name[name]).mean())
            for name in ("flags", "true_positives", "false_negatives")
        )
        reached_performance = Performance.of(
            mean_flags, mean_hits, mean_hits + mean_misses, self.performance.population
        )
        return reached_performance, self._run(evaluator, values_by_path)


def selections(study: Study) -> tuple[AdjustableSelection, ...]:
    """The selections of a case whose precision moves euros: one for each detection and alternative.

    Notes
    -----
    Left out: what is the same in every alternative, what is PM, and what costs and brings nothing.
    """
    return tuple(selection for selection in adjustable(study) if selection.moves_euros)


def adjustable(study: Study) -> tuple[AdjustableSelection, ...]:
    """The selections of a case whose precision may move euros, in the order of the case."""
    return study.once("adjustable selections", lambda: tuple(_adjustable(study)))


def _adjustable(study: Study) -> Iterator[AdjustableSelection]:
    graph = study.case.graph
    for quantity_id, quantity in study.case.quantities.items():
        path = f"quantities.{quantity_id}"
        if not isinstance(quantity, Detection) or path not in graph.varies:
            continue
        for alternative in study.case.projects:
            if (path, alternative) in graph.pm:
                continue
            yield AdjustableSelection(study, quantity_id, alternative)


def _lowest(above: Callable[[float], float]) -> float | None:
    """The lowest value from which, up to 1, a difference is not below zero; 0 where it never is, None if it is at 1."""

    def each(values: Array) -> Array:
        return np.array([above(share) for share in values.tolist()])

    scanned_shares = np.linspace(0.0, 1.0, POINTS + 1)
    difference_by_share = each(scanned_shares)
    zero_margin = _ROUNDING * float(np.ptp(difference_by_share))
    if difference_by_share[-1] < -zero_margin:
        return None
    if np.all(difference_by_share >= -zero_margin):
        return 0.0
    (roots_of_difference,) = crossings(
        scanned_shares[None, :],
        difference_by_share[None, :],
        outcome=lambda _, values: each(values),
        central=np.array([1.0]),
    )
    return float(roots_of_difference[0]) if roots_of_difference.size else 1.0


def _curve_behind(study: Study, path: str, alternative: str) -> str | None:
    """The curve that an assumption comes from, through references and the numbers of other quantities."""
    leaf_or_output = source_of(study.case, path, alternative)
    if isinstance(leaf_or_output, str):
        return _curve_behind(study, leaf_or_output, alternative)
    if not isinstance(leaf_or_output, Output):
        return None
    quantity = study.case.quantities[leaf_or_output.quantity]
    if isinstance(quantity, PrecisionCurve):
        return leaf_or_output.quantity if leaf_or_output.name == "precision" else None
    curve_ids_behind = (
        _curve_behind(study, part, alternative)
        for part, _ in assumptions(quantity, f"quantities.{leaf_or_output.quantity}")
    )
    return next((curve_id for curve_id in curve_ids_behind if curve_id is not None), None)
