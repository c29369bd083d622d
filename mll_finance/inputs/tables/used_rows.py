"""What of its own tables a case may read: that counts in its fingerprint, and nothing else of them.

A row counts unless nothing can ask for it. It can be asked for by its id, where the case writes it, or by the suite
itself, which knows the ids of the tables that come along; some tables are read only where the case names them. A row
too many costs a new fingerprint, a row too few would give two cases the same: what is not sure counts.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from typing import Any

from mll_finance.inputs.tables.in_force import CHECKS, SHIPPED, Tables, table_names
from mll_finance.inputs.tables.table import MUNICIPALITIES, Row

_NAMED_ONLY: Mapping[str, frozenset[str]] = {
    "incidence": frozenset({"incidence"}),
    "optimism_bias": frozenset({"optimism_bias"}),
    MUNICIPALITIES: frozenset({MUNICIPALITIES, "sharing"}),
}
"""Tables that are read only where a case writes one of some words: its name, or that of a section that reads it."""


def used_digests(tables: Tables, data: Mapping[Any, Any]) -> dict[str, str]:
    """SHA-256 of the rows that a case may read of each of its own tables, by name; a table without any is left out.

    Parameters
    ----------
    tables : Tables
        The tables in force for the case.
    data : mapping
        The raw case.
    """
    words_of_case = frozenset(_words(data))
    digest_by_table: dict[str, str] = {}
    for own_table in tables.own:
        used_texts = sorted(
            _text(row) for row in tables.own_rows(own_table.name) if _may_be_read(row, words_of_case)
        )
        if used_texts:
            digest_by_table[own_table.name] = hashlib.sha256("\n".join(used_texts).encode()).hexdigest()
    return digest_by_table


def _may_be_read(row: Row, words: frozenset[str]) -> bool:
    if row.table not in table_names():
        return row.id in words
    if row.table in _NAMED_ONLY and not _NAMED_ONLY[row.table] & words:
        return bool(row.place) and row.region in words  # It may give a municipality of the case its name.
    return (
        row.table == CHECKS
        or row.id in words
        or any(row.id == shipped_row.id for shipped_row in SHIPPED.table(row.table).rows)
    )


def _words(data: Mapping[Any, Any]) -> Iterator[str]:
    """Every word that a case writes, key or value, but for the names and files of its tables."""
    raw_settings = data.get("case")
    raw_settings_without_tables = (
        {name: setting for name, setting in raw_settings.items() if name != "tables"}
        if isinstance(raw_settings, Mapping)
        else raw_settings
    )
    yield from _within({**data, "case": raw_settings_without_tables})


def _within(node: Any) -> Iterator[str]:
    if isinstance(node, Mapping):
        for key, child_node in node.items():
            yield str(key)
            yield from _within(child_node)
    elif isinstance(node, list | tuple):
        for child_node in node:
            yield from _within(child_node)
    else:
        yield str(node)


def _text(row: Row) -> str:
    """All that a row says, wherever it stands in its file."""
    row_fields = (
        row.id,
        row.value,
        row.unit,
        row.price_year,
        row.region,
        row.place,
        row.year,
        row.quality,
        row.source,
    )
    return repr((*row_fields, row.note, row.low, row.high, sorted(row.extra.items())))
