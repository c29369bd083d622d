"""The workbook of an example in both languages, with few draws: made once for all processes of a run of the tests."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from made_once import made_once

from mll_finance.engine.study import appraise
from mll_finance.report.excel.workbook import write_workbook
from mll_finance.terms import LANGUAGES, Language
from tests.workbook_changes import few_draws

Books = dict[Language, Path]
BooksOf = Callable[[str], Books]


def books_of(name: str, factory: pytest.TempPathFactory) -> Books:
    """The workbook of an example in each language; nobody writes in it."""

    def make(folder: Path) -> None:
        study = appraise(few_draws(name))
        for language in LANGUAGES:
            write_workbook(study, folder / f"{language}.xlsx", language=language)

    folder = made_once(factory, f"books_{name}", make)
    return {language: folder / f"{language}.xlsx" for language in LANGUAGES}
