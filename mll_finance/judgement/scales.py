"""Break-even scale among what can be chosen, with the sizes rounded for readers so that they stay true."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable

from mll_finance.drivers.scale import BreakEvenScale, Sizes, break_even_scales
from mll_finance.engine.study import Study
from mll_finance.inputs.grammar.sections import BASELINE
from mll_finance.judgement.contenders import contenders

_DIGITS = 3
"""Significant digits of a size that a reader is told, where that tells enough."""
_SAME = 1e-9
"""Part of a size within which it is as good as round: a crossing is found no closer."""


def scales(study: Study) -> tuple[BreakEvenScale, ...]:
    """Break-even scale of every alternative beside those that can be chosen; none where nothing counts the size."""
    return study.once("scales", lambda: _scales(study))


def _scales(study: Study) -> tuple[BreakEvenScale, ...]:
    ranked_contenders = contenders(study)
    rival_ids = [contender.id for contender in ranked_contenders.ranking if contender.id != BASELINE]
    return tuple(break_even_scales(study, rival_ids, against_nothing=ranked_contenders.nothing.feasible))


def readable(scale: BreakEvenScale, intervals: Iterable[Sizes]) -> list[Sizes]:
    """Intervals between whole sizes within them: three digits where the size of the case stays on its side, else all.

    An interval in which no whole size lies is left out: no municipality has it.

    Parameters
    ----------
    scale : BreakEvenScale
        What the intervals are of.
    intervals : iterable
        Lowest and highest size of each; None where it goes on.
    """
    rounded_sizes = [_rounded(sizes, scale.dimension.own * scale.municipalities) for sizes in intervals]
    return [sizes for sizes in rounded_sizes if sizes is not None]


def _rounded(sizes: Sizes, own: float) -> Sizes | None:
    """The interval rounded inward; None where nothing is left of it."""
    lowest_size, highest_size = sizes
    for digit_count in (_DIGITS, None):
        least_whole = None if lowest_size is None else _inward(lowest_size, math.ceil, digit_count)
        highest_whole_size = None if highest_size is None else _inward(highest_size, math.floor, digit_count)
        if least_whole is not None and highest_whole_size is not None and least_whole > highest_whole_size:
            continue
        if digit_count is None or _within(own, (least_whole, highest_whole_size)) == _within(own, sizes):
            return least_whole, highest_whole_size
    return None


def _inward(size: float, rounding: Callable[[float], int], digits: int | None) -> float:
    """A size rounded up or down to so many digits, to a whole number where it has fewer; as good as round stays."""
    size_step = 1 if digits is None else max(1, 10 ** (math.floor(math.log10(size)) - digits + 1))
    rounded_steps = round(size / size_step)
    step_count = (
        rounded_steps
        if abs(size / size_step - rounded_steps) <= _SAME * rounded_steps
        else rounding(size / size_step)
    )
    return float(step_count * size_step)


def _within(size: float, sizes: Sizes) -> bool:
    lowest_size, highest_size = sizes
    return (lowest_size is None or size >= lowest_size) and (highest_size is None or size <= highest_size)
