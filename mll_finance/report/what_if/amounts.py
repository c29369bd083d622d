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
        return [
            [list(factor or ()), self._flat(weights_by_part)]
            for factor, weights_by_part in amounts.weights.items()
        ]

    def _flat(self, weights_by_part: Array) -> list[float]:
        parts_courses_and_sizes: list[float] = []
        for part_index in np.flatnonzero(weights_by_part.any(axis=0)).tolist():
            yearly_weights = weights_by_part[:, part_index]
            largest_weight = float(yearly_weights[int(np.abs(yearly_weights).argmax())])
            parts_courses_and_sizes += [
                part_index,
                self._place(yearly_weights / largest_weight),
                largest_weight,
            ]
        return parts_courses_and_sizes

    def _place(self, course: Array) -> int:
        course_key = (np.round(course, _DECIMALS) + 0.0).tobytes()
        course_index = self._places.setdefault(course_key, len(self.courses))
        if course_index == len(self.courses):
            self.courses.append(course.tolist())
        return course_index


def amounts_data(what_if: WhatIf, *, has_parties: bool) -> dict[str, Any]:
    """The lines as weighted sums of parts, and what the script needs to value them."""
    case, program, courses = what_if.study.case, what_if.program, _Courses()
    number_indices_of_parts = program.numbers_of_parts(what_if.open_case.place_by_slot)

    def behind(amounts: OpenAmounts) -> list[int]:
        return sorted(
            {
                number_index
                for part_index in program.parts_of(amounts)
                for number_index in number_indices_of_parts[part_index]
            }
        )

    return {
        "flows": [
            [
                open_line.line,
                list(open_line.alternatives),
                list(open_line.waits_for),
                courses.parts(open_line),
                behind(open_line),
            ]
            for open_line in program.lines
        ],
        "outputs": [
            [
                open_output.path,
                [limit if math.isfinite(limit) else None for limit in open_output.limits],
                list(open_output.waits_for),
                courses.parts(open_output),
                behind(open_output),
            ]
            for open_output in program.outputs
        ],
        "courses": courses.courses,
        "partCount": len(program.program.outputs),
        "lines": {
            line_id: _line(what_if, line_id, has_parties=has_parties)
            for line_id in dict.fromkeys(open_line.line for open_line in program.lines)
        },
        "parties": list(case.perspectives[SOCIETY].parties) if has_parties else [],
        "prices": _prices(what_if),
        "schedules": {
            schedule_id: [list(schedule_step) for schedule_step in schedule_steps]
            for schedule_id, schedule_steps in discount_steps(case.tables).items()
        },
        "scheduleOf": {
            perspective_id: viewpoint.schedule for perspective_id, viewpoint in case.perspectives.items()
        },
    }


def _line(what_if: WhatIf, name: str, *, has_parties: bool) -> dict[str, Any]:
    case = what_if.study.case
    line, budget_view = case.lines[name], what_if.budget_view(name)
    line_entry: dict[str, Any] = {
        "timing": line.timing or case.settings.timing,
        "views": {
            perspective_id: [line_view.side, *line_view.shares]
            for perspective_id, line_view in what_if.views(name).items()
        },
        "inflation": case.prices.deflated_by(line.index),
    }
    if has_parties:
        line_entry["parties"] = {
            party_id: list(party_shares) for party_id, party_shares in what_if.parties(name).items()
        }
    if budget_view is not None:
        line_entry["budget"] = [budget_view.side, *budget_view.shares]
    if line.activation is not None:
        activation = line.activation
        line_entry["charges"] = [activation.method, activation.years, activation.first_year]
    return line_entry


def _prices(what_if: WhatIf) -> dict[str, Any]:
    """The symbols of price indices, and levels over that of the price level in years for which the case gives none."""
    case, price_symbols = what_if.study.case, what_if.open_case.prices
    line_indices = (case.prices.deflated_by(line.index) for line in case.lines.values())
    index_ids = dict.fromkeys(
        (CPI, *line_indices, *(price_symbol.factor.price_index for price_symbol in price_symbols))
    )
    case_and_symbol_years = dict.fromkeys(
        (*case.years, *(price_symbol.year for price_symbol in price_symbols))
    )
    return {
        "level": case.prices.level_year,
        "symbols": [[*price_symbol.factor, price_symbol.year] for price_symbol in price_symbols],
        "levels": {
            index_id: {
                year: case.prices.to_nominal(index_id, year)
                for year in case_and_symbol_years
                if index_id not in case.prices.own or year <= case.prices.level_year
            }
            for index_id in index_ids
        },
    }
