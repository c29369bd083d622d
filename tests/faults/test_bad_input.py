"""Bad cases through the command: every fault names its place, its line and what to do, and ends with exit code 2."""

from __future__ import annotations

import pytest

from mll_finance import yaml_text
from mll_finance.cli.main import main

GOOD = """\
case:
  id: good
  base_year: 2026
  horizon: 2
  price_level: 2026
  discounting: {rate: 0.05}
alternatives:
  baseline: {title: Baseline}
  project: {title: Project}
quantities:
  signals:
    kind: per_inhabitant
    inhabitants: {value: 240000, unit: inhabitant, source: cbs, quality: A}
    rate: {value: 0.05, unit: signal/yr, source: own_estimate, quality: D, accepted_by: analyst}
  selection:
    kind: detection
    population: {ref: quantities.signals.number}
    prevalence: {value: 0.1, unit: fraction, source: study, quality: B}
    precision: {value: 0.3, unit: fraction, source: study, quality: B}
    capacity: {value: 1000, unit: flag/yr, source: study, quality: B}
lines:
  licence:
    kind: subscription
    alternative: project
    payer: municipality
    receiver: resources
    btw: {rate: 0.21, compensable: 1}
    price: {value: 900, unit: EUR/yr, price_year: 2025, source: quote, quality: B}
  visits:
    kind: quantity_price
    alternative: project
    payer: resources
    receiver: municipality
    cash: true
    quantity: {ref: quantities.selection.true_positives}
    price:
      value: 85
      unit: EUR/visit
      price_year: 2024
      source: study
      quality: B
  kit:
    kind: purchase
    alternative: project
    payer: municipality
    receiver: resources
    btw: {rate: 0.21}
    amount: {value: {2026: 500}, unit: EUR, price_year: 2026, source: quote, quality: B}
  grant:
    kind: transfer
    alternative: project
    payer: state
    receiver: municipality
    years: {from: 2026, until: 2027}
    amount: {value: 100, unit: EUR, price_year: 2026, source: decree, quality: A}
  extra:
    kind: product
    alternative: [project]
    payer: welfare
    receiver: residents
    factors:
      people: {value: 10, unit: person, source: study, quality: B}
      worth: {value: 20, unit: EUR/person, price_year: 2020, source: study, quality: B}
"""


@pytest.fixture
def refused(tmp_path, capsys):
    """What the command says of a text; it must refuse it with exit code 2 and without a traceback."""

    def of(text: str | bytes, *options: str, command: str = "check") -> str:
        path = tmp_path / "bad.yaml"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        code = main([command, str(path), "--language", "en", *options])
        captured = capsys.readouterr()
        assert code == 2, captured.out
        assert "Traceback" not in captured.err and captured.out == ""
        assert captured.err.startswith(f"{path}: ")
        return captured.err

    return of


def line_of(text: str, marker: str) -> int:
    (number,) = [number for number, line in enumerate(text.splitlines(True), start=1) if marker in line]
    return number


def test_the_good_case_is_good(tmp_path, capsys):
    path = tmp_path / "good.yaml"
    path.write_text(GOOD, encoding="utf-8")
    assert main(["check", str(path), "--language", "en"]) == 0
    assert capsys.readouterr().err == ""


