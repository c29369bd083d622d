"""Numbers as people in the Netherlands write them: what can be read in two ways is asked about, never guessed."""

from __future__ import annotations

import re

import pytest
from pydantic import ValidationError

from mll_finance import yaml_text
from mll_finance.cli.command_line.scan_asking import parsed
from mll_finance.errors import InputError
from mll_finance.inputs.case.case import Case, case_from_text
from mll_finance.inputs.scan.answers import answers_from, load_answers
from mll_finance.inputs.scan.questions import questions
from mll_finance.inputs.text.assigned import entered
from mll_finance.inputs.text.csv_text import CsvCellError, csv_of
from mll_finance.inputs.text.numerals import readings
from mll_finance.terms import sentences, told
from mll_finance.yaml_errors import SENTENCES
from mll_finance.yaml_text import Doubtful, parse_yaml

CASE = """
case: {{id: written, base_year: 2027, horizon: 2, price_level: 2026}}
alternatives: {{baseline: {{}}, project: {{}}}}
quantities:
  calls:
    kind: product
    factors:
      calls: {{{number}, unit: {unit}, source: x, quality: B}}
lines:
  cost:
    kind: quantity_price
    alternative: project
    payer: municipality
    receiver: resources
    quantity: {{ref: quantities.calls.number}}
    price: {{value: 2.5, unit: EUR, price_year: 2026, source: x, quality: B}}
"""
PATH = "quantities.calls.factors.calls"


def case_with(number: str, unit: str = "call/yr") -> Case:
    return case_from_text(CASE.format(number=number, unit=unit))


def refused(number: str, unit: str = "call/yr") -> str:
    with pytest.raises(InputError) as refusal:
        case_with(number, unit)
    assert len(refusal.value.problems) == 1
    assert refusal.value.problems[0].path.startswith(PATH)
    assert refusal.value.problems[0].line == 8
    return str(refusal.value)


@pytest.mark.parametrize(
    "number",
    [
        "value: 41.000",
        "value: {2027: 0, 2028: 41.000}",
        "distribution: {kind: uniform, low: 41.000, high: 50000}",
        "distribution: {kind: pert, low: 1000, mode: 41.000, high: 50000}",
        "distribution: {kind: beta, a: 2.125, b: 3, low: 0, high: 41.000}",
        "distribution: {kind: normal, mean: 41.000, sd: 3, truncate: {low: 0}}",
        "distribution: {kind: normal, mean: 50000, sd: 3000, truncate: {low: 41.000}}",
        "distribution: {kind: discrete, values: [3, 41.000], weights: [1, 1]}",
        "distribution: {kind: empirical, values: [3, 41.000]}",
        "distribution: {kind: mixture, parts: [{weight: 1.000, kind: uniform, low: 3, high: 41.000}]}",
        "by_alternative: {baseline: 0, project: 41.000}",
        "by_alternative: {baseline: 0, project: {2027: 41.000}}",
        "by_alternative: {baseline: 0, project: {distribution: {kind: uniform, low: 3, high: 41.000}}}",
    ],
)
@pytest.mark.parametrize("unit", ["EUR", "€/yr", "call/yr", "beller", "min/call", "minuten", "persoon/jr"])
def test_a_dot_that_may_separate_thousands_is_asked_about_in_both_readings(number, unit):
    message = refused(number, unit)
    assert "41.000 can be 41 or 41000" in message
    assert "write 41000 or 41.0" in message


def test_the_question_is_put_in_dutch_as_well():
    with pytest.raises(InputError) as refusal:
        case_with("value: 41.250")
    problem = told(refusal.value.problems[0], "nl")
    assert problem.found == "41.250 kan 41.25 of 41250 zijn"
    assert problem.remedy == "schrijf 41250 of 41.25"


@pytest.mark.parametrize(
    "unit", ["fraction", "ratio", "fte", "uur/zaak", "hour", "1/yr", "fte/10000 inhabitants"]
)
@pytest.mark.parametrize("number", ["1.045", "0.125", "1.375"])
def test_hours_ratios_rates_and_fte_have_three_decimals(unit, number):
    if unit == "fraction":
        number = f"0.{number[2:]}"
    unit_reads = case_with(f"value: {number}", unit).graph.leaves[PATH].assumption.value
    assert (unit_reads, type(unit_reads)) == (float(number), float)


