"""A file of actuals that is wrong is told of whole: each row with its line, what is allowed and what to do."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mll_finance.cli.main import main
from mll_finance.errors import InputError
from mll_finance.inputs.actuals.rows import actuals_of
from mll_finance.inputs.case.case import Case
from mll_finance.inputs.case.loading import load_case

HEAD = "year,path,alternative,kind,value,unit,source,share_of_year"
CASE = "vroegsignalering_eindhoven"
GOOD = "2028,lines.licence,model,amount,74200,EUR,accounts,"
WRONG = {
    "2020,lines.licence,model,amount,1,EUR,accounts,": "2020",
    "x,lines.licence,model,amount,1,EUR,accounts,": "x",
    ",lines.licence,model,amount,1,EUR,accounts,": "year",
    "2028,lines.licenc,model,amount,1,EUR,accounts,": "lines.licence",
    "2028,,model,amount,1,EUR,accounts,": "path",
    "2028,lines.licence,modle,amount,1,EUR,accounts,": "did you mean 'model'?",
    "2028,lines.licence,rule,amount,1,EUR,accounts,": "does not stand in the alternative 'rule'",
    "2028,lines.licence,model,bedrag,1,EUR,accounts,": "bedrag",
    "2028,lines.licence,model,price,1,EUR,accounts,": "write amount",
    "2028,lines.licence.price,model,quantity,1,EUR/inhabitant/yr,accounts,": "write price",
    "2028,quantities.contact_yield.number,model,price,0.1,fraction,accounts,": "write quantity",
    "2028,lines.licence,model,amount,,EUR,accounts,": "value is empty",
    "2028,lines.licence,model,amount,veel,EUR,accounts,": "veel",
    "2028,lines.licence,model,amount,1.500,EUR,accounts,": "1500",
    "2028,lines.licence,model,amount,nan,EUR,accounts,": "nan",
    "2028,lines.licence,model,amount,1e400,EUR,accounts,": "1e400",
    "2028,lines.licence,model,amount,1e16,EUR,accounts,": "at most",
    "2028,lines.licence,model,amount,12%,EUR,accounts,": "'12%' is a percentage",
    "2028,lines.licence.price,model,price,12%,EUR/inhabitant/yr,accounts,": "EUR/inhabitant/yr",
    "2028,lines.licence,model,amount,1,USD,accounts,": "the unit of the case: EUR",
    "2028,lines.licence,model,amount,1,,accounts,": "the unit of the case: EUR",
    "2028,lines.licence,model,amount,1,EUR,,": "source is empty",
    "2028,lines.licence,model,amount,1,EUR,accounts,0": "above 0 up to 1",
    "2028,lines.licence,model,amount,1,EUR,accounts,1.5": "above 0 up to 1",
    "2028,lines.licence,model,amount,1,EUR,accounts,half": "half",
    f"{GOOD}\n{GOOD}": "stands on line 2",
}


def file_of(folder: Path, text: str) -> str:
    path = folder / "actuals.csv"
    path.write_text(text, encoding="utf-8")
    return str(path)


@pytest.mark.parametrize("rows", WRONG)
def test_what_is_wrong_is_told_with_its_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], rows: str
) -> None:
    path = file_of(tmp_path, f"{HEAD}\n{rows}\n")
    assert main(["track", CASE, path, "--language", "en"]) == 2
    said = capsys.readouterr().err
    assert WRONG[rows] in said and "line" in said and "Traceback" not in said
    # No problem is told twice.
    assert len(said.splitlines()) == len(set(said.splitlines()))


def test_everything_is_told_at_once_in_dutch(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [
        GOOD,
        "2028,lines.oversight,model,amount,veel,EUR,jaarrekening,",
        "2020,lines.integration,model,amount,1,EUR,jaarrekening,2",
    ]
    assert main(["track", CASE, file_of(tmp_path, "\n".join([HEAD, *rows]))]) == 2
    said = capsys.readouterr().err
    for words in (
        "het jaar 2020",
        "share_of_year is 2",
        "'veel'",
        "regel 3",
        "regel 4",
        "een jaar van de case",
    ):
        assert words in said, (words, said)
    assert "a year of the case" not in said


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "year,path,alternative,kind,value,unit\n2028,lines.licence,model,amount,1,EUR\n",
            "no column source",
        ),
        (f"{HEAD},wie\n{GOOD},x\n", "the column 'wie' is unknown"),
        (f"{HEAD}\n", "no row below the heading"),
        ("", "in it"),
    ],
)
def test_a_file_that_is_no_table_of_actuals(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, told: str
) -> None:
    assert main(["track", CASE, file_of(tmp_path, text), "--language", "en"]) == 2
    assert told in capsys.readouterr().err


def test_a_file_that_is_not_there_and_a_case_without_a_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["track", CASE, str(tmp_path / "none.csv"), "--language", "en"]) == 2
    assert "there is no such file" in capsys.readouterr().err
    assert main(["track", CASE, str(tmp_path), "--language", "en"]) == 2
    assert "Traceback" not in capsys.readouterr().err
    assert main(["track", CASE, CASE, "two_years", "--language", "en"]) == 2
    assert "a case without a file" in capsys.readouterr().err


def test_numbers_as_people_here_write_them(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = (
        f"{HEAD.replace(',', ';')}\n"
        "2028;lines.licence;model;amount;74.200,50;EUR;jaarrekening;\n"
        "2028;quantities.contact_yield.number;model;quantity;12,1%;fraction;registratie;\n"
        "2029;quantities.contact_yield.number;model;quantity;11,8;%;registratie;0,5\n"
        "2029;lines.oversight;model;amount;20.000;EUR;halfjaar;50%\n"
    )
    # A dot before three digits may be a thousand or a decimal: it is asked about.
    assert main(["track", CASE, file_of(tmp_path, rows), "--format", "json"]) == 2
    assert "20000" in capsys.readouterr().err
    assert main(["track", CASE, file_of(tmp_path, rows.replace("20.000", "20000")), "--format", "json"]) == 0
    document = json.loads(capsys.readouterr().out)
    actuals = {(each["path"], each["year"]): each["actual"] for each in document["ranges"]}
    assert actuals == pytest.approx(
        {
            ("lines.licence", 2028): 74200.5,
            ("quantities.contact_yield.number", 2028): 0.121,
            ("quantities.contact_yield.number", 2029): 0.118,
            ("lines.oversight", 2029): 20000,
        }
    )


CELLS = st.sampled_from(
    [
        "", "2028", "2029", "1999", "lines.licence", "lines.licence.price", "lines", "quantities.visits",
        "quantities.visits.recall", "model", "rule", "baseline", "amount", "price", "quantity", "1", "-1", "1e9",
        "1.000", "1,5", "12%", "EUR", "fraction", "1e999", "inf", "\x00", "'", '"', "=1+1", "a b", "é",
    ]
)  # fmt: skip


@cache
def loaded() -> Case:
    """The case, read once for all files."""
    return load_case(CASE)


@given(st.lists(st.lists(CELLS, min_size=1, max_size=9), max_size=5))
def test_whatever_stands_in_a_file_ends_in_rows_or_problems(rows: list[list[str]]) -> None:
    case = loaded()
    text = "\n".join([HEAD, *(",".join(row) for row in rows)])
    actuals, problems = (), ()
    try:
        actuals = actuals_of(case, text.encode(), Path("actuals.csv"))
    except InputError as error:
        problems = error.problems
    assert actuals or problems
    assert all(problem.remedy for problem in problems)
    assert all(0 < actual.share <= 1 and actual.source for actual in actuals)


def test_the_example_says_that_it_is_invented(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["track", CASE, CASE, "--format", "json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert all(each["source"].startswith("verzonnen") for each in document["ranges"])
    assert document["lines"] and document["npv"] and document["benefits"] and document["stops"]
    for line in document["lines"]:
        assert line["difference"] == pytest.approx(
            line["price"] + line["volume"] + line["timing"] + line["other"]
        )


def test_several_cases_give_one_record(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["track", CASE, CASE, CASE, CASE, "--format", "json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert [each["case"] for each in document["cases"]] == [CASE, CASE]
    assert document["record"]["count"] == 2 * document["cases"][0]["record"]["count"]
    assert main(["track", CASE, CASE, CASE, CASE]) == 0
    assert "Alle cases samen" in capsys.readouterr().out
