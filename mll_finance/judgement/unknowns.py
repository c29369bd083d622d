"""What is PM in an alternative: its direction, its bound, and what one euro a year of it would be worth.

A line without a number is a cost, a harm or a benefit to a perspective all the same. Its worth is found by giving its
numbers the value one: the NPV then moves by A, the present value of one a year in the line's own years, with its
ramp-up, growth, share and sign. What a line would have to be worth follows from A (docs/advies.md). A line counts in
the perspectives and for the parties whose NPV it moves, and for no other: the advice asks for those of society.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from mll_finance.engine.by_draw import YEARS
from mll_finance.engine.evaluator import Evaluator
from mll_finance.engine.ledger import Accounting, Ledger
from mll_finance.engine.study import Study
from mll_finance.errors import InputError
from mll_finance.inputs.case.overrides import supposed, unit_of_unknown
from mll_finance.inputs.grammar.parties import MUNICIPALITY, SOCIETY, WELFARE, Perspective
from mll_finance.inputs.grammar.sections import BASELINE

Direction = Literal["benefit", "cost", "harm"]
Per = Literal["year", "once", "piece"]
_TOTALS = {"amounts", "amount"}
"""Fields of a line that are euros as they stand; any other is a price, a wage or a factor of what is counted."""
Array = npt.NDArray[np.float64]
Worths = Callable[[Ledger, Perspective, str], Iterator[tuple[str, Array]]]
"""What each line of an alternative is worth through a viewpoint."""


@dataclass(frozen=True)
class Unknown:
    """Lines without a number that rest on the same numbers, as they stand in one alternative."""

    paths: frozenset[str]
    """The numbers that are lacking."""
    lines: tuple[str, ...]
    worth: float
    """What the mean of the balance gains where the numbers are one (EUR); below zero where it loses."""
    direction: Direction
    unit: str
    """What its amounts are in: that of its number, euros where several are lacking."""
    per: Per
    """What an amount in euros is for: each year, one year only, or each of the things that the line counts."""
    bounds: Mapping[str, Any] | None
    """The changes that put its numbers at the most that they can be; None where that is not known and accepted."""

    @property
    def against(self) -> bool:
        """Whether it works against the alternative."""
        return self.worth < 0


def unknowns(study: Study, perspective: str = SOCIETY) -> Mapping[str, tuple[Unknown, ...]]:
    """The unknowns of each alternative through a perspective, in the order of its lines."""
    viewpoint = study.case.perspectives[perspective]
    return study.once(("unknowns", perspective), lambda: _through(study, viewpoint, _present_values))


def unknowns_of_party(study: Study, alternative: str, party: str) -> tuple[Unknown, ...]:
    """The unknowns of an alternative that a party pays or receives, in the order of its lines."""
    society = study.case.perspectives[SOCIETY]
    party_viewpoint = society.around(party)
    unknown_by_alternative = study.once(
        ("unknowns of a party", party), lambda: _through(study, party_viewpoint, _present_values)
    )
    return unknown_by_alternative[alternative]


def unknowns_of_budget(study: Study, alternative: str) -> tuple[Unknown, ...]:
    """The unknowns of an alternative in the four-year budget of the municipality, in the order of its lines."""
    viewpoint = study.case.perspectives[MUNICIPALITY]
    unknown_by_alternative = study.once(
        "unknowns of the budget", lambda: _through(study, viewpoint, _budgeted, "budget")
    )
    return unknown_by_alternative[alternative]


def _through(
    study: Study, viewpoint: Perspective, worths: Worths, accounting: Accounting = "cash"
) -> dict[str, tuple[Unknown, ...]]:
    """The unknowns of each alternative through a viewpoint; numbers that move nothing are left out."""
    return {
        name: tuple(
            _of(study, name, study.central.pm(viewpoint, name, accounting=accounting), viewpoint, worths)
        )
        for name in study.case.projects
    }


def _of(
    study: Study, alternative: str, pm_lines: Iterable[str], viewpoint: Perspective, worths: Worths
) -> Iterator[Unknown]:
    """The unknowns among the lines of an alternative."""
    paths_by_line = {line: _paths(study, line, alternative) for line in pm_lines}
    for paths_of_line in dict.fromkeys(paths_by_line.values()):
        lines_alike = [line for line, own_paths in paths_by_line.items() if own_paths == paths_of_line]
        study_at_one = _at_one(study, paths_of_line)
        mean_by_line = _means(study_at_one, _lacking(study), viewpoint, worths)
        # Its numbers give an amount to every line that lacks no other.
        worth_per_unit = sum(
            mean_by_line.get((alternative, line), 0.0)
            for line, own_paths in paths_by_line.items()
            if own_paths <= paths_of_line
        )
        if worth_per_unit == 0:
            continue
        (units,) = (
            {unit_of_unknown(study.case.graph, path) for path in paths_of_line}
            if len(paths_of_line) == 1
            else {"EUR"}
        )
        worth_direction = _direction(study, lines_alike, worth_per_unit)
        central_ledger = _evaluator(study_at_one, _lacking(study)).central
        per_what = _per(central_ledger, paths_of_line, alternative, lines_alike)
        yield Unknown(
            paths_of_line,
            tuple(lines_alike),
            worth_per_unit,
            worth_direction,
            units,
            per_what,
            _bounds(study, paths_of_line),
        )


def _at_one(study: Study, paths: frozenset[str]) -> Study:
    """The study in which every number that a line lacks is one: of these alone where the case refuses all together."""
    graph = study.case.graph
    all_paths = frozenset().union(
        *(graph.unknown_leaves(path, name) for path, name in graph.pm if path.startswith("lines."))
    )
    try:
        return study.changed({path: _valued(study, path, 1.0) for path in sorted(all_paths | paths)})
    except InputError:
        return study.changed({path: _valued(study, path, 1.0) for path in sorted(paths)})


def _lacking(study: Study) -> frozenset[str]:
    """The lines of a case that lack a number in some alternative."""
    owner_paths = (owner.partition(".") for owner, _ in study.case.graph.pm)
    return frozenset(name for section, _, name in owner_paths if section == "lines")


def _evaluator(study: Study, lines: frozenset[str]) -> Evaluator:
    """The evaluator of some lines of a study alone."""
    return study.once(("evaluator of lines", lines), lambda: Evaluator(study.case, lines=lines))


def _means(
    study: Study, lines: frozenset[str], viewpoint: Perspective, worths: Worths
) -> Mapping[tuple[str, str], float]:
    """The mean over the draws of what some lines are worth through a viewpoint (EUR), by alternative and line."""

    def mean_by_line() -> dict[tuple[str, str], float]:
        def rows(ledger: Ledger) -> dict[tuple[str, str], Array]:
            return {
                (name, line): worth
                for name in study.case.projects
                for line, worth in worths(ledger, viewpoint, name)
            }

        evaluator = _evaluator(study, lines)
        blocks = [evaluator.linear(rows, block) for block in study.draws.blocks()]
        return {key: float(np.mean(np.concatenate([block[key] for block in blocks]))) for key in blocks[0]}

    return study.once(("worth of each line", repr(viewpoint), worths, lines), mean_by_line)


def _present_values(ledger: Ledger, viewpoint: Perspective, alternative: str) -> Iterator[tuple[str, Array]]:
    """The present value of each line to those inside (columns,)."""
    for seen_line in ledger.seen_by(viewpoint, alternative):
        yield seen_line.line, seen_line.present_value(ledger.factors(viewpoint, seen_line.timing))


def _budgeted(ledger: Ledger, viewpoint: Perspective, alternative: str) -> Iterator[tuple[str, Array]]:
    """What each line is in the years of the budget together (columns,)."""
    for seen_line in ledger.seen_by(viewpoint, alternative, accounting="budget"):
        yield seen_line.line, seen_line.nominal[:YEARS].sum(axis=0)


def _paths(study: Study, line: str, alternative: str) -> frozenset[str]:
    """The numbers that a line lacks, in the alternative and in the baseline that it is compared with."""
    graph, line_path = study.case.graph, f"lines.{line}"
    alternative_ids_with_line = [
        alternative_id
        for alternative_id in (alternative, BASELINE)
        if alternative_id in study.case.lines[line].alternative
    ]
    return frozenset().union(*(graph.unknown_leaves(line_path, name) for name in alternative_ids_with_line))


def _per(central: Ledger, paths: frozenset[str], alternative: str, lines: list[str]) -> Per:
    """What an amount in euros is for, by the central euros where the lines have a number."""
    field_names = {path.split(".")[2] for path in paths}
    if len(paths) == 1 and not field_names <= _TOTALS:
        return "piece"
    line_differences = (central.difference(line, alternative) for line in lines)
    difference_by_year = [difference[:, 0] for difference in line_differences if difference is not None]
    year_count = np.count_nonzero(np.any(difference_by_year, axis=0)) if difference_by_year else 0
    return "year" if year_count > 1 else "once"


def _valued(study: Study, path: str, number: float) -> dict[str, Any]:
    """A number in the place of a PM."""
    case = study.case
    return supposed(
        case.graph,
        path,
        number,
        level_year=case.prices.level_year,
        accepted_by={"nl": "aangenomen", "en": "supposed"},
    )


def at_bounds(unknown: Iterable[Unknown]) -> dict[str, Any] | None:
    """The changes that put these unknowns at the most that they can be; None where one of them has no bound."""
    number_by_path: dict[str, Any] = {}
    for unknown_lines in unknown:
        if unknown_lines.bounds is None:
            return None
        number_by_path.update(unknown_lines.bounds)
    return number_by_path


def is_bounded(unknown: Iterable[Unknown]) -> bool:
    """Whether every unknown cost and harm among them has a bound that somebody accepted."""
    return all(unknown_lines.bounds is not None for unknown_lines in unknown if unknown_lines.against)


def _direction(study: Study, lines: list[str], worth: float) -> Direction:
    """What the lines are: a cost takes labour and goods, a harm takes well-being."""
    if worth > 0:
        return "benefit"
    payer_and_receivers = {(study.case.lines[line].payer, study.case.lines[line].receiver) for line in lines}
    return (
        "harm" if any(WELFARE in payer_and_receiver for payer_and_receiver in payer_and_receivers) else "cost"
    )


def _bounds(study: Study, paths: frozenset[str]) -> dict[str, Any] | None:
    """Every number at the most that somebody accepted; None where one has no such bound."""
    bound_by_path: dict[str, Any] = {}
    for path in sorted(paths):
        unknown_assumption = study.case.graph.leaves[path].assumption
        if unknown_assumption.at_most is None or unknown_assumption.accepted_by is None:
            return None
        bound_by_path[path] = _valued(study, path, unknown_assumption.at_most)
    return bound_by_path
