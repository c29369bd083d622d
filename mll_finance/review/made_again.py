"""A run made again: its case opened as its notebooks open it, and every file that can be made here."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mll_finance.batch.executed import NOTEBOOKS
from mll_finance.batch.private_noise import noise_path, private_noise
from mll_finance.batch.public import make_public, public_formats
from mll_finance.batch.run import Request, notebook_names, run_study
from mll_finance.engine.study import Study, appraise
from mll_finance.errors import InputError, RunError
from mll_finance.facade.adopted_results import load_case
from mll_finance.inputs.case.case import Case
from mll_finance.inputs.case.finding import OF_RUN
from mll_finance.judgement.admission import admitted
from mll_finance.judgement.disclosure.coarse_case import numbers_with_noise
from mll_finance.notebook import opened
from mll_finance.report.writer import writers
from mll_finance.terms import phrase


@dataclass(frozen=True)
class MadeAgain:
    """A run in another place.

    Parameters
    ----------
    study : Study
        Of its case.
    folder : Path
        The folder of the run.
    left_out : tuple of str
        Files that were delivered and cannot be made here: a program or an extra is missing.
    """

    study: Study
    folder: Path
    left_out: tuple[str, ...]


def opened_again(file: Path, parameters: Mapping[str, Any]) -> Case:
    """The case of a run, from its file in a folder that holds what it was made of.

    Raises
    ------
    InputError
        With everything that is wrong with it.
    """
    return admitted(opened({**parameters, "case": str(file)}))


def make_again(
    case: Case, folder: Path, delivered: Mapping[str, str], parameters: Mapping[str, Any]
) -> MadeAgain:
    """Make a run again.

    Parameters
    ----------
    case : Case
        Its case.
    folder : Path
        A folder that is not there yet.
    delivered : mapping
        The files of the run, by name.
    parameters : mapping
        With what it was made.

    Raises
    ------
    InputError
        When the case can no longer be run.
    RunError
        When a notebook fails.
    """
    study_again = appraise(case)
    format_names = [name for name, writer in writers().items() if writer.file in delivered]
    is_makeable_by_format = {name: _can_be_made(name, folder) for name in format_names}
    run_request = Request(
        folder,
        tuple(name for name in notebook_names() if f"{NOTEBOOKS}/{name}.ipynb" in delivered),
        tuple(name for name in format_names if is_makeable_by_format[name]),
        dict(parameters),
        draft=True,
    )
    run_study(study_again, run_request)
    return MadeAgain(
        study_again,
        folder,
        tuple(writers()[name].file for name in format_names if not is_makeable_by_format[name]),
    )


def published_case(file: Path, fingerprint: Mapping[str, Any]) -> Case:
    """The case of a public version, in its scenario, and drawn as it was.

    Raises
    ------
    InputError
        When it cannot be opened so.
    """
    case, scenario_name = load_case(file), fingerprint.get("scenario")
    if isinstance(scenario_name, str) and scenario_name:
        case = case.in_scenario(scenario_name)
    raw_settings = fingerprint.get("settings")
    return admitted(case.with_(raw_settings) if isinstance(raw_settings, dict) and raw_settings else case)


def publish_again(
    case: Case, folder: Path, delivered: Mapping[str, str], parameters: Mapping[str, Any]
) -> MadeAgain:
    """Make a public version again, with the noise that is kept beside its case, of which a copy is read.

    Parameters
    ----------
    case : Case
        Its case, from its own file.
    folder : Path
        A folder that is not there yet.
    delivered : mapping
        The files of the public version, by name.
    parameters : mapping
        Not asked for: a public version tells none.

    Raises
    ------
    InputError
        When the case can no longer be run.
    RunError
        When the noise is not there, or a file cannot be searched.
    """
    public_study, own_noise = appraise(case), noise_path(case.document.name)
    noisy_paths = list(numbers_with_noise(public_study))
    folder.mkdir()
    with tempfile.TemporaryDirectory() as temporary_folder:
        case_copy = Path(temporary_folder) / OF_RUN
        if noisy_paths and not own_noise.is_file():
            raise RunError(phrase("review_no_noise", file=own_noise.name))
        if noisy_paths:
            shutil.copy(own_noise, noise_path(case_copy))
        noise_by_path, _ = private_noise(case_copy, noisy_paths)
    format_names = [name for name in public_formats() if writers()[name].file in delivered]
    makeable_format_names = [name for name in format_names if _can_be_made(name, folder)]
    make_public(public_study, folder, noise_by_path, formats=makeable_format_names, accept=True)
    left_out_files = tuple(writers()[name].file for name in format_names if name not in makeable_format_names)
    return MadeAgain(public_study, folder, left_out_files)


def _can_be_made(name: str, folder: Path) -> bool:
    """Whether a format needs nothing but what is here; one that a program prints is not the same byte by byte."""
    if writers()[name].need is not None:
        return False
    try:
        Request(folder, (), (name,), {}).need()
    except InputError:
        return False
    return True
