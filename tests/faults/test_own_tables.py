"""Own tables: they go before those that come along, whole rows only; what is wrong with them ends in exit 2."""

from __future__ import annotations

from pathlib import Path

import pytest

from mll_finance import appraise, load_case
from mll_finance.cli.main import main
from mll_finance.errors import InputError
from mll_finance.inputs.second_look.points import points

HEAD = "id,value,low,high,unit,price_year,region,quality,source,note,year,from_year,check,part,certainty"
CASE = """
case: {{id: own, base_year: 2026, horizon: 2, price_level: 2026, {settings}tables: {{{tables}}}}}
alternatives: {{baseline: {{}}, project: {{sourcing: buy, role: deployer, risk_class: high}}}}
lines:
  x: {{kind: cash_flow, alternative: project, payer: welfare, receiver: residents,
      amounts: {{value: 100, unit: EUR/yr, price_year: 2022, source: s, quality: B}}}}
{more}
"""
ONE_LOCAL = """
  y: {kind: quantity_price, alternative: project, payer: welfare, receiver: residents, years: 2026,
      quantity: {table: municipalities, id: inhabitants},
      price: {value: 1, unit: EUR/inhabitant, price_year: 2026, source: s, quality: B}}
"""


def case_file(folder: Path, files: dict[str, str], *, settings: str = "", more: str = "") -> Path:
    """A case with its own tables, by name of the table."""
    for name, text in files.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    tables = ", ".join(f"{name}: {name}.csv" for name in files)
    path = folder / "case.yaml"
    path.write_text(CASE.format(settings=settings, tables=tables, more=more), encoding="utf-8")
    return path


def npv(path: Path) -> float:
    return appraise(load_case(path)).value("society", "project", "npv")["central"]


def refused(capsys: pytest.CaptureFixture[str], path: Path) -> str:
    assert main(["check", str(path), "--language", "en"]) == 2
    return capsys.readouterr().err


def test_own_prices_and_rates_are_those_of_the_case(tmp_path: Path) -> None:
    # By hand: an own CPI of 2026 that is double that of 2022 (121.43, shipped), and 10% a year.
    cpi_2022 = next(
        row.value
        for row in load_case("two_years").tables.table("price_index").rows
        if row.id == "cpi" and row.year == 2022
    )
    files = {
        "price_index": f"id,value,unit,quality,source,year\ncpi,{2 * cpi_2022},index,A,s,2026\n",
        "discount_rates": "id,value,unit,quality,source,from_year\nnl_2025,0.10,1/yr,A,s,1\n",
    }
    assert npv(case_file(tmp_path, files)) == pytest.approx(200 * (1 + 1 / 1.1 + 1 / 1.21), abs=1e-9)


def test_a_row_of_a_check_is_taken_whole(tmp_path: Path) -> None:
    row = "id,value,unit,price_year,quality,source,check,part,certainty\n"
    row += "dpia_cost,1000000,EUR,2026,D,own_estimate,dpia,cost,estimate\n"
    path = case_file(
        tmp_path,
        {"preconditions": row},
        settings="language: en, ",
        more="preconditions: {dpia: {status: open}}",
    )
    amount = load_case(path).graph.leaves["lines.precondition_dpia.amount"].assumption
    assert amount.value == 1_000_000 and amount.distribution is None


def test_an_edited_file_is_read_anew(tmp_path: Path) -> None:
    table = "id,value,unit,quality,source,year,region\ninhabitants,{},inhabitant,A,s,2027,GM0772\n"
    settings = "municipality: Eindhoven, discounting: {rate: 0}, "
    path = case_file(tmp_path, {"municipalities": table.format(1000)}, settings=settings, more=ONE_LOCAL)
    before = npv(path)
    (tmp_path / "municipalities.csv").write_text(table.format(5000), encoding="utf-8")
    assert npv(path) - before == pytest.approx(4000)


def test_a_loaded_case_keeps_the_tables_that_it_was_read_with(tmp_path: Path) -> None:
    table = "id,value,unit,quality,source,year,region\ninhabitants,{},inhabitant,A,s,2027,GM0772\n"
    settings = "municipality: Eindhoven, discounting: {rate: 0}, "
    path = case_file(tmp_path, {"municipalities": table.format(1000)}, settings=settings, more=ONE_LOCAL)
    case = load_case(path)
    before = appraise(case).value("society", "project", "npv")["central"]
    (tmp_path / "municipalities.csv").write_text(table.format(5000), encoding="utf-8")
    changed = case.with_({"lines.y.price": 2})
    assert appraise(changed).value("society", "project", "npv")["central"] == pytest.approx(before + 1000)