# What is replaced, by what, the path and a piece of the remedy in the message (| for or), and a text on the
# line that the message names (None: the line of what is replaced).
# fmt: off
FAULTS = {
    # Keys and sections
    "misspelt_key": (
        "    receiver: resources\n    btw: {rate: 0.21, c",
        "    recievr: resources\n    btw: {rate: 0.21, c", "lines.licence.recievr",
        "did you mean 'receiver'?", None
    ),
    "misspelt_section": (
        "alternatives:\n", "alternativs:\n", "alternativs", "did you mean 'alternatives'?", None
    ),
    "misspelt_setting": ("  horizon: 2\n", "  horizn: 2\n", "case.horizn", "did you mean 'horizon'?", None),
    "missing_key": ("    payer: welfare\n", "", "lines.extra.payer", "add payer", "  extra:"),
    "a_setting_like_none": (
        "  horizon: 2\n", "  horizon: 2\n  zzqq: 1\n", "case.zzqq", "use one of those", "zzqq"
    ),
    "unknown_kind": ("kind: purchase", "kind: purchas", "lines.kit.kind", "did you mean 'purchase'?", None),
    "no_kind": ("    kind: purchase\n", "", "lines.kit.kind", "use one of", "  kit:"),
    "line_not_a_mapping": (
        "  extra:\n", "  more: 12\n  extra:\n", "lines.more", "write its keys under it", None
    ),
    "duplicate_key": (
        "  horizon: 2\n", "  horizon: 2\n  horizon: 3 # again\n", "case.horizon", "remove or rename",
        "# again"
    ),
    "numeric_name": ("  extra:\n", "  2027:\n", "lines.2027", "rename it", None),
    "no_baseline": ("  baseline: {title: Baseline}\n", "", "alternatives", "add baseline", "alternatives:"),
    "only_a_baseline": ("  project: {title: Project}\n", "", "alternatives", "add project", "alternatives:"),
    "other_schema": ("case:\n", "schema: 3\ncase:\n", "schema", "write schema: 2", "schema: 3"),
    # Numbers and the traps of YAML
    "negative_horizon": ("horizon: 2", "horizon: -2", "case.horizon", "correct the number", None),
    "fractional_horizon": ("horizon: 2", "horizon: 2.5", "case.horizon", "a whole number", None),
    "percentage_as_rate": ("{rate: 0.05}", "{rate: 5}", "case.discounting.rate", "5% is 0.05", None),
    "rate_in_words": ("{rate: 0.05}", "{rate: five}", "case.discounting.rate", "write a number", None),
    "no_as_number": ("value: 85", "value: no", "lines.visits.price.value", "write true or false", None),
    "yes_as_number": ("value: 85", "value: yes", "lines.visits.price.value", "write true or false", None),
    "truth_as_number": ("value: 85", "value: true", "lines.visits.price.value", "write a number", None),
    "no_as_truth": ("cash: true", "cash: no", "lines.visits.cash", "write true or false", None),
    "exponent": ("value: 85", "value: 1e-3", "lines.visits.price.value", "0.001", None),
    "octal": ("value: 85", "value: 010", "lines.visits.price.value", "without leading zeros", None),
    "hexadecimal": ("value: 85", "value: 0x1F", "lines.visits.price.value", "in decimals", None),
    "time": ("value: 85", "value: 12:30", "lines.visits.price.value", "not a time", None),
    "date": ("value: 85", "value: 2026-01-01", "lines.visits.price.value", "not a date", None),
    "date_as_year": ("base_year: 2026", "base_year: 2026-01-01", "case.base_year", "not a date", None),
    "dutch_thousands": (
        "value: 85", "value: 1.000,50", "lines.visits.price.value", "write 1000.50", None
    ),
    "decimal_comma": ("value: 85", "value: 85,50", "lines.visits.price.value", "write 85.50", None),
    "percent": ("value: 85", "value: 85%", "lines.visits.price.value", "write 0.85, with unit: fraction", None),
    "underscores": ("value: 85", "value: 1_000", "lines.visits.price.value", "without underscores", None),
    "infinite": ("value: 85", "value: .inf", "lines.visits.price.value", "finite number", None),
    "overflow": ("value: 85", "value: 1.0e+999", "lines.visits.price.value", "finite number", None),
    "not_a_number": ("value: 85", "value: .nan", "lines.visits.price.value", "finite number", None),
    "quoted_number": ("value: 85", 'value: "85"', "lines.visits.price.value", "write 85", None),
    "nothing": ("value: 85", "value:", "lines.visits.price.value", "write a number", None),
    "list_of_numbers": ("value: 85", "value: [85, 90]", "lines.visits.price.value", "low: 85, high: 90", None),
    # What a number carries
    "no_unit": ("      unit: EUR/visit\n", "", "lines.visits.price", "add unit: such as", "    price:\n"),
    "no_source": ("      source: study\n", "", "lines.visits.price", "add source", "    price:\n"),
    "no_quality": (
        "      quality: B\n  kit", "  kit", "lines.visits.price", "add quality: A official", "    price:\n"
    ),
    "unknown_quality": (
        "      quality: B\n  kit", "      quality: E\n  kit", "lines.visits.price.quality",
        "use one of those", None
    ),
    "no_price_year": ("      price_year: 2024\n", "", "lines.visits.price", "add price_year", "    price:\n"),
    "price_year_too_early": (
        "price_year: 2024", "price_year: 1950", "lines.visits.price", "correct price_year", "    price:\n"
    ),
    "unknown_index": (
        "price_year: 2024", "price_year: 2024\n      index: wage", "lines.visits.price",
        "did you mean 'wages'?", "    price:\n"
    ),
    "own_estimate_not_accepted": (
        ", accepted_by: analyst", "", "quantities.signals.rate", "add accepted_by", "    rate:"
    ),
    "bare_number": (
        "{value: 0.1, unit: fraction, source: study, quality: B}", "0.1", "quantities.selection.prevalence",
        "write {value", None
    ),
    "two_forms": (
        "{ref: quantities.signals.number}",
        "{ref: quantities.signals.number, value: 3, unit: x, source: x, quality: B}",
        "quantities.selection.population", "keep one of them", None
    ),
    "value_and_pm": (
        "value: 85", "value: 85\n      pm: unknown", "lines.visits.price", "keep one of them",
        "    price:\n"
    ),
    "no_form": (
        "{ref: quantities.signals.number}", "{unit: person}", "quantities.selection.population",
        "give value, or pm", None
    ),
    "table_without_id": (
        "{ref: quantities.signals.number}", "{table: incidence}", "quantities.selection.population",
        "add id", None
    ),
    # Distributions
    "outside_the_support": (
        "value: 85", "value: 85\n      distribution: {kind: uniform, low: 1, high: 2}", "lines.visits.price",
        "correct one of the two", "    price:\n"
    ),
    "contradicting_distribution": (
        "value: 85", "distribution: {kind: pert, low: 9, mode: 5, high: 7}",
        "lines.visits.price.distribution", "correct the numbers", None
    ),
    "negative_spread": (
        "value: 85", "distribution: {kind: normal, mean: 9, sd: -5}", "lines.visits.price.distribution",
        "correct the numbers", None
    ),
    "incomplete_distribution": (
        "value: 85", "distribution: {kind: pert, low: 9}", "lines.visits.price.distribution",
        "add mode, high", None
    ),
    "unknown_distribution": (
        "value: 85", "distribution: {kind: prt, low: 9}", "lines.visits.price.distribution",
        "did you mean 'pert'?", None
    ),
    "unknown_parameter": (
        "value: 85", "distribution: {kind: normal, mean: 9, std: 5}", "lines.visits.price.distribution",
        "did you mean 'sd'?|use one of those", None
    ),
    "distribution_on_a_map": (
        "value: 85", "value: {2026: 85}\n      distribution: {kind: uniform, low: 1, high: 200}",
        "lines.visits.price", "factor of its own", "    price:\n"
    ),
    # References and tables
    "unknown_reference": (
        "{ref: quantities.signals.number}", "{ref: quantities.signal.number}",
        "quantities.selection.population.ref", "did you mean 'quantities.signals.number'?", None
    ),
    "unknown_output": (
        "quantities.selection.true_positives", "quantities.selection.true_positive",
        "lines.visits.quantity.ref", "did you mean 'quantities.selection.true_positives'?", None
    ),
    "output_not_named": (
        "quantities.selection.true_positives", "quantities.selection", "lines.visits.quantity.ref",
        "quantities.selection.", None
    ),
    "cycle": (
        "{value: 0.05, unit: signal/yr, source: own_estimate, quality: D, accepted_by: analyst}",
        "{ref: quantities.selection.recall}", "quantities.selection.population.ref",
        "give one of them a value", "population: {ref"
    ),
    "own_cycle": (
        "{value: 0.1, unit: fraction, source: study, quality: B}", "{ref: quantities.selection.prevalence}",
        "quantities.selection.prevalence.ref", "give one of them a value", None
    ),
    "unknown_table": (
        "{ref: quantities.signals.number}", "{table: unit_cost, id: wage_scale_10}",
        "quantities.selection.population", "did you mean 'unit_costs'?", None
    ),
    "unknown_row": (
        "{ref: quantities.signals.number}", "{table: unit_costs, id: wage_scale_99}",
        "quantities.selection.population", "did you mean 'wage_scale_9'?|correct id", None
    ),
    "unknown_municipality": (
        "{value: 240000, unit: inhabitant, source: cbs, quality: A}",
        "{table: municipalities, id: inhabitants, region: Eindhove}", "quantities.signals.inhabitants",
        "did you mean 'Eindhoven'?", None
    ),
    # Parties, alternatives, perspectives, schedules
    "unknown_party": ("payer: state", "payer: stat", "lines.grant.payer", "did you mean 'state'?", None),
    "unknown_alternative": (
        "alternative: [project]", "alternative: [projekt]", "lines.extra.alternative",
        "did you mean 'project'?", None
    ),
    "pays_itself": (
        "    payer: state\n    receiver: municipality\n", "    payer: state\n    receiver: state # itself\n",
        "lines.grant.receiver", "name who receives it", "# itself"
    ),
    "transfer_to_resources": (
        "payer: state", "payer: resources # not a party", "lines.grant.payer", "use cash_flow or product",
        "# not a party"
    ),
    "resources_in_a_fence": (
        "lines:\n", "perspectives:\n  ours: {parties: [municipality, resources]}\nlines:\n",
        "perspectives.ours.parties", "outside every fence", "ours:"
    ),
    "unknown_party_in_a_fence": (
        "lines:\n", "perspectives:\n  ours: {parties: [municipalty]}\nlines:\n", "perspectives.ours.parties",
        "did you mean 'municipality'?", "ours:"
    ),
    "unknown_schedule": (
        "{rate: 0.05}", "nl_2026", "case.discounting", "did you mean 'nl_2025'?|nl_202", None
    ),
    "unknown_schedule_of_a_perspective": (
        "lines:\n", "perspectives:\n  society: {schedule: nl2025}\nlines:\n",
        "perspectives.society.schedule", "did you mean 'nl_2025'?", "society:"
    ),
    "incomplete_by_alternative": (
        "    precision: {value: 0.3,", "    precision: {by_alternative: {project: 0.3},",
        "quantities.selection.precision.by_alternative", "add baseline", None
    ),
    "unknown_by_alternative": (
        "    precision: {value: 0.3,", "    precision: {by_alternative: {default: 0.3, projct: 0.4},",
        "quantities.selection.precision.by_alternative.projct", "did you mean 'project'?", None
    ),
    "nothing_of_the_kind": (
        "    capacity: {value: 1000, unit: flag/yr, source: study, quality: B}\n", "",
        "quantities.selection", "add capacity", "  selection:"
    ),
    # Years
    "amount_outside_the_horizon": (
        "{2026: 500}", "{2026: 500, 2031: 3}", "lines.kit.amount", "change the horizon", None
    ),
    "map_that_begins_late": (
        "{value: 0.1,", "{value: {2027: 0.1},", "quantities.selection.prevalence", "name 2026 too", None
    ),
    "map_by_words": ("{2026: 500}", "{first: 500}", "lines.kit.amount.value", "write the year in full", None),
    "empty_map": ("{2026: 500}", "{}", "lines.kit.amount.value", "name at least one year", None),
    "years_outside": (
        "{from: 2026, until: 2027}", "[2026, 2040]", "lines.grant.years", "correct the years", None
    ),
    "years_reversed": (
        "{from: 2026, until: 2027}", "{from: 2028, until: 2027}", "lines.grant.years",
        "correct from and until", None
    ),
    "ramp_up_of_zero": (
        "    years: {from: 2026, until: 2027}\n", "    years: {from: 2026, until: 2027}\n    ramp_up: 0\n",
        "lines.grant.ramp_up", "correct the number", "ramp_up: 0"
    ),
    # Money and btw
    "no_money": ("unit: EUR/person", "unit: point/person", "lines.extra", "the unit EUR/", "  extra:"),
    "two_moneys": (
        "unit: person,", "unit: EUR, price_year: 2020,", "lines.extra",
        "exactly one amount in euros|a count or a fraction", "  extra:"
    ),
    "purchase_without_btw": (
        "    btw: {rate: 0.21}\n", "", "lines.kit.btw", "add btw: {rate: 0.21", "  kit:"
    ),
    "subscription_without_btw": (
        "    btw: {rate: 0.21, compensable: 1}\n", "", "lines.licence.btw", "add btw: {rate: 0.21",
        "  licence:"
    ),
    "btw_in_percent": ("btw: {rate: 0.21}", "btw: {rate: 21}", "lines.kit.btw", "21% is 0.21", None),
    "purchase_without_years": (
        "{value: {2026: 500}, unit", "{value: 500, unit", "lines.kit.years", "add years: 2027", "  kit:"
    ),
    "btw_compensated_to_the_state": (
        "    payer: state\n", "    payer: state\n    btw: {rate: 0.21, compensable: 1} # to whom\n",
        "lines.grant.btw", "set compensable: 0", "# to whom"
    ),
    "btw_compensated_to_residents": (
        "    payer: welfare\n    receiver: residents\n",
        "    payer: residents\n    receiver: municipality\n    btw: {rate: 0.21, compensable: 1} # to whom\n",
        "lines.extra.btw", "set compensable: 0", "# to whom"
    ),
}
# fmt: on


