"""The section ``partnership``: with whom and in which form, as transfers between parties that cancel for society."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pydantic import Field

from mll_finance.errors import Problem
from mll_finance.inputs.grammar.assumption import Assumption
from mll_finance.inputs.grammar.base import Listing, Strict
from mll_finance.inputs.grammar.line import Several
from mll_finance.inputs.grammar.parties import standard_perspectives
from mll_finance.inputs.grammar.section import Known, Raw, Section, with_lines
from mll_finance.inputs.reference_data.partnerships import (
    MOVED,
    OTHERS,
    PARTS,
    Form,
    form_lines,
    forms,
    known_terms,
)
from mll_finance.inputs.tables.in_force import Tables
from mll_finance.terms import phrase

NAME = "partnership"
_TITLE = {"nl": "Andere gemeenten", "en": "Other municipalities"}


class Costs(Strict):
    """The lines of the case whose costs a form may pass to another party; the case has the municipality pay them."""

    development: Several = ()
    """Lines of making it."""
    operation: Several = ()
    """Lines of keeping it running."""
    service: Several = ()
    """Lines of the work around it, such as guidance, that only an outcome contract passes on."""


class Partnership(Strict):
    """The form in which the municipality works with others, and what it takes."""

    form: str
    """Id of a form of data/partnerships.yaml, such as saas_licence."""
    alternative: Several = Field(min_length=1)
    """Alternatives that the form holds for: one or a list."""
    costs: Costs
    """Lines whose costs the form may pass to another party."""
    start: int | None = None
    """First year of the partnership; the base year without it."""
    run: int | None = None
    """First year in which the result is used; the year after the start without it."""
    until: int | None = None
    """Last year of the contract; the last year of the case without it."""
    outcome: str | None = None
    """Output of a quantity that an outcome contract pays for, such as quantities.helped.number."""
    roles: dict[str, str] = {}
    """Party that plays a role of the form, where it is not the usual one."""
    terms: dict[str, Assumption] = {}
    """Numbers of the form, in the place of those of data/partnership_terms.csv."""
    rates: dict[str, Assumption] = {}
    """Discount rate of each private party (nominal, a year); the party partner at its usual rate without it."""
    compare: Listing | None = None
    """Forms shown side by side; all that the case gives enough for without it."""

    def lacks(self, form: Form) -> list[str]:
        """What a form needs that the section does not say."""
        return [need for need in form.needs if getattr(self, need, None) is None]


def _expand(raw: Raw, _: Tables) -> Raw:
    raw_section, raw_settings, raw_lines = raw.get(NAME), raw.get("case"), raw.get("lines")
    if not (isinstance(raw_section, dict) and isinstance(raw_settings, dict) and isinstance(raw_lines, dict)):
        return raw
    partnership_form, base_year = (
        forms().get(str(raw_section.get("form"))),
        _year(raw_settings.get("base_year")),
    )
    if partnership_form is None or base_year is None:
        return raw
    if any(raw_section.get(need) is None for need in partnership_form.needs):
        return raw
    first_year = _year(raw_section.get("start")) or base_year
    run_start_year, last_year = (
        _year(raw_section.get("run")) or first_year + 1,
        _year(raw_section.get("until")),
    )
    until_field = {} if last_year is None else {"until": last_year}
    years_by_kind = {
        "first": first_year,
        "run": {"from": run_start_year, **until_field},
        "all": {"from": first_year, **until_field},
    }
    return with_lines(
        _with_others(raw), NAME, form_lines(partnership_form, raw_section, raw_lines, years_by_kind)
    )


def _with_others(raw: Raw) -> Raw:
    """The case with the other municipalities as a party inside the fence of society."""
    raw_parties = raw.get("parties") or {}
    raw_perspectives = raw.get("perspectives") or {}
    if not (isinstance(raw_parties, dict) and isinstance(raw_perspectives, dict)):
        return raw
    raw_society = raw_perspectives.get("society") or {}
    party_ids_inside = raw_society.get("parties", standard_perspectives()["society"]["parties"])
    if not isinstance(party_ids_inside, list):
        return raw
    party_ids_inside = party_ids_inside if OTHERS in party_ids_inside else [*party_ids_inside, OTHERS]
    return {
        **raw,
        "parties": {**raw_parties, OTHERS: raw_parties.get(OTHERS) or {"title": dict(_TITLE)}},
        "perspectives": {**raw_perspectives, "society": {**raw_society, "parties": party_ids_inside}},
    }


def _year(written: Any) -> int | None:
    return int(written) if isinstance(written, int) and not isinstance(written, bool) else None


def _check(section: Partnership, known: Known) -> Iterator[Problem]:
    yield from _names(section, known)
    yield from _cost_lines(section, known)
    if section.outcome is not None:
        section_name, _, rest_of_path = section.outcome.partition(".")
        if section_name != "quantities" or known.lacks("quantities", rest_of_path.partition(".")[0]):
            yield Problem.unknown(
                f"{NAME}.outcome",
                f"'{section.outcome}'",
                section.outcome,
                [f"quantities.{name}" for name in known.names("quantities")],
                allowed=phrase("problem_an_output_of_a_quantity_3"),
            )
    partnership_form = forms().get(section.form)
    for need in section.lacks(partnership_form) if partnership_form is not None else ():
        yield Problem(
            f"{NAME}.{need}",
            phrase("problem_no_2", need=need),
            phrase("problem_the_form_needs", form=section.form, need=need),
            phrase("problem_add_or_choose_another_form", need=need),
        )


def _names(section: Partnership, known: Known) -> Iterator[Problem]:
    for path, form_name, allowed_names in (
        ("form", section.form, forms()),
        *((f"compare.{form_index}", name, forms()) for form_index, name in enumerate(section.compare or ())),
    ):
        if form_name not in allowed_names:
            yield Problem.unknown(
                f"{NAME}.{path}", phrase("problem_no_form", name=form_name), form_name, allowed_names
            )
    for form_name in section.alternative:
        if known.lacks_project(form_name):
            yield Problem.unknown(f"{NAME}.alternative", f"'{form_name}'", form_name, known.projects)
    role_names = sorted({role for form in forms().values() for role in form.roles})
    for role, party in section.roles.items():
        if role not in role_names:
            yield Problem.unknown(
                f"{NAME}.roles.{role}", phrase("problem_no_role", role=role), role, role_names
            )
        if known.lacks("parties", party):
            yield Problem.unknown(
                f"{NAME}.roles.{role}", phrase("problem_no_party", party=party), party, known.names("parties")
            )
    for party, rate_assumption in section.rates.items():
        if not isinstance(rate_assumption.value, float) or rate_assumption.value <= -1:
            yield Problem(
                f"{NAME}.rates.{party}",
                phrase("problem_no_single_rate_above"),
                phrase("problem_a_rate_a_year"),
                phrase("problem_write_value_for"),
            )
        if known.lacks("parties", party):
            yield Problem.unknown(
                f"{NAME}.rates.{party}",
                phrase("problem_no_party", party=party),
                party,
                known.names("parties"),
            )
    for term_name in section.terms:
        if term_name not in known_terms():
            yield Problem.unknown(
                f"{NAME}.terms.{term_name}",
                phrase("problem_no_term", term=term_name),
                term_name,
                known_terms(),
                allowed=phrase("problem_one_of", names=", ".join(sorted(known_terms()))),
            )


def _cost_lines(section: Partnership, known: Known) -> Iterator[Problem]:
    is_outcome_form = "outcome" in (forms()[section.form].needs if section.form in forms() else ())
    for part_name in PARTS:
        for line_id in getattr(section.costs, part_name):
            line, problem_path = known.lines.get(line_id), f"{NAME}.costs.{part_name}"
            if known.lacks("lines", line_id):
                yield Problem.unknown(
                    problem_path,
                    phrase("problem_no_line", name=line_id),
                    line_id,
                    known.names("lines"),
                    allowed=phrase("problem_a_line_of_the_case"),
                )
            elif line is None:
                continue  # It stands in the case, and what is wrong with it is told there.
            elif line.kind not in MOVED:
                yield Problem(
                    problem_path,
                    phrase("problem_of_the_kind", name=line_id, kind=line.kind),
                    phrase("problem_lines_of_the_kinds", names=", ".join(MOVED)),
                    phrase("problem_write_the_line_as_one"),
                )
            elif is_outcome_form and not _by_year(line):
                yield Problem(
                    problem_path,
                    phrase("problem_without_amounts_by_year", name=line_id),
                    phrase("problem_an_outcome_contract_advances_cash"),
                    phrase("problem_write_the_amounts_as_a"),
                )
            elif set(section.alternative) - set(line.alternative) and not known.lacks_any(
                (*line.alternative, *section.alternative)
            ):
                yield Problem(
                    problem_path,
                    phrase("problem_does_not_stand_in_every", name=line_id),
                    phrase("problem_costs_of_these_alternatives"),
                    phrase("problem_correct_alternative_or_choose_other"),
                )


def _by_year(line: Any) -> bool:
    amount_assumption = getattr(line, MOVED[line.kind][0])
    return line.kind in ("cash_flow", "purchase") and (
        isinstance(amount_assumption.value, dict) or amount_assumption.pm is not None
    )


SECTION = Section(
    name=NAME,
    model=Partnership,
    named=False,
    description="With whom and in which form the municipality works: transfers between parties, nothing to society.",
    expand=_expand,
    check=_check,
)
