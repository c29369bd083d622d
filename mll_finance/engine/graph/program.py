"""A program: weighted sums of monomials for many draws, as a list of steps on arrays.

Every step is one numpy function on whole arrays, element by element, so a draw gets the same bits whatever its
neighbours and blocks. Equal steps are one. The draws go through in short stretches that stay in the processor's cache.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from mll_finance.engine.graph.folding import DRAWN, SUM, Atom
from mll_finance.engine.graph.horner import Factored, factored
from mll_finance.engine.graph.nodes import Slot
from mll_finance.engine.graph.operations import NAMES, OPERATIONS
from mll_finance.engine.graph.polynomial import ONE, Monomial, Scalar

Array = npt.NDArray[np.float64]
STRETCH = 8192
"""Draws that go through the steps at once."""
_Operand = int | float
"""The place of a step, or a number."""


class Instruction(NamedTuple):
    """One step of a program, for a printer."""

    place: int
    operation: str
    """A name of ``OPERATIONS``, or ``input``."""
    operands: tuple[_Operand, ...]
    slot: Slot | None = None
    """Of an input what it is filled with."""


_Order = tuple[int, Callable[..., Any], tuple[int, ...], int, tuple[int, list[int]]]
"""Place of a step, what it does with which places, its buffer, and the outputs that it is: -1 for none."""


class Program:
    """Outputs of many draws.

    Parameters
    ----------
    atoms : sequence of Atom
        The atoms of the monomials.
    monomials : sequence of Monomial
        The monomials.
    weights : ndarray
        Coefficients of each output (outputs, monomials).
    """

    def __init__(self, atoms: Sequence[Atom], monomials: Sequence[Monomial], weights: Array) -> None:
        self._atoms = atoms
        self._steps: list[tuple[Callable[..., Any], tuple[_Operand, ...]]] = []
        self._known: dict[Any, int] = {}
        self._inputs: dict[Slot, int] = {}
        self._at: dict[int, _Operand] = {}
        self._outputs = self._written(factored(monomials, weights))
        self._plan = _buffers(self._steps, self._outputs)
        self._constants: list[float] = []
        self._orders = self._ordered()
        # What the steps were written from is not read again.
        self._atoms, self._known, self._at = (), {}, {}

    def instructions(self) -> list[Instruction]:
        """The steps in their order, inputs first, as another language may write them."""
        slot_by_place = {step_index: slot for slot, step_index in self._inputs.items()}
        input_instructions = [
            Instruction(step_index, "input", (), slot) for step_index, slot in slot_by_place.items()
        ]
        operation_instructions = [
            Instruction(step_index, "where" if function is _where else NAMES[function], operands)
            for step_index, (function, operands) in enumerate(self._steps)
            if self._plan[0][step_index] >= 0
        ]
        return [*input_instructions, *operation_instructions]

    @property
    def outputs(self) -> tuple[_Operand, ...]:
        """Of each output the place of its step, or the number that it is."""
        return tuple(self._outputs)

    def evaluate(self, drawn: Mapping[Slot, Array], count: int) -> Array:
        """The outputs (outputs, draws) of draws (draws,) by input."""
        outputs = np.empty((len(self._outputs), count))
        for output_index, output in enumerate(self._outputs):
            if not isinstance(output, int):
                outputs[output_index] = output
        inputs_by_step = [(step, np.asarray(drawn[slot], dtype=float)) for slot, step in self._inputs.items()]
        block_size = min(STRETCH, count)
        buffer_pool = np.empty((self._plan[1], block_size))
        with np.errstate(all="ignore"):
            for first_draw in range(0, count, block_size):
                block_end = min(first_draw + block_size, count)
                self._run(
                    inputs_by_step,
                    buffer_pool[:, : block_end - first_draw],
                    outputs[:, first_draw:block_end],
                    first_draw,
                    block_end,
                )
        return outputs

    def _run(
        self, inputs: list[tuple[int, Array]], pool: Array, outputs: Array, start: int, stop: int
    ) -> None:
        values_by_step: list[Any] = [None] * len(self._steps)
        values_by_step += self._constants
        for step_index, input_values in inputs:
            values_by_step[step_index] = input_values[start:stop]
        buffer_arrays = list(pool)
        for step_index, function, operands, buffer_index, (first_output, further_outputs) in self._orders:
            array_to_fill = buffer_arrays[buffer_index] if first_output < 0 else outputs[first_output]
            if len(operands) == 2:
                function(values_by_step[operands[0]], values_by_step[operands[1]], out=array_to_fill)
            else:
                function(*[values_by_step[operand] for operand in operands], out=array_to_fill)
            values_by_step[step_index] = array_to_fill
            for output_index in further_outputs:
                outputs[output_index] = array_to_fill
        for output_index, output_step in enumerate(self._outputs):
            if isinstance(output_step, int) and self._plan[0][output_step] < 0:
                outputs[output_index] = values_by_step[output_step]

    def _ordered(self) -> list[_Order]:
        """The steps that are run; a number among the operands has a place behind the steps."""
        orders_so_far: list[_Order] = []
        for step_index, ((function, operands), buffer_index) in enumerate(
            zip(self._steps, self._plan[0], strict=True)
        ):
            if buffer_index < 0:
                continue
            operand_indices = tuple(
                operand if isinstance(operand, int) else self._constant(operand) for operand in operands
            )
            first_output, *further_outputs = self._plan[2].get(step_index, (-1,))
            orders_so_far.append(
                (step_index, function, operand_indices, buffer_index, (first_output, further_outputs))
            )
        return orders_so_far

    def _constant(self, number: float) -> int:
        self._constants.append(number)
        return len(self._steps) + len(self._constants) - 1

    # --- Writing the steps ----------------------------------------------------------------------------------------

    def _step(self, function: Callable[..., Any], *operands: _Operand) -> int:
        step_key = (function, operands)
        if step_key not in self._known:
            self._known[step_key] = len(self._steps)
            self._steps.append(step_key)
        return self._known[step_key]

    def _written(self, outputs: Factored) -> list[_Operand]:
        step_by_group = [self._linear(terms, outputs) for terms in outputs.groups]
        output_steps: list[_Operand] = []
        for constant, groups_and_weights in outputs.rows:
            total_step: _Operand = constant
            for group_index, weight in groups_and_weights:
                total_step = self._plus(total_step, self._times(step_by_group[group_index], weight))
            output_steps.append(total_step)
        return output_steps

    def _linear(self, terms: Sequence[tuple[Monomial, int, float]], outputs: Factored) -> _Operand:
        """Sum of weight x monomial x polynomial; polynomial -1 is one."""
        total_step: _Operand = 0.0
        for monomial, polynomial_index, weight in terms:
            term_step = self._monomial(monomial)
            if polynomial_index >= 0:
                term_step = self._times(term_step, self._horner(outputs.polynomials[polynomial_index]))
            total_step = self._plus(total_step, self._times(term_step, weight))
        return total_step

    def _horner(self, polynomial: tuple[int, int, tuple[float, ...]]) -> _Operand:
        """Sum of c_k base^(low + k), the highest power first."""
        atom_index, lowest_power, coefficients = polynomial
        atom_step = self._atom(atom_index)
        total_step: _Operand = coefficients[-1]
        for coefficient in coefficients[-2::-1]:
            total_step = self._plus(self._times(total_step, atom_step), coefficient)
        return self._times(total_step, self._power(atom_index, lowest_power))

    def _monomial(self, monomial: Monomial) -> _Operand:
        product_step: _Operand = 1.0
        for atom_index, power in monomial:
            product_step = self._times(product_step, self._power(atom_index, power))
        return product_step

    def _power(self, atom: int, power: int) -> _Operand:
        """A whole power, by repeated multiplication."""
        if power == 0:
            return 1.0
        atom_step = self._atom(atom)
        if power < 0:
            return self._step(np.divide, 1.0, self._whole(atom_step, -power))
        return self._whole(atom_step, power)

    def _whole(self, base: _Operand, power: int) -> _Operand:
        if power == 1:
            return base
        half_power = self._whole(base, power // 2)
        squared_step = self._times(half_power, half_power)
        return self._times(squared_step, base) if power % 2 else squared_step

    def _atom(self, atom: int) -> _Operand:
        if atom not in self._at:
            self._at[atom] = self._made(self._atoms[atom])
        return self._at[atom]

    def _made(self, atom: Atom) -> _Operand:
        if atom.operation == DRAWN:
            assert atom.slot is not None
            step_index = len(self._steps)
            self._steps.append((_input, ()))
            self._inputs[atom.slot] = step_index
            return step_index
        operand_steps = [self._scalar(argument) for argument in atom.arguments]
        if atom.operation == SUM:
            return operand_steps[0]
        function: Callable[..., Any] = _where if atom.operation == "where" else OPERATIONS[atom.operation]
        if all(isinstance(operand, float) for operand in operand_steps):
            return float(function(*operand_steps))
        return self._step(function, *operand_steps)

    def _scalar(self, scalar: Scalar) -> _Operand:
        constant_term = sum(coefficient for monomial, coefficient in scalar if monomial == ONE)
        total_step: _Operand = 0.0
        for monomial, coefficient in scalar:
            if monomial != ONE:
                total_step = self._plus(total_step, self._times(self._monomial(monomial), coefficient))
        return self._plus(total_step, float(constant_term))

    def _times(self, first: _Operand, second: _Operand) -> _Operand:
        if isinstance(first, float) and isinstance(second, float):
            return first * second
        if isinstance(first, float):
            first, second = second, first
        if isinstance(second, float) and second in (1.0, -1.0, 0.0):
            return first if second == 1.0 else 0.0 if second == 0.0 else self._step(np.negative, first)
        return self._step(np.multiply, first, second)

    def _plus(self, first: _Operand, second: _Operand) -> _Operand:
        if isinstance(first, float) and isinstance(second, float):
            return first + second
        if isinstance(first, float):
            first, second = second, first
        if second == 0.0 and isinstance(second, float):
            return first
        if isinstance(second, int) and self._steps[second][0] is np.negative:
            negated_step = self._steps[second][1][0]
            return self._step(np.subtract, first, negated_step)
        return self._step(np.add, first, second)


def _input(*operands: _Operand, out: Array) -> None:
    raise AssertionError("an input is given")


def _where(condition: Any, chosen: Any, other: Any, out: Array | None = None) -> Any:
    """As ``np.where``, into an array that is given."""
    picked_values = np.where(np.not_equal(condition, 0.0), chosen, other)
    if out is None:
        return picked_values
    out[...] = picked_values
    return out


def _buffers(
    steps: Sequence[tuple[Callable[..., Any], tuple[_Operand, ...]]], outputs: Sequence[_Operand]
) -> tuple[list[int], int, dict[int, list[int]]]:
    """A buffer for each step, their number, and the outputs of each step.

    A step gets a buffer that no later step reads; inputs, and what nobody reads, get -1.
    """
    output_by_step: dict[int, list[int]] = {}
    for output_index, step_index in enumerate(outputs):
        if isinstance(step_index, int):
            output_by_step.setdefault(step_index, []).append(output_index)
    last_use_by_step: dict[int, int] = {}
    for step_index in range(len(steps) - 1, -1, -1):
        if step_index in last_use_by_step or step_index in output_by_step:
            last_use_by_step.setdefault(step_index, step_index)
            for used_step in steps[step_index][1]:
                if isinstance(used_step, int):
                    last_use_by_step.setdefault(used_step, step_index)
    free_buffer_indices: list[int] = []
    buffer_count, buffer_by_step = 0, [-1] * len(steps)
    for step_index, (function, operands) in enumerate(steps):
        if function is _input or step_index not in last_use_by_step:
            continue
        for used_step in {used for used in operands if isinstance(used, int)}:
            if last_use_by_step[used_step] == step_index and buffer_by_step[used_step] >= 0:
                free_buffer_indices.append(buffer_by_step[used_step])
        if not free_buffer_indices:
            free_buffer_indices.append(buffer_count)
            buffer_count += 1
        buffer_by_step[step_index] = free_buffer_indices.pop()
        if last_use_by_step[step_index] == step_index:
            free_buffer_indices.append(buffer_by_step[step_index])
    return buffer_by_step, buffer_count, output_by_step