def changed(name: str) -> tuple[str, int]:
    """The bad text and the number of the line that is wrong."""
    old, new, _, _, marker = FAULTS[name]
    assert GOOD.count(old) == 1, f"{old!r} stands {GOOD.count(old)} times in the good case"
    text = GOOD.replace(old, new)
    return text, GOOD.count("\n", 0, GOOD.index(old)) + 1 if marker is None else line_of(text, marker)


@pytest.mark.parametrize("name", FAULTS)
def test_fault(refused, name):
    _, _, path, remedies, _ = FAULTS[name]
    text, line = changed(name)
    said = refused(text)
    named = [problem for problem in said.splitlines() if problem.startswith(f"  - {path} (line {line}): ")]
    assert named, said
    found, allowed, remedy = named[0].split(": ", 1)[1].split("; ", 2)
    assert found and allowed and any(piece in found + remedy for piece in remedies.split("|")), named[0]


TOGETHER = (
    "other_schema",
    "misspelt_key",
    "no_as_number",
    "own_estimate_not_accepted",
    "map_that_begins_late",
    "unknown_party",
    "unknown_alternative",
    "btw_in_percent",
    "amount_outside_the_horizon",
    "years_reversed",
    "unknown_schedule",
    "duplicate_key",
)


@pytest.mark.parametrize("place", ["case:\n", "    kind: purchase\n"])
def test_what_is_allowed_is_listed_once_and_can_be_used(refused, place):
    indent = " " * (len(place) - len(place.lstrip()) or 2)
    said = refused(GOOD.replace(place, f"{place}{indent}zzqq: 1\n", 1))
    names = said[said.index("allowed are") :].removeprefix("allowed are ").partition(";")[0].split(", ")
    assert len(names) == len(set(names)) > 5
    assert all(said.count(f"{name},") <= 1 for name in names)
    assert "made_by" not in names


