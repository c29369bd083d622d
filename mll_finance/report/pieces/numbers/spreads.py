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
        cut_end_names = [
            parameter_name
            for parameter_name in ("low", "high")
            if getattr(distribution, parameter_name) is not None
        ]
        bound_text_by_end = {
            parameter_name: show(getattr(distribution, parameter_name), form, language)
            for parameter_name in cut_end_names
        }
        return sentence(
            f"spread_truncated_{'_'.join(cut_end_names)}",
            language,
            of=_told(distribution.of, form, language),
            **bound_text_by_end,
        )
    distribution_kind = distribution.kind
    format_by_parameter: dict[str, Format] = {
        parameter_name: "percent" if parameter_name in _PROBABILITIES else "number"
        for parameter_name in unitless(distribution_kind)
    }
    text_by_parameter: dict[str, str] = {}
    for parameter_name in parameters(distribution_kind):
        parameter_value = getattr(distribution, parameter_name)
        if isinstance(parameter_value, tuple) and isinstance(parameter_value[0], Part):
            text_by_parameter[parameter_name] = "; ".join(_parts(parameter_value, form, language))
        elif isinstance(parameter_value, tuple):
            text_by_parameter[parameter_name] = "; ".join(
                show(parameter_number, form, language) for parameter_number in parameter_value[:_LISTED]
            )
            text_by_parameter["count"] = str(len(parameter_value))
            text_by_parameter["more"] = "; ..." if len(parameter_value) > _LISTED else ""
        elif isinstance(parameter_value, str):
            text_by_parameter[parameter_name] = sentence(f"spread_shape_{parameter_value}", language)
        else:
            text_by_parameter[parameter_name] = show(
                parameter_value, format_by_parameter.get(parameter_name, form), language
            )
    return sentence(f"spread_{distribution_kind}", language, **text_by_parameter)


def _parts(parts: tuple[Part, ...], form: Format, language: Language) -> Iterator[str]:
    """Each distribution of a mixture with its probability."""
    for part_share, mixture_part in zip(shares(parts), parts, strict=True):
        probability_text = show(part_share, "percent", language)
        yield sentence(
            "spread_mixture_part",
            language,
            weight=probability_text,
            of=_told(mixture_part.of, form, language),
        )
