"""What a change of a case would move: refused where it looks like a slip, told where it leaves its own range.

A number that arrives typed, from a notebook's parameters or a spreadsheet, cannot show the dot that it was written
with: 85.000 arrives as 85. A factor near a thousand, and a number outside its own distribution, are therefore asked
about.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from mll_finance.errors import Phrase, Problem
from mll_finance.inputs.case.graph import Graph, Leaf
from mll_finance.inputs.case.limits import edges
from mll_finance.inputs.grammar.assumption import is_year_map
from mll_finance.inputs.reference_data.thresholds import threshold
from mll_finance.inputs.text.written import as_numerals, show
from mll_finance.terms import phrase

THOUSAND = (threshold("thousands_factor_low"), threshold("thousands_factor_high"))
"""Factors between which a change may be a lost or gained separator of thousands."""
LARGEST_TIMES = threshold("times_highest")
"""Largest factor of ``{times: x}`` that is no percentage."""
_FORMS_OF_ONE = ("distribution", "ref", "table", "by_alternative")
"""Keys by which a change can give one number that counts in every year of its line."""
_YEAR = re.compile(r"\d{4}$")


@dataclass(frozen=True)
class Move:
    """One number of the case and what a change makes of it."""

    path: str
    leaf: Leaf
    own: float | None
    """Central value that the case has; None where it has none, or it differs by year."""
    new: float


def with_years(change: Any) -> Any:
    """A change whose years are numbers: the keys of a mapping may have arrived as texts, a number from an array.

    Examples
    --------
    >>> with_years({"2026": 500}), with_years({"value": {"2026": 1}})
    ({2026: 500}, {'value': {2026: 1}})
    """
    if not isinstance(change, dict):
        return change.item() if isinstance(change, np.generic) else change
    is_by_year = bool(change) and all(_YEAR.match(str(key)) for key in change)
    return {int(key) if is_by_year else key: with_years(part) for key, part in change.items()}


def entered(
    graph: Graph, changes: Mapping[str, Any], *, last_year: int, accept: bool
) -> tuple[dict[str, Any], list[Problem]]:
    """Changes as they are meant, and what has to be asked about them; what is accepted is not asked."""
    change_by_path = {path: in_its_year(graph, path, with_years(change)) for path, change in changes.items()}
    open_questions = [] if accept else list(refusals(graph, change_by_path, typed=False))
    return change_by_path, [*questions(graph, change_by_path, last_year=last_year), *open_questions]


def questions(graph: Graph, changes: Mapping[str, Any], *, last_year: int) -> Iterator[Problem]:
    """Changes that cannot mean one thing: one number, a list, or what gives one number, over amounts by year.

    Parameters
    ----------
    graph : Graph
        The numbers of the case before the change.
    changes : mapping
        Path to new value.
    last_year : int
        The last year of the case.
    """
    for path, change in changes.items():
        named_years = _named_years(graph, path)
        if not named_years:
            continue
        written_change: Any
        written_change, remedy_phrase = _without_years(graph, path, change, changes, named_years)
        # One number for all alternatives at once is told to name one of them.
        if remedy_phrase is None and len(named_years) > 1 and path not in graph.groups:
            written_change = change.get("value") if isinstance(change, dict) else change
            if isinstance(written_change, (list, tuple)):
                remedy_phrase = _each_year(written_change, named_years, last_year)
            else:
                remedy_phrase = _one_number(written_change, named_years[0])
        if remedy_phrase is not None:
            yield Problem(
                path,
                # As it was written: a number that can be read in two ways is not read here.
                phrase("change_by_year", number=show(written_change), years=", ".join(map(str, named_years))),
                phrase("change_by_year_allowed"),
                remedy_phrase,
            )


def _without_years(
    graph: Graph, path: str, change: Any, changes: Mapping[str, Any], years: list[int]
) -> tuple[str, Phrase | None]:
    """The key by which a change gives one number to every year of its line, and how to say in which years it counts.

    Nothing is to be said where the changes give the line its years as well.
    """
    form = next(
        (key for key in _FORMS_OF_ONE if isinstance(change, dict) and change.get(key) is not None), ""
    )
    years_path = f"{_leaves_at(graph, path)[0].owner}.years"
    if not form or years_path in changes or (form == "ref" and not _is_one(graph, str(change["ref"]))):
        return form, None
    if form == "by_alternative" and all(map(_says_when, change[form].values())):
        return form, None
    if len(years) == 1:
        return form, phrase("change_by_year_year", path=years_path, year=years[0])
    is_unbroken = years[-1] - years[0] == len(years) - 1
    every_year = f"{{from: {years[0]}, until: {years[-1]}}}" if is_unbroken else str(years)
    return form, phrase("change_by_year_years", path=years_path, year=years[0], every=every_year)


def _says_when(written: Any) -> bool:
    """Whether what is written for one alternative counts in years that it names, or in none."""
    number_or_year_map = (
        written.get("value") if isinstance(written, dict) and not is_year_map(written) else written
    )
    return (
        number_or_year_map == 0
        or is_year_map(number_or_year_map)
        or (isinstance(written, dict) and written.get("pm") is not None)
    )


def _is_one(graph: Graph, path: str) -> bool:
    """Whether a path holds one number for every year: no amounts by year, and no output with a course of its own."""
    number_leaf = graph.leaves.get(path)
    return number_leaf is not None and not isinstance(number_leaf.assumption.value, dict)


def _each_year(written: Sequence[Any], years: list[int], last_year: int) -> Phrase | None:
    """How a list of numbers is written as amounts by year; None where something in it is no number."""
    numerals = [as_numerals(number) for number in written]
    if not numerals or not all(numerals):
        return None
    years_of_amounts = years if len(numerals) == len(years) else range(years[0], years[0] + len(numerals))
    if years_of_amounts[-1] > last_year:
        return phrase("change_by_year_list_long", last=last_year)
    map_of_whole_numbers, decimal_map = (
        _by_year(
            (year, number_readings[reading_index])
            for year, number_readings in zip(years_of_amounts, numerals, strict=True)
        )
        for reading_index in (0, -1)
    )
    if map_of_whole_numbers == decimal_map:
        return phrase("change_by_year_list", amounts=map_of_whole_numbers)
    return phrase("change_by_year_list_either", whole=map_of_whole_numbers, decimal=decimal_map)


def _one_number(written: Any, year: int) -> Phrase | None:
    """How one number is written as the amount of a year, or of each year from it on; None for what is no number."""
    whole_number_text, *decimal_readings = as_numerals(written) or ("",)
    if not whole_number_text:
        return None
    map_by_key = {
        "first": _by_year([(year, whole_number_text)]),
        "every": _by_year([(year, whole_number_text), (year + 1, whole_number_text)], is_whole=False),
    }
    if decimal_readings:
        return phrase(
            "change_by_year_either", **map_by_key, whole=whole_number_text, decimal=decimal_readings[0]
        )
    return phrase("change_by_year_remedy", **map_by_key)


def _by_year(amounts: Iterable[tuple[int, str]], *, is_whole: bool = True) -> str:
    """Amounts by year as a case writes them; where they are not whole, the years go on as they began."""
    year_texts = [f"{year}: {amount_text}" for year, amount_text in amounts]
    return "{" + ", ".join(year_texts if is_whole else [*year_texts, "..."]) + "}"


def in_its_year(graph: Graph, path: str, change: Any) -> Any:
    """One number over an amount of one named year is that year's amount; any other change is as it was."""
    named_years = _named_years(graph, path) if path not in graph.groups else []
    return {named_years[0]: change} if len(named_years) == 1 and _is_number(change) else change


