"""The report as PDF and in Word, made by a run and opened by programs that did not make them.

Whether a PDF is tagged is read from its structure (ISO 32000-1, 14.7); what a Word document holds from its XML.
"""

from __future__ import annotations

import io
import zipfile
from collections import Counter
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import docx
import pikepdf
import pytest
from docx.oxml.ns import qn
from dots import draw_dots
from PIL import Image

from mll_finance import appraise, load_case
from mll_finance.cli.main import main
from mll_finance.errors import RunError
from mll_finance.report.blocks import Figure, Heading, Page, Table
from mll_finance.report.page import page
from mll_finance.report.paper import pictures
from mll_finance.report.paper.pictures import Drawing
from mll_finance.report.paper.tagged import Named, tagged
from mll_finance.report.word.archive import rewritten

pytestmark = pytest.mark.browser
CASE = "two_years"
FILES = {
    "nl": {"decision": "besluit.pdf", "report": "report.pdf", "dossier": "dossier.pdf"},
    "en": {"decision": "decision.pdf", "report": "report.pdf", "dossier": "dossier.pdf"},
}
MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml."


def run(folder: Path, *options: str) -> int:
    return main(["run", CASE, "--notebooks", "none", "--out", str(folder), *options])


@pytest.fixture(scope="module", params=["nl", "en"])
def made(
    request: pytest.FixtureRequest, chromium: str, tmp_path_factory: pytest.TempPathFactory
) -> tuple[str, Path]:
    """A run with both formats, in each language; pictures, for which a browser starts, in one of them."""
    assert chromium
    folder = tmp_path_factory.mktemp("run") / "made"
    with pytest.MonkeyPatch.context() as patched:
        if request.param == "en":
            draw_dots(patched)
        assert run(folder, "--formats", "html,pdf,docx", "--language", request.param) == 0
    return request.param, folder


@cache
def whole(language: str) -> Page:
    return page(appraise(load_case(CASE)), language)  # type: ignore[arg-type]


def blocks(language: str, product: str, kind: type) -> list[Any]:
    (chosen,) = (each for each in whole(language).products if each.id == product)
    return [block for block in chosen.blocks if isinstance(block, kind)]


def structure(pdf: pikepdf.Pdf) -> Iterator[Any]:
    """The elements of a PDF's structure, walked here and not by the code that made it."""
    waiting = [pdf.Root.StructTreeRoot]
    while waiting:
        element = waiting.pop(0)
        below = element.get("/K")
        below = list(below) if isinstance(below, pikepdf.Array) else [below]
        children = [child for child in below if isinstance(child, pikepdf.Dictionary)]
        yield from (child for child in children if "/S" in child)
        waiting += children


def test_a_run_writes_a_pdf_of_each_product_and_one_document(made: tuple[str, Path]) -> None:
    language, folder = made
    assert {path.name for path in folder.glob("*.pdf")} == set(FILES[language].values())
    assert (folder / "report.docx").is_file() and (folder / "report.html").is_file()


@pytest.mark.parametrize("product", ["decision", "report", "dossier"])
def test_a_pdf_is_tagged_with_language_title_and_outline(made: tuple[str, Path], product: str) -> None:
    language, folder = made
    with pikepdf.open(folder / FILES[language][product]) as pdf:
        title = (
            f"{whole(language).title}: {next(p.title for p in whole(language).products if p.id == product)}"
        )
        assert str(pdf.Root.Lang) == language and bool(pdf.Root.MarkInfo.Marked)
        assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
        assert str(pdf.docinfo["/Title"]) == title
        assert not {"/CreationDate", "/ModDate"} & set(pdf.docinfo.keys())
        with pdf.open_metadata() as metadata:
            assert metadata["dc:title"] == title and language in metadata["dc:language"]
        count_by_kind = Counter(str(element.S) for element in structure(pdf))
        assert count_by_kind["/H1"] == 1
        assert count_by_kind["/Table"] >= len(blocks(language, product, Table))
        with pdf.open_outline() as outline:
            titles = []
            waiting = list(outline.root)
            while waiting:
                entry = waiting.pop()
                titles.append(entry.title)
                waiting += entry.children
        assert {heading.text for heading in blocks(language, product, Heading)} <= set(titles)


