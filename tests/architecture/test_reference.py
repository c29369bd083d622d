"""The schema and the reference page are those of the code: what is committed is what the code makes, and nothing lacks.

The schema is judged by a validator of its own (jsonschema), which knows nothing of our loader.
"""

from __future__ import annotations

import importlib.util
import json
import re
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any, Literal

import jsonschema
import pytest

from docs.generate.__main__ import main as generate
from docs.generate.markdown import anchor
from docs.generate.reference import PAGE, reference
from mll_finance.engine.criteria import CRITERIA
from mll_finance.errors import InputError
from mll_finance.inputs.case import schema
from mll_finance.inputs.case.case import case_from_text
from mll_finance.inputs.grammar.assumption import FORMS, Assumption
from mll_finance.inputs.grammar.kinds import field_names
from mll_finance.inputs.lines import line_kinds
from mll_finance.inputs.lines.product import Product
from mll_finance.inputs.quantities import quantity_kinds
from mll_finance.inputs.tables.in_force import SHIPPED, discount_steps, table_names
from mll_finance.report.page import section_names
from mll_finance.terms import terms
from mll_finance.uncertainty.distributions import KINDS
from mll_finance.yaml_text import parse_yaml

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = sorted((ROOT / "parameters").glob("*.yaml"))
TEMPLATES = sorted((ROOT / "parameters" / "templates").glob("*.yaml"))

GOOD = """\
case: {id: good, base_year: 2026, horizon: 2}
alternatives:
  baseline:
  project: {title: Project}
quantities:
  selection:
    kind: detection
    population: {table: municipalities, id: inhabitants, region: Eindhoven}
    prevalence: {value: 0.1, unit: fraction, source: study, quality: B}
    precision:
      unit: fraction
      source: study
      quality: B
      by_alternative: {baseline: 0.2, project: {distribution: {kind: uniform, low: 0.2, high: 0.4}}}
    capacity: {value: {2026: 1000, 2027: 1100}, unit: flag/yr, source: study, quality: B}
lines:
  licence:
    kind: subscription
    alternative: project
    payer: municipality
    receiver: resources
    growth: 0.01
    years: {from: 2027}
    btw: {rate: 0.21, compensable: 1}
    price: {value: 900, unit: EUR/yr, price_year: 2025, source: own_estimate, quality: D, accepted_by: analyst}
  burden:
    kind: quantity_price
    alternative: [project]
    payer: residents
    receiver: welfare
    quantity: {ref: quantities.selection.false_positives}
    price: {pm: no study known}
scenarios:
  dear: {set: {lines.licence.price: {times: 1.2}}}
"""
BAD = {
    "misspelt key": ("    receiver: resources", "    recievr: resources"),
    "misspelt section": ("quantities:\n", "quantitys:\n"),
    "missing key": ("    payer: municipality\n", ""),
    "no section": ("case: {id: good, base_year: 2026, horizon: 2}\n", ""),
    "no baseline": ("  baseline:\n", "  other:\n"),
    "unknown kind": ("kind: subscription", "kind: subscribtion"),
    "no kind": ("    kind: subscription\n", ""),
    "key of another kind": ("    growth: 0.01\n", "    fte: {ref: quantities.selection.flags}\n"),
    "purchase without btw": ("    btw: {rate: 0.21, compensable: 1}\n", ""),
    "text for a number": ("{value: 0.1,", "{value: a tenth,"),
    "fractional year": ("base_year: 2026", "base_year: 2026.5"),
    "word for a choice": ("id: good,", "id: good, timing: midyear,"),
    "quality that is not one": ("quality: B}\n    precision", "quality: E}\n    precision"),
    "number without a unit": ("{value: 0.1, unit: fraction,", "{value: 0.1,"),
    "own estimate of nobody": (", accepted_by: analyst", ""),
    "two forms": ("{pm: no study known}", "{pm: no study known, ref: quantities.selection.flags}"),
    "no form": ("{pm: no study known}", "{unit: EUR}"),
    "bare number": ("prevalence: {value: 0.1, unit: fraction, source: study, quality: B}", "prevalence: 0.1"),
    "table without id": ("id: inhabitants, ", ""),
    "unknown distribution": ("kind: uniform", "kind: unifrom"),
    "number that a distribution does not ask": ("low: 0.2, high", "low: 0.2, mode: 0.3, high"),
    "number that a distribution lacks": (", high: 0.4", ""),
    "map by words": ("{2026: 1000, 2027: 1100}", "{first: 1000}"),
    "other form of case": ("case: {", "schema: 3\ncase: {"),
    "scenario of nothing": ("{set: {lines.licence.price: {times: 1.2}}}", "{title: Dear}"),
    "name that begins with a digit": ("  licence:\n", "  2nd:\n"),
}


