"""One JSON schema of a whole case, made from the classes that read it, so that an editor proposes keys and kinds.

The schema is for completion and a first check while typing; ``mll check`` sees more: what refers to what, units, years.
What the schema refuses, ``mll check`` refuses too, but for a key with nothing behind it, which is taken as absent.

References
----------
JSON Schema, draft 2020-12, https://json-schema.org/draft/2020-12; yaml-language-server reads it from the first line
of a case: ``# yaml-language-server: $schema=case.schema.json``.
"""

from __future__ import annotations

import inspect
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import get_args

from pydantic import BaseModel, TypeAdapter

from mll_finance.inputs.case.checks import SECTIONS
from mll_finance.inputs.case.rewriting import newest, steps
from mll_finance.inputs.case.schema_nodes import (
    NOTHING,
    Schema,
    choice,
    has,
    plain,
    reference_to,
    snake,
    tidy,
    when,
)
from mll_finance.inputs.grammar.assumption import FORMS, OWN_ESTIMATE, Assumption, GrowthRate
from mll_finance.inputs.grammar.base import Text
from mll_finance.inputs.grammar.field_words import field_words
from mll_finance.inputs.grammar.kinds import Part
from mll_finance.inputs.grammar.line import Line
from mll_finance.inputs.grammar.parties import Party, Perspective, standard_parties, standard_perspectives
from mll_finance.inputs.grammar.quantity import Quantity
from mll_finance.inputs.grammar.section import REQUIRED, Section
from mll_finance.inputs.grammar.sections import BASELINE, Alternative, ReportSettings, Scenario, Settings
from mll_finance.inputs.lines import line_kinds
from mll_finance.inputs.method import method_sections
from mll_finance.inputs.quantities import quantity_kinds
from mll_finance.inputs.tables.in_force import (
    SHIPPED,
    discount_steps,
    price_levels,
    table_names,
)
from mll_finance.inputs.text import ranges as spread
from mll_finance.uncertainty import distributions

FILE = "case.schema.json"
MODELINE = f"# yaml-language-server: $schema={FILE}"
"""First line of a case that has the schema beside it."""
DRAFT = "https://json-schema.org/draft/2020-12/schema"

_NAME = r"^[^0-9_\-\s.][^\s.]*$"
"""Names begin with a letter; looser than the loader, because editors know letters of ASCII only."""
YEAR_KEY = r"^-?[0-9]+$"
"""A year as a key."""
_NUMBER: Schema = {"type": "number"}
_YEARS: Schema = {
    "type": "object",
    "minProperties": 1,
    "patternProperties": {YEAR_KEY: {"type": "number"}},
    "additionalProperties": False,
}


def case_schema() -> Schema:
    """The schema of a case, with the kinds, parties, schedules and tables that there are.

    Examples
    --------
    >>> made = case_schema()
    >>> made["required"], "quantity_detection" in made["$defs"]
    (['case', 'alternatives', 'lines'], True)
    """
    text_schema = {
        **TypeAdapter(Text).json_schema(),
        "description": "A text for both languages, or one for each.",
    }
    schema_by_definition: dict[str, Schema] = {"text": text_schema}
    schema_by_definition["distribution"] = choice(
        {word: _distribution(word) for word in distributions.KINDS}, "Kind of distribution."
    )
    _add(schema_by_definition, "assumption", Assumption)
    schema_by_definition["assumption"], schema_by_definition["part_of_assumption"] = _assumptions(
        schema_by_definition["assumption"]
    )
    schema_by_definition["table_row"] = _rows()
    for definition_name, model in _MODELS.items():
        _add(schema_by_definition, definition_name, model)
    for definition_name, section in method_sections().items():
        _add(schema_by_definition, definition_name, section.model)
    schema_by_definition["perspective_standard"] = {
        **{key: rule for key, rule in schema_by_definition["perspective"].items() if key != "required"},
        "description": "A standard perspective: what is written here is laid over it.",
    }
    _add_kinds(schema_by_definition, "quantity", Quantity, quantity_kinds())
    _add_kinds(schema_by_definition, "line", Line, line_kinds())
    for (owner_definition, field_name), allowed_names in _known_names().items():
        schema_by_definition[owner_definition]["properties"][field_name] = {
            **schema_by_definition[owner_definition]["properties"][field_name],
            "examples": list(allowed_names),
        }
    schema_by_section = _sections()
    return {
        "$schema": DRAFT,
        "title": "A case of mll_finance",
        "type": "object",
        "required": list(REQUIRED),
        "properties": {name: schema_by_section[name] for name in SECTIONS},
        "additionalProperties": False,
        "$defs": dict(sorted(schema_by_definition.items())),
    }


