"""``mll scan``: a quick scan from an answers file, or by asking; it writes the case as far as it is known."""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from mll_finance.errors import InputError, Problem, RunError
from mll_finance.inputs.reference_data.prose_tables import techniques
from mll_finance.inputs.scan.answers import Answers, load_answers, scan_path
from mll_finance.inputs.scan.questions import ScanQuestion, questions, unknown
from mll_finance.inputs.scan.scan_case import raw_case
from mll_finance.inputs.text.numerals import readings
from mll_finance.judgement.scan import ScanResult, evaluate
from mll_finance.report.scan import scan_blocks
from mll_finance.report.terminal import plain_text
from mll_finance.terms import Language, phrase, sentence, unit
from mll_finance.yaml_text import Doubtful, plain_scalar

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_\-]*$")


def run(options: argparse.Namespace) -> int:
    """Evaluate the answers, say how the scan ends, and write the case; never over an existing file."""
    answers_path = scan_path(options.scan)
    if answers_path.exists() or answers_path.suffix in (".yaml", ".yml") or len(answers_path.parts) > 1:
        answers = load_answers(answers_path)
    else:
        answers = _ask(options.scan, options.language or "nl")
    language: Language = options.language or answers.language
    scan = evaluate(answers)
    print(plain_text(scan_blocks(scan, language), language))
    print()
    _write(scan, Path(options.out or f"{answers.name}.yaml"), language)
    return 0


def _write(scan: ScanResult, target: Path, language: Language) -> None:
    scan_name = scan.answers.name
    outcome = sentence(f"scan_outcome_{scan.outcome}", language)
    comment_lines = [sentence("scan_case_head", language, scan=scan_name, outcome=outcome)]
    comment_lines += [
        sentence("scan_case_open", language, question=questions()[question_id].short.text(language))
        for question_id in unknown(scan.answers)
    ]
    comment_lines.append(sentence("scan_case_gaps", language))
    case_yaml = yaml.safe_dump(raw_case(scan.answers), sort_keys=False, allow_unicode=True, width=110)
    case_text = "".join(f"# {comment_line}\n" for comment_line in comment_lines) + case_yaml
    if _create(target, case_text):
        print(sentence("scan_written", language, file=target))
        print(sentence("scan_next_case", language, file=target))
    else:
        print(sentence("scan_kept", language, file=target))


def _create(target: Path, text: str) -> bool:
    """Write a new file; false where it exists already."""
    try:
        with target.open("x", encoding="utf-8") as new_file:
            new_file.write(text)
    except FileExistsError:
        return False
    except OSError as error:
        raise RunError(f"{target} could not be written: {error.strerror or error}") from error
    return True


def _ask(scan_name: str, language: Language) -> Answers:
    """Ask every question at the terminal and keep the answers in ``NAME.scan.yaml``."""
    if not _NAME.match(scan_name):
        raise InputError(
            Problem(
                "SCAN",
                f"'{scan_name}'",
                phrase("problem_letters_digits_and_a_letter"),
                phrase("problem_choose_another_name"),
            )
        )
    if not sys.stdin.isatty():
        raise InputError(
            Problem(
                "SCAN",
                phrase("problem_no_file_and_nobody_to", scan_name=scan_name),
                phrase("problem_an_answers_file_in_yaml"),
                phrase("problem_copy_parameters_scans_vroegsignalering_scan"),
            )
        )
    print(sentence("scan_start", language))
    answers: dict[str, Any] = {"name": scan_name, "language": language}
    for key, question in questions().items():
        answers[key] = _answer(answers, key, question, language)
    file = Path(f"{scan_name}.scan.yaml")
    if _create(file, yaml.safe_dump(answers, sort_keys=False, allow_unicode=True, width=110)):
        print(sentence("scan_answers_written", language, file=file))
    else:
        print(sentence("scan_kept", language, file=file))
    return Answers.model_validate(answers)


def _answer(answers: dict[str, Any], key: str, question: ScanQuestion, language: Language) -> Any:
    """The answer to one question; asked again until it can be read."""
    prompt = f"\n{question.asks.text(language)} {_hint(question, language)}".rstrip() + "\n> "
    while True:
        try:
            typed = input(prompt).strip()
        except EOFError:
            raise InputError(
                Problem(
                    key,
                    phrase("problem_no_answer"),
                    phrase("problem_an_answer_or_unknown"),
                    phrase("problem_start_again_nothing_is_written"),
                )
            ) from None
        answer = parsed(typed, question)
        try:
            Answers.model_validate({**answers, key: answer})
        except ValidationError as error:
            message = str(error.errors(include_url=False)[0]["msg"])
            print(sentence("scan_again", language, problem=message))
            continue
        return answer


def parsed(typed: str, question: ScanQuestion) -> Any:
    """What was typed: numbers for a range, else the words; nothing is unknown.

    Examples
    --------
    >>> parsed("10 20 40", questions()["helped_extra"]), parsed("", questions()["owner"])
    ([10.0, 20.0, 40.0], 'unknown')
    """
    if not typed:
        return "unknown"
    if question.kind == "range":
        typed_parts = typed.replace(";", " ").split()
        numbers = [_number(part) for part in typed_parts]
        if None in numbers:
            return typed
        return numbers if len(numbers) > 1 else numbers[0]
    return typed


def _number(typed: str) -> float | None:
    """A number as it was typed; one whose dot may separate thousands keeps its text, so that it is asked about."""
    numbers = readings(typed)
    if len(numbers) == 1:
        return float(numbers[0])
    written = plain_scalar(typed)
    return written if isinstance(written, Doubtful) else None


def _hint(question: ScanQuestion, language: Language) -> str:
    if question.kind == "technique":
        return sentence("scan_choice", language, words=", ".join(techniques()))
    if question.kind == "word":
        return sentence("scan_choice", language, words=", ".join(question.words))
    if question.kind == "range" and question.unit is not None:
        return sentence("scan_range_hint", language, unit=unit(question.unit, language))
    return ""
