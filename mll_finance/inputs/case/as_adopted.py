"""What an adopted case keeps of the rules of the day on which its lock was made, where the rules have moved since."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from mll_finance.errors import InputError, Problem
from mll_finance.inputs.grammar.sections import ADOPTED, Settings
from mll_finance.inputs.text.case_files import CaseFiles
from mll_finance.terms import phrase
from mll_finance.yaml_text import Document

STATUS = "case.status"
DEFLATOR = "deflator"
"""The rule of a lock, and the key of the section case, that says what brings nominal euros to the price level."""


def lock_path(case: Path | str) -> Path:
    """Where the lock of a case is kept: beside it.

    Examples
    --------
    >>> lock_path("cases/debts.yaml").name
    'debts.lock.json'
    """
    return Path(case).with_suffix(".lock.json")


def refuse_other_status(changed_paths: Iterable[str]) -> list[Problem]:
    """The problem of whoever tries another status: whether a case is adopted is said by its file alone."""
    return [
        Problem(
            STATUS,
            phrase("problem_status_tried"),
            phrase("problem_status_of_the_file"),
            phrase("problem_status_left_out"),
        )
        for path in changed_paths
        if path == STATUS
    ]


def as_adopted(settings: Settings | None, document: Document, files: CaseFiles) -> Settings | None:
    """The settings of a case; adopted before there was one deflator, it keeps a deflator for each line.

    Its lock then does not name the rule. A case that says its deflator itself is read as it says.
    """
    if settings is None or settings.status != ADOPTED or DEFLATOR in settings.model_fields_set:
        return settings
    try:
        adopted_rules = json.loads(files.read(lock_path(document.name).name))["state"]["rules"]
        is_older = DEFLATOR not in adopted_rules
    except (InputError, ValueError, KeyError, TypeError, RecursionError):
        is_older = (
            False  # Without a lock, or with a broken one, the case is refused where its lock is asked for.
        )
    return settings.model_copy(update={DEFLATOR: "line"}) if is_older else settings
