"""What cannot be is refused, in draws too; what a change moves too far is asked about, and one number is one number."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from mll_finance.cli.main import main
from mll_finance.engine.study import appraise
from mll_finance.errors import InputError
from mll_finance.inputs.case.case import Case, case_from_text
from mll_finance.inputs.second_look.out_of_range import out_of_range
from mll_finance.inputs.second_look.points import points
from mll_finance.notebook import start
from mll_finance.resources import resource

CASE = """
case: {{id: bounds, base_year: 2027, horizon: 2, price_level: 2026, draws: 256}}
alternatives: {{baseline: {{}}, project: {{}}}}
quantities:
  help:
    kind: uptake
    of: {{{of}, unit: person/yr, source: x, quality: B}}
    contact_rate: {{{contact}, unit: {unit}, source: x, quality: B}}
    acceptance_rate: {{value: 0.5, unit: fraction, source: x, quality: B}}
lines:
  gain:
    kind: quantity_price
    alternative: project
    payer: welfare
    receiver: residents
    quantity: {{ref: quantities.help.accepted}}
    price: {{{price}, unit: EUR/person, price_year: 2026, source: x, quality: B}}
  check:
    kind: oversight
    alternative: project
    payer: municipality
    receiver: resources
    flags: {{ref: quantities.help.contacted}}
    minutes: {{value: 30, unit: {minutes}, source: x, quality: B}}
    wage: {{value: 60, unit: {wage}, price_year: 2026, source: x, quality: B}}
  licence:
    kind: purchase
    alternative: project
    payer: municipality
    receiver: resources
    btw: {{rate: 0.21, compensable: 1}}
    amount: {{value: {{2027: 80000}}, unit: EUR, price_year: 2026, source: x, quality: B}}
scenarios:
  dear: {{set: {{lines.gain.price: {{times: 1.25}}}}}}
