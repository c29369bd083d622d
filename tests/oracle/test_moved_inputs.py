"""Moving inputs a few at a time, studies shared between tables, and the break-even against a ledger for each point."""

from __future__ import annotations

import tracemalloc
from pathlib import Path

import numpy as np
import pytest

from mll_finance.drivers.adjustments import adjustments
from mll_finance.drivers.break_even import break_even_precision
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


def _npv_with_precision(case: Case, alternative: str, path: str, precision: float) -> float:
    """By the ledger of a case in which the alternative has a precision of its own."""
    raw = case.document.data["quantities"][path.split(".")[1]]["precision"]
    own = {"value": precision, "unit": "fraction", "source": "test", "quality": "D"}
    changed = case.with_(
        {path: {"by_alternative": {**raw.get("by_alternative", {"default": raw}), alternative: own}}}
    )
    return float(stream(Ledger(changed), changed.perspectives["society"], alternative).npv[0])


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


@pytest.mark.parametrize("example", ["fraude_selectie_bijstand", "vroegsignalering_eindhoven"])
def test_the_break_even_precision_is_where_the_ledger_crosses_zero(example: str) -> None:
    study = appraise(load_case(PARAMETERS / f"{example}.yaml"))
    for row in break_even_precision(study):
        path = f"quantities.{row.quantity}.precision"
        scale = abs(row.at_perfect) + abs(_npv_with_precision(study.case, row.alternative, path, 0.0))
        perfect = _npv_with_precision(study.case, row.alternative, path, 1.0)
        assert row.at_perfect == pytest.approx(perfect, rel=1e-10, abs=1e-10 * scale)
        if row.needed:
            below, above = (
                _npv_with_precision(study.case, row.alternative, path, row.needed + step)
                for step in (-1e-9, 1e-9)
            )
            assert below < 0 < above


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