def _named_years(graph: Graph, path: str) -> list[int]:
    """The years of a number whose map names amounts of those years only; none where it is another number."""
    raw_amounts = [leaf.assumption.value for leaf in _leaves_at(graph, path) if leaf.literal]
    return sorted({year for amounts in raw_amounts if isinstance(amounts, dict) for year in amounts})


def _leaves_at(graph: Graph, path: str) -> list[Leaf]:
    """The number at a path, or those of each alternative; none where it holds none."""
    written_out_path = _written_out(graph, path)
    paths = graph.groups.get(path, {}).values() or [written_out_path]
    return [graph.leaves[leaf_path] for leaf_path in paths if leaf_path in graph.leaves]


def percentages(changes: Mapping[str, Any]) -> Iterator[Problem]:
    """Factors that people entered and that are most likely percentages: 120 for 1.20."""
    for path, change in changes.items():
        if isinstance(change, dict) and _is_number(change.get("times")) and change["times"] > LARGEST_TIMES:
            yield _times(path, float(change["times"]))


def refusals(graph: Graph, changes: Mapping[str, Any], *, typed: bool) -> Iterator[Problem]:
    """Changes that look like a slip: a factor near a thousand, or a number outside its range.

    Parameters
    ----------
    graph : Graph
        The numbers of the case before the change.
    changes : mapping
        Path to new value.
    typed : bool
        Whether the numbers arrived without their text, so that a lost dot cannot be seen.
    """
    for path, change in changes.items():
        for move in _moves(graph, path, change):
            if move.own and move.new and is_thousandfold(move.new / move.own):
                yield Problem(
                    move.path,
                    phrase("change_thousandfold", new=f"{move.new:g}", own=f"{move.own:g}"),
                    phrase("change_thousandfold_allowed"),
                    phrase("change_accept"),
                )
            elif typed and (range_doubt := _outside(move)) is not None:
                yield range_doubt


