"""What must hold for any partnership, coalition and key."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mll_finance.engine.lens import legs
from mll_finance.engine.study import appraise
from mll_finance.facade import frames
from mll_finance.formulas.coalitions import least_payments, shapley
from mll_finance.formulas.funding import capped_payments, peak_funding
from mll_finance.formulas.irr import irr_roots
from mll_finance.formulas.sharing import (
    equal_shares,
    fixed_and_variable_shares,
    founders_and_joiners,
    weighted_shares,
)
from mll_finance.inputs.case.loading import load_case
from mll_finance.inputs.grammar.parties import OUTSIDE
from mll_finance.inputs.reference_data.partnerships import forms
from mll_finance.parties.partnership import comparison, payments
from mll_finance.parties.sharing import sharing
from mll_finance.resources import resource

EXAMPLE = resource("parameters", "samenwerking_naar_werk.yaml")
EUROS = st.floats(-1e6, 1e6, allow_nan=False)
SIZES = st.lists(st.floats(1.0, 1e6), min_size=1, max_size=8)
FORMS = tuple(forms())


@pytest.fixture(scope="module")
def case():
    """The example with a partnership."""
    return load_case(EXAMPLE)


# --- Transfers ----------------------------------------------------------------------------------------------------


@settings(max_examples=15)
@given(
    making=st.floats(0.0, 1e6),
    effect=st.floats(0.0, 0.9),
    price=st.floats(0.0, 1e5),
    cap=st.floats(0.0, 0.5),
    margin=st.floats(0.5, 2.0),
    rate=st.floats(-0.05, 0.2),
)
def test_every_form_cancels_for_society(
    case, making: float, effect: float, price: float, cap: float, margin: float, rate: float
) -> None:
    def own(value: float, unit: str) -> dict[str, object]:
        return {"value": value, "unit": unit, "price_year": 2026, "source": "x", "quality": "B"}

    changed = case.with_(
        {
            "lines.development.amounts.2027": making,
            "quantities.into_work.factors.effect.tool": effect,
            "partnership.terms.outcome_price": own(price, "EUR/person"),
            "partnership.terms.outcome_cap": own(cap, "1/yr"),
            "partnership.terms.procurement_price": own(margin, "ratio"),
            "case.discounting": {"rate": rate},
        }
    )
    found = comparison(appraise(changed))
    assert [one.form for one in found] == list(FORMS)
    society = found[0].society
    for one in found:
        size = max(1.0, sum(map(abs, one.parties.values())))
        assert abs(one.society - society) <= 1e-9 * size
        assert abs(one.left_over) <= 1e-9 * size


@pytest.mark.parametrize("form", FORMS)
def test_lines_of_a_form_run_between_parties(case, form: str) -> None:
    changed = case.with_({"partnership.form": form})
    made = {name: line for name, line in changed.lines.items() if line.made_by == "partnership"}
    assert bool(made) == (form != "in_house")
    for name, line in made.items():
        assert name.startswith("partnership_")
        assert not {line.payer, line.receiver} & OUTSIDE
        fence = set(changed.perspectives["society"].parties)
        assert {line.payer, line.receiver} <= fence
        for btw in ("included", "compensated", "excluded"):
            net = sum(leg.share * ((leg.receiver in fence) - (leg.payer in fence)) for leg in legs(line, btw))
            assert net == 0.0


@pytest.mark.parametrize("form", FORMS)
def test_the_model_checks_itself_in_every_form(case, form: str) -> None:
    assert frames.checks(appraise(case.with_({"partnership.form": form})))["holds"].all()


def test_what_a_party_pays_and_gets_is_its_balance(case) -> None:
    study = appraise(case)
    lens = case.perspectives["society"].model_copy(update={"btw": "excluded"})
    from mll_finance.engine.stream import stream

    flows = payments(study, "tool")
    for party in lens.parties:
        balance = sum(f.amount for f in flows if f.receiver == party) - sum(
            f.amount for f in flows if f.payer == party
        )
        alone = stream(study.central, lens.model_copy(update={"parties": (party,)}), "tool")
        assert balance == pytest.approx(float(alone.npv[0]), abs=1e-6)


@given(
    st.lists(st.tuples(st.floats(0, 1e5), st.floats(0, 1e5)), min_size=2, max_size=12),
    st.floats(0.0, 0.4),
)
def test_a_capped_return_is_never_above_the_cap(flows: list[tuple[float, float]], cap: float) -> None:
    due, advanced = (np.array(found) for found in zip(*flows, strict=True))
    paid = capped_payments(due, advanced, cap=cap)
    worth = float((paid - advanced) @ (1.0 + cap) ** -np.arange(len(flows)))
    assert worth <= 1e-9 * max(1.0, float(advanced.sum()))
    assert (paid >= 0).all() and (paid <= due + 1e-9).all()
    # Where more is due than the claim at the end, the claim is paid whole and the return is the cap itself.
    whole = capped_payments(np.append(due, 1e12), np.append(advanced, 0.0), cap=cap)
    closed = float((whole - np.append(advanced, 0.0)) @ (1.0 + cap) ** -np.arange(len(flows) + 1))
    assert abs(closed) <= 1e-6 * max(1.0, float(advanced.sum()))


def test_the_return_of_the_bond_is_its_cap_when_all_goes_well(case) -> None:
    from mll_finance.parties.partnership import PARTNER, partner_view

    view = partner_view(appraise(case), "tool", PARTNER)
    roots = irr_roots(np.array(view.yearly), times=np.arange(len(view.yearly)) + 0.5).rates
    assert view.irr == pytest.approx(roots)
    # 9.8% real and prices that rise: the real return by itself is the cap.
    inflation = np.array([case.prices.to_nominal("cpi", year) for year in case.years])
    real = irr_roots(np.array(view.yearly) / inflation).rates
    assert real == pytest.approx([0.098], abs=1e-9)


# --- Coalitions ---------------------------------------------------------------------------------------------------


def game(values: list[float], players: int):
    """A game with one worth for each coalition."""
    return lambda s: values[sum(2**player for player in s) - 1]


GAMES = st.integers(1, 5).flatmap(
    lambda n: st.tuples(st.just(n), st.lists(EUROS, min_size=2**n - 1, max_size=2**n - 1))
)


@given(GAMES)
def test_shapley_is_efficient(found: tuple[int, list[float]]) -> None:
    players, values = found
    assert shapley(game(values, players), players).sum() == pytest.approx(values[-1], abs=1e-6)


@given(GAMES)
def test_shapley_gives_a_null_player_nothing(found: tuple[int, list[float]]) -> None:
    players, values = found
    worth = game(values, players)

    def with_null(coalition: frozenset[int]) -> float:
        real = coalition - {players}
        return worth(real) if real else 0.0

    value = shapley(with_null, players + 1)
    assert value[players] == pytest.approx(0.0, abs=1e-6)
    assert value[:players] == pytest.approx(shapley(worth, players), abs=1e-6)


@given(GAMES, st.randoms(use_true_random=False))
def test_shapley_is_symmetric(found: tuple[int, list[float]], random) -> None:
    players, values = found
    worth = game(values, players)
    order = list(range(players))
    random.shuffle(order)
    renamed = shapley(lambda s: worth(frozenset(order[player] for player in s)), players)
    assert renamed == pytest.approx(shapley(worth, players)[order], abs=1e-6)


@given(GAMES, st.data())
def test_shapley_is_additive(found: tuple[int, list[float]], data: st.DataObject) -> None:
    players, values = found
    more = data.draw(st.lists(EUROS, min_size=len(values), max_size=len(values)))
    both = [first + second for first, second in zip(values, more, strict=True)]
    parts = shapley(game(values, players), players) + shapley(game(more, players), players)
    assert shapley(game(both, players), players) == pytest.approx(parts, abs=1e-5)


@given(st.lists(EUROS, min_size=1, max_size=8), st.sampled_from(["proportional", "largest_first"]), st.data())
def test_least_payments_leave_nobody_worse_off(gains: list[float], rule, data: st.DataObject) -> None:
    able = data.draw(st.lists(st.booleans(), min_size=len(gains), max_size=len(gains)))
    found = least_payments(gains, rule=rule, may_pay=able)
    balance, size = np.array(gains), 1e-9 * max(1.0, float(np.abs(gains).sum()))
    after = balance - found.paid.sum(axis=1) + found.paid.sum(axis=0)
    assert (found.paid >= 0).all() and (found.paid.sum(axis=1)[~np.array(able)] == 0).all()
    assert (after + found.short >= -size).all()
    assert (after <= np.maximum(balance, 0.0) + size).all()
    losses, ability = -balance[balance < 0].sum(), balance[(balance > 0) & np.array(able)].sum()
    assert found.paid.sum() == pytest.approx(min(losses, ability), abs=1e-3, rel=1e-9)


# --- Keys ---------------------------------------------------------------------------------------------------------


@given(SIZES, st.floats(0.0, 1.0))
def test_keys_add_up_to_one(sizes: list[float], part: float) -> None:
    shares = fixed_and_variable_shares(sizes, equal_part=part)
    for found in (equal_shares(len(sizes)), weighted_shares(sizes), shares):
        assert found.sum() == pytest.approx(1.0) and (found >= 0).all()
    mixed = part * equal_shares(len(sizes)) + (1 - part) * weighted_shares(sizes)
    assert shares == pytest.approx(mixed)


@given(
    st.lists(st.floats(0.0, 1e5), min_size=1, max_size=8),
    SIZES,
    st.data(),
)
def test_founders_and_joiners_pay_all_of_it(
    costs: list[float], sizes: list[float], data: st.DataObject
) -> None:
    joins = data.draw(st.lists(st.integers(0, 7), min_size=len(sizes), max_size=len(sizes)))
    joins[0] = 0
    paid = founders_and_joiners(costs, sizes, joins=joins)
    assert paid.sum(axis=1) == pytest.approx(costs, abs=1e-6)
    here = np.array(joins) < len(costs)
    total = paid.sum(axis=0)[here] / np.array(sizes)[here]
    assert total == pytest.approx(np.full(total.size, total[0]), abs=1e-6)
    for year in range(len(costs)):
        absent = np.array(joins) > year
        assert (paid[year][absent] == 0).all()


@pytest.mark.parametrize("key", ["equal", "per_inhabitant", "fixed_variable", "founders"])
def test_a_case_shares_exactly_its_common_costs(case, key: str) -> None:
    found = sharing(appraise(case.with_({"sharing.key": key})))
    assert found is not None
    assert sum(one.pays for one in found.members) == pytest.approx(found.common)
    assert all(sum(paid) == pytest.approx(found.common) for paid in found.keys.values())
    assert sum(one.pays for one in found.leaving) == pytest.approx(found.common)
    whole = max(0.0, sum(one.gain for one in found.members) - found.common)
    assert sum(one.shapley or 0.0 for one in found.members) == pytest.approx(whole)


@given(st.lists(EUROS, min_size=1, max_size=12))
def test_peak_funding_is_enough_and_no_more(flows: list[float]) -> None:
    need, year = peak_funding(flows)
    lowest = min(np.cumsum(flows) + need)
    assert lowest >= -1e-6
    assert year is None or lowest <= 1e-6
