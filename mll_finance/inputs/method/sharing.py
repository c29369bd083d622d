"""The section ``sharing``: municipalities that share the common costs of a case, and the key by which they do."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from pydantic import Field

from mll_finance.errors import Problem
from mll_finance.inputs.grammar.assumption import Assumption
from mll_finance.inputs.grammar.base import Strict, Text
from mll_finance.inputs.grammar.line import Several
from mll_finance.inputs.grammar.section import Known, Section
from mll_finance.inputs.tables.in_force import SHIPPED, Tables  # noqa: F401
from mll_finance.inputs.tables.problems import TableLookupError, table_problem
from mll_finance.inputs.tables.table import MUNICIPALITIES, place_of
from mll_finance.terms import phrase

NAME = "sharing"
INHABITANTS = "inhabitants"
Key = Literal["equal", "per_inhabitant", "per_case", "fixed_variable", "founders"]
KEYS: tuple[Key, ...] = ("equal", "per_inhabitant", "per_case", "fixed_variable", "founders")


class Participant(Strict):
    """A municipality that takes part; its inhabitants come from data/municipalities.csv unless given."""

    title: Text | None = None
    """Name for readers; the name in the case without it."""
    inhabitants: Assumption | None = None
    """Number of inhabitants, where the table has none or another is meant."""
    cases: Assumption | None = None
    """Cases a year, for the key per_case."""
    joins: int | None = None
    """Year in which it enters, for the key founders; the base year without it."""


class Sharing(Strict):
    """Which costs are common, who shares them and by which key."""

    alternative: str
    """Alternative of which the costs are shared."""
    development: Several = ()
    """Lines of common costs that are made once."""
    fixed: Several = ()
    """Lines of common costs that return, whatever the number of participants."""
    key: Key = "fixed_variable"
    """Key of the common costs: equal, per_inhabitant, per_case, fixed_variable or founders."""
    equal_part: Assumption | None = None
    """Part of the common costs that all bear alike, for the key fixed_variable."""
    perspective: Literal["municipality", "society"] = "municipality"
    """Through whose eyes a participant counts what it gains."""
    leaves: str | None = None
    """Participant of which the leaving is shown; the largest without it."""
    participants: dict[str, Participant] = Field(min_length=1)
    """The municipalities, that of the case among them."""


def _check(section: Sharing, known: Known) -> Iterator[Problem]:
    if known.lacks_project(section.alternative):
        yield Problem.unknown(
            f"{NAME}.alternative", f"'{section.alternative}'", section.alternative, known.projects
        )
    for field_name in ("development", "fixed"):
        for line_id in getattr(section, field_name):
            if known.lacks("lines", line_id):
                yield Problem.unknown(
                    f"{NAME}.{field_name}",
                    phrase("problem_no_line", name=line_id),
                    line_id,
                    known.names("lines"),
                    allowed=phrase("problem_a_line_of_the_case"),
                )
    lines_in_both = set(section.development) & set(section.fixed)
    if lines_in_both:
        yield Problem(
            f"{NAME}.fixed",
            phrase("problem_in_development_too", names=", ".join(sorted(lines_in_both))),
            phrase("problem_each_line_once"),
            phrase("problem_keep_it_in_one_of"),
        )
    yield from _participants(section, known)
    if section.key == "fixed_variable" and section.equal_part is None:
        yield Problem(
            f"{NAME}.equal_part",
            phrase("problem_no_equal_part"),
            phrase("problem_the_part_that_all_bear"),
            phrase("problem_add_equal_part_or_choose"),
        )
    if section.equal_part is not None and not 0 <= _number(section.equal_part) <= 1:
        yield Problem(
            f"{NAME}.equal_part",
            f"{_number(section.equal_part):g}",
            phrase("problem_a_fraction_from_to"),
            phrase("problem_is_5"),
        )


def _participants(section: Sharing, known: Known) -> Iterator[Problem]:
    own_town = known.settings.municipality if known.settings is not None else None
    ids = {name: place(name, known.tables) for name in section.participants}
    if known.settings is not None and (own_town is None or place(own_town, known.tables) not in ids.values()):
        yield Problem(
            f"{NAME}.participants",
            phrase("problem_the_municipality_of_the_case", what=own_town or phrase("problem_none_named")),
            phrase("problem_case_municipality_takes_part_the"),
            phrase("problem_add_it_or_set_case"),
        )
    for participant_id, participant in section.participants.items():
        problem_path = f"{NAME}.participants.{participant_id}"
        if participant.inhabitants is None and MUNICIPALITIES not in known.tables.failed:
            try:
                known.tables.table(MUNICIPALITIES).find(INHABITANTS, region=participant_id)
            except TableLookupError as error:
                yield error.at(problem_path)
        twins = [twin for twin in ids if twin != participant_id and ids[twin] == ids[participant_id]]
        if twins and list(ids).index(participant_id) > list(ids).index(twins[0]):
            yield table_problem("participant_twice", problem_path, written=participant_id, other=twins[0])
        for field_name in ("inhabitants", "cases"):
            case_number = getattr(participant, field_name)
            if case_number is not None and (
                case_number.value is None or isinstance(case_number.value, dict) or case_number.value <= 0
            ):
                yield Problem(
                    f"{problem_path}.{field_name}",
                    phrase("problem_no_single_number_above"),
                    phrase("problem_a_value"),
                    phrase("problem_write_value"),
                )
        if section.key == "per_case" and participant.cases is None:
            yield Problem(
                f"{problem_path}.cases",
                phrase("problem_no_cases"),
                phrase("problem_the_key_per_case_needs"),
                phrase("problem_add_cases"),
            )
        if known.settings is not None and participant.joins is not None:
            first_year = known.settings.base_year
            last_year = first_year + known.settings.horizon
            if not first_year <= participant.joins <= last_year:
                yield Problem(
                    f"{problem_path}.joins",
                    str(participant.joins),
                    phrase("problem_a_year_of_the_case_2", first=first_year, what=last_year),
                    phrase("problem_correct_the_year"),
                )
    base_year = known.settings.base_year if known.settings is not None else None
    if base_year is not None and all(
        (participant.joins or base_year) > base_year for participant in section.participants.values()
    ):
        yield Problem(
            f"{NAME}.participants",
            phrase("problem_no_founder"),
            phrase("problem_somebody_is_there_in_the"),
            phrase("problem_leave_out_joins_of_one"),
        )
    if section.leaves is not None and section.leaves not in section.participants:
        yield Problem.unknown(f"{NAME}.leaves", f"'{section.leaves}'", section.leaves, section.participants)


def place(name: str, tables: Tables) -> str:
    """What a participant is known by: the CBS code of a municipality, else its name.

    Examples
    --------
    >>> place("Den Bosch", SHIPPED) == place("'s-Hertogenbosch", SHIPPED)
    True
    """
    return place_of(name, tables.register, strict=False)


def _number(assumption: Assumption) -> float:
    central_number = (
        assumption.central if assumption.value is not None or assumption.distribution is not None else None
    )
    return float(central_number) if isinstance(central_number, (int, float)) else -1.0


SECTION = Section(
    name=NAME,
    model=Sharing,
    named=False,
    description="Municipalities that share the common costs of an alternative, and the key by which they do.",
    check=_check,
)
