"""A model that contradicts itself says so: ``mll appraise`` shows its numbers, names the identity, and fails."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from mll_finance.cli.main import main
from mll_finance.judgement import identities


@pytest.fixture
def one_line_doubled(monkeypatch: pytest.MonkeyPatch) -> None:
    """The value of one line is counted twice where the model is checked."""
    whole = identities.line_values

    def doubled(*arguments: Any) -> list[Any]:
        first, *rest = whole(*arguments)
        return [replace(first, present_value=2 * first.present_value), *rest]

    monkeypatch.setattr(identities, "line_values", doubled)


@pytest.mark.parametrize("form", ["table", "json", "csv"])
@pytest.mark.usefixtures("one_line_doubled")
def test_a_broken_identity_fails_the_command(form: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["appraise", "two_years", "--format", form]) == 1
    shown = capsys.readouterr()
    assert "do not use these numbers" in shown.err
    # By hand: the outlay of 1000 is there twice, and without it the lines were 115.65.
    assert "lines_add_up (project, society): -1000 is left over on 3115.65" in shown.err
    assert "years_add_up" not in shown.err
    assert "Traceback" not in shown.err
    if form == "json":
        assert json.loads(shown.out)["case"] == "two_years"


def test_a_sound_model_does_not(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["appraise", "two_years"]) == 0
    assert capsys.readouterr().err == ""