def test_all_faults_of_a_file_at_once(refused):
    # A key that stands twice is found while reading; all others are told together, in the order of the file.
    text = GOOD
    together = [name for name in TOGETHER if name != "duplicate_key"]
    for name in together:
        text = text.replace(*FAULTS[name][:2])
    said = refused(text).splitlines()
    for name in together:
        path = FAULTS[name][2]
        assert any(problem.startswith(f"  - {path} (line ") for problem in said), (name, said)
    assert "points at nothing" not in "".join(said)  # what only follows from another fault is not told
    numbers = [int(problem.split("(line ")[1].split(")")[0]) for problem in said if "(line " in problem]
    assert numbers == sorted(numbers) and said[0].endswith(f"{len(said) - 1} problems")


def test_all_faults_of_reading_at_once(refused):
    text = GOOD.replace("  horizon: 2\n", "  horizon: 2\n  horizon: 3\n").replace(
        "value: 85", "value: !!python/name:os.system 85"
    )
    said = refused(text)
    assert "case.horizon (line 5): the key 'horizon' stands here twice" in said
    assert "lines.visits.price.value (line 38): the tag" in said


@pytest.mark.parametrize("command", ["check", "appraise", "run"])
def test_every_command_refuses(refused, tmp_path, command):
    options = ("--out", str(tmp_path / "out")) if command == "run" else ()
    assert "lines.kit.kind" in refused(
        GOOD.replace("kind: purchase", "kind: purchas"), *options, command=command
    )
    assert not (tmp_path / "out").exists()


