"""The lock of an adopted case: what it held when it was adopted, so that a later change is named and refused.

A case with ``status: vastgesteld`` has a file beside it, ``<case>.lock.json``, that holds every value of the case by
path, every number as it was resolved (rows of tables included), and the discount and price rules. It is no signature:
whoever can write both files can change both; keep the lock under version control or in the archive.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from mll_finance.errors import InputError, Problem
from mll_finance.inputs.case.case import Case
from mll_finance.inputs.case.price_index import CPI
from mll_finance.inputs.grammar.assumption import Assumption
from mll_finance.inputs.grammar.kinds import Part
from mll_finance.inputs.grammar.sections import ADOPTED, Rate
from mll_finance.inputs.method.preconditions import Precondition
from mll_finance.inputs.reference_data.checklist import first_checklist, newest_checklist
from mll_finance.inputs.tables.in_force import discount_steps
from mll_finance.terms import phrase
from mll_finance.uncertainty import distributions
from mll_finance.version import __version__

SCHEMA = 1
_FORM = frozenset({"case.language", "case.draws", "case.seed"})
"""Overrides that change how a case is shown or drawn, not what was adopted."""
_NOTHING = "nothing"
State = dict[str, dict[str, Any]]


@dataclass(frozen=True)
class Change:
    """One place where a case differs from what was adopted."""

    path: str
    then: str
    now: str


def lock_path(case: Path | str) -> Path:
    """Where the lock of a case is kept: beside it.

    Examples
    --------
    >>> lock_path("cases/debts.yaml").name
    'debts.lock.json'
    """
    return Path(case).with_suffix(".lock.json")


def state(case: Case) -> State:
    """What is adopted: the content of the file, the numbers as resolved, and the rules for time and prices."""
    return {
        "content": dict(_flat(case.document.data)),
        "numbers": {path: _number(leaf.assumption) for path, leaf in case.graph.leaves.items()},
        "rules": _rules(case),
    }


def digest(adopted_state: State) -> str:
    """SHA-256 of a state."""
    return hashlib.sha256(_text(adopted_state).encode()).hexdigest()


def changes(then: State, now: State) -> list[Change]:
    """Every place that differs; a number is named once, where the file says it."""
    differences: list[Change] = []
    for part in ("content", "numbers", "rules"):
        before, after = then.get(part, {}), now.get(part, {})
        for path in dict.fromkeys([*before, *after]):
            if before.get(path) == after.get(path):
                continue
            if part == "numbers" and any(_within(change.path, path) for change in differences):
                continue
            differences.append(Change(path, _shown(before, path), _shown(after, path)))
    return differences


def make_lock(case: Case, *, by: str | None, replace: bool) -> tuple[Path, list[Change]]:
    """Write the lock of a case and say what changed since an earlier one.

    Raises
    ------
    InputError
        When the case is a draft, or differs from an earlier lock that may not be replaced.
    """
    path = lock_path(case.document.name)
    if case.settings.status != ADOPTED:
        raise InputError(
            Problem(
                "case.status",
                case.settings.status,
                phrase("problem_status_before_a_case_is", adopted=ADOPTED),
                phrase("problem_write_status_in_the_case", adopted=ADOPTED),
                case.document.line(("case", "status")),
            ),
            file=case.document.name,
        )
    if case.has(Precondition) and case.settings.checklist is None and newest_checklist() > first_checklist():
        raise InputError(
            Problem(
                "case.checklist",
                phrase("problem_no_date"),
                phrase("problem_an_adopted_case_says_which"),
                phrase("problem_add_checklist_to_the_section", newest_checklist=newest_checklist()),
                case.document.line(("case",)),
            ),
            file=case.document.name,
        )
    now = state(case)
    since = changes(_read(path)["state"], now) if path.exists() and not replace else []
    if since:
        raise InputError(_problems(case, since), file=case.document.name)
    since = changes(_read(path)["state"], now) if path.exists() else []
    content = {
        "schema": SCHEMA,
        "case": case.settings.id,
        "locked": datetime.now(UTC).date().isoformat(),
        "by": by,
        "version": __version__,
        "sha256": digest(now),
        "state": now,
    }
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return path, since


def check_lock(case: Case) -> None:
    """Refuse an adopted case that is not as it was adopted.

    Raises
    ------
    InputError
        With every path that changed, or when there is no lock.
    """
    if case.settings.status != ADOPTED:
        return
    path = lock_path(case.document.name)
    if not path.exists():
        raise InputError(
            Problem(
                "case.status",
                phrase("problem_without_beside_the_case", adopted=ADOPTED, name=path.name),
                phrase("problem_an_adopted_case_with_its"),
                phrase("problem_run_mll_lock", name=case.document.name),
                case.document.line(("case", "status")),
            ),
            file=case.document.name,
        )
    since = changes(_read(path)["state"], state(case))
    if since:
        raise InputError(_problems(case, since), file=case.document.name)


def adopted(case: Case) -> dict[str, Any] | None:
    """When and by whom a case was adopted, with the hash; None for a draft."""
    path = lock_path(case.document.name)
    if case.settings.status != ADOPTED or not path.exists():
        return None
    return {name: entry for name, entry in _read(path).items() if name != "state"}


def deviations(case: Case) -> tuple[str, ...]:
    """Paths at which an adopted case is shown with another value, as a what-if."""
    if case.settings.status != ADOPTED:
        return ()
    return tuple(change.path for change in case.overrides if change.path not in _FORM)


def _read(path: Path) -> dict[str, Any]:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        whole = content["schema"] == SCHEMA and digest(content["state"]) == content["sha256"]
    except (OSError, ValueError, KeyError, TypeError):
        whole = False
    if not whole:
        raise InputError(
            Problem(
                "",
                phrase("problem_a_lock_that_cannot_be"),
                phrase("problem_the_lock_as_mll_lock"),
                phrase("problem_take_it_back_from_the"),
            ),
            file=str(path),
        )
    lock: dict[str, Any] = content
    return lock


def _problems(case: Case, since: list[Change]) -> list[Problem]:
    return [
        Problem(
            change.path,
            phrase("problem_adopted_as", now=change.now, then=change.then),
            phrase("problem_what_was_adopted"),
            phrase("problem_restore_it_try_it_with"),
            case.document.line_of(change.path),
        )
        for change in since
    ]


def _flat(node: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every single value by its path."""
    parts = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else None
    if parts is None:
        yield path, node if isinstance(node, (bool, int, float, type(None))) else str(node)
        return
    children = list(parts)
    if not children:
        yield path, type(node).__name__
    for name, child in children:
        yield from _flat(child, f"{path}.{name}" if path else str(name))