@pytest.mark.parametrize("product", ["decision", "report", "dossier"])
def test_no_figure_of_a_pdf_lacks_an_alternative(made: tuple[str, Path], product: str) -> None:
    language, folder = made
    figures = blocks(language, product, Figure)
    with pikepdf.open(folder / FILES[language][product]) as pdf:
        drawn = [element for element in structure(pdf) if pikepdf.Name.Figure == element.S]
        alternatives = [str(element.get("/Alt", "")) for element in drawn]
    assert sum(not alternative.strip() for alternative in alternatives) == 0
    assert len(drawn) == len(figures)
    for figure in figures:
        assert any(figure.title in text and figure.alternative in text for text in alternatives)


def test_names_of_heads_that_chromium_counts_otherwise_give_the_same_bytes(made: tuple[str, Path]) -> None:
    """On a busy machine Chromium numbers the same elements from another start: node00000039 for node00000037."""
    language, folder = made
    finished = []
    for more in (0, 3):
        with pikepdf.open(folder / FILES[language]["decision"]) as pdf:
            for element in structure(pdf):
                if "/ID" in element:
                    element.ID = pikepdf.String(f"node{int(str(element.ID)[4:]) + more:08d}")
                below = element.get("/A")
                for part in below if isinstance(below, pikepdf.Array) else []:
                    if "/Headers" in part:
                        shifted = [f"node{int(str(head)[4:]) + more:08d}" for head in part.Headers]
                        part.Headers = pikepdf.Array([pikepdf.String(head) for head in shifted])
            target = io.BytesIO()
            pdf.save(target)
        finished.append(tagged(target.getvalue(), Named("Titel", "", language)))
    assert finished[0] == finished[1]
    with pikepdf.open(io.BytesIO(finished[0])) as pdf:
        named = {str(element.ID) for element in structure(pdf) if "/ID" in element}
        parts = [part for element in structure(pdf) for part in list(element.get("/A", []))]
        heads = {str(head) for part in parts if "/Headers" in part for head in part.Headers}
        (leaf,) = pdf.Root.StructTreeRoot.IDTree.Kids
        listed = [str(name) for name in list(leaf.Names)[::2]]
    assert heads and heads <= named and listed == sorted(named)


def test_headings_and_tables_of_the_document_are_real(made: tuple[str, Path]) -> None:
    language, folder = made
    document = docx.Document(str(folder / "report.docx"))
    headings = [each.text for each in document.paragraphs if each.style.name.startswith("Heading ")]
    assert headings == [heading.text for heading in blocks(language, "report", Heading)]
    levels = [
        int(each.style.name[-1]) for each in document.paragraphs if each.style.name.startswith("Heading ")
    ]
    assert levels[0] == 1 and all(later <= earlier + 1 for earlier, later in pairwise(levels))
    tables = blocks(language, "report", Table)
    assert len(document.tables) >= len(tables) > 0
    for table in document.tables:
        head, *others = table.rows
        assert head._tr.xpath("w:trPr/w:tblHeader")
        assert not any(row._tr.xpath("w:trPr/w:tblHeader") for row in others)
        assert all(row._tr.xpath("w:trPr/w:cantSplit") for row in table.rows)
        assert table._tbl.tblPr.xpath("w:tblCaption")[0].get(qn("w:val"))
    assert document.core_properties.language == {"nl": "nl-NL", "en": "en-GB"}[language]
    assert document.core_properties.created is None


def test_the_council_proposal_has_its_headings_in_their_order(made: tuple[str, Path]) -> None:
    """The headings of a Dutch council proposal (VNG, model raadsvoorstel), in both languages."""
    language, folder = made
    document = docx.Document(str(folder / "report.docx"))
    lowest = [each.text for each in document.paragraphs if each.style.name == "Heading 2"]
    headings = {
        "nl": ["Gevraagd besluit", "Beoogd effect", "Argumenten", "Kanttekeningen", "Financiën", "Vervolg"],
        "en": ["Decision asked", "Intended effect", "Arguments", "Points to note", "Finance", "Next steps"],
    }
    assert [text for text in lowest if text in headings[language]] == headings[language]


def test_numbers_of_the_document_are_those_of_the_page(made: tuple[str, Path]) -> None:
    """By hand: 1,000 now and 600 in each of two years that rise by 2%: a budget of -1,000, 612 and 624."""
    language, folder = made
    document = docx.Document(str(folder / "report.docx"))
    cells = {cell.text for table in document.tables for row in table.rows for cell in row.cells}
    assert {"612", "624", "\N{MINUS SIGN}1.000" if language == "nl" else "\N{MINUS SIGN}1,000"} <= cells


