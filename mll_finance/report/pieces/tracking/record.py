"""How often reality fell within the ranges that cases gave, in words."""

from __future__ import annotations

from mll_finance.judgement.tracking.ranges import Record
from mll_finance.report.numbers import show
from mll_finance.terms import Language, sentence


def record_text(language: Language, record: Record) -> str:
    """How many numbers were within their range, how many should be, and whether that fits."""
    if record.count == 0:
        return sentence("track_record_none", language)
    counts_text = sentence(
        "track_record",
        language,
        count=record.count,
        inside=record.inside,
        expected=show(record.expected, "number", language),
        low=record.low,
        high=record.high,
    )
    verdict_key = "track_record_misses" if record.inside < record.low else "track_record_fits"
    return f"{counts_text} {sentence(verdict_key, language)}"
