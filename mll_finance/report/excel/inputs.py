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
    return {book_input.path: book_input for book_input in all_inputs}


def by_year_paths(leaf: Leaf, span: range) -> list[str | int]:
    """For each year of a map by year the path of its input, or the place of the year whose number it repeats."""
    value_by_year = leaf.assumption.central
    assert isinstance(value_by_year, dict)
    if leaf.literal:
        return [f"{leaf.path}.{year}" for year in span]
    governing_years = [
        max(
            (governing_year for governing_year in value_by_year if governing_year <= shown_year),
            default=min(value_by_year),
        )
        for shown_year in span
    ]
    paths_or_earlier_indices: list[str | int] = []
    for year_index, year in enumerate(governing_years):
        if span[year_index] < year <= span[-1]:
            # Before the first year named its number holds already.
            paths_or_earlier_indices.append(year - span[0])
        elif year_index and year == governing_years[year_index - 1] and span[year_index] != year:
            paths_or_earlier_indices.append(year_index - 1)
        else:
            paths_or_earlier_indices.append(f"{leaf.path}.{year}")
    return paths_or_earlier_indices


def schedule_of(case: Case, viewpoint: Perspective) -> str:
    """The discount schedule of a perspective; empty where the case has a flat rate of its own."""
    schedule_id_or_rate = case.settings.discounting
    return "" if isinstance(schedule_id_or_rate, Rate) else schedule_id_or_rate or viewpoint.schedule


def rate_path(case: Case, viewpoint: Perspective, first: int) -> str:
    """The path of a discount rate from a year on."""
    schedule_id = schedule_of(case, viewpoint)
    return f"discounting.{schedule_id}.{first}" if schedule_id else "case.discounting.rate"


def cover_paths(name: str, cover: Cover, years: range) -> list[str]:
    """The path of what an item of cover gives in each year of the budget; one and the same where it names no years."""
    amounts_path = f"cover.{name}.amounts"
    if isinstance(cover.amounts, dict):
        return [f"{amounts_path}.{year}" for year in years[:YEARS]]
    return [amounts_path] * len(years[:YEARS])


def _numbers(case: Case) -> Iterator[BookInput]:
    limits_of_path = limits_by_path(case.graph)
    for path, leaf in case.graph.leaves.items():
        assumption = leaf.assumption
        if assumption.pm is not None or assumption.ref is not None:
            continue
        lowest_allowed, highest_allowed = (
            max(-MOST, min(MOST, limit)) for limit in limits_of_path.get(path, (-math.inf, math.inf))
        )
        input_without_value = BookInput(path, 0.0, assumption.unit, lowest_allowed, highest_allowed)
        amount_by_year = by_year(leaf, case.years)
        if not isinstance(assumption.central, dict):
            yield replace(input_without_value, value=float(amount_by_year[0]))
            continue
        for year_index, path_or_earlier_index in enumerate(by_year_paths(leaf, case.years)):
            if isinstance(path_or_earlier_index, str):
                yield replace(
                    input_without_value, path=path_or_earlier_index, value=float(amount_by_year[year_index])
                )


def _settings(study: Study) -> Iterator[BookInput]:
    """Whole numbers of quantities, btw, and how an activated outlay is charged."""
    case = study.case
    count_paths = [slot.key for slot in study.arithmetic.structure.slots if slot.kind == "count"]
    limits_of_path = settings_data(case, count_paths)
    for path in count_paths:
        yield BookInput(path, count_of(case, path), None, low=1.0, whole=True)
    for line_id, line in case.lines.items():
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
        for field_path, (setting_value, style_name) in value_and_style_by_field.items():
            lowest_allowed, highest_allowed = limits_of_path[f"lines.{line_id}.{field_path}"]["limits"]
            yield BookInput(
                f"lines.{line_id}.{field_path}",
                setting_value,
                "fraction",
                lowest_allowed,
                highest_allowed,
                style=style_name,
            )


def _rates(case: Case) -> Iterator[BookInput]:
    for viewpoint in case.perspectives.values():
        for first_year, rate in steps(case, viewpoint):
            if first_year <= len(case.years):
                yield BookInput(
                    rate_path(case, viewpoint, first_year), rate, "fraction", LEAST_RATE, 1.0, style="rate"
                )


def _levels(case: Case) -> Iterator[BookInput]:
    for price_index in used_indices(case):
        for input_path, rate_or_level, is_rate in price_inputs(case, price_index):
            if is_rate:
                yield BookInput(input_path, rate_or_level, "fraction", -1.0, 1.0, style="rate")
            else:
                yield BookInput(input_path, rate_or_level, None, _LEAST_LEVEL, style="count")


def _covers(case: Case) -> Iterator[BookInput]:
    for cover_id, cover in case.parts(Cover).items():
        if cover.amounts is not None:
            for year, amount_path in zip(case.years, cover_paths(cover_id, cover, case.years), strict=False):
                yield BookInput(amount_path, cover.amount(year), "EUR")