@pytest.mark.parametrize(
    ("written", "place"),
    [("Eindhoven ", "Eindhoven"), ("Eindhoven (gemeente)", "GM0772"), ("Gemeente Eindhoven", "Eindhoven")],
)
def test_however_it_is_written_a_municipality_finds_its_row(tmp_path: Path, written: str, place: str) -> None:
    table = f"id,value,unit,region,quality,source,year\ninhabitants,300000,inhabitant,{written},A,s,2027\n"
    settings = f"municipality: {place}, discounting: {{rate: 0}}, "
    with_row = npv(case_file(tmp_path, {"municipalities": table}, settings=settings, more=ONE_LOCAL))
    assert with_row - npv(case_file(tmp_path, {"municipalities": table}, settings=settings)) == 300_000


@pytest.mark.parametrize(
    ("name", "text", "pieces"),
    [
        ("municipalities", "id,value\nx,1\n", ["no column unit, quality, source"]),
        (
            "unit_cost",
            "id,value,unit,quality,source\nx,1,EUR,A,s\n",
            ["unit_cost", "did you mean 'unit_costs'"],
        ),
        (
            "municipalities",
            "id,value,unit,quality,source,region\ninhabitants,1.150a,x,A,s,Best\n",
            ["row 2", "1.150a"],
        ),
        (
            "municipalities",
            "id,value,unit,quality,source,region\ninhabitants,5,x,A,s,Bergen\n",
            ["GM0373", "GM0893"],
        ),
        (
            "municipalities",
            "id,value,unit,quality,source,region\ninhabitants,5,x,A,s,Bredaa\n",
            ["row 2", "'Breda'"],
        ),
        ("price_index", "id,value,unit,quality,source,year\ncpi,200,index,A,s,2050\n", ["lacks the years"]),
        (
            "discount_rates",
            "id,value,unit,quality,source,from_year\nmine,0.1,1/yr,A,s,9\n",
            ["begins in year 9"],
        ),
    ],
)
def test_a_table_that_is_wrong(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, text: str, pieces: list[str]
) -> None:
    told = refused(capsys, case_file(tmp_path, {name: text}))
    assert f"case.tables.{name}" in told and all(piece in told for piece in pieces), told


@pytest.mark.parametrize(
    ("name", "row", "piece"),
    [
        ("thresholds", "id,value,unit,quality,source\ngo_least_balance,1,EUR,D,s\n", "holds for every case"),
        (
            "preconditions",
            "id,value,unit,price_year,quality,source,check,part,certainty\nx,1,EUR,2026,D,s,dpai,cost,estimate\n",
            "no check 'dpai'",
        ),
    ],
)
def test_a_row_that_nothing_can_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, row: str, piece: str
) -> None:
    assert piece in refused(capsys, case_file(tmp_path, {name: row}))


@pytest.mark.parametrize(
    ("name", "rows", "used"),
    [
        ("unit_costs", "id,value,unit,price_year,quality,source\nx,1,EUR,2026,A,s\n", False),
        ("discount_rates", "id,value,unit,quality,source,from_year\nmine,0.1,1/yr,A,s,1\n", False),
        ("discount_rates", "id,value,unit,quality,source,from_year\nnl_2025,0.1,1/yr,A,s,1\n", True),
        ("municipalities", "id,value,unit,quality,source,region\ninhabitant,5,x,A,s,Eindhoven\n", False),
        ("municipalities", "id,value,unit,quality,source,region\ninhabitants,5,x,A,s,Eindhoven\n", True),
    ],
)
def test_a_row_that_is_never_used_is_told(tmp_path: Path, name: str, rows: str, used: bool) -> None:
    path = case_file(tmp_path, {name: rows}, settings="municipality: Eindhoven, ", more=ONE_LOCAL)
    told = [point for point in points(load_case(path)) if point.id == "unused_rows"]
    assert (told == []) == used


