"""What a phase of ``gates`` costs, where it seems to stand among the lines too: then it is paid twice."""

from __future__ import annotations

from collections.abc import Iterator

from mll_finance.inputs.case.case import Case
from mll_finance.inputs.grammar.line import Line
from mll_finance.inputs.grammar.sections import BASELINE
from mll_finance.inputs.method.gates import NAME, Gates

_TRIED = "pilot"
_MEASURED = "evaluation"
"""Category of what measuring costs: that is no part of trying."""


def phase_costs(case: Case) -> Iterator[tuple[str, dict[str, str]]]:
    """The cost of each phase that a line of its alternative holds as well: its path, the amount and the line.

    Notes
    -----
    Convention: a line holds it where it is of the phase ``pilot`` and no evaluation, or has that very amount
    and is of no other phase.
    """
    for plan_id, plan in case.parts(Gates).items():
        for phase_index, phase in enumerate(plan.phases):
            if phase.cost <= 0:
                continue
            held_by = next(
                (
                    line_id
                    for line_id, line in case.lines.items()
                    if plan.alternative in line.alternative
                    and BASELINE not in line.alternative
                    and (
                        _is_trial(line)
                        or (
                            line.phase in (None, _TRIED)
                            and _holds(case, line_id, plan.alternative, phase.cost)
                        )
                    )
                ),
                None,
            )
            if held_by is not None:
                path = f"{NAME}.{plan_id}.phases.{phase_index}.cost"
                yield path, {"amount": f"{phase.cost:.15g}", "line": f"lines.{held_by}"}


def _is_trial(line: Line) -> bool:
    return line.phase == _TRIED and line.category != _MEASURED


def _holds(case: Case, line_id: str, alternative: str, cost: float) -> bool:
    """Whether some amount of money of a line, in an alternative, is what the phase costs."""
    for number_leaf in case.graph.leaves.values():
        assumption = number_leaf.assumption
        whole_path, _, alternative_meant = number_leaf.path.partition(".by_alternative.")
        path_of_alternative = f"{whole_path}.by_alternative.{alternative}"
        is_other = bool(alternative_meant) and number_leaf.path != path_of_alternative
        if alternative_meant == "default":
            is_other = path_of_alternative in case.graph.leaves
        if number_leaf.owner != f"lines.{line_id}" or is_other or not assumption.is_money:
            continue
        if assumption.ref is not None or assumption.pm is not None:
            continue
        central_number = assumption.central
        if cost in (central_number.values() if isinstance(central_number, dict) else (central_number,)):
            return True
    return False
