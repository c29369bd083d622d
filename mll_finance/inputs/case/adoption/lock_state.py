"""What a lock lays down of a case, and in what two of them differ: every place by its path, then and now."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import isclose
from typing import Any

from mll_finance.errors import Phrase
from mll_finance.inputs.case.as_adopted import DEFLATOR
from mll_finance.inputs.case.case import Case
from mll_finance.inputs.case.price_index import CPI
from mll_finance.inputs.grammar.assumption import Assumption
from mll_finance.inputs.grammar.kinds import Part
from mll_finance.inputs.grammar.sections import Rate
from mll_finance.inputs.tables.in_force import PRICES, RATES, THRESHOLDS, discount_steps
from mll_finance.inputs.tables.table import Row
from mll_finance.terms import phrase
from mll_finance.uncertainty import distributions

RESULTS = "results"
"""Part of a state: the results as they were adopted, which the other parts do not need."""
_INPUTS = ("content", "numbers", "rules", "reading")
_AMOUNTS_TO = ("ref", "unit", "price_year", "index", "value", "distribution", "pm")
"""Fields of a number that schema 1 laid down."""
_SETTINGS = frozenset({"language", "sources", "tables", DEFLATOR})
"""Settings that say nothing here: how a case is shown, what its numbers say themselves, what is a rule already."""
_RELATIVE, _EUROS = 1e-9, 1e-6
"""Difference up to which two processors calculated the same result: of its size, and in euros beside zero."""
State = dict[str, dict[str, Any]]


@dataclass(frozen=True)
class Change:
    """One place where a case differs from what was adopted; then and now as a reader of them sees it."""

    path: str
    then: str | Phrase
    now: str | Phrase


def state(case: Case) -> State:
    """What is adopted: the content of the file, the numbers as resolved, the rules for time and prices, the reading.

    The reading is whoever stands inside which fence, the lens, settings that the file leaves to the suite, thresholds,
    and what the rows of discount rates and price levels rest on.
    """
    return {
        "content": dict(flat(case.document.data)),
        "numbers": {path: _number(leaf.assumption) for path, leaf in case.graph.leaves.items()},
        "rules": _rules(case),
        "reading": dict(_reading(case)),
    }


def digest(adopted_state: Mapping[str, Any]) -> str:
    """SHA-256 of a state."""
    return hashlib.sha256(_text(adopted_state).encode()).hexdigest()


def changes(then: Mapping[str, Any], now: State) -> list[Change]:
    """Every place where what goes into a case differs; a number is named once, where the file says it.

    A lock of schema 1 says nothing of the reading, nor of source and quality of a row: there nothing differs.
    """
    differences: list[Change] = []
    for part_name in (part_name for part_name in _INPUTS if part_name in then):
        locked_by_path, current_by_path = then[part_name], now.get(part_name, {})
        for path in dict.fromkeys([*locked_by_path, *current_by_path]):
            locked_entry, current_entry = locked_by_path.get(path), current_by_path.get(path)
            if part_name in ("numbers", "reading") and any(
                _within(change.path, path) for change in differences
            ):
                continue
            if part_name == "numbers":
                differences += _number_changes(path, locked_entry, current_entry, whole="reading" in then)
            elif locked_entry != current_entry and not (
                part_name == "reading" and _is_new(path, locked_by_path, current_by_path)
            ):
                differences.append(_change(path, locked_by_path, current_by_path))
    return differences


def result_changes(then: Mapping[str, Any], now: Mapping[str, Any]) -> list[Change]:
    """Every result that differs from what was adopted; what was not laid down then is not compared."""
    locked_result_by_path, current_result_by_path = (
        {f"{RESULTS}.{path}": amount for path, amount in part.items()} for part in (then, now)
    )
    return [
        _change(path, locked_result_by_path, current_result_by_path)
        for path in locked_result_by_path
        if not is_same_result(locked_result_by_path[path], current_result_by_path.get(path))
    ]


def flat(node: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every single value by its path."""
    key_value_pairs = (
        node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else None
    )
    if key_value_pairs is None:
        yield path, node if isinstance(node, (bool, int, float, type(None))) else str(node)
        return
    keys_and_children = list(key_value_pairs)
    if not keys_and_children:
        yield path, type(node).__name__
    for child_key, child_node in keys_and_children:
        yield from flat(child_node, f"{path}.{child_key}" if path else str(child_key))


