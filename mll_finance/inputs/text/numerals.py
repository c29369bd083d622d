"""Numbers as people write them: what a text can mean as a number, and what to write instead.

A Dutch reader writes 85.000 for eighty-five thousand, 0,25 for a quarter, € 95, 5% and 10-25. Only what can be read in
one way is a number of a case; anything else is answered with what to write, never guessed.
"""

from __future__ import annotations

import re
from decimal import Decimal

from mll_finance.errors import Phrase
from mll_finance.terms import phrase
from mll_finance.yaml_errors import times_ten, without_noughts

_SPACES = str.maketrans(
    {
        "\u00a0": " ",
        "\u202f": " ",
        "\u2009": " ",
        "\u2212": "-",
        "\u2013": "-",
        "\u2014": "-",
        **{chr(0xFF10 + digit): str(digit) for digit in range(10)},
    }
)
_GROUP = {".": ",", ",": "."}
"""Each separator of thousands with the decimal mark that goes with it."""
_PLAIN = re.compile(r"[-+]?([0-9]+\.?[0-9]*|\.[0-9]+)$")
_THOUSANDS = r"[-+]?[1-9][0-9]{0,2}"
"""What stands before a separator of thousands: a nought there stands before decimals."""
_SPACED = re.compile(rf"{_THOUSANDS}(?:[ '’][0-9]{{3}})+(?:[.,][0-9]+)?$")
_NUMERAL = r"[-+]?\d(?:[\d.,'’ ]*\d)?"
_SIGN = r"(?:€|eur|euros?|\$|usd|£|gbp)"
_SCALES = {
    **dict.fromkeys(("k", "duizend", "mille", "thousand"), 3),
    **dict.fromkeys(("m", "mln", "mio", "miljoen", "million"), 6),
    **dict.fromkeys(("mld", "miljard", "billion"), 9),
}
_RANGE = re.compile(
    rf"(?:van |from |between |tussen )?{_SIGN}?\s*(?P<low>{_NUMERAL})\s*(?P<first>%?)"
    r"\s*(?:-|\.\.\.?|…|tot en met|tot|t/m|à|to|and|en)\s*"
    rf"{_SIGN}?\s*(?P<high>{_NUMERAL})\s*(?P<percent>%|procent|percent)?(?P<unit>\s*[€$£/]?[^\W\d_].*)?$",
    re.IGNORECASE,
)
_FRACTION = re.compile(r"(\d{1,6})\s*/\s*([1-9]\d{0,5})$")
_ABOUT = re.compile(r"(?:~|±|\+/-|ca\.?|circa|ongeveer|about|approx\.?|[<>≤≥]=?)\s*(.+)$", re.IGNORECASE)
_MEASURED = re.compile(
    rf"(?:{_SIGN}\s*)?(?P<numeral>{_NUMERAL})(?P<dash>,-{{1,2}})?\s*(?P<percent>%|procent|percent)?"
    r"(?P<unit>\s*(?!e[-+]?\d)[€$£/]?[^\W\d_].*|\s*[€$£])?$",
    re.IGNORECASE,
)
_UNKNOWN = frozenset(
    [
        "?",
        "??",
        "pm",
        "p.m.",
        "nb",
        "n.b.",
        "nvt",
        "n.v.t.",
        "n/a",
        "na",
        "tbd",
        "onbekend",
        "unknown",
        "-",
        "ntb",
        "n.t.b.",
        "nnb",
        "n.n.b.",
        "nog onbekend",
        "niet bekend",
        "nader te bepalen",
        "nog te bepalen",
    ]
)


def has_plain_signs(text: str) -> bool:
    """Whether Python reads a number in it as people do: no 1_000, and no digits of another script."""
    return text.isascii() and "_" not in text


def readings(text: str) -> tuple[str, ...]:
    """What a numeral can mean, as numbers that a case may hold: none, one, or the whole number and the decimal one.

    Examples
    --------
    >>> readings("085.000"), readings("1.234"), readings("0,25"), readings("1.250,50"), readings("310 000")
    (('85000', '85.0'), ('1234', '1.2340'), ('0.25',), ('1250.50',), ('310000',))
    """
    numeral = without_noughts(text.translate(_SPACES).strip())
    if _SPACED.match(numeral):
        return (re.sub(r"[ '’]", "", numeral).replace(",", "."),)
    for group_pattern, group_sign in _GROUP.items():
        escaped_group, escaped_mark = re.escape(group_pattern), re.escape(group_sign)
        if re.match(rf"{_THOUSANDS}(?:{escaped_group}[0-9]{{3}})+{escaped_mark}[0-9]+$", numeral):
            return (numeral.replace(group_pattern, "").replace(group_sign, "."),)
        if re.match(rf"{_THOUSANDS}(?:{escaped_group}[0-9]{{3}}){{2,}}$", numeral):
            return (numeral.replace(group_pattern, ""),)
        if re.match(rf"{_THOUSANDS}{escaped_group}[0-9]{{3}}$", numeral):
            return numeral.replace(group_pattern, ""), _decimal(numeral.replace(group_pattern, "."))
    if re.match(r"[-+]?[0-9]+,[0-9]+$", numeral):
        return (numeral.replace(",", "."),)
    return (numeral,) if _PLAIN.match(numeral) else ()


