"""What people write first where a number with its unit belongs, and the notation that they meant."""

from __future__ import annotations

from typing import Any

from mll_finance.errors import Phrase
from mll_finance.inputs.text.numerals import percentage, remedy
from mll_finance.inputs.text.written import as_numerals, refusal, show
from mll_finance.terms import phrase

_ENDS = {
    **dict.fromkeys(("low", "min", "minimum", "lowest", "laag", "laagste", "van", "p05", "p10"), "low"),
    **dict.fromkeys(
        ("mode", "likely", "most_likely", "waarschijnlijk", "midden", "central", "base", "best", "value"),
        "mode",
    ),
    **dict.fromkeys(("high", "max", "maximum", "highest", "hoog", "hoogste", "tot", "p90", "p95"), "high"),
}
"""Words for the ends and the middle of a range, by what a distribution calls them."""
_ORDER = ("low", "mode", "high")
_UNKNOWN = ("pm", "p.m.")


def refuse_attempt(written: Any) -> None:
    """Refuse what stands where an assumption belongs and is a known attempt at something else.

    Raises
    ------
    PydanticCustomError
        With the notation that was meant, filled in with the numbers that were written.
    """
    if isinstance(written, str):
        if written.strip().lower() in _UNKNOWN:
            raise refusal(show(written), phrase("pm_allowed"), phrase("number_unknown"))
        suggestion_phrase = remedy(written)
        if suggestion_phrase is not None:
            raise refusal(show(written), phrase("assumption_allowed"), suggestion_phrase)
    if not isinstance(written, dict):
        return
    if not {"distribution", "by_alternative", "kind"} & written.keys():
        written_by_key = {
            key: written_number for key, written_number in written.items() if isinstance(key, str)
        }
        _refuse_range(written_by_key, phrase("assumption_allowed"), at="")
    for key, allowed_phrase in (
        ("value", phrase("value_allowed")),
        ("distribution", phrase("distribution_allowed")),
    ):
        written_number = written.get(key)
        if isinstance(written_number, dict) and "kind" not in written_number:
            _refuse_range(written_number, allowed_phrase, at=key)
        if isinstance(written_number, (list, tuple)) and len(written_number) in (2, 3):
            if key == "value" and _descends(written_number):
                raise refusal(show(written_number), allowed_phrase, phrase("value_each_year"), at=key)
            end_names = _ORDER if len(written_number) == len(_ORDER) else ("low", "high")
            _refuse_range(
                dict(zip(end_names, written_number, strict=True)),
                allowed_phrase,
                at=key,
                shown=show(written_number),
            )
    if isinstance(written.get("value"), str) and str(written["value"]).strip().lower() in _UNKNOWN:
        raise refusal(show(written["value"]), phrase("pm_allowed"), phrase("pm_in_place"), at="value")


def _descends(written: Any) -> bool:
    """Whether numbers go down: amounts by year, not the ends of a range."""
    numbers_in_list = [
        part for part in written if isinstance(part, (int, float)) and not isinstance(part, bool)
    ]
    return len(numbers_in_list) == len(written) and numbers_in_list[0] > numbers_in_list[-1]


def _refuse_range(written: dict[Any, Any], allowed: Phrase, *, at: str, shown: str = "") -> None:
    """Refuse the ends of a range that stand in no distribution."""
    written_by_end = {_ENDS[key]: part for key, part in written.items() if key in _ENDS}
    if not {"low", "high"} <= written_by_end.keys():
        return
    numbers_text = ", ".join(
        f"{name}: {_numeral(written_by_end[name])}" for name in _ORDER if name in written_by_end
    )
    keys_text = ", ".join(str(key) for key in written if key in _ENDS)
    raise refusal(
        shown or phrase("range_without_distribution", keys=keys_text),
        allowed,
        phrase(
            "range_as_distribution",
            kind="pert" if "mode" in written_by_end else "uniform",
            numbers=numbers_text,
        ),
        at=at,
    )


def _numeral(written: Any) -> str:
    """A number as a case takes it: the whole one of two readings, a share for a percentage, dots for what is none."""
    fraction_text = percentage(written) if isinstance(written, str) else None
    return fraction_text or next(iter(as_numerals(written)), "...")
