"""Which reports a batch makes: every case for every municipality in every scenario, each with a folder of its own."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from mll_finance.errors import InputError, Problem
from mll_finance.facade.adopted_results import load_case
from mll_finance.inputs.case.case import Case
from mll_finance.inputs.case.scenarios import changes
from mll_finance.inputs.tables.municipality_names import Municipality, MunicipalityRegister
from mll_finance.inputs.tables.problems import TableLookupError
from mll_finance.inputs.text.csv_text import MAX_BYTES
from mll_finance.plain_files import plain_bytes
from mll_finance.system_reasons import system_reason
from mll_finance.terms import three

ALL = "all"
REPORTS = "reports"
"""Folder of the reports in that of a batch."""
CENTRAL = "central"
"""Folder of a report without a scenario, and the word for it in a list of scenarios."""
_OWN = "own"
"""Folder of a report on a case as it stands, whatever municipality that is of."""
_COMMENT = "#"


@dataclass(frozen=True)
class Job:
    """One report of a batch.

    Parameters
    ----------
    source : str
        The case as the command names it, its file written out.
    case : str
        Identity of the case.
    fingerprint : str
        Of the case as the plan found it, so that a case that is edited meanwhile is told.
    code, municipality : str
        CBS code and name of the municipality; empty for the case as it stands.
    scenario : str
        Name of the scenario; empty without one.
    first_municipality, first_scenario : str
        Those of the first report of the case in the plan.
    """

    source: str
    case: str
    fingerprint: str
    code: str = ""
    municipality: str = ""
    scenario: str = ""
    first_municipality: str = ""
    first_scenario: str = ""

    @property
    def folder(self) -> str:
        """Its folder below that of the reports: case, municipality, scenario."""
        return "/".join((self.case, self.code or _OWN, self.scenario or CENTRAL))

    def as_json(self) -> dict[str, str]:
        """What a process of its own needs to make it."""
        return {**asdict(self), "folder": self.folder}

    @classmethod
    def of_json(cls, kept: Mapping[str, str]) -> Job:
        """The report that :meth:`as_json` tells of."""
        return cls(**{name: text for name, text in kept.items() if name != "folder"})


@dataclass(frozen=True)
class Contents:
    """What each report of a batch holds.

    Parameters
    ----------
    notebooks, formats : tuple of str
        Those of its run.
    is_whole : bool
        Whether each stands alone, or what many have is kept once.
    """

    notebooks: tuple[str, ...]
    formats: tuple[str, ...]
    is_whole: bool = False


@dataclass(frozen=True)
class BatchPlan:
    """The reports of a batch, in order, and the cases that they are about."""

    jobs: tuple[Job, ...]
    cases: tuple[Case, ...]
    municipalities: int
    """Of how many municipalities; 0 where each case is taken as it stands."""

    def as_json(self) -> list[dict[str, str]]:
        """The jobs as they are kept in the folder of the batch."""
        return [job.as_json() for job in self.jobs]


def plan(sources: Sequence[str], municipalities: str | None, scenarios: str | None) -> BatchPlan:
    """The plan of a batch; nothing is calculated.

    Parameters
    ----------
    sources : sequence of str
        Cases, by file or by name of an example.
    municipalities : str or None
        ``all``, a file with a name or code a line, or names and codes between commas; None for each case as it stands.
    scenarios : str or None
        ``all`` for the central case and every scenario, or names between commas, of which ``central`` is the case
        itself; None for the central case alone.

    Raises
    ------
    InputError
        With everything that is wrong, in all cases at once.
    """
    problems: list[Problem] = []
    cases: list[Case] = []
    for case_source in dict.fromkeys(sources):
        try:
            cases.append(load_case(case_source))
        except InputError as error:
            problems += [problem.below(case_source) for problem in error.problems]
    problems += _same_names(cases)
    asked_municipalities = list(_places(municipalities, cases, problems))
    scenario_names = [list(_scenarios(scenarios, case, problems)) for case in cases]
    if problems:
        raise InputError(problems)
    municipalities_or_none = asked_municipalities or [Municipality("", "")]
    jobs = [
        Job(
            str(Path(case.document.name).resolve()),
            case.settings.id,
            case.fingerprint(),
            municipality.code,
            municipality.name,
            name,
            municipalities_or_none[0].name,
            names_of_case[0],
        )
        for case, names_of_case in zip(cases, scenario_names, strict=True)
        for municipality in municipalities_or_none
        for name in names_of_case
    ]
    return BatchPlan(tuple(jobs), tuple(cases), len(asked_municipalities))


def _same_names(cases: Iterable[Case]) -> Iterator[Problem]:
    """Cases of which the reports would have one folder."""
    file_by_id: dict[str, str] = {}
    for case in cases:
        first_file = file_by_id.setdefault(case.settings.id, case.document.name)
        if first_file != case.document.name:
            problem_fields = {"id": case.settings.id, "first": first_file, "second": case.document.name}
            yield Problem("case.id", *three("batch_same_id", **problem_fields))


def _places(
    municipalities: str | None, cases: Sequence[Case], problems: list[Problem]
) -> Iterator[Municipality]:
    """The municipalities that are asked for, each once, in their order."""
    if municipalities is None or not cases:
        return
    register = cases[0].tables.register
    if municipalities == ALL:
        yield from register.municipalities
        return
    codes_seen = set()
    problem_count = len(problems)
    municipality_names = _names(municipalities, register, problems)
    if not municipality_names and len(problems) == problem_count:
        problems.append(Problem("--municipalities", *three("batch_no_names")))
    for municipality_name in municipality_names:
        try:
            municipality = register.find(municipality_name)
        except TableLookupError as error:
            problems.append(error.at("--municipalities"))
            continue
        if municipality.code not in codes_seen:
            codes_seen.add(municipality.code)
            yield municipality


def _names(municipalities: str, register: MunicipalityRegister, problems: list[Problem]) -> list[str]:
    """The names in a list between commas, or in a file with one on each line, of which the first cell counts."""
    path = Path(municipalities)
    if not os.path.isfile(municipalities):  # noqa: PTH113  (a long list is no name of a file, which Path.is_file raises on)
        return list(_listed(municipalities, register))
    try:
        file_text = plain_bytes(path, MAX_BYTES).decode("utf-8-sig")
    except UnicodeDecodeError:
        problems.append(Problem("--municipalities", *three("batch_no_text", file=path)))
        return []
    except (OSError, ValueError) as error:
        reason = system_reason(error) if isinstance(error, OSError) else type(error).__name__
        problems.append(Problem("--municipalities", *three("batch_no_file", file=path, reason=reason)))
        return []
    cells_with_names = (_first_cell(line.strip(), register) for line in file_text.splitlines())
    municipality_names = [cell for cell in cells_with_names if cell and not cell.startswith(_COMMENT)]
    return (
        municipality_names[1:]
        if municipality_names and municipality_names[0].casefold() in _HEADINGS
        else municipality_names
    )


def _listed(text: str, register: MunicipalityRegister) -> Iterator[str]:
    """The names of a list between commas; a name that has commas itself is one."""
    parts_left = [part.strip() for part in text.split(",")]
    while parts_left:
        part_count = next(
            (
                tried_count
                for tried_count in range(_COMMAS + 1, 1, -1)
                if register.codes(", ".join(parts_left[:tried_count]))
            ),
            1,
        )
        municipality_name = ", ".join(parts_left[:part_count])
        parts_left = parts_left[part_count:]
        if municipality_name:
            yield municipality_name


def _first_cell(line: str, register: MunicipalityRegister) -> str:
    """The first cell of a line: quoted, or up to a tab, semicolon or comma, of which a name may have the last."""
    if line.startswith('"') and '"' in line[1:]:
        return line[1:].partition('"')[0].strip()
    cell = line.partition("\t")[0].partition(";")[0].strip()
    if "," in cell and not cell.startswith(_COMMENT):
        return next(_listed(cell, register), "")
    return cell


_COMMAS = 2
"""Commas in a name at most, such as those of a municipality of several villages."""
_HEADINGS = frozenset({"gemeente", "gemeentecode", "municipality", "code", "name", "naam", "region"})


def _scenarios(asked: str | None, case: Case, problems: list[Problem]) -> Iterator[str]:
    """The scenarios of a case that are asked for; the central case is the empty name."""
    if asked is None:
        yield ""
        return
    if asked == ALL:
        yield from ("", *case.scenarios)
        return
    for scenario_name in dict.fromkeys(name.strip() for name in asked.split(",") if name.strip()):
        if scenario_name == CENTRAL and CENTRAL not in case.scenarios:
            yield ""
            continue
        try:
            changes(case.scenarios, scenario_name)
        except InputError as error:
            problems += [problem.below(case.settings.id) for problem in error.problems]
            continue
        yield scenario_name
