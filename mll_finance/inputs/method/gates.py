"""The section ``gates``: phases before an alternative is rolled out, with a decision to go on or stop after each.

References
----------
Cooper, R.G. (1990), "Stage-gate systems: a new tool for managing new products", Business Horizons 33(3): 44-54.
Dixit, A.K. and Pindyck, R.S. (1994), Investment under Uncertainty, Princeton (the right to wait).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from mll_finance.errors import Problem
from mll_finance.inputs.grammar.assumption import OWN_ESTIMATE, Number, Quality
from mll_finance.inputs.grammar.base import Strict, Text, listed
from mll_finance.inputs.grammar.line import Several
from mll_finance.inputs.grammar.section import Known, Raw, Section
from mll_finance.inputs.method import pilots
from mll_finance.inputs.method.pilots import Numbers
from mll_finance.inputs.method.uncertain_paths import not_uncertain, plain
from mll_finance.inputs.tables.in_force import Tables
from mll_finance.terms import phrase, three

NAME = "gates"
WEEKS_A_YEAR = 52.0


class GatedPhase(Strict):
    """A phase before the alternative is rolled out, with the gate at its end."""

    title: Text | None = None
    """Name for readers; its number without it."""
    cost: Number = 0.0
    """Euros at the price level of the case, paid at its start, beside what lines hold; else that of its pilot."""
    weeks: Number = 0.0
    """Weeks that it lasts; all that follows comes later by as much; else those of its pilot."""
    passes: Number = 1.0
    """Chance (0 to 1) that it succeeds; what fails is not rolled out."""
    learns: Several = ()
    """Paths of the uncertain numbers that are known at its end."""
    pilot: str | None = None
    """Pilot of the section pilots that it holds, in place of learns."""
    size: Number | None = None
    """Number of cases in that pilot; may be left out where the pilot has one size."""
    at_least: Number | None = None
    """Agreed border: go on where the one number that it learns, or its pilot finds, is this or more."""
    at_most: Number | None = None
    """Agreed border: go on where that number is this or less."""
    salvage: Number = 0.0
    """Euros that stopping at its end brings, or costs where below zero."""


class Wait(Strict):
    """Starting later: when that may be, what is known then, and what it costs to keep the choice open."""

    years: Numbers = Field(min_length=1)
    """Years after the base year in which the first phase may begin instead."""
    learns: Several = ()
    """Paths of the uncertain numbers that are known then without doing anything."""
    cost: Number = 0.0
    """Euros that keeping the choice open costs, paid now."""


class Gates(Strict):
    """An alternative in phases: what each costs and tells, and where it may stop."""

    title: Text | None = None
    """Name for readers; the name in the case without it."""
    alternative: str
    """Alternative that is rolled out after the last gate."""
    phases: Annotated[tuple[GatedPhase, ...], BeforeValidator(listed)] = ()
    """Phases in the order in which they follow each other."""
    wait: Wait | None = None
    """Whether and when the first phase may begin later."""
    source: str
    """Source of what the phases cost, take and may show: an id, a full reference, or own_estimate."""
    quality: Quality
    """A official, B good study, C press or old, D own estimate."""
    accepted_by: Text | None = None
    """Who accepted an own estimate."""


def pilot_size(phase: GatedPhase, pilot: pilots.Pilot) -> float:
    """Number of cases of the pilot that a phase holds."""
    return float(pilot.sizes[0] if phase.size is None else phase.size)


def check(gates: dict[str, Gates], known: Known) -> Iterator[Problem]:
    """What does not fit the case or itself: names, chances, amounts, order and durations."""
    for plan_id, plan in gates.items():
        path = f"{NAME}.{plan_id}"
        if known.lacks_project(plan.alternative):
            yield Problem.unknown(
                f"{path}.alternative", f"'{plan.alternative}'", plan.alternative, known.projects
            )
        if not plan.phases and plan.wait is None:
            yield Problem(f"{path}.phases", *three("gates_no_phase"))
        if plan.source == OWN_ESTIMATE and plan.accepted_by is None:
            yield Problem(
                path,
                phrase("problem_an_own_estimate_that_nobody"),
                phrase("problem_an_own_estimate_names_who"),
                phrase("problem_add_accepted_by_role_or"),
            )
        yield from _amounts(path, plan)
        yield from _durations(path, plan, known)
        yield from _learning(path, plan, known)
        for phase_index, phase in enumerate(plan.phases):
            yield from _pilot(f"{path}.phases.{phase_index}", phase, plan, known)
            yield from _border(f"{path}.phases.{phase_index}", phase, known)


def _amounts(path: str, plan: Gates) -> Iterator[Problem]:
    """Amounts, durations and chances that cannot be."""
    for phase_index, phase in enumerate(plan.phases):
        phase_path = f"{path}.phases.{phase_index}"
        for field_name in ("cost", "weeks"):
            yield from _below_zero(f"{phase_path}.{field_name}", getattr(phase, field_name))
        if not 0.0 <= phase.passes <= 1.0:
            yield Problem(
                f"{phase_path}.passes",
                f"{phase.passes:g}",
                phrase("gates_chance_allowed"),
                phrase("gates_chance_write"),
            )
    if plan.wait is not None:
        yield from _below_zero(f"{path}.wait.cost", plan.wait.cost)


def _below_zero(path: str, amount: float) -> Iterator[Problem]:
    if amount < 0:
        yield Problem(
            path, f"{amount:g}", phrase("pilot_amount_allowed", least=0), phrase("pilot_amount_write")
        )


def _durations(path: str, plan: Gates, known: Known) -> Iterator[Problem]:
    """Phases that together outlast the case, and starts that do not come later one after the other."""
    horizon = float("inf") if known.settings is None else float(known.settings.horizon)
    weeks_of_phases = sum(phase.weeks for phase in plan.phases)
    if weeks_of_phases > horizon * WEEKS_A_YEAR:
        yield Problem(
            f"{path}.phases",
            phrase("gates_weeks_together", weeks=f"{weeks_of_phases:g}"),
            phrase("gates_weeks_allowed", most=f"{horizon * WEEKS_A_YEAR:g}", years=f"{horizon:g}"),
            phrase("gates_weeks_write"),
        )
    if plan.wait is None:
        return
    if not all(0 < year <= horizon for year in plan.wait.years) or not all(
        year_before < year_after for year_before, year_after in pairwise(plan.wait.years)
    ):
        yield Problem(
            f"{path}.wait.years",
            ", ".join(f"{year:g}" for year in plan.wait.years),
            phrase("gates_years_allowed", most=f"{horizon:g}"),
            phrase("gates_years_write"),
        )


def _learning(path: str, plan: Gates, known: Known) -> Iterator[Problem]:
    """Numbers that are certain or unknown, and numbers that are learnt twice."""
    number_by_path = known.numbers
    uncertain_paths = [name for name, number in number_by_path.items() if number.distribution is not None]
    learns_path_by_learnt: dict[str, str] = {}
    moments_and_learnt = [(f"{path}.wait.learns", () if plan.wait is None else plan.wait.learns)]
    moments_and_learnt += [
        (f"{path}.phases.{phase_index}.learns", phase.learns) for phase_index, phase in enumerate(plan.phases)
    ]
    for moment_path, learnt_paths in moments_and_learnt:
        for learnt_path in learnt_paths:
            if learnt_path not in uncertain_paths:
                yield from not_uncertain(moment_path, learnt_path, number_by_path, uncertain_paths, known)
            elif learnt_path in learns_path_by_learnt:
                yield Problem(
                    moment_path,
                    phrase("gates_learnt_twice", path=learnt_path, place=learns_path_by_learnt[learnt_path]),
                    phrase("gates_learnt_once"),
                    phrase("gates_learnt_write"),
                )
            learns_path_by_learnt.setdefault(learnt_path, moment_path)


def _pilot(path: str, phase: GatedPhase, plan: Gates, known: Known) -> Iterator[Problem]:
    """A pilot that is not there, is of another alternative, stands beside what is learnt, or has another size."""
    if phase.pilot is None:
        if phase.size is not None:
            yield Problem(f"{path}.size", *three("gates_size_alone"))
        return
    if phase.learns:
        yield Problem(f"{path}.learns", *three("gates_learns_and_pilot"))
    pilot_by_name = _pilots(known.raw)
    raw_pilot_of_phase = pilot_by_name.get(phase.pilot)
    if raw_pilot_of_phase is None:
        yield Problem.unknown(f"{path}.pilot", f"'{phase.pilot}'", phase.pilot, pilot_by_name)
        return
    if raw_pilot_of_phase.get("alternative") != plan.alternative:
        yield Problem(
            f"{path}.pilot",
            phrase(
                "gates_pilot_of_another", pilot=phase.pilot, alternative=raw_pilot_of_phase.get("alternative")
            ),
            phrase("gates_pilot_allowed", alternative=plan.alternative),
            phrase("gates_pilot_write"),
        )
    raw_sizes = raw_pilot_of_phase.get("sizes")
    pilot_sizes = raw_sizes if isinstance(raw_sizes, list) else [raw_sizes]
    if (phase.size is None and len(pilot_sizes) > 1) or (
        phase.size is not None and phase.size not in pilot_sizes
    ):
        yield Problem(
            f"{path}.size",
            phrase("gates_size_lacks") if phase.size is None else f"{phase.size:g}",
            phrase("problem_one_of", names=", ".join(map(str, pilot_sizes))),
            phrase("gates_size_write"),
        )


def _border(path: str, phase: GatedPhase, known: Known) -> Iterator[Problem]:
    """An agreed border without the one number that it is a border of, or two at once."""
    border_field_names = [field for field in ("at_least", "at_most") if getattr(phase, field) is not None]
    if len(border_field_names) > 1:
        yield Problem(f"{path}.at_most", *three("gates_two_borders"))
    informed_paths = _pilots(known.raw).get(phase.pilot or "", {}).get("informs")
    learnt_count = (
        len(informed_paths) if isinstance(informed_paths, list) else 1 if phase.pilot else len(phase.learns)
    )
    if border_field_names and learnt_count != 1:
        yield Problem(f"{path}.{border_field_names[0]}", *three("gates_border_of_nothing"))


def _pilots(raw: Raw) -> dict[str, Raw]:
    """The raw pilots of a case by name."""
    raw_pilots = raw.get(pilots.NAME)
    raw_parts = raw_pilots.items() if isinstance(raw_pilots, dict) else ()
    return {name: part for name, part in raw_parts if isinstance(part, dict)}


def without_fixed(raw: Raw, fixed: frozenset[str]) -> Raw:
    """The raw case without what its gates would learn of numbers that a change has made certain."""
    raw_gates = raw.get(NAME)
    if not isinstance(raw_gates, dict):
        return raw
    plain_paths = {plain(path) for path in fixed}
    remaining_pilot_by_name = _pilots(pilots.without_fixed(raw, fixed))
    gone_pilot_names = set(_pilots(raw)) - set(remaining_pilot_by_name)
    return {
        **raw,
        NAME: {name: _learning_less(plan, plain_paths, gone_pilot_names) for name, plan in raw_gates.items()},
    }


def _learning_less(raw_plan: Any, plain_paths: set[str], gone_pilots: set[str]) -> Any:
    """A raw plan of which the phases and the wait learn nothing of what is certain."""
    if not isinstance(raw_plan, dict):
        return raw_plan
    changed_plan = dict(raw_plan)
    if isinstance(raw_plan.get("phases"), list):
        changed_plan["phases"] = [_open_part(part, plain_paths, gone_pilots) for part in raw_plan["phases"]]
    if "wait" in raw_plan:
        changed_plan["wait"] = _open_part(raw_plan["wait"], plain_paths, gone_pilots)
    return changed_plan


def _open_part(raw_part: Any, plain_paths: set[str], gone_pilots: set[str]) -> Any:
    """A raw phase or wait with what is still open; without its border where that is of something certain."""
    if not isinstance(raw_part, dict):
        return raw_part
    raw_learns = raw_part.get("learns")
    learnt_paths: Sequence[Any] = (
        [raw_learns] if isinstance(raw_learns, str) else raw_learns if isinstance(raw_learns, list) else []
    )
    open_paths = [path for path in learnt_paths if plain(str(path)) not in plain_paths]
    is_gone = raw_part.get("pilot") in gone_pilots
    if len(open_paths) == len(learnt_paths) and not is_gone:
        return raw_part
    dropped_field_names = {"learns", *(("pilot", "size") if is_gone else ())}
    if is_gone or not open_paths:
        dropped_field_names |= {"at_least", "at_most"}
    open_fields = {key: part for key, part in raw_part.items() if key not in dropped_field_names}
    return {**open_fields, **({"learns": open_paths} if open_paths else {})}


def expand(raw: Raw, _: Tables) -> Raw:
    """The raw case in which a phase costs and takes what its pilot does, where it does not say so itself."""
    raw_gates, pilot_by_name = raw.get(NAME), _pilots(raw)
    if not isinstance(raw_gates, dict) or not pilot_by_name:
        return raw
    return {**raw, NAME: {name: _priced_plan(plan, pilot_by_name) for name, plan in raw_gates.items()}}


def _priced_plan(raw_plan: Any, pilot_by_name: dict[str, Raw]) -> Any:
    if not isinstance(raw_plan, dict) or not isinstance(raw_plan.get("phases"), list):
        return raw_plan
    return {**raw_plan, "phases": [_priced(phase, pilot_by_name) for phase in raw_plan["phases"]]}


def _priced(raw_phase: Any, pilot_by_name: dict[str, Raw]) -> Any:
    """A raw phase with the price and the weeks of its pilot; as it is where these cannot be read."""
    if not isinstance(raw_phase, dict) or not isinstance(raw_phase.get("pilot"), str):
        return raw_phase
    raw_pilot = pilot_by_name.get(raw_phase["pilot"])
    try:
        pilot = pilots.Pilot.model_validate(raw_pilot)
        cases_in_pilot = float(pilot.sizes[0] if raw_phase.get("size") is None else raw_phase["size"])
    except (TypeError, ValueError):
        return raw_phase
    cost_and_weeks = {"cost": pilot.cost.fixed + pilot.cost.per_case * cases_in_pilot, "weeks": pilot.weeks}
    return {**{key: amount for key, amount in cost_and_weeks.items() if amount}, **raw_phase}


SECTION = Section(
    NAME,
    Gates,
    named=True,
    description="Phases before roll-out with a gate after each: what they cost and tell, where one stops, or waits.",
    expand=expand,
    check=check,
    without_fixed=without_fixed,
)
