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
from mll_finance.inputs.reference_data.tables import load_table

NAME = "sharing"
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
    projects = [name for name in known.alternatives if name != "baseline"]
    if section.alternative not in projects:
        yield Problem.unknown(
            f"{NAME}.alternative", f"'{section.alternative}'", section.alternative, projects
        )
    for part in ("development", "fixed"):
        for name in getattr(section, part):
            if name not in known.lines:
                yield Problem.unknown(
                    f"{NAME}.{part}", f"no line '{name}'", name, known.lines, allowed="a line of the case"
                )
    both = set(section.development) & set(section.fixed)
    if both:
        yield Problem(
            f"{NAME}.fixed",
            f"{', '.join(sorted(both))} in development too",
            "each line once",
            "keep it in one of the two",
        )
    yield from _participants(section, known)
    if section.key == "fixed_variable" and section.equal_part is None:
        yield Problem(
            f"{NAME}.equal_part",
            "no equal_part",
            "the part that all bear alike, from 0 to 1",
            "add equal_part, or choose another key",
        )
    if section.equal_part is not None and not 0 <= _number(section.equal_part) <= 1:
        yield Problem(
            f"{NAME}.equal_part", f"{_number(section.equal_part):g}", "a fraction from 0 to 1", "30% is 0.3"
        )


def _participants(section: Sharing, known: Known) -> Iterator[Problem]:
    own = known.settings.municipality if known.settings is not None else None
    if known.settings is not None and own not in section.participants:
        yield Problem(
            f"{NAME}.participants",
            f"the municipality of the case ({own or 'none named'}) is not among them",
            "case.municipality takes part: the others are scaled from it",
            "add it, or set case.municipality",
        )
    table = load_table("municipalities").regions("inhabitants")
    for name, participant in section.participants.items():
        path = f"{NAME}.participants.{name}"
        if participant.inhabitants is None and name not in table:
            yield Problem.unknown(
                path,
                f"'{name}' is not in data/municipalities.csv",
                name,
                table,
                allowed="a municipality of the table, or inhabitants",
            )
        for field in ("inhabitants", "cases"):
            number = getattr(participant, field)
            if number is not None and (
                number.value is None or isinstance(number.value, dict) or number.value <= 0
            ):
                yield Problem(f"{path}.{field}", "no single number above 0", "a value", "write value: ...")
        if section.key == "per_case" and participant.cases is None:
            yield Problem(
                f"{path}.cases", "no cases", "the key per_case needs cases of everybody", "add cases: ..."
            )
        if known.settings is not None and participant.joins is not None:
            first = known.settings.base_year
            if not first <= participant.joins <= first + known.settings.horizon:
                yield Problem(
                    f"{path}.joins",
                    str(participant.joins),
                    f"a year of the case: {first} to {first + known.settings.horizon}",
                    "correct the year",
                )
    base = known.settings.base_year if known.settings is not None else None
    if base is not None and all(
        (participant.joins or base) > base for participant in section.participants.values()
    ):
        yield Problem(
            f"{NAME}.participants",
            "no founder",
            "somebody is there in the base year",
            "leave out joins of one of them",
        )
    if section.leaves is not None and section.leaves not in section.participants:
        yield Problem.unknown(f"{NAME}.leaves", f"'{section.leaves}'", section.leaves, section.participants)


def _number(assumption: Assumption) -> float:
    central = (
        assumption.central if assumption.value is not None or assumption.distribution is not None else None
    )
    return float(central) if isinstance(central, (int, float)) else -1.0


SECTION = Section(
    name=NAME,
    model=Sharing,
    named=False,
    description="Municipalities that share the common costs of an alternative, and the key by which they do.",
    check=_check,
)
