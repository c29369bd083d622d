"""Published price conversions and what a price index must refuse."""

import numpy as np
import pytest

from mll_finance.formulas.prices import (
    extend_index,
    nominal_rate,
    price_ratio,
    real_rate,
    to_nominal,
    to_real,
)


def test_green_book_table_1():
    # HM Treasury (2018), The Green Book, table 1: 1,000 nominal a year, deflator 2%; whole pounds.
    index = extend_index({0: 100.0}, growth=0.02, until=5)
    ratio = price_ratio(index, from_year=0, to_year=np.arange(6))
    assert to_real(np.full(6, 1000.0), ratio).round().tolist() == [1000, 980, 961, 942, 924, 906]


def test_fisher_relation():
    # Fisher (1930): (1 + nominal) = (1 + real)(1 + inflation); 4% and 3% give 7.12%.
    assert nominal_rate(0.04, 0.03) == pytest.approx(0.0712)
    assert real_rate(0.0712, 0.03) == pytest.approx(0.04)


def test_index_as_mapping_and_as_arrays():
    mapping = price_ratio({2020: 80.0, 2024: 100.0}, from_year=2020, to_year=2024)
    arrays = price_ratio((np.array([2020, 2024]), [80.0, 100.0]), from_year=2020, to_year=2024)
    assert mapping == arrays == 1.25


def test_growth_by_year_holds_until_the_next_year_named():
    index = extend_index({2024: 100.0}, growth={2025: 0.10, 2027: 0.0}, until=2028)
    assert list(index) == [2024, 2025, 2026, 2027, 2028]
    assert list(index.values()) == pytest.approx([100.0, 110.0, 121.0, 121.0, 121.0])


def test_known_years_are_kept():
    known = {2024: 100.0, 2025: 103.0}
    assert extend_index(known, growth=0.5, until=2020) == known


def test_draws_keep_their_axis():
    ratio = np.array([1.0, 1.1])
    assert to_nominal(np.ones((2, 3)), ratio).tolist() == [[1.0] * 3, [1.1] * 3]
    assert to_real(11.0, 1.1) == pytest.approx(10.0)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: price_ratio({2020: 1.0, 2021: 1.1}, from_year=2019, to_year=2021),
            "2019; it has the years 2020, 2021",
        ),
        (lambda: price_ratio({}, from_year=2019, to_year=2021), "at least one year"),
        (lambda: price_ratio({2020: 0.0}, from_year=2020, to_year=2020), "above zero"),
        (lambda: price_ratio(([2020, 2020], [1.0, 2.0]), from_year=2020, to_year=2020), "exactly one level"),
        (lambda: price_ratio(([2020, 2021], [1.0]), from_year=2020, to_year=2020), "exactly one level"),
        (lambda: price_ratio({2020: float("nan")}, from_year=2020, to_year=2020), "NaN"),
        (
            lambda: extend_index({2024: 1.0}, growth={2026: 0.02}, until=2026),
            "no rate for 2025; it starts in 2026",
        ),
        (lambda: extend_index({2024: 1.0}, growth=-1.0, until=2026), "above -1"),
        (lambda: to_real([1.0], [0.0]), "above zero"),
        (lambda: to_nominal([float("nan")], [1.0]), "NaN"),
        (lambda: real_rate(0.02, -1.0), "above -1"),
    ],
)
def test_wrong_input_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()
