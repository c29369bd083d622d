"""The figure of a plan in phases: what goes on and what stops at each gate."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mll_finance.report.chart import Fork, Forks


@dataclass(frozen=True)
class GateStep:
    """A phase with its gate: its name, its facts, the chance that it goes on, and what leaves it, all in words."""

    name: str
    facts: tuple[str, ...]
    onward: str
    out: tuple[str, ...]


def forks(steps: Sequence[GateStep], end: str, end_facts: Sequence[str]) -> Forks:
    """The tree of a plan in phases, from its first phase to what it ends in.

    Parameters
    ----------
    steps : sequence of GateStep
        Phases in their order.
    end : str
        What follows the last gate.
    end_facts : sequence of str
        What it brings, one text a line.

    Examples
    --------
    >>> forks([GateStep("Proef", ("€ 12.000",), "verder: 85%", ("stopt: 15%",))], "Invoeren", ()).forks[0].onward
    'verder: 85%'
    """
    return Forks(
        tuple(Fork(step.name, step.facts, step.onward, step.out) for step in steps), end, tuple(end_facts)
    )
