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


def spread(assumption: Assumption, language: Language) -> str:
    """How uncertain a number is, in words; a dash where it is certain.

    Parameters
    ----------
    found : Assumption
        The assumption.
    language : str
        ``nl`` or ``en``.
    """
    distribution = assumption.distribution
    if distribution is None:
        return "-"
    return _told(distribution, "percent" if assumption.unit == "fraction" else "number", language)


def _told(distribution: Distribution, form: Format, language: Language) -> str:
    if isinstance(distribution, Truncated):
        ends = [name for name in ("low", "high") if getattr(distribution, name) is not None]
        bounds = {name: show(getattr(distribution, name), form, language) for name in ends}
        return sentence(
            f"spread_truncated_{'_'.join(ends)}",
            language,
            of=_told(distribution.of, form, language),
            **bounds,
        )
    if isinstance(distribution, Mixture):
        parts = [
            sentence(
                "spread_mixture_part",
                language,
                weight=show(share, "percent", language),
                of=_told(part.of, form, language),
            )
            for share, part in zip(distribution.shares, distribution.parts, strict=True)
        ]
        return sentence("spread_mixture", language, parts="; ".join(parts))
    values: dict[str, str] = {}
    for name in parameters(distribution.kind):
        parameter, shape = getattr(distribution, name), _PLAIN.get(name, form)
        if isinstance(parameter, tuple):
            values[name] = "; ".join(show(each, form, language) for each in parameter[:_LISTED])
            values["count"] = str(len(parameter))
            values["more"] = "; ..." if len(parameter) > _LISTED else ""
        elif isinstance(parameter, str):
            values[name] = sentence(f"spread_shape_{parameter}", language)
        else:
            values[name] = show(parameter, shape, language)
    return sentence(f"spread_{distribution.kind}", language, **values)
