"""``mll scan``: a quick scan from an answers file, or by asking; it writes the case as far as it is known."""

from __future__ import annotations

import argparse
import re
from dataclasses import replace
from pathlib import Path

from mll_finance.cli.command_line.scan_asking import ask
from mll_finance.cli.streams import screen, show, show_message
from mll_finance.errors import InputError, RunError
from mll_finance.inputs.scan.answers import Answers, load_answers, scan_path
from mll_finance.inputs.scan.case_writing import case_text
from mll_finance.judgement.scan import ScanResult, evaluate
from mll_finance.plain_files import plain_bytes
from mll_finance.report.scan import scan_blocks
from mll_finance.report.terminal import plain_text
from mll_finance.system_reasons import system_reason
from mll_finance.terms import Language, phrase, sentence
from mll_finance.whole_files import new_file
from mll_finance.yaml_text import MAX_BYTES

_ENGLISH = re.compile(r"(?m)^language:\s*['\"]?en\b")


def run(options: argparse.Namespace) -> int:
    """Evaluate the answers, say how the scan ends, and write the case; never over an existing file."""
    answers_path = scan_path(options.scan) if options.scan is not None else None
    if answers_path is not None and (
        answers_path.exists() or answers_path.suffix in (".yaml", ".yml") or len(answers_path.parts) > 1
    ):
        # Problems are told in the language of the answers, as are the questions.
        options.language = options.language or _language(answers_path)
        scan_answers = load_answers(answers_path).model_copy(update={"language": options.language})
    else:
        options.language = options.language or "nl"
        scan_answers = _asked(options.scan, options.language)
    evaluated_scan = _evaluated(scan_answers, answers_path)
    show(plain_text(scan_blocks(evaluated_scan, scan_answers.language), scan_answers.language, screen()))
    print()
    _write(evaluated_scan, Path(options.out or f"{scan_answers.name}.yaml"))
    return 0


def _evaluated(answers: Answers, path: Path | None) -> ScanResult:
    """The scan; what is wrong with the case that follows is wrong with the answers that it follows from."""
    try:
        return evaluate(answers)
    except InputError as error:
        problems = [replace(problem, path=problem.path.removeprefix("case.")) for problem in error.problems]
        raise InputError(problems, file=str(path or answers.name)) from error


def _language(path: Path) -> Language:
    """The language that a file of answers names, also where the rest of it cannot be read."""
    try:
        file_text = plain_bytes(path, MAX_BYTES).decode("utf-8", errors="replace")
    except OSError:
        return "nl"
    return "en" if _ENGLISH.search(file_text) else "nl"


def _asked(name: str | None, language: Language) -> Answers:
    """Ask every question at the terminal and keep the answers in ``NAME.scan.yaml``."""
    scan_answers, answers_file_text = ask(name, language)
    answers_file = Path(f"{scan_answers.name}.scan.yaml")
    sentence_key = "scan_answers_written" if _create(answers_file, answers_file_text) else "scan_kept"
    print()
    show_message(sentence(sentence_key, language, file=answers_file))
    print()
    return scan_answers


def _write(scan: ScanResult, target: Path) -> None:
    language = scan.answers.language
    outcome_sentence = sentence(f"scan_outcome_{scan.outcome}", language)
    if _create(target, case_text(scan.answers, outcome=outcome_sentence)):
        show_message(sentence("scan_written", language, file=target))
        show_message(sentence("scan_next_case", language, file=target))
    else:
        show_message(sentence("scan_kept", language, file=target))


def _create(target: Path, text: str) -> bool:
    """Write a new file; false where it exists already."""
    try:
        with new_file(target) as part_file:
            part_file.write_text(text, encoding="utf-8")
    except FileExistsError:
        return False
    except OSError as error:
        raise RunError(phrase("file_not_written", file=target, reason=system_reason(error))) from error
    return True
