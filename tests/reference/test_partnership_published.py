"""Published worked examples of sharing, coalitions and payment by result."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import numpy_financial
import pytest

from mll_finance.formulas.coalitions import shapley
from mll_finance.formulas.funding import capped_payments, peak_funding
from mll_finance.formulas.sharing import break_even_participants, equal_shares, weighted_shares
from mll_finance.inputs.tables.in_force import SHIPPED


def airport(costs: list[float]):
    """The cost game of a runway: a coalition pays for the longest that it needs."""
    return lambda coalition: max(costs[player] for player in coalition)


def test_airport_game_of_four_aircraft() -> None:
    # The worked example of the encyclopedias on Littlechild and Owen (1973), Management Science 20(3), 370-372: costs
    # 8, 11, 13, 18 give 2, 3, 4, 9.
    assert shapley(airport([8, 11, 13, 18]), 4) == pytest.approx([2, 3, 4, 9], abs=1e-12)


def test_airport_game_of_six_pilots() -> None:
    # Mathematics Stack Exchange 4152535: costs 40, 50, ..., 90 give (40, 52, 67, 87, 117, 177)/6.
    expected = [float(Fraction(part, 6)) for part in (40, 52, 67, 87, 117, 177)]
    assert shapley(airport([40, 50, 60, 70, 80, 90]), 6) == pytest.approx(expected, abs=1e-12)


def test_glove_game() -> None:
    # Two right-hand gloves, one left-hand glove, a pair is worth 1: 1/6, 1/6, 2/3 (standard example, with the orders
    # written out in the encyclopedias).
    def pair(coalition: frozenset[int]) -> float:
        return float(2 in coalition and len(coalition) > 1)

    assert shapley(pair, 3) == pytest.approx([1 / 6, 1 / 6, 2 / 3], abs=1e-12)


@pytest.mark.parametrize(
    ("worth", "expected"),
    [
        ({"0": 30, "1": 40, "01": 90}, [40, 50]),
        ({"0": 2, "1": 0, "2": 0, "01": 2, "02": 2, "12": 6, "012": 8}, [2, 3, 3]),
        ({"0": 0, "1": 0, "2": 0, "01": 0, "02": 1, "12": 0, "012": 1}, [0.5, 0, 0.5]),
    ],
)
def test_dutch_course_in_cooperative_games(worth: dict[str, float], expected: list[float]) -> None:
    # wiskundeoptiu.nl, Cooperatieve speltheorie voor wiskunde B, Shapleywaarde, examples 14 and 35 and node 4161.
    found = shapley(lambda s: worth["".join(map(str, sorted(s)))], len(expected))
    assert found == pytest.approx(expected, abs=1e-12)


def test_open_source_community_of_twenty_municipalities() -> None:
    # VNG Realisatie, Handreiking open source, step 4: 800 hours at 100 euro, coordination 15,000, meetings 3,000,
    # infrastructure 2,000 is 100,000 euro a year; 20 municipalities pay 5,000 each.
    whole = 800 * 100 + 15_000 + 3_000 + 2_000
    assert whole * equal_shares(20) == pytest.approx([5_000] * 20)
    others = SHIPPED.table("partnership_terms").find("others_share").value
    assert whole * (1 - others) == pytest.approx(5_000)


def test_inhabitants_of_the_cooperative() -> None:
    # Dimpact (Computable, 19 December 2006): 1.20 euro per inhabitant a year, so a member's part of the total is its
    # part of the inhabitants.
    fee = SHIPPED.table("partnership_terms").find("cooperative_fee").value
    people = np.array([150_000.0, 50_000.0])
    total = fee * people.sum()
    assert total * weighted_shares(people) == pytest.approx([180_000.0, 60_000.0])


def test_rotterdam_bond_pays_at_most_its_return() -> None:
    # Buzinezzclub Rotterdam: 680,000 euro put in, at most 12% a year. Whatever is due, numpy-financial finds 12%.
    put_in = np.array([680_000.0, 0.0, 0.0, 0.0])
    paid = capped_payments(np.array([0.0, 400_000.0, 400_000.0, 400_000.0]), put_in, cap=0.12)
    assert numpy_financial.irr(paid - put_in) == pytest.approx(0.12, abs=1e-9)
    assert paid[3] < 400_000.0


def test_rotterdam_price_per_participant() -> None:
    assert SHIPPED.table("partnership_terms").find("outcome_price").value == 680_000 / 160


def test_peak_funding_by_hand() -> None:
    # Cumulative -100, -250, -180, -30, 120: the need is 250 in the second year.
    assert peak_funding([-100.0, -150.0, 70.0, 150.0, 150.0]) == (250.0, 1)
    assert peak_funding([10.0, -5.0]) == (0.0, None)


@pytest.mark.parametrize(
    ("fixed", "gain", "expected"),
    [(100_000, 5_000, 20), (100_001, 5_000, 21), (0.9, 0.3, 3), (10, -1, None), (-5, 0, 1)],
)
def test_break_even_participants(fixed: float, gain: float, expected: int | None) -> None:
    assert break_even_participants(fixed, gain) == expected
