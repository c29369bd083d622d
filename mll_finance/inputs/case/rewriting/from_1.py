"""Schema 1 read as schema 2.

Schema 2 lets what is wages follow the wage index, has one deflator for every line (an index of its own moves the real
amount), lets ``case.inflation`` replace prices only, and counts own parties in society. The first three are written out
as they were, so no number moves. The last was a slip that turns the sign of a result, so it moves and is told; an
adopted case keeps its parties where they were.
"""

from __future__ import annotations

from typing import Any

from mll_finance.inputs.case.indices.default_index import default_index
from mll_finance.inputs.case.price_index import CPI, WAGES
from mll_finance.inputs.case.rewriting.older_case import OlderCase
from mll_finance.inputs.case.society import left_out
from mll_finance.inputs.grammar.section import Raw
from mll_finance.inputs.lines import line_kinds


def rewritten(older: OlderCase) -> Raw:
    """The case as schema 2 reads it."""
    rewritten_document = {**older.whole}
    if isinstance(rewritten_document.get("lines"), dict):
        rewritten_document["lines"] = _lines(older)
    if isinstance(rewritten_document.get("case"), dict):
        rewritten_document["case"] = older.keep(
            ("schema 1", "case"), rewritten_document["case"], lambda: _settings(older.section("case"))
        )
    if isinstance(rewritten_document.get("parties"), dict):
        rewritten_document["parties"] = _parties(older)
    return rewritten_document


def _lines(older: OlderCase) -> Raw:
    """Lines of own staff with the index that they followed."""
    raw_line_by_id = dict(older.section("lines"))
    kept_line_ids = []
    indexed_line_ids = [
        name
        for name, line in raw_line_by_id.items()
        if isinstance(line, dict) and line.get("index") not in (None, CPI) and line.get("basis") != "nominal"
    ]
    if indexed_line_ids:
        older.tell("schema_1_index", f"lines.{indexed_line_ids[0]}", count=len(indexed_line_ids))
    for line_id, line in raw_line_by_id.items():
        if not isinstance(line, dict) or line.get("index") is not None or line.get("basis") == "nominal":
            continue
        line_class = line_kinds().get(str(line.get("kind")))
        if (
            line_class is not None
            and default_index(line_class, line, older.section("quantities")) is not None
        ):
            raw_line_by_id[line_id] = older.keep(
                ("schema 1", "lines", line_id), line, lambda line=line: {**line, "index": CPI}
            )
            kept_line_ids.append(line_id)
    if kept_line_ids:
        older.tell("schema_1_staff", f"lines.{kept_line_ids[0]}", count=len(kept_line_ids))
    return raw_line_by_id


def _settings(settings: Raw) -> Raw:
    """The section case with a deflator for each line, and inflation that replaces the wage index as well."""
    settings = {"deflator": "line", **settings}
    raw_inflation = settings.get("inflation")
    inflation_rate: Any = raw_inflation.get("rate") if isinstance(raw_inflation, dict) else None
    if (
        "kadernota" in settings
        or isinstance(inflation_rate, bool)
        or not isinstance(inflation_rate, (int, float))
        or inflation_rate <= -1
    ):
        return settings
    return {**settings, "kadernota": {WAGES: inflation_rate, "source": "case.inflation"}}


def _parties(older: OlderCase) -> Raw:
    """Own parties that society left out: still outside where that was chosen or adopted, else inside by now."""
    party_by_id = dict(older.section("parties"))
    raw_parties = older.written.get("parties")
    own_party_ids = [
        name for name in left_out(older.whole) if isinstance(raw_parties, dict) and name in raw_parties
    ]
    for party_id in own_party_ids:
        if older.is_adopted or _chosen(older.written):
            party_by_id[party_id] = {**(party_by_id[party_id] or {}), "outside": True}
        elif _plays(older, party_id):
            older.tell("schema_1_party", f"parties.{party_id}", party=party_id)
    return party_by_id


def _chosen(written: Raw) -> bool:
    """Whether the case names the parties of society itself."""
    raw_perspectives = written.get("perspectives")
    raw_society = raw_perspectives.get("society") if isinstance(raw_perspectives, dict) else None
    return isinstance(raw_society, dict) and "parties" in raw_society


def _plays(older: OlderCase, party: str) -> bool:
    """Whether a party pays or receives."""
    raw_lines = (line for line in older.section("lines").values() if isinstance(line, dict))
    return any(party in (line.get("payer"), line.get("receiver")) for line in raw_lines)
