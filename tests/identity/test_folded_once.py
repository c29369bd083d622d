"""A case of which only what is drawn changed is folded once, and gives the bits that it would give by itself."""

from __future__ import annotations

import numpy as np
import pytest

from mll_finance.engine import structure
from mll_finance.engine.evaluator import Evaluator
from mll_finance.engine.ledger import Ledger
from mll_finance.engine.study import Study, appraise
from mll_finance.inputs.case.case import Case, case_from_text
from mll_finance.inputs.case.loading import load_case

EXAMPLES = ("vroegsignalering_eindhoven", "dakloosheid_preventie", "samenwerking_naar_werk")


def number(value: float, unit: str = "count/yr") -> str:
    return f"{{value: {value}, unit: {unit}, source: x, quality: B}}"


def two_sums(first: float, second: float) -> Case:
    """A product of two sums of which the proportions change from year to year: whether it is written out rests on how
    large their parts are."""
    sums = "".join(
        f"""
  {name}_grown: {{kind: growth, of: {number(10)}, rate: {number(rate, "1/yr")}, year: 2026}}
  {name}:
    kind: sum
    parts: {{grown: {{ref: quantities.{name}_grown.number}}, fixed: {number(value)}}}"""
        for name, rate, value in (("first", 0.05, first), ("second", 0.03, second))
    )
    return case_from_text(
        f"""
case: {{id: sums, base_year: 2026, horizon: 4, price_level: 2026}}
alternatives: {{baseline: {{}}, project: {{}}}}
quantities:{sums}
lines:
  gain:
    kind: product
    alternative: project
    payer: resources
    receiver: residents
    factors:
      first: {{ref: quantities.first.number}}
      second: {{ref: quantities.second.number}}
      price: {{value: 1.0, unit: EUR, price_year: 2026, source: x, quality: B}}
"""
    )


DRAWN = {
    "quantities.first_grown.of": np.array([9.0, 10.0, 11.0]),
    "quantities.first.parts.fixed": np.array([1.0, -9.9, 3.0]),
    "quantities.second_grown.of": np.array([9.5, 10.0, 10.5]),
    "quantities.second.parts.fixed": np.array([2.0, 4.0, -9.9]),
}


def by_itself(case: Case, monkeypatch: pytest.MonkeyPatch) -> dict[tuple[str, str], np.ndarray]:
    """The NPV where nothing was found out of any case before."""
    monkeypatch.setattr(structure, "_KNOWN", type(structure._KNOWN)())
    return Evaluator(case).npv(DRAWN)


def test_sizes_of_what_is_drawn_that_count_are_not_those_of_another_case(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    apart, cancelling = two_sums(5.0, 4.0), two_sums(-9.99, -9.99)
    alone = by_itself(cancelling, monkeypatch)
    monkeypatch.setattr(structure, "_KNOWN", type(structure._KNOWN)())
    Evaluator(apart).npv(DRAWN)
    after_another = Evaluator(cancelling).npv(DRAWN)
    assert all(np.array_equal(after_another[pair], alone[pair]) for pair in alone)
    years = np.arange(5)[:, None]
    first = DRAWN["quantities.first_grown.of"] * 1.05**years + DRAWN["quantities.first.parts.fixed"]
    second = DRAWN["quantities.second_grown.of"] * 1.03**years + DRAWN["quantities.second.parts.fixed"]
    factors = Evaluator(apart).central.factors(apart.perspectives["society"], apart.settings.timing)[:, None]
    assert alone["society", "project"] == pytest.approx((first * second * factors).sum(axis=0), rel=1e-12)


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_number_that_a_change_fixes_is_not_folded_anew(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    case = load_case(name).with_({"case.draws": 64})
    path, distribution = next(iter(appraise(case).draws.uncertain.items()))
    fixed = [case.with_({path: distribution.mean * share}) for share in (1.0, 0.99)]
    folded = []
    for changed in fixed:
        study = appraise(changed)
        assert study.outcomes is not None
        folded.append(list(study.whole.arithmetic.structure.folded._by_key.values()))
        assert path not in study.draws.uncertain
    assert folded[0] == folded[1]
    # By itself, with the number as one that was never uncertain, it is the same but for rounding.
    monkeypatch.setattr(structure, "_KNOWN", type(structure._KNOWN)())
    for changed in fixed:
        never_uncertain = Study(Case(**{**changed.__dict__, "overrides": ()}))
        for key, drawn in never_uncertain.outcomes.items():
            np.testing.assert_allclose(appraise(changed).outcomes[key], drawn, rtol=1e-11, atol=1e-6)


@pytest.mark.parametrize("name", EXAMPLES)
def test_lines_that_are_read_alone_are_worth_what_they_are_among_all(name: str) -> None:
    study = appraise(load_case(name))
    alternative = study.case.projects[0]
    viewpoint = study.case.perspectives["society"]
    block = next(iter(study.draws.blocks()))
    read = frozenset([*study.case.lines][::3])

    def worths(ledger: Ledger) -> dict[str, np.ndarray]:
        return {
            seen.line: seen.present_value(ledger.factors(viewpoint, seen.timing))
            for seen in ledger.seen_by(viewpoint, alternative)
        }

    among_all = study.whole.linear(worths, block)
    alone = Evaluator(study.case, lines=read).linear(worths, block)
    assert set(alone) == {line for line in among_all if line in read} < set(among_all)
    for line, worth in alone.items():
        scale = np.abs(among_all[line]).max()
        assert np.abs(worth - among_all[line]).max() <= 1e-14 * scale
