"""What a case has written: a number or not, and how a validator refuses it."""

from __future__ import annotations

from typing import Any

from pydantic_core import PydanticCustomError

from mll_finance.errors import Problem
from mll_finance.yaml_text import Trap

_QUOTED = 60
"""Longest text that a message quotes in full."""
_LARGEST = 1e15
"""Largest number: a thousand times the Dutch economy in euros, so anything above is a slip."""


REFUSED = "refused"
"""Type of the validation errors that hold a :class:`~mll_finance.errors.Problem`, under ``problem``."""


def refusal(finding: str, allowed: str, remedy: str) -> PydanticCustomError:
    """The error by which a validator refuses what is written; whoever reads the document says where it stands."""
    return PydanticCustomError(REFUSED, "{problem}", {"problem": Problem("", finding, allowed, remedy)})


def show(written: Any) -> str:
    """A found value as a reader would quote it.

    Examples
    --------
    >>> show("no"), show(3), show({"a": 1})
    ("'no'", '3', 'a mapping')
    """
    if isinstance(written, dict):
        return "a mapping"
    if isinstance(written, (list, tuple)):
        return "a list"
    if written is None:
        return "nothing"
    if isinstance(written, str):
        return f"'{written}'" if len(written) <= _QUOTED else f"'{written[:_QUOTED]}...'"
    return str(written).lower() if isinstance(written, bool) else str(written)


def number(written: Any) -> float:
    """A finite number as written, else an error that says what to write."""
    if isinstance(written, (int, float)) and not isinstance(written, bool):
        if abs(written) > _LARGEST:
            raise refusal(
                show(written), f"a number of at most {_LARGEST:.0e}", "correct the number or its unit"
            )
        return float(written)
    remedy = (
        written.remedy if isinstance(written, Trap) else "write a number; what is unknown is pm: <reason>"
    )
    raise refusal(show(written), "a number", remedy)
