"""Scenarios nest and combine: what a scenario changes once those that it extends are written out.

``extends: name`` takes over the changes of another scenario; what a scenario sets itself goes before what it extends.
``a+b`` puts two scenarios together. Neither goes before the other, so a path that both change to different values is an
error: whoever wants both makes a scenario that says which value holds.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from mll_finance.errors import InputError, Problem
from mll_finance.inputs.case.graph import Graph
from mll_finance.inputs.case.moves import percentages, refusals
from mll_finance.inputs.grammar.reading import Reader
from mll_finance.inputs.grammar.sections import Scenario
from mll_finance.terms import phrase

PLUS = "+"
_ROUNDING = 1e-6
"""Difference from 1 that rounded probabilities may have."""


def parts(name: str) -> tuple[str, ...]:
    """Names of the scenarios that a name puts together.

    Examples
    --------
    >>> parts("dear+late")
    ('dear', 'late')
    """
    return tuple(part.strip() for part in name.split(PLUS))


def changes(scenarios: Mapping[str, Scenario], name: str) -> dict[str, Any]:
    """Every change of a scenario, or of several put together, by path.

    Raises
    ------
    InputError
        With every unknown scenario, and every path that two of them change to different values.
    """
    scenario_names = list(scenarios)
    allowed_phrase = phrase(
        "problem_one_of_2", what=", ".join(scenario_names) or phrase("problem_case_has_none")
    )
    unknown_scenario_problems = [
        Problem.unknown(
            "scenarios",
            phrase("problem_no_scenario", part=scenario_name),
            scenario_name,
            scenario_names,
            allowed=allowed_phrase,
        )
        for scenario_name in parts(name)
        if scenario_name not in scenarios
    ]
    if unknown_scenario_problems:
        raise InputError(unknown_scenario_problems)
    change_by_path: dict[str, Any] = {}
    scenario_by_path: dict[str, str] = {}
    problems: list[Problem] = []
    for scenario_name in parts(name):
        for path, change in _written_out(scenarios, scenario_name).items():
            for touched_path in _touched(path, change_by_path):
                if touched_path != path or change_by_path[touched_path] != change:
                    problems.append(_conflict(name, path, scenario_by_path[touched_path], scenario_name))
            change_by_path[path] = change
            scenario_by_path.setdefault(path, scenario_name)
    if problems:
        raise InputError(problems)
    return change_by_path


def refuse_slips(graph: Graph, scenarios: Mapping[str, Scenario], name: str, *, is_adopted: bool) -> None:
    """Refuse changes of a scenario, or of several put together, that look like a slip; an adopted case is as it was.

    A factor that is most likely a percentage is one whatever the scenario says; a number that is about a thousand times
    that of the case, or a thousandth of it, where no ``accept`` says that it is meant.

    Raises
    ------
    InputError
        With every such change.
    """
    slip_problems = [] if is_adopted else refusals(graph, _unaccepted(scenarios, name), typed=False)
    remedy_phrase = phrase("scenario_accept", name=name)
    problems = [
        *percentages(changes(scenarios, name)),
        *(replace(slip, remedy=remedy_phrase) for slip in slip_problems),
    ]
    if problems:
        raise InputError(problems)


def _unaccepted(scenarios: Mapping[str, Scenario], name: str) -> dict[str, Any]:
    """Of the changes of a scenario, or of several put together, those that no ``accept`` says are meant."""
    unaccepted_change_by_path: dict[str, Any] = {}
    for scenario_name in parts(name):
        change_by_path = _written_out(scenarios, scenario_name)
        for scenario_of_chain in (scenario_name, *_chain(scenarios, scenario_name)):
            change_by_path_of_step = (
                scenarios[scenario_of_chain].set
                if scenario_of_chain in scenarios and not scenarios[scenario_of_chain].accept
                else {}
            )
            unaccepted_change_by_path |= {
                path: change
                for path, change in change_by_path_of_step.items()
                if change_by_path.get(path) is change
            }
    return unaccepted_change_by_path


def _written_out(scenarios: Mapping[str, Scenario], name: str) -> dict[str, Any]:
    """The changes of one scenario, those that it extends first."""
    scenario = scenarios[name]
    inherited_change_by_path = (
        _written_out(scenarios, scenario.extends) if scenario.extends is not None else {}
    )
    change_by_path = {
        path: change
        for path, change in inherited_change_by_path.items()
        if not any(_within(path, own_path) for own_path in scenario.set)
    }
    return {**change_by_path, **scenario.set}


def _touched(path: str, others: Mapping[str, Any]) -> list[str]:
    """Paths that change the same number: the path itself, one above it, or one below it."""
    return [other_path for other_path in others if _within(path, other_path) or _within(other_path, path)]


def _within(path: str, above: str) -> bool:
    return path == above or path.startswith(f"{above}.")


def _conflict(name: str, path: str, first: str, second: str) -> Problem:
    return Problem(
        f"scenarios {name}",
        phrase("problem_and_both_change_to_different", first=first, second=second, path=path),
        phrase("problem_scenarios_that_change_different_numbers"),
        phrase("problem_add_a_scenario_that_extends", first=first, path=path),
    )


def read_scenarios(reader: Reader) -> dict[str, Scenario]:
    """The scenarios of a case; what is wrong in them or between them is kept by the reader."""
    scenario_by_name = reader.parts("scenarios", Scenario)
    reader.add(_between(scenario_by_name))
    return scenario_by_name


def _between(scenarios: Mapping[str, Scenario]) -> Iterator[Problem]:
    """What is wrong between scenarios: unknown or circular ``extends``, probabilities that do not add up to one."""
    for scenario_name, scenario in scenarios.items():
        if scenario.extends is None:
            continue
        problem_path = f"scenarios.{scenario_name}.extends"
        other_scenario_names = [other_name for other_name in scenarios if other_name != scenario_name]
        if scenario.extends not in scenarios:
            allowed_phrase = phrase(
                "problem_one_of_2", what=", ".join(other_scenario_names) or phrase("problem_others_none")
            )
            yield Problem.unknown(
                problem_path,
                phrase("problem_no_scenario_2", extends=scenario.extends),
                scenario.extends,
                other_scenario_names,
                allowed=allowed_phrase,
            )
        elif scenario_name in (names_in_chain := _chain(scenarios, scenario_name)):
            yield Problem(
                problem_path,
                phrase("problem_a_cycle_2", names=" -> ".join([scenario_name, *names_in_chain])),
                phrase("problem_scenarios_that_extend_one_another"),
                phrase("problem_leave_extends_out_of_one"),
            )
    probability_by_scenario = {
        name: scenario.probability for name, scenario in scenarios.items() if scenario.probability is not None
    }
    total_probability = math.fsum(probability_by_scenario.values())
    if probability_by_scenario and abs(total_probability - 1) > _ROUNDING:
        yield Problem(
            "scenarios",
            phrase(
                "problem_the_probabilities_of_add_up",
                names=", ".join(probability_by_scenario),
                total=total_probability,
            ),
            phrase("problem_a_sum_of_over_the"),
            phrase("problem_correct_them_or_leave_out"),
        )


def _chain(scenarios: Mapping[str, Scenario], name: str) -> list[str]:
    """The scenarios that one extends, until there are none or one comes back."""
    scenario_names: list[str] = []
    next_scenario_name = scenarios[name].extends
    while next_scenario_name in scenarios and next_scenario_name not in scenario_names:
        scenario_names.append(str(next_scenario_name))
        next_scenario_name = scenarios[str(next_scenario_name)].extends
    return scenario_names