@pytest.mark.parametrize(
    ("written", "number"), [("41000", 41000), ("41.0", 41), ("41.2340", 41.234), ("0.125", 0.125)]
)
def test_what_the_question_asks_for_is_read(written, number):
    assert case_with(f"value: {written}").graph.leaves[PATH].assumption.value == number


@pytest.mark.parametrize(
    ("written", "remedy"),
    [
        ("value: 1.250.000", "write 1250000"),
        ("value: '0,25'", "write 0.25"),
        ("value: '1,250'", "write 1250 or 1.25"),
        ("value: 310 000", "write 310000"),
        ("value: € 95", "write 95; the unit stands in unit"),
        ("value: 95 euro", "write 95; the unit stands in unit"),
        ("value: '€ 1.250,50'", "write 1250.50"),
        ("value: 2 miljoen", "write 2000000"),
        ("value: 5%", "write 0.05, with unit: fraction"),
        ("value: '2,5 %'", "write 0.025, with unit: fraction"),
        ("value: 10-25", "kind: uniform, low: 10, high: 25"),
        ("value: 10..25", "kind: uniform, low: 10, high: 25"),
        ("value: 10 tot 25", "kind: uniform, low: 10, high: 25"),
        ("value: 10-25%", "kind: uniform, low: 0.1, high: 0.25"),
        ("value: 10-25", "kind: pert, low: 10, mode: <most likely>, high: 25"),
        ("value: ca. 300", "write 300"),
        ("value: PM", "write pm: <reason"),
        ("value: onbekend", "write {pm: <reason"),
        ("value: '300'", "write 300"),
        ("value: [10, 20, 40]", "write distribution: {kind: pert, low: 10, mode: 20, high: 40}"),
        ("value: {low: 10, high: 40}", "write distribution: {kind: uniform, low: 10, high: 40}"),
        ("low: 10, mode: 20, high: 40", "write distribution: {kind: pert, low: 10, mode: 20, high: 40}"),
        ("value: 20, low: 10, high: 40", "write distribution: {kind: pert, low: 10, mode: 20, high: 40}"),
        ("laag: 10, hoog: 40", "write distribution: {kind: uniform, low: 10, high: 40}"),
        ("value: [10%, 25%]", "write distribution: {kind: uniform, low: 0.1, high: 0.25}"),
        ("value: [600, pm]", "write distribution: {kind: uniform, low: 600, high: ...}"),
        ("value: [600, null]", "write distribution: {kind: uniform, low: 600, high: ...}"),
        ("value: [[600], [700]]", "write distribution: {kind: uniform, low: ..., high: ...}"),
        ("value: [1, .inf]", "write distribution: {kind: uniform, low: 1, high: ...}"),
        ("value: [085, 090]", "write distribution: {kind: uniform, low: 85, high: 90}"),
        (
            "distribution: [10.000, 20.000, 40.000]",
            "write distribution: {kind: pert, low: 10000, mode: 20000, high: 40000}",
        ),
    ],
)
def test_a_natural_attempt_is_answered_with_what_to_write(written, remedy):
    assert remedy in refused(written)


def test_pm_alone_and_years_as_a_range_are_answered_with_what_to_write():
    text = CASE.format(number="value: 3", unit="call/yr")
    with pytest.raises(InputError, match=r"write \{pm: <reason"):
        case_from_text(text.replace("{ref: quantities.calls.number}", "pm"))
    with pytest.raises(InputError, match=r"write years: \{from: 2028, until: 2029\}"):
        case_from_text(text.replace("    price:", "    years: 2028-2029\n    price:"))


@pytest.mark.parametrize("typed", ["41.000 50000 60000", "41.000"])
def test_an_answer_that_can_be_read_in_two_ways_is_asked_again(typed):
    answer = parsed(typed, questions("people_helped")["yearly"])
    with pytest.raises(ValidationError, match=r"41\.000 can be 41 or 41000"):
        answers_from({"name": "scan", "yearly": answer})


def test_an_answer_with_a_decimal_comma_is_read():
    assert parsed("0,5 1 1.250,50", questions("people_helped")["yearly"]) == [0.5, 1.0, 1250.5]


