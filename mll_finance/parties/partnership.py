"""What the choice of a partnership form shifts: society stays equal, the parties do not; and each partner's view.

Each form is the same case with other transfers, so a difference between forms is the form and nothing else. The view
of a private party is nominal, ex btw and in cash, at a discount rate of its own: a partner asks what its money costs,
not what society's costs.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from mll_finance.engine.ledger import factors
from mll_finance.engine.stream import stream
from mll_finance.engine.study import Study
from mll_finance.formulas.criteria import payback
from mll_finance.formulas.funding import peak_funding
from mll_finance.formulas.irr import irr_roots
from mll_finance.inputs.case.case import Case
from mll_finance.inputs.grammar.assumption import Assumption
from mll_finance.inputs.grammar.parties import MUNICIPALITY, OUTSIDE, SOCIETY, Perspective
from mll_finance.inputs.method.partnership import Partnership
from mll_finance.inputs.reference_data.partnerships import forms, term_value
from mll_finance.inputs.reference_data.thresholds import whole_threshold
from mll_finance.parties.incidence import expected_balances

PARTNERSHIP = "partnership"
PARTNER = "partner"
ROUNDING = 1e-9
"""Difference below this part of the size of what is compared is rounding."""
WINDOW = whole_threshold("aid_years")
"""Years over which de minimis aid is counted: Regulation (EU) 2023/2831, art. 3."""


@dataclass(frozen=True)
class PartnerView:
    """The case of one private party in one form (nominal euros)."""

    party: str
    rate: float
    """Discount rate a year."""
    npv: float
    irr: tuple[float, ...]
    """Every internal rate of return."""
    irr_reason: str
    """Why there is none."""
    payback: float | None
    """Years from year 0 until the outlays are earned back for good; none where the NPV is below zero."""
    funding: float
    """Deepest point of the cumulative cash flow, as an amount that must be at hand."""
    funding_year: int | None
    """Calendar year of that point."""
    yearly: tuple[float, ...]
    """Net cash flow by year."""


@dataclass(frozen=True)
class FormResult:
    """One form for one alternative."""

    form: str
    alternative: str
    society: float
    """Expected NPV to society (EUR)."""
    budget: float
    """Expected NPV of the municipal budget (EUR)."""
    parties: Mapping[str, float]
    """Expected NPV of each party under the lens of society (EUR)."""
    partners: tuple[PartnerView, ...]
    aid: float
    """Largest sum of what may be aid to one private party over three years (nominal EUR)."""
    pm: bool
    """Whether a line of the form has no number."""

    @property
    def left_over(self) -> float:
        """What the parties do not add up to society (EUR)."""
        return sum(self.parties.values()) - self.society

    @property
    def size(self) -> float:
        """Size of what is compared (EUR): the gains and losses of the parties without their sign, at least one euro."""
        return max(1.0, sum(map(abs, self.parties.values())))

    def is_neutral(self, society: float) -> bool:
        """Whether society gains as much in this form as in the case itself, up to rounding."""
        return abs(self.society - society) <= ROUNDING * self.size


@dataclass(frozen=True)
class FormCheck:
    """An identity over all forms: the largest difference (EUR), and whether it is rounding everywhere."""

    difference: float
    holds: bool


@dataclass(frozen=True)
class BestForm:
    """The form that is best for the municipal budget, beside that of the case, for one alternative."""

    best: FormResult
    own: FormResult

    @property
    def is_own(self) -> bool:
        """Whether the case has that form already."""
        return self.best.form == self.own.form

    @property
    def gain(self) -> float:
        """What the budget has more in the best form than in that of the case (EUR)."""
        return self.best.budget - self.own.budget

    @property
    def payer(self) -> tuple[str, float] | None:
        """Who loses most by it beside the form of the case, and how much (EUR); None where nobody loses."""
        loss_by_party = {
            party: npv - self.best.parties.get(party, 0.0) for party, npv in self.own.parties.items()
        }
        party = max(loss_by_party, key=loss_by_party.__getitem__, default=None)
        return None if party is None or round(loss_by_party[party]) <= 0 else (party, loss_by_party[party])


@dataclass(frozen=True)
class Flow:
    """What one party pays another over the years (present value, EUR)."""

    payer: str
    receiver: str
    amount: float
    lines: tuple[str, ...]


def form_checks(study: Study, form_results: list[FormResult]) -> dict[Literal["equal", "adds"], FormCheck]:
    """That society is equal in every form, and that the parties add up to society in every form."""
    differences_by_check: dict[Literal["equal", "adds"], list[float]] = {
        "equal": [
            form_result.society - expected_npv(study, SOCIETY, form_result.alternative)
            for form_result in form_results
        ],
        "adds": [form_result.left_over for form_result in form_results],
    }
    result_sizes = [form_result.size for form_result in form_results]
    return {
        requirement: FormCheck(
            max(difference_by_form, key=abs),
            all(
                abs(difference) <= ROUNDING * size
                for difference, size in zip(difference_by_form, result_sizes, strict=True)
            ),
        )
        for requirement, difference_by_form in differences_by_check.items()
    }


def expected_npv(study: Study, perspective: str, alternative: str) -> float:
    """What an alternative is expected to be worth to a perspective: the mean over the draws (EUR)."""
    return float(study.value(perspective, alternative, "npv")["mean"])


def largest_aid(form_results: list[FormResult], form: str) -> float:
    """Largest amount that may be aid in a form, over the alternatives (nominal EUR)."""
    return max((form_result.aid for form_result in form_results if form_result.form == form), default=0.0)


def shown_forms(case: Case) -> tuple[str, ...]:
    """The forms that are compared: those the case names, else all for which it says enough."""
    partnership_section = case.section(Partnership)
    if partnership_section is None:
        return ()
    compared_form_ids = partnership_section.compare or tuple(forms())
    form_ids = dict.fromkeys([*compared_form_ids, partnership_section.form])
    return tuple(form for form in form_ids if not partnership_section.lacks(forms()[form]))


def missing_forms(case: Case) -> tuple[str, ...]:
    """The forms left out because the case does not say what they need."""
    partnership_section = case.section(Partnership)
    if partnership_section is None:
        return ()
    return tuple(
        form
        for form in partnership_section.compare or tuple(forms())
        if partnership_section.lacks(forms()[form])
    )


def comparison(study: Study) -> list[FormResult]:
    """Every form that is shown, for every alternative of the partnership; empty without the section."""
    if study.case.section(Partnership) is None:
        return []
    return study.once("forms", lambda: _all_forms(study))


def best_form(study: Study, alternative: str) -> BestForm | None:
    """The form with the highest balance of the municipal budget; None where the case compares none for it.

    Forms with a line without a number take no part: nobody knows what they cost.
    """
    forms_of_alternative = [form for form in comparison(study) if form.alternative == alternative]
    priced_forms = [form for form in forms_of_alternative if not form.pm]
    form_of_case_id = study.case.given(Partnership).form if priced_forms else ""
    priced_form_of_case = next((form for form in priced_forms if form.form == form_of_case_id), None)
    return (
        None
        if priced_form_of_case is None
        else BestForm(max(priced_forms, key=lambda form: form.budget), priced_form_of_case)
    )


def by_budget(results: Iterable[FormResult]) -> list[FormResult]:
    """Forms from the best to the least for the municipal budget."""
    return sorted(results, key=lambda form: form.budget, reverse=True)


def best_and_least(ordered: list[FormResult], own: str, best: int) -> tuple[list[FormResult], int]:
    """The so many best forms, that of the case and the least, and how many are left out: all where that is few."""
    if len(ordered) <= best + 3:
        return ordered, 0
    shown_forms = [
        form for form in ordered if form in ordered[:best] or form.form == own or form is ordered[-1]
    ]
    return shown_forms, len(ordered) - len(shown_forms)


def moved_parties(results: list[FormResult]) -> list[str]:
    """The parties beside the municipality that one form gives another amount than another form does."""
    largest_size = max(form.size for form in results)
    moved_party_ids = []
    for party in results[0].parties:
        party_npvs = [form.parties.get(party, 0.0) for form in results]
        if party != MUNICIPALITY and max(party_npvs) - min(party_npvs) > ROUNDING * largest_size:
            moved_party_ids.append(party)
    return moved_party_ids


def _all_forms(study: Study) -> list[FormResult]:
    form_results = []
    for form in shown_forms(study.case):
        study_in_form = study.changed({f"{PARTNERSHIP}.form": form})
        form_results += [
            _result(study_in_form, form, alternative)
            for alternative in study.case.given(Partnership).alternative
        ]
    return form_results


def _result(study: Study, form: str, alternative: str) -> FormResult:
    partner_views = tuple(partner_view(study, alternative, party) for party in private_parties(study.case))
    partnership_lines = [line_id for line_id, line in study.case.lines.items() if line.made_by == PARTNERSHIP]
    return FormResult(
        form=form,
        alternative=alternative,
        society=expected_npv(study, SOCIETY, alternative),
        budget=expected_npv(study, MUNICIPALITY, alternative),
        parties=expected_balances(study, alternative),
        partners=partner_views,
        aid=max(
            (_aid(study, form, alternative, party) for party in private_parties(study.case)), default=0.0
        ),
        pm=any(study.central.is_pm(line_id, alternative) for line_id in partnership_lines),
    )


def private_parties(case: Case) -> tuple[str, ...]:
    """The parties with a view of their own: those with a discount rate in the case, else the private partner."""
    partnership_section = case.section(Partnership)
    return (
        tuple(partnership_section.rates)
        if partnership_section is not None and partnership_section.rates
        else (PARTNER,)
    )


def discount_rate(case: Case, party: str) -> tuple[float, str, str]:
    """Nominal discount rate of a private party, with its source and quality."""
    partnership_section = case.section(Partnership)
    own_rate_assumption: Assumption | None = (
        partnership_section.rates.get(party) if partnership_section is not None else None
    )
    if own_rate_assumption is None:
        rate_row = term_value("partner_discount_rate", case.tables)
        return rate_row.value, rate_row.source, rate_row.quality
    return (
        float(own_rate_assumption.value),
        own_rate_assumption.source or "",
        own_rate_assumption.quality or "",
    )


def partner_view(study: Study, alternative: str, party: str) -> PartnerView:
    """NPV, every IRR, payback and peak funding need of a private party.

    Notes
    -----
    Convention: nominal, in cash, ex btw, project minus baseline; the rate of the party is nominal too.
    """
    viewpoint = Perspective(parties=(party,), btw="excluded", prices="nominal", effects="cash")
    partner_stream = stream(study.central, viewpoint, alternative)
    partner_rate, _, _ = discount_rate(study.case, party)
    moments, amount_by_moment, yearly_amounts = (
        partner_stream.moments,
        partner_stream.at_moments[:, 0],
        partner_stream.yearly[:, 0],
    )
    roots_of_irr = irr_roots(amount_by_moment, times=moments)
    payback_years, peak_year_and_amount = float(payback(yearly_amounts)), peak_funding(yearly_amounts)
    partner_npv = float(amount_by_moment @ (1.0 + partner_rate) ** -moments)
    return PartnerView(
        party=party,
        rate=partner_rate,
        npv=partner_npv,
        irr=tuple(roots_of_irr.rates),
        irr_reason=roots_of_irr.reason or "",
        payback=payback_years if np.isfinite(payback_years) and partner_npv >= 0 else None,
        funding=peak_year_and_amount.need,
        funding_year=None
        if peak_year_and_amount.year is None
        else study.case.years[peak_year_and_amount.year],
        yearly=tuple(float(amount) for amount in yearly_amounts),
    )


def _aid(study: Study, form: str, alternative: str, party: str) -> float:
    """Largest sum over three years in a row of the lines of a form that may be aid to a private party."""
    line_prefixes = tuple(f"{PARTNERSHIP}_{term}" for term in forms()[form].aid)
    aid_by_year = np.zeros(len(study.case.years))
    for line_id, line in study.case.lines.items():
        line_difference = study.central.difference(line_id, alternative)
        if (
            line_difference is None
            or line.receiver != party
            or not line_id.startswith(line_prefixes or ("\0",))
        ):
            continue
        aid_by_year += line_difference[:, 0] * study.central.inflation_of(line_id)
    return max(
        float(aid_by_year[first_index : first_index + WINDOW].sum())
        for first_index in range(len(aid_by_year))
    )


def payments(study: Study, alternative: str) -> list[Flow]:
    """Who pays whom: present value of every line between each pair of parties, resources and welfare included.

    Under the lens of society without btw, so that an amount is the same for whoever pays and whoever receives; a line
    that is smaller than in the baseline runs the other way. Largest first.
    """
    viewpoint = study.case.perspectives[SOCIETY].model_copy(update={"btw": "excluded"})
    amounts_by_pair: dict[tuple[str, str], dict[str, float]] = {}
    for line_id, line in study.case.lines.items():
        inside_party = line.payer if line.payer not in OUTSIDE else line.receiver
        if inside_party in OUTSIDE or line.accounting == "budget":
            continue
        party_viewpoint = viewpoint.around(inside_party)
        seen_line = next(
            (
                candidate
                for candidate in study.central.seen_by(party_viewpoint, alternative)
                if candidate.line == line_id
            ),
            None,
        )
        if seen_line is None:
            continue
        pv_received = float(factors(study.case, viewpoint, seen_line.timing) @ seen_line.real[:, 0])
        paid_by_payer = -pv_received if inside_party == line.payer else pv_received
        payer_and_receiver = (
            (line.payer, line.receiver) if paid_by_payer >= 0 else (line.receiver, line.payer)
        )
        amounts_by_pair.setdefault(payer_and_receiver, {})[line_id] = abs(paid_by_payer)
    payment_flows = [
        Flow(*payer_and_receiver, sum(amount_by_line.values()), tuple(amount_by_line))
        for payer_and_receiver, amount_by_line in amounts_by_pair.items()
    ]
    return sorted((flow for flow in payment_flows if flow.amount > 0), key=lambda flow: -flow.amount)
