"""The review of a run: made again in another place, compared with what was delivered, each difference with its cause.

A cause is told by what shows it. What somebody edited has another hash than the manifest; what the case and its tables
were is read from what nobody edited and from the texts that the manifest keeps. With that the run is made again here:
what then differs comes from what the fingerprint and the versions say is another, and from nothing else. Where nothing
is another, a file was edited and its hash with it.
"""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mll_finance.batch.earlier_run import EarlierRun, earlier_run
from mll_finance.batch.executed import NOTEBOOKS
from mll_finance.batch.run import RESULTS, notebook_names
from mll_finance.batch.shared.folder import write_whole
from mll_finance.engine.study import appraise
from mll_finance.errors import InputError, Phrase, RunError
from mll_finance.facade.results_file import results_document
from mll_finance.inputs.case.as_adopted import lock_path
from mll_finance.inputs.case.case import Case
from mll_finance.inputs.case.finding import OF_RUN
from mll_finance.inputs.case.mixing.drawn_by import drawn_as
from mll_finance.plain_text import shortened
from mll_finance.report.writer import writers
from mll_finance.review.as_made import AsMade, json_of
from mll_finance.review.causes import (
    contradictions,
    is_environment_known,
    marks_of_code,
    other_environment,
    other_marks,
)
from mll_finance.review.divergence import Cause, Divergence
from mll_finance.review.files_apart import file_apart
from mll_finance.review.inputs_apart import edited_inputs, moved_inputs
from mll_finance.review.made_again import (
    MadeAgain,
    make_again,
    opened_again,
    publish_again,
    published_case,
)
from mll_finance.review.results_apart import results_apart
from mll_finance.terms import phrase

_SAME_EVERYWHERE = (".html", ".xlsx", ".csv", ".ipynb", ".json")
"""Endings of files that the same study gives byte by byte, on any machine."""
_LONGEST_LIST = 400
"""Signs of a list of files."""


@dataclass(frozen=True)
class Review:
    """What a review came to.

    Parameters
    ----------
    folder : Path
        The folder of the run.
    differences : tuple of Divergence
        What is not as it was delivered.
    remarks : tuple of Phrase
        What a reader has to know beside it: what could not be made again, what is another and moved nothing.
    is_made_again : bool
        Whether the numbers could be made again.
    """

    folder: Path
    differences: tuple[Divergence, ...]
    remarks: tuple[Phrase, ...] = ()
    is_made_again: bool = False

    @property
    def is_reproduced(self) -> bool:
        """Whether everything was made again and nothing differs."""
        return self.is_made_again and not self.differences


def review_run(
    run: EarlierRun, *, case_of_public: Path | None = None, begin: Callable[[Case], None] = lambda _: None
) -> Review:
    """Make a run again in another place and say what differs through what.

    Parameters
    ----------
    run : EarlierRun
        The run, from :func:`mll_finance.batch.earlier_run.earlier_run`.
    case_of_public : Path, optional
        The case that a public version was made of, with its noise beside it; any other run has its case in it.
    begin : callable, optional
        Told of the case before anything is calculated.

    Raises
    ------
    InputError
        When the case of a public version cannot be opened.
    """
    with (
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as temporary_folder,
        _standing_alone(run) as run_made_whole,
    ):
        reviewing = _Reviewing(AsMade(run_made_whole), Path(temporary_folder).resolve(), begin)
        if run.is_public:
            reviewing.go_public(case_of_public)
        else:
            reviewing.go()
        reviewing.name_strangers()
    differences = tuple(dict.fromkeys(_hashable(reviewing.differences)))
    return Review(run.folder, differences, tuple(reviewing.remarks), reviewing.is_made_again)


@contextmanager
def _standing_alone(run: EarlierRun) -> Iterator[EarlierRun]:
    """The run, or a copy of it that stands alone where it shares what others have too."""
    if run.shared is None:
        yield run
        return
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as temporary_folder:
        write_whole(run, Path(temporary_folder).resolve())
        yield earlier_run(Path(temporary_folder).resolve()) or run


def _hashable(differences: Iterable[Divergence]) -> Iterator[Divergence]:
    """Differences once each; a value that is a mapping or a list is a text."""
    for difference in differences:
        delivered_text, current_text = (
            side if isinstance(side, str | int | float | None) else str(side)
            for side in (difference.was, difference.now)
        )
        yield Divergence(difference.what, delivered_text, current_text, difference.cause)


