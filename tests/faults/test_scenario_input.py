"""Scenarios that nest and combine: what holds, and what is refused with what to do."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import yaml

from mll_finance.cli.main import main
from mll_finance.drivers.scenarios import scenario_table
from mll_finance.engine.study import appraise
from mll_finance.errors import InputError
from mll_finance.facade.appraising import appraise as appraise_admitted
from mll_finance.inputs.case.case import Case, case_from_text
from mll_finance.resources import resource

BASE = yaml.load(
    resource("parameters", "two_years.yaml").read_text(encoding="utf-8"), Loader=yaml.CSafeLoader
)
SAVINGS, INVESTMENT = "lines.savings.amounts", "lines.investment.amounts"


def case(scenarios: dict) -> Case:
    return case_from_text(
        yaml.dump({**BASE, "scenarios": scenarios}, sort_keys=False, Dumper=yaml.CSafeDumper)
    )


def refused(scenarios: dict) -> str:
    with pytest.raises(InputError) as found:
        case(scenarios)
    return str(found.value)


def npv(found: Case) -> float:
    return float(appraise(found).stream("society", "project").npv[0])


LESS = {"set": {SAVINGS: {"times": 0.9}}}
DEAR = {"set": {INVESTMENT: {"times": 1.2}}}
PRESENT = 600 / 1.05 + 600 / 1.05**2


def test_a_scenario_takes_over_what_it_extends():
    made = case({"less": LESS, "worse": {"extends": "less", "set": DEAR["set"]}})
    assert npv(made.in_scenario("worse")) == pytest.approx(0.9 * PRESENT - 1200)


def test_what_it_sets_itself_goes_before():
    made = case({"less": LESS, "worse": {"extends": "less", "set": {SAVINGS: {"times": 0.5}}}})
    assert npv(made.in_scenario("worse")) == pytest.approx(0.5 * PRESENT - 1000)
    years = {SAVINGS + ".2027": 500, SAVINGS + ".2028": 500}
    made = case({"years": {"set": years}, "whole": {"extends": "years", "set": {SAVINGS: {"times": 0.5}}}})
    assert npv(made.in_scenario("whole")) == pytest.approx(0.5 * PRESENT - 1000)


def test_scenarios_combine_in_either_order():
    made = case({"less": LESS, "dear": DEAR})
    both = made.in_scenario("less+dear")
    assert npv(both) == npv(made.in_scenario("dear+less")) == pytest.approx(0.9 * PRESENT - 1200)
    assert both.scenario == "less+dear"


def test_the_same_change_twice_is_no_conflict():
    made = case(
        {"less": LESS, "a": {"extends": "less", "set": {}}, "b": {"extends": "less", "set": DEAR["set"]}}
    )
    assert npv(made.in_scenario("a+b")) == pytest.approx(0.9 * PRESENT - 1200)


@pytest.mark.parametrize("other", [{SAVINGS: {"times": 0.5}}, {SAVINGS + ".2027": 500}])
def test_a_conflict_is_told(other):
    made = case({"less": LESS, "half": {"set": other}})
    for name in ("less+half", "half+less"):
        with pytest.raises(InputError) as found:
            made.in_scenario(name)
        assert "'less'" in str(found.value) and "'half'" in str(found.value)
        assert SAVINGS in str(found.value) and "extends" in str(found.value)


def test_every_unknown_part_is_named():
    with pytest.raises(InputError) as found:
        case({"less": LESS}).in_scenario("les+late")
    assert "'les'" in str(found.value) and "did you mean 'less'" in str(found.value)
    assert "'late'" in str(found.value)


@pytest.mark.parametrize(
    ("scenarios", "said"),
    [
        ({"a": {"extends": "b", "set": {}}}, "scenarios.a.extends"),
        ({"less": LESS, "a": {"extends": "les", "set": {}}}, "did you mean 'less'"),
        ({"a": {"extends": "b", "set": {}}, "b": {"extends": "a", "set": {}}}, "a cycle: a -> b -> a"),
        ({"a": {"extends": "a", "set": {}}}, "a cycle: a -> a"),
        ({"a": {"probability": 0.5, "set": {}}, "b": {"probability": 0.4, "set": {}}}, "add up to 0.9"),
        ({"a": {"probability": 1.5, "set": {}}}, "scenarios.a.probability"),
        ({"a": {"probability": "likely", "set": {}}}, "scenarios.a.probability"),
        ({"a": {"probability": 1}}, "scenarios.a"),
    ],
)
def test_what_is_refused(scenarios, said):
    assert said in refused(scenarios)


def test_all_problems_at_once():
    said = refused({"a": {"extends": "b", "set": {}, "probability": 0.3}, "c": {"extends": "c", "set": {}}})
    assert "scenarios.a.extends" in said and "scenarios.c.extends" in said and "add up to 0.3" in said


def test_probabilities_weigh_only_the_scenarios_that_have_one():
    made = case(
        {
            "less": {**LESS, "probability": 0.25},
            "as_it_is": {"set": {}, "probability": 0.75},
            "dear": DEAR,
        }
    )
    table = scenario_table(appraise(made))
    assert table.probabilities.tolist() == [0, 0.25, 0.75, 0]
    expected = 0.25 * (0.9 * PRESENT - 1000) + 0.75 * (PRESENT - 1000)
    assert table.expected == pytest.approx([0, expected])
    assert table.best_expected == "project"
    assert table.npv[1] == pytest.approx(
        [PRESENT - 1000, 0.9 * PRESENT - 1000, PRESENT - 1000, PRESENT - 1200]
    )
    assert (table.maximin, table.minimax_regret) == ("baseline", "project")
    assert np.all(table.regret.min(axis=0) == 0)


def test_the_command_line_combines(tmp_path, capsys):
    path = tmp_path / "two.yaml"
    path.write_text(
        yaml.dump({**BASE, "scenarios": {"less": LESS, "dear": DEAR}}, Dumper=yaml.CSafeDumper),
        encoding="utf-8",
    )
    assert (
        main(["appraise", str(path), "--language", "en", "--scenario", "less+dear", "--format", "csv"]) == 0
    )
    row = next(
        line for line in capsys.readouterr().out.splitlines() if line.startswith("society,project,npv")
    )
    assert float(row.split(",")[4]) == pytest.approx(0.9 * PRESENT - 1200)
    assert main(["check", str(path), "--language", "en"]) == 0
    assert main(["appraise", str(path), "--language", "en", "--scenario", "less+late"]) == 2
    assert "no scenario 'late'" in capsys.readouterr().err
    out = tmp_path / "run"
    options = ["--scenario", "less+dear", "--notebooks", "none", "--formats", "html", "--out", str(out)]
    assert main(["run", str(path), *options]) == 0
    assert (out / "report.html").exists()


MIXED = {"high": {"set": {INVESTMENT: {2026: 2000, "x": 1}}}}
"""Amounts by year with a word among the years."""


@pytest.mark.parametrize(
    "arguments",
    [
        ("check",),
        ("appraise",),
        ("appraise", "--format", "json"),
        ("appraise", "--draws", "16"),
        ("appraise", "--scenario", "high"),
        ("run", "--notebooks", "none", "--out", "run"),
        ("run", "--public", "--out", "run"),
    ],
    ids=" ".join,
)
def test_a_scenario_that_cannot_be_made_is_refused_by_every_command(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: tuple[str, ...],
) -> None:
    monkeypatch.chdir(tmp_path)
    text = yaml.dump({**BASE, "scenarios": MIXED}, sort_keys=False, Dumper=yaml.CSafeDumper)
    (tmp_path / "case.yaml").write_text(text, encoding="utf-8")
    command, *options = arguments
    assert main([command, "case.yaml", "--language", "en", *options]) == 2
    said = capsys.readouterr()
    assert "lines.investment.amounts.x (line" in said.err and "unknown key 'x'" in said.err
    assert "unknown key '2026'" in said.err
    assert said.out == "" and [path.name for path in tmp_path.iterdir()] == ["case.yaml"]


def test_a_change_on_top_refuses_no_scenario_of_the_file() -> None:
    """What a scenario multiplies has no number for the moment: the scenario is sound all the same."""
    made = case({"less": LESS}).with_({SAVINGS: {"pm": "not known yet"}})
    assert appraise_admitted(made).case.scenarios


def test_years_and_words_as_keys_have_a_fingerprint() -> None:
    marks = {
        case({"high": {"set": {"lines.investment.amounts": keys}}}).fingerprint()
        for keys in ({2026: 2000, "x": 1}, {2026: 2000, "x": 2}, {"2026": 2000, "x": 1, 2026: 3})
    }
    assert len(marks) == 3
