"""The advice: what the numbers say together with the preconditions, which no number can buy off.

A veto that was refused stops an alternative whatever its NPV. Numbers that are not in favour make it a no-go, unless
no gain has a number yet while something is PM: such numbers say nothing, and the advice is to wait for them. What is
open before the pilot, or a case without preconditions, means not yet; what is open only before roll-out, or an outcome
that may be negative, means a pilot first.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from mll_finance.engine.study import Study
from mll_finance.inputs.case.case import Case
from mll_finance.inputs.grammar.parties import SOCIETY
from mll_finance.inputs.grammar.sections import ADOPTED
from mll_finance.inputs.method.preconditions import NAME, Precondition, Standing, standings
from mll_finance.inputs.reference_data.checklist import checklist_of
from mll_finance.inputs.reference_data.phases import not_before
from mll_finance.judgement.decision import Sign, decision

Kind = Literal["go", "pilot_first", "not_yet", "no_go", "stop"]
KINDS: tuple[Kind, ...] = ("go", "pilot_first", "not_yet", "no_go", "stop")
"""From the best to the worst."""


@dataclass(frozen=True)
class AlternativeAdvice:
    """The advice on one alternative, with what it rests on."""

    alternative: str
    numbers: Sign
    """What the numbers say by themselves."""
    assessed: bool
    """Whether the case has assessed its preconditions."""
    standings: tuple[Standing, ...]
    """Every check that applies to it."""
    unpriced: bool = False
    """Whether no gain to society has a number yet, while something is PM."""

    @property
    def vetoes(self) -> tuple[Standing, ...]:
        """Refused checks that forbid a go."""
        return tuple(check for check in self.standings if check.vetoes)

    @property
    def blocking(self) -> tuple[Standing, ...]:
        """Checks that keep a phase from beginning, vetoes first."""
        checks = [check for check in self.standings if check.blocks]
        return tuple(sorted(checks, key=lambda check: (not check.vetoes, check.status != "refused")))

    @property
    def before_pilot(self) -> tuple[Standing, ...]:
        """Blocking checks that must be met before the pilot begins, and refused ones."""
        return tuple(
            check
            for check in self.blocking
            if check.status == "refused" or not_before("pilot", check.check.text.before)
        )

    @property
    def kind(self) -> Kind:
        """go, pilot_first, not_yet, no_go or stop."""
        if self.vetoes:
            return "stop"
        if self.numbers == "negative" and not self.unpriced:
            return "no_go"
        if self.unpriced or not self.assessed or self.before_pilot:
            return "not_yet"
        return "pilot_first" if self.blocking or self.numbers == "uncertain" else "go"


@dataclass(frozen=True)
class Advice:
    """The advice on every alternative, in the order of the decision."""

    assessed: bool
    by_alternative: tuple[AlternativeAdvice, ...]
    technology: tuple[str, ...]
    """Alternatives with an AI system, or all where none has one: what the question is about."""

    @property
    def overall(self) -> Kind:
        """The best advice on an alternative that the question is about."""
        asked = [advised.kind for advised in self.by_alternative if advised.alternative in self.technology]
        return min(asked, key=KINDS.index)

    @property
    def in_order(self) -> tuple[AlternativeAdvice, ...]:
        """What the question is about first, then its rivals."""
        return tuple(
            sorted(self.by_alternative, key=lambda advised: advised.alternative not in self.technology)
        )

    def of(self, alternative: str) -> AlternativeAdvice:
        """The advice on one alternative."""
        return next(advised for advised in self.by_alternative if advised.alternative == alternative)

    def as_json(self) -> dict[str, Any]:
        """The additive part ``advice`` of ``results.json``."""
        return {
            "assessed": self.assessed,
            "overall": self.overall,
            "alternatives": {
                advised.alternative: {
                    "advice": advised.kind,
                    "numbers": advised.numbers,
                    "vetoes": [veto.check.id for veto in advised.vetoes],
                    "blocking": [
                        {"check": gate.check.id, "status": gate.status, "before": gate.check.text.before}
                        for gate in advised.blocking
                    ],
                }
                for advised in self.by_alternative
            },
        }


def is_assessed(case: Case) -> bool:
    """Whether a case has a section ``preconditions``."""
    return isinstance(case.document.data.get(NAME), dict)


def case_standings(case: Case) -> list[Standing]:
    """Every check that applies to an alternative of the case; unknown where the case has not assessed it."""
    alternatives_by_line: Mapping[str, tuple[str, ...]] = {
        line_id: line.alternative for line_id, line in case.lines.items()
    }
    settings = case.settings
    checks = checklist_of(settings.checklist, adopted=settings.status == ADOPTED, tables=case.tables)
    return standings(case.parts(Precondition), case.alternatives, alternatives_by_line, checks, case.tables)


def advice(study: Study) -> Advice:
    """The advice on every alternative of a study."""
    case, checks = study.case, case_standings(study.case)
    assessed = is_assessed(case)
    by_alternative = tuple(
        AlternativeAdvice(
            ranked.alternative,
            ranked.sign,
            assessed,
            tuple(check for check in checks if check.alternative == ranked.alternative)
            if assessed
            else _by_class(checks, ranked.alternative),
            unpriced=bool(ranked.pm)
            and not study.value(SOCIETY, ranked.alternative, "pv_benefits")["central"],
        )
        for ranked in decision(study).society
    )
    with_technology = tuple(
        alternative for alternative in case.projects if case.alternatives[alternative].role != "none"
    )
    return Advice(assessed, by_alternative, with_technology or case.projects)


def _by_class(checks: list[Standing], alternative: str) -> tuple[Standing, ...]:
    """In a case that has not assessed its preconditions only a prohibited class speaks for itself."""
    return tuple(check for check in checks if check.alternative == alternative and check.prohibited)
