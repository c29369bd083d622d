"""Scrambled Sobol' draws, a coordinate of its own for each named input.

A Sobol' coordinate is made of direction numbers: one free odd number below 2^i for each binary digit i (the first s of
them are free for a primitive polynomial of degree s, so up to 2^s points the free numbers are all there is). Here the
free numbers come from a hash of the input's name, the seed and the replicate, instead of from a table by position. So
adding, removing or moving an input leaves the draws of all others as they were, which a table indexed by position
cannot give. Each coordinate is scrambled (linear matrix scramble and digital shift), each replicate anew, so the
replicates are independent and unbiased and the spread between them measures the error.

References
----------
Sobol', I.M. (1967), USSR Comput. Math. Math. Phys. 7(4): 86-112.
Matousek, J. (1998), "On the L2-discrepancy for anchored boxes", J. Complexity 14: 527-556 (the scramble).
L'Ecuyer, P. (2018), "Randomized quasi-Monte Carlo: an introduction for practitioners" (replicates).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from mll_finance.uncertainty.random_points import latin, plain

Array = npt.NDArray[np.float64]
Words = npt.NDArray[np.uint32]

BITS = 32
REPLICATES = 16
BLOCK = 16_384


@dataclass(frozen=True)
class Plan:
    """How many draws, in how many independent replicates, from which seed.

    Parameters
    ----------
    seed : int
        The seed; the same seed gives the same draws, whatever the blocks.
    replicates : int
        Number of independent scrambles.
    per_replicate : int
        Draws of one replicate, a power of two. Replicate r holds the draws r * per_replicate onwards.
    method : str
        ``sobol``, ``latin_hypercube`` or ``plain``.
    """

    seed: int
    replicates: int
    per_replicate: int
    method: str = "sobol"

    @property
    def total(self) -> int:
        """Number of draws."""
        return self.replicates * self.per_replicate

    def blocks(self) -> Iterator[tuple[int, int]]:
        """First and one-past-last draw of each block of at most 16,384."""
        for start in range(0, self.total, BLOCK):
            yield start, min(start + BLOCK, self.total)

    def uniforms(self, name: str, start: int, stop: int) -> Array:
        """Draws ``start`` to ``stop`` of one input, uniform on (0, 1).

        Parameters
        ----------
        name : str
            Identity of the input: its path.
        start, stop : int
            Range of draws; both multiples of the smaller of a block and a replicate.

        Returns
        -------
        ndarray
            Shape (stop - start,).
        """
        per_replicate = self.per_replicate
        word_parts = []
        next_draw = start
        while next_draw < stop:
            replicate, draw_offset = divmod(next_draw, per_replicate)
            count = min(per_replicate - draw_offset, stop - next_draw)
            word_parts.append(self._words(name, replicate, draw_offset, count))
            next_draw += count
        random_words = np.concatenate(word_parts)
        return np.asarray((random_words + 0.5) / 2.0**BITS, dtype=np.float64)

    def _words(self, name: str, replicate: int, offset: int, count: int) -> Words:
        if self.method == "plain":
            return plain(name, range(offset, offset + count), seed=self.seed, replicate=replicate)
        if self.method == "latin_hypercube":
            bits = self.per_replicate.bit_length() - 1
            return latin(name, range(offset, offset + count), seed=self.seed, replicate=replicate, bits=bits)
        directions, shift = _coordinate(name, self.seed, replicate)
        return _points(directions, shift, offset, count)


def plan(draws: int, *, seed: int, method: str = "sobol") -> Plan:
    """The plan for at least ``draws`` draws: 16 replicates of the next power of two.

    Examples
    --------
    >>> plan(8192, seed=1).total, plan(1000, seed=1).total, plan(1, seed=1).total
    (8192, 1024, 16)
    """
    if draws < 1:
        raise ValueError(f"draws must be at least 1, not {draws}")
    per_replicate = 1
    while per_replicate * REPLICATES < draws:
        per_replicate *= 2
    return Plan(seed=seed, replicates=REPLICATES, per_replicate=per_replicate, method=method)


def replicate_error(outcomes: Array, replicates: int) -> float:
    """Monte Carlo standard error of the mean: the spread between the replicates' means.

    Parameters
    ----------
    outcomes : ndarray
        Shape (draws,), replicates one after the other.
    replicates : int
        Number of replicates.
    """
    replicate_means = outcomes.reshape(replicates, -1).mean(axis=1)
    return float(replicate_means.std(ddof=1) / np.sqrt(replicates))


_COORDINATES = 2**16
"""Coordinates kept, of 4,096 inputs in 16 replicates: with fewer than a case has, every block makes all anew."""


@lru_cache(maxsize=_COORDINATES)
def _coordinate(name: str, seed: int, replicate: int) -> tuple[Words, np.uint32]:
    """Scrambled direction numbers (BITS,) and digital shift of one input in one replicate."""
    matrix_bytes = BITS * BITS // 8
    seed_text = f"{name}\x00{seed}\x00{replicate}".encode()
    digest = hashlib.shake_256(seed_text).digest(2 * matrix_bytes + BITS // 8)
    bits = np.unpackbits(np.frombuffer(digest[: 2 * matrix_bytes], dtype=np.uint8)).reshape(2, BITS, BITS)
    identity = np.eye(BITS, dtype=np.uint8)
    generator = np.triu(bits[0], 1) + identity
    scramble_matrix = np.tril(bits[1], -1) + identity
    matrix = (scramble_matrix @ generator) & 1
    bit_weights = np.uint64(1) << np.arange(BITS - 1, -1, -1, dtype=np.uint64)
    directions = (matrix.astype(np.uint64) * bit_weights[:, None]).sum(axis=0).astype(np.uint32)
    return directions, np.uint32(int.from_bytes(digest[2 * matrix_bytes :], "big"))


def _points(directions: Words, shift: np.uint32, offset: int, count: int) -> Words:
    """Points ``offset`` to ``offset + count`` of a coordinate; ``count`` is a power of two that divides ``offset``."""
    points = np.zeros(1, dtype=np.uint32)
    for digit in range(count.bit_length() - 1):
        points = np.concatenate([points, points ^ directions[digit]])
    for digit in range(count.bit_length() - 1, offset.bit_length()):
        if offset >> digit & 1:
            points ^= directions[digit]
    return points ^ shift
