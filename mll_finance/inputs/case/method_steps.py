"""The steps of the method, and what a case shows of each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Annotated, Literal

from pydantic import BeforeValidator

from mll_finance.inputs.case.case import Case
from mll_finance.inputs.grammar.base import Listing, Strict, Text, listed
from mll_finance.inputs.grammar.sections import BASELINE
from mll_finance.inputs.method.ecosystem import Ecosystem
from mll_finance.inputs.method.evaluation import Evaluation
from mll_finance.inputs.method.knowledge import Knowledge
from mll_finance.inputs.method.personal_data import PersonalData
from mll_finance.inputs.method.preconditions import Precondition
from mll_finance.inputs.method.residents import Residents
from mll_finance.inputs.method.sign_off import SignOffs
from mll_finance.inputs.reference_data.prose_tables import prose
from mll_finance.resources import SHIPPED_DATA


class Step(Strict):
    """A step: who does it, which question it answers, what it yields, and which gate ends it."""

    title: Text
    phase: Literal["set_up", "design", "pilot", "roll_out", "run", "exit"]
    who: Text
    question: Text
    product: Text
    checklist: Annotated[tuple[Text, ...], BeforeValidator(listed)]
    """What the product holds, to tick off."""
    gate: Text
    notebooks: Listing
    """Notebooks that serve the step."""
    commands: Listing
    """Commands that serve the step."""
    sections: Listing
    """Sections of a case in which its product is written down."""
    evidence: Listing
    """What a case can show of it."""


@dataclass(frozen=True)
class Shown:
    """What a case shows of a step: ids of what is there and of what is not."""

    step: str
    there: tuple[str, ...]
    missing: tuple[str, ...]


@SHIPPED_DATA.kept
@lru_cache(maxsize=1)
def steps() -> Mapping[str, Step]:
    """The steps by id, in order."""
    return {name: Step.model_validate(raw) for name, raw in prose("method_steps")["rows"].items()}


def evidence_title(name: str, language: str) -> str:
    """Reader's name of a piece of evidence."""
    return str(prose("method_steps")["evidence"][name][language])


def shown(case: Case) -> list[Shown]:
    """For each step what the case shows of it. It says what is written down, not whether it is any good."""
    steps_shown = []
    for step_name, method_step in steps().items():
        present_evidence = tuple(proof for proof in method_step.evidence if EVIDENCE[proof](case))
        steps_shown.append(
            Shown(
                step_name,
                present_evidence,
                tuple(proof for proof in method_step.evidence if proof not in present_evidence),
            )
        )
    return steps_shown


def _sourced(*ways: str) -> Callable[[Case], bool]:
    return lambda case: any(case.alternatives[name].sourcing in ways for name in case.projects)


def _phase(*phases: str) -> Callable[[Case], bool]:
    return lambda case: any(line.phase in phases for line in case.lines.values())


def _section(model: type[Strict]) -> Callable[[Case], bool]:
    return lambda case: case.has(model)


def _classified(case: Case) -> bool:
    """Whether each alternative with a technique other than a rule or a sensor says its class and role."""
    learning_alternatives = [
        alternative
        for name, alternative in case.alternatives.items()
        if name != BASELINE and alternative.technique not in (None, "rules", "sensor")
    ]
    return bool(learning_alternatives) and all(
        alternative.risk_class != "none" and alternative.role != "none"
        for alternative in learning_alternatives
    )


EVIDENCE: Mapping[str, Callable[[Case], bool]] = {
    "question": lambda case: case.settings.question is not None,
    "owner": lambda case: case.settings.owner is not None,
    "rival_without_ai": _sourced("rule", "staff"),
    "local_numbers": lambda case: case.settings.municipality is not None,
    "reuse_considered": lambda case: _sourced("join")(case) or _phase("set_up")(case),
    "techniques_named": lambda case: any(alternative.technique for alternative in case.alternatives.values()),
    "ecosystem": _section(Ecosystem),
    "classified": _classified,
    "preconditions": _section(Precondition),
    "personal_data": _section(PersonalData),
    "knowledge": _section(Knowledge),
    "design_costs": _phase("design"),
    "scenarios": lambda case: bool(case.scenarios),
    "residents": _section(Residents),
    "pilot_costs": _phase("pilot"),
    "evaluation": _section(Evaluation),
    "roll_out_costs": _phase("roll_out"),
    "run_costs": _phase("run"),
    "exit_costs": _phase("exit"),
    "sign_off": _section(SignOffs),
}
"""What a case can show, by id."""
