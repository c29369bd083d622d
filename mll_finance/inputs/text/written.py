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


def refusal(found: str, allowed: str, remedy: str) -> PydanticCustomError:
    """The error by which a validator refuses what is written; whoever reads the document says where it stands."""
    return PydanticCustomError(REFUSED, "{problem}", {"problem": Problem("", found, allowed, remedy)})


def show(found: Any) -> str:
    """A found value as a reader would quote it.

    Examples
    --------
    >>> show("no"), show(3), show({"a": 1})
    ("'no'", '3', 'a mapping')
    """
    if isinstance(found, dict):
        return "a mapping"
    if isinstance(found, (list, tuple)):
        return "a list"
    if found is None:
        return "nothing"
    if isinstance(found, str):
        return f"'{found}'" if len(found) <= _QUOTED else f"'{found[:_QUOTED]}...'"
    return str(found).lower() if isinstance(found, bool) else str(found)


def number(found: Any) -> float:
    """A finite number as written, else an error that says what to write."""
    if isinstance(found, (int, float)) and not isinstance(found, bool):
        if abs(found) > _LARGEST:
            raise refusal(
                show(found), f"a number of at most {_LARGEST:.0e}", "correct the number or its unit"
            )
        return float(found)
    remedy = found.remedy if isinstance(found, Trap) else "write a number; what is unknown is pm: <reason>"
    raise refusal(show(found), "a number", remedy)
