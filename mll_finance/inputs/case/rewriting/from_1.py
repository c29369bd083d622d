"""Schema 1 read as schema 2.

Schema 2 lets own staff follow the wage index, lets ``case.inflation`` replace prices only, and counts own parties in
society. The first two are written out as they were, so no number moves. The third was a slip that turns the sign of a
result, so it moves and is told; an adopted case keeps its parties where they were.
"""

from __future__ import annotations

from typing import Any

from mll_finance.inputs.case.default_index import default_index
from mll_finance.inputs.case.price_index import CPI, WAGES
from mll_finance.inputs.case.rewriting.older_case import OlderCase
from mll_finance.inputs.case.society import left_out
from mll_finance.inputs.grammar.section import Raw
from mll_finance.inputs.lines import line_kinds


def rewritten(older: OlderCase) -> Raw:
    """The case as schema 2 reads it."""
    whole = {**older.whole}
    if isinstance(whole.get("lines"), dict):
        whole["lines"] = _lines(older)
    if isinstance(whole.get("case"), dict):
        whole["case"] = older.keep(
            ("schema 1", "case"), whole["case"], lambda: _settings(older.section("case"))
        )
    if isinstance(whole.get("parties"), dict):
        whole["parties"] = _parties(older)
    return whole


def _lines(older: OlderCase) -> Raw:
    """Lines of own staff with the index that they followed."""
    lines = dict(older.section("lines"))
    kept = []
    for name, line in lines.items():
        if not isinstance(line, dict) or line.get("index") is not None or line.get("basis") == "nominal":
            continue
        kind = line_kinds().get(str(line.get("kind")))
        if kind is not None and default_index(kind, line, older.section("quantities")) is not None:
            lines[name] = older.keep(
                ("schema 1", "lines", name), line, lambda line=line: {**line, "index": CPI}
            )
            kept.append(name)
    if kept:
        older.tell("schema_1_staff", f"lines.{kept[0]}", count=len(kept))
    return lines


def _settings(settings: Raw) -> Raw:
    """The section case with inflation that replaces the wage index as well."""
    inflation = settings.get("inflation")
    rate: Any = inflation.get("rate") if isinstance(inflation, dict) else None
    if "kadernota" in settings or isinstance(rate, bool) or not isinstance(rate, (int, float)) or rate <= -1:
        return settings
    return {**settings, "kadernota": {WAGES: rate, "source": "case.inflation"}}


def _parties(older: OlderCase) -> Raw:
    """Own parties that society left out: still outside where that was chosen or adopted, else inside by now."""
    parties = dict(older.section("parties"))
    raw_section = older.written.get("parties")
    own = [name for name in left_out(older.whole) if isinstance(raw_section, dict) and name in raw_section]
    for name in own:
        if older.is_adopted or _chosen(older.written):
            parties[name] = {**(parties[name] or {}), "outside": True}
        elif _plays(older, name):
            older.tell("schema_1_party", f"parties.{name}", party=name)
    return parties


def _chosen(written: Raw) -> bool:
    """Whether the case names the parties of society itself."""
    views = written.get("perspectives")
    society = views.get("society") if isinstance(views, dict) else None
    return isinstance(society, dict) and "parties" in society


def _plays(older: OlderCase, party: str) -> bool:
    """Whether a party pays or receives."""
    lines = (line for line in older.section("lines").values() if isinstance(line, dict))
    return any(party in (line.get("payer"), line.get("receiver")) for line in lines)
