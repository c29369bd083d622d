"""``mll classify``: the path through the ministry's decision aid on the AI Act that a case answers."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from mll_finance.cli.command_line.new_output import new_output
from mll_finance.cli.opening import asked_for, open_case
from mll_finance.cli.streams import show_message
from mll_finance.errors import InputError, Problem
from mll_finance.inputs.case.case import Case
from mll_finance.inputs.method.act_answers import ActAnswers
from mll_finance.inputs.reference_data.act_tree import ActQuestion, ActTree, read_act_tree
from mll_finance.judgement.decision_aid.act_path import WRONG, ActPath, ActStep, act_paths
from mll_finance.plain_text import neutral, shortened
from mll_finance.terms import Language, sentence, three

_SHOWN = 300
"""Signs of a text of the tree that a terminal shows."""


def run(options: argparse.Namespace) -> int:
    """Walk the tree with the answers of the case; exit code 1 where role or class miss duties."""
    if options.tree is None:
        raise InputError(Problem("--tree", *three("act_path_no_tree")))
    if options.out is not None and os.path.lexists(options.out):
        raise InputError(Problem("--out", *three("act_path_out", file=options.out)))
    case = open_case(asked_for(options.case, scenario=None, language=options.language), None)
    act_tree = read_act_tree(Path(options.tree))
    paths_through_tree = act_paths(case, act_tree)
    if problems := [*_unknown_questions(case, act_tree), *_unknown_answers(case, paths_through_tree)]:
        raise InputError(list(dict.fromkeys(problems)), file=case.document.name)
    if dead_end_problems := list(dict.fromkeys(_dead_ends(paths_through_tree))):
        raise InputError(dead_end_problems, file=options.tree)
    json_text = json.dumps(_document(case, act_tree, paths_through_tree), ensure_ascii=False, indent=1)
    if options.format == "json":
        sys.stdout.write(f"{json_text}\n")
    else:
        _show(case, act_tree, paths_through_tree)
    if options.out is not None:
        file_exists_problem = Problem("--out", *three("act_path_out", file=options.out))
        with new_output(Path(options.out), taken=file_exists_problem) as part_file:
            part_file.write_text(f"{json_text}\n", encoding="utf-8", newline="\n")
        written_text = sentence("act_path_written", case.settings.language, file=options.out)
        show_message(written_text, as_error=True)
    return 1 if any(path.verdict in WRONG for path in paths_through_tree) else 0


def _dead_ends(paths: tuple[ActPath, ...]) -> Iterator[Problem]:
    """Questions of the tree from which it leads back, or nowhere."""
    for path in paths:
        if path.is_dead_end:
            yield Problem(f"questions.{path.steps[-1].question}", *three("act_tree_dead_end"))


def _unknown_questions(case: Case, tree: ActTree) -> Iterator[Problem]:
    """Answers to questions that the tree does not ask."""
    act_answers = case.section(ActAnswers)
    if act_answers is None:
        return
    answers_by_part = {"answers": act_answers.answers} | {
        f"by_alternative.{name}": answers_of_part
        for name, answers_of_part in act_answers.by_alternative.items()
    }
    numbers_text = ", ".join(tree.questions)
    for answers_path, answers_of_part in answers_by_part.items():
        for question_number in answers_of_part:
            if question_number not in tree.questions:
                answer_path = f"act_answers.{answers_path}.{question_number}"
                yield Problem(
                    answer_path, *three("act_path_question", question=question_number, numbers=numbers_text)
                )


def _unknown_answers(case: Case, paths: tuple[ActPath, ...]) -> Iterator[Problem]:
    """Answers that their question does not know, where the case gives them: for one alternative or for all."""
    act_answers = case.section(ActAnswers)
    answers_by_alternative = {} if act_answers is None else act_answers.by_alternative
    for path in paths:
        if path.open_question is not None and path.unreadable is not None:
            question = path.open_question
            answers_text = "; ".join(
                f"{answer_number} {answer.text}"
                for answer_number, answer in enumerate(question.answers, start=1)
            )
            is_own = question.id in answers_by_alternative.get(path.alternative, {})
            answers_path = f"by_alternative.{path.alternative}" if is_own else "answers"
            yield Problem(
                f"act_answers.{answers_path}.{question.id}",
                *three("act_path_answer", said=path.unreadable, answers=neutral(answers_text)),
            )


def _document(case: Case, tree: ActTree, paths: tuple[ActPath, ...]) -> dict[str, Any]:
    return {
        "case": case.settings.id,
        "tree": {"version": tree.version, "sha256": tree.sha256},
        "paths": [path.as_json() for path in paths],
    }


def _show(case: Case, tree: ActTree, paths: tuple[ActPath, ...]) -> None:
    language = case.settings.language
    act_answers = case.section(ActAnswers)
    if not paths:
        show_message(sentence("act_path_none", language))
        return
    if act_answers is not None and act_answers.version != tree.version:
        show_message(
            sentence("act_path_version", language, said=act_answers.version, version=neutral(tree.version))
        )
    for path in paths:
        alternative_words = case.alternatives[path.alternative].title
        alternative_title = (
            alternative_words.text(language) if alternative_words is not None else path.alternative
        )
        for told_line in _told(case, path, alternative_title, language):
            show_message(told_line)
    show_message(sentence("act_path_note", language))


def _told(case: Case, path: ActPath, name: str, language: Language) -> Iterator[str]:
    """The outcome of one alternative, its path and labels, and what the case states beside it."""
    if path.open_question is not None:
        yield _open_text(path.open_question, name, language)
    else:
        yield sentence("act_path_outcome", language, alternative=name, conclusion=neutral(path.conclusion))
    if path.steps:
        steps_text = "; ".join(_step_text(step) for step in path.steps)
        yield sentence("act_path_steps", language, steps=neutral(steps_text))
    if path.verdict == "open":
        return
    stated_alternative = case.alternatives[path.alternative]
    yield sentence(
        f"act_path_{path.verdict}",
        language,
        role=sentence(f"act_role_{stated_alternative.role}", language),
        risk_class=sentence(f"act_class_{stated_alternative.risk_class}", language),
        found_role=sentence(f"act_role_{path.role or 'none'}", language),
        found_class=sentence(f"act_class_{path.risk_class or 'none'}", language),
    )


def _step_text(step: ActStep) -> str:
    """An answer by its numbers, and the labels that it gave: "does not apply" says nothing without its question."""
    answer_text = ": ".join([str(step.answer), *([", ".join(step.labels)] if step.labels else [])])
    return f"{step.question} ({answer_text})"


def _open_text(question: ActQuestion, name: str, language: Language) -> str:
    return sentence(
        "act_path_open" if question.link else "act_path_open_unsourced",
        language,
        alternative=name,
        question=neutral(question.id),
        text=neutral(shortened(question.text, _SHOWN)),
        link=neutral(question.link),
    )
