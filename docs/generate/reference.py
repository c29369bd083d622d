"""The reference page of what a case can say, made from the classes that read it; ``make reference`` writes it.

The page and the JSON schema come from the same docstrings and tables, so neither can drift from the code: a test
compares both with what is committed.
"""

from __future__ import annotations

import importlib
import inspect
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from docs.generate.algoritmekader import algoritmekader
from docs.generate.markdown import anchor, document, keys, prose, table, target_of
from mll_finance.engine.criteria import CRITERIA, PROBABILITY
from mll_finance.errors import RunError
from mll_finance.inputs.case.schema import case_schema, write_schema
from mll_finance.inputs.case.schema_nodes import Schema
from mll_finance.inputs.grammar import assumption
from mll_finance.inputs.grammar.field_words import field_words
from mll_finance.inputs.grammar.line import Line
from mll_finance.inputs.grammar.parties import standard_parties, standard_perspectives
from mll_finance.inputs.grammar.quantity import Quantity
from mll_finance.inputs.grammar.section import REQUIRED
from mll_finance.inputs.lines import line_kinds
from mll_finance.inputs.method import method_sections
from mll_finance.inputs.quantities import quantity_kinds
from mll_finance.inputs.tables.in_force import SHIPPED, discount_steps, table_names
from mll_finance.inputs.tables.table import Row
from mll_finance.report.numbers import show
from mll_finance.report.page import ORDER, section_names
from mll_finance.report.references import all_references
from mll_finance.report.section import FOLDER
from mll_finance.resources import resource
from mll_finance.terms import concept
from mll_finance.uncertainty import distributions
from mll_finance.yaml_text import read_yaml

PAGE = Path("docs") / "reference.md"
_WITHIN = {
    "settings": ("weight", "until"),
    "gates": ("gated_phase", "wait"),
    "line_fields": ("btw", "release", "when"),
    "preconditions": ("finding", "signature"),
    "personal_data": ("data_purpose", "officer_advice"),
    "data_purpose": ("data_used", "data_variant"),
    "evaluation": (
        "baseline_measurement",
        "evaluation_indicator",
        "stop_criterion",
        "evaluation_moment",
        "sample_size",
        "evaluation_cost",
    ),
    "residents": ("affected_group", "resident_count"),
    "sign_off": ("sign_off_entry",),
    "partnership": ("costs",),
    "sharing": ("participant",),
}
"""Mappings that a section holds and that are explained below it."""
_INTRODUCTION = """\
What a case can say, key by key. This page is made from the code by `make reference`; change the docstrings, not the
page. `mll new NAME` writes a commented case to fill in, `mll check` validates one, and
[case.schema.json](../parameters/case.schema.json) gives the same to an editor that completes YAML (first line of the
case: `# yaml-language-server: $schema=case.schema.json`, with the schema beside the case).
"""


def unexplained() -> list[str]:
    """What a kind or section does not explain of itself: its class, or a key of it."""
    kinds = (*line_kinds().values(), *quantity_kinds().values())
    lacking: list[str] = []
    for part in (*kinds, *(section.model for section in method_sections().values())):
        place = f"{part.__module__.replace('.', '/')}.py"
        if not part.__dict__.get("__doc__"):
            lacking.append(f"{place}: {part.__name__} has no docstring; say in one sentence what it is")
        lacking += [
            f"{place}: the key {name} has no words; write a docstring below it"
            for name in part.model_fields
            if name not in field_words(part)
        ]
    return lacking


def reference() -> str:
    """The whole page, as Markdown.

    Raises
    ------
    RunError
        With every kind or section that does not explain itself.
    """
    lacking = unexplained()
    if lacking:
        raise RunError("; ".join(lacking))
    whole = case_schema()
    defs = whole["$defs"]
    parts = [
        *_sections(whole["properties"], defs),
        *_assumptions(defs),
        *_distributions(),
        *_kinds(defs, "quantity", "quantities", quantity_kinds()),
        *_kinds(defs, "line", "lines", line_kinds()),
        *_parties(),
        *_criteria(),
        *_report_sections(),
        *_tables(),
        *algoritmekader(),
    ]
    headings = [part.removeprefix("## ") for part in parts if part.startswith("## ")]
    contents = "\n".join(f"- [{heading}](#{anchor(heading)})" for heading in headings)
    return "\n\n".join(["# Reference", _INTRODUCTION.rstrip(), contents, *parts]) + "\n"


