"""The quantities and lines of a scanned case: the file of its kind of project, with the answers filled in.

Marks of such a file: ``{answer: question}`` becomes the answer as a number, ``$first`` and ``$use`` become years,
``$owner`` who accepts an estimate, ``$to_fill`` a place that is left open; a part with ``only: question`` stands where
that answer can be above zero, and ``comment`` is the text above a part.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from mll_finance.inputs.scan.answers import Answers, Range
from mll_finance.inputs.scan.questions import projects
from mll_finance.resources import SHIPPED_DATA, resource
from mll_finance.terms import sentence
from mll_finance.yaml_text import read_yaml

SECTIONS = ("quantities", "lines")
Path = tuple[Any, ...]


@SHIPPED_DATA.kept
@lru_cache(maxsize=8)
def case_file(name: str) -> Mapping[str, Any]:
    """The file of a kind of case, as it stands."""
    return read_yaml(resource("data", f"scan_case_{name}.yaml")).data


def parts(answers: Answers) -> dict[str, Any]:
    """The sections ``quantities`` and ``lines`` of the case, in the language of the answers."""
    raw_parts = _file(answers)
    return {
        section: {
            name: _filled(part, answers)
            for name, part in raw_parts[section].items()
            if _stands(part, answers)
        }
        for section in SECTIONS
    }


def comments(answers: Answers) -> dict[Path, str]:
    """The text above each part that has one, by its place."""
    project_kind = projects()[answers.project]
    return {
        (section, name): project_kind.filled(part["comment"][answers.language], answers.language)
        for section in SECTIONS
        for name, part in _file(answers)[section].items()
        if "comment" in part
    }


def path_of(answers: Answers, question: str) -> str:
    """Where the answer to a question stands in the case."""
    return ".".join(
        next(
            key_path for key_path, asked_question in _slots(_file(answers), ()) if asked_question == question
        )
    )


def slots(answers: Answers) -> tuple[str, ...]:
    """Questions whose answers are numbers of the case, in its order."""
    return tuple(dict.fromkeys(asked_question for _, asked_question in _slots(_file(answers), ())))


def paid_by(answers: Answers, check: str) -> str:
    """The line that pays for meeting a precondition."""
    line_ids_by_check: Mapping[str, str] = _file(answers)["paid_by"]
    return line_ids_by_check.get(check, line_ids_by_check["default"])


def capacity_lines(answers: Answers) -> tuple[str, str] | None:
    """The line of hours that stay in the team, and that of hours which it has to carry; None where there are none."""
    raw_capacity = _file(answers).get("capacity")
    return None if raw_capacity is None else (raw_capacity["left"], raw_capacity["takes"])


def bounds(answers: Answers, slot: Mapping[str, str]) -> Range | None:
    """The answer that a slot holds: at most another one, where it says so."""
    answered_range, upper_range = answers.range_of(slot["answer"]), answers.range_of(slot.get("at_most", ""))
    if answered_range is None or upper_range is None:
        return answered_range
    low, likely, high = (min(pair) for pair in zip(answered_range, upper_range, strict=True))
    return low, likely, high


def accepted_by(answers: Answers) -> str:
    """Who accepts an own estimate: the owner, or nobody yet."""
    return str(answers.of("owner")) if answers.has_owner else sentence("scan_nobody_yet", answers.language)


def _file(answers: Answers) -> Mapping[str, Any]:
    return case_file(projects()[answers.project].case)


def _stands(part: Mapping[str, Any], answers: Answers) -> bool:
    question_name = part.get("only")
    if question_name is None:
        return True
    answered_range = answers.range_of(question_name)
    return answered_range is not None and answered_range[2] > 0


def _slots(part: Any, place: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str]]:
    if isinstance(part, Mapping):
        if "answer" in part:
            yield place, part["answer"]
        for key, child_node in part.items():
            yield from _slots(child_node, (*place, key))


def _filled(part: Any, answers: Answers) -> Any:
    """A part with every mark replaced."""
    if isinstance(part, Mapping):
        if "answer" in part:
            return _number(answers, part)
        if set(part) == {"nl", "en"}:
            filled_text = projects()[answers.project].filled(part[answers.language], answers.language)
            return filled_text[:1].upper() + filled_text[1:]
        return {key: _filled(child, answers) for key, child in part.items() if key not in ("comment", "only")}
    if isinstance(part, str):
        return _marked(part, answers)
    return part


def _marked(text: str, answers: Answers) -> Any:
    if not text.startswith("$"):
        return projects()[answers.project].filled(text, "en")
    to_fill_sentence = sentence("scan_to_fill", answers.language)
    return {
        "$first": answers.base_year,
        "$use": answers.base_year + 1,
        "$owner": accepted_by(answers),
        "$owner_to_fill": answers.of("owner") if answers.has_owner else to_fill_sentence,
        "$to_fill": to_fill_sentence,
    }[text]


def _number(answers: Answers, slot: Mapping[str, str]) -> dict[str, Any]:
    """An own estimate with its range, or PM with what is not known."""
    question = answers.questions[slot["answer"]]
    question_title = question.short.text(answers.language)
    answer_bounds = bounds(answers, slot)
    if answer_bounds is None:
        return {"title": question_title, "pm": sentence("scan_unknown", answers.language)}
    low, likely, high = (_plain(bound) for bound in answer_bounds)
    raw_estimate: dict[str, Any] = {"title": question_title, "value": likely}
    if low < high:
        raw_estimate["distribution"] = {"kind": "pert", "low": low, "mode": likely, "high": high}
    unit_of_question = question.unit or ""
    raw_estimate["unit"] = unit_of_question
    if unit_of_question.startswith("EUR"):
        raw_estimate["price_year"] = answers.base_year - 1
    return raw_estimate | {"source": "own_estimate", "quality": "D", "accepted_by": accepted_by(answers)}


def _plain(bound: float) -> float:
    return int(bound) if float(bound).is_integer() else bound
