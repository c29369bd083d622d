"""The numbers of a case: table rows filled in, price levels, and every assumption as a leaf with its path."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from mll_finance.errors import Problem
from mll_finance.inputs.case.graph import Leaf
from mll_finance.inputs.case.indices.amount_index import row_index
from mll_finance.inputs.case.price_index import CPI, PriceIndex
from mll_finance.inputs.grammar.assumption import DEFAULT, Assumption
from mll_finance.inputs.grammar.base import Words, in_full
from mll_finance.inputs.grammar.contract import clause_rate
from mll_finance.inputs.grammar.kinds import assumptions
from mll_finance.inputs.grammar.line import Line
from mll_finance.inputs.grammar.quantity import Quantity
from mll_finance.inputs.grammar.reading import Reader
from mll_finance.inputs.grammar.section import Known
from mll_finance.inputs.grammar.sections import Settings
from mll_finance.inputs.tables.problems import TableLookupError
from mll_finance.inputs.tables.table import dutch_note
from mll_finance.terms import phrase

_FAILED = Assumption(pm=Words(nl="", en=""))
"""Stands for a number with a problem, so that the rest of the case can be checked too."""


@dataclass(frozen=True)
class Parts:
    """What is needed to resolve the numbers of a case."""

    reader: Reader
    known: Known
    prices: PriceIndex
    settings: Settings
    """Those of the case, or what stands in for them where they are wrong."""


def resolve_leaves(parts: Parts) -> dict[str, Leaf]:
    """Every number of the case by its path, with table rows filled in; the reader keeps what is wrong."""
    leaf_by_path: dict[str, Leaf] = {}
    raw_leaves = list(_raw_leaves(parts.known.quantities, parts.known.lines))
    parts.reader.add(problem for leaf in raw_leaves for problem in _check_alternatives(leaf, parts))
    for number_leaf in _leaves(raw_leaves):
        resolved_number: Assumption | None = number_leaf.assumption
        if number_leaf.assumption.table is not None:
            resolved_number = _fill(number_leaf.assumption, number_leaf.path, parts)
        if resolved_number is None:
            resolved_number = _FAILED
        resolved_number = _by_line(resolved_number, number_leaf, parts)
        parts.reader.add(_number_problems(resolved_number, number_leaf, parts))
        leaf_by_path[number_leaf.path] = Leaf(
            number_leaf.path, resolved_number, number_leaf.owner, number_leaf.literal, number_leaf.nominal
        )
    return leaf_by_path


def _raw_leaves(quantities: Mapping[str, Quantity], lines: Mapping[str, Line]) -> Iterator[Leaf]:
    for section_name, part_by_name in (("quantities", quantities), ("lines", lines)):
        for part_name, part in part_by_name.items():
            literal_field_names = part.LITERAL if isinstance(part, Line) else ()
            is_nominal = isinstance(part, Line) and part.basis == "nominal"
            for path, assumption in assumptions(part, f"{section_name}.{part_name}"):
                yield Leaf(
                    path,
                    assumption,
                    f"{section_name}.{part_name}",
                    path.split(".")[2] in literal_field_names,
                    is_nominal,
                )


def _leaves(raw_leaves: Iterable[Leaf]) -> Iterator[Leaf]:
    for raw_leaf in raw_leaves:
        for path, assumption in raw_leaf.assumption.leaves(raw_leaf.path):
            yield Leaf(path, assumption, raw_leaf.owner, raw_leaf.literal, raw_leaf.nominal)


def _check_alternatives(leaf: Leaf, parts: Parts) -> Iterator[Problem]:
    number_by_alternative = leaf.assumption.by_alternative
    if number_by_alternative is None:
        return
    by_alternative_path, known_alternative_ids = (
        f"{leaf.path}.by_alternative",
        parts.known.names("alternatives"),
    )
    for alternative_id in number_by_alternative:
        if alternative_id != DEFAULT and parts.known.lacks("alternatives", alternative_id):
            allowed_phrase = phrase(
                "problem_one_of_or", names=", ".join(known_alternative_ids), default=DEFAULT
            )
            yield Problem.unknown(
                f"{by_alternative_path}.{alternative_id}",
                phrase("problem_unknown_alternative", name=alternative_id),
                alternative_id,
                known_alternative_ids,
                allowed=allowed_phrase,
            )
    section_name, _, owner_name = leaf.owner.partition(".")
    owner_alternative_ids = (
        parts.known.lines[owner_name].alternative if section_name == "lines" else known_alternative_ids
    )
    missing_alternative_ids = [
        name
        for name in owner_alternative_ids
        if name not in number_by_alternative and not parts.known.lacks("alternatives", name)
    ]
    if missing_alternative_ids and DEFAULT not in number_by_alternative:
        yield Problem(
            by_alternative_path,
            phrase("problem_nothing_for", names=", ".join(missing_alternative_ids)),
            phrase("problem_a_value_for_each_alternative"),
            phrase("problem_add_or_default", missing=missing_alternative_ids[0]),
        )


def _fill(number: Assumption, path: str, parts: Parts) -> Assumption | None:
    if number.table in parts.known.tables.failed:
        return None  # What is wrong with the table is told already.
    try:
        table_row = parts.known.tables.table(str(number.table)).find(
            str(number.id), region=number.region, municipality=parts.settings.municipality, year=number.year
        )
    except TableLookupError as error:
        parts.reader.add([error.at(path)])
        return None
    note_words = number.note or (
        Words(nl=dutch_note(table_row), en=table_row.note) if table_row.note else None
    )
    updated_fields = {
        "table": None,
        "id": None,
        "value": table_row.value,
        "unit": number.unit or table_row.unit,
        "price_year": table_row.price_year,
        "index": number.index or (row_index(table_row) if parts.prices.is_one else None),
        "source": table_row.source,
        "quality": table_row.quality,
        "region": table_row.region,
        "year": table_row.year,
        "note": note_words,
    }
    return number.model_copy(update=updated_fields)


def _by_line(number: Assumption, leaf: Leaf, parts: Parts) -> Assumption:
    """An amount moves between price years by the index that its line follows, unless it names another.

    Where each line has a deflator of its own (schema 1) only the clause of a contract did. An index that is none is
    told at the line.
    """
    section_name, _, owner_name = leaf.owner.partition(".")
    index_name = parts.known.lines[owner_name].index if section_name == "lines" else None
    if index_name is None or not parts.prices.knows(index_name):
        return number
    is_moved_by_line_index = parts.prices.is_one or clause_rate(index_name) is not None
    if not is_moved_by_line_index or number.index is not None or not number.is_money:
        return number
    return number.model_copy(update={"index": index_name})


def _number_problems(number: Assumption, leaf: Leaf, parts: Parts) -> Iterator[Problem]:
    if number.value is None and number.distribution is None:
        return
    price_index_name, prices = number.index or CPI, parts.prices
    if not prices.knows(price_index_name):
        yield Problem.unknown(
            leaf.path, phrase("problem_the_index", index=price_index_name), price_index_name, prices.known
        )
    elif number.is_money and not leaf.nominal:
        first_index_year, last_index_year = prices.years(price_index_name)
        if number.price_year is None:
            yield Problem(
                leaf.path,
                phrase("problem_euros_without_a_price_year"),
                phrase("problem_every_euro_amount_has_a"),
                phrase("problem_add_price_year_such_as"),
            )
        elif not first_index_year <= number.price_year <= last_index_year:
            yield Problem(
                leaf.path,
                phrase("problem_price_year", price_year=number.price_year),
                phrase(
                    "problem_a_year_of_the_index_2",
                    index=price_index_name,
                    first=first_index_year,
                    last=last_index_year,
                ),
                in_full([number.price_year]) or phrase("problem_correct_price_year"),
            )
        elif prices.level_year < first_index_year:
            yield Problem(
                leaf.path,
                phrase(
                    "problem_the_index_for_the_price", index=price_index_name, level_year=prices.level_year
                ),
                phrase(
                    "problem_an_index_that_gives_that",
                    index=price_index_name,
                    first=first_index_year,
                    last=last_index_year,
                ),
                phrase("problem_correct_case_price_level_or"),
            )
    if number.distribution is not None and number.value is not None and not isinstance(number.value, dict):
        support_start, support_end = number.distribution.support
        if not support_start <= number.value <= support_end:
            yield Problem(
                leaf.path,
                phrase("problem_the_value_of_the_table", value=number.value),
                phrase("problem_a_value_within_the_distribution", low=support_start, high=support_end),
                phrase("problem_correct_the_distribution_or_give"),
            )
    if isinstance(number.central, dict) and parts.known.settings is not None:
        yield from _year_problems(number.central, leaf, parts)


def _year_problems(by_year: Mapping[int, float], leaf: Leaf, parts: Parts) -> Iterator[Problem]:
    first_year, last_year = parts.settings.base_year, parts.settings.base_year + parts.settings.horizon
    years_outside_case = [year for year in by_year if not first_year <= year <= last_year]
    if leaf.literal and years_outside_case:
        yield Problem(
            leaf.path,
            phrase("problem_amounts_in", names=", ".join(map(str, years_outside_case))),
            phrase("problem_years_of_the_case_to", first=first_year, last=last_year),
            in_full(years_outside_case) or phrase("problem_change_the_horizon_or_the"),
        )
    active_years = _active(leaf, parts, range(first_year, last_year + 1))
    if not leaf.literal and min(by_year) > active_years[0]:
        yield Problem(
            leaf.path,
            phrase("problem_the_first_year_named_is", first=min(by_year)),
            phrase("problem_a_value_from_on", active=active_years[0]),
            phrase("problem_name_too_if_nothing", active=active_years[0]),
        )
    if leaf.literal:
        years_with_lost_amount = [
            year
            for year, amount in by_year.items()
            if amount != 0 and year not in active_years and year not in years_outside_case
        ]
        if years_with_lost_amount:
            yield Problem(
                leaf.path,
                phrase(
                    "problem_amounts_in_outside_the_line", names=", ".join(map(str, years_with_lost_amount))
                ),
                phrase("problem_years_of_the_line"),
                phrase("problem_correct_years_or_the_amounts"),
            )


def _active(leaf: Leaf, parts: Parts, span: range) -> list[int]:
    """The years in which the owner of a number runs."""
    section_name, _, line_name = leaf.owner.partition(".")
    years_of_line = parts.known.lines[line_name].years if section_name == "lines" else None
    return (years_of_line.active(span) if years_of_line is not None else []) or list(span)