def test_each_figure_of_the_document_has_a_drawing_a_picture_and_an_alternative(
    made: tuple[str, Path],
) -> None:
    language, folder = made
    document = docx.Document(str(folder / "report.docx"))
    figures = blocks(language, "report", Figure)
    pictures = document.element.body.xpath(".//wp:docPr")
    assert len(pictures) == len(figures) > 0
    for picture, figure in zip(pictures, figures, strict=True):
        assert figure.alternative in picture.get("descr")
    with zipfile.ZipFile(folder / "report.docx") as archive:
        names = archive.namelist()
        assert sum(name.endswith(".svg") for name in names) == len(figures)
        for name in names:
            if name.endswith(".png"):
                assert archive.read(name).startswith(b"\x89PNG")
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def square(width: float, height: float, colour: str) -> Drawing:
    """A drawing of one colour that reaches over its edges."""
    return Drawing(
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}">'
        f'<rect x="-99" y="-99" width="9999" height="9999" fill="{colour}"/></svg>',
        width,
        height,
    )


def test_one_start_of_the_browser_draws_all_pictures_that_fit_one_screen(
    chromium: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert chromium
    monkeypatch.setattr(pictures, "_TALLEST", 100)
    starts, draw = [], pictures.first_screen

    def counted(*page: str, **size: int) -> bytes:
        starts.append((size["width"], size["height"]))
        return draw(*page, **size)

    monkeypatch.setattr(pictures, "first_screen", counted)
    sizes_and_colours = {
        "red": (40, 30),
        "white": (70.6, 20.4),
        "blue": (50, 50),
        "lime": (600, 120),
        "black": (9, 8),
    }
    drawings = [square(*size, colour) for colour, size in sizes_and_colours.items()]
    made = [Image.open(io.BytesIO(png)) for png in pictures.pictured(drawings)]
    assert starts == [(500, 500), (600, 500), (500, 500)]
    assert [picture.size for picture in made] == [(80, 60), (142, 40), (100, 100), (1200, 240), (18, 16)]
    shown = [picture.convert("RGB").getcolors() for picture in made]
    hues = [(255, 0, 0), (255, 255, 255), (0, 0, 255), (0, 255, 0), (0, 0, 0)]
    assert [[colour for _, colour in counts or ()] for counts in shown] == [[hue] for hue in hues]
    assert pictures.pictured([]) == []


def test_a_screen_that_is_too_small_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    target = io.BytesIO()
    Image.new("RGB", (1000, 999)).save(target, "PNG")
    monkeypatch.setattr(pictures, "first_screen", lambda *page, **size: target.getvalue())
    with pytest.raises(RunError, match="1000 by 999 dots"):
        pictures.pictured([square(40, 30, "red")])


@pytest.mark.parametrize("suffix", ["docx", "dotx"])
def test_a_template_gives_its_styles_and_keeps_its_own_text(
    chromium: str, tmp_path: Path, suffix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert chromium
    draw_dots(monkeypatch)
    template = docx.Document()
    template.add_paragraph("Gemeente Voorbeeld, afdeling Financiën")
    template.styles["Heading 1"].font.name = "Courier New"
    path = tmp_path / f"own.{suffix}"
    template.save(str(path))
    if suffix == "dotx":
        types = "[Content_Types].xml"
        with zipfile.ZipFile(path) as archive:
            text = archive.read(types)
        changed = text.replace(f"{MAIN}document.main+xml".encode(), f"{MAIN}template.main+xml".encode())
        assert changed != text
        path.write_bytes(rewritten(path.read_bytes(), {types: changed}))
    assert run(tmp_path / "run", "--formats", "docx", "--template", str(path)) == 0
    document = docx.Document(str(tmp_path / "run" / "report.docx"))
    assert document.paragraphs[0].text == "Gemeente Voorbeeld, afdeling Financiën"
    assert document.styles["Heading 1"].font.name == "Courier New"
    headings = [each.text for each in document.paragraphs if each.style.name == "Heading 1"]
    assert set(headings) <= {heading.text for heading in blocks("nl", "report", Heading)} and headings
