"""Changing a case by path: what ``--set``, ``--scenario`` and ``case.with_`` do before the case is validated anew."""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from mll_finance.errors import Phrase, Problem, suggestion
from mll_finance.inputs.case.graph import Graph
from mll_finance.inputs.grammar.assumption import FORMS, OWN_ESTIMATE, Assumption, is_year_map
from mll_finance.inputs.text.numerals import percentage, readings
from mll_finance.terms import phrase
from mll_finance.uncertainty import distributions

USER = {"nl": "door de gebruiker gezet", "en": "set by the user"}
"""Who accepts a number that a change brings."""
_TOLD = ("title", "note", "local", "confidential")
_KEPT = ("unit", "price_year", "index", "source", "quality", "accepted_by", *_TOLD)


@dataclass(frozen=True)
class Override:
    """One change of the case that the user asked for on top of the file."""

    path: str
    value: Any
    fixes: bool
    """Whether it fixed a number that was uncertain."""
    notes: tuple[Problem, ...] = ()
    """Numbers that it put outside their own distribution."""


class OverrideError(Exception):
    """A path or value that cannot be applied; holds the :class:`Problem`."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


def apply(
    raw: dict[Any, Any],
    resolved: Mapping[str, Assumption],
    path: str,
    change: Any,
    *,
    most: Mapping[str, float] = MappingProxyType({}),
) -> tuple[dict[Any, Any], Override]:
    """The raw case with one path changed; what does not lie on the path is shared with the raw case that came in.

    Parameters
    ----------
    data : dict
        The raw case.
    resolved : mapping
        The assumptions of the validated case by path, table rows filled in.
    path : str
        Path of a setting, an assumption, or a year of one, such as ``lines.licence.price`` or
        ``lines.pilot.amounts.2027``.
    value : number, text, dict
        The new value; on an assumption a number fixes it, ``{times: x}`` scales it, another mapping replaces its parts.
    """
    changed_document = dict(raw)
    path_keys = path.split(".")
    if len(path_keys) < 2:
        raise OverrideError(
            Problem(
                path,
                phrase("problem_not_a_path"),
                phrase("problem_section_name_field"),
                phrase("problem_such_as_lines_licence_price"),
            )
        )
    raw_holder, key, keys_left, canonical_path = _walk(changed_document, path_keys, path)
    raw_node = raw_holder.get(key) if isinstance(raw_holder, dict) else raw_holder[key]
    number_before = resolved.get(canonical_path)
    if keys_left:
        return changed_document, _set_year(raw_holder, key, keys_left[0], change, path)
    if (
        isinstance(raw_node, dict)
        and "by_alternative" in raw_node
        and not (isinstance(change, dict) and "times" not in change)
    ):
        return changed_document, _set_all(raw_holder, key, change, canonical_path, resolved, most)
    if _is_assumption(raw_node) or number_before is not None:
        changed_node, is_fixed = _changed(raw_node, change, path, number_before, most.get(canonical_path))
        raw_holder[key] = changed_node
        return changed_document, Override(path, change, is_fixed)
    raw_holder[key] = (
        {**raw_node, **change} if isinstance(raw_node, dict) and isinstance(change, dict) else change
    )
    return changed_document, Override(path, change, False)


def _walk(raw: dict[Any, Any], keys: list[str], path: str) -> tuple[Any, Any, list[str], str]:
    """The mapping that holds the last key, that key, what is left over (a year), and the path written out.

    Every mapping and list on the way is replaced by a copy of its own, so that the last one may be written to.
    """
    raw_holder: Any = raw
    walked_keys: list[str] = []
    for key_index, path_key in enumerate(keys):
        if _is_assumption(raw_holder) and path_key in (raw_holder.get("by_alternative") or {}):
            raw_holder["by_alternative"] = dict(raw_holder["by_alternative"])
            raw_holder = raw_holder["by_alternative"]
            walked_keys.append("by_alternative")
        is_last = key_index == len(keys) - 1
        if not isinstance(raw_holder, (dict, list)):
            raise OverrideError(
                Problem(
                    path,
                    phrase("problem_goes_below_a_single_value", word=path_key),
                    phrase("problem_a_path_that_the_case"),
                    phrase("problem_use", names=".".join(walked_keys)),
                )
            )
        key = _key(raw_holder, path_key)
        if is_last and not (key is None and isinstance(raw_holder, list)):
            return raw_holder, path_key if key is None else key, [], ".".join([*walked_keys, path_key])
        if key is None:
            known_keys = [str(name) for name in raw_holder] if isinstance(raw_holder, dict) else []
            raise OverrideError(
                Problem(
                    path,
                    phrase("problem_no_in_the_case", word=path_key),
                    phrase("problem_a_path_that_the_case"),
                    suggestion(path_key, known_keys),
                )
            )
        walked_keys.append(path_key)
        if _is_assumption(raw_holder[key]) and key_index == len(keys) - 2 and keys[-1].isdigit():
            return raw_holder, key, [keys[-1]], ".".join(walked_keys)
        if isinstance(raw_holder[key], (dict, list)):
            raw_holder[key] = copy(raw_holder[key])
        raw_holder = raw_holder[key]
    raise AssertionError("a path has at least one key")


def _key(holder: Any, word: str) -> Any:
    if isinstance(holder, list):
        return int(word) if word.isdigit() and int(word) < len(holder) else None
    if not isinstance(holder, dict):
        return None
    if word in holder:
        return word
    return int(word) if word.lstrip("-").isdigit() and int(word) in holder else None


def _is_assumption(node: Any) -> bool:
    return isinstance(node, dict) and any(form in node for form in FORMS) and "kind" not in node


def _changed(
    node: Any, change: Any, path: str, known: Assumption | None, most: float | None
) -> tuple[Any, bool]:
    raw_number_before = node if isinstance(node, dict) else {}
    if is_year_map(node) or isinstance(node, (int, float)):
        raw_number_before = {"value": node}
    is_uncertain = "distribution" in raw_number_before or (
        known is not None and known.distribution is not None
    )
    if isinstance(change, dict) and set(change) == {"times"}:
        return _scaled(raw_number_before, change["times"], path, known, most), False
    if isinstance(change, dict) and not is_year_map(change):
        replaced_forms = {form for form in FORMS if form in change}
        fields_kept_of_number = {
            name: field_value
            for name, field_value in raw_number_before.items()
            if not (replaced_forms and name in (*FORMS, "id", "at_most", "research"))
        }
        return {
            **fields_kept_of_number,
            **change,
        }, is_uncertain and "value" in change and "distribution" not in change
    fields_kept_of_number = {name: raw_number_before[name] for name in _KEPT if name in raw_number_before}
    for field_name in ("unit", "price_year", "index"):
        field_value = getattr(known, field_name, None)
        if field_value is not None:
            fields_kept_of_number.setdefault(field_name, field_value)
    if "source" not in fields_kept_of_number:
        fields_kept_of_number.update(source=OWN_ESTIMATE, quality="D", accepted_by=USER)
    return {**fields_kept_of_number, "value": change}, is_uncertain


def _scaled(
    raw: dict[Any, Any], factor: Any, path: str, known: Assumption | None, most: float | None
) -> dict[Any, Any]:
    """A number times a factor; what may not exceed the most that it can be is cut off there."""
    if not isinstance(factor, (int, float)) or isinstance(factor, bool) or factor <= 0:
        raise OverrideError(
            Problem(
                path,
                phrase("problem_times", factor=factor),
                phrase("problem_a_number_above"),
                _times_remedy(factor),
            )
        )
    if known is None or known.ref is not None or known.pm is not None:
        what_phrase = (
            phrase("problem_a_reference")
            if known is not None and known.ref
            else phrase("problem_nothing_numeric")
        )
        raise OverrideError(
            Problem(
                path,
                phrase("problem_cannot_be_scaled", what=what_phrase),
                phrase("problem_a_path_with_a_number"),
                phrase("problem_scale_what_it_points_at"),
            )
        )
    scaled_fields = {
        name: getattr(known, name)
        for name in ("unit", "price_year", "index", "source", "quality", "accepted_by")
    }
    scaled_fields = {name: central for name, central in scaled_fields.items() if central is not None}
    if known.accepted_by is not None:
        scaled_fields["accepted_by"] = known.accepted_by.model_dump()
    if scaled_fields.get("source") == OWN_ESTIMATE:  # A row of a table that nobody has accepted yet.
        scaled_fields.setdefault("accepted_by", USER)
    scaled_fields.update({name: raw[name] for name in _TOLD if name in raw})
    if known.value is not None:
        central = known.value
        scaled_fields["value"] = (
            {year: _at_most(amount * factor, most) for year, amount in central.items()}
            if isinstance(central, dict)
            else _at_most(central * factor, most)
        )
    if known.distribution is not None:
        scaled_fields.update({name: raw[name] for name in ("research",) if name in raw})
        scaled_fields["distribution"] = distributions.written(
            _cut_off(distributions.scaled(known.distribution, float(factor)), most, path)
        )
    return scaled_fields


def _times_remedy(factor: Any) -> Phrase:
    """What to write for a factor that is a text: the number in it, or what its percentage can mean."""
    factor_share = percentage(factor) if isinstance(factor, str) else None
    if factor_share is not None:
        return phrase("times_percentage", factor=f"{1 + float(factor_share):g}", share=factor_share)
    factor_readings = readings(factor) if isinstance(factor, str) else ()
    return (
        phrase("times_write", factor=factor_readings[-1])
        if factor_readings
        else phrase("problem_such_as_times")
    )


def _at_most(number: float, most: float | None) -> float:
    return number if most is None else min(number, most)


def _cut_off(
    distribution: distributions.Distribution, most: float | None, path: str
) -> distributions.Distribution:
    """A distribution cut off at the most that a number can be; one that cannot be cut off stays, to be refused."""
    if most is None or distribution.support[1] <= most:
        return distribution
    try:
        if isinstance(distribution, distributions.Truncated):
            return replace(distribution, high=most)
        if distributions.can_truncate(distribution.kind):
            return distributions.Truncated(distribution, high=most)
    except distributions.DistributionError as error:
        raise OverrideError(
            Problem(path, str(error), phrase("limit_share"), phrase("limit_distribution"))
        ) from error
    return distribution


def _set_year(holder: Any, key: Any, year: str, change: Any, path: str) -> Override:
    raw_node = holder[key]
    raw_by_year = raw_node.get("value")
    if not isinstance(raw_by_year, dict):
        raise OverrideError(
            Problem(
                path,
                phrase("problem_the_assumption_has_no_map"),
                phrase("problem_a_year_of_a_map"),
                phrase("problem_leave_out", year=year),
            )
        )
    if isinstance(change, dict):
        raise OverrideError(
            Problem(
                path,
                phrase("problem_a_mapping"),
                phrase("problem_a_number"),
                phrase("problem_set_the_whole_assumption_instead"),
            )
        )
    holder[key] = {**raw_node, "value": {**raw_by_year, int(year): change}}
    return Override(path, change, False)


def _set_all(
    holder: Any,
    key: Any,
    change: Any,
    path: str,
    resolved: Mapping[str, Assumption],
    most: Mapping[str, float],
) -> Override:
    raw_node = holder[key]
    alternatives = list(raw_node["by_alternative"])
    if not isinstance(change, dict):
        raise OverrideError(
            Problem(
                path,
                phrase("problem_a_number_that_differs_between"),
                phrase("problem_one_of_its_alternatives"),
                phrase("problem_such_as_2", path=path, name=alternatives[-1]),
            )
        )
    changed_children = dict(raw_node["by_alternative"])
    for alternative_id in alternatives:
        child_path = f"{path}.by_alternative.{alternative_id}"
        changed_children[alternative_id], _ = _changed(
            changed_children[alternative_id],
            change,
            child_path,
            resolved.get(child_path),
            most.get(child_path),
        )
    holder[key] = {**raw_node, "by_alternative": changed_children}
    return Override(path, change, False)


def with_unit(graph: Graph, path: str, change: Any, *, level_year: int) -> Any:
    """A change; a number in the place of a PM has the unit and price year that the PM is taken to have."""
    number_leaf = graph.leaves.get(path)
    is_number = isinstance(change, (int, float)) and not isinstance(change, bool)
    if number_leaf is None or number_leaf.assumption.pm is None or not is_number:
        return change
    return supposed(graph, path, change, level_year=level_year, accepted_by=USER)


def supposed(
    graph: Graph, path: str, number: float, *, level_year: int, accepted_by: Mapping[str, str]
) -> dict[str, Any]:
    """A number in the place of a PM, in prices of the level of the case unless the PM names its own.

    Parameters
    ----------
    graph : Graph
        The numbers of the case.
    path : str
        Path of the PM.
    number : float
        Its number, in :func:`unit_of_unknown`.
    level_year : int
        Price level of the case.
    accepted_by : mapping of str to str
        Who supposes it, in each language.
    """
    unit_of_number = unit_of_unknown(graph, path)
    price_year_field = (
        {"price_year": graph.leaves[path].assumption.price_year or level_year}
        if "EUR" in unit_of_number
        else {}
    )
    source_fields = {"source": OWN_ESTIMATE, "quality": "D", "accepted_by": dict(accepted_by)}
    return {"value": number, "unit": unit_of_number, **price_year_field, **source_fields}


def unit_of_unknown(graph: Graph, path: str) -> str:
    """The unit of a PM; without one euros if its line has no other number in euros, else what its kind counts."""
    unit_of_number = graph.leaves[path].assumption.unit
    if unit_of_number is not None:
        return unit_of_number
    section_name, part_name, field_name = path.split(".")[:3]
    quantity_or_line = (graph.lines if section_name == "lines" else graph.quantities)[part_name]
    if field_name in getattr(quantity_or_line, "MONEY", ()):
        related_ends = (
            end
            for sibling_path in graph.paths_of(f"{section_name}.{part_name}")
            for end in graph.ends(sibling_path)
        )
        return "1" if any(graph.leaves[end_path].assumption.is_money for end_path in related_ends) else "EUR"
    return quantity_or_line.UNITS.get(field_name, "1")