def test_a_scenario_is_checked_too(refused):
    scenarios = "scenarios:\n  low:\n    set:\n      lines.visits.prize: 3\n  high:\n    set:\n      case.horizon: -1\n"
    said = refused(GOOD + scenarios)
    assert "scenarios.low.set" in said and "did you mean 'price'?" in said
    assert "scenarios.high.set" in said and "case.horizon" in said


# --- The file as a whole ------------------------------------------------------------------------------------------

BOMB = "a: &a [1, 2, 3, 4, 5, 6, 7, 8, 9]\n" + "".join(
    f"{new}: &{new} [{', '.join([f'*{old}'] * 9)}]\n" for old, new in zip("abcdefg", "bcdefgh", strict=True)
)
FILES = {
    "empty": ("", "an empty file", "mll new"),
    "only_comments": ("# nothing\n\n# yet\n", "an empty file", "mll new"),
    "only_a_marker": ("---\n", "a single value, not a mapping", "mll new"),
    "list": ("- case\n- lines\n", "a list, not a mapping", "mll new"),
    "single_value": ("12\n", "a single value, not a mapping", "mll new"),
    "several_documents": (GOOD + "---\n" + GOOD, "several YAML documents", "remove the lines"),
    "binary": (bytes(range(256)) * 8, "not a text file in UTF-8", "save it as UTF-8"),
    "null_bytes": (b"case:\x00\n", "binary", "name the right file"),
    "image": (b"\x89PNG\r\n\x1a\n\x00\x00", "not a text file in UTF-8", "save it as UTF-8"),
    "utf_16": (GOOD.encode("utf-16"), "not a text file in UTF-8", "save it as UTF-8"),
    "latin_1": (
        "title: co\u00f6rdinator\n".encode("latin-1"),
        "not a text file in UTF-8",
        "save it as UTF-8",
    ),
    "alias_bomb": (BOMB, "too many values", "fewer or smaller anchors"),
    "own_alias": ("case: &a\n  again: *a\n", "an alias that holds itself", "anchors"),
    "own_alias_in_a_list": ("case: &a [*a]\n", "an alias that holds itself", "anchors"),
    "merge_bomb": ("a: &a\n  <<: *a\n", "alias that holds itself|not valid YAML", "anchors|check"),
    "deep": ("a: " + "[" * 200 + "]" * 200, "too deep", "anchors"),
    "very_deep": ("a: " + "[" * 100_000, "not valid YAML|too deep", "simplify|check|anchors"),
    "unknown_alias": ("case: *nowhere\n", "begins with *", "put quotes around the text"),
    "unclosed": ("case: {id: x\n", "not closed", "write the closing }"),
    "tab": ("case:\n\tid: x\n", "a tab", "write spaces"),
    "tag": ("case: !!python/object/apply:os.system [exit]\n", "the tag", "remove the tag"),
    "long_number": (GOOD.replace("horizon: 2", "horizon: " + "9" * 5000), "whole number", "digits"),
    "sections_without_content": (
        "case:\nalternatives:\nlines:\n",
        "nothing in it",
        "write entries under case",
    ),
    "sections_of_another_form": (
        "case: [1]\nalternatives: x\nlines: 3\n",
        "not a mapping",
        "write entries under lines",
    ),
}


