"""The advice: one decision among all alternatives, doing nothing included, by the table of docs/advies.md.

Numbers and checks go together: a veto that was refused stops an alternative whatever its balance, and what is PM counts
by its direction. At most one alternative is a go; what loses points to the choice.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from mll_finance.drivers.asked import asked_alternative
from mll_finance.engine.study import Study
from mll_finance.inputs.grammar.sections import BASELINE
from mll_finance.inputs.method.preconditions import Standing
from mll_finance.judgement.bearing import finances_of
from mll_finance.judgement.chances import Chance
from mll_finance.judgement.checks import is_assessed, vetoes_first
from mll_finance.judgement.comparison import band, clear, expected_loss
from mll_finance.judgement.contenders import Contender, Contenders
from mll_finance.judgement.decision_table import Kind, Reason, Situation, advise, before_pilot
from mll_finance.judgement.finding_out.investigation import Investigation, investigation
from mll_finance.judgement.turning_points import TurningPoint, joint_break_even, turning_points

Sign = Literal["positive", "uncertain", "negative"]
"""A balance that is clearly above doing nothing, not clear, or clearly below it."""


@dataclass(frozen=True)
class AlternativeAdvice:
    """The advice on one alternative, with what it rests on."""

    alternative: str
    kind: Kind
    reasons: tuple[Reason, ...]
    contender: Contender
    field: Contenders
    assessed: bool
    """Whether the case has assessed its preconditions."""

    @property
    def standings(self) -> tuple[Standing, ...]:
        """Every check that applies to it."""
        return self.contender.checks

    @property
    def vetoes(self) -> tuple[Standing, ...]:
        """Refused checks that forbid a go."""
        return tuple(check for check in self.standings if check.vetoes)

    @property
    def blocking(self) -> tuple[Standing, ...]:
        """Checks that keep a phase from beginning, vetoes first."""
        return vetoes_first(check for check in self.standings if check.blocks)

    @property
    def before_pilot(self) -> tuple[Standing, ...]:
        """Checks that must be met before the pilot begins, and refused ones."""
        return before_pilot(self.standings)

    @property
    def numbers(self) -> Sign:
        """What the numbers say by themselves, beside doing nothing."""
        baseline_balances = self.field.nothing.known
        if clear(self.contender.lower, baseline_balances):
            return "positive"
        return "negative" if clear(baseline_balances, self.contender.lower) else "uncertain"

    @property
    def mean(self) -> float:
        """The expected balance to society of what has a number (EUR)."""
        return self.contender.known.mean

    @property
    def negative(self) -> Chance:
        """Chance that the balance is below zero."""
        return self.contender.chance_negative

    @property
    def best(self) -> Chance:
        """Chance that it is the best of what can be chosen."""
        return self.field.chance_best(self.alternative)

    @property
    def rival(self) -> Contender | None:
        """What it is held against: the choice, or the next where it is the choice itself."""
        choice_contender = self.field.choice
        return self.field.runner_up if choice_contender is self.contender else choice_contender

    @property
    def loss(self) -> float | None:
        """What choosing it costs on average where its rival was better (EUR)."""
        if self.rival is None or not self.contender.bounded:
            return None
        return expected_loss(self.contender.lower, self.rival.lower)

    @property
    def beaten_by(self) -> str | None:
        """The choice, where that goes before it."""
        choice_contender = self.field.choice
        if choice_contender is None or self.kind not in ("choose_other", "no_go"):
            return None
        return choice_contender.id

    @property
    def turning_points(self) -> tuple[TurningPoint, ...]:
        """What each unknown would have to be worth, or may be at most."""
        return turning_points(self.contender, self.field)

    @property
    def unless(self) -> tuple[tuple[str, float], ...]:
        """Alternatives without a rank, with the amount of their unknown costs and harms below which they would win."""
        if self.kind != "go":
            return ()
        possible_rival_contenders = (
            other_contender
            for other_contender in self.field.by_id.values()
            if other_contender.feasible and not other_contender.bounded
        )
        lead_by_rival = (
            (rival_contender.id, rival_contender.known.mean - self.contender.lower.mean)
            for rival_contender in possible_rival_contenders
        )
        return tuple((name, gain) for name, gain in lead_by_rival if gain > 0)

    def as_json(self) -> dict[str, Any]:
        """What ``results.json`` says of it."""
        rival = self.rival
        return {
            "advice": self.kind,
            "reasons": list(self.reasons),
            "numbers": self.numbers,
            "mean": self.mean,
            **self.negative.as_json("probability_negative"),
            **self.best.as_json("probability_best"),
            "expected_loss": self.loss,
            "against": None if rival is None else rival.id,
            "band": None if rival is None else band(self.contender.lower, rival.lower),
            "beaten_by": self.beaten_by,
            "pm": [turning_point.as_json() for turning_point in self.turning_points],
            "break_even_joint": joint_break_even(self.contender, self.field),
            "unless": [{"alternative": name, "unknown_below": gain} for name, gain in self.unless],
            "vetoes": [veto.check.id for veto in self.vetoes],
            "blocking": [
                {"check": gate.check.id, "status": gate.status, "before": gate.check.text.before}
                for gate in self.blocking
            ],
        }


@dataclass(frozen=True)
class Advice:
    """The advice on every alternative, from the highest expected balance to the lowest."""

    assessed: bool
    by_alternative: tuple[AlternativeAdvice, ...]
    about: str
    """The alternative that the question is about."""
    field: Contenders

    @property
    def choice(self) -> str | None:
        """The best of what can be chosen, doing nothing included; None where nothing can."""
        return None if self.field.choice is None else self.field.choice.id

    @property
    def overall(self) -> Kind:
        """The advice on the alternative that the question is about."""
        return self.of(self.about).kind

    @property
    def fallback(self) -> str | None:
        """The next in the ranking, where the choice itself has to wait."""
        choice_contender, next_best = self.field.choice, self.field.runner_up
        if (
            choice_contender is None
            or choice_contender.id == BASELINE
            or self.of(choice_contender.id).kind != "not_yet"
        ):
            return None
        return None if next_best is None else next_best.id

    @property
    def do_now(self) -> str | None:
        """What happens now: the alternative with a go, else things as they are; with a duty the lightest.

        Of those with a rank; where none has one, of those that are lawful: the duty does not wait for what they cost.
        """
        alternative_to_go = next(
            (
                alternative_advice.alternative
                for alternative_advice in self.by_alternative
                if alternative_advice.kind == "go"
            ),
            None,
        )
        if alternative_to_go is not None:
            return alternative_to_go
        if self.field.nothing.feasible:
            return BASELINE
        feasible_contenders = tuple(
            contender for contender in self.field.by_id.values() if contender.feasible
        )
        candidate_contenders = self.field.ranking or feasible_contenders
        return (
            min(candidate_contenders, key=lambda contender: contender.lightness).id
            if candidate_contenders
            else None
        )

    @property
    def price_of_duty(self) -> float:
        """What meeting the duty costs society, where doing nothing is not feasible (EUR); zero without a choice."""
        choice_contender = self.field.choice
        return 0.0 if choice_contender is None else -choice_contender.lower.mean

    @property
    def in_order(self) -> tuple[AlternativeAdvice, ...]:
        """What the question is about first, then the choice, then the others."""
        leading_alternative_ids = (self.about, self.choice)
        return tuple(
            sorted(
                self.by_alternative,
                key=lambda opinion: (
                    leading_alternative_ids.index(opinion.alternative)
                    if opinion.alternative in leading_alternative_ids
                    else len(leading_alternative_ids)
                ),
            )
        )

    def of(self, alternative: str) -> AlternativeAdvice:
        """The advice on one alternative."""
        return next(
            alternative_advice
            for alternative_advice in self.by_alternative
            if alternative_advice.alternative == alternative
        )

    def as_json(self) -> dict[str, Any]:
        """The part ``advice`` of ``results.json``."""
        return {
            "assessed": self.assessed,
            "choice": self.choice,
            "overall": self.overall,
            "about": self.about,
            "fallback": self.fallback,
            "do_now": self.do_now,
            "expected_value_of_perfect_information": self.field.perfect_information.value,
            "alternatives": {
                alternative_advice.alternative: alternative_advice.as_json()
                for alternative_advice in self.by_alternative
            },
        }


def advice(study: Study) -> Advice:
    """The advice on every alternative of a study."""
    return study.once("advice", lambda: _advice(study))


def _advice(study: Study) -> Advice:
    return advice_among(investigation(study))


def advice_among(open_choice: Investigation) -> Advice:
    """The advice where a study has these contenders, such as those at another discount rate."""
    study, contenders_of_choice = open_choice.study, open_choice.field
    is_case_assessed = is_assessed(study.case)
    advice_by_alternative = []
    for project_id in study.case.projects:
        contender_of_project = contenders_of_choice.by_id[project_id]
        advice_kind, reasons = advise(
            Situation(
                contender_of_project,
                contenders_of_choice,
                is_case_assessed,
                lambda alternative: finances_of(study, alternative),
                open_choice.pays,
            )
        )
        advice_by_alternative.append(
            AlternativeAdvice(
                project_id, advice_kind, reasons, contender_of_project, contenders_of_choice, is_case_assessed
            )
        )
    advice_by_mean = tuple(sorted(advice_by_alternative, key=lambda opinion: -opinion.mean))
    return Advice(is_case_assessed, advice_by_mean, asked_alternative(study), contenders_of_choice)
