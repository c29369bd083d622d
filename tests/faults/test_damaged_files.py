"""Damaged archives and documents of a user: every door names the file and ends with 2, never in a traceback."""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import struct
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import docx
import pandas as pd
import pytest
from form_filling import empty_form

from mll_finance.batch.file_texts import texts
from mll_finance.cli.main import main
from mll_finance.errors import UnreadableFileError
from mll_finance.inputs.case.finding import case_path

DEEP = "[" * 200_000
PACKINGS = {"stored": 0, "deflate": 8, "deflate64": 9, "bzip2": 12, "lzma": 14, "unknown": 99}


def packed_otherwise(contents: bytes, method: int) -> bytes:
    """A zip whose parts say that they are packed in another way than they are."""
    damaged = bytearray(contents)
    for mark, offset in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
        place = contents.find(mark)
        while place >= 0:
            damaged[place + offset : place + offset + 2] = struct.pack("<H", method)
            place = contents.find(mark, place + 4)
    return bytes(damaged)


def repacked(path: Path, method: int, start: int, end: int) -> bytes:
    """The same zip packed in another way, with some bytes of each part then turned over."""
    target = path.with_name(f"other_{path.name}")
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(target, "w", method) as copy:
        for name in source.namelist():
            copy.writestr(name, source.read(name))
        parts = [
            (part.header_offset + 30 + len(part.filename), part.compress_size) for part in copy.infolist()
        ]
    damaged = bytearray(target.read_bytes())
    target.unlink()
    for begin, size in parts:
        for place in range(begin + start, min(begin + size, begin + end)):
            damaged[place] ^= 0xA5
    return bytes(damaged)


def damages(path: Path) -> Iterator[bytes]:
    """A file damaged in many ways: cut off, bits turned over, packed otherwise; always the same ones."""
    contents, chance = path.read_bytes(), random.Random(20261129)
    yield from (
        b"",
        contents[:1],
        contents[:10],
        contents[: len(contents) // 2],
        contents[:-1],
        contents[:-30],
    )
    for _ in range(25):
        damaged = bytearray(contents)
        for _ in range(chance.choice((1, 8, 60))):
            damaged[chance.randrange(len(damaged))] ^= 1 << chance.randrange(8)
        yield bytes(damaged)
    if zipfile.is_zipfile(path):
        yield from (packed_otherwise(contents, method) for method in PACKINGS.values())
        for method in (zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2, zipfile.ZIP_DEFLATED):
            yield from (repacked(path, method, start, end) for start, end in ((2, 3), (4, 9), (10, 200)))


@pytest.fixture
def says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., str]:
    """What a command prints that ends with 0 or 2; where it refuses, it names the file."""
    monkeypatch.chdir(tmp_path)

    def said(name: str, *arguments: str) -> str:
        code = main(list(arguments))
        printed = capsys.readouterr()
        assert code in (0, 2), printed.err
        assert code == 0 or name in printed.err, printed.err
        return printed.err

    return said


def test_a_damaged_form_is_refused_by_name(says: Callable[..., str], tmp_path: Path) -> None:
    empty_form(tmp_path / "whole.xlsx")
    refused = 0
    for contents in damages(tmp_path / "whole.xlsx"):
        (tmp_path / "form.xlsx").write_bytes(contents)
        refused += bool(says("form.xlsx", "import", "form.xlsx", "--out", "new.yaml"))
        (tmp_path / "new.yaml").unlink(missing_ok=True)
    assert refused > 10


