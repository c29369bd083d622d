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

from mll_finance.errors import InputError, Problem, RunError
from mll_finance.inputs.case.as_adopted import DEFLATOR, lock_path
from mll_finance.inputs.case.case import Case
from mll_finance.inputs.case.price_index import CPI
from mll_finance.inputs.grammar.assumption import Assumption
from mll_finance.inputs.grammar.kinds import Part
from mll_finance.inputs.grammar.sections import ADOPTED, Rate
from mll_finance.inputs.method.preconditions import Precondition
from mll_finance.inputs.reference_data.checklist import first_checklist, newest_checklist
from mll_finance.inputs.tables.in_force import discount_steps
from mll_finance.inputs.text.case_files import CaseFiles
from mll_finance.terms import phrase
from mll_finance.uncertainty import distributions
from mll_finance.version import __version__
from mll_finance.whole_files import replaced_file

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
    difference_texts: list[Change] = []
    for part in ("content", "numbers", "rules"):
        locked_part, current_part = then.get(part, {}), now.get(part, {})
        for path in dict.fromkeys([*locked_part, *current_part]):
            if locked_part.get(path) == current_part.get(path):
                continue
            if part == "numbers" and any(_within(change.path, path) for change in difference_texts):
                continue
            difference_texts.append(Change(path, _shown(locked_part, path), _shown(current_part, path)))
    return difference_texts


def make_lock(case: Case, *, by: str | None, replace: bool) -> tuple[Path, list[Change]]:
    """Write the lock of a case and say what changed since an earlier one.

    Raises
    ------
    InputError
        When the case is a draft, or differs from an earlier lock that may not be replaced.
    """
    path_of_lock = lock_path(case.document.name)
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
    current_state = state(case)
    changes_since = (
        changes(_read(path_of_lock)["state"], current_state) if path_of_lock.exists() and not replace else []
    )
    if changes_since:
        raise InputError(_problems(case, changes_since), file=case.document.name)
    changes_since = changes(_read(path_of_lock)["state"], current_state) if path_of_lock.exists() else []
    lock_content = {
        "schema": SCHEMA,
        "case": case.settings.id,
        "locked": datetime.now(UTC).date().isoformat(),
        "by": by,
        "version": __version__,
        "sha256": digest(current_state),
        "state": current_state,
    }
    lock_text = json.dumps(lock_content, ensure_ascii=False, indent=1) + "\n"
    try:
        with replaced_file(path_of_lock) as part:
            part.write_text(lock_text, encoding="utf-8")
    except OSError as error:
        raise RunError(f"{path_of_lock}: {error.strerror or error}") from error
    return path_of_lock, changes_since


def check_lock(case: Case) -> None:
    """Refuse an adopted case that is not as it was adopted.

    Raises
    ------
    InputError
        With every path that changed, or when there is no lock.
    """
    if case.settings.status != ADOPTED:
        return
    path_of_lock = lock_path(case.document.name)
    if not path_of_lock.exists():
        raise InputError(
            Problem(
                "case.status",
                phrase("problem_without_beside_the_case", adopted=ADOPTED, name=path_of_lock.name),
                phrase("problem_an_adopted_case_with_its"),
                phrase("problem_run_mll_lock", name=case.document.name),
                case.document.line(("case", "status")),
            ),
            file=case.document.name,
        )
    changes_since = changes(_read(path_of_lock, case.files)["state"], state(case))
    if changes_since:
        raise InputError(_problems(case, changes_since), file=case.document.name)


def adopted(case: Case) -> dict[str, Any] | None:
    """When and by whom a case was adopted, with the hash; None for a draft."""
    path_of_lock = lock_path(case.document.name)
    if case.settings.status != ADOPTED or not path_of_lock.exists():
        return None
    return {name: entry for name, entry in _read(path_of_lock, case.files).items() if name != "state"}


def deviations(case: Case) -> tuple[str, ...]:
    """Paths at which an adopted case is shown with another value, as a what-if."""
    if case.settings.status != ADOPTED:
        return ()
    return tuple(change.path for change in case.overrides if change.path not in _FORM)


def _read(path: Path, files: CaseFiles | None = None) -> dict[str, Any]:
    """The lock; as a case read it first where its files are given."""
    try:
        lock_bytes = path.read_bytes() if files is None else files.read(path.name)
        raw_lock = json.loads(lock_bytes.decode("utf-8"))
        is_whole = raw_lock["schema"] == SCHEMA and digest(raw_lock["state"]) == raw_lock["sha256"]
    except (InputError, OSError, ValueError, KeyError, TypeError):
        is_whole = False
    if not is_whole:
        raise InputError(
            Problem(
                "",
                phrase("problem_a_lock_that_cannot_be"),
                phrase("problem_the_lock_as_mll_lock"),
                phrase("problem_take_it_back_from_the"),
            ),
            file=str(path),
        )
    lock: dict[str, Any] = raw_lock
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
    key_value_pairs = (
        node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else None
    )
    if key_value_pairs is None:
        yield path, node if isinstance(node, (bool, int, float, type(None))) else str(node)
        return
    child_list = list(key_value_pairs)
    if not child_list:
        yield path, type(node).__name__
    for name, child in child_list:
        yield from _flat(child, f"{path}.{name}" if path else str(name))


def _number(number: Assumption) -> Any:
    """What a number amounts to, without the words around it."""
    number_fields: dict[str, Any] = {
        name: getattr(number, name)
        for name in ("ref", "unit", "price_year", "index")
        if getattr(number, name) is not None
    }
    if number.value is not None:
        number_fields["value"] = _json(number.value)
    if number.distribution is not None:
        number_fields["distribution"] = _json(distributions.written(number.distribution))
    if number.pm is not None:
        number_fields["pm"] = True
    return number_fields


def _rules(case: Case) -> dict[str, Any]:
    """Discount rates by perspective and price factors by year, as the case uses them.

    A case with a deflator for each line says so by the absence of the rule, as locks of before it do.
    """
    raw_rules: dict[str, Any] = {DEFLATOR: CPI} if case.prices.is_one else {}
    for name, perspective in case.perspectives.items():
        discounting = case.settings.discounting
        rate_steps = (
            [[1, discounting.rate]]
            if isinstance(discounting, Rate)
            else [list(step) for step in discount_steps(case.tables)[discounting or perspective.schedule]]
        )
        raw_rules[f"discounting.{name}"] = rate_steps
    for name, quantity in case.quantities.items():
        if type(quantity).prepare.__func__ is not Part.prepare.__func__:  # type: ignore[attr-defined]
            quantity_json = json.dumps(quantity.model_dump(exclude_unset=True), sort_keys=True, default=str)
            raw_rules[f"files.quantities.{name}"] = hashlib.sha256(quantity_json.encode()).hexdigest()
    index_names = {line.index or CPI for line in case.lines.values()} | (
        {CPI} if case.prices.is_one else set()
    )
    for index in sorted(index_names):
        raw_rules[f"prices.{index}"] = [round(case.prices.to_nominal(index, year), 12) for year in case.years]
    for path, leaf in case.graph.leaves.items():
        assumption = leaf.assumption
        if assumption.is_money and assumption.price_year is not None and not leaf.nominal:
            price_factor = case.prices.to_level(assumption.index or CPI, assumption.price_year)
            raw_rules[f"prices.{path}"] = round(price_factor, 12)
    return raw_rules


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
