"""What the euros of each line are made of and how they count, as JSON for the script of the page."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import numpy.typing as npt

from mll_finance.inputs.case.price_index import CPI
from mll_finance.inputs.grammar.parties import SOCIETY
from mll_finance.inputs.tables.in_force import discount_steps
from mll_finance.judgement.what_if.open_case import OpenAmounts
from mll_finance.judgement.what_if.programs import WhatIf

Array = npt.NDArray[np.float64]
_DECIMALS = 13
"""Decimals in which the courses of two parts over the years are the same."""


class _Courses:
    """Courses over the years, the largest amount 1; parts of which the course is the same share it."""

    def __init__(self) -> None:
        self.courses: list[list[float]] = []
        self._places: dict[bytes, int] = {}

    def parts(self, amounts: OpenAmounts) -> list[list[Any]]:
        """By price factor its kind and index, and part, place of its course and size of each part that has a weight."""
        return [[list(factor or ()), self._flat(weights)] for factor, weights in amounts.weights.items()]

    def _flat(self, weights_by_part: Array) -> list[float]:
        flat_numbers: list[float] = []
        for part in np.flatnonzero(weights_by_part.any(axis=0)).tolist():
            weights = weights_by_part[:, part]
            size = float(weights[int(np.abs(weights).argmax())])
            flat_numbers += [part, self._place(weights / size), size]
        return flat_numbers

    def _place(self, course: Array) -> int:
        key = (np.round(course, _DECIMALS) + 0.0).tobytes()
        course_place = self._places.setdefault(key, len(self.courses))
        if course_place == len(self.courses):
            self.courses.append(course.tolist())
        return course_place


def amounts_data(what_if: WhatIf, *, has_parties: bool) -> dict[str, Any]:
    """The lines as weighted sums of parts, and what the script needs to value them."""
    case, program, courses = what_if.study.case, what_if.program, _Courses()
    numbers = program.numbers_of_parts(what_if.open_case.place_by_slot)

    def behind(amounts: OpenAmounts) -> list[int]:
        return sorted({place for part in program.parts_of(amounts) for place in numbers[part]})

    return {
        "flows": [
            [line.line, list(line.alternatives), list(line.waits_for), courses.parts(line), behind(line)]
            for line in program.lines
        ],
        "outputs": [
            [
                output.path,
                [end if math.isfinite(end) else None for end in output.limits],
                list(output.waits_for),
                courses.parts(output),
                behind(output),
            ]
            for output in program.outputs
        ],
        "courses": courses.courses,
        "partCount": len(program.program.outputs),
        "lines": {
            name: _line(what_if, name, has_parties=has_parties)
            for name in dict.fromkeys(line.line for line in program.lines)
        },
        "parties": list(case.perspectives[SOCIETY].parties) if has_parties else [],
        "prices": _prices(what_if),
        "schedules": {
            name: [list(step) for step in forward] for name, forward in discount_steps(case.tables).items()
        },
        "scheduleOf": {name: viewpoint.schedule for name, viewpoint in case.perspectives.items()},
    }


def _line(what_if: WhatIf, name: str, *, has_parties: bool) -> dict[str, Any]:
    case = what_if.study.case
    line, budget_view = case.lines[name], what_if.budget_view(name)
    amount_entry: dict[str, Any] = {
        "timing": line.timing or case.settings.timing,
        "views": {
            perspective: [view.side, *view.shares] for perspective, view in what_if.views(name).items()
        },
        "inflation": case.prices.deflated_by(line.index),
    }
    if has_parties:
        amount_entry["parties"] = {party: list(shares) for party, shares in what_if.parties(name).items()}
    if budget_view is not None:
        amount_entry["budget"] = [budget_view.side, *budget_view.shares]
    if line.activation is not None:
        activation = line.activation
        amount_entry["charges"] = [activation.method, activation.years, activation.first_year]
    return amount_entry


def _prices(what_if: WhatIf) -> dict[str, Any]:
    """The symbols of price indices, and levels over that of the price level in years for which the case gives none."""
    case, symbols = what_if.study.case, what_if.open_case.prices
    deflators = (case.prices.deflated_by(line.index) for line in case.lines.values())
    indices = dict.fromkeys((CPI, *deflators, *(symbol.factor.price_index for symbol in symbols)))
    years = dict.fromkeys((*case.years, *(symbol.year for symbol in symbols)))
    return {
        "level": case.prices.level_year,
        "symbols": [[*symbol.factor, symbol.year] for symbol in symbols],
        "levels": {
            index: {
                year: case.prices.to_nominal(index, year)
                for year in years
                if index not in case.prices.own or year <= case.prices.level_year
            }
            for index in indices
        },
    }
