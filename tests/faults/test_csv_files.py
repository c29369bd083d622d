"""CSV files as a Dutch spreadsheet writes them: read as meant, or refused with file, row and what to do."""

from __future__ import annotations

import pytest

from mll_finance.errors import InputError
from mll_finance.inputs.tables.files import TableFile, open_table, read_table
from mll_finance.inputs.tables.municipality_import import read_import
from mll_finance.inputs.text.case_files import CaseFiles
from mll_finance.inputs.text.csv_text import csv_of
from mll_finance.inputs.text.ranges import with_observations
from mll_finance.terms import told

HEADING = "id;value;unit;quality;source;region\n"


def observed(tmp_path, content: bytes, unit: str = "EUR") -> list[float]:
    (tmp_path / "seen.csv").write_bytes(content)
    raw = {"price": {"unit": unit, "distribution": {"kind": "empirical", "file": "seen.csv"}}}
    return with_observations(raw, CaseFiles(tmp_path))["price"]["distribution"]["values"]


@pytest.mark.parametrize(
    "content",
    [
        b"amount\n1.5\n2.5\n",
        b"amount\r\n1.5\r\n\r\n2.5\r\n",
        b"\xef\xbb\xbfamount\n1.5\n2.5\n",
        b"case;value\nA;1,5\nB;2,5\n",
        b"sep=;\ncase;value\nA;1,5\nB;2,5\n",
        b"case\tvalue\nA\t1,5\nB\t2,5\n",
        "casus;value\nCliënt;1,5\nÉén;2,5\n".encode("cp1252"),
        "value\n1.5\n2.5\n".encode("utf-16"),
    ],
)
def test_observations_are_read_as_they_were_meant(tmp_path, content):
    assert observed(tmp_path, content) == [1.5, 2.5]


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b"amount\n1,5\n2,5\n", "seen.csv, row 2: 2 cells below 1 headings"),
        (b"7\n8\n9\n", "seen.csv, row 1: the first row is numbers (7) and no heading"),
        (b"7,5\n8,5\n", "no heading"),
        (b"amount\n1.5\n41.000\n", "seen.csv, row 3: amount: 41.000 can be 41 or 41000"),
        (b"case;value\nA;41.000\n", "seen.csv, row 2: value: 41.000 can be 41 or 41000"),
        (b"amount\n1.5\nmany\n", "seen.csv, row 3: amount: 'many' is no number"),
        (b"amount\nnan\n", "'nan' is no number"),
        (b"amount\n\xe2\x82\xac 95\n", "write 95"),
        (b"a,b\n1,2\n", "none of them named value"),
        (b"amount\n", "no rows"),
        (b"", "nothing in it"),
        (b"PK\x03\x04\x00\x00", "not a text file"),
    ],
)
def test_what_cannot_be_read_names_file_row_and_remedy(tmp_path, content, found):
    with pytest.raises(InputError) as refusal:
        observed(tmp_path, content)
    assert found in str(refusal.value)


def test_three_decimals_are_read_where_the_unit_has_them(tmp_path):
    assert observed(tmp_path, b"share\n1.045\n0.125\n", unit="ratio") == [1.045, 0.125]


def own_table(path):
    opened = open_table("unit_costs", path.name, CaseFiles(path.parent))
    assert isinstance(opened, TableFile)
    return read_table(opened)


def test_an_own_table_is_read_in_the_dutch_notation(tmp_path):
    path = tmp_path / "prices.csv"
    path.write_text(
        HEADING + "desk;1.150,5;EUR;A;own;\nroom;1,250;EUR;A;own;\nshare;0,375;fraction;A;own;\n",
        encoding="utf-8",
    )
    reading = own_table(path)
    assert reading.problems == ()
    assert {row.id: row.value for row in reading.rows} == {"desk": 1150.5, "room": 1.25, "share": 0.375}


@pytest.mark.parametrize("separator", [",", ";"])
def test_a_dot_that_may_separate_thousands_is_asked_about_in_an_own_table(tmp_path, separator):
    path = tmp_path / "prices.csv"
    text = HEADING + "a;1.250;EUR;A;own;\nb;3;EUR;A;own;\nc;1.250;fte;A;own;\n"
    path.write_text(text.replace(";", separator), encoding="utf-8")
    reading = own_table(path)
    (problem,) = reading.problems
    assert problem.found == "prices.csv, row 2, column value: 1.250 can be 1.25 or 1250"
    assert problem.remedy == "write 1250 or 1.25"
    assert {row.id: row.value for row in reading.rows} == {"b": 3, "c": 1.25}


def test_a_row_tells_where_it_stands_below_a_cell_of_two_lines(tmp_path):
    path = tmp_path / "notes.csv"
    path.write_text('value,note\n1,"two\nlines"\n2,plain\n', encoding="utf-8")
    assert [row.line for row in csv_of(path.read_bytes(), path)] == [3, 4]


TABLE = "id,value,unit,quality,source,region\ndesk,1150.5,EUR,A,own,\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_an_own_table_is_read_in_each_encoding_of_a_spreadsheet(tmp_path, encoding):
    path = tmp_path / "prices.csv"
    path.write_bytes(TABLE.replace("own", "Coöperatie Één").encode(encoding))
    (row,) = own_table(path).rows
    assert (row.value, row.source) == (1150.5, "Coöperatie Één")


@pytest.mark.parametrize(
    ("text", "dutch", "english"),
    [
        ("1,2,3\n4,5,6\n", "de eerste rij bestaat uit getallen", "the first row is numbers (1, 2, 3)"),
        (
            TABLE + "desk,1,150,EUR,A,own,Nederland\n",
            "7 cellen onder 6 koppen",
            "prices.csv, row 3: 7 cells below 6",
        ),
        (TABLE.replace("unit,", "value,"), "value staat twee keer", "value stands twice in the heading"),
        (TABLE + f"{'x' * 200_000},1,EUR,A,own,\n", "niet te lezen", "cannot be read"),
        (TABLE + 'chair,1,EUR,A,"own"er,\n', "rij 3: niet te lezen", "row 3: cannot be read"),
        ("\n\n", "er staat niets in", "there is nothing in it"),
        ("id\0value", "geen tekstbestand", "this is not a text file"),
    ],
)
def test_an_own_table_is_refused_as_every_other_csv(tmp_path, text, dutch, english):
    path = tmp_path / "prices.csv"
    path.write_text(text, encoding="utf-8")
    (problem,) = own_table(path).problems
    assert problem.path == "case.tables.unit_costs"
    assert dutch in told(problem, "nl").found and english in told(problem, "en").found


@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_an_export_in_utf_16_is_taken_in(separator):
    text = f"WijkenEnBuurten{separator}AantalInwoners_5\nGM0363{separator}931298\nGM0772{separator}246417\n"
    taken = read_import(text.encode("utf-16"), "85984NED.csv")
    assert [(figure.code, figure.value) for figure in taken.figures] == [
        ("GM0363", "931298"),
        ("GM0772", "246417"),
    ]
