"""Whether a case is as it was adopted: the mark that everything made of another one carries.

What counts is what the file said when it was read and the lock beside it, so no change on top of the file takes the
mark away. A draft that still has the lock of an adopted case beside it is not the adopted version either.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from mll_finance.inputs.case.adoption.lock import adopted, lock_of
from mll_finance.inputs.case.adoption.lock_state import changes, state
from mll_finance.inputs.case.case import Case
from mll_finance.inputs.grammar.sections import ADOPTED

_FORM = frozenset({"case.language"})
"""Overrides that change how a case is shown, not what was adopted."""


NOT_ADOPTED = "not_adopted"
"""Column of a table of a case that is not the adopted version."""


@dataclass(frozen=True)
class Deviation:
    """That a case is not the adopted version, and where it differs."""

    kind: Literal["unlocked", "changed", "what_if"]
    """Adopted without a lock; another file than was adopted; the file as adopted with other values on top."""
    paths: tuple[str, ...]
    """Where it differs; none of an adopted case without a lock."""

    @property
    def cell_text(self) -> str:
        """What the column of a table says: the places, or that there is no lock."""
        return ";".join(self.paths) or self.kind


def deviation(case: Case) -> Deviation | None:
    """In what a case is not the adopted version; None for a draft that never was one, and for a case as adopted."""
    case_in_file = case.origin or case
    lock = lock_of(case)
    if lock is None:
        return Deviation("unlocked", ()) if case_in_file.settings.status == ADOPTED else None
    changed_paths = tuple(
        dict.fromkeys(change.path for change in changes(lock["state"], state(case_in_file)))
    )
    tried_paths = tuple(
        dict.fromkeys(override.path for override in case.overrides if override.path not in _FORM)
    )
    if changed_paths:
        return Deviation("changed", tuple(dict.fromkeys([*changed_paths, *tried_paths])))
    return Deviation("what_if", tried_paths) if tried_paths else None


def adoption_document(case: Case, deviating: Deviation | None) -> dict[str, Any] | None:
    """What a file of results says of the adoption; None for a draft that never was adopted."""
    lock_record = adopted(case)
    if deviating is None and lock_record is None:
        return None
    deviation_kind, deviating_paths = (None, ()) if deviating is None else (deviating.kind, deviating.paths)
    return {
        "as_adopted": deviating is None,
        **(lock_record or {}),
        "differs": deviation_kind,
        "paths": list(deviating_paths),
    }
