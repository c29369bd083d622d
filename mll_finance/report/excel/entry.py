"""What an input of the workbook is: its path, what it may be, the name of its cell, and what Excel says of a slip."""

from __future__ import annotations

import re
from collections.abc import Container
from dataclasses import dataclass
from typing import Any, NamedTuple

from mll_finance.inputs.grammar.base import Language
from mll_finance.report.numbers import show
from mll_finance.terms import sentence

MOST = 1e15
"""What a number may be where nothing else limits it, either way."""
_TITLE_LENGTH, _MESSAGE_LENGTH = 32, 255
"""Most characters that Excel takes of a title and of a message beside a cell."""


@dataclass(frozen=True)
class BookInput:
    """A number of the case as it stands in the workbook."""

    path: str
    value: float
    unit: str | None
    low: float = -MOST
    high: float = MOST
    whole: bool = False
    """Whether it counts something, so that it is a whole number."""
    style: str = ""
    """Number format; by unit and size where none is named."""

    @property
    def limits(self) -> tuple[float, float, bool, bool]:
        """What it may be, and whether that is told as a percentage: inputs with the same are checked alike."""
        return self.low, self.high, self.whole, self.style in ("percent", "rate") or self.unit == "fraction"


class Entry(NamedTuple):
    """An input of the workbook as it was delivered."""

    path: str
    name: str
    cell: str
    value: float
    style: str


def legal_name(path: str, taken: Container[str]) -> str:
    """A path as the name of a cell, unlike every name that is taken: letters, digits, dots and underscores.

    Excel reads capitals as small letters, so ``taken`` holds names without capitals.

    Examples
    --------
    >>> legal_name("lines.big-licence.price.2027", {"lines.big_licence.price.2027"})
    'lines.big_licence.price.2027_2'
    """
    excel_name = name_of_path = re.sub(r"[^A-Za-z0-9_.]", "_", path)
    suffix_number = 1
    while excel_name.casefold() in taken:
        suffix_number += 1
        excel_name = f"{name_of_path}_{suffix_number}"
    return excel_name


def validation(limits: tuple[float, float, bool, bool], language: Language) -> dict[str, Any]:
    """What Excel checks while somebody types an input, with what it says."""
    lowest_allowed, highest_allowed, is_whole, is_share = limits
    low_and_high_texts = [
        show(allowed_end, "percent" if is_share else "number", language)
        for allowed_end in (lowest_allowed, highest_allowed)
    ]
    number_kind = "whole" if is_whole else "number"
    bounds_word = (
        "between"
        if lowest_allowed > -MOST and highest_allowed < MOST
        else "least"
        if lowest_allowed > -MOST
        else "any"
    )
    message_text = sentence(
        f"workbook_allowed_{number_kind}_{bounds_word}",
        language,
        low=low_and_high_texts[0],
        high=low_and_high_texts[1],
    )
    return {
        "validate": "integer" if is_whole else "decimal",
        "criteria": "between",
        "minimum": lowest_allowed,
        "maximum": highest_allowed,
        "ignore_blank": False,
        "error_title": sentence("workbook_allowed_title", language)[:_TITLE_LENGTH],
        "error_message": message_text[:_MESSAGE_LENGTH],
        "input_title": sentence("workbook_input_title", language)[:_TITLE_LENGTH],
        "input_message": message_text[:_MESSAGE_LENGTH],
    }
