"""The section ``pilots``: trials that could be held before a choice, with what they observe and what they cost.

References
----------
Raiffa, H. and Schlaifer, R. (1961), Applied Statistical Decision Theory, Harvard (what a sample is worth).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, WithJsonSchema

from mll_finance.errors import Problem
from mll_finance.inputs.grammar.assumption import Assumption, Number
from mll_finance.inputs.grammar.base import Strict, Text
from mll_finance.inputs.grammar.line import Several
from mll_finance.inputs.grammar.section import Known, Raw, Section
from mll_finance.inputs.method.uncertain_paths import not_uncertain, plain
from mll_finance.terms import phrase
from mll_finance.uncertainty.information.observations import OBSERVATIONS

NAME = "pilots"
Data = Literal["binomial", "normal", "count"]


def _several(written: Any) -> Any:
    return tuple(written) if isinstance(written, list) else (written,)


Numbers = Annotated[
    tuple[Number, ...],
    BeforeValidator(_several),
    WithJsonSchema({"anyOf": [{"type": "number"}, {"type": "array", "items": {"type": "number"}}]}),
]
"""One number, or several."""


class PilotCost(Strict):
    """What a pilot costs, at the price level of the case."""

    fixed: Number = 0.0
    """Euros whatever its size."""
    per_case: Number = 0.0
    """Euros for each case in it."""


class Pilot(Strict):
    """A trial of an alternative before it is chosen: what is counted or measured, of how many cases, at what price."""

    title: Text | None = None
    """Name for readers; the name in the case without it."""
    alternative: str
    """Alternative that is tried."""
    informs: Several = Field(min_length=1)
    """Paths of the uncertain numbers that its cases tell of."""
    data: Data
    """What is observed: binomial (how many of the cases), count (events in the cases) or normal (a mean over them)."""
    sd: Number | None = None
    """Standard deviation of one measurement, in the unit of the number; for normal data only."""
    cost: PilotCost = PilotCost()
    """What it costs."""
    weeks: Number = 0.0
    """Weeks by which the choice waits for it."""
    sizes: Numbers = Field(min_length=1)
    """Numbers of cases that can be had."""
    reach: Number | None = None
    """Decisions that it informs, this one included, such as those of municipalities that could follow."""
    source: Text | None = None
    """Source of what it costs, takes and may observe."""


def check(pilots: dict[str, Pilot], known: Known) -> Iterator[Problem]:
    """Unknown alternatives, numbers that are certain or unknown, and data that cannot inform a number."""
    number_by_path = known.numbers
    uncertain_paths = [path for path, number in number_by_path.items() if number.distribution is not None]
    for pilot_id, pilot in pilots.items():
        path = f"{NAME}.{pilot_id}"
        if known.lacks_project(pilot.alternative):
            yield Problem.unknown(
                f"{path}.alternative", f"'{pilot.alternative}'", pilot.alternative, known.projects
            )
        if (pilot.data == "normal") != (pilot.sd is not None):
            yield Problem(
                f"{path}.sd",
                phrase("pilot_sd_lacks" if pilot.sd is None else "pilot_sd_beside", data=pilot.data),
                phrase("pilot_sd_allowed"),
                phrase("pilot_sd_add" if pilot.sd is None else "problem_remove_it"),
            )
        yield from _amounts(path, pilot)
        for size_index, pilot_size in enumerate(pilot.sizes):
            if pilot_size < 1 or pilot_size != int(pilot_size):
                yield Problem(
                    f"{path}.sizes.{size_index}",
                    f"{pilot_size:g}",
                    phrase("pilot_size_allowed"),
                    phrase("pilot_size_write"),
                )
        for informed_path in pilot.informs:
            if informed_path not in uncertain_paths:
                yield from not_uncertain(
                    f"{path}.informs", informed_path, number_by_path, uncertain_paths, known
                )
            else:
                yield from _reach(f"{path}.data", pilot.data, informed_path, number_by_path[informed_path])


def _amounts(path: str, pilot: Pilot) -> Iterator[Problem]:
    """Amounts that are below what they can be."""
    field_amount_least = (
        ("cost.fixed", pilot.cost.fixed, 0.0),
        ("cost.per_case", pilot.cost.per_case, 0.0),
        ("weeks", pilot.weeks, 0.0),
        ("reach", 1.0 if pilot.reach is None else pilot.reach, 1.0),
    )
    for field_path, amount, least_amount in field_amount_least:
        if amount < least_amount:
            yield Problem(
                f"{path}.{field_path}",
                f"{amount:g}",
                phrase("pilot_amount_allowed", least=f"{least_amount:g}"),
                phrase("pilot_amount_write"),
            )
    if pilot.sd is not None and pilot.sd <= 0:
        yield Problem(f"{path}.sd", f"{pilot.sd:g}", phrase("pilot_sd_above"), phrase("pilot_sd_add"))


def _reach(place: str, data: Data, path: str, number: Assumption) -> Iterator[Problem]:
    """Data that cannot inform a number: a share of cases lies from 0 to 1, events are no fewer than none."""
    assert number.distribution is not None
    lowest_number, highest_number = number.distribution.support
    observation = OBSERVATIONS[data]
    if lowest_number < observation.lowest or highest_number > observation.highest:
        yield Problem(
            place,
            phrase(
                "pilot_data_beyond",
                data=data,
                path=path,
                low=f"{lowest_number:g}",
                high=f"{highest_number:g}",
            ),
            phrase(f"pilot_data_{data}"),
            phrase("pilot_data_other"),
        )


def without_fixed(raw: Raw, fixed: frozenset[str]) -> Raw:
    """The raw case without what its pilots would tell of numbers that a change has made certain."""
    raw_pilots = raw.get(NAME)
    if not isinstance(raw_pilots, dict):
        return raw
    plain_paths = {plain(path) for path in fixed}
    remaining_pilot_by_id = {name: _informing(pilot, plain_paths) for name, pilot in raw_pilots.items()}
    remaining_pilot_by_id = {
        name: pilot for name, pilot in remaining_pilot_by_id.items() if pilot is not None
    }
    return {
        **{key: part for key, part in raw.items() if key != NAME},
        **({NAME: remaining_pilot_by_id} if remaining_pilot_by_id else {}),
    }


def _informing(raw_pilot: Any, plain_paths: set[str]) -> Any:
    """A raw pilot with what it still tells of; None where it tells nothing any more."""
    informed_paths = raw_pilot.get("informs") if isinstance(raw_pilot, dict) else None
    if isinstance(informed_paths, str):
        informed_paths = [informed_paths]
    if not isinstance(informed_paths, list):
        return raw_pilot
    open_paths = [path for path in informed_paths if plain(str(path)) not in plain_paths]
    return {**raw_pilot, "informs": open_paths} if open_paths or not informed_paths else None


SECTION = Section(
    NAME,
    Pilot,
    named=True,
    description="Trials before the choice: what they would tell, of how many cases, at what price.",
    check=check,
    without_fixed=without_fixed,
)
