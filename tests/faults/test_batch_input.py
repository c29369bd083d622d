"""What somebody asks of a batch in any way: each municipality once, in words where it cannot be, and nothing made."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from slips import Commands

from mll_finance import load_case
from mll_finance.batch.series.plan import plan
from mll_finance.errors import InputError
from mll_finance.inputs.case.finding import case_path

ROOT = Path(__file__).resolve().parents[2]
CASE = load_case("two_years")
OFFICIAL = sorted(CASE.tables.register.official.items())
places = st.sampled_from(OFFICIAL)
"""Code and name of a municipality, those with an apostrophe, a bracket, a comma-free hyphen or an accent among them."""
ends = st.sampled_from(["\n", "\r\n"])
separators = st.sampled_from([",", ";", "\t"])
remarks = st.sampled_from(["", "# my list", "   "])
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)


def of_file(folder: Path, text: str, *, mark: bool = False) -> list[str]:
    """The codes of the reports of a list in a file."""
    file = folder / "list.csv"
    file.write_bytes(text.encode("utf-8-sig" if mark else "utf-8"))
    return [job.code for job in plan(["two_years"], str(file), None).jobs]


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("lists")


@given(
    chosen=st.lists(st.tuples(places, st.booleans()), min_size=1, max_size=12),
    end=ends,
    separator=separators,
    remark=remarks,
    quoted=st.booleans(),
    mark=st.booleans(),
    heading=st.sampled_from(["", "gemeente", "Municipality", "code"]),
)
def test_a_list_of_any_program_gives_each_once_in_its_order(
    kept: Path,
    chosen: list[tuple[tuple[str, str], bool]],
    end: str,
    separator: str,
    remark: str,
    quoted: bool,
    mark: bool,
    heading: str,
) -> None:
    """Codes or official names, twice too, with a mark of Excel, quotes, a heading, a second column and remarks."""
    cells = [code if by_code else name for (code, name), by_code in chosen]
    rows = [f'"{cell}"{separator}x' if quoted else cell for cell in cells]
    text = end.join(filter(None, [heading, *rows[:1], remark, *rows[1:]])) + end
    assert of_file(kept, text, mark=mark) == list(dict.fromkeys(code for (code, _), _ in chosen))


def test_every_official_name_and_code_is_known(kept: Path) -> None:
    """'s-Hertogenbosch, Bergen (L.), Nuenen, Gerwen en Nederwetten (which has a comma) and every other."""
    names = "\n".join(name for _, name in OFFICIAL)
    codes = "\n".join(code for code, _ in OFFICIAL)
    assert of_file(kept, names) == of_file(kept, codes) == [code for code, _ in OFFICIAL]
    assert [job.code for job in plan(["two_years"], ",".join(name for _, name in OFFICIAL), None).jobs] == [
        code for code, _ in OFFICIAL
    ]
    assert any("'" in name for _, name in OFFICIAL) and any("," in name for _, name in OFFICIAL)


def outcome(
    municipalities: str | None, scenarios: str | None, case: str = "two_years"
) -> tuple[list[str], list[str]]:
    """The folders of a plan, and where it was refused."""
    try:
        return [job.folder for job in plan([case], municipalities, scenarios).jobs], []
    except InputError as error:
        return [], [problem.path for problem in error.problems]


@given(text=texts)
def test_any_other_word_is_refused_or_is_a_municipality(kept: Path, text: str) -> None:
    (kept / "words.csv").write_bytes(text.encode())
    for asked in (str(kept / "words.csv"), text.replace("/", "")):
        folders, refused = outcome(asked, None)
        assert bool(folders) != (set(refused) == {"--municipalities"})
        assert {folder.split("/")[1] for folder in folders} <= {code for code, _ in OFFICIAL}


@pytest.mark.parametrize("text", ["", " ", "# mine\n", "gemeente\n", '""', ";"])
def test_a_list_without_a_municipality_is_not_the_case_as_it_stands(kept: Path, text: str) -> None:
    (kept / "none.csv").write_text(text, encoding="utf-8")
    assert outcome(str(kept / "none.csv"), None) == ([], ["--municipalities"])
    assert outcome("", None) == ([], ["--municipalities"])


@given(content=st.binary(max_size=200))
def test_a_file_of_any_bytes_is_read_or_refused(kept: Path, content: bytes) -> None:
    (kept / "bytes.csv").write_bytes(content)
    folders, refused = outcome(str(kept / "bytes.csv"), None)
    assert bool(folders) != bool(refused)


@settings(max_examples=25)
@given(asked=st.lists(st.one_of(st.sampled_from(["central", "all", "", " "]), texts), max_size=5))
def test_any_list_of_scenarios_is_read_or_refused(asked: list[str]) -> None:
    folders, _ = outcome(None, ",".join(asked), "vroegsignalering_eindhoven")
    assert len(folders) == len(set(folders))


