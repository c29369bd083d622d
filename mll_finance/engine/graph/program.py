"""A program: weighted sums of monomials for many draws, as a list of steps on arrays.

Every step is one numpy function on whole arrays, element by element, so a draw gets the same bits whatever its
neighbours and blocks. Equal steps are one. The draws go through in short stretches that stay in the processor's cache.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from mll_finance.engine.graph.folding import DRAWN, SUM, Atom
from mll_finance.engine.graph.horner import Factored, factored
from mll_finance.engine.graph.nodes import Slot
from mll_finance.engine.graph.operations import OPERATIONS
from mll_finance.engine.graph.polynomial import ONE, Monomial, Scalar

Array = npt.NDArray[np.float64]
STRETCH = 8192
"""Draws that go through the steps at once."""
_Operand = int | float
"""The place of a step, or a number."""


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
        # What the steps were written from is not read again.
        self._atoms, self._known, self._at = (), {}, {}

    def evaluate(self, drawn: Mapping[Slot, Array], count: int) -> Array:
        """The outputs (outputs, draws) of draws (draws,) by input."""
        outputs = np.empty((len(self._outputs), count))
        for place, output in enumerate(self._outputs):
            if not isinstance(output, int):
                outputs[place] = output
        inputs = [(step, np.asarray(drawn[slot], dtype=float)) for slot, step in self._inputs.items()]
        size = min(STRETCH, count)
        pool = np.empty((self._plan[1], size))
        with np.errstate(all="ignore"):
            for start in range(0, count, size):
                stop = min(start + size, count)
                self._run(inputs, pool[:, : stop - start], outputs[:, start:stop], start, stop)
        return outputs

    def _run(
        self, inputs: list[tuple[int, Array]], pool: Array, outputs: Array, start: int, stop: int
    ) -> None:
        arrays: list[Any] = [None] * len(self._steps)
        for place, values in inputs:
            arrays[place] = values[start:stop]
        buffers = list(pool)
        wanted = self._plan[2]
        for place, ((function, operands), buffer) in enumerate(zip(self._steps, self._plan[0], strict=True)):
            if buffer < 0:
                continue
            first, *further = wanted.get(place, (-1,))
            out = buffers[buffer] if first < 0 else outputs[first]
            function(*[arrays[operand] if type(operand) is int else operand for operand in operands], out=out)
            arrays[place] = out
            for output in further:
                outputs[output] = out
        for output, step in enumerate(self._outputs):
            if isinstance(step, int) and self._plan[0][step] < 0:
                outputs[output] = arrays[step]

    # --- Writing the steps ----------------------------------------------------------------------------------------

    def _step(self, function: Callable[..., Any], *operands: _Operand) -> int:
        key = (function, operands)
        if key not in self._known:
            self._known[key] = len(self._steps)
            self._steps.append(key)
        return self._known[key]

    def _written(self, outputs: Factored) -> list[_Operand]:
        shared = [self._linear(terms, outputs) for terms in outputs.groups]
        written: list[_Operand] = []
        for constant, parts in outputs.rows:
            total: _Operand = constant
            for group, weight in parts:
                total = self._plus(total, self._times(shared[group], weight))
            written.append(total)
        return written

    def _linear(self, terms: Sequence[tuple[Monomial, int, float]], outputs: Factored) -> _Operand:
        """Sum of weight x monomial x polynomial; polynomial -1 is one."""
        total: _Operand = 0.0
        for monomial, polynomial, weight in terms:
            term = self._monomial(monomial)
            if polynomial >= 0:
                term = self._times(term, self._horner(outputs.polynomials[polynomial]))
            total = self._plus(total, self._times(term, weight))
        return total

    def _horner(self, polynomial: tuple[int, int, tuple[float, ...]]) -> _Operand:
        """Sum of c_k base^(low + k), the highest power first."""
        atom, low, coefficients = polynomial
        base = self._atom(atom)
        total: _Operand = coefficients[-1]
        for coefficient in coefficients[-2::-1]:
            total = self._plus(self._times(total, base), coefficient)
        return self._times(total, self._power(atom, low))

    def _monomial(self, monomial: Monomial) -> _Operand:
        total: _Operand = 1.0
        for atom, power in monomial:
            total = self._times(total, self._power(atom, power))
        return total

    def _power(self, atom: int, power: int) -> _Operand:
        """A whole power, by repeated multiplication."""
        if power == 0:
            return 1.0
        base = self._atom(atom)
        if power < 0:
            return self._step(np.divide, 1.0, self._whole(base, -power))
        return self._whole(base, power)

    def _whole(self, base: _Operand, power: int) -> _Operand:
        if power == 1:
            return base
        half = self._whole(base, power // 2)
        square = self._times(half, half)
        return self._times(square, base) if power % 2 else square

    def _atom(self, atom: int) -> _Operand:
        if atom not in self._at:
            self._at[atom] = self._made(self._atoms[atom])
        return self._at[atom]

    def _made(self, atom: Atom) -> _Operand:
        if atom.operation == DRAWN:
            assert atom.slot is not None
            place = len(self._steps)
            self._steps.append((_input, ()))
            self._inputs[atom.slot] = place
            return place
        operands = [self._scalar(argument) for argument in atom.arguments]
        if atom.operation == SUM:
            return operands[0]
        function: Callable[..., Any] = _where if atom.operation == "where" else OPERATIONS[atom.operation]
        if all(isinstance(operand, float) for operand in operands):
            return float(function(*operands))
        return self._step(function, *operands)

    def _scalar(self, scalar: Scalar) -> _Operand:
        constant = sum(c for monomial, c in scalar if monomial == ONE)
        total: _Operand = 0.0
        for monomial, c in scalar:
            if monomial != ONE:
                total = self._plus(total, self._times(self._monomial(monomial), c))
        return self._plus(total, float(constant))

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
            negated = self._steps[second][1][0]
            return self._step(np.subtract, first, negated)
        return self._step(np.add, first, second)


def _input(*operands: _Operand, out: Array) -> None:
    raise AssertionError("an input is given")


def _where(condition: Any, chosen: Any, other: Any, out: Array | None = None) -> Any:
    """As ``np.where``, into an array that is given."""
    picked = np.where(np.not_equal(condition, 0.0), chosen, other)
    if out is None:
        return picked
    out[...] = picked
    return out


def _buffers(
    steps: Sequence[tuple[Callable[..., Any], tuple[_Operand, ...]]], outputs: Sequence[_Operand]
) -> tuple[list[int], int, dict[int, list[int]]]:
    """A buffer for each step, their number, and the outputs of each step.

    A step gets a buffer that no later step reads; inputs, and what nobody reads, get -1.
    """
    wanted: dict[int, list[int]] = {}
    for output, place in enumerate(outputs):
        if isinstance(place, int):
            wanted.setdefault(place, []).append(output)
    last: dict[int, int] = {}
    for place in range(len(steps) - 1, -1, -1):
        if place in last or place in wanted:
            last.setdefault(place, place)
            for operand in steps[place][1]:
                if isinstance(operand, int):
                    last.setdefault(operand, place)
    free: list[int] = []
    count, chosen = 0, [-1] * len(steps)
    for place, (function, operands) in enumerate(steps):
        if function is _input or place not in last:
            continue
        for operand in {used for used in operands if isinstance(used, int)}:
            if last[operand] == place and chosen[operand] >= 0:
                free.append(chosen[operand])
        if not free:
            free.append(count)
            count += 1
        chosen[place] = free.pop()
        if last[place] == place:
            free.append(chosen[place])
    return chosen, count, wanted
