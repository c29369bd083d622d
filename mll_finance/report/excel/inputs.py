"""The inputs of a workbook: every number that may be typed over, by its path, with what it may be.

A scenario is other numbers at the same paths; so is a workbook that somebody changed.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace

from mll_finance.engine.graph.inputs import by_year, count_of
from mll_finance.engine.ledger import steps
from mll_finance.engine.study import Study
from mll_finance.inputs.case.case import Case
from mll_finance.inputs.case.checks import LEAST_RATE
from mll_finance.inputs.case.graph import Leaf
from mll_finance.inputs.case.limits import limits_by_path
from mll_finance.inputs.grammar.parties import Perspective
from mll_finance.inputs.grammar.sections import Rate
from mll_finance.inputs.method.cover import Cover
from mll_finance.municipal_budget.budget import YEARS
from mll_finance.report.excel.entry import MOST, BookInput
from mll_finance.report.excel.price_inputs import price_inputs, used_indices
from mll_finance.report.what_if.settings import settings_data

_LEAST_LEVEL = 1e-6
"""Least level of a price index: it is divided by."""


def inputs_of(study: Study) -> dict[str, BookInput]:
    """Every input of the workbook of a study by its path, in the order of the case."""
    case = study.case
    all_inputs = [
        *_numbers(case),
        *_settings(study),
        *_rates(case),
        *_levels(case),
        *_covers(case),
    ]
    return {entry.path: entry for entry in all_inputs}


def by_year_paths(leaf: Leaf, span: range) -> list[str | int]:
    """For each year of a map by year the path of its input, or the place of the year whose number it repeats."""
    value_by_year = leaf.assumption.central
    assert isinstance(value_by_year, dict)
    if leaf.literal:
        return [f"{leaf.path}.{year}" for year in span]
    governing_years = [
        max((year for year in value_by_year if year <= shown_year), default=min(value_by_year))
        for shown_year in span
    ]
    places: list[str | int] = []
    for place, year in enumerate(governing_years):
        if span[place] < year <= span[-1]:
            # Before the first year named its number holds already.
            places.append(year - span[0])
        elif place and year == governing_years[place - 1] and span[place] != year:
            places.append(place - 1)
        else:
            places.append(f"{leaf.path}.{year}")
    return places


def schedule_of(case: Case, viewpoint: Perspective) -> str:
    """The discount schedule of a perspective; empty where the case has a flat rate of its own."""
    discounting = case.settings.discounting
    return "" if isinstance(discounting, Rate) else discounting or viewpoint.schedule


def rate_path(case: Case, viewpoint: Perspective, first: int) -> str:
    """The path of a discount rate from a year on."""
    schedule = schedule_of(case, viewpoint)
    return f"discounting.{schedule}.{first}" if schedule else "case.discounting.rate"


def cover_paths(name: str, cover: Cover, years: range) -> list[str]:
    """The path of what an item of cover gives in each year of the budget; one and the same where it names no years."""
    path = f"cover.{name}.amounts"
    if isinstance(cover.amounts, dict):
        return [f"{path}.{year}" for year in years[:YEARS]]
    return [path] * len(years[:YEARS])


def _numbers(case: Case) -> Iterator[BookInput]:
    limits_of_path = limits_by_path(case.graph)
    for path, leaf in case.graph.leaves.items():
        assumption = leaf.assumption
        if assumption.pm is not None or assumption.ref is not None:
            continue
        lowest_allowed, highest_allowed = (
            max(-MOST, min(MOST, end)) for end in limits_of_path.get(path, (-math.inf, math.inf))
        )
        book_input = BookInput(path, 0.0, assumption.unit, lowest_allowed, highest_allowed)
        amounts = by_year(leaf, case.years)
        if not isinstance(assumption.central, dict):
            yield replace(book_input, value=float(amounts[0]))
            continue
        for place, input_path in enumerate(by_year_paths(leaf, case.years)):
            if isinstance(input_path, str):
                yield replace(book_input, path=input_path, value=float(amounts[place]))


def _settings(study: Study) -> Iterator[BookInput]:
    """Whole numbers of quantities, btw, and how an activated outlay is charged."""
    case = study.case
    count_paths = [slot.key for slot in study.arithmetic.structure.slots if slot.kind == "count"]
    setting_limits = settings_data(case, count_paths)
    for path in count_paths:
        yield BookInput(path, count_of(case, path), None, low=1.0, whole=True)
    for name, line in case.lines.items():
        value_and_style_by_field: dict[str, tuple[float, str]] = {}
        if line.btw is not None:
            value_and_style_by_field |= {
                "btw.rate": (line.btw.rate, "rate"),
                "btw.compensable": (line.btw.compensable, "rate"),
            }
        if line.activation is not None:
            value_and_style_by_field["activation.interest"] = (line.activation.interest or 0.0, "rate")
            if line.activation.method == "linear":
                value_and_style_by_field["activation.first_year"] = (line.activation.first_year, "percent")
        for field, (setting, style) in value_and_style_by_field.items():
            lowest_allowed, highest_allowed = setting_limits[f"lines.{name}.{field}"]["limits"]
            yield BookInput(
                f"lines.{name}.{field}", setting, "fraction", lowest_allowed, highest_allowed, style=style
            )


def _rates(case: Case) -> Iterator[BookInput]:
    for viewpoint in case.perspectives.values():
        for first_year, rate in steps(case, viewpoint):
            if first_year <= len(case.years):
                yield BookInput(
                    rate_path(case, viewpoint, first_year), rate, "fraction", LEAST_RATE, 1.0, style="rate"
                )


def _levels(case: Case) -> Iterator[BookInput]:
    for index in used_indices(case):
        for path, figure, is_rate in price_inputs(case, index):
            if is_rate:
                yield BookInput(path, figure, "fraction", -1.0, 1.0, style="rate")
            else:
                yield BookInput(path, figure, None, _LEAST_LEVEL, style="count")


def _covers(case: Case) -> Iterator[BookInput]:
    for name, cover in case.parts(Cover).items():
        if cover.amounts is not None:
            for year, path in zip(case.years, cover_paths(name, cover, case.years), strict=False):
                yield BookInput(path, cover.amount(year), "EUR")
