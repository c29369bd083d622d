"""What reports may be laid beside: whose figures are its own, of which year, and what is one line.

A municipality is compared where every number that differs by municipality is its own, of the same year for all. Where
an outcome is a straight line in the size, the line says it all: a row for each municipality would show differences that
are nothing but its size. An estimate (quality D) says more of who made it than of the municipality.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from mll_finance.inputs.grammar.parties import MUNICIPALITY, SOCIETY

_STRAIGHT = 1e-6
"""Part of the range of outcomes that a municipality may lie beside a line that is called straight."""
_FEWEST = 3
"""Sizes that show whether a line is straight, and balances that show how they lie."""
PERSPECTIVES = (SOCIETY, MUNICIPALITY)


@dataclass(frozen=True)
class ReportEntry:
    """One report of the index.

    Parameters
    ----------
    case, municipality, scenario : str
        What it is about; empty where it is the case as it stands, and without a scenario.
    folder : str
        Its folder, which no other has.
    mean : mapping
        Expected net present value (EUR) by perspective and alternative.
    advice : mapping
        Advice by alternative.
    choice : str or None
        The best of what can be chosen.
    about : str
        The alternative that the question is about.
    pm : mapping
        Whether something of an alternative has no number, by perspective and alternative.
    own : mapping
        Year of each number that differs by municipality and is its own; None where its row has no year.
    borrowed : tuple of str
        Paths of those that come from elsewhere, such as the nation, or have no number.
    estimated : tuple of str
        Paths of those that are its own and an estimate (quality D).
    size : float or None
        How large the municipality is, in what the case counts.
    """

    case: str
    municipality: str
    scenario: str
    folder: str
    mean: Mapping[tuple[str, str], float]
    advice: Mapping[str, str]
    choice: str | None
    about: str
    pm: Mapping[tuple[str, str], bool]
    own: Mapping[str, int | None]
    borrowed: tuple[str, ...] = ()
    estimated: tuple[str, ...] = ()
    size: float | None = None

    @property
    def local_count(self) -> int:
        """How many numbers differ by municipality."""
        return len(self.own) + len(self.borrowed)


@dataclass(frozen=True)
class StraightLine:
    """A straight line: the expected balance of an alternative by size (EUR)."""

    perspective: str
    alternative: str
    fixed: float
    slope: float


@dataclass(frozen=True)
class Spread:
    """How the expected balances of what may be compared lie (EUR): ends, middle, and how many are above zero."""

    low: float
    middle: float
    high: float
    above: int
    count: int


@dataclass(frozen=True)
class ReportGroup:
    """The reports of one case in one scenario.

    Parameters
    ----------
    years : mapping
        The year of each number that differs by municipality for which most of them have a figure of their own.
    lines : tuple of StraightLine
        What is a straight line in the size over the municipalities of the batch; none where something else differs too.
    """

    entries: tuple[ReportEntry, ...]
    years: Mapping[str, int | None] = field(default_factory=dict)
    lines: tuple[StraightLine, ...] = ()

    def is_comparable(self, entry: ReportEntry) -> bool:
        """Whether every number that differs by municipality is its own, measured, of the year that holds for all."""
        return bool(entry.own) and not any(self.apart(entry).values())

    def apart(self, entry: ReportEntry) -> dict[str, int]:
        """How many numbers keep a report from being laid beside others, by reason."""
        return {
            "borrowed": len(entry.borrowed),
            "estimated": len(entry.estimated),
            "year": sum(year != self.years[path] for path, year in entry.own.items()),
        }

    def is_line(self, perspective: str, alternative: str) -> bool:
        """Whether a line tells the balance of an alternative."""
        return any((line.perspective, line.alternative) == (perspective, alternative) for line in self.lines)

    @property
    def comparable(self) -> tuple[ReportEntry, ...]:
        """The reports that may be laid side by side."""
        return tuple(entry for entry in self.entries if self.is_comparable(entry))

    def shown(self, perspective: str) -> tuple[ReportEntry, ...]:
        """The reports of which the balance of what was asked may be laid side by side; none where a line tells it."""
        return tuple(
            entry
            for entry in self.comparable
            if (perspective, entry.about) in entry.mean and not self.is_line(perspective, entry.about)
        )

    def spread(self, perspective: str) -> Spread | None:
        """How their balances lie; None where there are too few of them to lie anywhere."""
        balance_by_report = [entry.mean[perspective, entry.about] for entry in self.shown(perspective)]
        if len(balance_by_report) < _FEWEST:
            return None
        lowest_balance, median_balance, highest_balance = map(
            float, np.quantile(balance_by_report, (0.0, 0.5, 1.0))
        )
        return Spread(
            lowest_balance,
            median_balance,
            highest_balance,
            sum(balance > 0 for balance in balance_by_report),
            len(balance_by_report),
        )


def grouped(entries: Sequence[ReportEntry]) -> list[ReportGroup]:
    """The reports by case and scenario, each group with what may be compared in it."""
    entries_by_key: dict[tuple[str, str], list[ReportEntry]] = {}
    for report_entry in entries:
        entries_by_key.setdefault((report_entry.case, report_entry.scenario), []).append(report_entry)
    return [
        ReportGroup(tuple(entries_of_group), _years(entries_of_group), tuple(_lines(entries_of_group)))
        for entries_of_group in entries_by_key.values()
    ]


def _years(entries: Sequence[ReportEntry]) -> dict[str, int | None]:
    """The year that most municipalities have of each number; of years that are as common the latest."""
    counts_by_path: dict[str, Counter[int | None]] = {}
    for report_entry in entries:
        for path, year_of_number in report_entry.own.items():
            counts_by_path.setdefault(path, Counter())[year_of_number] += 1
    return {
        path: max(counted, key=lambda year: (counted[year], year or 0))
        for path, counted in counts_by_path.items()
    }


def _lines(entries: Sequence[ReportEntry]) -> list[StraightLine]:
    """The balances that are a straight line in the size."""
    sized_entries = [entry for entry in entries if entry.size is not None]
    size_by_report = np.array([entry.size for entry in sized_entries], dtype=float)
    if len(np.unique(size_by_report)) < _FEWEST or len(sized_entries) < len(entries):
        return []
    smallest_index, largest_index = int(np.argmin(size_by_report)), int(np.argmax(size_by_report))
    straight_lines = []
    for perspective, alternative in sized_entries[0].mean:
        if perspective not in PERSPECTIVES or any(
            (perspective, alternative) not in entry.mean for entry in sized_entries
        ):
            continue
        balance_by_report = np.array([entry.mean[perspective, alternative] for entry in sized_entries])
        euros_per_size = float(
            (balance_by_report[largest_index] - balance_by_report[smallest_index])
            / (size_by_report[largest_index] - size_by_report[smallest_index])
        )
        fixed_euros = float(
            balance_by_report[smallest_index] - euros_per_size * size_by_report[smallest_index]
        )
        misfit_by_report = np.abs(balance_by_report - fixed_euros - euros_per_size * size_by_report)
        if misfit_by_report.max() <= _STRAIGHT * max(float(np.ptp(balance_by_report)), 1.0):
            straight_lines.append(StraightLine(perspective, alternative, fixed_euros, euros_per_size))
    return straight_lines
