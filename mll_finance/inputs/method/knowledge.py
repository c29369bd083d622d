"""The section ``knowledge``: which roles a case needs, which are there, and how the others are got.

The case assesses itself first. Only an option that is ``chosen`` enters the ledger; options that are left open are
shown with their cost and lead time, and change nothing. Of a chosen option the lead time counts in whole years (half a
year and more is a year), less the years between the start of the case and the first year in which the work is needed;
by what is left, the phase by which the role must be filled waits, and those after it. Roles are filled side by side:
of their delays, and those of open preconditions, the largest counts.
"""

from __future__ import annotations

import copy
import math
from collections.abc import Iterator
from typing import Annotated, Any, Literal, get_args

from pydantic import Field

from mll_finance.errors import Problem
from mll_finance.inputs.grammar.assumption import Assumption
from mll_finance.inputs.grammar.base import Listing, Strict, Text, YearsOf
from mll_finance.inputs.grammar.section import Known, Raw, Section, with_lines
from mll_finance.inputs.reference_data.prose_tables import knowledge_options, roles
from mll_finance.inputs.reference_data.thresholds import threshold
from mll_finance.inputs.tables.in_force import Tables
from mll_finance.terms import phrase

Chosen = Literal["train", "hire", "contract", "partner"]
OPTIONS: tuple[str, ...] = get_args(Chosen)
NAME = "knowledge"
_MONTHS = 12
_BTW = {"rate": threshold("btw_general_rate"), "compensable": threshold("knowledge_btw_compensable")}
"""Btw on courses and hired hours: the general rate, given back to the municipality."""


class RoleState(Strict):
    """How far a role is filled, and how the rest is got."""

    level: Literal["none", "partly", "full"]
    """Whether nobody, somebody in part, or somebody in full can do it."""
    who: Text | None = None
    """Who does it now."""
    effort: Assumption | None = None
    """Full-time equivalents that are lacking; needed to cost hiring, contracting and a partner."""
    people: int = Field(default=1, ge=1)
    """People to be trained."""
    years: YearsOf | None = None
    """Years in which the work is needed; every year of the horizon without it."""
    chosen: Chosen | None = None
    """The option that is decided on; only then its cost enters the ledger, and its lead time the timeline."""
    delay: Annotated[int, Field(ge=0, le=100)] | None = None
    """Own delay in whole years by the chosen option, in the place of that which follows from its lead time."""
    note: Text | None = None
    """What a reader should know."""


class Knowledge(Strict):
    """The self-assessment of roles and skills."""

    alternatives: Listing
    """Alternatives that it is about."""
    roles: dict[str, RoleState]
    """Assessment of each role by its id in data/roles.yaml; one that is needed but not named is not assessed."""
    accepted_by: Text
    """Who accepts the own estimates of the cost table."""
    taakveld: str | None = None
    """Taakveld of the municipal budget in which the cost falls."""


def option_lines(raw: Raw, role: str, option: str, tables: Tables) -> dict[str, Raw]:
    """The raw lines of an option for a role; none where the case does not say enough.

    Parameters
    ----------
    raw : dict
        The raw case.
    role, option : str
        Ids.
    tables : Tables
        The tables in force.
    """
    raw_section, raw_role = raw[NAME], raw[NAME]["roles"][role]
    raw_effort, raw_years = raw_role.get("effort"), raw_role.get("years")
    first_year = _first(raw_years, raw)
    if option != "train" and raw_effort is None:
        return {}
    maker = _Maker(
        raw_section, role, option, raw_years, first_year, waits=waiting_years(raw, role, option, tables) > 0
    )
    raw_people = {**_own(raw_section), "value": raw_role.get("people", 1), "unit": "person"}
    if option == "train":
        course = {"people": raw_people, "course": maker.cell("knowledge_costs", "training_course")}
        time = {
            "people": copy.deepcopy(raw_people),
            "hours": maker.cell("knowledge_costs", "training_hours"),
            "rate": maker.cell("knowledge_costs", "internal_hour"),
        }
        return {
            **maker.line("", "cursus", "course", once=True, kind="product", factors=course, btw=_BTW),
            **maker.line(
                "time", "eigen tijd", "own time", once=True, kind="product", factors=time, cash=False
            ),
        }
    if option == "hire":
        wage_cell = maker.cell("unit_costs", f"wage_scale_{roles()[role].scale}")
        search_cost = maker.cell("knowledge_costs", "recruitment")
        return {
            **maker.line(
                "", "loonkosten", "wage cost", kind="staffing", fte=copy.deepcopy(raw_effort), wage=wage_cell
            ),
            **maker.line(
                "search", "werving", "recruitment", once=True, kind="purchase", amount=search_cost, btw=_BTW
            ),
        }
    rate_name = "external_hire_hour" if option == "contract" else "developer_hour_open_source"
    hired_fields = {
        "fte": copy.deepcopy(raw_effort),
        "hours": maker.cell("unit_costs", "productive_hours"),
        "rate": maker.cell("unit_costs", rate_name),
    }
    return maker.line("", "uren", "hours", kind="product", factors=hired_fields, btw=_BTW)


