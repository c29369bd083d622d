"""What a coalition is worth to each of its members: Shapley value, and payments that leave nobody worse off."""

from collections.abc import Callable, Iterable
from itertools import combinations
from math import factorial
from typing import Literal, NamedTuple

import numpy as np
import numpy.typing as npt

from mll_finance.formulas._arrays import FloatArray, finite

MOST_PLAYERS = 10
"""Beyond this number the exact Shapley value asks for thousands of coalitions each; nobody could check them."""


def shapley(worth: Callable[[frozenset[int]], npt.ArrayLike], players: int) -> FloatArray:
    """Return the Shapley value of a coalition game, exactly.

    Parameters
    ----------
    worth : callable (frozenset of int) -> float or array (outcomes,)
        What a coalition of players 0..n-1 gains, or costs (euro), for each outcome of interest; that of nobody is
        taken as zero.
    players : int
        Number of players, 1 to 10.

    Returns
    -------
    ndarray (players,) or (players, outcomes)
        Euro for each player; together they are the worth of the whole coalition.

    Notes
    -----
    Convention: sign as in the game, a cost game gives costs. The average over all orders
    of entry of what a player adds.
    ``phi_i = sum over S without i of |S|! (n - |S| - 1)! / n! (v(S + i) - v(S))``

    References
    ----------
    Shapley, L. S. (1953), "A value for n-person games", Contributions to the Theory of Games II, 307-317.

    Examples
    --------
    >>> shapley(lambda s: {frozenset({0}): 30.0, frozenset({1}): 40.0}.get(s, 90.0), 2).tolist()
    [40.0, 50.0]
    """
    if not 1 <= players <= MOST_PLAYERS:
        raise ValueError(f"players: found {players}; 1 to {MOST_PLAYERS} are calculated exactly")
    worth_by_coalition = {
        frozenset(members): np.asarray(worth(frozenset(members)), dtype=float)
        for size in range(1, players + 1)
        for members in combinations(range(players), size)
    }
    worth_by_coalition[frozenset()] = np.zeros_like(worth_by_coalition[frozenset(range(players))])
    shapley_value_by_player = np.zeros((players, *worth_by_coalition[frozenset()].shape))
    for coalition, worth_without in worth_by_coalition.items():
        if len(coalition) == players:
            continue
        share_of_orders = (
            factorial(len(coalition)) * factorial(players - len(coalition) - 1) / factorial(players)
        )
        for player in set(range(players)) - coalition:
            shapley_value_by_player[player] += share_of_orders * (
                worth_by_coalition[coalition | {player}] - worth_without
            )
    return shapley_value_by_player


class Sampled(NamedTuple):
    """A Shapley value from some of the orders, with its standard error (euro)."""

    shares: FloatArray
    """(players,) or (players, outcomes)."""
    errors: FloatArray
    """As ``shares``: standard error of the mean over independent pairs of orders."""


def sampled_shapley(
    worth: Callable[[frozenset[int]], npt.ArrayLike], players: int, *, pairs: int, seed: int = 0
) -> Sampled:
    """Return the Shapley value of a coalition game, estimated from random orders, each with its reverse.

    Parameters
    ----------
    worth : callable (frozenset of int) -> float or array (outcomes,)
        As :func:`shapley` takes it.
    players : int
        Number of players.
    pairs : int
        Number of orders that are drawn, each used forwards and backwards; 2 or more.
    seed : int
        Seed of the orders.

    Returns
    -------
    Sampled
        Euro for each player with its standard error; together the shares are the worth of the whole coalition, whatever
        the orders, because each order adds up to it.

    Notes
    -----
    Convention: as :func:`shapley`; an order and its reverse are one draw, and the error is that of the mean over draws.
    ``phi_i = mean over orders of v(those before i, and i) - v(those before i)``

    References
    ----------
    Castro, J., Gomez, D. and Tejada, J. (2009), "Polynomial calculation of the Shapley value based on sampling",
    Computers & Operations Research 36, 1726-1730; with reversed orders: Mitchell, R. et al. (2022), "Sampling
    permutations for Shapley value estimation", Journal of Machine Learning Research 23, sect. 2.

    Examples
    --------
    >>> shares = sampled_shapley(lambda s: 10.0 * len(s) + 6.0 * (len(s) > 1), 2, pairs=2).shares
    >>> shares.tolist()
    [13.0, 13.0]
    """
    if players < 1 or pairs < 2:
        raise ValueError(f"players, pairs: found {players}, {pairs}; at least 1 player and 2 pairs of orders")
    generator = np.random.default_rng(seed)
    worth_of_all = np.asarray(worth(frozenset(range(players))), dtype=float)
    shares_by_pair = np.zeros((pairs, players, *worth_of_all.shape))
    for pair_index in range(pairs):
        player_order = generator.permutation(players).tolist()
        for sequence in (player_order, player_order[::-1]):
            worth_before = np.zeros_like(worth_of_all)
            for player_index, player in enumerate(sequence):
                members = frozenset(sequence[: player_index + 1])
                worth_after = np.asarray(worth(members), dtype=float)
                shares_by_pair[pair_index, player] += (worth_after - worth_before) / 2
                worth_before = worth_after
    error_by_player = shares_by_pair.std(axis=0, ddof=1) / np.sqrt(pairs)
    return Sampled(shares_by_pair.mean(axis=0), error_by_player)


