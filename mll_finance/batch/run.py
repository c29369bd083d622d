"""One run of one case: notebooks, report, workbook, results and manifest in a folder that is complete or absent."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from mll_finance.batch.case_copy import check_same_case, relative_parameters, write_case
from mll_finance.batch.executed import NOTEBOOKS, execute_notebook
from mll_finance.batch.manifest import MANIFEST, inputs_of, manifest, write_json
from mll_finance.batch.private_noise import private_noise
from mll_finance.batch.public import make_public, write_registers
from mll_finance.batch.whole_folder import check_folder, whole_folder
from mll_finance.batch.written_notebooks import notebook_sources
from mll_finance.engine.study import Study, appraise
from mll_finance.errors import InputError, Problem, suggestion
from mll_finance.extras import need
from mll_finance.facade.results_file import results_document, standard_document
from mll_finance.inputs.case.case import Case
from mll_finance.judgement.disclosure.coarse_case import numbers_with_noise
from mll_finance.notebook import Outputs, check_parameters
from mll_finance.report.house_style import OURS, HouseStyle
from mll_finance.report.page import unknown_sections
from mll_finance.report.writer import writers
from mll_finance.terms import phrase

RESULTS = "results.json"


@dataclass(frozen=True)
class Request:
    """What a run makes and where.

    Parameters
    ----------
    folder : Path
        Folder of the run.
    notebooks : tuple of str
        Names of the notebooks to execute.
    formats : tuple of str
        Formats of the report, names of :func:`mll_finance.report.writer.writers`.
    parameters : dict
        What the notebooks are given: the case and its changes.
    """

    folder: Path
    notebooks: tuple[str, ...]
    formats: tuple[str, ...]
    parameters: dict[str, Any]
    public: bool = False
    """Whether to make the version to publish: report and results only, without what is confidential."""
    accept: bool = False
    """Whether figures in a public version that may be a confidential number have been looked at."""
    on_new_noise: Callable[[Path], None] | None = None
    """What to do with the file of the noise on confidential numbers, where it is new."""
    draft: bool = False
    """Whether to run a case with places that are still to be filled in; its outputs say that they are a draft."""
    house_style: HouseStyle = OURS
    """Colours, letters, logo and template of a municipality."""
    last: Callable[[Path], None] | None = None
    """What is done with the folder when all is in it, before it gets its name."""
    execute: Callable[[tuple[str, ...], Path, Mapping[str, Any], Study], None] | None = None
    """What writes and executes the notebooks into a folder, where this process does not do so itself."""

    def need(self) -> None:
        """Refuse to start where an extra or a program that it needs is not there.

        Raises
        ------
        InputError
            Naming what is missing.
        """
        for extra_needed, product in _extras(self):
            need(extra_needed, product)
        for format_name in self.formats:
            need_program = writers()[format_name].need
            if need_program is not None:
                need_program(f"mll run --formats {format_name}")


def notebook_names() -> tuple[str, ...]:
    """Names of the notebooks of a run, in order: not those that start before there is a case, or after it."""
    return tuple(name for name, source in notebook_sources().items() if source.opens == "case")


def chosen(text: str, known: tuple[str, ...], option: str) -> tuple[str, ...]:
    """The names in a list separated by commas; ``all`` and ``none`` are words for all and none of them.

    Raises
    ------
    InputError
        With every name that is not known.
    """
    if text in ("all", "none"):
        return known if text == "all" else ()
    names_in_option = tuple(dict.fromkeys(name.strip() for name in text.split(",") if name.strip()))
    unknown_names = [name for name in names_in_option if name not in known]
    if unknown_names:
        raise InputError(
            [
                Problem(
                    option,
                    f"'{name}'",
                    phrase("problem_one_of_all_or_none", names=", ".join(known)),
                    suggestion(name, known),
                )
                for name in unknown_names
            ]
        )
    return names_in_option


@dataclass(frozen=True)
class Step:
    """A step of a run as it begins: which of how many, and what is made.

    ``kind`` is ``numbers``, ``format``, ``notebook`` or ``whole``; a format and a notebook have a name.
    """

    number: int
    count: int
    kind: str
    name: str = ""


def run_case(case: Case, request: Request) -> Path:
    """Make a run of a case and give its folder; see :func:`run_study`."""
    return run_study(appraise(case), request)


def run_study(
    study: Study,
    request: Request,
    tell: Callable[[Step], None] | None = None,
    *,
    begin: Callable[[], None] | None = None,
) -> Path:
    """Make a run and give its folder; notebooks and formats read one study.

    Parameters
    ----------
    study : Study
        The case, appraised.
    request : Request
        What is made and where.
    tell : callable, optional
        Told of each step as it begins.
    begin : callable, optional
        Called once nothing is refused, before anything is calculated.

    Raises
    ------
    InputError
        When the folder holds something else than an earlier run, or a parameter does not fit a notebook.
    RunError
        When a notebook fails; nothing of the run is left, an earlier run stays as it was.
    """
    case = study.case
    _refuse(case, request)
    if begin is not None:
        begin()
    if request.public:
        return _run_public(study, request)
    parameters = relative_parameters(case, request.parameters)
    steps = _steps(request, tell or (lambda _: None))
    with whole_folder(request.folder) as folder:
        next(steps)
        # A run without a report is asked for its numbers alone.
        sensitivity_part = {"sensitivity": {"standard": standard_document(study)}} if request.formats else {}
        write_json(folder / RESULTS, results_document(study) | sensitivity_part)
        for format_name in request.formats:
            next(steps)
            writers()[format_name].write(study, folder, request.house_style)
        write_registers(study, folder)
        write_case(case, folder, later=(MANIFEST, NOTEBOOKS))
        _execute(request, folder / NOTEBOOKS, parameters, study, steps)
        next(steps)
        check_same_case(study, folder, parameters)
        run_manifest = manifest(
            folder,
            fingerprint=study.fingerprint,
            parameters=parameters,
            inputs=inputs_of(case),
            is_branded=request.house_style != OURS,
        )
        write_json(folder / MANIFEST, run_manifest)
        if request.last is not None:
            request.last(folder)
    return request.folder


def _run_public(study: Study, request: Request) -> Path:
    """Make the version to publish, with the noise that is kept beside the case."""
    noise_by_path, new_noise_file = private_noise(study.case.document.name, numbers_with_noise(study))
    if new_noise_file is not None and request.on_new_noise is not None:
        request.on_new_noise(new_noise_file)
    with whole_folder(request.folder) as folder:
        make_public(
            study,
            folder,
            noise_by_path,
            formats=request.formats,
            accept=request.accept,
            house_style=request.house_style,
        )
    return request.folder


def _execute(
    request: Request, folder: Path, parameters: dict[str, Any], study: Study, steps: Iterator[None]
) -> None:
    """Execute the notebooks of a run into a folder of their own."""
    outputs = Outputs(study)
    if request.notebooks:
        folder.mkdir()
    if request.execute is not None:
        request.execute(request.notebooks, folder, parameters, study)
        return
    for notebook_name in request.notebooks:
        next(steps)
        execute_notebook(notebook_name, folder, parameters, outputs=outputs, case=study.case)


def _steps(request: Request, tell: Callable[[Step], None]) -> Iterator[None]:
    """Tell of the next step each time that one begins."""
    kinds_and_names = [
        ("numbers", ""),
        *(("format", step_name) for step_name in request.formats),
        *(("notebook", step_name) for step_name in request.notebooks),
        ("whole", ""),
    ]
    for step_number, (step_kind, step_name) in enumerate(kinds_and_names, start=1):
        tell(Step(step_number, len(kinds_and_names), step_kind, step_name))
        yield


def _refuse(case: Case, request: Request) -> None:
    """Refuse what cannot be made, before anything is calculated.

    Raises
    ------
    InputError
        Where an extra, a program or a part of the case is missing, the folder holds something else than an earlier
        run, or a parameter does not fit a notebook.
    """
    request.need()
    refuse_unfinished(case, draft=request.draft)
    check_folder(request.folder)
    if not request.public:
        check_parameters(relative_parameters(case, request.parameters))


def refuse_unfinished(case: Case, *, draft: bool) -> None:
    """Refuse a case whose report has unknown sections, or with places to fill in unless it is made as a draft.

    Raises
    ------
    InputError
        With every one of them.
    """
    problems = [*unknown_sections(case.report.sections or ()), *(() if draft else unfilled(case))]
    if problems:
        problems_with_line = (
            replace(problem, line=case.document.line_of(problem.path)) for problem in problems
        )
        raise InputError(problems_with_line, file=case.document.name)


def unfilled(case: Case) -> Iterator[Problem]:
    """The places of a case that are still to be filled in, as problems of a run."""
    paths_by_key: dict[str, list[str]] = {}
    for path in case.placeholders:
        paths_by_key.setdefault(path.rpartition(".")[2], []).append(path)
    for first_path, *further_paths in paths_by_key.values():
        finding_phrase = phrase("placeholder_found")
        if further_paths:
            line_numbers = dict.fromkeys(str(case.document.line_of(path)) for path in further_paths)
            finding_phrase = phrase(
                "placeholder_found_more", count=len(further_paths), lines=", ".join(line_numbers)
            )
        yield Problem(first_path, finding_phrase, phrase("placeholder_allowed"), phrase("placeholder_remedy"))


def _extras(request: Request) -> Iterator[tuple[str, str]]:
    """The extras that a run needs, each with the product that needs it."""
    formats_by_extra: dict[str, list[str]] = {}
    for format_name in request.formats:
        extra_of_format = writers()[format_name].extra
        if extra_of_format is not None:
            formats_by_extra.setdefault(extra_of_format, []).append(format_name)
    for extra_of_format, names_of_formats in formats_by_extra.items():
        yield extra_of_format, f"mll run --formats {','.join(names_of_formats)}"
    if request.notebooks:
        yield "notebooks", f"mll run --notebooks {','.join(request.notebooks)}"