@pytest.mark.parametrize("name", FILES)
def test_file(refused, name):
    content, found, remedy = FILES[name]
    said = refused(content)
    assert any(piece in said for piece in found.split("|")), said
    assert any(piece in said for piece in remedy.split("|")), said
    assert len(said) < 2000


def test_a_file_that_is_too_large(refused, monkeypatch):
    monkeypatch.setattr(yaml_text, "MAX_BYTES", 1000)
    said = refused(GOOD)
    assert f"{len(GOOD):,} bytes; a case holds at most 1,000 bytes; move tables to CSV files" in said


def test_the_limit_is_enforced_before_reading(tmp_path, capsys):
    path = tmp_path / "large.yaml"
    with path.open("wb") as handle:
        handle.truncate(yaml_text.MAX_BYTES + 1)
    assert main(["check", str(path), "--language", "en"]) == 2
    assert "at most 5,000,000 bytes" in capsys.readouterr().err


def test_a_byte_order_mark_is_no_fault(tmp_path, capsys):
    path = tmp_path / "good.yaml"
    path.write_bytes(GOOD.encode("utf-8-sig").replace(b"\n", b"\r\n"))
    assert main(["check", str(path), "--language", "en"]) == 0, capsys.readouterr().err


# --- What is named instead of a file, and options ------------------------------------------------------------------