def _sections(sections: Mapping[str, Schema], defs: Mapping[str, Schema]) -> Iterator[str]:
    """The sections of a case, with the keys of those that have no kinds."""
    yield "## Sections of a case"
    rows = [
        (f"`{name}`", "yes" if name in REQUIRED else "", _described(held, defs))
        for name, held in sections.items()
    ]
    yield table(("section", "required", "what it is"), rows)
    for title, name in (
        ("Section `case`", "settings"),
        ("A party", "party"),
        ("A perspective", "perspective"),
        ("An alternative", "alternative"),
        ("A scenario", "scenario"),
        *((f"Section `{name}`", name) for name in method_sections()),
        ("Section `report`", "report"),
    ):
        yield f"### {title}"
        yield from _mapping(defs, name)


def _described(held: Schema, defs: Mapping[str, Schema]) -> str:
    if "description" in held:
        return str(held["description"])
    target = held if "$ref" in held else held["anyOf"][0]
    return str(defs[target_of(target)]["description"])


def _mapping(defs: Mapping[str, Schema], name: str) -> Iterator[str]:
    """What a mapping is, its keys, and the mappings within it."""
    yield prose(defs[name]["description"])
    yield keys(defs[name], defs)
    for inner in _WITHIN.get(name, ()):
        yield f"#### `{inner}`"
        yield from _mapping(defs, inner)


def _assumptions(defs: Mapping[str, Schema]) -> Iterator[str]:
    """The forms of an assumption and its keys."""
    yield "## Assumptions"
    _, forms = (inspect.getdoc(assumption) or "").split("\n\n", 1)
    yield prose(forms)
    known = defs["assumption"]["properties"]
    yield table(
        ("form", "what it is"), [(f"`{form}`", known[form]["description"]) for form in assumption.FORMS]
    )
    yield (
        "A number (`value` or `distribution`) carries `unit`, `source` and `quality`; an own estimate "
        "(`source: own_estimate`) also `accepted_by`; an amount in euros also `price_year`. A part of `by_alternative` "
        "inherits what it does not say itself, and may be a bare number or a map by year."
    )
    yield keys(defs["assumption"], defs)


def _distributions() -> Iterator[str]:
    """Each distribution with the numbers that it asks for."""
    yield "## Distributions"
    yield table(
        ("kind", "numbers", "what it is"),
        [
            (
                f"`{word}`",
                ", ".join(_asked(word)),
                prose(inspect.getdoc(made) or "").replace("\n\n", " "),
            )
            for word, made in distributions.KINDS.items()
        ],
    )
    cut = [f"`{word}`" for word in distributions.KINDS if distributions.can_truncate(word)]
    yield (
        f"`truncate: {{low: 0}}` (low, high or both) beside the numbers of {', '.join(cut)} cuts the distribution off: "
        "what lies outside cannot happen, the rest keeps its shape."
    )
    files = (sys.modules[kind.__module__] for kind in distributions.KINDS.values())
    sources = (text.removeprefix("References: ") for file in files for text in document(file, body=False))
    yield f"References: {' '.join(sorted(sources))}"


def _asked(word: str) -> Iterator[str]:
    """What a distribution asks for, in brackets where it may be left out."""
    for name in distributions.parameters(word):
        yield f"`{name}`" if name in distributions.required(word) else f"(`{name}`)"


def _kinds(
    defs: Mapping[str, Schema],
    word: str,
    section: str,
    kinds: Mapping[str, type[Quantity]] | Mapping[str, type[Line]],
) -> Iterator[str]:
    """The keys that all kinds share, then each kind."""
    yield f"## Kinds of {section}"
    yield table(
        ("kind", "what it is"),
        [(f"[`{kind}`](#{word}-{kind})", field_words(model)["kind"]) for kind, model in kinds.items()],
    )
    yield f"### Keys of every {word}"
    fields = f"{word}_fields"
    first, *_ = defs[fields]["description"].split("\n\n")
    yield prose(first)
    yield keys(defs[fields], defs)
    for inner in _WITHIN.get(fields, ()):
        yield f"#### `{inner}`"
        yield from _mapping(defs, inner)
    for kind, model in kinds.items():
        yield f"### {word.capitalize()} `{kind}`"
        yield from document(model)
        own = {
            name: held
            for name, held in defs[f"{word}_{kind}"]["properties"].items()
            if name != "kind" and f"{fields}/" not in held.get("$ref", "")
        }
        yield keys({**defs[f"{word}_{kind}"], "properties": own}, defs)
        yield from _outputs(model) if issubclass(model, Quantity) else _money(model)


def _outputs(kind: type[Quantity]) -> Iterator[str]:
    if not kind.OUTPUTS:
        yield "What it gives follows from its own keys."
        return
    yield table(
        ("output", "unit", "what it is"),
        [(f"`{name}`", concept(unit).en, concept(name).definition_en) for name, unit in kind.OUTPUTS.items()],
    )