class _Maker:
    """Makes the raw lines of one role and option."""

    def __init__(self, section: Raw, role: str, option: str, years: Any, first: Any, *, waits: bool) -> None:
        self.section, self.role, self.option = section, role, option
        self.years, self.first, self.waits = years, first, waits

    def cell(self, table: str, row: str) -> Raw:
        """An assumption that is a row of a table."""
        return {"table": table, "id": row, "accepted_by": self.section.get("accepted_by")}

    def line(self, part: str, nl: str, en: str, *, once: bool = False, **more: Any) -> dict[str, Raw]:
        """One line by name."""
        role_words, option_words = roles()[self.role], knowledge_options()[self.option]
        raw_line: Raw = {
            "title": {
                "nl": f"{role_words.title.nl}: {option_words.title.nl.lower()}, {nl}",
                "en": f"{role_words.title.en}: {option_words.title.en.lower()}, {en}",
            },
            "alternative": list(self.section["alternatives"]),
            "payer": "municipality",
            "receiver": "resources",
            "phase": role_words.phase,
            "category": NAME,
            "duration": "structural" if self.option == "hire" and not once else "incidental",
            **copy.deepcopy(more),
        }
        if self.section.get("taakveld") is not None:
            raw_line["taakveld"] = self.section["taakveld"]
        if once and self.waits:  # What is spent to fill the role does not wait for itself.
            del raw_line["phase"]
        line_years = self.first if once else self.years
        if line_years is not None:
            raw_line["years"] = copy.deepcopy(line_years)
        return {"_".join(filter(None, (NAME, self.role, self.option, part))): raw_line}


def waiting_years(raw: Raw, role: str, option: str, tables: Tables) -> int:
    """Whole years by which what needs a role waits for an option, beyond those that the case has planned.

    Parameters
    ----------
    raw : dict
        The raw case.
    role, option : str
        Ids.
    tables : Tables
        The tables in force.
    """
    raw_role = raw[NAME]["roles"][role]
    if raw_role.get("delay") is not None:
        return int(raw_role["delay"])
    months_of_lead_time = tables.table("knowledge_costs").find(knowledge_options()[option].lead_time.id).value
    first_year = _first(raw_role.get("years"), raw)
    base_year = raw["case"].get("base_year") if isinstance(raw.get("case"), dict) else None
    years_planned = (
        first_year - base_year if isinstance(first_year, int) and isinstance(base_year, int) else 0
    )
    return max(0, math.floor(months_of_lead_time / _MONTHS + 0.5) - years_planned)


def _waiting(raw: Raw, tables: Tables) -> Raw:
    """The raw alternatives with the years that their phases wait for the roles, the largest by phase."""
    raw_alternatives = dict(raw["alternatives"])
    for role, option in _chosen(raw):
        years_waited, phase_of_role = waiting_years(raw, role, option, tables), roles()[role].phase
        for alternative_id in raw[NAME]["alternatives"]:
            if years_waited and alternative_id in raw_alternatives:
                raw_alternative = dict(raw_alternatives[alternative_id] or {})
                raw_later = dict(raw_alternative.get("later") or {})
                raw_alternatives[alternative_id] = {
                    **raw_alternative,
                    "later": {**raw_later, phase_of_role: max(years_waited, raw_later.get(phase_of_role, 0))},
                }
    return raw_alternatives


def _chosen(raw: Raw) -> list[tuple[str, str]]:
    """The roles for which an option is chosen, with that option."""
    return [
        (role, state["chosen"])
        for role, state in raw[NAME]["roles"].items()
        if role in roles() and isinstance(state, dict) and state.get("chosen") in OPTIONS
    ]