@pytest.fixture
def told(capsys):
    """What the command says on the error output; it must end with exit code 2 and without a traceback."""

    def of(*arguments: str) -> str:
        command, *rest = arguments
        assert main([command, "--language", "en", *rest]) == 2
        captured = capsys.readouterr()
        assert "Traceback" not in captured.err
        return captured.err

    return of


def test_no_such_file(told, tmp_path):
    said = told("appraise", str(tmp_path / "absent.yaml"))
    assert "absent.yaml" in said and "there is no such file" in said and "mll new" in said


def test_a_folder(told, tmp_path):
    said = told("appraise", str(tmp_path))
    assert "a folder" in said and "name the .yaml file in it" in said


def test_an_example_that_does_not_exist(told):
    assert "did you mean 'two_years'?" in told("appraise", "two_yeers")


# fmt: off
OPTIONS = {
    "path_unknown": (["--set", "lines.visits.prize=3"], "lines.visits.prize", "did you mean 'price'?"),
    "line_unknown": (["--set", "lines.visit.price=3"], "lines.visit.price", "did you mean 'visits'?"),
    "no_path": (["--set", "horizon=3"], "horizon", "such as lines.licence.price"),
    "no_value": (["--set", "lines.visits.price"], "--set", "PATH=VALUE"),
    "not_a_number": (["--set", "lines.visits.price=no"], "lines.visits.price", "write true or false"),
    "decimal_comma": (["--set", "lines.visits.price=3,5"], "lines.visits.price", "write 3.5"),
    "misspelt_inside": (["--set", "lines.visits.price={vale: 3}"], "lines.visits.price", "did you mean 'value'?"),
    "bad_yaml": (["--set", "lines.visits.price={value: 3"], "--set lines.visits.price", "write the closing }"),
    "factor_of_zero": (["--set", "lines.visits.price={times: 0}"], "lines.visits.price", "{times: 1.37}"),
    "scaled_reference": (["--set", "lines.visits.quantity={times: 2}"], "lines.visits.quantity", "what it points at"),
    "kind_of_line": (["--set", "lines.visits.kind=gift"], "lines.visits.kind", "use one of"),
    "scenario": (["--scenario", "dear"], "no scenario 'dear'", "none: the case has none"),
    "no_draws": (["--draws", "0"], "case.draws", "at least 1"),
    "draws_in_words": (["--draws", "many"], "case.draws", "a whole number"),
    "draws_as_power": (["--draws", "1e4"], "case.draws", "write the number in full"),
    "too_many_draws": (["--draws", "999999999999"], "case.draws", "at most"),
    "seed": (["--seed", "-1"], "case.seed", "at least 0"),
}
# fmt: on


@pytest.mark.parametrize("name", OPTIONS)
def test_option(refused_options, name):
    options, place, remedy = OPTIONS[name]
    said = refused_options(*options)
    assert place in said and remedy in said, said


@pytest.fixture
def refused_options(told, tmp_path):
    path = tmp_path / "good.yaml"
    path.write_text(GOOD, encoding="utf-8")
    return lambda *options: told("appraise", str(path), *options)


