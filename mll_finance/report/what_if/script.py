"""The script of the page: the programs of the case, the suite's draws and decision table, and the panel."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Literal

from mll_finance.inputs.method.pilots import Pilot
from mll_finance.judgement.what_if.programs import WhatIf
from mll_finance.promised import factors
from mll_finance.report.asset import asset
from mll_finance.report.what_if.data import script_data
from mll_finance.report.what_if.printer import function_text
from mll_finance.terms import Language, sentences

PARTS = ("special.js", "distributions.js", "changes.js", "ledger.js", "evaluate.js")
DRAWING = ("sampling.js", "decision.js")
"""The files of the script; those that only draws need."""
PILOTS = "pilots.js"
"""What only a case with pilots needs."""
PANEL = ("notation", "elements", "settings", "assumption", "outcome", "keeping", "panel")
"""The files of the panel, in order; after them comes the one of the place where it stands."""
LARGEST = 300_000
"""Bytes that the script has at most."""
_PREFIXES = ("try_", "advised_")
_OTHERWISE = "notebook_"
Host = Literal["page", "notebook"]
"""Where the panel stands: in the mailed report, or in JupyterLab."""
_OPENINGS: Mapping[Host, tuple[str, ...]] = {
    "page": (
        "(() => {",
        '"use strict";',
        'const place = document.getElementById("try-panel"), prefix = "try";',
    ),
    "notebook": ("export function mount(place, model, prefix) {",),
}
_ENDINGS: Mapping[Host, str] = {"page": "})();\n", "notebook": "}\n"}


def script_of(
    what_if: WhatIf, language: Language, panel: dict[str, Any] | None = None, *, host: Host = "page"
) -> str | None:
    """The script of a case: it needs nothing but itself and the place where it stands.

    Parameters
    ----------
    what_if : WhatIf
        The programs of the case.
    language : str
        ``nl`` or ``en``.
    panel : dict, optional
        What the panel is built from; without it the script only answers ``window.mll.evaluate``.
    host : str
        ``page`` for a script of a page, ``notebook`` for a module that mounts the panel in an element that it is given.

    Returns
    -------
    str or None
        The script. Where it would be larger than ``LARGEST`` it leaves out the draws, then the parties, never a number
        or an alternative; None where it is too large without them.
    """
    # What several findings of one pilot are worth follows from a simulation that a page does not make.
    has_one_number_per_pilot = all(
        len(pilot.informs) == 1 for pilot in what_if.study.case.parts(Pilot).values()
    )
    draws_and_parties_pairs = ((True, True), (False, True), (False, False))
    for has_draws, has_parties in (
        draws_and_parties_pairs if has_one_number_per_pilot else draws_and_parties_pairs[1:]
    ):
        script_parts = _evaluation(what_if, language, host, has_draws=has_draws, has_parties=has_parties)
        if panel is not None:
            script_files = (*(f"{script_name}.js" for script_name in PANEL), f"in_{host}.js")
            script_parts += [f"const panel = {_json(panel)};", *map(_part, script_files)]
        script_text = "\n".join([*_OPENINGS[host], *script_parts, _ENDINGS[host]])
        if len(script_text.encode()) <= LARGEST:
            return script_text
    return None


def _evaluation(
    what_if: WhatIf, language: Language, host: Host, *, has_draws: bool, has_parties: bool
) -> list[str]:
    """What works the case out: numbers, words, programs and the suite's draws and decision table."""
    data_entries = {
        **script_data(what_if, has_parties=has_parties),
        "hasDraws": has_draws,
        "hasParties": has_parties,
    }
    return [
        f"const data = {_json(data_entries)};",
        f"const words = {_json(script_words(language, host))};",
        f"const language = {_json(language)};",
        function_text("program", what_if.program.program, what_if.open_case.place_by_slot),
        *(_part(script_name) for script_name in (*(DRAWING if has_draws else ()), *PARTS)),
        *([_part(PILOTS)] if has_draws and data_entries["pilots"] else []),
        *(["window.mll = Object.freeze({ evaluate });"] if host == "page" else []),
    ]


def script_words(language: Language, host: Host = "page") -> dict[str, str]:
    """The sentences that the script says, by the name that it has for them; a notebook says some of them otherwise."""
    word_by_key = {
        sentence_key.removeprefix(prefix): text_by_language[language]
        for sentence_key, text_by_language in sentences().items()
        for prefix in _PREFIXES
        if sentence_key.startswith(prefix)
    }
    notebook_word_by_key = {
        sentence_key.removeprefix(_OTHERWISE): word_text
        for sentence_key, word_text in word_by_key.items()
        if sentence_key.startswith(_OTHERWISE)
    }
    common_word_by_key = {
        sentence_key: word_text
        for sentence_key, word_text in word_by_key.items()
        if not sentence_key.startswith(_OTHERWISE)
    }
    return common_word_by_key | notebook_word_by_key if host == "notebook" else common_word_by_key


def _json(content: Any) -> str:
    """JSON that ends no script element, wherever it stands; its numbers are those that every processor gives."""
    json_text = json.dumps(factors(content), ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return json_text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _part(name: str) -> str:
    """A file of the script without what only its makers read: depth of lines, empty lines, lines of comment."""
    script_lines = (script_line.strip() for script_line in asset(f"what_if/{name}").splitlines())
    return "\n".join(
        script_line for script_line in script_lines if script_line and not script_line.startswith("//")
    )
