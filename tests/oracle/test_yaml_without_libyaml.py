"""With and without libyaml a file says the same: its C parser is the oracle of the parser in Python."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from mll_finance import yaml_loader, yaml_text
from mll_finance.errors import InputError
from mll_finance.resources import resource

SHIPPED = sorted([*resource("data").glob("*.yaml"), *resource("parameters").rglob("*.yaml")])
WORDS = ("a", "b c", "wat?", "?", "12", "0.5", "'q'", '"q"', "no", "x:y", "a#b", "-", "-1", "#", "*", "é")
"""Parts of which texts are made: what the two parsers have read differently, and what stands around it in a case."""
SIGNS = (" ", "\n", "\n  ", ": ", ":", ", ", ",", "{", "}", "[", "]", "- ", " #")

pytestmark = pytest.mark.skipif(not yaml.__with_libyaml__, reason="PyYAML comes without libyaml")


def read(text: str, loader: Any, patch: pytest.MonkeyPatch) -> Any:
    """What a text says by one parser; None where it is refused."""
    patch.setattr(yaml_text, "LOADER", loader)
    try:
        document = yaml_text.parse_yaml(text)
    except InputError:
        return None
    return document.data, document.lines


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_what_comes_along_reads_alike(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = path.read_text(encoding="utf-8")
    with_it = read(text, yaml.CSafeLoader, monkeypatch)
    assert with_it is not None
    assert read(text, yaml_loader._Loader, monkeypatch) == with_it


@given(st.lists(st.sampled_from(WORDS + SIGNS), max_size=12).map("".join))
@settings(max_examples=200)
def test_a_text_that_both_take_says_the_same(body: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        text = f"key: {{nl: {body}}}\nother: {body}\n"
        fast, plain = read(text, yaml.CSafeLoader, patch), read(text, yaml_loader._Loader, patch)
    assert fast is None or plain is None or plain == fast


@pytest.mark.parametrize("body", ["{nl: Wat merkt u ervan?, en: What?}", "[wat?, waar ?, wie]", "{a: ?b}"])
def test_a_question_mark_in_a_flow_is_text(body: str, monkeypatch: pytest.MonkeyPatch) -> None:
    text = f"key: {body}\n"
    fast, plain = (read(text, loader, monkeypatch) for loader in (yaml.CSafeLoader, yaml_loader._Loader))
    assert fast == plain