def _decimal(numeral: str) -> str:
    """A number with three decimals, written so that its point cannot separate thousands."""
    whole_digits, _, decimals = numeral.partition(".")
    decimals_shown = decimals.rstrip("0")
    return f"{whole_digits}.{decimals_shown or '0'}" if len(decimals_shown) < len(decimals) else f"{numeral}0"


def is_doubtful(text: str) -> bool:
    """Whether a numeral can be read as a whole number and as one with decimals."""
    return len(readings(text)) > 1


def percentage(text: str) -> str | None:
    """The fraction that a percentage is; None where a text is no percentage.

    Examples
    --------
    >>> percentage("4%"), percentage("2,5 procent"), percentage("4")
    ('0.04', '0.025', None)
    """
    measured_match = _MEASURED.match(text.translate(_SPACES).strip())
    if measured_match is None or not measured_match["percent"]:
        return None
    number_readings = readings(measured_match["numeral"])
    return times_ten(number_readings[-1], -2) if number_readings else None


def spread(text: str) -> tuple[str, str] | None:
    """Both ends of a range that is written in one text; None where it is none.

    Examples
    --------
    >>> spread("10-25%"), spread("3500 tot 4100"), spread("2026-10"), spread("abc")
    (('0.1', '0.25'), ('3500', '4100'), None, None)
    """
    stripped_text = text.translate(_SPACES).strip()
    range_match = _RANGE.match(stripped_text)
    if range_match is None or re.match(r"\d{4}-\d{1,2}(-\d{1,2})?$", stripped_text):
        return None
    end_readings = [readings(range_match[name]) for name in ("low", "high")]
    if not all(end_readings):
        return None
    percent_power = -2 if range_match["percent"] or range_match["first"] else 0
    word_power = _SCALES.get((range_match["unit"] or "").strip().lower(), 0)
    low_number, high_number = (times_ten(numbers[0], percent_power + word_power) for numbers in end_readings)
    return (low_number, high_number) if Decimal(low_number) < Decimal(high_number) else None


def remedy(text: str) -> Phrase | None:
    """What to write in the place of a text where a number belongs; None where nothing can be made of it."""
    stripped_text = text.translate(_SPACES).strip()
    if stripped_text.lower() in _UNKNOWN:
        return phrase("number_unknown")
    fraction_match = _FRACTION.match(stripped_text)
    if fraction_match is not None:
        return phrase("number_write", number=f"{int(fraction_match[1]) / int(fraction_match[2]):.6g}")
    range_ends = spread(stripped_text)
    if range_ends is not None:
        return phrase("number_range", low=range_ends[0], high=range_ends[1])
    about_match = _ABOUT.match(stripped_text)
    if about_match is not None and (number_readings := readings(about_match[1])):
        return phrase("number_about", number=number_readings[0])
    fraction_text = percentage(stripped_text)
    if fraction_text is not None and stripped_text.startswith("+"):
        return phrase("number_change", factor=f"{1 + float(fraction_text):g}")
    if fraction_text is not None:
        return phrase("number_percentage", number=fraction_text)
    measured_match = _MEASURED.match(stripped_text)
    return _measured(measured_match) if measured_match is not None else None


def _measured(measured: re.Match[str]) -> Phrase | None:
    """What to write for a numeral with or without a unit around it."""
    number_readings = readings(measured["numeral"])
    if not number_readings:
        return None
    unit_text = (measured["unit"] or "").strip()
    if re.match(r"[xob]\d|[²³¹½¼¾]", unit_text, re.IGNORECASE):
        return None  # Such as 0x10 or 5½ is one number, with no unit behind it.
    scale_power = _SCALES.get(unit_text.lower().split(" ")[0], 0)
    if scale_power:
        return phrase("number_write", number=times_ten(number_readings[-1], scale_power))
    if len(number_readings) > 1 and not measured["dash"]:
        return phrase("number_write_either", whole=number_readings[0], decimal=number_readings[1])
    if unit_text or measured["dash"] or measured.start("numeral") > 0:
        return phrase("number_beside_unit", number=number_readings[0])
    return phrase("number_write", number=number_readings[0])
