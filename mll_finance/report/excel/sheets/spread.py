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
    sheet.heads(HEAD, _LOW, [book.word(column_word) for column_word in ("low", "mode", "high")])
    sheet.texts(HEAD, _TEXTS, [book.term(column_word) for column_word in _HEADS_OF_TEXTS], "head_in")
    leaf_row = HEAD
    for leaf_row, number_leaf in enumerate(study.case.graph.leaves.values(), start=HEAD + 1):
        _row(sheet, leaf_row, owned_name(context, number_leaf), number_leaf)
    sheet.tidy((*_WIDTHS, *_WIDTHS_OF_TEXTS), frozen=(HEAD + 1, _LOW))
    sheet.filter((HEAD, 0), (leaf_row, _TEXTS + len(_HEADS_OF_TEXTS) - 1))


def _row(sheet: Sheet, row: int, title: str, leaf: Leaf) -> None:
    assumption, language = leaf.assumption, sheet.book.language
    sheet.text(row, _TITLE, title, "wrap")
    sheet.text(row, _PATH, leaf.path, "path")
    for column_number, spread_end in enumerate(_ends(leaf), start=_LOW):
        if spread_end is not None:
            sheet.number(row, column_number, spread_end, input_style(spread_end, assumption.unit))
    note_in_languages = assumption.pm or assumption.note
    spread_texts = [
        spread(assumption, language),
        "" if assumption.accepted_by is None else assumption.accepted_by.text(language),
        "" if note_in_languages is None else note_in_languages.text(language),
    ]
    sheet.texts(row, _TEXTS, spread_texts, "wrap_in")
    sheet.fit(
        row, list(zip((title, leaf.path, *spread_texts), (*_WIDTHS[:_LOW], *_WIDTHS_OF_TEXTS), strict=True))
    )


def _ends(leaf: Leaf) -> Iterator[float | None]:
    """Low, most likely and high of an uncertain number; percentiles where its distribution has no such ends."""
    distribution = leaf.assumption.distribution
    if distribution is None:
        return
    low_end, mode_end, high_end = (
        getattr(distribution, field_name, None) for field_name in ("low", "mode", "high")
    )
    if not isinstance(low_end, int | float) or not isinstance(high_end, int | float):
        low_end, mode_end, high_end = (float(drawn_end) for drawn_end in distribution.ppf(np.array(_SHARES)))
    yield from (float(low_end), None if mode_end is None else float(mode_end), float(high_end))
