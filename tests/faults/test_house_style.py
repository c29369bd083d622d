"""A brand or a template that cannot be used is refused in words before anything is made; a pale one is darkened."""

from __future__ import annotations

import base64
import json
import re
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mll_finance.cli.main import main
from mll_finance.errors import InputError, RunError
from mll_finance.report.brand.contrast import GROUNDS, contrast, readable
from mll_finance.report.brand.reader import PATHS, read_brand
from mll_finance.report.paper import chromium
from mll_finance.report.paper.pictures import Drawing, pictured

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
)
HOSTILE = """<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 9 9"
 onload="a()">
<script>alert(1)</script><style>@import url(https://example.org/a.css);</style>
<image href="https://example.org/a.png"/><foreignObject><b>x</b></foreignObject>
<a href="javascript:alert(1)"><path d="M0 0h1"/></a>
<rect id="r" width="9" height="9" fill="url(https://example.org/f)" onclick="b()"/>
<use xlink:href="#r"/><use href="https://example.org/x.svg#r"/></svg>"""


def tokens(folder: Path, document: object) -> Path:
    path = folder / "brand.tokens.json"
    path.write_text(document if isinstance(document, str) else json.dumps(document), encoding="utf-8")
    return path


def nested(path: str, text: object, key: str = "value") -> dict[str, object]:
    document: dict[str, object] = {key: text}
    for step in reversed(path.split(".")):
        document = {step: document}
    return document


def run(folder: Path, *options: str) -> int:
    return main(["run", "two_years", "--notebooks", "none", "--out", str(folder / "run"), *options])


# Contrast.


@pytest.mark.parametrize(
    ("colour", "on_white"),
    [("767676", 4.54), ("777777", 4.48), ("0000ff", 8.59), ("ff0000", 4.0), ("ffff00", 1.07)],
)
def test_contrast_is_that_of_wcag(colour: str, on_white: float) -> None:
    """Ratios as the contrast checker of WebAIM gives them (https://webaim.org/resources/contrastchecker/)."""
    channels = tuple(bytes.fromhex(colour))
    assert contrast(channels, (255, 255, 255)) == pytest.approx(on_white, abs=0.006)  # type: ignore[arg-type]


CHANNEL = st.integers(0, 255)


@given(st.tuples(CHANNEL, CHANNEL, CHANNEL))
def test_any_colour_can_be_read_on_every_ground(colour: tuple[int, int, int]) -> None:
    shade = readable(colour)
    assert all(contrast(shade, ground) >= 4.5 for ground in GROUNDS)
    assert all(after <= before for after, before in zip(shade, colour, strict=True))
    if all(contrast(colour, ground) >= 4.5 for ground in GROUNDS):
        assert shade == colour


def test_the_grounds_are_those_of_the_page(root: Path) -> None:
    style = (root / "mll_finance/report/html/blocks.css").read_text(encoding="utf-8")
    soft = set(re.findall(r"--[a-z-]*soft: (#[0-9a-f]{6})", style)) | {"#ffffff"}
    assert {"#{:02x}{:02x}{:02x}".format(*ground) for ground in GROUNDS} == soft


# What a file of tokens may be.


@pytest.mark.parametrize("key", ["value", "$value"])
@pytest.mark.parametrize("above", ["", "common.", "components/link.deeper."])
def test_a_token_is_read_in_both_forms_and_below_any_set(tmp_path: Path, key: str, above: str) -> None:
    brand = read_brand(tokens(tmp_path, nested(f"{above}utrecht.link.color", "#053", key)))
    assert brand.accent == "#005533" and brand.remarks == ()
    assert brand.ink == "" and brand.logo == ""


def test_references_are_followed_and_the_first_token_wins(tmp_path: Path) -> None:
    document = {
        "buren": {
            "color": {
                "rood": {"50": {"value": "rgb(140, 10, 20)"}},
                "kop": {"value": "{buren.color.rood.50}"},
            }
        },
        "utrecht": {
            "document": {"color": {"value": "#333"}, "font-family": {"value": ["Open Sans", "sans-serif"]}},
            "heading": {"color": {}},
            "heading-1": {"color": {"value": "{buren.color.kop}"}},
        },
    }
    brand = read_brand(tokens(tmp_path, document))
    assert (brand.heading, brand.ink, brand.font) == ("#8c0a14", "#333333", "Open Sans, sans-serif")
    assert brand.remarks == ()