@cache
def own_schema() -> dict[str, Any]:
    """The schema of a case, made once."""
    return schema.case_schema()


@cache
def page() -> str:
    """The reference page, made once."""
    return reference()


def complaints(text: str, found: dict[str, Any] | None = None) -> list[str]:
    """What the schema says of a case; as in an editor, every key is a text."""
    data = json.loads(json.dumps(parse_yaml(text).data))
    errors = jsonschema.Draft202012Validator(found or own_schema()).iter_errors(data)
    return [f"{'.'.join(map(str, error.absolute_path))}: {error.message}" for error in errors]


@pytest.fixture(scope="module")
def samples() -> ModuleType:
    """The samples of the workbook's test: cases that the loader takes, with every field of a kind."""
    place = ROOT / "tests" / "oracle" / "workbook_samples.py"
    spec = importlib.util.spec_from_file_location("samples_of_kinds", place)
    assert spec is not None and spec.loader is not None
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    return made


# --- The schema ---------------------------------------------------------------------------------------------------


def test_it_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(own_schema())
    pointers = set(re.findall(r'"\$ref": "#/([^"]+)"', json.dumps(own_schema())))
    assert pointers
    for pointer in pointers:
        node = own_schema()
        for step in pointer.split("/"):
            node = node[step]


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_it_takes_the_examples(path: Path) -> None:
    assert complaints(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.stem)
def test_it_takes_the_templates(path: Path) -> None:
    assert complaints(path.read_text(encoding="utf-8").replace("__ID__", "new")) == []


def test_it_takes_the_good_case() -> None:
    case_from_text(GOOD)
    assert complaints(GOOD) == []


@pytest.mark.parametrize("name", BAD)
def test_it_refuses_what_the_loader_refuses(name: str) -> None:
    old, new = BAD[name]
    assert GOOD.count(old) == 1
    text = GOOD.replace(old, new)
    with pytest.raises(InputError):
        case_from_text(text)
    assert complaints(text) != []


@pytest.mark.parametrize(("section", "kind"), [
    *(("quantities", kind) for kind in quantity_kinds()),
    *(("lines", kind) for kind in line_kinds()),
])  # fmt: skip
def test_it_takes_a_case_of_every_kind(samples: ModuleType, section: str, kind: str) -> None:
    data = json.loads(json.dumps(samples.sample(section, kind).document.data))
    assert list(jsonschema.Draft202012Validator(own_schema()).iter_errors(data)) == []


def test_each_kind_has_its_own_keys() -> None:
    for word, kinds in (("quantity", quantity_kinds()), ("line", line_kinds())):
        assert own_schema()["$defs"][word]["properties"]["kind"]["enum"] == list(kinds)
        for kind, model in kinds.items():
            assert set(own_schema()["$defs"][f"{word}_{kind}"]["properties"]) == set(field_names(model))


def test_every_key_is_described() -> None:
    silent = [
        f"{name}.{key}"
        for name, held in own_schema()["$defs"].items()
        if name not in ("text", "part_of_assumption", "distribution", "table_row")
        for key, one in held.get("properties", {}).items()
        if "description" not in one
        and "_fields/" not in one.get("$ref", "")
        and "assumption/" not in str(one)
    ]
    assert silent == []


def test_what_is_committed_is_what_the_code_makes() -> None:
    # `make reference` writes both anew.
    assert (ROOT / "parameters" / schema.FILE).read_text(encoding="utf-8") == schema.schema_text()
    assert (ROOT / PAGE).read_text(encoding="utf-8") == page()


