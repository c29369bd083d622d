"""A line that comes so many years later (``delay``) that no year of the case is left in which it counts."""

from __future__ import annotations

from collections.abc import Iterator

from mll_finance.inputs.case.case import Case


def never_counts(case: Case) -> Iterator[tuple[str, dict[str, str]]]:
    """The delay of each line that never counts: its path, how many years it is, and how many there can be at most."""
    last_year = case.settings.base_year + case.settings.horizon
    years_of_case = range(case.settings.base_year, last_year + 1)
    for line_id, line in case.lines.items():
        active_years = years_of_case if line.years is None else line.years.active(years_of_case)
        if active_years and active_years[0] + line.delay > last_year:
            highest_delay = last_year - active_years[0]
            yield (
                f"lines.{line_id}.delay",
                {"years": str(line.delay), "most": str(highest_delay), "last": str(last_year)},
            )
