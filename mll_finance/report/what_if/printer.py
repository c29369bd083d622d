"""The printer: a program of the graph as one JavaScript function.

The function reads its inputs from one array and writes its outputs to another: straight code, one statement a step.
JavaScript has the numbers and the basic arithmetic of IEEE 754, so a sum or product gives the same bits as here.

References
----------
ECMA-262 (2024), section 6.1.6.1 (The Number Type).
"""

from __future__ import annotations

import math
from collections.abc import Mapping

from mll_finance.engine.graph.nodes import Slot
from mll_finance.engine.graph.program import Instruction, Program
from mll_finance.promised import factor

JAVASCRIPT: dict[str, str] = {
    "add": "{0}+{1}",
    "subtract": "{0}-{1}",
    "multiply": "{0}*{1}",
    "divide": "{0}/{1}",
    "power": "{0}**{1}",
    "negative": "-{0}",
    "less": "+({0}<{1})",
    "less_equal": "+({0}<={1})",
    "greater": "+({0}>{1})",
    "greater_equal": "+({0}>={1})",
    "equal": "+({0}==={1})",
    "not_equal": "+({0}!=={1})",
    "minimum": "Math.min({0},{1})",
    "maximum": "Math.max({0},{1})",
    "absolute": "Math.abs({0})",
    "ceil": "Math.ceil({0})",
    "exp": "Math.exp({0})",
    "log": "Math.log({0})",
    "sqrt": "Math.sqrt({0})",
    "where": "{0}!==0?{1}:{2}",
}
"""The text of each operation of the graph; what it is given is a name or a number in brackets."""


def function_text(name: str, program: Program, place_by_slot: Mapping[Slot, int]) -> str:
    """A program as the source of a function ``name(x, y)``: inputs x by place, outputs y in their order.

    Parameters
    ----------
    name : str
        Name of the function.
    program : Program
        The program.
    place_by_slot : mapping of Slot to int
        Place of each input in x.
    """
    output_indices_by_step: dict[int, list[int]] = {}
    number_statements = []
    for output_index, output_operand in enumerate(program.outputs):
        if isinstance(output_operand, int):
            output_indices_by_step.setdefault(output_operand, []).append(output_index)
        else:
            number_statements.append(f"y[{output_index}]={_operand(output_operand)};")
    # An output is written as soon as it is known: a browser is ten times as slow where all are kept up to the end.
    step_statements = []
    for program_step in program.instructions():
        step_statements.append(f"const t{program_step.place}={_expression(program_step, place_by_slot)};")
        step_statements += [
            f"y[{output_index}]=t{program_step.place};"
            for output_index in output_indices_by_step.get(program_step.place, ())
        ]
    return f"function {name}(x,y){{\n" + "\n".join([*step_statements, *number_statements]) + "\n}\n"


def _expression(step: Instruction, place_by_slot: Mapping[Slot, int]) -> str:
    if step.slot is not None:
        return f"x[{place_by_slot[step.slot]}]"
    return JAVASCRIPT[step.operation].format(*map(_operand, step.operands))


def _operand(operand: float) -> str:
    """A step by its name; a number in the figures that every processor gives."""
    if isinstance(operand, int):
        return f"t{operand}"
    rounded_operand = factor(operand)
    if not math.isfinite(rounded_operand):
        raise ValueError(f"{rounded_operand} cannot stand in a script; every number must be finite")
    operand_text = repr(rounded_operand).removesuffix(".0")
    return f"({operand_text})" if rounded_operand < 0 else operand_text
