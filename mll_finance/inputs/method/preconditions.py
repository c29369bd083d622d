"""What has to be settled before a project may go on: its state, and the costs and delays that follow from it.

A check of ``data/preconditions.csv`` applies to the alternatives that it is meant for. What the case does not mention
counts as unknown, which is open. A check that is open and for which the case has no line of its own brings its cost
(line ``precondition_<id>``) and its delay; one that names the lines in which the case already pays for it (``lines``)
is planned there, so nothing is counted twice. Checks are closed side by side: of their delays the largest counts.
A case without this section has not been assessed: nothing enters its ledger, and no go can be advised.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import Field, ValidationError

from mll_finance.errors import Problem
from mll_finance.inputs.grammar.assumption import Assumption
from mll_finance.inputs.grammar.base import Listing, Strict, Text, Words
from mll_finance.inputs.grammar.line import When
from mll_finance.inputs.grammar.section import Known, Raw, Section, with_lines
from mll_finance.inputs.grammar.sections import ADOPTED, BASELINE, Alternative
from mll_finance.inputs.reference_data.checklist import TABLE, Check, Effect, checklist, checklist_of
from mll_finance.inputs.tables.in_force import Tables
from mll_finance.inputs.text.placeholders import placeholders
from mll_finance.terms import phrase

NAME = "preconditions"
Status = Literal["met", "open", "unknown", "not_applicable", "refused"]
CLASS_CHECK = "ai_act_class"
_NOTE = Words(
    nl="Kosten van deze randvoorwaarde. Voorstel uit data/preconditions.csv; niemand heeft het nog aanvaard.",
    en="Cost of meeting this precondition. Proposal of data/preconditions.csv; nobody has accepted it yet.",
)
_NOBODY = {"nl": "nog niemand", "en": "nobody yet"}


class Signature(Strict):
    """Who signed for it, and when."""

    role: Text
    """Role of who signed."""
    date: str
    """Date, such as 2026-11-24."""


class Finding(Strict):
    """The state of one check in one alternative."""

    status: Status
    """met, open, unknown, not_applicable (with the reason as evidence) or refused (somebody competent said no)."""
    evidence: Text | None = None
    """What shows it: the document, its date, or the reason."""
    signed_by: Signature | None = None
    """Who signed for it."""


class Precondition(Finding):
    """The state of one check, by its id in data/preconditions.csv."""

    by_alternative: dict[str, Finding] = {}
    """Alternatives in which the state is another one."""
    lines: Listing = ()
    """Lines of the case that pay for closing it; where one of them stands, cost and time are planned in the case."""
    effect: Literal["veto"] | None = None
    """veto, where the case is stricter than the table."""
    cost: Assumption | None = None
    """Own cost of closing it (EUR ex btw), in the place of that of the table."""
    year: int | None = None
    """Year in which that cost falls; the first of the case without it."""
    delay: Annotated[int, Field(ge=0, le=100)] | None = None
    """Own delay in whole years while it is open, in the place of that of the table; counts for a planned check too."""

    def of(self, alternative: str) -> Finding:
        """The state in one alternative."""
        return self.by_alternative.get(alternative, self)


@dataclass(frozen=True)
class Standing:
    """How one check stands in one alternative, with what follows from it."""

    check: Check
    alternative: str
    found: Finding
    effect: Effect
    planned: tuple[str, ...]
    """Lines of the case that pay for closing it in this alternative."""
    delay: int
    """Whole years by which what comes after it waits."""
    prohibited: bool = False
    """Whether the class of the alternative refuses it by itself."""

    @property
    def status(self) -> Status:
        """met, open, unknown, not_applicable or refused."""
        return "refused" if self.prohibited else self.found.status

    @property
    def is_open(self) -> bool:
        """Whether it still has to be closed."""
        return self.status in ("open", "unknown")

    @property
    def blocks(self) -> bool:
        """Whether it keeps the phase before which it must be met from beginning."""
        return self.is_open or self.status == "refused"

    @property
    def vetoes(self) -> bool:
        """Whether it forbids a go, whatever the numbers say."""
        return self.status == "refused" and self.effect == "veto"

    @property
    def brings_cost(self) -> bool:
        """Whether its cost enters the ledger as a line of its own."""
        return self.is_open and not self.planned


def line_name(check: str) -> str:
    """Name of the line that an open check brings.

    Examples
    --------
    >>> line_name("dpia")
    'precondition_dpia'
    """
    return f"precondition_{check}"


def standings(
    findings: Mapping[str, Precondition],
    alternatives: Mapping[str, Alternative],
    stands: Mapping[str, tuple[str, ...]],
    checks: Mapping[str, Check],
    tables: Tables,
) -> list[Standing]:
    """Every check that applies, in the order of the table, for each alternative that it applies to.

    Parameters
    ----------
    findings : mapping
        The section of the case.
    alternatives : mapping
        The alternatives of the case.
    stands : mapping
        Alternatives in which each line of the case stands.
    checks : mapping
        The checks that the case answers to; one that it mentions counts too.
    tables : Tables
        The tables in force.
    """
    standing_checks = []
    for check_id, check in checklist(tables).items():
        if check_id not in checks and check_id not in findings:
            continue
        precondition = findings.get(check_id, Precondition(status="unknown"))
        for alternative, described_alternative in alternatives.items():
            if alternative == BASELINE or not check.text.applies.holds(described_alternative):
                continue
            planned_lines = tuple(line for line in precondition.lines if alternative in stands.get(line, ()))
            finding = _evidenced(precondition.of(alternative))
            delay_in_years = (
                precondition.delay if precondition.delay is not None else 0 if planned_lines else check.years
            )
            standing_checks.append(
                Standing(
                    check,
                    alternative,
                    finding,
                    precondition.effect or check.text.effect,
                    planned_lines,
                    delay_in_years if finding.status in ("open", "unknown") else 0,
                    prohibited=check_id == CLASS_CHECK and described_alternative.risk_class == "prohibited",
                )
            )
    return standing_checks


def _evidenced(finding: Finding) -> Finding:
    """The state of a check: what is met on evidence, or by a signature, that has still to be filled in is open."""
    has_placeholders = finding.status == "met" and any(placeholders(finding.model_dump(mode="json")))
    return finding.model_copy(update={"status": "open"}) if has_placeholders else finding


def expand(raw_case: Raw, tables: Tables) -> Raw:
    """The case with its unmentioned checks as unknown, the costs of open ones as lines, and what waits for them."""
    raw_section = raw_case.get(NAME)
    if not isinstance(raw_section, dict) or not isinstance(raw_case.get("lines"), dict):
        return raw_case
    try:
        finding_by_check = {name: Precondition.model_validate(raw) for name, raw in raw_section.items()}
        alternative_by_id = {
            name: Alternative.model_validate(raw or {}) for name, raw in raw_case["alternatives"].items()
        }
        alternatives_by_line = {
            name: _stands_in(raw, alternative_by_id) for name, raw in raw_case["lines"].items()
        }
        first_year, horizon = int(raw_case["case"]["base_year"]), int(raw_case["case"]["horizon"])
        check_by_id = checklist_of(
            raw_case["case"].get("checklist"),
            adopted=raw_case["case"].get("status") == ADOPTED,
            tables=tables,
        )
    except (ValidationError, KeyError, TypeError, ValueError, AttributeError):
        return raw_case
    standing_checks = standings(
        finding_by_check, alternative_by_id, alternatives_by_line, check_by_id, tables
    )
    raw_unmentioned = {name: {"status": "unknown"} for name in check_by_id if name not in raw_section}
    expanded_case = {
        **raw_case,
        NAME: {**raw_section, **raw_unmentioned},
        "alternatives": _waiting(raw_case["alternatives"], standing_checks),
    }
    return with_lines(
        expanded_case,
        NAME,
        _lines(standing_checks, finding_by_check, raw_case, (first_year, first_year + horizon)),
    )


def _stands_in(raw: Any, alternatives: Mapping[str, Alternative]) -> tuple[str, ...]:
    """Alternatives in which a raw line stands."""
    raw_alternatives = raw.get("alternative") if isinstance(raw, dict) else None
    alternative_names = (
        list(alternatives)
        if raw_alternatives == "all"
        else [raw_alternatives]
        if isinstance(raw_alternatives, str)
        else list(raw_alternatives or ())
    )
    raw_condition = raw.get("when") if isinstance(raw, dict) else None
    when_condition = When.model_validate(raw_condition) if raw_condition else None
    return tuple(
        name
        for name in alternative_names
        if name in alternatives and (when_condition is None or when_condition.holds(alternatives[name]))
    )


def _waiting(raw: Raw, standing_checks: list[Standing]) -> Raw:
    """The raw alternatives with the years that their phases wait, the largest delay by phase."""
    raw_alternatives = dict(raw)
    for standing_check in standing_checks:
        if not standing_check.delay:
            continue
        raw_alternative = dict(raw_alternatives[standing_check.alternative] or {})
        raw_later = dict(raw_alternative.get("later") or {})
        raw_later[standing_check.check.text.before] = max(
            standing_check.delay, raw_later.get(standing_check.check.text.before, 0)
        )
        raw_alternatives[standing_check.alternative] = {**raw_alternative, "later": raw_later}
    return raw_alternatives


def _lines(
    standing_checks: list[Standing], findings: Mapping[str, Precondition], raw: Raw, span: tuple[int, int]
) -> dict[str, Raw]:
    """The raw lines of the open checks that cost something and that the case has no line for."""
    language = "en" if raw["case"].get("language") == "en" else "nl"
    standings_by_check: dict[str, list[str]] = {}
    check_by_id = {standing_check.check.id: standing_check.check for standing_check in standing_checks}
    for standing_check in standing_checks:
        if standing_check.brings_cost:
            standings_by_check.setdefault(standing_check.check.id, []).append(standing_check.alternative)
    line_by_id = {}
    for check_id, alternative_ids in standings_by_check.items():
        check, precondition = check_by_id[check_id], findings.get(check_id)
        raw_cost_of_check = (
            raw[NAME][check_id].get("cost")
            if precondition is not None and precondition.cost is not None
            else None
        )
        if raw_cost_of_check is None and check.cost.value == 0:
            continue
        year_of_line = (
            precondition.year if precondition is not None and precondition.year is not None else span[0]
        )
        year_of_line = year_of_line if span[0] <= year_of_line <= span[1] else span[0]
        line_by_id[line_name(check_id)] = _line(
            check, alternative_ids, raw_cost_of_check or _from_table(check, language), year_of_line, span
        )
    return line_by_id


def _line(check: Check, names: list[str], amount: Raw, year: int, span: tuple[int, int]) -> Raw:
    recurrence = check.recurs
    return {
        "kind": "subscription" if recurrence else "purchase",
        "title": check.text.title.model_dump(),
        "alternative": list(names),
        "payer": "municipality",
        "receiver": "resources",
        "years": {"from": min(year + 1, span[1])} if recurrence else year,
        "btw": check.text.btw.model_dump(),
        "category": "compliance",
        "phase": "run" if recurrence else "set_up",
        "duration": "structural" if recurrence else "incidental",
        "price" if recurrence else "amount": amount,
    }


def _from_table(check: Check, language: str) -> Raw:
    """The cost of the table as a raw assumption, uncertain where the table has a range."""
    cost_table_row = check.cost
    raw_assumption: Raw = {
        "title": check.text.title.model_dump(),
        "table": TABLE,
        "id": cost_table_row.id,
        "accepted_by": _NOBODY[language],
        "note": _NOTE.model_dump(),
    }
    if cost_table_row.low is not None and cost_table_row.high is not None:
        raw_assumption["distribution"] = {
            "kind": "pert",
            "low": cost_table_row.low,
            "mode": cost_table_row.value,
            "high": cost_table_row.high,
        }
    return raw_assumption


def _check(preconditions: Mapping[str, Precondition], known: Known) -> Iterator[Problem]:
    for precondition_id, precondition in preconditions.items():
        problem_path = f"{NAME}.{precondition_id}"
        if precondition_id not in checklist():
            yield Problem.unknown(
                problem_path,
                phrase("problem_unknown_check", name=precondition_id),
                precondition_id,
                checklist(),
            )
        for finding_path, check_finding in (
            (problem_path, precondition),
            *(
                (f"{problem_path}.by_alternative.{alternative_id}", alternative_finding)
                for alternative_id, alternative_finding in precondition.by_alternative.items()
            ),
        ):
            if check_finding.status == "not_applicable" and check_finding.evidence is None:
                yield Problem(
                    f"{finding_path}.status",
                    phrase("problem_not_applicable_without_a_reason"),
                    phrase("problem_a_check_of_the_table"),
                    phrase("problem_add_evidence_the_reason"),
                )
        for line in precondition.lines:
            if known.lacks("lines", line):
                yield Problem.unknown(
                    f"{problem_path}.lines",
                    phrase("problem_no_line_2", line=line),
                    line,
                    known.names("lines"),
                    allowed=phrase("problem_lines_of_the_case"),
                )
        for alternative in precondition.by_alternative:
            if known.lacks_project(alternative):
                yield Problem.unknown(
                    f"{problem_path}.by_alternative",
                    phrase("problem_no_alternative_3", alternative=alternative),
                    alternative,
                    known.projects,
                )
        if known.settings is not None and precondition.year is not None:
            first_year, last_year = (
                known.settings.base_year,
                known.settings.base_year + known.settings.horizon,
            )
            if not first_year <= precondition.year <= last_year:
                yield Problem(
                    f"{problem_path}.year",
                    phrase("problem_the_year", year=precondition.year),
                    phrase("problem_to", first=first_year, last=last_year),
                    phrase("problem_correct_the_year"),
                )


SECTION = Section(
    name=NAME,
    model=Precondition,
    named=True,
    description="What has to be settled before the project may go on: checks of the table and their state.",
    expand=expand,
    check=_check,
)
