"""A distribution in words."""

from __future__ import annotations

from mll_finance.inputs.grammar.assumption import Assumption
from mll_finance.report.blocks import Format
from mll_finance.report.numbers import show
from mll_finance.terms import Language, sentence
from mll_finance.uncertainty.distributions import Distribution, Mixture, Truncated, parameters

_PLAIN: dict[str, Format] = {
    "level": "percent",
    "tail": "percent",
    "a": "number",
    "b": "number",
    "alpha": "number",
}
"""Parameters that are not in the unit of the number."""
_LISTED = 5
"""Longest list that is written out."""


def spread(found: Assumption, language: Language) -> str:
    """How uncertain a number is, in words; a dash where it is certain.

    Parameters
    ----------
    found : Assumption
        The assumption.
    language : str
        ``nl`` or ``en``.
    """
    made = found.distribution
    if made is None:
        return "-"
    return _told(made, "percent" if found.unit == "fraction" else "number", language)


def _told(made: Distribution, form: Format, language: Language) -> str:
    if isinstance(made, Truncated):
        ends = [name for name in ("low", "high") if getattr(made, name) is not None]
        shown = {name: show(getattr(made, name), form, language) for name in ends}
        return sentence(
            f"spread_truncated_{'_'.join(ends)}", language, of=_told(made.of, form, language), **shown
        )
    if isinstance(made, Mixture):
        parts = [
            sentence(
                "spread_mixture_part",
                language,
                weight=show(share, "percent", language),
                of=_told(part.of, form, language),
            )
            for share, part in zip(made.shares, made.parts, strict=True)
        ]
        return sentence("spread_mixture", language, parts="; ".join(parts))
    values: dict[str, str] = {}
    for name in parameters(made.kind):
        held, shape = getattr(made, name), _PLAIN.get(name, form)
        if isinstance(held, tuple):
            values[name] = "; ".join(show(each, form, language) for each in held[:_LISTED])
            values["count"] = str(len(held))
            values["more"] = "; ..." if len(held) > _LISTED else ""
        elif isinstance(held, str):
            values[name] = sentence(f"spread_shape_{held}", language)
        else:
            values[name] = show(held, shape, language)
    return sentence(f"spread_{made.kind}", language, **values)
