"""Changing a case by path: what ``--set``, ``--scenario`` and ``case.with_`` do before the case is validated anew."""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from mll_finance.errors import Problem, suggestion
from mll_finance.inputs.grammar.assumption import FORMS, OWN_ESTIMATE, Assumption, is_year_map
from mll_finance.terms import phrase
from mll_finance.uncertainty import distributions

_USER = "set by the user"
_KEPT = ("unit", "price_year", "index", "source", "quality", "accepted_by", "title", "note", "confidential")


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
    changed_data = dict(raw)
    keys = path.split(".")
    if len(keys) < 2:
        raise OverrideError(
            Problem(
                path,
                phrase("problem_not_a_path"),
                phrase("problem_section_name_field"),
                phrase("problem_such_as_lines_licence_price"),
            )
        )
    holder, key, rest, canonical = _walk(changed_data, keys, path)
    node = holder.get(key) if isinstance(holder, dict) else holder[key]
    known = resolved.get(canonical)
    if rest:
        return changed_data, _set_year(holder, key, rest[0], change, path)
    if (
        isinstance(node, dict)
        and "by_alternative" in node
        and not (isinstance(change, dict) and "times" not in change)
    ):
        return changed_data, _set_all(holder, key, change, canonical, resolved, most)
    if _is_assumption(node) or known is not None:
        changed, fixes = _changed(node, change, path, known, most.get(canonical))
        holder[key] = changed
        return changed_data, Override(path, change, fixes)
    holder[key] = {**node, **change} if isinstance(node, dict) and isinstance(change, dict) else change
    return changed_data, Override(path, change, False)


def _walk(raw: dict[Any, Any], keys: list[str], path: str) -> tuple[Any, Any, list[str], str]:
    """The mapping that holds the last key, that key, what is left over (a year), and the path written out.

    Every mapping and list on the way is replaced by a copy of its own, so that the last one may be written to.
    """
    holder: Any = raw
    walked: list[str] = []
    for depth, word in enumerate(keys):
        if _is_assumption(holder) and word in (holder.get("by_alternative") or {}):
            holder["by_alternative"] = dict(holder["by_alternative"])
            holder = holder["by_alternative"]
            walked.append("by_alternative")
        last = depth == len(keys) - 1
        if not isinstance(holder, (dict, list)):
            raise OverrideError(
                Problem(
                    path,
                    phrase("problem_goes_below_a_single_value", word=word),
                    phrase("problem_a_path_that_the_case"),
                    phrase("problem_use", names=".".join(walked)),
                )
            )
        key = _key(holder, word)
        if last and not (key is None and isinstance(holder, list)):
            return holder, word if key is None else key, [], ".".join([*walked, word])
        if key is None:
            known = [str(name) for name in holder] if isinstance(holder, dict) else []
            raise OverrideError(
                Problem(
                    path,
                    phrase("problem_no_in_the_case", word=word),
                    phrase("problem_a_path_that_the_case"),
                    suggestion(word, known),
                )
            )
        walked.append(word)
        if _is_assumption(holder[key]) and depth == len(keys) - 2 and keys[-1].isdigit():
            return holder, key, [keys[-1]], ".".join(walked)
        if isinstance(holder[key], (dict, list)):
            holder[key] = copy(holder[key])
        holder = holder[key]
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
    raw = node if isinstance(node, dict) else {}
    if is_year_map(node) or isinstance(node, (int, float)):
        raw = {"value": node}
    if isinstance(change, dict) and set(change) == {"times"}:
        return _scaled(raw, change["times"], path, known, most), False
    if isinstance(change, dict) and not is_year_map(change):
        replaced = {form for form in FORMS if form in change}
        kept = {
            name: part for name, part in raw.items() if not (replaced and name in (*FORMS, "id", "at_most"))
        }
        return {**kept, **change}, False
    kept = {name: raw[name] for name in _KEPT if name in raw}
    for name in ("unit", "price_year", "index"):
        part = getattr(known, name, None)
        if part is not None:
            kept.setdefault(name, part)
    if "source" not in kept:
        kept.update(source=OWN_ESTIMATE, quality="D", accepted_by=_USER)
    uncertain = "distribution" in raw or (known is not None and known.distribution is not None)
    return {**kept, "value": change}, uncertain


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
                phrase("problem_such_as_times"),
            )
        )
    if known is None or known.ref is not None or known.pm is not None:
        what = (
            phrase("problem_a_reference")
            if known is not None and known.ref
            else phrase("problem_nothing_numeric")
        )
        raise OverrideError(
            Problem(
                path,
                phrase("problem_cannot_be_scaled", what=what),
                phrase("problem_a_path_with_a_number"),
                phrase("problem_scale_what_it_points_at"),
            )
        )
    scaled = {
        name: getattr(known, name)
        for name in ("unit", "price_year", "index", "source", "quality", "accepted_by")
    }
    scaled = {name: central for name, central in scaled.items() if central is not None}
    if scaled.get("source") == OWN_ESTIMATE:  # A row of a table that nobody has accepted yet.
        scaled.setdefault("accepted_by", _USER)
    scaled.update({name: raw[name] for name in ("title", "note", "confidential") if name in raw})
    if known.value is not None:
        central = known.value
        scaled["value"] = (
            {year: _at_most(amount * factor, most) for year, amount in central.items()}
            if isinstance(central, dict)
            else _at_most(central * factor, most)
        )
    if known.distribution is not None:
        scaled["distribution"] = distributions.written(
            _cut_off(distributions.scaled(known.distribution, float(factor)), most, path)
        )
    return scaled


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
    node = holder[key]
    by_year = node.get("value")
    if not isinstance(by_year, dict):
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
    holder[key] = {**node, "value": {**by_year, int(year): change}}
    return Override(path, change, False)


def _set_all(
    holder: Any,
    key: Any,
    change: Any,
    path: str,
    resolved: Mapping[str, Assumption],
    most: Mapping[str, float],
) -> Override:
    node = holder[key]
    names = list(node["by_alternative"])
    if not isinstance(change, dict):
        raise OverrideError(
            Problem(
                path,
                phrase("problem_a_number_that_differs_between"),
                phrase("problem_one_of_its_alternatives"),
                phrase("problem_such_as_2", path=path, name=names[-1]),
            )
        )
    changed = dict(node["by_alternative"])
    for name in names:
        child = f"{path}.by_alternative.{name}"
        changed[name], _ = _changed(changed[name], change, child, resolved.get(child), most.get(child))
    holder[key] = {**node, "by_alternative": changed}
    return Override(path, change, False)
