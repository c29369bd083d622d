"""The kinds of project that a quick scan knows, and the questions of each: rows of two tables of words."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator

from mll_finance.inputs.grammar.base import Listing, RiskClass, Strict, Text, Words
from mll_finance.inputs.reference_data.prose_tables import prose, techniques
from mll_finance.resources import SHIPPED_DATA

PEOPLE_HELPED = "people_helped"
"""The kind of project of a file of answers that names none."""


class Usual(Words):
    """What others found, with where it was seen."""

    sources: Listing
    """Ids of references; own_estimate is our own judgement."""


class ScanQuestion(Strict):
    """A question of the scan."""

    kind: Literal["text", "word", "technique", "range", "share"]
    needed: bool
    """Whether there is no business case yet without an answer."""
    short: Text
    """What is asked, as a name."""
    asks: Text
    """The question."""
    words: dict[str, Text] = {}
    """Words among which to choose, by the id that is kept."""
    unit: str | None = None
    """Unit of a range."""
    example: Text | None = None
    """An answer as it is typed."""
    usual: Usual | None = None
    """What is usual."""
    otherwise: float | None = None
    """What holds as long as nobody has an answer, where that follows from having none."""

    def choices(self) -> Mapping[str, Words]:
        """The words among which to choose, by the id that is kept; none where anything may be said."""
        if self.kind == "technique":
            return {name: technique.title for name, technique in techniques().items()}
        return self.words

    @property
    def is_number(self) -> bool:
        """Whether the answer is a number with its range."""
        return self.kind in ("range", "share")


def _named(written: Any) -> Any:
    return {name: dict(entry) for name, entry in written.items()}


class ScanProject(Strict):
    """A kind of project: what it asks, which case follows from it and which number decides."""

    title: Text
    word: Text
    """Its name in a file of answers, beside its id."""
    heading: Text
    """Name of the project in the case."""
    case: str
    """Name of the file with its quantities and lines: ``data/scan_case_<case>.yaml``."""
    questions: Listing
    """Questions that are asked, in order."""
    later: Listing = ()
    """Questions of a later step, which a file of answers may hold."""
    preset: dict[str, Text] = {}
    """Answers that follow from the kind of project, unless a file answers otherwise."""
    risk_class: RiskClass
    """Class under the AI Act to plan with, where it assesses nobody."""
    unit: str = ""
    """Unit of what is counted."""
    names: dict[str, Text] = {}
    """Words for what is counted, in the questions and the case."""
    rivals: dict[str, Text]
    """Titles of the approach without AI, by the answer to ``rival``; ``unknown`` for any other."""
    not_applicable: dict[str, Text] = {}
    """Preconditions that do not apply to this kind of project, with the reason."""
    decisive: str
    """Question whose answer decides: the number at which society breaks even."""
    beside: str
    """Question at whose low, likely and high answer that number is shown."""
    compare: Listing = ()
    """Answers that are shown below it; the decisive one without it."""
    break_even: Text
    """What the number at which society breaks even says."""
    wording: Annotated[dict[str, dict[str, Any]], BeforeValidator(_named)] = {}
    """Other texts of a question, for this kind of project."""

    def filled(self, text: str, language: Literal["nl", "en"]) -> str:
        """A text with the words of this kind of project in it."""
        if "{" not in text:
            return text
        return text.format(
            unit=self.unit, **{name: words.text(language) for name, words in self.names.items()}
        )


@SHIPPED_DATA.kept
@lru_cache(maxsize=1)
def projects() -> Mapping[str, ScanProject]:
    """The kinds of project by id, in order."""
    return {name: ScanProject.model_validate(raw) for name, raw in prose("scan_projects")["rows"].items()}


@SHIPPED_DATA.kept
@lru_cache(maxsize=32)
def questions(project: str) -> Mapping[str, ScanQuestion]:
    """The questions of a kind of project by id, in its words: those that are asked, then those of a later step."""
    project_kind = projects()[project]
    raw_questions = prose("scan_questions")["rows"]
    return {
        name: _worded(project_kind, name, raw_questions[name])
        for name in (*project_kind.questions, *project_kind.later)
    }


def _worded(kind: ScanProject, name: str, row: Mapping[str, Any]) -> ScanQuestion:
    row = {**row, **kind.wording.get(name, {})}
    for key in ("short", "asks", "usual"):
        if key in row:
            row[key] = {
                part: kind.filled(text, part) if part in ("nl", "en") else text
                for part, text in row[key].items()
            }
    if "unit" in row:
        row["unit"] = kind.filled(row["unit"], "en")
    return ScanQuestion.model_validate(row)
