"""The sheet of spread: each number of the case in its row of the assumptions, its ends and what is said of it."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from mll_finance.engine.study import Study
from mll_finance.inputs.case.graph import Leaf
from mll_finance.report.context import Context
from mll_finance.report.excel.book import Sheet, input_style
from mll_finance.report.excel.sheets.assumptions import HEAD
from mll_finance.report.pieces.names import owned_name
from mll_finance.report.pieces.numbers.spreads import spread

_TITLE, _PATH, _LOW, _MODE, _HIGH, _TEXTS = range(6)
_WIDTHS = (38, 28, 12, 14, 12)
_HEADS_OF_TEXTS = ("distribution", "accepted_by", "note")
_WIDTHS_OF_TEXTS = (30, 22, 70)
_SHARES = (0.05, 0.5, 0.95)
"""Percentiles in the place of ends that a distribution does not have."""


def write_spread(sheet: Sheet, study: Study) -> None:
    """Write low, most likely and high of each number as numbers, the distribution in words, and what is said of it.

    Parameters
    ----------
    sheet : Sheet
        The empty sheet.
    study : Study
        The study as it is delivered.
    """
    book, context = sheet.book, Context(study, sheet.book.language)
    sheet.head(HEAD, [book.word("title"), book.term("path")])
    sheet.heads(HEAD, _LOW, [book.word(name) for name in ("low", "mode", "high")])
    sheet.texts(HEAD, _TEXTS, [book.term(name) for name in _HEADS_OF_TEXTS], "head_in")
    row = HEAD
    for row, leaf in enumerate(study.case.graph.leaves.values(), start=HEAD + 1):
        _row(sheet, row, owned_name(context, leaf), leaf)
    sheet.tidy((*_WIDTHS, *_WIDTHS_OF_TEXTS), frozen=(HEAD + 1, _LOW))
    sheet.filter((HEAD, 0), (row, _TEXTS + len(_HEADS_OF_TEXTS) - 1))


def _row(sheet: Sheet, row: int, title: str, leaf: Leaf) -> None:
    assumption, language = leaf.assumption, sheet.book.language
    sheet.text(row, _TITLE, title, "wrap")
    sheet.text(row, _PATH, leaf.path, "path")
    for place, end in enumerate(_ends(leaf), start=_LOW):
        if end is not None:
            sheet.number(row, place, end, input_style(end, assumption.unit))
    note = assumption.pm or assumption.note
    texts = [
        spread(assumption, language),
        "" if assumption.accepted_by is None else assumption.accepted_by.text(language),
        "" if note is None else note.text(language),
    ]
    sheet.texts(row, _TEXTS, texts, "wrap_in")
    sheet.fit(row, list(zip((title, leaf.path, *texts), (*_WIDTHS[:_LOW], *_WIDTHS_OF_TEXTS), strict=True)))


def _ends(leaf: Leaf) -> Iterator[float | None]:
    """Low, most likely and high of an uncertain number; percentiles where its distribution has no such ends."""
    distribution = leaf.assumption.distribution
    if distribution is None:
        return
    low, mode, high = (getattr(distribution, name, None) for name in ("low", "mode", "high"))
    if not isinstance(low, int | float) or not isinstance(high, int | float):
        low, mode, high = (float(end) for end in distribution.ppf(np.array(_SHARES)))
    yield from (float(low), None if mode is None else float(mode), float(high))
