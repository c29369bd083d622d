"""A decision tree from top to bottom: a box a step, an arrow on to the next, and an exit at the side of each."""

from __future__ import annotations

from collections.abc import Sequence

from mll_finance.report.chart import Fork, Forks, Look
from mll_finance.report.charts.letters import wrapped
from mll_finance.report.charts.svg.axes import LINE, NOTE, SMALL, STRONG
from mll_finance.report.charts.svg.canvas import Canvas

_BOX, _OUT = 0.56, 0.64
"""Shares of the width: where the boxes end, and where the exits begin."""
_DOWN = 0.08
"""Share of the width at which the arrow runs down."""
_EDGE, _ARROW = 7.0, 34.0
"""Within a box, and from one box to the next [px]."""
_STEP, _END = Look("quiet", "open"), Look("gain", "open")


def draw_forks(chart: Forks, canvas: Canvas) -> float:
    """The tree on a canvas; gives the height [px]."""
    top_of_next_box = 2.0
    for fork in chart.forks:
        bottom = _draw_box(fork.name, fork.facts, _STEP, top_of_next_box, canvas)
        bottom = max(bottom, _draw_exit(fork, top_of_next_box, canvas))
        _draw_arrow(bottom, fork.onward, canvas)
        top_of_next_box = bottom + _ARROW
    return _draw_box(chart.end, chart.end_facts, _END, top_of_next_box, canvas) + 2


def _draw_box(name: str, facts: Sequence[str], look: Look, top: float, canvas: Canvas) -> float:
    """A box with its name and facts; gives where it ends [px]."""
    name_lines = wrapped(name, SMALL * 1.08, _BOX * canvas.room - 2 * _EDGE)
    fact_lines = [
        text_line for fact in facts for text_line in wrapped(fact, SMALL, _BOX * canvas.room - 2 * _EDGE)
    ]
    box_height = LINE * (len(name_lines) + len(fact_lines)) + _EDGE
    canvas.bar(0.003, _BOX, top, box_height, look=look)
    for line_index, box_line in enumerate((*name_lines, *fact_lines)):
        letters = STRONG if line_index < len(name_lines) else NOTE
        canvas.text(0.0, top + LINE * (line_index + 1) - 2, box_line, shift=_EDGE, letters=letters)
    return top + box_height


def _draw_exit(fork: Fork, top: float, canvas: Canvas) -> float:
    """The arrow to the right with what leaves there; gives where its text ends [px]."""
    if not fork.out:
        return top
    wire_height = top + LINE * 0.75
    canvas.line((_BOX, wire_height), (_OUT - 0.02, wire_height), colour="loss", stroke=2.0)
    exit_lines = [
        exit_line
        for exit_text in fork.out
        for exit_line in wrapped(exit_text, SMALL, (1 - _OUT) * canvas.room)
    ]
    for line_index, exit_line in enumerate(exit_lines):
        canvas.text(
            _OUT, top + LINE * (line_index + 1), exit_line, letters=STRONG if line_index == 0 else NOTE
        )
    return top + LINE * len(exit_lines) + _EDGE


def _draw_arrow(bottom: float, text: str, canvas: Canvas) -> None:
    canvas.line((_DOWN, bottom), (_DOWN, bottom + _ARROW - 6), colour="quiet", stroke=2.0)
    canvas.text(_DOWN, bottom + _ARROW - 2, "▼", anchor="middle", letters=NOTE)
    canvas.text(_DOWN, bottom + _ARROW / 2 + 4, text, shift=12.0, letters=NOTE)