"""
USUAL = {
    "of": "value: 400",
    "contact": "value: 0.5",
    "unit": "fraction",
    "price": "distribution: {kind: uniform, low: 900, high: 1100}",
    "minutes": "min/person",
    "wage": "EUR/hour",
}


def case_with(**different: str) -> Case:
    return case_from_text(CASE.format(**{**USUAL, **different}))


@pytest.mark.parametrize(
    ("different", "path", "remedy"),
    [
        ({"contact": "value: 1.2"}, "quantities.help.contact_rate", "correct the number"),
        ({"contact": "value: 45"}, "quantities.help.contact_rate", "write 0.45"),
        ({"contact": "value: -0.1"}, "quantities.help.contact_rate", "correct"),
        ({"contact": "value: {2027: 0.5, 2028: 1.5}"}, "quantities.help.contact_rate", "a share from 0 to 1"),
        (
            {"contact": "distribution: {kind: normal, mean: 0.8, sd: 0.2}"},
            "quantities.help.contact_rate",
            "truncate: {low: 0, high: 1}",
        ),
        (
            {"contact": "distribution: {kind: pert, low: 0.2, mode: 0.9, high: 1.1}"},
            "quantities.help.contact_rate",
            "runs from 0.2 to 1.1",
        ),
        (
            {"contact": "by_alternative: {default: {distribution: {kind: lognormal, mean: 0.8, sd: 0.2}}}"},
            "quantities.help.contact_rate.by_alternative.default",
            "truncate",
        ),
        (
            {"contact": "distribution: {kind: discrete, values: [0.2, 1.4], weights: [9, 1]}"},
            "quantities.help.contact_rate",
            "correct the numbers of the distribution",
        ),
        ({"of": "value: -3"}, "quantities.help.of", "0 or more"),
        (
            {"of": "distribution: {kind: normal, mean: 400, sd: 200}"},
            "quantities.help.of",
            "truncate: {low: 0}",
        ),
        ({"contact": "value: 45", "unit": "'%'"}, "quantities.help.contact_rate", "0.45"),
        ({"unit": "person"}, "", ""),
        ({"unit": "hour"}, "quantities.help.contact_rate", "give a share"),
        ({"minutes": "hour/person"}, "lines.check.minutes", "write its unit with min"),
        ({"minutes": "uur"}, "lines.check.minutes", "write its unit with min"),
        ({"wage": "EUR/fte/yr"}, "lines.check.wage", "write its unit with EUR/hour"),
        ({"wage": "euro/uur"}, "", ""),
    ],
)
def test_what_cannot_be_is_refused_with_what_to_write(different, path, remedy):
    if not path:
        assert case_with(**different).projects == ("project",)
        return
    with pytest.raises(InputError) as refusal:
        case_with(**different)
    assert any(problem.path == path and remedy in str(problem) for problem in refusal.value.problems), (
        refusal.value
    )


def test_a_price_is_never_below_zero_but_what_an_effect_is_worth_may_be():
    text = CASE.format(**{**USUAL, "price": "value: -5"})
    assert case_from_text(text).projects == ("project",)
    with pytest.raises(InputError, match="payer and receiver changed round") as refusal:
        case_from_text(text.replace("payer: welfare", "payer: state"))
    assert [problem.path for problem in refusal.value.problems] == ["lines.gain.price"]


def test_a_distribution_that_is_cut_off_stays_within_in_every_draw():
    case = case_with(contact="distribution: {kind: normal, mean: 0.9, sd: 0.3, truncate: {low: 0, high: 1}}")
    draws = appraise(case).draws.of_path("quantities.help.contact_rate")
    assert draws.min() >= 0 and draws.max() <= 1


@pytest.mark.parametrize(
    "change", [1.3, {"value": 1.3}, {"distribution": {"kind": "normal", "mean": 0.9, "sd": 0.3}}]
)
def test_a_change_cannot_make_what_cannot_be(change):
    with pytest.raises(InputError, match=r"a share from 0 to 1"):
        case_with().with_({"quantities.help.contact_rate": change})


@pytest.mark.parametrize(("number", "taken"), [(80, False), (40e6, False), (20000, True), (160000, True)])
def test_a_change_by_about_a_thousand_is_asked_about(number, taken):
    change = {"lines.licence.amount": {2027: number}}
    if taken:
        assert case_with().with_(change)
        return
    with pytest.raises(InputError, match=r"lines\.licence\.amount\.2027: .* where the case has 80000"):
        case_with().with_(change)
    assert case_with().with_(change, accept=True).overrides[0].path == "lines.licence.amount"


def test_one_number_over_amounts_by_year_is_a_question():
    case = case_with().with_({"lines.licence.amount": {2027: 80000, 2029: 4000}})
    remedy = r"write \{2027: 5000\} for that one year, or \{2027: 5000, 2028: 5000"
    with pytest.raises(InputError, match=remedy):
        case.with_({"lines.licence.amount": 5000})


def test_one_number_over_the_amount_of_one_year_is_that_years_amount():
    case = case_with().with_({"lines.licence.amount": 90000})
    assert case.graph.leaves["lines.licence.amount"].assumption.value == {2027: 90000}


@pytest.mark.parametrize("factor", [120, 1000])
def test_a_percentage_is_no_factor(tmp_path, capsys, factor):
    path = tmp_path / "bounds.yaml"
    path.write_text(CASE.format(**USUAL), encoding="utf-8")
    assert main(["check", str(path), "--set", f"lines.gain.price={{times: {factor}}}"]) == 2
    assert f"{{times: {factor / 100:g}}}" in capsys.readouterr().err
    text = CASE.format(**USUAL).replace("times: 1.25", f"times: {factor}")
    with pytest.raises(InputError, match=r"a factor of at most 20"):
        case_from_text(text).in_scenario("dear")


def test_a_number_outside_its_own_distribution_is_told():
    case = case_with()
    (note,) = out_of_range(case, {"lines.gain.price": 1500, "lines.licence.amount": {2027: 90000}})
    assert note.path == "lines.gain.price"
    assert note.found == "1500, outside its own distribution of 900 to 1100"
    assert not list(out_of_range(case, {"lines.gain.price": 1000}))
    changed = case.with_({"lines.gain.price": 1500})
    assert [problem.path for problem in out_of_range(changed)] == ["lines.gain.price"]


@pytest.mark.parametrize(
    ("contact", "factor"),
    [
        ("value: 0.9", 1.5),
        ("distribution: {kind: pert, low: 0.5, mode: 0.8, high: 0.9}", 1.3),
        ("distribution: {kind: normal, mean: 0.5, sd: 0.1, truncate: {low: 0, high: 1}}", 1.5),
    ],
)
def test_a_share_that_is_scaled_is_cut_off_at_one(contact, factor):
    path = "quantities.help.contact_rate"
    scaled = case_with(contact=contact).with_({path: {"times": factor}})
    number = scaled.graph.leaves[path].assumption
    draws = appraise(scaled).draws.of_path(path) if number.distribution is not None else [number.value]
    assert max(draws) <= 1 and max(draws) > 0.99


@pytest.fixture
def notebook(tmp_path):
    path = tmp_path / "bounds.yaml"
    path.write_text(CASE.format(**USUAL), encoding="utf-8")

    def opened(changes, *, accept=False):
        return start({"case": str(path), "scenario": "", "changes": changes, "accept": accept}).case

    return opened


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"lines.gain.price": 1.5}, "lines.gain.price"),
        ({"lines.gain.price": 1500}, "lines.gain.price"),
        ({"lines.licence.amount": {"2027": 85.0}}, "lines.licence.amount.2027"),
        ({"lines.licence.amount": "{2027: 85.000}"}, "lines.licence.amount"),
        ({"lines.gain.price": "1.050"}, "lines.gain.price"),
        ({"lines.gain.price": "€ 1.050"}, "lines.gain.price"),
    ],
)
def test_a_parameter_of_a_notebook_is_asked_about(notebook, changes, path):
    with pytest.raises(InputError) as refusal:
        notebook(changes)
    assert refusal.value.problems[0].path.startswith(path)


@pytest.mark.parametrize(
    "change", [{"2027": 90000}, {2027: 90000}, "{2027: 90000}", {"value": {"2027": 90000}}]
)
def test_amounts_by_year_are_parameters_whatever_the_keys_arrive_as(notebook, change):
    case = notebook({"lines.licence.amount": change})
    assert case.graph.leaves["lines.licence.amount"].assumption.value == {2027: 90000}


def test_what_is_meant_is_accepted(notebook):
    case = notebook({"lines.gain.price": 1500}, accept=True)
    assert case.graph.leaves["lines.gain.price"].assumption.value == 1500


def test_the_command_asks_and_accepts(tmp_path, capsys):
    path = tmp_path / "bounds.yaml"
    path.write_text(CASE.format(**USUAL), encoding="utf-8")
    command = ["appraise", str(path), "--format", "json", "--set", "lines.licence.amount={2027: 80}"]
    assert main(command) == 2
    assert "--accept" in capsys.readouterr().err
    assert main([*command, "--accept"]) == 0
    assert json.loads(capsys.readouterr().out)["results"]


@pytest.mark.parametrize("encoding", ["cp1252", "ascii", "cp850"])
def test_text_survives_a_console_of_another_code_page(encoding):
    environment = {**os.environ, "PYTHONIOENCODING": encoding}
    command = [sys.executable, "-m", "mll_finance", "appraise", "two_years"]
    completed = subprocess.run(command, env=environment, capture_output=True, check=False)
    assert (completed.returncode, completed.stderr) == (0, b"")
    assert "-1.000" in completed.stdout.decode(encoding)


@pytest.mark.parametrize(("delay", "years", "most"), [(3, "", 2), (99, "", 2), (1, "years: {from: 2028}", 0)])
def test_a_line_that_comes_so_late_that_it_never_counts_is_asked_about(delay, years, most):
    """A saving 99 years later was none, and nothing was said of it."""
    text = resource("parameters", "two_years.yaml").read_text(encoding="utf-8")
    late = text.replace("payer: resources", f"payer: resources\n    delay: {delay}\n    {years}")
    late = late.replace("{2027: 600, 2028: 600}", "600")
    (point,) = [point for point in points(case_from_text(late)) if point.id == "never_counts"]
    assert point.path == "lines.savings.delay"
    assert f"at most {most} years later" in str(point)
    in_time = case_from_text(late.replace(f"delay: {delay}", f"delay: {most}"))
    assert "never_counts" not in {point.id for point in points(in_time)}


@pytest.mark.parametrize("name", ["", " "])
@pytest.mark.parametrize("command", ["check", "appraise", "run", "lock"])
def test_no_name_is_not_the_case_of_the_folder(command, name, tmp_path, monkeypatch, capsys):
    """A script that forgot a name was given the results of whatever case.yaml lay in its folder."""
    (tmp_path / "case.yaml").write_text(
        resource("parameters", "two_years.yaml").read_text(encoding="utf-8"), encoding="utf-8"
    )
    monkeypatch.chdir(tmp_path)
    assert main([command, name]) == 2
    assert "no name was given" in capsys.readouterr().err
