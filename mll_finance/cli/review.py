"""``mll review``: a delivered run made again in another place, and what differs through what."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from mll_finance.batch.earlier_run import EarlierRun, earlier_run, refuse_lone
from mll_finance.batch.shared.folder import stand_alone
from mll_finance.batch.whole_folder import check_folder
from mll_finance.cli.command_line.duration import say_first
from mll_finance.cli.streams import show_message
from mll_finance.cli.telling import languages
from mll_finance.errors import InputError, Problem
from mll_finance.inputs.case.finding import MANIFEST_OF_RUN, case_path
from mll_finance.plain_text import neutral, shortened
from mll_finance.review.batch_apart import BatchDifference, batch_differences
from mll_finance.review.divergence import CAUSES, Divergence
from mll_finance.review.review import Review, review_run
from mll_finance.terms import Language, sentence, three, told_text

_LONGEST = 200
"""Signs of a text of the index that a message shows."""
_SHOWN = 20
"""Differences of one cause that the table names; JSON has them all."""


def run(options: argparse.Namespace) -> int:
    """Say whether a run, or every run below a folder, is reproduced."""
    folder = Path(options.case)
    if options.export:
        return _export(folder, options.to)
    if options.to is not None:
        raise InputError(Problem("--to", *three("review_to")))
    reviews = []
    for delivered_run in list(_runs(folder)):
        review = review_run(
            delivered_run,
            case_of_public=None if options.case_of_public is None else case_path(options.case_of_public),
            begin=lambda case: say_first(case, ("results", "report")),
        )
        reviews.append(review)
        if options.format == "table":
            _show(review, _language(options, review), frozenset(delivered_run.missing()))
    differences_of_batch = batch_differences(folder)
    is_reproduced = all(review.is_reproduced for review in reviews) and not differences_of_batch
    if options.format == "json":
        json.dump(_document(reviews, folder, differences_of_batch), sys.stdout, ensure_ascii=False, indent=1)
        print()
    elif len(reviews) > 1:
        reproduced_count = sum(review.is_reproduced for review in reviews)
        language = _language(options, reviews[0])
        show_message(sentence("review_batch", language, count=reproduced_count, total=len(reviews)))
    if options.format == "table":
        for difference in differences_of_batch:
            language = _language(options, reviews[0])
            sentence_fields = {
                name: neutral(shortened(text, _LONGEST))
                for name, text in (("was", difference.was), ("expected", difference.expected))
            }
            show_message(sentence(difference.key, language, file=difference.file, **sentence_fields))
    return 0 if is_reproduced else 1


def _export(folder: Path, to: str | None) -> int:
    """Make a folder that stands alone of a report of a batch.

    Raises
    ------
    InputError
        Where it is no report, or not beside what it shares; where nobody says to which folder.
    """
    if to is None:
        raise InputError(Problem("--to", *three("review_export")))
    if not (folder / MANIFEST_OF_RUN).is_file():
        raise InputError(Problem("", *three("review_no_run")), file=str(folder))
    (delivered_run,) = _runs(folder)
    target_folder, source_folder = Path(to).resolve(), delivered_run.folder.resolve()
    if (
        target_folder == source_folder
        or target_folder in source_folder.parents
        or source_folder in target_folder.parents
    ):
        raise InputError(Problem("--to", *three("review_export_inside", folder=to)))
    check_folder(Path(to), "--to")
    print(stand_alone(delivered_run, Path(to)))
    return 0


def _runs(folder: Path) -> Iterator[EarlierRun]:
    """The run in a folder, else those in the folders below it, by name.

    Raises
    ------
    InputError
        Where there is none, or a manifest that no run made.
    """
    if not folder.is_dir():
        raise InputError(Problem("", *three("review_no_folder")), file=shortened(str(folder), 200))
    manifest_files = [folder / MANIFEST_OF_RUN]
    if not manifest_files[0].is_file():
        manifest_files = sorted(folder.rglob(MANIFEST_OF_RUN))
    if not manifest_files:
        raise InputError(Problem("", *three("review_no_run")), file=str(folder))
    for manifest_file in manifest_files:
        delivered_run = earlier_run(manifest_file.parent)
        if delivered_run is None:
            raise InputError(
                Problem(MANIFEST_OF_RUN, *three("review_no_manifest")), file=str(manifest_file.parent)
            )
        refuse_lone(delivered_run)
        yield delivered_run


def _language(options: argparse.Namespace, review: Review) -> Language:
    """The language that is asked for, else that of the case of the run."""
    return languages(argparse.Namespace(language=options.language, case=str(review.folder)))[0]


def _document(reviews: Sequence[Review], folder: Path, apart: Sequence[BatchDifference]) -> dict[str, Any]:
    """What JSON says: of several runs the differences of all, each with its run; of a batch what is apart as well."""
    is_reproduced = all(review.is_reproduced for review in reviews) and not apart
    batch_part = (
        {"batch": [{"what": difference.key, **difference._asdict()} for difference in apart]} if apart else {}
    )
    if len(reviews) == 1 and not apart:
        return {"reproduced": is_reproduced, **_parts(reviews[0])}
    review_by_run = {review.folder.relative_to(folder).as_posix(): review for review in reviews}
    return {
        "reproduced": is_reproduced,
        **batch_part,
        "differences": [
            {"run": name, **difference.as_json()}
            for name, review in review_by_run.items()
            for difference in review.differences
        ],
        "runs": [
            {"run": name, "reproduced": review.is_reproduced, **_parts(review)}
            for name, review in review_by_run.items()
        ],
    }


def _parts(review: Review) -> dict[str, Any]:
    return {
        "differences": [difference.as_json() for difference in review.differences],
        "remarks": [neutral(str(remark)) for remark in review.remarks],
    }


def _show(review: Review, language: Language, missing: frozenset[str]) -> None:
    """The outcome of one run, its differences by cause, what is missing, and what a reader has to know beside it."""
    difference_count = len(review.differences)
    show_message(sentence(_outcome(review), language, run=review.folder, count=difference_count))
    for cause in CAUSES:
        differences_of_cause = [difference for difference in review.differences if difference.cause == cause]
        if differences_of_cause:
            show_message(f"  {sentence(f'review_cause_{cause}', language)}")
        for difference in differences_of_cause[:_SHOWN]:
            show_message(f"  - {_row(difference, language, missing)}")
        if len(differences_of_cause) > _SHOWN:
            show_message(f"  - {sentence('review_more', language, count=len(differences_of_cause) - _SHOWN)}")
    for remark in review.remarks:
        show_message(f"  {told_text(remark, language)}")


def _outcome(review: Review) -> str:
    """The key of the sentence that says what came of a review."""
    if review.is_reproduced:
        return "review_reproduced"
    if not review.differences:
        return "review_only_files"
    return "review_not_reproduced_one" if len(review.differences) == 1 else "review_not_reproduced"


def _row(difference: Divergence, language: Language, missing: frozenset[str]) -> str:
    if difference.now is None and difference.what in missing:
        return sentence("review_missing", language, file=difference.what)
    was_text, now_text = (
        sentence("review_nothing", language) if side in (None, "") else shortened(str(side), 100)
        for side in (difference.was, difference.now)
    )
    what_text = shortened(told_text(difference.what, language), 200)
    return sentence("review_row", language, what=what_text, was=was_text, now=now_text)
