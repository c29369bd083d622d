"""What a run makes for others: the public version, the page for residents, and the drafts for the registers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from mll_finance.batch.confidential_search import CLOSED, sightings
from mll_finance.batch.manifest import MANIFEST, manifest, write_json
from mll_finance.engine.fingerprint import SIGNS_OF_MARK, SIGNS_OF_VERSION
from mll_finance.engine.study import Study
from mll_finance.errors import RunError
from mll_finance.facade.adoption_mark import adoption_fields
from mll_finance.inputs.case.mixing.drawn_by import DRAWN_BY
from mll_finance.inputs.grammar.assumption import Assumption
from mll_finance.inputs.method.personal_data import PersonalData
from mll_finance.inputs.reference_data.thresholds import threshold
from mll_finance.judgement.chances import results as told_results
from mll_finance.judgement.disclosure.coarse_case import disclosed
from mll_finance.judgement.disclosure.small_counts import rule
from mll_finance.judgement.publication import Publication, publication, published_rows
from mll_finance.promised import outcomes
from mll_finance.report.blocks import Page
from mll_finance.report.context import Context
from mll_finance.report.house_style import OURS, HouseStyle
from mll_finance.report.pieces.registers.drafts import drafts
from mll_finance.report.writer import writers
from mll_finance.report.writers.html import write_residents
from mll_finance.terms import phrase
from mll_finance.uncertainty import distributions

REGISTERS = "registers.json"
_WORTH_TELLING = threshold("confidential_smallest")


def public_formats() -> dict[str, Callable[[Page, Path, HouseStyle], None]]:
    """The formats that a public version can have, and how each is written: those that hold a page and no more."""
    return {name: writer.of_page for name, writer in writers().items() if writer.of_page is not None}


def make_public(
    study: Study,
    folder: Path,
    noise: Mapping[str, float],
    *,
    formats: Iterable[str] = ("html",),
    accept: bool = False,
    house_style: HouseStyle = OURS,
) -> None:
    """The version to publish: the public report, the page for residents and the published results.

    Every format is written from one page, and searched as any file of the folder.

    Parameters
    ----------
    study : Study
        The study as it is, with what is confidential.
    folder : Path
        Folder of the run.
    noise : mapping
        The noise on each confidential number, by path: :func:`mll_finance.batch.private_noise.private_noise`.
    formats : iterable of str
        Formats of the report, of :func:`public_formats`; the page for residents comes with ``html``.
    accept : bool
        Whether figures that may be a confidential number, or may not, have been looked at.
    house_style : HouseStyle
        Colours, letters, logo and template of the municipality.

    Raises
    ------
    RunError
        When a confidential number turns up in a file all the same, such as in a text of the case.
    """
    from mll_finance.report.page import page

    public_study = disclosed(study, noise)
    public_selection = publication(public_study)
    language = study.case.settings.language
    public_page = page(public_study, language, public=True)
    for format_name in formats:
        public_formats()[format_name](public_page, folder, house_style)
        if format_name == "html":
            write_residents(public_study, folder, public_selection, brand=house_style.brand)
    fingerprint = _fingerprint(study)
    public_results = {
        "schema": 1,
        "case": study.case.settings.id,
        "public": True,
        **_adoption(study, public_selection),
        "fingerprint": fingerprint,
        "rounded_to": public_selection.base,
        "rounded": sorted(public_selection.reach_by_alternative),
        "results": outcomes(published_rows(told_results(public_study), public_selection)),
    }
    write_json(folder / "results.json", public_results)
    public_parameters = {"case": study.case.settings.id, "public": True}
    write_json(folder / MANIFEST, manifest(folder, fingerprint=fingerprint, parameters=public_parameters))
    _refuse_sightings(study, public_selection, folder, accept=accept)


def _fingerprint(study: Study) -> dict[str, Any]:
    """What a version to publish tells of what it depends on, and the settings with which it is made again."""
    # A hash of an own table that holds a bid can be tried out, bid by bid; settings of the draws tell no amount.
    mark_names = (
        "code",
        "version",
        "seed",
        "draws",
        "scenario",
        *(() if study.case.tables.own else ("data",)),
    )
    setting_by_path = {
        override.path: override.value
        for override in study.case.overrides
        if override.path.removeprefix("case.") in DRAWN_BY
    }
    setting_by_name = {"case.language": study.case.settings.language, **setting_by_path}
    return {**{name: study.fingerprint[name] for name in mark_names}, "settings": setting_by_name}


def _adoption(study: Study, left_out: Publication) -> dict[str, Any]:
    """Whether it is the adopted version, without who signed and without a hash by which bids can be tried out."""
    adoption_by_field = adoption_fields(study).get("adoption")
    if adoption_by_field is None:
        return {}
    unpublished_names = {"by"} if left_out.empty else {"by", "sha256"}
    public_fact_by_field = {
        name: field for name, field in adoption_by_field.items() if name not in unpublished_names
    }
    return {"adoption": public_fact_by_field}


def _refuse_sightings(study: Study, left_out: Publication, folder: Path, *, accept: bool) -> None:
    """Stop where a file holds a confidential number, or what may be one and nobody has looked at."""
    numbers_by_path = {
        path: tuple(numbers_entered(leaf.assumption))
        for path, leaf in study.case.graph.leaves.items()
        if path in left_out.confidential
    }
    # A number that the case also says in the open, or a year, proves nothing.
    public_numbers = {
        number
        for path, leaf in study.case.graph.leaves.items()
        if path not in left_out.confidential
        for number in numbers_entered(leaf.assumption)
    }
    public_numbers |= {float(year) for year in range(1900, 2101)}
    btw_factor = 1 + rule(study.case.tables, "highest_btw")
    derived_by_path = {
        path: set(_told_otherwise(numbers, btw_factor)) for path, numbers in numbers_by_path.items()
    }
    sightings_in_public = sightings(
        {path: {*numbers, *derived_by_path[path]} for path, numbers in numbers_by_path.items()},
        folder,
        leave=(MANIFEST,),
        marks=_marks_shown(study),
        common=public_numbers
        | set().union(*derived_by_path.values()) - set().union(*numbers_by_path.values()),
    )
    certain_texts = [
        f"{sighting.path} in {sighting.file}" for sighting in sightings_in_public if sighting.is_certain
    ]
    if certain_texts:
        raise RunError(phrase("public_shows", places="; ".join(certain_texts)))
    closed_files = [sighting.file for sighting in sightings_in_public if sighting.path == CLOSED]
    if closed_files and not accept:
        raise RunError(phrase("public_unsearched", files=", ".join(closed_files)))
    doubtful_texts = [f"{sighting.path} in {sighting.file}" for sighting in sightings_in_public]
    if doubtful_texts and not accept:
        raise RunError(phrase("public_may_show", places="; ".join(doubtful_texts)))


def _marks_shown(study: Study) -> list[str]:
    """The hashes of a version to publish, whole as its results have them and as short as its page does."""
    return [
        study.fingerprint[name][:sign_count]
        for name in ("code", "data")
        for sign_count in (None, SIGNS_OF_MARK, SIGNS_OF_VERSION)
    ]


def _told_otherwise(numbers: tuple[float, ...], btw_factor: float) -> Iterator[float]:
    """What a text may say instead of confidential amounts: with btw or without, and all years together."""
    for amount in (*numbers, sum(numbers)):
        if abs(amount) >= _WORTH_TELLING:
            yield from (round(amount * btw_factor, 2), round(amount / btw_factor, 2))
    if len(numbers) > 1:
        yield sum(numbers)


def write_registers(study: Study, folder: Path) -> None:
    """The drafts for the registers, in Dutch, where the case says which personal data are used; with its adoption."""
    if study.case.section(PersonalData) is not None:
        write_json(folder / REGISTERS, {**adoption_fields(study), **drafts(Context(study, "nl"))})


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
        for written_part in written.values() if isinstance(written, dict) else written:
            yield from _numbers(written_part)
    elif isinstance(written, (int, float)):
        yield float(written)