def test_a_pale_brand_is_darkened_and_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tokens(tmp_path, nested("utrecht.link.color", "#ffcc00"))
    assert run(tmp_path, "--formats", "html", "--brand", str(path)) == 0
    told = capsys.readouterr().err
    assert "utrecht.link.color: #ffcc00 heeft een contrast van 1.3:1" in told and "#856a00" in told
    assert "--accent: #856a00" in (tmp_path / "run" / "report.html").read_text(encoding="utf-8")


WRONG = {
    "no json": ("{", "geen JSON"),
    "a list": ("[]", "geen JSON"),
    "nothing known": (nested("utrecht.button.color", "#123456"), "utrecht.link.color"),
    "no colour": (nested("utrecht.link.color", "red; } body { display: none"), "#rrggbb"),
    "transparent": (nested("utrecht.link.color", "#12345678"), "doorschijnendheid"),
    "too much red": (nested("utrecht.link.color", "rgb(300, 0, 0)"), "rgb(r, g, b)"),
    "a font that closes": (nested("utrecht.document.font-family", "a; } body { x"), "lettertypen"),
    "half a quote": (nested("utrecht.document.font-family", "'Open Sans"), "lettertypen"),
    "a circle": (
        {**nested("utrecht.link.color", "{a.b}"), **nested("a.b", "{utrecht.link.color}")},
        "verwijst naar",
    ),
    "a reference to nothing": (nested("utrecht.link.color", "{a.b}"), "a.b"),
    "no logo": (nested("mll.logo", "logo.png"), "logo.png"),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_no_brand_is_refused_in_words(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    document, words = WRONG[name]
    path = tokens(tmp_path, document)
    assert run(tmp_path, "--formats", "html", "--brand", str(path)) == 2
    told = capsys.readouterr().err
    assert words in told and path.name in told and "Traceback" not in told
    assert not (tmp_path / "run").exists()


def test_a_brand_that_is_not_there_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tmp_path, "--formats", "html", "--brand", str(tmp_path / "none.json")) == 2
    assert "none.json" in capsys.readouterr().err


def test_every_token_that_is_read_is_in_the_documentation(root: Path) -> None:
    for name in ("docs/huisstijl.md", "docs/house_style.md"):
        text = (root / name).read_text(encoding="utf-8")
        assert [path for paths in PATHS.values() for path in paths if f"`{path}`" not in text] == []


# Logos.


def test_a_logo_stands_in_the_page_and_asks_for_nothing(tmp_path: Path) -> None:
    (tmp_path / "logo.png").write_bytes(PNG)
    document = {"mll": {"logo": {"value": "logo.png", "comment": "Gemeente <Voorbeeld>"}}}
    assert run(tmp_path, "--formats", "html", "--brand", str(tokens(tmp_path, document))) == 0
    page = (tmp_path / "run" / "report.html").read_text(encoding="utf-8")
    assert f'src="data:image/png;base64,{base64.b64encode(PNG).decode()}"' in page
    assert 'alt="Gemeente &lt;Voorbeeld&gt;"' in page
    assert "default-src &#39;none&#39;" in page and "img-src data: blob:" in page


def test_an_svg_logo_holds_a_drawing_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "logo.svg").write_text(HOSTILE, encoding="utf-8")
    brand = read_brand(tokens(tmp_path, nested("mll.logo", "logo.svg")))
    drawing = base64.b64decode(brand.logo.removeprefix("data:image/svg+xml;base64,")).decode()
    assert "<rect" in drawing and "#r" in drawing
    for evil in (
        "script",
        "style",
        "image",
        "foreignObject",
        "example.org",
        "javascript",
        "onload",
        "onclick",
    ):
        assert evil not in drawing, evil


