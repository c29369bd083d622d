"""The script of the page: the programs of the case, the suite's draws and decision table, and the panel."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from mll_finance.judgement.what_if.programs import WhatIf
from mll_finance.promised import factors
from mll_finance.report.what_if.data import script_data
from mll_finance.report.what_if.printer import function_text
from mll_finance.terms import Language, sentences

_HERE = Path(__file__).resolve().parent
PARTS = ("special.js", "distributions.js", "evaluate.js")
DRAWING = ("sampling.js", "decision.js")
"""The files of the script; those that only draws need."""
LARGEST = 300_000
"""Bytes that the script has at most."""
_PREFIXES = ("try_", "advised_")


def script_of(what_if: WhatIf, language: Language, panel: dict[str, Any] | None = None) -> str | None:
    """The script of a case: it needs nothing but itself and what stands in the page.

    Parameters
    ----------
    what_if : WhatIf
        The programs of the case.
    language : str
        ``nl`` or ``en``.
    panel : dict, optional
        What the panel is built from; without it the script only answers ``window.mll.evaluate``.

    Returns
    -------
    str or None
        The script. Where it would be larger than ``LARGEST`` it leaves out the draws, then the parties, never a number
        or an alternative; None where it is too large without them.
    """
    for has_draws, has_parties in ((True, True), (False, True), (False, False)):
        text = _script(what_if, language, panel, has_draws=has_draws, has_parties=has_parties)
        if len(text.encode()) <= LARGEST:
            return text
    return None


def _script(
    what_if: WhatIf, language: Language, panel: dict[str, Any] | None, *, has_draws: bool, has_parties: bool
) -> str:
    place_by_slot = {number.slot: place for place, number in enumerate(what_if.open_case.numbers)}
    drawn = what_if.drawn if has_parties else what_if.balances
    content = {**script_data(what_if, drawn), "hasDraws": has_draws, "hasParties": has_parties}
    parts = [
        '"use strict";',
        f"const data = {_json(content)};",
        f"const words = {_json(script_words(language))};",
        f"const language = {_json(language)};",
        function_text("drawnProgram", drawn.program, place_by_slot),
        function_text("budgetProgram", what_if.budget.program, place_by_slot),
        *(_part(name) for name in (*(DRAWING if has_draws else ()), *PARTS)),
        "window.mll = Object.freeze({ evaluate });",
    ]
    if panel is not None:
        parts += [f"const panel = {_json(panel)};", _part("panel.js")]
    return "(() => {\n" + "\n".join(parts) + "\n})();\n"


def script_words(language: Language) -> dict[str, str]:
    """The sentences that the script says, by the name that it has for them."""
    return {
        key.removeprefix(prefix): text[language]
        for key, text in sentences().items()
        for prefix in _PREFIXES
        if key.startswith(prefix)
    }


def _json(content: Any) -> str:
    """JSON that ends no script element, wherever it stands; its numbers are those that every processor gives."""
    text = json.dumps(factors(content), ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


@lru_cache(maxsize=16)
def _part(name: str) -> str:
    return (_HERE / name).read_text(encoding="utf-8")
