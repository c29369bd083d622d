"""Plain types that the sections of the method share: lists of texts, and the paths that a section may name."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BeforeValidator, WithJsonSchema

from mll_finance.inputs.grammar.assumption import Assumption
from mll_finance.inputs.grammar.base import Text
from mll_finance.inputs.grammar.section import Known


def _several(written: Any) -> Any:
    if isinstance(written, list):
        return tuple(written)
    return (written,) if isinstance(written, (str, dict)) else written


Texts = Annotated[
    tuple[Text, ...],
    BeforeValidator(_several),
    WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "object"}, {"type": "array"}]}),
]
"""One text or a list of texts, each for both languages or one for each."""


def outputs(known: Known) -> list[str]:
    """Paths of what the quantities of a case give, such as ``quantities.detection.false_positives``."""
    return [
        f"quantities.{name}.{output}"
        for name, quantity in known.quantities.items()
        for output in quantity.units()
    ]


def owners(known: Known) -> list[str]:
    """Paths of the quantities and lines of a case, of those that could not be read too."""
    names_by_section = {"quantities": known.names("quantities"), "lines": known.names("lines")}
    return [f"{section}.{name}" for section, names in names_by_section.items() for name in names]


def is_assumption(written: Any) -> bool:
    """Whether a raw part can be read as an assumption."""
    try:
        Assumption.model_validate(written)
    except ValueError:
        return False
    return True
