"""Values as the YAML of a case writes them: numbers in full, quotes only around text that would be read otherwise."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import Any

from mll_finance.yaml_text import Trap, plain_scalar

_PLAIN = re.compile(r"[^\W\d_][\w ./()€+;\-]*(?<! )")
_AMBIGUOUS = re.compile(r"-?[1-9]\d{0,2}\.\d{3}")


def flow(written: Any) -> str:
    """A value on one line.

    Examples
    --------
    >>> flow({"kind": "pert", "low": 1, "high": 2.5}), flow([2027, "a: b"])
    ('{kind: pert, low: 1, high: 2.5}', '[2027, "a: b"]')
    """
    if isinstance(written, dict):
        return "{" + ", ".join(f"{scalar(key)}: {flow(child)}" for key, child in written.items()) + "}"
    if isinstance(written, (list, tuple)):
        return "[" + ", ".join(flow(child) for child in written) + "]"
    return scalar(written)


def scalar(written: Any) -> str:
    """One value as a case writes it: numbers in full, text in quotes where it would be read as something else.

    Examples
    --------
    >>> [scalar(word) for word in (85000, 0.00001, 1.125, True, "Zelf bouwen", "6.3", "nee: later")]
    ['85000', '0.00001', '1.1250', 'true', 'Zelf bouwen', '"6.3"', '"nee: later"']
    """
    if isinstance(written, bool):
        return "true" if written else "false"
    if isinstance(written, int):
        return str(written)
    if isinstance(written, float):
        decimal_text = format(Decimal(repr(written)), "f")
        # Three decimals could be thousands; a zero behind them cannot.
        return f"{decimal_text}0" if _AMBIGUOUS.fullmatch(decimal_text) else decimal_text
    scalar_text = str(written)
    scalar_read = plain_scalar(scalar_text)
    if _PLAIN.fullmatch(scalar_text) and isinstance(scalar_read, str) and not isinstance(scalar_read, Trap):
        return scalar_text
    return json.dumps(scalar_text, ensure_ascii=False)


def with_text_keys(node: Any) -> Any:
    """The same with every key as text, so that keys can be sorted: years and words may stand beside each other.

    Examples
    --------
    >>> with_text_keys({2026: [{1: 2}], "x": 1})
    {'2026': [{'1': 2}], 'x': 1}
    """
    if isinstance(node, dict):
        return {
            key if isinstance(key, str) else repr(key) if str(key) in node else str(key): with_text_keys(
                child
            )
            for key, child in node.items()
        }
    return [with_text_keys(child) for child in node] if isinstance(node, list) else node
