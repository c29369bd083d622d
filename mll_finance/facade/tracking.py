"""Tables on what came of a case: by line and cause, by range, forecast, benefits and stop criteria.

``actuals`` is a CSV with the columns ``year,path,alternative,kind,value,unit,source`` and, where a row is about a part
of a year, ``share_of_year``; or the name of an example that has one. Every row that is wrong is told at once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from mll_finance.engine.study import Study
from mll_finance.facade.table_units import OF_ROW, with_units
from mll_finance.inputs.actuals.rows import actuals_file, actuals_of, contents_of
from mll_finance.judgement.tracking.tracked import Tracked

_EURO = "EUR"


def _tracked(study: Study, actuals: Path | str) -> Tracked:
    """A study with what really came of its case; read once for as long as the file is the same."""
    path = actuals_file(str(actuals))
    contents = contents_of(path)
    return study.once(
        ("tracked", str(path), contents), lambda: Tracked(study, actuals_of(study.case, contents, path))
    )


def variances(study: Study, actuals: Path | str) -> pd.DataFrame:
    """One row for each line and year of which the amount is known: expected, actual, and the difference by cause.

    ``price``, ``volume``, ``timing`` and ``other`` add up to ``difference``. EUR of the year itself, ex btw; NA where
    the line has no number in the case.
    """
    tracked_case = _tracked(study, actuals)
    column_names = ("expected", "actual", "difference", "price", "volume", "timing", "other")
    return _frame(
        tracked_case,
        [variance.as_json() for variance in tracked_case.lines],
        ("year", "line", "alternative", "share_of_year"),
        dict.fromkeys(column_names, _EURO),
        ("source",),
    )


def predicted_ranges(study: Study, actuals: Path | str) -> pd.DataFrame:
    """One row for each actual: the range that was expected of it, and whether it fell within P5 to P95.

    ``inside`` is NA where no range was expected. Values are in ``unit``; money is in EUR of the year itself.
    """
    tracked_case = _tracked(study, actuals)
    return _frame(
        tracked_case,
        [ranged.as_json() for ranged in tracked_case.ranges],
        ("year", "path", "alternative", "kind", "unit", "share_of_year"),
        dict.fromkeys(("p05", "p50", "p95", "mean", "actual"), OF_ROW) | {"share_below": "fraction"},
        ("inside", "source"),
    )


def forecasts(study: Study, actuals: Path | str) -> pd.DataFrame:
    """One row for each perspective, alternative and basis (``expected``, ``as_planned``, ``as_seen``): NPV (EUR)."""
    tracked_case = _tracked(study, actuals)
    rows = [
        {
            "perspective": outlook["perspective"],
            "alternative": outlook["alternative"],
            "basis": basis,
            **outlook[basis],
        }
        for outlook in (forecast.as_json() for forecast in tracked_case.forecast.outlooks)
        for basis in ("expected", "as_planned", "as_seen")
    ]
    unit_by_column = dict.fromkeys(("mean", "mcse", "p05", "p50", "p95"), _EURO)
    return _frame(tracked_case, rows, ("perspective", "alternative", "basis"), unit_by_column, ())


def benefits(study: Study, actuals: Path | str) -> pd.DataFrame:
    """One row for each benefit: expected and realised up to now (EUR of each year), and how that is known."""
    tracked_case = _tracked(study, actuals)
    rows = [
        {**part.as_json(), "owner": None if part.owner is None else part.owner.en}
        for part in tracked_case.benefits
    ]
    unit_by_column = {"expected": _EURO, "realised": _EURO}
    return _frame(tracked_case, rows, ("line", "alternative", "owner"), unit_by_column, ("evidence",))


def stop_criteria(study: Study, actuals: Path | str) -> pd.DataFrame:
    """One row for each stop criterion: its border, the last that is known of its number, and whether to stop.

    ``stop`` is NA where that cannot be told yet.
    """
    tracked_case = _tracked(study, actuals)
    rows = [part.as_json() for part in tracked_case.stops]
    return _frame(
        tracked_case,
        rows,
        ("origin", "name", "path", "alternative"),
        {"border": OF_ROW, "actual": OF_ROW},
        ("stops", "year", "stop"),
    )


def _frame(
    tracked: Tracked,
    rows: Sequence[Mapping[str, Any]],
    heads: tuple[str, ...],
    unit_by_column: Mapping[str, str],
    tails: tuple[str, ...],
) -> pd.DataFrame:
    frame = pd.DataFrame(
        [{name: row.get(name) for name in (*heads, *unit_by_column, *tails)} for row in rows],
        columns=[*heads, *unit_by_column, *tails],
    )
    dtype_by_column = dict.fromkeys(unit_by_column, "Float64") | {
        name: "boolean" for name in ("inside", "stop") if name in frame
    }
    if "year" in frame:
        dtype_by_column["year"] = "Int64"
    return with_units(tracked.study, frame.astype(dtype_by_column), unit_by_column)
