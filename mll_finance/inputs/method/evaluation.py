"""The evaluation, designed before go-live: baseline, comparison, indicators, when to stop, and what it costs.

References
----------
Shadish, W.R., Cook, T.D., Campbell, D.T. (2002), Experimental and Quasi-Experimental Designs for Generalized Causal
Inference, chapters 4-8: what each design can and cannot show.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, model_validator

from mll_finance.errors import Problem
from mll_finance.inputs.grammar.assumption import Assumption, Number, Ratio
from mll_finance.inputs.grammar.base import Strict, Text, listed
from mll_finance.inputs.grammar.line import Btw, Several
from mll_finance.inputs.grammar.section import Known, Raw, Section, with_lines
from mll_finance.inputs.grammar.sections import Identifier
from mll_finance.inputs.method.wording import is_assumption, outputs, owners
from mll_finance.inputs.tables.in_force import Tables
from mll_finance.inputs.text.written import refusal
from mll_finance.terms import phrase

Design = Literal["randomised", "stepped", "matched", "before_after"]
COST = "evaluation_cost"
"""Name of the line that the cost of an evaluation becomes."""


class BaselineMeasurement(Strict):
    """The measurement of how things were before go-live."""

    what: Text
    """What is measured, and from which records."""
    year: int
    """Year in which it is done: at the latest that of go-live."""


class EvaluationIndicator(Strict):
    """What is measured later, and which number of the case it is compared with."""

    title: Text
    """Name for readers."""
    path: str
    """Output of a quantity (quantities.visits.true_positives), line (lines.licence) or number of the case."""
    source: Text | None = None
    """Where the realised number comes from."""
    moment: Text | None = None
    """When it is measured."""


class StopCriterion(Strict):
    """When the project stops, and who decides that."""

    criterion: Text
    """In words, with the threshold."""
    indicator: str | None = None
    """EvaluationIndicator that it is about."""
    below: Number | None = None
    """Stop below this value of the indicator."""
    above: Number | None = None
    """Stop above this value of the indicator."""
    who: Text
    """Who decides."""
    when: Text
    """When it is looked at."""


class EvaluationMoment(Strict):
    """A moment of evaluation."""

    year: int
    """Year."""
    what: Text
    """What is done and decided then."""


class SampleSize(Strict):
    """The comparison of two shares, to see whether the pilot can show the assumed effect at all."""

    outcome: str
    """Output of a quantity that is a share, such as quantities.contact_yield.number."""
    control: str = "baseline"
    """Alternative of the comparison group."""
    treated: str
    """Alternative of the group with the project."""
    per_group: int = Field(ge=1)
    """Planned number of people or contacts in each group."""
    year: int | None = None
    """Year of the case whose shares are compared; the last without it."""
    design_effect: Ratio = 1.0
    """How many times larger groups must be because people are drawn in clusters (neighbourhoods, teams); 1 if not."""
    significance: Ratio | None = None
    """Chance of seeing an effect that is not there, two-sided; the usual one without it."""
    power: Ratio | None = None
    """Chance of seeing the assumed effect if it is there; the usual one without it."""

    @model_validator(mode="after")
    def _fractions(self) -> SampleSize:
        for field_name in ("significance", "power"):
            required_fraction = getattr(self, field_name)
            if required_fraction is not None and not 0 < required_fraction < 1:
                raise refusal(
                    f"{field_name} {required_fraction:g}",
                    phrase("problem_a_fraction_between_and"),
                    phrase("problem_is_4"),
                )
        if self.design_effect < 1:
            raise refusal(
                phrase("problem_design_effect", design_effect=self.design_effect),
                phrase("problem_or_more"),
                phrase("problem_where_people_are_not_clustered"),
            )
        return self


class EvaluationCost(Strict):
    """What the evaluation costs: a line of the case, or an amount that becomes one."""

    line: Several | None = None
    """Lines of the case that already hold the cost, by name; nothing is added then."""
    amount: Assumption | None = None
    """Amount by year, ex btw; becomes the line evaluation_cost."""
    alternative: Several | None = None
    """Alternatives in which the amount counts."""
    payer: str = "municipality"
    """Who pays it."""
    btw: Btw | None = None
    """Value-added tax on the amount."""

    @model_validator(mode="after")
    def _one_of_two(self) -> EvaluationCost:
        if (self.line is None) == (self.amount is None):
            raise refusal(
                phrase("problem_both_line_and_amount")
                if self.line
                else phrase("problem_neither_line_nor_amount"),
                phrase("problem_one_of_the_two_so"),
                phrase("problem_keep_line_where_the_case"),
            )
        if self.amount is not None and (self.alternative is None or self.btw is None):
            raise refusal(
                phrase("problem_an_amount_without_alternative_or"),
                phrase("problem_an_amount_says_in_which"),
                phrase("problem_add_alternative_and_btw_rate"),
            )
        return self


class Evaluation(Strict):
    """The section ``evaluation``: how the municipality will know whether it worked, decided before go-live."""

    question: Text
    """What the evaluation must answer."""
    go_live: int
    """Year in which the first residents notice the project."""
    baseline: BaselineMeasurement
    """The measurement before go-live."""
    design: Design
    """How the comparison is made: randomised, stepped (in turns), matched, before_after."""
    comparison: Text
    """With whom or what is compared."""
    indicators: dict[Identifier, EvaluationIndicator] = Field(min_length=1)
    """What is measured, by name, each tied to a number of the case."""
    stop: Annotated[tuple[StopCriterion, ...], BeforeValidator(listed)] = ()
    """When the project stops."""
    moments: Annotated[tuple[EvaluationMoment, ...], BeforeValidator(listed)] = ()
    """Moments of evaluation."""
    sample: SampleSize | None = None
    """Whether the groups are large enough."""
    cost: EvaluationCost | None = None
    """What it costs."""


def _expand(raw: Raw, _: Tables) -> Raw:
    """The cost of the evaluation as a line, where the case does not hold it already."""
    raw_section = raw.get("evaluation")
    raw_cost = raw_section.get("cost") if isinstance(raw_section, dict) else None
    if not isinstance(raw_cost, dict) or "line" in raw_cost or not is_assumption(raw_cost.get("amount")):
        return raw
    if not {"alternative", "btw"} <= set(raw_cost):
        return raw
    raw_line = {
        "title": {"nl": "Evaluatie", "en": "Evaluation"},
        "kind": "purchase",
        "alternative": raw_cost["alternative"],
        "payer": raw_cost.get("payer", "municipality"),
        "receiver": "resources",
        "btw": raw_cost["btw"],
        "category": "evaluation",
        "phase": "pilot",
        "duration": "incidental",
        "amount": raw_cost["amount"],
    }
    return with_lines(raw, "evaluation", {COST: raw_line})


def _check(evaluation: Evaluation, known: Known) -> Iterator[Problem]:
    if evaluation.baseline.year > evaluation.go_live:
        yield Problem(
            "evaluation.baseline.year",
            phrase("problem_after_go_live_in", year=evaluation.baseline.year, go_live=evaluation.go_live),
            phrase("problem_a_baseline_is_measured_before"),
            phrase("problem_choose_an_earlier_year_what"),
        )
    known_paths = [*outputs(known), *known.numbers, *owners(known)]
    for indicator_or_line_id, indicator in evaluation.indicators.items():
        if known.lacks_path(indicator.path, known_paths):
            yield Problem.unknown(
                f"evaluation.indicators.{indicator_or_line_id}.path",
                phrase("problem_is_nothing_in_the_case", path=indicator.path),
                indicator.path,
                known_paths,
                allowed=phrase("problem_an_output_of_a_quantity"),
            )
    for stop_index, stop_criterion in enumerate(evaluation.stop):
        if stop_criterion.indicator is not None and stop_criterion.indicator not in evaluation.indicators:
            yield Problem.unknown(
                f"evaluation.stop.{stop_index}.indicator",
                phrase("problem_no_indicator", indicator=stop_criterion.indicator),
                stop_criterion.indicator,
                evaluation.indicators,
            )
        if (
            stop_criterion.below is not None or stop_criterion.above is not None
        ) and stop_criterion.indicator is None:
            yield Problem(
                f"evaluation.stop.{stop_index}.indicator",
                phrase("problem_a_threshold_of_nothing"),
                phrase("problem_a_threshold_names_its_indicator"),
                phrase("problem_add_indicator_one_of", names=", ".join(evaluation.indicators)),
            )
    if evaluation.sample is not None:
        yield from _sample(evaluation.sample, known)
    for indicator_or_line_id in evaluation.cost.line or () if evaluation.cost is not None else ():
        if known.lacks("lines", indicator_or_line_id):
            yield Problem.unknown(
                "evaluation.cost.line",
                phrase("problem_no_line", name=indicator_or_line_id),
                indicator_or_line_id,
                known.names("lines"),
                allowed=phrase("problem_lines_of_the_case"),
            )


def _sample(sample: SampleSize, known: Known) -> Iterator[Problem]:
    share_paths = [
        f"quantities.{name}.{output}"
        for name, quantity in known.quantities.items()
        for output, unit in quantity.units().items()
        if (quantity.unit or unit) == "fraction"
    ]
    if known.lacks_path(sample.outcome, share_paths):
        yield Problem.unknown(
            "evaluation.sample.outcome",
            phrase("problem_is_not_a_share", outcome=sample.outcome),
            sample.outcome,
            share_paths,
            allowed=phrase("problem_an_output_of_a_quantity_2"),
        )
    for field_name in ("control", "treated"):
        alternative_id = getattr(sample, field_name)
        if known.lacks("alternatives", alternative_id):
            yield Problem.unknown(
                f"evaluation.sample.{field_name}",
                phrase("problem_no_alternative", name=alternative_id),
                alternative_id,
                known.names("alternatives"),
            )
    case_settings = known.settings
    if case_settings is not None and sample.year is not None:
        last_year = case_settings.base_year + case_settings.horizon
        if not case_settings.base_year <= sample.year <= last_year:
            yield Problem(
                "evaluation.sample.year",
                f"{sample.year}",
                phrase("problem_a_year_of_the_case", base_year=case_settings.base_year, last=last_year),
                phrase("problem_choose_one_of_these_years"),
            )


SECTION = Section(
    name="evaluation",
    model=Evaluation,
    named=False,
    description="How the evaluation is designed before go-live: baseline, comparison, indicators, when to stop, cost.",
    expand=_expand,
    check=_check,
)
