"""Files of every kind that a public folder may come to hold, each with one row of results in it."""

from __future__ import annotations

import base64
import csv
import gzip
import json
import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import yaml

Row = dict[str, Any]


def _total(row: Row) -> str:
    """The total as a Dutch text writes it, to the euro."""
    return f"{round(abs(row['central'])):,}".replace(",", ".")


def _csv(folder: Path, row: Row) -> None:
    with (folder / "more.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, row)
        writer.writeheader()
        writer.writerow(row)


def _xlsx(folder: Path, row: Row) -> None:
    book = openpyxl.Workbook()
    book.active.append(list(row))
    book.active.append(list(row.values()))
    book.save(folder / "more.xlsx")


def _docx(folder: Path, row: Row) -> None:
    """A document whose total is cut into runs, as a word processor does."""
    head, tail = _total(row)[:3], _total(row)[3:]
    runs = f"<w:r><w:rPr><w:b/></w:rPr><w:t>{head}</w:t></w:r><w:r><w:t>{tail}</w:t></w:r>"
    with zipfile.ZipFile(folder / "more.docx", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", f"<w:body><w:p>{runs}</w:p></w:body>")


def _pdf(folder: Path, row: Row) -> None:
    """A page whose font numbers its signs by itself, packed."""
    signs = "0123456789."
    table = "".join(f"<{place + 3:04x}> <{ord(sign):04x}>\n" for place, sign in enumerate(signs))
    cmap = (
        "begincmap\n1 begincodespacerange\n<0000> <ffff>\nendcodespacerange\n"
        f"{len(signs)} beginbfchar\n{table}endbfchar\nendcmap"
    )
    shown = "".join(f"{signs.index(sign) + 3:04x}" for sign in _total(row))
    page = f"BT /F1 11 Tf 72 720 Td [<{shown[:8]}> -3 <{shown[8:]}>] TJ ET"
    objects = [
        b"<< /Type /Page /Resources << /Font << /F1 2 0 R >> >> /Contents 4 0 R >>",
        b"<< /Type /Font /Subtype /Type0 /ToUnicode 3 0 R >>",
        _stream(cmap),
        _stream(page),
    ]
    body = b"".join(b"%d 0 obj\n%s\nendobj\n" % (place, part) for place, part in enumerate(objects, 1))
    (folder / "more.pdf").write_bytes(b"%PDF-1.7\n" + body + b"%%EOF\n")


def _stream(text: str) -> bytes:
    packed = zlib.compress(text.encode())
    return b"<< /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream" % (len(packed), packed)


def _write(name: str, text: Callable[[Row], str]) -> Callable[[Path, Row], None]:
    def write(folder: Path, row: Row) -> None:
        (folder / name).write_text(text(row), encoding="utf-8")

    return write


def _figure(row: Row) -> str:
    numbers = base64.b64encode(struct.pack("<2d", 0.0, row["central"])).decode()
    return f'<script>Plotly.newPlot({{"y":{{"dtype":"f8","bdata":"{numbers}"}}}})</script>'


def _image(row: Row) -> str:
    drawing = base64.b64encode(f"<svg><text>{_total(row)}</text></svg>".encode()).decode()
    return f'<img src="data:image/svg+xml;base64,{drawing}">'


KINDS: dict[str, Callable[[Path, Row], None]] = {
    "json": _write("deep.json", lambda row: json.dumps({"run": [{"rows": [row]}]})),
    "yaml": _write("more.yaml", lambda row: yaml.safe_dump([row])),
    "csv": _csv,
    "parquet": lambda folder, row: pd.DataFrame([row]).to_parquet(folder / "more.parquet"),
    "xlsx": _xlsx,
    "docx": _docx,
    "pdf": _pdf,
    "html": _write(
        "more.html", lambda row: f"<p>Het saldo is <b>{_total(row)[:2]}</b>{_total(row)[2:]} euro.</p>"
    ),
    "svg": _write("more.svg", lambda row: f"<svg><text x='3'>{_total(row)}</text></svg>"),
    "text": _write("more.txt", lambda row: f"saldo: {round(row['central'])}"),
    "figure": _write("figure.html", _figure),
    "image": _write("image.html", _image),
    "packed": lambda folder, row: (folder / "more.txt.gz").write_bytes(gzip.compress(_total(row).encode())),
}
"""How to write a file of each kind, by a word for it."""
