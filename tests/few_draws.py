"""An example with few draws, as if its file said so: each draw goes the same way, and a page draws all of them anew."""

from __future__ import annotations

from mll_finance.inputs.case.case import Case, case_from_text
from mll_finance.inputs.case.finding import case_path


def text_of(name: str, draws: int) -> str:
    """The text of the case."""
    text = case_path(name).read_text(encoding="utf-8")
    few_drawn = text.replace("\ncase:\n", f"\ncase:\n  draws: {draws}\n")
    assert few_drawn != text
    return few_drawn


def case_of(name: str, draws: int) -> Case:
    """The case."""
    return case_from_text(text_of(name, draws), folder=case_path(name).parent)
