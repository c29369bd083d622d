"""What a run makes for others: the public version, the page for residents, and the drafts for the registers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from mll_finance.batch.manifest import MANIFEST, manifest, write_json
from mll_finance.engine.study import Study
from mll_finance.errors import RunError
from mll_finance.inputs.grammar.assumption import Assumption
from mll_finance.judgement.publication import Publication, publication
from mll_finance.report.context import Context
from mll_finance.report.html.writer import write_page
from mll_finance.report.page import page
from mll_finance.report.registers import drafts
from mll_finance.report.sections import residents_page
from mll_finance.report.sections.public_version import published_rows
from mll_finance.uncertainty import distributions

_TELLING = 3
"""Significant figures from which a number found in a file is no coincidence."""
_FIGURES = re.compile(r"(?<![0-9.,])[0-9][0-9.,]*[0-9](?![0-9])|(?<![0-9.,])[0-9](?![0-9.,])")


def make_public(study: Study, folder: Path) -> None:
    """The version to publish: the public report, the page for residents and the published results.

    Raises
    ------
    RunError
        When a confidential number turns up in a file all the same, such as in a text of the case.
    """
    found = publication(study)
    language = study.case.settings.language
    write_page(page(study, language, public=True), folder / "report.html", plotly_js="none")
    write_pages(study, folder, found)
    print_ = {
        name: study.fingerprint[name] for name in ("data", "code", "version", "seed", "draws", "scenario")
    }
    results = {
        "schema": 1,
        "case": study.case.settings.id,
        "public": True,
        "fingerprint": print_,
        "rounded_to": found.base,
        "withheld": sorted(found.withheld),
        "results": published_rows(study.rows, found),
    }
    write_json(folder / "results.json", results)
    parameters = {"case": study.case.settings.id, "public": True}
    write_json(folder / MANIFEST, manifest(folder, fingerprint=print_, parameters=parameters))
    leaks = sorted(set(_leaks(study, found, folder)))
    if leaks:
        told = "; ".join(f"{path} in {name}" for path, name in leaks)
        raise RunError(
            f"the public version would show what is confidential: {told}; take the number out of the texts of the case"
        )


def write_pages(study: Study, folder: Path, found: Publication | None = None) -> None:
    """The page for residents by itself, where the case has texts for it."""
    made = residents_page.standalone(Context(study, study.case.settings.language, found))
    if made is not None:
        write_page(made, folder / "residents.html", plotly_js="none")


def write_registers(study: Study, folder: Path) -> None:
    """The drafts for the registers, in Dutch, where the case says which personal data are used."""
    if study.case.method["personal_data"] is not None:
        write_json(folder / "registers.json", drafts(Context(study, "nl")))


def _leaks(study: Study, found: Publication, folder: Path) -> Iterator[tuple[str, str]]:
    """Path and file of each confidential number that a file holds."""
    secret: dict[float, str] = {}
    for path, leaf in study.case.graph.leaves.items():
        if path in found.confidential:
            secret |= dict.fromkeys(filter(_tells, _values(leaf.assumption)), path)
    for file in sorted(folder.rglob("*")):
        if not secret or file.suffix not in (".html", ".json") or file.name == MANIFEST:
            continue
        text = re.sub(r"(?s)<(script|style).*?</\1>", "", file.read_text(encoding="utf-8"))
        for token in _FIGURES.findall(text):
            for value in _read(token):
                if value in secret:
                    yield secret[value], file.name


def _values(found: Assumption) -> Iterator[float]:
    if found.value is not None:
        yield from (found.value.values() if isinstance(found.value, dict) else (float(found.value),))
    if found.distribution is not None:
        for name in distributions.parameters(found.distribution.kind):
            held = getattr(found.distribution, name)
            yield from (float(one) for one in (held if isinstance(held, (tuple, list)) else (held,)))


def _tells(value: float) -> bool:
    """Whether a number has so many figures that finding it is no coincidence."""
    return len(f"{abs(value):.12g}".replace(".", "").strip("0")) >= _TELLING


def _read(token: str) -> Iterator[float]:
    """What a figure in a text may stand for: in Dutch, in English or plain."""
    for text in (token, token.replace(",", ""), token.replace(".", "").replace(",", ".")):
        try:
            yield float(text)
        except ValueError:
            continue
