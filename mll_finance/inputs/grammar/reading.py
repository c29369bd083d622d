"""Reading a document: its parts validated, and everything that is wrong with it kept together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from mll_finance.errors import InputError, Problem
from mll_finance.inputs.grammar.kinds import Kind
from mll_finance.inputs.grammar.validation import dotted, problems_of
from mll_finance.inputs.text.case_files import CaseFiles
from mll_finance.inputs.text.ranges import with_observations
from mll_finance.terms import phrase
from mll_finance.yaml_text import Document

Model = TypeVar("Model", bound=BaseModel)


class Reader:
    """Reads one document; it holds the document and the problems that were met.

    Parameters
    ----------
    document : Document
        What is read.
    files : CaseFiles
        The files that the document names.
    """

    def __init__(self, document: Document, files: CaseFiles) -> None:
        self.document = document
        self.files = files
        self.problems: list[Problem] = []

    def problem(self, path: str | tuple[Any, ...], finding: str, allowed: str, remedy: str) -> None:
        """Keep one problem, with the line of its path."""
        self.add([Problem(path if isinstance(path, str) else dotted(path), finding, allowed, remedy)])

    def add(self, problems: Iterable[Problem]) -> None:
        """Keep problems, each with the line of its path."""
        self.problems += [replace(problem, line=self.document.line_of(problem.path)) for problem in problems]

    def stop_if_wrong(self) -> None:
        """End reading where something is wrong.

        Raises
        ------
        InputError
            With every problem.
        """
        if self.problems:
            raise InputError(self.problems, file=self.document.name)

    def entries(self, section: str) -> dict[Any, Any]:
        """The raw parts of a section by name; none where it is no mapping."""
        raw_section = self.document.data.get(section)
        return raw_section if isinstance(raw_section, dict) else {}

    def part(self, model: type[Model], raw: Any, path: tuple[Any, ...]) -> Model | None:
        """A validated part; None after keeping all its problems."""
        return self._read(path, raw, partial(self._validated, model, raw, path))

    def parts(
        self, section: str, model: type[Model], *, standard: Mapping[str, Any] | None = None
    ) -> dict[str, Model]:
        """The parts of a section; what the document says is laid over the standard part of the same name."""
        own_entries = self.entries(section)
        part_by_name: dict[str, Model] = {}
        for part_name in dict.fromkeys([*(standard or {}), *own_entries]):
            part_path = (section, part_name)
            if not self._good_name(part_name, part_path):
                continue
            raw_part = own_entries.get(part_name)
            raw_entry = {} if raw_part is None else raw_part
            if standard and isinstance(raw_entry, dict):
                raw_entry = {**standard.get(part_name, {}), **raw_entry}
            part = self._read(part_path, raw_part, partial(self._validated, model, raw_entry, part_path))
            if part is not None:
                part_by_name[part_name] = part
        return part_by_name

    def kinds(self, section: str, kinds: Mapping[str, type[Kind]]) -> dict[str, Kind]:
        """The parts of a section by name, each read by the class of its kind."""
        part_by_name: dict[str, Kind] = {}
        for part_name, raw_part in self.entries(section).items():
            part_path = (section, part_name)
            if not self._good_name(part_name, part_path):
                continue
            part = self._read(part_path, raw_part, partial(self._kind, raw_part, kinds, part_path))
            if part is not None:
                part_by_name[part_name] = part
        return part_by_name

    def _read(self, path: tuple[Any, ...], raw: Any, read: Callable[[], Model | None]) -> Model | None:
        """A part, or the one that this same raw part gave before."""
        part: Model | None = self.document.part(path, raw, read)
        return part

    def _validated(self, model: type[Model], raw: Any, path: tuple[Any, ...]) -> Model | None:
        try:
            return model.model_validate(raw)
        except ValidationError as error:
            self.problems += problems_of(error, model, path, self.document)
            return None

    def _kind(self, raw: Any, kinds: Mapping[str, type[Kind]], path: tuple[Any, ...]) -> Kind | None:
        """A part, read by the class of its kind; None after keeping its problems."""
        if not isinstance(raw, dict):
            self.problem(
                path,
                phrase("problem_not_a_mapping"),
                phrase("problem_a_mapping_with_a_kind"),
                phrase("problem_write_its_keys_under_it"),
            )
            return None
        kind_word = raw.get("kind")
        if not isinstance(kind_word, str) or kind_word not in kinds:
            finding_phrase = (
                phrase("problem_no_kind") if kind_word is None else phrase("problem_the_kind", kind=kind_word)
            )
            self.add([Problem.unknown(dotted((*path, "kind")), finding_phrase, str(kind_word), kinds)])
            return None
        try:
            complete_entry = with_observations(kinds[kind_word].prepare(raw, self.files), self.files)
        except InputError as error:
            self.add(problem.below(dotted(path)) for problem in error.problems)
            return None
        return self._validated(kinds[kind_word], complete_entry, path)

    def _good_name(self, name: Any, path: tuple[Any, ...]) -> bool:
        is_plain = isinstance(name, str) and name.replace("_", "a").replace("-", "a").isalnum()
        is_good = is_plain and name[0].isalpha()
        if not is_good:
            self.problem(
                path,
                phrase("problem_the_name", name=name),
                phrase("problem_letters_digits_and_a_letter"),
                phrase("problem_rename_it"),
            )
        return is_good
