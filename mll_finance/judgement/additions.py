"""What stands between the file of a case and the numbers that are shown: what follows from it, and what was changed.

Lines and years of waiting follow from open preconditions without standing in the file; a scenario, a municipality and
``--set`` change it for one command. Each moves the main figure, the net present value to society, and by how much.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mll_finance.drivers.asked import asked_alternative
from mll_finance.engine.study import Study
from mll_finance.errors import InputError
from mll_finance.inputs.case.case import Case, build_case
from mll_finance.inputs.case.overrides import Override
from mll_finance.inputs.case.scenarios import changes
from mll_finance.inputs.grammar.assumption import Assumption
from mll_finance.inputs.grammar.parties import SOCIETY
from mll_finance.inputs.method.preconditions import NAME as PRECONDITIONS

_MARK = ".by_alternative"
_TOWN = "case.municipality"


@dataclass(frozen=True)
class Additions:
    """What the suite and the user added to a case, with the central net present value to society (euros) on the way.

    Parameters
    ----------
    alternative : str
        Alternative that the figures are of.
    lines : tuple of str
        Lines that follow from open preconditions.
    waits : mapping
        Whole years by which alternatives come later for open preconditions.
    changed, idle : tuple of Override
        What was changed on top of the file, beside a scenario; what of it changes nothing.
    scenario, municipality : str or None
        Scenario in force; municipality in the place of that of the file.
    npv_bare, npv_file, npv : float or None
        Without what follows from open preconditions; of the file; as it is shown. None where it cannot be calculated.
    """

    alternative: str
    lines: tuple[str, ...]
    waits: Mapping[str, int]
    changed: tuple[Override, ...]
    idle: tuple[Override, ...]
    scenario: str | None
    municipality: str | None
    npv_bare: float | None
    npv_file: float | None
    npv: float | None

    @property
    def follow(self) -> bool:
        """Whether anything follows from open preconditions."""
        return bool(self.lines or self.waits)

    @property
    def differs(self) -> bool:
        """Whether the case that is shown is another one than that of the file."""
        return bool(self.changed or self.scenario or self.municipality)


def additions(study: Study, alternative: str | None = None) -> Additions:
    """What was added to the case of a study; about what was asked, or what a change moves."""
    case = study.case
    file_case = case.origin or case
    shown_alternative = alternative or _shown(study, file_case)
    made_line_ids = tuple(name for name, line in case.lines.items() if line.made_by == PRECONDITIONS)
    years_waited_by_alternative = _waits(case)
    change_by_path = changes(file_case.scenarios, case.scenario) if case.scenario else {}
    overrides_beside_scenario = [
        override for override in case.overrides if change_by_path.get(override.path) != override.value
    ]
    overrides_without_effect = tuple(
        override for override in overrides_beside_scenario if _same((file_case, case), override.path)
    )
    return Additions(
        alternative=shown_alternative,
        lines=made_line_ids,
        waits=years_waited_by_alternative,
        changed=tuple(
            override
            for override in overrides_beside_scenario
            if override not in overrides_without_effect and override.path != _TOWN
        ),
        idle=overrides_without_effect,
        scenario=case.scenario,
        municipality=case.settings.municipality
        if any(
            override.path == _TOWN and override not in overrides_without_effect
            for override in overrides_beside_scenario
        )
        else None,
        npv_bare=_npv(_bare(case), shown_alternative)
        if made_line_ids or years_waited_by_alternative
        else None,
        npv_file=_npv(file_case, shown_alternative) if case.origin is not None else None,
        npv=_npv(case, shown_alternative, study),
    )


def _shown(study: Study, case: Case) -> str:
    """The alternative that was asked; where a change leaves it as it was and moves another, the one it moves most."""
    asked_id = asked_alternative(study)
    if case is study.case:
        return asked_id
    study_before = Study(case)
    npv_move_by_alternative = {
        name: abs(_central(study, name) - _central(study_before, name))
        for name in study.case.projects
        if name in case.projects
    }
    most_moved_alternative = max(
        npv_move_by_alternative, key=lambda name: npv_move_by_alternative[name], default=asked_id
    )
    return (
        most_moved_alternative
        if npv_move_by_alternative.get(asked_id) == 0 and npv_move_by_alternative[most_moved_alternative] > 0
        else asked_id
    )


def _central(study: Study, alternative: str) -> float:
    """Central net present value to society (EUR) of an alternative."""
    return float(study.stream(SOCIETY, alternative).npv[0])


def _waits(case: Case) -> dict[str, int]:
    """Whole years by which each alternative comes later than its file says."""
    raw_alternatives = case.document.data.get("alternatives") or {}
    years_by_alternative = {}
    for alternative_id, alternative in case.alternatives.items():
        own_later = (raw_alternatives.get(alternative_id) or {}).get("later") or {}
        years_to_wait = max(
            (years_to_wait - own_later.get(phase, 0) for phase, years_to_wait in alternative.later.items()),
            default=0,
        )
        if years_to_wait > 0:
            years_by_alternative[alternative_id] = years_to_wait
    return years_by_alternative


def _bare(case: Case) -> Case | None:
    """The case without its preconditions; None where other parts of it name what follows from them."""
    raw_document = {name: part for name, part in case.document.data.items() if name != PRECONDITIONS}
    bare_document = type(case.document)(data=raw_document, lines=case.document.lines, name=case.document.name)
    try:
        return build_case(bare_document, files=case.files)
    except InputError:
        return None


def _npv(case: Case | None, alternative: str, study: Study | None = None) -> float | None:
    """Central net present value to society; None without a case, or where the case has not got the alternative."""
    if case is None or alternative not in case.projects:
        return None
    return float((study or Study(case)).stream(SOCIETY, alternative).npv[0])


def _same(cases: tuple[Case, Case], path: str) -> bool:
    """Whether a path holds in the second of two cases what it holds in the first."""
    case_before, case_after = cases
    numbers_after_by_path = _numbers(case_after, path)
    if numbers_after_by_path:
        return numbers_after_by_path == _numbers(case_before, path)
    return bool(_raw(case_before, path) == _raw(case_after, path))


def _numbers(case: Case, path: str) -> dict[str, tuple[Any, ...]]:
    """What the numbers at, below or just above a path amount to."""
    assumption_by_path = {
        number_path.replace(_MARK, ""): leaf.assumption for number_path, leaf in case.graph.leaves.items()
    }
    plain_path = path.replace(_MARK, "")
    matching_paths = [
        number_path
        for number_path in assumption_by_path
        if number_path == plain_path or number_path.startswith(f"{plain_path}.")
    ]
    number_paths = matching_paths or [
        number_path for number_path in assumption_by_path if number_path == plain_path.rpartition(".")[0]
    ]
    return {number_path: _amount(assumption_by_path[number_path]) for number_path in number_paths}


def _amount(number: Assumption) -> tuple[Any, ...]:
    return (number.value, number.distribution, number.ref, number.pm, number.unit, number.price_year)


def _raw(case: Case, path: str) -> Any:
    """What the raw case holds at a path; None where it holds nothing."""
    raw_node: Any = case.document.data
    for path_key in path.split("."):
        if not isinstance(raw_node, dict):
            return None
        raw_node = raw_node.get(path_key, raw_node.get(int(path_key)) if path_key.isdigit() else None)
    return raw_node