class Payments(NamedTuple):
    """Payments between parties, and the loss that nobody makes good (euro)."""

    paid: FloatArray
    """(payers, receivers)."""
    short: FloatArray
    """(parties,)."""


def least_payments(
    gains: npt.ArrayLike,
    *,
    rule: Literal["proportional", "largest_first"] = "proportional",
    may_pay: Iterable[bool] | None = None,
) -> Payments:
    """Return the smallest payments from those who gain to those who lose that leave nobody worse off.

    Parameters
    ----------
    gains : array (parties,)
        What each party gains on balance (euro); negative is a loss.
    rule : str
        ``proportional``: each payer gives the same part of its gain; ``largest_first``: the largest gain pays first,
        which needs the fewest payers.
    may_pay : iterable of bool, optional
        Whether a party can pay at all: well-being is no money. Everybody without it.

    Returns
    -------
    Payments
        Matrix of payments (payers, receivers) and what each loser still lacks.

    Notes
    -----
    Convention: a payer never gives more than it gains. Under both rules the total is the sum of the losses, which no
    scheme can undercut; where the payers gain less than that, they give all, and the losers lack in proportion.
    ``total = min(sum of losses, sum of the payers' gains)``

    References
    ----------
    Hicks, J. R. (1939), "The foundations of welfare economics", Economic Journal 49, 696-712; Kaldor, N. (1939),
    ibid., 549-552: gainers could compensate losers.

    Examples
    --------
    >>> least_payments([-60.0, 90.0, 30.0]).paid.tolist()
    [[0.0, 0.0, 0.0], [45.0, 0.0, 0.0], [15.0, 0.0, 0.0]]
    """
    gain_array = finite(gains, "gains")
    is_contributor = (
        np.ones(gain_array.size, dtype=bool) if may_pay is None else np.array(list(may_pay), dtype=bool)
    )
    if gain_array.ndim != 1 or is_contributor.shape != gain_array.shape:
        raise ValueError(f"gains: found shape {gain_array.shape}; one number and one may_pay for each party")
    losses = np.maximum(-gain_array, 0.0)
    abilities = np.where(is_contributor, np.maximum(gain_array, 0.0), 0.0)
    transferable = min(losses.sum(), abilities.sum())
    if transferable <= 0:
        return Payments(np.zeros((gain_array.size, gain_array.size)), losses)
    if rule == "proportional":
        paid_by_player = abilities * (transferable / abilities.sum())
    else:
        largest_first = np.argsort(-abilities, kind="stable")
        paid_before = np.cumsum(abilities[largest_first]) - abilities[largest_first]
        paid_by_player = np.zeros(gain_array.size)
        paid_by_player[largest_first] = np.clip(transferable - paid_before, 0.0, abilities[largest_first])
    received_by_player = losses * (transferable / losses.sum())
    return Payments(np.outer(paid_by_player, received_by_player / transferable), losses - received_by_player)
