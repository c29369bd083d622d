"""Figures by municipality from StatLine, from an own CSV and from a server; figures in the small files are invented."""

from __future__ import annotations

import csv
import hashlib
import json
import os
import threading
from collections.abc import Iterator
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from mll_finance.cli.main import main
from mll_finance.inputs.tables.statline import number_of

WIDE = """"Regionale kerncijfers Nederland"
"Perioden";"Regio's";"Bevolking|Totale bevolking (aantal)";"Iets anders (x)"
"2023";"Utrecht (gemeente)";"1234";"1"
"2024**";"Utrecht (gemeente)";"1250";"1"
"2024";"Utrecht (PV)";"99999";"1"
"2024";"Nederland";"500000";"1"
"2024";"'s-Gravenhage (gemeente)";".";"1"
"Bron: CBS"
"""
ODATA = {
    "odata.metadata": "http://opendata.cbs.nl/ODataApi/OData/85984NED/$metadata#Cbs.OData.WebAPI.TypedDataSet",
    "value": [
        {
            "ID": 0,
            "WijkenEnBuurten": "GM0772    ",
            "Gemeentenaam_1": "Eindhoven     ",
            "SoortRegio_2": "Gemeente  ",
            "AantalInwoners_5": 4321,
            "HuurwoningenTotaal_48": 51,
            "WmoClienten_93": None,
        },
        {
            "ID": 1,
            "WijkenEnBuurten": "WK077201  ",
            "Gemeentenaam_1": "Eindhoven     ",
            "SoortRegio_2": "Wijk      ",
            "AantalInwoners_5": 77,
        },
    ],
}
OWN = "code,name,year,variable,value,unit,quality,source\nGM0518,Den Haag,2024,province,Z,name,A,s\n"
OWN += "GM0518,Den Haag,2024,rented_share,45,%,B,s\n0772,,2024,inhabitants,10,inhabitant,B,s\n"


EVIDENCE = Path(__file__).with_name("municipalities_2024_import.json")
"""What the import of the figures of all municipalities gave, with the file that it was."""


def rows(path: Path) -> dict[tuple[str, str, str], str]:
    with path.open(encoding="utf-8", newline="") as table:
        return {(row["id"], row["code"], row["year"]): row["value"] for row in csv.DictReader(table)}


def taken(folder: Path, name: str, text: str) -> dict[tuple[str, str, str], str]:
    (folder / name).write_text(text, encoding="utf-8")
    assert main(["municipalities", "import", str(folder / name), "--to", str(folder / "mine.csv")]) == 0
    return rows(folder / "mine.csv")


def test_a_csv_of_statline(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert taken(tmp_path, "export_70072ned.csv", WIDE) == {
        ("inhabitants", "GM0344", "2023"): "1234",
        ("inhabitants", "GM0344", "2024"): "1250",
        ("inhabitants", "", "2024"): "500000",
    }
    told = capsys.readouterr().out
    assert "Iets anders" in told and "1 cellen zonder getal" in told and "1 rijen van provincies" in told


def test_odata_as_json(tmp_path: Path) -> None:
    assert taken(tmp_path, "typed.json", json.dumps(ODATA)) == {
        ("inhabitants", "GM0772", "2024"): "4321",
        ("rented_share", "GM0772", "2024"): "0.51",
    }


def test_an_own_csv_adds_to_the_table_and_a_case_uses_it(tmp_path: Path) -> None:
    taken(tmp_path, "typed.json", json.dumps(ODATA))
    table = taken(tmp_path, "own.csv", OWN)
    assert table["inhabitants", "GM0772", "2024"] == "10"
    assert (
        table["rented_share", "GM0518", "2024"] == "0.45"
        and table["rented_share", "GM0772", "2024"] == "0.51"
    )


@pytest.mark.parametrize(
    ("name", "text", "piece"),
    [
        ("a.csv", '"Perioden";"Regio\'s";"Totale bevolking"\n"2024";"Breda";"184.034"\n', "184.034"),
        ("b.csv", '"Regio\'s";"Totale bevolking"\n"Breda";"5"\n', "--year"),
        ("c.csv", "gemeente,inwoners\nBreda,5\n", "value"),
        ("d.json", "{", "JSON"),
        ("e.csv", OWN + "Bergen,,2024,inhabitants,5,inhabitant,B,s\n", "GM0893"),
    ],
)
def test_what_cannot_be_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, text: str, piece: str
) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    assert main(["municipalities", "import", str(tmp_path / name), "--to", str(tmp_path / "mine.csv")]) == 2
    assert piece in capsys.readouterr().err and not (tmp_path / "mine.csv").exists()


STATLINE = '"Perioden";"Regio\'s";"Totale bevolking"\n"2024";"Breda";"{}"\n'
OWN_FORM = "id;code;value;unit;quality;source;year\ninhabitants;GM0758;{};inhabitant;A;s;2024\n"


