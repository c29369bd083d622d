"""Number formats against the browser's own: ECMA-402 ``Intl.NumberFormat`` in Chromium, made apart from ours.

Chromium carries the CLDR data itself. Differences that are meant: the real minus (U+2212) where CLDR has a hyphen, and
no minus before a value that rounds to zero.
"""

from __future__ import annotations

import pytest
from conftest import patient
from playwright.sync_api import Browser

from mll_finance.report.numbers import LOCALES, show

pytestmark = pytest.mark.browser

VALUES = [
    0.0,
    0.4,
    1.0,
    12.34,
    999.6,
    -1.0,
    1_234.4,
    13_700.0,
    -987_654.3,
    1_234_567.2,
    43_210_987.6,
    2_345_678_901.0,
]
OPTIONS = {
    "euro": {"style": "currency", "currency": "EUR", "maximumFractionDigits": 0},
    "percent": {"style": "percent", "minimumFractionDigits": 1, "maximumFractionDigits": 1},
    "ratio": {"minimumFractionDigits": 2, "maximumFractionDigits": 2},
    "years": {"minimumFractionDigits": 1, "maximumFractionDigits": 1},
}


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("notation", list(OPTIONS))
def test_as_the_browser_writes_it(browser: Browser, language: str, notation: str) -> None:
    page = patient(browser).new_page()
    expected = page.evaluate(
        "([locale, options, values]) => values.map(value => new Intl.NumberFormat(locale, options).format(value))",
        [LOCALES[language].replace("_", "-"), OPTIONS[notation], VALUES],  # type: ignore[index]
    )
    page.context.close()
    assert len(expected) == len(VALUES)
    shown = [show(value, notation, language) for value in VALUES]  # type: ignore[arg-type]
    assert shown == [text.replace("-", "\N{MINUS SIGN}") for text in expected]


@pytest.mark.parametrize("variable", ["LC_ALL", "LANG", "LANGUAGE", "LC_NUMERIC"])
def test_the_locale_of_the_machine_says_nothing(monkeypatch: pytest.MonkeyPatch, variable: str) -> None:
    monkeypatch.setenv(variable, "de_CH.UTF-8")
    assert show(1_234.5, "ratio", "nl") == "1.234,50"
    assert show(1_234.5, "ratio", "en") == "1,234.50"


@pytest.mark.parametrize("notation", ["euro", "percent", "ratio", "years", "number", "factor"])
def test_what_rounds_to_zero_has_no_minus(notation: str) -> None:
    shown = show(-1e-9, notation, "nl")  # type: ignore[arg-type]
    assert "\N{MINUS SIGN}" not in shown and "-" not in shown


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -float("inf")])
def test_a_number_that_is_none_is_refused(value: float) -> None:
    with pytest.raises(ValueError, match="cannot be shown as euro"):
        show(value, "euro", "nl")