@pytest.mark.parametrize("option", ["--workers", "--seconds", "--megabytes"])
@pytest.mark.parametrize(
    "number", ["0", "-1", "1.5", "1e3", "٣", "²", "", " ", "nan", "9" * 40, "1_0", "true"]
)
def test_a_number_that_is_none_is_refused(commands: Commands, option: str, number: str) -> None:
    code, text = commands.given("batch", "two_years", f"{option}={number}", "--dry-run")
    assert code == 2
    assert option in text


@pytest.mark.parametrize("out", ["a\0b", "x" * 5000, "/dev/null", "/proc/nowhere/x"])
def test_a_place_that_cannot_be_is_refused_in_words(
    commands: Commands, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, out: str
) -> None:
    monkeypatch.chdir(tmp_path)
    code, text = commands.given("batch", "two_years", "--workers", "1", "--out", out)
    assert code in (1, 2)
    assert text.strip()
    assert list(tmp_path.iterdir()) == []


def test_what_fuzzing_found_is_mended_and_told() -> None:
    record = json.loads((ROOT / "tests" / "evidence" / "fuzzed_bytes.json").read_text(encoding="utf-8"))
    assert record["wrong"] == []
    assert set(record["by_reader"]) == {
        *("case", "table", "actuals", "municipalities"),
        *("scan", "questions", "answers"),
    }
    assert sum(told["executions"] for told in record["by_reader"].values()) == record["executions"] >= 90_000
    assert all(told["read"] and told["refused"] for told in record["by_reader"].values())


REGIONS = """\
id,value,unit,quality,source,region,year
letters,600,letter/yr,A,count,GM0501,2024
letters,500,letter/yr,A,count,Voorne aan Zee,2024
letters,400,letter/yr,A,count,Rijnmond,2024
"""
"""Of a municipality that no longer is one by its old code, of the one that it became a part of, and of a region."""

LOCAL_LINE = """\
  post:
    kind: product
    alternative: project
    payer: municipality
    receiver: resources
    factors:
      letters: {table: own, id: letters, local: true}
      price: {value: 1, unit: EUR/letter, price_year: 2026, source: count, quality: B}
"""


def _with_regions(folder: Path) -> Path:
    text = case_path("two_years").read_text(encoding="utf-8")
    (folder / "own.csv").write_text(REGIONS, encoding="utf-8")
    case = folder / "case.yaml"
    text = text.replace("  timing:", "  tables: {own: own.csv}\n  municipality: Voorne aan Zee\n  timing:")
    case.write_text(f"{text.rstrip()}\n{LOCAL_LINE}", encoding="utf-8")
    return case


def test_all_municipalities_are_no_region_of_a_table_of_the_case(tmp_path: Path, commands: Commands) -> None:
    case = _with_regions(tmp_path)
    asked = ("batch", str(case), "--municipalities", "all", "--dry-run", "--out", str(tmp_path / "out"))
    code, text = commands.given(*asked)
    assert code == 0, text
    assert "Voorne aan Zee" in text
    assert "Rijnmond" not in text and "GM0501" not in text


def test_an_old_code_that_a_table_of_the_case_has_is_known(tmp_path: Path, commands: Commands) -> None:
    case = _with_regions(tmp_path)
    places = "GM0501,gm0501,GM1992,Rijnmond"
    asked = ("batch", str(case), "--municipalities", places, "--dry-run", "--out", str(tmp_path / "out"))
    code, text = commands.given(*asked)
    assert code == 0, text
    assert [text.count(name) > 0 for name in ("GM0501", "Voorne aan Zee", "Rijnmond")] == [True] * 3


def test_a_list_as_windows_writes_it_names_each_municipality_once(tmp_path: Path, commands: Commands) -> None:
    names = ("Gemeente;Code", "", "Eindhoven;1", "  's-Hertogenbosch ;2", "Eindhoven;3", "gm0772", "; ", "")
    accents = ("S\u00fadwest-Frysl\u00e2n", "Su\u0301dwest-Frysla\u0302n", "helmond\t5", "Gemeente Helmond")
    places = tmp_path / "places.csv"
    places.write_bytes(("\ufeff" + "\r\n".join((*names, *accents))).encode())
    asked = (
        "batch",
        "two_years",
        "--municipalities",
        str(places),
        "--dry-run",
        "--out",
        str(tmp_path / "out"),
    )
    code, text = commands.given(*asked)
    assert code == 0, text
    for name in ("Eindhoven", "'s-Hertogenbosch", "S\u00fadwest-Frysl\u00e2n", "Helmond"):
        assert text.count(name) == 1
    assert "gemeenten: 4" in text
