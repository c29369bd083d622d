"""Moving inputs a few at a time against a ledger for each, and studies shared between tables."""

from __future__ import annotations

import tracemalloc
from pathlib import Path

import numpy as np
import pytest

from mll_finance.drivers.adjustments import adjustments
from mll_finance.drivers.points import inputs, npv_of_moves
from mll_finance.drivers.scenarios import scenario_table
from mll_finance.drivers.sensitivity import switching_values
from mll_finance.engine import study as study_module
from mll_finance.engine.ledger import Ledger
from mll_finance.engine.stream import stream
from mll_finance.engine.study import appraise
from mll_finance.engine.variants import Variants, room
from mll_finance.inputs.case.case import Case, case_from_text
from mll_finance.inputs.case.loading import load_case

PARAMETERS = Path(__file__).parents[2] / "parameters"
EINDHOVEN = PARAMETERS / "vroegsignalering_eindhoven.yaml"


def test_moves_in_any_order_against_a_ledger_for_each() -> None:
    study = appraise(load_case(EINDHOVEN))
    varied = [number for number in inputs(study) if not number.by_year]
    random = np.random.default_rng(3)
    which = random.integers(0, len(varied), 60)
    values = np.array([varied[index].central for index in which]) * random.uniform(0.9, 1.1, 60)
    names = study.case.projects
    npv = npv_of_moves(study, varied, which, values, perspective="society", alternatives=names)
    for place, (index, value) in enumerate(zip(which, values, strict=True)):
        ledger = Ledger(study.case, {varied[index].path: np.array([value])})
        for row, name in enumerate(names):
            expected = stream(ledger, study.case.perspectives["society"], name).npv[0]
            assert npv[row, place] == pytest.approx(expected, rel=1e-10)


def test_tables_share_the_study_of_a_scenario(monkeypatch: pytest.MonkeyPatch) -> None:
    case = load_case(EINDHOVEN)
    study = appraise(case)
    drawn: list[Case] = []
    outcomes = study_module.outcomes

    def counted(evaluator, draws, **options):  # type: ignore[no-untyped-def]
        drawn.append(evaluator.case)
        return outcomes(evaluator, draws, **options)

    monkeypatch.setattr(study_module, "outcomes", counted)
    first = scenario_table(study, by_draws=True)
    again = scenario_table(study, by_draws=True)
    scenario_table(study, perspective="municipality", by_draws=True)
    assert len(case.scenarios) > 0 and len(drawn) == 1 + len(case.scenarios)
    assert np.array_equal(first.npv, again.npv)
    name = next(iter(case.scenarios))
    assert study.in_scenario(name) is study.in_scenario(name)
    assert study.in_scenario(name).case.fingerprint() == case.in_scenario(name).fingerprint()


def test_adjusted_and_bare_are_studied_once() -> None:
    study = appraise(load_case(EINDHOVEN))
    assert adjustments(study) == adjustments(study)
    assert study.changed({"case.adjusted": False}) is study.changed({"case.adjusted": False})
    assert study.changed({"case.adjusted": False}) is not study.changed({"case.adjusted": True})


def test_the_studies_kept_are_bounded() -> None:
    kept: Variants[str] = Variants(2)
    asked = [kept.get(key, lambda key=key: key.upper()) for key in ("a", "b", "a", "c", "d")]
    assert asked == ["A", "B", "A", "C", "D"] and len(kept) == 2
    case = load_case(EINDHOVEN)
    assert room(case, 2**30) == 0 and room(case, 2**30) < room(case, 2**14) <= 64


_LINE = """
  line_{n}: {{kind: product, alternative: project, payer: municipality, receiver: resources,
    growth: {{distribution: {{kind: normal, mean: 0.01, sd: 0.004}}, unit: 1/yr, source: test, quality: D}},
    factors: {{price: {{distribution: {{kind: pert, low: 50, mode: 80, high: 160}}, unit: EUR, price_year: 2026,
    source: test, quality: D}}}}}}"""


def _many(lines: int) -> Case:
    head = (
        "case: {id: many, base_year: 2026, horizon: 9, draws: 64, inflation: {rate: 0.0}}\n"
        "alternatives: {baseline: {}, project: {}}\nlines:"
    )
    return case_from_text(head + "".join(_LINE.format(n=n) for n in range(lines)))


def test_memory_of_switching_values_hardly_grows_with_the_lines() -> None:
    # A group of inputs is worked out for the lines that it moves; what the others come to is a number for each group.
    peaks = []
    for lines in (100, 300):
        study = appraise(_many(lines))
        study.evaluator("society", study.case.projects)
        tracemalloc.start()
        switching_values(study, "project")
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < 2 * peaks[0]
