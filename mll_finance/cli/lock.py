"""``mll lock``: lay down what an adopted case holds, so that a later change is named and refused."""

from __future__ import annotations

import argparse

from mll_finance.inputs.case.case import read_case
from mll_finance.inputs.case.finding import case_path
from mll_finance.inputs.case.lock import make_lock


def run(options: argparse.Namespace) -> int:
    """Write the lock beside the case, and say what changed since an earlier one."""
    case = read_case(case_path(options.case))
    lock_path, changes = make_lock(case, by=options.by, replace=options.replace)
    print(f"{lock_path}: {len(case.graph.leaves)} numbers laid down")
    for change in changes:
        print(f"  - {change.path}: {change.now}; was {change.then}")
    return 0
