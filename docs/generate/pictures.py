"""The first screen of each example's decision as a picture in ``docs/pictures``, with what it was made from.

``python -m docs.generate.pictures`` from the top of a checkout; needs Chromium, Chrome or Edge.
"""

from __future__ import annotations

import csv
import hashlib
from pathlib import Path

from mll_finance import appraise, load_case
from mll_finance.report.html.writer import write_page
from mll_finance.report.page import page
from mll_finance.report.paper.chromium import first_screen
from mll_finance.resources import root

WIDTH, HEIGHT = 1000, 900
"""Size of a picture [px]: the first screen of a decision on a desk."""
NOT_SHOWN = ("two_years", "chatbot_scan", "vroegsignalering_scan")
"""Cases for a first try, which no council decides on, and answers of a scan."""


def examples(folder: Path) -> list[str]:
    """The examples that have a picture."""
    names = (path.stem for path in (folder / "parameters").glob("*.yaml"))
    return sorted(name for name in names if name not in NOT_SHOWN)


def made_from(folder: Path, name: str) -> str:
    """Hash of an example and of the results that are accepted of it: another hash asks for another picture."""
    files = (folder / "parameters" / f"{name}{ending}" for ending in (".yaml", ".expected.csv"))
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()


def write_pictures(folder: Path) -> list[Path]:
    """Every picture anew, and the file that says what each was made from."""
    pictures = folder / "docs" / "pictures"
    pictures.mkdir(exist_ok=True)
    written, rows = [], []
    for name in examples(folder):
        study = appraise(load_case(name))
        html_text = write_page(page(study, study.case.settings.language), None, only="decision")
        path = pictures / f"{name}.png"
        path.write_bytes(first_screen(html_text, width=WIDTH, height=HEIGHT))
        written.append(path)
        rows.append((name, made_from(folder, name)))
    with (pictures / "made_from.csv").open("w", encoding="utf-8", newline="") as rows_file:
        csv.writer(rows_file, lineterminator="\n").writerows([("example", "sha256"), *rows])
    return written


if __name__ == "__main__":
    for picture in write_pictures(root()):
        print(picture)
