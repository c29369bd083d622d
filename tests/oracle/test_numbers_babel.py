"""Numbers and dates for readers against Babel, which carries the patterns of Unicode CLDR."""

from __future__ import annotations

import pytest
from babel.numbers import format_currency, format_decimal, format_percent
from hypothesis import given
from hypothesis import strategies as st

from mll_finance.report.numbers import LOCALES, euro_scale, show, show_difference, show_scaled

LANGUAGES = st.sampled_from(["nl", "en"])
NUMBERS = st.one_of(
    st.floats(min_value=-1e12, max_value=1e12, allow_nan=False),
    st.floats(min_value=-1.0, max_value=1.0),
    st.integers(min_value=-(10**15), max_value=10**15).map(float),
)
DECIMALS = {"ratio": (2, "#,##0.00"), "years": (1, "#,##0.0"), "factor": (4, "#,##0.0000")}
EURO = {
    "nl": "¤\N{NO-BREAK SPACE}#,##0;¤\N{NO-BREAK SPACE}-#,##0",
    "en": "¤#,##0;-¤#,##0",
}


def with_minus(text: str) -> str:
    """The real minus where CLDR has a hyphen."""
    return str(text).replace("-", "\N{MINUS SIGN}")


@given(NUMBERS, LANGUAGES)
def test_euros(number, language):
    rounded = round(number) + 0.0
    expected = format_currency(
        rounded, "EUR", format=EURO[language], locale=LOCALES[language], currency_digits=False
    )
    assert show(number, "euro", language) == with_minus(expected)


@given(NUMBERS, LANGUAGES, st.sampled_from(sorted(DECIMALS)))
def test_decimals(number, language, notation):
    decimals, pattern = DECIMALS[notation]
    expected = format_decimal(round(number, decimals) + 0.0, format=pattern, locale=LOCALES[language])
    assert show(number, notation, language) == with_minus(expected)


@given(st.floats(min_value=-1e6, max_value=1e6), LANGUAGES)
def test_percentages(number, language):
    expected = format_percent(round(number, 3) + 0.0, format="#,##0.0%", locale=LOCALES[language])
    assert show(number, "percent", language) == with_minus(expected)


@given(st.floats(min_value=0.01, max_value=99.0), LANGUAGES)
def test_three_significant_digits(number, language):
    expected = format_decimal(float(f"{number:.3g}"), format="#,##0.######", locale=LOCALES[language])
    assert show(number, "number", language) == with_minus(expected)


@given(st.floats(min_value=1e-6, max_value=1e6), LANGUAGES)
def test_differences(number, language):
    expected = format_decimal(round(number, 6), format="#,##0.######", locale=LOCALES[language])
    assert show_difference(number, language) == expected


@pytest.mark.parametrize(
    ("amount", "nl", "en"), [(13_400_000, "13,4", "13.4"), (1_340_000, "1.340", "1,340"), (950, "950", "950")]
)
def test_amounts_on_an_axis(amount, nl, en):
    assert show_scaled(amount, euro_scale([amount], "nl"), "nl") == nl
    assert show_scaled(amount, euro_scale([amount], "en"), "en") == en