def _money(kind: type[Line]) -> Iterator[str]:
    said = [f"In euros: {', '.join(f'`{name}`' for name in kind.MONEY)}."]
    if kind.LITERAL:
        named = ", ".join(f"`{name}`" for name in kind.LITERAL)
        said.append(f"A map by year names the amounts of those years only: {named}.")
    if kind.BTW_REQUIRED:
        said.append("`btw` is required.")
    if kind.REAL_PARTIES:
        said.append("Payer and receiver are parties, not `resources` or `welfare`.")
    yield " ".join(said)


def _parties() -> Iterator[str]:
    yield "## Standard parties and perspectives"
    rows = [
        (f"`{name}`", held["title"]["en"], held.get("note", {}).get("en", ""))
        for name, held in standard_parties().items()
    ]
    yield table(("party", "name", "note"), rows)
    lens = ("btw", "prices", "effects", "schedule")
    yield table(
        ("perspective", "name", "parties", *lens),
        [
            (
                f"`{name}`",
                held["title"]["en"],
                ", ".join(f"`{party}`" for party in held["parties"]),
                *(f"`{held[part]}`" for part in lens),
            )
            for name, held in standard_perspectives().items()
        ],
    )


def _criteria() -> Iterator[str]:
    yield "## Criteria"
    units = {**{criterion.id: criterion.unit for criterion in CRITERIA}, PROBABILITY: "fraction"}
    yield table(
        ("criterion", "unit", "name", "what it is", "source"),
        [
            (f"`{name}`", unit, concept(name).en, concept(name).definition_en, concept(name).source)
            for name, unit in units.items()
        ],
    )


def _report_sections() -> Iterator[str]:
    yield "## Sections of a report"
    yield "Without `report.sections` a report has those marked usual, in this order; a notebook shows any of them."
    yield table(
        ("section", "usual", "what it shows"),
        [
            (f"`{name}`", "yes" if name in ORDER else "", _first(f"{FOLDER}.{name}"))
            for name in section_names()
        ],
    )


def _first(module: str) -> str:
    return prose((inspect.getdoc(importlib.import_module(module)) or "").split("\n\n")[0])


def _tables() -> Iterator[str]:
    """The data tables with their ids, and the discount schedules with their rates."""
    yield "## Data tables"
    yield (
        "A number is taken from a table with `{table: ..., id: ...}`. Values, ranges and pages stand in the CSV, full "
        "references in the sidecar of the same name; `case.tables` lays an own table over one of these."
    )
    for name in table_names():
        sidecar = read_yaml(resource("data", f"{name}.yaml")).data
        yield f"### Table `{name}`"
        yield f"{sidecar['title']['en']}. {prose(sidecar['description']['en'])}"
        yield f"[{name}.csv](../data/{name}.csv), [{name}.yaml](../data/{name}.yaml). {sidecar['licence']}."
        yield _schedules() if name == "discount_rates" else _ids(name)


def _ids(name: str) -> str:
    by_id: dict[str, list[Row]] = {}
    for row in SHIPPED.table(name).rows:
        by_id.setdefault(row.id, []).append(row)
    rows = []
    for row_id, found in by_id.items():
        years = _span(row.year or row.price_year for row in found)
        regions = list(dict.fromkeys(row.region for row in found if row.region))
        where = regions[0] if len(regions) == 1 else f"{len(regions)} regions" if regions else ""
        rows.append(
            (
                f"`{row_id}`",
                ", ".join(dict.fromkeys(row.unit for row in found)),
                years,
                where,
                ", ".join(sorted({row.quality for row in found})),
            )
        )
    return table(("id", "unit", "year", "region", "quality"), rows)


def _span(years: Iterable[int | None]) -> str:
    known = sorted({year for year in years if year is not None})
    return "" if not known else str(known[0]) if len(known) == 1 else f"{known[0]} to {known[-1]}"


def _schedules() -> str:
    rows = []
    first = {row.id: row for row in reversed(SHIPPED.table("discount_rates").rows)}
    for name, steps in discount_steps(SHIPPED).items():
        rates = "; ".join(
            show(rate, "percent", "en") + (f" from year {year}" if len(steps) > 1 else "")
            for year, rate in steps
        )
        row = first[name]
        source = all_references("en").get(row.source, row.source)
        rows.append((f"`{name}`", rates, row.region, row.extra.get("valid_from", ""), row.quality, source))
    return table(("schedule", "rate a year", "region", "valid from", "quality", "source"), rows)


def write_reference(folder: Path) -> list[Path]:
    """Write the page and the schema below a folder and give their paths."""
    page = folder / PAGE
    page.write_text(reference(), encoding="utf-8", newline="\n")
    return [page, write_schema(folder / "parameters")]