def outside_range(graph: Graph, changes: Mapping[str, Any]) -> tuple[Problem, ...]:
    """Changes that put a number outside its own distribution, each as a note."""
    all_moves = (move for path, change in changes.items() for move in _moves(graph, path, change))
    return tuple(note for note in map(_outside, all_moves) if note is not None)


def cut_off(graph: Graph, most: Mapping[str, float], path: str, change: Any) -> Iterator[Problem]:
    """A note for each share that ``{times: x}`` takes above the most that it can be.

    Parameters
    ----------
    graph : Graph
        The numbers of the case before the change.
    most : mapping
        The most that a number may be, by its path.
    path : str
        Path of the change.
    change : Any
        The change; anything but ``{times: x}`` is cut off nowhere.
    """
    if not isinstance(change, dict) or set(change) != {"times"} or not _is_number(change["times"]):
        return
    written_out_path = _written_out(graph, path)
    for end_path in graph.groups.get(written_out_path, {"": written_out_path}).values():
        number_leaf = graph.leaves.get(end_path)
        if (
            number_leaf is None
            or end_path not in most
            or number_leaf.assumption.ref is not None
            or number_leaf.assumption.pm is not None
        ):
            continue
        if _largest(number_leaf) * change["times"] > most[end_path]:
            finding_phrase = phrase("change_cut", factor=f"{change['times']:g}", most=f"{most[end_path]:g}")
            yield Problem(end_path, finding_phrase, phrase("limit_share"), phrase("change_cut_remedy"))


def _largest(leaf: Leaf) -> float:
    """The largest that a number is, in any year or draw."""
    number_assumption = leaf.assumption
    if number_assumption.distribution is not None:
        return edges(number_assumption.distribution)[1]
    return (
        max(number_assumption.value.values())
        if isinstance(number_assumption.value, dict)
        else float(number_assumption.value)
    )


def _times(path: str, factor: float) -> Problem:
    return Problem(
        path,
        phrase("change_times", factor=f"{factor:g}"),
        phrase("change_times_allowed", most=f"{LARGEST_TIMES:g}"),
        phrase("change_times_remedy", share=f"{factor / 100:g}"),
    )


def is_thousandfold(factor: float) -> bool:
    """Whether a factor is about a thousand or a thousandth."""
    lowest_factor, highest_factor = THOUSAND
    return (
        lowest_factor <= abs(factor) <= highest_factor or lowest_factor <= 1 / abs(factor) <= highest_factor
    )


def _outside(move: Move) -> Problem | None:
    distribution = move.leaf.assumption.distribution
    if distribution is None:
        return None
    support_start, support_end = edges(distribution)
    if support_start <= move.new <= support_end:
        return None
    return Problem(
        move.path,
        phrase("change_outside", new=f"{move.new:g}", low=f"{support_start:g}", high=f"{support_end:g}"),
        phrase("change_outside_allowed"),
        phrase("change_accept"),
    )


def _moves(graph: Graph, path: str, change: Any) -> Iterator[Move]:
    """The numbers that a change sets, each with what it was."""
    parent_path, _, path_end = path.rpartition(".")
    year_in_path = int(path_end) if _YEAR.match(path_end) else None
    written_out_path = _written_out(graph, path if year_in_path is None else parent_path)
    number_leaf = graph.leaves.get(written_out_path)
    if number_leaf is None or (
        number_leaf.assumption.value is None and number_leaf.assumption.distribution is None
    ):
        return
    central_before = number_leaf.assumption.central
    new_number = change.get("value") if isinstance(change, dict) and not is_year_map(change) else change
    if isinstance(new_number, dict) and is_year_map(new_number):
        for key, number_of_year in new_number.items():
            if _is_number(number_of_year):
                yield Move(f"{path}.{key}", number_leaf, _in_year(central_before, key), float(number_of_year))
    elif isinstance(new_number, (int, float)) and _is_number(new_number):
        yield Move(path, number_leaf, _in_year(central_before, year_in_path), float(new_number))


def _in_year(own: float | dict[int, float], year: int | None) -> float | None:
    """The number of a year: that of the map, the one that holds then, or the only one."""
    if not isinstance(own, dict):
        return own
    map_years_until = [known_year for known_year in own if year is None or known_year <= year]
    return (
        own[max(map_years_until)]
        if map_years_until and (year is not None or len(set(own.values())) == 1)
        else None
    )


def _written_out(graph: Graph, path: str) -> str:
    """The path of a number with ``by_alternative`` in it, where a case is asked for without, and without ``value``."""
    if path in graph.leaves:
        return path
    holder_path, _, last_key = path.rpartition(".")
    if last_key == "value":
        return _written_out(graph, holder_path)
    return f"{holder_path}.by_alternative.{last_key}"


def _is_number(change: Any) -> bool:
    return isinstance(change, (int, float)) and not isinstance(change, bool)
