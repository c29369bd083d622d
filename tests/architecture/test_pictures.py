"""Each example has a picture of its decision, made from the case and the results as they are now."""

from __future__ import annotations

import csv
from pathlib import Path

from docs.generate.pictures import examples, made_from

PNG = b"\x89PNG\r\n"


def test_every_example_has_its_picture_as_it_is_now(root: Path) -> None:
    with (root / "docs" / "pictures" / "made_from.csv").open(encoding="utf-8", newline="") as rows_file:
        hash_by_example = {row["example"]: row["sha256"] for row in csv.DictReader(rows_file)}
    assert hash_by_example == {name: made_from(root, name) for name in examples(root)}, (
        "python -m docs.generate.pictures"
    )
    for name in examples(root):
        picture = (root / "docs" / "pictures" / f"{name}.png").read_bytes()
        assert picture.startswith(PNG) and len(picture) < 250_000, name


def test_every_page_of_an_example_shows_its_decision(root: Path) -> None:
    for name in examples(root):
        page = root / "docs" / "cases" / f"{name}.md"
        assert f"](../pictures/{name}.png)" in page.read_text(encoding="utf-8"), page.name
