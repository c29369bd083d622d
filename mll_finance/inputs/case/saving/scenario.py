"""A scenario saved in the file of its case: every other byte stays, and what is read back is what was tried."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mll_finance.errors import InputError, Problem
from mll_finance.inputs.case.case import Case, case_from_text, read_case
from mll_finance.inputs.case.moves import percentages, refusals, with_years
from mll_finance.inputs.case.saving.added_entry import with_entry
from mll_finance.inputs.case.saving.own_file import decoded, held, own_file, rewritten
from mll_finance.inputs.text.writing import flow
from mll_finance.plain_text import LONGEST_TEXT
from mll_finance.terms import phrase, three
from mll_finance.uncertainty import distributions
from mll_finance.yaml_errors import unfit

SECTION = "scenarios"
LONGEST_NAME = 60
"""Signs of the longest name: it is typed behind ``--scenario``."""
_NOT_OF_A_SCENARIO = ("case.draws", "case.draws_until", "case.seed", "case.language")
"""Settings of a study that say how it is calculated and told, not what is tried."""
_ROUNDING = 1e-9


class ScenarioDoubtError(InputError):
    """Numbers that look like a slip; whoever means them saves again and says so."""


@dataclass(frozen=True)
class SavedScenario:
    """What was saved.

    Parameters
    ----------
    name : str
        Name of the scenario, for ``--scenario``.
    path : Path
        The file of the case.
    text : str
        The file as it is now.
    """

    name: str
    path: Path
    text: str


def save_scenario(
    case: Case, changes: Mapping[str, Any], *, title: str, known_text: str, accept: bool = False
) -> SavedScenario:
    """Write what was tried as a scenario into the file of the case, whole or not at all.

    What the case was opened with, such as ``--set`` or another scenario, is saved along, so that the scenario gives
    the numbers that were tried.

    Parameters
    ----------
    case : Case
        The case as it was opened.
    changes : mapping
        Path to new value, on top of that.
    title : str
        Its title; the name follows from it.
    known_text : str
        The file as whoever saves has seen it.
    accept : bool
        Whether numbers about a thousand times those of the case, or a thousandth of them, are meant.

    Raises
    ------
    InputError
        Where the case has no file of its own, the file was edited since, the name is taken or is none, nothing was
        changed, or the scenario would not give what was tried.
    ScenarioDoubtError
        Where numbers look like a slip.
    RunError
        When the file cannot be written.
    """
    path = own_file(case)
    scenario_name = _new_name(case, title)
    change_by_path = together(case, changes)
    if not change_by_path:
        raise InputError(Problem(SECTION, *three("save_nothing")), file=str(path))
    scenario_entry: dict[str, Any] = {
        "title": title.strip(),
        "set": change_by_path,
        **({"accept": True} if accept else {}),
    }
    if not accept:
        _ask_about_slips(case, change_by_path, path)
    raw_bytes = held(path)
    if decoded(raw_bytes) != known_text:
        raise InputError(Problem("", *three("save_edited", file=path.name)), file=str(path))
    new_text = with_entry(known_text, SECTION, scenario_name, scenario_entry)
    if new_text is None:
        yaml_line_of_scenario = f"{scenario_name}: {flow(scenario_entry)}"
        raise InputError(
            Problem(SECTION, *three("save_no_place", lines=yaml_line_of_scenario)), file=str(path)
        )
    _replace(path, raw_bytes, new_text, scenario_name, case.with_(changes, accept=True))
    return SavedScenario(scenario_name, path, new_text)


def name_of(title: str) -> str:
    """The name of a scenario by its title: the title itself where it is a name, else its letters and digits.

    Examples
    --------
    >>> name_of("Licentie twee keer zo duur"), name_of("  Één jaar later!"), name_of("2x duurder"), name_of("***")
    ('licentie_twee_keer_zo_duur', 'een_jaar_later', 'scenario_2x_duurder', '')
    """
    if len(title.strip()) <= LONGEST_NAME and re.fullmatch(r"[A-Za-z][A-Za-z0-9_-]*", title.strip()):
        return title.strip()
    plain_title = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    scenario_name = re.sub(r"[^a-z0-9]+", "_", plain_title).strip("_")[:LONGEST_NAME].rstrip("_")
    return f"scenario_{scenario_name}" if scenario_name[:1].isdigit() else scenario_name


def together(case: Case, changes: Mapping[str, Any]) -> dict[str, Any]:
    """What a study was opened with and what was tried on top of it, by path: what gives it from the file alone."""
    change_by_path = {
        override.path: override.value
        for override in case.overrides
        if override.path not in _NOT_OF_A_SCENARIO
    }
    for path, change in changes.items():
        earlier_change = change_by_path.pop(path, None)
        change_by_path[path] = _on_top(earlier_change, with_years(change))
    return change_by_path


def _on_top(earlier: Any, change: Any) -> Any:
    """A change of what an earlier change made: a factor is one on that."""
    if not isinstance(change, dict) or set(change) != {"times"} or earlier is None:
        return change
    if isinstance(earlier, (int, float)):
        return earlier * change["times"]
    if isinstance(earlier, dict) and set(earlier) == {"times"}:
        return {"times": earlier["times"] * change["times"]}
    if isinstance(earlier, dict) and all(isinstance(key, int) for key in earlier):
        return {year: amount * change["times"] for year, amount in earlier.items()}
    return change


def _new_name(case: Case, title: str) -> str:
    title_doubts = unfit(title, LONGEST_TEXT)
    if title_doubts:
        raise InputError(Problem(SECTION, *title_doubts), file=case.document.name)
    scenario_name = name_of(title)
    if not scenario_name:
        raise InputError(Problem(SECTION, *three("save_no_name")), file=case.document.name)
    names_in_file = read_case(Path(case.document.name)).scenarios
    if scenario_name in names_in_file:
        title_proposals = (f"{title.strip()} {count}" for count in range(2, len(names_in_file) + 3))
        free_name = next(
            proposed_title
            for proposed_title in title_proposals
            if name_of(proposed_title) not in names_in_file
        )
        problem = Problem(
            f"{SECTION}.{scenario_name}", *three("save_taken", name=scenario_name, free=free_name)
        )
        raise InputError(problem, file=case.document.name)
    return scenario_name


def _ask_about_slips(case: Case, settings: Mapping[str, Any], path: Path) -> None:
    """Ask about numbers that a scenario may only have when it says that they are meant."""
    graph = (case.origin or case).graph
    slip_problems = [
        Problem(slip.path, slip.found, slip.allowed, phrase("save_meant"))
        for slip in refusals(graph, settings, typed=False)
    ]
    if slip_problems and not list(percentages(settings)):
        raise ScenarioDoubtError(slip_problems, file=str(path))


def _replace(path: Path, old_bytes: bytes, new_text: str, name: str, case: Case) -> None:
    """Put a new text in the place of the old file once its scenario gives the case that was tried."""
    edited_problem = Problem("", *three("save_edited", file=path.name))
    with rewritten(path, old_bytes, new_text, edited=edited_problem) as part_file:
        case_read_back = _in_scenario(part_file, name, path)
        if not _is_alike(_numbers(case_read_back), _numbers(case)):
            raise InputError(Problem(f"{SECTION}.{name}", *three("save_other_numbers")), file=str(path))


def _in_scenario(part: Path, name: str, path: Path) -> Case:
    """The case of a file that is not in its place yet, in a scenario, with the files and the problems of that place."""
    try:
        return case_from_text(part.read_bytes().decode("utf-8-sig"), folder=path.parent).in_scenario(name)
    except InputError as error:
        raise InputError(error.problems, file=str(path)) from error


def _numbers(case: Case) -> dict[str, Any]:
    """What a case calculates with: its settings, and value and distribution of each number."""
    setting_by_name = case.settings.model_dump(exclude={"draws", "draws_until", "seed", "language"})
    number_by_path = {
        path: (assumption.value, assumption.distribution and distributions.written(assumption.distribution))
        for path, assumption in ((path, leaf.assumption) for path, leaf in case.graph.leaves.items())
    }
    return {"settings": setting_by_name, "numbers": number_by_path}


def _is_alike(first: Any, second: Any) -> bool:
    """Whether two numbers, texts or what is made of them are the same, but for rounding."""
    if isinstance(first, float) or isinstance(second, float):
        are_numbers = isinstance(first, (int, float)) and isinstance(second, (int, float))
        return are_numbers and math.isclose(first, second, rel_tol=_ROUNDING)
    if isinstance(first, dict) and isinstance(second, dict):
        return first.keys() == second.keys() and all(
            _is_alike(part, second[key]) for key, part in first.items()
        )
    if isinstance(first, (list, tuple)) and isinstance(second, (list, tuple)):
        return len(first) == len(second) and all(map(_is_alike, first, second))
    return bool(first == second)
