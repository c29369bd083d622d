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
        for first_draw in range(0, self.total, BLOCK):
            yield first_draw, min(first_draw + BLOCK, self.total)

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
        draws_per_replicate = self.per_replicate
        if self.method == "sobol" and start % draws_per_replicate == stop % draws_per_replicate == 0:
            whole_replicates = slice(start // draws_per_replicate, stop // draws_per_replicate)
            random_words = self._sobol(name, whole_replicates, 0, draws_per_replicate)
        else:
            word_parts = []
            next_draw = start
            while next_draw < stop:
                replicate, draw_offset = divmod(next_draw, draws_per_replicate)
                words_wanted = min(draws_per_replicate - draw_offset, stop - next_draw)
                word_parts.append(self._words(name, replicate, draw_offset, words_wanted))
                next_draw += words_wanted
            random_words = np.concatenate(word_parts)
        return np.asarray((random_words + 0.5) / 2.0**BITS, dtype=np.float64)

    def _words(self, name: str, replicate: int, offset: int, count: int) -> Words:
        if self.method == "plain":
            return plain(name, range(offset, offset + count), seed=self.seed, replicate=replicate)
        if self.method == "latin_hypercube":
            bits = self.per_replicate.bit_length() - 1
            return latin(name, range(offset, offset + count), seed=self.seed, replicate=replicate, bits=bits)
        return self._sobol(name, slice(replicate, replicate + 1), offset, count)

    def _sobol(self, name: str, replicates: slice, offset: int, count: int) -> Words:
        """The same points of some replicates, one replicate after the other."""
        directions, shifts = _coordinates(name, self.seed, self.replicates)
        return _points(directions[replicates], shifts[replicates], offset, count).ravel()


def plan(draws: int, *, seed: int, method: str = "sobol") -> Plan:
    """The plan for at least ``draws`` draws: 16 replicates of the next power of two.

    Examples
    --------
    >>> plan(8192, seed=1).total, plan(1000, seed=1).total, plan(1, seed=1).total
    (8192, 1024, 16)
    """
    if draws < 1:
        raise ValueError(f"draws must be at least 1, not {draws}")
    draws_per_replicate = 1
    while draws_per_replicate * REPLICATES < draws:
        draws_per_replicate *= 2
    return Plan(seed=seed, replicates=REPLICATES, per_replicate=draws_per_replicate, method=method)


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


_COORDINATES = 2**12
"""Inputs whose coordinates are kept: with fewer than a case has, every block makes all anew."""


@lru_cache(maxsize=_COORDINATES)
def _coordinates(name: str, seed: int, replicates: int) -> tuple[Words, Words]:
    """Scrambled direction numbers (replicates, BITS) and digital shifts (replicates,) of one input."""
    matrix_bytes = BITS * BITS // 8
    seed_digests = [
        hashlib.shake_256(f"{name}\x00{seed}\x00{replicate}".encode()).digest(2 * matrix_bytes + BITS // 8)
        for replicate in range(replicates)
    ]
    digest_bytes = np.frombuffer(b"".join(seed_digests), dtype=np.uint8).reshape(replicates, -1)
    bits = np.unpackbits(digest_bytes[:, : 2 * matrix_bytes], axis=1).reshape(replicates, 2, BITS, BITS)
    # Whole numbers up to BITS, exact as floats, whose matrices are multiplied faster.
    identity_matrix = np.eye(BITS, dtype=np.float32)
    upper_matrices = np.triu(bits[:, 0], 1) + identity_matrix
    scramble_matrices = np.tril(bits[:, 1], -1) + identity_matrix
    scrambled_matrices = (scramble_matrices @ upper_matrices).astype(np.uint8) & 1
    bit_weights = np.uint64(1) << np.arange(BITS - 1, -1, -1, dtype=np.uint64)
    directions = (scrambled_matrices.astype(np.uint64) * bit_weights[:, None]).sum(axis=1).astype(np.uint32)
    shifts = [int.from_bytes(digest[2 * matrix_bytes :], "big") for digest in seed_digests]
    return directions, np.array(shifts, dtype=np.uint32)


def _points(directions: Words, shifts: Words, offset: int, count: int) -> Words:
    """Points ``offset`` to ``offset + count`` (replicates, count); ``count`` is a power of two dividing ``offset``."""
    point_words = np.empty((len(directions), count), dtype=np.uint32)
    point_words[:, 0] = shifts
    for digit in range(count.bit_length() - 1):
        half = 1 << digit
        np.bitwise_xor(point_words[:, :half], directions[:, digit, None], out=point_words[:, half : 2 * half])
    for digit in range(count.bit_length() - 1, offset.bit_length()):
        if offset >> digit & 1:
            point_words ^= directions[:, digit, None]
    return point_words
