"""A batch of which this process makes the reports: to start another takes longer than to make a small one.

For tests of what a batch holds and tells. What processes do to it is in test_batch.py, test_batch_kills.py,
test_batch_shared.py and test_batch_elsewhere.py.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from types import MappingProxyType

import pytest

from mll_finance.batch.series.executor import Executor, JobOutcome, Work, executors
from mll_finance.batch.series.job import make_report
from mll_finance.batch.series.plan import Job


def _make_here(jobs: Sequence[Job], work: Work) -> Iterator[JobOutcome]:
    for job in jobs:
        told = make_report(job.as_json(), str(work.reports), work.contents)
        yield JobOutcome(job, told["local"], told["size"], told["failure"])


def make_reports_here(patch: pytest.MonkeyPatch) -> None:
    """Have the command make the reports of a batch itself, one after the other."""
    here = MappingProxyType({**executors(), "local": Executor(_make_here)})
    patch.setattr("mll_finance.cli.batch.executors", lambda: here)
