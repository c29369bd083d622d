"""The tables of words in ``data/``: techniques, roles, partner criteria, steps of the method; with their sources.

A table of numbers is a CSV (``tables.py``). A table of words is a YAML with ``title``, ``description``, ``references``
and ``rows``, each text in Dutch and English; what a row claims names its sources.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BeforeValidator

from mll_finance.inputs.grammar.base import Listing, Strict, Text, listed
from mll_finance.resources import SHIPPED_DATA, resource
from mll_finance.yaml_text import read_yaml

Attention = Literal["low", "medium", "high"]
PROSE_TABLES = (
    "techniques",
    "roles",
    "knowledge_options",
    "partner_criteria",
    "method_steps",
    "scan_questions",
    "scan_projects",
)
"""The tables of words, by the name of their file."""
Model = TypeVar("Model", bound=Strict)


class TableRow(Strict):
    """A row of a table of numbers."""

    table: str
    """Name of the table."""
    id: str
    """Id of the row."""


class Figure(TableRow):
    """A row of a table of numbers, with its name for readers."""

    title: Text


Figures = Annotated[tuple[Figure, ...], BeforeValidator(listed)]


class Issue(Strict):
    """What one issue asks with one technique."""

    attention: Attention
    """How much work it is."""
    nl: str
    """In Dutch."""
    en: str
    """In English."""
    sources: Listing
    """Source ids; own_estimate is our own judgement."""


class Technique(Strict):
    """A technique: what it brings, asks and costs, and what each issue asks with it."""

    title: Text
    brings: Text
    asks: Text
    costs: Figures
    """What was paid, asked or gained elsewhere; none where no figure was found."""
    issues: dict[str, Issue]


class Question(Strict):
    """An issue: its name and what it asks."""

    title: Text
    asks: Text


class Role(Strict):
    """A role that a project needs: what it does, by when, and for which techniques and ways of getting it."""

    title: Text
    does: Text
    phase: Literal["set_up", "design", "pilot", "roll_out", "run", "exit"]
    """Phase by which the role must be filled."""
    techniques: Listing = ()
    """Techniques that need it; all without it."""
    sourcing: Listing = ()
    """Ways of getting an alternative that need it; all without it."""
    risk_classes: Listing = ()
    """Classes under the AI Act that need it; all without it."""
    scale: int
    """Pay scale by which hiring is costed."""
    sources: Listing

    def needed(self, alternative: Any) -> bool:
        """Whether an alternative needs the role."""
        return (
            (not self.techniques or alternative.technique in self.techniques)
            and (not self.sourcing or alternative.sourcing in self.sourcing)
            and (not self.risk_classes or alternative.risk_class in self.risk_classes)
        )


class Option(Strict):
    """A way to get knowledge: what it brings, what to mind, and how long it takes."""

    title: Text
    brings: Text
    mind: Text
    lead_time: TableRow
    """Lead time in months, a row of a table of numbers."""
    sources: Listing


class Criterion(Strict):
    """A criterion by which partners are chosen, with the question it asks and a usual weight."""

    title: Text
    asks: Text
    weight: int
    """Usual weight; a case may say another."""
    sources: Listing


def prose(name: str) -> Mapping[str, Any]:
    """The content of a table of words, as it stands in its file."""
    if name not in PROSE_TABLES:
        raise LookupError(f"no table of words '{name}'")
    return _read(name)


@SHIPPED_DATA.kept
@lru_cache(maxsize=8)
def _read(name: str) -> Mapping[str, Any]:
    return read_yaml(resource("data", f"{name}.yaml")).data


def _rows(name: str, model: type[Model], part: str = "rows") -> dict[str, Model]:
    return {key: model.model_validate(raw) for key, raw in prose(name)[part].items()}


@SHIPPED_DATA.kept
@lru_cache(maxsize=1)
def techniques() -> Mapping[str, Technique]:
    """The techniques by id."""
    return _rows("techniques", Technique)


@SHIPPED_DATA.kept
@lru_cache(maxsize=1)
def issues() -> Mapping[str, Question]:
    """The issues against which techniques are set, by id."""
    return _rows("techniques", Question, "issues")


@SHIPPED_DATA.kept
@lru_cache(maxsize=1)
def roles() -> Mapping[str, Role]:
    """The roles by id, in the order of the phases."""
    return _rows("roles", Role)


@SHIPPED_DATA.kept
@lru_cache(maxsize=1)
def knowledge_options() -> Mapping[str, Option]:
    """The ways to get knowledge by id."""
    return _rows("knowledge_options", Option)


@SHIPPED_DATA.kept
@lru_cache(maxsize=1)
def partner_criteria() -> Mapping[str, Criterion]:
    """The criteria by which partners are chosen, by id."""
    return _rows("partner_criteria", Criterion)
