"""What a case has written: a number or not, and how a validator refuses it."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from pydantic_core import PydanticCustomError

from mll_finance.errors import Problem
from mll_finance.inputs.text.numerals import readings, remedy
from mll_finance.terms import joined, phrase
from mll_finance.yaml_text import Doubtful, Trap

_QUOTED = 60
"""Longest text that a message quotes in full."""
LARGEST_NUMBER = 1e15
"""Largest number: a thousand times the Dutch economy in euros, so anything above is a slip."""

REFUSED = "refused"
"""Type of the validation errors that hold a :class:`~mll_finance.errors.Problem`, under ``problem``."""


def refusal(finding: str, allowed: str, remedy: str, *, at: str = "") -> PydanticCustomError:
    """The error by which a validator refuses what is written; whoever reads the document says where it stands.

    ``at`` is the key below the validator's own place, where it is one of these that is wrong.
    """
    return PydanticCustomError(REFUSED, "{problem}", {"problem": Problem(at, finding, allowed, remedy)})


def show(written: Any) -> str:
    """A found value as a reader would quote it.

    Examples
    --------
    >>> show("no"), show(3), show({"a": 1})
    ("'no'", '3', 'a mapping')
    """
    if isinstance(written, dict):
        return phrase("problem_a_mapping")
    if isinstance(written, (list, tuple)):
        return phrase("problem_a_list")
    if written is None:
        return phrase("problem_nothing")
    if isinstance(written, Doubtful):
        return written.text
    if isinstance(written, str):
        return f"'{written}'" if len(written) <= _QUOTED else f"'{written[:_QUOTED]}...'"
    return str(written).lower() if isinstance(written, bool) else str(written)


def as_numerals(written: Any) -> tuple[str, ...]:
    """How a case takes a number as written, or both its readings; none for what is no number, or too large for one.

    Examples
    --------
    >>> as_numerals(700), as_numerals("085.000,50"), as_numerals(1e-7), as_numerals(Doubtful("1.500")), as_numerals("x")
    (('700',), ('85000.50',), ('0.0000001',), ('1500', '1.5'), ())
    """
    if isinstance(written, (int, float)) and not isinstance(written, bool):
        # Such as 1e-07 is nobody's numeral: it is written in full.
        number_texts = readings(show(written)) or (f"{Decimal(str(written)):f}",)
    else:
        number_texts = readings(written) if isinstance(written, str) else ()
    is_taken = all(abs(float(text)) <= LARGEST_NUMBER for text in number_texts)
    return number_texts if is_taken else ()


def number(written: Any) -> float:
    """A finite number as written, else an error that says what to write.

    A number with a dot before three decimals is refused: whoever knows that its unit has such decimals settles it first
    (:func:`settled`).
    """
    refuse_doubtful([written])
    if isinstance(written, (int, float)) and not isinstance(written, bool):
        if not abs(written) <= LARGEST_NUMBER:  # What is no number (NaN) is not below it either.
            raise refusal(
                show(written),
                phrase("problem_a_number_of_at_most", largest=LARGEST_NUMBER),
                phrase("problem_correct_the_number_or_its"),
            )
        return float(written)
    raise refusal(show(written), phrase("number_allowed"), what_to_write(written))


def refuse_doubtful(parts: Iterable[Any]) -> None:
    """Refuse the numbers that can be read in two ways, all at once.

    Raises
    ------
    PydanticCustomError
        With both readings of each.
    """
    doubt_by_text = {part.text: part for part in parts if isinstance(part, Doubtful)}
    doubtful_numbers: list[Doubtful] = list(doubt_by_text.values())
    if not doubtful_numbers:
        return
    doubts_with_readings = [(doubt, readings(doubt.text)) for doubt in doubtful_numbers]
    raise refusal(
        joined(
            "problem_semicolon",
            [
                phrase("number_doubtful", text=doubt.text, whole=whole_text, decimal=f"{float(doubt):g}")
                for doubt, (whole_text, _) in doubts_with_readings
            ],
        ),
        phrase("number_one_reading"),
        joined(
            "problem_semicolon",
            [
                phrase("number_write_either", whole=whole_text, decimal=decimal)
                for _, (whole_text, decimal) in doubts_with_readings
            ],
        ),
    )


def what_to_write(written: Any) -> str:
    """The remedy for what stands where a number belongs."""
    if isinstance(written, Trap):
        return written.remedy
    suggestion_phrase = remedy(written) if isinstance(written, str) else None
    return suggestion_phrase or phrase("number_else")


def settled(written: Any) -> Any:
    """What is written, with each dot before three decimals read as a decimal point: its unit has such decimals.

    Examples
    --------
    >>> settled({"low": Doubtful("1.045"), "high": 2}), settled([Doubtful("1.375")])
    ({'low': 1.045, 'high': 2}, [1.375])
    """
    if isinstance(written, Doubtful):
        return float(written)
    if isinstance(written, dict):
        return {key: settled(entry) for key, entry in written.items()}
    if isinstance(written, (list, tuple)):
        return [settled(entry) for entry in written]
    return written


def ratio(written: Any) -> float:
    """A number that is a share, a rate or a weight: three decimals are decimals."""
    return number(settled(written))
