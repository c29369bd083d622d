"""The lock of an adopted case: what it held when it was adopted, so that a later change is named and refused.

A case with ``status: vastgesteld`` has a file beside it, ``<case>.lock.json``, that holds every value of the case by
path, every number as it was resolved with what it rests on (rows of tables included), the discount and price rules, who
stands inside which fence, and the results. It is no signature: whoever can write both files can change both; keep the
lock under version control or in the archive.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from mll_finance.errors import InputError, Phrase, Problem, RunError
from mll_finance.inputs.case.adoption.lock_state import (
    RESULTS,
    Change,
    State,
    changes,
    digest,
    flat,
    result_changes,
    state,
)
from mll_finance.inputs.case.as_adopted import lock_path
from mll_finance.inputs.case.case import Case
from mll_finance.inputs.grammar.sections import ADOPTED
from mll_finance.inputs.method.preconditions import Precondition
from mll_finance.inputs.reference_data.checklist import first_checklist, newest_checklist
from mll_finance.inputs.text.case_files import CaseFiles
from mll_finance.inputs.text.csv_text import MAX_BYTES
from mll_finance.plain_files import plain_bytes
from mll_finance.system_reasons import system_reason
from mll_finance.terms import phrase
from mll_finance.version import __version__
from mll_finance.whole_files import replaced_file

SCHEMA = 2
_SCHEMAS = (1, SCHEMA)
"""1 laid down no results, no reading and nothing of what a number rests on; it still says what it says."""
_NAMED = 50
"""Changes that a message names before the rest is a count."""
RECORD = "record"
"""Part of a state: when and by whom the case was adopted, and with what it was calculated."""


def make_lock(
    case: Case,
    *,
    by: str | None,
    replace: bool,
    results: Mapping[str, Any] | None = None,
    suite: Mapping[str, Any] | None = None,
) -> tuple[Path, list[Change]]:
    """Write the lock of a case, whole or not at all, and say what changed since an earlier one.

    A case that is as its lock says keeps that lock, with its date.

    Parameters
    ----------
    case : Case
        The case, as its file has it.
    by : str, optional
        Who adopted it.
    replace : bool
        Whether an earlier lock may be replaced: the case is adopted anew.
    results : mapping, optional
        Its results by path, which another version of the suite is compared with.
    suite : mapping, optional
        With what these were calculated.

    Raises
    ------
    InputError
        When the case is a draft, or differs from an earlier lock that may not be replaced.
    """
    path_of_lock = lock_path(case.document.name)
    _refuse_unready(case)
    current_state = state(case)
    if results is not None:
        current_state[RESULTS] = dict(results)
    earlier_lock = _earlier(path_of_lock, replace=replace)
    changes_since = [] if earlier_lock is None else _all_changes(earlier_lock["state"], current_state)
    if earlier_lock is not None and not replace:
        if changes_since:
            raise InputError(problems_of(case, changes_since), file=case.document.name)
        return path_of_lock, []
    date_text = datetime.now(UTC).date().isoformat()
    lock_record = {"locked": date_text, "by": by, "version": __version__, **(suite or {})}
    locked_state = {RECORD: lock_record, **current_state}
    lock_content = {
        "schema": SCHEMA,
        "case": case.settings.id,
        "sha256": digest(locked_state),
        "state": locked_state,
    }
    lock_text = json.dumps(lock_content, ensure_ascii=False, indent=1) + "\n"
    try:
        with replaced_file(path_of_lock) as part_file:
            part_file.write_text(lock_text, encoding="utf-8")
    except OSError as error:
        raise RunError(phrase("file_not_written", file=path_of_lock, reason=system_reason(error))) from error
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
        raise InputError(problems_of(case, changes_since), file=case.document.name)


def adopted(case: Case) -> dict[str, Any] | None:
    """When, by whom and with what a case was adopted, with the hash; None for a draft, or where there is no lock.

    A change of an adopted case is still one: what was adopted is what its file says.
    """
    lock = lock_of(case)
    if lock is None or (case.origin or case).settings.status != ADOPTED:
        return None
    lock_record = lock["state"].get(RECORD, lock)
    return {**{name: lock_record.get(name) for name in ("locked", "by", "version")}, "sha256": lock["sha256"]}


def lock_of(case: Case) -> dict[str, Any] | None:
    """The lock that lay beside a case when it was read; None where there was none, or none that can be read."""
    case_in_file = case.origin or case
    path_of_lock = lock_path(case_in_file.document.name)
    if not case_in_file.files.holds(path_of_lock.name):
        return None
    try:
        return _read(path_of_lock, case_in_file.files)
    except InputError:
        return None


def problems_of(case: Case, since: list[Change]) -> list[Problem]:
    """Changes of an adopted case as problems, each with its place in the file and its row of a table."""
    entry_by_path = dict(flat((case.origin or case).document.data))
    more_count = len(since) - _NAMED
    more_problems = [
        Problem(
            RESULTS if since[-1].path.startswith(f"{RESULTS}.") else "",
            phrase("lock_more", count=more_count),
            phrase("problem_what_was_adopted"),
            phrase("problem_restore_it_try_it_with"),
        )
    ]
    named_problems = [
        Problem(
            change.path,
            phrase("problem_adopted_as", now=_with_row(change, entry_by_path), then=change.then),
            phrase("problem_what_was_adopted"),
            phrase("problem_another_suite")
            if change.path.startswith(f"{RESULTS}.")
            else phrase("problem_restore_it_try_it_with"),
            case.document.line_of(change.path),
        )
        for change in since[:_NAMED]
    ]
    return [*named_problems, *(more_problems if more_count > 0 else ())]


def _with_row(change: Change, content: Mapping[str, Any]) -> str | Phrase:
    """What a change has now, and from which row of a table."""
    path = "" if change.path in content else change.path
    while path:
        if f"{path}.table" in content:
            table_name, row_id = content[f"{path}.table"], content.get(f"{path}.id")
            return phrase("lock_from_row", now=change.now, table=table_name, row=row_id)
        path = path.rpartition(".")[0]
    return change.now


def _all_changes(then: Mapping[str, Any], now: State) -> list[Change]:
    """Changes of what goes in, and of the results where both have them."""
    return [
        *changes(then, now),
        *(result_changes(then[RESULTS], now[RESULTS]) if RESULTS in then and RESULTS in now else ()),
    ]


def _earlier(path: Path, *, replace: bool) -> dict[str, Any] | None:
    """The lock that is there already; one that cannot be read is none where it may be replaced."""
    if not path.exists():
        return None
    try:
        return _read(path)
    except InputError:
        if replace:
            return None
        raise


def _refuse_unready(case: Case) -> None:
    """Refuse to lock a draft, or a case that does not say to which checklist it answers."""
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


def _read(path: Path, files: CaseFiles | None = None) -> dict[str, Any]:
    """The lock; as a case read it first where its files are given."""
    try:
        lock_bytes = plain_bytes(path, MAX_BYTES) if files is None else files.read(path.name)
        raw_lock = json.loads(lock_bytes.decode("utf-8"))
        is_whole = raw_lock["schema"] in _SCHEMAS and digest(raw_lock["state"]) == raw_lock["sha256"]
        is_whole = is_whole and all(isinstance(part, dict) for part in raw_lock["state"].values())
    except (InputError, OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
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
