"""What a run makes for others: the public version, the page for residents, and the drafts for the registers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from mll_finance.batch.manifest import MANIFEST, manifest, write_json
from mll_finance.engine.study import Study
from mll_finance.errors import RunError
from mll_finance.facade.results_file import adoption_fields
from mll_finance.inputs.grammar.assumption import Assumption
from mll_finance.inputs.method.personal_data import PersonalData
from mll_finance.inputs.reference_data.thresholds import whole_threshold
from mll_finance.judgement.chances import results as told_results
from mll_finance.judgement.publication import Publication, publication, published_rows
from mll_finance.report.context import Context
from mll_finance.report.pieces.registers import drafts
from mll_finance.report.writers.html import write_residents
from mll_finance.uncertainty import distributions

REGISTERS = "registers.json"
_TELLING = whole_threshold("confidential_figures")
"""Significant figures from which a number found in a file is no coincidence."""
_FIGURES = re.compile(r"(?<![0-9.,])[0-9][0-9.,]*[0-9](?![0-9])|(?<![0-9.,])[0-9](?![0-9.,])")


def make_public(study: Study, folder: Path) -> None:
    """The version to publish: the public report, the page for residents and the published results.

    Raises
    ------
    RunError
        When a confidential number turns up in a file all the same, such as in a text of the case.
    """
    from mll_finance.report.html.writer import write_page
    from mll_finance.report.page import page

    public_selection = publication(study)
    language = study.case.settings.language
    write_page(page(study, language, public=True), folder / "report.html", plotly_js="none")
    write_residents(study, folder, public_selection)
    fingerprint = {
        name: study.fingerprint[name] for name in ("data", "code", "version", "seed", "draws", "scenario")
    }
    public_results = {
        "schema": 1,
        "case": study.case.settings.id,
        "public": True,
        **adoption_fields(study.case),
        "fingerprint": fingerprint,
        "rounded_to": public_selection.base,
        "withheld": sorted(public_selection.withheld),
        "results": published_rows(told_results(study), public_selection),
    }
    write_json(folder / "results.json", public_results)
    public_parameters = {"case": study.case.settings.id, "public": True}
    write_json(folder / MANIFEST, manifest(folder, fingerprint=fingerprint, parameters=public_parameters))
    number_and_file_leaks = sorted(set(_leaks(study, public_selection, folder)))
    if number_and_file_leaks:
        leaks_text = "; ".join(f"{path} in {name}" for path, name in number_and_file_leaks)
        raise RunError(
            f"the public version would show what is confidential: {leaks_text}; take the number out of the texts of "
            "the case"
        )


def write_registers(study: Study, folder: Path) -> None:
    """The drafts for the registers, in Dutch, where the case says which personal data are used."""
    if study.case.section(PersonalData) is not None:
        write_json(folder / REGISTERS, drafts(Context(study, "nl")))


def _leaks(study: Study, left_out: Publication, folder: Path) -> Iterator[tuple[str, str]]:
    """Path and file of each confidential number that a file holds."""
    path_by_number: dict[float, str] = {}
    for path, leaf in study.case.graph.leaves.items():
        if path in left_out.confidential:
            path_by_number |= dict.fromkeys(filter(_tells, numbers_entered(leaf.assumption)), path)
    for file in sorted(folder.rglob("*")):
        if not path_by_number or file.suffix not in (".html", ".json") or file.name == MANIFEST:
            continue
        shown_text = re.sub(r"(?s)<(script|style).*?</\1>", "", file.read_text(encoding="utf-8"))
        for token in _FIGURES.findall(shown_text):
            for number in _read(token):
                if number in path_by_number:
                    yield path_by_number[number], file.name


def numbers_entered(assumption: Assumption) -> Iterator[float]:
    """Every number that a case writes for an assumption, those of its distribution included."""
    if assumption.value is not None:
        yield from (
            assumption.value.values() if isinstance(assumption.value, dict) else (float(assumption.value),)
        )
    if assumption.distribution is not None:
        yield from _numbers(distributions.written(assumption.distribution))


def _numbers(written: Any) -> Iterator[float]:
    """Every number of a distribution as a case writes it, those of its parts and cut-offs included."""
    if isinstance(written, (dict, list)):
        for part in written.values() if isinstance(written, dict) else written:
            yield from _numbers(part)
    elif isinstance(written, (int, float)):
        yield float(written)


def _tells(number: float) -> bool:
    """Whether a number has so many figures that finding it is no coincidence."""
    return len(f"{abs(number):.12g}".replace(".", "").strip("0")) >= _TELLING


def _read(token: str) -> Iterator[float]:
    """What a figure in a text may stand for: in Dutch, in English or plain."""
    for reading in (token, token.replace(",", ""), token.replace(".", "").replace(",", ".")):
        try:
            yield float(reading)
        except ValueError:
            continue
