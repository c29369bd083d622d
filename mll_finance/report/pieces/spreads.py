"""A distribution in words."""

from __future__ import annotations

from collections.abc import Iterator

from mll_finance.inputs.grammar.assumption import Assumption
from mll_finance.report.blocks import Format
from mll_finance.report.numbers import show
from mll_finance.terms import Language, sentence
from mll_finance.uncertainty.distributions import Distribution, Part, Truncated, parameters, shares, unitless

_PROBABILITIES = ("level", "tail")
"""Parameters that are probabilities; what else has no unit is a shape or a weight."""
_LISTED = 5
"""Longest list that is written out."""


def spread(assumption: Assumption, language: Language) -> str:
    """How uncertain a number is, in words; a dash where it is certain.

    Parameters
    ----------
    assumption : Assumption
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
    kind = distribution.kind
    plain: dict[str, Format] = {
        name: "percent" if name in _PROBABILITIES else "number" for name in unitless(kind)
    }
    values: dict[str, str] = {}
    for name in parameters(kind):
        parameter = getattr(distribution, name)
        if isinstance(parameter, tuple) and isinstance(parameter[0], Part):
            values[name] = "; ".join(_parts(parameter, form, language))
        elif isinstance(parameter, tuple):
            values[name] = "; ".join(show(each, form, language) for each in parameter[:_LISTED])
            values["count"] = str(len(parameter))
            values["more"] = "; ..." if len(parameter) > _LISTED else ""
        elif isinstance(parameter, str):
            values[name] = sentence(f"spread_shape_{parameter}", language)
        else:
            values[name] = show(parameter, plain.get(name, form), language)
    return sentence(f"spread_{kind}", language, **values)


def _parts(parts: tuple[Part, ...], form: Format, language: Language) -> Iterator[str]:
    """Each distribution of a mixture with its probability."""
    for share, part in zip(shares(parts), parts, strict=True):
        probability = show(share, "percent", language)
        yield sentence("spread_mixture_part", language, weight=probability, of=_told(part.of, form, language))