ASSESSMENT = "id,value,unit,price_year,quality,source\ndpia,9000,EUR,2026,B,s\n"
BY_PLACE = (
    "id,value,unit,price_year,quality,source,region\nx,5,EUR/yr,2026,B,s,{0}\nx,7,EUR/yr,2026,B,s,{1}\n"
)
ASKED = """
  z: {kind: cash_flow, alternative: project, payer: municipality, receiver: resources, amounts: {table: own, id: x}}
"""
CHECKED = """
preconditions:
  dpia: {status: met, evidence: s, cost: {table: own, id: dpia}}
"""


@pytest.mark.parametrize(
    ("text", "more", "unused"),
    [
        (ASSESSMENT, CHECKED, ""),
        (BY_PLACE.format("Eindhoven", "Eindhoven").replace("x,7", "spare,7"), ASKED, "spare (Eindhoven, 3)"),
        (BY_PLACE.format("Eindhoven", "Tilburg"), ASKED, ""),
        (BY_PLACE.format("Eindhoven", "Tilburch"), ASKED, "x (Tilburch, 3)"),
    ],
    ids=["of a precondition", "spare", "of another municipality", "of no municipality"],
)
def test_a_row_is_used_wherever_the_case_asks_for_it(
    tmp_path: Path, text: str, more: str, unused: str
) -> None:
    """Also outside its lines; and a row of another municipality serves the case of that one."""
    case = load_case(case_file(tmp_path, {"own": text}, settings="municipality: Eindhoven, ", more=more))
    told = [str(point.found) for point in points(case) if point.id == "unused_rows"]
    assert len(told) == (1 if unused else 0) and all(unused in sentence for sentence in told)


MARKS = ("case", "data")


def mark(folder: Path, files: dict[str, str], **case_text: str) -> list[str]:
    """What the fingerprint says of the case and the data, and that its results are as they were."""
    study = appraise(load_case(case_file(folder, files, **case_text)))
    return [str(study.fingerprint[name]) for name in MARKS]


RATE = "id,value,unit,quality,source,from_year\nmine,{0},1/yr,A,s,1\n"
COST = "id,value,unit,price_year,quality,source\nown_cost,{0},EUR,2026,A,s\n"
LOCAL = "id,value,unit,quality,source,region\ninhabitants,{0},inhabitant,A,s,Eindhoven\n"
INDEX = "id,value,unit,quality,source,year\ncpi,{0},index,A,s,2022\n"


@pytest.mark.parametrize(
    ("name", "text", "used"),
    [
        ("discount_rates", RATE, {"settings": "discounting: mine, "}),
        ("municipalities", LOCAL, {"settings": "municipality: Eindhoven, ", "more": ONE_LOCAL}),
        (
            "unit_costs",
            COST,
            {"more": "  y: {kind: cash_flow, alternative: project, payer: welfare, receiver: residents, years: 2026,"
             " amounts: {table: unit_costs, id: own_cost}}"},
        ),
    ],
)  # fmt: skip
def test_the_fingerprint_covers_what_is_read_of_an_own_table_and_nothing_else(
    tmp_path: Path, name: str, text: str, used: dict[str, str]
) -> None:
    alike = mark(tmp_path, {name: text.format("0.011")})
    assert mark(tmp_path, {name: text.format("0.012")}) == alike
    before = mark(tmp_path, {name: text.format("0.011")}, **used)
    after = mark(tmp_path, {name: text.format("0.012")}, **used)
    assert all(then != now for then, now in zip(before, after, strict=True))
    # A row that nothing asks for, before the row that is read, changes nothing; its own source does.
    head, row = text.format("0.011").splitlines()
    spare = row.replace(row.split(",")[0], "spare", 1)
    assert mark(tmp_path, {name: f"{head}\n{spare}\n{row}\n"}, **used) == before
    assert mark(tmp_path, {name: f"{head}\n{row.replace(',A,', ',B,')}\n"}, **used) != before


def test_a_row_that_the_suite_reads_itself_counts(tmp_path: Path) -> None:
    """The price index is read for every amount; no case names it."""
    before, after = (mark(tmp_path, {"price_index": INDEX.format(level)}) for level in ("90", "91"))
    assert all(then != now for then, now in zip(before, after, strict=True))


def test_a_file_that_is_not_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = case_file(tmp_path, {"municipalities": HEAD})
    (tmp_path / "municipalities.csv").unlink()
    assert "the file municipalities.csv: there is no such file" in refused(capsys, path)


