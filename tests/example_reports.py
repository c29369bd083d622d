"""The report of an example as its blocks, in both languages: made once for all processes of a run of the tests."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from pathlib import Path

import pytest
from made_once import made_once

from mll_finance.engine.study import appraise
from mll_finance.inputs.case.loading import load_case
from mll_finance.report.blocks import Page
from mll_finance.report.page import page
from mll_finance.terms import LANGUAGES, Language

Reports = dict[Language, Page]
ReportsOf = Callable[[str], Reports]


def reports_of(name: str, factory: pytest.TempPathFactory) -> Reports:
    """The report of an example in each language."""

    def make(folder: Path) -> None:
        study = appraise(load_case(name))
        reports = {language: page(study, language) for language in LANGUAGES}
        (folder / "blocks").write_bytes(pickle.dumps(reports))

    reports: Reports = pickle.loads((made_once(factory, f"report_{name}", make) / "blocks").read_bytes())
    return reports
