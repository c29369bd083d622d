"""Sizes at which an alternative is worth it, in words."""

from __future__ import annotations

from collections.abc import Iterable

from mll_finance.drivers.scale import BreakEvenScale, Dimension, Sizes
from mll_finance.report.context import Context
from mll_finance.terms import Language, unit


def sizes_text(context: Context, scale: BreakEvenScale, intervals: Iterable[Sizes]) -> str:
    """Intervals in words; that there are none, up to what was looked at."""
    interval_texts = [_interval(context, *size_interval) for size_interval in intervals]
    if not interval_texts:
        highest_size_text = context.number(scale.most, "number")
        return context.say(
            "scale_none", most=highest_size_text, unit=scale_unit(scale.dimension, context.language)
        )
    return f"{context.say('scale_and').join(interval_texts)} {scale_unit(scale.dimension, context.language)}"


def scale_unit(counted: Dimension, language: Language) -> str:
    """What the size is counted in, in the plural."""
    return unit(f"{counted.unit}s", language)


def _interval(context: Context, low: float | None, high: float | None) -> str:
    if low is None and high is None:
        return context.say("scale_all")
    if high is None:
        return context.say("scale_from", low=context.number(low, "number"))
    if low is None:
        return context.say("scale_until", high=context.number(high, "number"))
    return context.say(
        "scale_between", low=context.number(low, "number"), high=context.number(high, "number")
    )
