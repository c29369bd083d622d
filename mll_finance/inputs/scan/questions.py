"""The questions of a quick scan."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Annotated, Literal

from pydantic import BeforeValidator

from mll_finance.inputs.grammar.base import Strict, Text
from mll_finance.inputs.reference_data.prose_tables import prose
from mll_finance.inputs.scan.answers import Answers


class ScanQuestion(Strict):
    """A question of the scan."""

    kind: Literal["text", "word", "technique", "range"]
    needed: bool
    """Whether there is no business case yet without an answer."""
    short: Text
    """What is asked, as a name."""
    asks: Text
    """The question."""
    words: Annotated[tuple[str, ...], BeforeValidator(tuple)] = ()
    """Words among which to choose."""
    unit: str | None = None
    """Unit of a range."""


@lru_cache(maxsize=1)
def questions() -> Mapping[str, ScanQuestion]:
    """The questions by id, in order."""
    return {name: ScanQuestion.model_validate(raw) for name, raw in prose("scan_questions")["rows"].items()}


def unknown(answers: Answers) -> tuple[str, ...]:
    """Ids of the questions without an answer, in order."""
    return tuple(name for name in questions() if getattr(answers, name) is None)