def test_a_part_that_lacks_is_told_in_words(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delitem(terms(), "npv")
    assert generate(tmp_path) == 1
    assert "data/terms.csv: no row 'npv'" in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


def test_a_kind_that_does_not_explain_itself_is_told_in_words(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    class Silent(Product):
        kind: Literal["silent"]  # type: ignore[assignment]
        height: Assumption

    kinds = {**line_kinds(), "silent": Silent}
    monkeypatch.setattr("docs.generate.reference.line_kinds", lambda: kinds)
    assert generate(tmp_path) == 1
    told = capsys.readouterr().err
    assert "Silent has no docstring; say in one sentence what it is" in told
    assert "the key height has no words; write a docstring below it" in told
    assert not list(tmp_path.iterdir())


def test_it_is_written_beside_a_case(tmp_path: Path) -> None:
    written = schema.write_schema(tmp_path)
    assert schema.MODELINE.endswith(f"$schema={written.name}")
    assert json.loads(written.read_text(encoding="utf-8")) == own_schema()


def test_a_new_kind_is_proposed(monkeypatch: pytest.MonkeyPatch) -> None:
    class Fine(Product):
        """A fine."""

        kind: Literal["fine"]  # type: ignore[assignment]
        """A fine that is paid."""
        height: Assumption
        """Euros of one fine."""

    before = own_schema()
    kinds = {**line_kinds(), "fine": Fine}
    monkeypatch.setattr(schema, "line_kinds", lambda: kinds)
    made = schema.case_schema()
    assert made != before
    text = GOOD.replace("kind: subscription", "kind: fine")
    assert not any("is not one of" in said for said in complaints(text, made))
    assert any("'height' is a required property" in said for said in complaints(text, made))


# --- The page -----------------------------------------------------------------------------------------------------


def part(heading: str) -> str:
    """The text below a heading, up to the next that is as deep or less deep."""
    depth = heading.index(" ")
    return re.split(rf"(?m)^#{{1,{depth}}} ", page().split(f"\n{heading}\n", 1)[1])[0]


@pytest.mark.parametrize(
    ("word", "kind"), [*(("Quantity", kind) for kind in quantity_kinds()), *(("Line", kind) for kind in line_kinds())]
)  # fmt: skip
def test_every_kind_and_field_occurs(word: str, kind: str) -> None:
    model = (quantity_kinds() if word == "Quantity" else line_kinds())[kind]
    told = part(f"### {word} `{kind}`") + part(f"### Keys of every {word.lower()}")
    assert [name for name in field_names(model) if name != "kind" and f"| `{name}` |" not in told] == []
    assert [name for name in getattr(model, "OUTPUTS", {}) if f"| `{name}` |" not in told] == []
    if "References" in (model.__doc__ or ""):
        assert "References: " in told


def test_what_else_a_case_can_name_occurs() -> None:
    for heading, names in (
        ("## Sections of a case", own_schema()["properties"]),
        ("## Assumptions", [*FORMS, *Assumption.model_fields]),
        ("## Distributions", KINDS),
        ("## Criteria", [criterion.id for criterion in CRITERIA]),
        ("## Sections of a report", section_names()),
        ("### Table `discount_rates`", discount_steps(SHIPPED)),
    ):
        assert [name for name in names if f"| `{name}` |" not in part(heading)] == []
    for name in table_names():
        told = part(f"### Table `{name}`")
        assert [row.id for row in SHIPPED.table(name).rows if f"| `{row.id}` |" not in told] == []


def test_links_within_the_page_and_to_files_point_somewhere() -> None:
    anchors = {anchor(heading) for heading in re.findall(r"(?m)^#+ (.*)$", page())}
    assert set(re.findall(r"\]\(#([^)]+)\)", page())) <= anchors
    assert all((ROOT / "docs" / link).exists() for link in re.findall(r"\]\((\.\./[^)#]+)\)", page()))


def test_tables_are_whole() -> None:
    rows = [line for line in page().splitlines() if line.startswith("|")]
    widths = [len(re.findall(r"(?<!\\)\|", row)) for row in rows]
    heads = [number for number, row in enumerate(rows) if row.startswith("| --- ")]
    for start, end in zip(heads, [*(head - 1 for head in heads[1:]), len(rows)], strict=True):
        assert len(set(widths[start - 1 : end])) == 1
