"""No result depends on the files of words, and the fingerprint of the data covers every other file and none of them."""

from __future__ import annotations

import csv
import io
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from mll_finance import appraise, load_case
from mll_finance.engine.study import Study
from mll_finance.facade.results_file import results_document
from mll_finance.inputs.case.case import refresh_data
from mll_finance.resources import SHIPPED_DATA, WORDS, is_of_words, resource
from mll_finance.terms import sentence
from mll_finance.yaml_text import read_yaml

FILES = sorted(path.name for path in resource("data").iterdir())
EXAMPLES = ("two_years", "samenwerking_naar_werk", "vroegsignalering_eindhoven")
MORE = " (anders)"


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The folder of the data that come along, to edit."""
    shutil.copytree(resource("data"), tmp_path / "data")
    for folder in ("parameters", "notebooks"):
        (tmp_path / folder).symlink_to(resource(folder))
    monkeypatch.setattr("mll_finance.resources.root", lambda: tmp_path)
    yield tmp_path / "data"
    monkeypatch.undo()
    refresh_data()


def told_otherwise(node: Any) -> Any:
    """A part of a file of words with every text another one."""
    if isinstance(node, dict):
        return {key: told_otherwise(part) for key, part in node.items()}
    if isinstance(node, list):
        return [told_otherwise(part) for part in node]
    return node + MORE if isinstance(node, str) else node


def rewrite(file: Path) -> None:
    """Another text in every place of a file: every word, and every number of a table."""
    text = file.read_text(encoding="utf-8")
    if file.suffix == ".yaml":
        raw = told_otherwise(read_yaml(file).data)
        changed = yaml.safe_dump(raw, allow_unicode=True, sort_keys=False, width=10_000)
    else:
        heading, *rows = list(csv.reader(io.StringIO(text)))
        table = [heading, *([row[0], *(_otherwise(cell) for cell in row[1:])] for row in rows)]
        changed = "".join(
            ",".join(f'"{cell.replace(chr(34), chr(34) * 2)}"' for cell in row) + "\n" for row in table
        )
    file.write_text(changed, encoding="utf-8")


def _otherwise(cell: str) -> str:
    try:
        return f"{float(cell) * 2:g}"
    except ValueError:
        return cell + MORE if cell else cell


def numbers(study: Study) -> Any:
    """The results of a study without its texts: numbers, and ids of alternatives and advices."""

    def without_texts(node: Any) -> Any:
        if isinstance(node, dict):
            return {key: without_texts(part) for key, part in node.items() if key != "fingerprint"}
        if isinstance(node, list):
            return [without_texts(part) for part in node]
        return node.replace(MORE, "") if isinstance(node, str) else node

    return without_texts(results_document(study))


def test_every_pattern_names_a_file() -> None:
    assert [pattern for pattern in WORDS if not any(Path(name).match(pattern) for name in FILES)] == []
    of_words = [name for name in FILES if is_of_words(name)]
    assert 20 < len(of_words) < len(FILES) - 30
    # A table and its sidecar are of one class.
    tables = {Path(name).stem for name in FILES if name.endswith(".csv")}
    assert [
        stem
        for stem in tables
        if f"{stem}.yaml" in FILES and is_of_words(f"{stem}.csv") != is_of_words(f"{stem}.yaml")
    ] == []


def test_results_and_fingerprint_are_the_same_whatever_the_words(data: Path) -> None:
    studies = [appraise(load_case(name)) for name in EXAMPLES]
    before = [(numbers(study), study.fingerprint) for study in studies]
    for name in FILES:
        if is_of_words(name):
            rewrite(data / name)
    studies = [appraise(load_case(name)) for name in EXAMPLES]
    assert sentence("status_concept", "nl").endswith(MORE)
    for study, (numbers_before, fingerprint_before) in zip(studies, before, strict=True):
        assert numbers(study) == numbers_before
        assert study.fingerprint == fingerprint_before


def test_any_other_file_is_in_the_fingerprint(data: Path) -> None:
    before = appraise(load_case("two_years")).fingerprint
    for name in FILES:
        SHIPPED_DATA.refresh()
        digest = SHIPPED_DATA.results_digest(SHIPPED_DATA.digest)
        contents = (data / name).read_bytes()
        (data / name).write_bytes(contents + (b"# more\n" if name.endswith(".yaml") else b"\n"))
        SHIPPED_DATA.refresh()
        assert (SHIPPED_DATA.results_digest(SHIPPED_DATA.digest) == digest) is is_of_words(name), name
        (data / name).write_bytes(contents)
    with (data / "unit_costs.csv").open("a", encoding="utf-8") as file:
        file.write("\n")
    after = appraise(load_case("two_years")).fingerprint
    assert {part for part, mark in before.items() if after[part] != mark} == {"data"}
