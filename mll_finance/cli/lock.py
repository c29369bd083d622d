"""``mll lock``: lay down what an adopted case holds, so that a later change is named and refused."""

from __future__ import annotations

import argparse

from mll_finance.cli.streams import show_message
from mll_finance.errors import Problem
from mll_finance.facade.adopted_results import lock_case
from mll_finance.inputs.case.case import read_case
from mll_finance.inputs.case.finding import case_path
from mll_finance.terms import sentence, told


def run(options: argparse.Namespace) -> int:
    """Write the lock beside the case, and say what changed since an earlier one."""
    case = read_case(case_path(options.case))
    language = options.language or case.settings.language
    lock = lock_case(case, by=options.by, replace=options.replace)
    if lock.is_kept:
        show_message(sentence("lock_kept", language, file=lock.path))
        return 0
    show_message(
        sentence(
            "lock_laid_down",
            language,
            file=lock.path,
            numbers=len(case.graph.leaves),
            results=lock.result_count,
        )
    )
    for change in lock.changes:
        told_problem = told(Problem(change.path, change.now, change.then, ""), language)
        show_message(
            "  - "
            + sentence(
                "lock_changed",
                language,
                path=change.path,
                now=told_problem.found,
                then=told_problem.allowed,
            )
        )
    return 0
