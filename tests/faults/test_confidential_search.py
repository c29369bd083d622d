"""A confidential number is found in a file of any kind, and in any form that people give to it."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from public_files import KINDS

from mll_finance.batch.confidential_search import CLOSED, Sighting, sightings

BID = 73_219.0
PATH = "lines.licence.amount"


def seen(number: float, folder: Path) -> list[tuple[str, bool]]:
    """Where a number is found, each with whether it is certain."""
    return [
        (sighting.path, sighting.is_certain) for sighting in sightings({PATH: [number]}, folder, leave=())
    ]


def damaged_pages(whole: bytes) -> dict[str, bytes]:
    """A PDF damaged so that its page can still be read, by a word for the damage."""
    half_object = b"9 0 obj\n<< /Type /Page /Contents"
    no_stream = b"8 0 obj\n<< /Filter /FlateDecode >>\nstream\nxx\nendstream\nendobj\n"
    end, last = whole.index(b"%%EOF"), whole.rindex(b"\nendstream") - 1
    return {
        "the end is cut off": whole[:end],
        "something stands behind the end": whole + b"<< /More",
        "an object has no end": whole[:end] + half_object + b"\n" + whole[end:],
        "a stream is not as long as it says": whole.replace(b"/Length ", b"/Length 9"),
        "a checksum is not right": whole[:last] + bytes([whole[last] ^ 1]) + whole[last + 1 :],
        "a stream stops half way": whole[: last - 1] + whole[last + 1 :],
        "another stream does not unpack": whole[:end] + no_stream + whole[end:],
    }


def test_a_damaged_pdf_is_searched_and_named(tmp_path: Path) -> None:
    KINDS["pdf"](tmp_path, {"central": BID})
    whole = (tmp_path / "more.pdf").read_bytes()
    assert seen(BID, tmp_path) == [(PATH, True)]
    for damage, content in damaged_pages(whole).items():
        (tmp_path / "more.pdf").write_bytes(content)
        assert seen(BID, tmp_path) == [(PATH, True), (CLOSED, False)], damage
        assert seen(48_611.0, tmp_path) == [(CLOSED, False)], damage


@pytest.mark.parametrize(
    "style",
    ["--heading-font: 'Bod 73219', serif", "font-family: Bod-73219", "content: '73.219'", "/* bod 73219 */"],
)
def test_what_a_style_says_in_words_is_searched_and_its_sizes_are_not(style: str, tmp_path: Path) -> None:
    """The letters of a brand come from a file of somebody."""
    page = tmp_path / "a.html"
    page.write_text(f"<style>a {{ {style} }}</style><p>x</p>", encoding="utf-8")
    assert seen(BID, tmp_path) == [(PATH, True)]
    page.write_text("<style>a { width: 73219px; color: #073219 }</style><p>x</p>", encoding="utf-8")
    assert seen(BID, tmp_path) == []


def test_figures_within_a_hash_of_the_suite_are_no_number(tmp_path: Path) -> None:
    mark = "41501c383bbc9530fb5a9157deb7bb99d07190cab61acc1d5852d6a351b93658"
    file = tmp_path / "results.json"

    def found(text: str) -> list[Sighting]:
        file.write_text(text, encoding="utf-8")
        return sightings({PATH: [351.0]}, tmp_path, leave=(), marks=[mark, mark[:16]])

    assert found(f'{{"data": "{mark}", "page": "{mark[:16]}"}}') == []
    certain = [Sighting(PATH, file.name, is_certain=True)]
    assert found(f'{{"data": "{mark}", "price": 351}}') == certain
    assert found(f'{{"data": "{mark}351"}}') == certain
    assert found(f'{{"other": "{mark[1:]}"}}') == certain


@pytest.mark.parametrize("kind", KINDS)
def test_a_bid_is_found_in_a_file_of_any_kind(kind: str, tmp_path: Path) -> None:
    KINDS[kind](tmp_path, {"criterion": "npv", "central": BID})
    assert seen(BID, tmp_path) == [(PATH, True)]
    assert seen(48_611.0, tmp_path) == []


def test_a_bid_is_found_on_a_page_that_a_browser_printed(tmp_path: Path, chromium: str) -> None:
    page, printed = tmp_path / "page.html", tmp_path / "printed"
    printed.mkdir()
    text = "<meta charset='utf-8'><p>Gevraagd: € 73.219</p><table><tr><td>41 873</td><td>52</td></tr></table>"
    page.write_text(text, encoding="utf-8")
    options = ["--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path / 'profile'}"]
    subprocess.run(
        [chromium, *options, f"--print-to-pdf={printed / 'page.pdf'}", str(page)],
        check=True,
        capture_output=True,
    )
    assert seen(BID, printed) == [(PATH, True)] and seen(41_873.0, printed) == [(PATH, True)]
    assert seen(48_611.0, printed) == []


CERTAIN = [
    "73219",
    "73 219",
    "73.219,00",
    "7,3219e4",
    "€73,219.-",
    "73,219 duizend",
    "7.321.900 cent",
    "0,73219 ton",
    "73·219",
    *("73k219", "€ 73K219", "0x11e03", "0X11E03"),
]
PERHAPS = [
    *("73/219", "73-219", "73\u2013219", "EUR 73-219,00", "73k2", "€ 73k2"),
    *("€ 73k", "k€ 73", "73 mille", "73 duizend euro", "0,73 ton", "EUR 73,2 duizend", "circa 0,07 mln"),
    *(
        "drieënzeventigduizend",
        "drie-en-zeventig duizend",
        "seventy-three thousand",
        "drieenzeventigduizend euro",
    ),
]


@pytest.mark.parametrize(
    ("text", "is_certain"), [*((t, True) for t in CERTAIN), *((t, False) for t in PERHAPS)]
)
def test_a_bid_is_found_in_every_form(text: str, is_certain: bool, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(f"De bieder vroeg {text}, en meer niet.", encoding="utf-8")
    assert seen(BID, tmp_path) == [(PATH, is_certain)]


@pytest.mark.parametrize(
    "text",
    [
        "12.500",
        "12,500",
        "12 500",
        "12.5k",
        "EUR 12,5 duizend",
        "twaalfduizend vijfhonderd",
        "twaalf-en-een-half duizend",
        "twelve and a half thousand",
        "12,5 dzd",
        "€ 12.500,-",
        "1,25e4",
    ],
)
def test_a_round_amount_is_found_in_every_form(text: str, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(f"Het kost {text}.", encoding="utf-8")
    assert [path for path, _ in seen(12_500.0, tmp_path)] == [PATH]


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (95.0, "een tarief van € 95"),
        (95.0, "95 euro per uur"),
        (0.07, "een korting van 7%"),
        (0.07, "7 procent"),
        (2_500.0, "vijfentwintighonderd"),
        (250_000.0, "een kwart miljoen"),
        (150_000.0, "anderhalve ton"),
        (1_500_000.0, "anderhalf miljoen"),
        (250_000.0, "2,5 ton"),
        (1_200.0, "12 honderd euro"),
        (1_234_567.0, "€ 1.234k"),
        (1_234_567.0, "een komma twee miljoen"),
        (1_234_567.0, "één komma drieëntwintig miljoen euro"),
        (1_234_567.0, "one point two million"),
        (1_052_000.0, "one point zero five million"),
        (1_234_567.0, "zo'n 1.235.000 euro"),
        (BID, "rond € 73.200"),
        (1_200.0, "1k2 euro"),
        (1_200_000.0, "1M2 euro"),
        (1_234_567.0, "1/234/567"),
        (1_234_567.0, "1-234-567 euro"),
    ],
)
def test_what_people_say_instead_is_found(number: float, text: str, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(f"Afgesproken: {text}.", encoding="utf-8")
    assert seen(number, tmp_path) == [(PATH, False)]


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (95.0, "in 95 wijken"),
        (0.07, "7 wijken"),
        (BID, "81.400 inwoners, 74k bezoeken, 2027"),
        (BID, "tachtigduizend inwoners"),
        (BID, "€ 70.000, en 73.200 inwoners"),
        (1_234_567.0, "€ 1.233k, een komma vier miljoen"),
        (250_000.0, "driehonderdduizend"),
        (BID, "sha256 51e812 en 5e999, 9e99"),
        (BID, "73-219-12 en 173-219, 73-21-9, 3-73-219, 73/219/2"),
        (20_262_028.0, "de jaren 2026-2028"),
        (28_112_026.0, "28-11-2026 of 28/11/2026"),
        (1_234_567.0, "1-234/567"),
        (73_200.0, "0x11e03, 73k7 en a73k2"),
        (12_200_000.0, "12m2 vloer"),
    ],
)
def test_another_number_is_none(number: float, text: str, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(f"Er zijn {text}.", encoding="utf-8")
    assert seen(number, tmp_path) == []


@pytest.mark.parametrize(
    "content",
    [
        b"%PDF-1.7\n1 0 obj\n<< /Filter /LZWDecode >>\nstream\nabc\nendstream\nendobj\n",
        b"%PDF-1.7\ntrailer << /Encrypt 3 0 R >>\n",
        b"\x1f\x8b\x08\x00broken",
        b"PAR1broken",
    ],
)
def test_a_file_that_is_closed_is_a_doubt(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "closed.bin").write_bytes(content)
    assert seen(BID, tmp_path) == [(CLOSED, False)]