def test_a_damaged_template_is_refused_by_name(
    says: Callable[..., str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is calculated: a template that can be opened is as far as this goes."""
    monkeypatch.setattr("mll_finance.cli.run.run_study", lambda *_, **__: tmp_path)
    monkeypatch.setattr("mll_finance.cli.run._say_outcome", lambda _: None)
    document = docx.Document()
    document.add_paragraph("Gemeente Breda")
    document.save(str(tmp_path / "whole.docx"))
    refused = 0
    for contents in damages(tmp_path / "whole.docx"):
        (tmp_path / "own.docx").write_bytes(contents)
        options = ("--notebooks", "none", "--formats", "docx", "--template", "own.docx")
        refused += bool(says("own.docx", "run", "two_years", *options))
    assert refused > 10


@pytest.mark.parametrize("kind", ["form.xlsx", "table.parquet", "numbers.json.gz", "page.pdf"])
def test_a_damaged_file_of_a_public_version_is_read_or_named(tmp_path: Path, kind: str) -> None:
    whole = tmp_path / kind
    if kind.endswith("xlsx"):
        empty_form(whole)
    elif kind.endswith("parquet"):
        pd.DataFrame({"euros": [1.5, 2.5], "name": ["a", "b"]}).to_parquet(whole)
    elif kind.endswith("gz"):
        import gzip

        whole.write_bytes(gzip.compress(json.dumps({"npv": list(range(500))}).encode()))
    else:
        import pikepdf

        with pikepdf.new() as pdf:
            pdf.add_blank_page()
            pdf.save(whole, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    assert list(texts(whole))
    closed = 0
    for contents in damages(whole):
        (tmp_path / "damaged").write_bytes(contents)
        try:
            list(texts(tmp_path / "damaged"))
        except UnreadableFileError:
            closed += 1
    assert closed > 0


def test_how_objects_of_a_pdf_refer_to_each_other_is_no_text(tmp_path: Path) -> None:
    import pikepdf

    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        parts = [pdf.make_indirect(pikepdf.Dictionary(Said=f"word{place}")) for place in range(20)]
        pdf.Root.Parts = pikepdf.Array([7, *parts])
        pdf.save(tmp_path / "page.pdf", object_stream_mode=pikepdf.ObjectStreamMode.generate)
    shown = " ".join(texts(tmp_path / "page.pdf"))
    assert all(f"word{place}" in shown for place in range(20))
    assert re.findall(r"\d+ 0 R\b", shown) == []


BROKEN = ["", "{", "[]", "3", "null", '"text"', DEEP, '{"a": 1e999}', "\x00", '{"files": 3}', '{"schema": 1}']


@pytest.mark.parametrize("place", range(len(BROKEN)))
def test_broken_json_of_a_user_is_refused_by_name(
    says: Callable[..., str], tmp_path: Path, place: int
) -> None:
    """A brand, a lock, an export of StatLine, a manifest: whatever they hold instead of what they should."""
    text = BROKEN[place]
    text_of_case = case_path("two_years").read_text(encoding="utf-8")
    adopted = text_of_case.replace("  base_year:", "  status: vastgesteld\n  base_year:", 1)
    (tmp_path / "adopted.yaml").write_text(adopted, encoding="utf-8")
    (tmp_path / "run").mkdir()
    shutil.copy(case_path("two_years"), tmp_path / "run" / "case.yaml")
    for name in ("brand.json", "adopted.lock.json", "70072ned.json", "run/manifest.json"):
        (tmp_path / name).write_text(text, encoding="utf-8")
    locks = [path.name for path in tmp_path.glob("adopted*") if path.suffix == ".json"]
    assert locks == ["adopted.lock.json"]
    says("brand.json", "run", "two_years", "--brand", "brand.json", "--notebooks", "none")
    says("adopted", "check", "adopted.yaml")
    says("70072ned.json", "municipalities", "import", "70072ned.json")
    says("run", "check", "run")


def test_what_is_no_text_is_no_case(says: Callable[..., str], tmp_path: Path) -> None:
    empty_form(tmp_path / "form.xlsx")
    pd.DataFrame({"euros": [1.5]}).to_parquet(tmp_path / "table.parquet")
    for name in ("form.xlsx", "table.parquet"):
        shutil.copy(tmp_path / name, tmp_path / "case.yaml")
        shutil.copy(tmp_path / name, tmp_path / "table.csv")
        for command in ("check", "appraise", "run", "lock", "lab", "scan"):
            assert says("case.yaml", command, "case.yaml")
        assert says("table.csv", "municipalities", "import", "table.csv")
        (tmp_path / "owning.yaml").write_text(
            case_path("two_years")
            .read_text(encoding="utf-8")
            .replace("  base_year:", "  tables: {municipalities: table.csv}\n  base_year:", 1),
            encoding="utf-8",
        )
        assert "table.csv" in says("owning.yaml", "check", "owning.yaml")


NAMED = (
    ("check", "{file}"),
    ("appraise", "{file}"),
    ("run", "{file}", "--notebooks", "none"),
    ("lock", "{file}"),
    ("lab", "{file}", "--no-browser"),
    ("scan", "{file}"),
    ("import", "{file}"),
    ("new", "fresh", "--from", "{file}"),
    ("check", "two_years", "--scenario-file", "{file}"),
    ("run", "two_years", "--notebooks", "none", "--brand", "{file}"),
    ("run", "two_years", "--notebooks", "none", "--formats", "docx", "--template", "{file}"),
    ("municipalities", "import", "{file}"),
    ("check", "run"),
)
"""Commands that read what is named on their line; the last the manifest of a folder."""


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="a system without pipes that have a name")
@pytest.mark.parametrize("named", ["pipe", "/dev/zero", "/dev/full"])
@pytest.mark.parametrize("words", NAMED, ids=" ".join)
def test_a_device_or_a_pipe_that_is_named_is_refused(
    says: Callable[..., str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    words: tuple[str, ...],
    named: str,
) -> None:
    """None of them ends, and a pipe without a writer does not even begin."""
    monkeypatch.chdir(tmp_path)
    os.mkfifo("pipe")
    Path("run").mkdir()
    Path("run", "manifest.json").symlink_to(tmp_path / named)
    says("run" if "run" in words[1:] else named, *(word.format(file=named) for word in words))


def test_an_example_to_start_from_is_a_text(says: Callable[..., str], tmp_path: Path) -> None:
    (tmp_path / "old.yaml").write_bytes(b"case: {id: \xff}")
    says("old.yaml", "new", "fresh", "--from", "old.yaml")
    assert not (tmp_path / "fresh.yaml").exists()


def test_two_sheets_of_one_name_are_refused(says: Callable[..., str], tmp_path: Path) -> None:
    empty_form(tmp_path / "whole.xlsx")
    with (
        zipfile.ZipFile(tmp_path / "whole.xlsx") as source,
        zipfile.ZipFile(tmp_path / "form.xlsx", "w") as copy,
    ):
        for name in source.namelist():
            contents = source.read(name)
            if name == "xl/workbook.xml":
                first, second = (part.split(b'"')[0] for part in contents.split(b'<sheet name="')[1:3])
                contents = contents.replace(b'<sheet name="' + second, b'<sheet name="' + first)
            copy.writestr(name, contents)
    assert says("form.xlsx", "import", "form.xlsx")


@pytest.mark.parametrize("text", ["", "[1]", "words", None])
def test_a_file_of_a_scenario_is_not_asked_to_be_a_case(
    says: Callable[..., str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str | None
) -> None:
    monkeypatch.chdir(tmp_path)
    if text is not None:
        Path("s.yaml").write_text(text, encoding="utf-8")
    said = says("s.yaml", "check", "two_years", "--scenario-file", "s.yaml")
    assert "scenarios:" in said and "mll new" not in said and "alternatives" not in said