def test_the_answers_of_a_scan_are_asked_about(tmp_path):
    path = tmp_path / "answers.yaml"
    path.write_text("name: answers\none_off: [150.000, 220.000, 350.000]\nyearly: 10-20\n", encoding="utf-8")
    with pytest.raises(InputError) as refusal:
        load_answers(path)
    assert [problem.path for problem in refusal.value.problems] == ["one_off", "yearly"]
    assert "150.000 can be 150 or 150000" in str(refusal.value)
    assert "write [10, ..., 20] with the most likely number in the middle" in str(refusal.value)


def test_a_percentage_as_an_index_is_answered_with_growth():
    text = CASE.format(number="value: 3", unit="call/yr")
    with pytest.raises(InputError, match=r"write index: \{rate: 0\.04\}"):
        case_from_text(text.replace("    price:", "    index: 4%\n    price:"))


@pytest.mark.parametrize(
    ("text", "line", "found", "remedy"),
    [
        ("case:\n  id: a\n\tb: c\n", 3, "a tab", "write spaces"),
        ("case:\n  title: Talks: by hand\n", 2, "a colon within a text", "title: 'Talks: by hand'"),
        ("case:\n  title: @home\n", 2, "begins with @", "title: '@home'"),
        ('case:\n  title: "A" and B\n', 2, 'behind the closing "', "title: '\"A\" and B'"),
        (
            "case: {title: As now, typed by hand, id: x}\n",
            1,
            "a comma within {}",
            "title: 'As now, typed by hand'",
        ),
        ("case: {value: 0,25, unit: x}\n", 1, "a comma within {}", "write a decimal point: 0.25"),
        ("case: {title: x\nlines: 3\n", 2, "a { that is not closed", "in line 1"),
        ("case:\n  id: x\n   horizon: 3\n", 3, "further to the right", "below the first letter"),
    ],
)
def test_a_text_that_is_no_yaml_is_answered_with_the_line_to_write(text, line, found, remedy):
    with pytest.raises(InputError) as refusal:
        parse_yaml(text)
    (problem,) = refusal.value.problems
    assert problem.line == line
    assert found in problem.found and remedy in problem.remedy


@pytest.mark.parametrize("key", SENTENCES)
def test_a_sentence_about_yaml_is_the_same_in_code_and_table(key):
    assert sentences()[key]["en"] == SENTENCES[key]


def test_a_wrong_rate_of_discount_is_named_itself():
    with pytest.raises(InputError, match=r"case\.discounting\.rate .*five percent"):
        case_from_text(
            CASE.format(number="value: 3", unit="call/yr").replace(
                "horizon: 2", "horizon: 2, discounting: {rate: five percent}"
            )
        )


@pytest.mark.parametrize(
    "written", ["title: a\u202eb", 'title: "a\\u202eb"', "title: a\u202eb\r\nother: 1", "a\u202eb: 1"]
)
def test_a_sign_that_steers_is_refused_however_it_is_written(written):
    with pytest.raises(InputError, match=r"U\+202E"):
        parse_yaml(written)


def test_a_key_is_the_same_each_time_and_another_where_it_is_quoted(monkeypatch):
    """A case has some three thousand keys, most of which stand in it many times; each was looked at."""
    looked_at = []
    plain = yaml_text.plain_scalar
    monkeypatch.setattr(yaml_text, "plain_scalar", lambda text: looked_at.append(text) or plain(text))
    keys = ("2027", '"2027"', "yes", "true", "085", "85.000", "~", "price")
    within = ", ".join(f"{key}: {{}}" for key in keys)
    read = parse_yaml(f"one: {{{within}}}\nother: {{{within}}}").data
    assert list(read["one"]) == [2027, "2027", "yes", "true", "085", "85.000", "~", "price"]
    assert [(key, type(key)) for key in read["one"]] == [(key, type(key)) for key in read["other"]]
    assert looked_at.count("price") == looked_at.count("2027") == 1