@pytest.mark.parametrize(
    "text",
    [
        "GIF89a",
        "<html/>",
        '<!DOCTYPE svg [<!ENTITY a "aa">]><svg xmlns="http://www.w3.org/2000/svg">&a;</svg>',
        '<?xml version="1.0" encoding="bogus"?><svg xmlns="http://www.w3.org/2000/svg"/>',
        '<?xml version="1.0" encoding="cp932"?><svg xmlns="http://www.w3.org/2000/svg"/>',
        f'<svg xmlns="http://www.w3.org/2000/svg">{"<g>" * 9000}{"</g>" * 9000}</svg>',
    ],
    ids=["gif", "html", "entity", "no encoding", "an encoding that is not read", "too deep"],
)
def test_what_is_no_logo_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "logo.svg").write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match="no PNG or SVG"):
        read_brand(tokens(tmp_path, nested("mll.logo", "logo.svg")))


@pytest.mark.parametrize("name", ["a\0b.png", "a" * 5000, ".", "/dev/zero", "\ud800.png"])
def test_a_name_that_is_no_file_of_a_logo_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(InputError, match=r"mll\.logo"):
        read_brand(tokens(tmp_path, nested("mll.logo", name)))


def test_a_large_logo_is_refused(tmp_path: Path) -> None:
    (tmp_path / "logo.png").write_bytes(PNG + bytes(100_000))
    with pytest.raises(InputError, match="100 kB"):
        read_brand(tokens(tmp_path, nested("mll.logo", "logo.png")))


# Programs and templates.


@pytest.mark.parametrize("made_format", ["pdf", "docx"])
def test_without_a_chromium_nothing_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], made_format: str
) -> None:
    monkeypatch.setattr(chromium, "_candidates", lambda: iter(()))
    assert run(tmp_path, "--formats", f"html,{made_format}") == 2
    told = capsys.readouterr().err
    assert f"--formats {made_format}: Chromium, Chrome of Edge is op deze machine niet gevonden" in told
    assert "installeer Chromium" in told and "Traceback" not in told
    assert not (tmp_path / "run").exists()


@pytest.mark.parametrize("name", ["none.docx", "text.docx"])
def test_what_is_no_template_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    (tmp_path / "text.docx").write_text("geen zip", encoding="utf-8")
    assert run(tmp_path, "--formats", "docx", "--template", str(tmp_path / name)) == 2
    told = capsys.readouterr().err
    assert "--template" in told and name in told and ".dotx" in told
    assert not (tmp_path / "run").exists()


def test_a_template_without_word_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tmp_path, "--formats", "html", "--template", str(tmp_path / "x.docx")) == 2
    assert "voeg docx toe aan --formats" in capsys.readouterr().err


@pytest.mark.parametrize("made", [b"", b"%PDF-1.4 half", b"\x89PNG\r\n\x1a\nhalf"])
def test_half_a_file_of_chromium_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, made: bytes
) -> None:
    """On a full disk it writes a part, ends in 0 and is content."""
    program = tmp_path / "browser"
    program.write_text(
        f"#!{sys.executable}\nimport sys, pathlib\n"
        "path = next(word for word in sys.argv if word.startswith(('--print-to-pdf=', '--screenshot=')))\n"
        f"pathlib.Path(path.partition('=')[2]).write_bytes({made!r})\n",
        encoding="utf-8",
    )
    program.chmod(0o700)
    monkeypatch.setattr(chromium, "chromium", lambda: str(program))
    with pytest.raises(RunError, match="made no document: half a file"):
        chromium.printed("<p>x</p>")
    with pytest.raises(RunError, match="made no document: half a file"):
        pictured([Drawing("<svg></svg>", width=10, height=10)])


@pytest.mark.parametrize("option", ["--brand", "--template", "logo"])
@pytest.mark.parametrize(("name", "said"), [("none.json", "dit bestand is er niet"), (".", "maar een map")])
def test_why_a_file_cannot_be_read_is_said_in_the_language_of_the_case(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], option: str, name: str, said: str
) -> None:
    given = str(tmp_path / name)
    if option == "logo":
        option, given = "--brand", str(tokens(tmp_path, nested("mll.logo", name)))
    formats = "docx" if option == "--template" else "html"
    out = ["--notebooks", "none", "--formats", formats, "--out", str(tmp_path / "out")]
    assert main(["run", "two_years", "--language", "nl", option, given, *out]) == 2
    assert said in capsys.readouterr().err