def test_all_options_at_once(refused_options):
    said = refused_options("--set", "lines.visits.prize=3", "--set", "lines.kit.amont=3")
    assert "did you mean 'price'?" in said and "did you mean 'amount'?" in said


def test_criteria_per_draw(refused_options):
    assert "did you mean 'payback'?" in refused_options("--per-draw", "paybak")


def test_an_unknown_municipality(told, tmp_path):
    path = tmp_path / "local.yaml"
    own = "    inhabitants: {value: 240000, unit: inhabitant, source: cbs, quality: A}\n"
    path.write_text(GOOD.replace(own, ""), encoding="utf-8")
    assert "did you mean 'Eindhoven'?" in told("appraise", str(path), "--municipality", "Eindhove")
    assert main(["check", str(path), "--language", "en", "--municipality", "Eindhoven"]) == 0


@pytest.mark.parametrize(
    ("name", "remedy"), [("Eindhove", "did you mean 'Eindhoven'?"), ("Atlantis", "case.tables")]
)
def test_an_unknown_municipality_of_a_case_that_reads_no_local_table(told, name, remedy):
    said = told("appraise", "two_years", "--municipality", name)
    assert "--municipality" in said and f"'{name}'" in said and remedy in said
    assert main(["check", "two_years", "--municipality", "eindhoven"]) == 0


def test_a_municipality_of_a_table_of_the_case_is_known(told, tmp_path):
    (tmp_path / "own.csv").write_text(
        "id,value,unit,price_year,region,quality,source\nx,1,EUR,2024,Ons Dorp,B,cbs\n", encoding="utf-8"
    )
    path = tmp_path / "local.yaml"
    tabled = GOOD.replace("case:\n", "case:\n  tables: {own: own.csv}\n", 1)
    path.write_text(
        f"{tabled}\nscenarios: {{s: {{set: {{lines.licence.price: {{table: own, id: x}}}}}}}}\n",
        encoding="utf-8",
    )
    assert main(["check", str(path), "--language", "en", "--municipality", "Ons Dorp"]) == 0
    assert "did you mean 'Ons Dorp'?" in told("check", str(path), "--municipality", "Ons Drp")


@pytest.mark.parametrize("options", [["--notebooks", "00_start"], ["--formats", "htm"]])
def test_unknown_parts_of_a_run(told, tmp_path, options):
    said = told("run", "two_years", "--out", str(tmp_path / "run"), *options)
    assert "did you mean" in said and not (tmp_path / "run").exists()


# --- A new case ---------------------------------------------------------------------------------------------------


def test_new_never_overwrites(told, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine.yaml").write_text("dear to me", encoding="utf-8")
    for options in ([], ["--from", "two_years"]):
        assert "mine.yaml exists already" in told("new", "mine", *options)
        assert (tmp_path / "mine.yaml").read_text(encoding="utf-8") == "dear to me"
    (tmp_path / "linked.yaml").symlink_to(tmp_path / "elsewhere.yaml")
    told("new", "linked", "--from", "two_years")
    assert not (tmp_path / "elsewhere.yaml").exists()


@pytest.mark.parametrize("name", ["../mine", "my case", "2027", "", "mine/yours", "-x.yaml"])
def test_new_refuses_a_bad_name(told, tmp_path, monkeypatch, name):
    monkeypatch.chdir(tmp_path)
    assert "letters, digits" in told("new", "--", name)
    assert list(tmp_path.iterdir()) == []


def test_new_from_an_example_is_a_case_in_order(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(["new", "mine", "--from", "two_years"]) == 0
    assert main(["check", "mine.yaml"]) == 0
    text = (tmp_path / "mine.yaml").read_text(encoding="utf-8")
    assert "id: mine" in text and "dated:" not in text
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("language", ["nl", "en"])
def test_new_from_the_template_says_what_to_fill_in(tmp_path, monkeypatch, capsys, language):
    monkeypatch.chdir(tmp_path)
    assert main(["new", "mine", "--language", language]) == 0
    text = (tmp_path / "mine.yaml").read_text(encoding="utf-8")
    assert "__ID__" not in text and text.count("#") > 5
    assert main(["check", "mine.yaml"]) in (0, 2)
    assert "Traceback" not in capsys.readouterr().err