@pytest.mark.parametrize(
    ("text", "number"),
    [
        *((STATLINE, number) for number in ("184,034", "084.034", "-1,000,000", "1_840", "٣", "8５")),
        *((OWN_FORM, number) for number in ("084.034", "-1,000,000", "1_840", "٣", "8５")),
    ],
)
def test_a_figure_that_can_be_read_otherwise_is_asked_about(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, number: str
) -> None:
    """A Breda of 184,034 inhabitants had 184."""
    (tmp_path / "a.csv").write_text(text.format(number), encoding="utf-8")
    command = ["municipalities", "import", str(tmp_path / "a.csv"), "--to", str(tmp_path / "mine.csv")]
    assert main([*command, "--language", "nl"]) == 2
    told = capsys.readouterr().err
    assert f"'{number}' is geen getal" in told and "rij 2" in told
    assert number != "184,034" or "schrijf 184034 of 184.0340" in told
    assert not (tmp_path / "mine.csv").exists()


def test_a_decimal_comma_is_still_one() -> None:
    numbers = [number_of(cell) for cell in ("0,125", "1,5", "1840,25", "0,5", 85.125)]
    assert numbers == [Decimal(text) for text in ("0.125", "1.5", "1840.25", "0.5", "85.125")]


@pytest.fixture
def server() -> Iterator[str]:
    """A server on loopback that answers as OData of CBS does."""

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            place = urlsplit(self.path).path.rstrip("/")
            base = f"http://{self.headers['Host']}{place}"
            columns = (
                "WijkenEnBuurten",
                "Gemeentenaam_1",
                "SoortRegio_2",
                "AantalInwoners_5",
                "WmoClienten_93",
            )
            if place.endswith("85984NED"):
                value: list[dict[str, object]] = [
                    {"name": name, "url": f"{base}/{name}"}
                    for name in ("TypedDataSet", "UntypedDataSet", "DataProperties")
                ]
            elif place.endswith("DataProperties"):
                value = [{"Key": key} for key in columns]
            elif place.endswith("TypedDataSet"):
                value = [{key: row.get(key) for key in columns} for row in ODATA["value"]]  # type: ignore[attr-defined]
            else:
                self.send_error(404)
                return
            body = json.dumps({"value": value}).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    listening = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    thread = threading.Thread(target=listening.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{listening.server_port}"
    listening.shutdown()
    thread.join()
    listening.server_close()


def test_fetch_does_the_same_through_cbsodata(tmp_path: Path, server: str) -> None:
    pytest.importorskip("cbsodata")
    to = str(tmp_path / "mine.csv")
    assert main(["municipalities", "fetch", "--table", "85984ned", "--from", server, "--to", to]) == 0
    assert rows(tmp_path / "mine.csv") == {("inhabitants", "GM0772", "2024"): "4321"}


@pytest.mark.parametrize(
    "address",
    [
        "",
        " ",
        "127.0.0.1:8000",
        "http://",
        "http:///x",
        "ftp://127.0.0.1",
        "http://[",
        "http://a:b",
        "x" * 9999,
    ],
)
def test_an_address_that_is_none_of_a_server_is_refused_and_nobody_is_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], address: str
) -> None:
    """Without a host the library would ask CBS, as if --from was not given."""
    monkeypatch.setattr(
        "mll_finance.cli.municipalities._download", lambda *_: pytest.fail("somebody was asked")
    )
    to = tmp_path / "mine.csv"
    assert main(["municipalities", "fetch", "--from", address, "--to", str(to), "--language", "en"]) == 2
    said = capsys.readouterr().err
    assert "--from" in said and "is no address of a server" in said and "leave --from out" in said
    assert len(said) < 1000 and not to.exists()


def test_a_table_without_a_name_is_none(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    to = tmp_path / "mine.csv"
    assert main(["municipalities", "fetch", "--table", "", "--to", str(to), "--language", "en"]) == 2
    assert "--table" in capsys.readouterr().err


def test_a_table_that_the_server_has_not_got(
    tmp_path: Path, server: str, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("cbsodata")
    to = tmp_path / "mine.csv"
    assert main(["municipalities", "fetch", "--table", "86165NED", "--from", server, "--to", str(to)]) == 1
    assert "86165NED" in capsys.readouterr().err and not to.exists()


@pytest.mark.skipif(
    "MLL_SHARED" not in os.environ, reason="MLL_SHARED names no folder with figures of all municipalities"
)
def test_real_figures_of_every_municipality(tmp_path: Path) -> None:
    source = Path(os.environ["MLL_SHARED"]) / "data" / "municipalities_long.csv"
    evidence = json.loads(EVIDENCE.read_text(encoding="utf-8"))
    assert hashlib.sha256(source.read_bytes()).hexdigest() == evidence["sha256"]
    table = taken(tmp_path, "long.csv", source.read_text(encoding="utf-8"))
    inhabitants = [int(value) for (figure, _, _), value in table.items() if figure == "inhabitants"]
    # The sums that CBS published for the Netherlands on 1 January 2024.
    assert len(inhabitants) == evidence["municipalities"] == 342
    assert sum(inhabitants) == evidence["inhabitants"] == 17_942_942
    households = sum(int(value) for (figure, _, _), value in table.items() if figure == "households")
    assert households == evidence["households"] == 8_374_404
    assert len(table) == evidence["figures"]