def _number_changes(path: str, locked: Any, current: Any, *, whole: bool) -> Iterator[Change]:
    """The fields in which a number differs; as a whole where it is new or gone."""
    if locked is None or current is None:
        locked_entry, current_entry = ({} if entry is None else {path: entry} for entry in (locked, current))
        yield _change(path, locked_entry, current_entry)
        return
    if not whole:
        current = {name: field for name, field in current.items() if name in _AMOUNTS_TO}
    locked_by_path, current_by_path = dict(flat(locked, path)), dict(flat(current, path))
    for field_path in dict.fromkeys([*locked_by_path, *current_by_path]):
        if locked_by_path.get(field_path) != current_by_path.get(field_path):
            yield _change(field_path, locked_by_path, current_by_path)


def _number(number: Assumption) -> dict[str, Any]:
    """What a number amounts to, and what it rests on."""
    written_by_field: dict[str, Any] = {
        name: getattr(number, name)
        for name in ("ref", "unit", "price_year", "index", "source", "quality", "region")
        if getattr(number, name) is not None
    }
    if number.accepted_by is not None:
        acceptor = number.accepted_by
        written_by_field["accepted_by"] = acceptor.nl if acceptor.nl == acceptor.en else acceptor.model_dump()
    for field_name in ("title", "note"):
        words_of_field = getattr(number, field_name)
        if words_of_field is not None:
            written_by_field[field_name] = {"nl": words_of_field.text("nl"), "en": words_of_field.text("en")}
    for field_name in ("local", "confidential"):
        if getattr(number, field_name):
            written_by_field[field_name] = True
    if number.value is not None:
        written_by_field["value"] = _json(number.value)
    if number.distribution is not None:
        written_by_field["distribution"] = _json(distributions.written(number.distribution))
    if number.pm is not None:
        written_by_field["pm"] = True
    return written_by_field


def _rules(case: Case) -> dict[str, Any]:
    """Discount rates by perspective and price factors by year, as the case uses them.

    A case with a deflator for each line says so by the absence of the rule, as locks of before it do.
    """
    raw_rules: dict[str, Any] = {DEFLATOR: CPI} if case.prices.is_one else {}
    for part_id, perspective in case.perspectives.items():
        discounting = case.settings.discounting
        rate_steps = (
            [[1, discounting.rate]]
            if isinstance(discounting, Rate)
            else [list(step) for step in discount_steps(case.tables)[discounting or perspective.schedule]]
        )
        raw_rules[f"discounting.{part_id}"] = rate_steps
    for part_id, quantity in case.quantities.items():
        if type(quantity).prepare.__func__ is not Part.prepare.__func__:  # type: ignore[attr-defined]
            quantity_json = json.dumps(quantity.model_dump(exclude_unset=True), sort_keys=True, default=str)
            raw_rules[f"files.quantities.{part_id}"] = hashlib.sha256(quantity_json.encode()).hexdigest()
    for index_name in _indices(case):
        raw_rules[f"prices.{index_name}"] = [
            round(case.prices.to_nominal(index_name, year), 12) for year in case.years
        ]
    for path, number_leaf in case.graph.leaves.items():
        assumption = number_leaf.assumption
        if assumption.is_money and assumption.price_year is not None and not number_leaf.nominal:
            price_factor = case.prices.to_level(assumption.index or CPI, assumption.price_year)
            raw_rules[f"prices.{path}"] = round(price_factor, 12)
    return raw_rules


def _indices(case: Case) -> list[str]:
    """The price indices of the lines, and prices where these deflate every line."""
    deflator_indices = {CPI} if case.prices.is_one else set()
    return sorted({line.index or CPI for line in case.lines.values()} | deflator_indices)