class _Reviewing:
    """One review as it goes on, in a folder of its own."""

    def __init__(self, as_made: AsMade, folder: Path, begin: Callable[[Case], None]) -> None:
        self.begin = begin
        self.as_made, self.folder, self.run = as_made, folder, as_made.run
        self.gone_or_edited = as_made.edited | as_made.missing
        self.differences: list[Divergence] = []
        self.remarks: list[Phrase] = []
        self.is_made_again = False
        self.unexplained: Cause = "edited"
        """Through what a result is another where nothing that it depends on is."""

    def go(self) -> None:
        """Compare everything."""
        self.differences += contradictions(self.run.fingerprint, self.as_made.fingerprint)
        made_case = self._case("as_made", ())
        input_names = self._input_names(made_case)
        edited_names = self.gone_or_edited & input_names
        table_names = frozenset(input_names - {OF_RUN, lock_path(OF_RUN).name})
        self.differences += edited_inputs(self.as_made, edited_names, table_names)
        made_again = None if made_case is None else self._made_again(made_case)
        if made_again is not None:
            self._compare_results(made_again)
            self._compare_edited_inputs(made_again, edited_names, table_names)
        else:
            self.differences += other_marks(self.as_made.fingerprint, marks_of_code())
        if made_again is None and edited_names:
            self._compare_what_is_there()
        self.differences += _edited_files(self.as_made, self.gone_or_edited - input_names, made_again)

    def go_public(self, case_file: Path | None) -> None:
        """Compare the files of a public version, and its numbers where its case is named."""
        self.differences += contradictions(self.run.fingerprint, self.as_made.fingerprint)
        made_again = None
        if case_file is None:
            self.remarks.append(phrase("review_public"))
        else:
            # It has no mark of its case, by which bids could be tried out: another case cannot be told from an edit.
            self.unexplained = "case"
            self.remarks.append(phrase("review_public_case", file=case_file.name))
            made_again = self._made_again(published_case(case_file, self.run.fingerprint))
        if made_again is not None:
            self._compare_results(made_again)
        self.differences += _edited_files(self.as_made, self.gone_or_edited, made_again)

    def name_strangers(self) -> None:
        """Say what stands in the folder and no run vouches for."""
        stranger_names = self.run.strangers()
        for file_name in _made_by_runs() & set(stranger_names):
            # Whoever takes the hash of a file out of the manifest can write in it what he likes.
            differences_in_file = file_apart(file_name, None, self.as_made.contents_now(file_name), "")
            self.differences += [
                Divergence(f"manifest.json: files.{what}", None, now, "edited")
                for what, _, now in differences_in_file
            ]
            stranger_names.remove(file_name)
        if stranger_names:
            self.remarks.append(
                phrase("review_not_of_run", files=shortened(", ".join(stranger_names), _LONGEST_LIST))
            )

    def _case(self, name: str, as_now: Iterable[str]) -> Case | None:
        """The case of the run, with some files as they are now; None where it cannot be opened, which is said."""
        folder_path = self.folder / name
        folder_path.mkdir()
        self.as_made.lay_down(folder_path, as_now=as_now)
        try:
            return opened_again(folder_path / self.run.case_file, self.run.parameters)
        except (InputError, RunError) as error:
            self._say_stopped(error)
            return None

    def _say_stopped(self, error: InputError | RunError) -> None:
        problems_of_error = error.problems if isinstance(error, InputError) else ()
        reason_of_stop = (
            problems_of_error[0].found if problems_of_error else (error.args[0] if error.args else "")
        )
        path_of_first_problem = problems_of_error[0].path if problems_of_error else ""
        self.remarks.append(
            phrase("review_not_made", place=path_of_first_problem or OF_RUN, reason=reason_of_stop)
        )

    def _input_names(self, case: Case | None) -> frozenset[str]:
        """The files that the case is made of, by their name in the folder: as it was, else what stands at its side."""
        input_names = {OF_RUN, lock_path(OF_RUN).name}
        if case is not None:
            copy_name_by_own = {own_name: copy_name for copy_name, own_name in self.as_made.own_names.items()}
            names_of_files_read = {copy_name_by_own.get(name, name) for name in case.files.contents}
            return frozenset((input_names | names_of_files_read) & set(self.run.digests))
        table_names = {
            name for name in self.run.digests if name.endswith(".csv") and not name.startswith("tables/")
        }
        return frozenset((input_names | table_names) & set(self.run.digests))

    def _made_again(self, case: Case) -> MadeAgain | None:
        self.begin(case)
        make_run = publish_again if self.run.is_public else make_again
        try:
            made_again = make_run(case, self.folder / "again", self.run.digests, self.run.parameters)
        except (InputError, RunError) as error:
            self._say_stopped(error)
            return None
        self.is_made_again = True
        if made_again.left_out:
            self.remarks.append(phrase("review_left_out", files=", ".join(made_again.left_out)))
        return made_again

    def _compare_results(self, made_again: MadeAgain) -> None:
        """The results as delivered, against those of the same inputs here."""
        present_marks = made_again.study.fingerprint
        mark_differences = other_marks(self.as_made.fingerprint, present_marks)
        library_changes = other_environment(self.run.environment)
        if contradictions(self.run.fingerprint, self.as_made.fingerprint):
            self.differences += other_marks(self.run.fingerprint, present_marks)
        results_now = json_of((made_again.folder / RESULTS).read_bytes()) or {}
        results_then = self.as_made.results
        moved_results = [] if results_then is None else list(results_apart(results_then, results_now))
        causes = _causes(mark_differences, [] if not moved_results else library_changes)
        input_changes = moved_inputs(self.run.inputs, made_again.study.case)
        setting_causes = {"case", "seed"} & set(causes)
        if input_changes and not setting_causes:
            input_cause: Cause = next((cause for cause in ("table", "code") if cause in causes), "edited")
            self.differences += [Divergence(*change, input_cause) for change in input_changes]
        self.differences += [
            Divergence(path, was, current, cause)
            for path, was, current in moved_results
            for cause in causes or [self.unexplained]
        ]
        if moved_results or setting_causes:
            self.differences += [*mark_differences, *library_changes]
        elif mark_differences or library_changes:
            file_names = ", ".join(
                f"{difference.what} {difference.was} -> {difference.now}"
                for difference in (*mark_differences, *library_changes)
            )
            self.remarks.append(phrase("review_moved_nothing", names=file_names))
        if not mark_differences and not library_changes:
            self._compare_products(made_again, are_results_told=bool(moved_results))

    def _compare_products(self, made_again: MadeAgain, *, are_results_told: bool) -> None:
        """Files with the hash of the manifest that the same inputs, code and libraries give otherwise: edited both.

        Results count to the last figure here, unless larger differences in them were told.
        """
        if self.run.is_branded or not is_environment_known(self.run.environment):
            return
        for file_name, digest in self.run.digests.items():
            file_again = made_again.folder / file_name
            if (
                file_name.endswith(_SAME_EVERYWHERE)
                and not (file_name == RESULTS and are_results_told)
                and file_name not in self.gone_or_edited
                and file_again.is_file()
                and file_again.read_bytes() != self.as_made.contents(file_name)
            ):
                for file_difference in file_apart(
                    file_name, file_again.read_bytes(), self.as_made.contents(file_name), digest
                ):
                    self.differences.append(Divergence(*file_difference, self.unexplained))

    def _compare_edited_inputs(
        self, made_again: MadeAgain, edited_names: frozenset[str], tables: frozenset[str]
    ) -> None:
        """What each kind of edit in the inputs does to the results, by itself."""
        results_then = results_document(made_again.study)
        for cause, case in self._edited_cases(made_again.study.case, edited_names, tables):
            self.differences += [
                Divergence(path, was, current, cause)
                for path, was, current in results_apart(results_then, results_document(appraise(case)))
            ]

    def _edited_cases(
        self, case: Case, edited_names: frozenset[str], tables: frozenset[str]
    ) -> Iterator[tuple[Cause, Case]]:
        """The case with one kind of edit and none of the others: in its text, its draws or its tables."""
        if edited_names & tables:
            table_edited_case = self._case("edited_tables", edited_names & tables)
            if table_edited_case is not None:
                yield "table", table_edited_case
        text_edited_case = self._case("edited_case", edited_names - tables) if edited_names - tables else None
        edit_causes = {difference.cause for difference in self.differences}
        if text_edited_case is not None and "seed" in edit_causes:
            yield "seed", drawn_as(case, text_edited_case.settings)
        if text_edited_case is not None and "case" in edit_causes:
            yield "case", drawn_as(text_edited_case, case.settings)

    def _compare_what_is_there(self) -> None:
        """The results as delivered against those of the folder as it is, where nobody knows how its inputs were."""
        results_then = self.as_made.results
        case = self._case("as_now", self.run.digests)
        if results_then is None or case is None:
            return
        study = appraise(case)
        mark_differences = other_marks(self.as_made.fingerprint, study.fingerprint)
        library_changes = other_environment(self.run.environment)
        causes = _causes(mark_differences, library_changes) or [self.unexplained]
        if OF_RUN in self.gone_or_edited:
            causes = ["case", *(cause for cause in causes if cause not in ("case", "edited"))]
        for path, was, current in results_apart(results_then, results_document(study)):
            self.differences += [Divergence(path, was, current, cause) for cause in causes]


