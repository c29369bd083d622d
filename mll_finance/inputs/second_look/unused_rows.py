"""Rows of a case's own tables that nothing of the case reads: a slip in an id, a region or a year, or a spare row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from mll_finance.errors import InputError
from mll_finance.inputs.case.case import Case
from mll_finance.inputs.case.price_index import CPI, WAGES
from mll_finance.inputs.grammar.kinds import assumptions
from mll_finance.inputs.method.sharing import INHABITANTS, Sharing
from mll_finance.inputs.tables.in_force import PRICES, RATES, SHIPPED, table_names
from mll_finance.inputs.tables.municipality_names import as_code
from mll_finance.inputs.tables.problems import TableLookupError
from mll_finance.inputs.tables.table import MUNICIPALITIES, Row

_ASKED = ("unit_costs", "incidence", "optimism_bias", MUNICIPALITIES)
"""Tables that come along of which a row counts only where a number asks for it; the suite reads the others itself."""
_SHOWN = 5


def unused_rows(case: Case) -> Iterator[tuple[str, dict[str, object]]]:
    """The own tables with rows that are not read: the name of the table, and what a sentence says of them."""
    read_row_keys = set(_rows_read(case))
    for table_file in case.tables.own:
        rows_of_own_table = case.tables.own_rows(table_file.name)
        unread_rows = [row for row in rows_of_own_table if not _is_read(row, case, read_row_keys)]
        if unread_rows:
            row_texts = list(dict.fromkeys(f"{row.id} ({row.region}, {row.line})" for row in unread_rows))
            more_text = f" (+{len(row_texts) - _SHOWN})" if len(row_texts) > _SHOWN else ""
            phrase_fields: dict[str, object] = {
                "file": table_file.file,
                "count": len(unread_rows),
                "of": len(rows_of_own_table),
                "rows": ", ".join(row_texts[:_SHOWN]) + more_text,
            }
            yield table_file.name, phrase_fields


def _is_read(row: Row, case: Case, read: set[tuple[str, str, str]]) -> bool:
    """Whether something reads a row; other years of a row that is read are its series."""
    if row.table == PRICES:
        return row.id in {CPI, WAGES, *(line.index for line in case.lines.values())} | _indices(case)
    if row.table == RATES:
        discounting = case.settings.discounting
        return row.id in {discounting, *(viewpoint.schedule for viewpoint in case.perspectives.values())}
    if row.table in table_names() and row.table not in _ASKED:
        return any(row.id == shipped_row.id for shipped_row in SHIPPED.table(row.table).rows)
    if row.table == MUNICIPALITIES and row.place not in _places(case):
        return True  # It serves the case of another municipality.
    if (row.table, row.id, row.place) in read or (row.table, row.id, "*") in read:
        return True
    # So does a row of any other table, where the case reads that id for its own municipality.
    is_of_another = as_code(row.place) is not None and row.place not in _places(case)
    return is_of_another and any(key[:2] == (row.table, row.id) for key in read)


def _rows_read(case: Case) -> Iterator[tuple[str, str, str]]:
    """Table, id and place of each own row that a number of the case is; any place for what a scenario asks.

    A number asks for a row where it stands on a quantity or line, those that the suite adds included, and wherever else
    the case writes one: a pilot, a precondition, an evaluation.
    """
    row_keys_of_parts = [
        (str(number.table), str(number.id), number.region, number.year)
        for part in (*case.quantities.values(), *case.lines.values())
        for path, written_assumption in assumptions(part, "")
        for _, number in written_assumption.leaves(path)
        if number.table is not None
    ]
    raw_case_without_scenarios = {
        name: part for name, part in case.document.data.items() if name != "scenarios"
    }
    for table_name, row_id, region, row_year in {*row_keys_of_parts, *_asked(raw_case_without_scenarios)}:
        try:
            table_row = case.tables.table(table_name).find(
                row_id, region=region, municipality=case.settings.municipality, year=row_year
            )
        except (TableLookupError, InputError):
            continue
        if table_row.own:
            yield table_row.table, table_row.id, table_row.place
    for scenario in case.scenarios.values():
        yield from ((table_name, row_id, "*") for table_name, row_id, _, _ in _asked(scenario.set))
    if case.section(Sharing) is not None:
        yield MUNICIPALITIES, INHABITANTS, "*"


def _asked(node: Any) -> Iterator[tuple[str, str, str | None, int | None]]:
    """Table, id, region and year of every row that a raw part of a case asks for."""
    if isinstance(node, Mapping):
        if "table" in node and "id" in node:
            region, year_in_node = node.get("region"), node.get("year")
            asked_year = year_in_node if isinstance(year_in_node, int) else None
            yield str(node["table"]), str(node["id"]), None if region is None else str(region), asked_year
        for child_node in node.values():
            yield from _asked(child_node)
    elif isinstance(node, list | tuple):
        for child_node in node:
            yield from _asked(child_node)


def _indices(case: Case) -> set[str]:
    assumptions = (leaf.assumption for leaf in case.graph.leaves.values())
    return {number.index for number in assumptions if number.index is not None}


def _places(case: Case) -> set[str]:
    """The places whose figures the case asks: its municipality, those that share, and the nation."""
    table, sharing_section = case.tables.table(MUNICIPALITIES), case.section(Sharing)
    municipality_names = [
        case.settings.municipality,
        *(sharing_section.participants if sharing_section is not None else ()),
    ]
    municipality_codes = (table.register.codes(name) for name in municipality_names if name is not None)
    return {"", *(code for known_codes in municipality_codes for code in known_codes)}
