"""Bad input of the case model: every fault names its place, its line and what to do, and ends with exit code 2."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from mll_finance.cli.main import main
from mll_finance.engine.study import appraise
from mll_finance.inputs.case.loading import load_case

CASE = """\
case:
  id: model
  base_year: 2026
  horizon: 4
  discounting: {rate: 0.03}
  weights:
    low: {value: 2.4, source: green_book, quality: B}
alternatives:
  baseline: {title: Baseline}
  build: {title: Build, sourcing: build, role: provider, risk_class: high}
  rule: {title: Rule, sourcing: rule}
quantities:
  quality:
    kind: precision_curve
    population: {value: 50000, unit: household/yr, source: cbs, quality: A}
    prevalence: {value: 0.1, unit: fraction, source: study, quality: B}
    flags: {value: 2000, unit: flag/yr, source: study, quality: B}
    curve: {file: curve.csv} # the curve
  worn:
    kind: drift
    of: {ref: quantities.quality.precision}
    loss: {value: 0.05, unit: fraction, source: study, quality: B}
    every: 2 # retraining
  selection:
    kind: detection
    population: {ref: quantities.quality.population}
    prevalence: {ref: quantities.quality.prevalence}
    precision:
      by_alternative:
        baseline: {value: 0.15, unit: fraction, source: study, quality: B}
        default: {ref: quantities.worn.level}
    capacity: {ref: quantities.quality.flags}
  lasting:
    kind: cohort
    of: {ref: quantities.selection.true_positives}
    years: 3
    lag: 1
lines:
  relief:
    kind: quantity_price
    alternative: all
    payer: welfare
    receiver: residents
    group: low
    quantity: {ref: quantities.lasting.active}
    price: {value: 300, unit: EUR/household, price_year: 2026, source: study, quality: B}
  audit:
    kind: periodic
    alternative: all
    when: {role: provider}
    payer: municipality
    receiver: resources
    btw: {rate: 0.21, compensable: 1}
    every: 3 # audit
    delay: 1
    adjustment: {value: 0.2, unit: fraction, source: study, quality: B}
    amount: {value: 20000, unit: EUR, price_year: 2026, source: quote, quality: B}
