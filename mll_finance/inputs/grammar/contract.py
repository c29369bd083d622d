"""The clause of a contract by which a price rises: an index of its own, ``index: {rate: 0.04}`` on a line."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BeforeValidator, WithJsonSchema

from mll_finance.inputs.text.written import ratio, refusal, show
from mll_finance.terms import phrase

_CLAUSE = "clause:"


def clause_index(rate: float) -> str:
    """The name of the index of a clause.

    Examples
    --------
    >>> clause_index(0.04)
    'clause:0.04'
    """
    return f"{_CLAUSE}{rate!r}"


def clause_rate(index: str | None) -> float | None:
    """The rate a year of the index of a clause; None for an index of the table.

    Examples
    --------
    >>> clause_rate("clause:0.04"), clause_rate("cpi") is None
    (0.04, True)
    """
    return float(index.removeprefix(_CLAUSE)) if index is not None and index.startswith(_CLAUSE) else None


def _index(written: Any) -> Any:
    if isinstance(written, str) and written.startswith(_CLAUSE):
        raise refusal(
            show(written), phrase("problem_an_index_or_the_clause"), phrase("problem_write_index_rate_for")
        )
    if not isinstance(written, dict):
        return written
    if set(written) != {"rate"}:
        raise refusal(
            show(written), phrase("problem_an_index_or_the_clause"), phrase("problem_write_index_rate_for")
        )
    index_rate = ratio(written["rate"])
    if not -1 < index_rate <= 1:
        raise refusal(
            phrase("problem_the_rate", rate=index_rate),
            phrase("problem_a_fraction_above"),
            phrase("problem_is_rate_2"),
        )
    return clause_index(index_rate)


Index = Annotated[
    str,
    BeforeValidator(_index),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string"},
                {
                    "type": "object",
                    "required": ["rate"],
                    "properties": {"rate": {"type": "number"}},
                    "additionalProperties": False,
                },
            ]
        }
    ),
]
"""A price index of the table, or the clause of a contract."""