def schema_text() -> str:
    """The schema as the text of its file."""
    return json.dumps(case_schema(), indent=1, ensure_ascii=False) + "\n"


def write_schema(folder: Path) -> Path:
    """Write the schema as ``case.schema.json`` in a folder, beside the cases that name it, and give its path."""
    schema_path = folder / FILE
    schema_path.write_text(schema_text(), encoding="utf-8", newline="\n")
    return schema_path


_MODELS: Mapping[str, type[BaseModel]] = {
    "settings": Settings,
    "party": Party,
    "perspective": Perspective,
    "alternative": Alternative,
    "scenario": Scenario,
    "report": ReportSettings,
    "quantity_fields": Quantity,
    "line_fields": Line,
}


def _sections() -> dict[str, Schema]:
    """Each section of a case."""
    return {
        "schema": {
            "enum": [*steps(), newest()],
            "description": "Version of the form of a case; the first without it.",
        },
        "case": reference_to("settings"),
        "parties": _named("party", "Who pays or receives, beside the standard parties.", empty=True),
        "perspectives": {
            **_named(
                "perspective", "Through whose eyes the case is judged, beside the standard perspectives."
            ),
            "properties": {name: reference_to("perspective_standard") for name in standard_perspectives()},
        },
        "alternatives": {
            **_named("alternative", "The policy options; the result is project minus baseline.", empty=True),
            "type": "object",
            "required": [BASELINE],
            "minProperties": 2,
        },
        "quantities": _named("quantity", "Physical quantities: people, cases, hours; no money."),
        "lines": {**_named("line", "Money from a payer to a receiver."), "type": "object"},
        "scenarios": _named("scenario", "Other numbers on the same case."),
        **{name: _further(section) for name, section in method_sections().items()},
        "report": {"anyOf": [reference_to("report"), NOTHING]},
    }


def _further(section: Section) -> Schema:
    """A further section: its named parts, or itself."""
    if section.named:
        return _named(section.name, section.description)
    return {"description": section.description, "anyOf": [reference_to(section.name), NOTHING]}


def _named(definition: str, description: str, *, empty: bool = False) -> Schema:
    """A section of named parts; ``empty`` where a part may be a name alone."""
    schema_reference = reference_to(definition)
    return {
        "description": description,
        "type": ["object", "null"],
        "propertyNames": {"pattern": _NAME},
        "additionalProperties": {"anyOf": [schema_reference, NOTHING]} if empty else schema_reference,
    }


def _add(defs: dict[str, Schema], name: str, model: type[BaseModel]) -> None:
    """Add the schema of a class, and of the classes that it holds, each once."""
    schema = model.model_json_schema()
    inner_schema_by_name = schema.pop("$defs", {})
    if "$ref" in schema:
        schema = inner_schema_by_name[schema["$ref"].rsplit("/", 1)[-1]]
    for inner_name, definition in inner_schema_by_name.items():
        defs.setdefault(snake(inner_name), plain(definition))
    schema_node = plain(schema)
    for key, model_field in model.model_fields.items():
        if GrowthRate in get_args(model_field.annotation):
            field_schema = schema_node["properties"][key]
            schema_node["properties"][key] = {
                "description": field_schema["description"],
                "anyOf": [reference_to("assumption"), {"type": "number"}],
            }
    defs[name] = schema_node


def _add_kinds(defs: dict[str, Schema], word: str, base: type[Part], kinds: Mapping[str, type[Part]]) -> None:
    """Add a schema for each kind, its common keys by reference, and the choice between them by ``kind``."""
    common_properties = defs[f"{word}_fields"]["properties"]
    for kind_name, model in kinds.items():
        definition_name = f"{word}_{kind_name}"
        _add(defs, definition_name, model)
        defs[definition_name]["properties"] = {
            key: reference_to(f"{word}_fields/properties/{key}")
            if common_properties.get(key) == key_schema
            else key_schema
            for key, key_schema in defs[definition_name]["properties"].items()
        }
        if getattr(model, "BTW_REQUIRED", False):
            defs[definition_name]["required"].append("btw")
    word_by_kind = {kind_name: field_words(model)["kind"] for kind_name, model in kinds.items()}
    schema_by_kind = {kind_name: reference_to(f"{word}_{kind_name}") for kind_name in kinds}
    defs[word] = choice(schema_by_kind, field_words(base)["kind"], word_by_kind)


_MIXED: Schema = {
    "description": "Distributions, each with its weight beside its kind and numbers.",
    "type": "array",
    "minItems": 2,
    "items": {
        "type": "object",
        "required": ["weight", "kind"],
        "properties": {"weight": {"type": "number"}, "kind": {"enum": list(distributions.KINDS)}},
    },
}