def _made_by_runs() -> set[str]:
    """The files that a run may make and that have one content."""
    report_files = (writer.file for writer in writers().values() if writer.file.endswith(_SAME_EVERYWHERE))
    return {RESULTS, *report_files, *(f"{NOTEBOOKS}/{name}.ipynb" for name in notebook_names())}


def _causes(marks: Iterable[Divergence], environment: Iterable[Divergence]) -> list[Cause]:
    """The causes that what is another comes to, once each."""
    return list(dict.fromkeys(difference.cause for difference in (*marks, *environment)))


def _edited_files(
    as_made: AsMade, names: Iterable[str], made_again: MadeAgain | None
) -> Iterator[Divergence]:
    """The products of a run that are gone or were edited, each at its place where it can be told."""
    for file_name in sorted(names):
        made_digest = as_made.run.digests[file_name]
        contents_then: bytes | None = as_made.contents(file_name)
        if contents_then is None and made_again is not None:
            contents_then = _same_again(made_again, file_name, made_digest)
        for file_difference in file_apart(
            file_name, contents_then, as_made.contents_now(file_name), made_digest
        ):
            yield Divergence(*file_difference, "edited")


def _same_again(made_again: MadeAgain, name: str, digest: Any) -> bytes | None:
    """A file of the run that was made again, where that is the file that was delivered."""
    path = made_again.folder / name
    contents_again = path.read_bytes() if path.is_file() else b""
    return contents_again if hashlib.sha256(contents_again).hexdigest() == digest else None
