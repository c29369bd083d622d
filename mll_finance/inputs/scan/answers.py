"""The answers of a quick scan: words and ranges, read from a file; what is not answered is unknown."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import lru_cache, partial
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, PlainValidator, create_model
from pydantic_core import PydanticCustomError

from mll_finance.errors import InBoth, InputError, Problem, nearest
from mll_finance.inputs.case.case import refresh_data
from mll_finance.inputs.case.moves import is_thousandfold
from mll_finance.inputs.grammar.base import Language, Strict, Words
from mll_finance.inputs.grammar.reading import Reader
from mll_finance.inputs.grammar.sections import Identifier
from mll_finance.inputs.scan.questions import PEOPLE_HELPED, ScanQuestion, projects, questions
from mll_finance.inputs.text.case_files import CaseFiles
from mll_finance.inputs.text.numerals import percentage, remedy, spread
from mll_finance.inputs.text.placeholders import is_placeholder
from mll_finance.inputs.text.units import has_three_decimals
from mll_finance.inputs.text.written import number, ratio, refusal, refuse_doubtful, show
from mll_finance.resources import SHIPPED_DATA, resource
from mll_finance.terms import phrase
from mll_finance.yaml_text import read_yaml

Range = tuple[float, float, float]
"""Low, likely, high."""
NOBODY = "none"
_UNKNOWN = ("unknown", "onbekend", "?", "", "weet ik niet")
_NOBODY = (NOBODY, "geen", "niemand", "nobody")


def chosen(written: Any, choices: Mapping[str, Words], *, may_be_unknown: bool = True) -> str:
    """The id of a word among choices: the id itself, its Dutch or its English word.

    ``may_be_unknown`` is what a refusal says: whether unknown is an answer too.

    Examples
    --------
    >>> chosen("Ja", {"yes": Words(nl="ja", en="yes")})
    'yes'
    """
    plain_word = str(written).strip().lower() if isinstance(written, str) else written
    for choice_id, choice_words in choices.items():
        if plain_word in (choice_id, choice_words.nl.lower(), choice_words.en.lower()):
            return choice_id
    dutch_words, english_words = (
        [choice_words.text(language) for choice_words in choices.values()] for language in ("nl", "en")
    )
    nearest_word = nearest(str(written), [*choices, *dutch_words])
    raise refusal(
        show(written),
        phrase(
            "scan_one_of_or_unknown" if may_be_unknown else "scan_one_of",
            names=InBoth(", ".join(english_words), ", ".join(dutch_words)),
        ),
        phrase("scan_choose_one")
        if nearest_word is None
        else phrase("problem_did_you_mean", guess=nearest_word),
    )


def answer(question: ScanQuestion, written: Any) -> Any:
    """An answer as it is kept: None for what is unknown.

    Parameters
    ----------
    question : ScanQuestion
        What was asked.
    written : object
        What was written or typed.
    """
    if written is None or (isinstance(written, str) and written.strip().lower() in _UNKNOWN):
        return None
    if is_placeholder(written):
        return None
    reading_function: Callable[[ScanQuestion, Any], Any] = _READINGS[question.kind]
    return reading_function(question, written)


def _at_question(question: ScanQuestion, written: Any) -> Any:
    """The same, where a refusal names the question: in a file its id alone stands beside the answer."""
    try:
        return answer(question, written)
    except PydanticCustomError as error:
        answer_problem = (error.context or {})["problem"]
        short_words = question.short
        finding_phrase = phrase(
            "scan_at_question", question=InBoth(short_words.en, short_words.nl), finding=answer_problem.found
        )
        raise refusal(
            finding_phrase, answer_problem.allowed, answer_problem.remedy, at=answer_problem.path
        ) from None


def _text(question: ScanQuestion, written: Any) -> str:
    if not isinstance(written, str):
        raise refusal(show(written), phrase("scan_a_text"), phrase("scan_write_a_text"))
    stripped_text = written.strip()
    return NOBODY if stripped_text.lower() in _NOBODY else stripped_text


def _word(question: ScanQuestion, written: Any) -> str:
    return chosen(written, question.choices())


def _range(question: ScanQuestion, written: Any) -> Range:
    if isinstance(written, dict):
        if set(written) != {"low", "likely", "high"}:
            raise refusal(
                show(written), phrase("problem_low_likely_high"), phrase("problem_such_as_low_likely_high")
            )
        written = [written["low"], written["likely"], written["high"]]
    range_ends = spread(written) if isinstance(written, str) else None
    if range_ends is not None:
        raise refusal(
            show(written),
            phrase("problem_low_likely_and_high"),
            phrase("scan_range_remedy", low=range_ends[0], high=range_ends[1]),
        )
    if not isinstance(written, (list, tuple)):
        written = [written] * 3
    if len(written) != 3:
        raise refusal(
            phrase("problem_numbers", count=len(written)),
            phrase("problem_low_likely_and_high"),
            phrase("problem_such_as_or_unknown"),
        )
    if question.kind != "share" and not has_three_decimals(question.unit):
        refuse_doubtful(written)
    low_bound, likely_bound, high_bound = (_bound(question, bound) for bound in written)
    _refuse_lost_thousands(question, (low_bound, likely_bound, high_bound))
    if not 0 <= low_bound <= likely_bound <= high_bound:
        raise refusal(
            f"{low_bound:g}, {likely_bound:g}, {high_bound:g}",
            phrase("problem_low_likely_and_high_from"),
            phrase("problem_correct_the_numbers"),
        )
    return low_bound, likely_bound, high_bound


def _refuse_lost_thousands(question: ScanQuestion, ends: Range) -> None:
    """Refuse a range of which one number is about a thousand times the next: thousands may have got lost."""
    sorted_ends = sorted(end for end in ends if end > 0)
    for smaller, larger in pairwise(sorted_ends) if not has_three_decimals(question.unit) else ():
        if is_thousandfold(larger / smaller):
            number_fields = {"smaller": f"{smaller:g}", "larger": f"{larger:g}"}
            finding_phrase, allowed_phrase, remedy_phrase = (
                phrase(f"advice_thousand_apart_{part}", **number_fields)
                for part in ("found", "expected", "remedy")
            )
            raise refusal(finding_phrase, allowed_phrase, remedy_phrase)


def _bound(question: ScanQuestion, written: Any) -> float:
    if isinstance(written, bool) or (isinstance(written, str) and remedy(written) is None):
        raise refusal(show(written), phrase("number_allowed"), phrase("scan_write_a_number"))
    if question.kind == "share":
        return _share(written)
    return ratio(written) if has_three_decimals(question.unit) else number(written)


def _share(written: Any) -> float:
    """A part of the whole: 0.3, or 30%."""
    fraction_text = percentage(written) if isinstance(written, str) else None
    fraction_read = ratio(float(fraction_text) if fraction_text is not None else written)
    if fraction_read > 1:
        raise refusal(
            f"{fraction_read:g}",
            phrase("scan_a_share"),
            phrase("scan_write_a_share", share=f"{fraction_read:g}"),
        )
    return fraction_read


_READINGS: Mapping[str, Callable[[ScanQuestion, Any], Any]] = {
    "text": _text,
    "word": _word,
    "technique": _word,
    "range": _range,
    "share": _range,
}


def _project(written: Any) -> str:
    return chosen(written, {name: kind.word for name, kind in projects().items()}, may_be_unknown=False)


class Answers(Strict):
    """The answers of a quick scan; what is not answered is unknown. Each kind of project adds its questions."""

    name: Identifier
    """Name of the scan and of the case that it writes."""
    language: Language = "nl"
    project: Annotated[str, BeforeValidator(_project)] = PEOPLE_HELPED
    """What the project does: a row of scan_projects.yaml."""
    municipality: str | None = None
    base_year: int = Field(default=2027, ge=2020, le=2030)
    """Year 0: the one-off cost falls in it. Amounts are in prices of the year before."""
    horizon: int = Field(default=5, ge=1, le=50)
    """Years of use after it."""

    @property
    def questions(self) -> Mapping[str, ScanQuestion]:
        """The questions of this kind of project by id."""
        return questions(self.project)

    def of(self, question: str) -> Any:
        """The answer to a question; None where it is unknown, or not asked of this kind of project."""
        given_answer = getattr(self, question, None) if question in self.questions else None
        return given_answer.text(self.language) if isinstance(given_answer, Words) else given_answer

    def range_of(self, question: str) -> Range | None:
        """A number with its range; where nobody has an answer, what follows from having none."""
        answered_range: Range | None = self.of(question)
        default_range = self.questions[question].otherwise if question in self.questions else None
        return (
            (default_range,) * 3 if answered_range is None and default_range is not None else answered_range
        )

    @property
    def unknown(self) -> tuple[str, ...]:
        """Ids of the questions without an answer, in order."""
        return tuple(name for name in self.questions if self.of(name) is None)

    @property
    def has_owner(self) -> bool:
        """Whether somebody owns the issue."""
        return self.of("owner") not in (None, NOBODY)


@SHIPPED_DATA.kept
@lru_cache(maxsize=32)
def answers_model(project: str) -> type[Answers]:
    """The answers of one kind of project: a field for each of its questions."""
    preset_answers = projects()[project].preset
    field_by_question: dict[str, Any] = {
        name: (Annotated[Any, PlainValidator(partial(_at_question, question))], preset_answers.get(name))
        for name, question in questions(project).items()
    }
    return create_model("Answers", __base__=Answers, __doc__=Answers.__doc__, **field_by_question)


def model_for(raw: Mapping[str, Any]) -> type[Answers]:
    """The model of raw answers; that of people helped where their kind of project is none."""
    raw_project = raw.get("project", PEOPLE_HELPED)
    try:
        return answers_model(_project(raw_project))
    except PydanticCustomError:
        return answers_model(PEOPLE_HELPED)


def answers_from(raw: Mapping[str, Any]) -> Answers:
    """Validated answers."""
    return model_for(raw).model_validate(raw)


def scan_path(name: str) -> Path:
    """Path of an answers file: a file, or an example of ``parameters/scans`` by name."""
    path = Path(name)
    packaged_path = resource("parameters", "scans", f"{name}.yaml")
    return packaged_path if not path.exists() and len(path.parts) == 1 and packaged_path.exists() else path


def _of_answers(problem: Problem) -> Problem:
    """A problem of a file as a whole, in words of a scan: a case has other sections."""
    if getattr(problem.allowed, "key", None) != "yaml_sections":
        return problem
    return replace(problem, allowed=phrase("scan_answers"), remedy=phrase("scan_begin"))


def _of_known_project(raw: Mapping[str, Any]) -> Mapping[str, Any]:
    """Raw answers; of a kind of project that is none, only what is asked whatever the kind."""
    try:
        _project(raw.get("project", PEOPLE_HELPED))
    except PydanticCustomError:
        asked_question_ids = set().union(*(questions(kind) for kind in projects()))
        return {name: raw_answer for name, raw_answer in raw.items() if name not in asked_question_ids}
    return raw


def load_answers(path: Path) -> Answers:
    """Read the answers of a scan.

    Raises
    ------
    InputError
        With every problem of the file at once.
    """
    refresh_data()
    try:
        answers_document = read_yaml(path)
    except InputError as error:
        raise InputError([_of_answers(problem) for problem in error.problems], file=error.file) from error
    reader = Reader(answers_document, CaseFiles(path.parent))
    scan_answers = reader.part(model_for(answers_document.data), _of_known_project(answers_document.data), ())
    reader.stop_if_wrong()
    assert scan_answers is not None
    return scan_answers
