"""One report of a batch, made by a process that makes many: what it is asked and what it tells are plain values."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from mll_finance.batch.run import Request, run_study
from mll_finance.batch.series.plan import Contents
from mll_finance.batch.shared.base import Base, Bases
from mll_finance.batch.shared.folder import share
from mll_finance.batch.shared.kept import ASSETS
from mll_finance.batch.system import end_with_parent, look_seldom, most_memory
from mll_finance.drivers.scale import dimension
from mll_finance.engine.fingerprint import code_hash
from mll_finance.engine.study import Study
from mll_finance.errors import InBoth, InputError, Phrase, RunError
from mll_finance.facade.adopted_results import load_case
from mll_finance.inputs.case.case import Case
from mll_finance.inputs.second_look.local_inputs import local_inputs
from mll_finance.judgement.admission import admitted
from mll_finance.report.writers.html import WRITER, html_of
from mll_finance.system_reasons import system_reason
from mll_finance.terms import Language, phrase, problems_text

NOTHING_LOCAL: dict[str, Any] = {"own": {}, "borrowed": [], "estimated": []}
_ESTIMATED = "D"
"""The quality of an own estimate."""
_MEGABYTE = 1024 * 1024


Executing = Callable[[tuple[str, ...], Path, Mapping[str, Any], Study], None]
"""Writes notebooks into a folder and executes them with the study of a report."""


def make_report(
    job: dict[str, str], out: str, contents: Contents, execute: Executing | None = None
) -> dict[str, Any]:
    """Make one report, whole or not at all, and tell what came of it.

    Parameters
    ----------
    job : dict
        A :class:`~mll_finance.batch.series.plan.Job` as plain values.
    out : str
        Folder of the reports.
    contents : Contents
        What the report holds.
    execute : callable, optional
        Executes its notebooks; this process does so itself where there is none.

    Returns
    -------
    dict
        ``local``: the numbers that differ by municipality, with ``own`` the year of each that is its own,
        ``borrowed`` the paths of the others and ``estimated`` those of its own of quality D; ``size``: how large the
        municipality is, in what the case counts, or None; ``failure``: why there is no report, as what
        ``terms.told_text`` tells in a language, or empty.
    """
    failure_text: str
    try:
        case = _opened(job["source"], job["fingerprint"])
        case_of_report = _asked(case, job["municipality"], job["scenario"])
        folder = Path(out) / job["folder"]
        request = Request(
            folder,
            contents.notebooks,
            contents.formats,
            {"scenario": job["scenario"], "changes": _changed(job["municipality"])},
            last=None
            if contents.is_whole
            else _sharing(job, Path(out).parent / ASSETS, contents, case.settings.language),
            execute=execute,
        )
        study = Study(case_of_report)
        run_study(study, request)
        size_dimension = dimension(study)
        return {
            "local": _local(case_of_report),
            "size": None if size_dimension is None else size_dimension.own,
            "failure": "",
        }
    except InputError as error:
        failure_text = InBoth(problems_text(error, "en"), problems_text(error, "nl"))
    except RunError as error:
        failure_text = error.args[0] if error.args else str(error)
    except MemoryError:
        failure_text = phrase("batch_memory")
    except OSError as error:
        failure_text = system_reason(error)
    except Exception as error:  # whatever a report fails on, the others go on
        failure_text = unexpected(error)
    return {"local": NOTHING_LOCAL, "size": None, "failure": failure_text}


def unexpected(error: Exception) -> Phrase:
    """Why there is no report, where nobody thought of it: the error as it is, and what to do with it."""
    return phrase("batch_unexpected", error=f"{type(error).__name__}: {error}".strip().removesuffix(":"))


def _sharing(
    job: dict[str, str], assets: Path, contents: Contents, language: Language
) -> Callable[[Path], None]:
    """What takes from a report what others have too."""

    def share_report(folder: Path) -> None:
        base_dossier = _base(job, assets, folder) if "html" in contents.formats else None
        share(folder, assets=assets, base=base_dossier, language=language)

    return share_report


def _base(job: dict[str, str], assets: Path, folder: Path) -> Base | None:
    """The dossier by which those of a case are told: that of the first report of the plan, whichever comes first.

    Who needs it before it is there makes it: no report waits for another, which may hang.
    """
    case_and_first_report = (
        job["source"],
        job["fingerprint"],
        job["first_municipality"],
        job["first_scenario"],
    )
    bases_of_report = Bases(assets, "\n".join((code_hash(), *case_and_first_report[1:])))
    is_first = case_and_first_report[2:] == (job["municipality"], job["scenario"])
    return bases_of_report.found() or bases_of_report.kept(
        (folder / WRITER.file).read_bytes().decode("utf-8")
        if is_first
        else _page_of_first(*case_and_first_report),
        by=folder,
    )


def _page_of_first(source: str, fingerprint: str, municipality: str, scenario: str) -> str:
    """The page of the first report of a plan; where there is none, that of the case as it stands, or nothing."""
    case = _opened(source, fingerprint)
    for municipality_or_none, scenario_or_none in ((municipality, scenario), ("", "")):
        try:
            return html_of(Study(_asked(case, municipality_or_none, scenario_or_none)))
        except MemoryError:
            raise
        except Exception:  # each report of the batch finds for itself what is wrong
            continue
    return ""


def _asked(case: Case, municipality: str, scenario: str) -> Case:
    """A case as a report is asked of it."""
    municipality_change = _changed(municipality)
    case_in_scenario = case.in_scenario(scenario) if scenario else case
    return admitted(case_in_scenario.with_(municipality_change) if municipality_change else case_in_scenario)


def _changed(municipality: str) -> dict[str, str]:
    return {"case.municipality": municipality} if municipality else {}


def _local(case: Case) -> dict[str, Any]:
    """The numbers that differ by municipality: the year of each that is its own, those borrowed and those estimated."""
    local_and_borrowed = local_inputs(case)
    number_by_path = {path: case.graph.leaves[path].assumption for path in local_and_borrowed.own}
    return {
        "own": {path: number.year for path, number in number_by_path.items()},
        "borrowed": list(local_and_borrowed.borrowed),
        "estimated": [path for path, number in number_by_path.items() if number.quality == _ESTIMATED],
    }


@lru_cache(maxsize=4)
def _opened(source: str, fingerprint: str) -> Case:
    """A case as the plan found it.

    Raises
    ------
    RunError
        Where it is another by now.
    """
    case = load_case(source)
    if case.fingerprint() != fingerprint:
        raise RunError(phrase("batch_case_changed", file=source))
    return case


def begin(megabytes: int | None) -> None:
    """What a process that makes reports does first: it ends with its parent, and takes no more memory than so much."""
    end_with_parent()
    look_seldom()
    if megabytes is not None:
        most_memory(megabytes * _MEGABYTE)