def _own(section: Raw) -> Raw:
    return {"source": "own_estimate", "quality": "D", "accepted_by": section.get("accepted_by")}


def _first(years: Any, raw: Raw) -> Any:
    """First of the years of a role as a case writes them."""
    raw_base_year = raw["case"].get("base_year") if isinstance(raw.get("case"), dict) else None
    if isinstance(years, dict):
        return years.get("from", raw_base_year)
    if isinstance(years, list) and years and all(isinstance(year, int) for year in years):
        return min(years)
    return raw_base_year if years is None or isinstance(years, list) else years


def _readable(raw: Raw) -> bool:
    raw_section = raw.get(NAME)
    return (
        isinstance(raw_section, dict)
        and isinstance(raw_section.get("alternatives"), list)
        and isinstance(raw_section.get("roles"), dict)
        and isinstance(raw.get("alternatives"), dict)
        and all(
            isinstance(alternative, dict) or alternative is None
            for alternative in raw["alternatives"].values()
        )
        and all(_has_whole_delay(state) for state in raw_section["roles"].values())
    )


def _has_whole_delay(state: Any) -> bool:
    raw_delay = state.get("delay") if isinstance(state, dict) else None
    return raw_delay is None or (isinstance(raw_delay, int) and not isinstance(raw_delay, bool))


def expand(raw: Raw, tables: Tables) -> Raw:
    """The raw case with the lines of the options that are chosen, and what waits for them."""
    if not _readable(raw):
        return raw
    line_by_id: dict[str, Raw] = {}
    for role, option in _chosen(raw):
        line_by_id.update(option_lines(raw, role, option, tables))
    return with_lines({**raw, "alternatives": _waiting(raw, tables)}, NAME, line_by_id)


def check(section: Knowledge, known: Known) -> Iterator[Problem]:
    """What does not fit: unknown roles and alternatives, a choice without a gap or without its size."""
    for alternative_or_role_id in section.alternatives:
        if known.lacks("alternatives", alternative_or_role_id):
            yield Problem.unknown(
                "knowledge.alternatives",
                phrase("problem_unknown_alternative", name=alternative_or_role_id),
                alternative_or_role_id,
                known.names("alternatives"),
            )
    if not section.alternatives:
        yield Problem(
            "knowledge.alternatives",
            phrase("problem_an_empty_list"),
            phrase("problem_at_least_one_alternative"),
            phrase("problem_name_the_project"),
        )
    for alternative_or_role_id, role_state in section.roles.items():
        yield from _role(
            f"knowledge.roles.{alternative_or_role_id}", alternative_or_role_id, role_state, known
        )


def _role(path: str, name: str, state: RoleState, known: Known) -> Iterator[Problem]:
    if name not in roles():
        yield Problem.unknown(path, phrase("problem_unknown_role", name=name), name, roles())
        return
    if state.chosen is not None and state.level == "full":
        yield Problem(
            f"{path}.chosen",
            phrase("problem_for_a_role_that_is", chosen=state.chosen),
            phrase("problem_an_option_for_a_role"),
            phrase("problem_remove_chosen_or_correct_the"),
        )
    if state.delay is not None and state.chosen is None:
        yield Problem(
            f"{path}.delay",
            phrase("problem_a_delay_without_an_option"),
            phrase("problem_the_delay_by_the_chosen"),
            phrase("problem_add_chosen_or_remove_delay"),
        )
    if state.chosen not in (None, "train") and state.effort is None:
        yield Problem(
            f"{path}.effort",
            phrase("problem_without_its_size", chosen=state.chosen),
            phrase("problem_the_full_time_equivalents_that"),
            phrase("problem_add_effort_value_unit_fte"),
        )
    if state.years is not None and known.settings is not None:
        first_year, last_year = known.settings.base_year, known.settings.base_year + known.settings.horizon
        if not state.years.active(range(first_year, last_year + 1)):
            yield Problem(
                f"{path}.years",
                phrase("problem_no_year_of_the_case"),
                phrase("problem_years_to", first=first_year, last=last_year),
                phrase("problem_correct_the_years"),
            )


SECTION = Section(
    NAME,
    Knowledge,
    named=False,
    description=(
        "Which roles and skills the case needs, which are there, and how the others are got. Only an option that is "
        "chosen costs something in the results."
    ),
    expand=expand,
    check=check,
)
