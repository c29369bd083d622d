"""Plain and Latin hypercube draws of one input, as 32-bit words that can be taken from any place.

Both come from a counter-based generator keyed by the input's name, the seed and the replicate, so a draw depends on
nothing but its own number: not on blocks, and not on other inputs. The order in which a Latin hypercube visits its
strata is a keyed permutation that is calculated number by number, so that it takes no memory.

References
----------
McKay, M.D., Beckman, R.J., Conover, W.J. (1979), Technometrics 21(2): 239-245 (Latin hypercube).
Salmon, J.K. et al. (2011), "Parallel random numbers: as easy as 1, 2, 3", SC11 (Philox).
Kensler, A. (2013), Correlated multi-jittered sampling, Pixar technical memo 13-01 (permutation by hashing).
"""

from __future__ import annotations

import hashlib
from functools import lru_cache

import numpy as np
import numpy.typing as npt

Words = npt.NDArray[np.uint32]

_PER_COUNT = 8
"""Words of 32 bits that one count of the generator gives."""
_ROUNDS = 6


@lru_cache(maxsize=4096)
def _key(name: str, seed: int, replicate: int) -> tuple[int, Words]:
    """Key of the generator (128 bits), and the numbers of the permutation (rounds, 2)."""
    seed_bytes = f"random\x00{name}\x00{seed}\x00{replicate}".encode()
    seed_digest = hashlib.shake_256(seed_bytes).digest(16 + 8 * _ROUNDS)
    round_keys = np.frombuffer(seed_digest[16:], dtype="<u4").reshape(_ROUNDS, 2)
    return int.from_bytes(seed_digest[:16], "big"), round_keys


def plain(name: str, place: range, *, seed: int, replicate: int) -> Words:
    """Independent words at the places asked for (a range with step 1).

    Examples
    --------
    >>> whole = plain("x", range(0, 40), seed=1, replicate=0)
    >>> bool(np.all(plain("x", range(13, 21), seed=1, replicate=0) == whole[13:21]))
    True
    """
    philox_key, _ = _key(name, seed, replicate)
    first_counter = place.start // _PER_COUNT
    skipped_words = place.start - first_counter * _PER_COUNT
    counter_count = -(-(skipped_words + len(place)) // _PER_COUNT)
    raw_words = np.random.Philox(counter=first_counter, key=philox_key).random_raw(4 * counter_count)
    return (
        np.asarray(raw_words, dtype="<u8")
        .view("<u4")[skipped_words : skipped_words + len(place)]
        .astype(np.uint32)
    )


def latin(name: str, place: range, *, seed: int, replicate: int, bits: int) -> Words:
    """Words of a Latin hypercube of 2^bits strata: one draw in each, somewhere within it.

    Examples
    --------
    >>> made = latin("x", range(8), seed=1, replicate=0, bits=3)
    >>> sorted((made >> np.uint32(29)).tolist())
    [0, 1, 2, 3, 4, 5, 6, 7]
    """
    position_within = plain(name, place, seed=seed, replicate=replicate)
    if bits == 0:
        return position_within
    _, round_keys = _key(name, seed, replicate)
    stratum_by_draw = np.arange(place.start, place.stop, dtype=np.uint32)
    bit_mask, half_width = np.uint32(2**bits - 1), np.uint32(max(1, bits // 2))
    for factor, shift in round_keys:
        stratum_by_draw = (stratum_by_draw ^ shift) & bit_mask
        stratum_by_draw = (stratum_by_draw * (factor | np.uint32(1))) & bit_mask
        stratum_by_draw ^= stratum_by_draw >> half_width
    return np.asarray((stratum_by_draw << np.uint32(32 - bits)) | (position_within >> np.uint32(bits)))