def _distribution(word: str) -> Schema:
    choices_by_parameter, list_parameters = distributions.choices(word), distributions.lists(word)
    schema_by_parameter: dict[str, Schema] = {}
    for parameter_name in distributions.parameters(word):
        list_schema = {"type": "array", "items": {"type": "number"}, "minItems": 1}
        schema_by_parameter[parameter_name] = (
            {"enum": list(choices_by_parameter[parameter_name])}
            if parameter_name in choices_by_parameter
            else list_schema
            if parameter_name in list_parameters
            else _NUMBER
        )
        if parameter_name in distributions.mixed(word):
            schema_by_parameter[parameter_name] = _MIXED
    schema: Schema = {
        "description": tidy(inspect.getdoc(distributions.KINDS[word]) or ""),
        "type": "object",
        "required": ["kind", *distributions.required(word)],
        "properties": {"kind": {"const": word}, **schema_by_parameter},
        "additionalProperties": False,
    }
    observations = distributions.from_file(word)
    if observations is not None:
        schema["required"].remove(observations)
        schema["properties"][spread.FILE] = {"type": "string"}
        schema["oneOf"] = [has(observations), has(spread.FILE)]
    if distributions.can_truncate(word):
        schema["properties"][spread.TRUNCATE] = {
            "description": "Where it is cut off: low, high or both.",
            "type": "object",
            "minProperties": 1,
            "properties": {"low": _NUMBER, "high": _NUMBER},
            "additionalProperties": False,
        }
    return schema


def _assumptions(plain: Schema) -> tuple[Schema, Schema]:
    """An assumption, and what may stand in ``by_alternative``, which inherits unit and source."""
    schema_by_field = dict(plain["properties"])
    schema_by_field["value"] = {**schema_by_field["value"], "anyOf": [{"type": "number"}, _YEARS]}
    schema_by_field["distribution"] = {
        **reference_to("distribution"),
        "description": schema_by_field["distribution"]["description"],
    }
    schema_by_field["by_alternative"] = {
        "description": schema_by_field["by_alternative"]["description"],
        "type": "object",
        "additionalProperties": {"anyOf": [{"type": "number"}, reference_to("part_of_assumption"), _YEARS]},
    }
    distribution_alone = {"required": ["distribution"], "not": {"anyOf": [has("value"), has("table")]}}
    form_schemas = [distribution_alone if form == "distribution" else has(form) for form in FORMS]
    number_schema = {"anyOf": [has("value"), distribution_alone]}
    own_estimate_schema = {"required": ["source"], "properties": {"source": {"const": OWN_ESTIMATE}}}
    joint_rules = [
        {"if": has("table"), "then": has("id")},
        {"if": has("id"), "then": has("table")},
        reference_to("table_row"),
    ]
    assumption_schema = {
        **plain,
        "properties": schema_by_field,
        "oneOf": form_schemas,
        "allOf": [
            {"if": number_schema, "then": has("unit", "source", "quality")},
            {"if": {"allOf": [number_schema, own_estimate_schema]}, "then": has("accepted_by")},
            *joint_rules,
        ],
    }
    alternative_schema = {
        "description": "A number for one alternative; unit, source and quality come from above where it has none.",
        "type": "object",
        "properties": {name: reference_to(f"assumption/properties/{name}") for name in schema_by_field},
        "additionalProperties": False,
        "oneOf": form_schemas,
        "allOf": joint_rules,
    }
    return assumption_schema, alternative_schema


def _rows() -> Schema:
    """Which ids each table has, as proposals: a table of the case may add others."""
    return {
        "description": "A row of a data table.",
        "type": "object",
        "allOf": [
            when({"table": {"const": name}}, {"properties": {"id": {"examples": _ids(name)}}})
            for name in table_names()
        ],
    }


def _ids(table: str) -> list[str]:
    return list(dict.fromkeys(row.id for row in SHIPPED.table(table).rows))


def _known_names() -> dict[tuple[str, str], Iterable[str]]:
    """Names that an editor proposes where a case may also write its own, by definition and key."""
    return {
        ("assumption", "table"): table_names(),
        ("assumption", "index"): price_levels(SHIPPED),
        ("assumption", "source"): (OWN_ESTIMATE,),
        ("line_fields", "payer"): standard_parties(),
        ("line_fields", "receiver"): standard_parties(),
        ("line_fields", "index"): price_levels(SHIPPED),
        ("line_fields", "alternative"): ("all",),
        ("perspective", "schedule"): discount_steps(SHIPPED),
        ("settings", "discounting"): discount_steps(SHIPPED),
        ("settings", "municipality"): SHIPPED.table("municipalities").regions("inhabitants"),
    }