def _number(number: Assumption) -> Any:
    """What a number amounts to, without the words around it."""
    amount: dict[str, Any] = {
        name: getattr(number, name)
        for name in ("ref", "unit", "price_year", "index")
        if getattr(number, name) is not None
    }
    if number.value is not None:
        amount["value"] = _json(number.value)
    if number.distribution is not None:
        amount["distribution"] = _json(distributions.written(number.distribution))
    if number.pm is not None:
        amount["pm"] = True
    return amount


def _rules(case: Case) -> dict[str, Any]:
    """Discount rates by perspective and price factors by year, as the case uses them."""
    rules: dict[str, Any] = {}
    for name, perspective in case.perspectives.items():
        chosen = case.settings.discounting
        rates = (
            [[1, chosen.rate]]
            if isinstance(chosen, Rate)
            else [list(step) for step in discount_steps(case.tables)[chosen or perspective.schedule]]
        )
        rules[f"discounting.{name}"] = rates
    for name, quantity in case.quantities.items():
        if type(quantity).prepare.__func__ is not Part.prepare.__func__:  # type: ignore[attr-defined]
            read = json.dumps(quantity.model_dump(exclude_unset=True), sort_keys=True, default=str)
            rules[f"files.quantities.{name}"] = hashlib.sha256(read.encode()).hexdigest()
    used = {line.index or CPI for line in case.lines.values()}
    for index in sorted(used):
        rules[f"prices.{index}"] = [round(case.prices.to_nominal(index, year), 12) for year in case.years]
    for path, leaf in case.graph.leaves.items():
        number = leaf.assumption
        if number.is_money and number.price_year is not None and not leaf.nominal:
            factor = case.prices.to_level(number.index or CPI, number.price_year)
            rules[f"prices.{path}"] = round(factor, 12)
    return rules


def _json(node: Any) -> Any:
    if isinstance(node, dict):
        return {str(key): _json(child) for key, child in node.items()}
    if isinstance(node, (list, tuple)):
        return [_json(child) for child in node]
    return node if isinstance(node, (str, bool, int, type(None))) else float(node)


def _text(node: Any) -> str:
    return json.dumps(node, sort_keys=True, ensure_ascii=False)


def _shown(values: dict[str, Any], path: str) -> str:
    return _text(values[path]) if path in values else _NOTHING


def _within(path: str, owner: str) -> bool:
    return path == owner or path.startswith(f"{owner}.")