def _reading(case: Case) -> Iterator[tuple[str, Any]]:
    """What a result depends on, or is read by, beside the file, its numbers and its rules."""
    for setting_name, setting_value in case.settings.model_dump(mode="json").items():
        if setting_name not in _SETTINGS:
            yield from flat(setting_value, f"case.{setting_name}")
    for section_name in ("parties", "perspectives"):
        for setting_name, party_or_perspective in getattr(case, section_name).items():
            for field_name, field_value in party_or_perspective.model_dump(mode="json").items():
                is_listing = isinstance(field_value, (list, tuple))
                value_told = ", ".join(sorted(map(str, field_value))) if is_listing else field_value
                yield from flat(value_told, f"{section_name}.{setting_name}.{field_name}")
    for threshold_row in case.tables.table(THRESHOLDS).rows:
        yield f"{THRESHOLDS}.{threshold_row.id}", threshold_row.value
    yield from _bases(case)


def _bases(case: Case) -> Iterator[tuple[str, str]]:
    """Quality and source of the rows of discount rates and price levels that the case uses."""
    discounting = case.settings.discounting
    schedule_names = {discounting or viewpoint.schedule for viewpoint in case.perspectives.values()}
    if not isinstance(discounting, Rate):
        yield from _based(RATES, [row for row in case.tables.table(RATES).rows if row.id in schedule_names])
    indices = _indices(case)
    last_year = case.years[-1]
    yield from _based(
        PRICES,
        [
            row
            for row in case.tables.table(PRICES).rows
            if row.id in indices and row.year is not None and case.prices.level_year <= row.year <= last_year
        ],
    )


def _based(table: str, rows: list[Row]) -> Iterator[tuple[str, str]]:
    for table_row in rows:
        year_or_start = (
            table_row.year if table_row.year is not None else table_row.extra.get("from_year") or 1
        )
        yield f"{table}.{table_row.id}.{year_or_start}", f"{table_row.quality}: {table_row.source}"


def _change(path: str, locked: Mapping[str, Any], current: Mapping[str, Any]) -> Change:
    if path.startswith("files."):
        # The content of a file is too much for a message: what was adopted lies in the copy of a run.
        return Change(path.removeprefix("files."), phrase("lock_file_then"), phrase("lock_file_now"))
    return Change(path, _shown(locked, path), _shown(current, path))


def _shown(entries: Mapping[str, Any], path: str) -> str | Phrase:
    return _text(entries[path]) if path in entries else phrase("lock_nothing")


def _is_new(path: str, locked: Mapping[str, Any], current: Mapping[str, Any]) -> bool:
    """Whether the suite knows a threshold, setting or field that it did not know then: results tell what it does."""
    return path not in locked and path in current and _owner(path) in map(_owner, locked)


def _owner(path: str) -> str:
    """The part that a field belongs to: a new party is a change, a new field of every party is not."""
    section_name, _, path_in_section = path.partition(".")
    return (
        f"{section_name}.{path_in_section.partition('.')[0]}"
        if section_name in ("parties", "perspectives")
        else section_name
    )


def is_same_result(then: Any, now: Any) -> bool:
    """Whether two results are the same but for what two processors may differ."""
    if isinstance(then, float | int) and isinstance(now, float | int) and not isinstance(then, bool):
        return isclose(then, now, rel_tol=_RELATIVE, abs_tol=_EUROS)
    return bool(then == now)


def _within(path: str, owner: str) -> bool:
    return path == owner or path.startswith(f"{owner}.")


def _json(node: Any) -> Any:
    if isinstance(node, dict):
        return {str(key): _json(child) for key, child in node.items()}
    if isinstance(node, (list, tuple)):
        return [_json(child) for child in node]
    return node if isinstance(node, (str, bool, int, type(None))) else float(node)


def _text(node: Any) -> str:
    return json.dumps(node, sort_keys=True, ensure_ascii=False)