def test_a_name_that_fits_several_and_one_that_fits_none(tmp_path: Path) -> None:
    for written, piece in (("Bergen", r"GM0373.*GM0893"), ("Einhoven", "'Eindhoven'")):
        with pytest.raises(InputError, match=piece):
            load_case(case_file(tmp_path, {}, settings=f"municipality: {written}, "))


@pytest.mark.parametrize("file", ["a" * 300 + ".csv", "a/" * 3000 + "own.csv", "."])
def test_a_name_that_no_file_has_is_told_at_its_place(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], file: str
) -> None:
    path = case_file(tmp_path, {"own": ASSESSMENT}, more=ASKED)
    path.write_text(
        path.read_text(encoding="utf-8").replace("own: own.csv", f"own: '{file}'"), encoding="utf-8"
    )
    told = refused(capsys, path)
    assert "case.tables.own" in told and len(told) < 5000


@pytest.mark.parametrize(
    ("regions", "municipality", "asked", "words"),
    [
        (("Tilburg", "Nederland"), "", "region: Eindhoven", "has no 'x' of 'Eindhoven'"),
        (("Tilburg", "Nederland"), "municipality: Tilburg, ", "region: Eindhoven", "has no 'x' of 'Eindhoven'"),
        (("Tilburg", "Breda"), "", "region: Nederland", "has no 'x' of 'Nederland'"),
        (("Tilburg", ""), "", "region: Eindhofen", "has no 'x' of 'Eindhofen'"),
        (("Tilburg",), "municipality: Eindhoven, ", "", "of Tilburg only, and the case is about Eindhoven"),
    ],
)  # fmt: skip
def test_a_region_that_a_table_lacks_is_no_other(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    regions: tuple[str, ...],
    municipality: str,
    asked: str,
    words: str,
) -> None:
    """What is asked for by name falls back on nothing; one figure of another municipality is not that of the case."""
    rows = BY_PLACE.format(*regions, "")
    text = "\n".join(rows.splitlines()[: 1 + len(regions)]) + "\n"
    more = ASKED.replace("id: x}", f"id: x, {asked}}}" if asked else "id: x}")
    told = refused(capsys, case_file(tmp_path, {"own": text}, settings=municipality, more=more))
    assert words in told and "lines.z.amounts" in told


@pytest.mark.parametrize(
    ("regions", "municipality", "asked", "amount"),
    [
        (("Tilburg", "Nederland"), "municipality: Eindhoven, ", "", 7.0),
        (("Tilburg", "Nederland"), "municipality: Eindhoven, ", "region: Tilburg", 5.0),
        (("Tilburg",), "municipality: Eindhoven, ", "region: Tilburg", 5.0),
        (("Tilburg",), "", "", 5.0),
        (("European Union",), "municipality: Eindhoven, ", "", 5.0),
    ],
)
def test_a_municipality_without_a_row_has_that_of_the_nation(
    tmp_path: Path, regions: tuple[str, ...], municipality: str, asked: str, amount: float
) -> None:
    rows = BY_PLACE.format(*regions, "")
    text = "\n".join(rows.splitlines()[: 1 + len(regions)]) + "\n"
    more = ASKED.replace("id: x}", f"id: x, {asked}}}" if asked else "id: x}")
    case = load_case(case_file(tmp_path, {"own": text}, settings=municipality, more=more))
    assert case.graph.leaves["lines.z.amounts"].assumption.value == amount


@pytest.mark.parametrize(
    ("number", "told"),
    [
        *((number, "at most 1e+15") for number in ("1e16", "99999999999999999999", "-1e300")),
        ("٣", "correct the cell"),
        ("085.000", "write 85000 or 85.0"),
    ],
)
def test_a_number_of_a_table_is_held_to_what_one_of_a_case_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], number: str, told: str
) -> None:
    table = f"id,value,unit,price_year,quality,source\ncost,{number},EUR/yr,2026,B,s\n"
    line = """
  z: {kind: cash_flow, alternative: project, payer: welfare, receiver: residents, amounts: {table: own, id: cost}}
"""
    message = refused(capsys, case_file(tmp_path, {"own": table}, more=line))
    assert told in message and "row 2" in message and "value" in message
