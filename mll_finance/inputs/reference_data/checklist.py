"""The checks that a project has to pass, and the duties of the AI Act with their dates: data, with how certain it is.

Numbers and sources stand in ``data/preconditions.csv`` and ``data/ai_act.csv``, texts and effects in their sidecars.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Literal

from mll_finance.inputs.grammar.base import Date, Listing, Phase, Strict, Text, Words
from mll_finance.inputs.grammar.line import Btw, When
from mll_finance.inputs.grammar.reading import Reader
from mll_finance.inputs.tables.in_force import SHIPPED, Tables
from mll_finance.inputs.tables.table import Row
from mll_finance.inputs.text.case_files import CaseFiles
from mll_finance.resources import SHIPPED_DATA, resource
from mll_finance.terms import joined, phrase
from mll_finance.yaml_text import read_yaml

Effect = Literal["gate", "veto"]
Certainty = Literal["settled", "secondary", "recalled", "open", "estimate"]
TABLE = "preconditions"
AI_ACT = "ai_act"


class Applies(When):
    """Alternatives to which a check applies: picked by what they are, and by the technique that they use."""

    techniques: Listing = ()
    """Techniques, ids of data/techniques.yaml; all without it. Not known yet counts as any."""

    def holds(self, alternative: Any) -> bool:
        """Whether the check applies to an alternative."""
        is_technique_fitting = (
            not self.techniques or alternative.technique is None or alternative.technique in self.techniques
        )
        return is_technique_fitting and super().holds(alternative)


class CheckText(Strict):
    """What the sidecar of the table says about one check."""

    title: Text
    """Name for readers."""
    question: Text
    """What is asked."""
    evidence: Text
    """What counts as evidence."""
    why: Text
    """Why it is asked."""
    norm: Text
    """Which rule it rests on, and what is uncertain about that."""
    signs: Text
    """Role that signs."""
    effect: Effect
    """gate: while open it blocks the phase; veto: a refusal blocks any go, while open it is a gate."""
    before: Phase
    """Phase that may not begin before it is met."""
    btw: Btw = Btw(rate=0.0)
    """Btw on what is bought to close it; own work carries none."""
    since: Date
    """Date on which it was added; a case that answers to an older checklist is not asked it."""
    applies: Applies = Applies()
    """Alternatives to which it applies, by what they are; all but the baseline without it."""


@dataclass(frozen=True)
class Check:
    """One precondition: its texts, its effect, and its numbers with their sources."""

    id: str
    text: CheckText
    cost: Row
    """Cost of closing it while it is open (EUR ex btw; EUR/yr where it recurs)."""
    delay: Row | None
    """Whole years by which what comes after has to wait while it is open."""
    norm: Row
    """1 for a legal duty, 0 for policy or good practice."""

    @property
    def years(self) -> int:
        """Delay in whole years."""
        return 0 if self.delay is None else int(self.delay.value)

    @property
    def recurs(self) -> bool:
        """Whether its cost recurs every year."""
        return self.cost.unit.endswith("/yr")

    @property
    def certainty(self) -> str:
        """How certain its rule is."""
        return self.norm.extra["certainty"]

    @property
    def is_law(self) -> bool:
        """Whether a statute demands it."""
        return self.norm.value == 1


@dataclass(frozen=True)
class Duty:
    """One duty of the AI Act."""

    id: str
    title: Words
    applies_from: dt.date
    roles: tuple[str, ...]
    classes: tuple[str, ...]
    certainty: str
    row: Row


@SHIPPED_DATA.kept
@lru_cache(maxsize=16)
def checklist(tables: Tables = SHIPPED) -> Mapping[str, Check]:
    """Every check by id, in the order of the sidecar, with the numbers of the tables in force.

    Raises
    ------
    InputError
        With every check that lacks a text, a date or a row, and every row of a check that has no text.
    """
    reader = Reader(read_yaml(resource("data", f"{TABLE}.yaml")), CaseFiles(resource("data")))
    rows_by_check: dict[str, dict[str, Row]] = {}
    for check_row in tables.table(TABLE).rows:
        rows_by_check.setdefault(check_row.extra["check"], {})[check_row.extra["part"]] = check_row
    check_by_id: dict[str, Check] = {}
    for check_id, raw_check in reader.entries("checks").items():
        check_wording, row_by_part = (
            reader.part(CheckText, raw_check, ("checks", check_id)),
            rows_by_check.pop(check_id, {}),
        )
        missing_parts = [part for part in ("cost", "norm") if part not in row_by_part]
        if missing_parts:
            finding_phrase = phrase(
                "problem_no_row_in_csv", names=joined("problem_and_no_row", missing_parts), table=TABLE
            )
            reader.problem(
                f"checks.{check_id}",
                finding_phrase,
                phrase("problem_a_row_cost_and_a"),
                phrase("problem_add_the_row"),
            )
        elif check_wording is not None:
            check_by_id[check_id] = Check(
                check_id, check_wording, row_by_part["cost"], row_by_part.get("delay"), row_by_part["norm"]
            )
    for check_id in rows_by_check:
        finding_phrase = phrase("problem_no_text_of_the_check", name=check_id, table=TABLE)
        reader.problem(
            "checks",
            finding_phrase,
            phrase("problem_a_text_for_each_check"),
            phrase("problem_add_under_checks_or_remove", name=check_id),
        )
    reader.stop_if_wrong()
    return MappingProxyType(check_by_id)


def first_checklist() -> str:
    """Date of the first checklist."""
    return min(check.text.since for check in checklist().values())


def newest_checklist() -> str:
    """Date on which a check was last added."""
    return max(check.text.since for check in checklist().values())


def checklist_of(date: str | None, *, adopted: bool, tables: Tables = SHIPPED) -> dict[str, Check]:
    """The checks that a case answers to, by id.

    Parameters
    ----------
    date : str or None
        Date of the checklist, as ``case.checklist`` says. Without it a draft answers to every check, and an
        adopted case to the first checklist: it was adopted before there was another.
    adopted : bool
        Whether the case is adopted.
    tables : Tables
        The tables in force, for the numbers of the checks.
    """
    latest_date = date or (first_checklist() if adopted else newest_checklist())
    return {name: check for name, check in checklist(tables).items() if check.text.since <= latest_date}


@SHIPPED_DATA.kept
@lru_cache(maxsize=16)
def ai_act(tables: Tables = SHIPPED) -> tuple[Duty, ...]:
    """The duties of the AI Act from the earliest to the latest."""
    raw_titles = _sidecar(AI_ACT)["duties"]
    duties = [
        Duty(
            act_row.id,
            Words.model_validate(raw_titles[act_row.id]),
            dt.date.fromisoformat(act_row.extra["applies_from"]),
            tuple(act_row.extra["roles"].split()),
            tuple(act_row.extra["classes"].split()),
            act_row.extra["certainty"],
            act_row,
        )
        for act_row in tables.table(AI_ACT).rows
    ]
    return tuple(sorted(duties, key=lambda duty: duty.applies_from))


def _sidecar(name: str) -> dict[str, Any]:
    return read_yaml(resource("data", f"{name}.yaml")).data
