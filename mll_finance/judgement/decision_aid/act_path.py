"""The path through the decision aid on the AI Act that a case answers, and whether its role and class agree with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from mll_finance.inputs.case.case import Case
from mll_finance.inputs.grammar.base import ActRole, RiskClass
from mll_finance.inputs.method.act_answers import ActAnswers
from mll_finance.inputs.reference_data.act_condition import holds
from mll_finance.inputs.reference_data.act_tree import ActAnswer, ActQuestion, ActTree

Verdict = Literal["open", "no_class", "agrees", "role_differs", "lighter", "stricter"]
"""What the stated role and class are beside the path; open and no_class say nothing of them yet."""
ORDER: tuple[RiskClass, ...] = ("none", "minimal", "limited", "high", "prohibited")
"""The classes from light to heavy."""
WRONG: tuple[Verdict, ...] = ("role_differs", "lighter")
"""Verdicts under which duties are missed; a stricter class than the answers give is caution."""
_OUTSIDE = "11."
"""How the numbers of conclusions begin that say that the regulation does not apply."""


@dataclass(frozen=True)
class ActStep:
    """One question that was answered: its number, the place and text of the answer, and the labels that it gave."""

    question: str
    answer: int
    text: str
    labels: tuple[str, ...]


@dataclass(frozen=True)
class ActPath:
    """The path of one alternative.

    Parameters
    ----------
    alternative : str
        Its id.
    steps : tuple of ActStep
        The questions answered, in order.
    conclusion : str
        Number of the conclusion; empty where the path is open.
    open_question : ActQuestion or None
        The question that still asks for an answer.
    unreadable : str or int or None
        What the case answers there and the question does not know.
    role, risk_class : str or None
        What follows from the labels; None where nothing does.
    verdict : str
        What the case states beside it.
    is_dead_end : bool
        Whether the tree leads back from its last step to a question that was answered, or nowhere.
    """

    alternative: str
    steps: tuple[ActStep, ...]
    conclusion: str
    open_question: ActQuestion | None
    unreadable: str | int | None
    role: ActRole | None
    risk_class: RiskClass | None
    verdict: Verdict
    is_dead_end: bool = False

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels of the answers, in order, each once."""
        return tuple(dict.fromkeys(label for step in self.steps for label in step.labels))

    def as_json(self) -> dict[str, Any]:
        """What is kept: numbers, labels and outcome, without the texts of the tree."""
        return {
            "alternative": self.alternative,
            "path": [
                {"question": step.question, "answer": step.answer, "labels": list(step.labels)}
                for step in self.steps
            ],
            "labels": list(self.labels),
            "conclusion": self.conclusion or None,
            "open": None if self.open_question is None else self.open_question.id,
            "link": None if self.open_question is None else self.open_question.link,
            "role": self.role,
            "risk_class": self.risk_class,
            "verdict": self.verdict,
        }


def act_paths(case: Case, tree: ActTree) -> tuple[ActPath, ...]:
    """The path of each alternative with AI, and of those that the case has answer as well."""
    act_answers = case.section(ActAnswers)
    alternative_ids_with_answers = () if act_answers is None else tuple(act_answers.by_alternative)
    alternative_ids = [
        name
        for name, alternative in case.alternatives.items()
        if alternative.role != "none"
        or alternative.risk_class != "none"
        or name in alternative_ids_with_answers
    ]
    return tuple(
        _path(case, name, tree, {} if act_answers is None else act_answers.of(name))
        for name in alternative_ids
    )


def _path(case: Case, name: str, tree: ActTree, answers: Mapping[str, int | str]) -> ActPath:
    steps_taken: list[ActStep] = []
    labels_so_far: set[str] = set()
    next_question, seen_ids = tree.first, set[str]()
    while next_question.id not in seen_ids:
        seen_ids.add(next_question.id)
        stated_answer = answers.get(next_question.id, 1 if len(next_question.answers) == 1 else None)
        answer_number = None if stated_answer is None else _place(next_question, stated_answer)
        if answer_number is None:
            return _open(name, steps_taken, next_question, stated_answer)
        given_act_answer = next_question.answers[answer_number - 1]
        labels_so_far.update(given_act_answer.labels)
        steps_taken.append(
            ActStep(next_question.id, answer_number, given_act_answer.text, given_act_answer.labels)
        )
        reached_goal = _goal(given_act_answer, labels_so_far)
        if reached_goal is None:
            break
        target_id, is_conclusion = reached_goal
        if is_conclusion:
            return _concluded(case, name, steps_taken, target_id, labels_so_far)
        next_question = tree.questions[target_id]
    return replace(_open(name, steps_taken, next_question, None), is_dead_end=True)


def _place(question: ActQuestion, stated_answer: int | str) -> int | None:
    """The place of an answer, from one; None where the question has no such answer."""
    if isinstance(stated_answer, int):
        return stated_answer if 1 <= stated_answer <= len(question.answers) else None
    text_by_answer = [answer.text.casefold() for answer in question.answers]
    stated_text = stated_answer.strip().casefold()
    return text_by_answer.index(stated_text) + 1 if stated_text in text_by_answer else None


def _goal(answer: ActAnswer, labels: set[str]) -> tuple[str, bool] | None:
    """The first goal whose condition holds, as the tree has them in order."""
    for goal in answer.goals:
        if not goal.condition or holds(goal.condition, labels):
            return goal.target, goal.is_conclusion
    return None


def _open(name: str, steps: list[ActStep], question: ActQuestion, stated_answer: int | str | None) -> ActPath:
    return ActPath(name, tuple(steps), "", question, stated_answer, None, None, "open")


def _concluded(case: Case, name: str, steps: list[ActStep], conclusion: str, labels: set[str]) -> ActPath:
    role, risk_class = _role(conclusion, labels), _class(conclusion, labels)
    verdict = _verdict(case, name, role, risk_class)
    return ActPath(name, tuple(steps), conclusion, None, None, role, risk_class, verdict)


def _role(conclusion: str, labels: set[str]) -> ActRole | None:
    """Provider goes before deployer: who does both has the duties of both."""
    if conclusion.startswith(_OUTSIDE):
        return "none"
    if "aanbieder" in labels:
        return "provider"
    return "deployer" if "gebruiksverantwoordelijke" in labels else None


def _class(conclusion: str, labels: set[str]) -> RiskClass | None:
    """The class; None for a general-purpose model, to which the tree gives none."""
    if conclusion.startswith(_OUTSIDE):
        return "none"
    if "verboden AI" in labels:
        return "prohibited"
    if "hoog-risico AI" in labels:
        return "high"
    if "geen hoog-risico AI" not in labels:
        return None
    return "limited" if "transparantieverplichting" in labels else "minimal"


def _verdict(case: Case, name: str, role: ActRole | None, risk_class: RiskClass | None) -> Verdict:
    alternative_of_verdict = case.alternatives[name]
    if role is None or risk_class is None:
        return "no_class"
    classes_above = ORDER.index(alternative_of_verdict.risk_class) - ORDER.index(risk_class)
    if classes_above < 0:
        return "lighter"
    if alternative_of_verdict.role != role:
        return "role_differs"
    return "stricter" if classes_above > 0 else "agrees"