@pytest.mark.parametrize("key", ["a\u202e", '"\\u202E"', "x" * 201])
def test_a_key_that_is_refused_is_refused_each_time(key):
    with pytest.raises(InputError) as refusal:
        parse_yaml(f"one:\n  {key}: 1\nother:\n  {key}: 1")
    assert [problem.line for problem in refusal.value.problems] == [2, 4]


def test_a_text_without_signs_that_steer_is_searched_once(monkeypatch):
    """A case has some six thousand texts and numbers; each was searched."""
    searched = []
    monkeypatch.setattr(yaml_text, "unfit", lambda text, most: searched.append(text) or ())
    assert parse_yaml("a: one\nb: [two, 3]").data == {"a": "one", "b": ["two", 3]}
    assert searched == []
    parse_yaml("a: one\\n")
    assert searched


NOUGHTS = ("085.000", "0085.000", "-085.000", "+085.000")
"""A dot that may separate thousands, behind a number with noughts before it."""


@pytest.mark.parametrize("written", NOUGHTS)
def test_noughts_before_a_number_take_no_doubt_away(written, tmp_path):
    """It was read as 85 wherever a number comes in: in a case, a table, the actuals, a scan and behind --set."""
    whole = written.replace("0", "", len(written.split("8")[0].replace("-", "").replace("+", ""))).replace(
        ".", ""
    )
    assert readings(written)[0] == whole
    message = refused(f"value: {written}")
    assert f"write {whole} or" in message
    with pytest.raises(InputError, match=f"write {re.escape(whole)} or"):
        case_with("value: 3").with_({PATH: entered(written, name="--set")})
    for cells in (("id;n", f"a;{written}"), ("id,n", f"a,{written}")):
        (row,) = csv_of("\n".join(cells).encode(), tmp_path / "x.csv")
        with pytest.raises(CsvCellError, match=re.escape(whole)):
            row.number("n")
    comma = refused(f"value: {written.replace('.', ',')}")
    assert f"write {whole}" in comma and "085" not in comma.partition("write")[2]
    assert isinstance(parsed(written, questions("people_helped")["yearly"]), Doubtful)


@pytest.mark.parametrize("written", ["08.5", "00.5", "-08.25", "000.125"])
def test_a_number_with_noughts_before_it_is_asked_for_without(written):
    assert "without leading zeros" in refused(f"value: {written}")
    assert f"write {float(written):g}" in refused(f"value: '{written}'")


@pytest.mark.parametrize(
    "written", ["0.850.000", "'0.850,00'", "'0,850.00'", "0 850", "'0x10'", "0o17x", "'5½'", "'5²'"]
)
def test_what_is_no_number_in_any_reading_is_given_no_other_one(written):
    """0x10 was told to be 0 with a unit behind it, and 0.850,00 to be 850."""
    assert re.search(r"write (a number|the number in decimals)", refused(f"value: {written}"))


@pytest.mark.parametrize("cell", ["٣", "８５０００", "１.５", "1_0", "0x10", "inf", "1e400"])
@pytest.mark.parametrize("separator", [",", ";"])
def test_digits_of_another_script_are_a_number_nowhere(cell, separator, tmp_path):
    (row,) = csv_of(f"id{separator}n\na{separator}{cell}".encode(), tmp_path / "x.csv")
    if cell == "８５０００" and separator == ";":
        assert row.number("n") == 85000, "as a reader sees it, in a file with a decimal comma"
        return
    if cell == "１.５" and separator == ";":
        assert row.number("n") == 1.5
        return
    with pytest.raises(CsvCellError):
        row.number("n")


@pytest.mark.parametrize("merged", ["base", "5", "", "[*base, base]", "[[*base]]"])
def test_a_merge_that_takes_over_nothing_is_refused(merged):
    """A name without its star took over nothing, and what was optional in it was lost without a word."""
    with pytest.raises(InputError) as refusal:
        parse_yaml(f"base: &base {{growth: 1}}\nother:\n  <<: {merged}\n  kind: x\n")
    (problem,) = refusal.value.problems
    assert (problem.path, problem.line) == ("other", 3)
    assert "takes over nothing" in problem.found and "star" in problem.remedy
    taken = parse_yaml("base: &base {growth: 1}\nother: {<<: [*base, {kind: y}], kind: x}\n").data
    assert taken["other"] == {"growth": 1, "kind": "x"}