"""
CURVE = "recall,precision\n0.1,0.6\n0.3,0.5\n0.6,0.3\n"

Refused = Callable[..., str]


@pytest.fixture
def refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Refused:
    """What the command says of a case; it must refuse it with exit code 2 and without a traceback."""

    def of(text: str, curve: str | bytes | None = CURVE) -> str:
        path = tmp_path / "bad.yaml"
        path.write_text(text, encoding="utf-8")
        if curve is not None:
            (tmp_path / "curve.csv").write_bytes(curve if isinstance(curve, bytes) else curve.encode())
        code = main(["check", str(path), "--language", "en"])
        captured = capsys.readouterr()
        assert code == 2, captured.out
        assert "Traceback" not in captured.err and captured.out == ""
        assert len(captured.err) < 2000
        return captured.err

    return of


def line_of(text: str, marker: str) -> int:
    (number,) = [number for number, line in enumerate(text.splitlines(), start=1) if marker in line]
    return number


def says(said: str, place: str, line: int, remedy: str) -> None:
    """Assert that one problem is told: at its place and line, in three parts, with what to do."""
    problems = [told for told in said.splitlines() if told.startswith("  - ")]
    assert len(problems) == 1 and problems[0].startswith(f"  - {place} (line {line}): "), said
    parts = problems[0].split(": ", 1)[1].split("; ", 2)
    assert len(parts) == 3 and all(parts), said
    assert any(piece in parts[0] + parts[1] + parts[2] for piece in remedy.split("|")), said


def test_the_case_is_in_order(tmp_path, capsys):
    (tmp_path / "good.yaml").write_text(CASE, encoding="utf-8")
    (tmp_path / "curve.csv").write_text(CURVE, encoding="utf-8")
    assert main(["check", str(tmp_path / "good.yaml"), "--language", "en"]) == 0
    captured = capsys.readouterr()
    assert captured.err == "" and "second look" not in captured.out


# --- Curves -------------------------------------------------------------------------------------------------------

# What the file holds (None: there is no file) and a piece of what is said.
CURVES = {
    "absent": (None, "check the path"),
    "empty": ("", "nothing in it"),
    "only_a_header": ("recall,precision\n", "two or more points"),
    "one_point": ("recall,precision\n0.1,0.6\n", "two or more points"),
    "wrong_columns": ("r,p\n0.1,0.6\n0.3,0.5\n", "in the first row: recall, precision"),
    "a_column_missing": ("recall\n0.1\n0.3\n", "no column precision"),
    "decimal_commas": ('recall,precision\n"0,1",0.6\n0.3,0.5\n', "write 0.1"),
    "a_short_row": ("recall,precision\n0.1,0.6\n0.3\n", "row 3: precision is empty"),
    "a_word": ("recall,precision\n0.1,0.6\n0.3,half\n", "row 3: precision: 'half' is no number"),
    "above_1": ("recall,precision\n10,60\n30,50\n", "above 0 and at most 1"),
    "zero": ("recall,precision\n0,1\n0.3,0.5\n", "above 0 and at most 1"),
    "below_0": ("recall,precision\n-0.1,0.6\n0.3,0.5\n", "above 0 and at most 1"),
    "not_a_number": ("recall,precision\nnan,0.6\n0.3,0.5\n", "row 2: recall"),
    "infinite": ("recall,precision\n0.1,0.6\n0.3,inf\n", "row 3: precision"),
    "not_monotone": ("recall,precision\n0.1,0.1\n0.2,0.9\n", "leave out the points"),
    "a_point_twice": ("recall,precision\n0.1,0.6\n0.1,0.6\n0.3,0.5\n", "leave out the points|twice"),
    "binary": (bytes(range(256)) * 8, "not a text file"),
    "one_enormous_field": (
        "recall,precision\n0.1," + "6" * 200_000 + "\n",
        "cannot be read|at most 1|no number",
    ),
}


@pytest.mark.parametrize("name", CURVES)
def test_curve_file(refused, name):
    held, remedy = CURVES[name]
    says(refused(CASE, held), "quantities.quality.curve", line_of(CASE, "# the curve"), remedy)


@pytest.mark.parametrize("curve", ["recall;precision\n0,1;0,6\n0,3;0,5\n", CURVE.encode("utf-16")])
def test_a_curve_as_a_spreadsheet_writes_it(tmp_path, capsys, curve):
    (tmp_path / "good.yaml").write_text(CASE, encoding="utf-8")
    (tmp_path / "curve.csv").write_bytes(curve if isinstance(curve, bytes) else curve.encode())
    assert main(["check", str(tmp_path / "good.yaml")]) == 0
    assert capsys.readouterr().err == ""


def test_a_folder_for_a_curve(refused, tmp_path):
    (tmp_path / "curves").mkdir()
    text = CASE.replace("curve.csv", "curves")
    says(refused(text), "quantities.quality.curve", line_of(text, "# the curve"), "check the path")


@pytest.mark.parametrize(
    ("written", "remedy"),
    [
        ("curve.csv", "{file: curve.csv}"),
        ("{path: curve.csv}", "{file: curve.csv}"),
        ("{file: curve.csv, sheet: 2}", "{file: curve.csv}"),
        ("[]", "two or more points"),
        ("[[0.1, 0.6]]", "two or more points"),
        ("[[0.1], [0.2]]", "{file: curve.csv}"),
        ("[0.1, 0.6]", "{file: curve.csv}"),
        ("[[0.1, high], [0.2, low]]", "{file: curve.csv}"),
        ("[[0.1, 0.6], [0.5, 1.4]]", "at most 1"),
        ("7", "{file: curve.csv}"),
    ],
)
def test_curve_in_the_case(refused, written, remedy):
    text = CASE.replace("{file: curve.csv}", written)
    says(refused(text), "quantities.quality.curve", line_of(text, "# the curve"), remedy)


def test_a_curve_from_a_spreadsheet_is_no_fault(tmp_path):
    # A byte order mark, Windows line ends, points in any order, and columns that are not asked for.
    (tmp_path / "good.yaml").write_text(CASE, encoding="utf-8")
    rows = "precision,recall,threshold\r\n0.3,0.6,0.2\r\n0.6,0.1,0.9\r\n0.5,0.3,0.5\r\n"
    (tmp_path / "curve.csv").write_bytes(rows.encode("utf-8-sig"))
    curve = load_case(tmp_path / "good.yaml").quantities["quality"].curve
    assert curve == ((0.1, 0.6), (0.3, 0.5), (0.6, 0.3))


def test_another_curve_is_another_fingerprint(tmp_path):
    # A result that changes with a file is recognised by that file too, else a review cannot say what changed.
    (tmp_path / "good.yaml").write_text(CASE, encoding="utf-8")
    found = []
    for curve in (CURVE, CURVE.replace("0.5", "0.45")):
        (tmp_path / "curve.csv").write_text(curve, encoding="utf-8")
        made = appraise(load_case(tmp_path / "good.yaml"))
        found.append((made.value("society", "build", "npv")["central"], made.fingerprint))
    assert found[0][0] != found[1][0]
    assert found[0][1] != found[1][1]


# --- Fields -------------------------------------------------------------------------------------------------------

# What is replaced, by what, the path, and a piece of what is said; the line is that of the new text, or of what
# the last entry names.
# fmt: off
FAULTS = {
    "when_is_misspelt": (
        "when: {role: provider}", "when: {role: provder}", "lines.audit.when", "provider", None
    ),
    "when_is_half_misspelt": (
        "when: {role: provider}", "when: {role: [provider, deploier]}", "lines.audit.when", "deployer", None
    ),
    "when_has_another_key": (
        "when: {role: provider}", "when: {rol: provider}", "lines.audit.when.rol", "did you mean 'role'?", None
    ),
    "delay_below_zero": ("delay: 1", "delay: -1", "lines.audit.delay", "at least 0", None),
    "delay_of_half_a_year": ("delay: 1", "delay: 1.5", "lines.audit.delay", "a whole number", None),
    "delay_in_words": ("delay: 1", "delay: one", "lines.audit.delay", "number", None),
    "delay_of_centuries": ("delay: 1", "delay: 2027", "lines.audit.delay", "at most 100", None),
    "adjustment_alone": (
        "adjustment: {value: 0.2, unit: fraction, source: study, quality: B}", "adjustment: 0.2",
        "lines.audit.adjustment", "write {value", None
    ),
    "every_zero": ("every: 3", "every: 0", "lines.audit.every", "at least 1", None),
    "every_below_zero": ("every: 3", "every: -2", "lines.audit.every", "at least 1", None),
    "no_every": ("    every: 3 # audit\n", "", "lines.audit.every", "add every", "  audit:"),
    "no_btw": ("    btw: {rate: 0.21, compensable: 1}\n", "", "lines.audit.btw", "add btw", "  audit:"),
    "retraining_every_zero": ("every: 2", "every: 0", "quantities.worn.every", "at least 1", None),
    "cohort_of_no_years": ("years: 3", "years: 0", "quantities.lasting.years", "at least 1", None),
    "cohort_of_some_years": ("years: 3", "years: [2026]", "quantities.lasting.years", "a whole number", None),
    "lag_below_zero": ("lag: 1", "lag: -1", "quantities.lasting.lag", "at least 0", None),
    "weight_of_zero": (
        "value: 2.4", "value: 0.0", "case.weights.low.value", "above 0|greater than 0", "    low:"
    ),
    "weight_below_zero": ("value: 2.4", "value: -1", "case.weights.low.value", "above 0|greater than 0", None),
    "weight_without_source": (
        "low: {value: 2.4, source: green_book, quality: B}", "low: {value: 2.4, quality: B}",
        "case.weights.low.source", "add source", None
    ),
    "unknown_role": (
        "role: provider, r", "role: provder, r", "alternatives.build.role", "did you mean 'provider'?", None
    ),
    "unknown_sourcing": (
        "sourcing: build", "sourcing: bild", "alternatives.build.sourcing", "did you mean 'build'?", None
    ),
    "unknown_class": (
        "risk_class: high", "risk_class: hihg", "alternatives.build.risk_class", "did you mean 'high'?", None
    ),
    "unknown_output": (
        "quantities.lasting.active", "quantities.lasting.activ", "lines.relief.quantity.ref",
        "did you mean 'quantities.lasting.active'?", None
    ),
}
# fmt: on


@pytest.mark.parametrize("name", FAULTS)
def test_field(refused, name):
    old, new, path, remedy, marker = FAULTS[name]
    assert CASE.count(old) == 1
    text = CASE.replace(old, new)
    line = line_of(text, marker or new)
    said = refused(text)
    # A role that is not known may leave a line without an alternative as well: that is told beside it.
    named = [
        told
        for told in said.splitlines()
        if re.match(rf"  - {re.escape(path)}[\w.]* \(line {line}\): ", told)
    ]
    assert named and any(piece in named[0] for piece in remedy.split("|")), said


def test_groups_of_nothing(refused):
    split = (
        "  split:\n    kind: by_group\n    of: {ref: quantities.lasting.active}\n    groups: {} # nobody\n"
    )
    text = CASE.replace("lines:\n", split + "lines:\n")
    says(refused(text), "quantities.split.groups", line_of(text, "# nobody"), "at least 1|name|add")


@pytest.mark.parametrize(
    "option", ["lines.audit.delay=-1", "quantities.lasting.years=0", "lines.audit.every=0"]
)
def test_a_bad_value_on_the_command_line(tmp_path, capsys, option):
    (tmp_path / "good.yaml").write_text(CASE, encoding="utf-8")
    (tmp_path / "curve.csv").write_text(CURVE, encoding="utf-8")
    assert main(["appraise", str(tmp_path / "good.yaml"), "--language", "en", "--set", option]) == 2
    captured = capsys.readouterr()
    assert option.split("=")[0] in captured.err and "at least" in captured.err


def test_every_fault_at_once(refused):
    text = (
        CASE.replace("delay: 1", "delay: -1")
        .replace("years: 3", "years: 0")
        .replace("value: 2.4", "value: 0")
    )
    said = refused(text, "recall,precision\n0.1,0.6\n")
    for path in (
        "lines.audit.delay",
        "quantities.lasting.years",
        "case.weights.low.value",
        "quantities.quality.curve",
    ):
        assert f"  - {path} (line " in said, said
