"""Precision at a capacity, read off a precision-recall curve."""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated, Any, ClassVar, Literal

import numpy as np
from pydantic import PlainValidator, WithJsonSchema

from mll_finance.errors import InputError, Problem
from mll_finance.inputs.grammar.assumption import Assumption
from mll_finance.inputs.grammar.quantity import Quantity
from mll_finance.inputs.grammar.time_axis import Time
from mll_finance.inputs.grammar.values import Values
from mll_finance.inputs.text.case_files import CaseFiles
from mll_finance.inputs.text.csv_text import CsvCellError, CsvText, csv_of
from mll_finance.inputs.text.written import ratio, refusal
from mll_finance.terms import phrase

_COLUMNS = ("recall", "precision")
_NONE = 1e-12


def _points(points: CsvText) -> list[list[float]]:
    """The points of a curve in a file."""
    missing_column_names = [name for name in _COLUMNS if name not in points.columns]
    if missing_column_names:
        finding_phrase = phrase(
            "csv_file",
            file=points.path.name,
            found=phrase("csv_no_columns", columns=", ".join(missing_column_names)),
        )
        remedy_phrase = phrase("csv_add_columns", columns=", ".join(_COLUMNS))
        raise InputError(Problem("", finding_phrase, phrase("csv_allowed"), remedy_phrase))
    curve_points: list[list[float]] = []
    problems: list[Problem] = []
    for point_row in points:
        try:
            curve_points.append([point_row.needed_number(name, three_decimals=True) for name in _COLUMNS])
        except CsvCellError as error:
            problems.append(points.problem(point_row, error.problem))
    if problems:
        raise InputError(problems)
    return curve_points


def _curve(written: Any) -> tuple[tuple[float, float], ...]:
    try:
        recall_and_precision = sorted((ratio(recall), ratio(precision)) for recall, precision in written)
    except (TypeError, ValueError):
        raise refusal(
            phrase("problem_not_a_curve"),
            phrase("problem_pairs_of_recall_and_precision"),
            phrase("problem_such_as_4"),
        ) from None
    if len(recall_and_precision) < 2 or not all(
        0 < recall <= 1 and 0 < precision <= 1 for recall, precision in recall_and_precision
    ):
        raise refusal(
            phrase("problem_a_curve_outside_to_or"),
            phrase("problem_two_or_more_points_above"),
            phrase("problem_correct_the_points"),
        )
    recall_to_precision = [recall / precision for recall, precision in recall_and_precision]
    if any(flags_after <= flags_before for flags_before, flags_after in pairwise(recall_to_precision)):
        raise refusal(
            phrase("problem_a_curve_on_which_more"),
            phrase("problem_recall_precision_rises_along_the"),
            phrase("problem_leave_out_the_points_at"),
        )
    return tuple(recall_and_precision)


class PrecisionCurve(Quantity):
    """Precision and recall of a model at the number of flags that can be followed up.

    A point of the curve with recall R and precision P needs R / P flags for each positive case. At F flags, with
    population N and prevalence p, the point is where R / P = F / (p N); between points precision is linear in that
    number, outside them it is that of the nearest point. ``transfer`` scales a published curve to one's own data.

    References
    ----------
    Davis, J. and Goadrich, M. (2006), "The relationship between precision-recall and ROC curves", ICML.
    """

    OUTPUTS: ClassVar[dict[str, str]] = {"precision": "fraction", "recall": "fraction"}
    SHARES: ClassVar[tuple[str, ...]] = ("prevalence",)
    NEVER_NEGATIVE: ClassVar[tuple[str, ...]] = ("population", "flags", "transfer")

    POINTS: ClassVar[tuple[str, ...]] = ("curve",)

    kind: Literal["precision_curve"]
    """Precision at a capacity, read off a curve."""
    population: Assumption
    """Number from which is selected, a year."""
    prevalence: Assumption
    """Share of the population for which follow-up is right."""
    flags: Assumption
    """Flags a year."""
    curve: Annotated[Any, PlainValidator(_curve), WithJsonSchema({"type": ["array", "object"]})]
    """Points [recall, precision], or {file: CSV with the columns recall and precision}."""
    transfer: Assumption | None = None
    """Share of the curve's precision that holds on one's own data; all without it."""

    @classmethod
    def prepare(cls, raw: dict[Any, Any], files: CaseFiles) -> dict[Any, Any]:
        """Read the points from the CSV that the case names."""
        raw_curve = raw.get("curve")
        if not isinstance(raw_curve, dict) or set(raw_curve) != {"file"}:
            return raw
        curve_file_name = str(raw_curve["file"])
        try:
            return {
                **raw,
                "curve": _points(csv_of(files.read(curve_file_name), files.folder / curve_file_name)),
            }
        except InputError as error:
            raise InputError(problem.below("curve") for problem in error.problems) from error

    def outputs(self, values: Values, time: Time) -> dict[str, Any]:
        positives = np.maximum(values.prevalence * values.population, _NONE)
        flags_per_positive = values.flags / positives
        recall_to_precision = [recall / precision for recall, precision in values.curve]
        precision = values.curve[0][1]
        for (flags_before, flags_after), ((_, precision_at_point_before), (_, precision_after)) in zip(
            pairwise(recall_to_precision), pairwise(values.curve), strict=True
        ):
            precision_slope = (precision_after - precision_at_point_before) / (flags_after - flags_before)
            precision = precision + precision_slope * np.clip(
                flags_per_positive - flags_before, 0.0, flags_after - flags_before
            )
        if self.transfer is not None:
            precision = precision * values.transfer
        return {"precision": precision, "recall": np.minimum(precision * flags_per_positive, 1.0)}
