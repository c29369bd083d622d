"""The results of an adopted case: laid down with it, and calculated anew where the suite or its tables are others.

A version that calculates the same may be used; where it does not, every result that moved is named. With the suite and
the tables that made the lock nothing is calculated: what goes into the case is compared already.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from mll_finance.engine.fingerprint import code_hash, suite_fingerprint
from mll_finance.errors import InputError
from mll_finance.inputs.case.adoption.lock import RECORD, lock_of, make_lock, problems_of
from mll_finance.inputs.case.adoption.lock_state import RESULTS, Change, flat, result_changes
from mll_finance.inputs.case.as_adopted import lock_path
from mll_finance.inputs.case.case import Case
from mll_finance.inputs.case.loading import load_case as load_as_locked
from mll_finance.inputs.grammar.sections import ADOPTED

_NO_RESULT = ("error", "mcse", "pm", "roots", "fingerprint")
"""Ends of a key of what says how well a result is known, or stands among the inputs."""


def load_case(name: Path | str) -> Case:
    """Read, validate and resolve a case; an adopted case must be as it was adopted, its results too.

    Parameters
    ----------
    name : Path or str
        A YAML file, or the name of an example that comes along, such as ``two_years``.

    Raises
    ------
    InputError
        With every problem of the file at once, each with its path and line; or with every result of an adopted case
        that this version of the suite gives otherwise.

    Examples
    --------
    >>> case = load_case("two_years")
    >>> list(case.years), case.projects
    ([2026, 2027, 2028], ('project',))
    """
    case = load_as_locked(name)
    # Code that is edited later is not the code that this session runs.
    code_hash()
    result_changes_of_case = results_moved(case)
    if result_changes_of_case:
        raise InputError(problems_of(case, result_changes_of_case), file=case.document.name)
    return case


def results_moved(case: Case) -> list[Change]:
    """Every result of an adopted case that is not as it was adopted; with the suite of then nothing can be."""
    lock = lock_of(case) if case.settings.status == ADOPTED else None
    if lock is None or RESULTS not in lock["state"]:
        return []
    recorded_fingerprint = lock["state"].get(RECORD, {})
    if all(recorded_fingerprint.get(name) == digest for name, digest in suite_fingerprint(case).items()):
        return []
    return result_changes(lock["state"][RESULTS], adopted_results(case))


class Locked(NamedTuple):
    """What came of laying down a case."""

    path: Path
    changes: list[Change]
    """Since an earlier lock that was replaced."""
    result_count: int
    is_kept: bool
    """Whether an earlier lock stays, because the case is as it says."""


def lock_case(case: Case, *, by: str | None, replace: bool) -> Locked:
    """Lay down a case with its results.

    Raises
    ------
    InputError
        When the case is a draft, or differs from an earlier lock that may not be replaced.
    """
    adopted_result_by_path = adopted_results(case) if case.settings.status == ADOPTED else {}
    is_kept = lock_path(case.document.name).exists() and not replace
    path_of_lock, changes_since = make_lock(
        case, by=by, replace=replace, results=adopted_result_by_path, suite=suite_fingerprint(case)
    )
    return Locked(path_of_lock, changes_since, len(adopted_result_by_path), is_kept)


def adopted_results(case: Case) -> dict[str, Any]:
    """The results of a case by path: criteria, advice, budget, cover and parties."""
    from mll_finance.facade.appraising import appraise
    from mll_finance.facade.results_file import results_document

    document = results_document(appraise(case))
    document_part_by_name = {
        name: document[name] for name in ("results", "advice", "budget", "cover", "parties")
    }
    return {
        path: result
        for path, result in by_path(document_part_by_name).items()
        if not any(key.endswith(_NO_RESULT) for key in path.split("."))
    }


def by_path(document: Mapping[str, Any]) -> dict[str, Any]:
    """Every single value of parts of ``results.json`` by its path: a result by perspective, alternative and criterion.

    Examples
    --------
    >>> row = {"perspective": "society", "alternative": "app", "criterion": "npv", "mean": 5.0}
    >>> by_path({"results": [row], "parties": {"app": [{"id": "state", "npv": 2.0}]}})["society.app.npv.mean"]
    5.0
    """
    raw_rows = document.get("results")
    row_by_key = {
        ".".join(str(row.get(key, "")) for key in ("perspective", "alternative", "criterion")): row
        for row in (raw_rows if isinstance(raw_rows, list) else ())
        if isinstance(row, Mapping)
    }
    part_by_name_without_results = {name: part for name, part in document.items() if name != "results"}
    return dict(flat({**row_by_key, **_by_id(part_by_name_without_results)}))


def _by_id(node: Any) -> Any:
    """Lists of things with a name as mappings, so that a line that comes or goes moves no other."""
    if isinstance(node, Mapping):
        return {str(key): _by_id(child) for key, child in node.items()}
    if isinstance(node, list) and node and all(isinstance(child, Mapping) for child in node):
        return {key: _by_id(child) for key, child in _named(node)}
    return [_by_id(child) for child in node] if isinstance(node, list) else node


def _named(rows: list[Mapping[str, Any]]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    count_by_name: dict[str, int] = {}
    for result_row in rows:
        id_words = [
            str(result_row[key]) for key in ("id", "line", "item", "party", "side") if result_row.get(key)
        ]
        id_in_words = "_".join(id_words) or "row"
        count_by_name[id_in_words] = count_by_name.get(id_in_words, 0) + 1
        yield (
            (
                id_in_words
                if count_by_name[id_in_words] == 1
                else f"{id_in_words}_{count_by_name[id_in_words]}"
            ),
            result_row,
        )
